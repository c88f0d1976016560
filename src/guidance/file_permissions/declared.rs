//! Modes that a line or a block declares for a file by itself: lines of systemd's tmpfiles, entries of RPM packages,
//! secrets and files of Nix.
//!
//! Contract: what a store of secrets puts in place counts by the name of the secret, all else by the path.

use super::Loose;
use super::grant::{self, Grant};
use super::target::Targets;
use crate::guidance::owner::{is_nobodys, is_vendors};
use crate::guidance::pattern::{Pattern, pattern};
use crate::guidance::{Page, brackets, code};
use crate::model::vendor;

pub(super) fn loose(page: &Page<'_>, targets: &Targets<'_>) -> Vec<Loose> {
    let mut found = of_lines(page, targets);
    if page.has_extension(&["nix"]) {
        found.extend(of_nix(page, targets));
    }
    found.retain(|loose| code::is_code(page, loose.mark.start));
    found
}

/// `f /etc/banqup.env 0644 root root -`, in a file of tmpfiles or a list of such lines, and `%attr(0644, root, root)`.
fn of_lines(page: &Page<'_>, targets: &Targets<'_>) -> Vec<Loose> {
    static ENTRY: Pattern = pattern!(
        r#"(?m)(?:^|["'])[ \t]*[fFwzZC][-+!=~^$]{0,3}[ \t]+(?<path>/[^\s"']{1,200})[ \t]+[:~]{0,2}(?<mode>[0-7]{3,4})(?:\s|["']|$)"#;
        "/"
    );
    static ATTRIBUTES: Pattern = pattern!(
        r"%attr\([ \t]*(?<mode>[0-7]{3,4})[ \t]*,[^)\n]{0,80}\)[^\n/]{0,80}(?<path>/[^\s]{1,200})";
        "%attr("
    );
    let path = page.path();
    let is_of_tmpfiles = path.contains("tmpfiles") || page.may_hold("tmpfiles");
    let entries = is_of_tmpfiles.then(|| ENTRY.captures_iter(page)).into_iter().flatten();
    entries
        .chain(ATTRIBUTES.captures_iter(page))
        .filter_map(|found| {
            let (path, mode) = (found.name("path")?, found.name("mode")?);
            let grant = Grant::of(grant::octal(mode.as_str())?)?;
            let is = targets.is_path(path.as_str(), grant.is_of_folder());
            is.then_some(Loose { mark: mode.span(), grant })
        })
        .collect()
}

/// `age.secrets.banqup = { mode = "0444"; }`, the same of sops, and `environment.etc."banqup.env" = { … }`.
fn of_nix(page: &Page<'_>, targets: &Targets<'_>) -> Vec<Loose> {
    static SET: Pattern = pattern!(
        r#"(?<name>[A-Za-z_][\w'-]*|"[^"\n]{1,200}")[ \t]*(?:=\s*(?<open>\{)|\.mode\s*=\s*"(?<mode>[0-7]{3,4})")"#;
        "="
    );
    static MODE: Pattern = pattern!(r#"\bmode\s*=\s*"(?<mode>[0-7]{3,4})""#; "mode");
    let text = page.text();
    let is_of_store = page.may_hold("age") || page.may_hold("sops");
    SET.captures_iter(page)
        .filter_map(|set| {
            let name = set.name("name")?;
            let bare = name.as_str().trim_matches('"');
            let mode = match set.name("open") {
                // What only groups others says no mode of its own.
                Some(open) => {
                    let inside = brackets::inside(text, open.start());
                    let own = page.slice(inside).split(['{', '}']).next().unwrap_or_default();
                    MODE.captures(own)?.name("mode")?.span_from(inside.start)
                }
                None => set.name("mode")?.span(),
            };
            let grant = Grant::of(grant::octal(page.slice(mode))?)?;
            let is_kept = || {
                text[..name.start()].ends_with("secrets.")
                    || brackets::key_around(text, name.start()) == Some("secrets")
            };
            let is = is_of_store && is_ours(page, bare) && is_kept()
                || targets.is_path(bare, grant.is_of_folder());
            is.then_some(Loose { mark: mode, grant })
        })
        .collect()
}

/// Whether a name in a store of secrets is that of one of the vendor's.
fn is_ours(page: &Page<'_>, name: &str) -> bool {
    is_vendors(name) || vendor::names(page.path()) && is_nobodys(name)
}
