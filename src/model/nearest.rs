//! The known word that a person most likely meant.

/// How alike an unknown word and a known one must be for a suggestion, from 0 to 1.
const ALIKE: f64 = 0.5;

/// The known name most like `name`, unless none is like it.
pub fn nearest<'a>(name: &str, known: impl Iterator<Item = &'a str>) -> Option<&'a str> {
    let name = name.to_lowercase().replace(['_', ' '], "-");
    known
        .map(|candidate| (strsim::normalized_damerau_levenshtein(&name, candidate), candidate))
        .filter(|(likeness, _)| *likeness >= ALIKE)
        .max_by(|(left, _), (right, _)| left.total_cmp(right))
        .map(|(_, candidate)| candidate)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_slip_finds_the_rule_and_nonsense_finds_none() {
        let known = ["client-id", "client-secret", "jwt"];
        assert_eq!(nearest("client_secrets", known.into_iter()), Some("client-secret"));
        assert_eq!(nearest("cleint-id", known.into_iter()), Some("client-id"));
        assert_eq!(nearest("entropy", known.into_iter()), None);
    }
}
