//! Names of variables, parameters and fields, with the types that they are declared with.
//!
//! Contract: goes by how the language of a page writes it: `name: Type`, `Type name`, and `name Type` in Go. Of a reference,
//! an option and what a framework gives settings in, the type inside counts.

use super::super::Page;
use crate::guidance::language::Language::*;
use crate::guidance::pattern::{Pattern, pattern};

/// Each name of a page with its type, in order.
pub(super) fn declarations<'p>(page: &Page<'p>) -> impl Iterator<Item = (&'p str, &'p str)> {
    static BEHIND: Pattern = pattern!(
        r"\b(?<name>[A-Za-z_]\w*)\??\s*:\s*[&*]?(?:'\w+\s+)?(?:mut\s+)?(?:(?:Optional\[|Option<)\s*)?(?:\w+(?:\.|::))*(?<type>[A-Z]\w*)\b"
    );
    static BEFORE: Pattern =
        pattern!(r"\b(?:IOptions\w*<)?(?<type>[A-Z]\w*)>?\??\s+(?<name>[A-Za-z_]\w*)\s*[,;)={]");
    static OF_GO: Pattern =
        pattern!(r"\b(?<name>[A-Za-z_]\w*)[ \t]+\*?(?:\w+\.)?(?<type>[A-Za-z_]\w*)\b");
    let declared = match page {
        _ if page.is_in(&[Java, CSharp, Groovy]) => &BEFORE,
        _ if page.is_in(&[Go]) => &OF_GO,
        _ => &BEHIND,
    };
    let all = declared
        .captures_iter(page)
        .filter_map(|found| Some((found.name("name")?.as_str(), found.name("type")?.as_str())));
    // The type itself is called so where it stands behind a word of the language.
    all.filter(|(name, _)| !["type", "func", "impl"].contains(name))
}
