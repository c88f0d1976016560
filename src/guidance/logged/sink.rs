//! What prints, logs, or makes the text of an error, and what it is given.
//!
//! Contract: a sink is the span of its arguments; whether a credential is among them is another question.

use super::super::{Page, ci};
use super::{applied, beside, commands, filled_text, placeholder, platform, statement};
use crate::guidance::language::Language::{self, *};
use crate::guidance::pattern::{Found, Pattern, pattern};
use crate::model::Span;

/// Calls whose arguments stand in brackets; a match ends at the bracket.
static CALLS: [Pattern; 19] = [
    pattern!(r"(?x)
        (?:^|[^.\w>:$]) (?: print | println | printf | eprint | eprintln | fprintf | fputs | vprintf | pprint | pp | puts | print_r | var_dump | var_export | dump | dd | error_log | syslog | trigger_error
            | rprint | debug | NSLog | os_log | debugPrint | putStrLn | alert | cat | message | die | exit | abort | fatalError | preconditionFailure | echo | warn | icecream | ic | logger | log | p | say | inspect ) \s*\(";
        "("),
    pattern!(r"\bconsole\??\.(?:log|info|warn|error|debug|trace|dir|table|group)\s*(?:\?\.)?\("; "console"),
    pattern!(r"(?x)
        (?i:\b(?: [a-z_]*logger | log | logging | slog | winston | pino | consola | sugar | lg | timber | nslog | loguru | klog | glog | logrus | tracing | [a-z]*_log | oslog ))
          (?:\([^()\n]{0,80}\))? (?:\.(?:opt|bind|with|With|WithField|WithFields|child|atInfo|at\w+)\([^()\n]{0,80}\))* (?:\.|->|::|\?\.|\?->|&\.)
          (?i: trace | debug | info | information | notice | warn | warning | error | err | fatal | panic | critical | exception | log | verbose | write | print | println | printf | d | i | e | v | w | wtf
            | (?:debug|info|warn|error|fatal|trace|panic)(?:f|w|ln) | log(?:information|debug|error|warning|trace|critical) | fine | finer | finest | severe | success
            | alert | emergency | add(?:debug|info|notice|warning|error|critical|alert|emergency|record|log)
            | withfields? | with | bind | fatalln | fatalf | panicf | panicln | infocontext | debugcontext | errorcontext | warncontext ) \s*(?:\?\.)?\(";
        LOGGERS),
    // A block that is run where the level is on, of Kotlin, Scala and Ruby.
    pattern!(
        r"(?i:\b(?:[a-z_]*logger|log|logging))\??\.(?:at)?(?i:trace|debug|info|warn|error|fatal)\b(?:\([^()\n]{0,80}\))?\s*\{";
        LOGGERS, "{"
    ),
    // What shows a page or a window.
    pattern!(r"\b(?:st|streamlit)\.(?:write|code|text|markdown|json|info|success|warning|error)\(|\bwarnings\.warn\(|\b(?:pprint\.pp(?:rint)?|syslog\.syslog)\(|\b(?:rich\.print|developer\.log|console\.print|ngx\.(?:log|say|print))\(";
        "st." | "streamlit." | "warnings." | "pprint." | "syslog." | "rich." | "developer." | "console." | "ngx."),
    // What a plan of Terraform shows, unless it is said to be sensitive.
    pattern!(r#"(?m)^\s*output\s+"[^"\n]{1,80}"\s*\{"#; "output", "{"),
    pattern!(r"(?:^|[^.\w>:$])(?i:msgbox|showmessage|writeln)\s*\("; "msgbox" | "showmessage" | "writeln"),
    pattern!(r"\b[Ll]og(?:ger)?\.[A-Z]\w+\(\)(?:\.\w+\([^()\n]*\))*?\.(?:Str|Any|Interface|Bytes|Stringer)\(";
        "log." | "logger.", ".str(" | ".any(" | ".interface(" | ".bytes(" | ".stringer("),
    pattern!(r"\b(?:tracing::|log::)?(?:trace|debug|info|warn|error|event|println|eprintln|print|eprint|dbg|panic|bail|anyhow|ensure)!\s*[(\[{]";
        "e!" | "g!" | "o!" | "n!" | "r!" | "t!" | "c!" | "l!" | "w!"),
    pattern!(r"\bfmt\.(?:F?[Pp]rint(?:ln|f)?|Errorf)\(|\berrors\.(?:New|Errorf|Wrapf?)\("; "fmt." | "errors."),
    pattern!(
        r"\bSystem\.(?:out|err)\.(?:print(?:ln|f)?|format)\(|\bConsole\.(?:Error\.|Out\.)?Write(?:Line)?(?:Async)?\(";
        "system.out" | "system.err" | "console."
    ),
    pattern!(
        r"\b(?:Debug|Trace)\.(?:Write|WriteLine|Log|LogError|LogWarning|LogFormat|Print|TraceInformation|TraceError)\(";
        "debug." | "trace."
    ),
    pattern!(r"\b(?:sys\.std(?:out|err)|process\.std(?:out|err)|Deno\.std(?:out|err)|\$?std(?:out|err)|STD(?:OUT|ERR))\.(?:write|writeSync|writeLine|puts|print|writeln)\s*\(";
        "stdout." | "stderr."),
    pattern!(r"\b(?:Sentry|sentry_sdk|Bugsnag|Rollbar|rollbar|Honeybadger|Crashlytics|crashlytics|newrelic|FirebaseCrashlytics\.getInstance\(\)|Raven)\.(?:capture\w*|add\w*|set\w*|log|recordError|notify|error|info|warning)\s*\(";
        "sentry" | "bugsnag" | "rollbar" | "honeybadger" | "crashlytics" | "newrelic" | "raven"),
    pattern!(r"\b(?:span|currentSpan|activeSpan)\.(?:set_?[aA]ttributes?|SetAttributes|add_?[eE]vent|set_tag|setTag)\(";
        "span."),
    pattern!(r"\bIO\.(?:puts|inspect|warn)\s*\(|\b(?:click|typer)\.(?:echo|secho)\(|\bcommand\.warn\(|\bsys\.exit\(";
        "io.puts" | "io.inspect" | "io.warn" | "echo(" | "command.warn(" | "sys.exit("),
    pattern!(r"\braise\s+[\w.]+\s*\(|\bthrow\s+(?:new\s+)?[\w.:\\]+\s*\("; "raise" | "throw"),
    pattern!(r"\bnew\s+[\w.\\]*(?:Error|Exception)\s*\("; "new", "error" | "exception"),
    pattern!(r"\b(?:traceLog|showToast|Toast\.makeText|Snackbar\.make)\(";
        "tracelog(" | "showtoast(" | "toast.maketext(" | "snackbar.make("),
];

/// What the names of loggers end in.
const LOGGERS: &[&str] = &[
    "logger", "log", "logging", "winston", "pino", "consola", "sugar", "lg", "timber", "loguru",
    "logrus", "tracing",
];

/// The arguments of all that prints in a page, in order.
pub(super) fn sinks(page: &Page<'_>) -> Vec<Span> {
    let mut sinks: Vec<Span> = calls(page)
        .into_iter()
        .filter(|found| {
            prints_here(page, found.as_str())
                && !applied::reads(page, found.as_str())
                && !is_no_call(page, name_start(found))
        })
        .map(|found| page.inside(found.end() - 1))
        .collect();
    sinks.extend(
        platform::calls(page)
            .chain(beside::calls(page))
            .filter(|call| !is_no_call(page, call.start))
            .map(|call| page.inside(call.end - 1)),
    );
    sinks.extend(statement::arguments(page));
    sinks.extend(applied::arguments(page));
    sinks.extend(placeholder::expressions(page));
    sinks.extend(commands::variables(page));
    sinks.extend(filled_text::variables(page));
    sinks.sort_unstable();
    sinks
}

/// All calls in order, each once: of two that overlap, the first counts, and of two that start together the one that is
/// listed first.
fn calls<'p>(page: &Page<'p>) -> Vec<Found<'p>> {
    let mut found: Vec<Found<'p>> = CALLS.iter().flat_map(|call| call.find_iter(page)).collect();
    found.sort_by_key(Found::start);
    let mut end = 0;
    found.retain(|call| {
        let is_free = call.start() >= end;
        if is_free {
            end = call.end();
        }
        is_free
    });
    found
}

/// Whether a call prints in the language of the page: `fputs` of PHP writes to a file, and only R prints with `cat` and
/// `message`.
fn prints_here(page: &Page<'_>, call: &str) -> bool {
    let is_of_r = ["cat", "message"].iter().any(|name| {
        call.trim_end_matches('(').trim_end().trim_start_matches(|c: char| !c.is_alphabetic())
            == *name
    });
    // What `exit` is given in Pascal and AL is what a function answers.
    let is_answer = call.to_ascii_lowercase().contains("exit")
        && page.is_in(&[Al, Pascal])
        && !page.is_in(&[Php]);
    let is_of_other = is_of_r && !page.is_in(&[R]) || call.contains("fputs") && page.is_in(&[Php]);
    !is_answer && !is_of_other
}

/// Where the name in a match starts: a character that is none may stand before it.
fn name_start(found: &Found<'_>) -> usize {
    let first = found.as_str().chars().next().filter(|c| !c.is_ascii_alphanumeric());
    found.start() + first.map_or(0, char::len_utf8)
}

/// Whether what leads up to the name at `at` makes it the definition of a function, or the `print` of a template, which
/// fills in a text.
fn is_no_call(page: &Page<'_>, at: usize) -> bool {
    let line = page.text()[page.line(at).start..at].trim_end();
    ["function", "def", "fn", "func", "fun", "void"].iter().any(|word| {
        line.strip_suffix(word)
            .is_some_and(|head| !head.ends_with(|c: char| c.is_ascii_alphanumeric() || c == '_'))
    }) || line.ends_with("{{")
        || line.ends_with("{{-")
}

/// Whether a page is a script of the team's own: documents that hold commands and pipelines are read elsewhere.
pub(super) fn is_own_script(page: &Page<'_>) -> bool {
    let is_script = is_shell(page) && !page.is_in(&[Markdown, Yaml]) || page.is_in(&[PowerShell]);
    is_script && !ci::is_pipeline(page)
}

/// Whether a page holds commands for a shell.
pub(super) fn is_shell(page: &Page<'_>) -> bool {
    const HOLD_COMMANDS: &[Language] = &[Shell, Batch, Make, Just, Dockerfile, Markdown, Yaml];
    page.is_in(HOLD_COMMANDS)
        || page.text().starts_with("#!")
            && page.text().lines().next().is_some_and(|line| line.contains("sh"))
}
