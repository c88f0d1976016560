//! What gets out beside the messages of a log: contexts and tags, events of spans, texts of errors, and what a page shows
//! next.
//!
//! Contract: as in `platform`, a match ends at the bracket before the arguments.

use super::super::Page;
use crate::guidance::language::Language::{self, *};
use crate::guidance::language::{JVM, RUBY};
use crate::guidance::pattern::{Pattern, pattern};
use crate::model::Span;

/// Each call, and the languages in which it is one.
static CALLS: [(Pattern, &[Language]); 11] = [
    (
        pattern!(r"(?:\.(?:ForContext|BeginScope)|\bLogContext\.PushProperty|\b\w*(?:[aA]ctivity|[sS]pan)(?:\.Current)?\??\.(?:Set|Add)(?:Tag|Baggage))\s*\(";
            "forcontext" | "beginscope" | "pushproperty" | "tag" | "baggage"),
        &[CSharp, VisualBasic, FSharp],
    ),
    (
        pattern!(r"\bSpan\.current\(\)\.(?:setAttribute|addEvent)\(|\.add(?:KeyValue|Argument)\(|\b\w*[sS]pan(?:\(\))?\.(?:tag|addEvent|setTag)\(";
            "span" | ".addkeyvalue(" | ".addargument("),
        JVM,
    ),
    // A text that is made where a condition fails
    (
        pattern!(r"(?:^|[^.\w])(?:check|require|assert)\([^()\n]{1,80}(?:\([^()\n]{0,40}\)[^()\n]{0,40})?\)\s*\{";
            "check" | "require" | "assert"),
        &[Kotlin, KotlinScript],
    ),
    (
        pattern!(r"(?:^|[^.\w])panic\(|\bhttp\.Error\(|\bstatus\.(?:Errorf?|New)\("; "panic(" | "http.error(" | "status."),
        &[Go],
    ),
    (
        pattern!(r"\b(?:add_custom_attribute|bind_contextvars|set_extra|set_context|set_tag|flash)\s*\(|\bmessages\.(?:info|error|success|warning|debug|add_message)\(";
            "add_custom_attribute" | "bind_contextvars" | "set_" | "flash" | "messages."),
        &[Python],
    ),
    (
        pattern!(r"(?:\bmessenger(?:\(\))?->add\w*|->addFlash|\bdrupal_set_message|\b(?:Session::|session\(\)->)flash|\b(?:back\(\)|redirect\([^()\n]{0,60}\))(?:->\w+\([^()\n]{0,60}\))?->with|\bwp_die)\s*\(";
            "messenger" | "flash" | "drupal_set_message" | "->with" | "wp_die"),
        &[Php],
    ),
    (
        pattern!(r"(?:\bLog::(?:withContext|shareContext)|->(?:setExtra|setTag|setContext)|\bBugsnag::leaveBreadcrumb)\s*\(";
            "context" | "->set" | "bugsnag::"),
        &[Php],
    ),
    (pattern!(r"\b(?:Rails\.)?logger\.tagged\("; "logger.tagged("), RUBY),
    (pattern!(r"\bLogger\.metadata\("; "logger.metadata("), &[Elixir]),
    (pattern!(r"\b(?:Span::current\(\)|\w*span)\.record\("; ".record("), &[Rust]),
    (
        pattern!(r"(?:\bErr\(\s*|\.(?:context|with_context|wrap_err|expect|unwrap_or_else)\(\s*(?:\|\w*\|\s*)?&?)format!\("; "format!("),
        &[Rust],
    ),
];

/// The calls of a page, each up to the bracket that opens its arguments, which is the last byte.
pub(super) fn calls<'p>(page: &'p Page<'_>) -> impl Iterator<Item = Span> + 'p {
    CALLS
        .iter()
        .filter(|(_, of)| page.is_in(of))
        .flat_map(move |(call, _)| call.find_iter(page))
        .map(|call| call.span())
}
