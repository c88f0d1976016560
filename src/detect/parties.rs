//! Names of other parties and services, whose credentials are not the vendor's.
//!
//! Contract: a party is told by a word of the name that a value has, or by the word right before it, and never by
//! letters in the middle of another.

use std::sync::LazyLock;

use aho_corasick::AhoCorasick;

use crate::model::Span;
use crate::rule::KeyClass;

/// Parties that have clients of their own. Keycloak is none: the vendor's identity server is one.
#[rustfmt::skip]
const PARTIES: [&str; 122] = [
    "azure", "aad", "entra", "msal", "microsoft", "google", "gcp", "firebase", "github", "gitlab", "bitbucket", "facebook", "amazon", "aws",
    "cognito", "twitter", "linkedin", "slack", "discord", "okta", "auth0", "paypal", "stripe", "mollie", "adyen", "shopify",
    "salesforce", "hubspot", "dropbox", "spotify", "zoom", "twilio", "sendgrid", "mailchimp", "xero", "quickbooks", "exactonline", "odoo",
    "teamleader", "sentry", "datadog", "docusign", "atlassian", "jira", "twitch", "reddit", "strava", "fitbit", "zitadel", "onelogin",
    "supabase", "ponto", "myponto", "ibanity", "codabox", "storecove", "visma", "twinfield", "afas", "billit", "silverfin", "netsuite",
    "klarna", "akeneo", "shopware", "bpost", "sharepoint", "powerbi", "dynamics365", "d365", "m365", "o365", "onedrive", "outlook", "msteams",
    "openai", "anthropic", "snowflake", "databricks", "plaid", "tink", "gocardless", "sumup", "woocommerce", "magento", "pagero",
    "worldline", "multisafepay", "buckaroo", "sendcloud", "cloudflare", "telegram",
    "passport", "groq", "deepl", "posthog", "mistral", "vercel", "netlify", "heroku", "digitalocean", "zendesk", "intercom", "pipedrive",
    "airtable", "mapbox", "pusher", "zapier", "mandrill", "postmark", "messagebird", "vonage", "revolut", "truelayer", "moneybird",
    "snelstart", "lightspeed", "tradeshift", "basware", "avalara", "chargebee", "braintree",
];

/// Those whose names are short enough to stand in other words.
#[rustfmt::skip]
const SHORT_PARTIES: [&str; 18] = [
    "exact", "isabel", "sap", "dhl", "ms", "msgraph", "graph", "arm", "b2c", "bc", "qb", "qbo", "teams", "dynamics", "yuki", "octopus", "nordigen",
    "ups",
];

/// Services that a program talks to with a password or a secret, and no client of anyone.
#[rustfmt::skip]
const SERVICES: [&str; 36] = [
    "admin", "root", "mailgun", "postgres", "pg", "mysql", "mariadb", "mssql", "mongo", "redis", "database", "db", "rabbitmq", "amqp", "kafka", "elastic", "ldap", "smtp",
    "mail", "imap", "ftp", "sftp", "minio", "s3", "recaptcha", "turnstile", "keystore", "truststore", "algolia", "grafana",
    "session", "cookie", "jwt", "csrf", "datasource", "jdbc",
];

/// How much of a name may stand between the party's and the phrase that tells, in bytes.
const REST: usize = 24;

/// How far before the password in an address its scheme is looked for, in bytes.
const LOGIN: usize = 64;

/// How long the settings before the password of a connection may be, in bytes.
const CONNECTION: usize = 240;

static NAMES: LazyLock<AhoCorasick> = LazyLock::new(|| {
    AhoCorasick::builder()
        .ascii_case_insensitive(true)
        .build(PARTIES.iter().chain(&SHORT_PARTIES).chain(&SERVICES))
        .expect("a few short words fit every limit")
});

/// Whether a text ends in a name with another party's in it, or right after one; a service counts for what is only
/// called a secret.
pub(super) fn names_other_party(text: &str, key: KeyClass) -> bool {
    let name = name_before(text);
    let rest = name.len();
    // A client's or an app's own secret is no password of a service: `client.admin.secret`.
    let is_clients =
        ["client", "consumer", "portal", "app_"].iter().any(|owner| holds(name, owner));
    NAMES
        .find_overlapping_iter(text)
        .any(|party| party.end() + rest >= text.len() && is_word(text, &party, key, is_clients))
}

/// Whether another party's name, or for what is only called a secret a service's, is a word of a text.
pub(super) fn is_named_in(text: &str, key: KeyClass) -> bool {
    NAMES.find_overlapping_iter(text).any(|party| is_word(text, &party, key, false))
}

fn is_word(text: &str, party: &aho_corasick::Match, key: KeyClass, is_clients: bool) -> bool {
    let at = party.pattern().as_usize();
    let ends = || ends_word(text, party.end());
    starts_word(text, party.start())
        && match at.checked_sub(PARTIES.len()) {
            None => true,
            Some(short) if short < SHORT_PARTIES.len() => ends(),
            Some(_) => key == KeyClass::Secret && !is_clients && ends(),
        }
}

/// Whether the value at `span` is the password in the address of a service: `postgres://user:…@host`.
pub(super) fn is_login(text: &str, span: Span) -> bool {
    let is_part = |byte: &u8| byte.is_ascii_alphanumeric() || b"_.:/%+-".contains(byte);
    let before = &text.as_bytes()[..span.start];
    let length = before.iter().rev().take(LOGIN).take_while(|byte| is_part(byte)).count();
    let address = &text[span.start - length..span.start];
    let is_of_service = |(before, login): (&str, &str)| {
        let scheme = before.rsplit(|c: char| !c.is_ascii_alphanumeric()).next().unwrap_or(before);
        let calls =
            ["http", "https", "ws", "wss"].iter().any(|one| scheme.eq_ignore_ascii_case(one));
        !scheme.is_empty() && !calls && !login.contains('/')
    };
    is_in_connection_string(&text[..span.start])
        || text[span.end..].starts_with('@')
            && address.rsplit_once("://").is_some_and(is_of_service)
}

/// Whether a text ends where the password of a connection to a database stands: `Server=…;User Id=…;Password=`.
fn is_in_connection_string(before: &str) -> bool {
    const HOSTS: [&str; 5] =
        ["server=", "data source=", "host=", "datasource=", "accountendpoint="];
    let from = before.floor_char_boundary(before.len().saturating_sub(CONNECTION));
    let literal = before[from..].rsplit(['"', '\'', '\n']).next().unwrap_or_default();
    let Some((settings, name)) = literal.rsplit_once(';') else { return false };
    let name = name.trim().to_ascii_lowercase();
    let settings = settings.to_ascii_lowercase();
    ["password=", "pwd="].contains(&name.as_str())
        && HOSTS.iter().any(|host| settings.contains(host))
}

/// The part of a name at the end of a text.
pub(super) fn name_before(text: &str) -> &str {
    let is_part = |byte: &u8| byte.is_ascii_alphanumeric() || b"_.:/-".contains(byte);
    let length = text.bytes().rev().take(REST).take_while(is_part).count();
    &text[text.len() - length..]
}

/// Whether a name holds a word, in letters of any case.
fn holds(name: &str, word: &str) -> bool {
    name.as_bytes().windows(word.len()).any(|part| part.eq_ignore_ascii_case(word.as_bytes()))
}

/// Whether a word starts at `at`: `aws` is none in `draws`.
fn starts_word(text: &str, at: usize) -> bool {
    let bytes = text.as_bytes();
    let Some(before) = at.checked_sub(1).map(|at| bytes[at]) else { return true };
    !before.is_ascii_alphabetic() || (before.is_ascii_lowercase() && bytes[at].is_ascii_uppercase())
}

/// Whether a word ends at `at`: `db` is none in `dbase`.
fn ends_word(text: &str, at: usize) -> bool {
    let bytes = text.as_bytes();
    let Some(&next) = bytes.get(at) else { return true };
    !next.is_ascii_alphabetic() || (bytes[at - 1].is_ascii_lowercase() && next.is_ascii_uppercase())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_password_of_a_service_stands_in_its_address() {
        for (before, after, is) in [
            ("DATABASE_URL=postgres://user:", "@db:5432/x", true),
            ("amqps://", "@host", true),
            ("postgres://user:", "/x", false),
            ("https://id:", "@api.example.com", false),
            ("url:HTTPS://id:", "@api.example.com", false),
            ("git+https://id:", "@api.example.com", false),
            ("wss://id:", "@api.example.com", false),
            ("curl -u id:", "@x", false),
            ("s3://bucket/a:", "@x", false),
            ("\"Server=db;Database=x;User Id=sa;Password=", ";\"", true),
            ("\"Server=db\", \"a;Password=", ";\"", false),
            ("Password=", ";", false),
        ] {
            let text = format!("{before}value{after}");
            let span = Span { start: before.len(), end: before.len() + 5 };
            assert_eq!(is_login(&text, span), is, "{text}");
        }
    }

    #[test]
    fn a_party_is_a_word_of_the_name() {
        for (text, key, is) in [
            ("AZURE_", KeyClass::ClientSecret, true),
            ("azureAd", KeyClass::ClientId, true),
            ("myAws", KeyClass::ClientId, true),
            ("central_", KeyClass::ClientSecret, false),
            ("draws", KeyClass::ClientId, false),
            ("keycloak.", KeyClass::ClientSecret, false),
            ("POSTGRES_", KeyClass::Secret, true),
            ("S3_", KeyClass::Secret, true),
            ("dbRoot", KeyClass::Secret, true),
            ("dbase_", KeyClass::Secret, false),
            ("redis_", KeyClass::ClientSecret, false),
            ("client.admin.", KeyClass::Secret, false),
            ("client_db_", KeyClass::Secret, false),
            ("db = connect(", KeyClass::Secret, false),
        ] {
            assert_eq!(names_other_party(text, key), is, "{text}");
        }
    }
}
