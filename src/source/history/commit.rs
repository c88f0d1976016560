//! What commits and tags say: the ids they name, their people, their messages.
//!
//! Contract: reads any bytes; `None` when a required line is not there.

use std::borrow::Cow;
use std::ops::Range;

use crate::model::ObjectId;

/// The parts of a commit object.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Commit<'a> {
    /// The id of the root tree.
    pub(super) tree: ObjectId,
    /// The ids of the parents, in order.
    pub(super) parents: Vec<ObjectId>,
    /// The author line without its keyword: name, address, time.
    pub(super) author: &'a [u8],
    /// The committer line without its keyword.
    pub(super) committer: &'a [u8],
    /// Header lines that hold a signature, which is random text.
    pub(super) signature: Range<usize>,
    /// Where the message starts.
    pub(super) message_start: usize,
}

/// The parts of a tag object.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Tag {
    /// The id of the tagged object.
    pub(super) target: ObjectId,
    /// Where the message starts.
    pub(super) message_start: usize,
}

/// Reads a commit.
pub(super) fn parse_commit(bytes: &[u8]) -> Option<Commit<'_>> {
    let message_start = header_end(bytes);
    let mut commit = Commit {
        tree: ObjectId::from_hex(
            bytes.strip_prefix(b"tree ")?.split(|byte| *byte == b'\n').next()?,
        )?,
        parents: Vec::new(),
        author: b"",
        committer: b"",
        signature: 0..0,
        message_start,
    };
    let mut in_signature = false;
    let mut at = 0;
    for line in bytes[..message_start].split_inclusive(|byte| *byte == b'\n') {
        let text = line.strip_suffix(b"\n").unwrap_or(line);
        if let Some(hex) = text.strip_prefix(b"parent ") {
            commit.parents.push(ObjectId::from_hex(hex)?);
        } else if let Some(person) = text.strip_prefix(b"author ") {
            commit.author = person;
        } else if let Some(person) = text.strip_prefix(b"committer ") {
            commit.committer = person;
        }
        let continues = text.starts_with(b" ");
        in_signature = text.starts_with(b"gpgsig") || (continues && in_signature);
        if in_signature {
            let start = if commit.signature.is_empty() { at } else { commit.signature.start };
            commit.signature = start..at + line.len();
        }
        at += line.len();
    }
    Some(commit)
}

/// What a commit says beside its ids and people: the message, then the header lines that git added or someone invented, such as
/// the copy of a merged tag. Signatures are random text and left out.
pub(super) fn said<'a>(bytes: &'a [u8], commit: &Commit<'_>) -> Cow<'a, [u8]> {
    let header = &bytes[..commit.message_start];
    let message = &bytes[commit.message_start..];
    let mut others = Vec::new();
    let mut is_known = false;
    for line in header.split_inclusive(|byte| *byte == b'\n').filter(|line| *line != b"\n") {
        if !line.starts_with(b" ") {
            is_known = KNOWN_HEADERS.iter().any(|known| line.starts_with(known));
        }
        if !is_known {
            others.extend_from_slice(line);
        }
    }
    if others.is_empty() {
        return Cow::Borrowed(message);
    }
    Cow::Owned([message, b"\n", &others].concat())
}

/// Header lines that are read elsewhere, or hold nothing to read.
const KNOWN_HEADERS: [&[u8]; 6] =
    [b"tree ", b"parent ", b"author ", b"committer ", b"encoding ", b"gpgsig"];

/// Reads a tag.
pub(super) fn parse_tag(bytes: &[u8]) -> Option<Tag> {
    let hex = bytes.strip_prefix(b"object ")?.split(|byte| *byte == b'\n').next()?;
    Some(Tag { target: ObjectId::from_hex(hex)?, message_start: header_end(bytes) })
}

/// Seconds since the Unix epoch at the end of an author or committer line; 0 where there are none.
pub(super) fn person_time(person: &[u8]) -> i64 {
    let mut words = person.rsplit(|byte| *byte == b' ');
    let _zone = words.next();
    words.next().and_then(|word| std::str::from_utf8(word).ok()?.parse().ok()).unwrap_or(0)
}

/// Name and address of an author or committer line, without the time.
pub(super) fn person_name(person: &[u8]) -> String {
    let end = person.iter().rposition(|byte| *byte == b'>').map_or(person.len(), |at| at + 1);
    String::from_utf8_lossy(&person[..end]).into_owned()
}

/// The first line of a message.
pub(super) fn summary(message: &[u8]) -> String {
    let line = message.split(|byte| *byte == b'\n').find(|line| !line.trim_ascii().is_empty());
    String::from_utf8_lossy(line.unwrap_or_default().trim_ascii()).into_owned()
}

/// The place after the empty line that ends the header; the end where there is none.
fn header_end(bytes: &[u8]) -> usize {
    memchr::memmem::find(bytes, b"\n\n").map_or(bytes.len(), |at| at + 2)
}

#[cfg(test)]
mod tests {
    use super::*;

    const COMMIT: &[u8] = b"tree 0123456789012345678901234567890123456789\n\
        parent abcdefabcdefabcdefabcdefabcdefabcdefabcd\n\
        author A Person <a@example.com> 1700000000 +0100\n\
        committer B Person <b@example.com> 1700000100 +0100\n\
        gpgsig -----BEGIN\n line\n -----END\nencoding x\n\nsubject\n\nbody\n";

    #[test]
    fn a_commit_is_taken_apart() {
        let commit = parse_commit(COMMIT).unwrap();
        assert_eq!(commit.tree.to_string(), "0123456789012345678901234567890123456789");
        assert_eq!(commit.parents.len(), 1);
        assert_eq!(person_name(commit.author), "A Person <a@example.com>");
        assert_eq!(person_time(commit.committer), 1_700_000_100);
        assert_eq!(&COMMIT[commit.signature.clone()], b"gpgsig -----BEGIN\n line\n -----END\n");
        assert_eq!(summary(&COMMIT[commit.message_start..]), "subject");
    }

    #[test]
    fn other_headers_come_after_the_message() {
        let commit = parse_commit(COMMIT).unwrap();
        assert_eq!(&*said(COMMIT, &commit), b"subject\n\nbody\n");
        let tagged = [
            &COMMIT[..commit.message_start - 1],
            b"mergetag object 01\n tag v1\n \n why\nx-more y\n\nsubject\n",
        ]
        .concat();
        let commit = parse_commit(&tagged).unwrap();
        assert_eq!(
            &*said(&tagged, &commit),
            b"subject\n\nmergetag object 01\n tag v1\n \n why\nx-more y\n"
        );
    }

    #[test]
    fn what_is_no_commit_is_refused() {
        assert_eq!(parse_commit(b"tree 12\n\n"), None);
        assert_eq!(parse_commit(b""), None);
        assert_eq!(parse_tag(b"object x\n"), None);
    }
}
