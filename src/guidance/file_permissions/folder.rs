//! Modes that are set for all of a folder, with files of credentials in it: `chmod -R 777 /etc/banqup`.
//!
//! Contract: a file counts that the same page puts into the folder above, by its own path, and that no later mode takes
//! back from others; of a folder that is called after Banqup's credentials, everything. A folder's own mode gives nobody
//! what is in a file.

use super::Loose;
use super::grant::{self, Grant};
use super::target::Targets;
use crate::guidance::Page;
use crate::guidance::command::Command;
use crate::guidance::script::Shell;
use crate::guidance::statement::End;
use crate::model::Span;

/// Programs and instructions that put a file where their last word says.
const MAKERS: &[&str] = &["cp", "mv", "install", "touch", "tee", "rsync", "scp", "COPY", "ADD"];

/// The most changes of modes, and files, of one page that are held against each other.
const MOST: usize = 60;

/// A command that sets the mode of files.
#[derive(Debug)]
struct Change {
    mark: Span,
    grant: Option<Grant>,
    /// Whether it takes away what others may do, where it gives nothing.
    mends: bool,
    is_recursive: bool,
    paths: Vec<String>,
}

/// A file of credentials, and where the page puts it in place.
#[derive(Debug)]
struct File {
    path: String,
    at: usize,
}

/// Where the stages of an image start, and which folder each line of one works in.
#[derive(Debug, Default)]
struct Stages {
    starts: Vec<usize>,
    folders: Vec<(usize, String)>,
}

/// The modes that the `chmod` commands of a page give to folders of files of credentials.
pub(super) fn loose(
    page: &Page<'_>,
    commands: &[Command<'_>],
    targets: &Targets<'_>,
) -> Vec<Loose> {
    let changes = commands.iter().filter(|command| command.program == "chmod");
    let mut changes: Vec<Change> =
        changes.filter_map(|command| change(page, command)).take(MOST).collect();
    if !changes.iter().any(Change::is_for_all) {
        return Vec::new();
    }
    let (files, stages) = placed(page, targets);
    for change in &mut changes {
        let folder = stages.folder(change.mark.start);
        change.paths.iter_mut().for_each(|path| *path = within(folder, path));
    }
    let is_given = |number: usize, change: &Change, file: &File| {
        let is_above = file.at < change.mark.start
            && stages.number(file.at) == stages.number(change.mark.start);
        let mends = |later: &Change| later.mends && later.reaches(&file.path);
        is_above && change.reaches(&file.path) && !changes[number + 1..].iter().any(mends)
    };
    let given = changes.iter().enumerate().filter_map(|(number, change)| {
        let grant = change.grant.filter(|_| change.is_for_all())?;
        let mends = |later: &Change| later.mends && later.paths == change.paths;
        let is_all_theirs =
            change.holds_credentials(targets) && !changes[number + 1..].iter().any(mends);
        let is = is_all_theirs || files.iter().any(|file| is_given(number, change, file));
        is.then_some(Loose { mark: change.mark, grant })
    });
    given.collect()
}

/// What a command changes.
fn change(page: &Page<'_>, command: &Command<'_>) -> Option<Change> {
    let is_option = |word: &str| {
        word == "--recursive"
            || word.starts_with('-') && !word.starts_with("--") && word.ends_with('R')
    };
    let mut is_recursive = command.arguments().any(|word| is_option(word.text));
    let mut words = command.arguments().filter(|word| !is_flag(word.text));
    let mode = words.next()?;
    let bare = mode.text.trim_matches(['"', '\'', ',']);
    let grant = Grant::of_command(bare);
    let mends = grant.is_none() && (grant::octal(bare).is_some() || bare.contains(['-', '=']));
    let paths: Vec<&str> = words.map(|word| word.text).collect();
    let is_of_find = paths.contains(&"{}");
    is_recursive |= is_of_find;
    let paths =
        if is_of_find { found(page, command)? } else { paths.into_iter().map(plain).collect() };
    Some(Change { mark: mode.span, grant, mends, is_recursive, paths })
}

/// Whether a word is an option; `-rw` takes away, and `-x` is a mode.
fn is_flag(word: &str) -> bool {
    word.starts_with("--")
        || matches!(word, "-R" | "-f" | "-v" | "-c" | "-Rf" | "-fR" | "-vR" | "-Rv")
}

/// The folders of which `find` gives all files to a command.
fn found(page: &Page<'_>, command: &Command<'_>) -> Option<Vec<String>> {
    let line = page.line(command.span.start);
    let before = &page.text()[line.start..command.span.start];
    let given = before.rsplit_once("find ").map(|(_, given)| given)?;
    let is_part = [" -name", " -iname", " -path", " -regex", " -type d", " -maxdepth"];
    let folders = given.split_ascii_whitespace().take_while(|word| !word.starts_with('-'));
    (!is_part.iter().any(|part| given.contains(part))).then(|| folders.map(plain).collect())
}

impl Change {
    /// Whether it lets others at all of a folder.
    fn is_for_all(&self) -> bool {
        let is_for_others = matches!(self.grant, Some(Grant::Mode(bits)) if bits & 0o006 != 0);
        is_for_others && (self.is_recursive || self.paths.iter().any(|path| path.ends_with('*')))
    }

    /// Whether one of its folders is there for Banqup's credentials by its own name: `/etc/banqup/credentials`.
    fn holds_credentials(&self, targets: &Targets<'_>) -> bool {
        // A name that says nothing, so that the folder's decides.
        let is_theirs = |path: &String| targets.is_path(&format!("{path}/x"), false);
        self.is_recursive && self.paths.iter().any(is_theirs)
    }

    /// Whether a file is among what it changes.
    fn reaches(&self, file: &str) -> bool {
        self.paths.iter().any(|path| {
            let inside = |folder: &str| match folder {
                "." => Some(file).filter(|file| !file.starts_with(['/', '$', '~'])),
                "/" => file.strip_prefix('/'),
                _ => file.strip_prefix(folder)?.strip_prefix('/'),
            };
            let is_listed = || {
                let rest = inside(path.strip_suffix("/*")?)?;
                // What starts with a dot is not listed.
                Some(!rest.starts_with('.') && (self.is_recursive || !rest.contains('/')))
            };
            path == file || self.is_recursive && inside(path).is_some() || is_listed() == Some(true)
        })
    }
}

/// The files of credentials that a page puts in place.
fn placed(page: &Page<'_>, targets: &Targets<'_>) -> (Vec<File>, Stages) {
    let text = page.text();
    let shell = Shell::whole(page);
    let mut stages = Stages::default();
    let mut files: Vec<File> = Vec::new();
    for statement in shell.statements() {
        let (span, program) = (statement.span, statement.program(text).unwrap_or_default());
        let words = page.slice(span).split_ascii_whitespace();
        let mut operands = words.skip_while(|word| !word.ends_with(program)).skip(1);
        match program {
            "FROM" => stages.starts.push(span.start),
            "WORKDIR" => {
                let folder = operands.next().map(plain).unwrap_or_default();
                stages.folders.push((span.start, folder));
            }
            _ => {}
        }
        if files.len() >= MOST {
            continue;
        }
        let mut add = |path: String| {
            let path = within(stages.folder(span.start), &path);
            files.push(File { path, at: span.start });
        };
        if let End::Redirect(target) = statement.end {
            let target = page.slice(target);
            if targets.is_path(target, false) {
                add(plain(target));
            }
        }
        if !MAKERS.contains(&program) {
            continue;
        }
        let mut operands: Vec<&str> = operands.filter(|word| !word.starts_with('-')).collect();
        let Some(last) = operands.pop() else { continue };
        if targets.is_path(last, false) {
            add(plain(last));
        }
        let is_folder = last.trim_matches('"').ends_with(['/', '.']);
        for from in operands.iter().filter(|from| is_folder && targets.is_path(from, false)) {
            let name = from.rsplit('/').next().unwrap_or(from);
            add(within(Some(plain(last).as_str()), &plain(name)));
        }
    }
    (files, stages)
}

impl Stages {
    fn number(&self, at: usize) -> usize {
        self.starts.partition_point(|start| *start <= at)
    }

    fn folder(&self, at: usize) -> Option<&str> {
        let next = self.folders.partition_point(|(start, _)| *start <= at);
        next.checked_sub(1).map(|last| self.folders[last].1.as_str())
    }
}

/// A path as it stands in a folder.
fn within(folder: Option<&str>, path: &str) -> String {
    match folder.filter(|folder| *folder != "." && !path.starts_with(['/', '$', '~'])) {
        Some(folder) if path == "." => folder.to_owned(),
        Some(folder) => format!("{folder}/{path}"),
        None => path.to_owned(),
    }
}

/// A path without quotes, brackets of variables, and what makes no difference.
fn plain(path: &str) -> String {
    let path: String =
        path.chars().filter(|c| !matches!(c, '"' | '\'' | '{' | '}' | ',')).collect();
    let bare = path.strip_prefix("./").unwrap_or(&path).trim_end_matches('/');
    match bare {
        "" if path.starts_with('/') => "/".to_owned(),
        "" => ".".to_owned(),
        bare => bare.to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use crate::guidance::page::{Facts, Page};

    fn count(path: &str, text: &str) -> usize {
        let page = Page::new(path, text, Facts { names_vendor: true, ..Facts::default() });
        crate::guidance::file_permissions::remarks(&page).len()
    }

    #[test]
    fn files_are_below_the_folders_of_their_image() {
        const COPIED: &str = "FROM a\nWORKDIR /app\nCOPY banqup.env ./\n";
        for rest in
            ["RUN chmod -R 777 /app\n", "RUN chmod -R 755 .\n", "RUN chmod -R 777 /app && ./x\n"]
        {
            assert_eq!(count("Dockerfile", &format!("{COPIED}{rest}")), 1, "{rest}");
        }
        for rest in [
            "RUN chmod -R 777 /app/bin\n",
            "RUN chmod 755 /app\n",
            "FROM b\nRUN chmod -R 777 /app\n",
            "RUN chmod -R 777 /app\nRUN chmod -R 700 /app\n",
            "RUN chmod -R 750 /app\nRUN chmod -R +x /app/bin\n",
        ] {
            assert_eq!(count("Dockerfile", &format!("{COPIED}{rest}")), 0, "{rest}");
        }
    }
}
