//! Values in SQLite databases, where columns stand side by side without a gap.
//!
//! Contract: databases are made by SQLite itself, as part of Python; `check` and `history` say the same of them.

use std::process::Command;

use serde_json::Value;

use crate::bounds::run_bounded;
use crate::repo::Repo;
use crate::run::run;
use crate::secrets::Secrets;

/// Makes `app.db` in the repository's folder by this program, which has the values at hand.
fn made(program: &str, seed: u64) -> (Repo, [String; 3]) {
    let mut secrets = Secrets::new(seed);
    let values = [secrets.alphanumeric(48), secrets.alphanumeric(64), secrets.alphanumeric(32)];
    let repo = Repo::new();
    let head = "import sqlite3, sys\nclient_id, secret, short = sys.argv[1:4]\ndb = sqlite3.connect('app.db')\n";
    let script = format!("{head}{program}\ndb.commit()\ndb.close()\n");
    let made = Command::new("python3")
        .args(["-c", &script])
        .args(&values)
        .current_dir(repo.path())
        .output()
        .expect("Python is there");
    assert!(made.status.success(), "{}", String::from_utf8_lossy(&made.stderr));
    repo.commit("A database");
    (repo, values)
}

/// Rule and place of what is found, sorted; the same in files and history.
fn found(repo: &Repo) -> Vec<String> {
    let of = |command: &[&str]| {
        let ran = run(repo.path(), &[command, &["--format", "json"]].concat());
        assert!(ran.code < 2, "{}", ran.stderr);
        let place = |finding: &Value| {
            let text = |name: &str| finding[name].as_str().unwrap_or("-").to_owned();
            format!("{} {}", text("rule"), text("archive_path"))
        };
        let mut places: Vec<String> = ran.findings().iter().map(place).collect();
        places.sort();
        places.dedup();
        places
    };
    let checked = of(&["check", "."]);
    assert_eq!(checked, of(&["history"]));
    checked
}

#[test]
fn columns_that_touch_are_told_apart() {
    let (repo, _) = made(
        "db.execute('CREATE TABLE banqup_accounts(id INTEGER PRIMARY KEY, name TEXT, client_id TEXT, client_secret TEXT, note TEXT)')\n\
         db.execute('INSERT INTO banqup_accounts VALUES (1, ?, ?, ?, ?)', ('Production', client_id, secret, 'active'))",
        1,
    );
    assert_eq!(found(&repo), ["client-id banqup_accounts", "client-secret banqup_accounts"]);
}

#[test]
fn archives_in_columns_are_opened() {
    let (repo, _) = made(
        "import gzip, io, zipfile\n\
         text = f'banqup_client_secret = {secret}\\n'.encode()\n\
         packed = io.BytesIO()\n\
         with zipfile.ZipFile(packed, 'w', 8) as archive: archive.writestr('a.conf', text)\n\
         db.execute('CREATE TABLE files(name TEXT, data BLOB)')\n\
         db.execute('CREATE TABLE mails(data BLOB)')\n\
         db.execute('INSERT INTO files VALUES (?, ?)', ('a.zip', packed.getvalue()))\n\
         db.execute('INSERT INTO mails VALUES (?)', (gzip.compress(text),))\n\
         db.execute('INSERT INTO mails VALUES (?)', (gzip.compress(b'words'),))",
        4,
    );
    assert_eq!(found(&repo), ["client-secret files!/a.conf", "client-secret mails"]);
}

#[test]
fn a_table_that_is_an_index_is_read_on_all_its_pages() {
    let (repo, _) = made(
        "db.execute('CREATE TABLE settings(name TEXT PRIMARY KEY, value TEXT) WITHOUT ROWID')\n\
         db.executemany('INSERT INTO settings VALUES (?, ?)', [(f'name {n}', 'v' * (n % 2000)) for n in range(1000)])\n\
         db.executemany('INSERT INTO settings VALUES (?, ?)', [('url', 'https://api.btx.eu.banqup.com'), ('banqup_client_id', client_id), ('banqup_client_secret', secret)])",
        9,
    );
    assert_eq!(found(&repo), ["client-id settings", "client-secret settings"]);
}

#[test]
fn the_name_of_a_column_or_of_a_setting_says_what_a_value_is() {
    let (repo, _) = made(
        "db.execute('CREATE VIRTUAL TABLE words USING fts4(word)')\n\
         db.execute('CREATE TABLE settings(name TEXT, value TEXT)')\n\
         db.execute('CREATE TABLE keys(client_secret TEXT)')\n\
         db.executemany('INSERT INTO settings VALUES (?, ?)', [('url', 'https://api.btx.eu.banqup.com'), ('client_secret', short)])\n\
         db.execute('INSERT INTO keys VALUES (?)', (short,))",
        2,
    );
    assert_eq!(found(&repo), ["client-secret keys", "client-secret settings"]);
}

/// The value counts only by the name of its own column: a name too many or too few before it, and it has another.
#[test]
fn columns_have_their_own_names_however_the_table_is_written() {
    let plain = "x TEXT, client_secret TEXT, note TEXT";
    let cases = [
        (
            "accounts",
            "x TEXT, -- the name, if any (or none\n client_secret TEXT, -- see docs\n note TEXT",
        ),
        ("accounts", "\n -- first\n x TEXT,\n -- second\n client_secret TEXT,\n note TEXT"),
        ("accounts", "x TEXT /* , y ( */, client_secret TEXT, note TEXT"),
        ("accounts", "x TEXT DEFAULT ', ', client_secret TEXT, note TEXT"),
        ("accounts", "x TEXT DEFAULT ')', client_secret TEXT, note TEXT"),
        ("accounts", "x TEXT DEFAULT 'it''s (', client_secret TEXT, note TEXT"),
        (
            "accounts",
            "x TEXT CHECK (x <> ')'), client_secret TEXT, note TEXT, CONSTRAINT z UNIQUE (x, note)",
        ),
        ("accounts", "x TEXT, y TEXT AS (lower(x)) VIRTUAL, client_secret TEXT, note TEXT"),
        (
            "accounts",
            "x TEXT, y TEXT GENERATED ALWAYS AS (x || ', '), client_secret TEXT, note TEXT",
        ),
        ("accounts", "x TEXT, y TEXT AS (lower(x)) STORED, client_secret TEXT, note TEXT"),
        ("accounts", "\"x, (\" TEXT, [client_secret] TEXT, `note``` TEXT"),
        ("\"accounts(b\"", plain),
        ("`accounts``(b`", plain),
        ("[accounts (b]", plain),
    ];
    for (seed, (name, columns)) in (10..).zip(cases) {
        let program = format!(
            "db.execute('''CREATE TABLE {name}({columns})''')\n\
             db.execute('''INSERT INTO {name} VALUES (?, ?, ?)''', ('banqup', short, 'n'))"
        );
        let (repo, _) = made(&program, seed);
        let found = found(&repo);
        let is_right = found.len() == 1 && found[0].starts_with("client-secret accounts");
        assert!(is_right, "{name}({columns}): {found:?}");
    }
}

#[test]
fn rows_on_many_pages_and_in_every_encoding_are_read() {
    for encoding in ["UTF-8", "UTF-16le", "UTF-16be"] {
        for page_size in [512, 4096, 65536] {
            let (repo, _) = made(
                &format!(
                    "db.execute('PRAGMA page_size = {page_size}')\n\
                     db.execute('PRAGMA encoding = \"{encoding}\"')\n\
                     db.execute('CREATE TABLE logs(at INTEGER, text TEXT, banqup_secret TEXT)')\n\
                     text = 'an ordinary line of a log ' * 40\n\
                     db.executemany('INSERT INTO logs VALUES (?, ?, NULL)', [(at, text) for at in range(400)])\n\
                     db.execute('INSERT INTO logs VALUES (0, ?, ?)', (text * 9, secret))\n\
                     db.executemany('INSERT INTO logs VALUES (?, ?, NULL)', [(at, text) for at in range(400)])"
                ),
                3,
            );
            assert_eq!(found(&repo), ["client-secret logs"], "{encoding} {page_size}");
        }
    }
}

#[test]
fn a_database_that_is_cut_short_is_named() {
    let (repo, _) = made(
        "db.execute('CREATE TABLE banqup(client_id TEXT)')\n\
         db.executemany('INSERT INTO banqup VALUES (?)', [('x' * 300,) for _ in range(200)])",
        4,
    );
    let path = repo.path().join("app.db");
    let whole = std::fs::read(&path).unwrap();
    for length in [100, 600, whole.len() / 2, whole.len() - 1] {
        std::fs::write(&path, &whole[..length]).unwrap();
        let ran = run(repo.path(), &["check", "."]);
        assert_eq!(ran.code, 3, "{length}");
        let said = format!("{}{}", ran.stdout, ran.stderr);
        assert!(said.contains("the SQLite database is damaged"), "{length}: {said}");
    }
}

#[test]
fn tables_that_claim_each_others_pages_cost_no_more_than_the_file() {
    let (repo, _) = made(
        "db.execute('CREATE TABLE banqup(text TEXT)')\n\
         db.executemany('INSERT INTO banqup VALUES (?)', [('an ordinary line ' * 50,) for _ in range(4000)])\n\
         db.executescript(''.join(f'CREATE TABLE t{n}(text TEXT);' for n in range(2000)))\n\
         db.execute('PRAGMA writable_schema = 1')\n\
         db.execute(\"UPDATE sqlite_master SET rootpage = (SELECT rootpage FROM sqlite_master WHERE name = 'banqup')\")",
        5,
    );
    // Each of 2,001 tables has all the rows of one: read for each they would come to 7 GB.
    let ran = run_bounded(&repo, 1024, &["check", "."]);
    assert_eq!(ran.code, 3, "{}", ran.stderr);
    assert!(format!("{}{}", ran.stdout, ran.stderr).contains("the SQLite database is damaged"));
}

/// Rows and names that say to be millions, in files that are smaller by far than a list of them.
#[test]
fn columns_without_end_cost_no_more_than_the_file() {
    // The length of the row's header becomes that of the row, and all that follows it is a kind: no value.
    let row = "def varint(n):\n    \
                   low = [n >> 7 * at & 127 for at in range((n.bit_length() + 6) // 7)]\n    \
                   return bytes(part | 128 * (at > 0) for at, part in enumerate(low))[::-1]\n\
               n = 24_000_000\n\
               db.execute('CREATE TABLE banqup(x)')\n\
               db.execute('INSERT INTO banqup VALUES (zeroblob(?))', (n,))\n\
               db.commit()\n\
               db.close()\n\
               whole = open('app.db', 'rb').read()\n\
               kind = varint(12 + 2 * n)\n\
               head = bytes([1 + len(kind)]) + kind\n\
               assert whole.count(head) == 1\n\
               every = varint(n + len(head))\n\
               open('app.db', 'wb').write(whole.replace(head, every + bytes(len(head) - len(every))))\n\
               db = sqlite3.connect('other.db')";
    let (repo, _) = made(row, 6);
    let ran = run_bounded(&repo, 256, &["check", "app.db"]);
    assert_eq!(ran.code, 3, "{}", ran.stderr);
    assert!(format!("{}{}", ran.stdout, ran.stderr).contains("the SQLite database is damaged"));
    let names = "db.execute('CREATE TABLE banqup(x)')\n\
                 db.execute('PRAGMA writable_schema = 1')\n\
                 db.execute('UPDATE sqlite_master SET sql = ?', ('CREATE TABLE banqup(' + 'x,' * 6_000_000,))";
    let (repo, _) = made(names, 7);
    let ran = run_bounded(&repo, 256, &["check", "app.db"]);
    assert_eq!(ran.code, 0, "{}", ran.stderr);
}
