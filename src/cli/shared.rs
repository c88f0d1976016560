//! The options that every scanning command shares, and the frame of its run.
//!
//! Contract: whatever can be wrong about the arguments is found before anything is scanned.

use std::io::{self, IsTerminal, Write};
use std::num::NonZeroUsize;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use clap::builder::PossibleValuesParser;
use clap::{ArgAction, Args, ValueEnum};
use jiff::civil::Date;

use super::decisions::{Scanned, Sources};
use super::exit::{Exit, Threshold};
use super::fixing::{self, Fixing};
use super::output::{Colour, Output};
use super::progress::{Show, When};
use super::selection::Selection;
use crate::config::Tree;
use crate::model::{Confidence, Progress, Report, Severity};
use crate::report::{self, Context, Format, escape_control};
use crate::rule::RuleSet;
use crate::scan::{Ground, InspectOptions, Inspector, Present};

/// Options of `check`, `history` and every other command that ends in a report.
#[derive(Debug, Args)]
pub(super) struct Shared {
    /// How to write the report
    #[arg(long, value_name = "FORMAT", default_value = "text",
          value_parser = PossibleValuesParser::new(report::FORMATS.iter().map(|format| format.name)),
          help_heading = REPORT)]
    format: String,
    /// Write the report to FILE, readable by its owner only, instead of standard output
    #[arg(long, value_name = "FILE", help_heading = REPORT)]
    output: Option<PathBuf>,
    /// When to use colours
    #[arg(long, value_name = "WHEN", default_value = "auto", help_heading = REPORT)]
    color: Colour,
    /// Also write the report as FORMAT to FILE, in the same way; may be repeated
    #[arg(long = "report", value_name = "FORMAT=FILE", value_parser = Extra::parse, help_heading = REPORT)]
    reports: Vec<Extra>,
    /// When to show on standard error how far the run is
    #[arg(long, value_name = "WHEN", default_value = "auto", help_heading = REPORT)]
    progress: When,
    /// Print secrets in clear
    #[arg(long, help_heading = REPORT)]
    reveal: bool,
    /// Print findings and unread parts only
    #[arg(short, long, help_heading = REPORT, conflicts_with = "verbose")]
    quiet: bool,
    /// Also say which rules ran and what was skipped on purpose
    #[arg(short, long, action = ArgAction::SetTrue, help_heading = REPORT)]
    verbose: bool,
    #[command(flatten)]
    selection: Selection,
    #[command(flatten)]
    sources: Sources,
    /// Also fail if the baseline holds what is gone
    #[arg(long, help_heading = RULES)]
    fail_on_stale: bool,
    /// Also list the findings that do not count, with the reason
    #[arg(long, help_heading = REPORT)]
    show_suppressed: bool,
    /// Leave out findings that are less sure than this
    #[arg(long, value_name = "CONFIDENCE", default_value = "low", help_heading = RULES)]
    min_confidence: Level,
    /// The lowest severity that makes the run fail
    #[arg(long, value_name = "SEVERITY", default_value = "warning", help_heading = RULES)]
    fail_on: Gravity,
    /// Exit with 0 although there are violations; unread parts still exit with 3
    #[arg(long, help_heading = RULES)]
    exit_zero: bool,
    /// The number of threads [default: one for each core]
    #[arg(long, value_name = "N")]
    threads: Option<NonZeroUsize>,
}

const REPORT: &str = "Report";
pub(super) const RULES: &str = "What counts";

/// The value of `--report`.
#[derive(Debug, Clone)]
struct Extra {
    format: &'static Format,
    file: PathBuf,
}

impl Extra {
    fn parse(text: &str) -> Result<Self, String> {
        let names = || report::FORMATS.iter().map(|it| it.name).collect::<Vec<_>>().join(", ");
        match text.split_once('=') {
            Some((name, file)) if !file.is_empty() => match named(name) {
                Some(format) => Ok(Self { format, file: PathBuf::from(file) }),
                None => Err(format!("there is no format {name}; the formats are {}", names())),
            },
            _ => Err("write it as FORMAT=FILE, such as sarif=banqlint.sarif".to_owned()),
        }
    }
}

fn named(name: &str) -> Option<&'static Format> {
    report::FORMATS.iter().find(|format| format.name == name)
}

/// [`Severity`] as an argument.
#[derive(Debug, Clone, Copy, ValueEnum)]
enum Gravity {
    Note,
    Warning,
    Error,
}

/// [`Confidence`] as an argument.
#[derive(Debug, Clone, Copy, ValueEnum)]
enum Level {
    Low,
    Medium,
    High,
}

/// What a scan needs from the shared options.
#[derive(Debug)]
pub(super) struct Session {
    /// The stages, with the rules that were asked for.
    pub(super) inspector: Inspector,
    /// How many threads to use.
    pub(super) threads: NonZeroUsize,
    /// Whether secrets are printed in clear.
    pub(super) reveal: bool,
    /// Where to tell how far the scan is.
    pub(super) progress: Arc<Progress>,
}

impl Shared {
    /// Runs `scan` between the preparation and the report, with the decisions that hold for what is scanned.
    pub(super) fn run<E>(
        &self,
        scanned: Scanned<'_>,
        scan: impl Fn(&Session) -> Result<Report, E>,
    ) -> anyhow::Result<Exit>
    where
        E: Into<anyhow::Error>,
    {
        self.run_and_fix(scanned, Fixing::default(), scan)
    }

    /// As [`run`](Self::run), and mends in between what still counts; then it scans once more, so that the report says what is left.
    pub(super) fn run_and_fix<E>(
        &self,
        scanned: Scanned<'_>,
        fixing: Fixing,
        scan: impl Fn(&Session) -> Result<Report, E>,
    ) -> anyhow::Result<Exit>
    where
        E: Into<anyhow::Error>,
    {
        let outputs = self.outputs()?;
        let progress = Arc::new(Progress::default());
        let today = today();
        let decisions = self.sources.read(scanned)?;
        let rules = self.selection.rules(&decisions.config)?;
        decisions.announce(self.verbose, today);
        let not_covered = decisions.not_covered();
        let policy = decisions.policy(today);
        let session = Session {
            inspector: inspector(rules),
            threads: self.threads.unwrap_or_else(one_for_each_core),
            reveal: self.reveal,
            progress: Arc::clone(&progress),
        };
        let judged = || -> anyhow::Result<(Report, Vec<String>)> {
            let shown = Show::start(&progress, self.progress);
            let result = scan(&session);
            drop(shown);
            let mut report = result.map_err(Into::into)?;
            report.not_covered.extend(not_covered.iter().cloned());
            report.findings.retain(|finding| finding.confidence >= self.min_confidence.into());
            let present = Present::new(&session.inspector, ground(scanned));
            let stale = policy.apply(&mut report, &|path| present.at(path));
            Ok((report, stale))
        };
        let (mut report, mut stale) = judged()?;
        if fixing.is_asked() {
            let mending = fixing.mend(&report, &session.inspector);
            if fixing.diff {
                return fixing::show(&mending, &report);
            }
            if mending.mended.files > 0 {
                (report, stale) = judged()?;
            }
            report.problems.extend(mending.problems);
            report.problems.sort();
            report.mended = Some(mending.mended);
            if self.format != "text" && !self.quiet {
                fixing::announce(&report);
            }
        }
        if !self.show_suppressed {
            report.suppressed.listed.clear();
        }
        let finished = jiff::Timestamp::now().as_second();
        for (format, output) in outputs {
            let context = Context {
                rules: session.inspector.rules(),
                finished,
                colour: output.is_coloured(self.color),
                width: output.width(),
                links: output.follows_links(),
                quiet: self.quiet,
                verbose: self.verbose,
            };
            output.write(|out| (format.render)(&report, &context, out))?;
        }
        let threshold = Threshold { fail_on: self.fail_on.into(), exit_zero: self.exit_zero };
        match Exit::of(&report, threshold) {
            Exit::Clean | Exit::Incomplete if self.fail_on_stale && !stale.is_empty() => {
                complain_about_stale(&stale);
                Ok(Exit::Violations)
            }
            verdict => Ok(verdict),
        }
    }

    /// Everything that is to be written, the main report last: a closed pipe must not keep files from being written.
    fn outputs(&self) -> anyhow::Result<Vec<(&'static Format, Output)>> {
        let format = named(&self.format).expect("clap accepts only the names of the registry");
        let main = (format, self.output.as_deref());
        let extra = self.reports.iter().map(|extra| (extra.format, Some(extra.file.as_path())));
        let all: Vec<(&'static Format, Option<&Path>)> = extra.chain([main]).collect();
        for (at, (_, file)) in all.iter().enumerate() {
            if let Some(file) =
                file.filter(|file| all[..at].iter().any(|other| other.1 == Some(file)))
            {
                anyhow::bail!("two reports go to {}; name a file for each", file.display());
            }
        }
        all.into_iter().map(|(format, file)| Ok((format, Output::prepare(file)?))).collect()
    }

    /// Whether to say on standard error how far a long run is.
    pub(super) fn shows_progress(&self) -> bool {
        self.verbose || (!self.quiet && io::stderr().is_terminal())
    }
}

/// The current day in UTC.
pub(super) fn today() -> Date {
    jiff::tz::Offset::UTC.to_datetime(jiff::Timestamp::now()).date()
}

/// The stages with these rules, now.
pub(super) fn inspector(rules: RuleSet) -> Inspector {
    let now = jiff::Timestamp::now().as_second();
    Inspector::new(Arc::new(rules), InspectOptions { now })
}

/// Where the values of a baseline stand, if they still do.
pub(super) fn ground(scanned: Scanned<'_>) -> Ground {
    match scanned {
        Scanned::Files(path) => Ground::Files(Tree::around(path).root().to_owned()),
        Scanned::Index => Ground::Index,
        Scanned::History(path) => Ground::Head(path.to_owned()),
        Scanned::Push => Ground::Head(PathBuf::from(".")),
    }
}

fn complain_about_stale(stale: &[String]) {
    for path in stale {
        let path = escape_control(path);
        // Nothing can be said to someone who has closed the stream.
        let _ = writeln!(io::stderr(), "stale: the baseline holds a value of {path} that is gone");
    }
    let _ = writeln!(io::stderr(), "run `banqlint baseline prune` and commit the result");
}

pub(super) fn one_for_each_core() -> NonZeroUsize {
    std::thread::available_parallelism().unwrap_or(NonZeroUsize::MIN)
}

impl From<Gravity> for Severity {
    fn from(gravity: Gravity) -> Self {
        match gravity {
            Gravity::Note => Self::Note,
            Gravity::Warning => Self::Warning,
            Gravity::Error => Self::Error,
        }
    }
}

impl From<Level> for Confidence {
    fn from(level: Level) -> Self {
        match level {
            Level::Low => Self::Low,
            Level::Medium => Self::Medium,
            Level::High => Self::High,
        }
    }
}
