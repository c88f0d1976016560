//! Programs that speak plain HTTP to a host without a scheme: `curl api.btx.eu.banqup.com`.

use super::{Fault, Ground};
use crate::guidance::command::{CURL_VALUED, Command, Word, commands};
use crate::model::{Mend, Span};

/// A program, and how it reads its arguments.
struct Program {
    name: &'static str,
    /// The short flags that take a value.
    valued: &'static str,
    /// The long flags that take none; any other may.
    alone: &'static [&'static str],
    /// The long flags whose value is an address.
    addresses: &'static [&'static str],
    /// What makes the program speak HTTPS: how a word starts.
    comply: &'static [&'static str],
}

const CURL: Program = Program {
    name: "curl",
    valued: CURL_VALUED,
    alone: &[
        "silent", "show-error", "fail", "fail-with-body", "fail-early", "location",
        "location-trusted", "insecure", "verbose", "include", "get", "head", "compressed",
        "http1.1", "http2", "http3", "basic", "anyauth", "negotiate", "digest",
        "no-progress-meter", "globoff", "ipv4", "ipv6", "tlsv1", "tlsv1.2", "tlsv1.3", "raw",
        "no-buffer", "netrc", "remote-name", "remote-header-name", "create-dirs", "progress-bar",
        "parallel", "path-as-is", "post301", "post302", "tcp-nodelay", "no-keepalive", "disable",
        "retry-all-errors", "retry-connrefused",
    ],
    addresses: &["url"],
    comply: &["=https", "https", "--proto-default=https", "--proto==https", "--hsts"],
};

const HTTPIE: Program = Program {
    name: "http",
    valued: "absAopv",
    alone: &[
        "json", "form", "multipart", "verbose", "headers", "body", "stream", "download",
        "continue", "follow", "check-status", "ignore-stdin", "offline", "print-headers", "all",
        "quiet",
    ],
    addresses: &[],
    comply: &["--default-scheme=https", "https", "--ssl", "--https"],
};

const POWERSHELL: Program = Program {
    name: "Invoke-RestMethod",
    valued: "",
    alone: &[],
    addresses: &["Uri", "uri", "URI"],
    comply: &[],
};

const PROGRAMS: &[Program] = &[
    CURL,
    Program {
        name: "wget",
        valued: "aoiBtOTwQPUlADIXeRnY",
        alone: &[
            "quiet", "no-verbose", "verbose", "continue", "no-check-certificate",
            "server-response", "spider", "recursive", "content-disposition", "show-progress",
            "timestamping",
        ],
        addresses: &[],
        comply: &[],
    },
    HTTPIE,
    Program { name: "xh", ..HTTPIE },
    POWERSHELL,
    Program { name: "invoke-restmethod", ..POWERSHELL },
    Program { name: "Invoke-WebRequest", ..POWERSHELL },
    Program { name: "invoke-webrequest", ..POWERSHELL },
    Program { name: "irm", ..POWERSHELL },
    Program { name: "iwr", ..POWERSHELL },
    Program {
        name: "ab",
        valued: "nctsbBTpuHvAPXCgexywzmf",
        alone: &[],
        addresses: &[],
        comply: &[],
    },
    Program { name: "hey", valued: "ncqzomtHTdDax", alone: &["h2"], addresses: &[], comply: &[] },
    Program {
        name: "siege",
        valued: "crtdlmfHAT",
        alone: &["benchmark", "internet"],
        addresses: &[],
        comply: &[],
    },
    Program { name: "lynx", valued: "", alone: &["dump", "source"], addresses: &[], comply: &[] },
    Program { name: "aria2c", valued: "dojxskliTMS", alone: &[], addresses: &[], comply: &[] },
];

const MESSAGE: &str = "a Banqup host without a scheme is called over plain HTTP by this program";

pub(super) fn faults(ground: &Ground<'_, '_>) -> Vec<Fault> {
    let mut found = Vec::new();
    for program in PROGRAMS {
        for command in commands(ground.page, &[program.name]) {
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
fn is_https(program: &Program, command: &Command<'_>) -> bool {
    // `--proto-default https` is two words, and `https` alone is no address.
    command.arguments().any(|word| {
        program.comply.iter().any(|comply| match comply.starts_with('-') {
            true => word.text.starts_with(comply),
            false => word.text == *comply,
        })
    })
}

/// The words that the program takes for addresses.
fn addresses<'a>(program: &Program, command: &Command<'a>) -> Vec<Word<'a>> {
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
