//! `plain-http` where no whole address says so: programs and libraries that speak plain HTTP to a host that is given
//! without a scheme, or to one whose scheme is given apart, descriptions of the API, settings that turn HTTPS off,
//! redirects of an app and exceptions of a phone's network rules.
//!
//! Whole addresses are found by the rule's forms. The vendor's site, which has no API, may be called as one likes.

mod abap;
mod builders;
mod calls;
mod commands;
mod defaults;
mod described;
mod names;
mod phones;
mod redirects;
mod settings;

use std::cell::OnceCell;
use std::collections::BTreeMap;

use names::Names;

use super::code::is_code;
use super::vendor_host::{VendorHost, bound, vendor_hosts};
use super::{Page, Remark};
use crate::model::{Mend, Span, is_refused_address, vendor};

/// One fault before it is known whether others say the same.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct Fault {
    /// What to mark.
    mark: Span,
    /// What the fault is about, usually a host: one thing has one fault.
    about: Span,
    message: &'static str,
    /// How it can be mended, where what is marked says it all.
    mend: Option<Mend>,
}

/// What all parts of the check look at.
#[derive(Debug)]
struct Ground<'p, 'a> {
    page: &'p Page<'a>,
    /// The vendor's hosts without a scheme.
    bare: Vec<VendorHost>,
    /// The names that the page binds to hosts; looked for when they are first asked for.
    names: OnceCell<Names<'a>>,
}

pub(super) fn remarks(page: &Page<'_>) -> Vec<Remark> {
    if !page.is_about_vendor() {
        return Vec::new();
    }
    let bare = vendor_hosts(page).into_iter().filter(|host| !host.has_scheme).collect();
    let ground = Ground { page, bare, names: OnceCell::new() };
    let parts: [fn(&Ground<'_, '_>) -> Vec<Fault>; 9] = [
        commands::faults,
        calls::faults,
        described::faults,
        abap::faults,
        builders::faults,
        defaults::faults,
        settings::faults,
        redirects::faults,
        phones::faults,
    ];
    let mut kept: Vec<Fault> = Vec::new();
    let (mut abouts, mut marks) = (Apart::default(), Apart::default());
    for part in parts {
        for fault in part(&ground) {
            let is_known = abouts.touches(fault.about) || marks.touches(fault.mark);
            let is_site = vendor::is_site(page.slice(fault.about));
            let is_fault =
                || is_code(page, fault.mark.start) && !is_refused_address(page.text(), fault.mark);
            if !is_known && !is_site && is_fault() {
                abouts.add(fault.about);
                marks.add(fault.mark);
                kept.push(fault);
            }
        }
    }
    kept.sort_by_key(|fault| fault.mark);
    kept.into_iter()
        .map(|fault| Remark { mend: fault.mend, ..Remark::new(fault.mark, fault.message) })
        .collect()
}

/// Spans that do not overlap, by their starts.
#[derive(Debug, Default)]
struct Apart(BTreeMap<usize, usize>);

impl Apart {
    /// Whether one of them overlaps this.
    fn touches(&self, span: Span) -> bool {
        // Of spans apart, the last one that starts before an end is the one that reaches farthest.
        self.0.range(..span.end).next_back().is_some_and(|(_, end)| *end > span.start)
    }

    /// Adds one that overlaps none.
    fn add(&mut self, span: Span) {
        self.0.insert(span.start, span.end);
    }
}

impl<'a> Ground<'_, 'a> {
    fn names(&self) -> &Names<'a> {
        self.names.get_or_init(|| Names::of(&bound(self.page)))
    }

    /// The bare host of the vendor's that starts at `at`.
    fn host_at(&self, at: usize) -> Option<Span> {
        let index = self.bare.partition_point(|host| host.span.start < at);
        self.bare.get(index).map(|host| host.span).filter(|span| span.start == at)
    }

    /// The first bare host of the vendor's within `span`.
    fn host_in(&self, span: Span) -> Option<Span> {
        let index = self.bare.partition_point(|host| host.span.start < span.start);
        self.bare.get(index).map(|host| host.span).filter(|host| host.end <= span.end)
    }

    /// The host that an argument stands for: written out in quotes, or a name that the page binds to a bare host.
    fn argument(&self, span: Span) -> Option<Span> {
        let text = self.page.slice(span);
        let name = text.rsplit(['.', ':', '>']).next().unwrap_or(text);
        let is_bound = self.names().get(name).is_some_and(|name| name.is_vendor_host);
        self.host_in(span).or(is_bound.then_some(span))
    }
}
