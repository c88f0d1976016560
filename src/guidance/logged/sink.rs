//! What prints, logs, or makes the text of an error, and what it is given.
//!
//! Contract: a sink is the span of its arguments; whether a credential is among them is another question.

use super::super::{Page, brackets, ci};
use super::{applied, beside, placeholder, platform, statement};
use crate::guidance::language::Language::{self, *};
use crate::guidance::pattern::{Found, Pattern, pattern};
use crate::guidance::script::SHOWERS;
use crate::model::Span;

/// Calls whose arguments stand in brackets; a match ends at the bracket.
static CALLS: [Pattern; 19] = [
    pattern!(r"(?x)
        (?:^|[^.\w>:$]) (?: print | println | printf | eprint | eprintln | fprintf | fputs | vprintf | pprint | pp | puts | print_r | var_dump | var_export | dump | dd | error_log | syslog | trigger_error
            | rprint | debug | NSLog | os_log | debugPrint | putStrLn | alert | cat | message | die | exit | abort | fatalError | preconditionFailure | echo | warn | icecream | ic | logger | log | p | say | inspect ) \s*\(";
        "("),
    pattern!(r"\bconsole\.(?:log|info|warn|error|debug|trace|dir|table|group)\s*\("; "console."),
    pattern!(r"(?x)
        (?i:\b(?: [a-z_]*logger | log | logging | slog | winston | pino | consola | sugar | lg | timber | nslog | loguru | klog | glog | logrus | tracing | [a-z]*_log | oslog ))
          (?:\([^()\n]{0,80}\))? (?:\.(?:opt|bind|with|With|WithField|WithFields|child|atInfo|at\w+)\([^()\n]{0,80}\))* (?:\.|->|::|\?\.)
          (?i: trace | debug | info | information | notice | warn | warning | error | err | fatal | panic | critical | exception | log | verbose | write | print | println | printf | d | i | e | v | w | wtf
            | (?:debug|info|warn|error|fatal|trace|panic)(?:f|w|ln) | log(?:information|debug|error|warning|trace|critical) | fine | finer | finest | severe | success
            | withfields? | with | bind | fatalln | fatalf | panicf | panicln | infocontext | debugcontext | errorcontext | warncontext ) \s*\(";
        LOGGERS),
    // A block that is run where the level is on, of Kotlin, Scala and Ruby.
    pattern!(
        r"(?i:\b(?:[a-z_]*logger|log|logging))\??\.(?:trace|debug|info|warn|error|fatal)\b(?:\([^()\n]{0,80}\))?\s*\{";
        LOGGERS, "{"
    ),
    // What shows a page or a window.
    pattern!(r"\b(?:st|streamlit)\.(?:write|code|text|markdown|json|info|success|warning|error)\(|\bwarnings\.warn\(|\b(?:rich\.print|developer\.log|console\.print|ngx\.(?:log|say|print))\(";
        "st." | "streamlit." | "warnings." | "rich." | "developer." | "console." | "ngx."),
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
    pattern!(r"\b(?:sys\.std(?:out|err)|process\.std(?:out|err)|\$?std(?:out|err)|STD(?:OUT|ERR))\.(?:write|puts|print|writeln)\s*\(";
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
    let text = page.text();
    let mut sinks: Vec<Span> = calls(page)
        .into_iter()
        .filter(|found| {
            prints_here(page, found.as_str())
                && !applied::reads(page, found.as_str())
                && !is_no_call(page, name_start(found))
        })
        .map(|found| brackets::inside(text, found.end() - 1))
        .collect();
    sinks.extend(
        platform::calls(page)
            .chain(beside::calls(page))
            .filter(|call| !is_no_call(page, call.start))
            .map(|call| {
                let open = call.end - 1;
                brackets::inside(text, open)
            }),
    );
    sinks.extend(statement::arguments(page));
    sinks.extend(applied::arguments(page));
    sinks.extend(placeholder::expressions(page));
    sinks.extend(shell(page));
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

/// Whether a page holds commands for a shell.
pub(super) fn is_shell(page: &Page<'_>) -> bool {
    const HOLD_COMMANDS: &[Language] = &[Shell, Batch, Make, Just, Dockerfile, Markdown, Yaml];
    page.is_in(HOLD_COMMANDS)
        || page.text().starts_with("#!")
            && page.text().lines().next().is_some_and(|line| line.contains("sh"))
}

/// The variables that `echo` and its like print in a script for a shell.
///
/// The span is that of a variable's name, so that the reader sees a name alone.
fn shell(page: &Page<'_>) -> Vec<Span> {
    static ECHO: Pattern = pattern!(
        r"(?m)(?:^[^\S\n]*[@-]*|[;&|({]\s*|\b(?:then|do|else|RUN)\s+)(?:echo|printf|logger|print|wall)[^\S\n]+(?<words>[^\n]*)";
        "echo" | "printf" | "logger" | "print" | "wall"
    );
    if !is_shell(page) || ci::is_pipeline(page) {
        return Vec::new();
    }
    ECHO.captures_iter(page)
        .filter_map(|found| found.name("words"))
        .flat_map(|words| printed_variables(page, words.start(), words.as_str()))
        .collect()
}

/// The variables among the words of an `echo` whose text goes to the terminal.
fn printed_variables(page: &Page<'_>, start: usize, words: &str) -> Vec<Span> {
    static VARIABLE: Pattern = pattern!(
        r"\$\$?(?:\{(?<braced>[A-Za-z_][A-Za-z0-9_]*)(?::-[^}]*)?\}|\((?<made>[A-Za-z_][A-Za-z0-9_]*)\)|(?<bare>[A-Za-z_][A-Za-z0-9_]*))|%(?<batch>[A-Za-z_][A-Za-z0-9_]*)%|\{\{\s*(?<just>[A-Za-z_][A-Za-z0-9_]*)\s*\}\}"
    );
    let Some(code) = command_of(words).filter(|code| !is_answer_of_function(page, start, code))
    else {
        return Vec::new();
    };
    // Counted on from one variable to the next: a line may hold thousands.
    let (mut counted, mut single, mut double) = (0, 0, 0);
    let printed = VARIABLE.captures_iter(code).filter_map(|found| {
        let name = ["braced", "made", "bare", "batch", "just"]
            .iter()
            .find_map(|group| found.name(group))?;
        let whole = found.whole();
        // Single quotes keep a variable from being filled in.
        let between = &code[counted..whole.start()];
        single += between.matches('\'').count();
        double += between.matches('"').count();
        counted = whole.start();
        let is_quoted = single % 2 == 1 && double % 2 == 0;
        (!is_quoted).then_some(name.span_from(start))
    });
    printed.collect()
}

/// The words of a command up to its end; `None` where what it prints goes into a file or another program.
fn command_of(words: &str) -> Option<&str> {
    let mut quote = None;
    for (at, c) in words.char_indices() {
        match (quote, c) {
            (Some(open), c) if c == open => quote = None,
            (Some(_), _) => {}
            (None, '"' | '\'') => quote = Some(c),
            (None, '|') => {
                let next = words[at + 1..].trim_start();
                let goes_out = next.starts_with("tee") || next.starts_with('|') || is_shown(next);
                return goes_out.then_some(&words[..at]);
            }
            (None, '>') => {
                let target = words[at + 1..].trim_start_matches(['>', ' ']);
                let is_shown = target.starts_with('&')
                    || target.starts_with("/dev/stderr")
                    || target.starts_with("/dev/tty")
                    || target.contains(".log");
                return is_shown.then_some(&words[..at]);
            }
            (None, ';') => return Some(&words[..at]),
            (None, '&') if words[at..].starts_with("&&") => return Some(&words[..at]),
            (None, ')') if !words[..at].contains('(') => return None,
            _ => {}
        }
    }
    Some(words)
}

/// Whether a command that ends a pipe shows what it is given, in whatever form.
fn is_shown(command: &str) -> bool {
    let command = command.trim_end();
    let program = command.split(' ').next().unwrap_or_default();
    !command.contains(['>', '|', ')', '`', ';'])
        && match program {
            "jq" => matches!(command, "jq" | "jq ." | "jq '.'"),
            "python" | "python3" => command.ends_with("-m json.tool"),
            _ => SHOWERS.contains(&program),
        }
}

/// A function of a shell answers with what it echoes: the variable alone, as its last command.
fn is_answer_of_function(page: &Page<'_>, start: usize, words: &str) -> bool {
    let is_alone = !words
        .trim()
        .trim_start_matches("-n ")
        .trim_start_matches("'%s' ")
        .trim_start_matches("'%s\\n' ")
        .trim_start_matches("\"%s\" ")
        .trim_matches('"')
        .contains([' ', '=', ':']);
    let line = page.line(start);
    let rest = page.text()[line.end..].trim_start();
    is_alone && (rest.starts_with('}') || rest.starts_with("return 0"))
}
