//! Options of a program that turn the checks off unless somebody says otherwise: a flag `insecure` that is on, a
//! variable `BANQUP_VERIFY` that is off where nobody sets it.
//!
//! Contract: the default alone is a switch, wherever the option is read. An option that is off by default is none.

use crate::guidance::Page;
use crate::guidance::pattern::{Pattern, holds, pattern};
use crate::model::{Span, vendor};

/// Checks that are off where a variable of the environment, or a setting, is not there.
static ENVIRONMENT: [Pattern; 2] = [
    pattern!(r"(?i)\b(?:[a-z0-9]+[_.-])*(?:verify[_.-]?(?:ssl|tls|certs?|certificates?)|(?:ssl|tls)[_.-]?(?:verify|verification)|reject_?unauthorized)['\x22]\s*,\s*(?:default\s*[=:]\s*)?['\x22]?(?:false|0|off|no)\b";
        "verif" | "unauthorized"),
    pattern!(r"(?i)(?:", vendor::PATTERN, r"|\bup)[_.-](?:[a-z0-9]+[_.-]){0,2}verify['\x22]\s*,\s*(?:default\s*[=:]\s*)?['\x22]?(?:false|0|off|no)\b";
        "verify"),
];

/// The switches in a page, in no order.
pub(super) fn switches<'p>(page: &'p Page<'_>) -> impl Iterator<Item = Span> + 'p {
    // Flags of Go, which feed the field that is named beside them.
    static FLAG: Pattern = pattern!(
        r#"\.Bool(?:Var)?P?\s*\(\s*(?:&[\w.]+\s*,\s*)?"[\w.-]*(?:insecure|skip-?(?:tls|ssl)?-?verify)[\w.-]*"\s*,\s*(?:"\w?"\s*,\s*)?true\b"#;
        ".bool", "insecure" | "skip", "true"
    );
    let flags = holds(page.text(), "InsecureSkipVerify").then_some(&FLAG);
    ENVIRONMENT
        .iter()
        .chain(flags)
        .flat_map(move |pattern| pattern.find_iter(page))
        .map(|found| found.span())
}
