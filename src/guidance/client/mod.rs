//! `client-side-exposure`: a Banqup credential, or a reference that is replaced by one, ends up on a user's device.
//!
//! Contract: one remark for a name or value and line. Who finds which: `built` the values in packages and bundles, `public` the names that
//! a build tool copies into a page, `region` the blocks of settings that are copied as a whole, `setting` the files of settings that an
//! app carries, `embedded` the code that runs on a device.

mod built;
mod embedded;
mod place;
mod public;
mod region;
mod setting;

pub(super) use region::is_ours;

use super::code::is_code;
use super::{Kind, LARGEST, Page, Remark};
use crate::model::{Severity, Span};

/// One credential that gets out.
#[derive(Debug, Clone, Copy)]
struct Exposed {
    /// The value, or the name where no value stands.
    span: Span,
    kind: Kind,
    /// A value that must not be shown.
    hidden: Option<Span>,
    /// How it gets out: what follows "Banqup Client Secret ".
    way: Way,
}

/// How a credential gets out.
#[derive(Debug, Clone, Copy)]
enum Way {
    /// Its name makes a build tool copy it into the page.
    PublicName,
    /// A setting of a build tool copies it.
    BuildSetting,
    /// A file of settings that an app carries.
    Setting(&'static str),
    /// Code on the device names it or holds it.
    Code(place::Place),
    /// Code on the device asks for a token with it.
    TokenRequest(place::Place),
    /// A package that was built.
    Package,
    /// A bundle of scripts, or the map of one.
    Bundle,
}

pub(super) fn remarks(page: &Page<'_>) -> Vec<Remark> {
    let mut exposed = built::exposed(page);
    if page.is_about_vendor() && page.text().len() <= LARGEST {
        exposed.extend(public::exposed(page));
        exposed.extend(region::exposed(page));
        exposed.extend(setting::exposed(page));
        exposed.extend(embedded::exposed(page));
    }
    // A value comes before the name beside it.
    exposed.sort_by_key(|one| (one.hidden.is_none(), one.span));
    let mut kept: Vec<(usize, Exposed)> = Vec::new();
    for one in exposed {
        let line = page.line(one.span.start).start;
        let is_same = |&(other_line, other): &(usize, Exposed)| {
            other.span.overlaps(one.span)
                || (other_line == line
                    && same_kind(other.kind, one.kind)
                    && (one.hidden.is_none() || other.span == one.span))
        };
        if !kept.iter().any(is_same) && (one.hidden.is_some() || is_code(page, one.span.start)) {
            kept.push((line, one));
        }
    }
    kept.sort_by_key(|(_, one)| one.span);
    kept.into_iter().map(|(_, one)| one.remark()).collect()
}

/// A secret of no said kind may be the same as the Client Secret beside it.
fn same_kind(one: Kind, other: Kind) -> bool {
    one.is_secret() == other.is_secret()
}

impl Exposed {
    fn remark(self) -> Remark {
        let what = self.kind.as_str();
        let message = match self.way {
            Way::PublicName => {
                format!("Banqup {what} in a variable that is copied into the page for the browser")
            }
            Way::BuildSetting => format!("Banqup {what} is copied into what is shipped to users"),
            Way::Setting(file) => format!("Banqup {what} in {file}"),
            Way::Code(place) => format!("Banqup {what} in {}", place.as_str()),
            Way::TokenRequest(place) => {
                format!("Banqup token requested with a {what} in {}", place.as_str())
            }
            Way::Package => format!("Banqup {what} inside a built package"),
            Way::Bundle => format!("Banqup {what} inside a bundle for the browser"),
        };
        let severity = if self.kind.is_secret() { Severity::Error } else { Severity::Warning };
        let remark = Remark::new(self.span, message).severity(severity);
        match self.hidden {
            Some(value) => remark.hiding(value),
            None => remark,
        }
    }
}
