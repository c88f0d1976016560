//! What stands around an answer on its way into a variable: waits, casts, types, decoders, and the members that give its
//! body.
//!
//! Contract: takes away from an expression, from the outside in, whatever hands on all of what it is given, in any
//! language: `(await res.json()) as Token` and `json_decode((string) $res->getBody(), true)` are `res` and its body. What
//! gives a part of it stays: `body["expires_in"]`.

use super::super::brackets;
use super::lexical::without_type;
use super::words::{BODY, is_one_of};
use crate::guidance::pattern::holds;
use crate::model::Span;

/// An expression without what stands around it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Core {
    pub(super) span: Span,
    /// Whether the body of an answer was taken on the way.
    pub(super) is_body: bool,
}

/// How much is taken away at most.
const MOST: usize = 16;

/// What stands before a value that is waited for, tried or referred to.
const LEADS: [&str; 9] = ["await ", "try? ", "try! ", "try ", "yield ", "return ", "@", "&", "*"];

/// What stands behind it.
const ENDS: [&str; 6] = [";", "?", "!", ".await", ",", " else"];

/// What starts a type that a value is taken for, or what is taken in its place where it is none.
const INFIXES: [&str; 7] = [" as ", " as! ", " as? ", " satisfies ", " ?? ", " ?: ", " || "];

/// What stands between a value and its member.
const DOTS: [&str; 5] = ["?.", "&.", "->", "::", "."];

/// Members that wait for a value, or make a text of it.
const HAND_ON: [&str; 27] = [
    "block", "get", "join", "result", "await", "awaitsingle", "tofuture", "unwrap", "expect",
    "tostring", "to_s", "to_string", "trim", "strip", "decode", "clone", "to_owned",
    "bufferedreader", "reader", "lines", "collect", "usedelimiter", "next", "orelsethrow",
    "getorthrow", "getawaiter", "getresult",
];

/// Members that give the body of an answer, and set that of a request where they are given one.
const SETTERS: [&str; 9] =
    ["json", "body", "content", "data", "text", "string", "bytes", "entity", "array"];

/// Members that make something of what they wait for, and how what they are given makes a body of it.
const MAP: [&str; 4] = ["thenapply", "thenapplyasync", "map", "flatmap"];
const TO_BODY: [&str; 4] = ["::body", "::getBody", ".body()", ".getBody()"];

/// Words in the names of functions that read what they are given.
const DECODERS: [&str; 7] = ["json", "decode", "deserial", "parse", "unmarshal", "read", "body"];

/// The same of functions that hand it on.
const WRAPPERS: [&str; 5] = ["string", "buffer", "stream", "scanner", "requirenonnull"];

/// What the expression at `value` is, without all that hands it on.
pub(super) fn core(text: &str, value: Span) -> Core {
    let mut core = Core { span: trimmed(text, value), is_body: false };
    for _ in 0..MOST {
        let steps = [
            without_sign, without_type_behind, without_member, without_block, without_call,
            without_message,
        ];
        let plainer = steps.iter().find_map(|step| step(text, core.span));
        let Some((span, is_body)) = plainer else { break };
        core = Core { span: trimmed(text, span), is_body: core.is_body || is_body };
    }
    core
}

/// The variable that a whole expression is, with all that it is a member of: `res`, `this->curl`.
pub(super) fn variable(text: &str, span: Span) -> Option<Span> {
    let whole = &text[span.start..span.end];
    let path = whole.trim_start_matches(['$', '@']);
    let is_path = path.split("->").flat_map(|part| part.split('.')).all(|name| {
        name.starts_with(|c: char| c.is_ascii_alphabetic() || c == '_')
            && name.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'_')
    });
    is_path.then_some(Span { start: span.end - path.len(), end: span.end })
}

fn trimmed(text: &str, span: Span) -> Span {
    let whole = &text[span.start..span.end];
    let start = span.end - whole.trim_start().len();
    Span { start, end: start + whole.trim().len() }
}

/// Without a word or a sign before it or behind it, a cast, or brackets around it.
fn without_sign(text: &str, span: Span) -> Option<(Span, bool)> {
    let whole = &text[span.start..span.end];
    let lead = LEADS.iter().find(|lead| whole.starts_with(**lead)).map(|lead| lead.len());
    let lead = lead.or_else(|| cast(whole));
    if let Some(length) = lead {
        return Some((Span { start: span.start + length, end: span.end }, false));
    }
    if let Some(end) = ENDS.iter().find(|end| whole.ends_with(**end)) {
        return Some((Span { start: span.start, end: span.end - end.len() }, false));
    }
    let is_around = whole.starts_with('(') && closed(whole) == Some(whole.len() - 1);
    is_around.then(|| (Span { start: span.start + 1, end: span.end - 1 }, false))
}

/// Where the bracket closes that a text starts with.
fn closed(whole: &str) -> Option<usize> {
    let end = brackets::inside(whole, 0).end;
    whole[end..].starts_with(')').then_some(end)
}

/// The length of the cast that an expression starts with: `(string) $x`, `(Map<String, Object>) x`, `<Token>x`.
fn cast(whole: &str) -> Option<usize> {
    const LONGEST: usize = 120;
    let is_of_type = |c: char| c.is_ascii_alphanumeric() || "_.,<>[]?&*: ".contains(c);
    let is_value = |rest: &str| {
        let rest = rest.trim_start();
        rest.starts_with(|c: char| c.is_ascii_alphabetic() || "_$(@<".contains(c))
    };
    let end = match whole.as_bytes().first()? {
        b'(' => closed(whole)?,
        b'<' => {
            let mut depth = 0_usize;
            whole.bytes().take(LONGEST).position(|byte| {
                match byte {
                    b'<' => depth += 1,
                    b'>' => depth -= 1,
                    _ => {}
                }
                depth == 0
            })?
        }
        _ => return None,
    };
    let of = whole.get(1..end)?;
    let is_type = of.starts_with(|c: char| c.is_ascii_alphabetic() || c == '_')
        && of.len() <= LONGEST
        && of.chars().all(is_of_type);
    (is_type && is_value(&whole[end + 1..])).then_some(end + 1)
}

/// Without the type that it is taken for, or another value in its place: `x as Token`, `x ?? []`.
fn without_type_behind(text: &str, span: Span) -> Option<(Span, bool)> {
    let whole = &text[span.start..span.end];
    INFIXES.iter().find_map(|infix| {
        let at = whole.rfind(infix)?;
        let rest = whole[at + infix.len()..].trim_start();
        let count = |signs: [char; 3]| rest.matches(signs).count();
        let is_whole = count(['(', '[', '{']) == count([')', ']', '}'])
            && !rest.starts_with([')', ']', '}'])
            && rest.matches('"').count().is_multiple_of(2);
        is_whole.then_some((Span { start: span.start, end: span.start + at }, false))
    })
}

/// Without the member that gives its body, or hands it on: `x.json<Token>()`, `x.block()`.
fn without_member(text: &str, span: Span) -> Option<(Span, bool)> {
    let whole = &text[span.start..span.end];
    let (head, arguments) = match opened(whole, b'(', b')') {
        Some(open) => {
            let arguments = whole[open + 1..whole.len() - 1].trim();
            (without_type(&whole[..open]).trim_end_matches("::"), Some(arguments))
        }
        None => (whole, None),
    };
    let name = last_word(head);
    let before = &head[..head.len() - name.len()];
    let of = DOTS.iter().find_map(|dot| before.strip_suffix(dot))?;
    let given = arguments.unwrap_or_default();
    let is_literal = given.starts_with(['"', '\'']);
    let is_set = is_one_of(name, &SETTERS);
    let is_mapped = is_one_of(name, &MAP) && TO_BODY.iter().any(|to| given.ends_with(to));
    let is_body = is_mapped || is_one_of(name, BODY) && (is_type(given) || !is_set && !is_literal);
    let hands_on = || {
        let is_plain = given.is_empty()
            || is_literal && !name.eq_ignore_ascii_case("get")
            || ["Duration", "TimeUnit", "Collectors", "UTF"].iter().any(|one| given.contains(one));
        is_one_of(name, &HAND_ON) && is_plain
    };
    let is_one = !of.trim_end().is_empty() && (is_body || hands_on());
    is_one.then_some((Span { start: span.start, end: span.start + of.len() }, is_body))
}

/// Whether arguments are none, or say no more than a type.
fn is_type(arguments: &str) -> bool {
    arguments.is_empty()
        || [".class", "::class", ".self", "TypeRef", "TypeToken", "typeof"]
            .iter()
            .any(|of| arguments.contains(of))
}

/// Without the block in which its body is taken: `x.use { it.body!!.string() }`.
fn without_block(text: &str, span: Span) -> Option<(Span, bool)> {
    const OF_BLOCKS: [&str; 3] = [".use", ".let", ".run"];
    let whole = &text[span.start..span.end];
    let open = opened(whole, b'{', b'}')?;
    let head = whole[..open].trim_end();
    let of = OF_BLOCKS.iter().find_map(|call| head.strip_suffix(call))?;
    let block = &whole[open + 1..whole.len() - 1];
    let from = block.find("->").map_or(0, |arrow| arrow + "->".len());
    let mut inner = trimmed(text, Span { start: span.start + open + 1 + from, end: span.end - 1 });
    let mut is_body = false;
    for _ in 0..MOST {
        let step = without_sign(text, inner).or_else(|| without_member(text, inner));
        let Some((plainer, gives_body)) = step else { break };
        (inner, is_body) = (trimmed(text, plainer), is_body || gives_body);
    }
    let is_given = variable(text, inner).is_some() && is_body;
    is_given.then_some((Span { start: span.start, end: span.start + of.len() }, true))
}

/// Without the function that reads it: `JSON.parse(x)`, `new BufferedReader(x)`, `decode(Token.self, from: x)`.
fn without_call(text: &str, span: Span) -> Option<(Span, bool)> {
    let whole = &text[span.start..span.end];
    let open = opened(whole, b'(', b')')?;
    let function = without_type(&whole[..open]).trim_start_matches("new ");
    let is_name = |c: char| c.is_ascii_alphanumeric() || "_.:$\\!>-".contains(c);
    let has = |words: &[&str]| words.iter().any(|word| holds(function, word));
    // What reads an address knows nothing of what it answers.
    let is_of_address = has(&["uri", "url"]);
    let is_one = !function.is_empty()
        && function.replace("()", "").chars().all(is_name)
        && !is_of_address
        && (has(&DECODERS) || has(&WRAPPERS));
    if !is_one {
        return None;
    }
    let all = Span { start: span.start + open + 1, end: span.end - 1 };
    let mut arguments = arguments(text, all).filter(|argument| {
        let said = text[argument.start..argument.end].trim();
        said.is_empty() || !is_type(said)
    });
    let first = unlabelled(text, arguments.next()?);
    let is_value = !text[first.start..first.end].starts_with(['"', '\'']);
    (!first.is_empty() && is_value).then_some((first, has(&DECODERS)))
}

/// Without the message of Objective-C that reads it: `[[NSString alloc] initWithData:x encoding:4]`.
fn without_message(text: &str, span: Span) -> Option<(Span, bool)> {
    const READS: &str = "WithData:";
    let whole = &text[span.start..span.end];
    let is_message = whole.starts_with('[') && whole.ends_with(']');
    let start = span.start + whole.find(READS).filter(|_| is_message)? + READS.len();
    let is_of_name = |byte: &u8| byte.is_ascii_alphanumeric() || *byte == b'_';
    let length =
        text.as_bytes()[start..span.end].iter().take_while(|byte| is_of_name(byte)).count();
    (length > 0).then_some((Span { start, end: start + length }, true))
}

/// The arguments of a call, each up to the comma behind it.
fn arguments(text: &str, all: Span) -> impl Iterator<Item = Span> + '_ {
    let bytes = text.as_bytes();
    let mut at = all.start;
    std::iter::from_fn(move || {
        let start = at;
        let mut depth = 0_usize;
        while at < all.end {
            match bytes[at] {
                b'(' | b'[' | b'{' => depth += 1,
                b')' | b']' | b'}' => depth = depth.saturating_sub(1),
                b',' if depth == 0 => break,
                _ => {}
            }
            at += 1;
        }
        let found = (start < all.end).then_some(Span { start, end: at });
        at += 1;
        found
    })
}

/// An argument without the word by which it is given: `from: data`.
fn unlabelled(text: &str, argument: Span) -> Span {
    let argument = trimmed(text, argument);
    let said = &text[argument.start..argument.end];
    let label = said.find(|c: char| !c.is_ascii_alphanumeric() && c != '_').unwrap_or(0);
    let is_label = label > 0 && said[label..].starts_with(": ");
    Span { start: argument.start + if is_label { label + 2 } else { 0 }, end: argument.end }
}

/// Where the bracket opens that closes at the end of a text.
fn opened(whole: &str, open: u8, close: u8) -> Option<usize> {
    let mut depth = 0_usize;
    let is_closed = whole.as_bytes().last() == Some(&close);
    let place = is_closed.then(|| {
        whole.bytes().rposition(|byte| {
            match byte {
                byte if byte == close => depth += 1,
                byte if byte == open => depth -= 1,
                _ => {}
            }
            depth == 0
        })
    });
    place.flatten()
}

fn last_word(head: &str) -> &str {
    let before = head.trim_end_matches(|c: char| c.is_ascii_alphanumeric() || c == '_');
    &head[before.len()..]
}

#[cfg(test)]
mod tests {
    use super::*;

    fn of(text: &str) -> (&str, bool) {
        let core = core(text, Span { start: 0, end: text.len() });
        (&text[core.span.start..core.span.end], core.is_body)
    }

    #[test]
    fn what_hands_on_a_body_is_taken_away() {
        for (text, core) in [
            ("(await res.json()) as TokenResponse;", "res"),
            ("await res.json() as { access_token: string; expires_in: number }", "res"),
            ("<TokenResponse>(await res.json())", "res"),
            ("json_decode((string) $res->getBody(), true) ?? []", "$res"),
            ("$res->getBody()->getContents()", "$res"),
            ("json_decode($this->curl->getBody(), true)", "$this->curl"),
            ("await response.Content.ReadFromJsonAsync<TokenResponse>(ct)", "response"),
            (
                "JsonSerializer.Deserialize<T>(await response.Content.ReadAsStringAsync())!",
                "response",
            ),
            ("res.json::<Token>().await?", "res"),
            ("serde_json::from_str::<Token>(&body)?", "body"),
            ("try JSONDecoder().decode(Token.self, from: data)", "data"),
            ("new ObjectMapper().readValue(response.body(), Map.class)", "response"),
            (
                "client.newCall(req).execute().use { it.body!!.string() }",
                "client.newCall(req).execute()",
            ),
            (
                "rest.post().uri(u).retrieve()\n  .bodyToMono(String.class)\n  .block()",
                "rest.post().uri(u).retrieve()",
            ),
            ("new BufferedReader(new InputStreamReader(con.getInputStream()))", "con"),
            ("JSON.parse(res.body)", "res"),
            ("r.read().decode('utf-8')", "r"),
        ] {
            assert_eq!(of(text), (core, true), "{text}");
        }
        for (text, core) in [
            ("String(body)", "body"),
            ("res", "res"),
            ("Encoding.UTF8.GetString(bytes)", "bytes"),
            ("body[\"expires_in\"]", "body[\"expires_in\"]"),
            ("res.json('expires_in')", "res.json('expires_in')"),
            ("client.post(url).json(form)", "client.post(url).json(form)"),
            ("post(url).get(\"x\")", "post(url).get(\"x\")"),
            ("URI.parse(url)", "URI.parse(url)"),
            ("f(a).x", "f(a).x"),
            ("", ""),
            ("(", "("),
            (")", ")"),
        ] {
            assert_eq!(of(text), (core, false), "{text}");
        }
    }

    #[test]
    fn a_variable_is_known_with_what_it_is_a_member_of() {
        for (text, name) in
            [("$this->curl", Some("this->curl")), ("@res", Some("res")), ("a.b(c)", None)]
        {
            let whole = Span { start: 0, end: text.len() };
            let found = variable(text, whole).map(|span| &text[span.start..span.end]);
            assert_eq!(found, name, "{text}");
        }
    }
}
