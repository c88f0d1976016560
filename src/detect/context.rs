//! Reads what is written beside a value: the name it is given, in whatever syntax.
//!
//! A value's name stands before it in almost every format, so the nearest telling phrase to the left decides. Three
//! formats need more: records whose fields are named `value`, where the telling field can follow; tables, whose names
//! stand in the first line; and assignments to a name that tells nothing, where looking further would find the name of
//! another value.

use std::sync::LazyLock;

use regex::bytes::{Captures, Regex};

use super::Context;
use super::around::{AFTER, BEFORE, TELLING, built, head, tail};
use super::naming::{self, is_about_another, is_value, reaches, typed};
use super::pairs;
use super::parties::{is_named_in, name_before, names_other_party};
use super::phrases::{PHRASE, class, last_match};
use super::table;
use super::telling::Words;
use super::{
    behind, customers, entries, frameworks, grammar, groups, headings, holder, logins, one_line,
    sibling,
};
use crate::model::{Span, vendor};
use crate::rule::KeyClass;

/// How much of a name is looked at before the phrase that tells, in bytes.
const NAME: usize = 48;

/// A name right before a value that is given to it: `name = "`, `name": "`, `name => '`.
static ASSIGNED: LazyLock<Regex> =
    LazyLock::new(|| built(&format!("[A-Za-z_$][A-Za-z0-9_.:$-]*{GIVEN}")));

/// What stands between the name and the value.
static BETWEEN: LazyLock<Regex> = LazyLock::new(|| built(&format!("^{GIVEN}")));

const GIVEN: &str = r#"(?:\\?["'`\])]){0,3}(?:[ \t]|\r?\n[ \t]*)*(?::=|=>|->|=|:)[ \t\r\n]*(?:(?:(?:new|await)[ \t]+)?[A-Za-z_][A-Za-z0-9_.:]*[ \t]*\([ \t]*)?(?:[bruf@$]?\\?["'`(|>\[]|[|>][-+]?\s+)?[ \t\r\n"'\\]*$"#;

/// Names of fields that hold any value: the telling name stands elsewhere in the record.
pub(super) const FIELDS: [&str; 16] = [
    "value", "val", "default", "data", "content", "text", "current", "initial", "initialvalue",
    "currentvalue", "raw", "string", "body", "defaultvalue", "envdefault", "env-default",
];

/// What is written around the value at `span` of `text`.
#[cfg(any(test, feature = "fuzzing"))]
pub(super) fn of(text: &str, span: Span) -> Context {
    read(text, span, true)
}

/// Says what is written around values of one text, in their order: what lies before several of them is searched once.
#[derive(Debug)]
pub(super) struct Reader<'t> {
    text: &'t str,
    words: Words,
}

impl<'t> Reader<'t> {
    /// For values of `text`.
    pub(super) fn new(text: &'t str) -> Self {
        Self { text, words: Words::default() }
    }

    /// The text.
    pub(super) fn text(&self) -> &'t str {
        self.text
    }

    /// What is written around the value at `span`.
    pub(super) fn of(&mut self, span: Span) -> Context {
        let before = tail(self.text, span.start, BEFORE);
        let region = Span { start: span.start - before.len(), end: span.start };
        let could_tell = self.words.stand_in(self.text.as_bytes(), region);
        read(self.text, span, could_tell)
    }
}

/// `could_tell` is whether a telling phrase could stand before the value.
fn read(text: &str, span: Span, could_tell: bool) -> Context {
    let mut context = beside(text, span, could_tell);
    // What takes a pair says more than a word that tells of a header or a token.
    let half = match context.key {
        KeyClass::Unknown | KeyClass::Basic | KeyClass::AccessToken | KeyClass::Secret => {
            pairs::half(text, span)
        }
        _ => None,
    };
    // An id and its secret side by side are what their lengths say, whatever they are given to.
    if half.is_none()
        && matches!(context.key, KeyClass::Basic | KeyClass::AccessToken | KeyClass::RefreshToken)
        && pairs::are_beside(text, span)
    {
        context.key = KeyClass::Unknown;
    }
    if let Some(half) = half {
        context.key = half;
    } else if matches!(context.key, KeyClass::Secret | KeyClass::Id)
        && (holder::is_client(text, span)
            || context.key == KeyClass::Secret
                && span.len() >= TELLING
                && pairs::follows_id(text, span))
    {
        let of_client = context.key == KeyClass::Secret;
        context.key = if of_client { KeyClass::ClientSecret } else { KeyClass::ClientId };
    }
    if context.key == KeyClass::Unknown {
        context = behind::name(text, &text[..span.start], span).unwrap_or(context);
    }
    if context.key == KeyClass::Unknown
        && (logins::is_id(text, span)
            || logins::is_client(text, span)
            || logins::is_identifier(text, span))
    {
        context.key = KeyClass::ClientId;
    }
    if context.key == KeyClass::Unknown && is_in_json_web_key(text, span) {
        context.key = KeyClass::Foreign;
    }
    if span.len() >= TELLING && is_named_after(context.key, &text[..span.start]) {
        context.key = KeyClass::Unknown;
    }
    let key = context.key;
    let is_others = key != KeyClass::Foreign
        && (grammar::is_of_other_kind(text, span, key)
            || customers::is_customers(text, span, key)
            || !context.names_vendor && is_of_other(text, span, key));
    match is_others {
        true => Context { key: KeyClass::Foreign, ..context },
        false => context,
    }
}

/// Whether a value whose name does not name the vendor is another party's, or a service's.
fn is_of_other(text: &str, span: Span, key: KeyClass) -> bool {
    if key == KeyClass::Unknown {
        return false;
    }
    let is_of_service = || {
        key == KeyClass::Secret
            && (frameworks::signs_sessions(text, span) || logins::is_of_other(text, span))
    };
    match entries::owner(text, span, key) {
        Some(entries::Owner::Other) => return true,
        Some(entries::Owner::Vendor) => {
            return frameworks::lets_people_in(text, span) || is_of_service();
        }
        None => {}
    }
    holder::is_of_other(text, span, key)
        || frameworks::lets_people_in(text, span)
        || headings::is_of_other(text, span, key)
        || is_of_service()
        || ((span.len() < TELLING || key == KeyClass::Secret)
            && groups::is_of_other(text, span, key))
        || sibling::is_of_other(text, span, key)
        || (span.len() < TELLING
            && (holder::is_beside_vendor(text, span, key) || table::is_in_others_row(text, span)))
}

/// Whether a value is a number of a JSON Web Key, which has a name of one letter beside `kty`.
fn is_in_json_web_key(text: &str, span: Span) -> bool {
    const NAME: usize = 8;
    let name = tail(text, span.start, NAME).trim_end_matches([' ', '"', ':', '\\']);
    let is_letter =
        name.ends_with(|c: char| c.is_ascii_lowercase()) && name[..name.len() - 1].ends_with('"');
    let object = || {
        let before = tail(text, span.start, BEFORE);
        let after = head(text, span.end, BEFORE);
        let before = before.rsplit('{').next().unwrap_or(before);
        let after = after.split('}').next().unwrap_or(after);
        before.contains("\"kty\"") || after.contains("\"kty\"")
    };
    is_letter && object()
}

/// Whether a value is the end of a longer name about tokens, as in `token_….json`: the cache of what a client got is
/// named after its id. No token of the platform has the length of an id or a secret.
fn is_named_after(key: KeyClass, before: &str) -> bool {
    let Some(name) = before.strip_suffix(['_', '-', '.']) else { return false };
    let near = name.as_bytes()[name.len().saturating_sub(6)..].to_ascii_lowercase();
    matches!(key, KeyClass::AccessToken | KeyClass::RefreshToken)
        && [&b"token"[..], b"tokens", b"bearer", b"jwt"].iter().any(|word| near.ends_with(word))
}

/// What the names beside the value say.
fn beside(text: &str, span: Span, could_tell: bool) -> Context {
    if logins::is_in_address(text, span) {
        let before = tail(text, span.start, BEFORE);
        let line = before.rfind(['\n', '\r']).map_or(0, |end| end + 1);
        if !vendor::names_in_short(&before.as_bytes()[line..]) {
            return Context { key: KeyClass::Foreign, names_vendor: false };
        }
    }
    let before = naming::plain(tail(text, span.start, BEFORE));
    if let Some(name) = assigned(before) {
        let given = naming::without_keeper(before, name.end);
        let (name_start, name) = (name.start, &before[name.start..name.end]);
        let tells = could_tell && !naming::is_keeper(name);
        let reaching = if tells { phrase_reaching(given, name_start) } else { None };
        if let Some(context) = reaching {
            return context;
        }
        let last = name.rsplit(['.', ':', '$']).next().unwrap_or(name).to_ascii_lowercase();
        if !FIELDS.contains(&last.as_str()) {
            let typed = if could_tell { typed(&before[..name_start]) } else { None };
            let telling = typed.and_then(|name| phrase_reaching(&before[..name.end], name.start));
            if let Some(context) = telling {
                return context;
            }
            // An unknown name below a telling one, as in a parent's block, is still unknown.
            let names_vendor = vendor::names_in_short(name);
            let of_other =
                !names_vendor && !is_value(&last) && is_named_in(name, KeyClass::Unknown);
            let key = if of_other { KeyClass::Foreign } else { KeyClass::Unknown };
            return Context { key, names_vendor };
        }
        if let Some(context) = in_record(text, before, span, could_tell) {
            return context;
        }
    }
    let line = before.rfind(['\n', '\r']).map_or(0, |end| end + 1);
    let is_weak = span.len() < TELLING;
    // In a table that is drawn the other cells of a row are about themselves.
    table::drawn(text, span)
        .or_else(|| near(before, line, could_tell, is_weak))
        .or_else(|| table::head(text, span))
        .or_else(|| if could_tell { above(before, line, is_weak) } else { None })
        .unwrap_or(Context::SILENT)
}

/// The last telling phrase of the value's line, which is none where it is about another value.
fn near(before: &str, line: usize, could_tell: bool, is_weak: bool) -> Option<Context> {
    let found = if could_tell { last_match(&before.as_bytes()[line..]) } else { None }?;
    let place = found.get(0)?.range();
    let context = phrase(before, &found, line)?;
    let is_spent = || is_about_another(before, line + place.start..line + place.end);
    let counts = !is_weak || context.key == KeyClass::Foreign || !is_spent();
    Some(if counts { context } else { Context::SILENT })
}

/// The name right before the end of `before`, in a text that gives it the value there. It is as long as it can be:
/// expressions with groups say the same, and take several times as long.
fn assigned(before: &str) -> Option<Span> {
    let bytes = before.as_bytes();
    // One of these is in each of the signs.
    memchr::memrchr3(b'=', b':', b'>', bytes)?;
    let start = ASSIGNED.find(bytes)?.start();
    let is_name = |byte: &&u8| byte.is_ascii_alphanumeric() || b"_.:$-".contains(byte);
    let longest = bytes[start..].iter().take_while(is_name).count();
    let mut ends = (start + 1..=start + longest).rev();
    let end = ends.find(|&end| BETWEEN.is_match(&bytes[end..]))?;
    Some(Span { start, end })
}

/// The last telling phrase of `before` that starts at `from` or later.
pub(super) fn last_phrase(before: &str, from: usize) -> Option<Context> {
    phrase(before, &last_match(&before.as_bytes()[from..])?, from)
}

/// The last telling phrase of `before` if it ends after `name`: it may start in a parent's name, as in `client: {
/// secret:`.
fn phrase_reaching(before: &str, name: usize) -> Option<Context> {
    let found = last_match(before.as_bytes())?;
    let reaches = found.get(0).is_some_and(|phrase| phrase.end() > name);
    if reaches { phrase(before, &found, 0) } else { last_phrase(before, name) }
}

fn phrase(before: &str, found: &Captures<'_>, from: usize) -> Option<Context> {
    let phrase = found.get(0)?;
    let start = from + phrase.start();
    let line = before[..start].rfind(['\n', '\r']).map_or(0, |end| end + 1);
    let (bytes, end) = (before.as_bytes(), from + phrase.end());
    let name = start - name_before(tail(before, start, NAME)).len();
    // A host that ends a line stands before the next name where the two are joined.
    let (name, is_host) =
        (&bytes[name..end], memchr::memmem::find(&bytes[name..end], b".com").is_some());
    let is_ours = !is_host && vendor::names_in_short(name);
    let key = match class(found, is_ours)? {
        KeyClass::Secret if !is_ours && frameworks::is_told_above(before, found, start) => {
            KeyClass::Foreign
        }
        key => key,
    };
    let line = &bytes[line..end];
    let names_vendor =
        vendor::names_in_short(line) && vendor::names_in_short(one_line::without_blocks(line));
    let of_other = !names_vendor && names_other_party(tail(before, start, NAME), key);
    Some(match key {
        _ if of_other => Context { key: KeyClass::Foreign, names_vendor },
        KeyClass::Foreign if !reaches(&before[end..]) => Context::SILENT,
        key => Context { key, names_vendor },
    })
}

/// The telling phrase of the lines above, unless some other value stands on its line or since: then the phrase was that
/// one's name.
fn above(before: &str, line: usize, is_weak: bool) -> Option<Context> {
    let found = last_match(&before.as_bytes()[..line])?;
    let place = found.get(0)?.range();
    if is_weak && is_about_another(before, place.clone()) {
        return None;
    }
    let start = place.start;
    let start = before[..start].rfind(['\n', '\r']).map_or(0, |end| end + 1);
    let other =
        before[start..].split(|c: char| !c.is_ascii_alphanumeric() && c != '-').any(is_value);
    // A function that is about tokens takes other values too.
    let context =
        phrase(before, &found, 0).filter(|context| context.key != KeyClass::AccessToken)?;
    if other { None } else { Some(context) }
}

/// The telling field of the record in which a field named `value` holds the value.
fn in_record(text: &str, before: &str, span: Span, could_tell: bool) -> Option<Context> {
    let open = before.rfind(['{', '}', '<']).map_or(0, |at| at + 1);
    let told = if could_tell { last_phrase(before, open) } else { None };
    if let Some(told) = told {
        // What describes a field says less than the field's own name: `"CLIENT_SECRET": {"description": "The secret",
        // "value": `.
        let parent = before[..open].trim_end_matches(['{', ' ', '\n', '\r', '\t']);
        let line = parent.rfind('\n').map_or(0, |end| end + 1);
        let field = parent[line..].rsplit([',', '{']).next().unwrap_or_default();
        let of_field = if field.ends_with([':', '=']) { last_phrase(field, 0) } else { None };
        let is_more = |of_field: &Context| match told.key {
            KeyClass::Secret => of_field.key == KeyClass::ClientSecret,
            KeyClass::Id => of_field.key == KeyClass::ClientId,
            _ => false,
        };
        return Some(of_field.filter(is_more).unwrap_or(told));
    }
    let after = head(text, span.end, AFTER);
    let after = after.split(['{', '}', '>']).next().unwrap_or(after);
    let found = PHRASE.captures(after.as_bytes())?;
    let names_vendor = vendor::names_in_short(after);
    Some(Context { key: class(&found, names_vendor)?, names_vendor })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn key(text: &str) -> (KeyClass, bool) {
        let start = text.find('§').expect("the sign marks the value");
        let context = of(text, Span { start, end: start + '§'.len_utf8() });
        (context.key, context.names_vendor)
    }

    #[test]
    fn names_in_many_syntaxes() {
        for text in [
            "CLIENT_SECRET=§",
            "export clientSecret='§'",
            "CLIENT-SECRET: >-\n    §",
            r#"{"client_secret":"§"}"#,
            r#"{\"client_secret\": \"§\"}"#,
            r#"{"key":"client_secret","value":"§"}"#,
            r#"{"key":"client_id","value":"x"},{"value":"§","key":"client_secret"}"#,
            r#"<add key="ClientSecret" value="§"/>"#,
            "<ClientSecret>§</ClientSecret>",
            "| Client secret | § |",
            "The Client Secret is §.",
            r#"os.getenv("CLIENT_SECRET", "§")"#,
            r#"process.env.CLIENT_SECRET || "§""#,
            "curl -d client_id=x -d client_secret=§",
            "name,client_id,client_secret\na,b,§\n",
            "client_secret,client_id\n§,b\n",
            r#"  - name: CLIENT_SECRET
    value: "§""#,
            "client: {\n  secret: '§'",
        ] {
            assert_eq!(key(text).0, KeyClass::ClientSecret, "{text}");
        }
    }

    #[test]
    fn a_word_about_something_else_tells_nothing() {
        for text in [
            "[requestId=ab12] Credentials loaded: §",
            r#"{"traceId":"1a2b","msg":"banqup auth with §"}"#,
            "new Client(appId, \"§\")",
            "sign(Hash.SHA256, '§')",
            "git commit -m 'banqup §'",
            "INSERT INTO t (password_hash, a, b) VALUES ('x','§')",
            "# Keys. Do not commit!\n§",
            "digest: 0123456789abcdef01 and §",
        ] {
            assert_eq!(key(text).0, KeyClass::Unknown, "{text}");
        }
        for text in [
            "nonce §",
            "X-Request-ID: §",
            "set(\"nonce\", \"§\")",
            "The signature of it is §",
            "commit:\n  §",
            "ETag => '§'",
            "h[\"X-Request-ID\"] = \"§\"",
            "data[nonce]=§",
            "nonce!: string = '§'",
            "expect(res.requestId).toBe('§')",
            "func nonce() string { return \"§\" }",
            "nonce,§,1",
            "{\"nonces\":[\"0123456789abcdef01\",\"§\"]}",
            "INSERT INTO sessions (session_id) VALUES ('§')",
        ] {
            assert_eq!(key(text).0, KeyClass::Foreign, "{text}");
        }
    }

    #[test]
    fn weaker_and_other_names() {
        for (text, expected) in [
            ("BQ_SECRET=§", (KeyClass::Secret, true)),
            ("bqSecret: §", (KeyClass::Secret, true)),
            ("up_client_id: §", (KeyClass::ClientId, true)),
            ("consumer_key: §", (KeyClass::ClientId, false)),
            ("id: §", (KeyClass::Id, false)),
            ("refreshToken: §", (KeyClass::RefreshToken, false)),
            ("Authorization: Bearer §", (KeyClass::AccessToken, false)),
            ("integrity sha384-§", (KeyClass::Foreign, false)),
            ("client_secret = x\nblob = '§'", (KeyClass::Unknown, false)),
            ("§", (KeyClass::Unknown, false)),
            ("client_secret=0123456789abcdef01 \n§", (KeyClass::Unknown, false)),
            ("var ClientSecret = 1;\nvar p = new Guid(\"§\")", (KeyClass::Unknown, false)),
            (
                "f(\"0123456789abcdef01\", \"client secret\")\nrun(\"§\")",
                (KeyClass::Unknown, false),
            ),
            ("a;key;secret\nb;§;c\n", (KeyClass::Unknown, false)),
            ("API_SECRET=§", (KeyClass::Secret, false)),
            ("consumerSecret = §", (KeyClass::Secret, false)),
            ("id=x a=§", (KeyClass::Unknown, false)),
            ("AZURE_CLIENT_ID=§", (KeyClass::Foreign, false)),
            ("spring.github.client-secret: §", (KeyClass::Foreign, false)),
            ("banqup_azure_client_secret: §", (KeyClass::ClientSecret, true)),
            ("SESSION_SECRET=§", (KeyClass::Foreign, false)),
            ("SECRET_KEY_BASE=§", (KeyClass::Foreign, false)),
            ("BANQUP_OAUTH_SECRET=§", (KeyClass::Secret, true)),
            ("oauth.secret=§", (KeyClass::Secret, false)),
            ("AUTH_SECRET=§", (KeyClass::Foreign, false)),
            ("betterAuthSecret=§", (KeyClass::Foreign, false)),
            ("oAuthSecret=§", (KeyClass::Secret, false)),
            ("x: https://a.banqup.comJWT_SECRET=§", (KeyClass::Foreign, true)),
            ("BANQUP_AUTH_SECRET=§", (KeyClass::Secret, true)),
            ("app.secret_key = '§'", (KeyClass::Foreign, false)),
            ("APP_ENV=dev\nAPP_SECRET=§", (KeyClass::Foreign, false)),
            ("APP_ENV=dev\nBANQUP_APP_SECRET=§", (KeyClass::Secret, true)),
            ("SECRET_KEY=§", (KeyClass::Foreign, false)),
            ("CLIENT_ID=x\nSECRET_KEY=§", (KeyClass::Secret, false)),
            ("a/token_§", (KeyClass::AccessToken, false)),
            ("Mot de passe client : §", (KeyClass::Secret, false)),
            ("Identifiant du client : §", (KeyClass::ClientId, false)),
            ("Clientgeheim: §", (KeyClass::ClientSecret, false)),
            ("PASSWORD_SALT=§", (KeyClass::Foreign, false)),
            ("{\"kty\":\"EC\",\"x\":\"§\"}", (KeyClass::Foreign, false)),
            ("{\"x\":\"§\"}", (KeyClass::Unknown, false)),
            ("Using generated security password: §", (KeyClass::Foreign, false)),
            ("banqup.shared.secret=§", (KeyClass::Secret, true)),
            ("auth:\n  secret: §", (KeyClass::Secret, false)),
            ("{auth:{secret:'§'}}", (KeyClass::Secret, false)),
            ("APP_ID=§", (KeyClass::Foreign, false)),
            ("BANQUP_APP_ID=§", (KeyClass::Unknown, true)),
            ("BANQUP_SHA256=§", (KeyClass::Foreign, true)),
            ("central_client_secret=§", (KeyClass::ClientSecret, false)),
            ("KEYCLOAK_CLIENT_SECRET=§", (KeyClass::ClientSecret, false)),
            (
                r#"{"banqup": {"client_secret": ""}, "exact": {"client_secret": "§"}}"#,
                (KeyClass::Foreign, false),
            ),
            (
                r#"{'banqup' => ['client_secret' => ''], 'exact' => ['client_secret' => '§'"#,
                (KeyClass::Foreign, false),
            ),
            (
                r#"{"name": "banqup", "meta": {"a": {}}, "client_secret": "§"}"#,
                (KeyClass::ClientSecret, true),
            ),
            ("https://${HOST}.banqup.com/?client_secret=§", (KeyClass::ClientSecret, true)),
            ("POSTGRES_PASSWORD=§", (KeyClass::Foreign, false)),
            ("redis://:§@host", (KeyClass::Foreign, false)),
        ] {
            assert_eq!(key(text), expected, "{text}");
        }
    }
}
