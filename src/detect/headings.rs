//! Headings in comments above a group of settings: `# --- Azure AD ---`.
//!
//! Contract: a comment is a heading if it says a name and what settings are called, and nothing else. A sentence that
//! names a party, such as "move this to Azure", is none.

use super::around::tail;
use super::parties::is_named_in;
use crate::model::{Span, is_anyones, vendor};
use crate::rule::KeyClass;

/// How far above a value its heading may stand, in bytes.
const REACH: usize = 800;

/// No name in a heading is longer, in bytes: letters in the middle of a value name nobody.
const LONGEST: usize = 20;

/// What else a heading says besides a name, in small letters.
#[rustfmt::skip]
const WORDS: [&str; 27] = [
    "apis", "creds", "keys", "secrets", "setting", "settings", "configuration", "oidc", "sso", "saml",
    "login", "account", "sdk", "the", "for", "of", "and", "ad", "id", "active", "directory",
    "connector", "online", "bank", "accounting", "provider", "payments",
];

/// Whether the nearest heading above the value at `span`, in its own paragraph, names another party.
pub(super) fn is_of_other(text: &str, span: Span, key: KeyClass) -> bool {
    let before = tail(text, span.start, REACH);
    let mut lines = before.rsplit('\n').map(str::trim).skip(1);
    let comment = lines.by_ref().take_while(|line| !line.is_empty()).find_map(comment);
    comment.is_some_and(|comment| {
        !vendor::names_in_short(comment)
            && is_named_in(comment, key)
            && names(comment).all(|name| name.len() <= LONGEST && is_named_in(name, key))
    })
}

/// What a comment says.
fn comment(line: &str) -> Option<&str> {
    let starts = ["#", "//", ";", "--", "/*", "<!--", "rem ", "*"];
    let rest = starts.iter().find_map(|start| line.strip_prefix(start));
    // An apostrophe starts a remark in Visual Basic, and a quoted key in most other languages.
    let rest = rest.or_else(|| line.strip_prefix('\'').filter(|rest| !rest.contains('\'')))?;
    rest.contains(|c: char| c.is_ascii_alphabetic()).then_some(rest)
}

/// The words of a heading that are none of those that any heading has.
fn names(comment: &str) -> impl Iterator<Item = &str> {
    let words = comment.split(|c: char| !c.is_alphanumeric());
    words.filter(|word| {
        let known = is_anyones(word) || WORDS.iter().any(|known| known.eq_ignore_ascii_case(word));
        !word.is_empty() && !known && !word.bytes().all(|byte| byte.is_ascii_digit())
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn is(text: &str) -> bool {
        let start = text.find('§').expect("the sign marks the value");
        is_of_other(text, Span { start, end: start + '§'.len_utf8() }, KeyClass::ClientId)
    }

    #[test]
    fn a_heading_names_whose_settings_follow() {
        for text in [
            "# --- Azure AD ---\nCLIENT_ID=§",
            "BANQUP_URL=x\n\n# Ponto (sandbox)\nURL=x\nCLIENT_ID=§",
            "// Google OAuth2 credentials\nconst clientId = '§'",
            "' Azure AD\nConst CLIENT_ID = \"§\"",
        ] {
            assert!(is(text), "{text}");
        }
        for text in [
            "# TODO: move to Azure Key Vault\nCLIENT_ID=§",
            "# Azure AD\n\nCLIENT_ID=§",
            "# Azure\n# Banqup\nCLIENT_ID=§",
            "# Banqup by way of Azure\nCLIENT_ID=§",
            "# Credentials\nCLIENT_ID=§",
            "CLIENT_ID=§",
            "'client_id': 'kR7tW2BC4zLpXv8bN5cY1dF',\n'client_secret': '§'",
            "# client_id: kR7tW2BC4zLpXv8bN5cY1dF\nclient_secret: §",
            "' CLIENT_ID\nCLIENT_ID = §",
        ] {
            assert!(!is(text), "{text}");
        }
    }
}
