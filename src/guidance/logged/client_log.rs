//! Switches of clients, in some languages, by which they print or log their whole requests.
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
    of: &'static [Language],
    /// What else says that it is this one: what matched, and the page around it.
    is: fn(&Page<'_>, &Found<'_>) -> bool,
}

const fn switch(pattern: Pattern, of: &'static [Language]) -> Switch {
    Switch { pattern, of, is: |_, _| true }
}

static SWITCHES: [Switch; 21] = [
    // HTTParty, RestClient, Faraday, Typhoeus, Excon
    switch(
        pattern!(r"(?m)^[^\S\n]*debug_output\b[^\S\n]*\(?[^\S\n]*\$?[A-Za-z]|\bdebug_output:[^\S\n]*\$?[A-Za-z]"; "debug_output"),
        RUBY,
    ),
    switch(pattern!(r#"\bRestClient\.log\s*=\s*["'$A-Z]"#; "restclient.log"), RUBY),
    Switch {
        pattern: pattern!(r"\.response[ (]+:logger\b[^\n]*"; ":logger"),
        of: RUBY,
        is: |page, found| {
            let takes_out = ["headers: false", "headers => false", "do |"]
                .iter()
                .any(|sign| found.as_str().contains(sign));
            !takes_out && !page.text().contains(".filter(")
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

/// The switches that are on in a page.
pub(super) fn switches<'p>(page: &'p Page<'_>) -> impl Iterator<Item = Span> + 'p {
    SWITCHES.iter().filter(|switch| page.is_in(switch.of)).flat_map(move |switch| {
        switch
            .pattern
            .find_iter(page)
            .filter(move |found| (switch.is)(page, found))
            .map(|found| found.span())
    })
}
