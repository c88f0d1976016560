//! What is added to something of which only its making tells that it writes into the query:
//! `ub.addParameter("access_token", token)` on a `URIBuilder`, while on the builder of a form it is the documented way.
//!
//! Contract: in a chain, what the chain starts with decides; on a variable, the nearest place before that gives it a
//! value or a type.

use super::{Carrier, ENDS, NAMES, literal};
use crate::guidance::Page;
use crate::guidance::language::Language::*;
use crate::guidance::pattern::{Pattern, pattern};

/// A way to add a parameter, and what must have made the thing to which it is added.
struct Adding {
    /// Starts with the dot after the thing, and ends where the value begins.
    call: Pattern,
    made: Pattern,
}

static ADDINGS: [Adding; 6] = [
    // Apache HttpClient
    Adding {
        call: pattern!(r#"\.(?:add|set)Parameter\(\s*"(?<name>"#, NAMES, r#")"\s*,"#; "parameter(", ENDS),
        made: pattern!(
            r#"\bURIBuilder\b|RequestBuilder\s*\.(?:get|delete|head|options)\(|RequestBuilder\s*\.create\(\s*"(?:GET|DELETE|HEAD)""#;
            "uribuilder" | "requestbuilder"
        ),
    },
    // RestSharp
    Adding {
        call: pattern!(r#"\.Add(?:OrUpdate)?Parameter\(\s*"(?<name>"#, NAMES, r#")"\s*,"#; "parameter(", ENDS),
        made: pattern!(
            r"\bRestRequest\b[^;]{0,300}?\bMethod\.(?:Get|GET|Delete|DELETE|Head|HEAD)\b";
            "restrequest", "method.get" | "method.delete" | "method.head"
        ),
    },
    // ASP.NET
    Adding {
        call: pattern!(r#"\.Add\(\s*"(?<name>"#, NAMES, r#")"\s*,"#; ".add(", ENDS),
        made: pattern!(r"\bQueryBuilder\b"; "querybuilder"),
    },
    // Rust: url
    Adding {
        call: pattern!(r#"\.append_pair\(\s*"(?<name>"#, NAMES, r#")"\s*,"#; ".append_pair(", ENDS),
        made: pattern!(r"\.query_pairs_mut\(\)"; ".query_pairs_mut("),
    },
    // Scala: scalaj-http
    Adding {
        call: pattern!(r#"\.param\(\s*"(?<name>"#, NAMES, r#")"\s*,"#; ".param(", ENDS),
        made: pattern!(
            r"\bHttp\([^;\n]{0,200}?\)(?:\s*\.(?:param|header|headers|timeout|option|options|auth|charset)\([^()\n]{0,160}\))*\s*$";
            "http("
        ),
    },
    // Python: furl
    Adding {
        call: pattern!(r#"\.args\[\s*["'](?<name>"#, NAMES, r#")["']\s*\]\s*="#; ".args[", ENDS),
        made: pattern!(r"\bfurl\("; "furl("),
    },
];

pub(super) fn carriers(page: &Page<'_>) -> Vec<Carrier> {
    let text = page.text();
    let mut found = Vec::new();
    for adding in &ADDINGS {
        for call in adding.call.captures_iter(page) {
            let Some(name) = call.name("name") else { continue };
            if is_made(page, call.whole().start(), &adding.made) {
                found.extend(literal(text, call.whole().end()).carrier(name.span(), false));
            }
        }
    }
    found
}

/// Whether what the dot at `at` belongs to is made in the way that a pattern tells.
fn is_made(page: &Page<'_>, at: usize, made: &'static Pattern) -> bool {
    let text = page.text();
    let chain = chain(page, at);
    match last_name(chain) {
        Some(name) => declaration(text, at - chain.len(), at, name),
        None if made.is_match(chain) => return true,
        None => first_name(chain).and_then(|name| declaration(text, at - chain.len(), at, name)),
    }
    .is_some_and(|declaration| made.is_match(declaration))
}

/// How far back a chain is followed, in bytes.
const LONGEST: usize = 400;

/// The chain of calls up to the dot at `at`.
fn chain<'p>(page: &Page<'p>, at: usize) -> &'p str {
    let from = page.text().ceil_char_boundary(at.saturating_sub(LONGEST));
    let before = &page.text()[from..at];
    if page.is_in(&[Java, CSharp, Rust, Groovy]) {
        let end = before.rfind([';', '}']).map_or(0, |end| end + 1);
        return before[end..].rsplit("\n\n").next().unwrap_or_default();
    }
    // Without semicolons a line goes on in the next where that starts with a dot.
    let mut start = before.len();
    loop {
        start = before[..start].rfind('\n').map_or(0, |end| end + 1);
        let line = &page.text()[from + start..=at];
        if start == 0 || !line.trim_start().starts_with('.') {
            break;
        }
        start -= 1;
    }
    let chain = &before[start..];
    &chain[chain.rfind(';').map_or(0, |end| end + 1)..]
}

fn is_of_name(c: char) -> bool {
    c.is_ascii_alphanumeric() || c == '_' || c == '$'
}

/// The name with which a chain ends, where it is one alone: `ub`, `this.ub`.
fn last_name(chain: &str) -> Option<&str> {
    let chain = chain.trim_end();
    let name = &chain[chain.trim_end_matches(is_of_name).len()..];
    (!name.is_empty()).then_some(name)
}

/// The name on which the first call of a chain is made.
fn first_name(chain: &str) -> Option<&str> {
    let head = chain.split('(').next()?;
    let start = head.trim_end_matches(|c: char| is_of_name(c) || c == '.').len();
    let (owner, _) = head[start..].trim_end().rsplit_once('.')?;
    last_name(owner)
}

/// The statement before `at` that gives a name its value or its type, the nearest first; what stands from `chain` on is
/// the use itself.
fn declaration<'t>(text: &'t str, chain: usize, at: usize, name: &str) -> Option<&'t str> {
    const FAR: usize = 4000;
    const LONGEST: usize = 300;
    let from = text.ceil_char_boundary(chain.saturating_sub(FAR));
    let before = &text[from..at];
    let place = before.rmatch_indices(name).map(|(place, _)| place).find(|&place| {
        let (head, rest) = (&before[..place], &before[place + name.len()..]);
        if head.ends_with(is_of_name) || rest.starts_with(is_of_name) {
            return false;
        }
        let rest = rest.trim_start();
        let is_set = (rest.starts_with('=') && !rest.starts_with("==") && !rest.starts_with("=>"))
            || rest.starts_with(":=")
            || rest.starts_with(": ");
        // `URIBuilder ub;`, `f(URIBuilder ub)`
        let type_name = head.strip_suffix([' ', '\t']).unwrap_or_default().trim_end();
        let is_typed = rest.starts_with([';', ',', ')'])
            && type_name.ends_with(|c: char| is_of_name(c) || c == '>')
            && !["return", "await", "in"].iter().any(|word| type_name.ends_with(word));
        is_set || is_typed
    })?;
    let start = before[..place].rfind(['\n', ';', '{']).map_or(0, |end| end + 1);
    let rest =
        &text[from + place..text.floor_char_boundary((from + place + LONGEST).min(text.len()))];
    let end = end_of_statement(rest);
    Some(&text[from + start..from + place + end])
}

/// Where a statement ends: at a semicolon, or with a line in which no bracket is open.
fn end_of_statement(text: &str) -> usize {
    let mut depth = 0_usize;
    for (at, byte) in text.bytes().enumerate() {
        match byte {
            b'(' | b'[' | b'{' => depth += 1,
            b')' | b']' | b'}' => depth = depth.saturating_sub(1),
            b';' => return at,
            b'\n' if depth == 0 && !text[at..].trim_start().starts_with('.') => return at,
            _ => {}
        }
    }
    text.len()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::guidance::page::Facts;

    fn count(path: &str, text: &str) -> usize {
        carriers(&Page::new(path, text, Facts::default())).len()
    }

    #[test]
    fn what_a_thing_is_made_of_decides() {
        for (path, text) in [
            (
                "A.java",
                "URIBuilder ub = new URIBuilder(u);\nub.setParameter(\"page\", p);\nub.addParameter(\"access_token\", t);",
            ),
            (
                "A.java",
                "void f(URIBuilder ub) { ub.setPath(p).addParameter(\"access_token\", t); }",
            ),
            (
                "A.java",
                "var r = ClassicRequestBuilder.get(u)\n    .addParameter(\"page\", p)\n    .addParameter(\"access_token\", t);",
            ),
            (
                "A.java",
                "RequestBuilder.get().setUri(u)\n .addParameter(\"access_token\", t).build();",
            ),
            ("A.kt", "val ub = URIBuilder(u)\nub.addParameter(\"access_token\", t)"),
            (
                "A.kt",
                "val u = URIBuilder(u)\n    .setPath(p)\n    .addParameter(\"access_token\", t)",
            ),
            (
                "A.cs",
                "var request = new RestRequest(\"v1\", Method.Get);\nrequest.AddParameter(\"access_token\", t);",
            ),
            ("A.cs", "var qb = new QueryBuilder();\nqb.Add(\"access_token\", t);"),
            (
                "a.rs",
                "url.query_pairs_mut().append_pair(\"page\", p).append_pair(\"access_token\", t);",
            ),
            (
                "a.rs",
                "let mut pairs = url.query_pairs_mut();\npairs.append_pair(\"access_token\", t);",
            ),
            ("a.scala", "Http(u).param(\"page\", p).param(\"access_token\", t).asString"),
            ("a.py", "f = furl(u)\nf.args['access_token'] = t"),
        ] {
            assert_eq!(count(path, text), 1, "{text}");
        }
    }

    #[test]
    fn forms_are_silent() {
        for (path, text) in [
            ("A.java", "ClassicRequestBuilder.post(u).addParameter(\"client_secret\", s).build();"),
            (
                "A.java",
                "URIBuilder b = new URIBuilder(u);\nForm ub = new Form();\nub.addParameter(\"client_secret\", s);",
            ),
            (
                "A.java",
                "var b = RequestBuilder.get(u);\nb = RequestBuilder.post(u);\nb.addParameter(\"client_secret\", s);",
            ),
            ("A.kt", "val u = URIBuilder(u)\nform.addParameter(\"client_secret\", s)"),
            (
                "A.cs",
                "var request = new RestRequest(\"v1\", Method.Get);\nrequest = new RestRequest(\"t\", Method.Post);\nrequest.AddParameter(\"client_secret\", s);",
            ),
            (
                "A.cs",
                "var form = new Dictionary<string, string>();\nform.Add(\"client_secret\", s);",
            ),
            ("a.rs", "form_urlencoded::Serializer::new(x).append_pair(\"client_secret\", s);"),
            ("a.scala", "Http(u).postForm.param(\"client_secret\", s).asString"),
            ("a.py", "self.args['client_secret'] = s"),
            ("a.rs", ".append_pair(\"token\", é"),
            ("a.kt", "é\n\n.addParameter(\"token\", é"),
        ] {
            assert_eq!(count(path, text), 0, "{text}");
        }
    }
}
