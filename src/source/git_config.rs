//! Git's configuration files, as far as their words go: no include is followed, and nothing of what they say is done.
//!
//! Contract: linear in the text. The last of several values of a key holds, as in git. A line without the form of one
//! is passed over.

/// The settings of one file, in its order.
#[derive(Debug, Default)]
pub(super) struct GitConfig {
    settings: Vec<Setting>,
}

#[derive(Debug)]
struct Setting {
    /// Section and name in small letters, with the subsection as it stands between them: `remote.Origin.url`.
    key: Vec<u8>,
    /// `None` for a name alone, which stands for true.
    value: Option<Vec<u8>>,
}

impl GitConfig {
    /// Reads the text of a file.
    pub(super) fn parse(text: &[u8]) -> Self {
        let mut settings = Vec::new();
        let mut section = Vec::new();
        let mut rest = text.strip_prefix("\u{feff}".as_bytes()).unwrap_or(text);
        while !rest.is_empty() {
            let start = rest.iter().position(|byte| !byte.is_ascii_whitespace());
            rest = &rest[start.unwrap_or(rest.len())..];
            let line_end = memchr::memchr(b'\n', rest).unwrap_or(rest.len());
            match rest.first() {
                Some(b'[') => match header(&rest[1..line_end]) {
                    Some((name, len)) => {
                        section = name;
                        rest = &rest[1 + len..];
                    }
                    None => rest = &rest[line_end..],
                },
                Some(byte) if byte.is_ascii_alphabetic() => {
                    let name = |byte: &u8| byte.is_ascii_alphanumeric() || *byte == b'-';
                    let len = rest.iter().position(|byte| !name(byte)).unwrap_or(rest.len());
                    let key = [&section[..], b".", &rest[..len].to_ascii_lowercase()].concat();
                    rest = rest[len..].trim_prefix_blanks();
                    let value = rest.strip_prefix(b"=").map(|after| {
                        let (value, after) = value(after);
                        rest = after;
                        value
                    });
                    if value.is_none() {
                        let end = memchr::memchr(b'\n', rest).unwrap_or(rest.len());
                        rest = &rest[end..];
                    }
                    settings.push(Setting { key, value });
                }
                _ => rest = &rest[line_end..],
            }
        }
        Self { settings }
    }

    /// All values of a key, which is written in small letters.
    pub(super) fn all<'a>(&'a self, key: &'a [u8]) -> impl DoubleEndedIterator<Item = &'a [u8]> {
        let named = self.settings.iter().filter(move |setting| setting.key == key);
        named.map(|setting| setting.value.as_deref().unwrap_or(b"true"))
    }

    /// The value of a key that holds.
    pub(super) fn get<'a>(&'a self, key: &'a [u8]) -> Option<&'a [u8]> {
        self.all(key).next_back()
    }

    /// Whether the value of a key stands for true.
    pub(super) fn is_true(&self, key: &[u8]) -> bool {
        self.get(key).is_some_and(|value| match value.to_ascii_lowercase().as_slice() {
            b"true" | b"yes" | b"on" => true,
            number => std::str::from_utf8(number)
                .is_ok_and(|number| number.parse().is_ok_and(|number: i64| number != 0)),
        })
    }

    /// The paths of the files that this one includes, always or on a condition.
    pub(super) fn included(&self) -> impl Iterator<Item = &[u8]> {
        let is_include = |key: &[u8]| {
            key == b"include.path" || (key.starts_with(b"includeif.") && key.ends_with(b".path"))
        };
        self.settings
            .iter()
            .filter(move |setting| is_include(&setting.key))
            .filter_map(|setting| setting.value.as_deref())
    }

    /// The names and values below a section, such as `extensions`.
    pub(super) fn section<'a>(
        &'a self,
        section: &'a [u8],
    ) -> impl Iterator<Item = (&'a [u8], &'a [u8])> {
        self.settings.iter().filter_map(move |setting| {
            let name = setting.key.strip_prefix(section)?.strip_prefix(b".")?;
            Some((name, setting.value.as_deref().unwrap_or(b"true")))
        })
    }
}

/// What `[section]`, `[section.sub]` or `[section "sub"]` names, and how many bytes it takes behind the first bracket.
fn header(line: &[u8]) -> Option<(Vec<u8>, usize)> {
    let name = |byte: &u8| byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'.');
    let mut at = line.iter().position(|byte| !name(byte))?;
    let mut section = line[..at].to_ascii_lowercase();
    let blanks = line[at..].len() - line[at..].trim_prefix_blanks().len();
    at += blanks;
    if line.get(at) == Some(&b'"') {
        section.push(b'.');
        at += 1;
        loop {
            match (line.get(at)?, line.get(at + 1)) {
                (b'"', _) => break,
                (b'\\', Some(escaped)) => {
                    section.push(*escaped);
                    at += 2;
                }
                (byte, _) => {
                    section.push(*byte);
                    at += 1;
                }
            }
        }
        at += 1;
    }
    (line.get(at) == Some(&b']')).then_some((section, at + 1))
}

/// The value that starts behind an equals sign, and what follows its last line.
fn value(text: &[u8]) -> (Vec<u8>, &[u8]) {
    let mut value = Vec::new();
    // How much of the value is not blanks before the end of the line or a comment.
    let mut kept = 0;
    let mut in_quotes = false;
    let mut at = text.len() - text.trim_prefix_blanks().len();
    while let Some(&byte) = text.get(at) {
        at += 1;
        match byte {
            b'\n' => break,
            b'"' => in_quotes = !in_quotes,
            b'#' | b';' if !in_quotes => {
                at += memchr::memchr(b'\n', &text[at..]).unwrap_or(text.len() - at);
                continue;
            }
            b'\\' => {
                let escaped = text.get(at).copied();
                at += 1;
                match escaped {
                    Some(b'\r') if text.get(at) == Some(&b'\n') => at += 1,
                    Some(b'\n') | None => {}
                    Some(b'n') => value.push(b'\n'),
                    Some(b't') => value.push(b'\t'),
                    Some(b'b') => value.push(8),
                    Some(other) => value.push(other),
                }
                kept = value.len();
                continue;
            }
            other => value.push(other),
        }
        if in_quotes || !byte.is_ascii_whitespace() {
            kept = value.len();
        }
    }
    value.truncate(kept);
    (value, &text[at.min(text.len())..])
}

/// Bytes without the blanks that they start with.
trait Blanks {
    fn trim_prefix_blanks(&self) -> &Self;
}

impl Blanks for [u8] {
    fn trim_prefix_blanks(&self) -> &Self {
        let start = self.iter().position(|byte| !matches!(byte, b' ' | b'\t' | b'\r'));
        &self[start.unwrap_or(self.len())..]
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn get(text: &str, key: &str) -> Option<String> {
        let config = GitConfig::parse(text.as_bytes());
        config.get(key.as_bytes()).map(|value| String::from_utf8(value.to_vec()).unwrap())
    }

    #[test]
    fn values_are_those_of_git() {
        let text = "[Core]\n\tBare = false # no\n  bare=TRUE\n[remote \"A b\\\"\"] url = \"x # y\" z ; c\n\
                    [a.B]\n c = one \\\n  two  \n d\n[extensions]objectFormat=sha256";
        assert_eq!(get(text, "core.bare").as_deref(), Some("TRUE"));
        assert!(GitConfig::parse(text.as_bytes()).is_true(b"core.bare"));
        assert_eq!(get(text, "remote.A b\".url").as_deref(), Some("x # y z"));
        assert_eq!(get(text, "a.b.c").as_deref(), Some("one   two"));
        assert_eq!(get(text, "a.b.d").as_deref(), Some("true"));
        assert_eq!(get(text, "extensions.objectformat").as_deref(), Some("sha256"));
        assert_eq!(get(text, "a.b.e"), None);
    }

    #[test]
    fn what_has_no_form_is_passed_over() {
        let text =
            "[open\n=\n[core\n\"]x\n\u{fffd}\n[core]\n1 = 2\nbare\n\\\n[core] bare = \"open\n\\";
        assert_eq!(get(text, "core.bare").as_deref(), Some("open"));
    }
}
