//! Jobs of Nomad, which are manifests in another language: the environment, metadata and templates of their tasks.

use crate::guidance::language::Language::*;
use crate::guidance::literals::{Ground, Literal};
use crate::guidance::owner::Scope;
use crate::guidance::pattern::{Pattern, pattern};
use crate::guidance::{Page, Remark};
use crate::model::Span;

/// The secrets in a job.
pub(super) fn plain(page: &Page<'_>) -> Vec<Remark> {
    static JOB: Pattern = pattern!(r#"(?m)^job\s+"[^"\n]+"\s*\{"#; "job");
    let is_named = page.has_extension(&["nomad"]) || page.file_name().contains(".nomad.");
    let is_job = is_named || page.is_in(&[Hcl]) && JOB.is_match(page);
    if !is_job {
        return Vec::new();
    }
    let whole = Span { start: 0, end: page.text().len() };
    let set = Ground::of(page, Scope::Page).in_assignments(whole).filter(Literal::is_written);
    set.map(|one| one.remark("in clear in a job of Nomad")).collect()
}
