//! Programs that speak plain HTTP unless their settings ask for TLS: the checks of Nagios and Icinga, connections of
//! Airflow.
//!
//! Contract: the settings of one thing are looked at together, a command, an object, a connection. What is marked is the
//! setting that turns TLS off, where one does, and else the host.

use super::{Fault, Ground};
use crate::guidance::brackets;
use crate::guidance::pattern::{Pattern, pattern};
use crate::model::Span;

const MESSAGE: &str =
    "a Banqup host is called over plain HTTP by this program unless its settings ask for TLS";

pub(super) fn faults(ground: &Ground<'_, '_>) -> Vec<Fault> {
    let mut found = checks(ground);
    found.extend(services(ground));
    found.extend(connections(ground));
    found
}

/// `check_http -H host` of Nagios, which `-S` or a look at the certificate makes speak TLS.
fn checks(ground: &Ground<'_, '_>) -> Vec<Fault> {
    static CHECK: Pattern = pattern!(
        r"\bcheck_(?:http|curl)\b(?<arguments>[^\n|;]{1,400})"; "check_http" | "check_curl");
    static TLS: Pattern = pattern!(r"(?:^|[^A-Za-z0-9-])(?:-[A-Za-z]*[SC]|--ssl|--certificate)");
    let arguments = CHECK.captures_iter(ground.page).filter_map(|one| one.name("arguments"));
    arguments
        .filter(|arguments| !TLS.is_match(arguments.as_str()))
        .filter_map(|arguments| ground.host_in(arguments.span()))
        .map(fault)
        .collect()
}

/// Objects of Icinga whose command is `http`.
fn services(ground: &Ground<'_, '_>) -> Vec<Fault> {
    static COMMAND: Pattern = pattern!(r#"\bcheck_command\s*=\s*"(?:http|curl)""#; "check_command");
    static TLS: Pattern = pattern!(
        r#"\b(?:http|curl)_(?:ssl|certificate)\w*"?\]?\s*=\s*(?<value>[^\s,}]{1,40})"#; "_ssl" | "_certificate");
    let text = ground.page.text();
    let commands = COMMAND.find_iter(ground.page);
    commands
        .filter_map(|command| {
            let open = brackets::brace_around(text, command.start())?;
            let object = brackets::inside(text, open);
            let host = ground.host_in(object)?;
            let told = TLS.captures(ground.page.slice(object));
            let Some((told, value)) =
                told.and_then(|told| Some((told.whole(), told.name("value")?)))
            else {
                return Some(fault(host));
            };
            let is_off = matches!(value.as_str(), "false" | "0" | "null");
            is_off.then(|| Fault { mark: told.span_from(object.start), ..fault(host) })
        })
        .collect()
}

/// Connections of Airflow of the type `http`: their scheme is called `schema`, or stands before the host.
fn connections(ground: &Ground<'_, '_>) -> Vec<Fault> {
    static TYPE: Pattern =
        pattern!(r#"\bconn_type\\?["']?\s*[:=]\s*\\?["']?http\b"#; "conn_type", "http");
    static SCHEME: Pattern = pattern!(r#"\bschema\\?["']?\s*[:=]\s*\\?["']?[a-z]"#; "schema");
    /// How many lines of a block without brackets belong to a connection, above and below its type.
    const NEAR: usize = 6;
    let text = ground.page.text();
    let types = TYPE.find_iter(ground.page);
    types
        .filter_map(|kind| {
            let of_call = || brackets::opened_around(text, kind.start()).next();
            let open = brackets::brace_around(text, kind.start()).or_else(of_call);
            let connection = match open {
                Some(open) => brackets::inside(text, open),
                None => crate::guidance::vendor_host::around(ground.page, kind.span(), NEAR),
            };
            let host = ground.host_in(connection)?;
            (!SCHEME.is_match(ground.page.slice(connection))).then(|| fault(host))
        })
        .collect()
}

fn fault(host: Span) -> Fault {
    Fault { mark: host, about: host, message: MESSAGE, mend: None }
}

#[cfg(test)]
mod tests {
    use crate::guidance::page::Facts;
    use crate::guidance::{Page, plain_http};

    #[test]
    fn what_speaks_plain_http_unless_it_is_told() {
        let host = "api.btx.eu.banqup.com";
        let marks = |text: &str| {
            let text = text.replace("HOST", host);
            let facts = Facts { names_vendor: true, ..Facts::default() };
            let found = plain_http::remarks(&Page::new("a.cfg", &text, facts));
            found
                .into_iter()
                .map(|one| text[one.span.start..one.span.end].to_owned())
                .collect::<Vec<_>>()
        };
        for (text, mark) in [
            ("command_line $USER1$/check_http -H HOST -u /health -e 200", host),
            ("command_line $USER1$/check_http -I HOST -p 80", host),
            ("check_command check_http!-H HOST -w 5", host),
            (
                "object Service \"b\" {\n check_command = \"http\"\n vars.http_vhost = \"HOST\"\n}",
                host,
            ),
            (
                "object Service \"b\" {\n check_command = \"http\"\n vars.http_vhost = \"HOST\"\n vars.http_ssl = false\n}",
                "http_ssl = false",
            ),
            ("{\"b\": {\"conn_type\": \"http\", \"host\": \"HOST\", \"login\": \"x\"}}", host),
            ("Connection(conn_id='b', conn_type='http', host='HOST')", host),
        ] {
            assert_eq!(marks(text), [mark], "{text}");
        }
        for text in [
            "command_line $USER1$/check_http -S -H HOST -u /health",
            "command_line $USER1$/check_http --ssl=1.2 --sni -H HOST",
            "command_line $USER1$/check_http -H HOST -C 30,14",
            "command_line check_http -H shop.example; check_tcp -H HOST -p 443",
            "object Service \"b\" {\n check_command = \"http\"\n vars.http_vhost = \"HOST\"\n vars.http_ssl = true\n}",
            "object Service \"b\" {\n check_command = \"http\"\n vars.http_vhost = \"HOST\"\n vars.http_certificate = \"30,14\"\n}",
            "{\"b\": {\"conn_type\": \"http\", \"host\": \"HOST\", \"schema\": \"https\", \"login\": \"x\"}}",
            "{\"b\": {\"conn_type\": \"http\", \"host\": \"https://HOST\", \"login\": \"x\"}}",
            "Connection(conn_id='b', conn_type='http', host='HOST', schema='https')",
        ] {
            assert_eq!(marks(text), [""; 0], "{text}");
        }
    }
}
