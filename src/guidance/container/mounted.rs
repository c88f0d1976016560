//! Secrets that a step of a build mounts, and their files in the step.
//!
//! Contract: a mount is no part of the image; what a command copies or writes from it is. Of mounts that are named for
//! somebody else nothing is said.

use crate::guidance::Page;
use crate::guidance::document::dockerfile::Instruction;
use crate::guidance::owner::{is_nobodys, is_vendors};
use crate::guidance::pattern::{Pattern, pattern};
use crate::guidance::statement::Statement;
use crate::model::Span;

/// Where secrets are mounted that say no place of their own.
const FOLDER: &str = "/run/secrets/";

/// The secrets that one step mounts.
pub(super) struct Mounts<'p> {
    page: &'p Page<'p>,
    /// Places of those that stand in none of the usual ones.
    places: Vec<&'p str>,
}

impl<'p> Mounts<'p> {
    pub(super) fn of(page: &'p Page<'p>, instruction: &Instruction) -> Self {
        let flags = instruction.words.iter().map(|word| page.slice(*word));
        let flags = flags.take_while(|word| word.starts_with("--"));
        Self { page, places: flags.filter_map(place).collect() }
    }

    /// The first of them that a part of the step reads: `cat /run/secrets/banqup`, `< /run/secrets/banqup`.
    pub(super) fn read(&self, part: Span) -> Option<Span> {
        static READ: Pattern =
            pattern!(r#"(?:\bcat\s|<)\s*["']?(?<file>/[^\s"';|&)]{1,200})"#; "/");
        let found = READ.captures_iter(self.page.slice(part)).filter_map(|read| read.name("file"));
        let mut found = found.map(|file| file.span_from(part.start));
        found.find(|file| self.is_one(self.page.slice(*file)))
    }

    /// Those that a command copies to a file or folder, and where that is.
    pub(super) fn copied(&self, statement: &Statement) -> Option<(Span, Span)> {
        const COPIERS: &[&str] = &["cp", "install", "mv"];
        let text = self.page.text();
        if !statement.program(text).is_some_and(|program| COPIERS.contains(&program)) {
            return None;
        }
        let mut words: Vec<Span> = words(text, statement.span).collect();
        let target = words.pop()?;
        let file = words.into_iter().find(|word| self.is_one(self.page.slice(*word)))?;
        Some((file, target))
    }

    fn is_one(&self, file: &str) -> bool {
        let file = file.trim_matches(['"', '\'']);
        file.strip_prefix(FOLDER).is_some_and(is_ours) || self.places.contains(&file)
    }
}

/// The words of a command.
fn words(text: &str, span: Span) -> impl Iterator<Item = Span> + '_ {
    let mut at = span.start;
    text[span.start..span.end].split_inclusive(|c: char| c.is_ascii_whitespace()).filter_map(
        move |part| {
            let start = at;
            at += part.len();
            let word = Span { start, end: start + part.trim_ascii_end().len() };
            (!word.is_empty()).then_some(word)
        },
    )
}

/// The place of its own that a flag gives to a secret of the vendor's.
fn place(flag: &str) -> Option<&str> {
    let fields = flag.strip_prefix("--mount=")?.trim_matches(['"', '\'']);
    let get = |keys: &[&str]| {
        let mut fields = fields.split(',').filter_map(|field| field.split_once('='));
        fields.find(|(key, _)| keys.contains(key)).map(|(_, value)| value)
    };
    let place = get(&["target", "dst", "destination"])?;
    let is = get(&["type"]) == Some("secret") && get(&["id"]).is_none_or(is_ours);
    is.then_some(place)
}

/// Whether the name of a secret may be that of one of the vendor's.
fn is_ours(name: &str) -> bool {
    is_vendors(name) || is_nobodys(name)
}
