//! `loose-file-permissions`: a credential file that other users of the machine can read, as it is on the disk, or as
//! scripts, code and deployments make it.
//!
//! Contract: what sets a mode counts where two things are written down: a mode that lets everyone read or write, or the
//! group write, and a file of Banqup's credentials, told by its name or by the secret that is written into it. That a
//! group of its own may read a file is how services share one, and a mode or a path that is made of variables is
//! nobody's fault. What tests set is part of the test.

mod calls;
mod commands;
mod declared;
mod folder;
mod grant;
mod settings;
mod stored;
mod target;

use super::remark::one_a_line;
use super::{LARGEST, Page, Remark, credential_file};
use crate::model::{Confidence, Span};
use grant::Grant;
use target::Targets;

/// A mode that gives away a file of Banqup's credentials.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct Loose {
    /// The mode as it is written.
    mark: Span,
    grant: Grant,
}

pub(super) fn remarks(page: &Page<'_>) -> Vec<Remark> {
    let mut remarks = stored::remarks(page);
    remarks.extend(set(page));
    remarks
}

/// The modes that a page sets.
fn set(page: &Page<'_>) -> Vec<Remark> {
    let is_of_test = credential_file::is_of_no_account(page.path());
    if page.text().len() > LARGEST || is_of_test || !page.is_about_vendor() {
        return Vec::new();
    }
    let targets = Targets::of(page);
    let mut found = commands::loose(page, &targets);
    found.extend(calls::loose(page, &targets));
    found.extend(settings::loose(page, &targets));
    found.extend(declared::loose(page, &targets));
    one_a_line(page, found.into_iter().map(|loose| loose.remark(page)).collect())
}

impl Loose {
    fn remark(self, page: &Page<'_>) -> Remark {
        let mode = page.slice(self.mark).trim_matches(['"', '\'']);
        let message = format!(
            "A file with Banqup credentials gets {mode}: {}; {} is enough",
            self.grant.who(),
            self.grant.instead()
        );
        Remark::new(self.mark, message).confidence(Confidence::Medium)
    }
}
