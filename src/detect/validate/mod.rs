//! Tests of a candidate's value: one to a file, by name in the rules.

mod alone;
mod basic;
mod encoded;
mod plain_http;
mod random;
mod reference;
mod url_credential;
mod uuid;

use super::Vendor;
use super::jwt::{self, Jwt};
use crate::model::Span;
use crate::rule::Validator;

pub use alone::stands_alone;
pub(super) use alone::{is_in_sum, stands_apart};
pub(super) use encoded::is_encoded_text;
pub use encoded::reads_as_text;
pub(super) use random::{could_be_random, has_both_cases, is_random};

/// A value on trial.
#[derive(Debug)]
pub(super) struct Subject<'a> {
    /// The text it stands in.
    pub(super) text: &'a str,
    /// Where it stands; a validator may narrow it to the part that is the credential.
    pub(super) span: Span,
    /// What it says as a token, once somebody has asked.
    pub(super) jwt: Option<Jwt>,
    /// Whose tokens count.
    pub(super) vendor: &'a Vendor,
}

impl Subject<'_> {
    /// The value.
    pub(super) fn value(&self) -> &str {
        &self.text[self.span.start..self.span.end]
    }

    /// Whether the value passes.
    pub(super) fn passes(&mut self, validator: Validator) -> bool {
        match validator {
            Validator::Random => random::is_random_key(self.value()),
            Validator::NotEncodedText => !is_encoded_text(self.value()),
            Validator::RandomUuid => uuid::is_random(self.value()),
            Validator::Alone => stands_alone(self.text.as_bytes(), self.span),
            Validator::NotReference => !reference::is_reference(self.text, self.span),
            Validator::VendorIssuer => self.token(|jwt| jwt.from_vendor),
            Validator::ForeignIssuer => self.token(|jwt| !jwt.from_vendor),
            Validator::RefreshToken => self.token(|jwt| jwt.is_refresh),
            Validator::NotRefreshToken => self.token(|jwt| !jwt.is_refresh),
            Validator::BasicPair => basic::is_pair(self.value()),
            Validator::PlainHttp => plain_http::is_plain_http(self.text, self.span),
            Validator::HoldsCredential => {
                match url_credential::find(self.text, self.span, self.vendor) {
                    Some(span) => {
                        self.span = span;
                        true
                    }
                    None => false,
                }
            }
        }
    }

    fn token(&mut self, holds: impl Fn(&Jwt) -> bool) -> bool {
        if self.jwt.is_none() {
            self.jwt = jwt::parse(self.value(), self.vendor);
        }
        self.jwt.as_ref().is_some_and(holds)
    }
}
