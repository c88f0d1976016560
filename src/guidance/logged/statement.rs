//! Statements that print: their arguments stand in no brackets, and go on to the end of the line, or as far as `extent`
//! says.
//!
//! Contract: goes by the language of the file, since the same word is a name elsewhere.

use super::super::Page;
use super::extent;
use crate::guidance::language::Language::{self, *};
use crate::guidance::language::RUBY;
use crate::guidance::pattern::{Pattern, pattern};
use crate::model::Span;

/// Statements whose arguments go on to the end of the line.
static STATEMENT: Pattern = pattern!(
    r"(?xm)
        ^[^\S\n]*(?: puts | p | pp | p! | pp! | ap | print | printf | println | warn | carp | cluck | croak | confess | say | abort | die | echo | debugEcho | raise\s+[\w:]+\s*, | (?:[A-Za-z_.@]*[Ll]ogger|Rails\.logger|log|LOGGER)(?:\?|&)?\.(?:debug|info|warn|error|fatal|unknown) | \$?(?:stdout|stderr|STDOUT|STDERR)\.(?:puts|print|write|writeLine) | System\.(?:out|err)\.print(?:ln|f)? | IO\.(?:puts|inspect) )
          [^\S\n]+ (?<words>[^\s(=][^\n]*)
        "
);

/// Languages in which these are statements.
const OF_STATEMENT: &[Language] = &[
    Ruby, Erb, Crystal, Php, Perl, Raku, Python, Elixir, Swift, Groovy, Gradle, PowerShell, Nim,
    Nushell,
];

/// Statements of other languages, wherever they stand in a line.
static OTHERS: [(Pattern, &[Language]); 33] = [
    // Resources of Chef
    (
        pattern!(r#"(?m)^[^\S\n]*(?:log|message)[^\S\n]+(?<words>"[^\n]+)"#; "log" | "message"),
        &[Ruby],
    ),
    (
        pattern!(r"\bWrite-(?:Host|Output|Verbose|Debug|Information|Warning|Error|Log|LogMessage|PSFMessage)[^\S\n]+(?<words>[^\n]+)";
            "write-"),
        &[PowerShell],
    ),
    // What goes into a file that is a log by its name, or into the log of the system
    (
        pattern!(r#"(?im)^[^\S\n]*(?:Add-Content[^\S\n]+(?:-Path[^\S\n]+)?[^\n]{0,120}?\.log["']?[^\S\n]+(?:-Value[^\S\n]+)?(?<words>[^\n]+)|(?<named>"[^"\n]+"|\$[\w:.]+)[^\S\n]*\|[^\S\n]*(?:Out-File|Add-Content|Tee-Object)[^\n]{0,120}?\.log\b)"#;
            ".log"),
        &[PowerShell],
    ),
    (
        pattern!(r"(?i)\bWrite-EventLog\b[^\n]{0,200}?-Message[^\S\n]+(?<words>[^\n]+)"; "write-eventlog"),
        &[PowerShell],
    ),
    (
        pattern!(r"(?im)^[^\S\n]*(?:debug\.print|msgbox|app\.logevent)[^\S\n]+(?<words>[^\n]+)"; "debug.print" | "msgbox" | "app.logevent"),
        &[VisualBasic, VbScript],
    ),
    (
        pattern!(r"(?im)(?:^|\bthen\b|\bbegin\b|\belse\b|;)[^\S\n]*(?:print[^\S\n]|raise[^\S\n]+(?:notice|info|warning|log|exception)\b)(?<words>[^\n]+)";
            "print" | "raise"),
        &[Sql],
    ),
    (
        pattern!(r"(?im)^[^\S\n]*(?:write|message)\b:?[^\S\n]*/?(?<words>[^\n]+)"; "write" | "message"),
        &[Abap],
    ),
    (
        pattern!(r"(?im)^[^\S\n]*(?:log(?: to console| many)?|(?:log|print)[^\S\n]+variables)(?:\t|[ ]{2,})[^$@&\n]*[$]\{(?<words>[^}\n]+)\}";
            "log"),
        &[Robot],
    ),
    (
        pattern!(r#"(?m)\bdebug:[^\S\n]*(?:\{\s*|\n\s+)?(?:var[^\S\n]*[:=]\s*["']?(?<words>[A-Za-z_][^\n}"']*)|msg[^\S\n]*[:=](?:[^\n{]*|\s*\n(?:\s*-[^\n{]*\n){0,5}\s*-[^\n{]*)\{\{\s*(?<named>[^{}|\n]+)(?:\|[^{}\n]{0,60})?\}\})"#;
            "debug:"),
        &[Yaml],
    ),
    (
        pattern!(r"\b(?:(?:std::)?w?(?:cout|cerr|clog)|q(?:Debug|Info|Warning|Critical)\(\)|(?:[DPV]|PCHECK|RAW_|SYS)?LOG(?:_[A-Z_]+)?\([^()\n]{0,80}\)|BOOST_LOG_[A-Z_]+\([^()\n]{0,80}\)|(?:P|D|DEBUG_?)?LOG[IWEDVF]|wxLog\w+)\s*<<\s*(?<words>(?:<<[^\S\n]*\n|\r?\n[^\S\n]*<<|[^;\n])+)";
            "<<"),
        &[C, Cpp, ObjectiveC],
    ),
    // What a block of Ruby prints in its own line
    (
        pattern!(r#"(?:[{;]|\bdo)[^\S\n]*(?:\|[^|\n]{1,40}\|[^\S\n]*)(?:puts|p|pp|print|warn)[^\S\n]+(?<words>"[^"\n]+"|[a-z@][^\n};]*)"#;
            "puts" | "p" | "warn"),
        &[Ruby, Crystal],
    ),
    // What a page shows next, and what a condition says that fails
    (pattern!(r"\bflash(?:\.now)?\[[^\]\n]{1,30}\]\s*=\s*(?<words>[^\n]+)"; "flash"), RUBY),
    (
        pattern!(r#"(?m)^[^\S\n]*assert[^\S\n]+[^,\n]{1,120},[^\S\n]*(?<words>f(?:"[^"\n]+"|'[^'\n]+'))[^\S\n]*\r?$"#; "assert"),
        &[Python],
    ),
    // A Ruby error of no said kind, and what PowerShell throws
    (
        pattern!(r#"(?m)^[^\S\n]*(?:raise|fail|throw)[^\S\n]+(?<words>"[^\n]+)"#; "raise" | "fail" | "throw"),
        &[Ruby, Crystal, PowerShell, Elixir],
    ),
    (pattern!(r"\bfwrite\(\s*STD(?:ERR|OUT)\s*,(?<words>[^;\n]+)"; "fwrite("), &[Php]),
    // Karate
    (
        pattern!(r"(?m)^[^\S\n]*(?:\*|Given|When|Then|And|But)[^\S\n]+print[^\S\n]+(?<words>[^\n]+)"; "print"),
        &[Gherkin],
    ),
    // Tags of ColdFusion
    (
        pattern!(r"(?i)<cf(?:log|dump|trace)\b(?<words>[^<>]+)"; "<cflog" | "<cfdump" | "<cftrace"),
        &[ColdFusion],
    ),
    (
        pattern!(r"@(?:info|warn|error|debug|show)[^\S\n]+(?<words>[^\n]+)";
            "@info" | "@warn" | "@error" | "@debug" | "@show"),
        &[Julia],
    ),
    (
        pattern!(r"(?m)^[^\S\n]*(?:trace|debug|info|notice|warn|error|fatal)[^\S\n]+(?<words>[^\s=:(][^\n]*)";
            "trace" | "debug" | "info" | "notice" | "warn" | "error" | "fatal"),
        &[Nim],
    ),
    (
        pattern!(r#"(?m)(?:^|[;{])[^\S\n]*puts[^\S\n]+(?:-nonewline[^\S\n]+)?(?:std(?:err|out)[^\S\n]+)?(?:(?<words>(?:\$\w+(?:\(\w+\))?|"[^"\n\[]+")[^\S\n]*(?:[;}]|\r?$))|\[format[^\S\n]+"[^"\n]{0,200}"[^\S\n]+(?<named>[^\[\]\n]+)\])"#;
            "puts"),
        &[Tcl],
    ),
    (
        pattern!(r"\bBun\.write\(\s*Bun\.std(?:out|err)\s*,(?<words>[^;\n]+)"; "bun.write("),
        &[JavaScript],
    ),
    (
        pattern!(r"(?m)(?:^|[;{|])[^\S\n]*log[^\S\n]+(?:debug|info|warning|error|critical)[^\S\n]+(?<words>[^\n]+)"; "log"),
        &[Nushell],
    ),
    // AutoHotkey, where a text that stands in quotes is one among others
    (
        pattern!(r#"(?im)^[^\S\n]*(?:msgbox|outputdebug|tooltip|traytip)[^\S\n]*(?:,?[^\S\n]*%[^\S\n]+(?<words>[^\n]+)|[^\S\n](?<named>"[^\n]+))"#;
            "msgbox" | "outputdebug" | "tooltip" | "traytip"),
        &[AutoHotkey],
    ),
    (
        pattern!(r#"(?im)^[^\S\n]*fileappend[^\S\n]+(?<words>"[^\n]+?),[^,\n]*\blog\b"#; "fileappend", "log"),
        &[AutoHotkey],
    ),
    (pattern!(r"(?m)(?:^|[{;])[^\S\n]*printf?[^\S\n]+(?<words>[^\n]+)"; "print"), &[Awk]),
    // COBOL, and languages in which a form displays
    (pattern!(r"(?im)(?:^|[^\w-])display[^\S\n]+(?<words>[^\n]+)"; "display"), &[Cobol, Informix]),
    (
        pattern!(r"(?im)^[^!\n]{0,120}?\b(?:print\s*(?:\*|'[^'\n]{0,60}'|\w+)\s*,|write\s*\(\s*(?:unit\s*=\s*)?(?:\*|6|0|error_unit|output_unit)\s*(?:,[^,()\n]{0,40}(?:\([^()\n]{0,60}\)'?)?)?\))\s*(?<words>[^\n!]+)";
            "print" | "write"),
        &[Fortran],
    ),
    // FoxPro, Harbour and AdvPL
    (
        pattern!(r"(?im)^[^\S\n]*(?:\?{1,2}|wait[^\S\n]+window)[^\S\n]*(?<words>[^\s?][^\n]*)"; "?" | "wait"),
        &[FoxPro],
    ),
    // RPG
    (
        pattern!(r"(?im)^[^\S\n]*(?:dsply|snd-msg)\b(?:\([a-z]\))?[^\S\n]*(?<words>[^;\n]+)"; "dsply" | "snd-msg"),
        &[Rpg],
    ),
    // OpenEdge
    (pattern!(r"(?m)^[^\S\n]*(?:MESSAGE|message)[^\S\n]+(?<words>[^\n]+)"; "message"), &[OpenEdge]),
    // Scripts of Windows
    (
        pattern!(r#"(?im)^[^'"\n]{0,200}?\b(?:wscript\.echo|response\.write)[^\S\n]+(?<words>[^\s(][^\n%]*)"#;
            "wscript.echo" | "response.write"),
        &[VbScript, Asp],
    ),
    (
        pattern!(r"(?m)\bconsole\.(?:log|info|warn|error|debug)[^\S\n]+(?<words>[^\n]+)"; "console."),
        &[CoffeeScript],
    ),
    // What is piped into what prints
    (
        pattern!(r"(?m)^(?<words>[^\n|]+)\|>[^\S\n]*(?:IO\.(?:inspect|puts)|dbg|Logger\.\w+)\b"; "|>"),
        &[Elixir],
    ),
];

/// The arguments of the statements of a page.
pub(super) fn arguments<'p>(page: &'p Page<'_>) -> impl Iterator<Item = Span> + 'p {
    OTHERS
        .iter()
        .map(|(statement, of)| (statement, *of))
        .chain([(&STATEMENT, OF_STATEMENT)])
        .filter(|(_, of)| page.is_in(of))
        .flat_map(move |(statement, _)| statement.captures_iter(page))
        .filter_map(|found| found.name("words").or(found.name("named")))
        .map(|words| extent::of(page, words.span()))
        .filter(|span| !goes_away(page.slice(*span)) && !goes_to_file(page, *span))
        .filter(|span| !page.is_in(&[Yaml]) || !is_kept_quiet(page, *span))
}

/// Whether the task of Ansible that a place stands in says that nothing of it is logged.
fn is_kept_quiet(page: &Page<'_>, at: Span) -> bool {
    const NEAR: usize = 300;
    let text = page.text();
    let near = text.floor_char_boundary((at.end + NEAR).min(text.len()));
    let rest = text[at.end..near].lines().skip(1);
    let mut rest = rest.take_while(|line| !line.trim_start().starts_with("- "));
    rest.any(|line| ["no_log: true", "no_log: yes"].contains(&line.trim()))
}

/// Whether what is printed goes into a file, and not to who runs the program.
fn goes_away(words: &str) -> bool {
    words.contains(" > ") && !words.contains("/dev/std")
}

/// Whether the first word is the file to which a statement of Perl prints: nothing but a blank stands behind it.
fn goes_to_file(page: &Page<'_>, words: Span) -> bool {
    static HANDLE: Pattern = pattern!(r#"^(?:\$\w+|\{\s*\$\w+\s*\})[^\S\n]+["'$\w]"#; "$");
    const OPERATORS: [&str; 10] =
        ["x ", "if ", "unless ", "for ", "foreach ", "and ", "or ", "eq ", "ne ", "while "];
    let text = page.slice(words);
    page.is_in(&[Perl])
        && HANDLE.find(text).is_some_and(|handle| {
            let rest = &text[handle.end() - 1..];
            !OPERATORS.iter().any(|operator| rest.starts_with(operator))
        })
}
