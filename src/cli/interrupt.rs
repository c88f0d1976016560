//! Ctrl-C, and the request to terminate: the run ends within a second, with a report that says it is not whole.
//!
//! Contract: the first request asks the scan to stop, and a scan that looks stops at its next file. Where that takes
//! longer than [`GRACE`], the report is written without what the scan would have found. The second request ends the
//! program at once. Files are written whole or not at all in every case.

use std::io;
use std::sync::Arc;
use std::sync::atomic::AtomicBool;
use std::sync::mpsc::{Receiver, RecvTimeoutError};
use std::time::{Duration, Instant};

use signal_hook::consts::{SIGINT, SIGTERM};
use signal_hook::flag;

use super::exit::Exit;
use crate::model::Progress;

/// How long a scan may take to stop.
const GRACE: Duration = Duration::from_millis(600);

/// The time from one look at the request to the next.
const BEAT: Duration = Duration::from_millis(50);

/// What an interrupted run says could not be read.
pub(super) const UNREAD: &str =
    "the run was interrupted before everything was read; run it again to know the rest";

/// Lets the two signals set `stop`; a signal that comes when it is set ends the program.
pub(super) fn heed(stop: &Arc<AtomicBool>) -> io::Result<()> {
    for signal in [SIGINT, SIGTERM] {
        // The order counts: the first signal must not see what it sets itself.
        flag::register_conditional_shutdown(signal, Exit::Interrupted as i32, Arc::clone(stop))?;
        flag::register(signal, Arc::clone(stop))?;
    }
    Ok(())
}

/// Waits until the scan is over, which closes the channel behind `over`; calls `give_up` if it was asked to stop and
/// does not.
pub(super) fn watch(progress: &Progress, over: &Receiver<()>, give_up: impl FnOnce()) {
    let mut asked: Option<Instant> = None;
    while over.recv_timeout(BEAT) == Err(RecvTimeoutError::Timeout) {
        if progress.is_stopped() && asked.get_or_insert_with(Instant::now).elapsed() >= GRACE {
            return give_up();
        }
    }
}
