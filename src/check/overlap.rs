//! One value seen in several readings of a content counts once.

use crate::model::{Span, ValueId};

/// A value as one reading of the content shows it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Sight {
    /// The rule's index.
    pub rule: u16,
    /// Where it stands in the text of the content.
    pub span: Span,
    /// The value.
    pub value: ValueId,
    /// The number of encodings that were undone.
    pub depth: usize,
    /// Whether the evidence is enough; one that is not gives way to one that is.
    pub counts: bool,
    /// Whether the value is a whole made of others: a header, a token. What only a deeper reading shows inside gives
    /// way.
    pub whole: bool,
    /// Whether the value is a place, such as an address, which may hold values of other rules.
    pub place: bool,
}

/// The indices of the sights to keep, in the order in which they stand in the content.
pub fn keep_once(sights: &[Sight]) -> Vec<usize> {
    let mut order: Vec<usize> = (0..sights.len()).collect();
    order.sort_by_key(|&index| {
        let sight = &sights[index];
        let length = std::cmp::Reverse(sight.span.len());
        (sight.span.start, length, sight.depth, sight.rule, sight.value)
    });
    let mut kept = vec![false; sights.len()];
    // What is kept and reaches to the sight at hand or beyond; sights come in the order of their starts.
    let mut open: Vec<usize> = Vec::new();
    for &index in &order {
        let sight = &sights[index];
        open.retain(|&rival| kept[rival] && sights[rival].span.end > sight.span.start);
        let outcomes = || open.iter().map(|&rival| (rival, wins(&sights[rival], sight)));
        if outcomes().any(|(_, outcome)| outcome == Outcome::First) {
            continue;
        }
        let beaten: Vec<usize> = outcomes()
            .filter(|(_, outcome)| *outcome == Outcome::Second)
            .map(|(rival, _)| rival)
            .collect();
        beaten.into_iter().for_each(|rival| kept[rival] = false);
        kept[index] = true;
        open.push(index);
    }
    order.retain(|&index| kept[index]);
    order
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Outcome {
    Both,
    First,
    Second,
}

fn wins(first: &Sight, second: &Sight) -> Outcome {
    if !first.span.overlaps(second.span) || first.place != second.place {
        return Outcome::Both;
    }
    let same = first.rule == second.rule && first.value == second.value;
    if same {
        let better = |sight: &Sight| (!sight.counts, sight.depth);
        return if better(second) < better(first) { Outcome::Second } else { Outcome::First };
    }
    if first.whole && second.depth > first.depth {
        return Outcome::First;
    }
    if second.whole && first.depth > second.depth {
        return Outcome::Second;
    }
    // The first line of a whole that is split over lines, decoded by itself.
    let is_inside = |part: &Sight, whole: &Sight| {
        whole.whole
            && part.depth == whole.depth
            && part.depth > 0
            && part.span.start >= whole.span.start
            && part.span.end < whole.span.end
    };
    if is_inside(second, first) {
        return Outcome::First;
    }
    if is_inside(first, second) {
        return Outcome::Second;
    }
    match (first.counts, second.counts) {
        (true, false) => return Outcome::First,
        (false, true) => return Outcome::Second,
        _ => {}
    }
    // A value that was joined or decoded covers what one reading took for values of their own.
    if first.depth == second.depth {
        return Outcome::Both;
    }
    // An address that is whole as it stands does not go on in the next line.
    if first.place {
        return if first.depth < second.depth { Outcome::First } else { Outcome::Second };
    }
    match first.span.len().cmp(&second.span.len()) {
        std::cmp::Ordering::Greater => Outcome::First,
        std::cmp::Ordering::Less => Outcome::Second,
        std::cmp::Ordering::Equal => Outcome::Both,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn sight(rule: u16, start: usize, end: usize, value: &str, depth: usize) -> Sight {
        let value = ValueId::of(value);
        let span = Span { start, end };
        Sight { rule, span, value, depth, counts: true, whole: false, place: false }
    }

    #[test]
    fn the_plainest_reading_is_kept() {
        let sights = [sight(1, 5, 69, "a", 1), sight(1, 5, 69, "a", 0), sight(1, 80, 144, "b", 0)];
        assert_eq!(keep_once(&sights), [1, 2]);
    }

    #[test]
    fn a_joined_value_covers_its_halves() {
        let sights =
            [sight(1, 5, 37, "half", 0), sight(1, 5, 75, "whole", 1), sight(1, 43, 75, "other", 0)];
        assert_eq!(keep_once(&sights), [1]);
    }

    #[test]
    fn an_address_does_not_go_on_in_the_next_line() {
        let mut sights = [sight(7, 6, 30, "plain", 0), sight(7, 6, 33, "joined", 1)];
        sights.iter_mut().for_each(|sight| sight.place = true);
        assert_eq!(keep_once(&sights), [0]);
        sights.reverse();
        assert_eq!(keep_once(&sights), [1]);
    }

    #[test]
    fn an_address_and_the_value_in_it_are_two() {
        let mut address = sight(7, 0, 100, "url", 0);
        address.place = true;
        assert_eq!(keep_once(&[address, sight(1, 20, 84, "a", 0)]).len(), 2);
    }
}
