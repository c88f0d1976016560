//! Requests that a program sends, printed with their headers before they go out, or with the answer that came to them: in
//! the interceptors, hooks and handlers of its client, and where it gave a request its `Authorization` itself.
//!
//! Contract: a request is known by the function that a client calls with it, or by what was set on it above. Libraries
//! whose headers hide an `Authorization` in their text (`OkHttp`, `httpx`, `reqwest` with a bearer) are left out, and so
//! is a function that takes it out itself.

use super::super::{Page, brackets};
use super::dump::is_kept;
use super::shown_type::indented;
use crate::guidance::language::Language::{self, *};
use crate::guidance::language::{JVM, RUBY};
use crate::guidance::pattern::{Found, Pattern, holds, pattern};
use crate::model::Span;

/// Which variable is a request, or the answer that holds it, and where.
struct Carrier<'p> {
    name: &'p str,
    within: Span,
    is_answer: bool,
}

/// A way to know a request, which the pattern calls `name`.
struct Way {
    pattern: Pattern,
    of: &'static [Language],
    role: Role,
}

/// What a pattern of a [`Way`] is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Role {
    /// The head of a function that gets the request.
    Hook,
    /// The head of a function that gets the answer, or the error, with the request in it.
    Answer,
    /// What gives a request its header.
    Given,
}

const fn hook(pattern: Pattern, of: &'static [Language]) -> Way {
    Way { pattern, of, role: Role::Hook }
}

const fn answer(pattern: Pattern, of: &'static [Language]) -> Way {
    Way { pattern, of, role: Role::Answer }
}

const fn given(pattern: Pattern, of: &'static [Language]) -> Way {
    Way { pattern, of, role: Role::Given }
}

/// Languages of servers and browsers that are JavaScript.
const OF_SCRIPTS: &[Language] = &[JavaScript, CoffeeScript, Vue, Svelte];

static WAYS: [Way; 29] = [
    // Spring's `RestTemplate` and `RestClient`, `WebClient`, JAX-RS and Feign
    hook(
        pattern!(r"\bHttpRequest\s+(?<name>\w+)\s*,\s*(?:final\s+)?byte\s*\[\]|\b(?<named>\w+)\s*:\s*HttpRequest\s*,\s*\w+\s*:\s*ByteArray"; "httprequest"),
        JVM,
    ),
    hook(
        pattern!(r"(?:\.requestInterceptor|\b[iI]nterceptors\b[^;\n]{0,60})\(\s*\(?(?<name>\w+)\s*,\s*\w+\s*,\s*\w+\s*\)?\s*->|\.requestInterceptor\s*\{\s*(?<named>\w+)\s*,"; "interceptor"),
        JVM,
    ),
    hook(
        pattern!(r"\bofRequestProcessor\s*(?:\(\s*\(?|\{\s*)(?:ClientRequest\s+)?(?<name>\w+)\)?\s*->|\bClientRequest\s+(?<named>\w+)\s*,"; "ofrequestprocessor" | "clientrequest"),
        JVM,
    ),
    hook(
        pattern!(r"\b(?:ClientRequestContext|RequestTemplate)\s+(?<name>\w+)\s*\)|\(\s*(?<named>\w+)\s*:\s*(?:ClientRequestContext|RequestTemplate)\b"; "clientrequestcontext" | "requesttemplate"),
        JVM,
    ),
    hook(
        pattern!(r"\bHttpRequest\s+(?<name>\w+)\s*,\s*(?:final\s+)?(?:EntityDetails|HttpContext)\b"; "httprequest"),
        JVM,
    ),
    // OkHttp, in whose interceptors the values come out one by one
    given(pattern!(r"\b(?<name>[a-z]\w*)\s*=\s*chain\.request\(\)"; "chain.request()"), JVM),
    given(
        pattern!(r#"\b(?<name>[a-z]\w*)\.(?:(?:set|add)RequestProperty|(?:set|add)Header|(?:getHeaders\(\)|headers)\.(?:set|add))\(\s*(?:"Authorization"|(?:\w+\.)?AUTHORIZATION\b)|\b(?<named>[a-z]\w*)\.getHeaders\(\)\.set(?:Bearer|Basic)Auth\("#;
        "requestproperty(" | "header(" | "headers." | "headers().", "authorization" | "auth("),
        JVM,
    ),
    given(
        pattern!(r#"\b(?<name>[a-z]\w*)\s*=\s*HttpRequest\.newBuilder\([^;={}]{0,600}?\.(?:header|setHeader|headers)\(\s*(?:"Authorization"|(?:\w+\.)?AUTHORIZATION\b)"#;
        "httprequest.newbuilder(", "authorization"),
        JVM,
    ),
    given(
        pattern!(r"\bval\s+(?<name>\w+)\s*=\s*(?:basicRequest|emptyRequest|quickRequest)\b[^;={}]{0,600}?\.auth\.(?:bearer|basic)\("; "request", ".auth."),
        &[Scala],
    ),
    // .NET
    hook(
        pattern!(r"\bSendAsync\s*\(\s*HttpRequestMessage\s+(?<name>\w+)\s*,"; "sendasync", "httprequestmessage"),
        &[CSharp],
    ),
    given(
        pattern!(r#"\b(?<name>\w+)\.Headers\.(?:Authorization\s*=[^=]|(?:Add|TryAddWithoutValidation)\(\s*"Authorization")"#; ".headers.", "authorization"),
        &[CSharp],
    ),
    // got, ky, axios, and what calls `fetch`
    hook(
        pattern!(r"\b(?:beforeRequest|onRequest)\s*:\s*\[?\s*(?:async\s*)?(?:function\s*\w*\s*)?\(?\s*(?:\{\s*)?(?<name>[A-Za-z_$]\w*)|\bonRequest\s*\(\s*\{[^{}\n]{0,60}?\b(?<named>options)\b"; "beforerequest" | "onrequest"),
        OF_SCRIPTS,
    ),
    hook(
        pattern!(r"\.interceptors\.request\.use\s*\(\s*(?:async\s*)?(?:function\s*\w*\s*)?\(?\s*(?<name>[A-Za-z_$]\w*)"; ".interceptors.request.use"),
        OF_SCRIPTS,
    ),
    given(
        pattern!(r#"\b(?<name>[A-Za-z_$]\w*)\.headers\s*(?:=\s*\{[^;}]{0,200}?\b[aA]uthorization['"]?\s*:|(?:\.Authorization|\[\s*['"][aA]uthorization['"]\s*\])\s*=[^=])"#; ".headers", "authorization"),
        OF_SCRIPTS,
    ),
    given(
        pattern!(r#"\b(?:const|let|var)\s+(?<name>[A-Za-z_$]\w*)\s*=\s*\{[^;}]{0,200}?\bheaders\s*:\s*\{[^;}]{0,200}?\b[aA]uthorization['"]?\s*:"#; "headers", "authorization"),
        OF_SCRIPTS,
    ),
    answer(
        pattern!(r"\.interceptors\.response\.use\s*\(\s*(?:async\s*)?(?:function\s*\w*\s*)?\(?\s*(?<name>[A-Za-z_$]\w*)"; ".interceptors.response.use"),
        OF_SCRIPTS,
    ),
    // Guzzle and Laravel
    hook(
        pattern!(r"\b(?:mapRequest|tap|beforeSending|(?:globalRequest|withRequest)Middleware)\s*\(\s*(?:static\s+)?(?:function|fn)\s*\(\s*(?:[\w\\]+\s+)?\$(?<name>\w+)"; "maprequest" | "tap" | "beforesending" | "requestmiddleware"),
        &[Php],
    ),
    hook(
        pattern!(r"\bRequestSending(?:::class\s*,\s*(?:static\s+)?(?:function|fn)\s*\(\s*(?:[\w\\]+\s+)?|\s+)\$(?<name>\w+)"; "requestsending"),
        &[Php],
    ),
    given(
        pattern!(r"\$(?<name>\w+)\s*=\s*[^;]{0,400}?->with(?:Added)?Header\(\s*['\x22]Authorization"; "header(", "authorization"),
        &[Php],
    ),
    // httpx, and requests that are built with their headers
    hook(
        pattern!(r"\bdef\s+\w+\(\s*(?:self\s*,\s*)?(?<name>\w+)\s*:\s*httpx\.Request\b"; "httpx.request"),
        &[Python],
    ),
    given(
        pattern!(r#"\b(?<name>\w+)\.(?:add_header|add_unredirected_header)\(\s*["']Authorization|\b(?<named>\w+)\s*=\s*(?:urllib\.request\.|requests\.)?Request\([^=\n]{0,200}headers\s*=[^\n]{0,200}["']Authorization"#; "authorization"),
        &[Python],
    ),
    // Dio, URLSession
    hook(
        pattern!(r"\bonRequest\s*:\s*\(\s*(?:RequestOptions\s+)?(?<name>\w+)\s*,"; "onrequest"),
        &[Dart],
    ),
    answer(
        pattern!(r"\bon(?:Response|Error)\s*:\s*\(\s*(?:Response(?:<\w+>)?\s+|Dio(?:Error|Exception)\s+)?(?<name>[A-Za-z_]\w*)\s*,"; "onresponse" | "onerror"),
        &[Dart],
    ),
    given(
        pattern!(r#"\b(?<name>\w+)\.(?:setValue|addValue)\([^\n]{1,120}forHTTPHeaderField:\s*"Authorization""#; "forhttpheaderfield", "authorization"),
        &[Swift],
    ),
    // Faraday, Net::HTTP
    given(
        pattern!(r#"\b(?<name>\w+)(?:\.headers)?\[\s*["']Authorization["']\s*\]\s*="#; "authorization"),
        RUBY,
    ),
    hook(
        pattern!(r"\bdef\s+(?:on_request|call)\s*\(?\s*(?<name>env|request_env)\b"; "def", "env"),
        RUBY,
    ),
    // Round trippers, resty and `net/http`
    hook(
        pattern!(r"\bRoundTrip\(\s*(?<name>\w+)\s+\*http\.Request\b|\bOnBeforeRequest\(\s*func\(\s*\w+\s+\*resty\.Client\s*,\s*(?<named>\w+)\s+\*resty\.Request\b"; "roundtrip(" | "onbeforerequest("),
        &[Go],
    ),
    given(
        pattern!(r#"\b(?<name>\w+)\.Header\.(?:Set|Add)\(\s*"[aA]uthorization""#; ".header.", "authorization"),
        &[Go],
    ),
    // reqwest, but for what hides the value
    given(
        pattern!(r#"\b(?<name>\w+)\s*=\s*[^;={}]{0,400}?\.header\(\s*(?:(?:\w+::)*AUTHORIZATION|"[aA]uthorization")"#; ".header(", "authorization"),
        &[Rust],
    ),
];

/// The headers of a request, or all that a text of it shows, up to an element that is taken of them.
static PRINTED: Pattern = pattern!(
    r"(?x) (?:^|[^\w.>$]|\$) (?<name>[A-Za-z_]\w*)
        (?<headers> (?:(?:->|\?\.|\.)(?:request))?
            (?:(?:->|\?\.|\.)(?:headers|Headers|Header|getHeaders|getAllHeaders|getStringHeaders|request_headers|getRequestProperties|requestProperties|allHTTPHeaderFields|header_items|to_hash|each_header)\b (?:\(\))?)
            (?:(?:->|\.)(?:map|toString|ToString|to_s|to_h|inspect|entries|toSingleValueMap|toMap|all|toMultimap|Clone|items|raw|multi_items|build|ToList|ToDictionary)\b (?:\(\))?){0,2} )?"
);

/// The same of the request that an answer holds.
static ANSWERED: Pattern = pattern!(
    r"(?x) (?:^|[^\w.>$]|\$) (?<name>[A-Za-z_$]\w*)
        (?<headers> \??\.(?: config | request | requestOptions ) (?: \??\.headers (?: \??\.toJSON\(\) | \.toString\(\) )? )? \b )?"
);

/// Words of code that takes a credential out of what it prints.
const TAKES_OUT: [&str; 12] = [
    "redact", "mask", "***", "sanitiz", "sanitis", "obfuscat", "scrub", "set_sensitive", "safe",
    "allowed", "hidden", "filtered",
];

/// The most requests of a page, and how far each is followed, in bytes.
const MOST: usize = 40;
const REACH: usize = 2000;

/// How far below a loop over headers they are printed, in bytes.
const LOOP: usize = 240;

/// Where such requests are printed.
pub(super) fn printed(page: &Page<'_>, sinks: &[Span]) -> Vec<Span> {
    let mut found = Vec::new();
    for carrier in
        WAYS.iter().filter(|way| page.is_in(way.of)).flat_map(|way| way.carriers(page)).take(MOST)
    {
        let part = page.slice(carrier.within);
        let printed = if carrier.is_answer { &ANSWERED } else { &PRINTED };
        let calls = printed
            .captures_iter(part)
            .filter(|call| call.name("name").is_some_and(|name| name.as_str() == carrier.name));
        for call in calls {
            let (Some(name), headers) = (call.name("name"), call.name("headers")) else { continue };
            let end = headers.unwrap_or(name).end();
            let span = Span {
                start: carrier.within.start + name.start(),
                end: carrier.within.start + end,
            };
            // All that an object holds is shown by some languages only.
            let is_object = carrier.is_answer
                && headers.is_some_and(|headers| !headers.as_str().contains("headers"));
            let counts = match headers.filter(|_| !is_object) {
                Some(_) => is_printed(page, sinks, span),
                None => shows_headers(page) && is_printed(page, sinks, span),
            };
            if counts {
                found.push(span);
            } else if headers.is_some() {
                found.extend(in_loop(page, sinks, span));
            }
        }
    }
    found.sort_unstable();
    found.dedup();
    found
}

impl Way {
    fn carriers<'p>(&'static self, page: &'p Page<'_>) -> impl Iterator<Item = Carrier<'p>> {
        self.pattern.captures_iter(page).take(MOST).filter_map(move |found| {
            let name = found.name("name").or(found.name("named"))?;
            let whole = found.whole();
            let within = match self.role {
                Role::Given => below(page, whole.end()),
                Role::Hook | Role::Answer => body(page, &whole),
            };
            let text = page.slice(within);
            let takes_out = TAKES_OUT.iter().any(|word| holds(text, word)) || is_compared(text);
            let is_other = match self.role {
                Role::Given => whole.as_str().contains('=') && is_sent(page, &whole),
                Role::Hook | Role::Answer => is_of_server(page, whole.end()),
            };
            let is_answer = self.role == Role::Answer;
            (!takes_out && !is_other).then_some(Carrier { name: name.as_str(), within, is_answer })
        })
    }
}

/// Whether a function is given what a server answers with too, beside the request.
fn is_of_server(page: &Page<'_>, end: usize) -> bool {
    static ANSWER: Pattern = pattern!(r"^\s*,\s*(?:reply|rep|res|response|ctx)\b");
    let near = page.text().floor_char_boundary((end + 40).min(page.text().len()));
    ANSWER.is_match(&page.text()[end..near])
}

/// Whether the statement that a match starts sends the request: then a variable holds the answer.
fn is_sent(page: &Page<'_>, found: &Found<'_>) -> bool {
    const SENDS: [&str; 9] = [
        ".send(", ".call(", ".execute(", "->get(", "->post(", "->put(", "->send(", "->request(",
        "Http::",
    ];
    const FAR: usize = 400;
    let text = page.text();
    let limit = text.floor_char_boundary((found.end() + FAR).min(text.len()));
    let rest = &text[found.end()..limit];
    // A chain goes on in lines that start with a dot.
    let is_end = |at: &usize| {
        let below = rest[*at + 1..].trim_start();
        !below.starts_with(['.', '-', ')', '}', ']']) && page.is_in(&[Scala, Kotlin])
    };
    let line = rest.match_indices('\n').map(|(at, _)| at).find(is_end);
    let end = rest.find(';').into_iter().chain(line).min().unwrap_or(rest.len());
    SENDS.iter().any(|send| rest[..end].contains(send) || found.as_str().contains(send))
}

/// What stands below a place, as far as it is followed.
fn below(page: &Page<'_>, start: usize) -> Span {
    let end = (start + REACH).min(page.text().len());
    Span { start, end: page.text().floor_char_boundary(end).max(start) }
}

/// The body of a function whose head ends with a match, or the rest of the line.
fn body(page: &Page<'_>, head: &Found<'_>) -> Span {
    const NEAR: usize = 160;
    let text = page.text();
    let start = head.end();
    if page.is_in(RUBY) || page.is_in(&[Python]) {
        return indented(page, start);
    }
    let near = text.floor_char_boundary((start + NEAR).min(text.len()));
    let rest = &text[start..near];
    let open = rest.find('{').filter(|open| !rest[..*open].contains([';']));
    match open {
        Some(open) => {
            let body = brackets::inside(text, start + open);
            Span { start: body.start, end: body.end.min(below(page, start).end).max(body.start) }
        }
        None => Span { start, end: page.line(start).end },
    }
}

/// Whether a text asks whether a header is the `Authorization`.
fn is_compared(text: &str) -> bool {
    static COMPARED: Pattern = pattern!(
        r#"(?i)(?:[!=]==?\s*|(?:equals|equalsignorecase|equalfold|contains|includes|remove|delete|del|except|has|forget|unset|without|reject|omit|starts_?with)\w*[!?]?\s*\(?[^()\n]{0,40}?)[\['"(]\s*["']?(?:proxy-)?authorization\b|\bauthorization["']?\s*(?:\)\s*)?(?:[!=]==?|,\s*\.\.\.)"#;
        "authorization"
    );
    COMPARED.is_match(text)
}

/// Whether the text of a request shows its headers.
fn shows_headers(page: &Page<'_>) -> bool {
    page.is_in(OF_SCRIPTS) || page.is_in(&[CSharp, Go, Rust])
}

/// Whether a text that nothing is filled into is open at the end of what is printed: a word in it is no variable.
fn ends_in_words(before: &str) -> bool {
    let mut open = None;
    for (at, byte) in before.bytes().enumerate() {
        match open {
            Some((quote, _)) if quote == byte => open = None,
            None if matches!(byte, b'"' | b'\'' | b'`') => open = Some((byte, at)),
            _ => {}
        }
    }
    open.is_some_and(|(_, at)| {
        let words = &before[at + 1..];
        let is_filled_in =
            words.rfind(['{', '(']).is_some_and(|open| !words[open..].contains(['}', ')']));
        !is_filled_in && !words.ends_with('$')
    })
}

/// Whether an expression is all of what a call prints, or is passed on to it.
fn is_printed(page: &Page<'_>, sinks: &[Span], span: Span) -> bool {
    let text = page.text();
    let rest = &text[span.end..];
    let is_part = rest.starts_with(['.', '[', '(']) && !rest.starts_with(".ToString()")
        || rest.starts_with("->")
        || rest.starts_with("?.")
        || rest.trim_start().starts_with([':', '='])
        || rest.trim_start().starts_with("? ");
    // The text of the headers of httpx and OkHttp hides them.
    let shown = page.slice(span).trim_end_matches("()").trim_end_matches(".toString");
    let ends_with_headers = shown.trim_end_matches("()").ends_with("headers");
    let is_hidden = page.is_in(&[Python])
        && page.may_hold("httpx")
        && ends_with_headers
        && !text[..span.start].ends_with("dict(")
        || page.is_in(JVM) && page.text().contains("chain.request()") && ends_with_headers;
    if is_part || is_hidden {
        return false;
    }
    let before = sinks.partition_point(|sink| sink.start <= span.start);
    sinks[..before].iter().rev().take(4).filter(|sink| span.end <= sink.end).any(|sink| {
        let before = &text[sink.start..span.start];
        !ends_in_words(before)
            && brackets::calls_around(before, before.len())
                .all(|call| is_kept(call) || is_shown_by(call))
    })
}

/// Whether a call makes a text of all that it is given, or names it in what is logged.
fn is_shown_by(call: &str) -> bool {
    [
        "any", "join", "kv", "field", "value", "tostring", "serialize", "debug", "array",
        "keyvalue", "entry", "list", "of",
    ]
    .iter()
    .any(|known| known.eq_ignore_ascii_case(call))
}

/// Where the values of headers are printed one by one, in a loop over them.
fn in_loop(page: &Page<'_>, sinks: &[Span], headers: Span) -> Option<Span> {
    static EACH: Pattern = pattern!(
        r"(?i)^(?:->|\.)?(?:foreach|each|map|each_pair|each_header)?\s*(?:\(\s*|\{\s*|do\s*)?(?:\|\s*|\(\s*)?(?<first>\w+)\s*(?:,\s*(?<second>\w+))?\s*(?:\||\)?\s*(?:->|=>|in\b))"
    );
    static FOR: Pattern = pattern!(
        r"\bfor(?:each)?\s*\(?[^\n;()]{0,60}?(?:\(\s*\w+\s*,\s*)?\b(?<value>[A-Za-z_]\w*)\)?\s*(?:\s+in|:=\s*range|\s*:|\s+of)\s*[&*]?(?:Object\.entries\()?$";
        "for"
    );
    static INNER: Pattern = pattern!(
        r"\b(?<of>\w+)\.(?:forEach|each|map)\s*\(\s*(?<value>\w+)\s*(?:->|=>)|\bfor\s+\w+\s*,\s*(?<named>\w+)\s*:=\s*range\s+(?<each>\w+)";
        "each" | "map" | "for"
    );
    static AS: Pattern = pattern!(r"^\s*as\s+(?:\$\w+\s*=>\s*)?\$(?<value>\w+)"; "as");
    let text = page.text();
    let end = text.floor_char_boundary((headers.end + LOOP).min(text.len()));
    let rest = &text[headers.end..end];
    let line = page.line(headers.start);
    let value = AS.captures(rest).and_then(|found| found.name("value"));
    let value = value.or_else(|| FOR.captures(&text[line.start..headers.start])?.name("value"));
    let is_call =
        rest.starts_with('.') || rest.starts_with("->") || page.slice(headers).contains("each");
    let value = value.or_else(|| {
        let each = EACH.captures(rest).filter(|_| is_call)?;
        each.name("second").or(each.name("first"))
    })?;
    let end = end_of_loop(text, headers.end, end);
    let rest = &text[headers.end..end];
    let inner = INNER.captures(rest).filter(|inner| {
        let of = inner.name("of").or(inner.name("each"));
        of.is_some_and(|of| of.as_str() == value.as_str())
    });
    let inner = inner.and_then(|inner| inner.name("value").or(inner.name("named")));
    let is_value =
        |word: &str| word == value.as_str() || inner.is_some_and(|inner| inner.as_str() == word);
    let from = sinks.partition_point(|sink| sink.start < headers.end);
    let near = sinks[from..].iter().take(3).take_while(|sink| sink.start < end);
    near.copied().find(|sink| {
        let arguments = page.slice(*sink);
        arguments.split(|c: char| !c.is_ascii_alphanumeric() && c != '_').any(is_value)
    })
}

/// Where a loop over what ends at `start` ends: with the bracket that follows it, or with its statement.
fn end_of_loop(text: &str, start: usize, limit: usize) -> usize {
    let rest = &text[start..limit];
    let line = rest.find('\n').unwrap_or(rest.len());
    let body = rest[..line].find('{').or_else(|| rest[..line].find('(')).or_else(|| {
        let below = rest[line..].trim_start();
        below.starts_with('{').then(|| rest.len() - below.len())
    });
    let end = match body {
        Some(open) => brackets::inside(text, start + open).end,
        None => rest.find(';').map_or(limit, |end| start + end),
    };
    end.min(limit)
}
