//! What prints everything at once: the environment of a program, and requests that were sent with their headers.
//!
//! Contract: an environment counts where the file itself names a secret of Banqup's, or the command asks for those with
//! its name; a request counts where the file sends a credential. One entry of either is another matter.

use std::cell::LazyCell;

use super::super::{Page, brackets, owner};
use super::sink;
use crate::guidance::language::Language::*;
use crate::guidance::language::RUBY;
use crate::guidance::listing::Listed;
use crate::guidance::pattern::{Pattern, pattern};
use crate::guidance::script::Shell;
use crate::model::Span;

/// Calls that keep all that they are given, without capitals; an empty name is a bracket alone.
const KEEP: &[&str] = &[
    "", "dict", "dumps", "stringify", "pformat", "str", "repr", "json_encode", "print_r",
    "var_export", "inspect", "format", "to_json", "tojson", "marshal", "string", "map",
];

/// The environments that the sinks of a page print.
pub(super) fn environments(page: &Page<'_>, sinks: &[Span], shell: &Shell<'_>) -> Vec<Span> {
    static ENVIRONMENT: Pattern = pattern!(r#"(?x)
            (?:^|[(,{+\s&:]) (?<all> os\.environ (?:\.copy\(\)|\.items\(\))? | process\.env | (?:Bun|import\.meta)\.env | Deno\.env\.toObject\(\) | \$_ENV | \$_SERVER | getenv\(\) | ENV (?:\.to_h|\.to_hash|\.inspect)?
              | os\.Environ\(\) | System\.getenv\(\) | Environment\.GetEnvironmentVariables\(\) | (?:std::)?env::vars\(\) | System\.get_env\(\) | Platform\.environment | ProcessInfo\.processInfo\.environment | \\?%ENV | Sys\.getenv\(\) )
            (?:\.collect::<[^()\n]{0,60}>\(\))? \s* (?:[)},`]|$)
            "#; "env" | "$_server");
    static ITEMS: Pattern = pattern!(
        r"\bfor\s+\w+\s*,\s*(?<value>\w+)\s+in\s+(?:sorted\()?os\.environ\.items\(\)\)?\s*:\s*print\([^)\n]*\b(?:v|val|value)\b";
        "os.environ", "print"
    );
    let mut found: Vec<Span> = Vec::new();
    for sink in sinks {
        let text = page.slice(*sink);
        let Some(all) = ENVIRONMENT.captures(text).and_then(|found| found.name("all")) else {
            continue;
        };
        let before = &text[..all.start()];
        let is_asked = before.trim_end().ends_with(" in") || before.trim_end().ends_with(" not");
        // The constant of Ruby is a word of any other language.
        let is_ruby = page.is_in(RUBY);
        let is_other = all.as_str().starts_with("ENV") && !is_ruby
            || all.as_str().ends_with("getenv()") && page.is_in(&[Python, Go, C, Cpp]);
        if !is_asked && !is_other && brackets::calls_around(before, before.len()).all(is_kept) {
            let start = sink.start + all.start();
            found.push(Span { start, end: start + all.as_str().len() });
        }
    }
    found.extend(ITEMS.find_iter(page).map(|found| found.span()));
    if !found.is_empty() && !names_secret(page) {
        found.clear();
    }
    found.extend(of_shell(page, shell));
    found
}

/// Commands of a script that list variables of the environment.
fn of_shell(page: &Page<'_>, shell: &Shell<'_>) -> Vec<Span> {
    let may_list = ["env", "set", "export", "declare"].iter().any(|word| page.may_hold(word));
    if !sink::is_own_script(page) || !may_list {
        return Vec::new();
    }
    let names_secret = names_secret(page);
    // Variables of the environment are written in capitals, and a few are enough to tell what a filter lets through.
    const MOST: usize = 40;
    let secrets = LazyCell::new(|| {
        let names = page.names().iter().filter(|name| owner::may_be_vendors_secret(page, name));
        let names = names.map(|name| page.slice(name.span));
        let mut names: Vec<&str> =
            names.filter(|name| !name.contains(|c: char| c.is_ascii_lowercase())).collect();
        names.sort_unstable();
        names.dedup();
        names.truncate(MOST);
        names
    });
    let is_shown = |at: &usize| match shell.listed(*at) {
        Some(Listed::Vendors) => true,
        Some(Listed::All) => names_secret,
        Some(Listed::Some) => shell.lets_through(*at, &secrets),
        None => false,
    };
    let statements = shell.statements();
    // Outside of its recipes, make has words of its own: `export` gives its variables to the programs that it runs.
    let is_command = |at: &usize| {
        let line = page.line(statements[*at].span.start);
        !page.is_in(&[Make]) || page.slice(line).starts_with('\t')
    };
    (0..statements.len())
        .filter(is_command)
        .filter(is_shown)
        .map(|at| statements[at].span)
        .collect()
}

/// Requests that were sent, printed with the headers and forms that they carried: `response.request.headers`,
/// `error.config`.
pub(super) fn requests(page: &Page<'_>, sinks: &[Span]) -> Vec<Span> {
    static SENT: Pattern = pattern!(r"(?x)
            \b(?<of> [A-Za-z_]\w* ) \??(?: (?:\.response)?\??\.config (?:\??\.(?:headers|data))? | \.request (?:\.(?:headers|body|_header|_headers))? | \.toJSON\(\) ) \s* (?: [),}] | $ )
            "; "config" | ".request" | ".tojson");
    let text = page.text();
    let carries = page.may_hold("authorization")
        || page.may_hold("gettoken")
        || page.may_hold("client_secret")
        || names_secret(page);
    let is_axios = page.may_hold("axios");
    let mut found = Vec::new();
    for sink in sinks {
        let part = page.slice(*sink);
        for sent in SENT.captures_iter(part) {
            let Some(of) = sent.name("of") else { continue };
            let whole = sent.whole();
            let is_config = ["config", ".toJSON"].iter().any(|part| whole.as_str().contains(part));
            let is_bare =
                whole.as_str().trim_end_matches([' ', ')', ',', '}']).ends_with(".request");
            let is_answer = ["res", "resp", "response", "r", "answer", "reply", "result"];
            let is_failure = ["e", "err", "error", "ex", "axioserror"];
            let name = of.as_str().to_ascii_lowercase();
            // The client of the vendor's API gives each of its requests a header.
            let is_shown = carries || is_config && whole.as_str().contains(".headers");
            let counts = is_shown
                && if is_config || is_bare {
                    is_axios && (is_answer.contains(&&*name) || is_failure.contains(&&*name))
                } else {
                    is_answer.contains(&&*name)
                        || is_failure.contains(&&*name) && page.is_in(&[Python])
                };
            let before = &part[..of.start()];
            if counts && brackets::calls_around(before, before.len()).all(is_kept) {
                let start = sink.start + of.start();
                let end = sink.start
                    + whole.as_str().trim_end_matches([')', ',', '}']).len()
                    + whole.start();
                found.push(Span { start, end: end.max(start).min(text.len()) });
            }
        }
    }
    found
}

/// Whether a page names a secret that may be Banqup's.
fn names_secret(page: &Page<'_>) -> bool {
    page.names().iter().any(|name| owner::may_be_vendors_secret(page, name))
}

pub(super) fn is_kept(call: &str) -> bool {
    KEEP.iter().any(|keep| keep.eq_ignore_ascii_case(call))
}
