//! Switches of programs that call an API by their configuration: clients with a window, integration platforms,
//! collectors, gateways.
//!
//! Contract: a collector also writes to stores of its own, whose certificates are no matter of the vendor's: a name
//! that both kinds of part use counts only in one that calls over HTTP.

use std::cell::LazyCell;

use crate::guidance::Page;
use crate::guidance::pattern::{Found, Pattern, pattern};
use crate::guidance::vendor_host::{VendorHost, vendor_hosts};
use crate::model::Span;

/// Names that only clients and gateways use.
static NAMES: [Pattern; 12] = [
    // Insomnia, the client of JetBrains, Postman
    pattern!(r"\x22settingValidateSSL\x22\s*:\s*false\b"; "settingvalidatessl"),
    pattern!(r"\x22verifyHostCertificate\x22\s*:\s*false\b"; "verifyhostcertificate", "false"),
    // Node-RED, Mule, WSO2
    pattern!(r"\x22verifyservercert\x22\s*:\s*false\b"; "verifyservercert"),
    pattern!(r"<tls:trust-store\b[^<>]{0,200}\binsecure\s*=\s*\x22true\x22"; "tls:trust-store", "insecure"),
    pattern!(r"\bname\s*=\s*\x22HostnameVerifier\x22\s*>\s*AllowAll\b"; "hostnameverifier", "allowall"),
    // Gateways
    pattern!(r"\btls_insecure_skip_verify\s*(?:[\r\n}]|$)"; "tls_insecure_skip_verify"),
    pattern!(r"\btrust_chain_verification\s*:\s*['\x22]?ACCEPT_UNTRUSTED\b";
        "trust_chain_verification", "accept_untrusted"),
    pattern!(r"\ballow_insecure_connections['\x22]?\s*:\s*true\b"; "allow_insecure_connections", "true"),
    pattern!(r"\buse(?:InsecureTrustManager|-insecure-trust-manager)\s*[:=]\s*true\b";
        "useinsecuretrustmanager" | "use-insecure-trust-manager", "true"),
    pattern!(r"\binsecure-trust-all-certificates\s*[:=]\s*true\b"; "insecure-trust-all-certificates", "true"),
    pattern!(r"\brest-client\.[\w.\x22-]{1,80}\.verify-host\s*[=:]\s*false\b"; "rest-client.", ".verify-host", "false"),
    // Terraform
    pattern!(r#"(?m)^[ \t]*(?:data[ \t]+"http"[ \t]+"[^"\n]{1,80}"|provider[ \t]+"(?:restapi|rest|http-full)")[ \t]*\{[ \t]*\r?\n(?:[ \t]+[^\n]*\n|[ \t\r]*\n){0,40}?[ \t]+insecure[ \t]*=[ \t]*true\b"#;
        "data" | "provider", "insecure", "true"),
];

/// Names that parts of collectors share, whatever they call.
static PARTS: [Pattern; 2] = [
    pattern!(r"\bssl_verification_mode\s*=>\s*['\x22]?none\b|\bssl_certificate_verification\s*=>\s*false\b";
        "ssl_verification_mode" | "ssl_certificate_verification", "none" | "false"),
    pattern!(r"(?i)\bverification_mode\s*:\s*['\x22]?none\b|\btls_verify_mode\s+none\b|\btls\.verify\s+off\b";
        "verification_mode" | "tls_verify_mode" | "tls.verify", "none" | "off"),
];

/// How far above and below such a name the address may stand, in lines.
const NEAR: usize = 8;

/// The switches in a page, in no order.
pub(super) fn switches<'p>(page: &'p Page<'_>) -> impl Iterator<Item = Span> + 'p {
    let of = move |patterns: &'static [Pattern]| {
        patterns
            .iter()
            .flat_map(move |pattern| pattern.find_iter(page))
            .map(|found: Found<'_>| found.span())
    };
    let hosts = LazyCell::new(|| vendor_hosts(page));
    of(&NAMES).chain(of(&PARTS).filter(move |place| calls_vendor(page, &hosts, *place)))
}

/// Whether the part of a collector that holds a place calls the vendor: its address stands near, within the part.
fn calls_vendor(page: &Page<'_>, hosts: &[VendorHost], place: Span) -> bool {
    let text = page.text();
    let mut around = page.line(place.start);
    for _ in 0..NEAR {
        let above = page.line(around.start.saturating_sub(1));
        if is_edge(page.slice(above)) {
            break;
        }
        around.start = above.start;
    }
    for _ in 0..NEAR {
        let below = page.line((around.end + 1).min(text.len()));
        if is_edge(page.slice(below)) {
            break;
        }
        around.end = below.end;
    }
    let from = hosts.partition_point(|host| host.span.start < around.start);
    hosts.get(from).is_some_and(|host| host.span.end <= around.end)
}

/// Whether a line is where one part ends and another begins.
fn is_edge(line: &str) -> bool {
    let is_top =
        line.starts_with(|c: char| c.is_ascii_alphabetic() || matches!(c, '[' | '<' | '}'));
    is_top
        || line.trim_end().ends_with("{") && !line.contains("=>")
        || line.trim_start().starts_with("</")
}
