//! Time follows the size of what is read: inputs with tens of thousands of things of one kind, where the work on each must not depend on how many others there are.
//!
//! Contract: each run must end before a deadline that is many times what it takes, and which it would not keep if its time grew with the square.

use std::fmt::Write;

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

/// Only the first calls of a page are told; all are looked at.
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
    }
}
