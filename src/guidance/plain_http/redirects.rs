//! Redirect addresses of an app that are not HTTPS: the code that comes back travels in clear.

use super::{Fault, Ground};
use crate::guidance::owner;
use crate::guidance::pattern::{Pattern, pattern};
use crate::guidance::vendor_host::around;
use crate::model::{Party, Span, parties, vendor};

/// How many lines around a redirect tell whose app it belongs to.
const NEAR: usize = 10;

pub(super) fn faults(ground: &Ground<'_, '_>) -> Vec<Fault> {
    static REDIRECT: Pattern = pattern!(r#"(?ix)
            (?<key> [A-Za-z0-9_.-]{0,40} (?: redirect | callback ) [-_]? (?: ur[il]s? | endpoint )? s? )
            (?: ["'\]\)]{0,3} \s{0,20} (?: => | := | [:=,(] | %3D ) | </[a-z]{1,30}> | > )
            [\s\["'`(\\-]{0,40} (?: < [a-z]{1,30} > )?
            (?<address> http (?: :// | %3A%2F%2F | :\\/\\/ ) (?<host> [A-Za-z0-9.\[\]:_-]{1,120} ) )"#;
        "redirect" | "callback", "http");
    REDIRECT
        .captures_iter(ground.page)
        .filter_map(|found| {
            let (key, address, host) =
                (found.name("key")?, found.name("address")?, found.name("host")?);
            let mark = address.span();
            // A service calls a team back for other reasons than a login.
            let is_login = !key.as_str().to_ascii_lowercase().contains("callback")
                || owner::is_vendors(ground.page.slice(ground.page.line(mark.start)))
                || is_about_login(ground, mark);
            let is_ours = !is_this_machine(host.as_str())
                && is_login
                && (vendor::names(key.as_str()) || is_registered_at_vendor(ground, mark));
            is_ours.then_some(Fault {
                mark,
                about: mark,
                message: "a redirect address of an app at Banqup is plain HTTP",
                mend: None,
            })
        })
        .collect()
}

/// Whether the lines around speak of a login as OAuth has it.
fn is_about_login(ground: &Ground<'_, '_>, mark: Span) -> bool {
    static LOGIN: Pattern = pattern!(
        r"(?i)redirect|oauth|openid|oidc|authori[sz]|client_?id|client_?secret|log_?in|sign_?in|passport|strategy|provider";
        "redirect" | "oauth" | "openid" | "oidc" | "authori" | "client" | "login" | "log_in" | "signin" | "sign_in" | "passport" | "strategy" | "provider"
    );
    LOGIN.is_match(ground.page.slice(around(ground.page, mark, NEAR)))
}

/// Hosts that stand for the developer's own machine, where there is no network to listen on.
fn is_this_machine(host: &str) -> bool {
    let host = host.to_ascii_lowercase();
    if host.starts_with('[') {
        return true;
    }
    let name = host.split(':').next().unwrap_or(&host);
    matches!(name, "localhost" | "0.0.0.0" | "10.0.2.2" | "host.docker.internal" | "lvh.me")
        || name.starts_with("127.")
        || [".localhost", ".test", ".local", ".localdomain", ".internal"].iter().any(|end| name.ends_with(end))
        // A name without a dot is a container or a machine of the same network.
        || !name.contains('.')
}

/// Whether the lines around speak of Banqup and, where they name somebody else's login, of that one less near.
fn is_registered_at_vendor(ground: &Ground<'_, '_>, mark: Span) -> bool {
    let page = ground.page;
    // The nearest lines that name a service decide.
    for lines in [0, 1, 2, 4, 6, NEAR] {
        let near = page.slice(around(page, mark, lines));
        let text = near.to_ascii_lowercase();
        let is_vendors = vendor::names_in_short(near)
            || text.contains("activate_redirect")
            || text.contains("update_redirect");
        let is_others =
            text.contains("keycloak") || parties(near).any(|named| named.party == Party::Login);
        if is_vendors || is_others {
            return is_vendors;
        }
    }
    vendor::names(page.path())
}
