//! A rule pack's tables, read key by key, so that no fault hides another.

use serde::Deserialize;
use toml::Spanned;
use toml::de::{DeTable, DeValue, ValueDeserializer};

use super::RuleError;
use crate::model::{covered, nearest};

/// The faults of one pack, for the person who wrote it.
pub(super) struct Faults<'t> {
    file: &'t str,
    text: &'t str,
    errors: Vec<RuleError>,
}

impl<'t> Faults<'t> {
    /// None yet in the pack of that name and text.
    pub(super) fn new(file: &'t str, text: &'t str) -> Self {
        Self { file, text, errors: Vec::new() }
    }

    /// Adds a fault at byte `offset`. What could be a secret in the message is covered: a person may have pasted one
    /// where a word belongs.
    pub(super) fn add(&mut self, offset: usize, message: impl AsRef<str>) {
        self.errors.push(RuleError::at(self.file, self.text, offset, covered(message.as_ref())));
    }

    /// How many there are.
    pub(super) fn count(&self) -> usize {
        self.errors.len()
    }

    /// All of them, by line.
    pub(super) fn into_errors(mut self) -> Vec<RuleError> {
        self.errors.sort_by_key(|error| error.line);
        self.errors
    }

    /// The value as `T`, or a fault.
    pub(super) fn read<'a, T: Deserialize<'a>>(
        &mut self,
        key: &str,
        value: Spanned<DeValue<'a>>,
    ) -> Option<Spanned<T>> {
        let span = value.span();
        match T::deserialize(ValueDeserializer::from(value)) {
            Ok(read) => Some(Spanned::new(span, read)),
            Err(error) => {
                // A fault inside a table has a place of its own.
                let place = error.span().map_or(span.start, |inner| inner.start.max(span.start));
                self.add(place, format!("`{key}`: {}", error.message()));
                None
            }
        }
    }
}

/// A table of which keys are taken one after the other.
pub(super) struct Fields<'a> {
    table: DeTable<'a>,
    /// Where it starts.
    at: usize,
    /// The keys that were asked for.
    known: Vec<&'static str>,
}

impl<'a> Fields<'a> {
    /// All keys of a table.
    pub(super) fn of(table: DeTable<'a>, at: usize) -> Self {
        Self { table, at, known: Vec::new() }
    }

    /// The keys of the table that stands at `key`.
    pub(super) fn open(
        key: &str,
        value: Spanned<DeValue<'a>>,
        faults: &mut Faults<'_>,
    ) -> Option<Self> {
        let at = value.span().start;
        match value.into_inner() {
            DeValue::Table(table) => Some(Self::of(table, at)),
            other => {
                faults.add(at, format!("`{key}` is a {}, and no table", other.type_str()));
                None
            }
        }
    }

    /// The value of a key that may be absent.
    pub(super) fn take<T: Deserialize<'a>>(
        &mut self,
        key: &'static str,
        faults: &mut Faults<'_>,
    ) -> Option<Spanned<T>> {
        faults.read(key, self.raw(key)?)
    }

    /// The value of a key that has to be there.
    pub(super) fn need<T: Deserialize<'a>>(
        &mut self,
        key: &'static str,
        faults: &mut Faults<'_>,
    ) -> Option<Spanned<T>> {
        let value = self.present(key, faults)?;
        faults.read(key, value)
    }

    /// The table of a key that has to be there.
    pub(super) fn table(&mut self, key: &'static str, faults: &mut Faults<'_>) -> Option<Self> {
        let mut inner = Self::open(key, self.present(key, faults)?, faults)?;
        // One that dotted keys make has no place of its own.
        inner.at = inner.at.max(self.at);
        Some(inner)
    }

    /// The items of a list, and where it starts; `None` where the key is absent.
    pub(super) fn list(
        &mut self,
        key: &'static str,
        faults: &mut Faults<'_>,
    ) -> Option<(usize, Vec<Spanned<DeValue<'a>>>)> {
        let value = self.raw(key)?;
        let at = value.span().start;
        match value.into_inner() {
            DeValue::Array(items) => Some((at, items.into_iter().collect())),
            other => {
                faults.add(at, format!("`{key}` is a {}, and no list", other.type_str()));
                None
            }
        }
    }

    /// The same of a key that has to be there.
    pub(super) fn need_list(
        &mut self,
        key: &'static str,
        faults: &mut Faults<'_>,
    ) -> Option<(usize, Vec<Spanned<DeValue<'a>>>)> {
        if !self.table.contains_key(key) {
            self.present(key, faults);
            return None;
        }
        self.list(key, faults)
    }

    /// Names the keys that nobody asked for.
    pub(super) fn end(self, faults: &mut Faults<'_>) {
        for (name, _) in self.table {
            let word = name.get_ref();
            let hint = nearest(word, self.known.iter().copied()).map_or_else(
                || format!("known here: {}", listed(self.known.iter().copied())),
                |near| format!("did you mean `{near}`?"),
            );
            faults.add(name.span().start, format!("unknown key `{word}`; {hint}"));
        }
    }

    fn raw(&mut self, key: &'static str) -> Option<Spanned<DeValue<'a>>> {
        self.known.push(key);
        self.table.remove(key)
    }

    fn present(
        &mut self,
        key: &'static str,
        faults: &mut Faults<'_>,
    ) -> Option<Spanned<DeValue<'a>>> {
        let value = self.raw(key);
        if value.is_none() {
            faults.add(self.at, format!("`{key}` is missing"));
        }
        value
    }
}

/// Words as messages list them.
pub(super) fn listed<'w>(words: impl Iterator<Item = &'w str>) -> String {
    words.map(|word| format!("`{word}`")).collect::<Vec<_>>().join(", ")
}
