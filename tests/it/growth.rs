//! Time follows the size of what is read: inputs with tens of thousands of things of one kind, where the work on each
//! must not depend on how many others there are.
//!
//! Contract: each run must end before a deadline that is many times what it takes, and which it would not keep if its
//! time grew with the square. Where a text is repeated, the time that the processor spends on it is held against that on
//! a quarter of it, which is made so long that its time counts; whatever else the machine does is not counted.

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

/// How much longer the longer of two texts is, and how much more time it may take: with the square it would be twice as
/// much again.
const TIMES: usize = 4;
const MOST: f64 = 2.0 * TIMES as f64;

/// The time that a text must take, beside that of a start, for it to be compared, in seconds.
const COUNTS: f64 = 0.1;

/// The sizes of the shorter text, in bytes: where the largest takes no time that counts, the longer will not either.
const SMALLEST: usize = 32 << 10;
const LARGEST: usize = 512 << 10;

/// The arguments of a check of one rule, or several, on one thread.
#[cfg(unix)]
fn checked(rule: &str) -> [&str; 8] {
    ["check", "--isolated", "--no-ignore", "--exit-zero", "--threads", "1", "--rule", rule]
}

/// Holds the time for a text against that for a quarter of it, in files at these paths; `made` makes a text of so many
/// bytes for each.
#[cfg(unix)]
#[track_caller]
fn grows_as_its_text(rule: &str, paths: &[&str], made: impl Fn(usize) -> String) {
    let seconds = |size: usize| {
        let folder = Repo::folder();
        for path in paths {
            folder.write(path, made(size));
        }
        processor_seconds(&folder.command(&checked(rule)))
    };
    grows_as_its_size(&format!("{rule} in {paths:?}: {:?}", made(60)), seconds);
}

/// Holds the time for a size against that for a quarter of it.
#[cfg(unix)]
#[track_caller]
fn grows_as_its_size(what: &str, seconds: impl Fn(usize) -> f64) {
    let start = seconds(1);
    let taken = |size: usize| (seconds(size) - start).max(0.0);
    let (mut size, mut short) = (SMALLEST, taken(SMALLEST));
    while short < COUNTS && size < LARGEST {
        size *= 2;
        short = taken(size);
    }
    let long = taken(size * TIMES);
    assert!(
        long <= MOST * short.max(COUNTS),
        "{what}: {short:.2} s for {size} bytes, {long:.2} s for {TIMES} times as many"
    );
}

/// A text of about so many bytes that begins with `head` and repeats `unit`.
#[cfg(unix)]
fn repeated(head: &str, unit: &str, size: usize) -> String {
    head.to_owned() + &unit.repeat(size.div_ceil(unit.len()))
}

#[cfg(unix)]
#[test]
fn the_first_example_of_each_rule_takes_as_long_as_it_is() {
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
        grows_as_its_text(&rule.info.id, &[path], lines);
    }
}

/// What makes a check look for something to the end of a text, again and again, in files of several languages that
/// name the vendor.
#[cfg(unix)]
#[test]
fn what_is_never_closed_takes_as_long_as_it_is() {
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
    let paths = ["rb", "py", "js", "sh", "md", "yml", "gradle", "tf", "ipynb"];
    let paths = paths.map(|ending| format!("banqup/a.{ending}"));
    let paths = paths.each_ref().map(String::as_str);
    let rules: Vec<String> =
        RuleSet::embedded().rules().iter().map(|rule| rule.info.id.clone()).collect();
    let rules = rules.join(",");
    for unit in UNITS {
        grows_as_its_text(&rules, &paths, |size| repeated("puts \"", unit, size / 2));
    }
}

/// What stands in one file many times, where a check once read all of it, or all before it, for each.
#[cfg(unix)]
#[test]
fn what_is_repeated_takes_as_long_as_it_is() {
    const CASES: [(&str, &str, &str, &str); 24] = [
        ("plain-http", "a.txt", "", "host = api.banqup.com\n"),
        ("plain-http", "a.txt", "host = \"api.", "a.banqup.com."),
        ("tls-verification-disabled", "a.ini", "; banqup\n", "[ldap]\nverify_ssl = false\n"),
        ("ci-exposure", ".gitlab-ci.yml", "# banqup\nx:\n  script: cat", "|cat"),
        (
            "ci-exposure",
            ".github/workflows/a.yml",
            "on: push\njobs:\n  x:\n    steps:\n    - run: |\n        true\n",
            "        x ${{ secrets.BANQUP_SECRET }}\n",
        ),
        (
            "ci-exposure",
            ".github/workflows/a.yml",
            "# banqup\non: push\njobs:\n  x:\n    steps:\n    - run: |\n        true\n",
            "        env\n",
        ),
        (
            "ci-exposure",
            ".github/workflows/a.yml",
            "# banqup\n",
            "on: push\njobs: {x: {steps: [{run: 'true'}]}}\n---\n",
        ),
        (
            "ci-exposure",
            "Jenkinsfile",
            "pipeline {\nwithCredentials([string(credentialsId: 'banqup-secret', variable: 'X')]) { sh 'true' }\ncredentials('banqup')\n",
            "sh 'env'\n",
        ),
        (
            "ci-exposure",
            ".github/workflows/a.yml",
            "# banqup\non: push\njobs:\n  x:\n    steps:\n    - run: |\n        true\n",
            "        echo x >> $GITHUB_ENV\n",
        ),
        ("ci-exposure", ".gitlab-ci.yml", "x:\n  script:\n    - echo '", "$BANQUP_SECRET "),
        ("ci-exposure", ".gitlab-ci.yml", "x:\n  script:\n    - prog ", "$BANQUP_SECRET "),
        ("ci-exposure", ".gitlab-ci.yml", "x:\n  script:\n    - echo $(( ", "$BANQUP_SECRET + "),
        ("logged-credential", "a.sh", "# banqup env tee\n", "${{"),
        ("logged-credential", "a.kt", "// banqup\n", "Level.BODY\n"),
        ("logged-credential", "a.js", "// banqup\n", "console.dir(tokenResponse)\n"),
        ("logged-credential", "a.py", "# banqup\n", "print(x['client_secret'\n"),
        ("client-side-exposure", "next.config.js", "// banqup\n", "env:{client_secret:1,"),
        ("client-side-exposure", "a.js", "// banqup\n", "res.json({banqup_secret,"),
        ("client-side-exposure", "a.rb", "# banqup\n", "gon.banqup_secret=1;"),
        ("client-side-exposure", "a.sh", "# banqup dist\n", "sed -i $BANQUP_SECRET $f;"),
        ("credentials-in-url", "a.js", "// banqup\n", "http.get(a,{token:x,"),
        (
            "credentials-in-url",
            "openapi.yaml",
            "url: https://api.btx.eu.banqup.com\n",
            "query: {client_secret: x}\n",
        ),
        (
            "container-image-exposure",
            "Dockerfile",
            "# banqup\nFROM x\nRUN true",
            ";echo $BANQUP_SECRET>b;rm c",
        ),
        (
            "credentials-in-url",
            "a.py",
            "# banqup\n",
            "other = 'https://x.example.org'\nrequests.get(f'{other}?client_secret={secret}')\n",
        ),
    ];
    for (rule, path, head, unit) in CASES {
        grows_as_its_text(rule, &[path], |size| repeated(head, unit, size));
    }
}

#[cfg(unix)]
#[test]
fn names_that_differ_take_as_long_as_they_are_many() {
    let lines = |line: fn(usize) -> String| {
        move |size: usize| (0..size.div_ceil(line(0).len())).map(line).collect::<String>()
    };
    let shipped = |at| format!("process.env.NEXT_PUBLIC_BANQUP_CLIENT_SECRET_{at:06}\n");
    grows_as_its_text("client-side-exposure", &["names.js"], lines(shipped));
    let bound = |at| {
        format!(
            "host{at:06} = 'https://x.example.org'\nget(f'{{host{at:06}}}?client_secret={{banqup}}')\n"
        )
    };
    grows_as_its_text("credentials-in-url", &["names.py"], lines(bound));
    let bound = |at| format!("X{at:06} = credentials('banqup-secret')\n");
    grows_as_its_text("ci-exposure", &["Jenkinsfile"], |size| {
        format!("pipeline {{\n{}", lines(bound)(size))
    });
    let written = |at| format!("    - echo $BANQUP_SECRET > f{at:06}.txt\n");
    let kept = |at| format!("      - g{at:06}.txt                      \n");
    grows_as_its_text("ci-exposure", &[".gitlab-ci.yml"], |size| {
        let (written, kept) = (lines(written)(size / 2), lines(kept)(size / 2));
        format!("x:\n  script:\n{written}  artifacts:\n    paths:\n{kept}")
    });
    let line = "val secret = BuildConfig.BANQUP_CLIENT_SECRET\n";
    let path = "app/src/main/java/Api.kt";
    grows_as_its_text("client-side-exposure", &[path], |size| repeated("", line, size));
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

/// Comments that allow what another file ties to the vendor.
#[cfg(unix)]
#[test]
fn comments_and_what_is_tied_meet_however_many_there_are() {
    grows_as_its_size("comments about what is tied", |size| {
        let folder = Repo::folder();
        let line = "requests.post(TOKEN_URL, verify=False)  # banqlint: allow(tls-verification-disabled) x\n";
        folder.write("config.py", "TOKEN_URL = \"https://api.btx.eu.banqup.com/oauth2\"\n");
        folder.write("client.py", repeated("", line, size));
        processor_seconds(&folder.command(&checked("tls-verification-disabled")))
    });
}

/// How many times the time of a plain text in the same language one may take that opens something again and again: more
/// than a check has to say of each, and far less than reading on from each.
#[cfg(unix)]
const TIMES_PLAIN: f64 = 16.0;

/// What a growth does not show: where each place costs as much as a check reads at most.
#[cfg(unix)]
#[test]
fn what_is_opened_costs_little_more_than_a_plain_text() {
    const CASES: [(&str, &str, &str); 5] = [
        ("a.py", "# banqup\n", "print("),
        ("a.js", "// banqup\n", "console.log({"),
        ("a.java", "// banqup\n", "record A("),
        ("a.java", "// banqup\n", "toString() {"),
        ("a.sh", "# banqup\n", "cat <<E > f ; "),
    ];
    const SIZE: usize = 1 << 20;
    /// So many units stand in the first line, where a line is what counts.
    const LINE: usize = 300;
    let seconds = |path: &str, text: &str| {
        let folder = Repo::folder();
        folder.write(path, text);
        processor_seconds(&folder.command(&checked("logged-credential,loose-file-permissions")))
    };
    for (path, head, unit) in CASES {
        let plain = repeated(head, "x = y\n", SIZE);
        let text = match path {
            "a.sh" => format!("{head}{}\n{}", unit.repeat(LINE), "x $A\n".repeat(SIZE / 5)),
            _ => repeated(head, unit, SIZE),
        };
        let (plain, opened) = (seconds(path, &plain), seconds(path, &text));
        assert!(
            opened <= TIMES_PLAIN * plain.max(COUNTS),
            "{unit:?} in {path}: {opened:.2} s, {plain:.2} s for a plain text"
        );
    }
}
