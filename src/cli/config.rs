//! `banqlint config`: what holds here, where each value comes from, and the schema for editors.

use std::io::{self, Write};
use std::path::{Path, PathBuf};

use clap::{Args, Subcommand};

use super::Run;
use super::decisions::{Decisions, Scanned, Sources};
use super::exit::Exit;
use super::said::said;
use super::shared::today;
use crate::config::{Patterns, json_schema};

/// Show the configuration that holds here, or the schema of its file
#[derive(Debug, Args)]
#[command(after_help = EXAMPLES)]
pub(super) struct ConfigCommand {
    #[command(subcommand)]
    action: Action,
}

const EXAMPLES: &str = "\
Examples:
  banqlint config show                          each setting, and the line it comes from
  banqlint config schema > banqlint.schema.json for editors";

#[derive(Debug, Subcommand)]
enum Action {
    /// Print each setting that holds, and where it comes from
    Show {
        /// The folder that is to be scanned
        #[arg(value_name = "PATH", default_value = ".")]
        path: PathBuf,
        #[command(flatten)]
        sources: Sources,
    },
    /// Print the JSON Schema of `.banqlint.toml`
    Schema,
}

impl Run for ConfigCommand {
    fn run(self) -> anyhow::Result<Exit> {
        let mut out = io::stdout().lock();
        match self.action {
            Action::Show { path, sources } => {
                for line in lines(&sources.read(Scanned::Files(&path))?) {
                    writeln!(out, "{}", said(&line))?;
                }
            }
            Action::Schema => {
                serde_json::to_writer_pretty(&mut out, &json_schema())?;
                writeln!(out)?;
            }
        }
        Ok(Exit::Clean)
    }
}

/// One setting a line, in TOML's form, with its source behind it.
fn lines(decisions: &Decisions) -> Vec<String> {
    let config = &decisions.config;
    let file = |file: &Option<PathBuf>| {
        file.as_ref().map_or_else(|| "none".to_owned(), |file| file.display().to_string())
    };
    let source = |key: &str| match (&decisions.file, config.lines.get(key)) {
        (Some(file), Some(line)) => format!("{}:{line}", name_of(file)),
        _ => "default".to_owned(),
    };
    let mut lines = vec![
        format!("configuration: {}", file(&decisions.file)),
        format!("baseline: {}", file(&decisions.baseline_file)),
    ];
    let mut tell = |key: &str, value: String| {
        lines.push(format!("{key} = {value}  # {}", source(key)));
    };
    for rule in config.rules.rules() {
        let id = &rule.info.id;
        let setting = config.settings.get(id);
        let enabled = setting.and_then(|setting| setting.enabled).unwrap_or(true);
        let severity = setting.and_then(|setting| setting.severity).unwrap_or(rule.info.severity);
        tell(&format!("rules.{id}.enabled"), enabled.to_string());
        tell(&format!("rules.{id}.severity"), format!("{:?}", severity.as_str()));
    }
    let patterns =
        |patterns: &Option<Patterns>| list(patterns.iter().flat_map(|list| list.written.iter()));
    tell("files.include", patterns(&config.include));
    tell("files.exclude", patterns(&config.exclude));
    let vendor = config.rules.vendor_names();
    tell("banqup.hosts", list(vendor.hosts.iter()));
    for (word, class) in crate::config::KEY_CLASSES {
        let names = vendor.keys.iter().filter(|(_, of)| *of == class).map(|(name, _)| name);
        tell(&format!("banqup.keys.{word}"), list(names));
    }
    for value in &config.values {
        tell("allow", format!("{{ value = {:?}, reason = {:?} }}", value.id, value.reason));
    }
    for one in &config.exceptions {
        let until = one.until.map(|date| format!(", until = {date}")).unwrap_or_default();
        let ended = if one.holds_on(today()) { "" } else { ", ended" };
        lines.push(format!(
            "off = {{ rule = {:?}, paths = {}, reason = {:?}{until} }}  # {}:{}{ended}",
            one.rule,
            list(one.paths.written.iter()),
            one.reason,
            decisions.file.as_deref().map(name_of).unwrap_or_default(),
            one.line,
        ));
    }
    lines
}

fn list<'s>(texts: impl Iterator<Item = &'s String>) -> String {
    format!("[{}]", texts.map(|text| format!("{text:?}")).collect::<Vec<_>>().join(", "))
}

fn name_of(file: &Path) -> String {
    file.file_name().map(|name| name.to_string_lossy().into_owned()).unwrap_or_default()
}
