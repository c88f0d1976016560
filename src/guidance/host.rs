//! Hosts in text, as checks need them.

/// The hosts of the addresses, with a scheme, in a text; hosts that are made of variables are left out.
pub(super) fn hosts(text: &str) -> impl Iterator<Item = &str> {
    let mut from = 0;
    memchr::memmem::find_iter(text.as_bytes(), "://").filter_map(move |colon| {
        if colon < from || !ends_in_scheme(&text.as_bytes()[from..colon]) {
            return None;
        }
        let authority = &text[colon + "://".len()..];
        let user = authority
            .find(|c: char| c.is_ascii_whitespace() || matches!(c, '/' | '\'' | '"' | '@'))
            .filter(|end| authority[*end..].starts_with('@'))
            .map_or(0, |end| end + 1);
        let name = |text: &'_ str| {
            text.bytes()
                .take_while(|byte| byte.is_ascii_alphanumeric() || b".-".contains(byte))
                .count()
        };
        let (start, length) = match name(&authority[user..]) {
            0 => (0, name(authority)),
            length => (user, length),
        };
        from = colon + "://".len() + start + length;
        let host = authority[start..start + length].trim_end_matches('.');
        (!host.is_empty()).then_some(host)
    })
}

/// Whether a text ends in the scheme of the web or of a socket, as a word of its own.
fn ends_in_scheme(before: &[u8]) -> bool {
    let is_word = |byte: &&u8| byte.is_ascii_alphanumeric() || **byte == b'_';
    let word = before.iter().rev().take("https".len() + 1).take_while(is_word).count();
    let word = &before[before.len() - word..];
    ["http", "https", "ws", "wss"].iter().any(|scheme| word.eq_ignore_ascii_case(scheme.as_bytes()))
}

/// Whether a host is one of `domains`, or below one.
pub(super) fn is_below<'d>(host: &str, mut domains: impl Iterator<Item = &'d str>) -> bool {
    let host = host.as_bytes();
    domains.any(|domain| {
        host.len().checked_sub(domain.len()).is_some_and(|start| {
            host[start..].eq_ignore_ascii_case(domain.as_bytes())
                && (start == 0 || host[start - 1] == b'.')
        })
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
        assert!(found("https://${HOST}/x none xhttp://a.example.net x_ws://b").is_empty());
        assert_eq!(
            found("ws://u@/ wss://a:1 'https://p.@${X}' httpS://\u{e9}@b"),
            ["u", "a", "p", "b"]
        );
    }

    #[test]
    fn domains_end_at_a_dot() {
        let is = |host| is_below(host, ["banqup.com"].into_iter());
        assert!(is("banqup.com") && is("API.BTX.EU.BANQUP.COM"));
        assert!(!is("notbanqup.com") && !is("banqup.com.example.net"));
    }
}
