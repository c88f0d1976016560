//! The lines by which git tells its hooks what moves where.

use std::io::{self, Read};

use anyhow::{Context, bail};

use crate::model::ObjectId;

/// One line, cut into as many fields as the hook has.
pub(super) type Fields<const COUNT: usize> = [Vec<u8>; COUNT];

/// All of standard input.
pub(super) fn read_input() -> anyhow::Result<Vec<u8>> {
    let mut input = Vec::new();
    io::stdin()
        .lock()
        .read_to_end(&mut input)
        .context("cannot read what git says on standard input")?;
    Ok(input)
}

/// Reads lines of `COUNT` fields with a space between them.
pub(super) fn parse_lines<const COUNT: usize>(
    input: &[u8],
    form: &str,
) -> anyhow::Result<Vec<Fields<COUNT>>> {
    let lines = input.split(|byte| *byte == b'\n').filter(|line| !line.is_empty());
    lines
        .map(|line| {
            let fields: Vec<Vec<u8>> =
                line.split(|byte| *byte == b' ').map(<[u8]>::to_vec).collect();
            fields
                .try_into()
                .or_else(|_| bail!("standard input must hold lines of the form `{form}`"))
        })
        .collect()
}

/// The object id in a field.
pub(super) fn parse_id(field: &[u8]) -> anyhow::Result<ObjectId> {
    ObjectId::from_hex(field).with_context(|| {
        format!("`{}` on standard input is no object id", String::from_utf8_lossy(field))
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lines_have_their_number_of_fields() {
        let lines = parse_lines::<2>(b"a b\n\nc d", "x y").unwrap();
        assert_eq!(lines, [[b"a".to_vec(), b"b".to_vec()], [b"c".to_vec(), b"d".to_vec()]]);
        assert!(parse_lines::<2>(b"a\n", "x y").is_err());
        assert!(parse_lines::<2>(b"", "x y").unwrap().is_empty());
    }
}
