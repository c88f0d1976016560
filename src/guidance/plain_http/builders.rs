//! Addresses whose scheme is given by itself: `new UriBuilder("http", BanqupHost)`, `c.scheme = "http"; c.host = Banqup.host`,
//! `http:/$()/api…` in the settings of Xcode, `${proto}://api…`.
//!
//! Contract: a scheme belongs to the host that is given nearest to it. A host counts that is written out, or a name that
//! the page gives to one or that says so itself.

use std::cell::LazyCell;

use rustc_hash::FxHashSet;

use super::calls::stands_for_vendor;
use super::{Fault, Ground};
use crate::guidance::pattern::{Pattern, pattern};
use crate::guidance::vendor_host::around;
use crate::model::Span;

const MESSAGE: &str = "this call to a Banqup host is made over plain HTTP";

/// How many lines a scheme and its host may stand apart.
const NEAR: usize = 5;

/// A host in quotes, or a name.
const HOST: &str = r#"@?(?<host>["'`][^"'`\n]{1,160}["'`]|[A-Za-z_@$][A-Za-z0-9_.>:$-]{0,80})"#;

/// What libraries call the plain scheme, and the safe one.
const SCHEME: &str = r#"(?:URLProtocol\.HTTPS?|(?:Uri\.)?UriSchemeHttps?|HttpScheme\.HTTPS?|Scheme::HTTPS?|@?["'`:](?i:https?)(?::(?://)?)?["'`]?)"#;

pub(super) fn faults(ground: &Ground<'_, '_>) -> Vec<Fault> {
    let mut found = in_order(ground);
    found.extend(by_name(ground));
    found.extend(of_xcode(ground));
    found.extend(of_variables(ground));
    found
}

/// Scheme and host as the first arguments of a call.
fn in_order(ground: &Ground<'_, '_>) -> Vec<Fault> {
    static CALL: Pattern = pattern!(
        r"\(\s*(?<scheme>", SCHEME, r")\s*,\s*(?:null\s*,\s*)?", HOST; "http", ",");
    let calls = CALL.captures_iter(ground.page);
    calls
        .filter_map(|call| {
            let (scheme, host) = (call.name("scheme")?.span(), call.name("host")?.span());
            let is_fault = !is_safe(ground, scheme) && is_vendors(ground, host);
            is_fault.then_some(fault(scheme, host))
        })
        .collect()
}

/// Scheme and host by their names, as arguments, members or calls.
fn by_name(ground: &Ground<'_, '_>) -> Vec<Fault> {
    static SCHEME_BY_NAME: Pattern = pattern!(
        r#"(?<mark>(?i:(?:set|with)?(?:scheme|protocol))["']?\]?\s*(?:\(|:=|=>|[:=]|\s)\s*"#, SCHEME, r")(?:[^A-Za-z0-9]|$)";
        "http", "scheme" | "protocol");
    static HOST_BY_NAME: Pattern = pattern!(
        r#"(?i:(?:set|with)?(?:host(?:_?name)?|authority|netloc|server-?name))["']?\]?\s*(?:\(|:=|=>|[:=]|\s)\s*"#, HOST;
        "host" | "authority" | "netloc" | "server");
    let schemes = SCHEME_BY_NAME.captures_iter(ground.page);
    let schemes: Vec<Span> =
        schemes.filter_map(|found| found.name("mark")).map(|mark| mark.span()).collect();
    let plain = schemes.iter().copied().filter(|scheme| !is_safe(ground, *scheme));
    plain
        .filter_map(|scheme| {
            let near = around(ground.page, scheme, NEAR);
            let hosts = HOST_BY_NAME.captures_iter(ground.page.slice(near));
            let hosts = hosts.filter_map(|found| Some(found.name("host")?.span_from(near.start)));
            let host = hosts.min_by_key(|host| apart(*host, scheme))?;
            // Another scheme may stand nearer to the host.
            let behind = schemes.partition_point(|one| one.start < host.start);
            let beside = schemes[behind.saturating_sub(1)..].iter().take(2);
            let is_own = beside.min_by_key(|one| apart(**one, host)) == Some(&scheme);
            let is_fault = is_own && goes_on(ground, host, scheme) && is_vendors(ground, host);
            is_fault.then_some(fault(scheme, host))
        })
        .collect()
}

/// Whether a scheme behind a host does not stand in a call or an object that a later line opens.
fn goes_on(ground: &Ground<'_, '_>, host: Span, scheme: Span) -> bool {
    let between = ground.page.text().get(host.end..scheme.start).unwrap_or_default();
    let count = |line: &str, signs: [char; 3]| line.matches(signs).count();
    between
        .rsplit_once('\n')
        .is_none_or(|(_, line)| count(line, ['(', '[', '{']) <= count(line, [')', ']', '}']))
}

/// How many bytes stand between two places.
fn apart(one: Span, other: Span) -> usize {
    one.start.max(other.start).saturating_sub(one.end.min(other.end))
}

/// Whether what names a scheme names the safe one.
fn is_safe(ground: &Ground<'_, '_>, scheme: Span) -> bool {
    ground.page.slice(scheme).to_ascii_lowercase().contains("https")
}

/// `http:/$()/host`: in settings of Xcode two slashes start a comment.
fn of_xcode(ground: &Ground<'_, '_>) -> Vec<Fault> {
    static SPLIT: Pattern = pattern!(
        r"(?<scheme>(?i:http):(?:/{0,2}\$[({]\w*[)}]/{0,2}){1,2})"; "http:");
    if !ground.page.has_extension(&["xcconfig"]) {
        return Vec::new();
    }
    let schemes = SPLIT.captures_iter(ground.page).filter_map(|found| found.name("scheme"));
    schemes
        .filter_map(|scheme| {
            let host = ground.host_at(scheme.end())?;
            Some(fault(Span { start: scheme.start(), end: host.end }, host))
        })
        .collect()
}

/// A scheme in a variable, before a host of the vendor's: the plain one, or that of whoever is at work on the program.
fn of_variables(ground: &Ground<'_, '_>) -> Vec<Fault> {
    static BEFORE: Pattern = pattern!(
        r"(?:\$\{|#\{|\{|\\\(|\$)(?<name>[A-Za-z_]\w{0,40})[})]?://(?<host>[A-Za-z0-9.${}_-]{4,160})"; "://");
    static GIVEN: Pattern = pattern!(
        r#"\b(?<name>[A-Za-z_]\w{0,40})(?:\s*:\s*\w{1,20})?\s*:?=\s*(?:(?<asked>[^=\n"'`;?]{1,60}(?:[!=]==?\s*["'][a-z]+["']\s*)?)\?\s*(?:["'`]https["'`]\s*:\s*)?)?["'`]http["'`]"#;
        "http", "=");
    // That TLS can be left out is an offer; where the program runs is no reason to do so.
    static ENVIRONMENT: Pattern = pattern!(r"(?i)prod|dev|env|mode|debug|local|stag|test");
    let given = LazyCell::new(|| {
        let all = GIVEN.captures_iter(ground.page);
        let all = all.filter(|one| {
            one.name("asked").is_none_or(|asked| ENVIRONMENT.is_match(asked.as_str()))
        });
        let names = all.filter_map(|one| one.name("name")).map(|name| name.as_str());
        names.collect::<FxHashSet<&str>>()
    });
    let hosts = BEFORE.captures_iter(ground.page);
    hosts
        .filter_map(|found| {
            let host =
                found.name("host").filter(|host| ground.page.is_vendor_host(host.as_str()))?;
            let is_plain = given.contains(found.name("name")?.as_str());
            let mark = Span { end: host.end(), ..found.whole().span() };
            is_plain.then_some(fault(mark, mark))
        })
        .collect()
}

fn is_vendors(ground: &Ground<'_, '_>, host: Span) -> bool {
    let text = ground.page.slice(host);
    let quote = usize::from(text.starts_with(['"', '\'', '`']));
    ground.host_at(host.start + quote).is_some_and(|vendors| vendors.end <= host.end)
        || quote == 0 && stands_for_vendor(ground, text, "")
}

fn fault(mark: Span, about: Span) -> Fault {
    Fault { mark, about, message: MESSAGE, mend: None }
}

#[cfg(test)]
mod tests {
    use crate::guidance::page::Facts;
    use crate::guidance::{Page, plain_http};

    fn marks<'t>(path: &str, text: &'t str) -> Vec<&'t str> {
        let facts = Facts { names_vendor: true, ..Facts::default() };
        let found = plain_http::remarks(&Page::new(path, text, facts));
        found.iter().map(|one| &text[one.span.start..one.span.end]).collect()
    }

    #[test]
    fn schemes_and_hosts_that_are_given_apart() {
        let far = "\n".repeat(9);
        let of = |host: &str, call: &str| format!("{host}{far}{call}");
        for (text, mark) in [
            (
                of(
                    "const string BanqupHost = \"api.btx.eu.banqup.com\";",
                    "new UriBuilder(\"http\", BanqupHost, 80, \"/v1\")",
                ),
                "\"http\"",
            ),
            (of("", "[UriBuilder]::new('http', $banqupHost)"), "'http'"),
            (
                of("", "u.setHost(\"api.btx.eu.banqup.com\");\nu.setScheme(\"http\");"),
                "setScheme(\"http\"",
            ),
            (
                of("", "const banqupHost = 'api.btx.eu.banqup.com';\nconst banqupScheme = 'http';"),
                "Scheme = 'http'",
            ),
            (of("$host = 'api.btx.eu.banqup.com';", "$this->address('http', $host)"), "'http'"),
            (
                of("", "req.URL.Scheme = \"http\"\nreq.URL.Host = BuildConfig.BANQUP_HOST"),
                "Scheme = \"http\"",
            ),
            (
                of("HOST = 'api.btx.eu.banqup.com'", "urlunsplit(('http', HOST, '/v1', '', ''))"),
                "'http'",
            ),
            (
                of(
                    "enum Banqup { static let host = \"api.btx.eu.banqup.com\" }",
                    "c.scheme = \"http\"\nc.host = Banqup.host",
                ),
                "scheme = \"http\"",
            ),
            (
                of(
                    "const val HOST = \"api.btx.eu.banqup.com\"",
                    ".scheme(\"http\")\n.host(Banqup.HOST)",
                ),
                "scheme(\"http\"",
            ),
            (of("", "Uri(scheme: 'http', host: banqupHost, path: '/v1')"), "scheme: 'http'"),
            (
                of(
                    "",
                    "defaultRequest { host = BANQUP_HOST; url { protocol = URLProtocol.HTTP } }",
                ),
                "protocol = URLProtocol.HTTP",
            ),
            (of("", "$uri->withScheme('http')->withHost($banqupHost)"), "withScheme('http'"),
            (of("", "url.URL{Scheme: \"http\", Host: cfg.BanqupHost}"), "Scheme: \"http\""),
            (of("", "c.scheme = @\"http\";\nc.host = BanqupHost;"), "scheme = @\"http\""),
            (
                of(
                    "",
                    "UriComponentsBuilder.newInstance().scheme(\"http\").host(props.getBanqupHost())",
                ),
                "scheme(\"http\"",
            ),
            (
                of("", "net.request({ protocol: 'http:', hostname: BANQUP_HOST })"),
                "protocol: 'http:'",
            ),
        ] {
            assert_eq!(marks("a.x", &text), [mark], "{text}");
        }
        for text in [
            of("HOST = 'api.btx.eu.banqup.com'", "scheme(\"https\").host(HOST)"),
            of(
                "",
                "scheme(\"http\").host(\"localhost\").port(1); scheme(\"https\").host(BANQUP_HOST)",
            ),
            of("", "c.scheme = \"http\"; c.host = mockHost; d.host = BANQUP_HOST"),
            of(
                "HOST = 'api.btx.eu.banqup.com'\nHOST = 'https://localhost'",
                "Uri(scheme: 'http', host: HOST)",
            ),
            of("", "Uri(scheme: 'http', host: banqupMockHost)"),
            of("", "new UriBuilder(\"http\", shopHost)"),
            of(
                "",
                "const HOST = 'api.btx.eu.banqup.com'\nconst proxy = { protocol: 'http', port: 3128 }",
            ),
            of("HOST = 'api.btx.eu.banqup.com'", "new UriBuilder(\"https\", HOST)"),
            of(
                "",
                "protocol = \"HTTP\"\nredirect { protocol = \"HTTPS\", host = \"api.btx.eu.banqup.com\" }",
            ),
            of("", "conn_scheme = 'https'; protocol = 'http2'; host = BANQUP_HOST"),
        ] {
            assert_eq!(marks("a.x", &text), [""; 0], "{text}");
        }
    }

    #[test]
    fn addresses_that_xcode_has_to_be_kept_from() {
        for address in [
            "http:/$()/api.btx.eu.banqup.com",
            "http:$()//api.btx.eu.banqup.com",
            "http:$(SLASH)$(SLASH)api.btx.eu.banqup.com",
            "http:/${}/api.btx.eu.banqup.com",
        ] {
            let text = format!("BANQUP_URL = {address}\n");
            assert_eq!(marks("App.xcconfig", &text), [address]);
            assert_eq!(marks("App.xcconfig", &text.replace("http:", "https:")), [""; 0]);
        }
    }

    #[test]
    fn schemes_in_variables() {
        for (text, mark) in [
            (
                "const proto = env.PROD ? 'https' : 'http';\nf(`${proto}://api.uat.btx.eu.banqup.com`)",
                "${proto}://api.uat.btx.eu.banqup.com",
            ),
            (
                "const proto = mode === 'dev' ? 'http' : 'https';\nf(`${proto}://api.uat.btx.eu.banqup.com`)",
                "${proto}://api.uat.btx.eu.banqup.com",
            ),
            (
                "s = \"http\"\n\n\n\n\n\nf\"{s}://api.btx.eu.banqup.com\"",
                "{s}://api.btx.eu.banqup.com",
            ),
        ] {
            assert_eq!(marks("a.x", text), [mark], "{text}");
        }
        for text in [
            "const proto = useTls ? 'https' : 'http';\nf(`${proto}://api.uat.btx.eu.banqup.com`)",
            "const proto = 'https';\nf(`${proto}://api.uat.btx.eu.banqup.com`)",
            "const proto = 'http';\nf(`${proto}://localhost`, 'api.btx.eu.banqup.com')",
            "f(`${proto}://api.uat.btx.eu.banqup.com`)",
        ] {
            assert_eq!(marks("a.x", text), [""; 0], "{text}");
        }
    }
}
