//! The mode that a credential file has on the disk.
//!
//! Of what git tracks, git itself decides the mode, and everyone who has the repository has the content.

use crate::guidance::store::store;
use crate::guidance::{Page, Remark};
use crate::model::Tracking;

/// The bits that let a file's group, and everyone, read it.
const GROUP: u32 = 0o040;
const OTHERS: u32 = 0o004;

pub(super) fn remarks(page: &Page<'_>) -> Vec<Remark> {
    if page.package().is_some() {
        return Vec::new();
    }
    let Some(store) = store(page).filter(|store| store.holds_secret) else { return Vec::new() };
    let circumstances = page.circumstances();
    let Some(mode) = circumstances.mode.filter(|_| circumstances.tracking != Tracking::Tracked)
    else {
        return Vec::new();
    };
    let who = match (mode & GROUP != 0, mode & OTHERS != 0) {
        (false, false) => return Vec::new(),
        (true, false) => "its group",
        (_, true) => "every user of the machine",
    };
    let message = format!(
        "A file that {} Banqup credentials has mode {:03o}: {who} can read it",
        store.verb,
        mode & 0o777
    );
    vec![Remark::new(store.mark, message).hiding(store.values)]
}
