//! A value that must not leave the program in clear.

use std::fmt;

use zeroize::Zeroizing;

use super::{MaskedValue, ValueId};

/// The shortest value of which anything is shown, in characters.
const LONG: usize = 24;

/// How many of its characters are shown: enough to recognise one's own key, too few to use it.
const SHOWN: usize = 4;

/// The raw text of a credential.
///
/// It has no `Display` and no `Serialize`, its `Debug` is masked and its memory is wiped on drop, so that a renderer or
/// a log line cannot print it by accident. [`Secret::expose`] is the one way in.
#[derive(Clone, PartialEq, Eq)]
pub struct Secret(Zeroizing<String>);

impl Secret {
    /// Takes over the raw text.
    pub fn new(text: impl Into<String>) -> Self {
        Self(Zeroizing::new(text.into()))
    }

    /// The raw text; every call site is a place to look at in a review.
    pub fn expose(&self) -> &str {
        &self.0
    }

    /// The identity of the value: equal for equal values, everywhere.
    pub fn id(&self) -> ValueId {
        ValueId::of(&self.0)
    }

    /// What reports may print.
    pub fn masked(&self) -> MaskedValue {
        MaskedValue { redacted: self.redacted(), id: self.id() }
    }

    /// Up to four leading characters and the length: enough to recognise one's own key, too little to use it.
    pub fn redacted(&self) -> String {
        format!("{}…({})", self.shown(), self.0.chars().count())
    }

    /// The leading characters that reports may print: four, of a value that is long enough to keep the rest to itself.
    pub fn shown(&self) -> &str {
        let is_long = self.0.chars().nth(LONG - 1).is_some();
        let rest = self.0.char_indices().nth(SHOWN).filter(|_| is_long);
        rest.map_or("", |(at, _)| &self.0[..at])
    }
}

impl fmt::Debug for Secret {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Secret({})", self.redacted())
    }
}
