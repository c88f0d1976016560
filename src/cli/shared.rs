//! The options that every scanning command shares, and the frame of its run.
//!
//! Contract: whatever can be wrong about the arguments is found before anything is scanned.

use std::io::{self, Write};
use std::num::NonZeroUsize;
use std::path::PathBuf;
use std::sync::mpsc;
use std::sync::{Arc, Mutex, PoisonError};
use std::thread;

use anyhow::Context as _;
use clap::builder::PossibleValuesParser;
use clap::{ArgAction, Args};
use jiff::civil::Date;

use super::decisions::{Scanned, Sources};
use super::exit::{Exit, Threshold};
use super::fixing;
use super::grades::{Gravity, Level};
use super::interrupt;
use super::output::{Colour, Extra, Outputs, Style};
use super::progress::{Show, When};
use super::said::said;
use super::selection::Selection;
use super::verdict::{Terms, Verdict, complain_about_stale};
use crate::config::{Tree, TreeError};
use crate::model::{Problem, Progress, Report, Scope, contain};
use crate::report;
use crate::rule::RuleSet;
use crate::scan::{self, Ground, InspectOptions, Inspector, Present, RangeOptions};
use crate::suppress::Policy;

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
    /// Let no comment in what is scanned allow anything, as for a push from somebody who is not trusted
    #[arg(long, help_heading = RULES)]
    no_allow_comments: bool,
    /// Also fail if the baseline holds what is gone, with --exit-zero too
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
    #[arg(long, value_name = "N", value_parser = parse_threads)]
    threads: Option<NonZeroUsize>,
}

/// More threads than that only cost their start.
const MOST_THREADS: NonZeroUsize = NonZeroUsize::new(256).expect("not zero");

fn parse_threads(text: &str) -> Result<NonZeroUsize, &'static str> {
    text.parse().map_err(|_| "write a whole number, 1 or more")
}

const REPORT: &str = "Report";
pub(super) const RULES: &str = "What counts";

/// Takes findings ahead of their report.
pub(super) type Emit<'a> = &'a mut dyn FnMut(Report);

/// What a scan needs from the shared options.
#[derive(Debug)]
pub(super) struct Session {
    /// The stages, with the rules that were asked for.
    pub(super) inspector: Inspector,
    /// How many threads to use.
    pub(super) threads: NonZeroUsize,
    /// The files that the configuration chooses.
    pub(super) scope: Scope,
    /// Whether secrets are printed in clear.
    pub(super) reveal: bool,
    /// Where to tell how far the scan is.
    pub(super) progress: Arc<Progress>,
}

/// A session, and what its report is judged by.
struct Prepared {
    session: Session,
    policy: Policy,
    not_covered: Vec<String>,
}

impl Session {
    /// What a scan of a range is told.
    pub(super) fn range_options(&self) -> RangeOptions {
        let progress = Arc::clone(&self.progress);
        RangeOptions { threads: self.threads, reveal: self.reveal, progress }
    }
}

impl Shared {
    /// Runs `scan` between the preparation and the report, with the decisions that hold for what is scanned.
    pub(super) fn run<E: Into<anyhow::Error>>(
        &self,
        scanned: Scanned<'_>,
        scan: impl FnOnce(&Session) -> Result<Report, E>,
    ) -> anyhow::Result<Exit> {
        self.run_in_parts(scanned, |session, _| scan(session))
    }

    /// What a scan finds, with the decisions that hold for it; nothing is written.
    pub(super) fn judged<E: Into<anyhow::Error>>(
        &self,
        scanned: Scanned<'_>,
        scan: impl FnOnce(&Session) -> Result<Report, E>,
    ) -> anyhow::Result<(Session, Report)> {
        let Prepared { session, policy, .. } = self.prepare(scanned)?;
        let shown = Show::start(&session.progress, self.progress);
        let result = scan(&session);
        drop(shown);
        let mut report = result.map_err(Into::into)?;
        let present = Present::new(&session.inspector, ground(scanned)?);
        Verdict::new(policy.begin(&present), self.terms()).end(&mut report);
        Ok((session, report))
    }

    /// As [`run`](Self::run), for a scan that can give findings ahead of its report; it does where it gets something to
    /// give them to.
    pub(super) fn run_in_parts<E: Into<anyhow::Error>>(
        &self,
        scanned: Scanned<'_>,
        scan: impl FnOnce(&Session, Option<Emit<'_>>) -> Result<Report, E>,
    ) -> anyhow::Result<Exit> {
        let outputs = Mutex::new(self.outputs()?);
        let Prepared { session, policy, not_covered } = self.prepare(scanned)?;
        interrupt::heed(session.progress.stop()).context("signals cannot be handled")?;
        let present = Present::new(&session.inspector, ground(scanned)?);
        let mut verdict = Verdict::new(policy.begin(&present), self.terms());
        let mut failure = None;
        let ahead = outputs.lock().unwrap_or_else(PoisonError::into_inner).ahead();
        let rules = session.inspector.rules();
        let shown = Show::start(&session.progress, self.progress);
        let result = thread::scope(|scope| {
            let (end, over) = mpsc::channel::<()>();
            let (progress, outputs) = (&session.progress, &outputs);
            scope.spawn(move || {
                interrupt::watch(progress, &over, || give_up(rules, outputs));
            });
            let mut emit = |mut part: Report| {
                verdict.part(&mut part);
                self.screen(&mut part, &session.inspector);
                let mut outputs = outputs.lock().unwrap_or_else(PoisonError::into_inner);
                if let Some(ahead) = ahead {
                    let written = outputs.begin(|out| ahead(&part.findings, out));
                    failure = failure.take().or(written.err());
                }
            };
            let emit: Option<Emit<'_>> = if ahead.is_some() { Some(&mut emit) } else { None };
            let result = contain(|| scan(&session, emit));
            drop(end);
            result
        });
        drop(shown);
        let mut report = result.unwrap_or_else(|| Ok(cut_short())).map_err(Into::into)?;
        if let Some(error) = failure {
            return Err(error);
        }
        report.not_covered.extend(not_covered);
        let is_stopped = session.progress.is_stopped();
        if is_stopped {
            report.problems.push(Problem::general(interrupt::UNREAD));
        }
        let exit = verdict.end(&mut report);
        self.screen(&mut report, &session.inspector);
        let outputs = outputs.into_inner().unwrap_or_else(PoisonError::into_inner);
        outputs.write(&report, rules)?;
        complain_about_stale(&report);
        Ok(if is_stopped { Exit::Interrupted } else { exit })
    }

    /// Masks what is in the texts of a report beside its findings, unless secrets are to be shown.
    fn screen(&self, report: &mut Report, inspector: &Inspector) {
        if !self.reveal {
            scan::screen(report, inspector);
        }
    }

    /// Reads what a team has decided, and makes the stages ready.
    fn prepare(&self, scanned: Scanned<'_>) -> anyhow::Result<Prepared> {
        let today = today();
        let decisions = self.sources.read(scanned)?;
        let rules = self.selection.rules(&decisions.config)?;
        decisions.announce(self.verbose, today);
        let not_covered = decisions.not_covered();
        let policy = Policy { ignores_comments: self.no_allow_comments, ..decisions.policy(today) };
        let threads = self.threads.unwrap_or_else(one_for_each_core).min(MOST_THREADS);
        let session = Session {
            inspector: inspector(rules, threads),
            threads,
            scope: policy.scope.clone(),
            reveal: self.reveal,
            progress: Arc::default(),
        };
        Ok(Prepared { session, policy, not_covered })
    }

    /// Which files of trees that are scanned together would decide over one of them alone, a sentence each, in the
    /// words of what was not covered.
    pub(super) fn unused_decisions(&self, trees: &[PathBuf]) -> Vec<String> {
        trees.iter().flat_map(|tree| self.sources.unused(tree)).collect()
    }

    /// Says what was mended, where the main report has no place for it.
    pub(super) fn announce_mended(&self, report: &Report) {
        if self.format != "text" && !self.quiet {
            fixing::announce(report);
        }
    }

    fn terms(&self) -> Terms {
        Terms {
            min_confidence: self.min_confidence.into(),
            threshold: Threshold { fail_on: self.fail_on.into(), exit_zero: self.exit_zero },
            show_suppressed: self.show_suppressed,
            fail_on_stale: self.fail_on_stale,
        }
    }

    /// Where everything that is to be written goes.
    fn outputs(&self) -> anyhow::Result<Outputs> {
        let style = Style { colour: self.color, quiet: self.quiet, verbose: self.verbose };
        Outputs::prepare(&self.format, self.output.as_deref(), &self.reports, style)
    }

    /// Whether to say on standard error, a line each, what is read next: where asked, and no line of progress says it.
    pub(super) fn announces(&self) -> bool {
        self.verbose && !Show::is_possible(self.progress)
    }
}

/// Ends the program while the scan still runs, with a report of nothing but that.
fn give_up(rules: &RuleSet, outputs: &Mutex<Outputs>) {
    // Where somebody writes right now, what is written stays what it is.
    if let Ok(mut outputs) = outputs.try_lock() {
        let problems = vec![Problem::general(interrupt::UNREAD)];
        let report = Report { problems, ..Report::default() };
        if let Err(error) = outputs.take().write(&report, rules) {
            // Nothing can be said to someone who has closed the stream.
            let _ = writeln!(io::stderr(), "error: {}", said(&format!("{error:#}")));
        }
    }
    std::process::exit(Exit::Interrupted as i32);
}

/// The report of a run that a fault of this program ended: whoever reads it must not take it for a whole one.
fn cut_short() -> Report {
    let reason = "a fault of banqlint ended the run before everything was read; please report it";
    Report { problems: vec![Problem::general(reason)], ..Report::default() }
}

/// The current day in UTC.
pub(super) fn today() -> Date {
    jiff::tz::Offset::UTC.to_datetime(jiff::Timestamp::now()).date()
}

/// The stages with these rules, now.
pub(super) fn inspector(rules: RuleSet, threads: NonZeroUsize) -> Inspector {
    let now = jiff::Timestamp::now().as_second();
    Inspector::new(Arc::new(rules), InspectOptions { now, threads })
}

/// Where the values of a baseline stand, if they still do.
pub(super) fn ground(scanned: Scanned<'_>) -> Result<Ground, TreeError> {
    Ok(match scanned {
        Scanned::Files(path) | Scanned::Repository(path) => {
            Ground::Files(Tree::around(path)?.root().to_owned())
        }
        Scanned::Index => Ground::Index,
        Scanned::History(path) => Ground::Head(path.to_owned()),
        Scanned::Range(path, range) => Ground::Range(path.to_owned(), range.clone()),
        Scanned::Received(range) => Ground::Range(PathBuf::from("."), range.clone()),
        Scanned::Several => Ground::Nothing,
    })
}

pub(super) fn one_for_each_core() -> NonZeroUsize {
    thread::available_parallelism().unwrap_or(NonZeroUsize::MIN)
}

#[cfg(test)]
mod tests {
    use clap::Parser;

    use super::*;

    #[derive(Parser)]
    struct Line {
        #[command(flatten)]
        shared: Shared,
    }

    #[test]
    fn a_fault_of_the_whole_run_is_a_report_that_is_not_complete() {
        let folder = tempfile::tempdir().unwrap();
        let file = folder.path().join("report.json");
        let output = file.to_str().unwrap();
        let line = Line::parse_from(["x", "--isolated", "--format", "json", "--output", output]);
        let scan = |_: &Session| -> anyhow::Result<Report> { panic!("a fault") };
        let exit = line.shared.run(Scanned::Files(folder.path()), scan).unwrap();
        assert_eq!(exit, Exit::Incomplete);
        let report = std::fs::read_to_string(file).unwrap();
        assert!(report.contains("\"complete\": false"), "{report}");
        assert!(report.contains("a fault of banqlint ended the run"), "{report}");
    }
}
