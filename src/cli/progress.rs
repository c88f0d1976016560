//! Tells whoever waits how far a run has come, on a terminal's standard error.
//!
//! Contract: nothing is ever written to a pipe or a file, and nothing for a run that takes less than a second; the line
//! is gone before the report is written.

use std::io::{self, IsTerminal};
use std::sync::Arc;
use std::sync::mpsc::{self, RecvTimeoutError, Sender};
use std::thread::{self, JoinHandle};
use std::time::{Duration, Instant};

use clap::ValueEnum;
use indicatif::{DecimalBytes, HumanCount, HumanDuration, ProgressBar, ProgressStyle};

use super::said::said;
use crate::model::{Progress, Snapshot, Stage};

/// A run that ends sooner needs no line.
const PATIENCE: Duration = Duration::from_secs(1);
/// The time from one drawing to the next.
const BEAT: Duration = Duration::from_millis(100);

/// When to show how far a run has come.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(super) enum When {
    /// On a terminal, when a run takes more than a second
    Auto,
    /// On a terminal, from the start
    Always,
    /// Never
    Never,
}

/// Shows the line while it lives.
#[derive(Debug)]
pub(super) struct Show {
    watcher: Option<(Sender<()>, JoinHandle<()>)>,
}

impl Show {
    /// Whether a line would be shown at all.
    pub(super) fn is_possible(when: When) -> bool {
        let able = std::env::var_os("TERM").is_none_or(|value| value != "dumb");
        when != When::Never && able && io::stderr().is_terminal()
    }

    /// Starts to watch these counters.
    pub(super) fn start(progress: &Arc<Progress>, when: When) -> Self {
        let patience = match when {
            When::Auto => PATIENCE,
            When::Always => Duration::ZERO,
            When::Never => return Self { watcher: None },
        };
        if !Self::is_possible(when) {
            return Self { watcher: None };
        }
        let progress = Arc::clone(progress);
        let (end, ended) = mpsc::channel::<()>();
        let watch = move || {
            let started = Instant::now();
            let is_over =
                |wait| !matches!(ended.recv_timeout(wait), Err(RecvTimeoutError::Timeout));
            // A line from the start is drawn at least once, however soon the run is over.
            if !patience.is_zero() && is_over(patience) {
                return;
            }
            let bar = ProgressBar::new_spinner().with_style(style());
            let draw = || {
                bar.set_message(line(&progress.snapshot(), started.elapsed()));
                bar.tick();
            };
            draw();
            while !is_over(BEAT) {
                draw();
            }
            // How far it came in the end, so that a short run shows more than its start.
            draw();
            bar.finish_and_clear();
        };
        // Without a thread there is no line, and the run is none the worse.
        let thread = thread::Builder::new().name("progress".to_owned()).spawn(watch).ok();
        Self { watcher: thread.map(|thread| (end, thread)) }
    }
}

impl Drop for Show {
    fn drop(&mut self) {
        if let Some((end, thread)) = self.watcher.take() {
            drop(end);
            // A watcher that has panicked has nothing left to clear.
            let _ = thread.join();
        }
    }
}

/// Cut to the width of the terminal.
fn style() -> ProgressStyle {
    ProgressStyle::with_template("{spinner} {wide_msg}").expect("the template is well formed")
}

/// What is being done, how much of it, how fast, how long it will take, and what was found.
fn line(now: &Snapshot, elapsed: Duration) -> String {
    let target = said(&now.target);
    let target = if target.is_empty() { String::new() } else { format!("{target}: ") };
    let (doing, noun) = match now.stage {
        Stage::Starting => return format!("{target}getting ready"),
        Stage::Files => ("reading files", "files"),
        Stage::Objects => ("reading objects", "objects"),
        Stage::Commits => ("reading commits", "commits"),
        Stage::Staged => ("reading what is staged", "blobs"),
        Stage::Tracing => ("looking up where values came from", "objects"),
    };
    let seconds = elapsed.as_secs_f64().max(0.001);
    let rate = now.units as f64 / seconds;
    let of = if now.total > 0 { format!(" of {}", HumanCount(now.total)) } else { String::new() };
    let left = match now.total.saturating_sub(now.units) {
        left if left > 0 && rate > 0.0 && matches!(now.stage, Stage::Objects | Stage::Commits) => {
            let wait = Duration::from_secs_f64((left as f64 / rate).min(1e9));
            format!(", about {} left", HumanDuration(wait))
        }
        _ => String::new(),
    };
    format!(
        "{target}{doing}: {}{of} {noun}, {}, {}/s{left}, {} found so far",
        HumanCount(now.units),
        DecimalBytes(now.bytes),
        HumanCount(rate as u64),
        HumanCount(now.findings),
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_line_says_how_much_and_how_long() {
        let now = Snapshot {
            target: String::new(),
            stage: Stage::Objects,
            total: 274_657,
            units: 91_552,
            bytes: 4_010_000_000,
            findings: 3,
        };
        assert_eq!(
            line(&now, Duration::from_secs(2)),
            "reading objects: 91,552 of 274,657 objects, 4.01 GB, 45,776/s, about 4 seconds left, 3 found so far"
        );
        let target = "[2/3] sh\u{1b}op".to_owned();
        let files = Snapshot { target, stage: Stage::Files, total: 0, ..now };
        assert_eq!(
            line(&files, Duration::from_secs(2)),
            "[2/3] sh\\u{1b}op: reading files: 91,552 files, 4.01 GB, 45,776/s, 3 found so far"
        );
    }
}
