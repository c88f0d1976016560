//! Does only what becomes of a test of a name go out, or a part of its value?

use crate::guidance::Page;
use crate::guidance::pattern::{Pattern, pattern};
use crate::model::Span;

/// Whether a name is only tested: `(bool) get_option('banqup_client_secret')`, `process.env.SECRET !== undefined`.
pub(super) fn is_tested(page: &Page<'_>, name: Span) -> bool {
    static BEFORE: Pattern = pattern!(
        r"(?:\(bool(?:ean)?\)\s*|(?:^|[^{!\w)\]])!!?\s*|\{!!?|[!=]==?\s*|\b(?:not\s+)?empty\s+|\bwp_create_nonce\s*\(\s*|\b(?:empty|isset|Boolean|bool|filled|IsNullOrEmpty|isBlank|isEmpty)\s*\(\s*)[\w$>:.'\x22(\[-]{0,40}$"
    );
    static AFTER: Pattern = pattern!(
        r#"(?x)^["'\])!]*\s*(?:
              [!=]==? | \?\s*[^?.:\s\])>] | \bis\s+(?:not|None)\b | \band\b | && | \[[:0-9-]
            | \??\.(?:length|slice|substr|substring|replace|present|blank|nil|isBlank|isEmpty|isNullOrEmpty)\b )"#
    );
    let line = page.line(name.start);
    let text = page.text();
    BEFORE.is_match(&text[line.start..name.start])
        || AFTER.is_match(&text[name.end..line.end.max(name.end)])
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::guidance::page::Facts;

    fn is(text: &str) -> bool {
        let page = Page::new("a.js", text, Facts::default());
        is_tested(&page, page.names()[0].span)
    }

    #[test]
    fn tests_and_parts_of_a_value_are_told_from_it() {
        for text in [
            "!!process.env.BANQUP_SECRET",
            "<Card set={!!process.env.BANQUP_SECRET} />",
            "(bool) get_option('banqup_secret')",
            "Boolean(banqupSecret)",
            "${not empty banqupSecret}",
            "wp_create_nonce('banqup_token')",
            "'' !== get_option('banqup_secret')",
            "banqupSecret !== undefined",
            "banqup_secret is not None",
            "banqupSecret ? 'on' : 'off'",
            "process.env.BANQUP_SECRET?.length",
            "ENV['BANQUP_SECRET'].present?",
            "banqupSecret.slice(-4)",
            "banqup_secret[:4]",
        ] {
            assert!(is(text), "{text}");
        }
        for text in [
            "process.env.BANQUP_SECRET!",
            "banqupSecret ?? ''",
            "banqupSecret || null",
            "<?= banqupSecret ?>",
            "{!! json_encode(['banqupSecret' => 1]) !!}",
            "x!.y(banqupSecret)",
            "$banqup_secret ?: ''",
            "x = banqupSecret",
            "settings['banqup_secret']",
        ] {
            assert!(!is(text), "{text}");
        }
    }
}
