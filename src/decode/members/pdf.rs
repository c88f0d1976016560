//! Reads the text of PDF documents: ISO 32000-1 says how they are stored.
//!
//! What a page shows stands in streams that are packed, as strings between numbers that say where each goes; a value is
//! often cut into several. All that a document shows, and what it says of itself, is one member, as lines of text; files
//! that are attached to it are members too.
//!
//! Contract: goes by the objects themselves and not by the table that lists them, so that a damaged document is read as
//! far as it goes. Time and memory follow its size and the budget. What is encrypted is told, and so is text in a font
//! that does not say which characters its codes are.

mod content;
mod font;
mod object;

use std::io::Read;

use flate2::bufread::ZlibDecoder;

use super::Opening;
use font::Fonts;
use object::{Document, Filter, Stream};

const ENCRYPTED: &str = "encrypted: the document cannot be read without its password";
const FOREIGN: &str = "some of its text is in a font that does not say which characters it shows";

impl Opening<'_> {
    pub(super) fn pdf(&mut self, bytes: &[u8]) {
        let document = Document::of(bytes);
        if document.is_encrypted {
            return self.fail(ENCRYPTED.to_owned());
        }
        // Objects may be packed into streams, fonts among them.
        let mut packed = Vec::new();
        for stream in document.streams.iter().filter(|stream| stream.says(b"/ObjStm")) {
            let Some(unpacked) = self.stream(bytes, stream) else { continue };
            packed.extend(object::labelled(stream.dictionary, &unpacked));
        }
        let mut fonts = Fonts::default();
        document.objects.iter().for_each(|(number, object)| fonts.add(*number, object));
        object::objects(&packed, &mut |number, object| fonts.add(number, object));
        for stream in &document.streams {
            if !fonts.is_map(stream.number) {
                continue;
            }
            if let Some(unpacked) = self.stream(bytes, stream) {
                fonts.add_map(stream.number, &unpacked);
            }
        }
        let mut text = packed;
        let mut is_foreign = false;
        for stream in document.streams.iter().filter(|stream| stream.may_show_text()) {
            if fonts.is_map(stream.number) {
                continue;
            }
            let Some(unpacked) = self.stream(bytes, stream) else { continue };
            if stream.says(b"/EmbeddedFile") {
                self.content(&unpacked);
            } else if content::is_one(&unpacked) {
                let before = text.len();
                is_foreign |= content::read(&unpacked, &fonts, &mut text);
                let added = text.len() - before;
                if let Err(exceeded) = self.budget.unpack(added, bytes.len(), text.len()) {
                    self.fail(exceeded.to_string());
                    break;
                }
            } else {
                text.extend_from_slice(&unpacked);
            }
            text.push(b'\n');
        }
        if is_foreign {
            self.fail(FOREIGN.to_owned());
        }
        self.content(&text);
    }

    /// What a stream holds; `None` where it is packed in a way that no text is, or cannot be unpacked.
    fn stream(&mut self, bytes: &[u8], stream: &Stream<'_>) -> Option<Vec<u8>> {
        let plain = match stream.filter()? {
            Filter::None => return Some(stream.data.to_vec()),
            Filter::Ascii85 => return Some(object::ascii85(stream.data)),
            Filter::FlateAscii85 => object::ascii85(stream.data),
            Filter::Flate => Vec::new(),
        };
        let packed = if plain.is_empty() { stream.data } else { &plain };
        let mut unpacked = Vec::new();
        let mut decoder: Box<dyn Read + '_> = Box::new(ZlibDecoder::new(packed));
        if let Err(reason) = self.read(&mut decoder, bytes.len(), &mut unpacked) {
            self.fail(reason);
        }
        Some(unpacked)
    }
}

#[cfg(test)]
mod tests;
