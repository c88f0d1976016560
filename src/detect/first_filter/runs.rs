//! Long runs of letters and digits: what almost every value is, or becomes in base64 and hexadecimal digits.

use super::spelled::{Base64, Hex};
use crate::blocks::{self, is_alphanumeric};
use crate::detect::declared::declared;
use crate::detect::rows::{BOUNDARY, are_in_block, is_in_block, row_from, row_to};
use crate::detect::validate::{
    has_both_cases, is_encoded_text, is_random, reads_as_text, stands_alone, stands_apart,
};
use crate::model::Span;

/// The lengths of values that need no name beside them.
const LENGTHS: [usize; 2] = [48, 64];

/// The most characters of an escape that can stand glued before a value: `u003d`.
const GLUE: usize = 6;

/// What may join the parts of a value, at most, between two literals or lines.
const JOINT: usize = 120;

/// The shortest part of a value that is looked at beside a long one.
const PART: usize = 8;

/// The sample of a run that tells whether it could be base64 of text, in characters: that of the shortest value is
/// longer, and where a row or a mark of base64 cuts it, a sample is left on one side.
const TEXT_SAMPLE: usize = 28;

/// How often a run is looked at for text, which may start anywhere in it: a value of 48 characters takes 64 of base64,
/// and within the first of them a whole sample starts at each alignment.
const TEXT_STRIDE: usize = 20;

/// The same for hexadecimal digits, of which the shortest value takes 56.
const HEX_SAMPLE: usize = 32;
const HEX_STRIDE: usize = 24;

/// Control characters that can stand beside a text in what is base64: the frame of a message has a few, a public key
/// has more.
const MOST_CONTROLS: usize = 3;

/// Whether the run, one of [`SHORTEST_RUN`](super::sweep::SHORTEST_RUN) or more, could be a value, a part of one, or
/// the spelling of a text.
pub(super) fn is_suspicious(window: &[u8], run: Span, rows: &mut Rows<'_>) -> bool {
    window[run.start..].starts_with(b"eyJ")
        || (rows.is_whole(run) && (is_value(window, run) || declares_value(window, run)))
        || is_part(window, run, rows)
        || rows.base64.follow(run.start)
        || spells_text(window, run, &mut rows.base64)
        || starts_archive(&window[run.start..run.end])
        || rows.hex.follow(run.start)
        || spells_hex_text(window, run, &mut rows.hex)
}

/// Whether a run is hexadecimal digits that start as a gzip or zip file or a PDF document does.
fn starts_archive(run: &[u8]) -> bool {
    let digits = run.strip_prefix(b"0x").or_else(|| run.strip_prefix(b"x")).unwrap_or(run);
    let is = |start: &[u8]| digits[..start.len()].eq_ignore_ascii_case(start);
    match digits[0] {
        b'1' => is(b"1f8b08"),
        b'2' => is(b"25504446"),
        b'5' => is(b"504b0304"),
        _ => false,
    }
}

/// What runs spell, and where in the window they stand whole.
pub(super) struct Rows<'w> {
    base64: Base64<'w>,
    hex: Hex<'w>,
    /// All but the rows that the edges of the window cut.
    whole: Span,
}

impl<'w> Rows<'w> {
    /// For the runs of a window, in their order. `is_cut` is whether the content goes on before and behind it.
    pub(super) fn new(window: &'w [u8], is_cut: (bool, bool)) -> Self {
        let start = if is_cut.0 { row_from(window, 0).end } else { 0 };
        let end = if is_cut.1 { row_to(window, window.len()).start } else { window.len() };
        let whole = Span { start, end };
        Self { base64: Base64::new(window), hex: Hex::new(window), whole }
    }

    /// Whether no edge of the window cuts the row in which the span stands.
    fn is_whole(&self, span: Span) -> bool {
        self.whole.start <= span.start && span.end <= self.whole.end
    }

    /// Whether the last rows that were read are suspicious.
    pub(super) fn end_suspicious(&mut self) -> bool {
        self.base64.ends_suspicious() || self.hex.ends_suspicious()
    }
}

/// An equals sign in quoted-printable text, and how far from one lines are joined, in bytes.
const SIGN: &[u8] = b"=3D";
const NEAR: usize = 512;

/// How long lines are that a soft line end cuts, in bytes.
const SOFT_LINE: std::ops::RangeInclusive<usize> = 70..=80;

/// Whether the run is a value by itself, or one with an escape glued before it.
fn is_value(window: &[u8], run: Span) -> bool {
    let glued = run.start > 0 && matches!(window[run.start - 1], b'\\' | b'%' | b'[' | b';');
    let most = match () {
        () if glued => GLUE,
        () => quoted_glue(window, run.start),
    };
    LENGTHS.iter().any(|&length| {
        let fits = (length..=length + most).contains(&run.len());
        let value = Span { start: run.end.saturating_sub(length), end: run.end };
        fits && is_random(&window[value.start..value.end])
            && if value == run { stands_alone(window, value) } else { stands_glued(window, value) }
            && !is_encoded_text(&window[value.start..value.end])
    })
}

/// How much of the run at `start` can be the rest of an escape in quoted-printable text: `=3D`.
fn quoted_glue(window: &[u8], start: usize) -> usize {
    let is_sign = window[start..].starts_with(b"3D") && window[..start].ends_with(b"=");
    if is_sign { 2 } else { 0 }
}

/// Whether the run is a value that its length, or what follows it in a binary file, makes longer.
fn declares_value(window: &[u8], run: Span) -> bool {
    declared(window, run).is_some_and(|value| is_random(&window[value.start..value.end]))
}

/// Whether a value with the rest of an escape right before it may stand alone once the escape is undone.
fn stands_glued(window: &[u8], value: Span) -> bool {
    let alone = Span { start: 0, end: value.len() };
    stands_apart(&window[value.start..], alone) && !is_in_block(window, value)
}

/// Whether the run is one part of a value that is written in several.
fn is_part(window: &[u8], run: Span, rows: &Rows<'_>) -> bool {
    const LONGEST_PART: usize = 63;
    if run.len() > LONGEST_PART || !has_both_cases(&window[run.start..run.end]) {
        return false;
    }
    // `whole` is the run, the gap on one side of it, and what stands beyond.
    let joins = |gap: Span, whole: Span| {
        let other = whole.len() - gap.len() - run.len();
        let is_quoted = window[gap.start..gap.end].iter().any(|byte| is_quote(*byte));
        let glued = quoted_glue(window, whole.start);
        let is_length = |length| LENGTHS.contains(&length) || LENGTHS.contains(&(length - glued));
        let has_length = || is_length(run.len() + other) && !is_amid_base64(window, whole);
        other > 0
            && rows.is_whole(whole)
            && ((is_quoted && other >= PART) || has_length())
            && !are_in_block(window, gap.start, gap.end)
    };
    let joins_next = || {
        let gap = gap_behind(window, run.end);
        let whole = || Span { start: run.start, end: gap.end + part_from(window, gap.end) };
        breaks(window, gap) && joins(gap, whole())
    };
    let joins_last = || {
        let gap = gap_before(window, run.start);
        let whole = || Span { start: gap.start - part_to(window, gap.start), end: run.end };
        breaks(window, gap) && joins(gap, whole())
    };
    let part = &window[run.start..run.end];
    (joins_next() || joins_last()) && is_random(part) && !reads_as_text(part)
}

/// What stands between a part of a value and the next.
fn gap_behind(window: &[u8], at: usize) -> Span {
    let end = window.len().min(at + JOINT);
    let length = (at..end).take_while(|at| is_joint_at(window, *at)).count();
    Span { start: at, end: at + length }
}

/// What stands between a part of a value and the last.
fn gap_before(window: &[u8], at: usize) -> Span {
    let start = at.saturating_sub(JOINT);
    let length = (start..at).rev().take_while(|at| is_joint_at(window, *at)).count();
    Span { start: at - length, end: at }
}

/// Whether a literal or a line ends in a gap, and no block of data: what is printed at its ends joins nothing.
fn breaks(window: &[u8], gap: Span) -> bool {
    let is_break = |byte: &u8| is_quote(*byte) || matches!(byte, b'\\' | b'\n' | b'\r');
    let gap = &window[gap.start..gap.end];
    gap.iter().any(is_break) && !gap.windows(BOUNDARY.len()).any(|part| part == BOUNDARY)
}

/// How long the part is that starts at `at`.
fn part_from(window: &[u8], at: usize) -> usize {
    let near = &window[at..window.len().min(at + LENGTHS[1])];
    blocks::run_length(near, is_alphanumeric)
}

/// How long the part is that ends at `at`.
fn part_to(window: &[u8], at: usize) -> usize {
    let near = &window[at.saturating_sub(LENGTHS[1])..at];
    blocks::run_before(near, near.len(), is_alphanumeric)
}

fn is_quote(byte: u8) -> bool {
    matches!(byte, b'"' | b'\'' | b'`')
}

/// Whether a plus sign joins the span to more of the same base64.
fn is_amid_base64(window: &[u8], span: Span) -> bool {
    matches!(&window[..span.start], [.., neighbour, b'+'] if neighbour.is_ascii_alphanumeric())
        || matches!(&window[span.end..], [b'+', neighbour, ..] if neighbour.is_ascii_alphanumeric())
}

/// Whether the byte at `at` may stand between two parts: an equals sign does too where it ends a line of quoted-printable
/// text, which is as wide as it can be.
fn is_joint_at(window: &[u8], at: usize) -> bool {
    is_joint(&window[at])
        || window[at] == b'='
            && matches!(window.get(at + 1), Some(b'\n' | b'\r'))
            && SOFT_LINE.contains(&line_length(window, at))
            && memchr::memmem::find(
                &window[at.saturating_sub(NEAR)..window.len().min(at + NEAR)],
                SIGN,
            )
            .is_some()
}

/// How long the line is of which `at` is in, up to there; no longer than is of interest.
fn line_length(window: &[u8], at: usize) -> usize {
    let near = &window[at.saturating_sub(*SOFT_LINE.end() + 1)..at];
    memchr::memrchr2(b'\n', b'\r', near).map_or(near.len(), |end| near.len() - end - 1)
}

fn is_joint(byte: &u8) -> bool {
    !byte.is_ascii_alphanumeric() && !matches!(byte, b':' | b'=' | b'{' | b'}' | b'/')
}

/// Whether some stretch of the run is base64 of text that is suspicious in its turn.
fn spells_text(window: &[u8], run: Span, rows: &mut Base64<'_>) -> bool {
    let is_text = |sample: &[u8]| {
        sample.chunks_exact(4).all(could_be_ascii)
            && is_varied(sample)
            && controls_in(sample) <= MOST_CONTROLS
    };
    // Most runs are digests, in letters of one case.
    if !has_both_cases(&window[run.start..run.end]) {
        return false;
    }
    let starts = (run.start..run.end).step_by(TEXT_STRIDE).flat_map(|start| {
        let head = window.get(start..start + HEAD).and_then(|head| head.try_into().ok());
        let places = head.map_or(0, could_start_text);
        (0..4).filter(move |at| places >> at & 1 != 0).map(move |at| start + at)
    });
    starts.take_while(|start| start + TEXT_SAMPLE <= run.end).any(|start| {
        !rows.knows(start) && is_text(&window[start..start + TEXT_SAMPLE]) && rows.read(start)
    })
}

/// What is looked at of a stretch to tell that no text starts at one of its first four places, in characters: four
/// groups from each.
const HEAD: usize = 20;

/// At which of the first four places base64 of ASCII could start, a bit each. Of random letters it could at one in 256,
/// and as no branch is taken on the others, none is mistaken for it.
fn could_start_text(head: &[u8; HEAD]) -> u32 {
    const FIRST: u8 = 1;
    const THIRD: u8 = 2;
    const CLASSES: [u8; 256] = {
        let mut classes = [0; 256];
        let mut byte = 0;
        while byte < 256 {
            let is_first = starts_ascii(byte as u8);
            let is_third = goes_on_ascii(byte as u8);
            classes[byte] = if is_first { FIRST } else { 0 } | if is_third { THIRD } else { 0 };
            byte += 1;
        }
        classes
    };
    let (mut first, mut third) = (0_u32, 0_u32);
    for (at, byte) in head.iter().enumerate() {
        let class = u32::from(CLASSES[usize::from(*byte)]);
        first |= (class & u32::from(FIRST)) << at;
        third |= (class >> 1) << at;
    }
    let groups = first & third >> 2;
    groups & groups >> 4 & groups >> 8 & groups >> 12 & 0xF
}

/// Whether the first and the third byte that four characters of base64 stand for are ASCII.
fn could_be_ascii(group: &[u8]) -> bool {
    starts_ascii(group[0]) && goes_on_ascii(group[2])
}

/// Whether the first of four characters stands for less than 32.
const fn starts_ascii(byte: u8) -> bool {
    matches!(byte, b'A'..=b'Z' | b'a'..=b'f')
}

/// Whether the third of four characters has the second of its bits clear.
const fn goes_on_ascii(byte: u8) -> bool {
    sextet(byte) & 2 == 0
}

/// Control characters in what the sample stands for, but for those of text. A zero alone between two others belongs to
/// a wide character.
fn controls_in(sample: &[u8]) -> usize {
    let mut controls = 0;
    let mut is_zero = false;
    for group in sample.chunks_exact(4) {
        let bits = group.iter().fold(0_u32, |bits, byte| bits << 6 | u32::from(sextet(*byte)));
        let [_, bytes @ ..] = bits.to_be_bytes();
        for byte in bytes {
            let counts = match byte {
                b'\t' | b'\n' | b'\r' => false,
                0 => is_zero,
                _ => byte < b' ',
            };
            controls += usize::from(counts);
            is_zero = byte == 0;
        }
    }
    controls
}

/// Whether there are more different characters than in a row of the same ones, or of a few.
fn is_varied(sample: &[u8]) -> bool {
    const FEWEST: u32 = 5;
    let seen = sample.iter().fold(0_u128, |seen, byte| seen | 1 << (byte & 127));
    seen.count_ones() >= FEWEST
}

/// The six bits of a base64 letter or digit.
const fn sextet(byte: u8) -> u8 {
    match byte {
        b'A'..=b'Z' => byte - b'A',
        b'a'..=b'z' => byte - b'a' + 26,
        _ => byte.wrapping_sub(b'0').wrapping_add(52),
    }
}

/// Whether some stretch of the run is hexadecimal digits of text that is suspicious in its turn; of ASCII the first
/// digit of each pair is 2 to 7.
fn spells_hex_text(window: &[u8], run: Span, rows: &mut Hex<'_>) -> bool {
    let is_text = |sample: &[u8]| {
        sample
            .chunks_exact(2)
            .all(|pair| matches!(pair[0], b'2'..=b'7') && pair[1].is_ascii_hexdigit())
            && is_varied(sample)
    };
    let starts = (run.start..run.end).step_by(HEX_STRIDE).flat_map(|start| start..start + 2);
    starts.take_while(|start| start + HEX_SAMPLE <= run.end).any(|start| {
        !rows.knows(start) && is_text(&window[start..start + HEX_SAMPLE]) && rows.read(start)
    })
}

#[cfg(test)]
mod tests {
    use crate::detect::suspicious_text as suspicious;
    use crate::rule::expand;

    fn is(template: &str) -> bool {
        (0..40).all(|padding| {
            suspicious(format!("{}{} ", " ".repeat(padding), expand(template, 3)).as_bytes())
        })
    }

    #[test]
    fn values_at_every_offset() {
        for template in [
            "{{id48}}",
            "{{secret64}}",
            "\\n{{secret64}}",
            "\\u003d{{id48}}",
            "%3D{{id48}}",
            "=3D{{id48}}",
            "=3D{{secret64}}",
            "\nand some words that make the line as wide: =3D{{secret32}}=\r\n{{secret32b}}",
            "{{jwt}}",
            "{{id48-base64}}",
            "{{secret64-base64}}",
            "{{basic}}",
            "\"{{secret32}}\" +\n    \"{{secret32b}}\"",
        ] {
            assert!(is(template), "{template}");
        }
    }

    #[test]
    fn text_is_met_behind_letters_of_any_number() {
        let id = expand("{{id48}}", 3);
        let digits: String = id.bytes().map(|byte| format!("{byte:02x}")).collect();
        let encoded = ["{{id48-base64}}", "{{secret64-base64}}"].map(|text| expand(text, 3));
        for text in encoded.iter().chain([&digits]) {
            for length in 0..60 {
                let letters = &"ordinary".repeat(8)[..length];
                assert!(suspicious(format!("{letters}{text}").as_bytes()), "{letters}{text}");
            }
        }
    }

    #[test]
    fn ordinary_runs_are_not() {
        for template in [
            "{{hex64}}",
            "{{hex128}}",
            "{{run66}}",
            "{{secret32}}",
            "AbstractSingletonProxyFactoryBeanDefinitionReader",
            "{{secret64}}+{{token28}}",
            "ABCDEFG/{{token28}}+AbstractSingletonBeanFactor\n{{secret64}}\n",
            "a+{{secret32}}\n{{secret32b}}/",
            "AAAAE2VjZHNhLXNoYTItbmlzdHAyNTYAAAAIbmlzdHAyNTYAAABBAAAAA",
            "AAAAB3NzaC1yc2EAAAADAQABAAABgQ",
            "2222222222222222222222222222222222222222222222222222222222222222",
            "CCCCCCCCCCCCCCCCCCCCCCCCCCCCCCCCCCCCCCCCCCCCCCCCCCCCCCCCCCCCCCCC",
        ] {
            assert!(!suspicious(expand(template, 3).as_bytes()), "{template}");
        }
    }
}
