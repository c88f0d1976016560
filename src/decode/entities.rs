//! HTML and XML entities, as far as values and their surroundings use them.

use super::escapes::number;

/// Named entities of ASCII characters and the blank.
const NAMED: [(&str, char); 36] = [
    ("AMP", '&'),
    ("GT", '>'),
    ("LT", '<'),
    ("NewLine", '\n'),
    ("QUOT", '"'),
    ("Tab", '\t'),
    ("amp", '&'),
    ("apos", '\''),
    ("ast", '*'),
    ("bsol", '\\'),
    ("colon", ':'),
    ("comma", ','),
    ("commat", '@'),
    ("dollar", '$'),
    ("equals", '='),
    ("excl", '!'),
    ("grave", '`'),
    ("gt", '>'),
    ("hyphen", '-'),
    ("lbrace", '{'),
    ("lcub", '{'),
    ("lowbar", '_'),
    ("lpar", '('),
    ("lsqb", '['),
    ("lt", '<'),
    ("nbsp", ' '),
    ("num", '#'),
    ("percnt", '%'),
    ("period", '.'),
    ("plus", '+'),
    ("quest", '?'),
    ("quot", '"'),
    ("rbrace", '}'),
    ("rpar", ')'),
    ("semi", ';'),
    ("sol", '/'),
];

/// The longest entity, in bytes: `&#x0010FFFF;` with some zeros to spare.
const LONGEST: usize = 16;

/// The entity at the start of `bytes`, which is `&`: its character and its length.
pub(super) fn entity(bytes: &[u8]) -> Option<(char, usize)> {
    let window = &bytes[..bytes.len().min(LONGEST)];
    let end = memchr::memchr(b';', window)?;
    let name = &window[1..end];
    let character = match name {
        [b'#', b'x' | b'X', digits @ ..] => numeric(digits, 16)?,
        [b'#', digits @ ..] => numeric(digits, 10)?,
        _ => NAMED.iter().find(|(known, _)| known.as_bytes() == name)?.1,
    };
    Some((character, end + 1))
}

fn numeric(digits: &[u8], radix: u32) -> Option<char> {
    let (value, length) = number(digits, radix, digits.len())?;
    if length == digits.len() { char::from_u32(value) } else { None }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn named_and_numeric() {
        assert_eq!(entity(b"&quot;x"), Some(('"', 6)));
        assert_eq!(entity(b"&#65;"), Some(('A', 5)));
        assert_eq!(entity(b"&#x000041;"), Some(('A', 10)));
        assert_eq!(entity(b"&#x4G;"), None);
        assert_eq!(entity(b"&#;"), None);
        assert_eq!(entity(b"&client_secret=a;"), None);
        assert_eq!(entity(b"&#99999999999;"), None);
    }
}
