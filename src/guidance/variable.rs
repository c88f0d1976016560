//! Where a script or a file uses a variable: `$X`, `${X}`, `%X%`, `$env:X`, and what a CI system fills in before the
//! script runs.

use crate::guidance::pattern::{Pattern, pattern};
use crate::model::Span;

/// One use of a variable.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Use {
    /// The whole of it, such as `${X}`.
    pub(super) span: Span,
    /// The variable's name.
    pub(super) name: Span,
    /// Whether the value becomes part of the script's text before a shell reads it, as `${{ secrets.X }}` does.
    pub(super) is_inline: bool,
}

/// The uses within a part of a text, in order. Those that are escaped, or give a length or another word, are left out.
pub(super) fn uses(text: &str, part: Span) -> impl Iterator<Item = Use> + '_ {
    static USE: Pattern = pattern!(r#"(?x)
            (?<escape> \\ )? (?:
                \$\{\{ [^}\n]{0,160}? \b(?: secrets | env | vars | parameters | variables | inputs | steps\.[A-Za-z0-9_-]+\.outputs )
                    (?: \. (?<expression>[A-Za-z_][A-Za-z0-9_-]*) | \[\s*['"] (?<index>[A-Za-z_][A-Za-z0-9_-]*) ['"]\s*\] ) [^}\n]{0,160} \}\}
              | \$\{ (?: env[:.] | env\.get\( )? (?<braced>[A-Za-z_][A-Za-z0-9_]*) (?<change>:?\+)? [^}\n]{0,160} \}
              | \$\(\$ [A-Za-z_]\w* (?:\.\w+)* \. (?<member>[A-Za-z_]\w*) \)
              | \$ [A-Za-z_]\w* \. (?<taken>access_token|refresh_token|client_secret) \b
              | \$ (?:env:)? (?<bare>[A-Za-z_][A-Za-z0-9_]*)
              | \$\( (?<macro>[A-Za-z_][A-Za-z0-9_.-]*) \)
              | % (?<percent>[A-Za-z_][A-Za-z0-9_]*) %
            )
            "#; "$" | "%");
    USE.captures_iter(&text[part.start..part.end]).filter_map(move |found| {
        if found.name("escape").is_some() || found.name("change").is_some() {
            return None;
        }
        let inline = ["expression", "index", "macro"].iter().find_map(|name| found.name(name));
        let plain = ["braced", "bare", "percent", "member", "taken"]
            .iter()
            .find_map(|name| found.name(name));
        let name = inline.or(plain)?;
        let whole = found.whole();
        Some(Use {
            span: whole.span_from(part.start),
            name: name.span_from(part.start),
            is_inline: inline.is_some(),
        })
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn uses_in_many_spellings() {
        let text = "$A ${B} ${C:0:4} %D% $env:E ${{ secrets.F }} $(G) ${{ secrets['H'] }} \\$I ${#J} ${K:+set} ${env.L} $(cat x) $($r.m) $r.access_token";
        let found: Vec<(&str, bool)> = uses(text, Span { start: 0, end: text.len() })
            .map(|one| (&text[one.name.start..one.name.end], one.is_inline))
            .collect();
        let expected = [
            ("A", false),
            ("B", false),
            ("C", false),
            ("D", false),
            ("E", false),
            ("F", true),
            ("G", true),
            ("H", true),
            ("L", false),
            ("m", false),
            ("access_token", false),
        ];
        assert_eq!(found, expected);
    }
}
