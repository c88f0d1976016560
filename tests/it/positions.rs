//! Position and padding never change a result.
//!
//! Contract: a value with 0 to 5,000 bytes before it, and at every offset around powers of two, is found exactly once
//! and in its column, whatever the padding is made of.

use std::collections::BTreeMap;
use std::fs;

use crate::forms::value_id;
use crate::run::run;
use crate::secrets::Secrets;

/// The columns of the findings of `value`, by file, in one run over files that have the lengths of padding in
/// `offsets`.
fn columns(value: &str, key: &str, filler: &str, offsets: &[usize]) -> BTreeMap<String, Vec<u64>> {
    let folder = tempfile::tempdir().expect("a temporary folder can be made");
    for offset in offsets {
        let padding: String = filler.chars().cycle().take(*offset).collect();
        let text = format!("{padding}{key}{value} \n");
        fs::write(folder.path().join(format!("{offset}.txt")), text).expect("writable");
    }
    let ran = run(folder.path(), &["check", "--format", "json", "."]);
    let mut columns = BTreeMap::new();
    for finding in ran.findings() {
        assert_eq!(finding["value"]["id"], value_id(value));
        let path = finding["path"].as_str().expect("a file has a path").to_owned();
        let column = finding["column"].as_u64().expect("a value has a column");
        columns.entry(path).or_insert_with(Vec::new).push(column);
    }
    columns
}

fn assert_found_everywhere(value: &str, key: &str, offsets: &[usize]) {
    for filler in [" ", "lorem ipsum, ", "0-"] {
        let columns = columns(value, key, filler, offsets);
        for offset in offsets {
            let expected = vec![(offset + key.len() + 1) as u64];
            let seen = columns.get(&format!("{offset}.txt"));
            assert_eq!(seen, Some(&expected), "{offset} bytes of {filler:?} before the key");
        }
    }
}

fn around_powers_of_two() -> Vec<usize> {
    (5..18).flat_map(|power| (1usize << power).saturating_sub(100)..=(1 << power) + 4).collect()
}

#[test]
fn a_secret_is_found_at_every_offset_up_to_five_thousand() {
    let offsets: Vec<usize> = (0..=5000).collect();
    assert_found_everywhere(&Secrets::new(1).secret64(), "; client_secret=", &offsets);
}

#[test]
fn a_secret_is_found_around_powers_of_two() {
    assert_found_everywhere(
        &Secrets::new(2).secret64(),
        "; client_secret=",
        &around_powers_of_two(),
    );
}

#[test]
fn a_token_is_found_around_powers_of_two() {
    let token = Secrets::new(3).btx_token("api.btx.eu.banqup.com", crate::secrets::FUTURE);
    assert_found_everywhere(&token, " token=", &around_powers_of_two());
}
