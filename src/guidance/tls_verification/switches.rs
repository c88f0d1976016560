//! The switches that most clients, servers and settings have: what turns the checks off wherever it stands.

use crate::guidance::pattern::Pattern;
use crate::model::vendor;

/// Ways to turn the checks off, in the languages and settings in which the API is called.
pub(super) static OFF: [Pattern; 57] = [
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
        &[r"\bssl\.(?:VerifyMode\.)?CERT_NONE\b|\bcert_reqs\s*=\s*['\x22](?:CERT_)?NONE['\x22]"],
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
            r"(?s)\b(?:ServerCertificateCustomValidationCallback|ServerCertificateValidationCallback|RemoteCertificateValidationCallback)\b[^;]{0,160}?(?:[=-]>\s*(?:\{\s*return\s+)?true\b|return\s+true\b|\{\s*(?:return\s+)?\$true\b|Function\s*\([^)]*\)\s*True\b)",
        ],
        &[&["certificatecustomvalidationcallback", "certificatevalidationcallback"], &["true"]],
    ),
    Pattern::new(
        &[r"\bDangerousAcceptAnyServerCertificateValidator\b"],
        &[&["dangerousacceptanyservercertificatevalidator"]],
    ),
    Pattern::new(
        &[r"-SkipCertificateCheck(?::\$true)?(?:[^\w:]|$)"],
        &[&["-skipcertificatecheck"]],
    ),
    // Java, Kotlin
    Pattern::new(
        &[
            r"\b(?:NoopHostnameVerifier|TrustAllStrategy|InsecureTrustManagerFactory|ALLOW_ALL_HOSTNAME_VERIFIER|AllowAllHostnameVerifier|[Tt]rustAll(?:Certs?|Certificates|Hosts|HostnameVerifier|(?:X509)?(?:Extended)?(?:Trust)?Manager)|TrustSelfSignedStrategy)\b",
        ],
        &[&[
            "noophostnameverifier",
            "trustall",
            "trustselfsignedstrategy",
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
        &[r"\b(?:tls_)?danger_accept_invalid_(?:certs|hostnames)\s*\(\s*true\s*\)"],
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
    Pattern::new(
        &[
            r"\b(?:hackney:\s*\[[^\]\n]{0,60}|Hackney,[^}\n]{0,60})(?::insecure\b|\binsecure:\s*true\b)",
        ],
        &[&["hackney"], &["insecure"]],
    ),
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
        &[r"\ballowInvalidCertificates['\x22]?\s*[=:]\s*(?:YES|true)\b"],
        &[&["allowinvalidcertificates"]],
    ),
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
pub(super) static CHECKS: [Pattern; 2] = [
    Pattern::new(
        &[
            r"(?i)\b(?:[a-z0-9]+_)*reject_?unauthorized['\x22]?\]?\s*[:=]\s*(?:['\x22]?(?:0|false)\b|!1\b)",
        ],
        &[&["rejectunauthorized", "reject_unauthorized"]],
    ),
    Pattern::new(
        &[
            r"(?i)\b(?:[a-z0-9]+_)*(?:verify[_.-]?(?:ssl|tls|certs?|certificates?)|validate[_.-]?(?:certs?|certificates?)|(?:ssl|tls)[_.-]?(?:verify|verification))['\x22]?\s*[:=]\s*['\x22]?(?:false|no|off|0|none)\b",
        ],
        &[&["ssl", "tls", "cert"]],
    ),
];

/// Settings that leave checks out, turned on.
pub(super) static ESCAPES: [Pattern; 3] = [
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
            r"(?i)(?:",
            vendor::PATTERN,
            r"_|\bup_)(?:insecure|skip_?verify)\s*=\s*['\x22]?(?:true|yes|on|1)\b",
        ],
        &[&["_insecure", "_skip"]],
    ),
];
