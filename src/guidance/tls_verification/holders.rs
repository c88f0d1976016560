//! Whose connection a switch is for, by what holds it: `redis: { tls: { … } }`, `new SmtpClient()`, `mysql.open(…)`.
//!
//! Contract: a program calls the vendor and also speaks to a database, a cache, a broker, a directory or a mail server
//! of its own, whose certificates are no matter of the vendor's. The blocks around the switch are asked from the inside
//! out, up to the first call that does something, which is the last: what they are called, and what stands beside the
//! switch in them (`type: 'postgres'`, `redis://…`). Then the statement is asked, and the variable that it is about. The
//! nearest name decides; where nobody is named, the switch is the vendor's. A call is somebody else's too whose address is
//! a name that the page binds to a host of theirs.

use std::cell::OnceCell;

use super::called::{NOT_CALLED, calls_other_host};
use super::flat_keys::FlatKeys;
use super::opening::{Holder, path};
use crate::guidance::language::DOCUMENTS;
use crate::guidance::language::Language::{self, *};
use crate::guidance::owner::is_vendors;
use crate::guidance::pattern::{Pattern, pattern};
use crate::guidance::vendor_host::{Owner, OwnersByName, owners_by_name};
use crate::guidance::{Page, brackets, name, section};
use crate::model::{Party, Span, parties, vendor};

/// Words of names that say what is connected to, beside the names of other parties.
#[rustfmt::skip]
const WORDS: &[&str] = &[
    "actuator", "aiokafka", "aiomysql", "aioredis", "amqplib", "asyncpg", "bamboo", "broker", "bunny", "caches", "celery",
    "consul", "dialect", "ecto", "email", "esmtp", "etcd", "eureka", "fluentd", "gomail", "gorm", "graylog", "hibernate",
    "imap4", "imapflow", "imaplib", "imaps", "ioredis", "jedis", "jms", "keycloak", "knex", "ldap3", "ldapclient",
    "ldaps", "lettuce", "logstash", "loki", "mailer", "mailkit", "management", "memcache", "mongoclient", "mongoose",
    "mysql2", "mysqli", "myxql", "neo4j", "nodemailer", "npgsql", "oban", "orm", "otel", "otlp", "pgx", "pgxpool", "phpmailer", "pika", "pop3", "postgrex", "predis",
    "prisma", "psycopg", "psycopg2", "pymongo", "pymysql", "redisson", "redix", "repo", "resque", "sarama", "sequelize",
    "sidekiq", "smtplib", "smtps", "solr", "splunk", "sql", "sqlalchemy", "sqlx", "stomp", "swiftmailer", "swoosh", "syslog",
    "typeorm", "zookeeper",
];

/// Names that calls of the API have as well: of frameworks, shops and stores of certificates.
#[rustfmt::skip]
const OF_ANYBODY: &[&str] = &[
    "airflow", "django", "docker", "flask", "jenkins", "keystore", "laravel", "magento", "odoo", "outlook", "play",
    "rails", "shopify", "shopware", "symfony", "truststore", "woocommerce", "wordpress",
];

/// Calls that connect to a service, in letters of any case.
#[rustfmt::skip]
const CALLS: &[&str] = &[
    "create_async_engine", "create_engine", "create_pool", "createclient", "createconnection", "createpool",
    "createtransport", "pool", "start_tls", "startssl", "starttls",
];

/// Words of calls that make what carries the requests of other calls.
const CARRIERS: &[&str] =
    &["adapter", "agent", "connector", "dispatcher", "handler", "manager", "transport"];

/// Words of names that say of an address nothing but that it is one.
#[rustfmt::skip]
const OF_ADDRESSES: &[&str] = &[
    "addr", "address", "api", "base", "client", "domain", "endpoint", "host", "hostname", "href", "link", "location", "name",
    "origin", "path", "server", "service", "target", "token", "uri", "url", "urls",
];

/// What stands beside a switch in the same block and tells what is connected to.
static BESIDE: Pattern = pattern!(
    r#"(?ix)
    \b(?:postgres(?:ql)?|mysql|mariadb|mssql|sqlserver|mongodb(?:\+srv)?|rediss?|amqps?|ldaps?|smtps?|imaps?|kafka|nats|mqtts?|clickhouse|jdbc:\w+)(?:\+\w+)?://
  | \b(?:type|dialect|client|driver|adapter|engine|provider|transport)["']?\s*(?::|=>|=)\s*["':](?:postgres|postgresql|pg|pgsql|mysql2?|mysqli|mariadb|mssql|sqlserver|oracle|oracledb|mongodb|redis|smtp|imap|kafka|amqp)\b
  | \bhost(?:name)?["']?\s*(?::|=>|=)\s*["'](?:db|database|postgres|mysql|mariadb|mongo|redis|rabbitmq|kafka|elasticsearch|smtp|mail|mailhog|ldap)\b
  | \b(?:database|db|redis|postgres\w*|pg|mysql|mongo\w*|amqp|rabbitmq|cloudamqp|kafka|smtp|mail|mailer|ldap|elastic\w*|broker|celery\w*)_(?:\w+_)?(?:url|uri|dsn|host|hosts|server|brokers)\b
  | \b(?:connectionString|use_env_variable|bootstrap[_.]?servers|dialectOptions|sslmode|baseDN|bindDN)\b
  | \bport["']?\s*(?::|=>|=)\s*["']?(?:25|465|587|993|995|389|636|3306|5432|1433|1521|6379|6380|27017|5671|5672|9092|9093|8883)\b"#
);

/// How many blocks around a place are asked.
const MOST: usize = 8;

/// The largest block in which what stands beside a switch is read, in bytes.
const LARGEST: usize = 1000;

/// How far from a statement its variable is looked for, in bytes.
const FAR: usize = 1500;

/// Whose something is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Whose {
    Vendor,
    Others,
}

/// The holders of a page's switches.
pub(super) struct Holders<'p> {
    page: &'p Page<'p>,
    /// The names that the page gives to hosts; looked for when they are first asked for.
    owners: OnceCell<OwnersByName<'p>>,
    /// The keys of settings; read when they are first asked for.
    keys: OnceCell<FlatKeys<'p>>,
}

impl<'p> Holders<'p> {
    pub(super) fn of(page: &'p Page<'p>) -> Self {
        Self { page, owners: OnceCell::new(), keys: OnceCell::new() }
    }

    /// Whether a switch is for a connection to somebody else than the vendor's API.
    pub(super) fn are_others(&self, place: Span) -> bool {
        let page = self.page;
        let line = page.line(place.start);
        let before = &page.text()[line.start..place.start];
        let is_setting = !before.trim_start().trim_start_matches("- ").contains(' ');
        if is_setting && is_of_settings(page) {
            let found = section::heads(page, place.start).find_map(whose);
            if let Some(whose) = found {
                return whose == Whose::Others;
            }
        }
        self.keys.get_or_init(|| FlatKeys::of(page)).are_others(page, place)
            || self.held(place, true) == Some(Whose::Others)
    }

    /// Whose what stands at a place is, by what holds it; `follows` says that variables are asked too.
    fn held(&self, place: Span, follows: bool) -> Option<Whose> {
        let (page, text) = (self.page, self.page.text());
        let mut outer = place.start;
        for open in brackets::open_at(text, place.start).take(MOST) {
            let Some(holder) = Holder::of(text, open) else { break };
            let named = whose(holder.name).or_else(|| whose(holder.root));
            if let Some(whose) = named.or_else(|| beside(page, open)) {
                return Some(whose);
            }
            if holder.is_call {
                return self.called(&holder, open, place, follows);
            }
            outer = open;
        }
        const SCRIPTS: &[Language] = &[Shell, Dockerfile, Make, Batch, PowerShell];
        if page.is_in(SCRIPTS) {
            return self.addressed(page.line(place.start), false);
        }
        let statement = statement(page, outer);
        let named = whose(statement).or_else(|| is_beside(statement).then_some(Whose::Others));
        if named.is_some() || !follows || page.is_in(DOCUMENTS) {
            return named;
        }
        let variable = variable(statement)?;
        given(text, variable, outer).or_else(|| self.used(variable, place))
    }

    /// Whose a call is that names nobody: by the address that it is given, by those before it in its chain, by the
    /// variable that it is about, and, where it makes what carries requests, by what that is given to.
    fn called(&self, call: &Holder<'_>, open: usize, place: Span, follows: bool) -> Option<Whose> {
        let text = self.page.text();
        let arguments = arguments(text, open);
        let chain = Span { start: call.start, end: open };
        let addressed = self.addressed(arguments, !follows).or_else(|| self.addressed(chain, true));
        if addressed.is_some() || !follows {
            return addressed;
        }
        let carries = name::words(call.name).iter().any(|word| CARRIERS.contains(&word.as_str()));
        let made = || variable(statement(self.page, call.start)).filter(|_| carries);
        let about = variable(call.root).and_then(|name| given(text, name, open));
        about.or_else(|| self.used(made()?, place))
    }

    /// Whose address a part of the page names: by a name that the page binds to a host, and, if they count, by one that
    /// is written out.
    fn addressed(&self, part: Span, literals: bool) -> Option<Whose> {
        let text = self.page.slice(part);
        let owners = self.owners.get_or_init(|| owners_by_name(self.page));
        let is_joint = |c: char| !c.is_ascii_alphanumeric() && c != '_';
        let names = || text.split(is_joint).filter(|name| !name.is_empty());
        if vendor::names(text) || names().any(|name| owners.contains(&(name, Owner::Vendor))) {
            return Some(Whose::Vendor);
        }
        let is_theirs = |name: &str| {
            let words = name::words(name);
            let is = |words: &[&str], word: &String| words.contains(&word.as_str());
            !words.iter().all(|word| is(OF_ADDRESSES, word))
                && !words.iter().any(|word| is(NOT_CALLED, word))
        };
        let is_others = literals && calls_other_host(self.page, part)
            || names().any(|name| owners.contains(&(name, Owner::Other)) && is_theirs(name));
        is_others.then_some(Whose::Others)
    }

    /// Whose a variable is by the calls and blocks that it is given to after a place: all of them are a service's.
    fn used(&self, name: &str, place: Span) -> Option<Whose> {
        const MOST_USES: usize = 8;
        let text = self.page.text();
        let to = text.floor_char_boundary((place.end + FAR).min(text.len()));
        let after = &text[place.end..to];
        let mut uses = after
            .match_indices(name)
            .filter(|(at, _)| is_whole(after, *at, name))
            .map(|(at, _)| Span { start: place.end + at, end: place.end + at + name.len() })
            // Its own fields, and what it is given, say nothing.
            .filter(|one| !text[one.end..].trim_start().starts_with(['.', '=', ':', '-', '[']))
            .take(MOST_USES)
            .map(|one| self.held(one, false))
            .peekable();
        uses.peek()?;
        uses.all(|whose| whose == Some(Whose::Others)).then_some(Whose::Others)
    }
}

/// Whether what stands around a place goes by headings.
fn is_of_settings(page: &Page<'_>) -> bool {
    page.is_in(&[Yaml]) || page.has_extension(&["ini", "toml", "cfg", "cnf"])
}

/// Whom the last name in a text names that names anybody.
fn whose(text: &str) -> Option<Whose> {
    let is_joint = |c: char| !c.is_ascii_alphanumeric() && !matches!(c, '_' | '-');
    text.rsplit(is_joint).filter(|name| !name.is_empty()).find_map(|name| {
        let is_service =
            is_one_of(CALLS, name) || name::words(name).iter().any(|word| is_service(word));
        match is_service {
            true => Some(Whose::Others),
            false => is_vendors(name).then_some(Whose::Vendor),
        }
    })
}

fn is_service(word: &str) -> bool {
    let is_party = |party| matches!(party, Party::Login | Party::Client | Party::Service);
    !OF_ANYBODY.contains(&word)
        && (WORDS.contains(&word) || parties(word).any(|named| is_party(named.party)))
}

fn is_one_of(names: &[&str], name: &str) -> bool {
    names.iter().any(|one| name.eq_ignore_ascii_case(one))
}

/// Whose the block at `open` is by what stands in it.
fn beside(page: &Page<'_>, open: usize) -> Option<Whose> {
    let text = page.text();
    let block = page.slice(arguments(text, open));
    // A tuple of Elixir begins with the module that takes the options.
    static MODULE: Pattern = pattern!(r"^\s*(?<module>[A-Z][\w.]{0,60})\s*,");
    let module = MODULE.captures(block).and_then(|found| found.name("module"));
    let is_services = || module.and_then(|module| whose(module.as_str())) == Some(Whose::Others);
    (is_beside(&flat(block)) || is_services()).then_some(Whose::Others)
}

/// What stands in the brackets at `open`, as far as it is read.
fn arguments(text: &str, open: usize) -> Span {
    let end = text.floor_char_boundary((open + LARGEST).min(text.len()));
    let inside = brackets::inside(&text[open..end], 0);
    Span { start: open + inside.start, end: open + inside.end }
}

/// A block without the blocks in it, which are about themselves.
fn flat(block: &str) -> String {
    /// The longest index, as in `ENV["REDIS_URL"]`, in bytes.
    const INDEX: usize = 60;
    let mut flat = String::new();
    let mut at = 0;
    while let Some(open) = block[at..].find(['{', '[']).map(|open| at + open) {
        let inner = brackets::inside(block, open);
        let text = &block[inner.start..inner.end];
        let is_index =
            block[open..].starts_with('[') && text.len() <= INDEX && !text.contains(['=', ':']);
        flat.push_str(&block[at..if is_index { inner.end } else { open }]);
        at = inner.end.max(open + 1);
    }
    flat + &block[at..]
}

/// Whether a text tells that a service is connected to, and does not name the vendor.
fn is_beside(text: &str) -> bool {
    BESIDE.is_match(text) && !is_vendors(text)
}

/// What stands before a place in its statement. One that goes on in the next line after a comma is followed upwards.
fn statement<'p>(page: &Page<'p>, place: usize) -> &'p str {
    const LINES: usize = 12;
    let text = page.text();
    let mut start = page.line(place).start;
    for _ in 0..LINES {
        let Some(end) = start.checked_sub(1) else { break };
        let above = page.line(end);
        if !page.slice(above).trim_end().ends_with(',') {
            break;
        }
        start = above.start;
    }
    let statement = &text[start..place];
    &statement[statement.rfind(['{', '}', ';']).map_or(0, |at| at + 1)..]
}

/// The variable that a statement, of which this is the start, is about: the one whose field or method it names, or which
/// it gives a value. `client` of `client.callback = ` and of `client := `.
fn variable(start: &str) -> Option<&str> {
    let target = start.rfind('=').map(|at| start[..at].trim_end_matches([':', '+', ' ']));
    let path = path(target.unwrap_or(start).trim_end());
    let name = path.split(['.', '-']).next().unwrap_or_default();
    let is_own = matches!(name, "self" | "this" | "ssl" | "tls" | "");
    let is_variable = target.is_some() || name.len() < path.len();
    (!is_own && is_variable).then(|| name.trim_start_matches(['$', '@']))
}

/// Whose a variable is by what it is given before a place: `client = new SmtpClient()`.
fn given(text: &str, name: &str, place: usize) -> Option<Whose> {
    /// The longest value that is read, in bytes.
    const LONGEST: usize = 120;
    let from = text.ceil_char_boundary(place.saturating_sub(FAR));
    let before = &text[from..place];
    let mut names = before.rmatch_indices(name).filter(|(at, _)| is_whole(before, *at, name));
    names.find_map(|(at, _)| {
        // With a second one for what went wrong, as in Go.
        let after = before[at + name.len()..].trim_start();
        let after =
            after.strip_prefix(", err").or(after.strip_prefix(", _")).unwrap_or(after).trim_start();
        let value = after.strip_prefix(":=").or_else(|| after.strip_prefix('='))?;
        let is_value = !value.starts_with(['=', '>', '~']);
        let value = value.lines().next().filter(|_| is_value)?.trim_start();
        let value = &value[..value.floor_char_boundary(LONGEST.min(value.len()))];
        let end = value.find(['(', '{', '[']).unwrap_or(value.len());
        // A service whose client another call makes is named within: `(new MailTransport(…))`.
        let made = whose(&value[..if end == 0 { value.len() } else { end }]);
        Some(made.or_else(|| is_beside(value).then_some(Whose::Others)))
    })?
}

/// Whether a name that stands at `at` is no part of a longer one, nor a field.
fn is_whole(text: &str, at: usize, name: &str) -> bool {
    let joins = |c: char| c.is_ascii_alphanumeric() || c == '_';
    !text[..at].ends_with(|c| joins(c) || c == '.') && !text[at + name.len()..].starts_with(joins)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::guidance::page::Facts;

    #[track_caller]
    fn is(path: &str, text: &str) -> bool {
        let page = Page::new(path, text, Facts::default());
        let at = text.find('§').expect("the sign marks the place");
        Holders::of(&page).are_others(Span { start: at, end: at + 2 })
    }

    #[test]
    fn switches_of_services() {
        for text in [
            "new pg.Client({ host: 'db', ssl: { § } })",
            "new Client({ ssl: { § }, connectionString: url })",
            "TypeOrmModule.forRootAsync({ useFactory: () => ({ type: 'postgres', ssl: { § } }) })",
            "production: { use_env_variable: 'X', dialectOptions: { ssl: { § } } }",
            "CELERY_BROKER_USE_SSL = {'a': §}",
            "Redis.new(url: u, ssl_params: { verify_mode: § })",
            "config.cache_store = :redis_cache_store, { ssl_params: { § } }",
            "{ type: 'postgres', ssl: get('DB_SSL') ? { § } : false }",
            "mysql.RegisterTLSConfig(\"custom\", &tls.Config{§})",
            "l.StartTLS(&tls.Config{§})",
            "d := gomail.NewDialer(h, 587, u, p)\nd.TLSConfig = &tls.Config{§}",
            "cfg := &tls.Config{§}\ndb := sql.Open(cfg)",
            "rdb := redis.NewClient(&redis.Options{\n\tAddr: a,\n\tTLSConfig: &tls.Config{§},\n})",
            "return ['mail' => ['stream' => ['ssl' => ['a' => §]]], 'banqup' => []];",
            "'keycloak' => ['guzzle' => [§]]",
            "$mail->SMTPOptions = array('ssl' => array(§));",
            "config :einv, Einv.Repo, ssl: [§]",
            "config :einv, Einv.Repo,\n  url: u,\n  ssl: [§]",
            "using var client = new SmtpClient();\nclient.§ = (s, c, h, e) => true;",
            "using (var mail = new SmtpClient() { § }) {}",
            "conn = await asyncpg.connect(dsn, §)",
            "ctx = ssl.create_default_context()\nctx.§\nserver.starttls(context=ctx)",
            "spring.redis.ssl.§",
            "$transport = (new EsmtpTransport('a'));\n$transport->getStream()->setStreamOptions(['ssl' => [§]]);",
            "cfg, _ := pgxpool.ParseConfig(dsn)\ncfg.ConnConfig.TLSConfig = &tls.Config{§}",
            "[{Redix, host: h, socket_opts: [§]}]",
            "engine = create_engine(url, connect_args={'a': §})",
            "module.exports = { banqup: {}, db: { ssl: { § } } }",
            "{ ssl_params: { § }, url: ENV[\"REDIS_URL\"] }",
        ] {
            assert!(is("a.txt", text), "{text}");
        }
        assert!(is("a.yml", "management:\n  ssl:\n    §\n"));
    }

    #[test]
    fn switches_of_other_hosts() {
        let nas = "BASE = 'https://api.btx.eu.banqup.com'\nNAS = 'https://nas.lan'\nURL = 'https://x.lan'\n";
        for (path, text) in [
            ("a.py", "requests.get(f'{NAS}/s', §)"),
            ("a.py", "self.http = Client(base_url=NAS, §)"),
            ("a.sh", "curl § \"$NAS/s\""),
            ("a.js", "const a = new https.Agent({ § });\n\n\n\nfetch(NAS + p, { agent: a })"),
            (
                "a.cs",
                "s.AddHttpClient(\"nav\", c => c.A = new Uri(\"https://nav.lan/\"))\n\n\n .Primary(() => new HttpClientHandler\n{\n § = x })",
            ),
        ] {
            assert!(is(path, &format!("{nas}{text}")), "{text}");
        }
        for (path, text) in [
            ("a.py", "requests.get(BASE, §)"),
            ("a.py", "requests.get(BASE, headers=NAS, §)"),
            ("a.py", "requests.get(URL, §)"),
            ("a.py", "requests.get(url, §)"),
            ("a.sh", "curl § \"$BASE/s\""),
            (
                "a.js",
                "const a = new https.Agent({ § });\nfetch(NAS + p, { agent: a });\nfetch(BASE, { agent: a })",
            ),
            ("a.js", "const a = new https.Agent({ § });\nexport default a;"),
            ("a.cs", "s.AddHttpClient(\"b\").Primary(() => new HttpClientHandler { § = x })"),
        ] {
            assert!(!is(path, &format!("{nas}{text}")), "{text}");
        }
    }

    #[test]
    fn switches_of_calls() {
        for text in [
            "const agent = new https.Agent({ § });",
            "axios.create({ baseURL: B, httpsAgent: new https.Agent({ § }) })",
            "await db.save(await axios.get(url, { § }))",
            "redis.set('t', requests.get(url, §).text)",
            "cache.remember('t', 60, fn () => Http::withOptions([§])->post($u))",
            "s = requests.Session()\ns.§",
            "function saveToDb() {\n  const o = { § };\n  return axios.get(u, o);\n}",
            "class SmtpReport { void f() { handler.§ } }",
            "t := &http.Transport{TLSClientConfig: &tls.Config{§}}\nc := &http.Client{Transport: t}",
            "mail: { banqup: { ssl: { § } } }",
            "func c(db *sql.DB) *http.Client {\n\tt := &tls.Config{§}\n}",
            "var h = new HttpClientHandler();\nh.§ = x;\nvar c = new SmtpClient();",
            "ctx = ssl.create_default_context()\nctx.§\nurlopen(u, context=ctx)",
            "config :einv, :banqup, url: u, ssl: [§]",
            "play.ws.ssl.loose.§",
            "new RestClient(Base) { § }",
            "module.exports = { db: { type: 'postgres' }, apis: { ssl: { § } } }",
            "useFactory: (config: Config) => { § }, host: 'db'",
            "const dbReport = await axios.get(url, { § })",
            "§",
        ] {
            assert!(!is("a.txt", text), "{text}");
        }
        assert!(!is("a.yml", "services:\n  worker:\n    environment:\n      §\n"));
        assert!(!is("a.sh", "REDIS_URL=redis://x §"));
    }
}
