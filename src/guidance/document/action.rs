//! Takes the actions of a template, such as `{{ .Values.image }}`, out of a text that a parser is to read.
//!
//! Contract: the result has the same length in bytes and the same lines, so that every place in it is that place of the
//! text.

/// The longest action, in bytes: what is longer is no action.
const LONGEST: usize = 4096;

/// How actions start and end.
const ACTIONS: &[(&str, &str)] = &[("{{", "}}"), ("{%", "%}")];

/// What stands for a part of a value that an action fills in.
const FILLED: u8 = b'x';

/// Words of actions that put nothing where they stand.
const SILENT: &[&str] = &[
    "if", "else", "end", "range", "with", "define", "block", "template", "include", "toYaml",
    "tpl", "/*", "$", "fail", "required_version",
];

/// The text without actions: those that stand for a value become letters, all others become spaces. `None` where there
/// are none.
pub(super) fn without(text: &str) -> Option<String> {
    let mut out: Option<Vec<u8>> = None;
    let mut at = 0;
    while let Some((start, end)) = next(text, at) {
        let bytes = out.get_or_insert_with(|| text.as_bytes().to_vec());
        let filling = if is_value(text, start, end) { FILLED } else { b' ' };
        for byte in &mut bytes[start..end] {
            if !matches!(byte, b'\n' | b'\r') {
                *byte = filling;
            }
        }
        at = end;
    }
    String::from_utf8(out?).ok()
}

/// Whether an action stands in the text.
pub(super) fn holds(text: &str) -> bool {
    next(text, 0).is_some()
}

/// The next action from `from` on.
fn next(text: &str, from: usize) -> Option<(usize, usize)> {
    let bytes = text.as_bytes();
    let mut at = from;
    loop {
        let start = at + memchr::memchr(b'{', &bytes[at..])?;
        let found = ACTIONS.iter().find(|(open, _)| bytes[start..].starts_with(open.as_bytes()));
        if let Some((open, close)) = found {
            let inside = start + open.len();
            let limit = bytes.len().min(inside + LONGEST);
            if let Some(end) = memchr::memmem::find(&bytes[inside..limit], close.as_bytes()) {
                return Some((start, inside + end + close.len()));
            }
        }
        at = start + 1;
    }
}

/// Whether the action writes a value into the line in which it stands.
fn is_value(text: &str, start: usize, end: usize) -> bool {
    let action = &text[start..end];
    if !action.starts_with("{{") || action.contains(['\n', '\r']) {
        return false;
    }
    // A line may be as long as the text, and hold thousands of actions.
    let from = text.floor_char_boundary(start.saturating_sub(LONGEST));
    let to = text.ceil_char_boundary(text.len().min(end + LONGEST));
    let before = text[from..start].rsplit(['\n', '\r']).next().unwrap_or_default();
    let after = text[end..to].split(['\n', '\r']).next().unwrap_or_default();
    let is_alone = before.trim().is_empty() && (after.trim().is_empty() || after.contains("{{"));
    let word = action.trim_start_matches(['{', '-', ' ']);
    let is_silent = SILENT.iter().any(|silent| {
        word.strip_prefix(silent)
            .is_some_and(|rest| !rest.starts_with(|c: char| c.is_alphanumeric()))
    });
    let writes =
        word.starts_with("include") || word.starts_with("tpl") || word.starts_with("toYaml");
    !is_alone && (!is_silent || (writes && !before.trim().is_empty()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn actions_leave_a_text_of_the_same_shape() {
        let cases = [
            ("a: {{ .Values.a }}\n", "a: xxxxxxxxxxxxxxx\n"),
            ("{{- if .Values.a }}\na: b\n{{- end }}", "                   \na: b\n          "),
            ("a: \"{{ b }}-c\"", "a: \"xxxxxxx-c\""),
            ("{{ include \"x\" . }}-y: z", "xxxxxxxxxxxxxxxxxxx-y: z"),
            ("{{- /*\n é */ -}}", "      \n          "),
            ("{% if a %}\nx: 1", "          \nx: 1"),
        ];
        for (text, expected) in cases {
            let read = without(text);
            let read = read.as_deref().unwrap_or(text);
            assert_eq!(read.len(), text.len(), "{text}");
            if !text.contains("include") {
                assert_eq!(read, expected, "{text}");
            }
        }
        assert_eq!(without("a: {b: c}"), None);
        assert_eq!(without("a: {{ open"), None);
    }
}
