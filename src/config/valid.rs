//! From a checked file to what the stages need, with every fault of meaning collected.

use std::collections::BTreeMap;
use std::ops::Range;
use std::path::{Path, PathBuf};

use toml::Spanned;
use toml::de::{DeTable, DeValue};

use super::file::{LARGEST, read_text};
use super::problem::{ConfigError, Problem};
use super::raw::{self, Placed};
use super::schema;
use super::{Config, Exception, RuleSetting, ValueException};
use crate::model::{Globs, RepoPath, Severity};
use crate::rule::{KeyClass, RuleSet, VendorNames};

/// What the settings' names under `banqup.keys` hold.
pub const KEY_CLASSES: [(&str, KeyClass); 4] = [
    ("client-id", KeyClass::ClientId),
    ("client-secret", KeyClass::ClientSecret),
    ("access-token", KeyClass::AccessToken),
    ("refresh-token", KeyClass::RefreshToken),
];

/// The digits of a `value.id`.
const ID_DIGITS: usize = 32;

/// Reads the text of the file at `path`; patterns are relative to `folder` of the scanned tree.
pub(super) fn read(path: &Path, text: &str, folder: &RepoPath) -> Result<Config, ConfigError> {
    let (root, errors) = DeTable::parse_recoverable(text);
    let mut problems: Vec<Problem> = errors
        .iter()
        .map(|error| Problem {
            span: error.span().unwrap_or(0..0),
            message: error.message().to_owned(),
            hint: None,
        })
        .collect();
    if problems.is_empty() {
        raw::check(root.get_ref(), 0..0, schema::FILE, &mut problems);
    }
    let mut reader = Reader { path, text, folder, problems };
    let config = reader.config(root.get_ref());
    if reader.problems.is_empty() {
        Ok(config)
    } else {
        Err(ConfigError::faulty(path.to_owned(), text, reader.problems))
    }
}

struct Reader<'a> {
    path: &'a Path,
    text: &'a str,
    folder: &'a RepoPath,
    problems: Vec<Problem>,
}

impl Reader<'_> {
    /// What is of the wrong type has been reported, and counts as absent here.
    fn config(&mut self, root: &DeTable<'_>) -> Config {
        let rules = self.rules(root);
        let files = table(root, "files");
        let banqup = table(root, "banqup");
        let mut config = Config {
            settings: self.settings(root, &rules),
            include: files.and_then(|files| self.globs(files, "include")),
            exclude: files.and_then(|files| self.globs(files, "exclude")),
            values: tables(root, "allow").filter_map(|one| self.value(one)).collect(),
            exceptions: tables(root, "off").filter_map(|one| self.exception(one, &rules)).collect(),
            lines: BTreeMap::new(),
            rules,
        };
        let vendor = VendorNames {
            hosts: banqup.map(|banqup| self.hosts(banqup)).unwrap_or_default(),
            keys: banqup.and_then(|banqup| table(banqup, "keys")).map(keys).unwrap_or_default(),
        };
        config.rules = config.rules.with_vendor_names(vendor);
        self.note_lines(root, "", &mut config.lines);
        config
    }

    fn rules(&mut self, root: &DeTable<'_>) -> RuleSet {
        let folder = self.path.parent().unwrap_or(Path::new("")).to_owned();
        let mut packs: Vec<(String, String)> = Vec::new();
        for (name, span) in texts(root, "packs") {
            let file: PathBuf = folder.join(&name);
            let read = read_text(&file, LARGEST);
            let reasons = match read {
                Ok(text) => match RuleSet::with_packs([(name.as_str(), text.as_str())]) {
                    Ok(_) => {
                        packs.push((name, text));
                        continue;
                    }
                    Err(faults) => faults.iter().map(ToString::to_string).collect(),
                },
                Err(reason) => vec![reason],
            };
            for reason in reasons {
                self.fault(span.clone(), format!("the rule pack cannot be used: {reason}"), None);
            }
        }
        let packs = packs.iter().map(|(name, text)| (name.as_str(), text.as_str()));
        RuleSet::embedded_and(packs).unwrap_or_else(|faults| {
            let span = root.get("packs").map_or(0..0, Spanned::span);
            for fault in faults {
                self.fault(span.clone(), fault.to_string(), None);
            }
            RuleSet::embedded()
        })
    }

    fn settings(&mut self, root: &DeTable<'_>, rules: &RuleSet) -> BTreeMap<String, RuleSetting> {
        let mut settings = BTreeMap::new();
        for (id, setting) in table(root, "rules").into_iter().flatten() {
            self.check_rule(id.get_ref(), id.span(), rules);
            let Some(setting) = setting.get_ref().as_table() else { continue };
            let severity = text(setting, "severity").and_then(|(word, _)| severity(word));
            let enabled = setting.get("enabled").and_then(|flag| flag.get_ref().as_bool());
            settings.insert(id.get_ref().to_string(), RuleSetting { enabled, severity });
        }
        settings
    }

    fn check_rule(&mut self, id: &str, span: Range<usize>, rules: &RuleSet) {
        if !rules.knows(id) {
            let ids: Vec<&str> = rules.rules().iter().map(|rule| rule.info.id.as_str()).collect();
            let hint = raw::suggestion(id, ids.iter().copied());
            self.fault(span, format!("there is no rule `{id}`"), Some(hint));
        }
    }

    fn globs(&mut self, from: &DeTable<'_>, key: &str) -> Option<Patterns> {
        let patterns = texts(from, key);
        if patterns.is_empty() {
            return None;
        }
        let written: Vec<String> = patterns.iter().map(|(pattern, _)| pattern.clone()).collect();
        match Globs::new(self.folder.clone(), &written) {
            Ok(globs) => Some(Patterns { globs, written }),
            Err((index, reason)) => {
                let span = patterns[index].1.clone();
                self.fault(span, format!("the pattern is faulty: {reason}"), None);
                None
            }
        }
    }

    fn hosts(&mut self, banqup: &DeTable<'_>) -> Vec<String> {
        let mut hosts = Vec::new();
        for (host, span) in texts(banqup, "hosts") {
            let is_label = |label: &str| {
                !label.is_empty()
                    && label.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'-')
            };
            if host.contains('.') && host.split('.').all(is_label) {
                hosts.push(host.to_ascii_lowercase());
            } else {
                let hint = Some("write the host alone, such as gateway.example.com".to_owned());
                self.fault(span, "this is no host".to_owned(), hint);
            }
        }
        hosts
    }

    fn value(&mut self, from: &Placed<'_>) -> Option<ValueException> {
        let from = from.get_ref().as_table()?;
        let (reason, _) = text(from, "reason")?;
        let (id, span) = text(from, "value")?;
        let is_id = id.len() == ID_DIGITS
            && id.bytes().all(|byte| matches!(byte, b'0'..=b'9' | b'a'..=b'f'));
        if !is_id {
            let hint = "copy `value.id` from a report in JSON, never the value itself".to_owned();
            self.fault(span, "this is no `value.id`".to_owned(), Some(hint));
            return None;
        }
        Some(ValueException { id: id.to_owned(), reason: reason.to_owned() })
    }

    fn exception(&mut self, from: &Placed<'_>, rules: &RuleSet) -> Option<Exception> {
        let span = from.span();
        let from = from.get_ref().as_table()?;
        let (rule, rule_span) = text(from, "rule")?;
        self.check_rule(rule, rule_span, rules);
        let paths = self.globs(from, "paths");
        if paths.is_none()
            && from
                .get("paths")
                .is_some_and(|paths| paths.get_ref().as_array().is_some_and(|a| a.is_empty()))
        {
            let span = from.get("paths").map_or(span.clone(), Spanned::span);
            self.fault(span, "no path is given".to_owned(), None);
        }
        let (reason, _) = text(from, "reason")?;
        let until = from.get("until").and_then(|date| match date.get_ref() {
            DeValue::Datetime(date) => date.to_string().parse().ok(),
            other => other.as_str()?.parse().ok(),
        });
        let line = line_of(self.text, span.start);
        Some(Exception {
            rule: rule.to_owned(),
            paths: paths?,
            reason: reason.to_owned(),
            until,
            line,
        })
    }

    /// Notes where each value stands, for `config show`.
    fn note_lines(&self, table: &DeTable<'_>, above: &str, lines: &mut BTreeMap<String, usize>) {
        for (key, value) in table {
            let name = match above {
                "" => key.get_ref().to_string(),
                _ => format!("{above}.{}", key.get_ref()),
            };
            match value.get_ref().as_table() {
                Some(below) => self.note_lines(below, &name, lines),
                None => {
                    lines.insert(name, line_of(self.text, key.span().start));
                }
            }
        }
    }

    fn fault(&mut self, span: Range<usize>, message: String, hint: Option<String>) {
        self.problems.push(Problem { span, message, hint });
    }
}

/// Patterns, as they are used and as they are written.
#[derive(Debug, Clone)]
pub struct Patterns {
    /// The patterns, ready to use.
    pub globs: Globs,
    /// The patterns, as the file has them.
    pub written: Vec<String>,
}

fn line_of(text: &str, offset: usize) -> usize {
    1 + memchr::memchr_iter(b'\n', &text.as_bytes()[..offset.min(text.len())]).count()
}

fn severity(word: &str) -> Option<Severity> {
    [Severity::Note, Severity::Warning, Severity::Error]
        .into_iter()
        .find(|severity| severity.as_str() == word)
}

fn keys(table: &DeTable<'_>) -> Vec<(String, KeyClass)> {
    let of = |(key, class): (&str, KeyClass)| {
        texts(table, key).into_iter().map(move |(name, _)| (name, class))
    };
    KEY_CLASSES.into_iter().flat_map(of).collect()
}

fn table<'t, 'a>(from: &'t DeTable<'a>, key: &str) -> Option<&'t DeTable<'a>> {
    from.get(key)?.get_ref().as_table()
}

fn tables<'t, 'a>(from: &'t DeTable<'a>, key: &str) -> impl Iterator<Item = &'t Placed<'a>> {
    from.get(key)
        .and_then(|list| list.get_ref().as_array())
        .into_iter()
        .flat_map(|list| list.iter())
}

fn text<'t>(from: &'t DeTable<'_>, key: &str) -> Option<(&'t str, Range<usize>)> {
    let value = from.get(key)?;
    let text = value.get_ref().as_str()?;
    (!text.trim().is_empty()).then(|| (text, value.span()))
}

fn texts(from: &DeTable<'_>, key: &str) -> Vec<(String, Range<usize>)> {
    let items = from.get(key).and_then(|list| list.get_ref().as_array());
    items
        .into_iter()
        .flat_map(|items| items.iter())
        .filter_map(|item| Some((item.get_ref().as_str()?.to_owned(), item.span())))
        .filter(|(text, _)| !text.trim().is_empty())
        .collect()
}
