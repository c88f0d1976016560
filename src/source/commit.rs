//! What commits and tags say: the ids they name, their people, their messages.
//!
//! Contract: reads any bytes; `None` when a required line is not there. Histories and ranges read through here, so that
//! both see the same text.

use std::borrow::Cow;
use std::ops::Range;

use git2::ObjectType;

use crate::model::{CommitInfo, ObjectId};

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
    /// The first run of header lines that hold a signature, which is random text.
    pub(super) signature: Range<usize>,
    /// Where the message starts.
    pub(super) message_start: usize,
}

/// The parts of a tag object.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Tag {
    /// The id of the tagged object.
    pub(super) target: ObjectId,
    /// What the tag says that its target is.
    pub(super) kind: Option<ObjectType>,
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
    for line in lines(&bytes[..message_start]) {
        let text = line.strip_suffix(b"\n").unwrap_or(line);
        if let Some(hex) = text.strip_prefix(b"parent ") {
            commit.parents.push(ObjectId::from_hex(hex)?);
        } else if let Some(person) = text.strip_prefix(b"author ") {
            commit.author = person;
        } else if let Some(person) = text.strip_prefix(b"committer ") {
            commit.committer = person;
        }
        let continues = text.starts_with(b" ");
        in_signature = text.starts_with(SIGNATURE) || (continues && in_signature);
        let is_next = commit.signature.is_empty() || commit.signature.end == at;
        if in_signature && is_next && is_armor(line) {
            let start = if commit.signature.is_empty() { at } else { commit.signature.start };
            commit.signature = start..at + line.len();
        }
        at += line.len();
    }
    Some(commit)
}

/// What a commit says beside its ids and people: the message, then the header lines that git added or someone invented,
/// such as the copy of a merged tag. Signatures are random text and left out, but not what is written beside them.
pub(super) fn said<'a>(bytes: &'a [u8], commit: &Commit<'_>) -> Cow<'a, [u8]> {
    const READ_ELSEWHERE: [&[u8]; 4] = [b"tree ", b"parent ", b"author ", b"committer "];
    with_other_lines(bytes, commit.message_start, &READ_ELSEWHERE)
}

/// What a tag says beside the id it names and its tagger: the message, then its own name and all other header lines.
pub(super) fn tag_said<'a>(bytes: &'a [u8], tag: &Tag) -> Cow<'a, [u8]> {
    const READ_ELSEWHERE: [&[u8]; 3] = [b"object ", b"type ", b"tagger "];
    with_other_lines(bytes, tag.message_start, &READ_ELSEWHERE)
}

/// The lines of a header in which people stand.
pub(super) fn people_lines(header: &[u8]) -> Vec<u8> {
    let is_person = |line: &&[u8]| {
        [b"author ".as_slice(), b"committer ", b"tagger "].iter().any(|word| line.starts_with(word))
    };
    header.split_inclusive(|byte| *byte == b'\n').filter(is_person).flatten().copied().collect()
}

/// What reports say about a commit.
pub(super) fn commit_info(id: ObjectId, bytes: &[u8], commit: &Commit<'_>) -> CommitInfo {
    CommitInfo {
        id,
        time: person_time(commit.author),
        author: person_name(commit.author),
        summary: summary(&bytes[commit.message_start..]),
    }
}

/// Reads a tag.
pub(super) fn parse_tag(bytes: &[u8]) -> Option<Tag> {
    let hex = bytes.strip_prefix(b"object ")?.split(|byte| *byte == b'\n').next()?;
    let message_start = header_end(bytes);
    let kind = bytes[..message_start]
        .split(|byte| *byte == b'\n')
        .find_map(|line| line.strip_prefix(b"type "))
        .and_then(kind_named);
    Some(Tag { target: ObjectId::from_hex(hex)?, kind, message_start })
}

/// The kind of object that goes by this name.
pub(super) fn kind_named(name: &[u8]) -> Option<ObjectType> {
    match name {
        b"blob" => Some(ObjectType::Blob),
        b"tree" => Some(ObjectType::Tree),
        b"commit" => Some(ObjectType::Commit),
        b"tag" => Some(ObjectType::Tag),
        _ => None,
    }
}

/// Seconds since the Unix epoch at the end of an author or committer line; 0 where there are none.
pub(super) fn person_time(person: &[u8]) -> i64 {
    let mut words = person.rsplit(|byte| *byte == b' ');
    let _zone = words.next();
    words.next().and_then(|word| std::str::from_utf8(word).ok()?.parse().ok()).unwrap_or(0)
}

/// Name and address of an author or committer line, without the time.
fn person_name(person: &[u8]) -> String {
    let end = person.iter().rposition(|byte| *byte == b'>').map_or(person.len(), |at| at + 1);
    String::from_utf8_lossy(&person[..end]).into_owned()
}

/// The first line of a message.
fn summary(message: &[u8]) -> String {
    let line = message.split(|byte| *byte == b'\n').find(|line| !line.trim_ascii().is_empty());
    String::from_utf8_lossy(line.unwrap_or_default().trim_ascii()).into_owned()
}

/// The message, then the header lines that start with none of the given words.
fn with_other_lines<'a>(
    bytes: &'a [u8],
    message_start: usize,
    elsewhere: &[&[u8]],
) -> Cow<'a, [u8]> {
    let (header, message) = bytes.split_at(message_start);
    let mut others = Vec::new();
    let (mut is_elsewhere, mut in_signature) = (false, false);
    for line in header.split_inclusive(|byte| *byte == b'\n').filter(|line| *line != b"\n") {
        if !line.starts_with(b" ") {
            is_elsewhere = elsewhere.iter().any(|word| line.starts_with(word));
            in_signature = line.starts_with(SIGNATURE);
        }
        let is_noise = in_signature && is_armor(line);
        if !is_elsewhere && !is_noise {
            others.extend_from_slice(line);
        }
    }
    if others.is_empty() {
        return Cow::Borrowed(message);
    }
    Cow::Owned([message, b"\n", &others].concat())
}

/// How the header lines of a signature begin, whatever the hash that it signs.
const SIGNATURE: &[u8] = b"gpgsig";

/// Whether a header line is what programs write into a signature: its frame, or base64.
fn is_armor(line: &[u8]) -> bool {
    let text = match line.strip_prefix(SIGNATURE) {
        Some(rest) => rest.splitn(2, |byte| *byte == b' ').nth(1).unwrap_or_default(),
        None => line,
    }
    .trim_ascii();
    // The checksum of a signature stands behind an equals sign of its own.
    let digits = text.strip_prefix(b"=").unwrap_or(text);
    let end = digits.iter().rposition(|byte| *byte != b'=').map_or(0, |at| at + 1);
    let is_base64 = |byte: u8| {
        let letter = (byte | 0x20).wrapping_sub(b'a') < 26;
        letter | byte.is_ascii_digit() | (byte == b'+') | (byte == b'/')
    };
    // No early exit, so that it becomes vector instructions: almost every line that is asked about is base64.
    text.starts_with(b"-----")
        || digits[..end].iter().fold(true, |all, byte| all & is_base64(*byte))
}

/// The lines of a header, each with its end.
fn lines(header: &[u8]) -> impl Iterator<Item = &[u8]> {
    let mut rest = header;
    std::iter::from_fn(move || {
        let end = memchr::memchr(b'\n', rest).map_or(rest.len(), |at| at + 1);
        let (line, behind) = rest.split_at(end);
        rest = behind;
        (!line.is_empty()).then_some(line)
    })
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
        assert_eq!(&*said(COMMIT, &commit), b"subject\n\nbody\n\nencoding x\n");
        let tagged = [
            &COMMIT[..commit.message_start - 1],
            b"mergetag object 01\n tag v1\n \n why\nx-more y\n\nsubject\n",
        ]
        .concat();
        let commit = parse_commit(&tagged).unwrap();
        assert_eq!(
            &*said(&tagged, &commit),
            b"subject\n\nencoding x\nmergetag object 01\n tag v1\n \n why\nx-more y\n"
        );
    }

    #[test]
    fn what_is_written_beside_a_signature_is_read() {
        let text = b"tree 0123456789012345678901234567890123456789\n\
            gpgsig -----BEGIN PGP SIGNATURE-----\n Comment: why not\n \n abc+/12=\n =ab1/\n -----END\n\nsubject\n";
        let commit = parse_commit(text).unwrap();
        assert_eq!(&*said(text, &commit), b"subject\n\n Comment: why not\n");
        assert_eq!(text[commit.signature].split(|byte| *byte == b'\n').count(), 2);
    }

    #[test]
    fn a_tag_says_its_name_and_what_it_names() {
        let text = b"object 0123456789012345678901234567890123456789\ntype tree\ntag v1\n\
            tagger A <a@example.com> 1 +0000\nx-more y\n\nmessage\n";
        let tag = parse_tag(text).unwrap();
        assert_eq!(tag.kind, Some(ObjectType::Tree));
        assert_eq!(&*tag_said(text, &tag), b"message\n\ntag v1\nx-more y\n");
        assert_eq!(people_lines(text), b"tagger A <a@example.com> 1 +0000\n");
    }

    #[test]
    fn what_is_no_commit_is_refused() {
        assert_eq!(parse_commit(b"tree 12\n\n"), None);
        assert_eq!(parse_commit(b""), None);
        assert_eq!(parse_tag(b"object x\n"), None);
    }

    #[test]
    fn lines_are_those_of_a_plain_walk() {
        for header in ["", "\n", "a", "a\n", "\n\na\n\nb", "tree x\nparent y\n\n"] {
            let plain = header.as_bytes().split_inclusive(|byte| *byte == b'\n');
            assert!(lines(header.as_bytes()).eq(plain), "{header:?}");
        }
    }

    #[test]
    fn armor_is_a_frame_or_base64() {
        for line in ["gpgsig -----BEGIN PGP SIGNATURE-----", " iQEz+/09AZaz==\n", " =AbC1\n", " \n"]
        {
            assert!(is_armor(line.as_bytes()), "{line}");
        }
        for line in [" Version: 1", " a@b", " a[b", " a`b", " a{b", " a:b", " a.b", " a=b"] {
            assert!(!is_armor(line.as_bytes()), "{line}");
        }
    }
}
