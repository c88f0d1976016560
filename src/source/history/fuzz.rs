//! Lets `fuzz/` at deltas and trees as histories read them. Part of no release: behind the feature `fuzzing`.

use super::pack::fuzz::parsed;
use super::pack::{Delta, Step};
use super::tree::{self, Named};
use crate::model::Span;

/// Nothing that is put together here is larger than this, in bytes.
const LARGEST: u64 = 1 << 20;

/// How far around what is new the test of new stretches looks, in bytes.
const MARGIN: usize = 8;

/// The name and id of each entry of a tree; `None` where its bytes have no form of one.
pub fn entries(bytes: &[u8], hash_len: usize) -> impl Iterator<Item = Option<(&[u8], &[u8])>> {
    tree::entries(bytes, hash_len).map(|entry| entry.map(|entry| (entry.name, entry.id)))
}

/// A delta on a base: put together, looked through for what is new, and read as a tree.
pub fn delta(base: &[u8], raw: &[u8]) {
    let Some((delta, size)) = parsed(base.len(), raw) else { return };
    if size > LARGEST {
        return;
    }
    let result = delta.fuzzed_result(base);
    assert_eq!(result.len() as u64, size);
    assert_eq!(result, plainly(&delta, base, raw));
    nothing_new_is_passed_over(&delta, base, &result);
    what_is_kept_stands_where_it_is_said_to(&delta, base, &result);
    the_base_spares_looking_up(&delta, base, &result);
}

/// The result, step by step.
fn plainly(delta: &Delta, base: &[u8], raw: &[u8]) -> Vec<u8> {
    let mut result = Vec::new();
    for step in delta.steps() {
        let (source, from, len) = match *step {
            Step::Copy { from, len } => (base, from as usize, len as usize),
            Step::Add { from, len } => (raw, from as usize, len as usize),
        };
        result.extend_from_slice(&source[from..from + len]);
    }
    result
}

/// Whatever stands in the result within the margin, and not in the base, is shown.
fn nothing_new_is_passed_over(delta: &Delta, base: &[u8], result: &[u8]) {
    let mut shown: Vec<Vec<u8>> = Vec::new();
    delta.fuzzed_each_new(base, MARGIN, |place, piece| {
        assert_eq!(&result[place.start..place.end], piece, "a new stretch stands elsewhere");
        shown.push(piece.to_vec());
    });
    let holds = |text: &[u8], window: &[u8]| memchr::memmem::find(text, window).is_some();
    for window in result.windows(MARGIN).take(4096) {
        let is_shown = shown.iter().any(|piece| holds(piece, window));
        assert!(is_shown || holds(base, window), "a new stretch was not shown");
    }
}

/// A place that a delta keeps holds the same bytes in the result, and so does what is near it where that is said to be
/// kept.
fn what_is_kept_stands_where_it_is_said_to(delta: &Delta, base: &[u8], result: &[u8]) {
    let windows = (0..base.len().saturating_sub(MARGIN)).take(4096);
    for start in windows.step_by(3) {
        let place = Span { start, end: start + MARGIN };
        delta.fuzzed_each_kept(base, &[place], MARGIN, |_, kept, is_deep| {
            assert_eq!(&result[kept.start..kept.end], &base[place.start..place.end]);
            if is_deep {
                assert_eq!(around(result, kept), around(base, place));
            }
        });
    }
}

fn around(bytes: &[u8], place: Span) -> &[u8] {
    &bytes[place.start.saturating_sub(MARGIN)..bytes.len().min(place.end + MARGIN)]
}

/// A tree that is read with the help of its base names what it names without.
fn the_base_spares_looking_up(delta: &Delta, base: &[u8], result: &[u8]) {
    const HASH: usize = 20;
    // The number of an object follows from its id, as in a store.
    let number = |entry: &tree::Entry<'_>| {
        Some(entry.id.iter().fold(0_u32, |sum, byte| sum.wrapping_mul(31) ^ u32::from(*byte)))
    };
    let of = |named: Option<Named>| named.map(|named| named.entries);
    let whole = of(tree::named(0, result, None, HASH, number));
    if let Some(of_base) = tree::named(0, base, None, HASH, number) {
        assert_eq!(of(tree::named(0, result, Some((delta, &of_base)), HASH, number)), whole);
    }
}
