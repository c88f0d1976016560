//! What apps on Apple's systems answer when they are asked whether a server can be trusted:
//! `completionHandler(.useCredential, URLCredential(trust: …))`.
//!
//! Contract: an answer that accepts whatever certificate comes. Where something decides and the rest is cancelled or left
//! to the system, the certificate is checked, as that of an app is that pins. That the question is about a server, that
//! its trust is there and that the host is the vendor's decide nothing.

use crate::guidance::Page;
use crate::guidance::pattern::{Pattern, pattern};
use crate::model::{Span, vendor};

/// How far around an answer its function may reach, in bytes.
const REACH: usize = 3000;

/// What a credential is made with.
const MADE: &str = r"(?:\b(?:NS)?URLCredential\s*\(\s*(?:for)?[tT]rust:|\.init\s*\(\s*trust:|\[\s*NSURLCredential\s+credentialForTrust:|\]\s*initWithTrust:)";

/// The answers that accept every certificate, in no order.
pub(super) fn switches(page: &Page<'_>) -> Vec<Span> {
    static ANSWER: Pattern = pattern!(
        r"(?:(?:\.useCredential|\bNSURLSessionAuthChallengeUseCredential)\s*,\s*|\buseCredential:\s*)(?:(?:[\w.!?]{1,80}\.(?:flatMap|map)\s*[({]\s*|\[\s*\[\s*NSURLCredential\s+alloc\s*)?",
        MADE, r"|(?<name>[A-Za-z_]\w*))|(?<kept>(?:[^=!]=|\breturn)\s*(?:NSURLSessionAuthChallengeUseCredential\b|(?:[\w.]{1,60})?\.useCredential\b))|\.use\(\s*URLCredential\s*\(\s*trust:"; "use", "credential");
    // Where the answer is kept, or given back alone, the credential is put beside it.
    static MADE_ANYWHERE: Pattern = pattern!(MADE; "trust");
    ANSWER
        .captures_iter(page)
        .filter(|answer| {
            let place = answer.whole().span();
            let function = function(page.text(), place);
            let before = &page.text()[function.start..place.start];
            answer.name("name").is_none_or(|name| is_made(before, name.as_str()))
                && (answer.name("kept").is_none() || MADE_ANYWHERE.is_match(page.slice(function)))
                && !is_checked(page, function, place)
        })
        .map(|answer| answer.whole().span())
        .collect()
}

/// Whether a name is given a credential that was made of the trust of the server.
fn is_made(before: &str, name: &str) -> bool {
    static NAMED: Pattern = pattern!(
        r"\b(?<name>[A-Za-z_]\w*)\s*(?::\s*\w+[?!]?\s*)?=\s*(?:\[\s*\[\s*NSURLCredential\s+alloc\s*)?", MADE;
        "trust", "=");
    NAMED
        .captures_iter(before)
        .any(|made| made.name("name").is_some_and(|one| one.as_str() == name))
}

/// The function around a place, by the heads of functions before and behind it.
fn function(text: &str, place: Span) -> Span {
    const HEADS: [&str; 4] = ["func ", "\n- (", "\n-(", "\n+ ("];
    let from = text.ceil_char_boundary(place.start.saturating_sub(REACH));
    let to = text.floor_char_boundary((place.end + REACH).min(text.len()));
    let before = &text[from..place.start];
    let after = &text[place.end.min(to)..to];
    let start = HEADS.iter().filter_map(|head| before.rfind(head)).max();
    let end = HEADS.iter().filter_map(|head| after.find(head)).min();
    Span { start: from + start.unwrap_or(0), end: place.end + end.unwrap_or(after.len()) }
}

/// Whether something decides about the certificate, and an answer for whatever fails stands in the same function.
fn is_checked(page: &Page<'_>, function: Span, place: Span) -> bool {
    static REFUSED: Pattern = pattern!(
        r"(?i)cancelAuthenticationChallenge|performDefaultHandling|rejectProtectionSpace|continueWithoutCredential";
        "authenticationchallenge" | "defaulthandling" | "protectionspace" | "withoutcredential"
    );
    static CONDITION: Pattern = pattern!(
        r"\b(?:if|guard|while)\b(?<condition>[^{};]{1,800}?)(?:\{|\belse\b)"; "if" | "guard" | "while"
    );
    static TRIED: Pattern = pattern!(r"\btry\s+(?i:[\w.]*(?:evaluat|valid|verif|pinn))"; "try");
    let before = page.slice(Span { start: function.start, end: place.start });
    let mut conditions = CONDITION.captures_iter(before).filter_map(|one| one.name("condition"));
    before.contains("SecTrustEvaluate")
        || REFUSED.is_match(page.slice(function))
            && (TRIED.is_match(before)
                || conditions.any(|one| one.as_str().split([',', '&', '|', '\n']).any(decides)))
}

/// Whether a part of a condition asks anything of the certificate.
fn decides(part: &str) -> bool {
    /// What a switch of the app, or of the build, is called by.
    const SWITCHES: [&str; 15] = [
        "debug", "insecure", "trustall", "skip", "ignore", "disable", "bypass", "selfsigned",
        "self_signed", "simulator", "environment", "isdev", "allowinvalid", "allowun", "allowall",
    ];
    /// What is asked of the question itself.
    const OF_QUESTION: [&str; 6] = [
        "authenticationmethod",
        "nsurlauthenticationmethod",
        "previousfailurecount",
        " nil",
        ".none",
        "isproxy",
    ];
    let part = part.trim().trim_start_matches(['(', '!', ' ']);
    let lower = part.to_ascii_lowercase();
    let names = |words: &[&str]| words.iter().any(|word| lower.contains(word));
    if names(&SWITCHES) || names(&OF_QUESTION) {
        return false;
    }
    let compares = ["==", "!=", "isequal"].iter().any(|sign| lower.contains(sign));
    if lower.contains("host") && (compares || names(&["suffix", "prefix", "contains"])) {
        let host = part.split(['"', '\'']).nth(1);
        return host.is_some_and(|host| !vendor::names(host));
    }
    if compares {
        return !lower.contains("protectionspace.");
    }
    // What is only unwrapped is there or not; the rest of an argument list says nothing by itself.
    if lower.starts_with("let ") || lower.starts_with("var ") {
        return names(&["valid", "evaluat", "verif", "pinn", "match"]);
    }
    let is_trust = (lower.ends_with("trust") || lower.ends_with("credential"))
        && !part.contains(['(', '[', ' ']);
    let is_rest = part.contains([')', ']']) && !part.contains(['(', '[']);
    part.starts_with(|c: char| c.is_ascii_alphabetic() || c == '_' || c == '[')
        && !is_trust
        && !is_rest
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::guidance::page::Facts;

    fn count(body: &str) -> usize {
        let text = format!("let banqup = 1\nfunc urlSession(_ s: URLSession) {{\n{body}\n}}\n");
        switches(&Page::new("A.swift", &text, Facts::default())).len()
    }

    #[test]
    fn answers_without_a_check_accept_everything() {
        for body in [
            "h(.useCredential, URLCredential(trust: c.protectionSpace.serverTrust!))",
            "h(\n  URLSession.AuthChallengeDisposition.useCredential,\n  .init(trust: t)\n)",
            "let credential = URLCredential(trust: t)\nh(.useCredential, credential)",
            "return (.useCredential, URLCredential(trust: t))",
            "h(.useCredential, t.protectionSpace.serverTrust.map(URLCredential(trust:)))",
            "c.sender?.use(URLCredential(trust: t), for: c)",
            "h(NSURLSessionAuthChallengeUseCredential, [NSURLCredential credentialForTrust:t]);",
            "NSURLCredential *x = [NSURLCredential credentialForTrust:t];\nh(NSURLSessionAuthChallengeUseCredential, x);",
            "[ch.sender useCredential:[NSURLCredential credentialForTrust:t] forAuthenticationChallenge:ch];",
            "guard let trust = c.protectionSpace.serverTrust else { return h(.performDefaultHandling, nil) }\nh(.useCredential, URLCredential(trust: trust))",
            "if c.protectionSpace.authenticationMethod == NSURLAuthenticationMethodServerTrust, let t = c.protectionSpace.serverTrust {\n h(.useCredential, URLCredential(trust: t))\n} else { h(.performDefaultHandling, nil) }",
            "if ([c.protectionSpace.authenticationMethod isEqualToString:NSURLAuthenticationMethodServerTrust]) { h(NSURLSessionAuthChallengeUseCredential, [NSURLCredential credentialForTrust:t]); } else { h(NSURLSessionAuthChallengePerformDefaultHandling, nil); }",
            "if c.protectionSpace.host == \"api.btx.eu.banqup.com\" { h(.useCredential, URLCredential(trust: t)) } else { h(.cancelAuthenticationChallenge, nil) }",
            "if c.protectionSpace.host.hasSuffix(domain), let t = c.protectionSpace.serverTrust { h(.useCredential, URLCredential(trust: t)) } else { h(.performDefaultHandling, nil) }",
            "if Config.allowInsecure { h(.useCredential, URLCredential(trust: t)) } else { h(.performDefaultHandling, nil) }",
            "*credential = [NSURLCredential credentialForTrust:t];\nreturn NSURLSessionAuthChallengeUseCredential;",
            "if ([c.protectionSpace.authenticationMethod isEqualToString:NSURLAuthenticationMethodServerTrust]) {\n credential = [NSURLCredential credentialForTrust:t];\n if (credential) { disposition = NSURLSessionAuthChallengeUseCredential; } else { disposition = NSURLSessionAuthChallengePerformDefaultHandling; }\n}\nh(disposition, credential);",
            "if isPinned(t) { log() }\nh(.useCredential, URLCredential(trust: t))",
        ] {
            assert_eq!(count(body), 1, "{body}");
        }
    }

    #[test]
    fn answers_that_depend_on_the_certificate_are_checks() {
        let guarded = "h(.cancelAuthenticationChallenge, nil)";
        for condition in [
            "let t = c.protectionSpace.serverTrust, pinnedKeys.contains(hash(t))",
            "let t = s.serverTrust, let x = SecTrustGetCertificateAtIndex(t, 0), SecCertificateCopyData(x) as Data == pinned",
            "let t = c.protectionSpace.serverTrust, pinner.validate(t, host: c.protectionSpace.host)",
            "let t = c.protectionSpace.serverTrust, SecTrustEvaluateWithError(t, nil)",
            "c.protectionSpace.authenticationMethod == NSURLAuthenticationMethodServerTrust,\n let t = c.protectionSpace.serverTrust,\n isTrusted",
            "c.protectionSpace.host == \"localhost\"",
            "pins.contains(where: { $0 == key })",
            "let key = try? pinnedKey(of: t)",
        ] {
            for body in [
                format!(
                    "guard {condition} else {{ {guarded}; return }}\nh(.useCredential, URLCredential(trust: t))"
                ),
                format!(
                    "if {condition} {{ h(.useCredential, URLCredential(trust: t)) }} else {{ {guarded} }}"
                ),
                format!(
                    "if {condition} {{\n let x = URLCredential(trust: t)\n return (.useCredential, x)\n}}\nreturn (.performDefaultHandling, nil)"
                ),
            ] {
                assert_eq!(count(&body), 0, "{body}");
            }
        }
        for body in [
            "if ([remote isEqualToData:local]) { h(NSURLSessionAuthChallengeUseCredential, [NSURLCredential credentialForTrust:t]); } else { h(NSURLSessionAuthChallengeCancelAuthenticationChallenge, nil); }",
            "if !isPinned(t) { h(.cancelAuthenticationChallenge, nil); return }\nh(.useCredential, URLCredential(trust: t))",
            "do { try evaluator.evaluate(t, forHost: host)\n h(.useCredential, URLCredential(trust: t)) } catch { h(.cancelAuthenticationChallenge, nil) }",
            "let x = URLCredential(user: u, password: p, persistence: .none)\nh(.useCredential, x)",
            "h(.useCredential, nil)",
            "disposition = .useCredential\ncredential = clientCredential",
            "if ([self.policy evaluateServerTrust:t forDomain:d]) {\n disposition = NSURLSessionAuthChallengeUseCredential;\n credential = [NSURLCredential credentialForTrust:t];\n} else { disposition = NSURLSessionAuthChallengeCancelAuthenticationChallenge; }",
        ] {
            assert_eq!(count(body), 0, "{body}");
        }
    }
}
