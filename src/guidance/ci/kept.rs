//! Files with a secret of Banqup's that a system keeps for a pipeline: where they are shown, and what is made of them.
//!
//! Contract: such a file is told by the name of the variable that says where it is. That of a file of settings,
//! `BANQUP_ENV`, may also be the name of an environment: it counts where it is all of a word, and is read or written as
//! a file.

use super::Pipeline;
use super::script::Script;
use crate::guidance::credential_file::is_dotenv;
use crate::guidance::name;
use crate::guidance::owner::{self, Scope};
use crate::guidance::script::{READERS, Text, Written};
use crate::guidance::statement::Statement;
use crate::guidance::variable::{Use, uses};
use crate::model::Span;

/// Endings of variables that say where a file is.
const PLACES: &[&str] = &["_FILE", "_PATH", "_JSON", ".secureFilePath"];

/// Programs that make a copy of a file.
const COPIERS: &[&str] = &["cp", "mv", "install", "ln", "copy", "Copy-Item"];

/// Words of the names of files of settings, and of what they are written in.
const SETTINGS: &[&str] = &["env", "dotenv", "envfile"];
const FORMS: &[&str] = &["dotenv", "envfile", "file", "b64", "base64"];

/// The variable that says where such a file is, in a statement that shows the file.
pub(super) fn shown(pipeline: &Pipeline<'_>, statement: Statement) -> Option<Span> {
    is_reader(pipeline, statement.span).then(|| place(pipeline, statement.span)).flatten()
}

/// The files into which a script writes what is in such a file, or in a variable that holds all of one.
pub(super) fn written(pipeline: &Pipeline<'_>, script: &Script<'_>) -> Vec<Written> {
    let page = pipeline.page;
    let mut found = script.shell.written(|part, text| match text {
        Text::Filled if is_reader(pipeline, part) => place(pipeline, part),
        Text::Filled => settings(pipeline, part).map(|used| used.span),
        // What the system fills in stands there before a shell reads it.
        Text::Plain => settings(pipeline, part).filter(|used| used.is_inline).map(|used| used.span),
        Text::Made => None,
    });
    // What is called `BANQUP_ENV` and is no secret may be a word.
    let is_whole = |written: &Written| {
        let (file, what) = (page.slice(written.file), page.slice(written.what));
        let name = file.rsplit('/').next().unwrap_or(file).to_ascii_lowercase();
        what.contains("secrets") || says_file(what) || is_dotenv(&name)
    };
    found.retain(is_whole);
    found.extend(copied(pipeline, script));
    found
}

/// The copies that a script makes of such files: `cp "$BANQUP_ENV_FILE" .env`.
fn copied(pipeline: &Pipeline<'_>, script: &Script<'_>) -> Vec<Written> {
    let page = pipeline.page;
    let mut found = Vec::new();
    for (at, statement) in script.shell.statements().iter().enumerate() {
        let span = statement.span;
        if !statement.program(page.text()).is_some_and(|program| COPIERS.contains(&program)) {
            continue;
        }
        let Some(what) = place(pipeline, span) else { continue };
        let word = page.slice(span).rsplit([' ', '\t']).next().unwrap_or_default();
        let file = Span { start: span.end - word.len(), end: span.end };
        if file.start >= what.end {
            found.push(Written { at, file, what });
        }
    }
    found
}

fn is_reader(pipeline: &Pipeline<'_>, command: Span) -> bool {
    let first = pipeline.page.slice(command).split_ascii_whitespace().next();
    first.is_some_and(|program| READERS.contains(&program))
}

/// The variable in a command that says where a file with a secret of Banqup's is.
fn place(pipeline: &Pipeline<'_>, command: Span) -> Option<Span> {
    let page = pipeline.page;
    let is_place = |used: &Use| {
        let name = page.slice(used.name);
        let plain = PLACES.iter().find_map(|end| name.strip_suffix(end)).unwrap_or(name);
        owner::is_vendors(name) && owner::secret(plain, Scope::Other).is_some()
            || is_settings(plain) && is_word(page.text(), used)
    };
    uses(page.text(), command).find(is_place).map(|used| used.span)
}

/// The variable in a text that holds all of a file of settings.
fn settings(pipeline: &Pipeline<'_>, part: Span) -> Option<Use> {
    let page = pipeline.page;
    uses(page.text(), part).find(|used| {
        let is_plain = page.slice(used.span).contains("vars.");
        !is_plain && is_settings(page.slice(used.name)) && is_word(page.text(), used)
    })
}

/// Whether a name is that of Banqup's settings: `BANQUP_ENV`, `BANQUP_PROD_DOTENV`.
fn is_settings(name: &str) -> bool {
    let words = name::words(name);
    let has_settings = words.iter().any(|word| SETTINGS.contains(&word.as_str()));
    let is_plain = |word: &String| {
        owner::is_vendors(word) || owner::is_nobodys(word) || FORMS.contains(&word.as_str())
    };
    owner::is_vendors(name) && has_settings && words.iter().all(is_plain)
}

/// Whether the use of a variable says that there is a file in it, or that it says where one is.
fn says_file(used: &str) -> bool {
    let lower = used.to_ascii_lowercase();
    FORMS.iter().any(|word| lower.contains(word)) || lower.contains("path")
}

/// Whether a variable is all of a word, quotes left out.
fn is_word(text: &str, used: &Use) -> bool {
    let is_end = |c: char| c.is_whitespace() || matches!(c, '"' | '\'' | ';' | '|' | '>' | ')');
    text[..used.span.start].chars().next_back().is_none_or(is_end)
        && text[used.span.end..].chars().next().is_none_or(is_end)
}
