//! Undoes encodings, and always knows the way back.
//!
//! Contract: three steps, each total on any bytes, linear in time and bounded in memory.
//!
//! - [`text`] reads bytes as text: UTF-8, UTF-16, UTF-32, and a character per byte where nothing else fits.
//! - [`layers`] shows what hides in a text behind escapes, percent signs, entities, base64, hexadecimal digits, line
//!   breaks, and in mails.
//! - [`members`] opens archives, within a [`Budget`]; [`packed`] tells where one stands in a text.
//!
//! Every offset of a decoded text maps back to the bytes it came from. Nothing here knows what a credential is.

mod base64;
mod budget;
mod container;
mod entities;
mod escapes;
mod hex;
mod joined;
mod layers;
mod lines;
mod members;
mod numbers;
mod packed;
mod quoted;
mod segment;
mod stretch;
mod text;
mod unit;
mod view;
mod weave;

pub use budget::Budget;
pub use layers::{Coverage, layers};
pub use members::{Member, Opened, members};
pub use packed::{packed, unpacked};
pub use segment::holds_few_zeros;
pub use text::{Text, has_wide_mark, is_plain, reads_in_parts, text, text_of_part};
pub use view::View;

#[cfg(test)]
mod tests;
