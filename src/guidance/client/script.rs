//! Does a script run in a page, an app or an extension, or on a server?

use super::super::Page;
use super::place::{Place, has_part, of_app};
use crate::guidance::framework;
use crate::guidance::pattern::{Pattern, pattern};
use crate::model::App;

/// Whether a page says what only code on a server says.
pub(super) fn is_server_only(page: &Page<'_>) -> bool {
    SERVER_ONLY.is_match(page) || framework::imported(page).contains(&App::Other)
}

/// What only code on a server says.
static SERVER_ONLY: Pattern = pattern!(r#"(?x)
        (?:^|[\n{;])\s*['"]use\ server['"]
      | \b(?: getServerSideProps | getStaticProps | getInitialProps | defineEventHandler | eventHandler | createServerFn | createServerAction | NextApiRequest | NextApiResponse
            | server\$ | routeLoader\$ | routeAction\$ | NextRequest | NextResponse | onRequest(?:Get|Post)? )\b
      | \bexport\s+(?:async\s+function|const)\s+(?: loader | action | GET | POST | PUT | handler )\b
      | \bexports\.handler\b | \bDeno\.(?:serve|env)\b | \bBun\.serve\b
        "#;
    "use server" | "getserversideprops" | "getstaticprops" | "getinitialprops" | "eventhandler" | "createserver"
    | "nextapire" | "server$" | "routeloader$" | "routeaction$" | "nextre" | "onrequest" | "export" | "deno." | "bun.serve");

/// What a script says that runs in a page.
static IN_BROWSER: Pattern = pattern!(r#"(?x)
        ^\s*['"]use\ client['"] | \n\s*['"]use\ client['"] | \bimport\.meta\.env\b
      | \buse(?:State|Effect|Reducer|Memo|Callback|Ref|Query|Mutation|SWR)\s*[(<] | \bXMLHttpRequest\b | \$\.ajax\b | \bonClick= | \bOffice\.(?:onReady|initialize|context)\b | /\*\s*global\b[^*\n]{0,80}\bOffice\b | //\s*==UserScript==
        "#;
    "use client" | "import.meta.env" | "==userscript==" | "office" | "usestate" | "useeffect" | "usereducer"
    | "usememo" | "usecallback" | "useref" | "usequery" | "usemutation" | "useswr" | "xmlhttprequest" | "$.ajax"
    | "onclick=");

/// What a browser gives a script, not as a member of something else: `profile.document.id` is a field.
static OF_BROWSER: Pattern = pattern!(
    r"(?:^|[^.\w$])(?:window|document|localStorage|sessionStorage|navigator)\??\.[A-Za-z_]|\b(?:globalThis|self|window)\.(?:document|localStorage|sessionStorage|navigator)\b";
    "window" | "document" | "storage" | "navigator"
);

/// The place of a script; `None` for what a server runs, for declarations, and for what cannot be told.
pub(super) fn place(page: &Page<'_>) -> Option<Place> {
    static EXTENSION: Pattern = pattern!(
        r"\b(?:chrome|browser)\.(?:runtime|storage|tabs|action|webRequest|scripting|identity|alarms|contextMenus)\b";
        "chrome" | "browser"
    );
    let text = page.text();
    // A declaration has types and no values.
    if [".d.ts", ".d.mts", ".d.cts"].iter().any(|ending| page.file_name().ends_with(ending)) {
        return None;
    }
    let imported = framework::imported(page);
    let imports = |app| imported.contains(&app);
    if EXTENSION.is_match(page) || imports(App::Extension) {
        return Some(Place::Extension);
    }
    if imports(App::Mobile) {
        return Some(Place::Mobile);
    }
    if imports(App::Desktop) {
        // A key that the user's own keychain keeps was never shipped.
        let is_kept = text.contains("keytar") || text.contains("safeStorage");
        return (!is_kept).then_some(Place::Desktop);
    }
    if SERVER_ONLY.is_match(page) || imports(App::Other) || is_build_setting(page) {
        return None;
    }
    let path = page.path();
    if has_part(path, &["renderer", "preload"]) || page.file_name().starts_with("preload.") {
        return Some(Place::Desktop);
    }
    // In the `app` folder of Next.js, what does not say otherwise runs on the server.
    let is_server_component = has_part(path, &["app"])
        && ["page.", "layout.", "template.", "loading."]
            .iter()
            .any(|name| page.file_name().starts_with(name));
    let by_path = has_part(
        path,
        &[
            "components", "pages", "views", "hooks", "composables", "stores", "frontend", "webapp",
            "public", "static", "assets", "wwwroot", "www", "client-app", "web-client", "browser",
        ],
    ) || page.has_extension(&["jsx"]);
    let may_serve = is_server_component || is_server_script(text);
    let by_path = by_path && !may_serve && !has_part(path, &["api"]);
    // Who asks whether there is a window at all may run without one.
    let asks = ["typeof window", "typeof document", "typeof navigator"];
    let in_window =
        || OF_BROWSER.is_match(page) && !asks.iter().any(|question| text.contains(question));
    let is_page = by_path || imports(App::Browser) || IN_BROWSER.is_match(page) || in_window();
    is_page.then_some(Place::Browser).or_else(|| by_manifest(page, may_serve))
}

/// The place that the manifest around a script says. What a page is built from stands in a folder of its own, beside
/// what builds it.
fn by_manifest(page: &Page<'_>, may_serve: bool) -> Option<Place> {
    const SOURCES: &[&str] = &["src", "app", "lib", "client", "ui", "web"];
    let place = of_app(page.circumstances().apps.script)?;
    let is_built_in = !may_serve && has_part(page.path(), SOURCES);
    (place != Place::Browser || is_built_in).then_some(place)
}

/// A page that only Node.js can run: it exports in the way of Node.js, or takes arguments and ends as a process does.
fn is_server_script(text: &str) -> bool {
    text.contains("module.exports")
        || text.contains("process.argv")
        || text.contains("process.exit")
}

/// Settings of the tools that build a page run on the machine of who builds it.
fn is_build_setting(page: &Page<'_>) -> bool {
    page.file_name().contains(".config.") || page.file_name().starts_with("gulpfile")
}
