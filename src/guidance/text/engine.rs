//! The two engines of one expression: one that is built fast, and one that reads fast.
//!
//! Contract: both find the same. A hook reads a page or two, and for those it takes longer to look for the literals that
//! an expression starts with, ends with or holds than to search without them; a run over many pages gets that time back.
//! So the first bytes are searched by the plain engine, and once [`ENOUGH`] were, the other is built. Expressions know
//! bytes and no Unicode.

use std::sync::OnceLock;
use std::sync::atomic::{AtomicUsize, Ordering};

use regex_automata::meta::{Config, Regex};
use regex_automata::util::syntax;

/// The bytes that the plain engine searches before building the fast one is worth it.
const ENOUGH: usize = 64 << 10;

/// An expression that is built when it is asked for.
#[derive(Debug)]
pub(in crate::guidance) struct Engine {
    /// What the expression is when they are joined.
    parts: &'static [&'static str],
    plain: OnceLock<Regex>,
    fast: OnceLock<Regex>,
    /// The bytes that the plain engine was asked for.
    searched: AtomicUsize,
}

impl Engine {
    pub(in crate::guidance) const fn new(parts: &'static [&'static str]) -> Self {
        Self { parts, plain: OnceLock::new(), fast: OnceLock::new(), searched: AtomicUsize::new(0) }
    }

    /// The expression.
    pub(in crate::guidance) fn expression(&self) -> String {
        self.parts.concat()
    }

    /// Whether a search needs nothing to be built first.
    pub(in crate::guidance) fn is_built(&self) -> bool {
        self.plain.get().is_some() || self.fast.get().is_some()
    }

    /// What searches a text of so many bytes.
    pub(in crate::guidance) fn reading(&self, bytes: usize) -> &Regex {
        if let Some(fast) = self.fast.get() {
            return fast;
        }
        // Threads may count at once: then one more page is searched by either engine, and finds the same.
        let before = self.searched.fetch_add(bytes, Ordering::Relaxed);
        if before.saturating_add(bytes) > ENOUGH { self.fast() } else { self.plain() }
    }

    fn plain(&self) -> &Regex {
        self.plain.get_or_init(|| self.built(Config::new().auto_prefilter(false).onepass(false)))
    }

    fn fast(&self) -> &Regex {
        self.fast.get_or_init(|| self.built(Config::new()))
    }

    fn built(&self, config: Config) -> Regex {
        Regex::builder()
            .configure(config.utf8_empty(false))
            .syntax(syntax::Config::new().unicode(false).utf8(false))
            .build(&self.expression())
            .expect("every pattern is fixed, and tests build them all")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_fast_engine_comes_once_enough_was_searched() {
        let engine = Engine::new(&["verify", "=0"]);
        assert!(!engine.is_built());
        let finds = |bytes| engine.reading(bytes).find("a verify=0").map(|found| found.range());
        assert_eq!(finds(ENOUGH), Some(2..10));
        assert!(engine.is_built() && engine.fast.get().is_none());
        assert_eq!(finds(1), Some(2..10));
        assert!(engine.fast.get().is_some());
    }
}
