//! Where code hands values over to a page: blocks that a call or a key opens, functions whose results go there, names
//! that a page reads.

use super::super::super::{Kind, Page, brackets};
use super::super::place::has_part;
use crate::guidance::language::Language::{self, *};
use crate::guidance::pattern::{Pattern, pattern};
use crate::model::Span;

/// Which credentials are told where they go over.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Carries {
    /// Secrets and tokens.
    Secrets,
    /// Secrets alone: who asks for an answer in JSON may be a server that is given tokens.
    Answer,
}

impl Carries {
    pub(super) fn counts(self, kind: Kind) -> bool {
        match kind {
            Kind::ClientSecret | Kind::Secret => true,
            Kind::Token => self == Self::Secrets,
            Kind::ClientId | Kind::Header => false,
        }
    }
}

/// What opens a block that is handed over; the last character of a match is the bracket.
pub(super) struct Opener {
    languages: &'static [Language],
    /// A word that a page holds in which it means so; empty for all.
    beside: &'static str,
    pub(super) carries: Carries,
    pub(super) opens: &'static Pattern,
}

/// Scripts, and the pages that hold some.
const SCRIPTS: &[Language] = &[JavaScript, Vue, Svelte, Astro];

static PROPS: Pattern = pattern!(r"\bprops\s*:\s*\{"; "props");
static SCRIPT: Pattern = pattern!(
    r"\b(?:siteMetadata\s*:\s*\{|createPage\(|defineAppConfig\(|define:vars=\{|setInitialState\(|HtmlService\.createHtmlOutput\()";
    "sitemetadata" | "createpage(" | "defineappconfig(" | "define:vars" | "setinitialstate(" | "htmlservice."
);
static ANSWER: Pattern = pattern!(
    r"(?x)
        \b(?: res | resp | response | reply | ctx | context | c | Response | NextResponse )
            \s*(?: \.(?:status|code|type|header|set)\([^()\n]{0,60}\)\s* )* \.(?:json|jsonp|send)\(
      | (?:\breturn|=>)\s+(?:json|data|defer)\( | \bnew\s+(?:Next)?Response\( | \bcreateTextOutput\(
      | \b(?:ctx|context)\.(?:body|res)\s*=\s*\{
        ";
    ".json" | ".send" | "json(" | "data(" | "defer(" | "response(" | "createtextoutput(" | ".body" | ".res"
);
static PYTHON: Pattern =
    pattern!(r"\b(?:jsonify|\w*JsonResponse|\w*JSONResponse)\("; "jsonify" | "jsonresponse");
static PHP: Pattern = pattern!(
    r"(?x)
        \b(?: Inertia::(?:render|share) | inertia | Media::addJsDef\w* | JavaScript::put | (?:->|::)?addScriptOptions | addInlineSetting(?:Array)?
            | addJsDefinition\w* | wp_interactivity_(?:state|config) ) \(
      | \bparent::share\([^()\n]{0,40}\)\s*,\s*\[
      | ['\x22]drupalSettings['\x22]\s* (?: \](?:\[['\x22]?\w*['\x22]?\]){0,4}\s*= | => )\s*\[
        ";
    "inertia" | "addjsdef" | "javascript::put" | "addscriptoptions" | "addinlinesetting" | "wp_interactivity_"
    | "parent::share(" | "drupalsettings"
);
static PHP_ANSWER: Pattern = pattern!(
    r"\b(?:wp_send_json\w*|rest_ensure_response|new\s+\\?(?:\w+\\)*(?:WP_REST_Response|JsonResponse)|response\(\)->json|\$this->json|echo\s+(?:wp_)?json_encode)\(";
    "wp_send_json" | "response" | "->json" | "json_encode"
);
static RUBY: Pattern = pattern!(
    r"\b(?:gon\.push\(|react_component[\s(]\s*(?:['\x22][\w./:-]{1,80}['\x22],?\s*(?:props:)?\s*)?\{|inertia:[^\n]{0,100}\bprops:\s*\{)";
    "gon.push(" | "react_component" | "inertia:"
);
static RUBY_MARKUP: Pattern = pattern!(r"\b(?:data|props):\s*\{"; "data:" | "props:");
static RUBY_ANSWER: Pattern = pattern!(r"\brender\s*\(?\s*json:\s*\{"; "render", "json:");
static GO: Pattern = pattern!(
    r"\.JSON\(|\bjson\.NewEncoder\((?:w|rw|writer|resp|res|c\.Writer|c\.Response\(\))\)\.Encode\(";
    ".json("  | "json.newencoder("
);
static JVM_ANSWER: Pattern = pattern!(r"\b(?:ResponseEntity\.ok|call\.respond|ctx\.json)\("; "responseentity.ok(" | "call.respond(" | "ctx.json(");
static CSHARP: Pattern = pattern!(r"\b(?:Results\.(?:Ok|Json)|return\s+(?:Ok|Json|new\s+JsonResult)|=>\s*(?:Ok|Json))\("; "ok" | "json"
);
static TEMPLATE: Pattern = pattern!(r"\b(?:stimulus_controller|react_component|vue_component)\("; "_controller(" | "_component(");

const OPENERS: &[Opener] = &[
    handing(SCRIPTS, "getServerSideProps", &PROPS),
    handing(SCRIPTS, "getStaticProps", &PROPS),
    handing(SCRIPTS, "", &SCRIPT),
    answering(SCRIPTS, &ANSWER),
    answering(&[Python], &PYTHON),
    handing(&[Php], "", &PHP),
    answering(&[Php], &PHP_ANSWER),
    handing(&[Ruby, Erb, PageTemplate], "", &RUBY),
    handing(&[Erb, PageTemplate], "", &RUBY_MARKUP),
    answering(&[Ruby], &RUBY_ANSWER),
    answering(&[Go], &GO),
    answering(&[Java, Kotlin, Scala, Groovy], &JVM_ANSWER),
    answering(&[CSharp], &CSHARP),
    handing(&[PageTemplate, Jinja, Html], "", &TEMPLATE),
];

const fn handing(
    languages: &'static [Language],
    beside: &'static str,
    opens: &'static Pattern,
) -> Opener {
    Opener { languages, beside, carries: Carries::Secrets, opens }
}

const fn answering(languages: &'static [Language], opens: &'static Pattern) -> Opener {
    Opener { languages, beside: "", carries: Carries::Answer, opens }
}

/// The openers for a page.
pub(super) fn openers(page: &Page<'_>) -> impl Iterator<Item = &'static Opener> {
    OPENERS
        .iter()
        .filter(move |opener| is_in(page, opener.languages) && page.text().contains(opener.beside))
}

/// Whether a page is in one of these languages; a script of Google's is JavaScript.
fn is_in(page: &Page<'_>, languages: &[Language]) -> bool {
    page.is_in(languages) || languages.contains(&JavaScript) && page.has_extension(&["gs"])
}

/// The bodies of functions whose results a page is given, in order.
pub(super) fn functions(page: &Page<'_>) -> Vec<Span> {
    static LOAD: Pattern = pattern!(
        r"\bexport\s+(?:const|let|(?:async\s+)?function\*?)\s+(?:load|loader)\b"; "export", "load"
    );
    static INITIAL: Pattern = pattern!(r"\bgetInitialProps\s*[=(:]"; "getinitialprops");
    static ACTION: Pattern = pattern!(
        r"\bexport\s+(?:async\s+function|const)\s+\w+"; "export"
    );
    static SHARE: Pattern = pattern!(r"\bfunction\s+share\s*\("; "share");
    static PROVIDER: Pattern = pattern!(r"\bfunction\s+getConfig\s*\("; "getconfig");
    static BLOCK: Pattern = pattern!(
        r"\bfunction\s+get(?:Json\w*|Js(?:Config|Layout|Options)|\w*Serialized\w*Config|WidgetConfig)\s*\(";
        "function"
    );
    static ROUTE: Pattern = pattern!(r"\bregister_rest_route\("; "register_rest_route(");
    let (text, name) = (page.text(), page.file_name());
    let mut heads: Vec<&'static Pattern> = Vec::new();
    if is_in(page, SCRIPTS) {
        let is_route = name.starts_with("+page") || name.starts_with("+layout");
        let is_remix = has_part(page.path(), &["routes"]) || name.starts_with("root.");
        let is_action = ["\"use server\"", "'use server'"]
            .iter()
            .any(|says| text.trim_start().starts_with(says));
        heads.extend((is_route || is_remix).then_some(&LOAD));
        heads.push(&INITIAL);
        heads.extend(is_action.then_some(&ACTION));
    }
    if page.is_in(&[Php]) {
        let is_route = text.contains("__return_true");
        heads.extend(text.contains("Inertia").then_some(&SHARE));
        heads.extend(text.contains("ConfigProviderInterface").then_some(&PROVIDER));
        heads.push(&BLOCK);
        heads.extend(is_route.then_some(&ROUTE));
    }
    let mut starts: Vec<usize> =
        heads.iter().flat_map(|head| head.find_iter(page).map(|head| head.end())).collect();
    starts.sort_unstable();
    let mut bodies: Vec<Span> = handlers(page);
    let mut past = 0;
    for start in starts {
        if start >= past {
            past = body_end(page, start);
            bodies.push(Span { start, end: past });
        }
    }
    bodies
}

/// What handlers of events of a framework do, which a browser asks.
fn handlers(page: &Page<'_>) -> Vec<Span> {
    static HANDLER: Pattern = pattern!(
        r"\b(?:define(?:Cached|Lazy)?EventHandler|eventHandler|routeLoader\$|useState)\(";
        "eventhandler(" | "routeloader$(" | "usestate("
    );
    if !is_in(page, SCRIPTS) {
        return Vec::new();
    }
    let blocks = brackets::blocks(page, &HANDLER);
    blocks.map(|block| block.inside).collect()
}

/// Where a function ends that begins at `start`, by the shape of its lines.
fn body_end(page: &Page<'_>, start: usize) -> usize {
    const REACH: usize = 8 << 10;
    let text = page.text();
    let limit = text.floor_char_boundary((start + REACH).min(text.len()));
    let rest = &text[start..limit];
    let ends: &[&str] = if page.is_in(&[Php]) {
        &["function get", "public function", "\n}"]
    } else {
        &["\n}", "\nexport "]
    };
    let end = ends.iter().filter_map(|end| rest.find(end)).min();
    end.map_or(limit, |end| start + end)
}

/// Statements that set what a page reads, each up to the end of its line.
pub(super) fn assigned(page: &Page<'_>) -> Vec<Span> {
    static SET: Pattern = pattern!(
        r"\b(?:gon|ENV\.APP)\.\w+\s*=|\[['\x22]drupalSettings['\x22]\](?:\[['\x22]?\w*['\x22]?\]){1,4}\s*="; "gon." | "env.app." | "drupalsettings"
    );
    static OF_TEMPLATE: Pattern = pattern!(
        r"(?m)^[\t ]*(?<of>[A-Za-z_]\w{0,40})\.\w+\s*="; "="
    );
    static OF_COMPONENT: Pattern = pattern!(
        r"\$this->(?<name>\w+)\s*=\s*\\?(?:config|env|Config::get)\("; "$this->"
    );
    /// The most statements that are asked whether what they set is a page's.
    const MOST: usize = 100;
    let text = page.text();
    let line = |start: usize| Span { start, end: page.line(start).end };
    let mut found: Vec<Span> = SET.find_iter(page).map(|set| line(set.start())).collect();
    if text.contains("createTemplateFromFile") {
        let is_template = |of: &str| text.contains(&format!("{of} = HtmlService.createTemplate"));
        let sets = OF_TEMPLATE.captures_iter(page).filter_map(|set| set.name("of"));
        found.extend(
            sets.take(MOST).filter(|of| is_template(of.as_str())).map(|of| line(of.start())),
        );
    }
    if page.is_in(&[Php]) && (text.contains("Livewire") || page.path().contains("Livewire")) {
        let is_public = |name: &str| {
            ["public string $", "public ?string $", "public $"]
                .iter()
                .any(|declares| text.contains(&format!("{declares}{name}")))
        };
        let names = OF_COMPONENT.captures_iter(page).filter_map(|set| set.name("name"));
        found.extend(
            names.take(MOST).filter(|name| is_public(name.as_str())).map(|name| line(name.start())),
        );
    }
    found.sort_unstable();
    // What stands on the rest of a line is read with it.
    let mut past = 0;
    found.retain(|set| {
        let is_new = set.start >= past;
        past = past.max(set.end);
        is_new
    });
    found
}
