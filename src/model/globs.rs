//! Patterns for paths, as ignore files write them.

use ignore::gitignore::{Gitignore, GitignoreBuilder};

use super::RepoPath;

/// A list of patterns with the meaning that git gives them in an ignore file: `docs/`, `*.md`, `/src/**/fixtures`,
/// `!keep.md`.
#[derive(Debug, Clone)]
pub struct Globs {
    /// What the patterns are relative to; empty for the root.
    folder: RepoPath,
    matcher: Gitignore,
}

impl Globs {
    /// Patterns below `folder`.
    ///
    /// # Errors
    ///
    /// The index of the first pattern that is faulty, with what is wrong about it.
    pub fn new(folder: RepoPath, patterns: &[String]) -> Result<Self, (usize, String)> {
        let mut builder = GitignoreBuilder::new("");
        builder.allow_unclosed_class(false);
        for (index, pattern) in patterns.iter().enumerate() {
            if pattern.trim().is_empty() {
                return Err((index, "it is empty".to_owned()));
            }
            builder.add_line(None, pattern).map_err(|error| (index, error.to_string()))?;
        }
        let matcher = builder.build().map_err(|error| (0, error.to_string()))?;
        Ok(Self { folder, matcher })
    }

    /// Whether a pattern covers the path, or a folder above it.
    pub fn cover(&self, path: &RepoPath) -> bool {
        let Some(below) = self.below_folder(path.as_bytes()) else { return false };
        let text = String::from_utf8_lossy(below);
        let relative = text.trim_start_matches('/');
        !relative.is_empty()
            && self.matcher.matched_path_or_any_parents(relative, false).is_ignore()
    }

    fn below_folder<'p>(&self, path: &'p [u8]) -> Option<&'p [u8]> {
        if self.folder.as_bytes().is_empty() {
            return Some(path);
        }
        path.strip_prefix(self.folder.as_bytes())?.strip_prefix(b"/")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn cover(folder: &str, patterns: &[&str], path: &str) -> bool {
        let patterns: Vec<String> = patterns.iter().map(|&pattern| pattern.to_owned()).collect();
        Globs::new(RepoPath::from(folder), &patterns)
            .expect("the patterns are right")
            .cover(&RepoPath::from(path))
    }

    #[test]
    fn patterns_mean_what_ignore_files_mean() {
        for (patterns, path) in [
            (vec!["docs/"], "docs/a/b.md"),
            (vec!["*.md"], "a/b.md"),
            (vec!["/src/**/fixtures"], "src/a/b/fixtures/x.env"),
            (vec!["a b.env"], "a b.env"),
        ] {
            assert!(cover("", &patterns, path), "{patterns:?} {path}");
        }
        for (patterns, path) in [
            (vec!["docs/"], "docs"),
            (vec!["/a.md"], "b/a.md"),
            (vec!["*.md", "!keep.md"], "keep.md"),
            (vec!["*"], ""),
        ] {
            assert!(!cover("", &patterns, path), "{patterns:?} {path}");
        }
        assert!(cover("sub", &["/a.md"], "sub/a.md"));
        assert!(!cover("sub", &["a.md"], "a.md"));
        assert!(!cover("sub", &["a.md"], "subway/a.md"));
    }

    #[test]
    fn a_faulty_pattern_is_named() {
        let patterns = ["fine".to_owned(), "a[".to_owned()];
        assert_eq!(Globs::new(RepoPath::default(), &patterns).expect_err("a[ is open").0, 1);
    }
}
