//! Values that a chart is installed with: `values.yaml` and its kin.

use super::manifest::{HOLDS_NO_SETTINGS, is_manifest};
use crate::guidance::document::Node;
use crate::guidance::language::Language::*;
use crate::guidance::literals::{Ground, Walk};
use crate::guidance::owner::Scope;
use crate::guidance::{Page, Remark};
use crate::model::vendor;

/// The secrets in a document of values.
pub(super) fn plain(page: &Page<'_>, document: &Node) -> Vec<Remark> {
    if !is_values(page) || is_manifest(document) {
        return Vec::new();
    }
    let scope = if vendor::names(page.path()) { Scope::Folder } else { Scope::Page };
    // Charts hand manifests through under other keys, and `data` may be any of theirs.
    let walk = Walk { keys_own: true, skipped: &[HOLDS_NO_SETTINGS] };
    let written = Ground::of(page, scope).in_document(document, walk).into_iter();
    written.map(|one| one.remark("in clear in the values of a Helm chart")).collect()
}

/// Whether the file holds values of a chart, by its name.
fn is_values(page: &Page<'_>) -> bool {
    let name = page.file_name().to_ascii_lowercase();
    let stem = name.split_once(".y").map_or(name.as_str(), |(stem, _)| stem);
    let is_yaml = page.is_in(&[Yaml, Template]);
    let is_named = stem.split(['-', '.', '_']).any(|word| word == "values" || word == "helmfile");
    let is_in_folder = page
        .path()
        .split('/')
        .rev()
        .skip(1)
        .any(|folder| folder == "values" || folder == "helm-values");
    is_yaml && (is_named || is_in_folder)
}
