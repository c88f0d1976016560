//! The vendor's names and hosts.

use aho_corasick::AhoCorasick;

use super::own_names::OwnNames;
use crate::blocks::{places, spells};
use crate::model::Span;
use crate::model::vendor::{DOMAINS, NAMES};
use crate::rule::VendorNames;

/// The longest of them, in bytes.
const LONGEST_NAME: usize = 14;

/// A short and rare part of each of the names, and so of each host. Most texts hold none of them, and vector code tells
/// that many times sooner than the automata do.
const PARTS: [[u8; 4]; 3] = [*b"nqup", *b"edpo", *b"pg-d"];

/// The same of each of the domains, at its end: prose that names the vendor holds none. [`BEHIND_END`] bytes of the
/// domain stand behind it.
const ENDS: [[u8; 4]; 2] = [*b"up.c", *b"st.c"];
const BEHIND_END: usize = 2;

/// Knows the vendor's names and hosts, and those that a team counts as such.
#[derive(Debug)]
pub struct Vendor {
    /// Whether all names have one of the [`PARTS`], and hosts one of the [`ENDS`]: a team's own need not.
    has_parts: bool,
    names: AhoCorasick,
    hosts: AhoCorasick,
    own: OwnNames,
}

impl Vendor {
    /// The vendor, with a team's own names.
    pub(super) fn new(own: &VendorNames) -> Self {
        let hosts = own.hosts.iter().map(String::as_str);
        Self {
            has_parts: own.hosts.is_empty(),
            names: any_case(NAMES.into_iter().chain(hosts.clone())),
            hosts: any_case(DOMAINS.into_iter().chain(hosts)),
            own: OwnNames::new(own),
        }
    }

    /// The names that a team added.
    pub(super) fn own(&self) -> &OwnNames {
        &self.own
    }

    /// Whether the text names the vendor, by name or host.
    pub fn names_vendor(&self, text: impl AsRef<[u8]>) -> bool {
        let text = text.as_ref();
        if !self.has_parts {
            return self.names.is_match(text);
        }
        places(text, |_, byte, after| spells(&PARTS, byte, after)).any(|part| {
            let near = part.saturating_sub(LONGEST_NAME)..text.len().min(part + LONGEST_NAME);
            self.names.is_match(&text[near])
        })
    }

    /// Whether the text names one of the vendor's hosts.
    pub fn names_host(&self, text: &str) -> bool {
        self.domains(text).next().is_some()
    }

    /// Whether `host` is one of the vendor's.
    pub(super) fn is_host(&self, host: &str) -> bool {
        let host = host.strip_suffix('.').unwrap_or(host);
        self.domains(host).any(|domain| domain.end == host.len())
    }

    /// The vendor's domains in a text, each a whole name: neither the tail of a longer label nor the head of a longer
    /// name.
    pub(super) fn domains<'t>(&'t self, text: &'t str) -> impl Iterator<Item = Span> + 't {
        let bytes = text.as_bytes();
        self.known_hosts(bytes).filter(|found| {
            let before = found.start.checked_sub(1).map(|at| bytes[at]);
            let joined = before
                .is_some_and(|byte| byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'_'));
            let after = (bytes.get(found.end), bytes.get(found.end + 1));
            let goes_on = match after {
                (Some(b'.'), Some(next)) => next.is_ascii_alphanumeric(),
                (Some(next), _) => next.is_ascii_alphanumeric() || *next == b'-',
                (None, _) => false,
            };
            // An escape or a percent code may stand right before the name: `%2Fbanqup.com`, `\nbanqup.com`.
            !goes_on && (!joined || after_escape(&bytes[..found.start]))
        })
    }

    /// The hosts that `bytes` name, in order, whatever stands around them.
    fn known_hosts<'t>(&'t self, bytes: &'t [u8]) -> impl Iterator<Item = Span> + 't {
        let all = (!self.has_parts).then(|| self.hosts.find_iter(bytes));
        let all = all.into_iter().flatten();
        let all = all.map(|found| Span { start: found.start(), end: found.end() });
        let is_end = |_: u8, byte: u8, after: [u8; 3]| spells(&ENDS, byte, after);
        let ends = self.has_parts.then(|| places(bytes, is_end)).into_iter().flatten();
        let near = ends.filter_map(|start| {
            let end = start + ENDS[0].len() + BEHIND_END;
            DOMAINS.iter().find_map(|domain| {
                let start = end.checked_sub(domain.len())?;
                let is = bytes.get(start..end)?.eq_ignore_ascii_case(domain.as_bytes());
                is.then_some(Span { start, end })
            })
        });
        all.chain(near)
    }
}

fn any_case<'w>(words: impl IntoIterator<Item = &'w str>) -> AhoCorasick {
    AhoCorasick::builder()
        .ascii_case_insensitive(true)
        .build(words)
        .expect("a handful of short words fits every limit")
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
        let vendor = Vendor::new(&VendorNames::default());
        for host in ["banqup.com", "API.BTX.EU.BANQUP.COM", "iam.uat.unifiedpost.com."] {
            assert!(vendor.is_host(host), "{host}");
        }
        for host in ["notbanqup.com", "banqup.com.example.net", "my-banqup.com", "banqup.community"]
        {
            assert!(!vendor.is_host(host), "{host}");
            assert!(!vendor.names_host(&format!("see https://{host}/")), "{host}");
        }
    }

    #[test]
    fn every_name_and_host_has_a_part() {
        for name in NAMES.iter().chain(&DOMAINS) {
            let has = |part: &[u8; 4]| name.as_bytes().windows(4).any(|four| four == part);
            assert!(PARTS.iter().any(has), "{name}");
            assert!(NAMES.iter().any(|known| name.contains(known)), "{name}");
            let head = &name.as_bytes()[..name.len() - BEHIND_END];
            assert_eq!(ENDS.iter().any(|end| head.ends_with(end)), DOMAINS.contains(name));
            assert!(!NAMES.contains(name) || name.len() <= LONGEST_NAME, "{name}");
        }
        let vendor = Vendor::new(&VendorNames::default());
        for text in ["see BanQup", "UNIFIEDPOST", "Unifiedpost", "realms/UPG-Dev-Portal"] {
            assert!(vendor.names_vendor(text), "{text}");
        }
    }

    #[test]
    fn hosts_are_found_by_their_ends() {
        let vendor = Vendor::new(&VendorNames::default());
        let text =
            "BanQup.combanqup.com nqup.com edpost unifiedpost.combanqup.comx nqupunifiedpost.com";
        let plain: Vec<Span> = vendor
            .hosts
            .find_iter(text)
            .map(|found| Span { start: found.start(), end: found.end() })
            .collect();
        assert_eq!(vendor.known_hosts(text.as_bytes()).collect::<Vec<_>>(), plain);
        assert_eq!(plain.len(), 5);
    }

    #[test]
    fn a_full_stop_ends_a_sentence_not_the_name() {
        let vendor = Vendor::new(&VendorNames::default());
        assert!(vendor.names_host("It runs on api.btx.eu.banqup.com. Then it stops."));
    }
}
