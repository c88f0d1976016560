//! Reads the tables of SQLite databases: <https://www.sqlite.org/fileformat2.html> says how they are stored.
//!
//! In a record one column follows the other without a gap, so a value in it is a part of one long run. Each table is a
//! member: its name, and its rows as objects with the names of the columns, which say what a value is. A value that is an
//! archive is opened as one.
//!
//! Contract: time and memory follow the size of the database, whatever it says. In memory are one table's names, one
//! row as it is stored, and the text of one table, whatever points at the same bytes again. Indices hold nothing that
//! tables do not, but for tables that are one (`WITHOUT ROWID`), in which the columns of the key come first wherever they
//! are declared. What cannot be read is told once for each table.

mod columns;
mod record;

use std::borrow::Cow;
use std::cell::Cell;

use rustc_hash::FxHashSet;

use super::super::container::container;
use super::Opening;
use record::{Charset, Row, Value, varint};

/// The size of the header of a database, which stands in its first page.
const HEADER: usize = 100;

/// The kinds of pages that a table is made of.
const LEAF: u8 = 0x0D;
const INTERIOR: u8 = 0x05;

/// Those of a table that is an index, which have rows in both.
const KEY_LEAF: u8 = 0x0A;
const KEY_INTERIOR: u8 = 0x02;

/// How often each byte is read, at most, on average: with its page, and with its row.
const READ: usize = 4;

const DAMAGED: &str = "the SQLite database is damaged: not all rows could be read";

impl Opening<'_> {
    pub(super) fn sqlite(&mut self, bytes: &[u8]) {
        let Some(database) = Database::new(bytes) else {
            return self
                .fail("the SQLite database is damaged: its header cannot be read".to_owned());
        };
        let mut outcome = Ok(());
        // Each table is read while the schema is: a schema may name any number of tables.
        let is_whole = database.rows(1, &mut |row| {
            let is_whole = row.clone().all(|value| value.is_some());
            if let Some(table) = Table::of(&database, row) {
                outcome = self.budget.member();
                if outcome.is_ok() {
                    self.table(&database, &table);
                }
            }
            outcome.is_ok().then_some(is_whole)
        });
        if let Err(exceeded) = outcome {
            return self.fail(exceeded.to_string());
        }
        if !is_whole {
            self.fail(DAMAGED.to_owned());
        }
    }

    fn table(&mut self, database: &Database<'_>, table: &Table) {
        // Its name stands in its text.
        self.within(&table.name, |opening, _| {
            let mut text = format!("-- {}\n", table.name).into_bytes();
            let mut outcome = opening.written(database, &mut text, 0);
            let is_whole = outcome.is_err()
                || database.rows(table.root, &mut |row| {
                    let before = text.len();
                    let is_whole = table.write(database, row.clone(), &mut text);
                    outcome = opening.written(database, &mut text, before);
                    if outcome.is_ok() {
                        outcome = opening.packed_values(row);
                    }
                    outcome.is_ok().then_some(is_whole)
                });
            if !is_whole && outcome.is_ok() {
                outcome = Err(DAMAGED.to_owned());
            }
            opening.unpacked(outcome, &text);
        });
    }

    /// Takes what was written of a table from the budget, or takes it back.
    fn written(
        &mut self,
        database: &Database<'_>,
        text: &mut Vec<u8>,
        before: usize,
    ) -> Result<(), String> {
        let taken = self.budget.unpack(text.len() - before, database.bytes.len(), text.len());
        taken.map_err(|exceeded| {
            text.truncate(before);
            exceeded.to_string()
        })
    }

    /// Opens the archives among the values of a row.
    fn packed_values(&mut self, row: Row<'_>) -> Result<(), String> {
        for value in row {
            if let Some(Value::Blob(value)) = value
                && container(value).is_some()
            {
                self.budget.member().map_err(|exceeded| exceeded.to_string())?;
                self.content(value);
            }
        }
        Ok(())
    }
}

/// A table of the schema.
struct Table {
    name: String,
    root: usize,
    columns: Vec<String>,
}

impl Table {
    /// The table that a row of the schema describes; `None` for indices, views and triggers, and for virtual tables,
    /// whose rows stand in others.
    fn of(database: &Database<'_>, mut row: Row<'_>) -> Option<Self> {
        let mut next = || row.next().flatten();
        let (kind, name, _, root, sql) = (next()?, next()?, next()?, next()?, next()?);
        let (Value::Text(kind), Value::Text(name), Value::Number(root), Value::Text(sql)) =
            (kind, name, root, sql)
        else {
            return None;
        };
        let root = usize::try_from(root).ok().filter(|root| *root > 0)?;
        let is_table = database.string(kind) == "table";
        is_table.then(|| Self {
            name: database.string(name),
            root,
            columns: columns::kept(&database.string(sql)),
        })
    }

    /// Adds a row as an object of its texts, as far as the row can be read; whether that is to its end.
    fn write(&self, database: &Database<'_>, row: Row<'_>, text: &mut Vec<u8>) -> bool {
        text.extend_from_slice(b"{\n");
        let mut is_whole = true;
        for (at, value) in row.enumerate() {
            let (value, is_text) = match value {
                Some(Value::Text(value)) => (value, true),
                Some(Value::Blob(value)) if container(value).is_none() => (value, false),
                Some(Value::Blob(_)) => continue,
                Some(Value::Number(_) | Value::Other) => continue,
                None => {
                    is_whole = false;
                    break;
                }
            };
            // An empty value costs a row one byte, and a name costs many.
            if value.is_empty() {
                continue;
            }
            let name = self.columns.get(at).map_or("", String::as_str);
            text.extend_from_slice(name.as_bytes());
            text.extend_from_slice(b": ");
            match is_text {
                true => database.text.write(value, text),
                false => text.extend_from_slice(value),
            }
            text.push(b'\n');
        }
        text.extend_from_slice(b"}\n");
        is_whole
    }
}

/// The pages of a database.
struct Database<'a> {
    bytes: &'a [u8],
    page_size: usize,
    /// Bytes of a page that are in use.
    usable: usize,
    text: Charset,
    /// How many bytes may still be read: tables and rows that share pages and bytes, as only a hostile database has,
    /// are not all read.
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
        let text = match header[59] {
            2 => Charset::Utf16(u16::from_le_bytes),
            3 => Charset::Utf16(u16::from_be_bytes),
            _ => Charset::Utf8,
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

    /// A text of the schema.
    fn string(&self, text: &[u8]) -> String {
        let mut written = Vec::new();
        self.text.write(text, &mut written);
        String::from_utf8(written).unwrap_or_default()
    }

    /// Shows the rows of the table whose root is this page, until `visit` has seen enough, which it says by `None`;
    /// otherwise it says whether the row is whole. Whether all that `visit` wanted could be read.
    fn rows(&self, root: usize, visit: &mut dyn FnMut(Row<'_>) -> Option<bool>) -> bool {
        let mut pages = Pages { is_whole: true, ..Pages::default() };
        pages.open(self, root);
        while let Some(number) = pages.open.pop() {
            match self.page_rows(number, &mut pages, visit) {
                Some(true) => {}
                Some(false) => break,
                None => pages.is_whole = false,
            }
        }
        pages.is_whole
    }

    /// Shows the rows of one page, or opens the pages below it; `None` where something cannot be read, and false where
    /// `visit` has seen enough.
    fn page_rows(
        &self,
        number: usize,
        pages: &mut Pages,
        visit: &mut dyn FnMut(Row<'_>) -> Option<bool>,
    ) -> Option<bool> {
        let page = self.page(number)?;
        let start = if number == 1 { HEADER } else { 0 };
        let kind = page[start];
        let cells = number_at(page, start + 3, 2)?;
        let pointers = match kind {
            LEAF | KEY_LEAF => start + 8,
            INTERIOR | KEY_INTERIOR => start + 12,
            _ => return None,
        };
        let is_interior = matches!(kind, INTERIOR | KEY_INTERIOR);
        for cell in 0..cells {
            let mut at = number_at(page, pointers + 2 * cell, 2)?;
            if is_interior {
                pages.open(self, number_at(page, at, 4)?);
                at += 4;
            }
            if kind == INTERIOR {
                continue;
            }
            match self.payload(page, at, kind).as_deref().and_then(Row::of) {
                Some(row) => match visit(row) {
                    Some(is_whole) => pages.is_whole &= is_whole,
                    None => return Some(false),
                },
                None => pages.is_whole = false,
            }
        }
        if is_interior {
            pages.open(self, number_at(page, start + 8, 4)?);
        }
        Some(true)
    }

    /// The row in a cell of a page of this kind, with what of it stands in further pages.
    fn payload(&self, page: &'a [u8], at: usize, kind: u8) -> Option<Cow<'a, [u8]>> {
        let (length, at) = varint(page, at)?;
        let is_key = kind != LEAF;
        let (_, at) = if is_key { (0, at) } else { varint(page, at)? };
        let length = usize::try_from(length).ok().filter(|length| *length <= self.bytes.len())?;
        self.take(length)?;
        let most = match is_key {
            true => (self.usable.checked_sub(12)? * 64 / 255).checked_sub(23)?,
            false => self.usable.checked_sub(35)?,
        };
        if length <= most {
            return page.get(at..at + length).map(Cow::Borrowed);
        }
        let least = (self.usable.checked_sub(12)?) * 32 / 255 - 23;
        let rest = least + (length - least) % (self.usable - 4);
        let local = if rest <= most { rest } else { least };
        let mut payload = Vec::with_capacity(length);
        payload.extend_from_slice(page.get(at..at + local)?);
        let mut next = number_at(page, at + local, 4)?;
        while payload.len() < length {
            let overflow = self.page(next)?;
            let part = (length - payload.len()).min(self.usable - 4);
            payload.extend_from_slice(overflow.get(4..4 + part)?);
            next = number_at(overflow, 0, 4)?;
        }
        Some(Cow::Owned(payload))
    }
}

/// The pages of one table that are still to be read.
#[derive(Default)]
struct Pages {
    open: Vec<usize>,
    seen: FxHashSet<usize>,
    /// Whether all that was come by so far could be read.
    is_whole: bool,
}

impl Pages {
    /// Adds a page, once and only if the database has it: as many as it likes may be named.
    fn open(&mut self, database: &Database<'_>, number: usize) {
        let is_there = (1..=database.bytes.len() / database.page_size).contains(&number);
        match is_there && self.seen.insert(number) {
            true => self.open.push(number),
            false => self.is_whole = false,
        }
    }
}

/// A number of so many bytes, the highest first.
fn number_at(bytes: &[u8], at: usize, length: usize) -> Option<usize> {
    let digits = bytes.get(at..at + length)?;
    Some(digits.iter().fold(0, |sum, byte| sum << 8 | usize::from(*byte)))
}
