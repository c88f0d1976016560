//! Names that tie the files of a project together: one file says that an address or a credential is Banqup's and gives
//! it a name, another uses the name and says nothing of Banqup.
//!
//! Contract: a name counts around the file that ties it, and not in another part of the project, nor in a file that
//! gives it another meaning. A constant (`TOKEN_URL`) counts by itself; what any code may call its own, such as `url`,
//! only where a file also names the one that ties it. Names that say Banqup need no tie.

use std::collections::BTreeSet;

use aho_corasick::AhoCorasick;
use rustc_hash::FxHashMap;

use super::language::{Languages, PROSE, ends_in};
use super::pattern::{Pattern, pattern};
use super::vendor_host::{Owner, bound, names_word};
use super::{Kind, Page, credential_file, name, owner, variable};
use crate::model::{Span, vendor};

/// A name that one file ties to Banqup.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Tie {
    name: String,
    /// The path of that file.
    path: String,
}

/// No file ties more names, or is asked about more ties: one that has more is a list of data.
const MOST: usize = 64;

/// The longest text that ties names or is tied, in bytes: settings and code that people write.
const LONGEST: usize = 1 << 20;

/// How far a value is looked at, in bytes: a line may be as long as the text.
const LONGEST_VALUE: usize = 256;

/// Whether a file of this name holds text for people, which uses no names.
fn is_prose(name: &str) -> bool {
    const OTHERS: &[&str] = &["txt", "html", "htm", "svg", "csv", "lock"];
    Languages::of(name).any(PROSE) || ends_in(name, OTHERS)
}

/// The names that a page ties, where it names one of the vendor's hosts.
pub fn ties(page: &Page<'_>) -> Vec<Tie> {
    if page.path().is_empty() || page.text().len() > LONGEST || is_prose(page.file_name()) {
        return Vec::new();
    }
    let mut names: Vec<&str> = addresses(page);
    names.extend(derived(page, &names));
    names.extend(credentials(page));
    names.retain(|name| !vendor::names(name));
    names.sort_unstable();
    names.dedup();
    if names.len() > MOST {
        return Vec::new();
    }
    names.into_iter().map(|name| Tie::of(page, name)).collect()
}

/// The name of the file of credentials that a page is, or shows how to fill in, where it names one of Banqup's: whoever
/// copies the file copies what it holds.
pub fn tied_file(page: &Page<'_>) -> Option<Tie> {
    let name = page.file_name();
    let name = match credential_file::is_for_show(name) {
        true => name.rsplit_once('.').map_or("", |(shown, _)| shown),
        false => name,
    };
    let is_one = credential_file::kind(name).is_some_and(|kind| kind.says_so && !kind.is_opaque)
        && !credential_file::is_for_show(name);
    let names_one = || page.names().iter().any(|name| owner::may_be_vendors(page, name));
    (is_one && page.text().len() <= LONGEST && names_one()).then(|| Tie::of(page, name))
}

fn addresses<'a>(page: &Page<'a>) -> Vec<&'a str> {
    let bound = bound(page).into_iter();
    bound.filter(|one| one.owner == Owner::Vendor).map(|one| one.name).collect()
}

/// Names of addresses that are made of others: `TOKEN_URL = BASE_URL + "/token"`.
fn derived<'a>(page: &Page<'a>, known: &[&str]) -> Vec<&'a str> {
    static MADE: Pattern = pattern!(
        r#"(?m)(?:^|[\s{,(])(?:export\s+)?(?:const|let|var|val|final|static|public|private|readonly|String|string|\s)*(?<name>[A-Za-z_][A-Za-z0-9_]{2,60})\s*(?::\s*[A-Za-z]+\s*)?(?::=|=)\s*(?<value>[^=\s][^\n;]*)"#;
        "="
    );
    let is_used = |name: &str| page.text().matches(name).nth(1).is_some();
    if known.len() > MOST || !known.iter().any(|name| is_used(name)) {
        return Vec::new();
    }
    let made = MADE.captures_iter(page).take(MOST * MOST).filter_map(|found| {
        let value = found.name("value")?.as_str();
        let is_address = value.contains('/') && known.iter().any(|known| names_word(value, known));
        Some(found.name("name")?.as_str()).filter(|_| is_address)
    });
    made.collect()
}

/// The variables of the environment from which a Client Secret is read, unless their names say that it is somebody
/// else's. A `TOKEN` or a `SECRET_KEY` may be anyone's.
fn credentials<'a>(page: &Page<'a>) -> Vec<&'a str> {
    static READ: Pattern = pattern!(r#"(?x)
            (?: \benviron (?: \.get \s* \( | \s* \[ ) | getenv \s* \( | \b(?: process | Bun ) \.env (?: \. | \s* \[ ) | \bENV (?: \s* \[ | \.fetch \s* \( )
              | GetEnvironmentVariable \s* \( | \b(?: Getenv | LookupEnv ) \s* \( | \benv::var (?: _os )? \s* \( | \$_ENV \s* \[ | \benv \s* \( | \benv\.get \s* \( )
            \s* ["']? (?<name> [A-Z][A-Z0-9_]{3,60} ) \b
            "#; "env");
    let read = READ.captures_iter(page).filter_map(|found| Some(found.name("name")?.as_str()));
    let all = Span { start: 0, end: page.text().len() };
    let used = variable::uses(page.text(), all).map(|used| page.slice(used.name));
    let is_variable = |name: &&str| name.bytes().all(|byte| !byte.is_ascii_lowercase());
    let is_credential = |name: &str| {
        name::classify(name).is_some_and(|(kind, _)| kind == Kind::ClientSecret)
            && owner::is_anybodys(name)
    };
    read.chain(used).filter(is_variable).filter(|name| is_credential(name)).take(MOST + 1).collect()
}

/// The ties of a project, asked about its files.
#[derive(Debug)]
pub struct Ties {
    /// Finds the names, of which each has its ties.
    names: AhoCorasick,
    ties: Vec<Vec<Tie>>,
}

impl Ties {
    /// All that files tie; `None` where that is nothing.
    pub fn new(mut all: Vec<Tie>) -> Option<Self> {
        all.sort_unstable();
        all.dedup();
        let mut by_name: FxHashMap<&str, Vec<Tie>> = FxHashMap::default();
        for tie in &all {
            by_name.entry(&tie.name).or_default().push(tie.clone());
        }
        let mut by_name: Vec<(&str, Vec<Tie>)> = by_name.into_iter().collect();
        by_name.sort_unstable();
        let names = AhoCorasick::new(by_name.iter().map(|(name, _)| name)).ok()?;
        let ties: Vec<Vec<Tie>> = by_name.into_iter().map(|(_, ties)| ties).collect();
        (!ties.is_empty()).then_some(Self { names, ties })
    }

    /// Whether a file uses a name that another one ties.
    pub fn reach(&self, path: &str, content: &[u8]) -> bool {
        let (_, file) = split(path);
        if content.len() > LONGEST || is_prose(file) {
            return false;
        }
        let joins = |byte: Option<&u8>| {
            byte.is_some_and(|byte| byte.is_ascii_alphanumeric() || *byte == b'_')
        };
        // A name goes on after a dot only where it has one itself, as `.env` does in `.env.sample`.
        let goes_on = |name: &str, end: usize| {
            joins(content.get(end)) || name.contains('.') && content.get(end) == Some(&b'.')
        };
        let mut used = BTreeSet::new();
        for found in self.names.find_overlapping_iter(content) {
            let before = found.start().checked_sub(1).and_then(|at| content.get(at));
            let number = found.pattern().as_usize();
            if !joins(before) && !goes_on(&self.ties[number][0].name, found.end()) {
                used.insert(number);
            }
        }
        let near = used.into_iter().flat_map(|number| &self.ties[number]);
        let mut near = near.filter(|tie| tie.is_near(path)).take(MOST).peekable();
        // Almost no file comes this far.
        near.peek().is_some() && {
            let text = String::from_utf8_lossy(content);
            near.any(|tie| tie.is_meant_by(&text))
        }
    }
}

impl Tie {
    fn of(page: &Page<'_>, name: &str) -> Self {
        Tie { name: name.to_owned(), path: page.path().to_owned() }
    }

    /// Whether a file with this path belongs to the same part of the project.
    fn is_near(&self, path: &str) -> bool {
        let (here, there) = (part_of(path), part_of(&self.path));
        self.path != path && (is_below(here, there) || is_below(there, here))
    }

    /// Whether a text that uses the name means what the tie says.
    fn is_meant_by(&self, text: &str) -> bool {
        let is_known = is_shared(&self.name) || names_file(text, &self.path);
        // Who sets a credential of this name for others sets this one.
        is_known && (name::classify(&self.name).is_some() || !sets(text, &self.name))
    }
}

/// Whether a name stands for the same thing in the whole of a part: a constant of two words or a file. A variable of
/// code is everybody's.
fn is_shared(name: &str) -> bool {
    let is_constant = name.contains('_') && !name.bytes().any(|byte| byte.is_ascii_lowercase());
    is_constant || name.contains('.')
}

/// Whether a text gives a name another meaning: it sets it to what does not name it again.
fn sets(content: &str, name: &str) -> bool {
    content.match_indices(name).any(|(at, _)| {
        let rest = content[at + name.len()..].trim_start_matches(['"', '\'', '\x20', '\t', ']']);
        let value = rest.strip_prefix(":=").or_else(|| rest.strip_prefix([':', '=']));
        value.is_some_and(|value| {
            let near = &value[..value.floor_char_boundary(LONGEST_VALUE)];
            let value = near.lines().next().unwrap_or_default();
            !value.starts_with('=') && !value.trim().is_empty() && !names_word(value, name)
        })
    })
}

/// Whether a text names a file by its name without an ending, as an import does.
fn names_file(content: &str, path: &str) -> bool {
    let (_, file) = split(path);
    let stem = file.trim_start_matches('.').split('.').next().unwrap_or(file);
    stem.len() > 2 && names_word(content, stem)
}

/// The part of a project to which a file belongs: its folder, without those that projects have for settings, pipelines
/// and sources.
fn part_of(path: &str) -> &str {
    const INNER: &[&str] = &[
        "config", "conf", "configs", "configuration", "settings", "env", "environments",
        "constants", "common", "core", "shared", "lib", "utils", "helpers", "resources", "main",
        "src", "app", "workflows", ".github", ".circleci", ".gitlab", "ci", "deploy", "deployment",
        "docker", "k8s", "kubernetes", "helm", "templates", "charts", "infra", "ops", "scripts",
        "bin",
    ];
    let (mut folder, _) = split(path);
    loop {
        let (above, last) = split(folder);
        if folder.is_empty() || !INNER.contains(&last) {
            return folder;
        }
        folder = above;
    }
}

/// The folder of a path, and its last part.
fn split(path: &str) -> (&str, &str) {
    path.rsplit_once('/').unwrap_or(("", path))
}

/// Whether a folder is another one or stands below it.
fn is_below(folder: &str, above: &str) -> bool {
    above.is_empty()
        || folder.strip_prefix(above).is_some_and(|rest| rest.is_empty() || rest.starts_with('/'))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::guidance::Facts;

    fn tied(path: &str, text: &str) -> Vec<String> {
        let facts = Facts { names_vendor: true, ..Facts::default() };
        ties(&Page::new(path, text, facts)).into_iter().map(|tie| tie.name).collect()
    }

    #[test]
    fn a_file_of_credentials_is_tied_by_its_name() {
        let tied =
            |path, text| tied_file(&Page::new(path, text, Facts::default())).map(|tie| tie.name);
        let text = "BANQUP_CLIENT_SECRET=x\n";
        assert_eq!(tied("api/.env", text).as_deref(), Some(".env"));
        assert_eq!(tied("secrets.json", text).as_deref(), Some("secrets.json"));
        assert_eq!(tied(".env.example", "BANQUP_CLIENT_SECRET=\n").as_deref(), Some(".env"));
        assert_eq!(tied("example.env", text), None);
        assert_eq!(tied("settings.json", text), None);
        assert_eq!(tied(".env", "STRIPE_SECRET=x\n"), None);
    }

    #[test]
    fn addresses_and_variables_are_tied() {
        let url = "https://api.btx.eu.banqup.com";
        for (text, expected) in [
            (
                format!("BASE_URL = '{url}'\nTOKEN_URL = BASE_URL + '/token'\nx = BASE_URL\n"),
                vec!["BASE_URL", "TOKEN_URL"],
            ),
            (
                format!("export const apiUrl = `{url}`;\nconst BANQUP_URL = '{url}';\n"),
                vec!["apiUrl"],
            ),
            (
                format!(
                    "fetch('{url}', process.env.CLIENT_SECRET, process.env.STRIPE_SECRET, process.env.PATH)"
                ),
                vec!["CLIENT_SECRET"],
            ),
            (
                format!("curl {url} -d client_secret=$APP_CLIENT_SECRET -d a=$TOKEN"),
                vec!["APP_CLIENT_SECRET"],
            ),
            (format!("post(\"{url}\", os.environ[\"CLIENT_SECRET\"])"), vec!["CLIENT_SECRET"]),
            ("URL = 'https://api.example.net'\n".to_owned(), vec![]),
        ] {
            assert_eq!(tied("a.py", &text), expected, "{text}");
        }
        assert!(tied("README.md", &format!("BASE_URL = '{url}'\n")).is_empty());
    }

    #[test]
    fn names_count_around_the_file_that_ties_them() {
        let ties = |name: &str, path: &str| {
            Ties::new(vec![Tie { name: name.to_owned(), path: path.to_owned() }]).expect("one tie")
        };
        for (name, from, path, text, reaches) in [
            ("API_URL", "src/config/api.ts", "src/http/client.ts", "get(API_URL)", true),
            ("API_URL", ".env", "a/b/c.ts", "process.env.API_URL", true),
            ("API_URL", "a/.env", "b/c.ts", "process.env.API_URL", false),
            ("API_URL", "a/src/config.ts", "a/src/x.ts", "MY_API_URLS", false),
            ("CLIENT_SECRET", "billing/sync.py", ".github/workflows/x.yml", "$CLIENT_SECRET", true),
            (
                "API_URL",
                "src/a.ts",
                "src/x.ts",
                "const API_URL = 'http://localhost'\nget(API_URL)",
                false,
            ),
            (
                "API_URL",
                "src/a.ts",
                "src/x.ts",
                "const API_URL = process.env.API_URL\nget(API_URL)",
                true,
            ),
            ("CLIENT_SECRET", "sync.py", "compose.yml", "CLIENT_SECRET: x", true),
            ("apiUrl", "src/config.ts", "src/x.ts", "get(apiUrl)", false),
            ("url", "src/config.ts", "src/x.ts", "get(url)", false),
            ("url", "src/config.ts", "src/x.ts", "import { url } from './config'", true),
            ("API_URL", "a.ts", "notes.md", "API_URL", false),
            ("API_URL", "a.ts", "a.ts", "API_URL", false),
        ] {
            assert_eq!(
                ties(name, from).reach(path, text.as_bytes()),
                reaches,
                "{name} {from} {path}"
            );
        }
        assert!(Ties::new(Vec::new()).is_none());
    }
}
