//! Requests as structured documents describe them, as those of low-code tools, API clients and test tools do: an
//! address, and beside it the parameters of its query as a list of names and values, or as a map.
//!
//! Contract: the address beside the list says whose request it is; where none stands there, what is near decides.

use std::cell::LazyCell;

use rustc_hash::FxHashMap;

use super::{Carrier, ENDS, NAMES};
use crate::guidance::document::{self, Node, Value};
use crate::guidance::language::DOCUMENTS;
use crate::guidance::pattern::{Pattern, pattern};
use crate::guidance::reference::{is_literal, is_reference};
use crate::guidance::{LARGEST, Page};
use crate::model::Span;

/// Keys of what a query is made of, without capitals and signs.
const QUERIES: &[&str] = &[
    "qs", "query", "querystring", "queryparams", "queryparameters", "queryparametersui",
    "searchparams", "urlparams", "urlparameters",
];

/// Keys that may be those of a body elsewhere: they count beside one of the vendor's addresses alone.
const MAYBE_QUERIES: &[&str] = &["params", "parameters"];

/// Keys in which such a list is kept within a query.
const INNER: &[&str] = &["parameters", "parameter", "params", "items", "values"];

/// Keys of addresses.
const ADDRESSES: &[&str] = &["url", "uri", "endpoint", "address", "href", "requesturl"];

pub(super) fn carriers(page: &Page<'_>) -> Vec<Carrier> {
    let may_be = ["qs", "query", "params", "parameters"].iter().any(|word| page.may_hold(word))
        && ENDS.iter().any(|word| page.may_hold(word));
    let is_document = page.is_in(DOCUMENTS) || page.has_extension(&["har"]);
    if !may_be || page.text().len() > LARGEST || !is_document {
        return Vec::new();
    }
    let mut found = Vec::new();
    for document in document::yaml(page.text()).unwrap_or_default() {
        document.visit(&mut |node| request(page, node, &mut found));
    }
    found
}

/// The parameters of the request that a map may describe.
fn request(page: &Page<'_>, node: &Node, found: &mut Vec<Carrier>) {
    let addresses = LazyCell::new(|| {
        let addresses = node.entries().iter().filter(|(key, _)| is_one_of(key, ADDRESSES));
        addresses.map(|(_, value)| value.span).collect::<Vec<Span>>()
    });
    let is_vendors = LazyCell::new(|| addresses.iter().any(|one| page.names_vendor_host(*one)));
    let is_others = LazyCell::new(|| {
        !*is_vendors && addresses.iter().any(|address| page.names_other_host(*address))
    });
    // What an address holds too, by its name.
    let mut told: FxHashMap<&str, bool> = FxHashMap::default();
    for (key, query) in node.entries() {
        let is_query = is_one_of(key, QUERIES) || is_one_of(key, MAYBE_QUERIES) && *is_vendors;
        if !is_query || *is_others {
            continue;
        }
        let inner = query
            .entries()
            .iter()
            .find(|(key, value)| is_one_of(key, INNER) && matches!(value.value, Value::List(_)));
        let query = inner.map_or(query, |(_, list)| list);
        let mut carriers = parameters(query)
            .filter_map(|(name, value)| Some((name, carrier_of(name, value, *is_vendors)?)));
        // Where the address holds it too, it is told there.
        let carrier = carriers.find(|(name, _)| {
            !*told.entry(text(name)).or_insert_with(|| {
                let set = format!("{}=", text(name));
                addresses.iter().any(|address| page.slice(*address).contains(&set))
            })
        });
        found.extend(carrier.map(|(_, carrier)| carrier));
    }
}

/// The names and values of a query, those that are switched off left out.
fn parameters(query: &Node) -> impl Iterator<Item = (&Node, &Node)> {
    let pairs = query.entries().iter().map(|(name, value)| (name, value));
    let listed = query.items().iter().filter_map(|item| {
        let is = |key: &str, switch: &str| item.text_at(key) == Some(switch);
        let name = item.get("name").or_else(|| item.get("key"))?;
        let is_off = is("disabled", "true") || is("enabled", "false");
        Some((name, item.get("value")?)).filter(|_| !is_off)
    });
    pairs.chain(listed)
}

fn carrier_of(name: &Node, value: &Node, is_vendors: bool) -> Option<Carrier> {
    static NAME: Pattern = pattern!("^", NAMES, "$"; ENDS);
    let given = value.text()?;
    let literal = is_literal(given).then_some(value.span);
    let counts = literal.is_some() || is_reference(given);
    (counts && !name.span.is_empty() && NAME.is_match(name.text()?) && !is_type(given))
        .then_some(Carrier { mark: name.span, literal, is_vendors })
}

/// Whether a value only says of what type it is.
fn is_type(value: &str) -> bool {
    ["string", "str", "text", "any", "number", "boolean", "uuid"]
        .iter()
        .any(|word| value.trim_end_matches(['?', '!']).eq_ignore_ascii_case(word))
}

fn text(node: &Node) -> &str {
    node.text().unwrap_or_default()
}

/// Whether a key is one of these, but for capitals and signs.
fn is_one_of(key: &Node, keys: &[&str]) -> bool {
    let letters = text(key).bytes().filter(u8::is_ascii_alphanumeric);
    let plain = letters.map(|byte| byte.to_ascii_lowercase());
    keys.iter().any(|known| plain.clone().eq(known.bytes()))
}
