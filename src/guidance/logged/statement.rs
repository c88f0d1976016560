//! Statements that print: their arguments stand in no brackets, and go on to the end of the line.
//!
//! Contract: goes by the ending of the file, since the same word is a name elsewhere.

use super::super::Page;
use super::platform::{OF_COLDFUSION, OF_SQL};
use crate::guidance::pattern::{Pattern, pattern};
use crate::model::Span;

/// Statements whose arguments go on to the end of the line.
static STATEMENT: Pattern = pattern!(
    r"(?xm)
        ^[^\S\n]*(?: puts | p | pp | p! | pp! | ap | print | printf | println | warn | carp | cluck | croak | confess | say | abort | die | echo | debugEcho | raise\s+[\w:]+\s*, | (?:[A-Za-z_.@]*[Ll]ogger|Rails\.logger|log|LOGGER)\.(?:debug|info|warn|error|fatal|unknown) | \$?(?:stdout|stderr|STDOUT|STDERR)\.(?:puts|print|write) | IO\.(?:puts|inspect) )
          [^\S\n]+ (?<words>[^\s(=][^\n]*)
        "
);

/// Endings of languages in which these are statements.
const OF_STATEMENT: &[&str] = &[
    "rb", "rake", "php", "phtml", "pl", "pm", "py", "ex", "exs", "cr", "erb", "swift", "groovy",
    "gradle", "ps1", "psm1", "psd1", "raku", "nim", "nims", "nu",
];

/// Statements of other languages, wherever they stand in a line, and the endings of their files.
static OTHERS: [(Pattern, &[&str]); 22] = [
    (
        pattern!(r"\bWrite-(?:Host|Output|Verbose|Debug|Information|Warning|Error|Log|LogMessage|PSFMessage)[^\S\n]+(?<words>[^\n]+)";
            "write-"),
        &["ps1", "psm1", "psd1"],
    ),
    (
        pattern!(r"(?im)^[^\S\n]*(?:debug\.print|msgbox)[^\S\n]+(?<words>[^\n]+)"; "debug.print" | "msgbox"),
        &["bas", "cls", "frm", "vb", "vbs"],
    ),
    (
        pattern!(r"(?im)(?:^|\bthen\b|\bbegin\b|\belse\b|;)[^\S\n]*(?:print[^\S\n]|raise[^\S\n]+(?:notice|info|warning|log|exception)\b)(?<words>[^\n]+)";
            "print" | "raise"),
        OF_SQL,
    ),
    (
        pattern!(r"(?im)^[^\S\n]*(?:write|message)\b:?[^\S\n]*/?(?<words>[^\n]+)"; "write" | "message"),
        &["abap"],
    ),
    (
        pattern!(r"(?im)^[^\S\n]*(?:log(?: to console| many)?|(?:log|print)[^\S\n]+variables)(?:\t|[ ]{2,})[^$@&\n]*[$]\{(?<words>[^}\n]+)\}";
            "log"),
        &["robot", "resource"],
    ),
    (
        pattern!(r#"(?m)\bdebug:\s*(?:\{\s*|\n\s+)(?:var:\s*(?<words>[A-Za-z_][^\n}]*)|msg:[^\n{]*\{\{\s*(?<named>[^{}|\n]+)\}\})"#;
            "debug:"),
        &["yml", "yaml"],
    ),
    (
        pattern!(r"\b(?:(?:std::)?w?(?:cout|cerr|clog)|q(?:Debug|Info|Warning|Critical)\(\)|(?:[DPV]|PCHECK|RAW_|SYS)?LOG(?:_[A-Z_]+)?\([^()\n]{0,80}\)|BOOST_LOG_[A-Z_]+\([^()\n]{0,80}\)|(?:P|D|DEBUG_?)?LOG[IWEDVF]|wxLog\w+)\s*<<\s*(?<words>[^;\n]+)";
            "<<"),
        &["cc", "cpp", "cxx", "hpp", "c", "h", "mm", "hh", "hxx", "ino", "cu"],
    ),
    // A Ruby error of no said kind, and what PowerShell throws
    (
        pattern!(r#"(?m)^[^\S\n]*(?:raise|fail|throw)[^\S\n]+(?<words>"[^\n]+)"#; "raise" | "fail" | "throw"),
        &["rb", "rake", "cr", "ps1", "psm1"],
    ),
    (
        pattern!(r"\bfwrite\(\s*STD(?:ERR|OUT)\s*,(?<words>[^;\n]+)"; "fwrite("),
        &["php", "phtml", "inc"],
    ),
    // Karate
    (
        pattern!(r"(?m)^[^\S\n]*(?:\*|Given|When|Then|And|But)[^\S\n]+print[^\S\n]+(?<words>[^\n]+)"; "print"),
        &["feature"],
    ),
    // Tags of ColdFusion
    (
        pattern!(r"(?i)<cf(?:log|dump|trace)\b(?<words>[^<>]+)"; "<cflog" | "<cfdump" | "<cftrace"),
        OF_COLDFUSION,
    ),
    (
        pattern!(r"@(?:info|warn|error|debug|show)[^\S\n]+(?<words>[^\n]+)";
            "@info" | "@warn" | "@error" | "@debug" | "@show"),
        &["jl"],
    ),
    (
        pattern!(r"(?m)^[^\S\n]*(?:trace|debug|info|notice|warn|error|fatal)[^\S\n]+(?<words>[^\s=:(][^\n]*)";
            "trace" | "debug" | "info" | "notice" | "warn" | "error" | "fatal"),
        &["nim"],
    ),
    (
        pattern!(r#"(?m)(?:^|[;{])[^\S\n]*puts[^\S\n]+(?:-nonewline[^\S\n]+)?(?:std(?:err|out)[^\S\n]+)?(?<words>(?:\$\w+|"[^"\n\[]+")[^\S\n]*(?:[;}]|\r?$))"#;
            "puts"),
        &["tcl", "tk", "itcl", "exp"],
    ),
    // COBOL, and languages in which a form displays
    (
        pattern!(r"(?im)(?:^|[^\w-])display[^\S\n]+(?<words>[^\n]+)"; "display"),
        &["cob", "cbl", "cobol", "cpy", "4gl", "pco"],
    ),
    (
        pattern!(r"(?im)^[^!\n]{0,120}?\b(?:print\s*(?:\*|'[^'\n]{0,60}'|\w+)\s*,|write\s*\(\s*(?:unit\s*=\s*)?(?:\*|6|0|error_unit|output_unit)\s*(?:,[^,()\n]{0,40}(?:\([^()\n]{0,60}\)'?)?)?\))\s*(?<words>[^\n!]+)";
            "print" | "write"),
        &["f", "f90", "f95", "f03", "f08", "for", "ftn"],
    ),
    // FoxPro, Harbour and AdvPL
    (
        pattern!(r"(?im)^[^\S\n]*(?:\?{1,2}|wait[^\S\n]+window)[^\S\n]*(?<words>[^\s?][^\n]*)"; "?" | "wait"),
        &["prg", "prw", "tlpp"],
    ),
    // RPG
    (
        pattern!(r"(?im)^[^\S\n]*(?:dsply|snd-msg)\b(?:\([a-z]\))?[^\S\n]*(?<words>[^;\n]+)"; "dsply" | "snd-msg"),
        &["rpgle", "sqlrpgle", "rpg"],
    ),
    // OpenEdge
    (
        pattern!(r"(?m)^[^\S\n]*(?:MESSAGE|message)[^\S\n]+(?<words>[^\n]+)"; "message"),
        &["p", "w", "i", "cls"],
    ),
    // Scripts of Windows
    (
        pattern!(r#"(?im)^[^'"\n]{0,200}?\b(?:wscript\.echo|response\.write)[^\S\n]+(?<words>[^\s(][^\n%]*)"#;
            "wscript.echo" | "response.write"),
        &["vbs", "asp", "aspx", "wsf", "asa", "hta"],
    ),
    (
        pattern!(r"(?m)\bconsole\.(?:log|info|warn|error|debug)[^\S\n]+(?<words>[^\n]+)"; "console."),
        &["coffee"],
    ),
    // What is piped into what prints
    (
        pattern!(r"(?m)^(?<words>[^\n|]+)\|>[^\S\n]*(?:IO\.(?:inspect|puts)|dbg|Logger\.\w+)\b"; "|>"),
        &["ex", "exs"],
    ),
];

/// The arguments of the statements of a page.
pub(super) fn arguments<'p>(page: &'p Page<'_>) -> impl Iterator<Item = Span> + 'p {
    OTHERS
        .iter()
        .map(|(statement, endings)| (statement, *endings))
        .chain([(&STATEMENT, OF_STATEMENT)])
        .filter(|(_, endings)| page.has_extension(endings))
        .flat_map(move |(statement, _)| statement.captures_iter(page))
        .filter_map(|found| found.name("words").or(found.name("named")))
        .map(|words| words.span())
        .filter(|span| !page.slice(*span).contains(" > ") && !goes_to_file(page, *span))
}

/// Whether the first word is the file to which a statement of Perl prints: nothing but a blank stands behind it.
fn goes_to_file(page: &Page<'_>, words: Span) -> bool {
    static HANDLE: Pattern = pattern!(r#"^(?:\$\w+|\{\s*\$\w+\s*\})[^\S\n]+["'$\w]"#; "$");
    const OPERATORS: [&str; 10] =
        ["x ", "if ", "unless ", "for ", "foreach ", "and ", "or ", "eq ", "ne ", "while "];
    let text = page.slice(words);
    page.has_extension(&["pl", "pm", "t"])
        && HANDLE.find(text).is_some_and(|handle| {
            let rest = &text[handle.end() - 1..];
            !OPERATORS.iter().any(|operator| rest.starts_with(operator))
        })
}
