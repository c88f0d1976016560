//! Templates: realistic files with markers where values go.
//!
//! A marker is `«name»`, `«name.2»` for a second value of its kind, or `«name|filter|filter»`, the filters being how
//! the value is written. The same name stands for the same value throughout a sheet. `«-name:argument»` plants nothing,
//! `«?name»` accepts a finding without asking for one, `«!rule»` asks for a finding of a rule somewhere on the line and
//! `«~rule»` accepts one.

use std::collections::BTreeMap;

use base64::Engine;
use base64::engine::general_purpose::{STANDARD, STANDARD_NO_PAD};
use serde_json::json;

use super::doc::{Doc, Expect, Precision};
use super::relatives::{broken, relative};
use crate::secrets::{EXPIRED, FUTURE, Secrets, basic, hex_of, public_sample};

const HOSTS: &[&str] = &[
    "api.btx.eu.banqup.com",
    "api.uat.btx.eu.banqup.com",
    "api.test.btx.fr.banqup.com",
    "api.dev.btx.eu.banqup.com",
    "api.cve.btx.eu.banqup.com",
];
const REALMS: &[&str] = &["upg-dev-portal", "test-upg-dev-portal", "pp-upg-dev-portal"];
const IDENTITY: &[&str] =
    &["iam.unifiedpost.com", "iam.uat.unifiedpost.com", "iam.test.unifiedpost.com"];

/// The words of a key, whose spelling depends on the language around it.
const NAMESPACES: &[&[&str]] = &[&["banqup"], &["bq"], &["upg"], &["banqup", "api"], &["btx"]];
const ID_WORDS: &[&[&str]] = &[&["client", "id"], &["consumer", "key"], &["oauth", "client", "id"]];
const SECRET_WORDS: &[&[&str]] =
    &[&["client", "secret"], &["consumer", "secret"], &["oauth", "client", "secret"]];

/// Values and spellings of one case.
#[derive(Debug)]
pub(crate) struct Sheet {
    secrets: Secrets,
    values: BTreeMap<String, String>,
    namespace: usize,
    words: usize,
}

impl Sheet {
    /// A sheet whose values come from `secrets`.
    pub(crate) fn new(mut secrets: Secrets) -> Self {
        let namespace = secrets.below(NAMESPACES.len());
        let words = secrets.below(ID_WORDS.len());
        Self { secrets, values: BTreeMap::new(), namespace, words }
    }

    /// The template with its markers replaced.
    pub(crate) fn fill(&mut self, template: &str) -> Doc {
        let mut doc = Doc::default();
        let mut rest = template;
        while let Some((plain, tail)) = rest.split_once('«') {
            let (marker, tail) = tail.split_once('»').expect("each marker is closed");
            doc.push(plain);
            self.expand(marker, &mut doc);
            rest = tail;
        }
        doc.push(rest);
        doc
    }

    /// The value that `name` stands for in this sheet.
    pub(crate) fn value(&mut self, name: &str) -> String {
        if let Some(value) = self.values.get(name) {
            return value.clone();
        }
        let value = self.make(name);
        self.values.insert(name.to_owned(), value.clone());
        value
    }

    fn expand(&mut self, marker: &str, doc: &mut Doc) {
        let mut parts = marker.split('|');
        let head = parts.next().expect("a split has a first part");
        if let Some(rule) = head.strip_prefix(['!', '~']) {
            doc.mark(Expect {
                rules: vec![known_rule(rule)],
                values: Vec::new(),
                precision: Precision::Line,
                required: head.starts_with('!'),
                decoded: Vec::new(),
            });
            return;
        }
        let name = head.trim_start_matches(['-', '?']);
        let value = self.value(name);
        let mut decoded = Vec::new();
        let mut written = value.clone();
        for filter in parts {
            written = write(filter, &written, &mut decoded);
        }
        decoded.reverse();
        if !head.starts_with('-') {
            let kind = name.split(['.', ':']).next().unwrap_or(name);
            for expect in self.expectations(kind, name, &value, !head.starts_with('?'), &decoded) {
                doc.mark(expect);
            }
        }
        doc.push(&written);
    }

    fn expectations(
        &mut self,
        kind: &str,
        name: &str,
        value: &str,
        required: bool,
        decoded: &[&'static str],
    ) -> Vec<Expect> {
        let rules = match kind {
            "id" | "uid" => vec!["client-id"],
            "secret" | "usecret" | "s32" => vec!["client-secret"],
            "bearer" | "expired" | "realm" => vec!["bearer-token"],
            "foreign" => vec!["jwt"],
            "refresh" | "refresh48" | "refresh64" => vec!["refresh-token"],
            "refreshjwt" => vec!["refresh-token", "bearer-token"],
            "basic" | "pair" => vec!["basic-credentials"],
            "http" | "httpfile" => vec!["plain-http"],
            other => panic!("no rule for the marker {other}"),
        };
        let any = kind.starts_with("http");
        let mut expectations = vec![Expect {
            rules,
            values: if any { Vec::new() } else { vec![value.to_owned()] },
            precision: if kind == "httpfile" { Precision::File } else { Precision::Exact },
            required,
            decoded: decoded.to_vec(),
        }];
        if matches!(kind, "basic" | "pair") {
            let inner = |part| name.replacen(kind, part, 1);
            let values = vec![self.value(&inner("id")), self.value(&inner("secret"))];
            let rules = vec!["client-id", "client-secret", "basic-credentials"];
            expectations.push(Expect {
                rules,
                values,
                precision: Precision::Line,
                required: false,
                decoded: Vec::new(),
            });
        }
        expectations
    }

    fn make(&mut self, name: &str) -> String {
        let (kind, argument) = name.split_once(':').unwrap_or((name, ""));
        let kind = kind.split('.').next().unwrap_or(kind);
        let argument = argument.split('.').next().unwrap_or(argument);
        let length = || argument.parse().unwrap_or(0);
        let secrets = &mut self.secrets;
        match kind {
            "id" | "refresh48" => secrets.id48(),
            "secret" | "refresh64" => secrets.secret64(),
            "uid" | "usecret" | "uuid" => secrets.uuid(),
            "s32" | "refresh" => secrets.alnum32(),
            "bearer" | "expired" => {
                let host = secrets.pick(HOSTS);
                secrets.btx_token(host, if kind == "bearer" { FUTURE } else { EXPIRED })
            }
            "realm" => {
                let (host, realm) = (secrets.pick(IDENTITY), secrets.pick(REALMS));
                secrets.realm_token(host, realm, FUTURE)
            }
            "refreshjwt" => {
                let realm = format!("https://{}/auth/realms/{}", secrets.pick(IDENTITY), REALMS[0]);
                let header = json!({"alg": "HS256", "typ": "JWT", "kid": secrets.uuid()});
                let payload = json!({
                    "exp": FUTURE, "iat": FUTURE - 1800, "jti": secrets.uuid(), "iss": realm,
                    "aud": realm, "sub": secrets.uuid(), "typ": "Refresh", "azp": secrets.uuid(),
                });
                secrets.sign(&header, &payload, 32)
            }
            "foreign" => secrets.foreign_token(EXPIRED),
            "basic" | "pair" => {
                let inner = |part| name.replacen(kind, part, 1);
                let (id, secret) = (self.value(&inner("id")), self.value(&inner("secret")));
                if kind == "basic" { basic(&id, &secret) } else { format!("{id}:{secret}") }
            }
            "http" | "httpfile" => "http".to_owned(),
            "at" => "@".to_owned(),
            "hex" => secrets.hex(length()),
            "HEX" => secrets.hex(length()).to_uppercase(),
            "b64" => secrets.base64(length()),
            "alnum" => secrets.alphanumeric(length()),
            "lower" => secrets.alphanumeric(length()).to_lowercase(),
            "prose" => secrets.prose(length()),
            "prose64" => STANDARD.encode(secrets.prose(length())),
            "prosebytes" => STANDARD.encode(&secrets.prose(30)[..length()]),
            "repeat" => argument[..1].repeat(argument[1..].parse().unwrap_or(64)),
            "cycle" => "abcdefghijklmnopqrstuvwxyz0123456789".repeat(2)[..length()].to_owned(),
            "words" => {
                let (word, width) = argument.split_at(argument.len() - 2);
                word.repeat(8)[..width.parse().unwrap_or(64)].to_owned()
            }
            "sample" => public_sample(),
            "relative" => relative(secrets, argument),
            "broken" => broken(secrets, HOSTS[0], argument),
            "host" => secrets.pick(HOSTS).to_owned(),
            "idkey" => self.key(ID_WORDS, argument),
            "secretkey" => self.key(SECRET_WORDS, argument),
            other => panic!("no such marker: {other}"),
        }
    }

    /// A key in the spelling `style`, the same pair of words throughout the sheet.
    fn key(&self, words: &[&[&str]], style: &str) -> String {
        let parts: Vec<&str> =
            NAMESPACES[self.namespace].iter().chain(words[self.words]).copied().collect();
        let capital = |word: &str| word[..1].to_uppercase() + &word[1..];
        match style {
            "env" => parts.join("_").to_uppercase(),
            "snake" => parts.join("_"),
            "kebab" => parts.join("-"),
            "KEBAB" => parts.join("-").to_uppercase(),
            "dotted" => parts.join("."),
            "pascal" => parts.iter().map(|word| capital(word)).collect(),
            "colon" => format!(
                "Banqup:{}",
                words[self.words].iter().map(|word| capital(word)).collect::<String>()
            ),
            "camel" => {
                parts[0].to_owned()
                    + &parts[1..].iter().map(|word| capital(word)).collect::<String>()
            }
            "bare" => words[self.words].join("_"),
            other => panic!("no such spelling: {other}"),
        }
    }
}

fn known_rule(rule: &str) -> &'static str {
    super::RULES.iter().find(|known| **known == rule).expect("a rule of the corpus")
}

/// `value` as `filter` writes it; the encoding's word is added to `decoded`, innermost first.
fn write(filter: &str, value: &str, decoded: &mut Vec<&'static str>) -> String {
    let each = |form: &dyn Fn(u8) -> String| value.bytes().map(form).collect::<String>();
    let (filter, argument) = filter.split_once(' ').unwrap_or((filter, ""));
    let (word, text) = match filter {
        "b64n" => ("base64", STANDARD_NO_PAD.encode(value)),
        "b64" => ("base64", STANDARD.encode(value)),
        "hex" => ("hex", hex_of(value.as_bytes())),
        "HEX" => ("hex", hex_of(value.as_bytes()).to_uppercase()),
        "pct" => ("percent", each(&|byte| format!("%{byte:02X}"))),
        "u" => ("escapes", each(&|byte| format!("\\u{byte:04x}"))),
        "x" => ("escapes", each(&|byte| format!("\\x{byte:02x}"))),
        "html" => ("html-entities", each(&|byte| format!("&#{byte};"))),
        "htmlx" => ("html-entities", each(&|byte| format!("&#x{byte:X};"))),
        "upper" => return value.to_uppercase(),
        "capital" => return value[..1].to_uppercase() + &value[1..],
        "dots" => ("joined", value.replace('.', &format!(".{}", argument.replace("\\n", "\n")))),
        "pad" => return value.replace('=', "%3D").replace('+', "%2B").replace('/', "%2F"),
        "fold" => {
            let width: usize = argument.parse().expect("the width is a number");
            let lines: Vec<&[u8]> = value.as_bytes().chunks(width).collect();
            return String::from_utf8_lossy(&lines.join(&b"\n"[..])).into_owned();
        }
        "cut" => {
            let (width, between) = argument.split_once(' ').expect("cut has a width and a text");
            let width: usize = width.parse().expect("the width is a number");
            let parts: Vec<&str> = (0..value.len())
                .step_by(width)
                .map(|at| &value[at..value.len().min(at + width)])
                .collect();
            let joined = parts.join(&between.replace("\\n", "\n"));
            if decoded.contains(&"base64") {
                return joined;
            }
            ("joined", joined)
        }
        other => panic!("no such filter: {other}"),
    };
    decoded.push(word);
    text
}
