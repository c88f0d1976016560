//! The names of a table's columns, out of the statement that makes the table:
//! <https://www.sqlite.org/lang_createtable.html>.
//!
//! Contract: the names of the columns that a row keeps, in the order in which it keeps them, as SQLite's own reader of
//! the statement tells them: a generated column has a place in the row only where it is `STORED`. No statement yields
//! more names than SQLite allows, and none a name longer than a name can be.

use std::borrow::Cow;

/// How many columns a table has at the very most.
pub(super) const MOST: usize = 32_767;

/// The longest name that is told, in bytes: it is told again with each row.
const LONGEST: usize = 128;

/// How what follows the columns starts: rules of the whole table. As names of columns these words stand in quotes.
const RULES: [&str; 5] = ["constraint", "primary", "unique", "check", "foreign"];

/// The names of the columns that rows keep.
pub(super) fn kept(sql: &str) -> Vec<String> {
    let mut tokens = Tokens { rest: sql };
    let mut names = Vec::new();
    if !tokens.by_ref().any(|token| token == Token::Open) {
        return names;
    }
    while names.len() < MOST {
        let name = match tokens.next() {
            Some(Token::Quoted(name)) => name,
            Some(Token::Word(word))
                if !RULES.iter().any(|rule| word.eq_ignore_ascii_case(rule)) =>
            {
                Cow::Borrowed(word)
            }
            _ => break,
        };
        let definition = Definition::read(&mut tokens);
        if definition.is_kept {
            names.push(name[..name.floor_char_boundary(LONGEST)].to_owned());
        }
        if definition.is_last {
            break;
        }
    }
    names
}

/// What follows the name of a column.
struct Definition {
    /// Whether rows have the column's value.
    is_kept: bool,
    /// Whether no column follows.
    is_last: bool,
}

impl Definition {
    /// Reads on up to the comma or the bracket behind the column.
    fn read(tokens: &mut Tokens<'_>) -> Self {
        let (mut is_kept, mut depth, mut has_closed) = (true, 0_usize, false);
        for token in tokens {
            let closed = std::mem::take(&mut has_closed);
            match token {
                Token::Open => depth += 1,
                Token::Close if depth == 0 => return Self { is_kept, is_last: true },
                Token::Close => {
                    depth -= 1;
                    has_closed = depth == 0;
                }
                Token::Comma if depth == 0 => return Self { is_kept, is_last: false },
                Token::Word(word) if depth == 0 => {
                    // `AS (expression) STORED`; without the last word, or with `VIRTUAL`, the value is computed when it
                    // is read.
                    is_kept = match is_kept {
                        true => !word.eq_ignore_ascii_case("as"),
                        false => closed && word.eq_ignore_ascii_case("stored"),
                    };
                }
                Token::Comma | Token::Word(_) | Token::Quoted(_) | Token::Other => {}
            }
        }
        Self { is_kept, is_last: true }
    }
}

#[derive(Debug, PartialEq, Eq)]
enum Token<'a> {
    /// A keyword, a name or a number.
    Word(&'a str),
    /// A name or a text in quotes of any kind, without them.
    Quoted(Cow<'a, str>),
    Open,
    Close,
    Comma,
    Other,
}

/// The tokens of a statement, without its comments.
struct Tokens<'a> {
    rest: &'a str,
}

impl<'a> Tokens<'a> {
    /// Takes what stands before the next place of `end`, which is passed over; all the rest where there is none.
    fn until(&mut self, end: &str) -> &'a str {
        let (taken, rest) = self.rest.split_once(end).unwrap_or((self.rest, ""));
        self.rest = rest;
        taken
    }

    /// Takes what stands in quotes that have just opened. Twice, the quote is a character of the text.
    fn quoted(&mut self, quote: &str) -> Cow<'a, str> {
        let mut text = Cow::Borrowed(self.until(quote));
        while let Some(rest) = self.rest.strip_prefix(quote) {
            self.rest = rest;
            let text = text.to_mut();
            text.push_str(quote);
            text.push_str(self.until(quote));
        }
        text
    }
}

impl<'a> Iterator for Tokens<'a> {
    type Item = Token<'a>;

    fn next(&mut self) -> Option<Token<'a>> {
        loop {
            self.rest = self.rest.trim_ascii_start();
            let comment_end = match self.rest.as_bytes() {
                [b'-', b'-', ..] => "\n",
                [b'/', b'*', ..] => "*/",
                _ => break,
            };
            self.rest = &self.rest[2..];
            self.until(comment_end);
        }
        let is_of_word =
            |c: char| c.is_ascii_alphanumeric() || matches!(c, '_' | '$') || !c.is_ascii();
        let length = self.rest.find(|c: char| !is_of_word(c)).unwrap_or(self.rest.len());
        let (word, rest) = self.rest.split_at(length);
        self.rest = rest;
        if !word.is_empty() {
            return Some(Token::Word(word));
        }
        let mut rest = rest.chars();
        let first = rest.next()?;
        self.rest = rest.as_str();
        Some(match first {
            '(' => Token::Open,
            ')' => Token::Close,
            ',' => Token::Comma,
            '"' => Token::Quoted(self.quoted("\"")),
            '\'' => Token::Quoted(self.quoted("'")),
            '`' => Token::Quoted(self.quoted("`")),
            // No bracket can stand in such a name.
            '[' => Token::Quoted(Cow::Borrowed(self.until("]"))),
            _ => Token::Other,
        })
    }
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
                "CREATE TABLE a(`n` DECIMAL(10, 2) DEFAULT (1+(2)), m, CHECK (n > 0), UNIQUE (m))",
                &["n", "m"],
            ),
            ("CREATE VIRTUAL TABLE a USING fts5", &[]),
            ("", &[]),
            ("CREATE TABLE a(", &[]),
            ("CREATE TABLE a(x, y", &["x", "y"]),
            (
                "CREATE TABLE a(\u{e9}t\u{e9} TEXT, $a_1, unique_id, checked)",
                &["\u{e9}t\u{e9}", "$a_1", "unique_id", "checked"],
            ),
        ] {
            assert_eq!(kept(sql), names, "{sql}");
        }
    }

    #[test]
    fn names_in_quotes_are_whole() {
        for (sql, names) in [
            (
                "CREATE TABLE \"a\" (\"client id\" varchar(48) NOT NULL, [x] int, PRIMARY KEY (x))",
                &["client id", "x"][..],
            ),
            ("CREATE TABLE \"a(b\"(x, y)", &["x", "y"]),
            ("CREATE TABLE [a(b](x, y)", &["x", "y"]),
            (
                "CREATE TABLE `a``(b`(`x``y`, \"p\"\"q\", 'r''s', [t [u], v)",
                &["x`y", "p\"q", "r's", "t [u", "v"],
            ),
            (
                "CREATE TABLE a(\"x, y)\", \"check\", [primary], z)",
                &["x, y)", "check", "primary", "z"],
            ),
            ("CREATE TABLE a(x, \"y", &["x", "y"]),
        ] {
            assert_eq!(kept(sql), names, "{sql}");
        }
    }

    #[test]
    fn texts_and_comments_are_no_part_of_the_list() {
        for sql in [
            "CREATE TABLE a(x TEXT DEFAULT ', z', y)",
            "CREATE TABLE a(x TEXT DEFAULT ')', y)",
            "CREATE TABLE a(x TEXT DEFAULT 'it''s, (z', y)",
            "CREATE TABLE a(x TEXT DEFAULT \"--\", y)",
            "CREATE TABLE a(x, -- the name, if any\n y -- )\n)",
            "CREATE TABLE a(\n -- first, (\n x,\n -- second\n y)",
            "CREATE TABLE a /* ( */ (x, /* a, b) */ y /**/)",
            "CREATE TABLE a(x /*/ , z */, y)",
            "CREATE TABLE a(x CHECK (x IN ('(', ',')), y)",
            "CREATE TABLE a(x DEFAULT (1 - -1), y DEFAULT (4 / 2), CONSTRAINT z CHECK (x > y))",
        ] {
            assert_eq!(kept(sql), ["x", "y"], "{sql}");
        }
        assert_eq!(kept("CREATE TABLE a(x, y /* no end, z"), ["x", "y"]);
    }

    #[test]
    fn generated_columns_count_where_their_values_are_stored() {
        for (sql, names) in [
            ("CREATE TABLE a(x, v TEXT AS (lower(x)) VIRTUAL, y)", &["x", "y"][..]),
            ("CREATE TABLE a(x, v GENERATED ALWAYS AS (x || ',') , y)", &["x", "y"]),
            ("CREATE TABLE a(x, v AS (x) COLLATE stored NOT NULL, y)", &["x", "y"]),
            (
                "CREATE TABLE a(x, v TEXT generated always as (lower(x)) stored UNIQUE, y)",
                &["x", "v", "y"],
            ),
            (
                "CREATE TABLE a(x DEFAULT (CAST(1 AS TEXT)), \"as\" TEXT, stored)",
                &["x", "as", "stored"],
            ),
        ] {
            assert_eq!(kept(sql), names, "{sql}");
        }
    }

    #[test]
    fn no_statement_makes_more_or_longer_names_than_there_are() {
        assert_eq!(kept(&format!("CREATE TABLE a({})", "a,".repeat(2 * MOST))).len(), MOST);
        assert_eq!(
            kept(&format!("CREATE TABLE a({})", "\u{e9}".repeat(LONGEST)))[0].len(),
            LONGEST
        );
        assert_eq!(
            kept(&format!("CREATE TABLE a(x{}", "\u{e9}".repeat(LONGEST)))[0].len(),
            LONGEST - 1
        );
    }
}
