//! The entry of a list that a value stands in, and whose it says it is: `- provider: exact`, `{"name": "Exact Online",
//! "clientId":`, `<provider name="exact">`, `('exact', '…')`.
//!
//! Contract: the nearest entry that names anyone decides. A party that is known counts wherever it is named; any other
//! name only in a list in which the vendor has an entry too, since it may be that of an app or a customer, and for what
//! is as long as the vendor's own values only both do. A container of the vendor's, or its name in the entry, outweighs
//! a label. Statements of programs are no entries.

mod levels;

use std::sync::LazyLock;

use regex::bytes::Regex;

use super::around::{TELLING, built, head, tail};
use super::container;
use super::context::FIELDS;
use super::holder;
use super::parties::is_named_in;
use crate::model::{Span, vendor};
use crate::rule::KeyClass;

pub(super) use levels::item;
use levels::levels;

/// How far around a value its entry may reach, and another one stand, in bytes.
const REACH: usize = 1536;

/// How long the name of an owner may be, in bytes.
const LONGEST: usize = 40;

/// Whose an entry is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Owner {
    Vendor,
    Other,
}

/// What an entry says about itself: a key that holds whose it is, or one that holds any name, and the name.
static MEMBER: LazyLock<Regex> = LazyLock::new(|| {
    built(
        r#"(?i)(?P<start>^|[\s,{\[(<"'])(?:(?P<party>(?:identity[_-]?provider|provider|vendor|service|system|integration|idp|platform|supplier|partner|connector|driver|adapter|gateway|brand|software)(?:[_-]?(?:name|code|id|type|key|slug))?)|name|type|id|slug|code|kind|key|label|title|alias|app|display[_-]?name)["']?\s*(?:=>|[:=>])\s*(?:["'`](?P<quoted>[A-Za-z][^"'`\r\n]{1,39})["'`]|:?(?P<plain>[A-Za-z][A-Za-z0-9_.-]{1,39})[ \t]*(?:[,}\])\r\n\#<]|$))"#,
    )
});

/// Words of an owner's name that say nothing about whose it is.
const NOBODYS: [&str; 16] = [
    "online", "accounting", "bank", "erp", "official", "business", "payments", "invoices", "sync",
    "eu", "be", "nl", "fr", "new", "old", "main",
];

/// A product of the vendor's whose name does not say so.
const PRODUCT: &str = "universal connector";

/// What an entry says of itself.
struct Member<'t> {
    key: &'t [u8],
    value: &'t str,
    /// Whether the key holds whose it is, and not any name.
    is_party: bool,
}

/// Whose the entry of the value at `span` is, if it says so.
pub(super) fn owner(text: &str, span: Span, key: KeyClass) -> Option<Owner> {
    let owner = labelled(text, span, key)?;
    let is_certain = owner == Owner::Vendor || !container::is_vendors(text, span);
    is_certain.then_some(owner)
}

/// Whose its labels say that the entry is.
fn labelled(text: &str, span: Span, key: KeyClass) -> Option<Owner> {
    let levels = levels(text, span);
    if levels.is_empty() {
        return None;
    }
    let is_field = is_in_field(text, span);
    for (depth, level) in levels.iter().enumerate() {
        // A field of a setting has the name of the setting beside it.
        if depth == 0 && is_field {
            continue;
        }
        if let Some(cells) = &level.cells {
            match of_row(text, span, key, cells) {
                Some(Verdict::Is(owner)) => return Some(owner),
                Some(Verdict::Stays) => return None,
                None => {}
            }
        }
        let names_vendor = vendor::names_in_short(&level.text) || level.holds_vendor;
        let mut told = None;
        for member in members(&level.text, level.is_tag) {
            if vendor::names_in_short(member.value) {
                return member.is_party.then_some(Owner::Vendor);
            }
            let counts = (member.is_party || level.is_listed) && !names_vendor;
            let may_be = counts && told.is_none() && is_name(member.value);
            // What is as long as the vendor's own values is another's only where the vendor stands beside it.
            let is_telling = span.len() >= TELLING;
            let has_entry = || vendor_has_entry(text, span, member.key);
            let is_others = || {
                if is_known(member.value, key) {
                    return !is_telling || has_entry();
                }
                level.is_direct
                    && !is_field
                    && !is_telling
                    && holder::names_somebody(member.value)
                    && has_entry()
            };
            if may_be && is_others() {
                told = Some(Owner::Other);
            }
        }
        if told.is_some() {
            return told;
        }
        // What the vendor is named in, or a block that somebody has, is asked elsewhere.
        if names_vendor || !level.is_nobodys {
            return None;
        }
    }
    None
}

/// What a row says.
enum Verdict {
    Is(Owner),
    /// The vendor is named in it.
    Stays,
}

/// Whose a row of cells without names is.
fn of_row(text: &str, span: Span, key: KeyClass, cells: &[&str]) -> Option<Verdict> {
    if cells.iter().any(vendor::names_in_short) {
        return Some(Verdict::Stays);
    }
    let is_others = cells.iter().enumerate().any(|(column, cell)| {
        let Some(name) = literal(cell) else { return false };
        let is_telling = span.len() >= TELLING;
        let has_row = || vendor_has_row(text, span, column);
        is_name(name)
            && match is_known(name, key) {
                true => !is_telling || has_row(),
                false => !is_telling && holder::names_somebody(name) && has_row(),
            }
            && !is_customers_column(text, span, column)
    });
    is_others.then_some(Verdict::Is(Owner::Other))
}

/// Whether the column of a row is about a customer, who owns no credential.
fn is_customers_column(text: &str, span: Span, column: usize) -> bool {
    const CUSTOMERS: [&str; 5] = ["customer", "tenant", "company", "organisation", "organization"];
    let before = tail(text, span.start, REACH).to_ascii_lowercase();
    let Some((_, statement)) = before.rsplit_once("insert into") else { return false };
    let Some((names, _)) = statement.split_once("values") else { return false };
    let Some((_, names)) = names.split_once('(') else { return false };
    let name = names.split(',').nth(column).unwrap_or_default();
    CUSTOMERS.iter().any(|customer| name.contains(customer))
}

/// What stands in quotes in a cell that is nothing else.
fn literal(cell: &str) -> Option<&str> {
    let cell = cell.trim();
    let quote = cell.chars().next().filter(|c| matches!(c, '\'' | '"' | '`'))?;
    cell[1..].strip_suffix(quote).filter(|name| !name.contains(quote))
}

/// Whether a text could be the name of another owner: a few words, and no value.
pub(super) fn is_name(text: &str) -> bool {
    text.len() <= LONGEST
        && !text.eq_ignore_ascii_case(PRODUCT)
        && text.starts_with(|c: char| c.is_ascii_alphabetic())
        && text.chars().all(|c| c.is_alphanumeric() || " ._&/-".contains(c))
        && text.split(|c: char| !c.is_alphanumeric()).all(|word| word.len() <= 20)
}

/// Whether a name is that of a known party, and says nothing else.
fn is_known(name: &str, key: KeyClass) -> bool {
    let mut words =
        name.split(|c: char| !c.is_ascii_alphanumeric()).filter(|word| !word.is_empty());
    is_named_in(name, key)
        && words.all(|word| {
            is_named_in(word, key)
                || word.bytes().all(|byte| byte.is_ascii_digit())
                || !holder::names_somebody(word)
                || NOBODYS.iter().any(|known| known.eq_ignore_ascii_case(word))
        })
}

/// Whether a name is the vendor's, and says nothing else.
pub(super) fn is_vendors(name: &str) -> bool {
    vendor::names_in_short(name)
        && name.split(|c: char| !c.is_ascii_alphanumeric()).all(|word| {
            vendor::names_in_short(word)
                || !holder::names_somebody(word)
                || NOBODYS.iter().any(|known| known.eq_ignore_ascii_case(word))
        })
}

/// Whether an entry near the value says under the same key that it is the vendor's.
fn vendor_has_entry(text: &str, span: Span, key: &[u8]) -> bool {
    let near = [tail(text, span.start, REACH), head(text, span.end, REACH)];
    near.iter().any(|near| {
        members(near, true)
            .any(|member| member.key.eq_ignore_ascii_case(key) && is_vendors(member.value))
    })
}

/// Whether a row near the value has the vendor's name in the same column.
fn vendor_has_row(text: &str, span: Span, column: usize) -> bool {
    /// How far before the name its row may begin, in bytes.
    const ROW: usize = 200;
    let is_row = |near: &str, (at, quote): (usize, &str)| {
        let rest = &near[at + 1..];
        let Some(end) = rest.find(['\'', '"', '`', '\n']) else { return false };
        let is_literal = end <= LONGEST && rest[end..].starts_with(quote);
        let before = tail(near, at, ROW);
        let row = before.rfind(['(', '[']).map(|open| &before[open + 1..]);
        is_literal
            && is_vendors(&rest[..end])
            && row.is_some_and(|row| row.matches(',').count() == column)
    };
    let near = [tail(text, span.start, REACH), head(text, span.end, REACH)];
    near.iter().any(|near| near.match_indices(['\'', '"', '`']).any(|found| is_row(near, found)))
}

/// Whether the value is in a field that holds any value: `"value": "`.
fn is_in_field(text: &str, span: Span) -> bool {
    const NAME: usize = 48;
    let before = tail(text, span.start, NAME);
    let before =
        before.trim_end_matches(|c: char| c.is_ascii_whitespace() || "\"'`:=>".contains(c));
    let name = before.rsplit(|c: char| !c.is_ascii_alphanumeric() && c != '-').next();
    name.is_some_and(|name| FIELDS.iter().any(|field| field.eq_ignore_ascii_case(name)))
}

/// What an entry says about itself; in the tag of a page attributes stand side by side.
fn members(text: &str, is_tag: bool) -> impl Iterator<Item = Member<'_>> {
    MEMBER.captures_iter(text.as_bytes()).filter_map(move |found| {
        let start = found.name("start")?;
        let value = found.name("quoted").or(found.name("plain"))?;
        let is_quoted = found.name("quoted").is_some();
        let bytes = text.as_bytes();
        let above = bytes[..start.end()].trim_ascii_end();
        let above = above.strip_suffix(b"\"").or(above.strip_suffix(b"'")).unwrap_or(above);
        let above = above.trim_ascii_end();
        let line = memchr::memrchr2(b'\n', b'\r', above).map_or(0, |end| end + 1);
        let is_new_line = bytes[above.len()..start.end()].contains(&b'\n');
        let line = above[line..].trim_ascii();
        let is_at_start =
            is_tag || is_new_line || line.last().is_none_or(|last| b",{[(<-".contains(last));
        // A statement of a program gives a name to something else.
        let ends = is_quoted && bytes[value.end() + 1..].trim_ascii_start().first() == Some(&b';');
        let key_start = start.end();
        let sign =
            bytes[key_start..value.start()].iter().position(|byte| b":=>\"' \t".contains(byte))?;
        (is_at_start && !ends).then(|| Member {
            key: &bytes[key_start..key_start + sign],
            // A constant of an enumeration is called by its last word.
            value: match &text[value.range()] {
                name if is_quoted => name,
                name => name.rsplit('.').next().unwrap_or(name),
            },
            is_party: found.name("party").is_some(),
        })
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn of(text: &str) -> Option<Owner> {
        let start = text.find('§').expect("the sign marks the value");
        owner(text, Span { start, end: start + '§'.len_utf8() }, KeyClass::ClientSecret)
    }

    #[test]
    fn an_entry_says_whose_it_is() {
        for text in [
            "[{\"name\": \"Exact Online\", \"clientSecret\": \"§\"}]",
            "[\n  {\n    clientSecret: '§',\n    provider: 'exact',\n  },\n]",
            "[{\"vendor\": \"acme\", \"clientSecret\": \"§\"}, {\"vendor\": \"Banqup\"}]",
            "[{\"name\": \"xero\", \"oauth\": {\"clientSecret\": \"§\"}}]",
            "[['name' => 'exact', 'client_secret' => '§']]",
            "return [Provider(name=\"exact\", client_secret=\"§\")]",
            "apps:\n  - provider: exact\n    client_secret: §\n",
            "- client_secret: §\n  type: own\n- type: banqup\n  client_secret: x\n",
            "- name: exact\n  credentials:\n    client_secret: §\n",
            "[[integration]]\nname = \"exact\"\nclient_secret = \"§\"\n",
            "<provider name=\"exact\"><clientSecret>§</clientSecret></provider>",
            "<a><provider clientSecret=\"§\" name=\"exact\"/></a>",
            "<provider><id>1</id><name>exact</name><clientSecret>§</clientSecret></provider>",
            "<p name=\"exact\">\n<add key=\"clientSecret\" value=\"§\"/>\n</p>",
            "[{kind: Kind.Exact, clientSecret: '§'}]",
            "<p>\n<name>acme</name>\n<clientSecret>§</clientSecret>\n</p>\n<p><name>Banqup</name></p>",
            "a[0].name=exact\na[0].client-secret=§\na[1].name=banqup\n",
            "A__0__NAME=Exact\nA__0__CLIENTSECRET=§\n",
            "one:\n  name: exact\n  client_secret: §\n",
            "one:\n  client_secret: §\n  name: own\n\ntwo:\n  name: banqup\n",
            "VALUES ('exact', 'x', '§');",
            "VALUES (1, 'portal', '§'),\n(2, 'banqup', 'x');",
            "VALUES (2, 'banqup', 'x');\nINSERT INTO t VALUES (1, 'portal', '§');",
        ] {
            assert_eq!(of(text), Some(Owner::Other), "{text}");
        }
        for text in [
            "apps:\n  - provider: banqup\n    client_secret: §\n  - provider: exact\n",
            "[{provider: 'banqup', clientSecret: '§'}, {provider: 'exact'}]",
        ] {
            assert_eq!(of(text), Some(Owner::Vendor), "{text}");
        }
    }

    #[test]
    fn other_names_are_of_nobody() {
        for text in [
            "{\"name\": \"odoo\", \"clientSecret\": \"§\"}",
            "[{\"name\": \"acme\", \"clientSecret\": \"§\"}]",
            "[{\"name\": \"production\", \"clientSecret\": \"§\"}, {\"name\": \"Banqup\"}]",
            "[{\"name\": \"exact\", \"clientSecret\": \"§\", \"url\": \"https://api.banqup.com\"}]",
            "f() {\n  const name = 'exact';\n  const clientSecret = '§';\n}",
            "- name: exact\n- name: CLIENT_SECRET\n  value: §\n",
            "- name: CLIENT_SECRET\n  value: §\n- name: BANQUP\n  value: x\n",
            "- name: banqup\n  client_secret: §\n- name: exact\n",
            "<a name=\"acme\" clientSecret=\"§\"/>",
            "VALUES ('acme', '§');",
            "VALUES ('banqup', '§'), ('exact', 'x');",
            "client_secret = '§'",
            "[{\"name\": \"Universal Connector\", \"clientSecret\": \"§\"}, {\"name\": \"Banqup\"}]",
            "name: exact\nclient_secret: §\n",
            "one:\n  name: exact\ntwo:\n  client_secret: §\n",
            "def f():\n    name = 'exact'\n    client_secret = '§'\n",
            "a[0].name=exact\na[1].client-secret=§\n",
        ] {
            assert_eq!(of(text), None, "{text}");
        }
    }
}
