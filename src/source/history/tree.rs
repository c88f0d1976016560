//! Trees: their entries, and which objects they name, without looking up again what the base tree named already.

use super::pack::{Delta, Step};
use super::store::ObjectNo;

/// Stands for an entry that names a commit of another repository.
pub(super) const SUBMODULE: ObjectNo = ObjectNo::MAX;

/// One entry of a tree.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Entry<'a> {
    /// The name, without its folder.
    pub(super) name: &'a [u8],
    /// The bytes of the id.
    pub(super) id: &'a [u8],
    /// What the mode says.
    pub(super) mode: Mode,
    /// Where the next entry starts.
    pub(super) end: usize,
}

/// What an entry's mode says about the object it names.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Mode {
    /// A file or a symbolic link.
    Blob,
    /// A folder.
    Tree,
    /// A commit of another repository.
    Submodule,
}

/// The entry that starts at `at`; `None` if it is cut short or has no form of an entry.
pub(super) fn entry(bytes: &[u8], at: usize, hash_len: usize) -> Option<Entry<'_>> {
    let rest = bytes.get(at..)?;
    // Modes are written with five or six digits, and told by the first two.
    let space = match rest {
        [b'1', _, _, _, _, _, b' ', ..] if is_digits(&rest[1..6]) => 6,
        [b'4', _, _, _, _, b' ', ..] if is_digits(&rest[1..5]) => 5,
        _ => memchr::memchr2(b' ', 0, rest).filter(|at| rest[*at] == b' ')?,
    };
    let zero = space + memchr::memchr(0, &rest[space..])?;
    let id = rest.get(zero + 1..zero + 1 + hash_len)?;
    let mode = match &rest[..space] {
        b"40000" | b"040000" => Mode::Tree,
        b"160000" => Mode::Submodule,
        _ => Mode::Blob,
    };
    Some(Entry { name: &rest[space + 1..zero], id, mode, end: at + zero + 1 + hash_len })
}

/// Whether nothing but digits stands here, told without a branch for each.
fn is_digits(bytes: &[u8]) -> bool {
    bytes.iter().fold(true, |all, byte| all & byte.is_ascii_digit())
}

/// All entries of a tree; ends early, with `None` as its last item, where the bytes have no form of a tree.
pub(super) fn entries(bytes: &[u8], hash_len: usize) -> impl Iterator<Item = Option<Entry<'_>>> {
    let mut at = 0;
    std::iter::from_fn(move || {
        if at >= bytes.len() {
            return None;
        }
        let found = entry(bytes, at, hash_len);
        at = found.map_or(bytes.len(), |entry| entry.end);
        Some(found)
    })
}

/// The objects that a tree names, each with the place of its entry.
#[derive(Debug, Default)]
pub(super) struct Named {
    /// The tree itself.
    pub(super) number: ObjectNo,
    /// The start of each entry and the object it names, in order.
    pub(super) entries: Vec<(u32, ObjectNo)>,
    /// The size of the tree, in bytes.
    size: u32,
    /// Whether the first filter fired on any of the names.
    pub(super) has_suspicious_name: bool,
}

/// Lists what a tree names. `look_up` is asked only for entries that the base tree does not hold in one piece.
///
/// Returns `None` where the bytes have no form of a tree.
pub(super) fn named(
    number: ObjectNo,
    bytes: &[u8],
    base: Option<(&Delta, &Named)>,
    hash_len: usize,
    mut look_up: impl FnMut(&Entry<'_>) -> Option<ObjectNo>,
) -> Option<Named> {
    let mut out = Named {
        number,
        entries: Vec::new(),
        size: u32::try_from(bytes.len()).ok()?,
        has_suspicious_name: false,
    };
    // Names are about as long as ids, or shorter.
    let least = bytes.len() / (2 * hash_len + 8);
    out.entries.reserve(base.map_or(least, |(_, named)| named.entries.len() + 2));
    let mut at = 0;
    if let Some((delta, base)) = base {
        let mut step_start = 0;
        for step in delta.steps() {
            let step_end = step_start + step.len() as usize;
            // Entries that end in this step but began before it, or that it adds.
            while at < step_end {
                if let Step::Copy { from, .. } = step
                    && at >= step_start
                    && let Some(next) =
                        copy_entries(base, *from as usize, step_start..step_end, at, &mut out)
                {
                    at = next;
                    continue;
                }
                let entry = entry(bytes, at, hash_len)?;
                out.entries.push((at as u32, look_up(&entry)?));
                at = entry.end;
            }
            step_start = step_end;
        }
    }
    while at < bytes.len() {
        let entry = entry(bytes, at, hash_len)?;
        out.entries.push((at as u32, look_up(&entry)?));
        at = entry.end;
    }
    Some(out)
}

/// Takes over the base's entries that a copy holds whole, from the one at `at` on; `None` if there is none.
fn copy_entries(
    base: &Named,
    from: usize,
    step: std::ops::Range<usize>,
    at: usize,
    out: &mut Named,
) -> Option<usize> {
    let in_base = |place: usize| (place - step.start + from) as u32;
    let first = base.entries.binary_search_by_key(&in_base(at), |(start, _)| *start).ok()?;
    let limit = in_base(step.end);
    let end_of = |index: usize| base.entries.get(index + 1).map_or(base.size, |(start, _)| *start);
    let mut last = first;
    while last < base.entries.len() && end_of(last) <= limit {
        last += 1;
    }
    if last == first {
        return None;
    }
    let shift = |start: u32| (start as usize - from + step.start) as u32;
    out.entries
        .extend(base.entries[first..last].iter().map(|(start, number)| (shift(*start), *number)));
    Some(shift(end_of(last - 1)) as usize)
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The place of the space and of the zero, by a plain walk.
    fn plain(bytes: &[u8]) -> Option<(usize, usize)> {
        let zero = bytes.iter().position(|byte| *byte == 0)?;
        Some((bytes[..zero].iter().position(|byte| *byte == b' ')?, zero))
    }

    #[test]
    fn an_entry_is_that_of_a_plain_walk_whatever_its_mode() {
        let tail = b"a name\0\x20\0\x01\x02rest";
        let modes = [
            "100644", "40000", "040000", "120000", "160000", "1", "", "4000", "1006441", "10 644",
            "4 000", "1\u{0}0644", "400\u{0}0", "10064x", "4000x",
        ];
        for mode in modes {
            for space in [" ", "", "  "] {
                let mut bytes = [mode.as_bytes(), space.as_bytes(), tail].concat();
                for length in (0..=bytes.len()).rev() {
                    bytes.truncate(length);
                    let found = entry(&bytes, 0, 4)
                        .map(|entry| (entry.name.to_vec(), entry.id.to_vec(), entry.end));
                    let expected = plain(&bytes).and_then(|(space, zero)| {
                        let id = bytes.get(zero + 1..zero + 5)?;
                        Some((bytes[space + 1..zero].to_vec(), id.to_vec(), zero + 5))
                    });
                    assert_eq!(found, expected, "{mode:?} {length}");
                }
            }
        }
    }
}
