//! Code that runs on a user's device, and names a credential that the build puts there, holds one, or asks for a token
//! with one.

use super::super::{Held, Kind, Name, Page, brackets, owner};
use super::place::{Place, place};
use super::{Exposed, Way, public, template};
use crate::guidance::endpoint;
use crate::guidance::language::JVM;
use crate::guidance::language::Language::*;
use crate::guidance::pattern::{Pattern, pattern};
use crate::model::Span;

pub(super) fn exposed(page: &Page<'_>) -> Vec<Exposed> {
    let mut exposed: Vec<Exposed> = everywhere(page);
    let Some(place) = place(page) else { return exposed };
    let scripts = template::scripts(page);
    let runs = |span: Span| {
        scripts.as_ref().is_none_or(|scripts| {
            scripts.iter().any(|script| script.start <= span.start && span.end <= script.end)
        })
    };
    if scripts.is_some() {
        exposed.extend(template::inputs(page));
        let is_read = |one: &Exposed| {
            matches!(one.way, Way::HandedOver)
                || runs(one.span)
                || template::is_read_by_scripts(page, one.span)
        };
        exposed.extend(template::written_out(page).into_iter().filter(is_read));
    }
    let held = page.held().iter().filter(|held| runs(held.span));
    exposed.extend(held.map(|&Held { span, kind }| Exposed {
        span,
        kind,
        hidden: Some(span),
        way: Way::Code(place),
    }));
    for name in page.names().iter().filter(|name| runs(name.span)) {
        exposed.extend(named(page, name, place));
    }
    // A program with windows may ask its user for the secret, and keep it where the user's other keys are.
    let asks_user = place == Place::Desktop
        && (page.is_in(&[Python, Qml, Godot]) || page.is_in(JVM) || is_kept_by_system(page));
    let has_secret = asks_user
        || exposed.iter().any(|one| one.kind.is_secret() && super::is_code(page, one.span.start));
    if !has_secret {
        exposed.extend(token_request(page, place, &runs));
    }
    exposed
}

/// Whether a program reads keys from where the system keeps those of its user, who put them there.
fn is_kept_by_system(page: &Page<'_>) -> bool {
    const KEEPERS: &[&str] = &[
        "keytar",
        "safeStorage",
        "keyring::",
        "CredentialManager",
        "PasswordVault",
        "ProtectedData.Unprotect",
        "CredRead",
    ];
    KEEPERS.iter().any(|keeper| page.text().contains(keeper))
}

/// Ways to reach what was built in, just before a name, in code that is on a device.
static REACHED: Pattern = pattern!(
    r#"(?x)
        (?: \bprocess\.env(?:\.|\[\s*['"]) | \bimport\.meta\.env(?:\.|\[\s*['"])
          | \b(?:expoConfig|manifest2?|easConfig|Constants)\b[\w.?!()\[\]'"]{0,40}\bextra\b\)?[?!]*(?:\.|\[\s*['"]) | \bextra[?!]*\.
          | \benvironment\. | \bwindow\.(?:__[A-Za-z_]+__|env|ENV|config|CONFIG|_env_|appConfig|APP_CONFIG)[?!]?(?:\.|\[\s*['"])
          | \buseRuntimeConfig\(\)\.(?:public\.)? | \bruntimeConfig\.(?:public\.)?
          | \bProcessInfo\.processInfo\.environment\[\s*" | \binfoDictionary[?!]?\s*\[\s*" | \bforInfoDictionaryKey:\s*@?" | \bobjectForInfoDictionaryKey:\s*@"
          | \bPlatform\.environment\[\s*['"] | \bdotenv\.(?:env\[\s*|get\(\s*|maybeGet\(\s*)['"] | \b(?:DotEnv\(\)\.)?env\[\s*['"]
          | \bfromEnvironment\(\s*['"] | \bvarName:\s*['"] | \b(?:option_)?env!\(\s*"
          | \b[Cc]onfiguration\[\s*"(?:[A-Za-z]+:)*  | \bEnvironment\.GetEnvironmentVariable\(\s*"
          | \b(?:Secrets|AppSecrets|Env|Keys|ApiKeys)\. )$
        "#
);

/// References whose very spelling says that a mobile app is built, wherever they stand.
fn everywhere(page: &Page<'_>) -> Vec<Exposed> {
    static BUILT_IN: Pattern = pattern!(r#"(?x)
            (?: \bBuildConfig\. | \bR\.string\. | @string/ | \bBuildKonfig\. | \bString\.fromEnvironment\(\s*['"]
              | \bforInfoDictionaryKey:\s*@?" | \binfoDictionary[?!]?\s*\[\s*" | @EnviedField\([^)]{0,80}varName:\s*['"] )
            (?<name>[A-Za-z_][A-Za-z0-9_]*)
            "#;
        "buildconfig" | "r.string." | "@string/" | "buildkonfig" | "fromenvironment" | "infodictionary"
        | "@enviedfield");
    // Many languages have a library of that name; only that of Dart reads what an app carries.
    static DOTENV: Pattern = pattern!(
        r#"\bdotenv\.(?:env\[\s*|get\(\s*)['"](?<name>[A-Za-z_][A-Za-z0-9_]*)"#; "dotenv."
    );
    static NATIVE_CONFIG: Pattern =
        pattern!(r"\bConfig\.(?<name>[A-Za-z_][A-Za-z0-9_]*)"; "config.");
    static IMPORTED: Pattern = pattern!(
        r#"\bimport\s*\{(?<names>[^}]*)\}\s*from\s*['"](?:@env|react-native-dotenv)['"]"#;
        "import", "@env" | "react-native-dotenv"
    );
    // Settings that an app asks a server for by their names, which whoever has the app can do as well.
    static REMOTE: Pattern = pattern!(
        r#"(?:\bgetString\(|\bgetValue\((?:\s*[\w.]+\s*,)?|\bconfigValue\(\s*forKey:|\bconfigValueForKey:\s*@|\bget_string\(|\bremoteConfig(?:\(\))?[?!]*\[\s*@?)\s*['"](?<name>[A-Za-z_]\w*)"#;
        "getstring(" | "getvalue(" | "configvalue" | "get_string(" | "remoteconfig"
    );
    static META_DATA: Pattern = pattern!(
        r#"\bmetaData[?!]*\.get(?:String|CharSequence)\(\s*"(?<name>[\w.-]+)"#; "metadata"
    );
    static FLUTTER: Pattern = pattern!(
        r#"\b(?:FlutterConfig|GlobalConfiguration\(\)|RemoteConfig\w*(?:\.instance)?)\.(?:get|getValue|getString)(?:<\w+>)?\(\s*['"](?<name>[A-Za-z_]\w*)"#;
        "flutterconfig" | "globalconfiguration" | "remoteconfig"
    );
    static OF_PLIST: Pattern = pattern!(
        r#"\w[?!]*\[\s*"(?<name>[A-Za-z_]\w*)"\s*\]"#; "["
    );
    let text = page.text();
    let in_tests = ["/test/", "/tests/", "__tests__", ".test.", ".spec."]
        .iter()
        .any(|part| page.path().contains(part));
    // What a linter is told to look for is no code.
    if in_tests || page.is_in(&[Yaml]) {
        return Vec::new();
    }
    let way = Way::Code(Place::Mobile);
    let mut spans: Vec<Span> = Vec::new();
    let is_dart = page.is_in(&[Dart]);
    let built_in = BUILT_IN
        .captures_iter(page)
        .chain(is_dart.then(|| DOTENV.captures_iter(page)).into_iter().flatten());
    spans.extend(built_in.filter_map(|found| found.name("name")).map(|name| name.span()));
    if text.contains("react-native-config") || text.contains("react-native-ultimate-config") {
        spans.extend(
            NATIVE_CONFIG
                .captures_iter(page)
                .filter_map(|found| found.name("name"))
                .map(|name| name.span()),
        );
    }
    let is_remote =
        ["RemoteConfig", "remoteConfig", "remote-config"].iter().any(|word| text.contains(word))
            && !text.contains("firebase-admin");
    let reads_plist = page.is_in(&[Swift]) && text.contains("\"plist\"");
    let read =
        [(&REMOTE, is_remote), (&META_DATA, true), (&FLUTTER, is_dart), (&OF_PLIST, reads_plist)];
    for (pattern, _) in read.into_iter().filter(|(_, counts)| *counts) {
        let names = pattern.captures_iter(page).filter_map(|found| found.name("name"));
        spans.extend(names.map(|name| name.span()));
    }
    spans.extend(
        IMPORTED
            .captures_iter(page)
            .filter_map(|found| found.name("names"))
            .map(|names| names.span()),
    );
    let is_ui = |name: &Name| {
        text[..name.span.start].ends_with("@string/")
            || text[..name.span.start].ends_with("R.string.")
    };
    spans
        .into_iter()
        .flat_map(|span| page.names_in(span))
        .filter(|name| counts(page, name))
        // A resource with such a name may be a label on the screen: its own file says.
        .filter(|name| {
            !is_ui(name) || name.names_vendor && name.kind.is_secret() && !is_shown(page, name.span)
        })
        .map(|name| Exposed { span: name.span, kind: name.kind, hidden: None, way })
        .collect()
}

/// Whether a resource is a text on the screen: `android:hint`, `setText`, `stringResource` of a label.
fn is_shown(page: &Page<'_>, span: Span) -> bool {
    let line = page.line(span.start);
    let before = page.text()[line.start..span.start].to_ascii_lowercase().replace("context", "");
    ["hint", "label", "text", "title", "contentdescription", "summary", "toast", "message"]
        .iter()
        .any(|word| before.contains(word))
}

pub(super) fn counts(page: &Page<'_>, name: &Name) -> bool {
    (name.names_vendor || owner::may_be_vendors_secret(page, name))
        && brackets::key_around(page.text(), name.span.start)
            .is_none_or(|key| !owner::is_others(key))
}

/// A name in code on a device that is reached from the build's settings, or given a value.
fn named(page: &Page<'_>, name: &Name, place: Place) -> Option<Exposed> {
    if !counts(page, name) {
        return None;
    }
    let line = page.line(name.span.start);
    let before = &page.text()[line.start..name.span.start];
    let way = Way::Code(place);
    let seen = before.len().min(200);
    let near = &before[before.ceil_char_boundary(before.len() - seen)..];
    if REACHED.is_match(near) {
        return Some(Exposed { span: name.span, kind: name.kind, hidden: None, way });
    }
    if is_minified(page, name) {
        return None;
    }
    let value = value_after(page, name)?;
    Some(Exposed { span: value, kind: name.kind, hidden: Some(value), way })
}

/// The literal that a constant, a property or a macro is given: in quotes, and nothing but a value.
fn value_after(page: &Page<'_>, name: &Name) -> Option<Span> {
    // A quote before the name makes it a key: the same quote ends it, and a sign says that a value follows.
    static OF_KEY: Pattern = pattern!(
        r#"^(?<end>["'`])\]?\s*(?::|,|=>|:=|=|to\b)\s*(?:const\s+)?(?:@|r|\$)?["'`](?<value>[^"'`\s\\]{8,})["'`]"#
    );
    static GIVEN: Pattern = pattern!(
        r#"^(?:\[[0-9]*\])?\s*(?:(?::\s*(?:&(?:'static\s+)?)?[A-Za-z<>?.\[\]]+\s*)?(?::=|=|:|,)\s*|[\x20\t]+(?:to\b\s*)?)(?:const\s+)?(?:@|r|\$)?["'`](?<value>[^"'`\s\\]{8,})["'`]"#
    );
    let end = page.text().len().min(name.span.end + 400);
    let rest = &page.text()[name.span.end..page.text().floor_char_boundary(end)];
    let quote = page.text()[..name.span.start].chars().next_back();
    let value = match quote.filter(|quote| matches!(quote, '"' | '\'' | '`')) {
        Some(quote) => OF_KEY
            .captures(rest)
            .filter(|found| found.name("end").is_some_and(|end| end.as_str().starts_with(quote)))?
            .name("value")?,
        None => GIVEN.captures(rest)?.name("value")?,
    };
    let is_value = super::setting::is_written_value(value.as_str())
        && !value.as_str().contains(['(', ')', ';', '{', '}'])
        && !value.as_str().trim_end_matches('=').contains('=')
        // What a header is given is no word and no address.
        && (name.kind != Kind::Header || value.as_str().len() >= 28);
    if !is_value {
        return None;
    }
    let literal = public::literal_after(page, name.span);
    Some(literal.unwrap_or(value.span_from(name.span.end)))
}

/// Whether a place stands in a line that no person wrote. There a name that is not the vendor's is any library's.
fn is_minified(page: &Page<'_>, name: &Name) -> bool {
    const LONGEST: usize = 2_000;
    !name.names_vendor && page.line(name.span.start).len() > LONGEST
}

/// A request for a token with the secret of the app: the name of the secret in it, or else the name of the grant.
fn token_request(page: &Page<'_>, place: Place, runs: &dyn Fn(Span) -> bool) -> Option<Exposed> {
    static GRANT: Pattern = pattern!(r"(?i)\bclient_credentials\b|", endpoint::PATTERN;
        "client_credential" | "gettoken" | "/accesstoken" | "openid-connect/token" | "/oauth");
    let here = |span: Span| runs(span) && super::is_code(page, span.start);
    let grants: Vec<Span> = GRANT
        .find_iter(page)
        .take(20)
        .map(|found| found.span())
        .filter(|span| here(*span) && is_asked_for(page, *span))
        .collect();
    let grant = *grants.first()?;
    let secret = page
        .names()
        .iter()
        .filter(|name| {
            matches!(name.kind, Kind::ClientSecret)
                && counts(page, name)
                && here(name.span)
                && !is_minified(page, name)
        })
        .min_by_key(|name| grants.iter().map(|grant| name.span.start.abs_diff(grant.start)).min());
    let is_basic = page.text().contains("Basic ");
    match secret {
        Some(name) => Some(Exposed {
            span: name.span,
            kind: name.kind,
            hidden: None,
            way: Way::TokenRequest(place),
        }),
        None if is_basic => Some(Exposed {
            span: grant,
            kind: Kind::Header,
            hidden: None,
            way: Way::TokenRequest(place),
        }),
        None => None,
    }
}

/// Whether a grant is part of a request, and no label of a form: an address is, and the name of the grant where it is
/// given as one or a call stands near.
fn is_asked_for(page: &Page<'_>, grant: Span) -> bool {
    static TYPE: Pattern =
        pattern!(r#"(?i)grant_?type\b["'`]?\]?[^\n;{}]{0,40}$"#; "granttype" | "grant_type");
    static CALL: Pattern = pattern!(
        r"(?i)\b(?:fetch|axios|post|ajax|XMLHttpRequest|URLSearchParams|URLRequest|FormData|FormBody|HttpClient|send|request|FormUrlEncoded\w*)\b"
    );
    const NEAR: usize = 400;
    let text = page.text();
    let before = &text[text.ceil_char_boundary(grant.start.saturating_sub(NEAR))..grant.start];
    let end = text.floor_char_boundary((grant.end + NEAR).min(text.len()));
    page.slice(grant).contains(['/'])
        || page.slice(grant).eq_ignore_ascii_case("gettoken")
        || TYPE.is_match(before)
        || CALL.is_match(before)
        || CALL.is_match(&text[grant.end..end])
}
