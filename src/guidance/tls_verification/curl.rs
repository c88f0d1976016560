//! Options that a script keeps for its calls of curl and its like: `CURL_OPTS="-sk"`, `ARGS=(--insecure)`, the lines of
//! a `.curlrc` or of hurl's requests.
//!
//! Contract: options in a variable count where a command of that program is given the variable, and calls nobody else.

use rustc_hash::FxHashSet;

use super::called::calls_other_host;
use crate::guidance::Page;
use crate::guidance::command::{Command, commands};
use crate::guidance::fetcher::{FETCHERS, Fetcher};
use crate::guidance::pattern::{Pattern, pattern};
use crate::model::Span;

/// The switches in a page, in no order.
pub(super) fn switches(page: &Page<'_>) -> Vec<Span> {
    let mut found = kept(page);
    found.extend(configured(page));
    found
}

/// Flags in variables.
fn kept(page: &Page<'_>) -> Vec<Span> {
    static KEPT: Pattern = pattern!(
        r#"(?m)(?:^|[\s;&(])(?:-[a-z]+[ \t]+)?(?<name>[A-Za-z_][A-Za-z0-9_]{0,60})[ \t]*(?:\+|\?|:{1,3})?=[ \t]*(?:"(?<double>[^"\n]{0,400})"|'(?<single>[^'\n]{0,400})'|\((?<list>[^()]{0,800})\)|(?<rest>-[^\n]{1,400}))"#;
        "="
    );
    let mut found = Vec::new();
    for program in FETCHERS.iter().filter(|one| !one.insecure.1.is_empty()) {
        let given = variables(page, program);
        if given.is_empty() {
            continue;
        }
        for kept in KEPT.captures_iter(page) {
            let (Some(name), Some(value)) = (
                kept.name("name"),
                ["double", "single", "list", "rest"].iter().find_map(|part| kept.name(part)),
            ) else {
                continue;
            };
            // Whoever writes the program into the variable too is met where the program stands.
            if !value.as_str().trim_start().starts_with(['-', '"', '\'']) {
                continue;
            }
            let options = Command::given(page.text(), value.span(), program.names[0]);
            let Some(flag) = options.flag(program.insecure.0, program.insecure.1, program.valued)
            else {
                continue;
            };
            if given.contains(name.as_str()) {
                found.push(flag.span);
            }
        }
    }
    found
}

/// The variables that a program is given where it calls the vendor, or nobody by name.
fn variables<'a>(page: &Page<'a>, program: &Fetcher) -> FxHashSet<&'a str> {
    commands(page, program.names)
        .into_iter()
        .filter(|call| page.names_vendor_host(call.span) || !calls_other_host(page, call.span))
        .flat_map(|call| call.arguments())
        .filter_map(|word| variable(word.text))
        .collect()
}

/// The variable that a word starts with: `$NAME`, `"${NAME[@]}"`, `@NAME` of PowerShell, `%NAME%` of a batch file.
fn variable(word: &str) -> Option<&str> {
    let word = word.trim_start_matches(['"', '\'']);
    let name = word.strip_prefix(['$', '@', '%'])?.trim_start_matches(['{', '(']);
    let is_part = |c: char| c.is_ascii_alphanumeric() || c == '_';
    let end = name.find(|c| !is_part(c)).unwrap_or(name.len());
    (end > 0).then(|| &name[..end])
}

/// Lines of a file that curl, wget or hurl reads its options from.
fn configured(page: &Page<'_>) -> Vec<Span> {
    static OF_CURL: Pattern =
        pattern!(r"(?m)^[ \t]*(?:--)?insecure[ \t]*\r?$|^[ \t]*-k[ \t]*\r?$"; "insecure" | "-k");
    static OF_WGET: Pattern = pattern!(r"(?mi)^[ \t]*check_?certificate[ \t]*=[ \t]*(?:off|no)\b";
        "check_certificate" | "checkcertificate");
    static WRITTEN: Pattern = pattern!(
        r#"\becho[ \t]+['"]?(?:(?:--)?insecure|-k)['"]?[ \t]*>>?[ \t]*[^\s;|&]{0,80}curlrc\b"#;
        "echo", "curlrc"
    );
    let name = page.file_name().to_ascii_lowercase();
    // A file of hurl's, in which an entry has its options.
    static OF_HURL: Pattern =
        pattern!(r"(?m)^[ \t]*insecure[ \t]*:[ \t]*true\b"; "insecure", "true");
    let is_curls = name.ends_with("curlrc")
        || name.starts_with("curl") && name.ends_with("conf")
        || page.has_extension(&["curl"]);
    let own: Option<&Pattern> = match () {
        () if is_curls => Some(&OF_CURL),
        () if name.ends_with("wgetrc") => Some(&OF_WGET),
        () => page.has_extension(&["hurl"]).then_some(&OF_HURL),
    };
    let own = own.into_iter().flat_map(|pattern| pattern.find_iter(page));
    own.chain(WRITTEN.find_iter(page)).map(|found| found.span()).collect()
}
