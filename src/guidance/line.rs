//! One fault a line: who mends it looks at the whole of the line.

use super::{Page, Remark};

/// The first remark of each line in the order of the text, with all that any remark of the line hides.
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
    use crate::model::Span;

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
