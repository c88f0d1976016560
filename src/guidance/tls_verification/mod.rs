//! `tls-verification-disabled`: certificates are not checked where Banqup is called, so HTTPS protects nothing.
//!
//! Contract: one remark for a switch. `switches` knows those of widespread clients, `languages` and `tools` those of
//! rarer ones, `methods` checks of one's own that accept everything, `challenges` those of apps on Apple's systems, `curl`
//! the options that scripts keep for their commands, `proxies` those of proxies that say themselves where they lead, and
//! `defaults` options whose default is off. `holders` says whose connection a switch is for, by what `opening` reads
//! before a bracket and `flat_keys` in a dotted key; `called` tells hosts that are called from those that are only handed
//! over; `once` tells a fault of several parts once. This file judges whether a switch is meant for Banqup.

mod called;
mod challenges;
mod curl;
mod defaults;
mod flat_keys;
mod holders;
mod languages;
mod methods;
mod once;
mod opening;
mod proxies;
mod switches;
mod tools;

use super::code::{is_code, is_generated};
use super::command::{Command, Word, commands};
use super::fetcher::FETCHERS;
use super::pattern::{Found, Pattern, pattern};
use super::{Page, Remark, brackets, name, option, owner, section};
use crate::guidance::language::DOCUMENTS;
use crate::guidance::language::Language::{self, *};
use crate::model::{Confidence, Severity, Span, is_refused, test_around};
use called::{calls_other_host, is_in_call_to_vendor};
use holders::Holders;
use switches::{CHECKS, ESCAPES, OFF};

/// Words of such settings that say nothing about whose they are.
#[rustfmt::skip]
const OF_SETTINGS: [&str; 24] = [
    "verify", "ssl", "tls", "cert", "certs", "certificate", "certificates", "validate", "verification", "reject", "unauthorized", "ignore",
    "errors", "skip", "insecure", "check", "node", "https", "rest", "requests", "enable", "options", "peer", "strict",
];

/// How far around a switch another host makes it that host's affair, in lines above and below.
const NEAR: usize = 2;

pub(super) fn remarks(page: &Page<'_>) -> Vec<Remark> {
    if !page.is_about_vendor() {
        return Vec::new();
    }
    let holders = Holders::of(page);
    let mut places: Vec<Span> = switches(page).chain(flags(page)).collect();
    places.sort_unstable();
    places.dedup_by(|next, last| next.overlaps(*last));
    places.retain(|place| {
        is_code(page, place.start)
            && !is_said(page, *place)
            && !is_refused(page.text(), *place)
            && !holders.are_others(*place)
            && !is_for_stand_in(page, *place)
    });
    once::once(page, places).into_iter().filter_map(|place| remark(page, place)).collect()
}

/// Whether a test calls a server of its own there, whose certificate nobody has signed, and nothing of the vendor's.
fn is_for_stand_in(page: &Page<'_>, place: Span) -> bool {
    static STAND_IN: Pattern = pattern!(
        r"\bhttptest\.New(?:TLS|Unstarted)Server\b|\bMockWebServer\b|(?i)\bwire_?mock|\b(?:fake|mock|stub|local|test)_?(?:\w+_)?(?:server|banqup|api)\w*\.(?:url|uri|base|address|listen)|\bhttps_?server\.|\btrustme\b";
        "httptest.new" | "mockwebserver" | "wiremock" | "wire_mock" | "fake" | "mock" | "stub" | "local" | "test" | "httpsserver." | "https_server." | "trustme"
    );
    let calls = |test: Span| STAND_IN.is_match(page.slice(test)) && !page.names_vendor_host(test);
    test_around(page.text(), place).is_some_and(calls)
}

/// Whether a text for people speaks of a switch, or a name is only imported.
fn is_said(page: &Page<'_>, place: Span) -> bool {
    const WORDS: usize = 3;
    let line = page.line(place.start);
    let (before, after) =
        (&page.text()[line.start..place.start], &page.text()[place.end.min(line.end)..line.end]);
    // A remark of Visual Basic starts with an apostrophe.
    let is_remark =
        page.is_in(&[VisualBasic, VbScript]) && page.slice(line).trim_start().starts_with('\'');
    let is_import =
        ["import ", "using ", "use "].iter().any(|word| before.trim_start().starts_with(word));
    const SCRIPTS: &[Language] = &[Shell, Batch, PowerShell, Make, Markdown];
    let is_script = page.is_in(SCRIPTS) || page.is_in(DOCUMENTS) || !page.file_name().contains('.');
    let quoted = before
        .rfind(['"', '\''])
        .filter(|at| before[..*at].matches(&before[*at..=*at]).count() % 2 == 0);
    let is_text = quoted.is_some_and(|open| {
        let quote = &before[open..=open];
        let rest = after.split(quote).next().unwrap_or_default();
        let words = before[open + 1..].split_whitespace().chain(rest.split_whitespace());
        let is_word = |word: &&str| {
            word.len() > 1
                && word.bytes().all(|byte| byte.is_ascii_alphabetic() || b",.:;`".contains(&byte))
        };
        !before[open..].contains("curl") && words.filter(is_word).count() >= WORDS
    });
    is_import || is_remark || (!is_script && is_text)
}

fn remark(page: &Page<'_>, place: Span) -> Option<Remark> {
    if !option::is_guarded(page, place) {
        let said = "TLS certificates are not checked in a file that calls Banqup";
        return Some(Remark::new(place, said));
    }
    // Nobody can mend what a generator writes, and the checks are on unless somebody asks.
    let said = "checks of TLS certificates can be turned off in a file that calls Banqup";
    let note = Remark::new(place, said).severity(Severity::Note).confidence(Confidence::Low);
    (!is_generated(page)).then_some(note)
}

fn switches<'p>(page: &'p Page<'_>) -> impl Iterator<Item = Span> + 'p {
    let span = |found: Found<'_>| found.span();
    let all = move |patterns: &'static [Pattern]| {
        patterns.iter().flat_map(move |pattern| pattern.find_iter(page)).map(span)
    };
    let checks = all(&CHECKS).filter(|place| !is_turned_round(setting(page, *place)));
    let settings = checks.chain(all(&ESCAPES)).filter(|place| !is_of_another(page, *place));
    all(&OFF)
        .chain(settings)
        .chain(languages::switches(page))
        .chain(defaults::switches(page))
        .chain(tools::switches(page))
        .chain(methods::switches(page))
        .chain(challenges::switches(page))
        .chain(curl::switches(page))
        .filter(|place| !is_off(page, *place))
        .filter(|place| !is_about_signatures(page, *place) && !is_other_hosts(page, *place))
        .chain(proxies::switches(page))
}

/// Whether what follows a name says that it is not meant: `trustAllCerts = false`, `-SkipCertificateCheck:$false`.
fn is_off(page: &Page<'_>, place: Span) -> bool {
    // A longer flag names keys that are trusted.
    static NO: Pattern = pattern!(r#"^(?:['"]?\s*(?::|=>|:?=)\s*\$?(?i:false|no|off|0)\b|-spki)"#);
    let line = page.line(place.end.saturating_sub(1));
    NO.is_match(&page.text()[place.end.min(line.end)..line.end])
}

/// The name of a setting.
fn setting<'p>(page: &'p Page<'_>, place: Span) -> &'p str {
    let text = page.slice(place);
    let is_name = |c: char| c.is_ascii_alphanumeric() || "_.-".contains(c);
    &text[..text.find(|c| !is_name(c)).unwrap_or(text.len())]
}

/// Whether a word makes a check its own opposite: `NO_TLS_VERIFY=0`.
fn is_turned_round(setting: &str) -> bool {
    const WORDS: [&str; 7] = ["skip", "disable", "ignore", "without", "no", "not", "dont"];
    name::words(setting).iter().any(|word| WORDS.contains(&word.as_str()))
}

/// Whether a setting is that of another service, by its own name, or by what it stands in: `SMTP_VERIFY_SSL`,
/// `ldap.tls.verify`, `redis: { … }`.
fn is_of_another(page: &Page<'_>, place: Span) -> bool {
    let setting = setting(page, place);
    if owner::is_vendors(setting) {
        return false;
    }
    if is_of_cluster(page) || section::is_beside_vendors(page, place.start) {
        return true;
    }
    let is_anybodys =
        |word: &String| OF_SETTINGS.contains(&word.as_str()) || owner::is_anybodys(word);
    let line = page.line(place.start);
    let before = &page.text()[line.start..place.start];
    let is_path = |c: char| c.is_ascii_alphanumeric() || "_.-".contains(c);
    let path = &before[before.trim_end_matches(is_path).len()..];
    let holders = path.split(['.', '-']).filter(|part| !part.is_empty());
    let holders = holders.chain(brackets::key_around(page.text(), place.start));
    !name::words(setting).iter().all(is_anybodys) || holders.into_iter().any(owner::is_others)
}

/// Whether a page sets how a cluster calls its own parts: what it scrapes, and who extends its API.
fn is_of_cluster(page: &Page<'_>) -> bool {
    static KIND: Pattern = pattern!(
        r"(?m)^kind:\s*(?:ServiceMonitor|PodMonitor|Probe|APIService|PrometheusRule|ScrapeConfig|\w*WebhookConfiguration)\b";
        "kind:"
    );
    KIND.is_match(page)
}

/// Whether a command asks the program beside it whether it is well, as the probe of a container does.
fn is_probe(page: &Page<'_>, command: Span) -> bool {
    static OWN: Pattern =
        pattern!(r"(?i)localhost|127\.0\.0\.1|\[::1\]|\$\{?\w*(?:_ip|health)\w*|\.svc\b");
    static PROBE: Pattern = pattern!(r"(?i)\b(?:liveness|readiness|startup)probe\b|\bhealth_?check\b";
        "probe" | "health");
    let is_below_probe = || {
        let line = page.line(command.start);
        let mut start = line.start;
        for _ in 0..2 * NEAR {
            start = page.line(start.saturating_sub(1)).start;
        }
        PROBE.is_match(&page.text()[start..line.end])
    };
    let may_be_probe = page.may_hold("probe") || page.may_hold("health");
    OWN.is_match(page.slice(command)) || may_be_probe && is_below_probe()
}

/// Checking a token's signature is another matter than checking a server's certificate.
fn is_about_signatures(page: &Page<'_>, place: Span) -> bool {
    let line = page.line(place.start);
    let before = &page.text()[line.start..place.start];
    ["jwt.", "jws.", "decode(", "verify_signature", "signature"]
        .iter()
        .any(|word| before.contains(word))
}

/// Whether an address of somebody else stands in the object that holds the place, in its line or near it, and none of
/// the vendor's; or the place is what is said about a host that is not the vendor's.
fn is_other_hosts(page: &Page<'_>, place: Span) -> bool {
    if is_of_other_key(page, place)
        || is_of_other_server(page, place)
        || is_of_other_job(page, place)
        || is_in_others_object(page, place)
    {
        return true;
    }
    if is_in_call_to_vendor(page, place) {
        return false;
    }
    let mut around = page.line(place.start);
    around.end = page.line(place.end).end;
    if calls_other_host(page, around) {
        return !page.names_vendor_host(around);
    }
    for _ in 0..NEAR {
        around.start = page.line(around.start.saturating_sub(1)).start;
        around.end = page.line((around.end + 1).min(page.text().len())).end;
    }
    calls_other_host(page, around) && !page.names_vendor_host(around)
}

/// Whether the value stands behind a host that is not the vendor's: `"localhost": DisabledTrustEvaluator()`.
fn is_of_other_key(page: &Page<'_>, place: Span) -> bool {
    static KEY: Pattern = pattern!(r#"["'](?<host>localhost|[A-Za-z0-9*-]+(?:\.[A-Za-z0-9-]+)+)["']\s*:\s*\w*$"#; ":");
    let line = page.line(place.start);
    let key = KEY.captures(&page.text()[line.start..place.start]);
    let host = key.and_then(|key| key.name("host")).map(|host| host.as_str());
    host.is_some_and(|host| !page.is_vendor_host(host) && !owner::is_vendors(host))
}

/// Whether a line of HAProxy's names a server that is not the vendor's: `server n1 nav.lan:7048 ssl verify none`.
fn is_of_other_server(page: &Page<'_>, place: Span) -> bool {
    static SERVER: Pattern =
        pattern!(r"^\s*server\s+\S+\s+(?<host>[A-Za-z0-9][A-Za-z0-9.-]*)(?::\d+)?\s"; "server");
    let line = page.line(place.start);
    let server = SERVER.captures(&page.text()[line.start..place.start]);
    server.and_then(|server| server.name("host")).is_some_and(|host| {
        !page.is_vendor_host(host.as_str()) && !owner::is_vendors(page.slice(line))
    })
}

/// Whether a place is in the entry of a job that scrapes somebody else, beside one that asks the vendor:
/// `- job_name: kubelet`.
fn is_of_other_job(page: &Page<'_>, place: Span) -> bool {
    static JOB: Pattern = pattern!(r#"(?m)^[ \t]*-[ \t]+["']?job_name["']?[ \t]*:"#; "job_name");
    if !page.is_in(&[Yaml]) {
        return false;
    }
    let mut jobs = JOB.find_iter(page).map(|job| job.start()).peekable();
    let mut job = None;
    while let Some(start) = jobs.next_if(|start| *start <= place.start) {
        job = Some(start);
    }
    let Some(start) = job else { return false };
    let job = Span { start, end: jobs.next().unwrap_or(page.text().len()) };
    !page.names_vendor_host(job) && !owner::is_vendors(page.slice(job))
}

/// Whether the object of settings around a place names an address of somebody else, and nothing of the vendor's:
/// `{ baseURL: 'https://localhost:3000', ignoreHTTPSErrors: true }`.
fn is_in_others_object(page: &Page<'_>, place: Span) -> bool {
    /// The largest object that is about one thing, in bytes.
    const LARGEST: usize = 2000;
    let text = page.text();
    let Some(open) = brackets::brace_around(text, place.start) else { return false };
    let before = text[..open].trim_end();
    let is_object = before.ends_with(['(', ',', ':', '=', '[']) || before.ends_with("return");
    let object = brackets::inside(text, open);
    is_object
        && object.len() <= LARGEST
        && calls_other_host(page, object)
        && !owner::is_vendors(page.slice(object))
        && !brackets::key_around(text, place.start).is_some_and(owner::is_vendors)
}

fn flags<'p>(page: &'p Page<'_>) -> impl Iterator<Item = Span> + 'p {
    FETCHERS.iter().filter(|one| !one.insecure.1.is_empty()).flat_map(move |one| {
        commands(page, one.names)
            .into_iter()
            .filter(|command| !calls_other_host(page, command.span))
            .filter(|command| page.names_vendor_host(command.span) || !is_probe(page, command.span))
            .filter_map(|command| {
                let flag = command.flag(one.insecure.0, one.insecure.1, one.valued);
                flag.map(|word| word.span).or_else(|| in_two_words(&command, one.insecure.1))
            })
    })
}

/// A flag whose value is the next word: `--verify no` beside `--verify=no`.
fn in_two_words(command: &Command<'_>, flags: &[&str]) -> Option<Span> {
    let words: Vec<Word<'_>> = command.arguments().collect();
    let is_flag = |pair: &&[Word<'_>]| {
        let said = |flag: &&str| flag.split_once('=') == Some((pair[0].text, pair[1].text));
        flags.iter().any(said)
    };
    words
        .windows(2)
        .find(is_flag)
        .map(|pair| Span { start: pair[0].span.start, end: pair[1].span.end })
}
