//! Does the value of a credential come out of an expression?
//!
//! Contract: reads calls, strings and what is interpolated in them, in any of the languages in which the API is called.
//! A part of a value, a test of it, and what some function makes of it do not count: only functions that are known to
//! pass a text on do.

use super::super::name::{self, Name};
use super::super::{Kind, Page, owner};
use super::failure::is_of_failure;
use super::interpolation;
use super::lexical::{
    INDEX, is_index, is_prefix_of_string, is_prefixed, member, past_long_string, past_string,
    string, type_length, word_before,
};
use super::setting;
use super::trace::{HeldIn, Trace};
use super::words::{BODY, GETTERS, WHOLE, is_one_of};
use crate::guidance::language::Language::{self, *};
use crate::guidance::language::RUBY;
use crate::guidance::pattern::{Pattern, pattern};
use crate::model::Span;

/// A credential that comes out.
#[derive(Debug, Clone, Copy)]
pub(super) struct Leak {
    /// The name, or the variable that holds it among others.
    pub(super) span: Span,
    pub(super) kind: Kind,
}

/// Languages whose names have hyphens in them.
const OF_HYPHENS: &[Language] = &[Clojure, Lisp, Cobol, Nushell, Raku];

/// Reads expressions of one page.
pub(super) struct Reader<'a, 'p> {
    pub(super) page: &'a Page<'p>,
    /// What variables hold; without it only names are looked at.
    pub(super) trace: Option<&'a Trace<'p>>,
}

/// How deep interpolations are read in one another.
const DEEPEST: usize = 4;

/// How far after a key in quotes the bracket closes that it stands in, in bytes.
const FAR_FROM_KEY: usize = 200;

impl Reader<'_, '_> {
    /// The first credential that comes out of the expressions in `span`.
    pub(super) fn leak(&self, span: Span) -> Option<Leak> {
        self.walk(span, &mut Vec::new(), 0)
    }

    /// `calls` are the names of the calls, and brackets without one, around `span`; `depth` is how many strings are.
    fn walk<'t>(&'t self, span: Span, calls: &mut Vec<&'t str>, depth: usize) -> Option<Leak> {
        let text = self.page.text();
        let bytes = text.as_bytes();
        let outer = calls.len();
        let mut at = span.start;
        while at < span.end {
            match bytes[at] {
                // An escaped quote opens nothing: where no string ends, each would be looked for to the end again.
                b'\\' if matches!(bytes.get(at + 1), Some(b'"' | b'\'' | b'`')) => at += 1,
                quote @ (b'"' | b'\'' | b'`') => {
                    let apostrophe = quote == b'\''
                        && at > span.start
                        && bytes[at - 1].is_ascii_alphanumeric()
                        && !is_prefixed(text, at);
                    let Some(string) =
                        (!apostrophe).then(|| string(self.page, at, span.end)).flatten()
                    else {
                        at += 1;
                        continue;
                    };
                    if let Some(leak) = self.string(at, string, calls, depth) {
                        return Some(leak);
                    }
                    at = past_string(text, string, span.end);
                    continue;
                }
                // What ABAP fills in, and what Lua takes as it stands.
                b'|' if self.page.is_in(&[Abap]) => {
                    if let Some(string) = string(self.page, at, span.end) {
                        if let Some(leak) = self.string(at, string, calls, depth) {
                            return Some(leak);
                        }
                        at = string.end;
                    }
                }
                b'[' if self.page.is_in(&[Lua])
                    && ["[[", "[="].iter().any(|sign| text[at..].starts_with(sign)) =>
                {
                    at = past_long_string(text, at, span.end);
                    continue;
                }
                // The key of an array.
                b'(' if self.page.is_in(&[Tcl]) => calls.push(""),
                b'(' => calls.push(word_before(text, at)),
                b'[' => calls.push(if is_index(text, at) { INDEX } else { "" }),
                b'{' => calls.push(""),
                b')' | b']' | b'}' if calls.len() > outer => drop(calls.pop()),
                byte if byte.is_ascii_alphabetic() || byte == b'_' => {
                    let end = self.identifier_end(at, span.end);
                    if !is_prefix_of_string(text, at, end)
                        && let Some(leak) =
                            self.identifier(Span { start: at, end }, span.end, calls, depth)
                    {
                        return Some(leak);
                    }
                    at = end;
                    continue;
                }
                _ => {}
            }
            at += 1;
        }
        calls.truncate(outer);
        None
    }

    fn string<'t>(
        &'t self,
        open: usize,
        string: Span,
        calls: &mut Vec<&'t str>,
        depth: usize,
    ) -> Option<Leak> {
        let text = self.page.text();
        let before = text[..open].trim_end_matches([' ', '@', 'b', 'r', ':']);
        let is_of_r = self.page.is_in(&[R]) && before.ends_with("[[");
        let is_key = is_of_r
            || before.ends_with('[')
                && !before[..before.len() - 1].trim_end().ends_with(['(', ',', '[', '=', ':', '{']);
        let is_last =
            || before.ends_with(',') && text[string.end + 1..].trim_start().starts_with(')');
        let is_asked = calls.last().is_some_and(|call| is_one_of(call, GETTERS))
            && (before.ends_with('(') || is_last());
        // R opens two brackets for one key.
        let around = &calls[..calls.len().saturating_sub(usize::from(is_of_r))];
        if (is_key || is_asked)
            && let Some(leak) = setting::named(self.page, string)
                .and_then(|name| self.taken(name, string.end, around, depth))
        {
            return Some(leak);
        }
        if setting::is_vendors_section(self.page, string) {
            return self.section(string, calls, depth);
        }
        if depth >= DEEPEST {
            return None;
        }
        interpolation::parts(self.page, open, string)
            .into_iter()
            .find_map(|part| self.walk(part, calls, depth + 1))
    }

    /// What is taken by its name out of something, by a key that stands in brackets and ends at `end`.
    fn taken(&self, name: &Name, end: usize, calls: &[&str], depth: usize) -> Option<Leak> {
        let text = self.page.text();
        // The brackets of the key are no call around it.
        let around = &calls[..calls.len().saturating_sub(1)];
        let near = text.floor_char_boundary((end + FAR_FROM_KEY).min(text.len()));
        let after = text[end..near].find([']', ')']).map_or(end, |close| end + close + 1);
        // A value of some type, asked for its text.
        let as_text =
            [".getString()", ".asString()"].iter().find(|call| text[after..].starts_with(**call));
        let after = after + as_text.map_or(0, |call| call.len());
        let counts = self.is_given(name.span, after, around, depth)
            && owner::may_be_vendors_secret(self.page, name);
        counts.then_some(Leak { span: name.span, kind: name.kind })
    }

    /// All that a program has set for the vendor, taken by its key.
    fn section(&self, key: Span, calls: &[&str], depth: usize) -> Option<Leak> {
        let text = self.page.text();
        let near = text.floor_char_boundary((key.end + FAR_FROM_KEY).min(text.len()));
        let after = key.end + text[key.end..near].find(')')? + 1;
        let around = &calls[..calls.len().saturating_sub(1)];
        let leak = Leak { span: key, kind: Kind::Secret };
        (!text[after..].starts_with('[') && self.is_given(key, after, around, depth))
            .then_some(leak)
    }

    fn identifier(&self, span: Span, end: usize, calls: &[&str], depth: usize) -> Option<Leak> {
        let text = self.page.text();
        let component = self.component(span);
        let name = self.page.names_in(span).iter().find(|name| name.span == span);
        let fetched = self.fetched(span);
        let name = name.or(component.as_ref()).or(fetched.as_ref());
        let word = &text[span.start..span.end];
        // What is called a token of somebody else's may be the answer to a request for one of the vendor's.
        let is_others = |name: &Name| !owner::may_be_vendors_secret(self.page, name);
        match name.filter(|name| self.trace.is_none() || !is_others(name)) {
            Some(name) if setting::is_symbol(self.page, span) => {
                let is_asked = |call: &&str| *call == INDEX || is_one_of(call, GETTERS);
                calls.last().filter(|call| is_asked(call))?;
                self.taken(name, span.end, calls, depth)
            }
            Some(name) => {
                let is_call = text[span.end..].starts_with('(');
                let gives = [
                    "get", "obtain", "load", "read", "acquire", "retrieve", "generate", "create",
                    "fetch", "request", "issue",
                ]
                .iter()
                .any(|verb| word.to_ascii_lowercase().starts_with(verb));
                let is_of_parser = word == "token" && self.trace.is_some_and(Trace::is_of_tokens);
                let counts = owner::may_be_vendors_secret(self.page, name)
                    && !is_of_parser
                    && !is_library(word, &text[span.end..])
                    && !self.trace.is_some_and(|trace| trace.hides(self.page, span))
                    && !self.is_text_of_type(span)
                    && (!is_call || gives || text[span.end..].starts_with("()"))
                    && self.is_given(span, self.past_call(span.end, end), calls, depth);
                counts.then_some(Leak { span, kind: name.kind })
            }
            None if text[..span.start].ends_with(':')
                && setting::is_vendors_section(self.page, span) =>
            {
                self.section(span, calls, depth)
            }
            None => {
                let trace = self.trace?;
                let held = trace
                    .held(self, span)
                    .or_else(|| trace.serialized(self.page, span, calls.last().copied()))
                    .or_else(|| answer_by_name(trace, word))
                    .map(|held| HeldIn {
                        is_answer: held.is_answer && !self.is_shown_whole(span.start),
                        ..held
                    })
                    .or_else(|| self.answer_by_label(span))
                    .or_else(|| self.header_by_label(span))?;
                if name.is_some() && !held.is_of_request {
                    return None;
                }
                let after = self.past_whole(span.end, held.is_answer)?;
                let is_map = held.is_of_request || held.kind == Kind::Header;
                let is_harmless = is_map && self.lists_keys(calls)
                    || held.is_of_request
                        && (self.is_replaced(span)
                            || self.is_without_token(span)
                            || self.is_size(span, calls)
                            || is_of_failure(self.page, span.start));
                let counts = self.is_given(span, after, calls, depth)
                    && !self.is_filled_by_name(span)
                    && !is_harmless;
                counts.then_some(Leak { span, kind: held.kind })
            }
        }
    }

    /// What a function fetches that is called: the token of `fetch_token()`.
    fn fetched(&self, span: Span) -> Option<Name> {
        let word = self.page.slice(span);
        let verb = word.get(.."fetch".len()).filter(|verb| verb.eq_ignore_ascii_case("fetch"))?;
        let rest = word[verb.len()..].trim_start_matches('_');
        let is_word = rest.starts_with(|c: char| c.is_ascii_uppercase())
            || rest.len() + verb.len() < word.len();
        // Ruby needs no brackets.
        let head = &self.page.text()[..span.start];
        let is_call = self.page.text()[span.end..].starts_with('(')
            || self.page.is_in(RUBY) && !head.ends_with(':') && !head.ends_with("def ");
        let (kind, names_vendor) = name::classify(rest).filter(|_| is_word && is_call)?;
        let span = Span { start: span.end - rest.len(), end: span.end };
        Some(Name { span, kind, names_vendor })
    }

    /// The name of a component of ABAP, which a hyphen joins to that of its structure: `ls_conf-client_secret`.
    fn component(&self, span: Span) -> Option<Name> {
        let is_joined = self.page.is_in(&[Abap]) && self.page.text()[..span.start].ends_with('-');
        let (kind, names_vendor) =
            is_joined.then(|| name::classify(self.page.slice(span))).flatten()?;
        Some(Name { span, kind, names_vendor })
    }

    /// Whether a call of JavaScript shows all that an object holds, down to its body; the answer of `fetch` holds none.
    fn is_shown_whole(&self, at: usize) -> bool {
        let line = self.page.line(at);
        let before = &self.page.text()[line.start..at];
        // What is made into JSON is a body.
        const ENCODERS: [&str; 8] = [
            "jsonEncode(",
            "json.dumps(",
            "json_encode(",
            "SerializeObject(",
            "JsonSerializer.Serialize(",
            ".toJson(",
            "to_json(",
            "writeValueAsString(",
        ];
        ENCODERS.iter().any(|call| before.contains(call))
            || self.page.is_in(&[JavaScript, Vue, Svelte])
                && ["console.dir(", "JSON.stringify("].iter().any(|call| before.contains(call))
                && !self.trace.is_some_and(Trace::is_of_fetch)
    }

    /// What the text before it calls the answer to a token request: `"token response", response.json()`.
    fn answer_by_label(&self, span: Span) -> Option<HeldIn> {
        static LABEL: Pattern = pattern!(
            r#"(?i)["'`][^"'`\n]{0,60}\btoken[ _-]?(?:response|answer|reply|result)\b[^"'`\n]{0,20}["'`]"#;
            "token"
        );
        const ANSWERS: [&str; 7] = ["response", "res", "resp", "answer", "reply", "result", "r"];
        let line = self.page.line(span.start);
        let before = &self.page.text()[line.start..span.start];
        let is_answer = ANSWERS.contains(&self.page.slice(span));
        (is_answer && LABEL.is_match(before)).then_some(HeldIn {
            kind: Kind::Token,
            is_answer: true,
            is_of_request: true,
        })
    }

    /// What the text before it calls the value of the header: `"Authorization: Basic " + basic`.
    fn header_by_label(&self, span: Span) -> Option<HeldIn> {
        static LABEL: Pattern = pattern!(
            r#"(?i)\bauthorization["']?\s*[:=]?>?\s*["']?(?:basic|bearer)\s+(?:["'`]\s*(?:\+|\.|&|,|%|<>|\|\|)\s*|[#$]?\{|\\\(|\$)$"#
        );
        let line = self.page.line(span.start);
        let before = &self.page.text()[line.start..span.start];
        let held = HeldIn { kind: Kind::Header, is_answer: false, is_of_request: false };
        LABEL.is_match(before).then_some(held)
    }

    fn identifier_end(&self, start: usize, limit: usize) -> usize {
        let bytes = &self.page.text().as_bytes()[start..limit];
        let has_hyphens = self.page.is_in(OF_HYPHENS);
        let goes_on = |at: usize| {
            bytes[at].is_ascii_alphanumeric()
                || bytes[at] == b'_'
                || has_hyphens
                    && bytes[at] == b'-'
                    && bytes.get(at + 1).is_some_and(u8::is_ascii_alphabetic)
        };
        let length = (0..bytes.len()).take_while(|at| goes_on(*at)).count();
        start + length.max(1)
    }

    /// Where the text goes on after the arguments of a call.
    fn past_call(&self, at: usize, end: usize) -> usize {
        let at = at + type_length(&self.page.text()[at..]);
        if !self.page.text()[at..].starts_with('(') {
            return at;
        }
        (super::super::brackets::inside(self.page.text(), at).end + 1).min(end.max(at))
    }

    /// Where the text goes on after what is all of a variable, if it is that; of the answer to a request, only its body
    /// holds the token.
    fn past_whole(&self, after: usize, is_answer: bool) -> Option<usize> {
        let rest = &self.page.text()[after..];
        if rest.starts_with(['[', '(']) {
            return None;
        }
        match member(rest) {
            Some(member) if is_one_of(member, BODY) => {
                let end = after + rest.find(member)? + member.len();
                // An element of it, by its key.
                let call = &self.page.text()[end..];
                if member == "json" && ["('", "(\""].iter().any(|start| call.starts_with(start)) {
                    return None;
                }
                let end = self.past_call(end, self.page.text().len());
                // The content of the answer, and its text.
                Some(self.past_whole(end, false).unwrap_or(end))
            }
            Some(member) => {
                // An element of it.
                let is_element = member == "get"
                    && rest
                        .split_once("get")
                        .is_some_and(|(_, call)| call.starts_with('(') && !call.starts_with("()"));
                (!is_answer && !is_element && is_one_of(member, WHOLE)).then_some(after)
            }
            None => (!is_answer).then_some(after),
        }
    }
}

/// Whether a name is that of the library that reads a token, or makes one, in its arguments: `JWT.decode(token, key)`.
fn is_library(word: &str, rest: &str) -> bool {
    const READS: [&str; 8] =
        ["decode", "encode", "parse", "verify", "sign", "require", "peek", "unsecured"];
    let is_called_with_name = |member: &str| {
        let after = rest.split_once(member).map_or("", |(_, after)| after);
        let arguments = after.trim_start_matches(|c: char| c.is_ascii_alphabetic() || c == '_');
        arguments
            .strip_prefix('(')
            .is_some_and(|first| !first.trim_start().starts_with(['"', '\'', ')']))
    };
    word.eq_ignore_ascii_case("jwt")
        && member(rest)
            .is_some_and(|member| is_one_of(member, &READS) && is_called_with_name(member))
}

/// What nothing in the page is written to, but is named as the answer to a token request.
fn answer_by_name(trace: &Trace<'_>, word: &str) -> Option<HeldIn> {
    let words = name::words(word);
    let is_answer = matches!(
        &words[..],
        [.., token, answer] if token == "token" && ["response", "answer", "reply", "resp", "res"].contains(&answer.as_str())
    );
    (is_answer && !trace.is_written(word)).then_some(HeldIn {
        kind: Kind::Token,
        is_answer: true,
        is_of_request: true,
    })
}
