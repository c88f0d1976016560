//! Switches that make a library write whole requests to a log, headers and bodies included.

use super::super::code::is_code;
use super::super::{Page, ci, command, owner, xtrace};
use super::sink;
use crate::guidance::fetcher::Client;
use crate::guidance::language::Language::*;
use crate::guidance::pattern::{Pattern, pattern};
use crate::guidance::variable::uses;
use crate::model::Span;

/// Each way to turn such a switch on.
static SWITCHES: [Pattern; 28] = [
    pattern!(r"\.cURLDescription\s*\{[^{}\n]{0,80}\b(?:print|debugPrint|NSLog|log\w*)\b"; ".curldescription"),
    pattern!(r"\bNetworkLoggerPlugin\([^;\n]{0,200}?\.verbose\b"; "networkloggerplugin("),
    pattern!(r"\bCurlLoggerDioInterceptor\("; "curlloggerdiointerceptor("),
    pattern!(r"\bHttpLoggingInterceptor\(\s*level:\s*Level\.(?:body|headers)\b"; "httplogginginterceptor("),
    // Logs of proxies
    pattern!(r"\b(?:LogFormat|CustomLog|ErrorLogFormat)\b[^\n]{0,400}?%\{(?i:authorization)\}i"; "log", "%{authorization}i"),
    pattern!(r"\bcapture\s+(?:request\s+header\s+|req\.hdr\(\s*)(?i:authorization)\b"; "capture", "authorization"),
    pattern!(r"(?m)^[ \t]*log_credentials\b"; "log_credentials"),
    pattern!(r#"(?m)^[ \t]+["']?Authorization["']?:[ \t]*["']?keep\b|%REQ\((?i:authorization)(?:\)|\?)"#; "authorization"),
    pattern!(r"\b(?:HttpLoggingInterceptor\.)?Level\.(?:BODY|HEADERS)\b"; "level.body" | "level.headers"),
    pattern!(r"\b(?:http\.client\.|http_client\.|httplib\.)?HTTPS?Connection\.debuglevel\s*=\s*[1-9]";
        "connection.debuglevel"),
    pattern!(r"\bset_debuglevel\(\s*[1-9]"; "set_debuglevel("),
    pattern!(r"\bHTTPS?Handler\(\s*debuglevel\s*=\s*[1-9]"; "handler(", "debuglevel"),
    pattern!(r"\bCURLOPT_VERBOSE\s*(?:,|=>)\s*(?:true|TRUE|1L?)"; "curlopt_verbose"),
    pattern!(r"\bset_debug_output\b\s*\(?\s*\$?[A-Za-z]"; "set_debug_output"),
    pattern!(r"\bLogLevel\.(?:ALL|HEADERS|BODY)\b"; "loglevel.all" | "loglevel.headers" | "loglevel.body"),
    pattern!(r"\bLogger\.Level\.(?:FULL|HEADERS)\b"; "logger.level.full" | "logger.level.headers"),
    pattern!(r"\brequests_log\.setLevel\(\s*(?:logging\.)?DEBUG"; "requests_log.setlevel("),
    pattern!(r#"\bgetLogger\(\s*['"](?:urllib3|requests\.packages\.urllib3|http\.client)['"]\s*\)\.setLevel\(\s*(?:logging\.)?DEBUG"#;
        "getlogger(", "urllib3" | "http.client", ".setlevel("),
    pattern!(r"\bAxiosLogger\.requestLogger\b"; "axioslogger.requestlogger"),
    pattern!(r#"\brequire\(['"]request-debug['"]\)"#; "request-debug"),
    pattern!(r"\bLogInterceptor\([^)]{0,120}?(?:requestHeader|requestBody|responseBody)\s*:\s*true";
        "loginterceptor(", "requestheader" | "requestbody" | "responsebody"),
    pattern!(r"\bhttputil\.DumpRequest(?:Out)?\("; "httputil.dumprequest"),
    pattern!(r"\bwiretap\(\s*true|\.wiretap\("; "wiretap("),
    pattern!(r#"\benableLoggingRequestDetails\b\s*=\s*['"]?true"#; "enableloggingrequestdetails"),
    pattern!(r#"\b(?:org\.apache\.http\.wire|org\.apache\.http\.headers|org\.apache\.hc\.client5\.http\.wire|httpclient\.wire)\b['"]?\s*[=:,]\s*['"]?(?:DEBUG|TRACE|debug|trace)"#;
        "org.apache.h" | "httpclient.wire"),
    pattern!(r"\blog_format\s[^;]{0,800}?\$http_authorization\b"; "log_format", "$http_authorization"),
    pattern!(r"\bresponse\s+:logger\b[^\n]{0,120}?\b(?:bodies|headers):\s*true\b"; ":logger", "true"),
    pattern!(r"\bPrettyDioLogger\([^)]{0,120}?requestHeader\s*:\s*true"; "prettydiologger(", "requestheader"),
];

/// The switches that are on in a page, but where the credential is taken out again.
pub(super) fn switches(page: &Page<'_>) -> Vec<Span> {
    let text = page.text();
    let is_redacted = text.contains("redactHeader(\"Authorization\")")
        || text.contains("sanitizeHeader")
        || text.contains("redactHeader(HttpHeaders.AUTHORIZATION)")
        || text.contains("redactHeader('Authorization')")
        || text.contains(".filter(/");
    let logs_http = text.contains("HttpLogging");
    let is_ktor = text.contains("ktor") || text.contains("install(Logging");
    let mut spans: Vec<Span> = if is_redacted {
        Vec::new()
    } else {
        SWITCHES
            .iter()
            .flat_map(|switch| switch.find_iter(page))
            .filter(|found| {
                let line = page.line(found.start());
                let before = &text[line.start..found.start()].to_ascii_lowercase();
                // `HEADERS` is a level of other things too, and a test of the level sets nothing.
                !found.as_str().starts_with("Level.") && !found.as_str().starts_with("LogLevel.")
                    || logs_http
                    || is_ktor && !before.contains("==")
            })
            .filter(|found| {
                !found.as_str().starts_with("httputil.") || !is_stripped(page, found.start())
            })
            .map(|found| found.span())
            .collect()
    };
    if !ci::is_pipeline(page) {
        spans.extend(verbose(page));
    }
    spans
}

/// Whether the header was taken out of the request, or something else put in its place, in the lines before it is dumped.
fn is_stripped(page: &Page<'_>, at: usize) -> bool {
    static TAKEN_OUT: Pattern = pattern!(
        r#"\.Header\.(?:Del\(\s*"Authorization"|Set\(\s*"Authorization"\s*,\s*"(?i:[^"]*(?:redact|mask|hidden|\*\*|xxx)|"))"#;
        ".header.del(" | ".header.set("
    );
    const NEAR: usize = 600;
    let near = page.text().ceil_char_boundary(at.saturating_sub(NEAR));
    TAKEN_OUT.is_match(&page.text()[near..at])
}

/// The switch of a script by which its shell prints each command, and one of them holds a secret.
pub(super) fn traced_commands(page: &Page<'_>) -> Option<Span> {
    let is_script =
        sink::is_shell(page) && !page.is_in(&[Markdown, Yaml]) || page.is_in(&[PowerShell]);
    if !is_script || ci::is_pipeline(page) {
        return None;
    }
    let whole = Span { start: 0, end: page.text().len() };
    xtrace::traced(page, [(whole, ())], |(), part| {
        uses(page.text(), part).any(|used| {
            let mut names = page.names_in(used.name).iter();
            names.any(|name| owner::may_be_vendors_secret(page, name))
                && is_code(page, used.span.start)
        })
    })
}

/// `curl -v` and its like around a request that carries a credential.
fn verbose(page: &Page<'_>) -> impl Iterator<Item = Span> {
    let carries = |command: &command::Command<'_>| {
        let text = page.slice(command.span).to_ascii_lowercase();
        (text.contains("authorization") || !page.names_in(command.span).is_empty())
            && !page.names_other_host(command.span)
    };
    let commands = command::commands(page, &["curl", "wget"]).into_iter().filter(carries);
    let flags = commands.filter_map(|one| Client::of(one.program)?.prints_request(&one));
    // The other ones are called as other things are, but not where a script starts a command.
    let is_script = page.is_in(&[Shell]);
    let others: &[&str] = if is_script { &["http", "https", "xh", "xhs"] } else { &[] };
    let starts = |one: &command::Command<'_>| {
        let before = page.text()[..one.span.start].trim_end_matches([' ', '\t']);
        before.is_empty() || before.ends_with(['\n', ';', '&', '|', '(', '`'])
    };
    let others = command::commands(page, others).into_iter().filter(starts).filter(carries);
    let others = others.filter_map(|one| Client::of(one.program)?.prints_request(&one));
    flags.chain(others).map(|flag| flag.span)
}
