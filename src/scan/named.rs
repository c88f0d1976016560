//! Other parties' credentials in what is shown around a finding: a password beside an address, a key in a header.
//!
//! Contract: no rule looks for these, and they are told by their names alone, so only what is written as a value is
//! covered: in quotes, behind a flag of `curl`, or with a digit in it. A reference, a call or an address is none.

use std::sync::LazyLock;

use regex::Regex;

use crate::model::Span;

/// The shortest value, in bytes; in the open, where words and numbers of the code may stand, the second.
const SHORTEST: usize = 4;
const SHORTEST_PLAIN: usize = 6;

/// Where each of them has its value, in the group that takes part. Spaces are those of ASCII: it is built in a hook, too.
static VALUES: LazyLock<Regex> = LazyLock::new(|| {
    let name =
        "(?i-u:passwo?r?d|passwd|pwd|passphrase|secret|token|api[_-]?key|access[_-]?key)[\"']?";
    let quoted = r#"[ \t]*(?:[:=]|=>|,)[ \t]*["'](?<quoted>[^"' \t\r\n$<>{}()]+)["']"#;
    let plain = r#"[:=] ?(?<plain>[^"' \t\r\n&$<>{}()\[\],;|]+)"#;
    let user = r#"(?:^|[ \t\n])(?:-u|--user|--proxy-user)[ =]["']?[^"' \t\r\n:$]+:(?<user>[^"' \t\r\n$<>{}]+)"#;
    let bearer = r#"--oauth2-bearer[ =]["']?(?<bearer>[^"' \t\r\n$<>{}]+)"#;
    Regex::new(&format!("{name}(?:{quoted}|{plain})|{user}|{bearer}")).expect("a test compiles it")
});

/// Where such values stand in the text.
pub(super) fn places(text: &str) -> impl Iterator<Item = Span> + '_ {
    VALUES.captures_iter(text).filter_map(|found| {
        let of = |group: &&str| found.name(group);
        let value = ["quoted", "plain", "user", "bearer"].iter().find_map(of)?;
        let is_plain = found.name("plain").is_some();
        let shortest = if is_plain { SHORTEST_PLAIN } else { SHORTEST };
        let is_written = value.len() >= shortest
            && !value.as_str().contains("://")
            && (!is_plain || value.as_str().bytes().any(|byte| byte.is_ascii_digit()));
        is_written.then_some(Span { start: value.start(), end: value.end() })
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn values(text: &str) -> Vec<&str> {
        places(text).map(|place| &text[place.start..place.end]).collect()
    }

    #[test]
    fn what_is_written_behind_a_name_is_a_value() {
        for (text, value) in [
            ("curl -u bob:hunter2 http://x", "hunter2"),
            ("curl --user 'bob:pass word'", "pass"),
            ("curl -d \"password=hunter2&a=1\"", "hunter2"),
            ("DB_PASSWORD=\"horse\"", "horse"),
            ("{\"password\": \"horse\"}", "horse"),
            (":password => 'horse'", "horse"),
            ("-H \"X-Api-Key: a1b2c3d4\"", "a1b2c3d4"),
            ("--oauth2-bearer abcdefgh", "abcdefgh"),
            ("access_token=abc123def", "abc123def"),
        ] {
            assert_eq!(values(text), [value], "{text}");
        }
    }

    #[test]
    fn what_is_no_value_is_left() {
        for text in [
            "password=get_password(2)",
            "password=\"${PW}\" token=$TOKEN1 token: {{ token1 }}",
            "token_url = \"http://api.example.com/token\"",
            "token = \"http://api.example.com/v1\"",
            "token=token, secret=self.secret",
            "grant_type=password&scope=a1b2c3",
            "sudo -u bob -g x",
            "the token: see page",
        ] {
            assert_eq!(values(text), [] as [&str; 0], "{text}");
        }
    }
}
