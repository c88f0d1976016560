//! Texts that stand without quotes and are filled in: `%put token &token;` of SAS, `MsgBox, token %token%` of AutoHotkey.
//!
//! Contract: a sink is the name of a variable; the words around it are only words.

use super::super::Page;
use crate::guidance::language::Language::{self, *};
use crate::guidance::pattern::{Pattern, pattern};
use crate::model::Span;

/// What prints such a text.
struct Text {
    /// Up to the end of the text, which it calls `words`.
    pattern: Pattern,
    /// What is filled in, by its `name`.
    variable: Pattern,
    of: &'static [Language],
}

static TEXTS: [Text; 5] = [
    Text {
        pattern: pattern!(r"(?i)%put[^\S\n]+(?<words>[^;\n]+)"; "%put"),
        variable: pattern!(r"&=?(?<name>[A-Za-z_]\w*)"; "&"),
        of: &[Sas],
    },
    Text {
        pattern: pattern!(r#"(?i)\bput[^\S\n]+"(?<words>[^"\n]+)""#; "put"),
        variable: pattern!(r"&(?<name>[A-Za-z_]\w*)"; "&"),
        of: &[Sas],
    },
    Text {
        pattern: pattern!(r"(?im)^[^\S\n]*(?:msgbox|outputdebug|tooltip|traytip)[^\S\n]*,(?<words>[^\n]+)";
            "msgbox" | "outputdebug" | "tooltip" | "traytip"),
        variable: pattern!(r"%(?<name>[A-Za-z_]\w*)%"; "%"),
        of: &[AutoHotkey],
    },
    Text {
        pattern: pattern!(r"(?im)^[^\S\n]*fileappend[^\S\n]*,(?<words>[^\n]+?),[^,\n]*\blog\b"; "fileappend", "log"),
        variable: pattern!(r"%(?<name>[A-Za-z_]\w*)%"; "%"),
        of: &[AutoHotkey],
    },
    // The delayed variables of a batch, and a line that says first which log it goes into
    Text {
        pattern: pattern!(
            r"(?im)(?:^|[&(|])[^\S\n]*@?(?:echo[^\S\n.:]|msg[^\S\n]+\*[^\S\n]|>{1,2}[^\S\n]*[^\s<>|&]*log[^\s<>|&]*[^\S\n]+echo[^\S\n])(?<words>[^\n&|>]+)(?:&|>>?[^\n]*\.log|\r?$)";
            "echo" | "msg"
        ),
        variable: pattern!(r"!(?<name>[A-Za-z_]\w*)!|%(?<named>[A-Za-z_]\w*)%"),
        of: &[Batch],
    },
];

/// The variables that the texts of a page are filled with.
pub(super) fn variables<'p>(page: &'p Page<'_>) -> impl Iterator<Item = Span> + 'p {
    TEXTS.iter().filter(|text| page.is_in(text.of)).flat_map(move |text| {
        let words = text.pattern.captures_iter(page).filter_map(|found| found.name("words"));
        words.flat_map(move |words| {
            let found = text.variable.captures_iter(words.as_str());
            let mut opened = 0_isize;
            let mut read = 0;
            found
                .filter_map(|found| found.name("name").or(found.name("named")))
                .filter(|name| {
                    let between = &words.as_str()[read..name.start()];
                    opened += between
                        .bytes()
                        .map(|byte| isize::from(byte == b'(') - isize::from(byte == b')'))
                        .sum::<isize>();
                    read = name.start();
                    // A function of SAS makes another text of it.
                    opened <= 0 || !page.is_in(&[Sas])
                })
                .map(|name| name.span_from(words.start()))
                .collect::<Vec<_>>()
        })
    })
}
