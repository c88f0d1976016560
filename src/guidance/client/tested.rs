//! Does only what becomes of a test of a name go out, or a part of its value?

use crate::guidance::Page;
use crate::guidance::pattern::{Pattern, pattern};
use crate::model::Span;

/// Whether a name is only tested: `(bool) get_option('banqup_client_secret')`, `process.env.SECRET !== undefined`.
pub(super) fn is_tested(page: &Page<'_>, name: Span) -> bool {
    static BEFORE: Pattern = pattern!(
        r"(?:\(bool(?:ean)?\)\s*|!!?\s*|[!=]==?\s*|\b(?:empty|isset|Boolean|bool|filled|IsNullOrEmpty|isBlank|isEmpty)\s*\(\s*)[\w$>:.'\x22(\[-]{0,40}$"
    );
    static AFTER: Pattern = pattern!(
        r#"(?x)^["'\])!]*\s*(?:
              [!=]==? | \?\s*[^?.:\s\])] | \bis\s+(?:not|None)\b | \band\b | && | \[[:0-9-]
            | \??\.(?:length|slice|substr|substring|replace|present|blank|nil|isBlank|isEmpty|isNullOrEmpty)\b )"#
    );
    let line = page.line(name.start);
    let text = page.text();
    BEFORE.is_match(&text[line.start..name.start])
        || AFTER.is_match(&text[name.end..line.end.max(name.end)])
}
