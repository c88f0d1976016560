//! Runs of text in office files: `<w:t>` in one, the rest of the same word in the next.
//!
//! An editor starts a new run wherever it marks a spelling, a language or a change, in the middle of a value too. What
//! stands between the text of two runs of one paragraph is a joint.

use crate::model::Span;

/// The most that stands between the text of two runs: properties and marks.
const LONGEST: usize = 2048;

/// Elements that hold the text of a run, in text documents, slides, sheets and open documents.
const ELEMENTS: [&[u8]; 4] = [b"w:t", b"a:t", b"t", b"text:span"];

/// The joint whose first byte is the `<` at `at`.
pub(super) fn joint(bytes: &[u8], at: usize) -> Option<Span> {
    let ends_in_value = at.checked_sub(1).is_some_and(|last| bytes[last].is_ascii_alphanumeric());
    let name = bytes[at + 1..].strip_prefix(b"/").filter(|_| ends_in_value)?;
    let element = ELEMENTS
        .into_iter()
        .find(|element| name.strip_prefix(*element).is_some_and(|rest| rest.starts_with(b">")))?;
    let window = &bytes[at..bytes.len().min(at + LONGEST)];
    let mut next = 1;
    while let Some(found) = memchr::memchr(b'<', &window[next..]) {
        let tag = &window[next + found + 1..];
        let close = memchr::memchr(b'>', tag)?;
        let between = &window[next..next + found];
        let text = between.iter().position(|byte| *byte == b'>').map_or(0, |end| end + 1);
        if !between[text..].trim_ascii().is_empty() || ends_paragraph(tag) {
            return None;
        }
        next += found + 1;
        let rest = tag.strip_prefix(element).unwrap_or_default();
        if matches!(rest, [b'>' | b' ', ..]) && tag[close - 1] != b'/' {
            let end = at + next + close + 1;
            let goes_on = bytes.get(end).is_some_and(u8::is_ascii_alphanumeric);
            return goes_on.then_some(Span { start: at, end });
        }
    }
    None
}

/// Whether a tag, without its `<`, says that the next run belongs to something else.
fn ends_paragraph(tag: &[u8]) -> bool {
    const ENDS: [&[u8]; 9] =
        [b"/w:p>", b"/a:p>", b"/text:p>", b"/si>", b"/is>", b"w:tab/", b"w:br", b"a:br", b"w:cr"];
    ENDS.iter().any(|end| tag.starts_with(end))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn runs_of_one_paragraph_are_joined() {
        for between in [
            "</w:t></w:r><w:r><w:t>",
            "</w:t></w:r><w:proofErr w:type=\"spellStart\"/><w:r><w:rPr><w:b/></w:rPr><w:t xml:space=\"preserve\">",
            "</a:t></a:r><a:r><a:rPr lang=\"en-GB\"/><a:t>",
            "</t></r><r><t>",
            "</text:span><text:span text:style-name=\"T2\">",
        ] {
            let text = format!("Ab12{between}Cd34</w:t>");
            let end = 4 + between.len();
            assert_eq!(joint(text.as_bytes(), 4), Some(Span { start: 4, end }), "{between}");
        }
    }

    #[test]
    fn other_elements_are_not() {
        for between in [
            "</w:t></w:r></w:p><w:p><w:r><w:t>",
            "</w:t></w:r><w:r><w:tab/><w:t>",
            "</w:t></w:r><w:r><w:t/>",
            "</t></is></c><c><is><t>",
            "</td><td>",
            "</w:t>",
            "</w:t><w:t",
            "<",
        ] {
            assert_eq!(joint(format!("Ab12{between}Cd34").as_bytes(), 4), None, "{between}");
        }
    }
}
