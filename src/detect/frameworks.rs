//! Names that many give to the secret of an API, and frameworks to the key with which they sign sessions: `SECRET_KEY`,
//! `APP_SECRET`.
//!
//! Contract: what stands around such a name tells which of the two it is: other settings of a framework, the id that
//! goes with the secret of an API, or the vendor's name.

use std::sync::LazyLock;

use regex::bytes::{Captures, Regex};

use super::around::{built, head, tail};
use crate::model::{Span, vendor};

/// How far before and after a value its neighbours are looked at, in bytes.
const BEFORE: usize = 320;
const AFTER: usize = 200;

/// How far before a value its name may start, in bytes.
const NAME: usize = 64;

/// How far behind a secret its id may stand, in bytes.
const ID_BEHIND: usize = 120;

/// Signs of a framework.
static FRAMEWORK: LazyLock<Regex> = LazyLock::new(|| {
    built(
        r"(?i)\bapp\.(?:config\W{1,3})?$|\b(?:django|flask|symfony|sqlalchemy|installed_apps|allowed_hosts|app_env|app_debug|(?-i:APP_KEY)|fernet_key|security\x20warning|mailer_dsn|messenger_transport|trusted_proxies|session_cookie)|\bdebug\s*=|\b(?:jwt|csrf|session|cookie|hmac)_",
    )
});

/// What goes with the secret of an API.
static ID: LazyLock<Regex> =
    LazyLock::new(|| built("(?i)(?:client|app|api|key|access|consumer|user)[_-]?id"));

/// Such a name, given the value at the end of a text as a setting is: at the start of a line.
static SETTING: LazyLock<Regex> = LazyLock::new(|| {
    built(
        r#"(?m)^[ \t]*(?:export[ \t]+|-[ \t]+)?["']?(?:SECRET_?KEY|APP_?SECRET)[ \t]*[:=][ \t]*[rb]?["'`]?$"#,
    )
});

/// Whether the telling phrase of a value, which starts at `start`, is a framework's here: it says so, or what stands
/// above it does.
pub(super) fn is_told_above(before: &str, found: &Captures<'_>, start: usize) -> bool {
    let above = &before.as_bytes()[..start];
    found.name("framework").is_some() && FRAMEWORK.is_match(above) && !ID.is_match(above)
}

/// A call that signs what it hands out, with its key at the end of a text: `session({ secret: '`, `cookieParser('`.
static SIGNED: LazyLock<Regex> = LazyLock::new(|| {
    built(
        r#"(?i)(?:\b|[._a-z])(?:session|cookie_?session|express_?jwt|jwt|next_?auth|better_?auth|iron_?session|csrf|csurf|cookie_?parser)\s*\(\s*(?:\{[^{}()\x00]*)?["'`]?$"#,
    )
});

/// A credential of the vendor's, by its name, that is read from elsewhere.
static READ: LazyLock<Regex> = LazyLock::new(|| {
    built(&[
        vendor::PATTERN,
        r#"(?i)(?:(?:[_.-]|(?-i:[A-Z]))[a-z0-9_.-]{0,32})?(?:secret|id|key|token)["'\]]{0,2}\s*(?:=>|[:=])\s*["']?(?:\$|os\.|process\.|getenv|env[(.]|config\(|\{\{|<%|secrets\.|var\.)"#,
    ].concat())
});

/// Whether the value at `span` is a setting of a framework by which people log in to the program itself; what the
/// program logs in with elsewhere has another prefix, `quarkus.oidc-client`.
pub(super) fn lets_people_in(text: &str, span: Span) -> bool {
    const PREFIX: &str = "quarkus.oidc.";
    let before = tail(text, span.start, BEFORE);
    let line = before.rfind(['\n', '\r']).map_or(0, |end| end + 1);
    before[line..].to_ascii_lowercase().contains(PREFIX)
}

/// Whether the value at `span` is given to a call that signs with it, or to such a name as a setting of the program
/// itself.
pub(super) fn signs_sessions(text: &str, span: Span) -> bool {
    if is_given_to_signer(text, span) {
        return true;
    }
    let name = tail(text, span.start, NAME).to_ascii_lowercase();
    if !["secretkey", "secret_key", "appsecret", "app_secret"].iter().any(|own| name.contains(own))
    {
        return false;
    }
    let before = tail(text, span.start, BEFORE);
    let Some(setting) = SETTING.find(before.as_bytes()) else { return false };
    let above = &before[..setting.start()];
    let after = head(text, span.end, AFTER);
    let has_id =
        ID.is_match(above.as_bytes()) || ID.is_match(head(text, span.end, ID_BEHIND).as_bytes());
    // Who reads the vendor's from elsewhere keeps no other one here.
    let reads = |text: &str| READ.is_match(text.as_bytes());
    if reads(above) || reads(after) {
        return true;
    }
    let is_told = || FRAMEWORK.is_match(above.as_bytes()) || FRAMEWORK.is_match(after.as_bytes());
    let is_ours = || {
        vendor::names_in_short(above.rsplit("\n\n").next().unwrap_or(above))
            || vendor::names_in_short(after.split("\n\n").next().unwrap_or(after))
    };
    !has_id && (is_told() || !is_ours())
}

fn is_given_to_signer(text: &str, span: Span) -> bool {
    const WORDS: [&str; 5] = ["session", "cookie", "jwt", "auth", "cs"];
    let before = tail(text, span.start, BEFORE);
    let Some(open) = before.rfind('(') else { return false };
    let call = tail(before, open, NAME).to_ascii_lowercase();
    WORDS.iter().any(|word| call.contains(word)) && SIGNED.is_match(before.as_bytes())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn is(text: &str) -> bool {
        let start = text.find('§').expect("the sign marks the value");
        signs_sessions(text, Span { start, end: start + '§'.len_utf8() })
    }

    #[test]
    fn a_setting_without_an_id_or_the_vendor_is_a_frameworks() {
        for text in [
            "SECRET_KEY = '§'\n",
            "# calls Banqup\n\nAPP_SECRET=§\n",
            "# https://api.btx.eu.banqup.com\nSECRET_KEY = \"§\"\nCSRF_SECRET = \"x\"\n",
            "APP_SECRET=§\nJWT_PASSPHRASE=x\n",
            "export SECRET_KEY=§\nDEBUG=1",
            "SECRET_KEY = '§'\nBANQUP_CLIENT_ID = os.environ['BANQUP_CLIENT_ID']\n",
            "      BANQUP_CLIENT_SECRET: ${BANQUP_CLIENT_SECRET}\n      SECRET_KEY: §\n",
            "app.use(session({ resave: false, secret: '§' }))",
            "NextAuth({ secret: \"§\" })",
            "app.use(cookieParser('§'))",
        ] {
            assert!(is(text), "{text}");
        }
        for text in [
            "# Banqup\nSECRET_KEY=§\n",
            "BANQUP_URL=x\nSECRET_KEY=§\n",
            "SECRET_KEY=§\nBQ_URL=x\n",
            "CLIENT_ID=x\nSECRET_KEY=§\nDEBUG=1",
            "APP_SECRET=§\nAPP_ID=x\n",
            "new Api({secretKey: '§'})",
            "STRIPE_SECRET_KEY=§",
            "login({ secret: '§' })",
            "banqupSession(a, { secret: '§' })",
        ] {
            assert!(!is(text), "{text}");
        }
    }
}
