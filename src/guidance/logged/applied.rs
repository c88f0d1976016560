//! What prints in languages in which an argument stands behind its function without brackets, `printfn "%s" token`, and
//! in those in which both stand in them, `(println token)`.
//!
//! Contract: a sink is a text or a name whose value gets to what prints: no function stands between them but such as
//! pass on what they are given.

use super::super::Page;
use super::extent;
use super::words::passes_on;
use crate::guidance::language::Language::{self, *};
use crate::guidance::pattern::{Pattern, pattern};
use crate::model::Span;

/// Functions that print, up to their arguments, and their languages.
static PRINTERS: [(Pattern, &[Language]); 3] = [
    // F#
    (
        pattern!(r"(?:^|[^.\w])(?:e?printf?n?|failwithf?|logf|log(?:Info|Debug|Error|Warn)f?)[^\S\n]+(?<words>[^\n]+)";
            "print" | "failwith" | "log"),
        &[FSharp],
    ),
    // Haskell, PureScript, Elm
    (
        pattern!(r"(?x)
                (?:^|[^.\w]) (?:[A-Z]\w*\.)? (?: h?[pP]utStr(?:Ln)? (?:[^\S\n]+stderr)? | print | h?[pP]rintf | trace(?:M|Show|ShowM|Shows)? | log(?:Info|Debug|Warn|Error|Show)?N? | error | errorWithoutStackTrace | say | [$]\(log\w+\) )
                [^\S\n]+ (?<words>[^\n]+)"; "putstr" | "print" | "trace" | "log" | "error" | "say"),
        OF_HASKELL,
    ),
    // OCaml, ReScript
    (
        pattern!(r"(?:^|[^.\w])(?:(?:Printf|Format|Fmt|Stdio|Out_channel)\.[efk]?(?:printf|pr|sprintf_to|epr)|pr(?:int|err)_(?:endline|string)|Logs?\.(?:info|debug|warn|err|app|error)|failwith|print_s|eprintf|printf)[^\S\n]+(?<words>[^\n]+)";
            "print" | "fmt." | "prerr_" | "log" | "failwith" | "format." | "stdio." | "out_channel."),
        &[OCaml],
    ),
];

/// Lists that print; a match starts at the bracket.
static LISTS: Pattern = pattern!(
    r"\((?:println|prn|print|pprint|pr|printf|displayln|display|princ|prin1|eprintf|message|(?:[\w.-]+/)?(?:trace|debug|info|warn|error|fatal|spy)[fp]?|tap>|format[ \t]+t)[ \t\n]";
    "("
);

/// Languages whose programs are lists.
const OF_LISTS: &[Language] = &[Clojure, Lisp];

/// Languages that concatenate as Haskell does.
const OF_HASKELL: &[Language] = &[Haskell, PureScript, Elm];

/// How deep brackets are followed.
const DEEPEST: usize = 16;

/// Whether a call is read here: a bracket behind its bare name is an argument, or part of a list.
pub(super) fn reads(page: &Page<'_>, call: &str) -> bool {
    let is_bare = || !call.contains(['.', ':', '!']);
    page.is_in(OF_LISTS) || PRINTERS.iter().any(|(_, of)| page.is_in(of)) && is_bare()
}

/// The texts and names that get to what prints.
pub(super) fn arguments(page: &Page<'_>) -> Vec<Span> {
    let text = page.text();
    if page.is_in(OF_LISTS) {
        let lists = LISTS.find_iter(page).map(|list| page.inside(list.start()));
        return lists.flat_map(|list| Walk::of_list(text, list).given()).collect();
    }
    PRINTERS
        .iter()
        .filter(|(_, of)| page.is_in(of))
        .flat_map(|(printer, _)| printer.captures_iter(page))
        .filter_map(|found| found.name("words"))
        .flat_map(|words| {
            let concatenates = page.is_in(OF_HASKELL);
            let words = extent::of_layout(page, words.span());
            Walk::of_arguments(text, words, concatenates).given()
        })
        .collect()
}

/// What is known of the function whose arguments stand in a bracket, or between two signs.
#[derive(Debug, Clone, Copy)]
struct Frame {
    /// Whether all functions around it pass on what they are given.
    passes: bool,
    /// Whether its own does; `None` as long as it was not seen.
    head: Option<bool>,
}

impl Frame {
    fn gives(self) -> bool {
        self.passes && self.head != Some(false)
    }
}

/// Reads the arguments once from left to right.
struct Walk<'t> {
    text: &'t str,
    span: Span,
    frames: Vec<Frame>,
    is_list: bool,
    /// Whether `<>` joins two texts, as in Haskell, and does not compare them.
    concatenates: bool,
}

impl<'t> Walk<'t> {
    fn of_list(text: &'t str, span: Span) -> Self {
        let frames = vec![Frame { passes: true, head: Some(true) }];
        Self { text, span, frames, is_list: true, concatenates: false }
    }

    fn of_arguments(text: &'t str, span: Span, concatenates: bool) -> Self {
        let frames = vec![Frame { passes: true, head: Some(true) }];
        Self { text, span, frames, is_list: false, concatenates }
    }

    fn given(mut self) -> Vec<Span> {
        let bytes = self.text.as_bytes();
        let mut found = Vec::new();
        let mut at = self.span.start;
        while at < self.span.end {
            let byte = bytes[at];
            let end = match byte {
                b'"' => {
                    let end = self.string_end(at);
                    self.argument(Span { start: at, end }, &mut found);
                    end
                }
                b'(' | b'[' | b'{' => {
                    if self.frames.len() > DEEPEST {
                        break;
                    }
                    let passes = self.top().gives();
                    self.top_mut().head.get_or_insert(true);
                    let is_call = byte == b'(' || !self.is_list;
                    self.frames.push(Frame { passes, head: (!is_call).then_some(true) });
                    at + 1
                }
                b')' | b']' | b'}' => {
                    if self.frames.len() == 1 {
                        break;
                    }
                    self.frames.pop();
                    at + 1
                }
                byte if byte.is_ascii_alphabetic() || byte == b'_' => {
                    let end = self.word_end(at);
                    self.word(Span { start: at, end }, &mut found);
                    end
                }
                _ if self.is_list => at + 1,
                // What stands on the right is given to what stands on the left, or stands beside it.
                b'$' | b'.' | b'<' if self.is_applied_to(at) => {
                    let gives = self.top().gives();
                    *self.top_mut() = Frame { passes: gives, head: None };
                    at + 1 + usize::from(byte == b'<')
                }
                b'$' if bytes.get(at + 1) == Some(&b'"') => at + 1,
                b'+' | b'^' | b'<' | b'|' | b',' | b';' | b'&' | b'-' => {
                    self.top_mut().head = None;
                    at + 1
                }
                _ => at + 1,
            };
            at = end.max(at + 1);
        }
        found
    }

    fn top(&self) -> Frame {
        *self.frames.last().expect("the outermost frame stays")
    }

    fn top_mut(&mut self) -> &mut Frame {
        self.frames.last_mut().expect("the outermost frame stays")
    }

    fn argument(&mut self, span: Span, found: &mut Vec<Span>) {
        if self.top().gives() {
            found.push(span);
        }
        self.top_mut().head.get_or_insert(true);
    }

    fn word(&mut self, span: Span, found: &mut Vec<Span>) {
        let word = &self.text[span.start..span.end];
        let is_key = self.text[..span.start].ends_with(':');
        if self.is_list {
            match self.top().head {
                // A key is a function that takes its value out of what follows.
                None if is_key => {
                    self.argument(span, found);
                    self.top_mut().head = Some(false);
                }
                None => self.top_mut().head = Some(passes(word)),
                Some(_) if is_key || word.ends_with('?') => {}
                Some(_) => self.argument(span, found),
            }
            return;
        }
        if matches!(word, "then" | "else" | "do" | "in") {
            self.top_mut().head = None;
            return;
        }
        let rest = self.text[span.end..self.span.end].trim_start_matches([' ', '\t']);
        let is_changed = rest.starts_with("|>")
            || rest.starts_with(">>")
            || rest.starts_with('=')
            || rest.starts_with("/=")
            || rest.starts_with("<>") && !self.concatenates;
        let is_function = self.top().head.is_none()
            && (rest.starts_with(|c: char| c.is_ascii_alphanumeric() || "\"([_$.".contains(c))
                || rest.starts_with("<|")
                || rest.starts_with("->"));
        if is_function {
            self.top_mut().head = Some(passes(word));
        } else if is_changed {
            self.top_mut().head.get_or_insert(true);
        } else {
            self.argument(span, found);
        }
    }

    /// Whether the sign at `at` gives what follows to the function before it.
    fn is_applied_to(&self, at: usize) -> bool {
        let rest = &self.text[at..self.span.end];
        rest.starts_with("$ ")
            || rest.starts_with("<| ")
            || rest.starts_with(". ") && self.text[..at].ends_with(' ')
            || rest.starts_with("<$> ")
    }

    fn string_end(&self, open: usize) -> usize {
        let bytes = self.text.as_bytes();
        let mut at = open + 1;
        while at < self.span.end {
            match bytes[at] {
                b'\\' => at += 1,
                b'"' => return at + 1,
                _ => {}
            }
            at += 1;
        }
        self.span.end
    }

    fn word_end(&self, start: usize) -> usize {
        let more: &[u8] = if self.is_list { b"_-./?!*" } else { b"_.'" };
        let bytes = &self.text.as_bytes()[start..self.span.end];
        let is_word = |byte: &&u8| byte.is_ascii_alphanumeric() || more.contains(byte);
        let length = bytes.iter().take_while(is_word).count();
        start + self.text[start..start + length].trim_end_matches('.').len()
    }
}

/// Whether a function, whatever its module, passes on what it is given.
fn passes(function: &str) -> bool {
    const MORE: [&str; 14] = [
        "pr-str", "string-append", "concatenate", "show", "unpack", "pack", "tostring", "id",
        "sprintf", "m", "decodeutf8", "encodeutf8", "pretty", "exception",
    ];
    let name = function.rsplit(['.', '/']).next().unwrap_or(function);
    let is_test = ["if", "when", "not", "cond"].contains(&name);
    !is_test && (passes_on(name) || MORE.iter().any(|known| known.eq_ignore_ascii_case(name)))
}
