//! Arguments of a program that stand beside their flag: `--client-secret VALUE`, `["--client-secret", "VALUE"]`.
//!
//! Contract: a flag and its value with an equals sign between them are an assignment, and not looked at here.

use super::name::Kind;
use super::owner::{self, Scope};
use super::pattern::{Pattern, pattern};
use super::written::is_written;
use crate::model::Span;

/// A secret as an argument.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Argument {
    /// The flag's name, without hyphens.
    pub(super) name: Span,
    /// Its value.
    pub(super) value: Span,
    /// What it is.
    pub(super) kind: Kind,
}

/// The secrets of Banqup's that are written as arguments within a part of a text, in order.
pub(super) fn arguments(
    text: &str,
    part: Span,
    scope: Scope,
) -> impl Iterator<Item = Argument> + '_ {
    static FLAG: Pattern = pattern!(
        r#"(?:^|[\s"'\[,(])--?(?<name>[A-Za-z][A-Za-z0-9_-]{2,60})(?:["'][ \t]*,?\s*(?:-[ \t]+)?["']?|[ \t]+["']?|\s*\n\s*-[ \t]+["']?)(?<value>[A-Za-z0-9+/_.~-]{8,400}={0,2})(?:["'\s,\]\\]|$)"#;
        "-"
    );
    FLAG.captures_iter(&text[part.start..part.end]).filter_map(move |found| {
        let (name, value) = (found.name("name")?, found.name("value")?);
        let kind = owner::secret(name.as_str(), scope)?;
        let is_value = is_written(value.as_str()) && !value.as_str().starts_with('-');
        is_value.then(|| Argument {
            name: name.span_from(part.start),
            value: value.span_from(part.start),
            kind,
        })
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn arguments_stand_beside_their_flags() {
        let of = |text: &str| {
            let part = Span { start: 0, end: text.len() };
            let all = arguments(text, part, Scope::Page);
            all.map(|one| text[one.value.start..one.value.end].to_owned()).collect::<Vec<_>>()
        };
        let value = "kP9wqZ2LmVt7kP9wqZ2LmVt7";
        for text in [
            "sync --client-secret kP9wqZ2LmVt7kP9wqZ2LmVt7 -v",
            "[\"sync\", \"--client-secret\", \"kP9wqZ2LmVt7kP9wqZ2LmVt7\"]",
            "- --client-secret\n- kP9wqZ2LmVt7kP9wqZ2LmVt7\n",
            "['--client-secret', 'kP9wqZ2LmVt7kP9wqZ2LmVt7']",
        ] {
            assert_eq!(of(text), [value], "{text}");
        }
        for text in [
            "sync --client-secret $SECRET",
            "sync --client-secret-file kP9wqZ2LmVt7kP9wqZ2LmVt7",
            "[\"--client-secret\", \"$(SECRET)\"]",
            "--client-secret --verbose",
            "--name kP9wqZ2LmVt7kP9wqZ2LmVt7",
        ] {
            assert_eq!(of(text), [""; 0], "{text}");
        }
    }
}
