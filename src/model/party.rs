//! Names of other parties and services, whose credentials are not the vendor's.
//!
//! Contract: a party is told by a word of a text, and never by letters in the middle of another. What its kind means is
//! the affair of whoever asks.

use std::sync::LazyLock;

use aho_corasick::AhoCorasick;

/// What a name stands for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Party {
    /// Signs people in, or sends them back to where they came from, and has clients: `azure`, `stripe`.
    Login,
    /// Has clients of its own: `odoo`.
    Client,
    /// The same, with a name so short that it stands in other words: `exact`, `sap`.
    Short,
    /// What a program logs in to, and no client of anyone: `postgres`, `smtp`.
    Service,
    /// What a secret is for, whoever's it is: `admin`, `session`.
    Use,
}

/// A name that was met, and where it ends.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Named {
    /// What it stands for.
    pub party: Party,
    /// The offset of its end.
    pub end: usize,
}

/// The names. Keycloak is none: the vendor's identity server is one.
#[rustfmt::skip]
const NAMES: [(Party, &[&str]); 5] = [
    (Party::Login, &[
        "azure", "aad", "entra", "msal", "microsoft", "google", "github", "gitlab", "bitbucket", "facebook",
        "amazon", "cognito", "twitter", "linkedin", "okta", "auth0", "onelogin", "zitadel", "stripe", "paypal",
        "discord", "twitch", "oauth2_proxy", "oauth2-proxy", "apple", "oidc_rp",
    ]),
    (Party::Client, &[
        "gcp", "firebase", "aws", "slack", "mollie", "adyen", "shopify", "salesforce", "hubspot", "dropbox",
        "spotify", "zoom", "twilio", "sendgrid", "mailchimp", "xero", "quickbooks", "exactonline", "odoo",
        "teamleader", "sentry", "datadog", "docusign", "atlassian", "jira", "reddit", "strava", "fitbit", "supabase",
        "ponto", "myponto", "ibanity", "codabox", "storecove", "visma", "twinfield", "afas", "billit", "silverfin",
        "netsuite", "klarna", "akeneo", "shopware", "bpost", "sharepoint", "powerbi", "dynamics365", "d365", "m365",
        "o365", "onedrive", "outlook", "msteams", "openai", "anthropic", "snowflake", "databricks", "plaid", "tink",
        "gocardless", "sumup", "woocommerce", "magento", "pagero", "worldline", "multisafepay", "buckaroo",
        "sendcloud", "cloudflare", "telegram", "passport", "groq", "deepl", "posthog", "mistral", "vercel",
        "netlify", "heroku", "digitalocean", "zendesk", "intercom", "pipedrive", "airtable", "mapbox", "pusher",
        "zapier", "mandrill", "postmark", "messagebird", "vonage", "revolut", "truelayer", "moneybird", "snelstart",
        "lightspeed", "tradeshift", "basware", "avalara", "chargebee", "braintree",
    ]),
    (Party::Short, &[
        "exact", "isabel", "sap", "dhl", "ms", "msgraph", "graph", "arm", "b2c", "bc", "qb", "qbo", "teams",
        "dynamics", "yuki", "octopus", "nordigen", "ups", "ida",
    ]),
    (Party::Service, &[
        "mailgun", "postgres", "pg", "mysql", "mariadb", "mssql", "mongo", "redis", "database", "db", "rabbitmq",
        "amqp", "kafka", "elastic", "ldap", "smtp", "mail", "imap", "ftp", "sftp", "minio", "s3", "recaptcha",
        "turnstile", "keystore", "truststore", "algolia", "grafana", "datasource", "jdbc", "postgresql", "pgbouncer",
        "pgadmin", "timescaledb", "cockroachdb", "mongodb", "couchdb", "cassandra", "clickhouse", "elasticsearch",
        "opensearch", "influxdb", "memcached", "valkey", "sqlserver", "oracle", "nats", "activemq", "mqtt",
        "mosquitto", "prometheus", "kibana", "jenkins", "gitea", "nextcloud", "wordpress", "airflow", "superset",
        "metabase", "sonarqube", "django", "flask", "rails", "laravel", "symfony", "play", "docker", "vault",
    ]),
    (Party::Use, &[
        "admin", "root", "session", "cookie", "jwt", "csrf",
    ]),
];

/// Words of names and headings that say nothing about whose something is, for whoever tells owners; each knows more of
/// them, of what it reads.
#[rustfmt::skip]
const ANYONES: [&str; 21] = [
    "api", "app", "application", "auth", "authentication", "client", "config",
    "credential", "credentials", "dev", "integration", "key", "oauth", "oauth2",
    "prod", "production", "sandbox", "secret", "service", "test", "uat",
];

/// Whether a word, in letters of any case, says nothing about whose something is.
pub fn is_anyones(word: &str) -> bool {
    ANYONES.iter().any(|known| known.eq_ignore_ascii_case(word))
}

/// All of them, and what each stands for.
static FINDER: LazyLock<(AhoCorasick, Vec<Party>)> = LazyLock::new(|| {
    let all = || NAMES.iter().flat_map(|(party, names)| names.iter().map(|name| (*name, *party)));
    let finder = AhoCorasick::builder()
        .ascii_case_insensitive(true)
        .build(all().map(|(name, _)| name))
        .expect("a few short words fit every limit");
    (finder, all().map(|(_, party)| party).collect())
});

/// The parties whose names are words of a text, in the order in which they end. Those of [`Party::Login`] and
/// [`Party::Client`] may go on, as `azuread` does.
pub fn parties(text: &str) -> impl Iterator<Item = Named> {
    let (finder, kinds) = &*FINDER;
    finder.find_overlapping_iter(text).filter_map(move |found| {
        let party = kinds[found.pattern().as_usize()];
        let may_go_on = matches!(party, Party::Login | Party::Client);
        let is_word =
            starts_word(text, found.start()) && (may_go_on || ends_word(text, found.end()));
        is_word.then_some(Named { party, end: found.end() })
    })
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
    fn a_party_is_a_word_of_the_text() {
        let of = |text| parties(text).map(|named| named.party).collect::<Vec<_>>();
        assert_eq!(of("AZURE_CLIENT_ID"), [Party::Login]);
        assert_eq!(of("azureAd, myStripe"), [Party::Login, Party::Login]);
        assert_eq!(of("odooClient"), [Party::Client]);
        assert_eq!(of("SAP_URL of exactly one"), [Party::Short]);
        assert_eq!(of("dbRoot"), [Party::Service, Party::Use]);
        assert!(of("draws dbase central keycloak exactly").is_empty());
    }

    #[test]
    fn no_name_stands_twice() {
        let mut all: Vec<&str> =
            NAMES.iter().flat_map(|(_, names)| names.iter().copied()).collect();
        let count = all.len();
        all.sort_unstable();
        all.dedup();
        assert_eq!(all.len(), count);
        assert!(all.iter().all(|name| *name == name.to_ascii_lowercase()));
    }
}
