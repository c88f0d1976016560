//! Addresses with a scheme, taken apart.
//!
//! Contract: as a browser does it. What stands before the host ends at the first `/`, `?`, `#`, `\`, quote or blank
//! outside of a variable, and the user part at the last `@` before that: whatever follows names no host.

/// An address. What is missing is empty.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Address<'t> {
    /// The letters before `://`.
    pub scheme: &'t str,
    /// What stands before the last `@`.
    pub user: &'t str,
    /// The host without its port, its last full stop and the variables at its end; others may stand in it.
    pub host: &'t str,
    /// Whether a variable goes on from the host: what it holds is a path, or the end of the name.
    pub is_open: bool,
    /// What stands behind the host and the port: path, query, and whatever follows.
    pub rest: &'t str,
}

/// The longest variable, in bytes.
const LONGEST: usize = 80;

/// The address that starts a text; without a scheme, its host stands first.
pub fn address(text: &str) -> Address<'_> {
    let letters = text.bytes().take_while(u8::is_ascii_alphabetic).count();
    match separator(&text[letters..]) {
        Some(length) => take_apart(&text[..letters], &text[letters + length..]),
        _ => take_apart("", text),
    }
}

/// The addresses of the web and of sockets in a text, in order.
pub fn addresses(text: &str) -> impl Iterator<Item = Address<'_>> {
    let mut from = 0;
    memchr::memchr_iter(b':', text.as_bytes()).filter_map(move |colon| {
        let length = separator(&text[colon..])?;
        let scheme = scheme(text.as_bytes().get(from..colon)?)?;
        let address = take_apart(&text[colon - scheme..colon], &text[colon + length..]);
        from = text.len() - address.rest.len();
        Some(address)
    })
}

/// Whether a host is one of `domains`, or below one.
pub fn is_below<'d>(host: &str, mut domains: impl Iterator<Item = &'d str>) -> bool {
    let host = host.as_bytes();
    domains.any(|domain| {
        host.len().checked_sub(domain.len()).is_some_and(|start| {
            host[start..].eq_ignore_ascii_case(domain.as_bytes())
                && (start == 0 || host[start - 1] == b'.')
        })
    })
}

/// The length of what stands between scheme and host, also as JSON may write it.
fn separator(text: &str) -> Option<usize> {
    ["://", r":\/\/"].iter().find(|form| text.starts_with(*form)).map(|form| form.len())
}

/// The length of the scheme of the web or of a socket in which a text ends, as a word of its own.
fn scheme(before: &[u8]) -> Option<usize> {
    let is_word = |byte: &&u8| byte.is_ascii_alphanumeric() || **byte == b'_';
    let length = before.iter().rev().take("https".len() + 1).take_while(is_word).count();
    let word = &before[before.len() - length..];
    let known = ["http", "https", "ws", "wss"];
    known.iter().any(|known| word.eq_ignore_ascii_case(known.as_bytes())).then_some(length)
}

fn take_apart<'t>(scheme: &'t str, text: &'t str) -> Address<'t> {
    let (authority, rest) = text.split_at(authority_end(text.as_bytes()));
    let (user, host) = authority.rsplit_once('@').unwrap_or(("", authority));
    let (mut at, mut end) = (0, 0);
    while let Some(byte) = host.as_bytes().get(at) {
        if byte.is_ascii_alphanumeric() || matches!(byte, b'.' | b'-' | b'_') {
            at += 1;
            end = at;
        } else if let Some(next) = variable_end(host.as_bytes(), at) {
            at = next;
        } else {
            break;
        }
    }
    let is_open = at > end;
    Address { scheme, user, host: host[..end].trim_end_matches('.'), is_open, rest }
}

/// Where the user part, the host and the port end.
fn authority_end(bytes: &[u8]) -> usize {
    let mut at = 0;
    while let Some(byte) = bytes.get(at) {
        if let Some(end) = variable_end(bytes, at) {
            at = end;
        } else if byte.is_ascii_whitespace() || b"/?#\\\"'`<".contains(byte) {
            break;
        } else {
            at += 1;
        }
    }
    at
}

/// Where the variable ends that starts at `at`: `${x}`, `$x`, `#{x}`, `{{ x }}`, `%s`, `%(x)s`, `<x>`.
fn variable_end(bytes: &[u8], at: usize) -> Option<usize> {
    let next = bytes.get(at + 1).copied().unwrap_or(0);
    match bytes[at] {
        b'{' => group_end(bytes, at),
        // What stands behind a name is a tag: `banqup.com<br>`.
        b'<' if at.checked_sub(1).is_none_or(|before| b".-:@".contains(&bytes[before])) => {
            group_end(bytes, at)
        }
        b'$' | b'#' | b'%' if next == b'{' || next == b'(' && bytes[at] != b'#' => {
            group_end(bytes, at + 1)
        }
        b'$' if next.is_ascii_alphabetic() || next == b'_' => {
            let is_word = |byte: &&u8| byte.is_ascii_alphanumeric() || **byte == b'_';
            Some(at + 1 + bytes[at + 1..].iter().take_while(is_word).count())
        }
        b'%' if matches!(next, b's' | b'd' | b'v') => Some(at + 2),
        _ => None,
    }
}

/// Where the group in brackets ends that starts at `at`, if it does so soon and in the same line.
fn group_end(bytes: &[u8], at: usize) -> Option<usize> {
    let open = bytes[at];
    let close = if open == b'(' { b')' } else { open + 2 };
    let mut depth = 0_usize;
    for (length, byte) in bytes[at..].iter().take(LONGEST).enumerate() {
        match *byte {
            b'\n' | b'\r' => return None,
            b'/' if open == b'<' => return None,
            byte if byte == open => depth += 1,
            byte if byte == close && depth == 1 => return Some(at + length + 1),
            byte if byte == close => depth -= 1,
            _ => {}
        }
    }
    None
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn hosts_of_addresses() {
        let found = |text| addresses(text).map(|one| one.host).collect::<Vec<_>>();
        assert_eq!(
            found("curl -k https://localhost:8443/x HTTP://u:p@a.example.net."),
            ["localhost", "a.example.net"]
        );
        assert_eq!(found("https://${HOST}/x none xhttp://a.example.net x_ws://b"), [""]);
        assert_eq!(
            found("ws://u@/ wss://a:1 'https://p.@${X}' httpS://\u{e9}@b https:\\/\\/c\\/d@e"),
            ["", "a", "", "b", "c"]
        );
        assert_eq!(
            found("<a>https://a.b</a><br>https://c.d<br>https://e.f{x}"),
            ["a.b", "c.d", "e.f"]
        );
    }

    #[test]
    fn the_last_sign_before_the_path_ends_the_user_part() {
        for (text, user, host, rest) in [
            ("http://docs:pw@banqup.com/x", "docs:pw", "banqup.com", "/x"),
            ("http://u:p@ss@banqup.com:80", "u:p@ss", "banqup.com", ""),
            ("https://evil.example?x=a@banqup.com", "", "evil.example", "?x=a@banqup.com"),
            ("https://banqup.com#a@evil.example", "", "banqup.com", "#a@evil.example"),
            ("https://banqup.com\\@evil.example", "", "banqup.com", "\\@evil.example"),
            ("https://{{ id }}:${a/b}@banqup.com/", "{{ id }}:${a/b}", "banqup.com", "/"),
            ("https://<id>:<key>@banqup.com", "<id>:<key>", "banqup.com", ""),
            ("banqup.com:443/x", "", "banqup.com", "/x"),
            ("https://banqup.com<a@b", "", "banqup.com", "<a@b"),
            ("https://u:p}|>q@banqup.com", "u:p}|>q", "banqup.com", ""),
            ("https://[::1]:80/", "", "", "/"),
            ("://u@banqup.com/", "u", "banqup.com", "/"),
        ] {
            let found = address(text);
            assert_eq!((found.user, found.host, found.rest), (user, host, rest), "{text}");
        }
    }

    #[test]
    fn variables_stand_in_hosts_and_go_on_from_them() {
        for (text, host, is_open) in [
            ("http://api.${env}.banqup.com/", "api.${env}.banqup.com", false),
            ("https://%s.banqup.com", "%s.banqup.com", false),
            ("https://#{env}.banqup.com", "#{env}.banqup.com", false),
            ("https://<env>.banqup.com", "<env>.banqup.com", false),
            ("https://$ENV.banqup.com$path", "$ENV.banqup.com", true),
            ("https://banqup.com${path}", "banqup.com", true),
            ("https://$(host)/x", "", true),
            ("https://banqup.com{\n}", "banqup.com", false),
        ] {
            let found = address(text);
            assert_eq!((found.host, found.is_open), (host, is_open), "{text}");
        }
    }

    #[test]
    fn domains_end_at_a_dot() {
        let is = |host| is_below(host, ["banqup.com"].into_iter());
        assert!(is("banqup.com") && is("API.BTX.EU.BANQUP.COM"));
        assert!(!is("notbanqup.com") && !is("banqup.com.example.net"));
    }

    proptest::proptest! {
        #[test]
        fn nothing_breaks_on_odd_text(parts in proptest::collection::vec(0..22_usize, 0..40)) {
            const PARTS: [&str; 22] = [
                "http", "https", "://", ":\\/\\/", "a", ".", "@", ":", "/", "?", "{", "}", "<", ">", "$", "(", ")", "%", "s", "\u{e9}", " ", "\n",
            ];
            let text: String = parts.into_iter().map(|part| PARTS[part]).collect();
            for found in addresses(&text) {
                let whole = [found.user, found.host, found.rest].map(str::len).iter().sum::<usize>();
                proptest::prop_assert!(whole <= text.len(), "{}", text);
            }
        }
    }
}
