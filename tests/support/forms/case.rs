//! One labelled case: files, and what has to be found in them.

use super::doc::{Doc, Expect, Place, Precision};
use super::sheet::Sheet;
use crate::secrets::Secrets;

/// A file in the idiom of its kind, as a template of [`Sheet`].
#[derive(Debug)]
pub(crate) struct Form<'a> {
    /// Unique in the corpus.
    pub(crate) name: &'a str,
    /// The file's path in the case's folder.
    pub(crate) path: &'a str,
    /// The template.
    pub(crate) text: &'a str,
}

/// A file of a case.
#[derive(Debug)]
pub(crate) struct File {
    pub(crate) path: String,
    pub(crate) bytes: Vec<u8>,
}

/// An expectation with its place in the case.
#[derive(Debug)]
pub(crate) struct Planted {
    /// Path of the file.
    pub(crate) path: String,
    /// The member's path where the file is an archive.
    pub(crate) archive: Option<String>,
    /// The places that are right.
    pub(crate) places: Vec<Place>,
    /// What has to be said.
    pub(crate) expect: Expect,
}

/// A folder of files to check as one project.
#[derive(Debug)]
pub(crate) struct Case {
    pub(crate) name: String,
    pub(crate) files: Vec<File>,
    pub(crate) planted: Vec<Planted>,
}

impl Case {
    /// A case without files.
    pub(crate) fn new(name: impl Into<String>) -> Self {
        Self { name: name.into(), files: Vec::new(), planted: Vec::new() }
    }

    /// Adds a file in UTF-8.
    #[must_use]
    pub(crate) fn file(self, path: &str, doc: &Doc) -> Self {
        self.encoded(path, doc, |text| text.as_bytes().to_vec())
    }

    /// Adds a file whose bytes are an encoding of the text that changes no line and no column.
    #[must_use]
    pub(crate) fn encoded(self, path: &str, doc: &Doc, encode: impl Fn(&str) -> Vec<u8>) -> Self {
        self.packed(path, None, doc, encode)
    }

    /// Adds an archive with the text as its member `archive`.
    #[must_use]
    pub(crate) fn packed(
        mut self,
        path: &str,
        archive: Option<&str>,
        doc: &Doc,
        encode: impl Fn(&str) -> Vec<u8>,
    ) -> Self {
        self.planted.extend(doc.places().into_iter().map(|(places, expect)| Planted {
            path: path.to_owned(),
            archive: archive.map(str::to_owned),
            places,
            expect,
        }));
        self.files.push(File { path: path.to_owned(), bytes: encode(&doc.text) });
        self
    }

    /// The number of values that have to be found.
    pub(crate) fn required(&self) -> usize {
        self.planted.iter().filter(|planted| planted.expect.required).count()
    }
}

/// The cases of a table of forms. Three seeds in a row show each form with all three line ends.
pub(crate) fn dressed(forms: &[Form<'_>], seed: u64) -> Vec<Case> {
    const LINE_ENDS: [&str; 3] = ["\n", "\r\n", "\r"];
    forms
        .iter()
        .map(|form| {
            let mut secrets = Secrets::new(seed).fork(form.name);
            let line_end = LINE_ENDS[(form.name.len() as u64 + seed) as usize % LINE_ENDS.len()];
            let byte_order_mark = secrets.below(6) == 0;
            let doc = Sheet::new(secrets)
                .fill(form.text)
                .map(None, |piece| piece.replace('\n', line_end));
            Case::new(form.name).encoded(form.path, &doc, |text| {
                let mark: &[u8] = if byte_order_mark { b"\xef\xbb\xbf" } else { b"" };
                [mark, text.as_bytes()].concat()
            })
        })
        .collect()
}

impl Planted {
    /// Whether a finding of `rule` with the identity `id` at `place` is this one.
    pub(crate) fn accepts(&self, path: &str, rule: &str, id: &str, place: Place) -> bool {
        self.names(path, rule, id)
            && match self.expect.precision {
                Precision::Exact => self.places.contains(&place),
                Precision::Line => self.places.iter().any(|(line, _)| *line == place.0),
                Precision::File => true,
            }
    }

    /// Whether rule, path and value are right, wherever the finding is.
    pub(crate) fn names(&self, path: &str, rule: &str, id: &str) -> bool {
        self.path == path && self.expect.rules.contains(&rule) && self.holds(id)
    }

    /// Whether the value is an accepted one.
    pub(crate) fn holds(&self, id: &str) -> bool {
        self.expect.values.is_empty()
            || self.expect.values.iter().any(|value| super::value_id(value) == id)
    }
}
