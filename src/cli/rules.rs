//! `banqlint rules`: what is looked for, why, and whether the rules do what their examples say.

use std::io::{self, Write};
use std::path::{Path, PathBuf};
use std::sync::Arc;

use clap::{Args, Subcommand};

use super::Run;
use super::decisions::{ConfigSource, Scanned};
use super::exit::Exit;
use super::output::Output;
use super::said::said;
use super::selection::known;
use crate::config::{Config, LARGEST, read_text_of_any};
use crate::model::covered_values;
use crate::report::{counted, escape_control, rule_page};
use crate::rule::{Expectation, RuleSet};
use crate::scan::{ExampleFailure, run_examples};

/// List, explain and test the rules
#[derive(Debug, Args)]
#[command(after_help = EXAMPLES)]
pub(super) struct Rules {
    #[command(subcommand)]
    action: Action,
}

const EXAMPLES: &str = "\
Examples:
  banqlint rules show client-secret    how to fix it, and how to allow one finding
  banqlint rules test my-rules.toml    the examples of a pack of your own";

#[derive(Debug, Subcommand)]
enum Action {
    /// Name every rule with its severity and what it finds, those of the configuration's packs too
    List {
        #[command(flatten)]
        source: ConfigSource,
    },
    /// Explain one rule: the guidance behind it, the remedy, its examples
    Show {
        /// The rule
        #[arg(value_name = "ID")]
        id: String,
        #[command(flatten)]
        source: ConfigSource,
    },
    /// Run the examples that rules carry
    ///
    /// Exits with 1 if a rule does not do what an example says, and with 2 if the pack is faulty.
    Test {
        /// A rule pack in TOML; the program's own packs and those of the configuration if absent
        #[arg(value_name = "FILE", conflicts_with_all = ["config", "isolated"])]
        file: Option<PathBuf>,
        #[command(flatten)]
        source: ConfigSource,
    },
}

impl Run for Rules {
    fn run(self) -> anyhow::Result<Exit> {
        match self.action {
            Action::List { source } => list(&here(&source)?, &mut io::stdout().lock()),
            Action::Show { id, source } => {
                let rules = here(&source)?.rules;
                known(&rules, &id)?;
                let (_, rule) = rules.get(&id).expect("an unknown id has been refused");
                rule_page(rule, &mut io::stdout().lock())?;
                Ok(Exit::Clean)
            }
            Action::Test { file, source } => {
                let rules = match file {
                    Some(file) => load(&file)?,
                    None => here(&source)?.rules,
                };
                test(rules)
            }
        }
    }
}

/// What the configuration around the current folder says.
fn here(source: &ConfigSource) -> anyhow::Result<Config> {
    Ok(source.read(Scanned::Files(Path::new(".")))?.1)
}

fn list(config: &Config, out: &mut dyn Write) -> anyhow::Result<Exit> {
    let rules = &config.rules;
    let width = rules.rules().iter().map(|rule| rule.info.id.len()).max().unwrap_or(0);
    for rule in rules.rules() {
        let info = &rule.info;
        let setting = config.settings.get(&info.id);
        let severity = setting.and_then(|setting| setting.severity).unwrap_or(info.severity);
        let word = match setting.and_then(|setting| setting.enabled) {
            Some(false) => "off",
            _ => severity.as_str(),
        };
        writeln!(out, "{:width$}  {word:7}  {}", info.id, info.summary)?;
    }
    Ok(Exit::Clean)
}

fn test(rules: RuleSet) -> anyhow::Result<Exit> {
    let rules = Arc::new(rules);
    let failures = run_examples(&rules);
    Output::Stdout.write(|out| {
        for ExampleFailure { rule, example, seed } in &failures {
            let complaint = match example.expectation {
                Expectation::Match => "does not report",
                Expectation::Silent => "reports",
            };
            let template = covered_values(&example.template);
            let template = escape_control(&template);
            writeln!(out, "{rule} {complaint} (seed {seed}): {template}")?;
        }
        let examples: usize = rules.rules().iter().map(|rule| rule.examples().len()).sum();
        let counts =
            [(rules.rules().len(), "rule"), (examples, "example"), (failures.len(), "failure")];
        let parts = counts.map(|(count, noun)| counted(count as u64, noun));
        writeln!(out, "{}", parts.join(", "))
    })?;
    Ok(if failures.is_empty() { Exit::Clean } else { Exit::Violations })
}

fn load(file: &Path) -> anyhow::Result<RuleSet> {
    let name = file.display().to_string();
    let text = read_text_of_any(file, LARGEST).map_err(|reason| {
        anyhow::anyhow!("{name}: the rule pack cannot be read: {reason}; name a TOML file")
    })?;
    RuleSet::with_packs([(name.as_str(), text.as_str())]).map_err(|faults| {
        for fault in &faults {
            // Nothing can be said to someone who has closed the stream.
            let _ = writeln!(io::stderr(), "{}", said(&fault.to_string()));
        }
        anyhow::anyhow!("{name}: {} in the rule pack", counted(faults.len() as u64, "fault"))
    })
}
