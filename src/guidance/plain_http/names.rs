//! What the names stand for that a page binds to hosts.
//!
//! Contract: a name is looked up at the same price however many hosts the page binds, and however often to one name.

use rustc_hash::FxHashMap;

use crate::guidance::vendor_host::{Bound, Owner};

/// The names of a page.
#[derive(Debug)]
pub(super) struct Names<'a>(FxHashMap<&'a str, Name>);

/// What a page says of a name.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(super) struct Name {
    /// Whether it stands for a host of the vendor's without a scheme wherever it is bound: so it is bound first, and
    /// never to somebody else's.
    pub(super) is_always_vendors: bool,
    /// Whether the last host without a scheme that it is bound to is the vendor's.
    pub(super) is_vendor_host: bool,
    /// Whether it is bound to a host of somebody else's anywhere.
    pub(super) is_others: bool,
}

impl<'a> Names<'a> {
    /// Gathers what these bindings, in the order of the page, say of each name.
    pub(super) fn of(bound: &[Bound<'a>]) -> Self {
        let mut names: FxHashMap<&str, Name> = FxHashMap::default();
        for one in bound {
            let is_vendors = one.owner == Owner::Vendor;
            let first = Name { is_always_vendors: one.is_bare, ..Name::default() };
            let name = names.entry(one.name).or_insert(first);
            name.is_always_vendors &= is_vendors;
            name.is_others |= !is_vendors;
            if one.is_bare {
                name.is_vendor_host = is_vendors;
            }
        }
        Self(names)
    }

    /// What the page says of a name, if it binds it.
    pub(super) fn get(&self, name: &str) -> Option<Name> {
        self.0.get(name).copied()
    }

    /// Whether a name of which `test` is true is bound to a host of somebody else's.
    pub(super) fn any_others(&self, test: impl Fn(&str) -> bool) -> bool {
        self.0.iter().any(|(name, known)| known.is_others && test(name))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn bindings_of_one_name_are_taken_together() {
        let one = |name, owner, is_bare| Bound { name, owner, is_bare };
        let names = Names::of(&[
            one("a", Owner::Vendor, true),
            one("b", Owner::Vendor, false),
            one("c", Owner::Vendor, true),
            one("a", Owner::Vendor, false),
            one("b", Owner::Vendor, true),
            one("c", Owner::Other, true),
        ]);
        let known = |name| {
            let Name { is_always_vendors, is_vendor_host, is_others } = names.get(name)?;
            Some((is_always_vendors, is_vendor_host, is_others))
        };
        assert_eq!(known("a"), Some((true, true, false)));
        assert_eq!(known("b"), Some((false, true, false)));
        assert_eq!(known("c"), Some((false, false, true)));
        assert_eq!(known("d"), None);
        assert!(names.any_others(|name| name == "c") && !names.any_others(|name| name == "a"));
    }
}
