//! Text in UTF-16 or UTF-32: characters with zero bytes between them.

/// Characters in a row that are suspicious.
const ROW: usize = 10;

pub(super) fn suspicious(window: &[u8]) -> bool {
    let mut at = 0;
    while let Some(found) = memchr::memchr(0, &window[at..]) {
        let zero = at + found;
        let zeros = window[zero..].iter().take_while(|byte| **byte == 0).count();
        let rest = &window[zero..];
        let is_wide = match zeros {
            1 => is_row::<2>(rest),
            3 => is_row::<4>(rest),
            _ => false,
        };
        if is_wide {
            return true;
        }
        at = zero + zeros;
    }
    false
}

/// Whether units of `WIDTH` bytes follow, each all zeros but for a last byte of plain text.
fn is_row<const WIDTH: usize>(bytes: &[u8]) -> bool {
    bytes.len() >= ROW * WIDTH
        && bytes.as_chunks::<WIDTH>().0.iter().take(ROW).all(|unit| {
            unit.split_last().is_some_and(|(last, zeros)| {
                matches!(last, b' '..=b'~' | b'\t' | b'\n' | b'\r')
                    && zeros.iter().all(|byte| *byte == 0)
            })
        })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_order_and_width() {
        let text = "client_secret = 1";
        let spellings: [fn(char) -> Vec<u8>; 4] = [
            |c| (c as u16).to_le_bytes().to_vec(),
            |c| (c as u16).to_be_bytes().to_vec(),
            |c| (c as u32).to_le_bytes().to_vec(),
            |c| (c as u32).to_be_bytes().to_vec(),
        ];
        for spell in spellings {
            let mut bytes = b"\x89PNG".to_vec();
            bytes.extend(text.chars().flat_map(spell));
            assert!(suspicious(&bytes));
        }
        assert!(!suspicious(b"a\0b\0\0\0c text \0\0"));
    }
}
