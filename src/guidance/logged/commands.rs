//! What commands of a shell print: in a script, in a file that holds commands among other things, and in one line of
//! another format, `"command": ["sh", "-c", "echo $TOKEN; ./run"]`.
//!
//! Contract: goes by the command that prints, up to its end, or that of the string which it stands in. A variable counts
//! where its value is what is printed: in a command whose output is printed, `output` says so.

use super::super::{Kind, Page, ci};
use super::sink::{is_own_script, is_shell};
use crate::guidance::language::Language::{self, *};
use crate::guidance::output::{self, Output};
use crate::guidance::pattern::{Pattern, pattern};
use crate::guidance::room::is_to_room;
use crate::guidance::script::SHOWERS;
use crate::guidance::statement::here_documents;
use crate::model::Span;

/// The words of a command that prints, and where they stand.
#[derive(Debug, Clone, Copy)]
struct Told {
    words: Span,
    /// Up to where the command itself goes.
    end: usize,
}

/// How far a command is read, and how far back in its line a quote is looked for, in bytes.
const LONGEST: usize = 4 << 10;
const NEAR: usize = 512;

/// Formats in which a line may be a command, or a string one.
const OF_LINES: &[Language] =
    &[Json, Terraform, Hcl, Conf, Yaml, Dockerfile, Make, Just, KotlinScript];

/// Endings and names of files of such formats that are no language.
const ENDINGS: &[&str] = &[
    "toml", "ini", "cfg", "service", "timer", "container", "nomad", "cron", "crontab", "desktop",
    "conf", "properties", "code-workspace",
];
const FILES: &[&str] = &["Procfile", "crontab", "cron", "Vagrantfile"];

/// The variables that commands of a page print, by the spans of their names, so that the reader sees a name alone.
pub(super) fn variables(page: &Page<'_>) -> Vec<Span> {
    let mut found: Vec<Span> =
        told(page).into_iter().flat_map(|told| printed_variables(page, told)).collect();
    found.extend(shown_documents(page));
    found
}

/// What comes out of commands inside of what is printed: `echo "$(jq -r .access_token token.json)"`.
pub(super) fn outputs(page: &Page<'_>) -> Vec<(Span, Kind)> {
    let text = page.text();
    let inner = told(page)
        .into_iter()
        .filter(|told| !is_answer_of_function(page, *told))
        .flat_map(|told| output::substitutions(text, told.words));
    let outputs = inner.flat_map(|command| output::outputs(page, command));
    outputs
        .filter_map(|output| match output {
            Output::Answer(span) => Some((span, Kind::Token)),
            Output::Named(span, kind) => Some((span, kind)),
            Output::Variable(_) => None,
        })
        .collect()
}

/// Whether a page may hold commands of a shell.
pub(super) fn may_hold(page: &Page<'_>) -> bool {
    is_shell(page) || holds_lines(page)
}

/// Whether a page may hold commands in its lines and strings.
fn holds_lines(page: &Page<'_>) -> bool {
    page.is_in(OF_LINES)
        || page.has_extension(ENDINGS)
        || FILES.contains(&page.file_name())
        || page.path().contains("cron.d/")
}

/// The commands of a page that print.
fn told(page: &Page<'_>) -> Vec<Told> {
    // A pipeline is read elsewhere, but for the strings of one that is a program.
    if ci::is_pipeline(page) && !page.is_in(&[KotlinScript]) {
        return Vec::new();
    }
    let mut starts = starts(page);
    starts.sort_unstable();
    let mut found: Vec<Told> = Vec::new();
    for start in starts {
        // What stands in the words of another is one of its commands.
        if found.last().is_none_or(|last| last.words.end <= start) {
            found.extend(command_at(page, start));
        }
    }
    let lines = whole_lines(page);
    found.extend(lines.map(|words| Told { words, end: words.end }));
    found.sort_by_key(|told| told.words);
    found.dedup_by_key(|told| told.words.start);
    found
}

/// Where the words start of the commands that print.
fn starts(page: &Page<'_>) -> Vec<usize> {
    static ECHO: Pattern = pattern!(
        r#"(?m)(?:^[^\S\n]*[@-]*|[;&|({]\s*|\b(?:then|do|else|RUN)\s+|\b(?:trap|eval)\s+["']|\s-c\s+["'])(?:echo|printf|logger|print|wall)[^\S\n]+"#;
        "echo" | "printf" | "logger" | "print" | "wall"
    );
    // Behind a key, in a string, or where a task is run in time.
    static OF_LINE: Pattern = pattern!(
        r#"(?mx) (?: ["'`=:;&|] [^\S\n]* | -[^\S\n]+ | \b(?:CMD|ENTRYPOINT|RUN|trap|eval|exec)[^\S\n]+ ["']? | ^[^\S\n]*(?:[\d*/,@a-z-]+[^\S\n]+){0,6} )
                 (?:/(?:usr/)?bin/)? (?:echo|printf|logger) [^\S\n]+"#;
        "echo" | "printf" | "logger"
    );
    // Functions of scripts that are called as logs are, and programs that show a message.
    static LOG: Pattern = pattern!(
        r#"(?m)(?:^[^\S\n]*|[;&|{][^\S\n]*|\b(?:then|do|else)[^\S\n]+)(?:log(?:_?(?:info|debug|warn|warning|error|msg|message))?|info|debug|warn|warning|error|msg|notice|notify-send|whiptail[^\n"]{1,60}|dialog[^\n"]{1,60})[^\S\n]+(?:-\w+[^\S\n]+\w+[^\S\n]+)?(?<quote>["$])"#;
        "log" | "info" | "debug" | "warn" | "error" | "msg" | "notice" | "notify-send" | "whiptail" | "dialog"
    );
    // What a program gives to a shell.
    static OF_CALL: Pattern = pattern!(
        r#"\b(?:run|sudo|system|exec|execSync|shell_exec|passthru|popen|check_call|check_output|getoutput|call|local|sh)\s*\(\s*[fr]?["'`](?:[^"'`\n]{0,200}(?:&&|;)[^\S\n]*)?echo[^\S\n]+"#;
        "echo"
    );
    let mut starts: Vec<usize> = Vec::new();
    if is_shell(page) {
        starts.extend(ECHO.find_iter(page).map(|one| one.end()));
    }
    if holds_lines(page) {
        starts.extend(OF_LINE.find_iter(page).map(|one| one.end()));
    }
    if page.is_in(&[Python, JavaScript, Ruby, Php, Perl]) {
        starts.extend(OF_CALL.find_iter(page).map(|one| one.end()));
    }
    if page.is_in(&[Shell])
        || is_shell(page) && !page.is_in(OF_LINES) && !page.is_in(&[Markdown, Batch])
    {
        let quotes = LOG.captures_iter(page).filter_map(|one| one.name("quote"));
        starts.extend(quotes.map(|quote| quote.start()));
    }
    starts
}

/// Commands that show all the words of their line: to a room of a chat, or where make reads them.
fn whole_lines(page: &Page<'_>) -> impl Iterator<Item = Span> {
    static OF_MAKE: Pattern = pattern!(r"\$\((?:info|warning|error)[^\S\n]+(?<words>[^\n]*)\)"; "$(info" | "$(warning" | "$(error");
    static SENT: Pattern =
        pattern!(r"(?m)(?:^|[;&|])[^\S\n]*(?<words>(?:curl|wget)[^\S\n][^\n]*)"; "curl" | "wget");
    let is_in_make = page.is_in(&[Make]);
    let of_make = OF_MAKE.captures_iter(page).filter(move |_| is_in_make);
    let of_make = of_make.filter_map(|one| one.name("words"));
    let is_shell = is_shell(page);
    let sent = SENT.captures_iter(page).filter(move |_| is_shell);
    let sent = sent.filter_map(|one| one.name("words")).filter(|one| is_to_room(one.as_str()));
    of_make.chain(sent).map(|words| words.span())
}

/// The command whose words start at a place; `None` where what it prints goes elsewhere.
fn command_at(page: &Page<'_>, start: usize) -> Option<Told> {
    let text = page.text();
    let line = page.line(start);
    let limit = text.floor_char_boundary(line.end.min(start + LONGEST)).max(start);
    let end = closed_at(text, Span { start: line.start, end: limit }, start).unwrap_or(limit);
    let words = command_of(&text[start..end])?;
    Some(Told { words: Span { start, end: start + words.len() }, end })
}

/// Where the string closes in which a place of its line stands.
fn closed_at(text: &str, line: Span, at: usize) -> Option<usize> {
    let bytes = text.as_bytes();
    let mut open = None;
    let mut place = line.start.max(text.floor_char_boundary(at.saturating_sub(NEAR)));
    while place < at {
        let byte = bytes[place];
        match open {
            Some(quote) if byte == quote => open = None,
            _ if byte == b'\\' => place += 1,
            // An apostrophe inside a word opens nothing.
            None if byte == b'\'' && place > 0 && bytes[place - 1].is_ascii_alphanumeric() => {}
            None if matches!(byte, b'"' | b'\'' | b'`') => open = Some(byte),
            _ => {}
        }
        place += 1;
    }
    let quote = open?;
    let mut place = at;
    while place < line.end {
        match bytes[place] {
            b'\\' => place += 1,
            byte if byte == quote => return Some(place),
            _ => {}
        }
        place += 1;
    }
    None
}

/// The variables among the words of a command whose text goes to the terminal.
fn printed_variables(page: &Page<'_>, told: Told) -> Vec<Span> {
    static VARIABLE: Pattern = pattern!(
        r"(?x) \$\$?(?: \{(?:(?:var|local|env|data(?:\.\w+){2}|module\.\w+)[.:])?(?<braced>[A-Za-z_][A-Za-z0-9_]*)(?::?[-?=][^}]*)?\} | \((?<made>[A-Za-z_][A-Za-z0-9_]*)\) | (?:env:)?(?<bare>[A-Za-z_][A-Za-z0-9_]*))
             | %(?:env\.)?(?<batch>[A-Za-z_][A-Za-z0-9_]*)% | \{\{-?\s*(?:\w*\.)*(?<just>[A-Za-z_][A-Za-z0-9_]*)\s*(?:\|[^{}\n]{0,40})?\}\} | \{env:(?<tox>[A-Za-z_]\w*)"
    );
    const GROUPS: [&str; 6] = ["braced", "made", "bare", "batch", "just", "tox"];
    if is_answer_of_function(page, told) {
        return Vec::new();
    }
    let start = told.words.start;
    let code = page.slice(told.words);
    let inner = output::substitutions(page.text(), told.words);
    let is_inner = |place: usize| Span::holder(&inner, place).is_some();
    // Counted on from one variable to the next: a line may hold thousands.
    let (mut counted, mut single, mut double, mut opened) = (0, 0, 0, 0_usize);
    let is_fish = page.has_extension(&["fish"]);
    let mut printed: Vec<Span> = Vec::new();
    for found in VARIABLE.captures_iter(code) {
        let whole = found.whole();
        let Some(name) = GROUPS.iter().find_map(|group| found.name(group)) else { continue };
        // Single quotes keep a variable from being filled in.
        let between = &code[counted..whole.start()];
        single += between.matches('\'').count();
        double += between.matches('"').count();
        counted = whole.start();
        // A template is filled in before a shell sees it.
        let is_template =
            ["{{", "${var.", "${local."].iter().any(|start| whole.as_str().starts_with(start));
        let is_quoted = single % 2 == 1 && double % 2 == 0 && !is_template;
        // Fish puts what a command gives into brackets alone.
        opened += between.matches('(').count();
        opened = opened.saturating_sub(between.matches(')').count());
        let is_given = is_fish && opened > 0;
        if !is_quoted && !is_given && !is_inner(start + whole.start()) {
            printed.push(name.span_from(start));
        }
    }
    let given = inner.iter().flat_map(|command| output::outputs(page, *command));
    printed.extend(given.filter_map(|output| match output {
        Output::Variable(used) => Some(used.name),
        Output::Answer(_) | Output::Named(..) => None,
    }));
    printed
}

/// The variables in texts that a command shows as they are filled in: `cat <<END`.
fn shown_documents(page: &Page<'_>) -> Vec<Span> {
    static SHOWN: Pattern = pattern!(
        r"(?m)(?:^[^\S\n]*|[;&|][^\S\n]*)(?:cat|mail|mailx|sendmail|wall|logger|tee[^\S\n]+/dev/(?:stderr|tty))\b[^\n<>]*<<[^<\n][^\n>|]*$";
        "<<"
    );
    if !is_own_script(page) || !page.may_hold("<<") {
        return Vec::new();
    }
    let whole = Span { start: 0, end: page.text().len() };
    let documents = here_documents(page.text(), whole);
    let mut found = Vec::new();
    for shown in SHOWN.find_iter(page) {
        let line = page.line(shown.end().saturating_sub(1).max(shown.start()));
        let next = documents.partition_point(|document| document.body.start < line.end);
        let Some(document) = documents.get(next) else { continue };
        if document.is_filled_in && document.body.start <= line.end + "\r\n".len() {
            let told = Told { words: document.body, end: document.body.end };
            found.extend(printed_variables(page, told));
        }
    }
    found
}

/// The words of a command up to its end; `None` where what it prints goes into a file or another program.
fn command_of(words: &str) -> Option<&str> {
    let mut quote = None;
    let mut depth = 0_usize;
    for (at, c) in words.char_indices() {
        match (quote, c) {
            (Some(open), c) if c == open => quote = None,
            (Some(_), _) => {}
            (None, '"' | '\'') => quote = Some(c),
            (None, '(') => depth += 1,
            (None, ')') if depth > 0 => depth -= 1,
            (None, _) if depth > 0 => {}
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
            (None, ')') => return None,
            _ => {}
        }
    }
    Some(words)
}

/// Whether a command that ends a pipe shows what it is given, in whatever form.
fn is_shown(command: &str) -> bool {
    const SENDERS: &[&str] = &["mail", "mailx", "systemd-cat", "logger", "wall", "sendmail"];
    let command = command.trim_end();
    let program = command.split(' ').next().unwrap_or_default();
    let command = command.split(" && ").next().unwrap_or(command);
    !command.contains(['>', '|', ')', '`', ';'])
        && match program {
            "jq" => matches!(command, "jq" | "jq ." | "jq '.'"),
            "python" | "python3" => command.ends_with("-m json.tool"),
            _ => SHOWERS.contains(&program) || SENDERS.contains(&program),
        }
}

/// A function of a shell answers with what it echoes: the variable alone, as its last command.
fn is_answer_of_function(page: &Page<'_>, told: Told) -> bool {
    let is_alone = !page
        .slice(told.words)
        .trim()
        .trim_start_matches("-n ")
        .trim_start_matches("'%s' ")
        .trim_start_matches("'%s\\n' ")
        .trim_start_matches("\"%s\" ")
        .trim_matches('"')
        .contains([' ', '=', ':']);
    let rest = page.text()[told.end..].trim_start();
    is_alone && (rest.starts_with('}') || rest.starts_with("return 0"))
}
