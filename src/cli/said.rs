//! Words for people outside of reports: on standard error, and what commands say that they did.

use crate::report::escape_control;
use crate::scan::masked;

/// A text that may hold names from a repository, without the secrets in it and with nothing that commands a terminal.
pub(super) fn said(text: &str) -> String {
    escape_control(&masked(text)).into_owned()
}
