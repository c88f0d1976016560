//! Types whose text hides the secret that they hold: `SecretStr`, and those for which the page writes such a text itself.
//!
//! Contract: goes by the type with which a name is declared in the page; what takes the value out again shows it.

use rustc_hash::FxHashSet;

use super::super::Page;
use super::declared::declarations;
use super::lexical::member;
use super::words::is_one_of;
use crate::guidance::pattern::{Pattern, holds, pattern};
use crate::model::Span;

/// Types of libraries.
const KNOWN: [&str; 6] =
    ["SecretStr", "SecretBytes", "SecretString", "SecretBox", "SecretVec", "SecureString"];

/// Heads of functions that make the text of a type which the page declares.
static TEXTS: [Pattern; 4] = [
    // Go
    pattern!(r"\bfunc\s*\([^()\n]{0,40}?\*?(?<type>[A-Za-z_]\w*)\)\s*(?:String|LogValue|GoString|Format)\("; "func"),
    // Rust
    pattern!(r"\bimpl\s+(?:\w+::)*(?:Debug|Display)\s+for\s+(?<type>[A-Z]\w*)"; "impl"),
    // Java, Kotlin, Scala, C#, PHP, JavaScript
    pattern!(r"\b(?:class|record|struct|object)\s+(?<type>[A-Z]\w*)[^{}]{0,160}\{[^{}]{0,300}?\b(?:__)?[tT]oString\b"; "tostring"),
    // Python
    pattern!(r"(?m)^class\s+(?<type>[A-Z]\w*)\b[^\n]*:\r?\n(?:[^\n]*\n){0,8}?[ \t]+def\s+__(?:repr|str)__\("; "class", "def"),
];

/// How far such a function is read, in bytes.
const BODY: usize = 200;

/// What stands in a text in place of a secret.
const IN_PLACE: [&str; 7] = ["redact", "***", "hidden", "mask", "[secret", "<secret", "•"];

/// Members that give out what such a type holds.
const GIVE: [&str; 16] = [
    "get_secret_value", "expose_secret", "expose", "reveal", "value", "raw", "unwrap", "get",
    "plain", "unsafe", "as_str", "into_inner", "inner", "cleartext", "plaintext", "0",
];

/// The names that are declared with such types, and those of the types.
#[derive(Debug, Default)]
pub(super) struct HiddenTypes<'p> {
    names: FxHashSet<&'p str>,
}

impl<'p> HiddenTypes<'p> {
    pub(super) fn of(page: &Page<'p>) -> Self {
        let mut types: FxHashSet<&'p str> = KNOWN.into_iter().collect();
        for found in TEXTS.iter().flat_map(|text| text.captures_iter(page)) {
            let end = found.whole().end();
            let body = page.text().floor_char_boundary((end + BODY).min(page.text().len()));
            let body = page.slice(Span { start: end, end: body });
            if let Some(of) = found.name("type")
                && IN_PLACE.iter().any(|sign| holds(body, sign))
            {
                types.insert(of.as_str());
            }
        }
        let names_known = || KNOWN.iter().any(|known| page.text().contains(known));
        if types.len() == KNOWN.len() && !names_known() {
            return Self::default();
        }
        let mut names: FxHashSet<&'p str> =
            declarations(page).filter(|(_, of)| types.contains(of)).map(|(name, _)| name).collect();
        names.extend(types);
        Self { names }
    }

    /// Whether a name is declared with such a type, or is one.
    pub(super) fn declares(&self, name: &str) -> bool {
        self.names.contains(name)
    }

    /// Whether what a name gives at this place hides its value.
    pub(super) fn hides(&self, page: &Page<'_>, span: Span) -> bool {
        let rest = &page.text()[span.end..];
        self.names.contains(page.slice(span))
            && member(rest).is_none_or(|member| !is_one_of(member, &GIVE))
    }
}
