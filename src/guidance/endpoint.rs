//! What the address of a token endpoint looks like, in every generation of the API, and what code calls it.

use super::pattern::{Pattern, holds, pattern};

/// The end of such an address, as part of an expression.
pub(super) const PATTERN: &str =
    r"(?i:\bgettoken\b|/accesstoken\b|openid-connect/token\b|/oauth2?/token\b|/client_credential/)";

/// Words of which each match of [`PATTERN`] holds one.
pub(super) const NEEDS: &[&str] =
    &["gettoken", "/accesstoken", "openid-connect/token", "/oauth", "/client_credential/"];

/// Words of such an address, or of a name for one, wherever they stand in what calls it: `getTokenAsync(`, `TOKEN_URL`.
pub(super) const WORDS: &[&str] = &[
    "gettoken", "/accesstoken", "tokenurl", "tokenuri", "tokenendpoint", "token_url", "token_uri",
    "token_endpoint", "openid-connect/token", "oauth/token", "oauth2/token",
];

/// Whether a text holds the address of a token endpoint.
pub(super) fn names_token(text: &str) -> bool {
    static ADDRESS: Pattern = pattern!(PATTERN; NEEDS);
    ADDRESS.is_match(text)
}

/// Whether a text calls a token endpoint, by its address or by a name for it.
pub(super) fn is_called_in(text: &str) -> bool {
    WORDS.iter().any(|word| holds(text, word))
}

/// Whether the address in a command of a shell is that of a token endpoint, as far as it is written there:
/// `"$BANQUP/token"`.
pub(super) fn is_asked_in(command: &str) -> bool {
    let is_address = |word: &str| {
        let end = word.find("/token").map(|at| at + "/token".len());
        let is_whole = |end: usize| {
            !word[end..].starts_with(|c: char| c.is_ascii_alphanumeric() || "-_./".contains(c))
        };
        word.contains(['$', ':', '{']) && end.is_some_and(is_whole)
    };
    is_called_in(command)
        || holds(command, "client_credential/")
        || command.split_ascii_whitespace().any(is_address)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_generation_has_its_endpoint() {
        for path in [
            "/oauth2/client_credential/gettoken",
            "/oauth2/client_credential/accesstoken",
            "/auth/realms/upg-dev-portal/protocol/openid-connect/token",
            "/oauth2/token?x=1",
            "/oauth/accessToken",
        ] {
            let address = format!("https://api.btx.eu.banqup.com{path}");
            assert!(names_token(&address) && is_called_in(&address), "{path}");
        }
        for text in ["/v1/tokens", "accesstoken", "/oauth2/activate_redirect", "forgettoken"] {
            assert!(!names_token(text), "{text}");
        }
        assert!(is_called_in("getTokenAsync(") && is_called_in("$TOKEN_URL"));
    }
}
