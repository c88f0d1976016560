//! What variables hold: headers with an `Authorization` among them, the form of a token request, the answer to one.
//!
//! Contract: what was last written above a use counts, whatever function it stands in.

use std::cell::Cell;

use rustc_hash::FxHashMap;

use super::super::{Kind, Page};
use super::leak::Reader;
use crate::guidance::pattern::{Pattern, holds};
use crate::model::Span;

/// What a variable holds.
#[derive(Debug, Clone, Copy)]
pub(super) struct HeldIn {
    pub(super) kind: Kind,
    /// It is the answer to a token request, of which only the body holds the token.
    pub(super) is_answer: bool,
}

/// All that is written to variables in a page.
pub(super) struct Trace<'p> {
    written: FxHashMap<&'p str, Vec<Written>>,
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
}

/// The most values that are read in a page.
const BUDGET: usize = 400;

/// Names of what a call gives beside its value, or in its place.
const OUTCOMES: &[&str] = &[
    "err",
    "error",
    "e",
    "ex",
    "exc",
    "exception",
    "ok",
    "status",
    "code",
    "found",
    "exists",
    "i",
    "n",
    "t",
];

/// The longest value that is read.
const LONGEST: usize = 2000;

impl<'p> Trace<'p> {
    pub(super) fn of(page: &Page<'p>) -> Self {
        static WRITES: Pattern = Pattern::new(
            &[
                r#"(?m)(?:^|[\s;({,*&])[$@]?(?:\{\s*)?(?<name>[A-Za-z_][A-Za-z0-9_]*)(?:\s*\})?(?<key>\[[^\]\n]{1,40}\])?(?:\s*:\s*[A-Za-z][\w<>\[\]., |?]{0,60})?\s*(?::=|=)(?<value>[^=~>])"#,
            ],
            &[&["="]],
        );
        static HEADERS: Pattern = Pattern::new(
            &[
                r#"(?i)\b(?<name>[a-z_][a-z0-9_]*)\.(?:set|append|add|update|put|setrequestheader|setvalue|addvalue)\(\s*[{]?\s*["']authorization["']"#,
            ],
            &[
                &["\"authorization\"", "'authorization'", "\"authorization'", "'authorization\""],
                &[
                    ".set(",
                    ".append(",
                    ".add(",
                    ".update(",
                    ".put(",
                    ".setrequestheader(",
                    ".setvalue(",
                    ".addvalue(",
                ],
            ],
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
            // Another key of a map changes nothing of what it held.
            if found.name("key").is_some() && !adds_header {
                continue;
            }
            let value = statement(text, value.start());
            written.entry(name.as_str()).or_default().push(Written {
                at: name.start(),
                value,
                adds_header,
            });
        }
        for found in HEADERS.captures_iter(page) {
            let Some(name) = found.name("name") else { continue };
            let value = Span { start: name.start(), end: name.end() };
            written.entry(name.as_str()).or_default().push(Written {
                at: name.start(),
                value,
                adds_header: true,
            });
        }
        written.values_mut().for_each(|writes| writes.sort_by_key(|write| write.at));
        Self { written, budget: Cell::new(BUDGET) }
    }

    /// What the variable at `span` holds of a credential.
    pub(super) fn held(&self, reader: &Reader<'_, '_>, span: Span) -> Option<HeldIn> {
        let name = reader.page.slice(span);
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
            return Some(HeldIn { kind: Kind::Header, is_answer: false });
        }
        if is_member {
            return None;
        }
        let left = self.budget.get().checked_sub(1)?;
        self.budget.set(left);
        self.of_value(reader, last.value)
    }

    fn of_value(&self, reader: &Reader<'_, '_>, value: Span) -> Option<HeldIn> {
        static AUTHORIZATION: Pattern = Pattern::new(
            &[r#"(?i)["']?\bauthorization["']?\s*(?::|=>|=|,)\s*\S"#],
            &[&["authorization"]],
        );
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
            return Some(HeldIn { kind: Kind::Header, is_answer: false });
        }
        if asks_for_token(text) {
            let body = [".json()", ".text", ".content", ".body", ".data", ".getBody", ".read()"]
                .iter()
                .any(|end| text.trim_end().ends_with(end));
            return Some(HeldIn {
                kind: Kind::Token,
                is_answer: !body && !text.trim_start().starts_with("$("),
            });
        }
        // Through one more variable, and no further.
        let plain = Reader { page: reader.page, trace: None };
        if let Some(leak) = plain.leak(value) {
            return Some(HeldIn { kind: leak.kind, is_answer: false });
        }
        self.body_of_answer(reader, value)
    }

    /// `data = response.json()`, where `response` is the answer to a token request.
    fn body_of_answer(&self, reader: &Reader<'_, '_>, value: Span) -> Option<HeldIn> {
        static BODY: Pattern = Pattern::new(
            &[
                r"^\s*(?:await\s+|\(await\s+|json\.loads\(\s*|JSON\.parse\(\s*|json_decode\(\s*)?\$?(?<name>[A-Za-z_][A-Za-z0-9_]*)(?:\)|\.(?:json|text|content|body|data|read|getBody)\b(?:\(\))?|,\s*true\))*\s*;?\s*$",
            ],
            &[],
        );
        let name = BODY.captures(reader.page.slice(value))?.name("name")?;
        let span = Span { start: value.start + name.start(), end: value.start + name.end() };
        let writes = self.written.get(name.as_str())?;
        let last = writes
            .get(writes.partition_point(|write| write.value.end <= span.start).checked_sub(1)?)?;
        let left = self.budget.get().checked_sub(1)?;
        self.budget.set(left);
        let text = reader.page.slice(last.value);
        let is_request = [
            "gettoken",
            "client_credential",
            "token_url",
            "tokenUrl",
            "TOKEN_URL",
            "tokenEndpoint",
            "token_endpoint",
            "openid-connect/token",
            "/token",
        ]
        .iter()
        .any(|word| text.contains(word))
            && text.contains('(');
        is_request.then_some(HeldIn { kind: Kind::Token, is_answer: false })
    }
}

/// Whether a call sends a request, and what asks for a token follows it closely.
fn asks_for_token(text: &str) -> bool {
    /// The words of calls that send a request, whole.
    const CALLS: [&str; 11] = [
        "post",
        "request",
        "fetch",
        "urlopen",
        "send",
        "execute",
        "curl",
        "open",
        "postasync",
        "sendasync",
        "postform",
    ];
    /// What is asked for a token, as far as it may stand inside a longer word.
    const TOKENS: [&str; 14] = [
        "gettoken",
        "client_credential",
        "tokenurl",
        "tokenuri",
        "tokenendpoint",
        "token_url",
        "token_uri",
        "token_endpoint",
        "openid-connect/token",
        "oauth/token",
        "oauth2/token",
        "accesstoken\"",
        "accesstoken'",
        "/token",
    ];
    const FAR: usize = 600;
    let lower = text.to_ascii_lowercase();
    let is_word =
        |byte: Option<&u8>| byte.is_some_and(|byte| byte.is_ascii_alphanumeric() || *byte == b'_');
    let is_whole = |start: usize, end: usize| {
        let before = start.checked_sub(1).and_then(|at| lower.as_bytes().get(at));
        !is_word(before) && !is_word(lower.as_bytes().get(end))
    };
    let ends = |word: &'static str| {
        let all = lower.match_indices(word).map(|(at, word)| (at, at + word.len()));
        all.filter(|&(start, end)| is_whole(start, end)).map(|(_, end)| end)
    };
    let tokens: Vec<usize> = TOKENS
        .iter()
        .flat_map(|token| lower.match_indices(token))
        .filter(|(at, token)| {
            *token != "/token" || !is_word(lower.as_bytes().get(at + token.len()))
        })
        .map(|(at, _)| at)
        .collect();
    let is_near = |end: usize| tokens.iter().any(|&at| at >= end && at - end <= FAR);
    !tokens.is_empty()
        && (CALLS.iter().chain(&["do", "invoke-restmethod"]).any(|call| ends(call).any(is_near))
            || ["http.", "httpx."].iter().any(|client| {
                lower.match_indices(client).any(|(at, client)| is_near(at + client.len()))
            }))
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
