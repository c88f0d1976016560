//! Settings in groups that share the first word of their names: `PEPPOL_AP_URL`, `PEPPOL_AP_CLIENT_SECRET` beside
//! `BANQUP_URL`.
//!
//! Contract: where the vendor has a group of its own, a value whose shape alone says little belongs to the group that
//! its name says, unless that name could be anybody's, or another setting of its group names the vendor.

use super::around::{head, tail};
use crate::model::{Span, vendor};

/// How far around a value its group is looked at, in bytes.
const REACH: usize = 1536;

/// First words that say what a value is, or of which environment, and not whose.
#[rustfmt::skip]
const ANYBODYS: [&str; 52] = [
    "ACCESS", "ACC", "ACCEPTANCE", "API", "APP", "AUTH", "BASE", "BASIC", "CLIENT", "CONFIG", "CONSUMER", "CREDENTIALS", "DEFAULT", "DEMO", "DEV", "E",
    "EINVOICE", "EINVOICING", "EXPO", "GATEWAY", "IAM", "IDP", "INTEGRATION", "INVOICE", "INVOICES", "INVOICING", "LIVE", "LOGIN", "MY", "NEXT",
    "NUXT", "OAUTH", "OAUTH2", "OIDC", "PASSWORD", "PREPROD", "PROD", "PRODUCTION", "PUBLIC", "QA", "REACT", "SANDBOX", "SECRET", "SECRETS", "SSO",
    "STAGING", "TEST", "TOKEN", "UAT", "USER", "VITE", "VUE",
];

/// Whether the value at `span` is of another group than the vendor's.
pub(super) fn is_of_other(text: &str, span: Span) -> bool {
    let mut before = tail(text, span.start, REACH);
    // A part of a line at either end says nothing.
    if before.len() < span.start {
        before = before.split_once('\n').map_or("", |(_, rest)| rest);
    }
    let (above, line) = before.rsplit_once('\n').unwrap_or(("", before));
    let Some(own) = group(line).filter(|own| !ANYBODYS.contains(own)) else { return false };
    let after = head(text, span.end, REACH);
    let settings = || above.lines().chain(after.lines().skip(1));
    let is_ours = |line: &str| vendor::names_in_short(line);
    let names = |line: &str| line.split(['=', ':']).next().is_some_and(is_ours);
    let has_own_group = |line: &str| group(line).is_some() && names(line);
    // The earlier generation's identity server is a Keycloak.
    let could_be_ours = |line: &str| {
        own == "KEYCLOAK" && line.contains("unifiedpost")
            || group(line) == Some(own) && is_ours(line)
    };
    settings().any(has_own_group) && !settings().any(could_be_ours)
}

/// The group of a line that is a setting: the first word of its name, which has more than one.
fn group(line: &str) -> Option<&str> {
    let mut line = line.trim_start_matches([' ', '\t']);
    for start in ["export ", "set ", "- "] {
        line = line.strip_prefix(start).unwrap_or(line).trim_start_matches([' ', '\t']);
    }
    let is_part = |c: char| c.is_ascii_uppercase() || c.is_ascii_digit();
    let (name, rest) = line.split_at(line.find(|c| !is_part(c) && c != '_').unwrap_or(line.len()));
    let (group, others) = name.split_once('_')?;
    let is_name = group.starts_with(|c: char| c.is_ascii_uppercase()) && !others.is_empty();
    let is_set = rest.trim_start_matches([' ', '\t']).starts_with(['=', ':']);
    (is_name && is_set).then_some(group)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn is(text: &str) -> bool {
        let start = text.find('§').expect("the sign marks the value");
        is_of_other(text, Span { start, end: start + '§'.len_utf8() })
    }

    #[test]
    fn a_group_is_whose_name_it_has() {
        for text in [
            "BANQUP_URL=x\nPEPPOL_AP_CLIENT_SECRET=§\n",
            "PEPPOL_AP_CLIENT_SECRET=§\nBQ_URL=x\n",
            "BANQUP_URL=https://api.btx.eu.banqup.com\nKEYCLOAK_CLIENT_SECRET=§\n",
        ] {
            assert!(is(text), "{text}");
        }
        for text in [
            "# https://api.btx.eu.banqup.com\nPEPPOL_AP_CLIENT_SECRET=§\n",
            "BANQUP_URL=x\nOAUTH_CLIENT_SECRET=§\n",
            "BANQUP_URL=x\nERP_URL=https://api.banqup.com\nERP_CLIENT_SECRET=§\n",
            "BANQUP_URL=https://iam.unifiedpost.com\nKEYCLOAK_CLIENT_SECRET=§\n",
            "BANQUP_URL=x\nclient_secret=§\n",
            "BANQUP_URL=x\nf(PEPPOL_X, '§')\n",
        ] {
            assert!(!is(text), "{text}");
        }
    }
}
