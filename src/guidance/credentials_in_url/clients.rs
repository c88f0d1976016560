//! Clients that are declared and not written: an interface whose methods are requests, and whose parameters are said to
//! be those of a query: `@RequestParam("client_secret")` below `@FeignClient`, `[Query] string client_secret` of Refit.
//!
//! Contract: the same annotations tell a server where to read a parameter, so that they count only in an interface of
//! which a client is made: its own annotations or those of its methods say so.

use super::{Carrier, ENDS, NAMES, literal};
use crate::guidance::Page;
use crate::guidance::brackets::{self, Block};
use crate::guidance::language::Language::*;
use crate::guidance::pattern::{Pattern, pattern};
use crate::model::Span;

pub(super) fn carriers(page: &Page<'_>) -> Vec<Carrier> {
    static INTERFACE: Pattern = pattern!(
        r"\binterface\s+[A-Za-z_][A-Za-z0-9_]{0,80}[^{};()]{0,200}\{";
        "interface"
    );
    // Retrofit and its kin call no server's parameter so, but in JavaScript a server does.
    static QUERY: Pattern =
        pattern!(r#"@Query\(\s*(?:value\s*=\s*)?["'](?<name>"#, NAMES, r#")["']"#; "@query(", ENDS);
    let mut found: Vec<Carrier> = Vec::new();
    if !page.is_in(&[JavaScript]) {
        let names = QUERY.captures_iter(page).filter_map(|query| query.name("name"));
        found.extend(names.map(|name| carrier(name.span())));
    }
    for interface in brackets::blocks(page, &INTERFACE) {
        if page.is_in(&[CSharp]) {
            found.extend(attributed(page, interface.inside));
            continue;
        }
        let own = annotations(page, interface);
        if is_client(page, own) || is_client(page, interface.inside) {
            found
                .extend([own, interface.inside].into_iter().flat_map(|part| annotated(page, part)));
        }
    }
    found
}

fn carrier(mark: Span) -> Carrier {
    Carrier { mark, literal: None, is_vendors: false }
}

/// What stands before an interface and is said of it.
fn annotations(page: &Page<'_>, interface: Block) -> Span {
    const REACH: usize = 1200;
    let end = interface.head.start;
    let start = page.text().ceil_char_boundary(end.saturating_sub(REACH));
    // What stands above the type before is said of that.
    let above = page.text()[start..end].rfind("\n}").map_or(0, |above| above + 1);
    Span { start: start + above, end }
}

/// Whether annotations say that a client is made of what they stand in or above.
fn is_client(page: &Page<'_>, part: Span) -> bool {
    static CLIENT: Pattern = pattern!(
        r"@(?:(?:Reactive)?FeignClient|(?:Http|Get|Post|Put|Patch|Delete)Exchange|RegisterRestClient|RequestLine|Client(?:Query|Header|Form)Param|RegisterClientHeaders|RetrofitClient|ForestClient|BaseRequest)\b|@Client\s*\(";
        "client" | "exchange" | "@requestline" | "@baserequest"
    );
    CLIENT.is_match(page.slice(part))
}

/// The parameters that annotations name, or that are called like the variable that they annotate.
fn annotated(page: &Page<'_>, inside: Span) -> Vec<Carrier> {
    static PARAMETER: Pattern = pattern!(
        r#"(?x)
            @(?: RequestParam | QueryParam | RestQuery | QueryValue | ClientQueryParam ) \s* (?:
                \( \s* (?: (?: [^()"] | "[^"\n]{0,80}" ){0,80}? \b(?:name|value)\s*=\s* )? "(?<given>"#, NAMES, r#")"
                    (?: \s*,\s* value\s*=\s* )?
              | (?: \( (?: [^()"] | "[^"\n]{0,80}" ){0,80} \) )? \s* (?:final\s+)?
                    (?: (?<type>[A-Za-z_][A-Za-z0-9_.]{0,60}) (?: <[^<>\n]{0,60}> )? \s+ )? (?<called>"#, NAMES, r#") \s* [,):=]
            )"#;
        "param" | "restquery" | "queryvalue", ENDS
    );
    // The template of an address: `{?page,access_token}`.
    static TEMPLATE: Pattern = pattern!(
        r"\{[?&](?:[A-Za-z0-9_.,*:-]{0,120},)?(?<name>", NAMES, r")[*,:}]"; "{?" | "{&", ENDS
    );
    let text = page.text();
    let parameters = PARAMETER.captures_iter(page.slice(inside)).filter_map(|found| {
        match (found.name("given"), found.name("called")) {
            (Some(name), _) => literal(text, inside.start + found.whole().end())
                .carrier(name.span_from(inside.start), false),
            // A map has the names of its entries.
            _ if found.name("type").is_some_and(|one| one.as_str().ends_with("Map")) => None,
            (None, called) => Some(carrier(called?.span_from(inside.start))),
        }
    });
    let templates = TEMPLATE.captures_iter(page.slice(inside));
    let templates = templates.filter_map(|found| found.name("name"));
    parameters.chain(templates.map(|name| carrier(name.span_from(inside.start)))).collect()
}

/// The parameters of an interface of which Refit or RestEase makes a client: those that an attribute names, and texts
/// without one, which it writes into the query too.
fn attributed(page: &Page<'_>, inside: Span) -> Vec<Carrier> {
    static REQUEST: Pattern = pattern!(
        r#"\[(?:Get|Post|Put|Delete|Patch|Head|Options)\(\s*\$?@?""#;
        "[get(" | "[post(" | "[put(" | "[delete(" | "[patch(" | "[head(" | "[options("
    );
    static NAMED: Pattern = pattern!(
        r#"[\[,]\s*(?:AliasAs|Query)\(\s*"(?<name>"#, NAMES, r#")""#; "aliasas(" | "query(", ENDS
    );
    static CALLED: Pattern = pattern!(
        r"[(,]\s*(?:\[Query[^\]\n]{0,60}\]\s*)?[sS]tring\??\s+(?<name>", NAMES, r")\s*[,)=]";
        "string", ENDS
    );
    let declared = page.slice(inside);
    if !REQUEST.is_match(declared) {
        return Vec::new();
    }
    // A part of a body of several is declared like a parameter.
    let has_parts = declared.contains("[Multipart");
    let called = CALLED.captures_iter(declared).filter(|_| !has_parts);
    NAMED
        .captures_iter(declared)
        .chain(called)
        .filter_map(|found| found.name("name"))
        .filter(|name| {
            // Where the address of the request says where the value goes, it is told there.
            let before = &declared[..name.start()];
            let method = before.rfind(';').map_or(before, |end| &before[end..]);
            !method.contains(&format!("{{{}}}", name.as_str()))
        })
        .map(|name| carrier(name.span_from(inside.start)))
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::guidance::page::Facts;

    fn named(path: &str, text: &str) -> Vec<String> {
        let page = Page::new(path, text, Facts::default());
        carriers(&page).iter().map(|one| page.slice(one.mark).to_owned()).collect()
    }

    #[test]
    fn annotations_count_in_clients() {
        for (client, parameter) in [
            (
                "@FeignClient(name = \"x\", url = \"${x.url}\")",
                "@RequestParam(\"client_secret\") String s",
            ),
            (
                "@FeignClient(\"x\")",
                "@RequestParam(required = false, name = \"client_secret\") String s",
            ),
            ("@HttpExchange(\"/v1\")", "@RequestParam String client_secret"),
            ("@RegisterRestClient(configKey = \"x\")", "@QueryParam(\"client_secret\") String s"),
            ("@Client(\"x\")", "@QueryValue(value = \"client_secret\") String s"),
        ] {
            let of = |head: &str| {
                format!(
                    "class A {{\n}}\n{head}\npublic interface X {{\n  @GET T f(@X int page, {parameter});\n}}\n"
                )
            };
            assert_eq!(named("X.java", &of(client)), ["client_secret"], "{client} {parameter}");
            assert!(named("X.java", &of("@Path(\"/v1\")")).is_empty(), "{parameter}");
        }
        let kotlin = "interface X {\n  @GetExchange(\"/v1\") fun f(@RequestParam access_token: String): T\n}";
        assert_eq!(named("X.kt", kotlin), ["access_token"]);
        let head = "@RegisterRestClient\n@ClientQueryParam(name = \"access_token\", value = \"{t}\")\npublic interface X { T f(@RequestParam Map<String, String> token); }";
        assert_eq!(named("X.java", head), ["access_token"]);
        let template = "@Client(\"x\") interface X { @Get(\"/v1{?page,access_token*}\") T f(); }";
        assert_eq!(named("X.java", template), ["access_token"]);
        let other = "@FeignClient(\"x\") interface X { T f(@RequestParam(\"page_token\") String t, @RequestHeader(\"token\") String h); }";
        assert!(named("X.java", other).is_empty());
    }

    #[test]
    fn declarations_of_servers_are_silent() {
        for (path, text) in [
            (
                "A.java",
                "@RestController class A { T f(@RequestParam(\"access_token\") String t) {} }",
            ),
            ("a.ts", "@Controller() class A { @Get() f(@Query('token') token: string) {} }"),
            ("A.cs", "interface IA { Task<T> F(string token); }"),
            (
                "A.cs",
                "interface IA { [Get(\"/v1/{token}\")] Task<T> F(string token, CancellationToken secret); }",
            ),
        ] {
            assert!(named(path, text).is_empty(), "{text}");
        }
    }

    #[test]
    fn attributes_of_refit_name_parameters() {
        for method in [
            "[Get(\"/v1\")] Task<T> F([AliasAs(\"access_token\")] string token2);",
            "[Get(\"/v1\")] Task<T> F([Query, AliasAs(\"access_token\")] string token2);",
            "[Post(\"/v1\")] Task<T> F([Query] string access_token);",
            "[Get(\"v1\")] Task<T> F([Query(\"access_token\")] string t, int page);",
            "[Get(\"v1\")] Task<T> F(int page, string access_token);",
        ] {
            let text = format!("public interface IX\n{{\n    {method}\n}}\n");
            assert_eq!(named("X.cs", &text), ["access_token"], "{method}");
        }
    }
}
