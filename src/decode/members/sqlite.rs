//! Reads the tables of SQLite databases: <https://www.sqlite.org/fileformat2.html> says how they are stored.
//!
//! In a record one column follows the other without a gap, so a value in it is a part of one long run. Each table is a member: its name, and its rows as objects with the
//! names of the columns, which say what a value is.
//!
//! Contract: time and memory follow the size of the database, whatever it says. Indices hold nothing that tables do not, and tables that are one (`WITHOUT ROWID`) are not read. What cannot be
//! read is told once for each table.

use std::borrow::Cow;
use std::cell::Cell;

use rustc_hash::FxHashSet;

use super::Opening;

/// The size of the header of a database, which stands in its first page.
const HEADER: usize = 100;

/// The kinds of pages that a table is made of.
const LEAF: u8 = 0x0D;
const INTERIOR: u8 = 0x05;

/// How often each byte is read, at most, on average: with its page, and with its row.
const READ: usize = 4;

const DAMAGED: &str = "the SQLite database is damaged: not all rows could be read";

impl Opening<'_> {
    pub(super) fn sqlite(&mut self, bytes: &[u8]) {
        let Some(database) = Database::new(bytes) else {
            return self
                .fail("the SQLite database is damaged: its header cannot be read".to_owned());
        };
        let mut tables = Vec::new();
        let is_whole = database.rows(1, &mut |row| {
            tables.extend(Table::of(&row));
            true
        });
        if !is_whole {
            self.fail(DAMAGED.to_owned());
        }
        for table in tables {
            if let Err(exceeded) = self.budget.member() {
                return self.fail(exceeded.to_string());
            }
            let mut text = format!("-- {}\n", table.name).into_bytes();
            let mut unpack = |text: &mut Vec<u8>, before: usize| {
                let taken = self.budget.unpack(text.len() - before, bytes.len(), text.len());
                taken.map_err(|exceeded| {
                    text.truncate(before);
                    exceeded.to_string()
                })
            };
            let mut outcome = unpack(&mut text, 0);
            let is_whole = database.rows(table.root, &mut |row| {
                let before = text.len();
                if outcome.is_ok() {
                    table.write(&row, &mut text);
                    outcome = unpack(&mut text, before);
                }
                outcome.is_ok()
            });
            if !is_whole && outcome.is_ok() {
                outcome = Err(DAMAGED.to_owned());
            }
            self.member(&table.name, outcome, &text);
        }
    }
}

/// A table of the schema.
struct Table {
    name: String,
    root: usize,
    columns: Vec<String>,
}

impl Table {
    /// The table that a row of the schema describes; `None` for indices, views and triggers, and for virtual tables, whose rows stand in others.
    fn of(row: &[Value<'_>]) -> Option<Self> {
        let [Value::Text(kind), Value::Text(name), _, Value::Number(root), Value::Text(sql), ..] =
            row
        else {
            return None;
        };
        let root = usize::try_from(*root).ok().filter(|root| *root > 0)?;
        let table = || Self { name: name.clone().into_owned(), root, columns: columns(sql) };
        (&**kind == "table").then(table)
    }

    /// Adds a row as an object of its texts.
    fn write(&self, row: &[Value<'_>], text: &mut Vec<u8>) {
        text.extend_from_slice(b"{\n");
        for (at, value) in row.iter().enumerate() {
            let value = match value {
                Value::Text(value) => value.as_bytes(),
                Value::Blob(value) => value,
                Value::Number(_) | Value::Other => continue,
            };
            let name = self.columns.get(at).map_or("", String::as_str);
            text.extend_from_slice(name.as_bytes());
            text.extend_from_slice(b": ");
            text.extend_from_slice(value);
            text.push(b'\n');
        }
        text.extend_from_slice(b"}\n");
    }
}

/// The names of the columns in the statement that makes a table; what follows them says nothing about a column.
fn columns(sql: &str) -> Vec<String> {
    const RULES: [&str; 5] = ["constraint", "primary", "unique", "check", "foreign"];
    let Some((_, list)) = sql.split_once('(') else { return Vec::new() };
    let (mut names, mut depth, mut start) = (Vec::new(), 0, 0);
    for (at, byte) in list.bytes().enumerate() {
        let ends = match byte {
            b'(' => {
                depth += 1;
                false
            }
            b')' if depth > 0 => {
                depth -= 1;
                false
            }
            b')' => true,
            b',' => depth == 0,
            _ => false,
        };
        if !ends {
            continue;
        }
        let column = list[start..at].trim_start();
        let quoted = column.strip_prefix(['"', '`', '[', '\'']);
        let name = match quoted {
            Some(rest) => rest.split(['"', '`', ']', '\'']).next(),
            None => column.split(|c: char| c.is_whitespace()).next(),
        };
        let name = name.unwrap_or_default();
        if quoted.is_some() || !RULES.contains(&&*name.to_ascii_lowercase()) {
            names.push(name.to_owned());
        }
        start = at + 1;
        if byte == b')' && depth == 0 {
            break;
        }
    }
    names
}

/// What a column of a row holds.
enum Value<'a> {
    Text(Cow<'a, str>),
    Blob(&'a [u8]),
    Number(i64),
    Other,
}

/// The pages of a database.
struct Database<'a> {
    bytes: &'a [u8],
    page_size: usize,
    /// Bytes of a page that are in use.
    usable: usize,
    /// Reads a text: UTF-8, or UTF-16 of either order.
    text: fn(&[u8]) -> Cow<'_, str>,
    /// How many bytes may still be read: tables and rows that share pages and bytes, as only a hostile database has, are not all read.
    left: Cell<usize>,
}

impl<'a> Database<'a> {
    fn new(bytes: &'a [u8]) -> Option<Self> {
        let header: &[u8; HEADER] = bytes.first_chunk()?;
        let page_size = match u16::from_be_bytes([header[16], header[17]]) {
            1 => 1 << 16,
            size if size.is_power_of_two() && size >= 512 => usize::from(size),
            _ => return None,
        };
        let text: fn(&[u8]) -> Cow<'_, str> = match header[59] {
            2 => |bytes| wide(bytes, u16::from_le_bytes),
            3 => |bytes| wide(bytes, u16::from_be_bytes),
            _ => String::from_utf8_lossy,
        };
        let usable = page_size - usize::from(header[20]);
        let left = Cell::new(READ * bytes.len());
        Some(Self { bytes, page_size, usable, text, left })
    }

    /// The page with this number; the first is 1.
    fn page(&self, number: usize) -> Option<&'a [u8]> {
        self.take(self.page_size)?;
        let start = number.checked_sub(1)?.checked_mul(self.page_size)?;
        self.bytes.get(start..start.checked_add(self.page_size)?)
    }

    /// Takes so many bytes from those that may still be read.
    fn take(&self, length: usize) -> Option<()> {
        self.left.set(self.left.get().checked_sub(length)?);
        Some(())
    }

    /// Shows the rows of the table whose root is this page, until `visit` has seen enough. Whether all that `visit` wanted could be read.
    fn rows(&self, root: usize, visit: &mut dyn FnMut(Vec<Value<'_>>) -> bool) -> bool {
        let mut is_whole = true;
        let mut seen = FxHashSet::default();
        let mut open = vec![root];
        while let Some(number) = open.pop() {
            if !seen.insert(number) {
                is_whole = false;
                continue;
            }
            match self.page_rows(number, &mut open, visit) {
                Some(true) => {}
                Some(false) => return is_whole,
                None => is_whole = false,
            }
        }
        is_whole
    }

    /// The rows of one page, or the pages below it; `None` where something cannot be read, and false where `visit` has seen enough.
    fn page_rows(
        &self,
        number: usize,
        open: &mut Vec<usize>,
        visit: &mut dyn FnMut(Vec<Value<'_>>) -> bool,
    ) -> Option<bool> {
        let page = self.page(number)?;
        let start = if number == 1 { HEADER } else { 0 };
        let kind = page[start];
        let cells = number_at(page, start + 3, 2)?;
        let pointers = match kind {
            LEAF => start + 8,
            INTERIOR => start + 12,
            // A table that is an index, or a virtual one.
            0x02 | 0x0A => return Some(true),
            _ => return None,
        };
        let mut is_whole = true;
        for cell in 0..cells {
            let at = number_at(page, pointers + 2 * cell, 2)?;
            if kind == INTERIOR {
                open.push(number_at(page, at, 4)?);
                continue;
            }
            match self.payload(page, at).as_deref().and_then(|payload| self.row(payload)) {
                Some(row) => {
                    if !visit(row) {
                        return Some(false);
                    }
                }
                None => is_whole = false,
            }
        }
        if kind == INTERIOR {
            open.push(number_at(page, start + 8, 4)?);
        }
        is_whole.then_some(true)
    }

    /// The content of a cell of a leaf, with what of it stands in further pages.
    fn payload(&self, page: &'a [u8], at: usize) -> Option<Cow<'a, [u8]>> {
        let (length, at) = varint(page, at)?;
        let (_, at) = varint(page, at)?;
        let length = usize::try_from(length).ok().filter(|length| *length <= self.bytes.len())?;
        self.take(length)?;
        let most = self.usable.checked_sub(35)?;
        if length <= most {
            return page.get(at..at + length).map(Cow::Borrowed);
        }
        let least = (self.usable.checked_sub(12)?) * 32 / 255 - 23;
        let rest = least + (length - least) % (self.usable - 4);
        let local = if rest <= most { rest } else { least };
        let mut payload = page.get(at..at + local)?.to_vec();
        let mut next = number_at(page, at + local, 4)?;
        while payload.len() < length {
            let overflow = self.page(next)?;
            let part = (length - payload.len()).min(self.usable - 4);
            payload.extend_from_slice(overflow.get(4..4 + part)?);
            next = number_at(overflow, 0, 4)?;
        }
        Some(Cow::Owned(payload))
    }

    /// The columns of a record.
    fn row<'p>(&self, payload: &'p [u8]) -> Option<Vec<Value<'p>>> {
        let (header, mut at) = varint(payload, 0)?;
        let header = usize::try_from(header).ok().filter(|header| *header <= payload.len())?;
        let mut place = header;
        let mut row = Vec::new();
        while at < header {
            let (kind, next) = varint(payload, at)?;
            at = next;
            let length = match kind {
                0 | 8 | 9 => 0,
                1..=4 => kind as usize,
                5 => 6,
                6 | 7 => 8,
                10 | 11 => return None,
                _ => usize::try_from((kind - 12) / 2).ok()?,
            };
            let content = payload.get(place..place.checked_add(length)?)?;
            place += length;
            row.push(match kind {
                1..=6 => Value::Number(integer(content)),
                12.. if kind % 2 == 1 => Value::Text((self.text)(content)),
                12.. => Value::Blob(content),
                _ => Value::Other,
            });
        }
        Some(row)
    }
}

/// A number of so many bytes, the highest first.
fn number_at(bytes: &[u8], at: usize, length: usize) -> Option<usize> {
    let digits = bytes.get(at..at + length)?;
    Some(digits.iter().fold(0, |sum, byte| sum << 8 | usize::from(*byte)))
}

/// A whole number with a sign, the highest byte first.
fn integer(bytes: &[u8]) -> i64 {
    let start = if bytes.first().is_some_and(|first| *first >= 0x80) { -1 } else { 0 };
    bytes.iter().fold(start, |sum, byte| sum << 8 | i64::from(*byte))
}

/// A number of one to nine bytes, and where it ends.
fn varint(bytes: &[u8], at: usize) -> Option<(u64, usize)> {
    let mut value = 0;
    for length in 0..8 {
        let byte = *bytes.get(at + length)?;
        value = value << 7 | u64::from(byte & 0x7F);
        if byte < 0x80 {
            return Some((value, at + length + 1));
        }
    }
    Some((value << 8 | u64::from(*bytes.get(at + 8)?), at + 9))
}

fn wide(bytes: &[u8], unit: fn([u8; 2]) -> u16) -> Cow<'_, str> {
    let units = bytes.as_chunks().0.iter().map(|pair| unit(*pair));
    char::decode_utf16(units).map(|unit| unit.unwrap_or(char::REPLACEMENT_CHARACTER)).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_of_columns_are_those_of_the_statement() {
        for (sql, names) in [
            (
                "CREATE TABLE a(id INTEGER PRIMARY KEY, name TEXT, secret)",
                &["id", "name", "secret"][..],
            ),
            (
                "CREATE TABLE \"a\" (\"client id\" varchar(48) NOT NULL, [x] int, PRIMARY KEY (x))",
                &["client id", "x"],
            ),
            (
                "CREATE TABLE a(`n` DECIMAL(10, 2) DEFAULT (1+(2)), m, CHECK (n > 0), UNIQUE (m))",
                &["n", "m"],
            ),
            ("CREATE VIRTUAL TABLE a USING fts5", &[]),
        ] {
            assert_eq!(columns(sql), names, "{sql}");
        }
    }

    #[test]
    fn numbers_are_read_to_their_last_byte() {
        assert_eq!(varint(&[0x7F], 0), Some((0x7F, 1)));
        assert_eq!(varint(&[0x81, 0x0D], 0), Some((141, 2)));
        assert_eq!(varint(&[0xFF; 9], 0), Some((u64::MAX, 9)));
        assert_eq!(varint(&[0xFF; 8], 0), None);
        assert_eq!(integer(&[0xFF, 0xFE]), -2);
        assert_eq!(integer(&[0x01, 0x00]), 256);
    }
}
