//! What a check has to say.

use super::Page;
use crate::model::{Confidence, Mend, Severity, Span};

/// One fault, placed in the text of its page.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Remark {
    /// What to mark: as little as shows the fault, not empty unless the page is.
    pub span: Span,
    /// What is wrong, in one line and without any text of the page but names.
    pub message: String,
    /// The severity; the rule's own where this is absent.
    pub severity: Option<Severity>,
    /// The confidence; the rule's own where this is absent.
    pub confidence: Option<Confidence>,
    /// Values that stand in the page near the mark and must not be shown, whether or not a rule knows their shape.
    pub hidden: Vec<Span>,
    /// How the fault can be mended without a person's judgement.
    pub mend: Option<Mend>,
    /// Whether it holds only because another file of the project [ties](super::Tie) this one to Banqup.
    pub is_tied: bool,
}

impl Remark {
    /// A remark with the severity and confidence of its rule.
    pub(super) fn new(span: Span, message: impl Into<String>) -> Self {
        let message = message.into();
        Self {
            span,
            message,
            severity: None,
            confidence: None,
            hidden: Vec::new(),
            mend: None,
            is_tied: false,
        }
    }

    /// The same, with this severity.
    #[must_use]
    pub(super) fn severity(self, severity: Severity) -> Self {
        Self { severity: Some(severity), ..self }
    }

    /// The same, with this confidence.
    #[must_use]
    pub(super) fn confidence(self, confidence: Confidence) -> Self {
        Self { confidence: Some(confidence), ..self }
    }

    /// The same, with values that must not be shown.
    #[must_use]
    pub(super) fn hiding(mut self, values: impl IntoIterator<Item = Span>) -> Self {
        self.hidden.extend(values);
        self
    }
}

/// The first remark of each line in the order of the text, with all that any remark of the line hides: who mends it looks
/// at the whole of the line.
pub(super) fn one_a_line(page: &Page<'_>, mut remarks: Vec<Remark>) -> Vec<Remark> {
    remarks.sort_by_key(|remark| remark.span);
    let mut found: Vec<Remark> = Vec::new();
    let mut end = None;
    for remark in remarks {
        match found.last_mut() {
            Some(last) if end.is_some_and(|end| remark.span.start <= end) => {
                last.hidden.extend(remark.hidden);
            }
            _ => {
                end = Some(page.line(remark.span.start).end);
                found.push(remark);
            }
        }
    }
    found
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::guidance::page::Facts;

    #[test]
    fn what_a_line_hides_stays_hidden() {
        let page = Page::new("a", "one two\nthree", Facts::default());
        let remark =
            |start, end| Remark::new(Span { start, end }, "x").hiding([Span { start, end }]);
        let kept = one_a_line(&page, vec![remark(4, 7), remark(0, 3), remark(8, 13)]);
        let starts: Vec<usize> = kept.iter().map(|remark| remark.span.start).collect();
        assert_eq!(starts, [0, 8]);
        assert_eq!(kept[0].hidden, [Span { start: 0, end: 3 }, Span { start: 4, end: 7 }]);
    }
}
