//! Whether an answer that is printed is that of a request which failed: then an error stands in it, and no token.
//!
//! Contract: goes by the call that prints, and by the conditions some lines above it that are not indented deeper. Errs
//! towards failure: a client that prints the answers it cannot use is the rule, and one that prints its tokens says so
//! elsewhere.

use super::super::Page;
use crate::guidance::branch::{above, indent, is_else};
use crate::guidance::pattern::{Pattern, pattern};
use crate::model::Span;

/// How many lines above a call its condition may stand.
const LINES: usize = 6;

/// What makes an error of what it is given, or tells of one.
static TELLS_ERROR: Pattern = pattern!(
    r"(?i)\b(?:throw|raise|reject|abort|die|fail|panic)\b|\b\w*(?:error|exception)\w*\s*\(|\.(?:error|exception|warn|warning|fatal|critical)f?\s*\(|\b(?:log)?(?:error|warning)\(";
    "throw" | "raise" | "reject" | "abort" | "die" | "fail" | "panic" | "error" | "exception" | "warn" | "fatal"
    | "critical"
);

/// The head of a branch that is taken where a request failed.
static FAILED: Pattern = pattern!(
    r"(?ix) \b(?:except|catch|rescue)\b
          | \b(?:if|unless|elif|elsif|guard|when|case)\b [^\n]* (?: (?:status|code|\bok\b|success|get(?:status|code)) [^\n]* (?: != | !== | <> | >=?\s*[2-5]\d\d | <\s*200 | \bnot\b | \bne\b )
              | (?:!|\bnot\b\s*) [^\n]* (?:ok\b|success|status) | is_?error | \bunless\b [^\n]* (?:ok|success) | \berr\b\s*!= | has_?error | ['.]error\b )
          | \bstatus(?:code)?\b [^\n]* \belse\s*\{ \s* $";
    "else" | "except" | "catch" | "rescue" | "if" | "unless" | "guard" | "when" | "case"
);

/// The head of a branch that is taken where it did not.
static SUCCEEDED: Pattern = pattern!(
    r#"(?ix) \bif\b [^\n]* (?: status [^\n]* ={2,3}\s*(?:200|201|http) | \.ok\b | is_?success | successful | ["']access_token["']\s+in\b )"#;
    "if"
);

/// Whether what is printed at `at` is the answer to a request that failed.
pub(super) fn is_of_failure(page: &Page<'_>, at: usize) -> bool {
    let text = page.text();
    let line = page.line(at);
    // PHP's own log is called so, whatever is written into it.
    let before = text[line.start..at].replace("error_log(", "log(");
    if TELLS_ERROR.is_match(before.as_str()) || FAILED.is_match(before.as_str()) {
        return true;
    }
    let own = indent(page.slice(line));
    let mut lowest = own;
    for above in above(page, line, LINES) {
        let head = page.slice(above);
        let indent = indent(head);
        if indent > lowest {
            continue;
        }
        let is_around = indent < own;
        let failed = FAILED.is_match(head);
        if is_around && failed {
            return true;
        }
        let succeeded = !failed && SUCCEEDED.is_match(head);
        // Whoever comes past the branch of success, or into the other one, has failed.
        if is_else(head) {
            return is_after_success(page, above);
        }
        if !is_around && succeeded && leaves(page, above.end, line.start) {
            return true;
        }
        lowest = lowest.min(indent);
    }
    false
}

/// Whether the branch below a condition, or in its line, is left with a return.
fn leaves(page: &Page<'_>, from: usize, to: usize) -> bool {
    let line = page.line(from);
    let between = &page.text()[line.start..to];
    ["return", "resolve(", "break", "continue"].iter().any(|word| between.contains(word))
}

/// Whether an `else` is that of a branch of success.
fn is_after_success(page: &Page<'_>, line: Span) -> bool {
    let own = indent(page.slice(line));
    let first = above(page, line, 2 * LINES).find(|above| indent(page.slice(*above)) <= own);
    first.is_some_and(|first| SUCCEEDED.is_match(page.slice(first)))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::guidance::Facts;

    #[track_caller]
    fn is(text: &str) -> bool {
        let at = text.find('§').expect("the sign marks the place");
        is_of_failure(&Page::new("a.py", text, Facts::default()), at)
    }

    #[test]
    fn an_answer_is_told_by_its_branch() {
        for text in [
            "if r.status_code != 200:\n    print(§)",
            "if (!res.ok) {\n  const t = await res.text();\n  console.log(§)",
            "raise X(§)",
            "logger.error('no', §)",
            "if r.status_code == 200:\n    return r.json()\nprint(§)",
            "if r.ok:\n    a()\nelse:\n    print(§)",
            "try:\n    f()\nexcept ValueError:\n    print(§)",
            "guard let r = x as? HTTPURLResponse,\n  r.statusCode == 200 else {\n    print(§)",
            "if response.getStatusCode() >= 400 {\n  log(§)",
            "if (res.ok) {\n  a()\n} else {\n  console.log(§)",
        ] {
            assert!(is(text), "{text}");
        }
        for text in [
            "print(§)",
            "if r.status_code == 200:\n    print(§)",
            "if r.ok:\n    a()\nprint(§)",
            "if x != 200:\n    f()\nprint(§)",
            "if verbose:\n    print(§)",
            "if x:\n    a()\nelse:\n    print(§)",
        ] {
            assert!(!is(text), "{text}");
        }
    }
}
