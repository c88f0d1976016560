//! Tables, whose names of values stand in the first line: separated values, those of Markdown and HTML, dumps of
//! databases, and the cases of a test with parameters.

use super::Context;
use super::around::{self, FARTHEST, tail};
use super::context::{FIELDS, last_phrase};
use super::parties::is_named_in;
use super::{container, entries, holder};
use crate::model::{Span, vendor};
use crate::rule::KeyClass;

/// The telling name at the head of the value's column, where the value stands in a table.
pub(super) fn head(text: &str, span: Span) -> Option<Context> {
    let above = tail(text, span.start, FARTHEST);
    let line = memchr::memrchr(b'\n', above.as_bytes())?;
    let (above, row) = (&above[..line], &above[line + 1..]);
    // A tab that indents a line separates nothing.
    let filled = row.trim_start_matches('\t');
    let separator = [',', ';', '|', '\t'].into_iter().find(|&separator| {
        filled.contains(separator)
            || text[span.end..].trim_start_matches(['"', '\'', ' ']).starts_with(separator)
    })?;
    let column = row.matches(separator).count();
    let rows = above.rsplit('\n').take_while(|line| line.contains(separator));
    let length: usize = rows.map(|line| line.len() + 1).sum();
    let table = above.get(above.len() + 1 - length..)?;
    let head = table.split('\n').find_map(|line| line.split(separator).nth(column))?;
    let is_name = !head.contains(|c: char| c.is_ascii_digit())
        && head.contains(|c: char| c.is_ascii_alphabetic());
    // A head that tells nothing still says that no other column's name is meant.
    last_phrase(head, 0).or_else(|| is_name.then_some(Context::SILENT))
}

/// The same for tables whose marks leave no doubt that they are some: what the other cells of the row say is about
/// themselves.
pub(super) fn drawn(text: &str, span: Span) -> Option<Context> {
    let above = tail(text, span.start, FARTHEST);
    markdown(above)
        .or_else(|| html(above))
        .or_else(|| dump(above))
        .or_else(|| inserted(above))
        .or_else(|| parameters(above))
}

/// Whether the value at `span` stands in a row of a table that names somebody where another row names the vendor.
pub(super) fn is_in_others_row(text: &str, span: Span) -> bool {
    let above = tail(text, span.start, FARTHEST);
    let (above, row) = above.rsplit_once('\n').unwrap_or(("", above));
    let Some(separator) = ['|', '\t', ';', ','].into_iter().find(|one| row.contains(*one)) else {
        return false;
    };
    let below = around::head(text, span.end, FARTHEST);
    let (rest, below) = below.split_once('\n').unwrap_or((below, ""));
    let own = row.matches(separator).count();
    let columns = own + rest.matches(separator).count();
    if columns < 2
        || vendor::names_in_short(row)
        || vendor::names_in_short(rest)
        || container::is_vendors(text, span)
    {
        return false;
    }
    let is_row = |line: &&str| line.matches(separator).count() == columns;
    let mut rows: Vec<&str> = above.rsplit('\n').take_while(is_row).collect();
    let is_head = |line: &&str| {
        let name = line.split(separator).nth(own).unwrap_or_default();
        !name.contains(|c: char| c.is_ascii_digit() || "${%<".contains(c))
            && last_phrase(name, 0).is_some()
    };
    if rows.last().is_some_and(is_head) {
        rows.pop();
    }
    // What all rows are headed is the vendor's, and what they are called are apps.
    let heading = above.rsplit('\n').skip_while(is_row).find(|line| !line.trim().is_empty());
    let is_headed = heading
        .is_some_and(|line| line.starts_with(['#', '-', '/']) && entries::is_vendors(line.trim()));
    rows.extend(below.split('\n').take_while(is_row));
    let cells = |line| <str>::split(line, separator).map(cell);
    let first = cells(row).take_while(|cell| cell.is_empty()).count();
    let names = |(column, cell): (usize, &str)| {
        // Most owners are written with a capital, and so are the titles of what stands in a row.
        let could_be_title = cell.contains(' ') && !cell.starts_with(|c: char| c.is_uppercase());
        entries::is_name(cell)
            && holder::names_somebody(cell)
            && (!is_headed || is_named_in(cell, KeyClass::ClientId))
            && !could_be_title
            && rows.iter().any(|row| {
                cells(*row).nth(column).is_some_and(|other| {
                    entries::is_vendors(other) || column == first && vendor::names_in_short(other)
                })
            })
    };
    cells(row).take(own).enumerate().any(names)
        || cells(rest).enumerate().skip(1).any(|(at, cell)| names((own + at, cell)))
}

/// What a cell holds.
fn cell(cell: &str) -> &str {
    cell.trim().trim_matches(['"', '\''])
}

/// The head in a table between bars, which a line of dashes sets apart.
fn markdown(above: &str) -> Option<Context> {
    let (above, row) = above.rsplit_once('\n')?;
    let is_row = |line: &str| line.trim_start().starts_with('|');
    if !is_row(row) {
        return None;
    }
    let is_dashes = |line: &str| {
        is_row(line) && line.contains("--") && !line.contains(|c: char| c.is_alphanumeric())
    };
    let mut rows =
        above.rsplit('\n').take_while(|line| is_row(line)).skip_while(|line| !is_dashes(line));
    let names = rows.nth(1)?;
    last_phrase(names.split('|').nth(row.matches('|').count())?, 0)
}

/// The head in a table of a page.
fn html(above: &str) -> Option<Context> {
    // Most values stand in no cell.
    let cell = &above[above.contains("<td").then(|| above.rfind("<td"))??..];
    if cell.len() > CELL || cell.contains("</td") {
        return None;
    }
    let row = &above[above.rfind("<tr")?..];
    let column = row.matches("<td").count() + row.matches("<th").count();
    let table = &above[above.rfind("<table").unwrap_or(0)..];
    let heads = table[..table.len() - row.len()].split("<tr").find(|row| row.contains("<th"))?;
    let name = heads.split("<th").nth(column)?.split("</th").next()?;
    last_phrase(&name[name.find('>')?..], 0)
}

/// How long the start of a cell may be, in bytes.
const CELL: usize = 120;

/// The name of the column in what a database writes: `COPY table (a, b) FROM stdin;` and rows with tabs.
fn dump(above: &str) -> Option<Context> {
    let (above, row) = above.rsplit_once('\n')?;
    let column = row.matches('\t').count();
    let copy = above.rsplit('\n').find(|line| !line.contains('\t'))?;
    let names = copy.strip_prefix("COPY ").and_then(|copy| copy.split_once('('))?.1;
    let name = names.split(')').next()?.split(',').nth(column)?;
    Some(last_phrase(name, 0).unwrap_or(Context::SILENT))
}

/// The name of the column that a statement of SQL puts the value into: `INSERT INTO t (a, b) VALUES (1, '…')`.
fn inserted(above: &str) -> Option<Context> {
    /// How far before the rows the names of the columns may begin, in bytes.
    const HEAD: usize = 1024;
    let bytes = above.as_bytes();
    let is_values = |at: &usize| {
        bytes.get(*at..*at + 6).is_some_and(|word| word.eq_ignore_ascii_case(b"values"))
    };
    let values = memchr::memrchr2_iter(b'v', b'V', bytes).find(is_values)?;
    let column = column(&bytes[values + 6..])?;
    let head = tail(above, values, HEAD).trim_end().strip_suffix(')')?;
    let (before, names) = head.rsplit_once('(')?;
    let is_insert = before.len() >= 6 && before.to_ascii_lowercase().contains("insert");
    let name = names.split(',').nth(column).filter(|_| is_insert)?;
    let plain = name.trim_matches(|c: char| !c.is_ascii_alphanumeric()).to_ascii_lowercase();
    // The name of what a table of settings holds stands in the row.
    if plain.ends_with("value") || FIELDS.contains(&plain.as_str()) {
        return None;
    }
    Some(last_phrase(name, 0).unwrap_or(Context::SILENT))
}

/// How many values stand in the row that is open at the end of rows of SQL.
fn column(rows: &[u8]) -> Option<usize> {
    let (mut open, mut column, mut quote) = (0_usize, 0, None);
    for byte in rows {
        match (quote, byte) {
            (Some(sign), _) if byte == sign => quote = None,
            (Some(_), _) => {}
            (None, b'\'' | b'"') => quote = Some(byte),
            (None, b'(') => {
                open += 1;
                column = if open == 1 { 0 } else { column };
            }
            (None, b')') => open = open.checked_sub(1)?,
            (None, b',') if open == 1 => column += 1,
            (None, b';') => return None,
            _ => {}
        }
    }
    (open > 0).then_some(column)
}

/// The name of the parameter that the value is a case of: `parametrize("client_secret,invoice", [("", "…")])`.
fn parameters(above: &str) -> Option<Context> {
    const CALL: &str = "parametrize(";
    let call = &above[above.rfind(CALL)? + CALL.len()..];
    let quote = call.chars().next().filter(|c| matches!(c, '"' | '\''))?;
    let (names, cases) = call[1..].split_once(quote)?;
    let mut open = Vec::new();
    for c in cases.chars() {
        match c {
            '[' | '(' | '{' => open.push(0_usize),
            ']' | ')' | '}' => {
                // Behind the call nothing is a case of it.
                open.pop()?;
            }
            ',' => {
                if let Some(column) = open.last_mut() {
                    *column += 1;
                }
            }
            _ => {}
        }
    }
    let mut names = names.split(',');
    let column = if names.clone().count() == 1 { 0 } else { *open.last()? };
    Some(last_phrase(names.nth(column)?, 0).unwrap_or(Context::SILENT))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn key(text: &str) -> Option<KeyClass> {
        let start = text.find('§').expect("the sign marks the value");
        let span = Span { start, end: start + '§'.len_utf8() };
        drawn(text, span).map(|context| context.key)
    }

    #[test]
    fn a_row_that_names_somebody_is_theirs_where_another_is_the_vendors() {
        let is = |text: &str| {
            let start = text.find('§').expect("the sign marks the value");
            is_in_others_row(text, Span { start, end: start + '§'.len_utf8() })
        };
        assert!(is("| a | b | c |\n| Banqup | a | b |\n| Exact Online | x | § |\n"));
        assert!(is("vendor,id,secret\nExact,§,x\nBanqup,a,b\n"));
        assert!(is("exact,§,x\nbanqup,a,b\n"));
        assert!(is("COPY t (id, name, secret) FROM stdin;\n1\tbanqup\ta\n2\texact\t§\n"));
        assert!(!is("| Banqup | a | b |\n| Production | x of Banqup | § |\n"));
        assert!(!is("Banqup app;Client ID;Client secret\nAcme;x;§\n"));
        assert!(!is("| a | b | c |\n| Banqup UAT | a | b |\n| Production | x | § |\n"));
        assert!(!is("| Stage | a | b |\n| Production | x | § |\n"));
        assert!(!is("Banqup, a b\n\nUse the client id, or the secret, §, here\n"));
    }

    #[test]
    fn the_head_of_a_column_names_its_values() {
        for (text, expected) in [
            (
                "| App | Client secret | App ID |\n|---|---|---|\n| a | in 1Password | § |",
                Some(KeyClass::Foreign),
            ),
            (
                "| App | Client secret |\n|:--|---|\n| a | b |\n| c | § |",
                Some(KeyClass::ClientSecret),
            ),
            ("| Name | Value |\n|---|---|\n| Client secret | § |", None),
            ("| Client secret | § |", None),
            (
                "<tr><th>a</th><th class='b'>Client secret</th></tr>\n<tr><td>x</td><td>§</td>",
                Some(KeyClass::ClientSecret),
            ),
            ("<tr><th>a</th></tr><tr><td>x</td></tr> §", None),
            (
                "COPY t (id, client_id, client_secret) FROM stdin;\n1\tx\ty\n2\tx\t§\n",
                Some(KeyClass::ClientSecret),
            ),
            ("COPY t (id, client_id, note) FROM stdin;\n2\tx\t§\n", Some(KeyClass::Unknown)),
            (
                "INSERT INTO t (name, client_id, access_token) VALUES ('x', '§', NULL);",
                Some(KeyClass::ClientId),
            ),
            (
                "insert into t(a, [client_secret], token) values\n(f(1, 2), 'x', 'y'),\n('it''s', N'§', 1)",
                Some(KeyClass::ClientSecret),
            ),
            ("INSERT INTO t (client_id, note) VALUES (1, '§')", Some(KeyClass::Unknown)),
            ("INSERT INTO t VALUES (1, '§')", None),
            ("INSERT INTO t (name, value) VALUES ('client_secret', '§')", None),
            ("INSERT INTO t (client_id) VALUES (1); f('§')", None),
            ("@parametrize('client_secret,invoice', [(None, '§')])", Some(KeyClass::Unknown)),
            ("@parametrize('client_secret,invoice', [('§', None)])", Some(KeyClass::ClientSecret)),
            ("@parametrize('client_secret', ['x', '§'])", Some(KeyClass::ClientSecret)),
            ("@parametrize('client_secret', ['x'])\nid = '§'", None),
        ] {
            assert_eq!(key(text), expected, "{text}");
        }
    }
}
