//! Time follows the size of what is read: inputs with tens of thousands of things of one kind, where the work on each
//! must not depend on how many others there are.
//!
//! Contract: each run must end before a deadline that is many times what it takes, and which it would not keep if its
//! time grew with the square. Where a rule's own examples are repeated, the time that the processor spends on a text is
//! held against that on an eighth of it: with the square it would be 64 times as much, and whatever else the machine
//! does is not counted.

use std::fmt::Write;

use banqlint::rule::{Expectation, RuleSet, expand};

#[cfg(unix)]
use crate::bounds::processor_seconds;
use crate::bounds::run_bounded;
use crate::repo::Repo;
use crate::run::Ran;
use crate::secrets::Secrets;

/// For everything that the program takes.
const BOUND: usize = 1024;

fn run(folder: &Repo, arguments: &[&str]) -> Ran {
    run_bounded(folder, BOUND, arguments)
}

/// Each comment names ten rules beside the one whose finding it allows.
#[test]
fn comments_and_findings_meet_however_many_there_are() {
    const LINES: usize = 30_000;
    let mut secrets = Secrets::new(1);
    let mut text = String::new();
    for _ in 0..LINES {
        let others = "client-id, basic-credentials, bearer-token, refresh-token, plain-http, credentials-in-url, ci-exposure, logged-credential, client-side-exposure, tls-verification-disabled";
        let value = secrets.secret64();
        writeln!(text, "client_secret = '{value}' # banqlint: allow(client-secret, {others}) test")
            .expect("it fits");
    }
    let last = format!("client_secret = '{}'\n", secrets.secret64());
    let folder = Repo::new();
    folder.write("test.py", text + &last);
    let selected = ["check", "--format", "json", "--rule", "client-secret"];
    let ran = run(&folder, &selected).exits_with(1);
    assert_eq!(ran.places_of("client-secret"), [("test.py".to_owned(), LINES as u64 + 1)]);
}

#[test]
fn addresses_are_fixed_however_many_there_are() {
    const LINES: usize = 150_000;
    let folder = Repo::new();
    let address = |scheme: &str, at: usize| format!("{scheme}://api.btx.eu.banqup.com/{at}\n");
    folder.write("urls.txt", (0..LINES).map(|at| address("http", at)).collect::<String>());
    let ran = run(&folder, &["check", "--diff"]).exits_with(1);
    for (mark, scheme) in [('-', "http"), ('+', "https")] {
        for at in [0, LINES - 1] {
            let line = address(scheme, at);
            assert!(ran.stdout.contains(&format!("\n{mark}{line}")), "{line}");
        }
    }
}

/// All of them are told.
#[test]
fn calls_over_plain_http_are_judged_however_many_there_are() {
    const CALLS: usize = 80_000;
    let of = |lines: &str| lines.repeat(CALLS);
    let vendors = "http = Net::HTTP.new('api.btx.eu.banqup.com', 443)\nhttp.get('/v1')\n";
    let bound = "HOST = 'api.btx.eu.banqup.com'\nhttp = Net::HTTP.new(HOST)\nHOME = 'https://example.com'\nother = Net::HTTP.new(HOME)\n";
    let named: String = (0..CALLS)
        .map(|at| {
            format!("const o{at} = {{ host: 'api.btx.eu.banqup.com' }};\nhttp.get(o{at}, f);\n")
        })
        .collect();
    let cases = [
        ("client.rb", of(vendors), 1),
        ("bound.rb", of(bound), 2),
        ("client.js", format!("const http = require('http');\n{named}"), 2),
    ];
    for (path, text, line) in cases {
        let folder = Repo::new();
        folder.write(path, text);
        let ran = run(&folder, &["check", "--format", "json", "--rule", "plain-http"]);
        let places = ran.exits_with(1).places_of("plain-http");
        assert_eq!(places[0], (path.to_owned(), line), "{path}");
        assert_eq!(places.len(), CALLS, "{path}");
    }
}

/// How much longer the longer of two texts is, and how much more time it may take.
const TIMES: usize = 8;
const MOST: f64 = 2.0 * TIMES as f64;

/// The time that goes by before a text is looked at, in seconds.
const START: f64 = 0.05;

/// Holds the time for a text of `size` bytes against that for an eighth of it; `lines` makes a text of so many bytes.
#[cfg(unix)]
#[track_caller]
fn grows_as_its_text(rule: &str, path: &str, size: usize, lines: impl Fn(usize) -> String) {
    let seconds = |size: usize| {
        let folder = Repo::folder();
        folder.write(path, lines(size));
        let arguments =
            ["check", "--isolated", "--no-ignore", "--exit-zero", "--threads", "1", "--rule", rule];
        processor_seconds(&folder.command(&arguments))
    };
    let (short, long) = (seconds(size / TIMES).max(START), seconds(size));
    assert!(
        long / short <= MOST,
        "{rule} in {path}: {short:.2} s for {} bytes, {long:.2} s for {size}",
        size / TIMES
    );
}

#[cfg(unix)]
#[test]
fn the_first_example_of_each_rule_takes_as_long_as_it_is() {
    const SIZE: usize = 240_000;
    for rule in RuleSet::embedded().rules() {
        let shown = |example: &&banqlint::rule::Example| example.expectation == Expectation::Match;
        let Some(example) = rule.examples().iter().find(shown) else { continue };
        let path = example.path.as_deref().unwrap_or("example.txt");
        // Another value each time: copies of one are told once.
        let lines = |size: usize| {
            let mut text = String::with_capacity(size + 1000);
            for seed in 0.. {
                text.push_str(&expand(&example.template, seed));
                if !text.ends_with('\n') {
                    text.push('\n');
                }
                if text.len() >= size {
                    break;
                }
            }
            text
        };
        grows_as_its_text(&rule.info.id, path, SIZE, lines);
    }
}

/// What makes a check look for something to the end of a text, again and again, in files of several languages that
/// name the vendor.
#[cfg(unix)]
#[test]
fn what_is_never_closed_takes_as_long_as_it_is() {
    const SIZE: usize = 64_000;
    const UNITS: [&str; 16] = [
        "\\\"",
        "\\'",
        "\"",
        "'",
        "`",
        "${",
        "{{",
        "[",
        "- ",
        "curl ",
        "http \"",
        "print(",
        "log.info(",
        "client_secret: ",
        "export client_secret=",
        "<a client_secret=\"",
    ];
    const ENDINGS: [&str; 9] = ["rb", "py", "js", "sh", "md", "yml", "gradle", "tf", "ipynb"];
    for unit in UNITS {
        let seconds = |size: usize| {
            let folder = Repo::folder();
            for ending in ENDINGS {
                let text = unit.repeat(size / unit.len());
                folder.write(format!("banqup/a.{ending}"), format!("puts \"{text}"));
            }
            let arguments = ["check", "--isolated", "--no-ignore", "--exit-zero", "--threads", "1"];
            processor_seconds(&folder.command(&arguments))
        };
        let (short, long) = (seconds(SIZE / TIMES).max(2.0 * START), seconds(SIZE));
        assert!(long / short <= MOST, "{unit}: {short:.2} s, then {long:.2} s");
    }
}

#[cfg(unix)]
#[test]
fn names_that_are_shipped_take_as_long_as_they_are_many() {
    const SIZE: usize = 1_200_000;
    let numbered = |size: usize| {
        (0..size / 51)
            .map(|at| format!("process.env.NEXT_PUBLIC_BANQUP_CLIENT_SECRET_{at:06}\n"))
            .collect()
    };
    grows_as_its_text("client-side-exposure", "names.js", SIZE, numbered);
    let line = "val secret = BuildConfig.BANQUP_CLIENT_SECRET\n";
    let repeated = |size: usize| line.repeat(size / line.len());
    grows_as_its_text("client-side-exposure", "app/src/main/java/Api.kt", SIZE, repeated);
}

/// One file gives the name, the other uses it in one line as long as a text that is followed can be.
#[test]
fn a_name_of_another_file_is_followed_however_often_it_is_used() {
    let folder = Repo::new();
    let address = "https://api.btx.eu.banqup.com";
    let names: String = (0..60).map(|at| format!("API_{at} = '{address}/{at}'\n")).collect();
    let uses: String = (0..75_000).map(|at| format!("API_{}:", at % 60)).collect();
    folder.write("settings.py", names).write("client.py", format!("{uses} verify=False\n"));
    run(&folder, &["check"]).exits_with(0);
    folder.write("other.py", "requests.get(API_1, verify=False)\n");
    let ran = run(&folder, &["check", "--format", "json"]).exits_with(1);
    assert_eq!(ran.places_of("tls-verification-disabled"), [("other.py".to_owned(), 1)]);
}
