//! Options of a program that turn the checks off unless somebody says otherwise: a flag `insecure` that is on, a
//! variable `BANQUP_VERIFY` that is off where nobody sets it.
//!
//! Contract: the default alone is a switch, wherever the option is read. An option that is off by default is none.

use super::{is_of_another, is_turned_round, setting};
use crate::guidance::Page;
use crate::guidance::pattern::{Pattern, holds, pattern};
use crate::model::{Span, vendor};

/// Checks that are off where a variable of the environment, or a setting, is not there.
static ENVIRONMENT: [Pattern; 2] = [
    pattern!(r"(?i)\b(?:[a-z0-9]+[_.-])*(?:verify[_.-]?(?:ssl|tls|certs?|certificates?)|(?:ssl|tls)[_.-]?(?:verify|verification)|reject_?unauthorized)['\x22]\s*,\s*(?:default\s*[=:]\s*)?['\x22]?(?:false|0|off|no)\b";
        "verif" | "unauthorized"),
    pattern!(r"(?i)(?:", vendor::PATTERN, r"|\bup)(?:[_.-](?:api|oauth|http|https|client))?[_.-]verify['\x22]\s*,\s*(?:default\s*[=:]\s*)?['\x22]?(?:false|0|off|no)\b";
        "verify"),
];

/// The switches in a page, in no order.
pub(super) fn switches<'p>(page: &'p Page<'_>) -> impl Iterator<Item = Span> + 'p {
    // Flags of Go, which feed the field that is named beside them.
    static FLAG: Pattern = pattern!(
        r#"\.Bool(?:Var)?P?\s*\(\s*(?:&[\w.]+\s*,\s*)?"[\w.-]*(?:insecure|skip-?(?:tls|ssl)?-?verify)[\w.-]*"\s*,\s*(?:"\w?"\s*,\s*)?true\b"#;
        ".bool", "insecure" | "skip", "true"
    );
    let find = move |pattern: &'static Pattern| pattern.find_iter(page).map(|found| found.span());
    let flags = holds(page.text(), "InsecureSkipVerify").then_some(&FLAG);
    let variables = ENVIRONMENT.iter().flat_map(find);
    variables
        .filter(|place| !is_turned_round(setting(page, *place)) && !is_of_another(page, *place))
        .chain(flags.into_iter().flat_map(find))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::guidance::page::Facts;

    #[test]
    fn a_default_that_checks_is_none() {
        let count = |text: &str| switches(&Page::new("banqup.go", text, Facts::default())).count();
        for text in [
            "'verify' => env('BANQUP_VERIFY', false)",
            "os.getenv(\"BANQUP_VERIFY_SSL\", \"false\")",
            "env.bool(\"BANQUP_SSL_VERIFY\", default=False)",
            "f.BoolVar(&insecure, \"insecure\", true, \"\") // InsecureSkipVerify",
            "pflag.BoolP(\"insecure-skip-verify\", \"k\", true, \"\") // InsecureSkipVerify",
        ] {
            assert_eq!(count(text), 1, "{text}");
        }
        for text in [
            "'verify' => env('BANQUP_VERIFY', true)",
            "os.getenv(\"BANQUP_SKIP_SSL_VERIFY\", \"false\")",
            "env.bool(\"DB_SSL_VERIFY\", default=False)",
            "flag.Bool(\"insecure\", false, \"\") // InsecureSkipVerify",
            "flag.Bool(\"insecure\", true, \"speaks gRPC without TLS\")",
        ] {
            assert_eq!(count(text), 0, "{text}");
        }
    }
}
