//! Checks of one's own that accept everything: a method or block whose whole answer is yes.
//!
//! Contract: goes by what only such a check is given, a certificate with its errors, and by a body that does nothing
//! but accept. One that looks at anything is not judged.

use crate::guidance::Page;
use crate::guidance::pattern::{Found, Pattern, pattern};
use crate::model::Span;

static METHODS: [Pattern; 8] = [
    // C#, F#
    pattern!(r"\bSslPolicyErrors\b[^(){};]{0,80}\)\s*(?:=>\s*true\b|(?::\s*bool\s*)?=\s*true\b|\{\s*(?:(?://|/\*)[^\n]{0,160}\n\s*)?return\s+true\b)";
        "sslpolicyerrors", "true"),
    pattern!(r"\bCheckValidationResult\s*\([^()]{0,200}\)\s*(?:=>\s*true\b|\{\s*(?:(?://|/\*)[^\n]{0,160}\n\s*)?return\s+true\b)";
        "checkvalidationresult", "true"),
    // Visual Basic
    pattern!(r"(?i)\bSslPolicyErrors\b[^()\n]{0,80}\)\s*As\s+Boolean\b[^\n]{0,80}\n\s*(?:'[^\n]{0,160}\n\s*)?Return\s+True\b";
        "sslpolicyerrors", "true"),
    // Java, Kotlin
    pattern!(r"\bverify\s*\([^(){}]{0,120}\bSSLSession\b[^(){}]{0,40}\)\s*(?::\s*Boolean\s*)?(?:=\s*true\b|\{\s*(?://[^\n]{0,160}\n\s*)?return\s+true\b)";
        "verify", "sslsession", "true"),
    pattern!(r"\bisTrusted\s*\([^(){}]{0,160}\bX509Certificate\b[^(){}]{0,80}\)\s*(?:throws\s+\w+\s*)?(?::\s*Boolean\s*)?(?:=\s*true\b|\{\s*(?://[^\n]{0,160}\n\s*)?return\s+true\b)";
        "istrusted", "x509certificate", "true"),
    // Delphi: the clients of its own library, and Indy
    pattern!(r"(?i)\bCertificate\s*:\s*TCertificate\s*;\s*var\s+\w+\s*:\s*Boolean\s*\)\s*;?\s*begin\s+(?://[^\n]{0,160}\n\s*)?\w+\s*:=\s*True\s*;?\s*end\b";
        "tcertificate", "true"),
    pattern!(r"(?i)\bTIdX509\b[^()]{0,160}\)\s*:\s*Boolean\s*;\s*begin\s+(?://[^\n]{0,160}\n\s*)?Result\s*:=\s*True\s*;?\s*end\b";
        "tidx509", "true"),
    // Dart: a function of that form given by its name
    pattern!(r"\bbool\s+\w+\s*\(\s*X509Certificate\b[^(){}]{0,120}\)\s*(?:=>\s*true\b|\{\s*return\s+true\b)";
        "x509certificate", "true"),
];

/// The methods in a page, in no order.
pub(super) fn switches<'p>(page: &'p Page<'_>) -> impl Iterator<Item = Span> + 'p {
    METHODS
        .iter()
        .flat_map(move |method| method.find_iter(page))
        .map(|found: Found<'_>| found.span())
}
