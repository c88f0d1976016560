//! Whether something that encloses a value says that all in it is the vendor's: `banqup:`, `"Banqup": {`,
//! `BANQUP_CLIENTS = [`, `registerBanqupApp({`, `INSERT INTO banqup_credentials`, `<banqup>`.
//!
//! Contract: what a container says wins over a label inside it, which may be that of a customer, an app or a platform.
//! Containers are blocks of settings, lists, calls, statements and elements; the body of a function is none, and ends
//! the search.

use super::around::tail;
use super::holder;
use crate::model::{Span, vendor};

/// How far before a value its container may begin, in bytes.
const REACH: usize = 1536;

/// How long what stands before the bracket of a container may be, in bytes: more is a sentence.
const LONGEST: usize = 80;

/// Whether the value at `span` stands in a container of the vendor's.
pub(super) fn is_vendors(text: &str, span: Span) -> bool {
    let before = tail(text, span.start, REACH);
    holder::is_of_vendor(text, span)
        || is_bracketed(before)
        || inserts(before)
        || text.trim_start_matches('\u{feff}').trim_start().starts_with('<')
            && is_in_element(before)
}

/// Whether a bracket that is open at the end of a text has the vendor's name before it.
fn is_bracketed(before: &str) -> bool {
    let mut closed = 0_usize;
    for (at, byte) in before.bytes().enumerate().rev() {
        match byte {
            b'}' | b']' | b')' => closed += 1,
            b'{' | b'[' | b'(' if closed > 0 => closed -= 1,
            b'{' | b'[' | b'(' => {
                let above = before[..at].trim_end();
                let start = above.rfind(['{', '[', '(', ',', ';', '\n', '}']);
                let head = &above[start.map_or(0, |end| end + 1)..];
                if byte == b'{' && is_body(head) {
                    return false;
                }
                let is_given = head.ends_with(['=', ':', '>']) || byte != b'[';
                if is_given && head.len() <= LONGEST && vendor::names_in_short(head) {
                    return true;
                }
            }
            _ => {}
        }
    }
    false
}

/// Whether what stands before a bracket takes arguments, so that a program's body follows.
fn is_body(head: &str) -> bool {
    let head = head.strip_suffix("=>").unwrap_or(head).trim_end();
    head.ends_with(')') || head.starts_with(')')
}

/// Whether a text ends in a row of a statement that inserts into a table of the vendor's, or columns of the vendor's.
fn inserts(before: &str) -> bool {
    let small = before.to_ascii_lowercase();
    let Some((_, statement)) = small.rsplit_once("insert into") else { return false };
    let Some((table, rows)) = statement.split_once("values") else { return false };
    !rows.contains(';') && vendor::names_in_short(table)
}

/// Whether an element that is open at the end of a text names the vendor in its tag.
fn is_in_element(before: &str) -> bool {
    let mut closed = 0_usize;
    for piece in before.rsplit('<') {
        let tag = piece.split('>').next().unwrap_or(piece);
        if piece.starts_with('/') {
            closed += 1;
        } else if piece.starts_with(|c: char| c.is_ascii_alphabetic()) && !tag.ends_with('/') {
            if closed == 0 && vendor::names_in_short(tag) {
                return true;
            }
            closed = closed.saturating_sub(1);
        }
    }
    false
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn is(text: &str) -> bool {
        let start = text.find('§').expect("the sign marks the value");
        is_vendors(text, Span { start, end: start + '§'.len_utf8() })
    }

    #[test]
    fn what_encloses_a_value_says_whose_it_is() {
        for text in [
            "banqup:\n  platform: Odoo\n  client_id: §",
            "banqup_apps:\n- name: Odoo\n  client_id: §",
            "{\"banqup\": {\"clients\": [{\"system\": \"Exact\", \"clientId\": \"§",
            "{\"banqup\": [{\"system\": \"Exact\", \"clientId\": \"§",
            "[[banqup.clients]]\nname = \"Odoo\"\nclient_id = \"§",
            "BANQUP_CLIENTS = [{\"name\": \"x\"}, {\"name\": \"Odoo\", \"client_id\": \"§",
            "registerBanqupApp({ name: 'SAP', clientId: '§",
            "class BanqupApps\n{\n  { Name = \"Odoo\", ClientId = \"§",
            "'banqup' => [['name' => 'Odoo', 'client_id' => '§",
            "INSERT INTO banqup_credentials (customer, client_id) VALUES ('a', 'b'), ('Microsoft', '§",
            "INSERT INTO keys (name, banqup_space, client_id) VALUES ('Microsoft', 'x', '§",
            "<banqup><client name=\"Odoo\" id=\"x\"/><client name=\"Exact\" id=\"§",
        ] {
            assert!(is(text), "{text}");
        }
        for text in [
            "[{\"name\": \"Banqup\"}, {\"name\": \"Odoo\", \"clientId\": \"§",
            "{\"banqup\": {\"url\": \"x\"}, \"apps\": [{\"name\": \"Odoo\", \"clientId\": \"§",
            "function syncBanqup() {\n  login({ provider: 'exact', clientId: '§",
            "banqup.on('start', () => { login({ provider: 'exact', clientId: '§",
            "INSERT INTO banqup_x VALUES ('a');\nINSERT INTO keys (name, client_id) VALUES ('Odoo', '§",
            "INSERT INTO providers (name, client_id) VALUES ('banqup', 'a'), ('Odoo', '§",
            "<apps><banqup id=\"x\"/><client name=\"Odoo\" id=\"§",
            "<apps><banqup>x</banqup><client name=\"Odoo\" id=\"§",
            "banqup:\n  url: x\nodoo:\n  client_id: §",
        ] {
            assert!(!is(text), "{text}");
        }
    }
}
