//! Types whose values print all their fields: `data class`, `record`, `@dataclass`, `#[derive(Debug)]`.
//!
//! Contract: a type counts where one of its fields is a secret of the vendor's, nothing keeps that field out of the
//! text, and the page does not write the text itself (`description` reads those that do). Variables are known by what
//! their declaration says, or by the call that makes them.

use rustc_hash::FxHashMap;

use super::super::{Kind, Page, brackets, owner};
use super::declared::declarations;
use super::hidden_type::HiddenTypes;
use crate::guidance::branch::indent;
use crate::guidance::language::Language::{self, *};
use crate::guidance::pattern::{Captures, Pattern, holds, pattern};
use crate::model::Span;

/// A way to declare such a type, which the pattern calls `name`.
struct Way {
    pattern: Pattern,
    of: &'static [Language],
    fields: Fields,
}

/// Where the fields of a [`Way`] stand.
#[derive(Debug, Clone, Copy)]
enum Fields {
    /// In the bracket with which the match ends.
    Bracket,
    /// In the lines below that are indented further.
    Indented,
}

static WAYS: [Way; 8] = [
    Way {
        pattern: pattern!(r"\b(?:data|case)\s+class\s+(?<name>[A-Z]\w*)\s*(?:<[^<>()]{1,60}>|\[[^\[\]()]{1,60}\])?\s*(?:(?:private|internal|@\w+)\s+)?(?:constructor\s*)?\("; "class", "data" | "case"),
        of: &[Kotlin, KotlinScript, Scala],
        fields: Fields::Bracket,
    },
    Way {
        pattern: pattern!(r"\brecord\s+(?:(?:class|struct)\s+)?(?<name>[A-Z]\w*)\s*(?:<[^<>()]{1,60}>)?[^(){};]{0,80}[({]"; "record"),
        of: &[Java, CSharp, Groovy],
        fields: Fields::Bracket,
    },
    // Lombok, Groovy
    Way {
        pattern: pattern!(r"@(?:ToString|Data|Value|Canonical|Immutable)\b(?:\s*\([^()]{0,120}\))?(?:\s*@\w+(?:\s*\([^()]{0,160}\))?)*\s*(?:(?:public|private|protected|static|final)\s+)*class\s+(?<name>[A-Z]\w*)[^{};]{0,120}\{"; "class", "@tostring" | "@data" | "@value" | "@canonical" | "@immutable"),
        of: &[Java, Groovy],
        fields: Fields::Bracket,
    },
    Way {
        pattern: pattern!(r"#\[derive\([^()]{0,120}\bDebug\b[^()]{0,120}\)\]\s*(?:#\[[^\[\]]{0,160}\]\s*)*(?:pub(?:\([^()]{0,20}\))?\s+)?struct\s+(?<name>[A-Z]\w*)\s*(?:<[^<>]{1,60}>)?\s*\{"; "struct", "debug"),
        of: &[Rust],
        fields: Fields::Bracket,
    },
    Way {
        pattern: pattern!(r"\btype\s+(?<name>[A-Za-z_]\w*)\s+struct\s*\{"; "struct"),
        of: &[Go],
        fields: Fields::Bracket,
    },
    Way {
        pattern: pattern!(r"\bstruct\s+(?<name>[A-Z]\w*)\s*(?::[^{}\n]{1,80})?\{"; "struct"),
        of: &[Swift],
        fields: Fields::Bracket,
    },
    Way {
        pattern: pattern!(r"\b(?<name>[A-Z]\w*)\s*=\s*(?:Struct\.new|Data\.define)\s*\("; "struct.new" | "data.define"),
        of: &[Ruby],
        fields: Fields::Bracket,
    },
    Way {
        pattern: pattern!(r"(?m)(?:^[ \t]*@(?:(?:[\w.]+\.)?(?:dataclass|define|frozen|attrs)|attr\.s)\b(?:\([^()\n]{0,120}\))?[ \t]*\r?\n[ \t]*class[ \t]+(?<name>[A-Z]\w*)(?:\([^()\n]{0,80}\))?|^[ \t]*class[ \t]+(?<named>[A-Z]\w*)\([^()\n]{0,60}(?:NamedTuple|BaseModel|BaseSettings|Struct)\b[^()\n]{0,60}\))[ \t]*:"; "class",
            "dataclass" | "define" | "frozen" | "attr" | "namedtuple" | "basemodel" | "basesettings" | "struct"),
        of: &[Python],
        fields: Fields::Indented,
    },
];

/// Types whose fields stand in a text only where a call takes them apart: `JsonSerializer.Serialize(settings)`,
/// `{@Settings}`.
static TAKEN_APART: Way = Way {
    pattern: pattern!(r"\bclass\s+(?<name>[A-Z]\w*)[^{};()]{0,120}\{"; "class"),
    of: &[CSharp, Java],
    fields: Fields::Bracket,
};

/// What keeps a field out of the text.
const KEPT_BACK: [&str; 11] = [
    "exclude",
    "onlyexplicitlyincluded",
    "secretstr",
    "secretstring",
    "secretbox",
    "secret<",
    "redact",
    "mask",
    "sensitive",
    "repr=false",
    "zeroizing",
];

/// A field of a type that is made for secrets: `clientSecret: Secret`, `Secret clientSecret`, `ClientSecret Secret`.
static OWN_TYPE: Pattern = pattern!(
    r"(?-i::\s*(?:Secret|Sensitive|Opaque|Redacted)\b|[(,]\s*(?:Secret|Sensitive|Opaque)\s+\w|\w[ \t]+(?:Secret|Sensitive|Opaque)[ \t]*\r?$)"
);

/// What a type writes its text with, among its fields.
const OWN_TEXT: [&str; 4] = ["tostring()", "printmembers", "__repr__", "__str__"];

/// The same, elsewhere in the page.
const OWN_TEXT_BESIDE: [&str; 6] = [
    "debug for",
    "display for",
    "string() string",
    "customstringconvertible",
    "customdebugstring",
    "logvalue()",
];

/// The longest list of fields that is read, in bytes.
const LONGEST: usize = 2000;

/// The most classes that are read.
const MOST: usize = 100;

/// What is printed with a variable of such a type, by the name of the variable or of the type.
#[derive(Debug, Default)]
pub(super) struct ShownTypes<'p> {
    types: FxHashMap<&'p str, Kind>,
    variables: FxHashMap<&'p str, Kind>,
    taken_apart: FxHashMap<&'p str, Kind>,
    serialized: FxHashMap<&'p str, Kind>,
}

impl<'p> ShownTypes<'p> {
    pub(super) fn of(page: &Page<'p>, hidden: &HiddenTypes<'p>) -> Self {
        let mut shown = Self::default();
        for way in WAYS.iter().filter(|way| page.is_in(way.of)) {
            for found in way.pattern.captures_iter(page) {
                let Some(name) = found.name("name").or(found.name("named")) else { continue };
                if let Some(kind) = way.fields.secret(page, &found, hidden) {
                    shown.types.insert(name.as_str(), kind);
                }
            }
        }
        if OWN_TEXT_BESIDE.iter().any(|sign| page.may_hold(sign)) {
            shown.types.clear();
        }
        if page.is_in(TAKEN_APART.of) {
            for found in TAKEN_APART.pattern.captures_iter(page).take(MOST) {
                let Some(name) = found.name("name") else { continue };
                let kind = TAKEN_APART.fields.secret_property(page, &found);
                shown.taken_apart.extend(kind.map(|kind| (name.as_str(), kind)));
            }
        }
        if shown.types.is_empty() && shown.taken_apart.is_empty() {
            return Self::default();
        }
        shown.read_declarations(page);
        shown
    }

    /// What a variable that is declared as one of such a type prints.
    pub(super) fn of_variable(&self, name: &str) -> Option<Kind> {
        self.variables.get(name).copied()
    }

    /// What a call shows that takes apart a variable of this name.
    pub(super) fn of_serialized(&self, name: &str) -> Option<Kind> {
        self.serialized.get(name).copied()
    }

    /// What the value prints that an expression makes, where it is one of such a type and nothing is taken of it.
    pub(super) fn of_value(&self, text: &str) -> Option<Kind> {
        if self.types.is_empty() {
            return None;
        }
        static BOUND: Pattern = pattern!(r"\.(?:Get|get|Deserialize|Bind)<(?<type>[A-Z]\w*)>\([^()\n]{0,60}\)[!?]?\s*$"; "<");
        let bound = BOUND.captures(text).and_then(|found| found.name("type"));
        if let Some(kind) = bound.and_then(|of| self.types.get(of.as_str())) {
            return Some(*kind);
        }
        let text = text.trim_start();
        let text =
            ["new ", "await ", "&"].iter().find_map(|sign| text.strip_prefix(sign)).unwrap_or(text);
        let is_name = |c: char| c.is_ascii_alphanumeric() || c == '_';
        let name = &text[..text.find(|c: char| !is_name(c)).unwrap_or(text.len())];
        let kind = *self.types.get(name)?;
        let rest = &text[name.len()..];
        let makers = ["", ".new", "::new", "::from_env", "::load", ".from_env", ".load", ".apply"];
        let opened = makers.iter().find_map(|maker| {
            let rest = rest.strip_prefix(maker)?.trim_start();
            rest.starts_with(['(', '{']).then(|| text.len() - rest.len())
        })?;
        let after = &text[(brackets::inside(text, opened).end + 1).min(text.len())..];
        let is_taken_of = after.starts_with(['.', '[', '-']) && !after.starts_with(".await");
        (!is_taken_of).then_some(kind)
    }

    /// Variables and parameters of such types.
    fn read_declarations(&mut self, page: &Page<'p>) {
        for (name, of) in declarations(page) {
            if let Some(kind) = self.types.get(of) {
                self.variables.insert(name, *kind);
            }
            if let Some(kind) = self.taken_apart.get(of) {
                self.serialized.insert(name, *kind);
            }
        }
    }
}

impl Fields {
    /// The secret of the vendor's among the fields of a declaration that nothing keeps back.
    fn secret(
        self,
        page: &Page<'_>,
        found: &Captures<'_>,
        hidden: &HiddenTypes<'_>,
    ) -> Option<Kind> {
        let whole = found.whole().span();
        let fields = match self {
            Self::Bracket => page.inside(whole.end - 1),
            Self::Indented => indented(page, whole.end),
        };
        let has_one = |words: &[&str], start: usize, end: usize| {
            words.iter().any(|word| holds(page.slice(Span { start, end }), word))
        };
        if fields.len() > LONGEST
            || has_one(&KEPT_BACK, whole.start, fields.start.max(whole.start))
            || has_one(&OWN_TEXT, fields.start, fields.end)
            || self.body(page, fields).is_some_and(|body| has_one(&OWN_TEXT, body.start, body.end))
        {
            return None;
        }
        let counts = |span: Span| {
            let line = page.line(span.start);
            let (start, end) = (line.start.max(fields.start), line.end.min(fields.end));
            !has_one(&KEPT_BACK, start, end)
                && !OWN_TYPE.is_match(page.slice(Span { start, end }))
                && !hidden.declares(page.slice(span))
        };
        page.names_in(fields)
            .iter()
            .find(|name| owner::may_be_vendors_secret(page, name) && counts(name.span))
            .map(|name| name.kind)
    }
}

impl Fields {
    /// The secret of the vendor's among the properties of a class that are written with it.
    fn secret_property(self, page: &Page<'_>, found: &Captures<'_>) -> Option<Kind> {
        let fields = page.inside(found.whole().end() - 1);
        let is_property = |name: Span| {
            let line = page.line(name.start);
            let before = page.slice(Span { start: line.start.max(fields.start), end: name.start });
            let start = page.line(line.start.saturating_sub(2)).start.max(fields.start);
            let around = page.slice(Span { start, end: line.end.min(fields.end).max(start) });
            let is_declared = ["public ", "private ", "internal ", "protected "]
                .iter()
                .any(|access| before.contains(access));
            let is_kept_back =
                KEPT_BACK.iter().any(|word| holds(around, word)) || holds(around, "jsonignore");
            is_declared && !before.contains(['(', '=']) && !is_kept_back
        };
        let mut names = page.names_in(fields).iter();
        let found =
            names.find(|name| owner::may_be_vendors_secret(page, name) && is_property(name.span));
        found.filter(|_| fields.len() <= LONGEST).map(|name| name.kind)
    }

    /// The body that follows a list of fields in the line where it closes.
    fn body(self, page: &Page<'_>, fields: Span) -> Option<Span> {
        let Self::Bracket = self else { return None };
        let line = page.line(fields.end);
        let open = page.slice(Span { start: fields.end, end: line.end }).find('{')?;
        Some(page.inside(fields.end + open))
    }
}

/// The lines below `at` that are indented further than its own.
pub(super) fn indented(page: &Page<'_>, at: usize) -> Span {
    let own = indent(page.slice(page.line(at)));
    let start = (page.line(at).end + 1).min(page.text().len());
    let mut end = start;
    while end < page.text().len() && end - start <= LONGEST {
        let line = page.line(end);
        let text = page.slice(line);
        if !text.trim().is_empty() && indent(text) <= own {
            break;
        }
        end = (line.end + 1).min(page.text().len());
    }
    Span { start: page.text().ceil_char_boundary(start), end: page.text().ceil_char_boundary(end) }
}
