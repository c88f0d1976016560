//! Does a test expect that a plain address is refused, or replaced by a safe one?
//!
//! Contract: goes by what the test is called, and by its assertions. One that expects an answer of a server, or another
//! failure than that of the address, does not; of the rows of a table each says it for itself.

use std::sync::LazyLock;

use regex::Regex;

use super::case::Case;
use crate::model::address::address;

macro_rules! regex {
    ($expression:expr) => {
        LazyLock::new(|| Regex::new($expression).expect("the pattern is fixed"))
    };
}

/// What a test is called: a function's name, or a text for people.
static NAME: LazyLock<Regex> = regex!(
    r#"(?x) \b(?:def|fn|func|function|fun|sub|void|Task(?:<\w+>)?)\s+(?:\([^()]{1,40}\)\s*)?(?<own>\w+|["`][^"`\n]+)
        | \b(?:it|test|specify|should|scenario|example|property|test_that|It|Run|subtest|deftest|testset)\b[^"'`\n]{0,20}["'`](?<said>[^"'`\n]+)
        | \]\)\(\s*["'`](?<each>[^"'`\n]+) | Scenario(?:\ Outline)?:(?<scenario>[^\n]+) | \bTEST\w*\((?<of>[^()]+)"#
);

/// Names, in words, by which the scheme is what is refused.
static NAMED: LazyLock<Regex> = regex!(
    r"(?x)
      \b(?: rejects? | rejected | refuses? | deny | denies | disallows? | forbids? | (?:not|never)\ (?:allow|accept|permit)\w* | blocks? | prohibits? | fails? | throws? | raises? )\b
        (?:\ [a-z0-9]+){0,5}? \ (?: plain | plaintext | cleartext | unencrypted | insecure | unsafe | non\ (?:https|tls|ssl|secure) | schemes? | http(?:$|\ (?:urls?|uris?|base|schemes?|endpoints?|address\w*|hosts?|is|are|in|for|when|and|or)\b) )
    | \b(?: plain\ (?:http|text) | plaintext | cleartext | insecure | unencrypted | non\ https | http )
        (?:\ (?:http|urls?|uris?|base|schemes?|endpoints?|address\w*|hosts?|api|is|are|gets?|be|must|should|was|will|always)){0,4} \ (?: not\ (?:allowed|accepted|permitted) | rejected | refused | denied | disallowed | forbidden | blocked | prohibited | fails? | throws? | raises? | invalid | upgraded )\b
    | \b(?: requires? | enforces? | insists? | demands? | only | must\ (?:be|use) | upgrades? | forces? )(?:\ (?:plain|http|to|on|an?|the|urls?|base|accepts?|allows?|scheme)){0,4} \ https
    | \bhttps(?:\ is)?\ (?: only | required | enforced | mandatory )\b"
);

/// Assertions that something fails.
static FAILS: LazyLock<Regex> = regex!(
    r"(?ix)
      \b(?: assert_?raises?(?:_?regexp?|_with_message)? | assert_?throws?(?:_?exactly|async)? | expect_?raises | expect_?exception\w* | expectedexception | expected\s*=\s*[\w.]*(?:exception|error)
          | assert_?fails(?:_?with)? | should_?(?:throw|raise|fail)\w* | assertthat(?:thrownby|exceptionoftype|illegal\w+|exception) | catchthrowable\w* | record\.exception\w*
          | throws_ok | dies_ok | expect_error | test_throws | should_panic | assert_?err(?:or)?(?:is|as|contains)? | error(?:is|contains|as) | equalerror | matcherror | haveoccurred
          | unwrap_err | expect_err | raise_(?:error|exception) | must_raise | to_raise | rejectedwith | catcherror )\b
    | (?:\b(?:pytest\.)?raises|[^@\w]throws(?:async)?|\bthrown?|\b(?:assert|require|expect|suite|[tas])\.(?:error|throws|rejects|panics)\w*)(?:<[\w.?]+>)?\(
    | \.\s*to\.?_?throw\w* | \.should\(\)\s*\.throw | ->throws\( | \.rejects\b | \.rejected\b | \bshould\s+-throw
    | \.is_err\(\) | [,(]\s*Err\( | \{\s*:error\b | \berr\s*==\s*nil\s*\{\s*\n?[^\n]{0,40}\b[ts]\.(?:fatal|error|fail) | \berrors\.(?:is|as)\(\s*err
    | (?m:^)\s*(?:then|and)\b[^\n]*\b(?:error|fail|refus|reject|exception)"
);

/// Assertions that an error was found.
static ERRORS: LazyLock<Regex> = regex!(
    r"(?ix)
      \bexpect\(\s*[^()\n]{0,40}(?:\berr|errors?|issues|violations|failures)\b[^\n]{0,40}\)\s*\.?\s*(?:not_?\.?)?(?:to|not)
    | \b(?:assert|require|verify)[\w.!]*[\s(]\s*[^\n=]{0,60}(?:errors?|violations|issues)\b
    | \bvalidat\w*\([^\n]{0,60}\)\s*\)\s*\.(?:isnotempty|hassize|isnotnull)
    | \b(?:fails|failed|has_?errors?|is_?invalid)\(\)[^\n]{0,30}true | \bassert(?:session|json)\w*errors | \bassert_?invalid"
);

/// Assertions that something is not so.
static NOT: LazyLock<Regex> = regex!(
    r"(?ix)
      \bassert\s+not\b | \bassert_?false | \brefute | \bassert!\(\s*! | (?:\bis|==|\beq|\bequals?)[\s(]+false\b | \.(?:is_?)?false\( | to_?be\(\s*false | tobefalsy | \bbe_?fals | \bbe[.(]false
    | \b(?:not\.?_?to|to_not)\.?[_\s]?be | \.not\.to\w* | false\s*\)\s*; | \bbe_?invalid | \bif\s+[\w.]+\([^\n]*\)\s*\{\s*\n?[^\n]{0,40}\b[ts]\.(?:fatal|error|fail)"
);

/// What is denied then.
static VALID: LazyLock<Regex> = regex!(
    r"(?i)valid|allow|secur|https|accept|permit|trust|safe|support|can_?[a-z]|is_?ok|success"
);

/// What is said of errors, whose absence is none.
static OF_ERRORS: LazyLock<Regex> = regex!(r"(?i)err|fail|violation");

/// An answer of a server.
static ANSWERED: LazyLock<Regex> = regex!(
    r"(?ix)
      \bstatus(?:_?code)?\b[^\n]{0,20}\b20\d\b | \bassert\s+[\w.()]+\.ok\b | \bto(?:be|equal)\(\s*20\d | \bstatusok\b | \bstatuscode\.ok\b | \.is_success\(\) | \.ok\)\.to\w*\(?true | \bassertok\(\) | ->assertsuccessful"
);

/// A failure of another kind.
static OTHERWISE: LazyLock<Regex> = regex!(
    r#"(?ix)unauthori[sz]|forbidden|\b4[0-2]\d\b|\b50\d\b|not_?found|timed?_?out|rate_?limit|too_?many|conflict|authentication|connect(?:ion)?_?(?:error|refused|exception)|not\ found|timed\ out|\bauth\w*(?:error|exception)
      |(?:throw|error|raise|match|message|contains)[^"'`/\n]{0,60}["'`/][^"'`\n]*\b(?:id|ids|invoice|token|secret|password|amount|currency|vat|missing|expired)\b"#
);

/// A call that is refused for what it is given: nothing, or what is called bad.
static BAD_VALUE: LazyLock<Regex> = regex!(
    r#"\w\(\s*(?:\w+\s*[=:]\s*)?(?:""|''|None|nil|null|["'](?:bad|invalid)[^"'\n]*["'])\s*\)"#
);

/// An empty value beside an address in a row.
static NOTHING: LazyLock<Regex> = regex!(r#"[,(\[]\s*(?:""|''|None|nil|null)\s*[,)\]]"#);

/// What says of a failure that it is that of the scheme.
static OF_SCHEME: LazyLock<Regex> = regex!(
    r"(?i)plain|https(?:[^:]|:/*[^/\w]|$)|\bhttp(?:[^:.(\w]|:/*[^/\w]|$)|insecure|not_?secure|unsafe|scheme|protocol|tls|ssl|encrypt|cleartext"
);

/// What expects that nothing fails.
static NOT_FAILING: LazyLock<Regex> = regex!(
    r"(?i)\bnot\s*\.\s*to\.?_?throw|\bnot_?to[\s_]+raise|\bto_not[\s_]+raise|not_?throw|nothing_?raised|no_?exception"
);

/// What says that a call succeeded.
static SUCCEEDED: LazyLock<Regex> = regex!(
    r"(?ix)
      \bno_?err(?:or)?\( | \berr\s*!=\s*nil\s*\{\s*\n?[^\n]{0,40}\b[ts]\.(?:fatal|error|fail) | \bnot_?(?:nil|null)\(
    | \b(?:equals?|same|eq|eql|be|to_?be|must_equal|shouldbe|isequalto)\b[\s(]+(?:\w+,\s*)?20\d\b | ==\s*20\d\b | (?:status|code)\w*(?:\(\))?,\s*20\d\b
    | ensuresuccess | raise_for_status | issuccess | is_?successful | httpstatuscode\.ok | have_http_status | be_success | assert_?(?:response_)?ok\b"
);

/// What expects of all that follows it that it fails.
static OF_ALL: LazyLock<Regex> = regex!(r"(?i)should_panic|expect_?exception|expected\s*=");

/// What fails by itself, and asserts nothing.
static THROWN: LazyLock<Regex> = regex!(r"(?i)\b(?:throw|raise)\s");

/// What a column of the failures is called that rows are to have.
static WANTED: LazyLock<Regex> = regex!(
    r"(?i)\b(?:want|expect|expected|should|is)_?(?:err|error|fail|throw|reject|refus|invalid)\w*"
);

/// What makes rows of values that a test is run with.
static TABLE: LazyLock<Regex> = regex!(
    r"(?i)\.each\b|parametri[sz]e|inlinedata|datarow|csvsource|\bcases\b|\btests\s*:?=|dataprovider|->with\(|#\[case|test_case|\bfor\b"
);

/// Words by which something is not there, and by which it is not so.
static ABSENT: LazyLock<Regex> =
    regex!(r"(?i)null|\bnil\b|\bnone\b|undefined|empty|\[\s*\]|\b0\b|fals[ey]");
static NEGATED: LazyLock<Regex> =
    regex!(r"(?i)\bnot\b|not_?(?:null|nil|none|empty|to|be)|\bno_?err|refute");

/// What compares two values.
static EQUAL: LazyLock<Regex> = regex!(
    r"(?i)==|\bto_?(?:strict_?)?(?:be|equal|eql)\b|assert_?(?:equals?|same|eq)\b|\b(?:equals?|eq|isequalto|must_equal|be|is)\s*\("
);

/// Whether a test expects that an address in it is not called as it is.
pub(super) fn refuses(case: &Case<'_>, plain: &str) -> bool {
    let text = case.text;
    if is_row(case.row) && WANTED.is_match(text) {
        return wants_failure(case.row);
    }
    let about = |one: regex::Match<'_>| line(text, one.start());
    let asserts = |one: &str| !THROWN.is_match(one);
    let denies = || {
        let mut lines = NOT.find_iter(text).map(about);
        lines.any(|one| VALID.is_match(one) && !OF_ERRORS.is_match(one) && asserts(one))
    };
    let errs = || {
        let mut lines = ERRORS.find_iter(text).map(about);
        lines.any(|one| {
            ABSENT.is_match(one) == NEGATED.is_match(one) && asserts(one) && !FAILS.is_match(one)
        })
    };
    let is_denied = || is_row(case.row) && TABLE.is_match(text) && says(case.row, "false");
    is_named(case.head)
        || becomes_safe(case, plain)
        || !ANSWERED.is_match(text)
            && !succeeds(case)
            && (fails(text) && !is_nothing(case.row) || denies() || errs() || is_denied())
}

/// Whether a text has an assertion that something fails which may be for the address: none states another reason, or
/// one states that of the scheme.
fn fails(text: &str) -> bool {
    let mut is_any = false;
    for one in FAILS.find_iter(text) {
        let own = line(text, one.start());
        if NOT_FAILING.is_match(own) {
            continue;
        }
        if OF_SCHEME.is_match(own) {
            return true;
        }
        if OTHERWISE.is_match(own) {
            return false;
        }
        is_any |= !BAD_VALUE.is_match(refused_by(text, one.start()));
    }
    is_any
}

/// Whether the statement around an address states another reason than the address for its failure.
pub(super) fn is_otherwise(statement: &str) -> bool {
    FAILS.is_match(statement) && !fails(statement)
}

/// What an assertion is about: its line, the one that it opens, or all that follows it.
fn refused_by(text: &str, at: usize) -> &str {
    let own = line(text, at);
    if OF_ALL.is_match(own) {
        return &text[at..];
    }
    let start = text[..at].rfind('\n').map_or(0, |end| end + 1);
    let end = start + own.len();
    match own.trim_end().ends_with([':', '(', '{', ',', '>']) && end < text.len() {
        true => &text[start..end + 1 + line(text, end + 1).len()],
        false => own,
    }
}

/// Whether the first that is asserted from the line of the place on is that a call succeeds.
fn succeeds(case: &Case<'_>) -> bool {
    let start = case.text[..case.place].rfind('\n').map_or(0, |end| end + 1);
    let text = &case.text[start..];
    let first = SUCCEEDED.find(text).map(|one| one.start());
    let not_failing = NOT_FAILING.find(text).map(|one| one.start());
    let Some(first) = [first, not_failing].into_iter().flatten().min() else { return false };
    let lines = || FAILS.find_iter(text).map(|one| (one.start(), line(text, one.start())));
    !lines().any(|(at, own)| !NOT_FAILING.is_match(own) && (at < first || OF_SCHEME.is_match(own)))
}

/// Whether a row of values gives nothing beside the address. In a list it may be another address.
fn is_nothing(row: &str) -> bool {
    row.starts_with('(') && !row.contains('\n') && NOTHING.is_match(row)
}

/// Whether a row of a table says of itself that it fails, by its own field or its last value.
pub(super) fn wants_failure(row: &str) -> bool {
    let is_empty = || row.trim_end_matches([' ', ',', '}', ']', ')', '\n', '\t']).ends_with("\"\"");
    let has_fields = row.contains(": ") && !WANTED.is_match(row);
    !says(row, "false") && !says(row, "nil") && !says(row, "null") && !is_empty() && !has_fields
}

/// Whether a line names a failure that it wants, outside of any test.
pub(super) fn is_wanted(line: &str) -> bool {
    WANTED.is_match(line) && wants_failure(line)
}

fn says(row: &str, word: &str) -> bool {
    row.split(|c: char| !c.is_alphanumeric()).any(|one| one.eq_ignore_ascii_case(word))
}

/// Whether a line is one of a table's.
fn is_row(row: &str) -> bool {
    row.trim_start().starts_with(['{', '[', '(', '"', '\'', '#'])
}

fn is_named(head: &str) -> bool {
    NAME.captures_iter(head).any(|found| {
        let parts = found.iter().skip(1).flatten().map(|part| part.as_str());
        parts.filter(|name| !name.contains("://")).any(|name| NAMED.is_match(&words(name)))
    })
}

/// A name in words without capitals: `rejectsPlainHTTP` and `rejects_plain_http` are the same.
fn words(name: &str) -> String {
    let mut words = String::with_capacity(name.len() + 8);
    let mut letters = name.chars().peekable();
    let mut last = ' ';
    while let Some(letter) = letters.next() {
        let ends_capitals =
            letters.peek().is_some_and(|next| next.is_lowercase()) && last.is_uppercase();
        if letter.is_uppercase() && (last.is_lowercase() || ends_capitals) && !words.ends_with(' ')
        {
            words.push(' ');
        }
        match letter.is_alphanumeric() {
            true => words.extend(letter.to_lowercase()),
            false if words.ends_with(' ') => {}
            false => words.push(' '),
        }
        last = letter;
    }
    words.trim().to_owned()
}

/// Whether the test compares something with the same address over HTTPS, or has that beside it in a row.
fn becomes_safe(case: &Case<'_>, plain: &str) -> bool {
    let safe = format!("https://{}", address(plain).host);
    let is_compared = |(at, _): (usize, &str)| {
        let own = line(case.text, at);
        let above = case.text[..at].rfind('\n').map_or("", |end| line(case.text, end));
        EQUAL.is_match(own) || above.trim_end().ends_with(['(', ',']) && EQUAL.is_match(above)
    };
    is_row(case.row) && case.row.contains(&safe) || case.text.match_indices(&safe).any(is_compared)
}

/// The line that holds a place.
fn line(text: &str, at: usize) -> &str {
    let start = text[..at].rfind('\n').map_or(0, |end| end + 1);
    let end = text[at..].find('\n').map_or(text.len(), |end| at + end);
    &text[start..end]
}
