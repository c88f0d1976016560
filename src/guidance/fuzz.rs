//! Lets `fuzz/` at the readers of structured files. Part of no release: behind the feature `fuzzing`.

use super::document::{self, Value, dockerfile};
use crate::model::Span;

/// A text as YAML, and as JSON, which is YAML too: every node stands where it says, in the order of the text.
pub fn yaml(text: &str) {
    for document in document::yaml(text).unwrap_or_default() {
        document.visit(&mut |node| {
            stands(text, node.span);
            if let Value::Map(entries) = &node.value {
                entries.iter().for_each(|(key, _)| stands(text, key.span));
            }
        });
        document.scalars().iter().for_each(|node| assert!(node.text().is_some()));
    }
}

/// A text as what an image is built by.
pub fn image_file(text: &str) {
    let mut last = 0;
    for instruction in dockerfile::read(text) {
        stands(text, instruction.span);
        assert!(instruction.span.start >= last, "instructions are in order");
        last = instruction.span.end;
        instruction.words.iter().for_each(|word| stands(text, *word));
        for variable in instruction.variables(text) {
            stands(text, variable.name);
            variable.value.iter().for_each(|value| stands(text, *value));
        }
    }
}

fn stands(text: &str, span: Span) {
    assert!(text.get(span.start..span.end).is_some(), "{span:?} is no part of the text");
}
