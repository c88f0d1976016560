//! Long base64, line by line and in parts: nothing is lost where parts meet, and what one view shows is not decoded for
//! another.

use base64::Engine;
use base64::engine::general_purpose::STANDARD;

use super::{alphanumerics, layers, sightings};
use crate::model::Encoding;

/// The encoded text in lines.
fn rows(plain: &[u8], newline: &str) -> String {
    let encoded = STANDARD.encode(plain);
    let lines: Vec<&str> = encoded
        .as_bytes()
        .chunks(76)
        .map(|line| std::str::from_utf8(line).expect("base64 is ASCII"))
        .collect();
    lines.join(newline)
}

/// How many views show the needle.
fn views_with(text: &str, needle: &str) -> usize {
    let mut views = 0;
    layers(text, &mut |view| views += usize::from(view.text().contains(needle)));
    views
}

#[test]
fn rows_that_were_read_are_not_read_again_where_they_are_joined() {
    let values: Vec<String> = (0..20_000).map(|seed| alphanumerics(seed, 48)).collect();
    let plain = values.join("\n");
    for newline in ["\n", "\r\n", "\n    "] {
        let text = format!("data: |\n    {}\nend: 1\n", rows(plain.as_bytes(), newline));
        for value in values[2_000..18_000].iter().step_by(1_000) {
            let found = sightings(&text, value);
            assert_eq!(found.len(), 1, "{newline:?} {found:?}");
            assert_eq!(found[0].1, [Encoding::Base64]);
        }
    }
}

#[test]
fn the_ends_of_joined_rows_are_seen_with_what_is_joined_to_them() {
    let filler = alphanumerics(1, 900_000);
    let value = alphanumerics(2, 48);
    let first = rows(format!("{value}\n{filler}").as_bytes(), "\n");
    let text = format!("the_na\\\nme = {first}\n");
    assert!(views_with(&text, &format!("the_name = {value}")) > 0);
    let last = rows(format!("{filler}\n{value}").as_bytes(), "\n");
    let text = format!("{last}\n, the_na\\\nme\n");
    assert!(views_with(&text, &format!("{value}\n, the_name")) > 0);
}

#[test]
fn a_text_where_two_parts_of_a_run_meet_is_whole() {
    let value = alphanumerics(3, 24);
    for place in (36 * 1024 - 40)..(36 * 1024 + 10) {
        let mut bytes = vec![0xFF; 40 * 1024];
        bytes[place..place + 24].copy_from_slice(value.as_bytes());
        let views = views_with(&STANDARD.encode(&bytes), &value);
        assert_eq!(views, 1, "{place}");
    }
}

#[test]
fn what_only_joining_brings_together_is_decoded_there() {
    let values: Vec<String> = (0..4_000).map(|seed| alphanumerics(seed, 48)).collect();
    let plain = values.join("\n");
    for joint in ["\" +\n    \"", "\\\n", "\n# ", "\n  // "] {
        let text = format!("# // \"{}\"\n", rows(plain.as_bytes(), joint));
        let mut seen = vec![false; values.len()];
        layers(&text, &mut |view| {
            for (value, seen) in values.iter().zip(&mut seen).step_by(97) {
                *seen |= view.text().contains(value.as_str());
            }
        });
        assert!(seen.iter().step_by(97).all(|seen| *seen), "{joint:?}");
    }
}

#[test]
fn a_text_goes_on_where_parts_meet_whatever_stands_before_it() {
    let values: Vec<String> = (0..4_000).map(|seed| alphanumerics(seed, 48)).collect();
    let encoded = STANDARD.encode(values.join("\n"));
    for before in ["", "/", "k/", "ab/", "a+b/"] {
        let text = format!("\"{before}{encoded}\"");
        let mut seen = vec![false; values.len()];
        layers(&text, &mut |view| {
            for (value, seen) in values.iter().zip(&mut seen) {
                *seen = *seen || view.text().contains(value.as_str());
            }
        });
        assert_eq!(seen.iter().position(|seen| !seen), None, "{before}");
    }
}
