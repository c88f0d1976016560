//! The decoders as one: what they find and where they say it stands.

mod archives;
mod forms;
mod properties;
mod quoted;
mod rows;

use super::layers;
use crate::model::{Encoding, Span};

/// Where `needle` shows in the views of `text`, as spans of `text`, each with what was undone.
fn sightings(text: &str, needle: &str) -> Vec<(Span, Vec<Encoding>)> {
    let mut found = Vec::new();
    layers(text, &mut |view| {
        for (start, _) in view.text().match_indices(needle) {
            let span = Span { start, end: start + needle.len() };
            let sighting = (view.origin(span), view.encodings(span));
            if !found.contains(&sighting) {
                found.push(sighting);
            }
        }
    });
    found
}

/// The part of `text` that spells `needle` in a view.
fn spelled<'t>(text: &'t str, needle: &str) -> Vec<&'t str> {
    let mut spelled: Vec<_> =
        sightings(text, needle).iter().map(|(span, _)| &text[span.start..span.end]).collect();
    spelled.dedup();
    spelled
}

/// Letters and digits from a seed; nothing in the tests is a real value.
fn alphanumerics(mut seed: u64, length: usize) -> String {
    const ALPHABET: &[u8] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789";
    (0..length)
        .map(|_| {
            seed = seed
                .wrapping_mul(6_364_136_223_846_793_005)
                .wrapping_add(1_442_695_040_888_963_407);
            char::from(ALPHABET[usize::try_from((seed >> 33) % 62).expect("below 62")])
        })
        .collect()
}
