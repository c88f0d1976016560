//! Where a script or a file uses a variable: `$X`, `${X}`, `%X%`, `$env:X`, and what a CI system fills in before the
//! script runs.

use crate::guidance::pattern::{Found, Pattern, pattern};
use crate::model::Span;

/// One use of a variable.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(in crate::guidance) struct Use {
    /// The whole of it, such as `${X}`.
    pub(in crate::guidance) span: Span,
    /// The variable's name.
    pub(in crate::guidance) name: Span,
    /// Whether the value becomes part of the script's text before a shell reads it, as `${{ secrets.X }}` does.
    pub(in crate::guidance) is_inline: bool,
}

/// The uses within a part of a text, in order. Those that are escaped, or give a length or another word, are left out, and
/// so are those of which an expression only asks whether they are there.
pub(in crate::guidance) fn uses(text: &str, part: Span) -> impl Iterator<Item = Use> + '_ {
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
        let whole = found.whole();
        let of_expression = ["expression", "index"].iter().find_map(|name| found.name(name));
        let asked = of_expression.map(|first| given(whole.as_str(), first.span(), whole.start()));
        let inline = match asked {
            Some(given) => Some(given?),
            None => found.name("macro").map(|name| name.span()),
        };
        let plain = ["braced", "bare", "percent", "member", "taken"]
            .iter()
            .find_map(|name| found.name(name));
        let name = inline.or(plain.map(|name| name.span()))?;
        Some(Use {
            span: whole.span_from(part.start),
            name: Span { start: part.start + name.start, end: part.start + name.end },
            is_inline: inline.is_some(),
        })
    })
}

/// The first name in an expression `${{ … }}` whose value may come out of it; `first` is the first of all, and `start`
/// where the expression starts, both in the same text.
fn given(expression: &str, first: Span, start: usize) -> Option<Span> {
    static NAME: Pattern = pattern!(
        r#"\b(?:secrets|env|vars|parameters|variables|inputs|steps\.[A-Za-z0-9_-]+\.outputs)(?:\.(?<name>[A-Za-z_][A-Za-z0-9_-]*)|\[\s*['"](?<index>[A-Za-z_][A-Za-z0-9_-]*)['"]\s*\])"#
    );
    static ASKS: Pattern = pattern!(r"(?:!|\b(?:contains|startsWith|endsWith)\(\s*|[=!]=\s*)$");
    let is_asked = |name: &Found<'_>| {
        let whole = name.end() + usize::from(expression[name.end()..].starts_with(['"', '\'']));
        let rest = expression[whole..].trim_start().trim_start_matches(']').trim_start();
        let head = expression[..name.start()]
            .trim_end_matches(|c: char| !c.is_whitespace() && !"!=(&|".contains(c));
        ["==", "!=", "&&"].iter().any(|sign| rest.starts_with(sign)) || ASKS.is_match(head)
    };
    let mut names = NAME
        .captures_iter(expression)
        .filter_map(|found| found.name("name").or(found.name("index")))
        .peekable();
    if names.peek().is_none() {
        return Some(first);
    }
    let name = names.find(|name| !is_asked(name))?;
    Some(name.span_from(start))
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

    #[test]
    fn what_an_expression_only_asks_for_does_not_come_out() {
        let of = |text: &'static str| {
            let whole = Span { start: 0, end: text.len() };
            uses(text, whole).map(|one| &text[one.name.start..one.name.end]).collect::<Vec<_>>()
        };
        for text in [
            "x ${{ secrets.A != '' }}",
            "${{ secrets['A'] == '' }}",
            "${{ secrets.A && 'set' || 'missing' }}",
            "${{ !secrets.A }} ${{ !!secrets.A }}",
            "${{ '' != secrets.A }}",
            "${{ contains(secrets.A, 'x') }}",
        ] {
            assert!(of(text).is_empty(), "{text}");
        }
        assert_eq!(of("é ${{ secrets.A || 'x' }}"), ["A"]);
        assert_eq!(of("${{ github.ref == 'x' && secrets.A || secrets.B }}"), ["A"]);
        assert_eq!(of("${{ secrets.A != '' && secrets['B'] }}"), ["B"]);
        assert_eq!(of("${{ toJSON(secrets.A) }}"), ["A"]);
    }
}
