//! Calls that set the mode of a file, or make one with it: `os.chmod`, `writeFileSync(…, { mode })`, `os.WriteFile`,
//! `PosixFilePermissions`, `Permissions::from_mode`.

use std::cell::LazyCell;

use rustc_hash::FxHashMap;

use super::Loose;
use super::grant::{self, Grant};
use super::target::Targets;
use crate::guidance::code::is_code;
use crate::guidance::pattern::{Pattern, pattern};
use crate::guidance::vendor_host::around;
use crate::guidance::{Page, brackets};
use crate::model::Span;

/// The longest call that is read, in bytes: what is written into a file may be long, and its mode comes last.
const LONGEST: usize = 1200;

/// How many lines around what only says a mode its file may stand.
const NEAR: usize = 3;

pub(super) fn loose(page: &Page<'_>, targets: &Targets<'_>) -> Vec<Loose> {
    static CALL: Pattern = pattern!(r"(?x)
            \b (?<call>
                (?: l | f )?chmod(?:Sync)? | Chmod | fchmodat
              | (?: write | append | output )(?: Text | Json )?File(?:Sync)? | WriteFile | createWriteStream | outputJson(?:Sync)?
              | set_permissions | setPosixFilePermissions | SetUnixFileMode | setReadable | setWritable
              | touch | files\.(?: put | template | file | line ) | upload_template | File\.write | File\.binwrite | FileUtils\.install | FileUtils\.cp
              | (?<opens> open(?:Sync)? | OpenFile | File\.open | File\.new | creat | createFile | sysopen )
            ) !? \s* \(
            ";
        "chmod" | "file" | "upload_template" | "createwritestream" | "outputjson" | "permissions" | "setreadable"
        | "setwritable" | "open" | "creat" | "touch");
    let constants = LazyCell::new(|| constants(page));
    let mut found = Vec::new();
    for call in CALL.captures_iter(page) {
        let arguments = arguments(page, call.whole().end() - 1);
        let Some(name) = call.name("call") else { continue };
        let text = page.slice(arguments);
        let given = mode(name.as_str(), text).or_else(|| constant(&constants, text));
        let Some((mark, grant)) = given else { continue };
        // The mode of a file that is only read is of no account.
        if call.name("opens").is_some_and(|name| name.as_str() != "creat") && !creates(text) {
            continue;
        }
        let of_receiver = || targets.is_in(receiver(page, name.start()), grant.is_of_folder());
        let is = targets.is_in(text, grant.is_of_folder())
            || of_receiver()
            || writes(name.as_str()) && targets.is_given_in(arguments);
        let mark = match is_switch(name.as_str()) {
            true => Span { start: name.start(), end: arguments.end },
            false => Span { start: arguments.start + mark.start, end: arguments.start + mark.end },
        };
        if is && is_code(page, mark.start) {
            found.push(Loose { mark, grant });
        }
    }
    found.extend(said(page, targets));
    found.extend(bare(page, targets));
    found
}

/// The arguments in the brackets at `open`, as far as a call is read.
fn arguments(page: &Page<'_>, open: usize) -> Span {
    let end = page.text().floor_char_boundary((open + LONGEST).min(page.text().len()));
    let inside = brackets::inside(&page.text()[open..end], 0);
    Span { start: open + inside.start, end: open + inside.end }
}

/// What stands before the name of a method on its line, where it is one: `Path("token.json")` of
/// `Path("token.json").chmod(…)`.
fn receiver<'p>(page: &Page<'p>, at: usize) -> &'p str {
    const LONGEST: usize = 200;
    let from = page.line(at).start.max(page.text().ceil_char_boundary(at.saturating_sub(LONGEST)));
    let before = &page.text()[from..at];
    let Some(before) = before.strip_suffix('.').or(before.strip_suffix("->")) else { return "" };
    let is_name = |c: char| c.is_ascii_alphanumeric() || matches!(c, '_' | '.' | '$');
    let start = match before.ends_with(')') {
        true => before.rfind([';', '=', '{', '}']).map_or(0, |start| start + 1),
        false => before.trim_end_matches(is_name).len(),
    };
    &before[start..]
}

/// Whether a call writes what it is given.
fn writes(call: &str) -> bool {
    let call = call.to_ascii_lowercase();
    ["write", "append", "output"].iter().any(|word| call.contains(word))
        && !call.starts_with("set")
        && !call.contains("stream")
}

/// Whether the arguments of what opens a file make it.
fn creates(arguments: &str) -> bool {
    static CREATES: Pattern =
        pattern!(r#"O_CREAT|::CREAT\b|["'][rb]?[wax][xbt+]*["']|asFileAttribute|UnixCreateMode"#);
    CREATES.is_match(arguments)
}

/// A mode in the arguments of a call, and what it gives away.
fn mode(call: &str, arguments: &str) -> Option<(Span, Grant)> {
    static MODE: Pattern = pattern!(
        r#"(?x)
            (?: ^ | [\s,():=|] ) (?:
                ["'](?<letters>[rwx-]{9})["'] | ["'](?<quoted>0?o?[0-7]{3})["'] | (?<octal>0[oO]?[0-7]{3,4}) (?: [_iu][a-z0-9]* )? (?: [\s,)}|] | $ ) | (?<binary>0b[01_]{9,16}) \b | ["'](?<clause>[ugoa]*[+=][rwx]+(?:,[ugoa]+[-+=][rwx]*)*)["']
              | (?: [A-Za-z_.:]* (?: \. | :: ) )? (?<word> S_IROTH | S_IWOTH | S_IRWXO | S_IWGRP | S_IRWXG | OtherRead | OtherWrite | GroupWrite | OTHERS_READ | OTHERS_WRITE | GROUP_WRITE | ModePerm ) \b
            )"#
    );
    if is_switch(call) {
        let mut words = arguments.split(',').map(str::trim);
        let is_all = words.next() == Some("true") && words.next() == Some("false");
        let bits = if call == "setReadable" { 0o444 } else { 0o222 };
        return is_all.then_some((Span { start: 0, end: arguments.len() }, Grant::Mode(bits)));
    }
    MODE.captures_iter(arguments)
        .filter_map(|found| {
            let given = ["letters", "quoted", "octal", "binary", "clause", "word"]
                .iter()
                .find_map(|group| Some((*group, found.name(group)?)))?;
            let text = given.1.as_str();
            let bits = match given.0 {
                "letters" => grant::letters(text)?,
                "binary" => u32::from_str_radix(&text[2..].replace('_', ""), 2).ok()?,
                "clause" => grant::symbolic(text)?,
                // What is taken away with a mask is not given.
                "word" if arguments.contains('~') => return None,
                "word" => named(text),
                _ => grant::octal(text)?,
            };
            Some((given.1.span(), Grant::of(bits)?))
        })
        .last()
}

/// Whether a call of Java's lets everyone, or the owner alone, do one thing.
fn is_switch(call: &str) -> bool {
    matches!(call, "setReadable" | "setWritable")
}

/// The bits of a constant.
fn named(constant: &str) -> u32 {
    match constant {
        "S_IROTH" | "OtherRead" | "OTHERS_READ" => 0o004,
        "S_IWOTH" | "OtherWrite" | "OTHERS_WRITE" => 0o002,
        "S_IRWXO" => 0o006,
        "ModePerm" => 0o777,
        _ => 0o020,
    }
}

/// The names that a page gives to modes, with their bits; one that it gives to several modes says nothing.
fn constants<'a>(page: &Page<'a>) -> FxHashMap<&'a str, Option<u32>> {
    static CONSTANT: Pattern = pattern!(
        r#"(?x) \b (?<name>[A-Za-z_][A-Za-z0-9_]{1,60}) [\x20\t]* (?: : [\x20\t]* \w{1,20} | [\w.]{0,12}FileMode | u?int(?:32)? )? [\x20\t]* :?= [\x20\t]*
            (?: [\w.]{0,12}FileMode\( )? (?<mode>0[oO]?[0-7]{3,4}) \b"#;
        "="
    );
    let mut found: FxHashMap<&str, Option<u32>> = FxHashMap::default();
    for constant in CONSTANT.captures_iter(page) {
        let (Some(name), Some(mode)) = (constant.name("name"), constant.name("mode")) else {
            continue;
        };
        let bits = grant::octal(mode.as_str());
        found
            .entry(name.as_str())
            .and_modify(|known| *known = known.filter(|known| Some(*known) == bits))
            .or_insert(bits);
    }
    found
}

/// The last name of a mode in the arguments of a call, and what it gives away.
fn constant(constants: &FxHashMap<&str, Option<u32>>, arguments: &str) -> Option<(Span, Grant)> {
    static NAME: Pattern = pattern!(r"\b[A-Za-z_][A-Za-z0-9_]{1,60}\b");
    if constants.is_empty() {
        return None;
    }
    let named = NAME.find_iter(arguments).filter_map(|name| {
        let bits = constants.get(name.as_str()).copied().flatten()?;
        Some((name.span(), Grant::of(bits)?))
    });
    named.last()
}

/// Modes that are made by themselves, with the file near them: `PosixFilePermissions.fromString("rw-r--r--")`,
/// `OpenOptions::new().mode(0o644).open(…)`, `UnixCreateMode = …`.
fn said(page: &Page<'_>, targets: &Targets<'_>) -> Vec<Loose> {
    static MADE: Pattern = pattern!(
        r"\b(?:PosixFilePermissions\.fromString|from_mode|set_mode|(?:Set|EnumSet)\.of)\s*\(|\.mode\s*\(|\bUnixCreateMode\s*=";
        "fromstring" | "mode" | "set.of"
    );
    MADE.find_iter(page)
        .filter(|made| !is_for_named(page, made.start()))
        .filter_map(|made| {
            let arguments = match made.as_str().ends_with('=') {
                true => value(page, made.end()),
                false => arguments(page, made.end() - 1),
            };
            let (mark, grant) = mode("", page.slice(arguments))?;
            let mark =
                Span { start: arguments.start + mark.start, end: arguments.start + mark.end };
            let near = page.slice(near(page, mark));
            let is = targets.is_in(near, grant.is_of_folder()) && is_code(page, mark.start);
            is.then_some(Loose { mark, grant })
        })
        .collect()
}

/// Whether a mode is made in a call that is given the path of its file, written out, before it: then that alone decides.
fn is_for_named(page: &Page<'_>, at: usize) -> bool {
    const SETS: [&str; 3] = ["setPosixFilePermissions", "set_permissions", "createFile"];
    const MOST: usize = 3;
    let text = page.text();
    brackets::opened_around(text, at).take(MOST).any(|open| {
        let before = text[..open].trim_end();
        SETS.iter().any(|call| before.ends_with(call)) && text[open..at].contains('"')
    })
}

/// What a property is set to, from `start` on.
fn value(page: &Page<'_>, start: usize) -> Span {
    const LONGEST: usize = 300;
    let end = page.text().floor_char_boundary((start + LONGEST).min(page.text().len()));
    let value = &page.text()[start..end];
    Span { start, end: start + value.find([',', ';', '}']).unwrap_or(value.len()) }
}

/// The lines around a mode in which its file may stand: of the function that holds it, what another one does to another
/// file is of no account.
fn near(page: &Page<'_>, mark: Span) -> Span {
    const MOST: usize = 6;
    let text = page.text();
    let around = around(page, mark, NEAR);
    let is_body = |open: &usize| {
        let line = page.line(*open);
        let head = &text[line.start..*open];
        let head = &head[head.rfind([';', '{', '}']).map_or(0, |at| at + 1)..];
        text[*open..].starts_with('{') && head.contains(')') && !head.contains("new ")
    };
    let Some(open) = brackets::open_at(text, mark.start).take(MOST).find(is_body) else {
        return around;
    };
    let body = brackets::inside(text, open);
    let line = page.line(open);
    let head = &text[line.start..open];
    let head = line.start + head.rfind([';', '{', '}']).map_or(0, |at| at + 1);
    let start = around.start.max(head).min(mark.start);
    Span { start, end: around.end.min(body.end).max(mark.end) }
}

/// Calls without brackets, of Ruby and Perl: `FileUtils.chmod 0644, path`.
fn bare(page: &Page<'_>, targets: &Targets<'_>) -> Vec<Loose> {
    static CHMOD: Pattern =
        pattern!(r"\bchmod[\x20\t]+(?<mode>0o?[0-7]{3})\s*,\s*(?<rest>[^\n;]{1,200})"; "chmod");
    CHMOD
        .captures_iter(page)
        .filter_map(|found| {
            let (mode, rest) = (found.name("mode")?, found.name("rest")?);
            let grant = Grant::of(grant::octal(mode.as_str())?)?;
            let is = targets.is_in(rest.as_str(), grant.is_of_folder());
            (is && is_code(page, mode.start())).then_some(Loose { mark: mode.span(), grant })
        })
        .collect()
}
