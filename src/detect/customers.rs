//! Ids of the customers of whoever writes a program: `client_id` in a row of invoices, the `id` of a `client` with a name
//! and an address.
//!
//! Contract: a value that is no longer than a UUID and is called the id of a client is a customer's where what stands
//! around it is about customers and their documents, and nothing there is about logging in. The vendor's name in its own name
//! says that it is none.

use super::around::{TELLING, head, tail};
use crate::model::{Span, vendor};
use crate::rule::KeyClass;

/// How far around a value it is looked for either, in bytes.
const REACH: usize = 300;

/// How far before the value its name may begin, in bytes.
const NAME: usize = 48;

/// Words of what logs in.
const LOGIN: [&str; 14] = [
    "secret", "grant", "oauth", "token", "auth", "credential", "password", "realm", "issuer",
    "openid", "api_key", "apikey", "scope", "login",
];

/// Words of customers, their documents and the tables that these stand in.
const CUSTOMERS: [&str; 22] = [
    "customer", "invoice", "debtor", "iban", "address", "street", "phone", "email", "company",
    "insert into", "update ", "select ", "where ", "filter(", "create(", "amount", "total", "vat",
    "document", "number", "\"name\"", "order",
];

/// Whether the value at `span` is a customer's number.
pub(super) fn is_customers(text: &str, span: Span, key: KeyClass) -> bool {
    let is_id = matches!(key, KeyClass::ClientId | KeyClass::Id);
    if !is_id || span.len() >= TELLING || vendor::names_in_short(name(text, span)) {
        return false;
    }
    let around = [tail(text, span.start, REACH), "\n", head(text, span.end, REACH)];
    let around = around.concat().to_ascii_lowercase();
    let holds = |words: &[&str]| words.iter().any(|word| around.contains(word));
    !holds(&LOGIN) && holds(&CUSTOMERS)
}

/// The last word before the value, with the signs that stand in names.
fn name(text: &str, span: Span) -> &str {
    let is_between = |c: char| !c.is_ascii_alphanumeric() && !matches!(c, '_' | '-' | '.');
    tail(text, span.start, NAME)
        .rsplit(is_between)
        .find(|word| !word.is_empty())
        .unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_client_that_is_invoiced_is_a_customer() {
        let is = |text: &str| {
            let start = text.find('§').expect("the sign marks the value");
            let span = Span { start, end: start + '§'.len_utf8() };
            is_customers(text, span, KeyClass::ClientId)
        };
        for text in [
            "{\"client\": {\"id\": \"§\", \"name\": \"Bakkerij\"}}",
            "INSERT INTO invoices (id, client_id, number) VALUES (1, '§', '2026-1');",
            "UPDATE invoices SET client_id='§' WHERE id = 1",
            "create(:invoice, client_id: '§')",
            "client_id=§ document=1",
            "banqup sent an invoice, client_id=§",
        ] {
            assert!(is(text), "{text}");
        }
        for text in [
            "client_id = '§'",
            "banqup_client_id = '§' # invoices",
            "client_id = '§'\nclient_secret = env('X')\ninvoices = 1",
            "{\"company\": 1, \"oauth\": {\"client_id\": \"§\"}}",
        ] {
            assert!(!is(text), "{text}");
        }
    }
}
