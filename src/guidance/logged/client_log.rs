//! Switches of clients and proxies by which they print or log their whole requests.
//!
//! Contract: a switch counts where it shows headers or bodies with what is secret in them. Libraries that hide an
//! `Authorization` by themselves count only for bodies, or where the page tells them not to.

use super::super::Page;
use crate::guidance::language::Language::{self, *};
use crate::guidance::language::{JVM, RUBY};
use crate::guidance::pattern::{Found, Pattern, holds, pattern};
use crate::model::Span;

/// One switch.
struct Switch {
    pattern: Pattern,
    /// The languages that write it so; [`ANY`] where the words alone say that it is this one.
    of: &'static [Language],
    /// What else says that it is this one: what matched, and the page around it.
    is: fn(&Page<'_>, &Found<'_>) -> bool,
}

const ANY: &[Language] = &[];

const fn switch(pattern: Pattern, of: &'static [Language]) -> Switch {
    Switch { pattern, of, is: |_, _| true }
}

static SWITCHES: [Switch; 48] = [
    switch(
        pattern!(r"\.cURLDescription\s*\{[^{}\n]{0,80}\b(?:print|debugPrint|NSLog|log\w*)\b"; ".curldescription"),
        ANY,
    ),
    switch(
        pattern!(r"\bNetworkLoggerPlugin\([^;\n]{0,200}?\.verbose\b"; "networkloggerplugin("),
        ANY,
    ),
    switch(pattern!(r"\bCurlLoggerDioInterceptor\("; "curlloggerdiointerceptor("), ANY),
    switch(
        pattern!(r"\bHttpLoggingInterceptor\(\s*level:\s*Level\.(?:body|headers)\b"; "httplogginginterceptor("),
        ANY,
    ),
    // Logs of proxies
    switch(
        pattern!(r"\b(?:LogFormat|CustomLog|ErrorLogFormat)\b[^\n]{0,400}?%\{(?i:authorization)\}i"; "log", "%{authorization}i"),
        ANY,
    ),
    switch(
        pattern!(r"\bcapture\s+(?:request\s+header\s+|req\.hdr\(\s*)(?i:authorization)\b"; "capture", "authorization"),
        ANY,
    ),
    switch(pattern!(r"(?m)^[ \t]*log_credentials\b"; "log_credentials"), ANY),
    switch(
        pattern!(r#"(?m)^[ \t]+["']?Authorization["']?:[ \t]*["']?keep\b|%REQ\((?i:authorization)(?:\)|\?)"#; "authorization"),
        ANY,
    ),
    Switch {
        pattern: pattern!(r"\b(?:HttpLoggingInterceptor\.)?Level\.(?:BODY|HEADERS)\b"; "level.body" | "level.headers"),
        of: ANY,
        is: is_http_level,
    },
    switch(
        pattern!(r"\b(?:http\.client\.|http_client\.|httplib\.)?HTTPS?Connection\.debuglevel\s*=\s*[1-9]";
        "connection.debuglevel"),
        ANY,
    ),
    switch(pattern!(r"\bset_debuglevel\(\s*[1-9]"; "set_debuglevel("), ANY),
    switch(pattern!(r"\bHTTPS?Handler\(\s*debuglevel\s*=\s*[1-9]"; "handler(", "debuglevel"), ANY),
    switch(pattern!(r"\bCURLOPT_VERBOSE\s*(?:,|=>)\s*(?:true|TRUE|1L?)"; "curlopt_verbose"), ANY),
    switch(pattern!(r"\bset_debug_output\b\s*\(?\s*\$?[A-Za-z]"; "set_debug_output"), ANY),
    Switch {
        pattern: pattern!(r"\bLogLevel\.(?:ALL|HEADERS|BODY)\b"; "loglevel.all" | "loglevel.headers" | "loglevel.body"),
        of: ANY,
        is: is_http_level,
    },
    switch(
        pattern!(r"\bLogger\.Level\.(?:FULL|HEADERS)\b"; "logger.level.full" | "logger.level.headers"),
        ANY,
    ),
    switch(
        pattern!(r"\brequests_log\.setLevel\(\s*(?:logging\.)?DEBUG"; "requests_log.setlevel("),
        ANY,
    ),
    switch(
        pattern!(r#"\bgetLogger\(\s*['"](?:urllib3|requests\.packages\.urllib3|http\.client)['"]\s*\)\.setLevel\(\s*(?:logging\.)?DEBUG"#;
        "getlogger(", "urllib3" | "http.client", ".setlevel("),
        ANY,
    ),
    switch(pattern!(r"\bAxiosLogger\.requestLogger\b"; "axioslogger.requestlogger"), ANY),
    switch(pattern!(r#"\brequire\(['"]request-debug['"]\)"#; "request-debug"), ANY),
    switch(
        pattern!(r"\bLogInterceptor\([^)]{0,120}?(?:requestHeader|requestBody|responseBody)\s*:\s*true";
        "loginterceptor(", "requestheader" | "requestbody" | "responsebody"),
        ANY,
    ),
    Switch {
        pattern: pattern!(r"\bhttputil\.DumpRequest(?:Out)?\("; "httputil.dumprequest"),
        of: ANY,
        is: keeps_header,
    },
    switch(pattern!(r"\bwiretap\(\s*true|\.wiretap\("; "wiretap("), ANY),
    switch(
        pattern!(r#"\benableLoggingRequestDetails\b\s*=\s*['"]?true"#; "enableloggingrequestdetails"),
        ANY,
    ),
    switch(
        pattern!(r#"\b(?:org\.apache\.http\.wire|org\.apache\.http\.headers|org\.apache\.hc\.client5\.http\.wire|httpclient\.wire)\b['"]?\s*[=:,]\s*['"]?(?:DEBUG|TRACE|debug|trace)"#;
        "org.apache.h" | "httpclient.wire"),
        ANY,
    ),
    switch(
        pattern!(r"\blog_format\s[^;]{0,800}?\$http_authorization\b"; "log_format", "$http_authorization"),
        ANY,
    ),
    switch(
        pattern!(r"\bPrettyDioLogger\([^)]{0,120}?requestHeader\s*:\s*true"; "prettydiologger(", "requestheader"),
        ANY,
    ),
    // HTTParty, RestClient, Faraday, Typhoeus, Excon
    switch(
        pattern!(r"(?m)^[^\S\n]*debug_output\b[^\S\n]*\(?[^\S\n]*\$?[A-Za-z]|\bdebug_output:[^\S\n]*\$?[A-Za-z]"; "debug_output"),
        RUBY,
    ),
    switch(pattern!(r#"\bRestClient\.log\s*=\s*["'$A-Z]"#; "restclient.log"), RUBY),
    Switch {
        pattern: pattern!(r"\bresponse[ (]+:logger\b[^\n]*"; ":logger"),
        of: RUBY,
        is: |page, found| {
            let has = |sign: &&str| found.as_str().contains(*sign);
            let takes_out = ["headers: false", "headers => false", "do |"].iter().any(has);
            let shows = ["bodies: true", "headers: true"].iter().any(has);
            (shows || !takes_out) && !page.text().contains(".filter(")
        },
    },
    Switch {
        pattern: pattern!(r"\b(?:verbose|debug_request|debug):\s*true\b"; "true"),
        of: RUBY,
        is: |page, found| {
            page.may_hold(if found.as_str().starts_with("verbose") { "typhoeus" } else { "excon" })
        },
    },
    // resty and req
    Switch {
        pattern: pattern!(r"\bSetDebug\(\s*true\s*\)|\b\w+\.Debug\s*=\s*true\b"; "debug"),
        of: &[Go],
        is: |page, _| page.may_hold("resty"),
    },
    switch(
        pattern!(r"\b(?:EnableDump(?:All\w*|EachRequest\w*)|DevMode)\(\s*\)"; "enabledump" | "devmode"),
        &[Go],
    ),
    // Guzzle and Laravel
    Switch {
        pattern: pattern!(r#"["']debug["']\s*=>\s*(?:true\b|fopen\(|STD(?:ERR|OUT)\b)|\bRequestOptions::DEBUG\s*=>\s*(?:true\b|fopen\(|STD)"#; "debug"),
        of: &[Php],
        is: |page, _| {
            ["guzzle", "base_uri", "form_params", "new client("]
                .iter()
                .any(|sign| page.may_hold(sign))
        },
    },
    switch(pattern!(r"\bMessageFormatter::DEBUG\b"; "messageformatter::debug"), &[Php]),
    switch(
        pattern!(r#"\bMessageFormatter\(\s*["'][^"']{0,200}?\{(?:request|req_headers|req_body|req_header_[aA]uthorization)\}"#; "messageformatter("),
        &[Php],
    ),
    switch(
        pattern!(r"\bHttp::[^;]{0,300}?\bwith(?:Token|Headers|BasicAuth)\([^;]{0,300}?->(?:dump|dd)\(\)"; "http::", "->dump()" | "->dd()"),
        &[Php],
    ),
    switch(
        pattern!(r"\bcurl_getinfo\(\s*\$\w+\s*,\s*CURLINFO_HEADER_OUT\s*\)"; "curlinfo_header_out"),
        &[Php],
    ),
    // Jersey, REST Assured
    switch(pattern!(r"\bVerbosity\.PAYLOAD_(?:ANY|TEXT)\b"; "verbosity.payload_"), JVM),
    Switch {
        pattern: pattern!(r"\bgiven\(\)[^;]{0,600}?\.log\(\)\.(?:all|headers|everything|params|parameters|body)\(\)"; "given()", ".log()"),
        of: JVM,
        is: |page, found| {
            // Tests of a program's own interface are written so too.
            let is_vendors = page.vendor_domains().any(|domain| page.text().contains(domain));
            let is_sent = ["authorization", "oauth2(", "auth()", "client_secret"];
            is_vendors
                && !found.as_str().contains(".then()")
                && is_sent.iter().any(|sign| holds(found.as_str(), sign))
        },
    },
    // Camel
    Switch {
        pattern: pattern!(r"[$]\{(?:in\.)?headers\}|\blog:[\w.-]{1,80}\?[^\s\x22'<>]{0,200}?show(?:All|Headers)=true"; "headers}" | "=true"),
        of: &[Java, Kotlin, Groovy, Xml, Yaml],
        is: |page, _| page.may_hold("setheader") && page.may_hold("authorization"),
    },
    // sttp and http4s
    switch(pattern!(r"\blogRequestBody\s*=\s*true\b"; "logrequestbody"), &[Scala]),
    switch(
        pattern!(r"\bsensitiveHeaders\s*=\s*Set(?:\.empty|\[\w+\]\(\)|\(\))|\bredactHeadersWhen\s*=\s*_\s*=>\s*false"; "sensitiveheaders" | "redactheaderswhen"),
        &[Scala],
    ),
    Switch {
        pattern: pattern!(r"\b(?:Request)?Logger(?:\[[\w, ]{1,20}\])?(?:\.apply)?\(\s*(?:logHeaders\s*=\s*)?\w+\s*,\s*(?:logBody\s*=\s*)?true\b"; "logger"),
        of: &[Scala],
        is: |page, _| page.may_hold("http4s") || page.may_hold("logbody"),
    },
    // What tells a request as a command, or all of it
    switch(pattern!(r"\bcurlify\.to_curl\(|\bcurlify2?\.Curlify\("; "curlify"), &[Python]),
    switch(
        pattern!(r"\bdump\.dump_(?:all|response)\(|\bdump_all\(\s*r(?:es\w*)?\s*[,)]"; "dump_"),
        &[Python],
    ),
    switch(pattern!(r"\.connection_verbose\(\s*true\s*\)"; ".connection_verbose("), &[Rust]),
    Switch {
        pattern: pattern!(r"\bTesla\.Middleware\.Logger\b[^\n]*\bdebug:\s*true\b[^\n]*"; "tesla.middleware.logger"),
        of: &[Elixir],
        is: |_, found| !found.as_str().contains("filter_headers"),
    },
];

/// What of a library takes the credential out of all that it logs.
const REDACTED: [&str; 4] = [
    "redactHeader(\"Authorization\")",
    "redactHeader('Authorization')",
    "redactHeader(HttpHeaders.AUTHORIZATION)",
    "sanitizeHeader",
];

/// The switches that are on in a page, but where the credential is taken out again.
pub(super) fn switches<'p>(page: &'p Page<'_>) -> impl Iterator<Item = Span> + 'p {
    let is_redacted = REDACTED.iter().any(|sign| page.text().contains(sign));
    let may_be =
        move |switch: &&Switch| !is_redacted && (switch.of.is_empty() || page.is_in(switch.of));
    SWITCHES.iter().filter(may_be).flat_map(move |switch| {
        switch
            .pattern
            .find_iter(page)
            .filter(move |found| (switch.is)(page, found))
            .map(|found| last_line(page, found.span()))
    })
}

/// What of a switch stands in its last line: the call that it belongs to may start far above.
fn last_line(page: &Page<'_>, switch: Span) -> Span {
    let said = page.slice(switch);
    let Some(above) = said.rfind('\n') else { return switch };
    let blank = said[above..].len() - said[above..].trim_start().len();
    Span { start: switch.start + above + blank, end: switch.end }
}

/// `HEADERS` is a level of other things than logs of requests too, and a test of the level sets nothing.
fn is_http_level(page: &Page<'_>, found: &Found<'_>) -> bool {
    let is_bare = ["Level.", "LogLevel."].iter().any(|level| found.as_str().starts_with(level));
    let is_ktor = || page.may_hold("ktor") || page.may_hold("install(logging");
    let line = page.line(found.start());
    let is_test = || page.text()[line.start..found.start()].contains("==");
    !is_bare || page.may_hold("httplogging") || is_ktor() && !is_test()
}

/// Whether no line before a request is dumped takes the header out of it, or puts something else in its place.
fn keeps_header(page: &Page<'_>, found: &Found<'_>) -> bool {
    static TAKEN_OUT: Pattern = pattern!(
        r#"\.Header\.(?:Del\(\s*"Authorization"|Set\(\s*"Authorization"\s*,\s*"(?i:[^"]*(?:redact|mask|hidden|\*\*|xxx)|"))"#;
        ".header.del(" | ".header.set("
    );
    const NEAR: usize = 600;
    let near = page.text().ceil_char_boundary(found.start().saturating_sub(NEAR));
    !TAKEN_OUT.is_match(&page.text()[near..found.start()])
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::guidance::Facts;

    #[test]
    fn a_switch_stands_in_the_line_that_turns_it_on() {
        let of_dart = "dio.add(LogInterceptor(\n  error: true,\n  requestHeader: true,\n));\n";
        let of_php = "<?php\nHttp::withToken($t)\n  ->dump()\n  ->get($url);\n";
        for (path, text, line) in [("a.dart", of_dart, 3), ("a.php", of_php, 3)] {
            let page = Page::new(path, text, Facts::default());
            let lines = switches(&page).map(|span| text[..span.start].matches('\n').count() + 1);
            let lines: Vec<usize> = lines.collect();
            assert_eq!(lines, [line], "{text}");
        }
    }
}
