//! Which names in what is handed over are secrets of the vendor's, and go with it.
//!
//! Contract: a name counts as the key of a value, or as the value: a variable, a member, what is read from the environment
//! or from settings. It does not where only a test of it or a part of it goes out, nor as an argument of a call, which
//! gives back something else.

use rustc_hash::FxHashSet;

use super::super::super::{Kind, Name, Page, brackets, owner};
use super::super::public;
use super::super::tested::is_tested;
use super::places::Carries;
use super::{Exposed, Way};
use crate::guidance::language::Language::*;
use crate::guidance::pattern::{Pattern, pattern};
use crate::model::{Span, vendor};

/// What a block of a page hands over.
pub(super) struct Entries<'p> {
    page: &'p Page<'p>,
    /// Names that hold one of the vendor's secrets, without saying so: `const secret = process.env.BANQUP_SECRET`.
    bound: FxHashSet<&'p str>,
    found: Vec<Exposed>,
}

impl<'p> Entries<'p> {
    pub(super) fn of(page: &'p Page<'p>) -> Self {
        Self { page, bound: bound(page), found: Vec::new() }
    }

    /// Adds the secrets of a block.
    pub(super) fn add(&mut self, block: Span, carries: Carries) {
        for name in self.page.names_in(block) {
            if carries.counts(name.kind) && self.is_handed(block, name) {
                self.push(name);
            }
        }
    }

    /// Adds the secrets of a block that are read in it from where a server keeps them.
    pub(super) fn add_read(&mut self, block: Span) {
        for name in self.page.names_in(block) {
            let is_secret = Carries::Secrets.counts(name.kind);
            let comes =
                || is_read(self.page, name) || self.bound.contains(self.page.slice(name.span));
            if is_secret && comes() && self.is_handed(block, name) {
                self.push(name);
            }
        }
    }

    pub(super) fn exposed(self) -> Vec<Exposed> {
        self.found
    }

    fn push(&mut self, name: &Name) {
        let hidden = public::literal_after(self.page, name.span);
        self.found.push(Exposed { span: name.span, kind: name.kind, hidden, way: Way::HandedOver });
    }

    fn is_handed(&self, block: Span, name: &Name) -> bool {
        let page = self.page;
        let after = &page.text()[name.span.end..page.line(name.span.end).end];
        let is_given = match value_of_key(page, name, after) {
            Some(value) => is_value(value) || public::literal_after(page, name.span).is_some(),
            None => !is_part_of_word(page, name, after),
        };
        is_given
            && self.is_vendors(name)
            && !is_tested(page, name.span)
            && goes_through(page.text(), block.start, name.span.start)
    }

    /// Whether a name means one of the vendor's secrets: it says so, or the expression that it ends does, or the block
    /// around it, or what it was set to.
    fn is_vendors(&self, name: &Name) -> bool {
        let (page, text) = (self.page, self.page.text());
        let identifier = page.slice(name.span);
        if name.names_vendor || self.bound.contains(identifier) {
            return true;
        }
        let is_meant = || {
            vendor::names_in_short(expression_before(page, name.span))
                || brackets::key_around(text, name.span.start).is_some_and(owner::is_vendors)
                || name.kind == Kind::ClientSecret && is_read(page, name)
        };
        owner::is_anybodys(identifier) && is_meant()
    }
}

/// Ways in which a server reads its environment, just before a name.
const ENVIRONMENT: &str = r#"(?:\bprocess\.env|\bimport\.meta\.env|\bDeno\.env|\benv|\bENV|\bos\.environ|\bBun\.env)(?:\.|\??\.?\[\s*['"]|\.(?:get|fetch)\(\s*['"])"#;

/// Names that are set to what is read of the vendor's secrets.
fn bound<'p>(page: &'p Page<'_>) -> FxHashSet<&'p str> {
    static SET: Pattern = pattern!(
        r"\b(?:const|let|var)\s+(?<name>[A-Za-z_$][\w$]{0,60})(?:\s*:\s*\w+)?\s*=\s*", ENVIRONMENT, r"(?<of>[A-Za-z_]\w*)";
        "env", "const" | "let" | "var"
    );
    let names = SET.captures_iter(page).filter_map(|found| {
        let of = found.name("of")?.span();
        let is_meant = |name: &Name| name.names_vendor && name.kind.is_secret();
        page.names_in(of).iter().any(is_meant).then(|| found.name("name"))?
    });
    names.map(|name| page.slice(name.span())).collect()
}

/// Whether a name is one of the environment, or the key of a setting, that is read here.
fn is_read(page: &Page<'_>, name: &Name) -> bool {
    static READ: Pattern = pattern!(ENVIRONMENT, "$"; "env");
    const REACH: usize = 160;
    let text = page.text();
    let from = text.ceil_char_boundary(name.span.start.saturating_sub(REACH));
    let before = &text[from.max(page.line(name.span.start).start)..name.span.start];
    READ.is_match(before)
        || brackets::opened_around(text, name.span.start)
            .next()
            .is_some_and(|open| reads(text, open, name.span.start))
}

/// The text from the last sign before a name that starts an expression.
fn expression_before<'p>(page: &'p Page<'_>, name: Span) -> &'p str {
    let line = page.line(name.start);
    let before = &page.text()[line.start..name.start];
    let signs = ["=>", ": ", "= ", "{ ", "({", "([", "return "];
    let start = signs.iter().filter_map(|sign| before.rfind(sign)).max().unwrap_or(0);
    &before[start..]
}

/// What follows the sign behind a name, where the name is a key.
fn value_of_key<'t>(page: &Page<'_>, name: &Name, after: &'t str) -> Option<&'t str> {
    static SIGN: Pattern = pattern!(r#"^["'`]?\]?\s*(?:=>|:|=)\s*"#);
    let sign = SIGN.find(after)?;
    // A short function of JavaScript, a comparison, and what follows a question.
    let before = page.text()[..name.span.start].trim_end_matches([' ', '.']);
    let is_function = sign.as_str().contains("=>") && page.is_in(&[JavaScript, CSharp, Scala]);
    let is_other = is_function || after[sign.end()..].starts_with('=') || before.ends_with('?');
    (!is_other).then(|| &after[sign.end()..])
}

/// Whether what a key is given is the secret: no test, no type, no text for people, nothing that is written out.
fn is_value(value: &str) -> bool {
    static OTHER: Pattern = pattern!(
        r#"(?x)^(?: $ | ! | \(bool | ["'`{] | \[\s*["'\]] | [0-9*] | (?: Boolean | bool | isset | empty | typeof | not | true | false | null | nil | None | undefined | string | String
            | str | number | boolean | any | unknown | never | z | Joi | yup | PropTypes | t | __ | _ | trans | \$t | i18n | mask\w* | redact\w* | hash\w* | encrypt\w* | digest\w* | has\w* | is[A-Z_]\w* )\b )"#
    );
    static COMPARED: Pattern =
        pattern!(r"!==?|===?|\bis\s+not\b|\.length\b|\.(?:present|blank|nil|any)\?|\s\?\s");
    let end = value.find(", ").unwrap_or(value.len());
    !OTHER.is_match(value) && !COMPARED.is_match(&value[..end])
}

/// Whether a name without a value is no variable or call of its own: a word of a text, or the name of another call.
fn is_part_of_word(page: &Page<'_>, name: &Name, after: &str) -> bool {
    let identifier = page.slice(name.span);
    let bare = ["get_", "get", "fetch"]
        .iter()
        .find_map(|start| identifier.strip_prefix(start))
        .unwrap_or(identifier);
    let is_call = after.starts_with('(');
    is_call && !owner::is_vendors_alone(bare) && !owner::is_anybodys(bare)
        || after.starts_with(['-', '/'])
        || is_only_written(page, name)
}

/// Whether a name is a word of a text in quotes, `'BANQUP_SECRET is not set'`, and no setting that is read by it.
fn is_only_written(page: &Page<'_>, name: &Name) -> bool {
    let line = page.line(name.span.start);
    let before = &page.text()[line.start..name.span.start];
    let Some(open) = open_quote(before) else { return false };
    let (head, text) = (&before[..open], &before[open + 1..]);
    let is_filled_in = [("${", '}'), ("#{", '}'), ("{$", '}'), ("{{", '}'), ("\\(", ')')]
        .iter()
        .any(|(sign, end)| text.rfind(sign).is_some_and(|at| !text[at..].contains(*end)));
    let is_index = || {
        let indexed = head.strip_suffix('[').or_else(|| head.strip_suffix("[@"));
        let is_name = |c: char| c.is_ascii_alphanumeric() || "_)]?.!".contains(c);
        indexed.is_some_and(|of| of.ends_with(is_name))
    };
    !is_filled_in && !is_index() && !is_read(page, name)
}

/// Where the text in quotes starts that goes on at the end of a line's part.
fn open_quote(before: &str) -> Option<usize> {
    let bytes = before.as_bytes();
    let mut open: Option<(usize, u8)> = None;
    for (at, &byte) in bytes.iter().enumerate() {
        match (open, byte) {
            (Some((_, quote)), _) if byte == quote => open = None,
            (None, b'"' | b'`') => open = Some((at, byte)),
            // An apostrophe inside a word opens nothing.
            (None, b'\'') if at == 0 || !bytes[at - 1].is_ascii_alphanumeric() => {
                open = Some((at, byte));
            }
            _ => {}
        }
    }
    open.map(|(at, _)| at)
}

/// Whether what stands at `at` comes out of all the calls that are opened around it in a block.
fn goes_through(text: &str, block: usize, at: usize) -> bool {
    brackets::opened_around(text, at)
        .take_while(|open| *open >= block)
        .all(|open| wraps(text, open) || reads(text, open, at))
}

/// Whether a call gives back what it is given, in another form.
fn wraps(text: &str, open: usize) -> bool {
    const WRAPPERS: &[&str] = &[
        "", "stringify", "string", "str", "json_encode", "wp_json_encode", "esc_attr", "esc_js",
        "trim", "strval", "array_merge", "array_replace", "array_filter", "concat", "decrypt",
        "decryptstring", "of", "map", "dict", "j", "h", "raw", "html_safe", "btoa",
        "base64_encode", "ref", "reactive", "json", "tojson", "to_json", "freeze", "assign",
        "serialize", "then", "mapof", "to", "array", "entry", "escapejs", "function", "async",
        "data",
    ];
    let name = call(text, open).rsplit(['.', '>', ':']).next().unwrap_or_default();
    WRAPPERS.contains(&name.to_ascii_lowercase().as_str())
}

/// Whether a call reads a setting whose name ends at `at`: `config('services.banqup.client_secret')`.
fn reads(text: &str, open: usize, at: usize) -> bool {
    const READERS: &[&str] = &[
        "config", "env", "option", "setting", "secret", "credential", "param", "value", "property",
        "dig", "get", "fetch",
    ];
    const OTHERS: &[&str] =
        &["has", "isset", "http", "axios", "ky.", "$http", "requests", "client."];
    let given = &text[open + 1..at];
    let is_key = given.len() <= 100
        && given.starts_with(['\'', '"', ':', '`'])
        && !given[1..].starts_with('/')
        && !given.contains("://")
        && given
            .bytes()
            .all(|byte| byte.is_ascii_alphanumeric() || b"_.-/:'\"`, @\\".contains(&byte));
    let call = call(text, open).to_ascii_lowercase();
    let last = call.rsplit(['.', '>', ':']).next().unwrap_or_default();
    is_key
        && READERS.iter().any(|reader| call.contains(reader))
        && !OTHERS.iter().any(|other| last.starts_with(other) || call.starts_with(other))
}

/// The name of the call that opens at `open`, with what it is a member of.
fn call(text: &str, open: usize) -> &str {
    const LONGEST: usize = 80;
    let from = text.ceil_char_boundary(open.saturating_sub(LONGEST));
    let head = &text[from..open];
    let is_part = |c: char| {
        c.is_ascii_alphanumeric() || matches!(c, '_' | '.' | '>' | ':' | '-' | '$' | '\\' | '?')
    };
    &head[head.trim_end_matches(is_part).len()..]
}
