//! Programs that speak plain HTTP to a host without a scheme: `curl api.btx.eu.banqup.com`.

use super::{Fault, Ground};
use crate::guidance::command::{Command, Word, commands};
use crate::guidance::fetcher::{FETCHERS, Fetcher};
use crate::model::{Mend, Span};

const MESSAGE: &str = "a Banqup host without a scheme is called over plain HTTP by this program";

pub(super) fn faults(ground: &Ground<'_, '_>) -> Vec<Fault> {
    let mut found = Vec::new();
    for program in FETCHERS.iter().filter(|program| program.is_plain) {
        for command in commands(ground.page, program.names) {
            if is_https(program, &command) {
                continue;
            }
            let hosts = addresses(program, &command)
                .into_iter()
                .filter_map(|word| {
                    let is_whole = |host: &Span| ends_host(&ground.page.text()[host.end..]);
                    ground.host_at(word.span.start).filter(is_whole)
                })
                .map(|host| Fault {
                    mark: host,
                    about: host,
                    message: MESSAGE,
                    mend: Some(Mend::AddScheme),
                });
            found.extend(hosts);
        }
    }
    found.extend(proxies(ground));
    found
}

/// Whether something on the command line makes the default scheme the safe one.
fn is_https(program: &Fetcher, command: &Command<'_>) -> bool {
    // `--proto-default https` is two words, and `https` alone is no address.
    command.arguments().any(|word| {
        program.comply.iter().any(|comply| match comply.starts_with('-') {
            true => word.text.starts_with(comply),
            false => word.text == *comply,
        })
    })
}

/// The words that the program takes for addresses.
fn addresses<'a>(program: &Fetcher, command: &Command<'a>) -> Vec<Word<'a>> {
    let mut found = Vec::new();
    let mut words = command.arguments();
    while let Some(word) = words.next() {
        let Some(flag) = word.text.strip_prefix('-') else {
            found.push(word);
            continue;
        };
        let long = flag
            .strip_prefix('-')
            .or_else(|| (flag.len() > 1 && program.valued.is_empty()).then_some(flag));
        match long {
            Some(name) if name.contains('=') => {}
            Some(name) if program.alone.contains(&name) => {}
            Some(name) => {
                let value = words.next();
                if program.addresses.contains(&name) {
                    found.extend(value);
                }
            }
            None if takes_next(flag, program.valued) => drop(words.next()),
            None => {}
        }
    }
    found
}

/// Whether the value of a cluster of short flags is the next word.
fn takes_next(cluster: &str, valued: &str) -> bool {
    let mut letters = cluster.chars();
    letters.by_ref().any(|letter| valued.contains(letter)) && letters.as_str().is_empty()
}

/// Whether a host ends here as an address does, with or without a port and a path.
fn ends_host(after: &str) -> bool {
    let rest = after
        .strip_prefix(':')
        .map_or(after, |port| port.trim_start_matches(|c: char| c.is_ascii_digit()));
    rest.chars().next().is_none_or(|c| {
        c.is_whitespace()
            || matches!(c, '/' | '?' | '#' | '"' | '\'' | '`' | '\\' | '|' | ';' | ')' | '$' | ',')
    })
}

/// `reverse_proxy` of Caddy, which speaks plain HTTP to a host without a scheme unless its block says otherwise.
fn proxies(ground: &Ground<'_, '_>) -> Vec<Fault> {
    commands(ground.page, &["reverse_proxy"])
        .into_iter()
        .filter_map(|command| {
            let host = command.arguments().find_map(|word| ground.host_at(word.span.start))?;
            let text = ground.page.text();
            let rest = &text[host.end..text.floor_char_boundary((host.end + 400).min(text.len()))];
            let port = rest.strip_prefix(':');
            let is_tls = port.is_some_and(|port| port.starts_with("443"))
                || rest.split(['}', ']']).next().is_some_and(|block| block.contains("tls"));
            (!is_tls).then_some(Fault {
                mark: host,
                about: host,
                message: MESSAGE,
                mend: Some(Mend::AddScheme),
            })
        })
        .collect()
}
