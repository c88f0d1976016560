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
    let zero = memchr::memchr(0, rest)?;
    let space = rest[..zero].iter().position(|byte| *byte == b' ')?;
    let id = rest.get(zero + 1..zero + 1 + hash_len)?;
    let mode = match &rest[..space] {
        b"40000" | b"040000" => Mode::Tree,
        b"160000" => Mode::Submodule,
        _ => Mode::Blob,
    };
    Some(Entry { name: &rest[space + 1..zero], id, mode, end: at + zero + 1 + hash_len })
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
    bytes: &[u8],
    base: Option<(&Delta, &Named)>,
    hash_len: usize,
    mut look_up: impl FnMut(&Entry<'_>) -> Option<ObjectNo>,
) -> Option<Named> {
    let mut out = Named {
        entries: Vec::new(),
        size: u32::try_from(bytes.len()).ok()?,
        has_suspicious_name: false,
    };
    out.entries.reserve(base.map_or(0, |(_, named)| named.entries.len() + 2));
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
