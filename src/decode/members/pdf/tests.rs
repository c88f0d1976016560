//! Documents made here, whole and broken.

use std::io::Write;

use flate2::Compression;
use flate2::write::ZlibEncoder;

use crate::decode::{Budget, Member, members};

fn packed(bytes: &[u8]) -> Vec<u8> {
    let mut encoder = ZlibEncoder::new(Vec::new(), Compression::default());
    encoder.write_all(bytes).unwrap();
    encoder.finish().unwrap()
}

/// A document whose page is shown by a stream, with further objects.
fn document(content: &[u8], filter: &str, others: &[u8]) -> Vec<u8> {
    let mut document = b"%PDF-1.4\n1 0 obj<</Type/Catalog/Pages 2 0 R>>endobj\n3 0 obj<</Type/Page\
        /Contents 4 0 R/Resources<</Font<</F1 5 0 R>>>>>>endobj\n"
        .to_vec();
    let head = format!("4 0 obj<</Length {}{filter}>>stream\n", content.len());
    document.extend_from_slice(head.as_bytes());
    document.extend_from_slice(content);
    document.extend_from_slice(b"\nendstream endobj\n");
    document.extend_from_slice(others);
    document.extend_from_slice(b"\ntrailer<</Root 1 0 R>>\n%%EOF\n");
    document
}

/// The lines that are shown, without blanks around them, and what was not read.
fn read(document: &[u8]) -> (Vec<String>, Vec<String>) {
    let (mut lines, mut reasons) = (Vec::new(), Vec::new());
    members(document, &mut Budget::default(), &mut |member| match member {
        Member::Content { bytes, .. } => {
            let text = String::from_utf8_lossy(bytes).into_owned();
            let shown = text.lines().map(str::trim).filter(|line| !line.is_empty());
            lines.extend(shown.map(str::to_owned));
        }
        Member::Unread { reason, .. } => reasons.push(reason),
        Member::Name { .. } => {}
    });
    (lines, reasons)
}

const FONT: &[u8] = b"5 0 obj<</Type/Font/Subtype/Type1/BaseFont/Helvetica>>endobj";
const FLATE: &str = "/Filter/FlateDecode";

#[test]
fn strings_are_put_together_to_lines() {
    for content in [
        "BT /F1 12 Tf (id: abc) Tj 0 -14 Td (key: def) Tj ET",
        "BT /F1 12 Tf [(id: a)-20(b)15(c)] TJ T* [(key:)-250(d)3(ef)] TJ ET",
        "BT /F1 12 Tf <69643a20616263> Tj (key: d\\145f) ' ET",
        "BT /F1 12 Tf 1 0 0 1 72 700 Tm (id: ) Tj (abc)Tj 1 0 0 1 72 680 Tm (key:) Tj 90 0 Td (d) Tj 6 0 Td (ef) Tj ET",
        "BT % a comment (with a string)\n/F1 12 Tf (id:\\\n abc) Tj ET BI /W 1 ID (x) Tj EI BT 0 1 Td (key: def) Tj ET",
    ] {
        for (content, filter) in
            [(content.as_bytes().to_vec(), ""), (packed(content.as_bytes()), FLATE)]
        {
            let (lines, reasons) = read(&document(&content, filter, FONT));
            assert_eq!(lines, ["id: abc", "key: def"], "{}", String::from_utf8_lossy(&content));
            assert_eq!(reasons, [""; 0]);
        }
    }
}

#[test]
fn codes_of_a_font_are_read_with_its_map() {
    let map = "/CIDInit /ProcSet findresource begin 2 beginbfchar <0003> <0020> <0001> <0041>\nendbfchar\
        \n2 beginbfrange <0010> <0019> <0030> <0020> <0021> [<0062> <0063>] endbfrange";
    let font = format!(
        "5 0 obj<</Type/Font/Subtype/Type0/Encoding/Identity-H/ToUnicode 6 0 R>>endobj\n6 0 obj<</Length 1{FLATE}>>stream\n"
    );
    let others = [font.as_bytes(), &packed(map.as_bytes()), b"\nendstream endobj"].concat();
    let content = "BT /F1 12 Tf [<0001>3<00030010>] TJ <00190020> Tj <0021> Tj ET";
    let known = document(content.as_bytes(), "", &others);
    assert_eq!(read(&known), (vec!["A 09bc".to_owned()], vec![]));

    let without = b"5 0 obj<</Type/Font/Subtype/Type0/Encoding/Identity-H>>endobj";
    let (_, reasons) = read(&document(content.as_bytes(), "", without));
    assert_eq!(reasons.len(), 1);
}

#[test]
fn objects_in_streams_and_attached_files_are_read() {
    let objects = b"5 0 7 44 <</Type/Font/Subtype/Type1/X/Y       >> <</V(a value)>>";
    let mut others = format!("9 0 obj<</Type/ObjStm/N 2/First 9{FLATE}>>stream\n").into_bytes();
    others.extend(packed(objects));
    others.extend_from_slice(
        b"\nendstream endobj\n8 0 obj<</Type/EmbeddedFile>>stream\nattached\nendstream endobj",
    );
    let (lines, reasons) = read(&document(b"BT (shown) Tj ET", "", &others));
    for line in ["attached", "shown"] {
        assert!(lines.iter().any(|one| one == line), "{line} in {lines:?}");
    }
    assert!(lines.iter().any(|line| line.contains("(a value)")), "{lines:?}");
    assert_eq!(reasons, [""; 0]);
}

#[test]
fn what_cannot_be_read_is_told() {
    let mut closed = document(b"BT (x) Tj ET", "", FONT);
    let end = closed.len() - "Root 1 0 R>>\n%%EOF\n".len() - 1;
    closed.splice(end..end, *b"/Encrypt 7 0 R");
    assert!(read(&closed).1[0].starts_with("encrypted"));

    let mut cut = packed(&b"BT (x) Tj ET ".repeat(200));
    cut.truncate(cut.len() / 2);
    assert_eq!(read(&document(&cut, FLATE, FONT)).1.len(), 1);
}

#[test]
fn base_85_is_read() {
    let content = document(
        b"6<#'\\7PQ#@1a#b0+>GQ(+?(u.+B2ko-qIocCi:FtDfTZ).9(%)78s~>",
        "/Filter[/ASCII85Decode]",
        FONT,
    );
    assert_eq!(read(&content).1, [""; 0]);
    assert_eq!(super::object::ascii85(b"<~87cURD]i,\"Ebo80~>"), b"Hello World!");
    assert_eq!(super::object::ascii85(b"z!!"), [0, 0, 0, 0, 0]);
}

proptest::proptest! {
    #[test]
    fn no_document_breaks_the_reader(parts in proptest::collection::vec(0..PARTS.len(), 0..60)) {
        let mut bytes = b"%PDF-1.7\n".to_vec();
        parts.iter().for_each(|part| bytes.extend_from_slice(PARTS[*part].as_bytes()));
        read(&bytes);
    }
}

const PARTS: &[&str] = &[
    "1 0 obj",
    " 5 0 obj",
    "<<",
    ">>",
    "stream\n",
    "\nendstream",
    "endobj",
    "BT ",
    " ET",
    "(a",
    ")",
    "\\",
    "<00",
    ">",
    "[",
    "]",
    " Tj",
    " TJ",
    "/F1 ",
    "1 0 R",
    " 12 Tf",
    "/Font",
    "/ToUnicode 1 0 R",
    "/Type0",
    "/ObjStm",
    "/N 2",
    "/First 9",
    "/Filter/FlateDecode",
    "/Filter[/ASCII85Decode",
    "~>",
    "beginbfrange ",
    "endbfrange ",
    "beginbfchar ",
    "<0001> <0002> ",
    " [<0041>] ",
    "/EmbeddedFile",
    "BI ID ",
    "EI",
    "%",
    "\n",
    "é",
    "\0",
    "0 -14 Td ",
    "99999999999",
    "z!",
    "/Encrypt ",
    "trailer",
];
