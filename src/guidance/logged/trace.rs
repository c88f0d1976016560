//! What variables hold: headers with an `Authorization` among them, the form of a token request, the answer to one.
//!
//! Contract: what was last written above a use counts, whatever function it stands in.

use std::cell::Cell;

use rustc_hash::FxHashMap;

use super::super::{Kind, Page};
use super::leak::Reader;
use super::request;
use super::words::{BODY, is_one_of};
use crate::guidance::pattern::{Pattern, holds, pattern};
use crate::model::Span;

/// What a variable holds.
#[derive(Debug, Clone, Copy)]
pub(super) struct HeldIn {
    pub(super) kind: Kind,
    /// It is the answer to a token request, of which only the body holds the token.
    pub(super) is_answer: bool,
    /// It is that answer, or its body.
    pub(super) is_of_request: bool,
}

/// All that is written to variables in a page.
pub(super) struct Trace<'p> {
    written: FxHashMap<&'p str, Vec<Written>>,
    is_of_tokens: bool,
    is_of_fetch: bool,
    /// How many more values are read.
    budget: Cell<usize>,
}

#[derive(Debug, Clone, Copy)]
struct Written {
    at: usize,
    /// What is written.
    value: Span,
    /// Whether an `Authorization` is added to what the variable held.
    adds_header: bool,
    /// Whether the variable is the body of the answer that is written: `const { data } = …`.
    is_body: bool,
}

/// The most values that are read in a page.
const BUDGET: usize = 400;

/// Names of what a call gives beside its value, or in its place.
const OUTCOMES: &[&str] = &[
    "err", "error", "e", "ex", "exc", "exception", "ok", "status", "code", "found", "exists", "i",
    "n", "t",
];

/// A line that is longer was written by a program, in bytes.
const WRITTEN_BY_PROGRAM: usize = 2000;

/// The longest value that is read.
const LONGEST: usize = 2000;

impl<'p> Trace<'p> {
    pub(super) fn of(page: &Page<'p>) -> Self {
        static WRITES: Pattern = pattern!(
            r#"(?m)(?:^|[\s;({,*&])[$@]?(?<part>\{\s*)?(?<name>[A-Za-z_][A-Za-z0-9_]*)(?:\s*\})?(?<key>\[[^\]\n]{1,40}\])?(?:\s*:\s*[A-Za-z][\w<>\[\]., |?]{0,60})?\s*(?::=|=)(?<value>[^=~>])"#;
            "="
        );
        static HEADERS: Pattern = pattern!(
            r#"(?i)\b(?<name>[a-z_][a-z0-9_]*)\.(?:set|append|add|update|put|setrequestheader|setvalue|addvalue)\(\s*[{]?\s*["']authorization["']"#;
            "\"authorization\"" | "'authorization'" | "\"authorization'" | "'authorization\"", ".set(" | ".append("
            | ".add(" | ".update(" | ".put(" | ".setrequestheader(" | ".setvalue(" | ".addvalue("
        );
        // The tokens of a parser come one after the other, or are asked for their place and kind.
        static OF_TOKENS: Pattern = pattern!(
            r"\bfor(?:each)?\b[^\n;{]{0,60}?\btoken\b\s*(?:,\s*\w+\s*)?(?:(?:in|of)\s|:=\s*range|:\s|\)\s*\{)|\b(?:tokenize|tokenizer|lexer)\b";
            "for" | "tokenize" | "lexer"
        );
        // `body, err := …` of Go: the first takes the value.
        static FIRST_OF_MANY: Pattern = pattern!(
            r"(?m)(?:^|[\s;{])(?<name>[A-Za-z_][A-Za-z0-9_]*)(?:\s*,\s*[A-Za-z_][A-Za-z0-9_]*){1,3}\s*:=";
            ":="
        );
        // What a promise hands on.
        static THEN: Pattern = pattern!(
            r"\.then\(\s*(?:async\s*)?\(?\s*(?<name>[A-Za-z_$][A-Za-z0-9_$]*)(?:\s*:[^)=\n]{1,60})?\s*\)?\s*=>|\.then\(\s*function\s*\(\s*(?<named>[A-Za-z_$][A-Za-z0-9_$]*)\s*\)";
            ".then("
        );
        let text = page.text();
        let mut written: FxHashMap<&'p str, Vec<Written>> = FxHashMap::default();
        for found in WRITES.captures_iter(page) {
            let (Some(name), Some(value)) = (found.name("name"), found.name("value")) else {
                continue;
            };
            let adds_header = found
                .name("key")
                .is_some_and(|key| key.as_str().to_ascii_lowercase().contains("authorization"));
            if is_in_text(page, name.start()) {
                continue;
            }
            // Another key of a map changes nothing of what it held.
            if found.name("key").is_some() && !adds_header {
                continue;
            }
            let value = statement(text, value.start());
            let is_body = found.name("part").is_some() && is_one_of(name.as_str(), BODY);
            written.entry(name.as_str()).or_default().push(Written {
                at: name.start(),
                value,
                adds_header,
                is_body,
            });
        }
        for found in FIRST_OF_MANY.captures_iter(page) {
            let Some(name) = found.name("name") else { continue };
            let value = statement(text, found.whole().end());
            let plain = Written { at: name.start(), value, adds_header: false, is_body: false };
            written.entry(name.as_str()).or_default().push(plain);
        }
        for found in THEN.captures_iter(page) {
            let Some(name) = found.name("name").or(found.name("named")) else { continue };
            let value = chain(text, name.start());
            let is_body =
                [".json()", ".text()", ".data"].iter().any(|part| page.slice(value).contains(part));
            let given = Written { at: name.start(), value, adds_header: false, is_body };
            written.entry(name.as_str()).or_default().push(given);
        }
        for found in HEADERS.captures_iter(page) {
            let Some(name) = found.name("name") else { continue };
            let value = name.span();
            written.entry(name.as_str()).or_default().push(Written {
                at: name.start(),
                value,
                adds_header: true,
                is_body: false,
            });
        }
        written.values_mut().for_each(|writes| writes.sort_by_key(|write| write.at));
        let is_of_fetch = text.contains("fetch(");
        let is_of_tokens = OF_TOKENS.is_match(page);
        Self { written, is_of_tokens, is_of_fetch, budget: Cell::new(BUDGET) }
    }

    /// What the variable at `span` holds of a credential.
    pub(super) fn held(&self, reader: &Reader<'_, '_>, span: Span) -> Option<HeldIn> {
        let name = reader.page.slice(span);
        // In a line that a program wrote, a letter is another variable in each function.
        if name.len() <= 2 && reader.page.line(span.start).len() > WRITTEN_BY_PROGRAM {
            return None;
        }
        // What a call gives beside its value says how it went.
        if OUTCOMES.contains(&name) {
            return None;
        }
        let writes = self.written.get(name)?;
        let last = writes.get(
            writes
                .partition_point(|write| write.value.end.max(write.at + 1) <= span.start)
                .checked_sub(1)?,
        )?;
        // A member of something else is not the variable of that name.
        let before = &reader.page.text()[..span.start];
        let is_member = ["->", "::", "."].iter().any(|dot| before.ends_with(dot));
        if last.adds_header {
            return Some(HeldIn { kind: Kind::Header, is_answer: false, is_of_request: false });
        }
        if is_member {
            return None;
        }
        let left = self.budget.get().checked_sub(1)?;
        self.budget.set(left);
        let held = self.of_value(reader, last.value)?;
        Some(HeldIn { is_answer: held.is_answer && !last.is_body, ..held })
    }

    /// Whether this page goes through the tokens of a text, as a parser does.
    pub(super) fn is_of_tokens(&self) -> bool {
        self.is_of_tokens
    }

    /// Whether this page calls the browser's `fetch`, whose answer does not hold its body.
    pub(super) fn is_of_fetch(&self) -> bool {
        self.is_of_fetch
    }

    /// What was last written to the variable `name` above byte `before`.
    pub(super) fn last_above(&self, name: &str, before: usize) -> Option<Span> {
        let writes = self.written.get(name)?;
        let above = writes.partition_point(|write| write.value.end <= before);
        Some(writes.get(above.checked_sub(1)?)?.value)
    }

    /// Whether something is written to a variable of this name somewhere.
    pub(super) fn is_written(&self, name: &str) -> bool {
        self.written.contains_key(name)
    }

    fn of_value(&self, reader: &Reader<'_, '_>, value: Span) -> Option<HeldIn> {
        static AUTHORIZATION: Pattern = pattern!(r#"(?i)["']?\bauthorization["']?\s*(?::|=>|=|,)\s*\S"#;
            "authorization");
        let text = reader.page.slice(value);
        if ["***", "redact", "mask"].iter().any(|word| holds(text, word)) {
            return None;
        }
        let is_map = text.trim_start().trim_start_matches("new ").starts_with(['{', '[', '('])
            || ["Headers(", "dict(", "array(", "mapOf(", "Map.of("]
                .iter()
                .any(|start| text.trim_start().trim_start_matches("new ").starts_with(start))
            || text.trim_start().starts_with("map[");
        if is_map && AUTHORIZATION.is_match(text) {
            return Some(HeldIn { kind: Kind::Header, is_answer: false, is_of_request: false });
        }
        if request::asks_for_token(reader.page, self, value) {
            if request::is_kept_back(text) {
                return None;
            }
            let body = [".json()", ".text", ".content", ".body", ".data", ".getBody", ".read()"]
                .iter()
                .any(|end| text.trim_end().ends_with(end));
            let is_given_whole =
                ["$(", "curl_exec("].iter().any(|start| text.trim_start().starts_with(start));
            return Some(HeldIn {
                kind: Kind::Token,
                is_answer: !body && !is_given_whole,
                is_of_request: true,
            });
        }
        // Through one more variable, and no further.
        let plain = Reader { page: reader.page, trace: None };
        if let Some(leak) = plain.leak(value) {
            return Some(HeldIn { kind: leak.kind, is_answer: false, is_of_request: false });
        }
        self.body_of_answer(reader, value)
    }

    /// `data = response.json()`, where `response` is the answer to a token request.
    fn body_of_answer(&self, reader: &Reader<'_, '_>, value: Span) -> Option<HeldIn> {
        static WHOLE_BODY: Pattern = pattern!(
            r"(?x) ^\s* (?: \(?\s*await\s+ | (?:json\.loads|JSON\.parse|json_decode|io\.ReadAll|ioutil\.ReadAll|string|String|EntityUtils\.toString)\(\s* )*
                  \$?(?<name>[A-Za-z_][A-Za-z0-9_]*)
                  (?: \) | (?:\.|->|\?\.) (?i:json|text|content|body|data|read|getbody|getentity|bodyastext|readasstringasync|string) \b (?:\(\))? | ,\s*true\) )* \s*[;?]?\s*$"
        );
        let name = WHOLE_BODY.captures(reader.page.slice(value))?.name("name")?;
        let span = name.span_from(value.start);
        let writes = self.written.get(name.as_str())?;
        let last = writes
            .get(writes.partition_point(|write| write.value.end <= span.start).checked_sub(1)?)?;
        let left = self.budget.get().checked_sub(1)?;
        self.budget.set(left);
        let text = reader.page.slice(last.value);
        let is_request = text.contains('(')
            && (request::names_endpoint(text)
                || request::asks_for_token(reader.page, self, last.value));
        is_request.then_some(HeldIn { kind: Kind::Token, is_answer: false, is_of_request: true })
    }
}

/// Whether a text in double quotes is open at `at`: what looks like an assignment in it is a format.
fn is_in_text(page: &Page<'_>, at: usize) -> bool {
    let line = page.line(at);
    let before = &page.text()[line.start..at];
    before.len() <= 200 && before.replace("\\\"", "").matches('"').count() % 2 == 1
}

/// The chain of calls that leads up to `end`.
fn chain(text: &str, end: usize) -> Span {
    let near = text.ceil_char_boundary(end.saturating_sub(LONGEST));
    let start = text[near..end].rfind([';']).map_or(near, |at| near + at + 1);
    Span { start, end }
}

/// From `start` to the end of the statement: the end of the line, unless a bracket is open there.
fn statement(text: &str, start: usize) -> Span {
    let bytes = text.as_bytes();
    let limit = bytes.len().min(start + LONGEST);
    let mut at = start;
    let mut depth = 0_usize;
    let opens_block =
        is_head_of_block(&text[text.ceil_char_boundary(start.saturating_sub(LONGEST))..start]);
    while at < limit {
        match bytes[at] {
            b'{' if depth == 0 && opens_block => break,
            b'(' | b'[' | b'{' => depth += 1,
            b')' | b']' | b'}' if depth == 0 => break,
            b')' | b']' | b'}' => depth -= 1,
            b'\n' | b';' if depth == 0 => break,
            _ => {}
        }
        at += 1;
    }
    Span { start, end: text.floor_char_boundary(at).max(start) }
}

/// Whether the line that leads up to a value is the head of a block, as in `for name := range value {`.
fn is_head_of_block(before: &str) -> bool {
    let line =
        before.rsplit('\n').next().unwrap_or(before).trim_start().trim_start_matches("} else ");
    ["for ", "if ", "while ", "switch ", "match ", "guard "]
        .iter()
        .any(|word| line.starts_with(word))
}
