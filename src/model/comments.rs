//! How a file's format writes comments, as far as its name says.
//!
//! Contract: the one table of it, so that what is advised and what is judged agree.

/// How a file writes comments.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Comments {
    /// Between these, of which the second is empty where the line ends a comment.
    Between(&'static str, &'static str),
    /// Between `<!--` and `-->` alone: whatever else stands there is text.
    Marked,
    /// Not at all.
    Never,
    /// In some way that is not known.
    Somehow,
}

impl Comments {
    /// Those of a file with this name or path.
    pub fn of(path: &str) -> Self {
        let name = path.rsplit('/').next().unwrap_or(path).to_ascii_lowercase();
        let ending = name.rsplit_once('.').map_or("", |(_, ending)| ending);
        let is_shell_like = name.starts_with(".env")
            || ["dockerfile", "makefile", ".gitignore", ".npmrc"].contains(&name.as_str());
        match ending {
            _ if is_shell_like => Self::Between("#", ""),
            "env" | "py" | "sh" | "bash" | "zsh" | "rb" | "yml" | "yaml" | "toml" | "pl" | "r"
            | "ps1" | "tf" | "tfvars" | "properties" | "conf" | "cfg" | "ex" | "exs" | "nix"
            | "jl" => Self::Between("#", ""),
            "js" | "mjs" | "cjs" | "ts" | "tsx" | "jsx" | "java" | "kt" | "kts" | "go" | "rs"
            | "c" | "h" | "cc" | "cpp" | "hpp" | "cs" | "php" | "swift" | "scala" | "dart"
            | "groovy" | "gradle" | "proto" | "jsonc" | "scss" => Self::Between("//", ""),
            "html" | "htm" | "xml" | "md" | "markdown" | "mdx" | "svg" | "xhtml" => Self::Marked,
            "vue" | "config" | "csproj" | "plist" => Self::Between("<!--", "-->"),
            "css" => Self::Between("/*", "*/"),
            "sql" | "lua" | "hs" | "elm" => Self::Between("--", ""),
            "ini" | "lisp" | "clj" | "el" => Self::Between(";", ""),
            "bat" | "cmd" => Self::Between("REM", ""),
            "tex" | "erl" => Self::Between("%", ""),
            "txt" | "text" | "log" | "json" | "jsonl" | "ndjson" | "sarif" | "ipynb" | "csv"
            | "tsv" | "rst" | "adoc" | "asciidoc" => Self::Never,
            _ if name == "jenkinsfile" => Self::Between("//", ""),
            _ => Self::Somehow,
        }
    }

    /// These words as a comment; `None` where none can be written, or nobody knows how.
    pub fn written(self, words: &str) -> Option<String> {
        match self {
            Self::Between(open, "") => Some(format!("{open} {words}")),
            Self::Between(open, close) => Some(format!("{open} {words} {close}")),
            Self::Marked => Some(format!("<!-- {words} -->")),
            Self::Never | Self::Somehow => None,
        }
    }

    /// Whether what follows this part of a line may stand in a comment.
    pub fn may_follow(self, line: &str) -> bool {
        match self {
            Self::Between(..) | Self::Somehow => true,
            Self::Marked => line.trim_end().ends_with("<!--"),
            Self::Never => false,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_file_takes_the_comments_of_its_language() {
        let of = |path: &str| Comments::of(path).written("WORDS");
        assert_eq!(of("a/b/settings.py").as_deref(), Some("# WORDS"));
        assert_eq!(of(".env.production").as_deref(), Some("# WORDS"));
        assert_eq!(of("deploy/Dockerfile").as_deref(), Some("# WORDS"));
        assert_eq!(of("Jenkinsfile").as_deref(), Some("// WORDS"));
        assert_eq!(of("src/App.TSX").as_deref(), Some("// WORDS"));
        assert_eq!(of("web.config").as_deref(), Some("<!-- WORDS -->"));
        assert_eq!(of("README.markdown").as_deref(), Some("<!-- WORDS -->"));
        assert_eq!(of("run.cmd").as_deref(), Some("REM WORDS"));
        for path in ["a.json", "a.ipynb", "notes", "a.har", "key.pem"] {
            assert_eq!(of(path), None, "{path}");
        }
    }
}
