//! Hosts in text, as checks need them.

use std::sync::LazyLock;

use regex::Regex;

/// Whether a short text, such as a path or a name, holds one of the vendor's names.
pub(super) fn names_vendor(text: &str) -> bool {
    static VENDOR: LazyLock<Regex> = LazyLock::new(|| {
        Regex::new(r"(?i)banqup|unifiedpost|upg-dev-portal").expect("the pattern is fixed")
    });
    VENDOR.is_match(text)
}

/// The hosts of the addresses, with a scheme, in a text; hosts that are made of variables are left out.
pub(super) fn hosts(text: &str) -> impl Iterator<Item = &str> {
    static ADDRESS: LazyLock<Regex> = LazyLock::new(|| {
        Regex::new(r#"(?i)\b(?:https?|wss?)://(?:[^\s/'"@]*@)?(?<host>[A-Za-z0-9.-]+)"#)
            .expect("the pattern is fixed")
    });
    ADDRESS
        .captures_iter(text)
        .filter_map(|found| found.name("host"))
        .map(|host| host.as_str().trim_end_matches('.'))
        .filter(|host| !host.is_empty())
}

/// Whether a host is one of `domains`, or below one.
pub(super) fn is_below<'d>(host: &str, mut domains: impl Iterator<Item = &'d str>) -> bool {
    let host = host.to_ascii_lowercase();
    domains.any(|domain| {
        let domain = domain.to_ascii_lowercase();
        host.strip_suffix(&domain).is_some_and(|rest| rest.is_empty() || rest.ends_with('.'))
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn hosts_of_addresses() {
        let found = |text| hosts(text).collect::<Vec<_>>();
        assert_eq!(
            found("curl -k https://localhost:8443/x HTTP://u:p@a.example.net."),
            ["localhost", "a.example.net"]
        );
        assert!(found("https://${HOST}/x none").is_empty());
    }

    #[test]
    fn domains_end_at_a_dot() {
        let is = |host| is_below(host, ["banqup.com"].into_iter());
        assert!(is("banqup.com") && is("API.BTX.EU.BANQUP.COM"));
        assert!(!is("notbanqup.com") && !is("banqup.com.example.net"));
    }
}
