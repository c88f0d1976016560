//! Pages that a server makes from a template: what of them is a script, and which secrets are written into it.
//!
//! Contract: what is written stands between the signs of the template, in a script or in an attribute that scripts read.

use super::super::owner::{self, Scope};
use super::super::{Name, Page};
use super::embedded::counts;
use super::place::{Place, is_markup};
use super::tested::is_tested;
use super::{Exposed, Kind, Way};
use crate::guidance::language::Language::{self, *};
use crate::guidance::pattern::{Captures, Found, Pattern, pattern};
use crate::model::{Span, vendor};

/// Secrets that a template writes into a script: `{{ settings.BANQUP_CLIENT_SECRET }}`.
pub(super) fn written_out(page: &Page<'_>) -> Vec<Exposed> {
    static OUTPUT: Pattern = pattern!(
        r"(?:\{\{|\{!!|<%[=-]|<\?!?=|<\?php\s+echo\b)(?<what>[^\r\n]{1,200}?)(?:\}\}|!!\}|%>|\?>)|@js(?:on)?\((?<blade>[^\r\n]{1,200}?)\)\s*[;,<\r\n]"
    );
    // Razor ends an expression where its brackets and names do.
    static RAZOR: Pattern = pattern!(
        r#"@(?<what>\(?[A-Za-z_][\w.]*(?:(?:\[[^\]\r\n]{1,100}\]|\([^()\r\n]{0,100}\)|[!?]?\.\w+))*)"#;
        "@"
    );
    const OTHERWISE: &[&str] = &[
        "mask", "redact", "url", "route", "trans", "label", "form", "localizer", "displayname",
        "nameof", "resources", "isnullor",
    ];
    let names = |found: Captures<'_>| {
        let what = found.name("what").or(found.name("blade"))?;
        let span = what.span();
        let says_vendor = vendor::names_in_short(what.as_str());
        let text = what.as_str().to_ascii_lowercase();
        let is_secret = |name: &&Name| {
            let is_meant = (name.names_vendor || says_vendor) && name.kind.is_secret();
            let says_what = || owner::secret(page.slice(name.span), Scope::Page).is_some();
            (is_meant || says_what()) && (name.names_vendor || counts(page, name))
        };
        let name = page.names_in(span).iter().find(is_secret)?;
        let is_written =
            !OTHERWISE.iter().any(|word| text.contains(word)) && !is_tested(page, name.span);
        is_written.then_some(Exposed {
            span: name.span,
            kind: name.kind,
            hidden: None,
            way: Way::Code(Place::Browser),
        })
    };
    static SMARTY: Pattern = pattern!(r"\{\$(?<what>[^{}\r\n]{1,200})\}"; "{$");
    static THYMELEAF: Pattern =
        pattern!(r"\[[\[(]\s*\$\{(?<what>[^\r\n]{1,200}?)\}\s*[\])]\]"; "${");
    static EXPRESSION: Pattern = pattern!(r"\$\{(?<what>[^{}\r\n]{1,200})\}"; "${");
    static PUG: Pattern = pattern!(r"[#!]\{(?<what>[^{}\r\n]{1,200})\}"; "#{" | "!{");
    static OF_ATTRIBUTE: Pattern = pattern!(
        r#"\bth:(?:data-[\w-]+|content)\s*=\s*["']\$\{(?<what>[^{}\r\n]{1,200})\}"#; "${", "th:"
    );
    let ways: [(&Pattern, &[Language]); 7] = [
        (&OUTPUT, &[]),
        (&RAZOR, &[Razor]),
        (&SMARTY, &[Template]),
        (&THYMELEAF, &[Html]),
        (&OF_ATTRIBUTE, &[Html]),
        (&EXPRESSION, &[Jsp]),
        (&PUG, &[PageTemplate]),
    ];
    let ways = ways.into_iter().filter(|(_, of)| of.is_empty() || page.is_in(of));
    let mut found: Vec<Exposed> =
        ways.flat_map(|(way, _)| way.captures_iter(page)).filter_map(names).collect();
    found.extend(sections(page));
    found
}

/// All settings of the vendor's, which a template makes an object of: `@json(config('services.banqup'))`.
fn sections(page: &Page<'_>) -> Vec<Exposed> {
    static SECTION: Pattern = pattern!(
        r#"(?i)(?:\bJs::from|@json|@js|\bjson_encode)\(\s*config\(\s*['"](?:[\w-]+\.)*(?<name>[\w-]+)['"]\s*\)\s*[,)]"#;
        "config("
    );
    SECTION
        .captures_iter(page)
        .filter_map(|found| found.name("name"))
        .filter(|name| owner::is_vendors_alone(name.as_str()))
        .map(|name| Exposed {
            span: name.span(),
            kind: Kind::Secret,
            hidden: None,
            way: Way::HandedOver,
        })
        .collect()
}

/// Whether scripts read what a template writes at a place outside of them: in the value of an attribute, or because a
/// filter makes a script of it.
pub(super) fn is_read_by_scripts(page: &Page<'_>, name: Span) -> bool {
    // A field that people fill in may show them what they wrote.
    static OPENED: Pattern = pattern!(
        r#"(?xi)
            <[a-z] [^<>]{0,400} (?:
                \b (?: data-[\w-]+ | value | content ) \s*=\s* ["'] (?: \{\{ | \{!! | <%[=-] | <\?= | <\?php\s+echo\b | @ | \$\{ | \{\$ ) [^"'\r\n]{0,120}
              | [\s:] (?: data-[\w-]+ | content | [\w.-]*(?:secret|token)[\w-]* ) \s*=\s* ["'] (?: \{\{ | \{!! | <%[=-] | <\?= | <\?php\s+echo\b | @ | \$\{ | \{\$ )
                (?: [^<>\r\n}] | -> | => ){0,120}
            )$
            "#
    );
    static HIDDEN: Pattern = pattern!(
        r#"(?xi)
            <input\b (?: [^<>]{0,400} type=["']hidden["'] ) [^<>]{0,400} \bvalue\s*=\s*["'] (?: \{\{ | \{!! | <%[=-] | <\?= | <\?php\s+echo\b | @ )
            (?: [^<>\r\n}] | -> | => ){0,120} $
            "#
    );
    const REACH: usize = 900;
    let text = page.text();
    let start = text.ceil_char_boundary(name.start.saturating_sub(REACH));
    let before = &text[start..name.start];
    let after = &text[name.end..page.line(name.end).end];
    let is_made_a_script = || {
        let output = after.split("}}").next().unwrap_or_default();
        output.contains("|json_script") || output.contains("| json_script")
    };
    OPENED.is_match(before) || HIDDEN.is_match(before) || is_made_a_script()
}

/// Fields of a form that come with the page: whoever opens it can read what they are filled with.
pub(super) fn inputs(page: &Page<'_>) -> Vec<Exposed> {
    static INPUT: Pattern = pattern!(r"(?i)<input\b[^>]{0,600}"; "<input");
    static VALUE: Pattern =
        pattern!(r#"(?i)\bvalue\s*=\s*["'](?<value>[^"'\s<>]{8,})["']"#; "value");
    let field = |found: Found<'_>| {
        let tag = found.span();
        let name = page.names_in(tag).iter().find(|name| counts(page, name))?;
        // A form's own token, against requests that others forge.
        if page.slice(name.span).eq_ignore_ascii_case("_token") {
            return None;
        }
        let value = VALUE.captures(page.slice(tag))?.name("value")?;
        let span = value.span_from(tag.start);
        super::setting::is_written_value(value.as_str()).then_some(Exposed {
            span,
            kind: name.kind,
            hidden: Some(span),
            way: Way::Code(Place::Browser),
        })
    };
    INPUT.find_iter(page).filter_map(field).collect()
}

/// The parts of a template that a browser runs; `None` where the whole page is code.
pub(super) fn scripts(page: &Page<'_>) -> Option<Vec<Span>> {
    static SCRIPT: Pattern =
        pattern!(r"(?is)<script\b[^>]*>(?<body>.*?)(?:</script>|\z)"; "<script");
    // Markup without closing tags: a script is what stands deeper than its head.
    static INDENTED: Pattern = pattern!(
        r"(?m)^[ \t]*(?:script\b[^\n]*\.|:javascript|javascript:)[ \t]*\r?\n(?<body>(?:[ \t]+[^\n]*(?:\n|\z))+)";
        "script"
    );
    // What a helper of Rails makes a script of.
    static HELPED: Pattern = pattern!(
        r"(?s)\bjavascript_tag\b[^%\n]{0,80}\bdo\s*-?%>(?<body>.*?)(?:<%-?\s*end\b|\z)"; "javascript_tag"
    );
    let is_template = is_markup(page) && !page.is_in(&[JavaScript]);
    let body = |found: Captures<'_>| found.name("body").map(|body| body.span());
    let is_indented = page.has_extension(&["pug", "jade", "haml", "slim"]);
    let pattern = if is_indented { &INDENTED } else { &SCRIPT };
    let bodies = || pattern.captures_iter(page).chain(HELPED.captures_iter(page));
    is_template.then(|| bodies().filter_map(body).collect())
}
