//! `docs/reliability.md` stands on tests that exist.
//!
//! Contract: every row of the tables of its first six parts names at least one test, and every test that is named is
//! one. One that can end before it has asserted anything, for want of a program or of a right, is marked with
//! `.ci/run`, which has both and lets none pass without; no other is.

use std::fs;
use std::path::Path;

/// The tests named in a line, as module and function.
fn named(line: &str) -> Vec<(&str, &str)> {
    line.split('`').skip(1).step_by(2).filter_map(|code| code.split_once("::")).collect()
}

/// Whether the block that begins here ends the test.
fn ends_at_once(block: &str) -> bool {
    block.split("\n    }").next().is_some_and(|block| block.contains("return"))
}

#[test]
fn every_promise_names_tests_that_exist() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let page = fs::read_to_string(root.join("docs/reliability.md")).expect("the page is there");
    let mut wrong = Vec::new();
    let mut count = 0;
    let promises = page.split("\n## 7").next().unwrap_or_default();
    for line in promises.lines().filter(|line| line.starts_with('|') && line.contains('`')) {
        let tests = named(line);
        if tests.is_empty() {
            wrong.push(format!("no test: {line}"));
        }
        for (module, function) in tests {
            count += 1;
            let file = root.join(format!("tests/it/{module}.rs"));
            let source = fs::read_to_string(file).unwrap_or_default();
            let head = format!("#[test]\nfn {function}() {{");
            let Some((_, body)) = source.split_once(&head) else {
                wrong.push(format!("no such test: {module}::{function}"));
                continue;
            };
            let body = body.split("\n}\n").next().unwrap_or_default();
            let needs_more = body.split("else {").skip(1).any(ends_at_once);
            let is_marked = line.contains(&format!("`{module}::{function}` (`.ci/run`)"));
            if needs_more != is_marked {
                wrong.push(format!("marked: {is_marked}, needs more: {needs_more}: {function}"));
            }
        }
    }
    assert!(wrong.is_empty(), "{wrong:#?}");
    assert!(count > 50, "{count}");
}
