//! What comes out of a command whose output somebody takes: `$(…)`, `` `…` ``, `<(…)`.
//!
//! Contract: a command that only uses a secret gives none. What gives one is a program that repeats what it is told, a
//! request for a token, and what reads the secret of a store or a file that is called after one; and that only through
//! filters that let it through.

use crate::guidance::command::Command;
use crate::guidance::endpoint;
use crate::guidance::fetcher::Fetcher;
use crate::guidance::language::Language::*;
use crate::guidance::name::Kind;
use crate::guidance::pattern::holds;
use crate::guidance::script::{PRINTERS, READERS, SHOWERS};
use crate::guidance::statement::{End, Statement, statements};
use crate::guidance::variable::{Use, uses};
use crate::guidance::{Page, brackets, owner};
use crate::model::Span;

/// What comes out.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(in crate::guidance) enum Output {
    /// The value of a variable.
    Variable(Use),
    /// The answer to the token request that this command sends.
    Answer(Span),
    /// What has this name in a store, in a file or in an answer.
    Named(Span, Kind),
}

/// How deep commands are read in one another.
const DEEPEST: usize = 4;

/// The most commands in one text, of one depth.
const MOST: usize = 40;

/// Words of what another member of an answer is called than the token, and of what is asked about it.
const OTHER_MEMBERS: &[&str] = &[
    "expires", "expiry", ".exp", "'exp'", "\"exp\"", "token_type", "scope", "error", "length",
    "keys", "del(", "has(", "!= null", "== null", "|type", "| type", "status", ".id",
];

/// Members of an answer that are a token.
const TOKENS: &[&str] = &["access_token", "refresh_token", "id_token", "accesstoken"];

/// Options of a request by which something else comes out of it.
const KEPT_BACK: &[&str] =
    &[" -o", " --output", " -O", " --remote-name", "%{", " -I", " --head", "/dev/null"];

/// Programs that let through what they read, beside those that show it; the rest makes something else of it.
const PASSERS: &[&str] =
    &["sort", "head", "tail", "grep", "xargs", "awk", "yq", "openssl", "python", "python3"];

/// Programs that read a store, and the word by which they read a value and not what is known of it.
const STORES: &[(&str, &[&str])] = &[
    ("vault", &["read", "kv get"]),
    ("op", &["read", "item get"]),
    ("aws", &["get-secret-value", "get-parameter"]),
    ("gcloud", &["versions access"]),
    ("az", &["secret show"]),
    ("kubectl", &["get secret"]),
    ("pass", &["show", "pass "]),
    ("gopass", &["show"]),
    ("doppler", &["secrets get"]),
    ("infisical", &["secrets get"]),
    ("bw", &["get"]),
    ("sops", &["-d", "decrypt", "--decrypt"]),
    ("chamber", &["read"]),
    ("security", &["find-generic-password"]),
    ("secret-tool", &["lookup"]),
    ("keyring", &["get"]),
    ("terraform", &["output"]),
];

/// Programs that run another one.
const STARTERS: &[&str] = &["bash", "sh", "python", "python3", "node", "ruby", "source", "."];

/// The commands whose output a shell puts into a text, without what stands around them; the outermost ones.
pub(in crate::guidance) fn substitutions(text: &str, part: Span) -> Vec<Span> {
    let bytes = text.as_bytes();
    let mut found = Vec::new();
    let mut at = part.start;
    while at < part.end && found.len() < MOST {
        match &bytes[at..part.end] {
            [b'\\', _, ..] => at += 1,
            // A sum, and what a system or make fills in: `$(NAME)`.
            [b'$', b'(', b'(', ..] => at += 2,
            [b'$' | b'<', b'(', rest @ ..] => {
                let name = rest.iter().take_while(|byte| is_of_name(**byte)).count();
                if name == 0 || rest.get(name) != Some(&b')') {
                    let inside = brackets::inside(text, at + 1);
                    let end = inside.end.min(part.end);
                    // A make runs a shell by its name.
                    let shell =
                        if text[inside.start..].starts_with("shell ") { "shell ".len() } else { 0 };
                    found.push(Span { start: (inside.start + shell).min(end), end });
                    at = end;
                }
            }
            [b'`', rest @ ..] => {
                let Some(length) = rest.iter().position(|byte| *byte == b'`') else { break };
                found.push(Span { start: at + 1, end: at + 1 + length });
                at += length + 1;
            }
            _ => {}
        }
        at += 1;
    }
    found.iter().map(|one| floor(text, *one)).collect()
}

/// The command of which a value is all of the output: `"$(…)"`.
pub(in crate::guidance) fn taken(text: &str, value: Span) -> Option<Span> {
    let part = &text[value.start..value.end];
    let start = part.trim_start_matches([' ', '\t', '"', '<', '$', '`', '(']);
    let opened = &part[..part.len() - start.len()];
    let is_taken = opened.contains('`')
        || opened.contains("$(") && !opened.contains("$((")
        || opened.contains("<(");
    let first = is_taken.then(|| substitutions(text, value).into_iter().next()).flatten()?;
    let after = &text[first.end..value.end.max(first.end)];
    let rest = after.trim_start_matches([')', '`', '"', ' ', '\t', '\r']);
    (rest.is_empty() || rest.starts_with(['|', '#', '&', ';'])).then_some(first)
}

/// What comes out of a command, or of several in a row.
pub(in crate::guidance) fn outputs(page: &Page<'_>, command: Span) -> Vec<Output> {
    let mut found = Vec::new();
    of_commands(page, command, 0, &mut found);
    found
}

/// What comes out of the first of the statements, through those that it is piped into.
pub(in crate::guidance) fn of_pipe(page: &Page<'_>, statements: &[Statement]) -> Vec<Output> {
    let mut found = Vec::new();
    pipe(page, statements, 0, &mut found);
    found
}

fn of_commands(page: &Page<'_>, command: Span, depth: usize, found: &mut Vec<Output>) {
    if depth >= DEEPEST {
        return;
    }
    let all = statements(page.text(), command);
    let mut at = 0;
    while at < all.len() {
        let length = pipe(page, &all[at..], depth, found);
        at += length.max(1);
    }
}

fn of_text(page: &Page<'_>, text: Span, depth: usize, found: &mut Vec<Output>) {
    let commands = substitutions(page.text(), text);
    let variables =
        uses(page.text(), text).filter(|used| Span::holder(&commands, used.span.start).is_none());
    found.extend(variables.map(Output::Variable));
    if depth < DEEPEST {
        commands.iter().for_each(|one| of_commands(page, *one, depth + 1, found));
    }
}

/// Adds what comes out of a pipe and answers how many statements it has.
fn pipe(page: &Page<'_>, statements: &[Statement], depth: usize, found: &mut Vec<Output>) -> usize {
    let piped = statements.iter().take_while(|one| one.end == End::Piped).count();
    let whole = &statements[..(piped + 1).min(statements.len())];
    let Some((first, filters)) = whole.split_first() else { return 0 };
    let is_kept = matches!(filters.last().unwrap_or(first).end, End::Redirect(_));
    let start = found.len();
    source(page, *first, depth, found);
    let passes = |output: &Output| {
        !is_kept && filters.iter().all(|filter| is_passed_on(page, *filter, output))
    };
    let passed: Vec<Output> = found.drain(start..).filter(passes).collect();
    found.extend(passed);
    // What takes the token out of an answer says so, wherever that came from.
    if !is_kept && found.len() == start {
        found.extend(filters.iter().find_map(|filter| token_of(page, *filter)));
    }
    whole.len()
}

/// What the first statement of a pipe gives.
fn source(page: &Page<'_>, statement: Statement, depth: usize, found: &mut Vec<Output>) {
    let text = page.text();
    let command = page.slice(statement.span);
    let Some(program) = statement.program(text) else { return };
    let name = program.to_ascii_lowercase();
    let is_quiet = command.contains("/dev/null");
    // What it is given as a text passes through the program itself.
    if let Some(given) = command.find("<<<") {
        let mut all = Vec::new();
        let text = Span { start: statement.span.start + given, end: statement.span.end };
        of_text(page, text, depth, &mut all);
        found.extend(all.into_iter().filter(|one| is_passed_on(page, statement, one)));
        return;
    }
    if PRINTERS.contains(&name.as_str()) {
        return of_text(page, statement.span, depth, found);
    }
    if let Some(client) = Fetcher::client(program) {
        let prints = client.prints_answer || command.contains("O-") || command.contains("O -");
        let asks = asks_for_token(page, statement.span);
        let is_kept = KEPT_BACK.iter().any(|option| command.contains(option));
        if prints && asks && (!is_kept || !client.prints_answer) {
            found.push(Output::Answer(statement.span));
        }
        return;
    }
    if is_quiet {
        return;
    }
    let reads = STORES
        .iter()
        .any(|(reader, words)| *reader == name && words.iter().any(|word| command.contains(word)));
    let named = if reads {
        named_in(page, statement.span)
    } else if reads_file(&name) {
        file_of(page, statement)
    } else if matches!(program, "jq" | "yq" | "grep" | "sed" | "awk") {
        token_of(page, statement)
    } else {
        of_program(page, statement, program)
    };
    found.extend(named);
}

/// Whether a request goes to a token endpoint: it does, and not a command whose output it carries.
fn asks_for_token(page: &Page<'_>, command: Span) -> bool {
    let mut own = String::new();
    let mut at = command.start;
    for inner in substitutions(page.text(), command) {
        own.push_str(page.slice(Span { start: at, end: inner.start }));
        at = inner.end;
    }
    own.push_str(page.slice(Span { start: at, end: command.end }));
    endpoint::is_asked_in(&own) && !page.names_other_host(command)
}

/// Whether a filter lets something through.
fn is_passed_on(page: &Page<'_>, filter: Statement, output: &Output) -> bool {
    let Some(program) = filter.program(page.text()) else { return false };
    let command = page.slice(filter.span);
    let asks_for = |words: &[&str]| words.iter().any(|word| holds(command, word));
    let takes_token = asks_for(TOKENS)
        && !["del(", "has(", "null", "length", " -e"].iter().any(|word| command.contains(word));
    match program {
        "jq" | "python" | "python3" | "node" | "ruby" | "php" | "perl" => {
            let rest = command.split_once(program).map_or("", |(_, rest)| rest);
            let filter = rest.split("<<<").next().unwrap_or(rest);
            let is_whole = !filter.contains(['[', '(', '/'])
                && !filter.contains("'.")
                && !filter.contains(" .")
                || filter.contains("json.tool")
                || filter
                    .split_ascii_whitespace()
                    .any(|word| matches!(word, "." | "'.'" | "\".\""));
            takes_token || is_whole && !asks_for(OTHER_MEMBERS)
        }
        // A part of a value is harmless; of an answer, it is what somebody wants.
        "cut" | "awk" | "sed" | "grep" | "egrep" | "head" => {
            let is_quiet =
                command.contains(" -q") || command.contains(" -c") || command.contains(" -l");
            let is_answer = matches!(output, Output::Answer(_));
            let is_of_all = matches!(program, "sed" | "grep" | "egrep" | "awk");
            !is_quiet
                && (takes_token
                    || !asks_for(OTHER_MEMBERS)
                        && (is_answer || is_of_all && !command.contains("exp")))
        }
        _ => SHOWERS.contains(&program) || PASSERS.contains(&program),
    }
}

/// The token that a filter takes out of what it reads.
fn token_of(page: &Page<'_>, filter: Statement) -> Option<Output> {
    let program = filter.program(page.text())?;
    let command = page.slice(filter.span);
    let takes = ["jq", "yq", "grep", "sed", "awk", "python3", "python"].contains(&program)
        && !["del(", "has(", "null", "length", " -q", " -c", " -e", "/dev/null"]
            .iter()
            .any(|word| command.contains(word))
        && !page.names_other_host(filter.span);
    let word = takes
        .then(|| TOKENS.iter().find_map(|token| command.find(token).map(|at| (at, token.len()))))
        .flatten();
    let (at, length) = word?;
    let start = filter.span.start + at;
    Some(Output::Named(Span { start, end: start + length }, Kind::Token))
}

/// The secret of the vendor's that a command is told the name of.
fn named_in(page: &Page<'_>, command: Span) -> Option<Output> {
    let variables: Vec<Use> = uses(page.text(), command).collect();
    let is_variable = |span: Span| variables.iter().any(|used| used.span.overlaps(span));
    let mut names = page.names_in(command).iter();
    let name =
        names.find(|name| owner::may_be_vendors_secret(page, name) && !is_variable(name.span))?;
    Some(Output::Named(name.span, name.kind))
}

/// Whether a program gives what is in a file.
fn reads_file(program: &str) -> bool {
    program == "<" || READERS.contains(&program)
}

/// The file that a command reads, where its name says that it holds a secret of the vendor's.
fn file_of(page: &Page<'_>, statement: Statement) -> Option<Output> {
    let program = statement.program(page.text())?;
    let (_, rest) = page.slice(statement.span).split_once(program)?;
    let part = Span { start: statement.span.end - rest.len(), end: statement.span.end };
    let words = Command::given(page.text(), part, program);
    let files = words.arguments().filter(|word| !word.text.starts_with(['-', '$']));
    files.filter(|word| is_secret_file(word.text)).find_map(|word| {
        let name = named_in(page, word.span);
        name.or(Some(Output::Named(word.span, Kind::Secret)))
    })
}

/// The file with a secret, by its name, that a statement shows.
pub(in crate::guidance) fn shown_file(page: &Page<'_>, statement: Statement) -> Option<Output> {
    let program = statement.program(page.text())?.to_ascii_lowercase();
    reads_file(&program).then(|| file_of(page, statement)).flatten()
}

/// Whether a path is that of a file which holds a secret of the vendor's, and no other form of it.
pub(in crate::guidance) fn is_secret_file(path: &str) -> bool {
    const OTHERS: &[&str] = &[
        "example", "sample", "template", "dist", "tpl", "tmpl", "enc", "gpg", "age", "sops", "pub",
        "md", "py", "js", "ts", "go", "rb", "php", "sh", "sql", "java", "cs", "j2", "asc", "html",
    ];
    let path = path.trim_matches(['"', '\'']);
    let file = path.rsplit('/').next().unwrap_or(path);
    let (stem, ending) = match file.strip_prefix('.').unwrap_or(file).rsplit_once('.') {
        Some((stem, ending)) => (stem, ending),
        None => (file, if file == ".env" { "env" } else { "" }),
    };
    let is_env = ending == "env" || file.starts_with(".env.");
    let is_plain = !path.contains(['*', '{', '<', '=', ':'])
        && !OTHERS.contains(&ending.to_ascii_lowercase().as_str());
    let says_secret = crate::guidance::name::classify(stem.trim_start_matches('.'))
        .is_some_and(|(kind, _)| kind.is_secret())
        || matches!(ending, "secret" | "token" | "key");
    let is_vendors =
        owner::is_vendors(file) || path.contains("/run/secrets/") && owner::is_vendors(path);
    is_plain && is_vendors && (is_env || says_secret || path.contains("/run/secrets/"))
}

/// The token that a program gives which is called after it: `get_token`, `./banqup-token.sh`.
fn of_program(page: &Page<'_>, statement: Statement, program: &str) -> Option<Output> {
    let command = page.slice(statement.span);
    let at = command.find(program)?;
    let rest = &command[at..];
    let word = started(rest).filter(|word| !word.starts_with(['$', '"', '\'']))?;
    let start = statement.span.start + at + rest.find(word)?;
    let file = word.rfind('/').map_or(0, |slash| slash + 1);
    named_in(page, Span { start: start + file, end: start + word.len() })
}

/// The program that a command runs, maybe through another one: `./a.sh` of `bash -e ./a.sh`.
pub(in crate::guidance) fn started(command: &str) -> Option<&str> {
    let mut words = command.split_ascii_whitespace();
    words.find(|word| !STARTERS.contains(word) && !word.starts_with('-'))
}

/// What a command of PowerShell gives that is all of a value; `None` where the value is no command, or one that passes on
/// what it is given.
pub(in crate::guidance) fn of_cmdlet(page: &Page<'_>, value: Span) -> Option<Vec<Output>> {
    const PASS: &[&str] = &[
        "convertto-json",
        "convertfrom-json",
        "convertfrom-securestring",
        "convertto-securestring",
        "out-string",
        "write-output",
        "join-string",
        "new-object",
        "foreach-object",
        "select-object",
    ];
    const READ: &[&str] = &[
        "get-secret", "get-azkeyvaultsecret", "get-secsecretvalue", "get-content", "get-variable",
    ];
    if !page.is_in(&[PowerShell]) {
        return None;
    }
    let text = page.slice(value);
    let command = text.trim_start_matches([' ', '\t', '(', '&', '.', '\\', '/']);
    let word = command.split([' ', '\t', '\n', '(', ')', '|', ';']).next()?;
    let is_command = word.starts_with(|c: char| c.is_ascii_alphabetic())
        && (Fetcher::client(word).is_some()
            || word.contains('-')
            || holds(word, ".ps1")
            || holds(word, ".exe"))
        && !word.contains(['=', '"', '\'', '$', ':', '[']);
    let lower = word.to_ascii_lowercase();
    if !is_command || PASS.contains(&lower.as_str()) {
        return None;
    }
    let start = value.start + (text.len() - command.len());
    let part = if READ.contains(&lower.as_str()) { value.end } else { start + word.len() };
    Some(named_in(page, Span { start, end: part }).into_iter().collect())
}

fn is_of_name(byte: u8) -> bool {
    byte.is_ascii_alphanumeric() || matches!(byte, b'_' | b'.' | b'-')
}

fn floor(text: &str, span: Span) -> Span {
    let start = text.floor_char_boundary(span.start);
    Span { start, end: text.floor_char_boundary(span.end).max(start) }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::guidance::Facts;

    fn given(text: &str) -> Vec<String> {
        let facts = Facts { names_vendor: true, ..Facts::default() };
        let page = Page::new("a.sh", text, facts);
        let all = outputs(&page, Span { start: 0, end: text.len() });
        let said = all.iter().map(|one| match one {
            Output::Variable(used) => page.slice(used.name).to_owned(),
            Output::Answer(_) => "answer".to_owned(),
            Output::Named(span, _) => format!("={}", page.slice(*span)),
        });
        said.collect()
    }

    #[test]
    fn a_command_gives_what_it_repeats_asks_for_or_reads() {
        for (command, expected) in [
            ("echo \"$S\"", "S"),
            ("printf %s \"$S\" | base64", "S"),
            ("base64 <<< \"$S\"", "S"),
            (
                "curl -s -d @f https://api.btx.eu.banqup.com/oauth2/client_credential/gettoken",
                "answer",
            ),
            ("curl -s $HOST/oauth2/client_credential/gettoken | jq -r .access_token", "answer"),
            ("wget -qO- https://api.btx.eu.banqup.com/oauth2/client_credential/gettoken", "answer"),
            ("jq -r .access_token token.json", "=access_token"),
            ("vault kv get -field=client_secret kv/einv/banqup", "=client_secret"),
            ("cat /run/secrets/banqup_client_secret", "=banqup_client_secret"),
            ("get_token", "=get_token"),
            ("./scripts/banqup-token.sh --uat", "=banqup-token"),
            ("echo \"$(echo \"$S\" | tr -d x)\"", "S"),
        ] {
            assert_eq!(given(command), [expected], "{command}");
        }
    }

    #[test]
    fn a_command_that_uses_a_secret_gives_none() {
        for command in [
            "curl -s -H \"Authorization: Bearer $BANQUP_TOKEN\" https://api.btx.eu.banqup.com/documents",
            "curl -s -o /dev/null -w '%{http_code}' -d @f https://api.btx.eu.banqup.com/oauth2/client_credential/gettoken",
            "curl -s -d @f https://api.btx.eu.banqup.com/oauth2/client_credential/gettoken | jq -r .expires_in",
            "curl -s -d @f https://api.btx.eu.banqup.com/oauth2/client_credential/gettoken | jq 'del(.access_token)'",
            "jq -R 'split(\".\")[1]|@base64d|fromjson|.exp' <<<\"$BANQUP_TOKEN\"",
            "printf %s \"$S\" | sha256sum | cut -c1-12",
            "printf %s \"$S\" | wc -c",
            "cut -d. -f2 <<<\"$BANQUP_TOKEN\" | base64 -d | jq .exp",
            "./upload --token \"$BANQUP_TOKEN\" invoice.xml",
            "BANQUP_CLIENT_SECRET=\"$S\" ./sync 2>&1",
            "python3 jwt_exp.py \"$BANQUP_TOKEN\"",
            "aws secretsmanager describe-secret --secret-id einv/banqup-client-secret",
            "vault kv get -field=client_secret kv/banqup >/dev/null",
            "cat banqup.env.example",
            "jq -r .error <<<\"$RESP\"",
        ] {
            assert!(given(command).is_empty(), "{command}: {:?}", given(command));
        }
    }

    #[test]
    fn nothing_breaks_on_odd_text() {
        for text in ["$(", "`é", "<(é", "$((", "$(é | ", "echo `", "\\", "$(a)$(b", "\"$("] {
            given(text);
            taken(text, Span { start: 0, end: text.len() });
        }
        given(&"$(".repeat(5000));
    }
}
