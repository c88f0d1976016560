//! Jobs of Nomad, which are manifests in another language: the environment, metadata and templates of their tasks.

use super::Plain;
use crate::guidance::Page;
use crate::guidance::assignment::assignments;
use crate::guidance::code::is_code;
use crate::guidance::language::Language::*;
use crate::guidance::owner::{self, Scope};
use crate::guidance::pattern::{Pattern, pattern};
use crate::guidance::written::is_written;
use crate::model::Span;

/// The secrets in a job.
pub(super) fn plain(page: &Page<'_>) -> Vec<Plain> {
    static JOB: Pattern = pattern!(r#"(?m)^job\s+"[^"\n]+"\s*\{"#; "job");
    let is_named = page.has_extension(&["nomad"]) || page.file_name().contains(".nomad.");
    let is_job = is_named || page.is_in(&[Hcl]) && JOB.is_match(page);
    if !is_job {
        return Vec::new();
    }
    assignments(page.text(), Span { start: 0, end: page.text().len() })
        .filter(|one| is_written(page.slice(one.value)) && is_code(page, one.name.start))
        .filter_map(|one| {
            let kind = owner::secret(page.slice(one.name), Scope::Page)?;
            Some(Plain { mark: one.name, value: one.value, kind, place: "a job of Nomad" })
        })
        .collect()
}
