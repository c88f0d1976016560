//! `ci-exposure`: a pipeline hands a Banqup secret to more people, programs or logs than need it.
//!
//! Contract: a secret that comes from the system's store, into the environment of the step that needs it, is what the
//! guidance asks for. A pipeline is told by the file's name and place, and where systems leave both to a team, by the
//! keys that only a pipeline has.

mod artifact;
mod disclosure;
mod environment;
mod github;
mod inline;
mod jenkins;
mod kept;
mod literal;
mod parameter;
mod script;
mod sent;
mod system;
mod trace;

use super::document::{self, Node};
use super::owner::{self, Scope};
use super::remark::one_a_line;
use super::variable::{Use, uses};
use super::{LARGEST, Page, Remark};
use crate::model::Span;
use script::Script;
use system::System;

/// A pipeline, as its checks see it.
#[derive(Debug)]
struct Pipeline<'p> {
    page: &'p Page<'p>,
    system: System,
    /// Its documents; none where it is no document, or is one that no parser takes.
    documents: Vec<Node>,
    scripts: Vec<Script<'p>>,
    /// Whether all secrets that the system gives to it are Banqup's, and there is one.
    has_vendors_alone: bool,
    /// Names of variables that hold a secret of Banqup's, because one was put there; sorted.
    filled: Vec<&'p str>,
}

/// Whether the page is a pipeline, or a part of one: what its steps print is this rule's affair.
pub(super) fn is_pipeline(page: &Page<'_>) -> bool {
    system::of(page).is_some()
}

pub(super) fn remarks(page: &Page<'_>) -> Vec<Remark> {
    if page.text().len() > LARGEST || !page.is_about_vendor() {
        return Vec::new();
    }
    let Some(system) = system::of(page) else { return Vec::new() };
    let documents = if system.is_program() { None } else { document::yaml(page.text()) };
    let mut scripts = script::scripts(page, documents.as_deref());
    if system == System::Jenkins {
        scripts.extend(jenkins::scripts(page));
    }
    let documents = documents.unwrap_or_default();
    let has_vendors_alone = script::has_vendors_alone(page);
    let filled = script::filled(page, &scripts, &documents, has_vendors_alone);
    let pipeline = Pipeline { page, system, documents, scripts, has_vendors_alone, filled };
    let checks: [fn(&Pipeline<'_>) -> Vec<Remark>; 9] = [
        literal::remarks,
        disclosure::remarks,
        inline::remarks,
        trace::remarks,
        github::remarks,
        jenkins::remarks,
        artifact::remarks,
        parameter::remarks,
        sent::remarks,
    ];
    one_a_line(page, checks.iter().flat_map(|check| check(&pipeline)).collect())
}

impl Pipeline<'_> {
    /// The uses of variables in a part of the page that hold a secret of Banqup's.
    fn used(&self, part: Span, scope: Scope) -> impl Iterator<Item = Use> {
        uses(self.page.text(), part).filter(move |used| self.is_secret(used.name, scope))
    }

    /// Whether a variable holds a secret of Banqup's.
    fn is_secret(&self, name: Span, scope: Scope) -> bool {
        let name = self.page.slice(name);
        owner::secret(name, scope).is_some() || self.filled.binary_search(&name).is_ok()
    }
}
