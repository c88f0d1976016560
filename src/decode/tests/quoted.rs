//! Quoted-printable text: what is undone, where it stands, and what is none.

use super::{alphanumerics, sightings};
use crate::decode::{Coverage, layers};
use crate::model::{Encoding, Span};

#[test]
fn a_value_behind_an_escaped_sign() {
    let value = alphanumerics(1, 64);
    let text = format!("Jan,\n\nclient_secret=3D{value}&x=3D1\n");
    let needle = format!("client_secret={value}&x=1");
    let (span, undone) = &sightings(&text, &needle)[0];
    assert_eq!(*span, Span { start: 6, end: text.len() - 1 });
    assert_eq!(*undone, [Encoding::QuotedPrintable]);
    let (span, _) = sightings(&text, &value)[0];
    assert_eq!(&text[span.start..span.end], value);
}

#[test]
fn a_value_that_a_soft_line_end_cuts() {
    let value = alphanumerics(2, 64);
    for (cut, end) in [(1, "=\n"), (30, "=\r\n"), (54, "=\n"), (63, "=\n")] {
        let (head, tail) = value.split_at(cut);
        let text = format!("client_secret=3D{head}{end}{tail}\n");
        let found = sightings(&text, &format!("client_secret={value}"));
        let is_all = |span: &Span| &text[span.start..span.end] == text.trim_end();
        assert!(found.iter().any(|(span, _)| is_all(span)), "{text}: {found:?}");
    }
}

#[test]
fn letters_of_other_alphabets_and_blanks() {
    let text = "caf=C3=A9 =3D =20\n=E9t=E9 =3D x";
    assert!(!sightings(text, "café =  \nété = x").is_empty());
}

#[test]
fn code_is_no_mail() {
    for text in ["a=20; b=30; c=C3PO", "mode=3d", "=41=42=43", "x=3", "a==\nb", "k=\nv", "=3", "="]
    {
        let mut views = 0;
        assert_eq!(layers(text, &mut |_| views += 1), Coverage::Whole);
        assert_eq!(views, 0, "{text}");
    }
}

#[test]
fn far_from_a_sign_nothing_is_undone() {
    let text = format!("=26{}=3D{}=26", "x ".repeat(300), "y ".repeat(300));
    assert!(sightings(&text, "&").is_empty());
    let many = "=3D=26 word\n".repeat(300);
    assert_eq!(sightings(&many, "=&").len(), 300);
}
