//! Code that only an option turns on: `if args.insecure: …`, `verify ? strict : lax`.
//!
//! Contract: goes by the head of the block around a place, or by a condition in its line, and only where that names a
//! switch of the program. Whatever else a program asks before it does something wrong, it does it.

use super::Page;
use super::branch::{above, indent, is_else};
use super::pattern::{Pattern, pattern};
use crate::model::Span;

/// How many lines above a place the head of its block may stand.
const LINES: usize = 12;

/// A condition that asks for an option, in the head of a block.
static CONDITION: Pattern = pattern!(
    r"(?ix) \b(?:if|elif|elsif|unless|when|case|guard)\b [^\n]* (?: insecure | verif | skip | ssl | tls | cert | debug | dev(?:elop|\b|_) | is_?local | test | env\b | environment | opts?\b | options?\b | args\b | flags?\b | cfg | conf(?:ig)?
              | settings? | allow | trust | unsafe | self_?signed | strict | secure )";
    "if" | "unless" | "when" | "case" | "guard"
);

/// The same within a line, around what is chosen.
static CHOICE: Pattern = pattern!(
    r"(?ix) (?: insecure | verif\w* | skip\w* | ssl\w* | tls\w* | debug | is_?dev\w* | is_?local | allow\w* | trust\w* | strict\w* | secure ) [\w.()\[\]'\x22]* (?: \s*[=!]==?\s*['\x22]?\w*['\x22]? )? \s* \? [^?\n.:),>] [^\n]* :
          | \bif\s+ (?:not\s+)? [\w.]* (?: insecure | verif\w* | skip\w* | ssl\w* | tls\w* | debug | dev | allow\w* | trust\w* | strict\w* | secure ) \w* \s+ else\b";
    "?" | "else"
);

/// Environments of the vendor's, whose credentials are real: to ask for one is no option of a developer.
static PLATFORM: Pattern = pattern!(
    r"(?i)\b(?:uat|sandbox|staging|accept(?:ance)?|prod(?:uction)?)\b|[_.](?:uat|sandbox|staging|prod)";
    "uat" | "sandbox" | "staging" | "accept" | "prod"
);

/// Whether what stands at `place` is done only if an option says so.
pub(super) fn is_guarded(page: &Page<'_>, place: Span) -> bool {
    let asks = |text: &str| CONDITION.is_match(text) && !PLATFORM.is_match(text);
    let line = page.line(place.start);
    let text = page.slice(line);
    if CHOICE.is_match(text) && !PLATFORM.is_match(text)
        || asks(&page.text()[line.start..place.start])
    {
        return true;
    }
    let own = indent(text);
    let Some(head) = above(page, line, LINES).find(|head| indent(page.slice(*head)) < own) else {
        return false;
    };
    let text = page.slice(head);
    if !is_else(text) {
        return asks(text);
    }
    let depth = indent(text);
    let first = above(page, head, LINES).find(|above| {
        let above = page.slice(*above);
        indent(above) <= depth && !is_else(above)
    });
    first.is_some_and(|first| asks(page.slice(first)))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::guidance::Facts;

    #[track_caller]
    fn is(text: &str) -> bool {
        let at = text.find('§').expect("the sign marks the place");
        is_guarded(&Page::new("a.py", text, Facts::default()), Span { start: at, end: at + 2 })
    }

    #[test]
    fn options_guard_what_stands_below_them() {
        for text in [
            "if args.insecure:\n    x = §",
            "if opts.Insecure { § }",
            "if opts.Insecure {\n\tc.A = 1\n\n\t§\n}",
            "if configuration.verify_ssl:\n    a = 1\nelse:\n    §",
            "x = verify ? A : §",
            "f(process.env.INSECURE === '1' ? { a: § } : {})",
            "x = § if insecure else A",
            "if (env.IsDevelopment())\n    §",
        ] {
            assert!(is(text), "{text}");
        }
        for text in [
            "§",
            "def f(verify):\n    §",
            "if not token:\n    §",
            "if settings.environment == 'uat':\n    §",
            "if env.name == 'staging': §",
            "if settings.environment == 'uat':\n    a\nelse:\n    §",
            "try:\n    f()\nexcept SSLError:\n    §",
            "if args.insecure:\n    x = 1\n§",
            "a?.b = § : 1",
            "if x:\n    a = 1\nelse:\n    §",
        ] {
            assert!(!is(text), "{text}");
        }
    }
}
