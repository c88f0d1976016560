//! What variables hold: headers with an `Authorization` among them, the form of a token request, the answer to one.
//!
//! Contract: what was last written above a use counts, whatever function it stands in.

use std::cell::Cell;

use rustc_hash::FxHashMap;

use super::super::{Kind, Page, name, owner};
use super::hidden_type::HiddenTypes;
use super::leak::{Leak, Reader};
use super::setting;
use super::shown_type::ShownTypes;
use super::words::is_one_of;
use super::writes::{self, Written};
use super::{block, chain, conversion, request, sink};
use crate::guidance::language::Language::*;
use crate::guidance::output::{self, Output};
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
    shown: ShownTypes<'p>,
    hidden: HiddenTypes<'p>,
    is_of_tokens: bool,
    is_of_fetch: bool,
    /// How many more values are read.
    budget: Cell<usize>,
}

/// The most values that are read in a page.
const BUDGET: usize = 400;

/// How many of the values of one constant are read.
const MOST_CONSTANTS: usize = 8;

/// Names of what a call gives beside its value, or in its place.
const OUTCOMES: &[&str] = &[
    "err", "error", "e", "ex", "exc", "exception", "ok", "status", "code", "found", "exists", "i",
    "n",
];

/// Words of the names of what stands beside a token: how long it holds, what it is good for, whether it is there.
const BESIDE: &[&str] = &[
    "expires", "expire", "expired", "expiry", "expiration", "exp", "ttl", "lifetime", "scope",
    "scopes", "type", "loading", "fetching", "pending", "status", "error", "errors", "valid",
    "age", "issued", "count", "length",
];

/// A line that is longer was written by a program, in bytes.
const WRITTEN_BY_PROGRAM: usize = 2000;

impl<'p> Trace<'p> {
    pub(super) fn of(page: &Page<'p>) -> Self {
        // The tokens of a parser come one after the other, or are asked for their place and kind.
        static OF_TOKENS: Pattern = pattern!(
            r"\bfor(?:each)?\b[^\n;{]{0,60}?\btoken\b\s*(?:,\s*\w+\s*)*\]?\s*(?:(?:in|of)\s|:=\s*range|:\s|\)\s*\{)|\b(?:tokenize|tokenizer|lexer)\b";
            "for" | "tokenize" | "lexer"
        );
        let is_of_fetch = page.text().contains("fetch(");
        let is_of_tokens = OF_TOKENS.is_match(page);
        let written = writes::written(page);
        let hidden = HiddenTypes::of(page);
        let shown = ShownTypes::of(page, &hidden);
        Self { written, shown, hidden, is_of_tokens, is_of_fetch, budget: Cell::new(BUDGET) }
    }

    /// What the variable at `span` holds of a credential.
    pub(super) fn held(&self, reader: &Reader<'_, '_>, span: Span) -> Option<HeldIn> {
        let name = reader.page.slice(span);
        // In a line that a program wrote, a letter is another variable in each function.
        if name.len() <= 2 && reader.page.line(span.start).len() > WRITTEN_BY_PROGRAM {
            return None;
        }
        // What a call gives beside its value says how it went, or how long that holds.
        let is_test = name == "t" && reader.page.is_in(&[Go]) && reader.page.may_hold("testing.t");
        if OUTCOMES.contains(&name) || is_test || is_beside(name) {
            return None;
        }
        if let Some(value) = block::given(reader.page, span) {
            let left = self.budget.get().checked_sub(1)?;
            self.budget.set(left);
            return self.of_value(reader, value);
        }
        let declared = || {
            let kind = self.shown.of_variable(name)?;
            Some(HeldIn { kind, is_answer: false, is_of_request: false })
        };
        let above = |writes: &Vec<Written>| {
            writes
                .partition_point(|write| write.value.end.max(write.at + 1) <= span.start)
                .checked_sub(1)
                .map(|at| writes[at])
        };
        // A member is known by all that it is one of; what is added to it goes by the last of that.
        let text = reader.page.text();
        let whole = Span { start: chain::start(text, span.start), end: span.end };
        let last = self.written.get(reader.page.slice(whole)).and_then(above);
        let owner = owner_before(text, span.start);
        let is_its =
            |added: &Written| added.adds.is_some() && owner_before(text, added.at) == owner;
        let added = self.written.get(name).and_then(above).filter(is_its);
        let Some(last) = last.into_iter().chain(added).max_by_key(|write| write.at) else {
            return declared();
        };
        if let Some(kind) = last.adds {
            return Some(HeldIn { kind, is_answer: false, is_of_request: false });
        }
        let left = self.budget.get().checked_sub(1)?;
        self.budget.set(left);
        let Some(held) = self.of_value(reader, last.value) else { return declared() };
        Some(HeldIn { is_answer: held.is_answer && !last.is_body, ..held })
    }

    /// What a text shows that a call makes of all fields of the variable at `span`, in whatever form.
    pub(super) fn serialized(
        &self,
        page: &Page<'_>,
        span: Span,
        call: Option<&str>,
    ) -> Option<HeldIn> {
        const CALLS: [&str; 6] = [
            "serialize", "serializeobject", "writevalueasstring", "tojson", "to_json",
            "json_encode",
        ];
        let line = page.line(span.start);
        // Serilog takes apart what stands so in its text.
        let is_taken_apart = || page.text()[line.start..span.start].contains("{@");
        let counts = call.is_some_and(|call| is_one_of(call, &CALLS)) || is_taken_apart();
        let kind = self.shown.of_serialized(page.slice(span)).filter(|_| counts)?;
        Some(HeldIn { kind, is_answer: false, is_of_request: false })
    }

    /// Whether this page goes through the tokens of a text, as a parser does.
    pub(super) fn is_of_tokens(&self) -> bool {
        self.is_of_tokens
    }

    /// Whether this page calls the browser's `fetch`, whose answer does not hold its body.
    pub(super) fn is_of_fetch(&self) -> bool {
        self.is_of_fetch
    }

    /// Whether a name that says it is a credential's holds no value that its own text shows: the name of a setting,
    /// or a type that hides what it holds.
    pub(super) fn hides(&self, page: &Page<'_>, span: Span) -> bool {
        let names_setting = |writes: &Vec<Written>| {
            writes
                .iter()
                .take(MOST_CONSTANTS)
                .all(|write| setting::is_name(page.slice(write.value)))
        };
        let name = page.slice(span);
        self.written.get(name).is_some_and(names_setting) || self.hidden.hides(page, span)
    }

    /// What was last written to the variable `name` above byte `before`.
    pub(super) fn last_above(&self, name: &str, before: usize) -> Option<Span> {
        self.last_write(name, before).map(|write| write.value)
    }

    fn last_write(&self, name: &str, before: usize) -> Option<Written> {
        let writes = self.written.get(name)?;
        let above = writes.partition_point(|write| write.value.end <= before);
        writes.get(above.checked_sub(1)?).copied()
    }

    /// Whether something is written to a variable of this name somewhere.
    pub(super) fn is_written(&self, name: &str) -> bool {
        self.written.contains_key(name)
    }

    fn of_value(&self, reader: &Reader<'_, '_>, value: Span) -> Option<HeldIn> {
        static AUTHORIZATION: Pattern = pattern!(r#"(?i)["']?\bauthorization["']?\s*(?::|=>|=|,)\s*\S"#;
            "authorization");
        let text = reader.page.slice(value);
        if let Some(outputs) = self.outputs(reader.page, value) {
            return self.of_outputs(reader, &outputs);
        }
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
            let is_whole = conversion::core(reader.page.text(), value).is_body
                || request::is_given_whole(reader.page, text);
            return Some(HeldIn { kind: Kind::Token, is_answer: !is_whole, is_of_request: true });
        }
        if request::is_token_of_library(reader.page, text) {
            return Some(HeldIn { kind: Kind::Token, is_answer: false, is_of_request: false });
        }
        if let Some(kind) = self.shown.of_value(text) {
            return Some(HeldIn { kind, is_answer: false, is_of_request: false });
        }
        if let Some(outputs) = output::of_cmdlet(reader.page, value) {
            return self.of_outputs(reader, &outputs);
        }
        // Through one more variable, and no further.
        let plain = Reader { page: reader.page, trace: None };
        let is_of_parser =
            |leak: &Leak| self.is_of_tokens && reader.page.slice(leak.span) == "token";
        if let Some(leak) = plain.leak(value).filter(|leak| !is_of_parser(leak)) {
            return Some(HeldIn { kind: leak.kind, is_answer: false, is_of_request: false });
        }
        self.body_of_answer(reader, value, 0)
    }

    /// What comes out of the command of a shell that a value is.
    fn outputs(&self, page: &Page<'_>, value: Span) -> Option<Vec<Output>> {
        let command = sink::is_shell(page).then(|| output::taken(page.text(), value)).flatten()?;
        Some(output::outputs(page, command))
    }

    /// What is held of a credential in what comes out of a command.
    pub(super) fn of_outputs(&self, reader: &Reader<'_, '_>, outputs: &[Output]) -> Option<HeldIn> {
        let held = |kind, is_of_request| Some(HeldIn { kind, is_answer: false, is_of_request });
        outputs.iter().find_map(|output| match *output {
            Output::Answer(_) => held(Kind::Token, true),
            Output::Named(_, kind) => held(kind, false),
            Output::Variable(used) => {
                let mut names = reader.page.names_in(used.name).iter();
                match names.find(|name| name.span == used.name) {
                    Some(name) if owner::may_be_vendors_secret(reader.page, name) => {
                        held(name.kind, false)
                    }
                    Some(_) => None,
                    None => self.held(reader, used.name),
                }
            }
        })
    }

    /// `data = response.json()`, where `response` is the answer to a token request.
    fn body_of_answer(&self, reader: &Reader<'_, '_>, value: Span, depth: usize) -> Option<HeldIn> {
        const DEEPEST: usize = 3;
        let page = reader.page;
        let core = conversion::core(page.text(), value);
        let variable = conversion::variable(page.text(), core.span)?;
        let written = || self.last_write(page.slice(variable), variable.start);
        let (last, is_body) = match block::given(page, variable) {
            Some(given) => (given, core.is_body),
            None => written().map(|write| (write.value, core.is_body || write.is_body))?,
        };
        let left = self.budget.get().checked_sub(1)?;
        self.budget.set(left);
        let text = page.slice(last);
        let is_request = ["(", "TaskWith"].iter().any(|call| text.contains(call))
            && !request::makes_address(text)
            && (request::names_endpoint(text) || request::asks_for_token(page, self, last));
        if is_request {
            let is_whole = is_body
                || conversion::core(page.text(), last).is_body
                || request::is_given_whole(page, text);
            return Some(HeldIn { kind: Kind::Token, is_answer: !is_whole, is_of_request: true });
        }
        let deeper = (depth < DEEPEST).then(|| self.body_of_answer(reader, last, depth + 1))??;
        Some(HeldIn { is_answer: deeper.is_answer && !is_body, ..deeper })
    }
}

/// Whether a name is that of something which stands beside a token.
fn is_beside(name: &str) -> bool {
    let words = name::words(name);
    words.iter().any(|word| BESIDE.contains(&word.as_str()))
        || words.len() > 1 && words.first().is_some_and(|first| first == "is" || first == "has")
}

/// The name of what a member at `at` is taken of.
fn owner_before(text: &str, at: usize) -> Option<&str> {
    let head = ["->", "?.", "."].iter().find_map(|dot| text[..at].strip_suffix(dot))?;
    let start = head.rfind(|c: char| !c.is_ascii_alphanumeric() && c != '_').map_or(0, |at| at + 1);
    head.get(start..).filter(|owner| !owner.is_empty())
}
