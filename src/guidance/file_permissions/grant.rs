//! What a mode lets others do, in the spellings of shells, languages and tools.

use crate::guidance::pattern::{Pattern, pattern};

/// The bits that matter: everyone reads, everyone writes, the group writes.
const READ: u32 = 0o004;
const WRITE: u32 = 0o002;
const GROUP: u32 = 0o020;

/// What others are let do.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Grant {
    /// The bits of a mode.
    Mode(u32),
    /// An entry of an access list of Windows, for a group that holds everyone.
    List,
}

impl Grant {
    /// The bits, where they give anything away.
    pub(super) fn of(bits: u32) -> Option<Self> {
        (bits & (READ | WRITE | GROUP) != 0).then_some(Self::Mode(bits))
    }

    /// What `chmod` takes: `644`, `0644`, `a+r`, `u=rw,go=r`.
    pub(super) fn of_command(text: &str) -> Option<Self> {
        octal(text).or_else(|| symbolic(text)).and_then(Self::of)
    }

    /// Whether others may write, and not just read.
    pub(super) fn lets_change(self) -> bool {
        !matches!(self, Self::Mode(bits) if bits & (WRITE | GROUP) == 0)
    }

    /// The words for who can do what.
    pub(super) fn who(self) -> &'static str {
        match self {
            Self::List => "every user of the machine has access to it",
            Self::Mode(bits) => match (bits & READ != 0, bits & WRITE != 0) {
                (true, false) => "every user of the machine can read it",
                (true, true) => "every user of the machine can read and change it",
                (false, true) => "every user of the machine can change it",
                (false, false) => "its group can change it",
            },
        }
    }

    /// What to write instead.
    pub(super) fn instead(self) -> &'static str {
        match self {
            Self::List => "its owner's access",
            Self::Mode(_) => "0600",
        }
    }

    /// Whether the owner may run the file, as is said of programs and folders; what may do everything is neither.
    pub(super) fn is_of_folder(self) -> bool {
        matches!(self, Self::Mode(bits) if bits & 0o100 != 0 && bits & 0o777 != 0o777)
    }
}

/// The bits of a mode in octal digits, with or without what marks them as such.
pub(super) fn octal(text: &str) -> Option<u32> {
    let digits = ["0o", "0O", "0"].iter().find_map(|mark| text.strip_prefix(mark)).unwrap_or(text);
    let digits = if text.len() == 6 { digits.trim_start_matches('0') } else { digits };
    let is_mode =
        (3..=4).contains(&digits.len()) && digits.bytes().all(|b| matches!(b, b'0'..=b'7'));
    is_mode.then(|| u32::from_str_radix(digits, 8).ok()).flatten()
}

/// The bits of a mode in a document, where a number without a zero before it may be decimal: of a mode in octal digits
/// that the owner cannot read, nobody would think.
pub(super) fn number(text: &str) -> Option<u32> {
    let decimal = || text.parse().ok().filter(|bits| (0o100..=0o7777).contains(bits));
    octal(text).filter(|bits| text.starts_with('0') || bits & 0o400 != 0).or_else(decimal)
}

/// The bits that the clauses of a symbolic mode give.
pub(super) fn symbolic(text: &str) -> Option<u32> {
    static CLAUSE: Pattern = pattern!("^(?<who>[ugoa]*)(?<how>[-+=])(?<what>[rwxXst]*)$");
    let mut bits = 0;
    for clause in text.split(',') {
        let found = CLAUSE.captures(clause)?;
        let (who, how, what) = (found.name("who")?, found.name("how")?, found.name("what")?);
        if how.as_str() == "-" {
            continue;
        }
        let letters = what.as_str().chars().map(|letter| match letter {
            'r' => 4,
            // Without a name, what the usual mask takes away is not given.
            'w' if !who.as_str().is_empty() => 2,
            'x' | 'X' => 1,
            _ => 0,
        });
        let given = letters.fold(0, |all, one| all | one);
        let shifts = match who.as_str() {
            "" => "ugo",
            who if who.contains('a') => "ugo",
            who => who,
        };
        for one in shifts.chars() {
            bits |= given
                << match one {
                    'u' => 6,
                    'g' => 3,
                    _ => 0,
                };
        }
    }
    Some(bits)
}

/// The bits of nine letters: `rw-r--r--`.
pub(super) fn letters(text: &str) -> Option<u32> {
    let is_mode = text.len() == 9
        && text.bytes().enumerate().all(|(at, byte)| byte == b'-' || byte == b"rwx"[at % 3]);
    let bits = text.bytes().fold(0, |bits, byte| bits << 1 | u32::from(byte != b'-'));
    is_mode.then_some(bits)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn modes_in_every_spelling() {
        for mode in
            ["644", "0644", "0o666", "777", "604", "0660", "a+r", "o+rw", "+r", "u=rw,go=r", "g+w"]
        {
            assert!(Grant::of_command(mode).is_some(), "{mode}");
        }
        for mode in [
            "600", "0400", "640", "0o440", "750", "go-r", "u+rw", "+x", "+w", "o=", "u=rw,g=r",
            "g+r", "$MODE", "6", "64444",
        ] {
            assert!(Grant::of_command(mode).is_none(), "{mode}");
        }
        assert_eq!(letters("rw-r--r--"), Some(0o644));
        assert_eq!(letters("rw-r--rw"), None);
        assert_eq!(letters("wr-r--r--"), None);
        assert_eq!(
            (number("0644"), number("420"), number("384")),
            (Some(0o644), Some(0o420), Some(0o600))
        );
        assert_eq!(
            (number("256"), number("000644"), number("x")),
            (Some(0o400), Some(0o644), None)
        );
    }
}
