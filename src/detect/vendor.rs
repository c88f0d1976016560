//! The vendor's names and hosts.

use std::sync::LazyLock;

use aho_corasick::AhoCorasick;

use crate::model::Span;

/// Domains that belong to the vendor, with everything below them.
const DOMAINS: [&str; 2] = ["banqup.com", "unifiedpost.com"];

/// Words that only somebody who uses the vendor's API writes.
static NAMES: LazyLock<AhoCorasick> =
    LazyLock::new(|| any_case(&["banqup", "unifiedpost", "upg-dev-portal"]));
static HOSTS: LazyLock<AhoCorasick> = LazyLock::new(|| any_case(&DOMAINS));

fn any_case(words: &[&str]) -> AhoCorasick {
    AhoCorasick::builder()
        .ascii_case_insensitive(true)
        .build(words)
        .expect("a handful of short words fits every limit")
}

/// Whether the text names the vendor, by name or host.
pub fn names_vendor(text: &str) -> bool {
    NAMES.is_match(text)
}

/// Whether the text names one of the vendor's hosts.
pub fn names_host(text: &str) -> bool {
    domains(text).next().is_some()
}

/// Whether `host` is one of the vendor's.
pub(super) fn is_vendor_host(host: &str) -> bool {
    let host = host.strip_suffix('.').unwrap_or(host);
    domains(host).any(|domain| domain.end == host.len())
}

/// The vendor's domains in a text, each a whole name: neither the tail of a longer label nor the head of a longer name.
pub(super) fn domains(text: &str) -> impl Iterator<Item = Span> + '_ {
    let bytes = text.as_bytes();
    HOSTS.find_iter(text).filter_map(move |found| {
        let before = found.start().checked_sub(1).map(|at| bytes[at]);
        let joined =
            before.is_some_and(|byte| byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'_'));
        let after = (bytes.get(found.end()), bytes.get(found.end() + 1));
        let goes_on = match after {
            (Some(b'.'), Some(next)) => next.is_ascii_alphanumeric(),
            (Some(next), _) => next.is_ascii_alphanumeric() || *next == b'-',
            (None, _) => false,
        };
        // An escape or a percent code may stand right before the name: `%2Fbanqup.com`, `\nbanqup.com`.
        (!goes_on && (!joined || after_escape(&bytes[..found.start()])))
            .then(|| Span { start: found.start(), end: found.end() })
    })
}

fn after_escape(before: &[u8]) -> bool {
    matches!(before, [.., b'%', high, low] if high.is_ascii_hexdigit() && low.is_ascii_hexdigit())
        || matches!(before, [.., b'\\', b'n' | b'r' | b't'])
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_the_vendors_own_hosts() {
        for host in ["banqup.com", "API.BTX.EU.BANQUP.COM", "iam.uat.unifiedpost.com."] {
            assert!(is_vendor_host(host), "{host}");
        }
        for host in ["notbanqup.com", "banqup.com.example.net", "my-banqup.com", "banqup.community"]
        {
            assert!(!is_vendor_host(host), "{host}");
            assert!(!names_host(&format!("see https://{host}/")), "{host}");
        }
    }

    #[test]
    fn a_full_stop_ends_a_sentence_not_the_name() {
        assert!(names_host("It runs on api.btx.eu.banqup.com. Then it stops."));
    }
}
