//! Checks of one's own that accept everything: a method or block whose whole answer is yes.
//!
//! Contract: goes by what only such a check is given, a certificate with its errors, and by an answer that is yes
//! whatever comes. One that ever says something else, or refuses by throwing, checks something and is not judged.

use crate::guidance::pattern::{Found, Pattern, pattern};
use crate::guidance::{Page, brackets};
use crate::model::Span;

/// Checks that are told whole.
static METHODS: [Pattern; 8] = [
    // C#, F#
    pattern!(r"\bSslPolicyErrors\b[^(){};]{0,80}\)\s*(?:=>\s*true\b|(?::\s*bool\s*)?=\s*true\b)";
        "sslpolicyerrors", "true"),
    pattern!(r"\bCheckValidationResult\s*\([^()]{0,200}\)\s*=>\s*true\b"; "checkvalidationresult", "true"),
    // Visual Basic
    pattern!(r"(?i)\bSslPolicyErrors\b[^()\n]{0,80}\)\s*As\s+Boolean\b[^\n]{0,80}\n\s*(?:'[^\n]{0,160}\n\s*)?Return\s+True\b";
        "sslpolicyerrors", "true"),
    // Kotlin
    pattern!(r"\bverify\s*\([^(){}]{0,120}\bSSLSession\b[^(){}]{0,40}\)\s*(?::\s*Boolean\s*)?=\s*true\b";
        "verify", "sslsession", "true"),
    pattern!(r"\bisTrusted\s*\([^(){}]{0,160}\bX509Certificate\b[^(){}]{0,80}\)\s*(?::\s*Boolean\s*)?=\s*true\b";
        "istrusted", "x509certificate", "true"),
    // Delphi: the clients of its own library, and Indy
    pattern!(r"(?i)\bCertificate\s*:\s*TCertificate\s*;\s*var\s+\w+\s*:\s*Boolean\s*\)\s*;?\s*begin\s+(?://[^\n]{0,160}\n\s*)?\w+\s*:=\s*True\s*;?\s*end\b";
        "tcertificate", "true"),
    pattern!(r"(?i)\bTIdX509\b[^()]{0,160}\)\s*:\s*Boolean\s*;\s*begin\s+(?://[^\n]{0,160}\n\s*)?Result\s*:=\s*True\s*;?\s*end\b";
        "tidx509", "true"),
    // Dart: a function of that form given by its name
    pattern!(r"\bbool\s+\w+\s*\(\s*X509Certificate\b[^(){}]{0,120}\)\s*=>\s*true\b"; "x509certificate", "true"),
];

/// Checks with a body, up to the brace that opens it.
static BODIES: [Pattern; 7] = [
    // C#: a lambda or a delegate that is given to a client, and methods of that form
    pattern!(r"\b(?:ServerCertificateCustomValidationCallback|ServerCertificateValidationCallback|RemoteCertificateValidationCallback)\b[^;{}]{0,200}?(?:=>|\bdelegate(?:\s*\([^(){}]{0,160}\))?)\s*\{";
        "certificatecustomvalidationcallback" | "certificatevalidationcallback"),
    pattern!(r"\bSslPolicyErrors\s+\w+\s*\)\s*(?:=>\s*)?\{"; "sslpolicyerrors"),
    pattern!(r"\bCheckValidationResult\s*\([^()]{0,200}\)\s*\{"; "checkvalidationresult"),
    // Java, Kotlin: whatever its name is, since a reference may stand for the method; and lambdas
    pattern!(r"(?:\bnew\s+HostnameVerifier\s*\(\s*\)\s*\{\s*(?:@Override\s+)?(?:public\s+)?(?:final\s+)?boolean\s+)?\b\w{1,60}\s*\([^(){}]{0,120}(?:\bSSLSession\s+\w+|:\s*SSLSession\??)\s*\)\s*(?::\s*Boolean\s*|->\s*)?\{";
        "sslsession"),
    pattern!(r"\bisTrusted\s*\([^(){}]{0,160}\bX509Certificate\b[^(){}]{0,80}\)\s*(?:throws\s+\w+\s*)?(?::\s*Boolean\s*)?\{";
        "istrusted", "x509certificate"),
    pattern!(r"\b(?:set(?:Default)?H|h|defaultH)ostnameVerifier\s*\(\s*\([^(){}\n]{0,60}\)\s*->\s*\{"; "hostnameverifier"),
    // Dart
    pattern!(r"\bbadCertificateCallback\s*=[^;{}]{0,120}\)\s*\{|\bbool\s+\w+\s*\(\s*X509Certificate\b[^(){}]{0,120}\)\s*\{";
        "badcertificatecallback" | "x509certificate"),
];

/// The methods in a page, in no order.
pub(super) fn switches<'p>(page: &'p Page<'_>) -> impl Iterator<Item = Span> + 'p {
    let whole = METHODS.iter().flat_map(move |method| method.find_iter(page));
    let bodies = BODIES.iter().flat_map(move |head| head.find_iter(page));
    whole
        .map(|found: Found<'_>| found.span())
        .chain(bodies.filter_map(|head| accepting(page, head)))
}

/// The check up to its first answer, if all that its body answers is yes.
fn accepting(page: &Page<'_>, head: Found<'_>) -> Option<Span> {
    static ANSWER: Pattern = pattern!(
        r"//[^\n]*|/\*[^*]{0,400}\*/|\b(?:return\b\s*(?<what>[^;\n}]{0,80})|(?<refusal>throw)\b)"
    );
    /// The longest body that is read, in bytes.
    const LONGEST: usize = 1600;
    let text = page.text();
    let open = head.end() - 1;
    let end = text.floor_char_boundary((open + LONGEST).min(text.len()));
    let body = brackets::inside(text.get(open..end)?, 0);
    let mut first = None;
    for answer in ANSWER.captures_iter(&text[open..open + body.end]) {
        if answer.name("refusal").is_some() {
            return None;
        }
        let Some(what) = answer.name("what") else { continue };
        if what.as_str().trim() != "true" {
            return None;
        }
        first = first.or(Some(Span { start: head.start(), end: what.span_from(open).end }));
    }
    first
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::guidance::page::Facts;

    #[test]
    fn a_check_that_ever_says_no_is_not_judged() {
        let count = |text: &str| switches(&Page::new("a.cs", text, Facts::default())).count();
        for text in [
            "h.ServerCertificateCustomValidationCallback = (m, c, ch, e) => { return true; };",
            "h.ServerCertificateCustomValidationCallback = delegate { return true; };",
            "x += delegate(object s, X509Certificate c, X509Chain h, SslPolicyErrors e) { // all\n return true; };",
            "bool A(object s, SslPolicyErrors e)\n{\n Log(e);\n return true;\n}",
            "bool A(object s, SslPolicyErrors e) { if (e == SslPolicyErrors.None) return true; return true; }",
            "static boolean any(String h, SSLSession s) { return true; }",
            "c.setHostnameVerifier((h, s) -> { log(h); return true; });",
        ] {
            assert_eq!(count(text), 1, "{text}");
        }
        for text in [
            "h.ServerCertificateCustomValidationCallback = (m, c, ch, e) => { if (e == SslPolicyErrors.None) { return true; } return false; };",
            "h.ServerCertificateCustomValidationCallback = (m, c, ch, e) => { if (e == SslPolicyErrors.None) return true;\n return pins.Contains(c); };",
            "bool A(object s, SslPolicyErrors e) { if (c.Thumbprint == P) { return true; } return e == SslPolicyErrors.None; }",
            "bool A(object s, SslPolicyErrors e) { if (e != SslPolicyErrors.None) throw new X(); return true; }",
            "if (x instanceof SSLSession) { return true; }",
            "boolean ok(String h, SSLSession s) { return h.equals(HOST); }",
            "c.badCertificateCallback = (cert, host, port) { if (host == 'localhost') return true; return false; };",
            "bool A(object s, SslPolicyErrors e) { /* return true */ ",
        ] {
            assert_eq!(count(text), 0, "{text}");
        }
    }
}
