//! Parameters that are gathered under a name first, and written into an address later.

use std::sync::LazyLock;

use regex::Regex;

use super::builders::key;
use super::{Carrier, NAMES, literal};
use crate::guidance::Page;
use crate::guidance::block;
use crate::model::Span;

/// Ways in which a name becomes a query; `NAME` stands for it.
const USES: &[&str] = &[
    r"\bparams\s*=\s*NAME\b",
    r"\bparams\s*:\s*NAME\b",
    r"\bsearchParams\s*:\s*NAME\b",
    r"\bqueryParameters\s*:\s*NAME\b",
    r"\.query\(\s*&?NAME\s*\)",
    r"\?(?:['\x22`]\s*(?:\+|\.|<>|&)\s*\$?|\$?\{)NAME\b",
    r"\?(?:['\x22`]\s*(?:\+|\.|<>|&)\s*|\$?\{)(?:(?:urllib\.parse\.|parse\.)?urlencode|http_build_query|querystring\.stringify|qs\.stringify|new\s+URLSearchParams|stringify|URI\.encode_www_form)\(\s*\$?NAME\b",
    r"\.search\s*=\s*(?:['\x22`]\?['\x22`]\s*\+\s*)?(?:new\s+URLSearchParams\()?NAME\b",
    r"\.query\s*=\s*(?:URI\.encode_www_form\(|urlencode\()?NAME\b",
    r"\bRawQuery\s*=\s*NAME\.Encode\(",
    r"\.Query\s*=\s*NAME\.ToString\(",
    r"\bAddQueryString\([^;\n]{1,160}?,\s*NAME\s*\)",
    r"\?['\x22]\s*\+\s*NAME\.Encode\(",
];

/// Names that are queries from the start: `q := req.URL.Query()`, `HttpUtility.ParseQueryString(…)`.
const MADE: &str = r"\b(?<name>[A-Za-z_$][A-Za-z0-9_$]{0,40})\s*:?=\s*(?:[A-Za-z_][A-Za-z0-9_.]{0,60}\.URL\.Query\(\)|[A-Za-z_][A-Za-z0-9_]{0,40}\.Query\(\)|(?:System\.Web\.)?HttpUtility\.ParseQueryString\()";

/// The most names that are followed in one page.
const MOST: usize = 40;

pub(super) fn carriers(page: &Page<'_>) -> Vec<Carrier> {
    static USED: LazyLock<Vec<Regex>> = LazyLock::new(|| {
        let name = r"(?<name>[A-Za-z_$][A-Za-z0-9_$]{0,40})";
        USES.iter()
            .map(|used| used.replace("NAME", name))
            .chain([MADE.to_owned()])
            .map(|used| Regex::new(&used).expect("a test compiles the patterns"))
            .collect()
    });
    let text = page.text();
    let mut names: Vec<&str> = USED
        .iter()
        .flat_map(|used| used.captures_iter(text).take(MOST))
        .filter_map(|found| found.name("name"))
        .map(|name| name.as_str().trim_start_matches('$'))
        .collect();
    // `axios.get(url, { params })`
    static SHORT: LazyLock<Regex> =
        LazyLock::new(|| Regex::new(r"[{,]\s*params\s*[,}]").expect("the pattern is fixed"));
    if SHORT.is_match(text) {
        names.push("params");
    }
    names.sort_unstable();
    names.dedup();
    names.into_iter().take(MOST).flat_map(|name| gathered(page, name)).collect()
}

/// The secrets that are put under `name`.
fn gathered(page: &Page<'_>, name: &str) -> Vec<Carrier> {
    let name = regex::escape(name);
    let text = page.text();
    let patterns = (
        Regex::new(&format!(
            r"(?:^|[^A-Za-z0-9_.])\$?{name}(?:\s*:\s*[A-Za-z][A-Za-z0-9_<>,\[\] ]{{0,40}})?\s*:?=\s*(?:new\s+)?(?:[A-Za-z_.]{{1,40}}(?:<[^>\n]{{1,40}}>)?\(\s*)?(?:map\[string\]string\s*)?(?<open>[\[{{(])"
        )),
        Regex::new(&format!(
            r#"(?:^|[^A-Za-z0-9_.])\$?{name}(?:\.(?:set|append|Set|Add|add|put)\(\s*|\[\s*)["'](?<name>{NAMES})["']\s*(?:,|\]\s*=)"#
        )),
    );
    let (Ok(assigned), Ok(added)) = patterns else { return Vec::new() };
    let maps =
        assigned.captures_iter(text).filter_map(|found| found.name("open")).filter_map(|open| {
            // A call that takes the map opens before it.
            let span = Span { start: open.start(), end: block::end(text, open.start()) };
            key(page, span)
        });
    let calls = added.captures_iter(text).filter_map(|found| {
        let (whole, name) = (found.get(0)?, found.name("name")?);
        literal(text, whole.end()).carrier(Span { start: name.start(), end: name.end() }, false)
    });
    maps.chain(calls).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn all_patterns_compile() {
        for pattern in USES.iter().chain([&MADE]) {
            let pattern = pattern.replace("NAME", "(?<name>x)");
            assert!(Regex::new(&pattern).is_ok(), "{pattern}");
        }
    }
}
