//! `tracked-credential-file` and `unignored-credential-file`: a credential store in version control, or one `git add .`
//! away from it.

use super::store::{Store, store};
use super::{Page, Remark};
use crate::model::{Severity, Tracking};

pub(super) fn tracked(page: &Page<'_>) -> Vec<Remark> {
    remark(page, Tracking::Tracked, |store| {
        format!("{} that {} Banqup credentials is tracked by git", capital(store.what), store.verb)
    })
}

pub(super) fn unignored(page: &Page<'_>) -> Vec<Remark> {
    remark(page, Tracking::Unignored, |store| {
        format!(
            "{} that {} Banqup credentials is covered by no ignore rule: `git add .` takes it",
            capital(store.what),
            store.verb
        )
    })
}

fn remark(page: &Page<'_>, tracking: Tracking, message: impl Fn(&Store) -> String) -> Vec<Remark> {
    // A member of an archive is no file of the repository.
    if page.package().is_some() {
        return Vec::new();
    }
    let is_meant = |_: &Store| page.circumstances().tracking == tracking;
    let Some(store) = store(page).filter(is_meant) else { return Vec::new() };
    let mut remark = Remark::new(store.mark, message(&store));
    if !store.holds_secret {
        remark = remark.severity(Severity::Warning);
    }
    vec![remark.hiding(store.values)]
}

fn capital(what: &str) -> String {
    let mut letters = what.chars();
    letters.next().map_or_else(String::new, |first| first.to_uppercase().chain(letters).collect())
}
