//! What the README shows is what comes out.
//!
//! Contract: the values are made here from a seed, so that the README holds only what the program prints of them.

use std::fs;
use std::path::Path;

use crate::repo::Repo;
use crate::secrets::Secrets;

/// The example of a run: its command line, and what it prints.
fn example(page: &str) -> (Vec<&str>, &str) {
    let block = page.split("```console\n$ banqlint ").nth(1).expect("an example of a run");
    let block = block.split("```").next().expect("the example ends");
    let (command, printed) = block.split_once('\n').expect("the run prints something");
    (command.split(' ').collect(), printed)
}

/// A report without how long its run took.
fn timeless(report: &str) -> String {
    let rest = report.strip_suffix(" s\n").expect("the last line ends with the time");
    rest.trim_end_matches(|c: char| c.is_ascii_digit() || c == '.').to_owned()
}

#[test]
fn the_example_is_what_comes_out() {
    let page = Path::new(env!("CARGO_MANIFEST_DIR")).join("README.md");
    let page = fs::read_to_string(page).expect("the README is there");
    let (command, shown) = example(&page);
    let mut secrets = Secrets::new(1);
    let (own, id, secret) = (secrets.secret64(), secrets.id48(), secrets.secret64());
    let repo = Repo::new();
    repo.write(".gitignore", ".env\n")
        .write(".env", format!("BANQUP_CLIENT_SECRET={own}\n"))
        .write(
            "config/settings.py",
            format!("CLIENT_ID = \"{id}\"\nCLIENT_SECRET = \"{secret}\"\n"),
        );
    repo.commit("All files, by force");
    let ran = repo.run(&command).exits_with(1);
    assert_eq!(timeless(shown), timeless(&ran.stdout));
}
