//! What asks for a token: the call that sends the request, wherever its address was written.
//!
//! Contract: goes by the address of the endpoint, or a name for one, in the value itself or in what is sent; follows
//! the request and its address through a variable each, and no further.

use super::super::{Page, brackets, name};
use super::failure::is_of_failure;
use super::lexical::{key, member};
use super::trace::Trace;
use super::words::{BODY, WHOLE, is_one_of, passes_on};
use super::writes::chain;
use super::{block, conversion};
use crate::guidance::endpoint::{self, is_asked_in, is_called_in};
use crate::guidance::language::JVM;
use crate::guidance::language::Language::*;
use crate::guidance::pattern::{Captures, Found, Pattern, holds, pattern};
use crate::model::Span;

/// Parts of a command by which the answer is not what comes out of it.
const KEPT_BACK: [&str; 4] = ["%{http_code}", "expires_in", " -o ", "--output "];

/// How far above a call the address may be set.
const NEAR: usize = 2000;

/// Whether a value is the answer to a token request, which is made there or was put together before.
pub(super) fn asks_for_token(page: &Page<'_>, trace: &Trace<'_>, value: Span) -> bool {
    static SENDS: Pattern = pattern!(
        r"(?x) (?:\b(?<on>[A-Za-z_][A-Za-z0-9_]*)|\)) (?:\.|->) (?i:send|sendasync|execute|executeasync|do|newcall|getasync|postasync|exchange|request|getresponse|getresponseasync|openconnection|openstream|data|bytes|upload|datatask|uploadtask)
                      (?:<[^<>()]{1,60}>)? \(\s* (?:(?:for|with|from):\s*)? \$? (?<what>[A-Za-z_][A-Za-z0-9_]*)?
                  | \b(?:data|upload)TaskWith(?:Request|URL):\s*(?<asked>[A-Za-z_]\w*)
                  | \bcurl_exec\(\s*\$(?<handle>(?:this->)?[A-Za-z_][A-Za-z0-9_]*)";
        "(" | "taskwith"
    );
    let text = page.slice(value);
    if is_task(page, text)
        || sends_to_endpoint(text)
        || is_own_call(text)
        || sends_to_name_of_endpoint(page, trace, value)
    {
        return true;
    }
    let Some(sent) = SENDS.captures(text) else { return false };
    if let Some(handle) = sent.name("handle") {
        return is_set_to_token(page, trace, value.start, handle.as_str());
    }
    ["what", "on", "asked"].iter().filter_map(|part| sent.name(part)).any(|name| {
        let last = trace.last_above(name.as_str(), value.start);
        last.is_some_and(|made| leads_to_endpoint(page, trace, made))
            || is_addressed_to_token(page, trace, value.start, name.as_str())
    })
}

/// Whether what stands in a span is made with the address of a token endpoint, which a variable may hold.
fn leads_to_endpoint(page: &Page<'_>, trace: &Trace<'_>, made: Span) -> bool {
    /// The most words of it that are looked at.
    const MOST: usize = 24;
    /// What is taken of an address for a request.
    const TAKEN: [&str; 5] = [".request_uri", ".path", ".to_s", ".href", ".toString"];
    let text = page.slice(made);
    let is_of_path = |c: char| c.is_ascii_alphanumeric() || "_.->".contains(c);
    let words = text.split(|c: char| !is_of_path(c)).filter(|word| !word.is_empty());
    let paths =
        words.map(|word| TAKEN.iter().find_map(|end| word.strip_suffix(end)).unwrap_or(word));
    // What connects to the host of an address may ask it for anything.
    let is_of_host = text.contains(".host");
    !is_of_host && is_called_in(text)
        || paths.take(MOST).any(|path| is_address(page, trace, path, made.start))
}

/// Whether a variable holds the address of a token endpoint, and not what came of a request to it.
fn is_address(page: &Page<'_>, trace: &Trace<'_>, variable: &str, before: usize) -> bool {
    trace.last_above(variable, before).is_some_and(|address| {
        let address = page.slice(address);
        address.contains('/')
            && is_called_in(address)
            && !address.trim_start().starts_with(['{', '['])
            && !sends_to_endpoint(address)
    })
}

/// Whether an expression makes an address, and does nothing with it.
pub(super) fn makes_address(text: &str) -> bool {
    static MAKES: Pattern = pattern!(
        r"(?i)^\s*(?:new\s+)?(?:[\w.]*\.)?(?:ur[il](?:(?:\.|::)(?:parse|create|join|https?|resolve|new|build|from)\w*)?|urljoin|[\w.]*(?:format!?|sprintf|join))\s*\(";
        "("
    );
    MAKES.find(text).is_some_and(|made| {
        let end = brackets::inside(text, made.end() - 1).end;
        text[end..].trim_start_matches(')').trim_matches([';', ' ', '\n']).is_empty()
    })
}

/// Whether a task of Ansible asks for a token.
fn is_task(page: &Page<'_>, text: &str) -> bool {
    page.is_in(&[Yaml])
        && text.trim_start().starts_with("- ")
        && ["uri:", "curl", "get_url:"].iter().any(|way| text.contains(way))
        && is_asked_in(text)
}

/// Whether a value is the token that a library for OAuth gets.
pub(super) fn is_token_of_library(page: &Page<'_>, text: &str) -> bool {
    static GETS: Pattern = pattern!(
        r"^\s*(?:\w+\.)*\w+(?:\([^()\n]{0,60}\))?\.Token\(\s*(?:\w+|context\.\w+\(\))?\s*\)\s*$"; ".token("
    );
    page.is_in(&[Go])
        && (page.may_hold("oauth2") || page.may_hold("clientcredentials"))
        && GETS.is_match(text)
}

/// Whether this request was given the address of a token endpoint shortly before: `request.setEndpoint('…/gettoken')`.
fn is_addressed_to_token(page: &Page<'_>, trace: &Trace<'_>, before: usize, request: &str) -> bool {
    static ADDRESS: Pattern = pattern!(
        r"\b(?<name>[A-Za-z_]\w*)(?:\.|->)(?i:\w*(?:endpoint|url|uri|open|address)\w*)\s*(?:\(|:?=)[^;\n]{1,300}";
        "endpoint" | "url" | "uri" | "open" | "address"
    );
    let near = page.text().ceil_char_boundary(before.saturating_sub(NEAR));
    ADDRESS.captures_iter(&page.text()[near..before]).any(|call| {
        call.name("name").is_some_and(|name| name.as_str() == request)
            && leads_to_endpoint(page, trace, call.whole().span_from(near))
    })
}

/// Whether the answer of a request shows its body wherever it is printed.
pub(super) fn is_given_whole(page: &Page<'_>, text: &str) -> bool {
    /// Calls that give a text, or what shows all that it holds.
    const GIVES: [&str; 20] = [
        "uploadvalues(", "$.post(", "$.ajax(", "jquery.", "wp_remote_", ".response", "$http",
        "invoke-restmethod", "uploadstring(", "downloadstring(", "postforobject(", "forentity(",
        ".exchange(", "httparty", "restclient.", "file_get_contents(", "axios", "urlfetchapp",
        "invoke-webrequest", "curl_exec(",
    ];
    let start = text.trim_start();
    let is_of_pascal = page.is_in(&[Pascal]) && !page.is_in(&[Php]);
    is_of_pascal
        || start.starts_with("$(")
        || is_own_call(text)
        || GIVES.iter().any(|call| holds(text, call))
}

/// Whether a text calls a function of the program's own with the address of a token endpoint: what it gives is the
/// token, or the answer with its body.
fn is_own_call(text: &str) -> bool {
    static CALL: Pattern = pattern!(
        r"^\s*(?:await\s+|try[?!]?\s+)*(?:(?:self|this|\$this|@?client|api|@?banqup\w*)\s*(?:\.|->)\s*)?(?<name>[A-Za-z_]\w*)\("
    );
    /// What libraries call so gives an object of their own.
    const OF_LIBRARIES: [&str; 6] = ["fetch", "request", "get", "post", "send", "urlopen"];
    const ASKS: [&str; 12] = [
        "call", "request", "post", "send", "fetch", "invoke", "get", "obtain", "retrieve", "query",
        "acquire", "token",
    ];
    const BUILDS: [&str; 9] =
        ["url", "uri", "endpoint", "path", "join", "build", "new", "create", "format"];
    let Some(name) = CALL.captures(text).and_then(|call| call.name("name")) else { return false };
    let words = name::words(name.as_str());
    let has = |known: &[&str]| words.iter().any(|word| known.contains(&word.as_str()));
    let is_own = !OF_LIBRARIES.contains(&name.as_str()) && has(&ASKS) && !has(&BUILDS);
    is_own && is_called_in(&text[name.end()..])
}

/// What prints whatever a chain of calls gives it, where that is the body of the answer: `….then(console.log)`.
pub(super) fn printed_as_given(page: &Page<'_>, trace: &Trace<'_>) -> Vec<Span> {
    static THEN: Pattern = pattern!(
        r"(?:\.(?:then|foreach|subscribe|done)|\btap)\(\s*(?<sink>(?:console\.(?:log|info|debug|warn|dir)|print|println|alert))\s*\)|\.response\w*(?:\([^(){}\n]{0,80}\))?\s*\{\s*(?<closure>(?:print|debugPrint|dump)\(\$0)";
        ".then(" | ".foreach(" | ".subscribe(" | ".done(" | "tap(" | ".response"
    );
    let sinks =
        THEN.captures_iter(page).filter_map(|found| found.name("sink").or(found.name("closure")));
    let is_answer = |sink: &Found<'_>| {
        let given = page.slice(chain(page.text(), sink.start()));
        const GIVE: [&str; 8] = [
            ".json()", ".text()", ".data", "axios", "http.post", "http.request", "$.", ".response",
        ];
        GIVE.iter().any(|body| given.contains(body))
            && !is_kept_back(given)
            && sends_to_endpoint(given)
    };
    let sinks = sinks.filter(is_answer).map(|sink| sink.span());
    sinks.chain(printed_by_name(page, trace)).collect()
}

/// The same by the name of a method: `….thenApply(HttpResponse::body).thenAccept(System.out::println)`.
fn printed_by_name(page: &Page<'_>, trace: &Trace<'_>) -> Vec<Span> {
    static GIVEN: Pattern = pattern!(
        r"\.(?:thenAccept(?:Async)?|subscribe|doOnNext|doOnSuccess|ifPresent|let|also)\(\s*(?<sink>System\.(?:out|err)::print(?:ln)?|(?i:log|logger)::(?:trace|debug|info|warn)|::print(?:ln)?)\s*\)";
        "::print" | "::trace" | "::debug" | "::info" | "::warn"
    );
    let text = page.text();
    let given = GIVEN.captures_iter(page).filter(|_| page.is_in(JVM));
    let is_answer = |call: &Captures<'_>| {
        let value = block::receiver(text, call.whole().start());
        conversion::core(text, value).is_body && asks_for_token(page, trace, value)
    };
    given.filter(is_answer).filter_map(|call| Some(call.name("sink")?.span())).collect()
}

/// The calls that ask for a token among what is printed, with the body of their answer:
/// `print(requests.post(TOKEN_URL, data=form).json())`.
pub(super) fn printed_at_once(page: &Page<'_>, trace: &Trace<'_>, sinks: &[Span]) -> Vec<Span> {
    static SENDS: Pattern = pattern!(
        r"\b(?i:fetch|post|post_form|submitform|request|urlopen|urlread|postasync|getstringasync|postforobject|file_get_contents|uploadstring|httppost|webwrite|invoke-restmethod)\s*\(";
        "fetch" | "post" | "submitform" | "request" | "url" | "getstringasync" | "file_get_contents" | "uploadstring" | "webwrite" | "invoke-restmethod"
    );
    let text = page.text();
    let mut found = Vec::new();
    for sink in sinks {
        let Some(sent) = SENDS.find(page.slice(*sink)).map(|sent| sent.span_from(sink.start))
        else {
            continue;
        };
        let asked = brackets::inside(text, sent.end - 1);
        let call = Span { start: sent.start, end: asked.end + 1 };
        let asks = asked.end < sink.end
            && !page.names_other_host(asked)
            && (is_called_in(page.slice(asked)) || sends_to_name_of_endpoint(page, trace, call));
        let before = &text[sink.start..sent.start];
        let mut around = brackets::calls_around(before, before.len());
        // A text that only says what is asked has no call behind it.
        let gives = asks && around.all(passes_on) && is_body(page, asked.end + 1, page.slice(sent));
        if gives && !is_of_failure(page, sent.start) {
            found.push(Span { start: sent.start, end: sent.end - 1 });
        }
    }
    found
}

/// Whether what follows a call gives out all of the body of its answer.
fn is_body(page: &Page<'_>, at: usize, call: &str) -> bool {
    const GIVE_BODY: [&str; 5] =
        ["file_get_contents", "uploadstring", "getstringasync", "postforobject", "urlread"];
    const MOST: usize = 6;
    let mut is_body = GIVE_BODY.iter().any(|given| holds(call, given));
    let mut rest = &page.text()[at.min(page.text().len())..];
    for _ in 0..MOST {
        rest = rest.trim_start_matches([')', '!', '?', ' ']);
        if key(rest).is_some() {
            return false;
        }
        let Some(name) = member(rest) else { break };
        let is_whole = is_body && is_one_of(name, WHOLE);
        if !is_one_of(name, BODY) && !is_whole {
            return false;
        }
        is_body = true;
        let after = &rest[rest.find(name).unwrap_or(0) + name.len()..];
        let arguments = if after.starts_with('(') { brackets::inside(after, 0).end + 1 } else { 0 };
        rest = &after[arguments.min(after.len())..];
    }
    is_body && !rest.starts_with('[')
}

/// Whether another thing comes out of a command than the answer.
pub(super) fn is_kept_back(text: &str) -> bool {
    KEPT_BACK.iter().any(|part| text.contains(part))
}

/// Whether a text holds the address of a token endpoint, or a name for one.
pub(super) fn names_endpoint(text: &str) -> bool {
    is_called_in(text) || ["client_credential", "/token"].iter().any(|word| holds(text, word))
}

/// Whether the last address that this handle of curl was given shortly before is that of a token endpoint.
fn is_set_to_token(page: &Page<'_>, trace: &Trace<'_>, before: usize, handle: &str) -> bool {
    static ADDRESS: Pattern = pattern!(
        r"(?:\$(?<made>(?:this->)?[A-Za-z_]\w*)\s*=\s*)?\bcurl_init\(\s*(?<to>[^\s);][^;]{0,400})|\bcurl_setopt(?:_array)?\(\s*\$(?<handle>(?:this->)?[A-Za-z_]\w*)\s*,(?<set>[^;]{0,400})";
        "curl_"
    );
    let text = page.text();
    let near = text.ceil_char_boundary(before.saturating_sub(NEAR));
    let addresses = ADDRESS.captures_iter(&text[near..before]).filter_map(|call| {
        let named = call.name("made").or(call.name("handle"));
        let is_its = named.is_none_or(|named| named.as_str() == handle);
        let to = call.name("to").or(call.name("set")).filter(|_| is_its)?.span_from(near);
        let of_name = page.slice(to).trim_start().strip_prefix('$');
        let of_name = of_name.map(|name| name.trim_end_matches([')', ' ']));
        let options = of_name.and_then(|name| trace.last_above(name, to.start));
        let is_set = |to: &Span| page.slice(*to).contains("CURLOPT_URL");
        match call.name("set") {
            Some(_) => options.into_iter().chain([to]).find(is_set),
            None => Some(to),
        }
    });
    addresses.last().is_some_and(|address| leads_to_endpoint(page, trace, address))
}

/// Whether a call sends a request to what a variable holds, and that is the address of a token endpoint.
fn sends_to_name_of_endpoint(page: &Page<'_>, trace: &Trace<'_>, value: Span) -> bool {
    static SENT: Pattern = pattern!(
        r"\b(?i:post|fetch|postasync|postform|post_form|postforentity|postforobject|urlopen|request|exchange|newbuilder|uri|url|uri\.create|uri\.parse|uploadstring|uploadvalues|submitform|(?:string|json\w*)request)(?:<[^<>()]{1,60}>)?\(\s*(?:(?:['\x22](?:POST|GET)['\x22]|(?:\w+\.){0,2}P(?:OST|ost))\s*,\s*)?[$&@]?(?<name>(?:(?:self|this)(?:\.|->))?[A-Za-z_]\w*)\s*[,)]";
        "("
    );
    let names = SENT.captures_iter(page.slice(value)).filter_map(|sent| sent.name("name"));
    names.take(4).any(|name| is_address(page, trace, name.as_str(), value.start))
}

/// Whether a call sends a request, and what asks for a token follows it closely.
fn sends_to_endpoint(text: &str) -> bool {
    /// The words of calls that send a request, whole.
    const CALLS: [&str; 26] = [
        "ajax", "getjson", "uploadvalues", "uploaddata", "wp_remote_request", "post", "request",
        "fetch", "urlopen", "send", "execute", "curl", "open", "postasync", "sendasync",
        "postform", "postforentity", "postforobject", "exchange", "executeasync", "submitform",
        "uploadstring", "post_form", "datatask", "wp_remote_post", "post!",
    ];
    /// What is asked for a token, beside the addresses, as far as it may stand inside a longer word.
    const TOKENS: [&str; 6] = [
        "client_credential", "accesstoken\"", "accesstoken'", "/token", "tokenrequest",
        "token_request",
    ];
    const FAR: usize = 600;
    let lower = text.to_ascii_lowercase();
    let is_word =
        |byte: Option<&u8>| byte.is_some_and(|byte| byte.is_ascii_alphanumeric() || *byte == b'_');
    let is_whole = |start: usize, end: usize| {
        let before = start.checked_sub(1).and_then(|at| lower.as_bytes().get(at));
        !is_word(before) && !is_word(lower.as_bytes().get(end))
    };
    let ends = |word: &'static str| {
        let all = lower.match_indices(word).map(|(at, word)| (at, at + word.len()));
        all.filter(|&(start, end)| is_whole(start, end)).map(|(_, end)| end)
    };
    let tokens: Vec<usize> = TOKENS
        .iter()
        .chain(endpoint::WORDS)
        .flat_map(|token| lower.match_indices(token))
        .filter(|(at, token)| {
            *token != "/token" || !is_word(lower.as_bytes().get(at + token.len()))
        })
        .map(|(at, _)| at)
        .collect();
    let is_near = |end: usize| tokens.iter().any(|&at| at >= end && at - end <= FAR);
    !tokens.is_empty()
        && (CALLS.iter().chain(&["do", "invoke-restmethod"]).any(|call| ends(call).any(is_near))
            || ["http.", "httpx.", "urlsession."].iter().any(|client| {
                lower.match_indices(client).any(|(at, client)| is_near(at + client.len()))
            }))
}
