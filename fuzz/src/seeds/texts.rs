//! Texts: the examples of the rules, and what a team or git writes.

use banqlint::rule::{RuleSet, expand};
use banqlint::suppress::Baseline;

use super::Seed;

/// Parts of texts of which many in a row may cost too much.
const UNITS: &[&str] = &[
    "(",
    "[",
    "{",
    "{{",
    "${",
    "$(",
    "<",
    "\"",
    "'",
    "`",
    "\\",
    "\\\\n",
    "%",
    "%25",
    "&#",
    "=",
    ":",
    "- ",
    "  ",
    "\t",
    "\n",
    "\r\n",
    "\n ",
    "a: ",
    "a:\n ",
    "? ",
    "&a ",
    "*a ",
    "!!x ",
    "|\n",
    "<<EOF\n",
    "\\\n",
    "eyJ",
    ".eyJ",
    "eyJ.",
    "http://",
    "http://a@",
    "banqup.com",
    "banqup",
    "q",
    "-",
    "--",
    "/*",
    "*/",
    "//",
    "#",
    ",",
    ";",
    ".",
    "@",
    "é",
    "\u{1b}[1m",
    "0x",
    "\\u0041",
    "\" + \"",
    "',\n'",
    "basic ",
    "-u ",
    "client_secret=",
    "client_id\n",
    "bq_secret ",
    "run: ",
    "RUN ",
    "ENV a=b ",
    "ARG a\n",
    "script:\n",
    "echo $",
    "log(",
    "f\"{",
    "banqlint: allow(",
    "key=",
    "&x=",
    "?a=",
    "scheme: http\n",
    "unifiedpost.com/",
    "requests.get(",
    ".append(",
    "QUJD",
    "4142",
    "65, ",
];

pub(super) fn all() -> Vec<Seed> {
    [examples(), repeats(), tokens(), settings()].concat()
}

/// Path and text of every example of every rule.
fn paged() -> Vec<(String, String)> {
    let rules = RuleSet::embedded();
    let examples = rules.rules().iter().flat_map(|rule| rule.examples().iter().chain(&rule.good));
    examples
        .zip(1..)
        .map(|(example, seed)| {
            let path = example.path.as_deref().unwrap_or("config/settings.py");
            (path.to_owned(), expand(&example.template, seed))
        })
        .collect()
}

fn examples() -> Vec<Seed> {
    paged()
        .into_iter()
        .flat_map(|(path, text)| {
            let page = format!("{path}\n{text}").into_bytes();
            let allowed = format!("{text} # banqlint: allow(client-secret) a reason\n");
            let text = text.into_bytes();
            [("engine", page), ("document", text), ("baseline", allowed.into_bytes())]
        })
        .collect()
}

fn repeats() -> Vec<Seed> {
    let seed = |path: &str, start: &str, unit: &str, end: &str| {
        let parts = [path, start, unit, end].map(str::as_bytes);
        ("repeats", parts.join(&0xFF))
    };
    let files = ["Dockerfile", ".github/workflows/banqup.yml", "banqup/values.yaml", "banqup.py"];
    let of_units = files
        .iter()
        .flat_map(|path| UNITS.iter().map(move |unit| seed(path, "# banqup\n", unit, " banqup")));
    let pages = paged();
    let of_pages = pages.iter().map(|(path, text)| seed(path, "", text, ""));
    let of_lines = pages.iter().filter_map(|(path, text)| {
        let (first, rest) = text.split_once('\n')?;
        Some(seed(path, first, rest.lines().next()?, text))
    });
    // A minified file is one line.
    let of_one_line = pages.iter().map(|(path, text)| seed(path, "", &text.replace('\n', " "), ""));
    of_units.chain(of_pages).chain(of_lines).chain(of_one_line).collect()
}

fn tokens() -> Vec<Seed> {
    let payloads = [
        r#"{"iss":"https://api.btx.uat.banqup.com/oauth2","sub":"a","exp":1700000000,"typ":"Refresh"}"#,
        r#"{"iss":"https://iam.unifiedpost.com/auth/realms/test-upg","iat":1.5e9,"email":"a@example.com"}"#,
        r#"{"aud":[],"exp":1e400,"nbf":-9223372036854775808}"#,
    ];
    let seed = |(payload, length): (&&str, u8)| {
        let parts = [br#"{"alg":"ES256","kid":"a","typ":"JWT"}"#.as_slice(), payload.as_bytes()];
        ("jwt", [&[length], parts.join(&0xFF).as_slice()].concat())
    };
    payloads.iter().zip(2..).map(seed).collect()
}

fn settings() -> Vec<Seed> {
    let packs = [
        include_str!("../../../rules/tokens.toml"),
        include_str!("../../../rules/transport.toml"),
        include_str!("../../../rules/exceptions.toml"),
    ];
    let id = "0123456789abcdef".repeat(2);
    let config = format!(
        "include = [\"src/\"]\nexclude = [\"*.md\", \"!a/**/[b-c]?.md\"]\npacks = [\"a.toml\"]\n\n\
         [banqup]\nhosts = [\"gateway.example.com\"]\nkeys = {{ ERP_ID = \"client-id\" }}\n\n\
         [rules.client-secret]\nseverity = \"warning\"\nenabled = true\n\n\
         [[allow]]\nid = \"{id}\"\nreason = \"a sample\"\n\n\
         [[off]]\nrule = \"jwt\"\npaths = [\"a/\"]\nreason = \"why\"\nuntil = 2026-01-31\n"
    );
    let entry =
        format!(r#"{{"rule":"jwt","path":"a","first_commit":null,"place":"{id}","value":"{id}"}}"#);
    let empty = Baseline::new(&[7; 32], &[], &[]).to_text();
    let full = empty.replace("\"entries\": []", &format!("\"entries\": [{entry}]"));
    let (old, new) = ("a1".repeat(20), "b2".repeat(20));
    let pushed =
        format!("refs/heads/a {new} refs/heads/b {old}\n(delete) {} c {old}\n", "0".repeat(40));
    let received = format!("{old} {new} refs/heads/a\n{} {new} refs/tags/b\n", "0".repeat(64));
    let of_packs = packs.map(|pack| ("rules", pack.as_bytes().to_vec()));
    let others = [
        ("config", include_str!("../../../.banqlint.toml").to_owned()),
        ("config", config),
        ("baseline", empty),
        ("baseline", full),
        ("hook", pushed),
        ("hook", received),
    ];
    of_packs.into_iter().chain(others.map(|(target, text)| (target, text.into_bytes()))).collect()
}
