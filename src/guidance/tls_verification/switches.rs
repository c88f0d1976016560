//! The switches that most clients, servers and settings have: what turns the checks off wherever it stands.

use crate::guidance::pattern::{Pattern, pattern};
use crate::model::vendor;

/// Ways to turn the checks off, in the languages and settings in which the API is called.
pub(super) static OFF: [Pattern; 57] = [
    // Python
    pattern!(r"\bverify\s*=\s*False\b|\bcert_verify\s*\(\s*(?:self\s*,\s*)?\w+\s*,\s*\w+\s*,\s*False\b"; "verify", "false"),
    pattern!(r"\burllib3\.disable_warnings\s*\("; "disable_warnings"),
    pattern!(r"\bdisable_warnings\s*\(\s*(?:urllib3\.exceptions\.|category\s*=\s*)?InsecureRequestWarning";
        "disable_warnings", "insecurerequestwarning"),
    pattern!(r"\b_create_unverified_context\b"; "_create_unverified_context"),
    pattern!(r"\bssl\.(?:VerifyMode\.)?CERT_NONE\b|\bcert_reqs\s*=\s*['\x22](?:CERT_)?NONE['\x22]|\bverify_mode\s*(?:=>?|:)\s*0\b";
        "cert_none" | "cert_reqs" | "verify_mode"),
    pattern!(r"\bcheck_hostname\s*=\s*False\b"; "check_hostname", "false"),
    pattern!(r"\bssl\s*=\s*False\b"; "ssl", "false"),
    pattern!(r"\bdisable_ssl_certificate_validation\s*=\s*True\b"; "disable_ssl_certificate_validation"),
    pattern!(r"\bPYTHONHTTPSVERIFY['\x22]?\]?\s*[=:]\s*['\x22]?0\b"; "pythonhttpsverify"),
    pattern!(r"\b(?:CURL|REQUESTS)_CA_BUNDLE['\x22]?\]?\s*=\s*(?:\x22\x22|'')"; "_ca_bundle"),
    // JavaScript
    pattern!(r"\b(?:strictSSL|insecureHTTPParser)['\x22]?\s*[:=]\s*false\b";
        "strictssl" | "insecurehttpparser", "false"),
    // C#, PowerShell
    pattern!(r"\b(?:ServerCertificateCustomValidationCallback|ServerCertificateValidationCallback|RemoteCertificateValidationCallback)\b[^;{}]{0,160}?(?:[=-]>\s*true\b|\{\s*(?:return\s+)?\$true\b|Function\s*\([^)]*\)\s*True\b)";
        "certificatecustomvalidationcallback" | "certificatevalidationcallback", "true"),
    pattern!(r"\bDangerousAcceptAnyServerCertificateValidator\b"; "dangerousacceptanyservercertificatevalidator"),
    pattern!(r"-SkipCertificateCheck(?::\$true)?(?:[^\w:]|$)"; "-skipcertificatecheck"),
    // Java, Kotlin
    pattern!(r"\b(?:NoopHostnameVerifier|TrustAllStrategy|InsecureTrustManagerFactory|ALLOW_ALL_HOSTNAME_VERIFIER|AllowAllHostnameVerifier|[Tt]rustAll(?:Certs?|Certificates|Hosts|HostnameVerifier|(?:X509)?(?:Extended)?(?:Trust)?Manager)|TrustSelfSignedStrategy)\b|\bTrustAll\(\)";
        "noophostnameverifier" | "trustall" | "trustselfsignedstrategy" | "insecuretrustmanagerfactory"
        | "allow_all_hostname_verifier" | "allowallhostnameverifier"),
    pattern!(r"\bcheckServerTrusted\s*\([^)]*\)\s*(?:throws\s+[\w.,\s]+)?(?::\s*Unit\s*)?(?:\{\s*(?://[^\n]*\s*)?\}|=\s*Unit\b)";
        "checkservertrusted"),
    pattern!(r"\b(?:set(?:Default)?H|h|defaultH)ostnameVerifier\s*(?:\(\s*)?[({]?[^;\n]{0,60}->\s*true\b";
        "hostnameverifier", "true"),
    pattern!(r"\bacceptAnyCertificate\s*[:=]\s*true\b"; "acceptanycertificate"),
    pattern!(r"\b(?:useR|r)elaxedHTTPSValidation\s*\("; "relaxedhttpsvalidation"),
    // Rust
    pattern!(r"\b(?:tls_)?danger_accept_invalid_(?:certs|hostnames)\s*\(\s*true\s*\)"; "danger_accept_invalid_"),
    pattern!(r"\bSslVerifyMode::NONE\b"; "sslverifymode::none"),
    // PHP
    pattern!(r"\bCURLOPT_SSL_VERIFY(?:PEER|HOST|STATUS)\s*(?:,|=>|\]\s*=)\s*(?:false|FALSE|0L?|\x220\x22|'0')";
        "curlopt_ssl_verify"),
    pattern!(r"(?:['\x22](?:verify|verify_peer|verify_peer_name)['\x22]|\bRequestOptions::VERIFY)\s*(?:=>|\]\s*=)\s*(?:[fF]alse|FALSE|0)\b"; "verify"),
    pattern!(r"\bsetDefaultOption\(\s*['\x22]verify['\x22]\s*,\s*(?:false|FALSE)\b"; "setdefaultoption(", "verify"),
    pattern!(r"['\x22]allow_self_signed['\x22]\s*=>\s*(?:true|TRUE|1)\b"; "allow_self_signed"),
    pattern!(r"\bwithoutVerifying\s*\(\s*\)"; "withoutverifying"),
    // Ruby, Perl, Elixir
    pattern!(r"\b(?:OpenSSL::SSL::|SSL_)VERIFY_NONE\b|:verify_none\b"; "verify_none"),
    pattern!(r"\bssl(?:_options)?['\x22]?\s*(?::|=>)\s*\{[^}\n]{0,80}?\bverify['\x22]?\s*(?::|=>)\s*false\b";
        "ssl", "verify", "false"),
    pattern!(r"\bverify_(?:hostname|SSL)\s*=>\s*0\b"; "verify_hostname" | "verify_ssl", "=>"),
    pattern!(r"\b(?:hackney:\s*\[[^\]\n]{0,60}|Hackney,[^}\n]{0,60})(?::insecure\b|\binsecure:\s*true\b)";
        "hackney", "insecure"),
    // R, Ruby
    pattern!(r"\bssl_verify_?(?:peer|host)['\x22\]]{0,2}\s*(?:=>|:|=)\s*(?:0L?|FALSE|F|false)\b"; "ssl_verify"),
    // Swift, Dart
    pattern!(r"\bbadCertificateCallback\s*=[^;{}]{0,120}?=>\s*true\b";
        "badcertificatecallback", "true"),
    pattern!(r"\bSecTrustSetExceptions\s*\([^,()\n]{1,80},\s*SecTrustCopyExceptions\b|=\s*SecTrustCopyExceptions\s*\(";
        "sectrustcopyexceptions"),
    // Ruby, Elixir, PHP, Python: what clients are told beside their own switches
    pattern!(r"\b(?:HTTParty|Faraday|Typhoeus|Excon|HTTPX)\b[^\n]{0,160}\bverify:\s*false\b";
        "httparty" | "faraday" | "typhoeus" | "excon" | "httpx", "verify", "false"),
    pattern!(r"['\x22]sslverify['\x22]\s*=>\s*(?:false|FALSE|0)\b"; "sslverify", "=>"),
    pattern!(r"['\x22]https?_ssl_verify['\x22]\s*,\s*['\x22]__return_false"; "_ssl_verify", "__return_false"),
    pattern!(r"\bverify_(?:peer|host):\s*false\b"; "verify_peer" | "verify_host"),
    pattern!(r"['\x22]verify['\x22]\s*:\s*False\b"; "verify", "false"),
    pattern!(r"\b\w+\.SSL_VERIFY(?:PEER|HOST)\s*,\s*(?:0|False)\b"; ".ssl_verify"),
    pattern!(r"\bPERL_LWP_SSL_VERIFY_HOSTNAME['\x22}\]]{0,3}\s*=\s*['\x22]?0\b"; "perl_lwp_ssl_verify_hostname"),
    pattern!(r"\bverify\s*=\s*(?:['\x22]none['\x22]|\$\{False\})"; "verify"),
    pattern!(r"\{\s*verify\s*,\s*verify_none\s*\}"; "verify_none"),
    // Java, Kotlin, Android, C#, Unity
    pattern!(r"\bloadTrustMaterial\s*\([^;]{0,80}?->\s*true\b"; "loadtrustmaterial", "true"),
    pattern!(r"\bonReceivedSslError\b[^}]{0,300}?\.proceed\s*\("; "onreceivedsslerror", ".proceed"),
    pattern!(r"\bdisableHostnameVerification\b"; "disablehostnameverification"),
    pattern!(r"\bValidateCertificate\s*\([^)]{0,80}\)\s*(?:=>\s*true\b|\{\s*return\s+true\b)";
        "validatecertificate", "true"),
    // JavaScript, Qt, Swift, Objective-C, Visual Basic
    pattern!(r"\bcheckServerIdentity\s*:\s*\(\s*\)\s*=>\s*(?:undefined\b|null\b|\{\s*\})"; "checkserveridentity"),
    pattern!(r"\ballowUnauthorizedCerts['\x22]?\s*:\s*true\b"; "allowunauthorizedcerts"),
    pattern!(r"\bignoreSslErrors\s*\("; "ignoresslerrors"),
    pattern!(r"\bQSslSocket::VerifyNone\b"; "qsslsocket::verifynone"),
    pattern!(r"\bDisabledTrustEvaluator\b"; "disabledtrustevaluator"),
    pattern!(r"\ballowInvalidCertificates['\x22]?\s*[=:]\s*(?:YES|true)\b"; "allowinvalidcertificates"),
    // Servers between
    pattern!(r"\bssl\s+verify\s+none\b"; "ssl", "verify", "none"),
    pattern!(r"\bSSLProxy(?:Verify\s+none|CheckPeer(?:CN|Name|Expire)\s+off)\b";
        "sslproxyverify" | "sslproxycheckpeer"),
    pattern!(r"\b(?:trust-all|trustAll|trust_all|trust\.all)\s*[=:]\s*['\x22]?true\b";
        "trust-all" | "trustall" | "trust_all" | "trust.all"),
    // Settings
    pattern!(r"\bproxy_ssl_verify\s+off\b"; "proxy_ssl_verify", "off"),
    pattern!(r"\bGIT_SSL_NO_VERIFY\s*[=:]\s*['\x22]?(?:1|true)\b"; "git_ssl_no_verify"),
];

/// Settings that are checks, turned off: names, with whose they are before.
pub(super) static CHECKS: [Pattern; 2] = [
    pattern!(r"(?i)\b(?:[a-z0-9]+_)*reject_?unauthorized['\x22]?\]?\s*[:=]\s*(?:['\x22]?(?:0|false)\b|!1\b)";
        "rejectunauthorized" | "reject_unauthorized"),
    pattern!(r"(?i)\b(?:[a-z0-9]+_)*(?:verify[_.-]?(?:ssl|tls|certs?|certificates?)|validate[_.-]?(?:certs?|certificates?)|(?:ssl|tls)[_.-]?(?:verify|verification))['\x22]?\s*[:=]\s*['\x22]?(?:false|no|off|0|none)\b";
        "ssl" | "tls" | "cert"),
];

/// Settings that leave checks out, turned on.
pub(super) static ESCAPES: [Pattern; 3] = [
    pattern!(r"(?i)\b(?:[a-z0-9]+_)*(?:(?:tls_?)?insecure_?skip_?(?:tls_?)?verify|tls_?skip_?verify|skip_?(?:tls|ssl|cert|certificate)_?(?:verify|verification|check))['\x22]?\s*[:=]\s*['\x22]?(?:true|1)\b";
        "skip"),
    pattern!(r"(?i)\b(?:[a-z0-9]+_)*ignore_?(?:ssl|tls|cert|certificate)_?errors['\x22]?\s*[:=]\s*['\x22]?(?:true|yes|on|1)\b";
        "ignore", "errors"),
    pattern!(r"(?i)(?:", vendor::PATTERN, r"_|\bup_)(?:insecure|skip_?verify)\s*=\s*['\x22]?(?:true|yes|on|1)\b";
        "_insecure" | "_skip"),
];
