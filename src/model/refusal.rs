//! Tests that expect of a call that it fails.
//!
//! Contract: goes by the words of test frameworks, in the statement around a place or in the line above it. What a test
//! expects to be refused is no breach of the guidance: it is how a team holds its own code to it.

use std::sync::LazyLock;

use regex::Regex;

use super::Span;

/// How far around a place the words are looked for, in bytes.
const REACH: usize = 160;

/// What expects of a call that it fails: a test of a client that refuses such an address. `throws` alone is a part of a
/// method's head, and says what a comment tells of it.
static EXPECTED: LazyLock<Regex> = LazyLock::new(|| {
    Regex::new(
        r"(?ix) (?: \b(?: assert_?raises(?:_?regexp?)? | assert_?throws(?:_?exactly)? | expect_raises | expect_?exception
                | should_?throw(?:<\w+>)? | assertfailswith(?:<\w+>)? | should_panic ) \b | (?:(?:^|[^@\w])throws(?:async)?|\braises)(?:<[\w.]+>)?\x20?\( ) [^;]{0,120}$",
    )
    .expect("the pattern is fixed")
});

/// The same, behind the call.
static FAILS: LazyLock<Regex> = LazyLock::new(|| {
    Regex::new(
        r"(?ix) ^[^;\n]{0,80} (?: [)}]\s*\.\s*(?:rejects\s*\.\s*)?(?:to[_\x20]?throw\w* | to[_\x20]raise_error | should\s*throw) | \.is_err\(\) | \.unwrap_err\(\) )",
    )
    .expect("the pattern is fixed")
});

/// Whether a test says that what stands at `span` is refused.
pub fn is_refused(text: &str, span: Span) -> bool {
    let before = &text[text.ceil_char_boundary(span.start.saturating_sub(REACH))..span.start];
    let above = before.rmatch_indices('\n').nth(1).map_or(0, |(at, _)| at + 1);
    let after = &text[span.end..text.floor_char_boundary((span.end + REACH).min(text.len()))];
    EXPECTED.is_match(&before[above..]) || FAILS.is_match(after)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_test_that_expects_a_failure_is_told() {
        let is = |text: &str| {
            let start = text.find('§').expect("the sign marks the place");
            is_refused(text, Span { start, end: start + 2 })
        };
        for text in [
            "with pytest.raises(ValueError):\n    Client('§')",
            "assertThrows(X.class, () -> new Client(\"§\"))",
            "self.assertRaises(ValueError, Client, '§')",
            "expect(() => create({ a: § })).toThrow()",
            "expect { Client.new('§') }.to raise_error",
            "await expect(f('§')).rejects.toThrow()",
            "assert!(Client::new(\"§\").is_err());",
            "t.throws(() => new Client('§'))",
        ] {
            assert!(is(text), "{text}");
        }
        for text in [
            "f('§')",
            "raises(X)\n\n\nf('§')",
            "throws(a); f('§')",
            "f('§');\nexpect(x).toThrow()",
            "String get() throws IOException {\n    return call(\"§\");",
            "@Throws(IOException::class)\nfun get() = call(\"§\")",
            "# raises ValueError\nf('§')",
            "/** @throws X */\nf('§')",
        ] {
            assert!(!is(text), "{text}");
        }
    }
}
