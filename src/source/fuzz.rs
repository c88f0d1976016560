//! Lets `fuzz/` at the readers of single objects. Part of no release: behind the feature `fuzzing`.
//!
//! Contract: each takes any bytes, and panics where what was read breaks the reader's own contract.

use super::git_config::GitConfig;
use super::{commit, loose, tree};
use crate::model::ObjectId;

pub use super::history::fuzz::{delta, entries};

/// A commit, a tag, and all that is made of either.
pub fn commit_or_tag(bytes: &[u8]) {
    if let Some(read) = commit::parse_commit(bytes) {
        assert!(read.signature.end <= read.message_start && read.message_start <= bytes.len());
        let said = commit::said(bytes, &read);
        assert!(said.starts_with(&bytes[read.message_start..]), "the message comes first");
        commit::commit_info(read.tree, bytes, &read);
        commit::person_time(read.committer);
    }
    if let Some(read) = commit::parse_tag(bytes) {
        assert!(read.message_start <= bytes.len());
        commit::tag_said(bytes, &read);
    }
    commit::people_lines(bytes);
}

/// A tree, by the two readers that ranges and histories have: they see the same names and ids in it.
pub fn tree(bytes: &[u8], hash_len: usize) {
    let mut cursor = tree::Cursor::new(bytes, hash_len);
    let mut of_history = entries(bytes, hash_len);
    while let Some(entry) = cursor.current() {
        let (name, id) = of_history.next().flatten().expect("both readers see the entry");
        assert_eq!((entry.name, entry.id.as_bytes()), (name, id));
        assert!(tree::order(&entry, &entry).is_eq());
        cursor.advance();
    }
    let is_refused = of_history.next().is_some_and(|entry| entry.is_none());
    assert_eq!(cursor.is_malformed(), is_refused, "both readers end alike");
}

/// The file of a loose object.
pub fn loose_file(bytes: &[u8]) {
    for length in [20, 32] {
        let id = ObjectId::from_bytes(&vec![1; length]).expect("that is the length of an id");
        assert!(loose::unpack(bytes, id).is_err(), "nothing has that id");
    }
}

/// A file of configuration: what is asked of one.
pub fn git_config(text: &[u8]) {
    let config = GitConfig::parse(text);
    config.is_true(b"core.bare");
    config.section(b"extensions").for_each(drop);
    for path in config.included() {
        assert!(path.len() <= text.len(), "a value is no longer than its text");
    }
}
