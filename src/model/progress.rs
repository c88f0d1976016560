//! How far a run has come, for whoever waits.
//!
//! Contract: workers add in chunks, never for each object, so that counting costs nothing; what is read here is a
//! little late.

use std::sync::atomic::{AtomicBool, AtomicU8, AtomicU64, Ordering};
use std::sync::{Arc, Mutex, PoisonError};

/// The counters of a run; shared by its workers and by whoever shows them.
#[derive(Debug, Default)]
pub struct Progress {
    stage: AtomicU8,
    total: AtomicU64,
    units: AtomicU64,
    bytes: AtomicU64,
    findings: AtomicU64,
    target: Mutex<String>,
    stop: Arc<AtomicBool>,
}

/// What a run is doing.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Stage {
    /// Getting ready.
    Starting,
    /// Reading the files of a working tree; how many there are is not known.
    Files,
    /// Reading the objects of a history.
    Objects,
    /// Reading the commits of a range.
    Commits,
    /// Reading what is staged.
    Staged,
    /// Looking up where in history values stand.
    Tracing,
}

/// The counters at one moment.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Snapshot {
    /// Which of several targets is read; empty where there is one.
    pub target: String,
    /// What the run is doing.
    pub stage: Stage,
    /// How many files or objects there are, or 0 where that is not known.
    pub total: u64,
    /// Files or objects that were read.
    pub units: u64,
    /// Bytes that were read, after unpacking.
    pub bytes: u64,
    /// Values that were found; the report can have fewer.
    pub findings: u64,
}

/// What one worker has told already, so that it tells only what is new.
#[derive(Debug, Clone, Copy, Default)]
pub struct Told {
    units: u64,
    bytes: u64,
    findings: u64,
}

impl Progress {
    /// What asks the run to stop once it is set.
    pub fn stop(&self) -> &Arc<AtomicBool> {
        &self.stop
    }

    /// Whether the run was asked to stop: then workers leave out what they have not begun.
    pub fn is_stopped(&self) -> bool {
        self.stop.load(Ordering::Relaxed)
    }

    /// Turns to one of several targets, in a few words.
    pub fn turn_to(&self, target: String) {
        *self.target.lock().unwrap_or_else(PoisonError::into_inner) = target;
    }

    /// Enters a stage with this many units ahead, 0 where that is not known. The workers of a stage begin to count
    /// anew.
    pub fn enter(&self, stage: Stage, total: u64) {
        if stage != Stage::Tracing {
            self.units.store(0, Ordering::Relaxed);
        }
        self.total.store(total, Ordering::Relaxed);
        self.stage.store(stage as u8, Ordering::Relaxed);
    }

    /// Adds what a worker has done since it last told; the counts are those of its whole life.
    pub fn tell(&self, told: &mut Told, units: u64, bytes: u64, findings: u64) {
        self.units.fetch_add(units - told.units, Ordering::Relaxed);
        self.bytes.fetch_add(bytes - told.bytes, Ordering::Relaxed);
        self.findings.fetch_add(findings - told.findings, Ordering::Relaxed);
        *told = Told { units, bytes, findings };
    }

    /// The counters now.
    pub fn snapshot(&self) -> Snapshot {
        let of = |counter: &AtomicU64| counter.load(Ordering::Relaxed);
        Snapshot {
            target: self.target.lock().unwrap_or_else(PoisonError::into_inner).clone(),
            stage: match self.stage.load(Ordering::Relaxed) {
                stage if stage == Stage::Files as u8 => Stage::Files,
                stage if stage == Stage::Objects as u8 => Stage::Objects,
                stage if stage == Stage::Commits as u8 => Stage::Commits,
                stage if stage == Stage::Staged as u8 => Stage::Staged,
                stage if stage == Stage::Tracing as u8 => Stage::Tracing,
                _ => Stage::Starting,
            },
            total: of(&self.total),
            units: of(&self.units),
            bytes: of(&self.bytes),
            findings: of(&self.findings),
        }
    }
}
