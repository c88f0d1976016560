//! One fault that is met at several places: a manager that checks nothing, the variable that holds it and the context
//! that it is put into.
//!
//! Contract: it is told where the checks are emptied. A name that another file gives its meaning is told where it stands.

use rustc_hash::FxHashMap;

use crate::guidance::{Page, brackets};
use crate::model::Span;

/// The method that a manager of certificates has to have.
const EMPTIED: &str = "checkServerTrusted";

/// The places, without those that say again what another one says.
pub(super) fn once(page: &Page<'_>, places: Vec<Span>) -> Vec<Span> {
    let is_emptied = |place: &Span| page.slice(*place).starts_with(EMPTIED);
    if !places.iter().any(is_emptied) {
        return places;
    }
    let mut declared: FxHashMap<&str, bool> = FxHashMap::default();
    let mut last = None;
    let mut kept = Vec::with_capacity(places.len());
    for place in places {
        let said = page.slice(place);
        let is_again = match is_emptied(&place) {
            // A manager has the method in several forms.
            true => {
                let open = brackets::brace_around(page.text(), place.start);
                open.is_some() && last.replace(open) == Some(open)
            }
            false => {
                is_name(said)
                    && *declared.entry(said).or_insert_with(|| is_declared(page.text(), said))
            }
        };
        if !is_again {
            kept.push(place);
        }
    }
    kept
}

fn is_name(text: &str) -> bool {
    text.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'_')
}

/// Whether a text gives a name its meaning: it is assigned to, or a class or a method of the text.
fn is_declared(text: &str, name: &str) -> bool {
    let joins = |c: char| c.is_alphanumeric() || c == '_';
    text.match_indices(name).any(|(at, _)| {
        let (before, after) = (text[..at].trim_end(), &text[at + name.len()..]);
        let rest = after.trim_start();
        let is_whole = !text[..at].ends_with(joins) && !after.starts_with(joins);
        let is_assigned = rest.starts_with([':', '=']) && !rest.starts_with("==");
        let is_class = ["class", "object"].iter().any(|word| before.ends_with(word));
        let is_method = rest.starts_with("()")
            && rest.lines().next().is_some_and(|line| line.trim_end().ends_with('{'));
        is_whole && (is_assigned || is_class || is_method)
    })
}

#[cfg(test)]
mod tests {
    use super::super::remarks;
    use super::*;
    use crate::guidance::page::Facts;

    #[test]
    fn one_fault_is_told_once() {
        let lines = |text: &str| {
            let page = Page::new("src/banqup/A.java", text, Facts::default());
            let told = remarks(&page).into_iter();
            told.map(|one| text[..one.span.start].matches('\n').count()).collect::<Vec<_>>()
        };
        let manager = "new X509TrustManager() {\n public void checkClientTrusted(X509Certificate[] c, String t) { }\n public void checkServerTrusted(X509Certificate[] c, String t) { }\n}";
        let text = format!(
            "TrustManager[] trustAllCerts = {{ {manager} }};\nsc.init(null, trustAllCerts, r);\n"
        );
        assert_eq!(lines(&text), [2]);
        let text = "class TrustAllManager extends X509ExtendedTrustManager {\n public void checkServerTrusted(X509Certificate[] c, String t) { }\n public void checkServerTrusted(X509Certificate[] c, String t, Socket s) { }\n}\nvoid f() { sc.init(null, new TrustManager[] { new TrustAllManager() }, r); }\n";
        assert_eq!(lines(text), [1]);
        let text =
            format!("sc.init(null, trustAllCerts, r);\nTrustManager[] mine = {{ {manager} }};\n");
        assert_eq!(lines(&text), [0, 3]);
    }
}
