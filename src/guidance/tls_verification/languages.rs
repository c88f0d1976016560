//! Switches of clients in rarer languages, and of rarer clients in common ones.
//!
//! Contract: [`ANYWHERE`] are names that mean nothing else; [`IN_FILES`] are words that only mean it in files of a
//! language, or beside the name of a library.

use crate::guidance::Page;
use crate::guidance::language::Language::{self, *};
use crate::guidance::language::{JVM, RUBY};
use crate::guidance::pattern::{Found, Pattern, holds, pattern};
use crate::model::Span;

/// Names that mean nothing else.
static ANYWHERE: [Pattern; 51] = [
    // Java, Kotlin, Scala, Groovy, PHP
    pattern!(r"\b(?:set)?[vV]erify(?:ing)?(?:Peer|Host|Ssl|SSL|SslCerts|HostName|Hostname)\s*\(\s*(?:false|FALSE|0)\s*\)";
        "verify", "peer" | "host" | "ssl"),
    pattern!(r"(?:\bsetTrustAll|\.trustAll)\s*\(\s*true\s*\)|\bisTrustAll\s*=\s*true\b|\bSslContextFactory(?:\.Client)?\s*\(\s*true\s*\)";
        "trustall" | "sslcontextfactory", "true"),
    pattern!(r"\bset(?:UseInsecureTrustManager|DisableHttpsEndpointIdentificationAlgorithm)\s*\(\s*true\s*\)";
        "setuseinsecuretrustmanager" | "setdisablehttpsendpointidentificationalgorithm"),
    pattern!(r"\bvalidateTLSCertificates\s*\(\s*false\s*\)"; "validatetlscertificates"),
    pattern!(r"\bHostnameVerificationPolicy\.ANY\b|\.disableTrustManager\s*\(\s*\)|\bTls\.ENDPOINT_IDENTIFICATION_NONE\b";
        "hostnameverificationpolicy.any" | ".disabletrustmanager" | "endpoint_identification_none"),
    pattern!(r"\bignoreSSLIssues\s*\(|\binsecure(?:OkHttp|ApacheHttp|Http)Client\s*\("; "ignoresslissues" | "insecure"),
    pattern!(r"\bHttpOptions\.allowUnsafeSSL\b"; "httpoptions.allowunsafessl"),
    pattern!(r"\bwithAcceptAnyCertificate\s*\(\s*true\b"; "withacceptanycertificate"),
    pattern!(r"\bverifySslCerts\s*=\s*false\b"; "verifysslcerts"),
    pattern!(r"\bTLSContext\.(?:Builder\.[\w.\[\]]{1,40}\.)?insecure(?:Resource)?\b"; "tlscontext.", "insecure"),
    pattern!(r"\.addInsecureHost\s*\("; ".addinsecurehost"),
    pattern!(r"['\x22]sslverify(?:peer|host|peername)['\x22]\s*=>\s*(?:false|FALSE|0)\b"; "sslverify", "=>"),
    // C#, Visual Basic, PowerShell
    pattern!(r"\bX509CertificateValidationMode\.None\b|\bcertificateValidationMode\s*=\s*\x22None\x22";
        "certificatevalidationmode", "none"),
    pattern!(r"\bSkipCertificateCheck['\x22]?\]?\s*=\s*\$true\b"; "skipcertificatecheck", "$true"),
    pattern!(r"\bTrustAllCert(?:s|ificates)?Policy\b"; "trustallcert", "policy"),
    pattern!(r"(?i)\.option\s*\(\s*(?:4|WinHttpRequestOption_SslErrorIgnoreFlags)\s*\)\s*:?=\s*(?:13056|&H3300|0x3300|SslErrorFlag_Ignore_All)\b";
        ".option", "13056" | "h3300" | "x3300" | "sslerrorflag_ignore_all"),
    pattern!(r"(?i)\.setOption\b\s*\(?\s*(?:2|SXH_OPTION_IGNORE_SERVER_SSL_CERT_ERROR_FLAGS)\s*,[^\n]{0,60}?(?:\b13056|&H3300|\b0x3300|\bSXH_SERVER_CERT_IGNORE_ALL_SERVER_ERRORS)\b";
        ".setoption", "13056" | "h3300" | "x3300" | "sxh_server_cert_ignore_all_server_errors"),
    // C, C++, D
    pattern!(r"\b(?:INTERNET_FLAG|SECURITY_FLAG)_IGNORE_(?:UNKNOWN_CA|CERT_CN_INVALID|CERT_DATE_INVALID)\b";
        "_flag_ignore_"),
    pattern!(r"\bCurlOption\.ssl_verify(?:peer|host)\s*,\s*(?:0|false)\b"; "curloption.ssl_verify"),
    // Rust, Go
    pattern!(r"\bdisable_verification\s*\(\s*true\s*\)|certificate_verifier\s*\(\s*(?:\w+::)*Arc::new\s*\(\s*(?:\w+::)*(?:No[A-Z]|(?:Accept|Allow|Trust)(?:All|Any|Every|Invalid)|Insecure|Skip|Danger|Dummy|Ignore|Disabled?)\w*";
        "disable_verification" | "certificate_verifier"),
    pattern!(r"\bssl_verify_(?:peer|host)\s*\(\s*false\s*\)"; "ssl_verify_"),
    pattern!(r"\bSslOption::DANGER_ACCEPT_(?:INVALID_CERTS|REVOKED_CERTS|INVALID_HOSTS)\b";
        "ssloption::danger_accept_"),
    pattern!(r"\bEnableInsecureSkipVerify\s*\(\s*\)"; "enableinsecureskipverify"),
    // JavaScript, phones
    pattern!(r"\.disableTLSCerts\s*\(\s*\)"; ".disabletlscerts"),
    pattern!(r"\bset(?:ServerTrustMode|SSLCertMode)\s*\(\s*['\x22]nocheck['\x22]";
        "setservertrustmode" | "setsslcertmode", "nocheck"),
    pattern!(r"\bdisableAllSecurity\s*:\s*true\b"; "disableallsecurity"),
    pattern!(r"--unsafely-ignore-certificate-errors\b"; "--unsafely-ignore-certificate-errors"),
    pattern!(r"\bvalidateHttpsCertificates['\x22]?\s*:\s*false\b"; "validatehttpscertificates", "false"),
    pattern!(r"\bsetCertificateVerifyProc\s*\(\s*(?:async\s+)?(?:function\s*)?\(\s*\w+[^(),]{0,40},\s*\w+[^(),]{0,40}\)\s*(?:=>\s*)?\{?\s*(?://[^\n]{0,160}\n\s*)?(?:return\s+)?\w+\(\s*0\s*\)";
        "setcertificateverifyproc"),
    pattern!(r"['\x22]certificate-error['\x22]\s*,\s*(?:async\s+)?(?:function\s*)?\([^()]{0,200}\)\s*(?:=>\s*)?\{\s*(?://[^\n]{0,160}\n\s*)?(?:\w+\.preventDefault\(\);?\s*)?(?://[^\n]{0,160}\n\s*)?(?:return\s+)?\w+\(\s*true\s*\)";
        "certificate-error", "true"),
    pattern!(r"\b(?:append(?:Switch|Argument)|CefCommandLineArgs\.Add)\s*\(\s*['\x22\x60](?:--)?ignore-certificate-errors['\x22\x60]";
        "ignore-certificate-errors"),
    pattern!(r"\bCoreWebView2ServerCertificateErrorAction\.AlwaysAllow\b"; "certificateerroraction.alwaysallow"),
    pattern!(r"\bonSslAuthError\s*:\s*\([^()]{0,60}\)\s*(?:=>|\{)\s*\w+\.proceed\s*\("; "onsslautherror", ".proceed"),
    pattern!(r"\btrustUnsecureCerts\s*\(\s*true\b"; "trustunsecurecerts", "true"),
    pattern!(r"\b(?:electron|nw)[\w-]*\b[^'\x22\n|;&]{0,160}?--ignore-certificate-errors\b|\bchromium-args['\x22]\s*:\s*['\x22][^'\x22\n]{0,200}?--ignore-certificate-errors\b";
        "--ignore-certificate-errors"),
    pattern!(r"\bkarate\.configure\s*\(\s*['\x22]ssl['\x22]\s*,\s*(?:true\b|\{[^{}\n]{0,120}?\btrustAll\s*:\s*true\b)";
        "karate.configure", "ssl", "true"),
    pattern!(r"\bsetAllowsAnyHTTPSCertificate\s*:\s*YES\b"; "setallowsanyhttpscertificate"),
    pattern!(r"\bkCFStreamSSLValidatesCertificateChain\b[^;\n]{0,30}(?:@NO\b|kCFBooleanFalse\b)";
        "kcfstreamsslvalidatescertificatechain"),
    pattern!(r"\bvalidateCertificate\s*:\s*\([^()]{0,80}\)\s*=>\s*true\b"; "validatecertificate", "true"),
    pattern!(r"\bonBadCertificate\s*[:=]\s*\(\s*\w+\s*\)\s*=>\s*true\b"; "onbadcertificate", "true"),
    pattern!(r"\bServerTrustAuthResponseAction\.PROCEED\b"; "servertrustauthresponseaction.proceed"),
    pattern!(r"\.disableEvaluation\b"; ".disableevaluation"),
    pattern!(r"\b(?:set)?[vV]alidates(?:SecureCertificate|DomainName)['\x22]?\s*[:=]\s*(?:NO|false)\b";
        "validatessecurecertificate" | "validatesdomainname"),
    pattern!(r"\bacceptInvalid(?:Certs|Hostnames)['\x22]?\s*:\s*true\b"; "acceptinvalid", "true"),
    pattern!(r"\bacceptAllCerts\s*\(\s*true\b"; "acceptallcerts", "true"),
    pattern!(r"\ballowAutoSignedCert\s*[=:]\s*true\b"; "allowautosignedcert", "true"),
    pattern!(r"\btrustSSL['\x22]?\s*:\s*true\b"; "trustssl", "true"),
    pattern!(r"\bTLSOptions\.client_unsafe\s*\("; "tlsoptions.client_unsafe"),
    // Haskell, Julia, Delphi
    pattern!(r"\bTLSSettingsSimple\s+True\b|\bsettingDisableCertificateValidation\s*=\s*True\b";
        "tlssettingssimple" | "settingdisablecertificatevalidation", "true"),
    pattern!(r"\brequire_ssl_verification\s*=\s*false\b"; "require_ssl_verification", "false"),
    pattern!(r"(?i)\bIgnore(?:SSL|Tls)CertificateErrors\s*:?=\s*True\b";
        "ignoresslcertificateerrors" | "ignoretlscertificateerrors"),
];

/// Words that mean it in files in these languages, and of these libraries where any is named.
static IN_FILES: [InFiles; 28] = [
    InFiles {
        of: RUBY,
        beside: Beside::Library(&["httparty", "faraday", "typhoeus", "excon", "httpx"]),
        pattern: pattern!(r"(?::verify\s*=>|\bverify:|\[:verify\]\s*=)\s*false\b"; "verify", "false"),
    },
    InFiles {
        of: RUBY,
        beside: Beside::Anything,
        pattern: pattern!(r"(?::verify_ssl\s*=>|\bssl\.verify\s*=|\bssl\[:verify\]\s*=)\s*false\b"; "verify", "false"),
    },
    InFiles {
        of: RUBY,
        beside: Beside::Anything,
        pattern: pattern!(r"\bssl_verify_mode(?::|\s*=>|\(|\s)\s*:none\b"; "ssl_verify_mode", ":none"),
    },
    InFiles {
        of: &[Perl],
        beside: Beside::Anything,
        pattern: pattern!(r"\bSSL_verify_mode['\x22]?\s*(?:=>|,)\s*(?:0x0+|0)\b"; "ssl_verify_mode"),
    },
    InFiles {
        of: &[Perl],
        beside: Beside::Library(&["mojo"]),
        pattern: pattern!(
            r"->insecure\(\s*1\s*\)|\binsecure\s*=>\s*1\b|\bMOJO_INSECURE['\x22}\]]{0,3}\s*=\s*['\x22]?1\b";
            "insecure"
        ),
    },
    InFiles {
        of: &[Clojure],
        beside: Beside::Anything,
        pattern: pattern!(r":insecure(?:-ssl)?\??\s+true\b"; ":insecure", "true"),
    },
    InFiles {
        of: &[Haskell],
        beside: Beside::Library(&["openssl"]),
        pattern: pattern!(r"\bVerifyNone\b"; "verifynone"),
    },
    InFiles {
        of: &[Haskell],
        beside: Beside::Anything,
        pattern: pattern!(
            r"\bonServerCertificate\s*=\s*(?:\\\s*_\s+_\s+_\s+_\s*->\s*|const\s*\(?.{0,40}?)(?:return|pure)\s*\[\]";
            "onservercertificate"
        ),
    },
    InFiles {
        of: &[Pascal],
        beside: Beside::Anything,
        pattern: pattern!(r"(?i)\bSSLOptions\.VerifyMode\s*:=\s*\[\s*\]"; "ssloptions.verifymode"),
    },
    InFiles {
        of: &[Pascal],
        beside: Beside::Anything,
        pattern: pattern!(r"(?i)\b(?:VerifyCert|SslVerifyPeer|VerifySSLCertificate)\s*:=\s*False\b";
            "verifycert" | "sslverifypeer" | "verifysslcertificate", "false"),
    },
    InFiles {
        of: &[R],
        beside: Beside::Anything,
        pattern: pattern!(r"\bssl\.verify(?:peer|host)\s*=\s*(?:FALSE|F|0L?)\b"; "ssl.verify"),
    },
    InFiles {
        of: &[R],
        beside: Beside::Anything,
        pattern: pattern!(r"\bextra\s*=\s*['\x22](?:-k|--insecure|--no-check-certificate)\b";
            "extra", "-k" | "--insecure" | "--no-check-certificate"),
    },
    InFiles {
        of: &[Lua, Conf],
        beside: Beside::Anything,
        pattern: pattern!(
            r"(?:\b|_)ssl_verify(?:peer|host)\s*\(\s*(?:false|0)\b|\bOPT_SSL_VERIFY(?:PEER|HOST)\s*\]\s*=\s*(?:false|0)\b";
            "ssl_verify"
        ),
    },
    InFiles {
        of: &[Lua, Conf],
        beside: Beside::Anything,
        pattern: pattern!(r"\.VERIFY_NONE\b"; ".verify_none"),
    },
    InFiles {
        of: &[Nim],
        beside: Beside::Anything,
        pattern: pattern!(r"\bverifyMode\s*=\s*CVerifyNone\b"; "cverifynone"),
    },
    InFiles {
        of: &[Crystal],
        beside: Beside::Anything,
        pattern: pattern!(r"\bVerifyMode::NONE\b"; "verifymode::none"),
    },
    InFiles {
        of: &[Gleam],
        beside: Beside::Anything,
        pattern: pattern!(r"\bverify_tls\s*\([^()\n]{0,40}\bFalse\s*\)"; "verify_tls", "false"),
    },
    InFiles {
        of: &[OCaml],
        beside: Beside::Library(&["curl"]),
        pattern: pattern!(r"\bset_sslverify(?:peer|host)\s+\w+\s+(?:false|[\w.]*SSLVERIFYHOST_NONE)\b";
            "set_sslverify"),
    },
    InFiles {
        of: &[Matlab],
        beside: Beside::Library(&["weboptions"]),
        pattern: pattern!(r"\bCertificateFilename['\x22]?\s*[,=]\s*(?:''|\x22\x22)"; "certificatefilename"),
    },
    InFiles {
        of: JVM,
        beside: Beside::Anything,
        pattern: pattern!(r"\bTrustStrategy\b[^;]{0,160}?->\s*true\b"; "truststrategy", "true"),
    },
    InFiles {
        of: JVM,
        beside: Beside::Anything,
        pattern: pattern!(r"\bHostnameVerifier\s*\{\s*\w+\s*,\s*\w+\s*->\s*true\b"; "hostnameverifier", "true"),
    },
    InFiles {
        of: &[JavaScript],
        beside: Beside::Library(&["blob"]),
        pattern: pattern!(r"\btrusty\s*:\s*true\b"; "trusty", "true"),
    },
    InFiles {
        of: &[Python],
        beside: Beside::Library(&["urllib3"]),
        pattern: pattern!(r"\bassert_hostname\s*=\s*False\b"; "assert_hostname", "false"),
    },
    InFiles {
        of: &[Python],
        beside: Beside::Library(&["requests", "httpx", "session"]),
        pattern: pattern!(r"[(,]\s*verify\s*=\s*0\s*[,)]|\.verify\s*=\s*0(?:\s|$)"; "verify", "0"),
    },
    InFiles {
        of: &[Rust],
        beside: Beside::Anything,
        pattern: pattern!(
            r"\bfn\s+verify_server_cert\s*\([^{;]{0,600}\{\s*Ok\((?:\w+::)*ServerCertVerified::assertion\(\)\)";
            "verify_server_cert", "servercertverified::assertion"
        ),
    },
    InFiles {
        of: &[Gherkin],
        beside: Beside::Anything,
        pattern: pattern!(r"\bconfigure\s+ssl\s*=\s*true\b"; "configure", "ssl"),
    },
    // Browsers that log in: pages of an app of one's own are tested in them too, so that the vendor's host has to stand
    // in the file.
    InFiles {
        of: &[JavaScript, Python, Java, CSharp, Ruby],
        beside: Beside::VendorHost,
        pattern: pattern!(r"(?x)
                \b(?: ignoreHTTPSErrors | acceptInsecureCerts | IgnoreHTTPSErrors | ignore_https_errors | accept_insecure_certs )['\x22]?\s*[:=,]\s*(?:true|True)\b
              | --ignore-certificate-errors\b | \bsetAcceptInsecureCerts\s*\(\s*true\b";
            "ignore" | "acceptinsecurecerts" | "accept_insecure_certs"),
    },
    InFiles {
        of: &[Shell, Batch, PowerShell, Json],
        beside: Beside::VendorHost,
        pattern: pattern!(
            r"(?i)\b(?:chrome|chromium(?:-browser)?|msedge|brave)(?:\.exe)?\b[^\n|;]{0,200}?--ignore-certificate-errors\b";
            "--ignore-certificate-errors"
        ),
    },
];

/// A switch of a language.
struct InFiles {
    of: &'static [Language],
    beside: Beside,
    pattern: Pattern,
}

/// What the text has to hold beside the switch.
enum Beside {
    Anything,
    /// The name of one of these libraries, without capitals.
    Library(&'static [&'static str]),
    /// A host that is the vendor's, or counts as such.
    VendorHost,
}

impl Beside {
    fn stands_in(&self, page: &Page<'_>) -> bool {
        match self {
            Beside::Anything => true,
            Beside::Library(names) => names.iter().any(|name| holds(page.text(), name)),
            Beside::VendorHost => page.vendor_domains().any(|domain| holds(page.text(), domain)),
        }
    }
}

/// The switches in a page, in no order.
pub(super) fn switches<'p>(page: &'p Page<'_>) -> impl Iterator<Item = Span> + 'p {
    let in_files = IN_FILES
        .iter()
        .filter(|switch| page.is_in(switch.of))
        .filter(|switch| switch.beside.stands_in(page))
        .map(|switch| &switch.pattern);
    ANYWHERE.iter().chain(in_files).flat_map(move |pattern| pattern.find_iter(page)).map(span)
}

fn span(found: Found<'_>) -> Span {
    found.span()
}
