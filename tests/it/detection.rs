//! Recall and false alarms on the labelled corpus, with the real binary.
//!
//! Contract: every planted value is found once, under its rule, at its place; nothing else is found; no output holds a
//! planted value, half of one or its base64. `BANQLINT_CORPUS_DIR` writes the corpus to that folder and runs nothing,
//! so that other tools can be measured on it.

use std::collections::BTreeSet;
use std::fs;
use std::path::Path;
use std::sync::Mutex;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::thread;

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use serde_json::{Value, json};

use crate::forms::{self, Case, Planted};
use crate::run::run;

/// Three in a row, so that each form is seen with each line end.
const SEEDS: [u64; 3] = [41, 42, 43];

/// What went wrong, in words, and what was counted.
#[derive(Debug, Default)]
struct Tally {
    planted: usize,
    found: usize,
    misses: Vec<String>,
    alarms: Vec<String>,
    leaks: Vec<String>,
    failures: Vec<String>,
}

#[test]
fn corpus_is_found_and_nothing_else() {
    if let Some(folder) = std::env::var_os("BANQLINT_CORPUS_DIR") {
        write_corpus(Path::new(&folder));
        return;
    }
    let mut tally = Tally::default();
    for seed in SEEDS {
        tally.add(measure(&forms::corpus(seed)));
    }
    let recall = tally.found as f64 / tally.planted as f64;
    let summary = format!(
        "{} of {} planted values found ({:.2} %), {} false alarms",
        tally.found,
        tally.planted,
        recall * 100.0,
        tally.alarms.len(),
    );
    let details = tally.details();
    assert!(tally.failures.is_empty() && tally.leaks.is_empty(), "{summary}\n{details}");
    assert!(recall >= 0.99 && tally.alarms.is_empty(), "{summary}\n{details}");
}

#[test]
fn corpus_has_unique_names_and_is_the_same_for_the_same_seed() {
    let (first, second) = (forms::corpus(7), forms::corpus(7));
    let names: BTreeSet<&str> = first.iter().map(|case| case.name.as_str()).collect();
    assert_eq!(names.len(), first.len());
    for (one, other) in first.iter().zip(&second) {
        for (file, same) in one.files.iter().zip(&other.files) {
            assert_eq!(file.bytes, same.bytes, "{}", one.name);
        }
    }
}

/// Checks all cases, each in a folder of its own, so that the context of one does not reach another.
fn measure(cases: &[Case]) -> Tally {
    let root = tempfile::tempdir().expect("a temporary folder can be made");
    let next = AtomicUsize::new(0);
    let tally = Mutex::new(Tally::default());
    thread::scope(|scope| {
        for _ in 0..thread::available_parallelism().map_or(2, usize::from) {
            scope.spawn(|| {
                while let Some(case) = cases.get(next.fetch_add(1, Ordering::Relaxed)) {
                    let folder = root.path().join(case.name.replace(['\\', '/'], "_"));
                    write_case(case, &folder);
                    let one = judge(case, &folder);
                    tally.lock().expect("no thread panics while it holds the tally").add(one);
                }
            });
        }
    });
    tally.into_inner().expect("no thread panics while it holds the tally")
}

fn write_case(case: &Case, folder: &Path) {
    for file in &case.files {
        let path = folder.join(&file.path);
        fs::create_dir_all(path.parent().expect("a file has a folder")).expect("writable");
        fs::write(path, &file.bytes).expect("writable");
    }
}

fn judge(case: &Case, folder: &Path) -> Tally {
    let ran = run(folder, &["check", "--format", "json", "."]);
    let mut tally = Tally { planted: case.required(), ..Tally::default() };
    let name = &case.name;
    tally.leaks = leaks(case, &[ran.stdout.as_str(), &ran.stderr].concat());
    let report: Value = match serde_json::from_str(&ran.stdout) {
        Ok(report) => report,
        Err(error) => {
            tally.failures.push(format!("{name}: no JSON ({error}): {}", ran.stderr));
            return tally;
        }
    };
    if report["complete"] != json!(true) {
        tally.failures.push(format!("{name}: not read whole: {}", report["unread"]));
    }
    let none = Vec::new();
    let findings: Vec<Seen> = report["findings"]
        .as_array()
        .unwrap_or(&none)
        .iter()
        .map(Seen::new)
        .filter(|seen| forms::RULES.contains(&seen.rule.as_str()))
        .collect();
    compare(case, &findings, &mut tally);
    tally
}

/// The part of a finding that the corpus labels.
struct Seen {
    rule: String,
    path: String,
    archive: Option<String>,
    id: String,
    place: (usize, usize),
    decoded: Vec<String>,
    incident: Option<String>,
}

impl Seen {
    fn new(finding: &Value) -> Self {
        let text = |value: &Value| value.as_str().map(str::to_owned);
        let number = |name: &str| finding[name].as_u64().unwrap_or(0) as usize;
        Self {
            rule: text(&finding["rule"]).unwrap_or_default(),
            path: text(&finding["path"]).unwrap_or_default(),
            archive: text(&finding["archive_path"]),
            id: text(&finding["value"]["id"]).unwrap_or_default(),
            place: (number("line"), number("column")),
            decoded: finding["decoded"].as_array().into_iter().flatten().filter_map(text).collect(),
            incident: text(&finding["incident"]),
        }
    }

    fn is(&self, planted: &Planted) -> bool {
        planted.accepts(&self.path, &self.rule, &self.id, self.place)
            && planted.archive.as_ref().is_none_or(|member| {
                self.archive.as_ref().is_some_and(|archive| archive.ends_with(member))
            })
    }
}

fn compare(case: &Case, findings: &[Seen], tally: &mut Tally) {
    let mut used = vec![0; findings.len()];
    for planted in &case.planted {
        let hits: Vec<usize> =
            (0..findings.len()).filter(|index| findings[*index].is(planted)).collect();
        hits.iter().for_each(|index| used[*index] += 1);
        if !planted.expect.required {
            continue;
        }
        let exact = planted.expect.precision == forms::Precision::Exact;
        match hits.as_slice() {
            [] => tally.misses.push(missed(case, planted, findings)),
            [_, _, ..] if exact => {
                tally.alarms.push(format!("{}: twice: {}", case.name, label(planted)));
                tally.found += 1;
            }
            [first, ..] => match undecoded(planted, &findings[*first]) {
                Some(word) => tally.misses.push(format!(
                    "{}: {}: `decoded` is {:?} without {word}",
                    case.name,
                    label(planted),
                    findings[*first].decoded
                )),
                None => tally.found += 1,
            },
        }
    }
    for (seen, _) in findings.iter().zip(&used).filter(|(_, count)| **count == 0) {
        let misplaced =
            case.planted.iter().any(|planted| planted.names(&seen.path, &seen.rule, &seen.id));
        let kind = if misplaced { "misplaced" } else { "alarm" };
        let (line, column) = seen.place;
        tally.alarms.push(format!("{}: {kind}: {} at {line}:{column}", case.name, seen.rule));
    }
    if case.name.starts_with("incident-") {
        let incidents: BTreeSet<_> = findings.iter().map(|seen| &seen.incident).collect();
        if incidents.len() != 1 || incidents.contains(&None) {
            tally.failures.push(format!("{}: the values do not share one incident", case.name));
        }
    }
}

fn undecoded(planted: &Planted, seen: &Seen) -> Option<&'static str> {
    planted
        .expect
        .decoded
        .iter()
        .copied()
        .find(|word| !seen.decoded.iter().any(|have| have == word))
}

fn label(planted: &Planted) -> String {
    let place: Vec<String> =
        planted.places.iter().map(|(line, column)| format!("{line}:{column}")).collect();
    format!("{} in {} at {}", planted.expect.rules.join(" or "), planted.path, place.join(" or "))
}

/// A miss, with what the tool said about the same value instead.
fn missed(case: &Case, planted: &Planted, findings: &[Seen]) -> String {
    let instead: Vec<String> = findings
        .iter()
        .filter(|seen| !planted.expect.values.is_empty() && planted.holds(&seen.id))
        .map(|seen| {
            format!("{} at {}:{} in {:?}", seen.rule, seen.place.0, seen.place.1, seen.archive)
        })
        .collect();
    let instead = if instead.is_empty() { "nothing".to_owned() } else { instead.join(", ") };
    format!("{}: {}: found {instead}", case.name, label(planted))
}

/// Planted values that the output holds in clear, in halves or in base64.
fn leaks(case: &Case, printed: &str) -> Vec<String> {
    let mut leaks = Vec::new();
    for planted in &case.planted {
        for value in planted.expect.values.iter().filter(|value| value.len() >= 16) {
            let (head, tail) = value.split_at(value.len() / 2);
            let encoded = STANDARD.encode(value);
            let encoded = encoded.trim_end_matches('=');
            if [head, tail, encoded].iter().any(|secret| printed.contains(secret)) {
                leaks.push(format!("{}: the output holds a {}", case.name, label(planted)));
            }
        }
    }
    leaks
}

impl Tally {
    fn add(&mut self, other: Self) {
        self.planted += other.planted;
        self.found += other.found;
        self.misses.extend(other.misses);
        self.alarms.extend(other.alarms);
        self.leaks.extend(other.leaks);
        self.failures.extend(other.failures);
    }

    fn details(&self) -> String {
        let part = |title: &str, lines: &[String]| {
            let mut lines = lines.to_vec();
            lines.sort();
            format!("{title} ({}):\n  {}\n", lines.len(), lines.join("\n  "))
        };
        [
            part("misses", &self.misses),
            part("alarms", &self.alarms),
            part("leaks", &self.leaks),
            part("failures", &self.failures),
        ]
        .concat()
    }
}

/// The corpus of each seed as folders, and `labels.json` beside them.
fn write_corpus(folder: &Path) {
    let mut labels = Vec::new();
    for seed in SEEDS {
        for case in forms::corpus(seed) {
            let name = format!("{seed}/{}", case.name.replace(['\\', '/'], "_"));
            write_case(&case, &folder.join(&name));
            labels.extend(case.planted.iter().map(|planted| {
                json!({
                    "case": name, "path": planted.path, "archive_path": planted.archive,
                    "rules": planted.expect.rules, "required": planted.expect.required,
                    "values": planted.expect.values.iter().map(|value| forms::value_id(value)).collect::<Vec<_>>(),
                    "places": planted.places, "decoded": planted.expect.decoded,
                })
            }));
        }
    }
    let text = serde_json::to_string_pretty(&labels).expect("labels are plain data");
    fs::write(folder.join("labels.json"), text).expect("writable");
}
