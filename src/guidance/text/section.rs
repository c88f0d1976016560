//! The sections and blocks of a file of settings that a place stands in: `[ldap]`, `smtp:`.
//!
//! Contract: goes by headings in square brackets and by indentation, and looks no further than some pages up. Code has
//! brackets, which are read elsewhere.

use crate::guidance::language::Language::*;
use crate::guidance::{Page, owner};

/// How far above a place the head of its section may stand, in bytes.
const REACH: usize = 8192;

/// Whether the settings around a place are somebody's by name, and the vendor has a section of its own above or below.
pub(in crate::guidance) fn is_beside_vendors(page: &Page<'_>, at: usize) -> bool {
    let sections = || heads(page, at);
    sections().any(|head| !owner::is_nobodys(head))
        && !sections().any(owner::is_vendors)
        && page.has_vendors_section()
}

/// Whether a section of the page is called after the vendor. Reads the whole page, which remembers the answer.
pub(in crate::guidance) fn is_one_vendors(page: &Page<'_>) -> bool {
    let mut heads = page.lines().filter_map(|line| head(page.slice(line), page));
    heads.any(|(name, _)| owner::is_vendors(name))
}

/// The heads of the sections around a place, from the inside out.
pub(in crate::guidance) fn heads<'p>(
    page: &'p Page<'_>,
    at: usize,
) -> impl Iterator<Item = &'p str> {
    let text = page.text();
    let from = text.ceil_char_boundary(at.saturating_sub(REACH));
    let line = page.line(at);
    let mut depth = indent(page.slice(line));
    let above = text[from..line.start.max(from)].lines().rev();
    let mut is_over = false;
    above.filter(|line| !line.trim().is_empty() && !line.trim_start().starts_with('#')).filter_map(
        move |line| {
            let (name, is_section) = head(line, page)?;
            let counts = !is_over && (is_section || indent(line) < depth);
            is_over |= is_section;
            depth = depth.min(indent(line));
            counts.then_some(name)
        },
    )
}

/// What a line that opens a section or a block calls it, and whether it stands in square brackets.
fn head<'p>(line: &'p str, page: &Page<'_>) -> Option<(&'p str, bool)> {
    let line = line.trim();
    match line.strip_prefix('[') {
        Some(rest) => rest.strip_suffix(']').map(|name| (name.trim_matches(['[', ']', '"']), true)),
        None if page.is_in(&[Yaml]) => {
            let key = line.trim_start_matches("- ").strip_suffix(':')?;
            (!key.contains(' ')).then_some((key.trim_matches(['"', '\'']), false))
        }
        None => None,
    }
}

fn indent(line: &str) -> usize {
    line.len() - line.trim_start().len()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::guidance::page::Facts;

    #[track_caller]
    fn is(path: &str, text: &str) -> bool {
        let page = Page::new(path, text, Facts::default());
        is_beside_vendors(&page, text.find('§').expect("the sign marks the place"))
    }

    #[test]
    fn a_named_section_beside_the_vendors_is_somebody_elses() {
        assert!(is("a.ini", "[banqup]\nurl = x\n[ldap]\nverify = §\n"));
        assert!(is("a.toml", "[ldap.tls]\nverify = §\n[services.banqup]\nurl = 1\n"));
        assert!(is("a.yml", "banqup:\n  url: x\nprometheus:\n  tls:\n    verify: §\n"));
        assert!(!is("a.ini", "[ldap]\nurl = x\n[banqup]\nverify = §\n"));
        assert!(!is("a.ini", "[banqup]\nurl = x\n[production]\nverify = §\n"));
        assert!(!is("a.ini", "; Banqup\n[ldap]\nverify = §\n"));
        assert!(!is("a.yml", "apis:\n  banqup:\n    url: x\n    verify: §\nldap:\n  x: 1\n"));
        assert!(!is("a.yml", "banqup:\n  url: x\nverify: §\n"));
    }
}
