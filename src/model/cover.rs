//! Covers what could be a secret in texts that people write around the program: its configuration and its rule packs.
//!
//! Contract: a text keeps its length, so that marks in it stay where they are. It is told by its letters and digits
//! alone, without a rule: in such a text nothing says what a value is for, and nobody needs to read a long one.

/// The shortest run of letters and digits that could be a secret, in bytes.
const SHORTEST_SECRET: usize = 20;

/// How many bytes of it are shown.
const SHOWN: usize = 4;

/// The text with long runs of mixed letters and digits covered, addresses and paths among them; for what is quoted to
/// tell of a fault.
pub fn covered(text: &str) -> String {
    let is_part = |c: char| c.is_ascii_alphanumeric() || matches!(c, '_' | '-' | '+' | '/' | '.');
    cover(text, is_part, |run| has_digit(run) && run.bytes().any(|b| b.is_ascii_alphabetic()))
}

/// As [`covered`], for prose and code that are to be read: words that are joined, and the parts of an address, are left
/// as they are.
pub fn covered_values(text: &str) -> String {
    let is_part = |c: char| c.is_ascii_alphanumeric() || matches!(c, '_' | '-' | '+');
    cover(text, is_part, |run| {
        let has_cases = run.bytes().any(|b| b.is_ascii_lowercase())
            && run.bytes().any(|b| b.is_ascii_uppercase());
        let is_one_word = run.bytes().all(|b| b.is_ascii_alphanumeric());
        has_digit(run) && (has_cases || is_one_word)
    })
}

fn has_digit(run: &str) -> bool {
    run.bytes().any(|byte| byte.is_ascii_digit())
}

/// Covers the runs of parts that could be secrets.
fn cover(text: &str, is_part: impl Fn(char) -> bool, is_secret: impl Fn(&str) -> bool) -> String {
    let mut out = String::with_capacity(text.len());
    let mut rest = text;
    while !rest.is_empty() {
        let (run, after) = rest.split_at(rest.find(|c| !is_part(c)).unwrap_or(rest.len()));
        if run.len() >= SHORTEST_SECRET && is_secret(run) {
            out.push_str(&run[..SHOWN]);
            out.extend(std::iter::repeat_n('*', run.len() - SHOWN));
        } else {
            out.push_str(run);
        }
        let (between, next) = after.split_at(after.find(&is_part).unwrap_or(after.len()));
        out.push_str(between);
        rest = next;
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn values_are_covered_and_words_are_not() {
        let value = "aB3".repeat(8);
        for text in [format!("\"{value}\""), format!("é={value}é"), value.clone()] {
            let covered = covered_values(&text);
            assert_eq!(covered.len(), text.len());
            assert!(covered.contains("aB3a****") && !covered.contains("aB3aB"), "{covered}");
        }
        assert!(!covered_values(&"0a".repeat(16)).contains("0a0a0"), "hexadecimal digits");
        for text in [
            "see https://wiki.example.com/runbooks/2026-rotate-client-secrets",
            "com.example.v2.PartnerClientConfiguration and PARTNER_CLIENT_SECRET_2_OLD",
            "{{secret64-base64}} {{jwt-v4-refresh}}",
            "internationalisation",
        ] {
            assert_eq!(covered_values(text), text);
        }
        assert_ne!(covered("a/2026-rotate-client-secrets"), "a/2026-rotate-client-secrets");
    }
}
