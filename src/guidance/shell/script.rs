//! What a script does with secrets, whoever runs it: shows its variables, or writes them into a file.
//!
//! Contract: goes by the statements of a shell, which are read once, when something asks for them. What is a secret is for
//! whoever asks to say.

use std::cell::OnceCell;

use rustc_hash::FxHashMap;

use crate::guidance::Page;
use crate::guidance::command::Command;
use crate::guidance::fetcher::Fetcher;
use crate::guidance::listing::{self, Listed};
use crate::guidance::pattern::{Pattern, pattern};
use crate::guidance::statement::{End, HereDocument, Statement, here_documents, statements};
use crate::model::Span;

/// Programs that print what they are told to.
pub(in crate::guidance) const PRINTERS: &[&str] = &[
    "echo", "printf", "print", "println", "write-host", "write-output", "write-information",
    "console.log", "write-verbose",
];

/// Programs that show what is piped into them.
pub(in crate::guidance) const SHOWERS: &[&str] = &[
    "cat", "tee", "base64", "rev", "xxd", "od", "jq", "sed", "tr", "fold", "hexdump", "out-host",
    "out-default", "out-string", "write-host", "write-output",
];

/// Programs that show a file which they are told.
pub(in crate::guidance) const READERS: &[&str] =
    &["cat", "type", "more", "less", "bat", "get-content", "gc", "head", "tail", "base64", "xxd"];

/// Options of a request by which the answer does not come out of it, and members of the answer that are no token.
const KEPT_IN_FILES: &[&str] = &[" -o", " --output", " -O", " --remote-name"];
const OTHER_MEMBERS: &[&str] = &["%{http_code}", "expires_in", "token_type"];

/// How far a pipe is followed from each of its statements.
const LONGEST_PIPE: usize = 8;

/// A part of a page that a shell runs.
#[derive(Debug)]
pub(in crate::guidance) struct Shell<'p> {
    page: &'p Page<'p>,
    pub(in crate::guidance) span: Span,
    statements: OnceCell<Vec<Statement>>,
    documents: OnceCell<Vec<HereDocument>>,
    shown: OnceCell<Vec<bool>>,
}

/// A file into which a statement writes a secret, and what says so.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(in crate::guidance) struct Written {
    /// The number of the statement.
    pub(in crate::guidance) at: usize,
    pub(in crate::guidance) file: Span,
    pub(in crate::guidance) what: Span,
}

/// What was found in the here-document that was asked about last: all statements of a line are given the same one, and it
/// may be as long as a text.
#[derive(Debug, Default)]
pub(in crate::guidance) struct LastDocument(Option<(HereDocument, Option<Span>)>);

impl LastDocument {
    /// What `look` finds in a document, into which it looks once.
    pub(in crate::guidance) fn find(
        &mut self,
        document: HereDocument,
        look: impl FnOnce() -> Option<Span>,
    ) -> Option<Span> {
        match self.0 {
            Some((last, found)) if last == document => found,
            _ => self.0.insert((document, look())).1,
        }
    }
}

/// How what is written into a file comes out of a part of a script.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(in crate::guidance) enum Text {
    /// As it stands, with the values of variables.
    Filled,
    /// As it stands.
    Plain,
    /// A program makes it, whatever it is told.
    Made,
}

/// Names of files, and where the first of each stands.
#[derive(Debug, Default)]
pub(in crate::guidance) struct Files<'p>(FxHashMap<&'p str, usize>);

impl<'p> Files<'p> {
    /// Adds what was written into them.
    pub(in crate::guidance) fn add(&mut self, page: &Page<'p>, written: &[Written]) {
        for one in written {
            self.0.entry(Self::plain(page.slice(one.file))).or_insert(one.file.end);
        }
    }

    fn end(&self, name: &str) -> Option<usize> {
        self.0.get(Self::plain(name)).copied()
    }

    fn plain(name: &str) -> &str {
        name.trim_matches(['"', '\'']).trim_start_matches("./")
    }
}

impl<'p> Shell<'p> {
    pub(in crate::guidance) fn of(page: &'p Page<'p>, span: Span) -> Self {
        let (statements, documents, shown) = (OnceCell::new(), OnceCell::new(), OnceCell::new());
        Self { page, span, statements, documents, shown }
    }

    /// All of a page.
    pub(in crate::guidance) fn whole(page: &'p Page<'p>) -> Self {
        Self::of(page, Span { start: 0, end: page.text().len() })
    }

    /// Its statements, in order.
    pub(in crate::guidance) fn statements(&self) -> &[Statement] {
        self.statements.get_or_init(|| statements(self.page.text(), self.span))
    }

    /// A statement, and those that its output is piped through.
    pub(in crate::guidance) fn pipe(&self, at: usize) -> &[Statement] {
        let rest = &self.statements()[at..];
        let rest = &rest[..rest.len().min(LONGEST_PIPE)];
        let piped = rest.iter().take_while(|statement| statement.end == End::Piped).count();
        &rest[..rest.len().min(piped + 1)]
    }

    /// Whether what a statement writes is shown to whoever runs the script.
    pub(in crate::guidance) fn is_shown(&self, at: usize) -> bool {
        self.shown.get_or_init(|| self.shown())[at]
    }

    /// What a statement shows of the environment, where it lists it.
    pub(in crate::guidance) fn listed(&self, at: usize) -> Option<Listed> {
        listing::listed(self.page.text(), &self.statements()[at..])
    }

    /// Whether the filters of such a list may let a variable of one of these names through.
    pub(in crate::guidance) fn lets_through(&self, at: usize, names: &[&str]) -> bool {
        listing::lets_through(self.page.text(), &self.statements()[at..], names)
    }

    /// The flag by which a statement prints the request that it sends.
    pub(in crate::guidance) fn verbose(&self, at: usize) -> Option<Span> {
        let command = self.given(self.statements()[at])?;
        Fetcher::client(command.program)?.prints_request(&command).map(|flag| flag.span)
    }

    /// What `asks` for a token in a statement out of which the answer comes whole, through all that it is piped into.
    pub(in crate::guidance) fn answered(
        &self,
        at: usize,
        asks: impl Fn(Span) -> Option<Span>,
    ) -> Option<Span> {
        let pipe = self.pipe(at);
        let holds = |one: &Statement, parts: &[&str]| {
            parts.iter().any(|part| self.page.slice(one.span).contains(part))
        };
        let first = pipe.first()?;
        let prints = first.program(self.page.text()).and_then(Fetcher::client);
        let prints = prints.is_some_and(|client| client.prints_answer);
        let is_kept_back =
            holds(first, KEPT_IN_FILES) || pipe.iter().any(|one| holds(one, OTHER_MEMBERS));
        if prints && !is_kept_back { asks(first.span) } else { None }
    }

    /// Whether a place is in a here-document.
    pub(in crate::guidance) fn is_in_document(&self, at: usize) -> bool {
        let documents = self.documents();
        let next = documents.partition_point(|document| document.body.start <= at);
        next.checked_sub(1).is_some_and(|last| at < documents[last].body.end)
    }

    /// The here-document that a statement is given, or the one behind it where a redirection stands between the two.
    pub(in crate::guidance) fn document(&self, at: usize) -> Option<HereDocument> {
        let statement = self.statements()[at];
        let begins = |one: &&Statement| self.page.slice(one.span).contains("<<");
        let of = [Some(&statement), self.statements().get(at + 1)];
        let line = self.page.line(of.into_iter().flatten().find(begins)?.span.end);
        let documents = self.documents();
        let next = documents.partition_point(|document| document.body.start < line.end);
        let is_its = |document: &&HereDocument| document.body.start <= line.end + "\r\n".len();
        documents.get(next).filter(is_its).copied()
    }

    /// The files into which the script writes what `holds` a secret, in order.
    pub(in crate::guidance) fn written(
        &self,
        holds: impl Fn(Span, Text) -> Option<Span>,
    ) -> Vec<Written> {
        let mut found = Vec::new();
        let mut piped: Option<Span> = None;
        let mut last = LastDocument::default();
        for (at, statement) in self.statements().iter().enumerate() {
            let program = statement.program(self.page.text()).unwrap_or_default();
            let passed = piped.take().filter(|_| SHOWERS.contains(&program));
            let files = self.files(*statement, program);
            if files.is_empty() && statement.end != End::Piped {
                continue;
            }
            let text = if is_told(program) { Text::Filled } else { Text::Made };
            let in_document = || {
                let document = self.document(at)?;
                let text = if document.is_filled_in { Text::Filled } else { Text::Plain };
                last.find(document, || holds(document.body, text))
            };
            let what = passed.or_else(|| holds(statement.span, text)).or_else(in_document);
            let Some(what) = what else { continue };
            found.extend(files.into_iter().map(|file| Written { at, file, what }));
            piped = (statement.end == End::Piped).then_some(what);
        }
        found
    }

    /// The places in which a statement shows one of these files, which were written above: `cat token.json`.
    pub(in crate::guidance) fn shown_files(&self, written: &Files<'_>) -> Vec<Span> {
        let mut found = Vec::new();
        for (at, statement) in self.statements().iter().enumerate() {
            let program = statement.program(self.page.text()).unwrap_or_default();
            let reads = program == "jq" || READERS.contains(&&*program.to_ascii_lowercase());
            if written.0.is_empty() || !reads || !self.is_shown(at) {
                continue;
            }
            let is_written = |word: &Span| {
                written.end(self.page.slice(*word)).is_some_and(|end| end < word.start)
            };
            // Of what jq asks for, all of a file and the token are what nobody is to see.
            let command = self.page.slice(statement.span);
            let is_of_part = program == "jq"
                && !command.contains("_token")
                && !command
                    .split_ascii_whitespace()
                    .any(|word| matches!(word, "." | "'.'" | "\".\""));
            let words = self.given(*statement).filter(|_| !is_of_part);
            let words = words.iter().flat_map(Command::arguments).map(|word| word.span);
            found.extend(words.filter(is_written));
        }
        found
    }

    /// The files that a statement writes.
    fn files(&self, statement: Statement, program: &str) -> Vec<Span> {
        static OUTPUT: Pattern =
            pattern!(r#"\s(?:-o[ \t]*|--output[ \t=])["']?(?<file>[^\s"'-][^\s"']{0,200})"#; "-o");
        static WGET: Pattern = pattern!(
            r#"\s(?:-[a-zA-Z]*O[ \t]*|--output-document[ \t=])["']?(?<file>[^\s"'-][^\s"']{0,200})"#;
            "o"
        );
        let given = self.given(statement);
        let operands = given
            .iter()
            .flat_map(Command::arguments)
            .filter(|word| !word.text.starts_with('-'))
            .map(|word| word.span);
        let command = self.page.slice(statement.span);
        let mut files = match program {
            "tee" => operands.collect(),
            "sed" if command.contains(" -i") => operands.last().into_iter().collect(),
            "wget" => {
                let output = WGET.captures(command).and_then(|output| output.name("file"));
                output.map(|file| file.span_from(statement.span.start)).into_iter().collect()
            }
            "curl" => {
                let output = OUTPUT.captures(command).and_then(|output| output.name("file"));
                output.map(|file| file.span_from(statement.span.start)).into_iter().collect()
            }
            _ => Vec::new(),
        };
        if let End::Redirect(target) = statement.end {
            files.push(target);
        }
        files.retain(|file| !self.page.slice(*file).starts_with("/dev/"));
        files
    }

    /// What a statement gives to its program.
    fn given(&self, statement: Statement) -> Option<Command<'p>> {
        let program = statement.program(self.page.text())?;
        let (_, rest) = self.page.slice(statement.span).split_once(program)?;
        let rest = rest.trim_start_matches(".exe").trim_start_matches(['"', '\'']);
        let Span { end, .. } = statement.span;
        Some(Command::given(self.page.text(), Span { start: end - rest.len(), end }, program))
    }

    fn documents(&self) -> &[HereDocument] {
        self.documents.get_or_init(|| here_documents(self.page.text(), self.span))
    }

    /// A pipe is followed from its end, so that each part of it is asked once.
    fn shown(&self) -> Vec<bool> {
        let statements = self.statements();
        let mut shown = vec![false; statements.len()];
        for (at, statement) in statements.iter().enumerate().rev() {
            shown[at] = match statement.end {
                End::Shown => true,
                End::Piped => {
                    let next = statements.get(at + 1);
                    let program = next.and_then(|next| next.program(self.page.text()));
                    let program = program.map(str::to_ascii_lowercase);
                    program.is_some_and(|program| SHOWERS.contains(&&*program)) && shown[at + 1]
                }
                End::Redirect(target) => self.page.slice(target).starts_with("/dev/std"),
                End::Captured => false,
            };
        }
        shown
    }
}

/// Whether a program writes what it is told to, with nothing of its own; a text alone is written by PowerShell itself.
fn is_told(program: &str) -> bool {
    /// Programs that are given a text to write, or a program of one line that writes it.
    const WRITERS: &[&str] = &["envsubst", "yq", "awk", "perl", "sort", "openssl"];
    let program = program.to_ascii_lowercase();
    [PRINTERS, SHOWERS, WRITERS].iter().any(|told| told.contains(&program.as_str()))
        || program.contains("$env:")
}

#[cfg(test)]
mod tests {
    use std::cell::Cell;

    use super::*;
    use crate::guidance::page::Facts;

    #[test]
    fn a_document_is_read_once_for_all_statements_of_its_line() {
        let text =
            format!("{}\n$SECRET\nE\ncat <<F > g\n$OTHER\nF\n", "cat <<E > f ; ".repeat(100));
        let page = Page::new("a.sh", &text, Facts::default());
        let (first, second) = (text.find("$SECRET"), text.find("$OTHER"));
        let read = Cell::new(0);
        let written = Shell::whole(&page).written(|part, _| {
            let at = [first, second].into_iter().flatten().find(|at| *at == part.start)?;
            read.set(read.get() + 1);
            Some(Span { start: at, end: at + 1 })
        });
        assert_eq!(written.len(), 101);
        assert_eq!(read.get(), 2);
    }
}
