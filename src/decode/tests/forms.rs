//! Each form once, with offsets counted by hand.

use base64::Engine;
use base64::engine::general_purpose::{STANDARD, STANDARD_NO_PAD, URL_SAFE_NO_PAD};

use super::{alphanumerics, sightings, spelled};
use crate::decode::{Coverage, layers};
use crate::model::{Encoding, Span};

fn one(text: &str, needle: &str) -> (Span, Vec<Encoding>) {
    let found = sightings(text, needle);
    assert_eq!(found.len(), 1, "{needle:?} in {text:?}: {found:?}");
    found.into_iter().next().unwrap()
}

#[test]
fn text_without_encodings_has_no_views() {
    let text = "client = 'a'\nlist = [1, 2]; 100 % sure & done\nlet path = \"some/where\";\n";
    let mut views = 0;
    assert_eq!(layers(text, &mut |_| views += 1), Coverage::Whole);
    assert_eq!(views, 0);
}

#[test]
fn escapes() {
    let (span, undone) = one(r#"{"a": "{\"key\": \"v\u0061l\x75e\"}"}"#, r#""key": "value""#);
    assert_eq!((span, undone), (Span { start: 8, end: 34 }, vec![Encoding::Escapes]));
    let (span, _) = one(r"http:\/\/host", "http://");
    assert_eq!(span, Span { start: 0, end: 9 });
    let (span, undone) = one(r#"\\\"key\\\": 1"#, "\"key\"");
    assert_eq!(span, Span { start: 0, end: 11 });
    assert_eq!(undone, [Encoding::Escapes, Encoding::Escapes]);
    assert_eq!(
        spelled(r"\ud83d\ude00 \u{41}\101\U00000042", "😀 AAB"),
        [r"\ud83d\ude00 \u{41}\101\U00000042"]
    );
}

#[test]
fn percent_and_entities() {
    let (span, undone) = one("a=client%5Fid%3D%C3%A9", "client_id=é");
    assert_eq!((span, undone), (Span { start: 2, end: 22 }, vec![Encoding::Percent]));
    let (span, undone) = one("x %2541%2542 y", "AB");
    assert_eq!((span, undone), (Span { start: 2, end: 12 }, vec![Encoding::Percent; 2]));
    let (span, undone) = one("k=&quot;&#65;&#x42;C&quot;", "\"ABC\"");
    assert_eq!((span, undone), (Span { start: 2, end: 26 }, vec![Encoding::HtmlEntities]));
    assert_eq!(spelled("a=%26amp%3Bb", "a=&b"), ["a=%26amp%3Bb"]);
}

#[test]
fn base64_in_every_dress() {
    let value = alphanumerics(1, 64);
    for (encoded, padding) in [(STANDARD.encode(&value), 0), (STANDARD_NO_PAD.encode(&value), 0)] {
        let text = format!("data:\n  client-secret: {encoded}\n  other: 1\n");
        let (span, undone) = one(&text, &value);
        assert_eq!(span, Span { start: 23, end: 23 + encoded.len() + padding });
        assert_eq!(undone, [Encoding::Base64]);
        assert_eq!(sightings(&text, &format!("client-secret: {value}\n  other")).len(), 1);
    }
    let twice = STANDARD.encode(STANDARD.encode(&value));
    let (span, undone) = one(&format!("k: {twice}"), &value);
    assert_eq!(span, Span { start: 3, end: 3 + twice.len() });
    assert_eq!(undone, [Encoding::Base64; 2]);
    let inside = URL_SAFE_NO_PAD.encode(format!("{{\"é\":\"~~~???\",\"k\":\"{value}\"}}"));
    let (span, _) = one(&format!("path/{inside}"), &value);
    assert!(span.start > 5 && span.end <= 5 + inside.len());
    let wide: Vec<u8> = value.encode_utf16().flat_map(u16::to_le_bytes).collect();
    let encoded = STANDARD.encode(wide);
    let (span, _) = one(&format!("powershell -enc {encoded}"), &value);
    assert_eq!(span, Span { start: 16, end: 16 + encoded.len() });
}

#[test]
fn wrapped_base64() {
    let value = alphanumerics(2, 200);
    let encoded = STANDARD.encode(format!("secret={value};"));
    for columns in [64, 76, 50] {
        for newline in ["\n", "\r\n", "\n    "] {
            let lines: Vec<_> = encoded
                .as_bytes()
                .chunks(columns)
                .map(|line| std::str::from_utf8(line).unwrap())
                .collect();
            let text = format!("key: |\n    {}\nnext: 1\n", lines.join(newline));
            let found = sightings(&text, &value);
            let plain = found.iter().find(|(_, undone)| undone == &[Encoding::Base64]);
            let (span, _) = plain.expect("wrapped base64 is read");
            let place = |character: usize| 11 + character + character / columns * newline.len();
            let expected = Span { start: place(9), end: place(275) + 1 };
            assert_eq!(*span, expected, "{columns} {newline:?}");
        }
    }
}

#[test]
fn hex_in_every_dress() {
    let value = alphanumerics(3, 48);
    let pairs = |prefix: &str, separator: &str| {
        let pairs: Vec<_> = value.bytes().map(|byte| format!("{prefix}{byte:02x}")).collect();
        pairs.join(separator)
    };
    let dresses = [
        (pairs("", ""), 0),
        (pairs("", "").to_uppercase(), 0),
        (pairs("", " "), 0),
        (pairs("", ":"), 0),
        (pairs("0x", ", "), 0),
        (pairs("0x", ",\n  "), 0),
        (format!("0x{}", pairs("", "")), 2),
    ];
    for (encoded, prefix) in dresses {
        let text = format!("key = {encoded} ;");
        let (span, undone) = one(&text, &value);
        assert_eq!(span, Span { start: 6 + prefix, end: 6 + encoded.len() }, "{text}");
        assert_eq!(undone, [Encoding::Hex]);
    }
    assert_eq!(spelled(&format!("ab cd {}", pairs("", "")), &value), [pairs("", "")]);
    assert_eq!(spelled(&pairs(r"\x", ""), &value), [pairs(r"\x", "")]);
    // What says that digits follow is no letter of the value.
    for mark in ["0x", r"\x"] {
        let text = format!("(1, '{mark}{}')", pairs("", ""));
        assert!(!sightings(&text, &format!("'{value}'")).is_empty(), "{text}");
    }
}

/// Two parts of a value, what stands before, between and behind them.
fn split(before: &str, between: &str, behind: &str) {
    let value = alphanumerics(4, 64);
    let (left, right) = value.split_at(40);
    let text = format!("{before}{left}{between}{right}{behind}");
    let (span, undone) = one(&text, &value);
    let expected = Span { start: before.len(), end: before.len() + between.len() + 64 };
    assert_eq!(span, expected, "{text}");
    assert_eq!(undone, [Encoding::Joined], "{text}");
    let key = before.rsplit(['\n', '(']).next().unwrap_or_default();
    assert_eq!(sightings(&text, &format!("{key}{value}")).len(), 1, "{text}");
}

#[test]
fn literals_are_joined() {
    for between in [
        "\" + \"", "\" +\n    \"", "\"\n    + \"", "\" . \"", "\" & _\n  \"", "\" & \"", "\" \"",
        "\"\n  \"", "\" \\\n  \"", "\"\r\n\t\"", "\" || \"", "\" .. \"", "\" ++ \"", "\" <> \"",
        "\" +\n f\"", "\" + @\"", "\" + `\n\"", "\"\"", "\".concat(\"", "\";\nsecret += \"",
        "\"\nsecret += \"", "\";\n$secret .= \"", "\").append(\"", "\");\nsb.append(\"",
    ] {
        split("client_secret = \"", between, "\";\n");
    }
    split("secret = '", "' + '", "'");
    split("secret = `", "` + `", "`");
    split("const SECRET: &str = concat!(\"", "\", \"", "\");");
    split("secret = \"\".join([\"", "\", \"", "\"])");
    split("secret = [\"", "\",\n  \"", "\"].join(\"\")");
    split("secret = implode('', ['", "', '", "']);");
}

#[test]
fn a_list_of_values_is_not_joined() {
    let (left, right) = (alphanumerics(5, 32), alphanumerics(6, 32));
    for text in [
        format!("[\"{left}\", \"{right}\"]"),
        format!("\"{left}\",\"{right}\"\n"),
        format!("id: {left}\nother: {right}\n"),
        format!("ID={left}\nOTHER={right}\n"),
        format!("call(\"{left}\", \"{right}\")"),
    ] {
        assert_eq!(sightings(&text, &format!("{left}{right}")), [], "{text}");
    }
}

#[test]
fn lines_are_joined() {
    for (before, between, behind) in [
        ("client_secret: >-\n  ", "\n  ", "\n"),
        ("client_secret: \"", "\n  ", "\"\n"),
        ("client_secret: \"", "\\\n  ", "\"\n"),
        ("client.secret=", "\\\n    ", "\n"),
        ("secret = \"", "\\\r\n", "\"\r\n"),
        ("$secret = \"", "`\n", "\"\n"),
        ("set SECRET=", "^\r\n", "\r\n"),
        ("secret: ", "\r", "\r"),
        ("# secret: ", "\n# ", "\n"),
        (" * secret: ", "\n * ", "\n"),
        ("> secret: ", "\n> ", "\n"),
        ("What fills a line to its end is: ", "=\n", "\n"),
    ] {
        split(before, between, behind);
    }
}

#[test]
fn a_value_in_many_parts() {
    let value = alphanumerics(7, 64);
    let parts: Vec<_> =
        value.as_bytes().chunks(8).map(|part| std::str::from_utf8(part).unwrap()).collect();
    let text = format!("secret = (\"{}\")", parts.join("\"\n    \""));
    assert_eq!(spelled(&text, &value), [&text[11..text.len() - 2]]);
    let token = alphanumerics(8, 3000);
    let lines: Vec<_> =
        token.as_bytes().chunks(64).map(|part| std::str::from_utf8(part).unwrap()).collect();
    let text = format!("token: |\n  {}\nnext: 1\n", lines.join("\n  "));
    assert_eq!(spelled(&text, &token), [&text[11..text.len() - 9]]);
}

#[test]
fn layers_in_layers() {
    let value = alphanumerics(9, 64);
    let (left, right) = value.split_at(30);
    let cell = format!(r#"    "client_secret = ('{left}'\n",{}    "    '{right}')\n""#, "\n");
    assert_eq!(spelled(&cell, &format!("client_secret = ('{value}')")).len(), 1);
    let json = format!(r#"{{\"data\":{{\"client_secret\":\"{}\"}}}}"#, STANDARD.encode(&value));
    assert_eq!(spelled(&json, &format!("\"client_secret\":\"{value}\"")).len(), 1);
    let encoded = STANDARD.encode(format!("{{\"client_secret\":\"{value}\"}}")).replace('=', "%3D");
    assert_eq!(
        sightings(&format!("state={encoded}&x=1"), &format!("\"client_secret\":\"{value}\"")).len(),
        1
    );
}
