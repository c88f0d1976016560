//! `tls-verification-disabled`: certificates are not checked where Banqup is called, so HTTPS protects nothing.

use super::code::is_code;
use super::command::{CURL_VALUED, commands};
use super::pattern::{Found, Pattern};
use super::{Page, Remark, brackets, client, name, option, owner};
use crate::model::{Confidence, Severity, Span, is_refused};

/// Ways to turn the checks off, in the languages and settings in which the API is called.
static OFF: [Pattern; 58] = [
    // Python
    Pattern::new(&[r"\bverify\s*=\s*False\b"], &[&["verify"], &["false"]]),
    Pattern::new(&[r"\burllib3\.disable_warnings\s*\("], &[&["disable_warnings"]]),
    Pattern::new(
        &[
            r"\bdisable_warnings\s*\(\s*(?:urllib3\.exceptions\.|category\s*=\s*)?InsecureRequestWarning",
        ],
        &[&["disable_warnings"], &["insecurerequestwarning"]],
    ),
    Pattern::new(&[r"\b_create_unverified_context\b"], &[&["_create_unverified_context"]]),
    Pattern::new(
        &[r"\bssl\.CERT_NONE\b|\bcert_reqs\s*=\s*['\x22](?:CERT_)?NONE['\x22]"],
        &[&["cert_none", "cert_reqs"]],
    ),
    Pattern::new(&[r"\bcheck_hostname\s*=\s*False\b"], &[&["check_hostname"], &["false"]]),
    Pattern::new(&[r"\bssl\s*=\s*False\b"], &[&["ssl"], &["false"]]),
    Pattern::new(
        &[r"\bdisable_ssl_certificate_validation\s*=\s*True\b"],
        &[&["disable_ssl_certificate_validation"]],
    ),
    Pattern::new(
        &[r"\bPYTHONHTTPSVERIFY['\x22]?\]?\s*[=:]\s*['\x22]?0\b"],
        &[&["pythonhttpsverify"]],
    ),
    Pattern::new(
        &[r"\b(?:CURL|REQUESTS)_CA_BUNDLE['\x22]?\]?\s*=\s*(?:\x22\x22|'')"],
        &[&["_ca_bundle"]],
    ),
    // JavaScript
    Pattern::new(
        &[r"\b(?:strictSSL|insecureHTTPParser)['\x22]?\s*[:=]\s*false\b"],
        &[&["strictssl", "insecurehttpparser"], &["false"]],
    ),
    // C#, PowerShell
    Pattern::new(
        &[
            r"(?s)\b(?:ServerCertificateCustomValidationCallback|ServerCertificateValidationCallback|RemoteCertificateValidationCallback)\b[^;]{0,160}?(?:=>\s*(?:\{\s*return\s+)?true\b|return\s+true\b|\{\s*\$true\s*\}|Function\s*\([^)]*\)\s*True\b)",
        ],
        &[&["certificatecustomvalidationcallback", "certificatevalidationcallback"], &["true"]],
    ),
    Pattern::new(
        &[r"\bDangerousAcceptAnyServerCertificateValidator\b"],
        &[&["dangerousacceptanyservercertificatevalidator"]],
    ),
    Pattern::new(&[r"-SkipCertificateCheck\b"], &[&["-skipcertificatecheck"]]),
    // Java, Kotlin
    Pattern::new(
        &[
            r"\b(?:NoopHostnameVerifier|TrustAllStrategy|InsecureTrustManagerFactory|ALLOW_ALL_HOSTNAME_VERIFIER|AllowAllHostnameVerifier|TrustAllCerts|trustAllCerts|TrustAllManager)\b",
        ],
        &[&[
            "noophostnameverifier",
            "trustall",
            "insecuretrustmanagerfactory",
            "allow_all_hostname_verifier",
            "allowallhostnameverifier",
        ]],
    ),
    Pattern::new(
        &[
            r"\bcheckServerTrusted\s*\([^)]*\)\s*(?:throws\s+[\w.,\s]+)?(?::\s*Unit\s*)?(?:\{\s*(?://[^\n]*\s*)?\}|=\s*Unit\b)",
        ],
        &[&["checkservertrusted"]],
    ),
    Pattern::new(
        &[
            r"\b(?:set(?:Default)?H|h|defaultH)ostnameVerifier\s*(?:\(\s*)?[({]?[^;\n]{0,60}->\s*true\b",
        ],
        &[&["hostnameverifier"], &["true"]],
    ),
    Pattern::new(
        &[r"\bnew\s+HostnameVerifier\s*\(\s*\)\s*\{[^}]{0,200}?\breturn\s+true\b"],
        &[&["hostnameverifier"], &["true"]],
    ),
    Pattern::new(&[r"\bacceptAnyCertificate\s*[:=]\s*true\b"], &[&["acceptanycertificate"]]),
    Pattern::new(&[r"\b(?:useR|r)elaxedHTTPSValidation\s*\("], &[&["relaxedhttpsvalidation"]]),
    // Rust
    Pattern::new(
        &[r"\bdanger_accept_invalid_(?:certs|hostnames)\s*\(\s*true\s*\)"],
        &[&["danger_accept_invalid_"]],
    ),
    Pattern::new(&[r"\bSslVerifyMode::NONE\b"], &[&["sslverifymode::none"]]),
    // PHP
    Pattern::new(
        &[
            r"\bCURLOPT_SSL_VERIFY(?:PEER|HOST|STATUS)\s*(?:,|=>)\s*(?:false|FALSE|0L?|\x220\x22|'0')",
        ],
        &[&["curlopt_ssl_verify"]],
    ),
    Pattern::new(
        &[r"['\x22](?:verify|verify_peer|verify_peer_name)['\x22]\s*=>\s*(?:false|FALSE|0)\b"],
        &[&["verify"], &["=>"]],
    ),
    Pattern::new(
        &[r"['\x22]allow_self_signed['\x22]\s*=>\s*(?:true|TRUE|1)\b"],
        &[&["allow_self_signed"]],
    ),
    Pattern::new(&[r"\bwithoutVerifying\s*\(\s*\)"], &[&["withoutverifying"]]),
    // Ruby, Perl, Elixir
    Pattern::new(&[r"\b(?:OpenSSL::SSL::|SSL_)VERIFY_NONE\b|:verify_none\b"], &[&["verify_none"]]),
    Pattern::new(
        &[
            r"\bssl(?:_options)?['\x22]?\s*(?::|=>)\s*\{[^}\n]{0,80}?\bverify['\x22]?\s*(?::|=>)\s*false\b",
        ],
        &[&["ssl"], &["verify"], &["false"]],
    ),
    Pattern::new(
        &[r"\bverify_(?:hostname|SSL)\s*=>\s*0\b"],
        &[&["verify_hostname", "verify_ssl"], &["=>"]],
    ),
    Pattern::new(&[r"\bhackney:\s*\[[^\]\n]{0,60}:insecure\b"], &[&["hackney"], &[":insecure"]]),
    // R, Ruby
    Pattern::new(
        &[r"\bssl_verify_?(?:peer|host)['\x22\]]{0,2}\s*(?:=>|:|=)\s*(?:0L?|FALSE|F|false)\b"],
        &[&["ssl_verify"]],
    ),
    // Swift, Dart
    Pattern::new(
        &[r"\bbadCertificateCallback\s*=[^;]{0,120}?(?:=>\s*true\b|return\s+true\b)"],
        &[&["badcertificatecallback"], &["true"]],
    ),
    Pattern::new(
        &[r"\.useCredential\s*,\s*URLCredential\s*\(\s*trust:"],
        &[&[".usecredential"], &["urlcredential"]],
    ),
    // Ruby, Elixir, PHP, Python: what clients are told beside their own switches
    Pattern::new(
        &[r"\b(?:HTTParty|Faraday|Typhoeus|Excon|HTTPX)\b[^\n]{0,160}\bverify:\s*false\b"],
        &[&["httparty", "faraday", "typhoeus", "excon", "httpx"], &["verify"], &["false"]],
    ),
    Pattern::new(
        &[r"['\x22]sslverify['\x22]\s*=>\s*(?:false|FALSE|0)\b"],
        &[&["sslverify"], &["=>"]],
    ),
    Pattern::new(
        &[r"['\x22]https?_ssl_verify['\x22]\s*,\s*['\x22]__return_false"],
        &[&["_ssl_verify"], &["__return_false"]],
    ),
    Pattern::new(&[r"\bverify_(?:peer|host):\s*false\b"], &[&["verify_peer", "verify_host"]]),
    Pattern::new(&[r"['\x22]verify['\x22]\s*:\s*False\b"], &[&["verify"], &["false"]]),
    Pattern::new(&[r"\bpycurl\.SSL_VERIFY(?:PEER|HOST)\s*,\s*0\b"], &[&["pycurl.ssl_verify"]]),
    Pattern::new(
        &[r"\bPERL_LWP_SSL_VERIFY_HOSTNAME['\x22}\]]{0,3}\s*=\s*['\x22]?0\b"],
        &[&["perl_lwp_ssl_verify_hostname"]],
    ),
    Pattern::new(&[r"\bverify\s*=\s*(?:['\x22]none['\x22]|\$\{False\})"], &[&["verify"]]),
    Pattern::new(&[r"\{\s*verify\s*,\s*verify_none\s*\}"], &[&["verify_none"]]),
    // Java, Kotlin, Android, C#, Unity
    Pattern::new(
        &[r"\bloadTrustMaterial\s*\([^;]{0,80}?->\s*true\b"],
        &[&["loadtrustmaterial"], &["true"]],
    ),
    Pattern::new(
        &[r"\bonReceivedSslError\b[^}]{0,300}?\.proceed\s*\("],
        &[&["onreceivedsslerror"], &[".proceed"]],
    ),
    Pattern::new(&[r"\bdisableHostnameVerification\b"], &[&["disablehostnameverification"]]),
    Pattern::new(
        &[r"\bValidateCertificate\s*\([^)]{0,80}\)\s*(?:=>\s*true\b|\{\s*return\s+true\b)"],
        &[&["validatecertificate"], &["true"]],
    ),
    // JavaScript, Qt, Swift, Objective-C, Visual Basic
    Pattern::new(
        &[r"\bcheckServerIdentity\s*:\s*\(\s*\)\s*=>\s*(?:undefined\b|null\b|\{\s*\})"],
        &[&["checkserveridentity"]],
    ),
    Pattern::new(
        &[r"\ballowUnauthorizedCerts['\x22]?\s*:\s*true\b"],
        &[&["allowunauthorizedcerts"]],
    ),
    Pattern::new(&[r"\bignoreSslErrors\s*\("], &[&["ignoresslerrors"]]),
    Pattern::new(&[r"\bQSslSocket::VerifyNone\b"], &[&["qsslsocket::verifynone"]]),
    Pattern::new(&[r"\bDisabledTrustEvaluator\b"], &[&["disabledtrustevaluator"]]),
    Pattern::new(
        &[r"\ballowInvalidCertificates\s*=\s*(?:YES|true)\b"],
        &[&["allowinvalidcertificates"]],
    ),
    Pattern::new(&[r"\.Option\(\s*4\s*\)\s*=\s*13056\b"], &[&[".option("], &["13056"]]),
    // Servers between
    Pattern::new(&[r"\bssl\s+verify\s+none\b"], &[&["ssl"], &["verify"], &["none"]]),
    Pattern::new(
        &[r"\bSSLProxy(?:Verify\s+none|CheckPeer(?:CN|Name|Expire)\s+off)\b"],
        &[&["sslproxyverify", "sslproxycheckpeer"]],
    ),
    Pattern::new(
        &[r"\b(?:trust-all|trustAll|trust_all|trust\.all)\s*[=:]\s*['\x22]?true\b"],
        &[&["trust-all", "trustall", "trust_all", "trust.all"]],
    ),
    // Settings
    Pattern::new(&[r"\bproxy_ssl_verify\s+off\b"], &[&["proxy_ssl_verify"], &["off"]]),
    Pattern::new(
        &[r"\bGIT_SSL_NO_VERIFY\s*[=:]\s*['\x22]?(?:1|true)\b"],
        &[&["git_ssl_no_verify"]],
    ),
];

/// Settings that are checks, turned off: names, with whose they are before.
static CHECKS: [Pattern; 2] = [
    Pattern::new(
        &[
            r"(?i)\b(?:[a-z0-9]+_)*reject_?unauthorized['\x22]?\]?\s*[:=]\s*(?:['\x22]?(?:0|false)\b|!1\b)",
        ],
        &[&["rejectunauthorized", "reject_unauthorized"]],
    ),
    Pattern::new(
        &[
            r"(?i)\b(?:[a-z0-9]+_)*(?:verify[_.-]?(?:ssl|tls|certs?|certificates?)|validate[_.-]?(?:certs?|certificates?)|(?:ssl|tls)[_.-]?(?:verify|verification))['\x22]?\s*[:=]\s*['\x22]?(?:false|no|off|0)\b",
        ],
        &[&["ssl", "tls", "cert"]],
    ),
];

/// Settings that leave checks out, turned on.
static ESCAPES: [Pattern; 3] = [
    Pattern::new(
        &[
            r"(?i)\b(?:[a-z0-9]+_)*(?:(?:tls_?)?insecure_?skip_?(?:tls_?)?verify|skip_?(?:tls|ssl|cert|certificate)_?(?:verify|verification|check))['\x22]?\s*[:=]\s*['\x22]?(?:true|1)\b",
        ],
        &[&["skip"]],
    ),
    Pattern::new(
        &[
            r"(?i)\b(?:[a-z0-9]+_)*ignore_?(?:ssl|tls|cert|certificate)_?errors['\x22]?\s*[:=]\s*['\x22]?(?:true|yes|on|1)\b",
        ],
        &[&["ignore"], &["errors"]],
    ),
    Pattern::new(
        &[
            r"(?i)\b(?:banqup|bq|upg|btx)_(?:insecure|skip_?verify)\s*=\s*['\x22]?(?:true|yes|on|1)\b",
        ],
        &[&["_insecure", "_skip"]],
    ),
];

/// Words of such settings that say nothing about whose they are.
#[rustfmt::skip]
const OF_SETTINGS: [&str; 24] = [
    "verify", "ssl", "tls", "cert", "certs", "certificate", "certificates", "validate", "verification", "reject", "unauthorized", "ignore",
    "errors", "skip", "insecure", "check", "node", "https", "rest", "requests", "enable", "options", "peer", "strict",
];

/// Flags of programs that fetch: the program, its short flag, its long one, the short flags that take a value.
const FLAGS: &[(&str, char, &str, &str)] = &[
    ("curl", 'k', "--insecure", CURL_VALUED),
    ("curl", '\0', "--proxy-insecure", CURL_VALUED),
    ("wget", '\0', "--no-check-certificate", ""),
    ("http", '\0', "--verify=no", ""),
    ("http", '\0', "--verify=false", ""),
    ("https", '\0', "--verify=no", ""),
    ("newman", 'k', "--insecure", "edgn"),
];

/// Calls that connect to a service of another kind, in letters of any case.
const OF_SERVICES: [&str; 14] = [
    "pool",
    "createpool",
    "createtransport",
    "redis",
    "createclient",
    "sequelize",
    "knex",
    "datasource",
    "mongoclient",
    "createconnection",
    "kafka",
    "smtp",
    "imapflow",
    "ldapclient",
];

/// How far around a switch another host makes it that host's affair, in lines above and below.
const NEAR: usize = 2;

pub(super) fn remarks(page: &Page<'_>) -> Vec<Remark> {
    if !page.is_about_vendor() {
        return Vec::new();
    }
    let mut places: Vec<Span> = switches(page).chain(flags(page)).collect();
    places.sort_unstable();
    places.dedup_by(|next, last| next.overlaps(*last));
    places
        .into_iter()
        .filter(|place| is_code(page, place.start) && !is_said(page, *place))
        .filter(|place| !is_refused(page.text(), *place))
        .filter_map(|place| remark(page, place))
        .collect()
}

/// Whether a text for people speaks of a switch, or a name is only imported.
fn is_said(page: &Page<'_>, place: Span) -> bool {
    const WORDS: usize = 3;
    let line = page.line(place.start);
    let (before, after) =
        (&page.text()[line.start..place.start], &page.text()[place.end.min(line.end)..line.end]);
    let is_import =
        ["import ", "using ", "use "].iter().any(|word| before.trim_start().starts_with(word));
    let is_script = page.has_extension(&[
        "sh", "bash", "zsh", "ps1", "bat", "cmd", "yml", "yaml", "mk", "json", "md",
    ]) || !page.file_name().contains('.');
    let quoted = before
        .rfind(['"', '\''])
        .filter(|at| before[..*at].matches(&before[*at..=*at]).count() % 2 == 0);
    let is_text = quoted.is_some_and(|open| {
        let quote = &before[open..=open];
        let rest = after.split(quote).next().unwrap_or_default();
        let words = before[open + 1..].split_whitespace().chain(rest.split_whitespace());
        let is_word = |word: &&str| {
            word.len() > 1
                && word.bytes().all(|byte| byte.is_ascii_alphabetic() || b",.:;`".contains(&byte))
        };
        !before[open..].contains("curl") && words.filter(is_word).count() >= WORDS
    });
    is_import || (!is_script && is_text)
}

fn remark(page: &Page<'_>, place: Span) -> Option<Remark> {
    if !option::is_guarded(page, place) {
        let said = "TLS certificates are not checked in a file that calls Banqup";
        return Some(Remark::new(place, said));
    }
    // Nobody can mend what a generator writes, and the checks are on unless somebody asks.
    let said = "checks of TLS certificates can be turned off in a file that calls Banqup";
    let note = Remark::new(place, said).severity(Severity::Note).confidence(Confidence::Low);
    (!option::is_generated(page)).then_some(note)
}

fn switches<'p>(page: &'p Page<'_>) -> impl Iterator<Item = Span> + 'p {
    let span = |found: Found<'_>| Span { start: found.start(), end: found.end() };
    let all = move |patterns: &'static [Pattern]| {
        patterns.iter().flat_map(move |pattern| pattern.find_iter(page)).map(span)
    };
    let checks = all(&CHECKS).filter(|place| !is_turned_round(setting(page, *place)));
    let settings = checks.chain(all(&ESCAPES)).filter(|place| !is_of_another(page, *place));
    all(&OFF)
        .chain(settings)
        .filter(|place| !is_about_signatures(page, *place) && !is_other_hosts(page, *place))
}

/// The name of a setting.
fn setting<'p>(page: &'p Page<'_>, place: Span) -> &'p str {
    let text = page.slice(place);
    let is_name = |c: char| c.is_ascii_alphanumeric() || "_.-".contains(c);
    &text[..text.find(|c| !is_name(c)).unwrap_or(text.len())]
}

/// Whether a word makes a check its own opposite: `NO_TLS_VERIFY=0`.
fn is_turned_round(setting: &str) -> bool {
    const WORDS: [&str; 7] = ["skip", "disable", "ignore", "without", "no", "not", "dont"];
    name::words(setting).iter().any(|word| WORDS.contains(&word.as_str()))
}

/// Whether a setting is that of another service, by its own name, or by what it stands in: `SMTP_VERIFY_SSL`, `ldap.tls.verify`, `redis: { … }`.
fn is_of_another(page: &Page<'_>, place: Span) -> bool {
    let setting = setting(page, place);
    if owner::is_vendors(setting) {
        return false;
    }
    if is_of_cluster(page) {
        return true;
    }
    let call = brackets::call_around(page.text(), place.start).unwrap_or_default();
    if OF_SERVICES.iter().any(|service| call.eq_ignore_ascii_case(service)) {
        return true;
    }
    let is_anybodys =
        |word: &String| OF_SETTINGS.contains(&word.as_str()) || owner::is_anybodys(word);
    let line = page.line(place.start);
    let before = &page.text()[line.start..place.start];
    let is_path = |c: char| c.is_ascii_alphanumeric() || "_.-".contains(c);
    let path = &before[before.trim_end_matches(is_path).len()..];
    let holders = path.split(['.', '-']).filter(|part| !part.is_empty());
    let holders = holders.chain(brackets::key_around(page.text(), place.start));
    !name::words(setting).iter().all(is_anybodys)
        || holders.into_iter().any(|holder| !client::is_ours(holder))
}

/// Whether a page sets how a cluster calls its own parts: what it scrapes, and who extends its API.
fn is_of_cluster(page: &Page<'_>) -> bool {
    static KIND: Pattern = Pattern::new(
        &[
            r"(?m)^kind:\s*(?:ServiceMonitor|PodMonitor|Probe|APIService|PrometheusRule|ScrapeConfig|\w*WebhookConfiguration)\b",
        ],
        &[&["kind:"]],
    );
    KIND.is_match(page)
}

/// Whether a command asks the program beside it whether it is well, as the probe of a container does.
fn is_probe(page: &Page<'_>, command: Span) -> bool {
    static OWN: Pattern = Pattern::new(
        &[r"(?i)localhost|127\.0\.0\.1|\[::1\]|\$\{?\w*(?:_ip|health)\w*|\.svc\b"],
        &[],
    );
    static PROBE: Pattern = Pattern::new(
        &[r"(?i)\b(?:liveness|readiness|startup)probe\b|\bhealth_?check\b"],
        &[&["probe", "health"]],
    );
    let line = page.line(command.start);
    let mut start = line.start;
    for _ in 0..2 * NEAR {
        start = page.line(start.saturating_sub(1)).start;
    }
    OWN.is_match(page.slice(command)) || PROBE.is_match(&page.text()[start..line.end])
}

/// Checking a token's signature is another matter than checking a server's certificate.
fn is_about_signatures(page: &Page<'_>, place: Span) -> bool {
    let line = page.line(place.start);
    let before = &page.text()[line.start..place.start];
    ["jwt.", "jws.", "decode(", "verify_signature", "signature"]
        .iter()
        .any(|word| before.contains(word))
}

/// Whether an address of somebody else stands in the line of the place, or near it, and none of the vendor's.
fn is_other_hosts(page: &Page<'_>, place: Span) -> bool {
    let mut around = page.line(place.start);
    around.end = page.line(place.end).end;
    if page.names_other_host(around) {
        return !page.names_vendor_host(around);
    }
    for _ in 0..NEAR {
        around.start = page.line(around.start.saturating_sub(1)).start;
        around.end = page.line((around.end + 1).min(page.text().len())).end;
    }
    page.names_other_host(around) && !page.names_vendor_host(around)
}

fn flags<'p>(page: &'p Page<'_>) -> impl Iterator<Item = Span> + 'p {
    FLAGS.iter().flat_map(|&(program, short, long, valued)| {
        commands(page, &[program])
            .into_iter()
            .filter(|command| !page.names_other_host(command.span))
            .filter(|command| page.names_vendor_host(command.span) || !is_probe(page, command.span))
            .filter_map(|command| command.flag(short, long, valued).map(|word| word.span))
            .collect::<Vec<_>>()
    })
}
