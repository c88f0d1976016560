//! `client-side-exposure`: a Banqup credential, or a reference that is replaced by one, ends up on a user's device.
//!
//! Contract: one remark for a name or value and line. Who finds which: `built` the values in packages and bundles,
//! `public` the names that a build tool copies into a page, `region` the blocks of settings that are copied as a whole,
//! `setting` the files of settings that an app carries, `embedded` the code that runs on a device, `handed` what servers
//! give to pages, `produced` what scripts fill in.

mod built;
mod embedded;
mod handed;
mod native;
mod place;
mod produced;
mod public;
mod region;
mod script;
mod setting;
mod template;
mod tested;

use std::collections::BTreeMap;

use rustc_hash::FxHashSet;

use super::code::is_code;
use super::{Held, Kind, LARGEST, Page, Remark};
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
    /// A server or a build hands it over to a page.
    HandedOver,
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
    if page.text().len() <= LARGEST {
        if page.says_vendor() {
            exposed.extend(in_text(page));
        } else if page.held().iter().any(Held::is_vendors_secret) {
            // A page that holds a secret of the vendor's and does not say whose it is: of its names those alone count
            // that are given such a value.
            let is_held = |one: &Exposed| {
                one.hidden.is_some_and(|value| page.held_in(value).next().is_some())
            };
            exposed.extend(in_text(page).into_iter().filter(is_held));
        }
    }
    // A value comes before the name beside it.
    exposed.sort_by_key(|one| (one.hidden.is_none(), one.span));
    let mut kept = Kept::default();
    for one in exposed {
        let line = page.line(one.span.start).start;
        if !kept.has(&one, line) && (one.hidden.is_some() || is_code(page, one.span.start)) {
            kept.add(one, line);
        }
    }
    kept.by_start.into_values().map(Exposed::remark).collect()
}

fn in_text(page: &Page<'_>) -> Vec<Exposed> {
    let ways: [fn(&Page<'_>) -> Vec<Exposed>; 6] = [
        public::exposed,
        region::exposed,
        setting::exposed,
        embedded::exposed,
        handed::exposed,
        produced::exposed,
    ];
    ways.into_iter().flat_map(|way| way(page)).collect()
}

/// What is told, any amount of which is asked after at the price of a look-up.
#[derive(Default)]
struct Kept {
    /// By the starts of their spans, of which none overlaps another.
    by_start: BTreeMap<usize, Exposed>,
    /// The lines that hold one, and whether it is a secret: a secret of no said kind may be the same as the Client
    /// Secret beside it.
    lines: FxHashSet<(usize, bool)>,
}

impl Kept {
    /// Whether a place is told already, or the name beside a value that is.
    fn has(&self, one: &Exposed, line: usize) -> bool {
        let before = self.by_start.range(..one.span.end).next_back();
        before.is_some_and(|(_, other)| other.span.overlaps(one.span))
            || one.hidden.is_none() && self.lines.contains(&(line, one.kind.is_secret()))
    }

    fn add(&mut self, one: Exposed, line: usize) {
        self.lines.insert((line, one.kind.is_secret()));
        self.by_start.insert(one.span.start, one);
    }
}

impl Exposed {
    fn remark(self) -> Remark {
        let what = self.kind.as_str();
        let message = match self.way {
            Way::PublicName => {
                format!("Banqup {what} in a variable that is copied into the page for the browser")
            }
            Way::BuildSetting => format!("Banqup {what} is copied into what is shipped to users"),
            Way::HandedOver => format!("Banqup {what} is handed over to a page in the browser"),
            Way::Setting(file) => format!("Banqup {what} in {file}"),
            Way::Code(place) => format!("Banqup {what} in {}", place.as_str()),
            Way::TokenRequest(place) => {
                format!("Banqup token requested with a {what} in {}", place.as_str())
            }
            Way::Package => format!("Banqup {what} inside a built package"),
            Way::Bundle => format!("Banqup {what} inside a bundle for the browser"),
        };
        let severity = if self.kind.is_secret() { Severity::Error } else { Severity::Warning };
        Remark::new(self.span, message).severity(severity).hiding(self.hidden)
    }
}
