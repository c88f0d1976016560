//! `credentials-in-url` where the value is a variable: a query, a user part or a builder of addresses that a secret is
//! put into.
//!
//! Values written out in a whole address are found by the rule's forms. A form body is the documented way to send the
//! pair and never reported, nor is a Client ID alone, which an authorization request carries.

mod builders;
mod clients;
mod dialects;
mod gets;
mod kept;
mod listed;
mod named;
mod queries;
mod receivers;
mod requests;

use super::code::is_code;
use super::reference::is_literal;
use super::vendor_host::{is_other_hosts, owners_by_name};
use super::{Page, Remark, brackets};
use crate::guidance::pattern::{Pattern, pattern};
use crate::model::Span;

/// A parameter that carries a credential in an address.
#[derive(Debug, Clone, PartialEq, Eq)]
struct Carrier {
    /// What to mark.
    mark: Span,
    /// A value written out, which must not be shown.
    literal: Option<Span>,
    /// Whether the place itself says that the address is the vendor's; otherwise what is near decides.
    is_vendors: bool,
}

/// What one of [`NAMES`] ends in.
const ENDS: &[&str] = &["secret", "token", "assertion", "key", "password", "bearer", "jwt"];

/// Names of parameters whose value lets somebody call the API, as a pattern.
const NAMES: &str = r"(?:client[-_]?secret|clientSecret|access[-_]?token|accessToken|refresh[-_]?token|refreshToken|bearer[-_]?token|id_token|auth[-_]?token|client_assertion|api[-_]?key|apiKey|apikey|password|secret|token|bearer|jwt)";

pub(super) fn remarks(page: &Page<'_>) -> Vec<Remark> {
    if !page.is_about_vendor() {
        return Vec::new();
    }
    let mut carriers = queries::carriers(page);
    carriers.extend(builders::carriers(page));
    carriers.extend(dialects::carriers(page));
    carriers.extend(receivers::carriers(page));
    carriers.extend(clients::carriers(page));
    carriers.extend(requests::carriers(page));
    carriers.extend(gets::carriers(page));
    carriers.extend(kept::carriers(page));
    carriers.extend(named::carriers(page));
    carriers.extend(listed::carriers(page));
    if carriers.is_empty() {
        return Vec::new();
    }
    carriers.sort_by_key(|carrier| carrier.mark);
    let bound = owners_by_name(page);
    let mut remarks: Vec<Remark> = Vec::new();
    for carrier in carriers {
        let is_told = remarks.last().is_some_and(|last| {
            last.span.overlaps(carrier.mark) || is_same_statement(page, last.span, carrier.mark)
        });
        let is_others = || {
            is_in_call_to_others(page, carrier.mark) || is_other_hosts(page, &bound, carrier.mark)
        };
        let counts = (carrier.is_vendors || !is_others()) && is_code(page, carrier.mark.start);
        if counts && !is_told {
            let remark = Remark::new(carrier.mark, "a Banqup credential is put into an address");
            remarks.push(remark.hiding(carrier.literal));
        }
    }
    remarks
}

/// Whether two marks belong to one address that is put together: one after the other, with nothing between that ends a
/// statement.
fn is_same_statement(page: &Page<'_>, first: Span, second: Span) -> bool {
    const FAR: usize = 160;
    if second.start < first.end || second.start - first.end > FAR {
        return false;
    }
    let between = page.slice(Span { start: first.end, end: second.start });
    let ends = between.match_indices('\n').map(|(at, _)| at);
    !between.contains(';')
        && ends.clone().count() <= 2
        && ends.into_iter().all(|end| {
            let (before, after) = (between[..end].trim_end(), between[end..].trim_start());
            before.ends_with(['+', '.', '&', ',', '(', '[', '{', '\\', '='])
                || after.starts_with(['+', '.', '&', '"', '\'', ',', '\\', '}', ']', ')'])
        })
}

/// Whether the call that takes what stands at `mark` names a host of somebody else's, and none of the vendor's.
fn is_in_call_to_others(page: &Page<'_>, mark: Span) -> bool {
    brackets::opened_around(page.text(), mark.start).next().is_some_and(|start| {
        // The address is what the call takes first; headers and proxies name others.
        let first = page.text()[start..mark.start].split(',').next().unwrap_or_default();
        let part = Span { start, end: start + first.len() };
        page.names_other_host(part) && !page.names_vendor_host(part)
    })
}

/// The literal that the text after a parameter's name and separator starts with, where somebody wrote the value itself.
fn literal(text: &str, at: usize) -> Value {
    static LITERAL: Pattern = pattern!(r#"^\s*(?:[rbu]?["'](?<quoted>[^"'\n]{0,300})["'])"#);
    let end = text.floor_char_boundary((at + 320).min(text.len()));
    let Some(found) = LITERAL.captures(&text[at..end]).and_then(|found| found.name("quoted"))
    else {
        return Value::Expression;
    };
    let span = found.span_from(at);
    match (is_literal(found.as_str()), super::reference::is_reference(found.as_str())) {
        (true, _) => Value::Literal(span),
        (false, true) => Value::Expression,
        (false, false) => Value::Placeholder,
    }
}

/// What a parameter is set to.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Value {
    /// A variable or a call.
    Expression,
    /// The value itself.
    Literal(Span),
    /// Something to be filled in by a reader.
    Placeholder,
}

impl Value {
    /// The carrier at `mark`; `None` for a placeholder, which holds nothing.
    fn carrier(self, mark: Span, is_vendors: bool) -> Option<Carrier> {
        match self {
            Self::Expression => Some(Carrier { mark, literal: None, is_vendors }),
            Self::Literal(span) => Some(Carrier { mark, literal: Some(span), is_vendors }),
            Self::Placeholder => None,
        }
    }
}
