//! Commands that set who may use a file: `chmod`, `install -m`, `COPY --chmod=`, `icacls`, and `Set-Acl` of PowerShell.

use super::grant::Grant;
use super::target::Targets;
use super::{Loose, folder};
use crate::guidance::Page;
use crate::guidance::code::is_code;
use crate::guidance::command::{Command, Word, commands};
use crate::guidance::pattern::{Pattern, pattern};
use crate::model::Span;

/// Programs that set a mode.
const PROGRAMS: &[&str] =
    &["chmod", "install", "COPY", "ADD", "rsync", "setfacl", "icacls", "cacls"];

pub(super) fn loose(page: &Page<'_>, targets: &Targets<'_>) -> Vec<Loose> {
    let commands = commands(page, PROGRAMS);
    let mut found: Vec<Loose> = commands
        .iter()
        .filter_map(|command| match command.program {
            "chmod" => chmod(page, command, targets),
            "install" => install(command, targets),
            "COPY" | "ADD" => copy(command, targets),
            "rsync" => rsync(command, targets),
            "setfacl" => setfacl(command, targets),
            _ => access_list(command, targets),
        })
        .collect();
    found.extend(folder::loose(page, &commands, targets));
    found.extend(of_powershell(page, targets));
    found.retain(|loose| is_code(page, loose.mark.start));
    found
}

/// `chmod a+r FILE…`, also where code lists the arguments.
fn chmod(page: &Page<'_>, command: &Command<'_>, targets: &Targets<'_>) -> Option<Loose> {
    let mut words = command.arguments().filter(|word| !word.text.starts_with('-'));
    let mode = words.next()?;
    let grant = Grant::of_command(bare(mode.text))?;
    let is = words.any(|file| match file.text {
        "{}" => is_found(page, command, targets),
        _ => targets.is_path(whole(page, &file), grant.is_of_folder()),
    });
    is.then_some(Loose { mark: mode.span, grant })
}

/// Whether the `find` that runs a command looks for files of credentials: `find /etc -name 'banqup*.env' -exec …`.
fn is_found(page: &Page<'_>, command: &Command<'_>, targets: &Targets<'_>) -> bool {
    let line = page.line(command.span.start);
    let before = &page.text()[line.start..command.span.start];
    let is_test = |word: &str| matches!(word, "-name" | "-iname" | "-path" | "-wholename");
    let mut words = before.split_ascii_whitespace().skip_while(|word| *word != "find");
    std::iter::from_fn(|| words.by_ref().find(|word| is_test(word)).and_then(|_| words.next()))
        .any(|name| targets.is_path(name, false))
}

/// `rsync --chmod=F644 FROM… TO`; what is for folders alone starts with a D.
fn rsync(command: &Command<'_>, targets: &Targets<'_>) -> Option<Loose> {
    let mut words = command.arguments();
    let flag = words.find(|word| word.text.starts_with("--chmod="))?;
    let mode = tail(&flag, &flag.text["--chmod=".len()..]);
    let mut parts = bare(mode.text).split(',').filter(|part| !part.starts_with('D'));
    let grant = parts.find_map(|part| Grant::of_command(part.trim_start_matches('F')))?;
    let mut files = command.arguments().filter(|word| !word.text.starts_with('-'));
    let is = files.any(|file| targets.is_path(file.text, grant.is_of_folder()));
    is.then_some(Loose { mark: mode.span, grant })
}

/// `setfacl -m o::r FILE…`: an entry for all others.
fn setfacl(command: &Command<'_>, targets: &Targets<'_>) -> Option<Loose> {
    let mut words = command.arguments();
    let is_change = |word: &Word<'_>| {
        word.text == "--modify" || word.text.starts_with('-') && word.text.ends_with('m')
    };
    words.find(is_change)?;
    let entries = words.next()?;
    let grant = bare(entries.text).split(',').find_map(|entry| {
        let mut fields = entry.trim_start_matches("d:").split(':');
        let is_for_others = matches!(fields.next(), Some("o" | "other"));
        let given = fields.next_back().filter(|_| is_for_others)?;
        Grant::of_command(&format!("o={}", given.replace('-', "")))
    })?;
    let is = words.any(|file| targets.is_path(file.text, false));
    is.then_some(Loose { mark: entries.span, grant })
}

/// `install -m 644 FROM… TO`; with `-d` it makes folders.
fn install(command: &Command<'_>, targets: &Targets<'_>) -> Option<Loose> {
    // Letters of options that take a value.
    const VALUED: &str = "mogtS";
    if command.flag(Some('d'), &["--directory"], VALUED).is_some() {
        return None;
    }
    let mut mode: Option<Word<'_>> = None;
    let mut files = Vec::new();
    let mut words = command.arguments();
    while let Some(word) = words.next() {
        let cluster = word.text.strip_prefix('-').filter(|rest| !rest.starts_with('-'));
        if let Some(value) = word.text.strip_prefix("--mode=") {
            mode = Some(tail(&word, value));
        } else if let Some(at) = cluster.and_then(|rest| rest.find(|c| VALUED.contains(c))) {
            let (letter, value) = word.text[1 + at..].split_at(1);
            let value = if value.is_empty() { words.next() } else { Some(tail(&word, value)) };
            mode = if letter == "m" { value } else { mode };
        } else if !word.text.starts_with('-') {
            files.push(word.text);
        }
    }
    let mode = mode?;
    let grant = Grant::of_command(bare(mode.text))?;
    let is = files.into_iter().any(|file| targets.is_path(file, grant.is_of_folder()));
    is.then_some(Loose { mark: mode.span, grant })
}

/// `COPY --chmod=644 FROM… TO` of an image.
fn copy(command: &Command<'_>, targets: &Targets<'_>) -> Option<Loose> {
    let mut flags = command.arguments().take_while(|word| word.text.starts_with("--"));
    let flag = flags.find(|word| word.text.starts_with("--chmod="))?;
    let mode = tail(&flag, &flag.text["--chmod=".len()..]);
    let grant = Grant::of_command(bare(mode.text))?;
    let mut files = command.arguments().filter(|word| !word.text.starts_with("--"));
    files
        .any(|file| targets.is_path(file.text, grant.is_of_folder()))
        .then_some(Loose { mark: mode.span, grant })
}

/// Groups of Windows that hold everyone.
const EVERYONE: &[&str] = &[
    "everyone", "users", "authenticated users", "*s-1-1-0", "*s-1-5-11", "*s-1-5-32-545",
    "domain users", "guests",
];

/// `icacls FILE /grant Everyone:R`, `cacls FILE /E /G Everyone:R`.
fn access_list(command: &Command<'_>, targets: &Targets<'_>) -> Option<Loose> {
    let mut words = command.arguments();
    let file = words.find(|word| !word.text.starts_with('/'))?;
    let mut is_granted = false;
    let given = words.find(|word| {
        let lower = word.text.to_ascii_lowercase();
        match lower.strip_prefix('/') {
            Some(option) => {
                is_granted = matches!(option, "grant" | "grant:r" | "g" | "p");
                false
            }
            None => is_granted && is_everyone(&lower),
        }
    })?;
    targets.is_path(file.text, true).then_some(Loose { mark: given.span, grant: Grant::List })
}

/// Whether an entry such as `BUILTIN\Users:(R)` is one for everyone that gives something.
fn is_everyone(entry: &str) -> bool {
    let entry = entry.trim_matches(['"', '\'']);
    let (who, what) = entry.split_once(':').unwrap_or((entry, "r"));
    let who = who.trim_matches(['"', '\'']).rsplit('\\').next().unwrap_or_default();
    EVERYONE.contains(&who) && !matches!(what.trim_matches(['(', ')']), "n" | "")
}

/// A rule for everyone that PowerShell adds to the list of a file: `FileSystemAccessRule("Everyone", "Read", "Allow")`.
fn of_powershell(page: &Page<'_>, targets: &Targets<'_>) -> Vec<Loose> {
    static RULE: Pattern = pattern!(
        r#"(?i)FileSystemAccessRule["']?[\s(@,]*(?:-ArgumentList\s*)?[\s(@]*["'](?<who>[^"'\n]{1,60})["'][^\n]{0,120}?["']Allow["']"#;
        "filesystemaccessrule", "allow"
    );
    static SET: Pattern = pattern!(r"(?i)\bSet-Acl\b(?<rest>[^\n|;]{1,240})"; "set-acl");
    let rules: Vec<Span> = RULE
        .captures_iter(page)
        .filter_map(|found| found.name("who"))
        .filter(|who| is_everyone(&who.as_str().to_ascii_lowercase()))
        .map(|who| who.span())
        .collect();
    if rules.is_empty() {
        return Vec::new();
    }
    // What a list is set on stands behind the rules in it.
    let mut rules = rules.into_iter().peekable();
    let mut found = Vec::new();
    for set in SET.captures_iter(page) {
        let Some(rest) = set.name("rest") else { continue };
        let before = std::iter::from_fn(|| rules.next_if(|rule| rule.end < rest.start()));
        let last = before.last();
        let mut words = rest.as_str().split_ascii_whitespace();
        let is = words.any(|word| targets.is_path(word, true));
        found.extend(last.filter(|_| is).map(|mark| Loose { mark, grant: Grant::List }));
    }
    found
}

/// A path as it is meant: with what a shell would take for the end of it, `$(DESTDIR)/etc/a` of a Makefile, and without
/// the end of a string that the whole command stands in.
fn whole<'a>(page: &Page<'a>, word: &Word<'a>) -> &'a str {
    const LONGEST: usize = 200;
    if word.text.starts_with("$(") {
        let (text, start) = (page.text(), word.span.start);
        let rest = &text[start..text.floor_char_boundary((start + LONGEST).min(text.len()))];
        return rest.split(char::is_whitespace).next().unwrap_or(rest);
    }
    let stray = ['"', '\''].into_iter().find(|quote| word.text.matches(*quote).count() % 2 == 1);
    stray.and_then(|quote| word.text.split(quote).next()).unwrap_or(word.text)
}

/// A mode without the quotes and commas that code puts around it.
fn bare(mode: &str) -> &str {
    mode.trim_matches(['"', '\'', ','])
}

/// The end of a word.
fn tail<'a>(word: &Word<'a>, value: &'a str) -> Word<'a> {
    let start = word.span.end - value.len();
    Word { span: Span { start, end: word.span.end }, text: value }
}
