//! What a script does with secrets, whoever runs it.
//!
//! Contract: goes by the statements of a shell, which are read once, when something asks for them. What a statement holds
//! is for whoever asks to say.

use std::cell::OnceCell;

use super::Page;
use super::listing::{self, Listed};
use super::shell::{End, HereDocument, Statement, here_documents, statements};
use crate::model::Span;

/// Programs that show what is piped into them.
const SHOWERS: &[&str] =
    &["cat", "tee", "base64", "rev", "xxd", "od", "jq", "sed", "tr", "fold", "hexdump"];

/// A part of a page that a shell runs.
#[derive(Debug)]
pub(super) struct Shell<'p> {
    page: &'p Page<'p>,
    pub(super) span: Span,
    statements: OnceCell<Vec<Statement>>,
    documents: OnceCell<Vec<HereDocument>>,
    shown: OnceCell<Vec<bool>>,
}

impl<'p> Shell<'p> {
    pub(super) fn of(page: &'p Page<'p>, span: Span) -> Self {
        let (statements, documents, shown) = (OnceCell::new(), OnceCell::new(), OnceCell::new());
        Self { page, span, statements, documents, shown }
    }

    /// All of a page.
    pub(super) fn whole(page: &'p Page<'p>) -> Self {
        Self::of(page, Span { start: 0, end: page.text().len() })
    }

    /// Its statements, in order.
    pub(super) fn statements(&self) -> &[Statement] {
        self.statements.get_or_init(|| statements(self.page.text(), self.span))
    }

    /// A statement, and those that its output is piped through.
    pub(super) fn pipe(&self, at: usize) -> &[Statement] {
        let rest = &self.statements()[at..];
        let piped = rest.iter().take_while(|statement| statement.end == End::Piped).count();
        &rest[..rest.len().min(piped + 1)]
    }

    /// Whether what a statement writes is shown to whoever runs the script.
    pub(super) fn is_shown(&self, at: usize) -> bool {
        self.shown.get_or_init(|| self.shown())[at]
    }

    /// What a statement shows of the environment, where it lists it.
    pub(super) fn listed(&self, at: usize) -> Option<Listed> {
        listing::listed(self.page.text(), &self.statements()[at..])
    }

    /// Whether a place is in a here-document.
    pub(super) fn is_in_document(&self, at: usize) -> bool {
        let documents = self.documents();
        let next = documents.partition_point(|document| document.body.start <= at);
        next.checked_sub(1).is_some_and(|last| at < documents[last].body.end)
    }

    /// The here-document that a statement is given, or the one behind it where a redirection stands between the two.
    pub(super) fn document(&self, at: usize) -> Option<HereDocument> {
        let statement = self.statements()[at];
        let begins = |one: &&Statement| self.page.slice(one.span).contains("<<");
        let of = [Some(&statement), self.statements().get(at + 1)];
        let line = self.page.line(of.into_iter().flatten().find(begins)?.span.end);
        let documents = self.documents();
        let next = documents.partition_point(|document| document.body.start < line.end);
        let is_its = |document: &&HereDocument| document.body.start <= line.end + "\r\n".len();
        documents.get(next).filter(is_its).copied()
    }

    fn documents(&self) -> &[HereDocument] {
        self.documents.get_or_init(|| here_documents(self.page.text(), self.span))
    }

    /// A pipe is followed from its end, so that each part of it is asked once.
    fn shown(&self) -> Vec<bool> {
        let statements = self.statements();
        let mut shown = vec![false; statements.len()];
        for (at, statement) in statements.iter().enumerate().rev() {
            shown[at] = match statement.end {
                End::Shown => true,
                End::Piped => {
                    let next = statements.get(at + 1);
                    let program = next.and_then(|next| next.program(self.page.text()));
                    program.is_some_and(|program| SHOWERS.contains(&program)) && shown[at + 1]
                }
                End::Redirect(target) => self.page.slice(target).starts_with("/dev/std"),
                End::Captured => false,
            };
        }
        shown
    }
}
