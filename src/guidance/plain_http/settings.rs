//! Settings beside a host that turn HTTPS off: `port: 80`, `secure: false`, `BANQUP_USE_SSL=false`, an upstream that is
//! called plainly.

use super::{Fault, Ground};
use crate::guidance::owner::is_vendors;
use crate::guidance::pattern::{Pattern, pattern};
use crate::model::{Span, vendor};

/// How many lines from the host a setting may stand that belongs to it.
const NEAR: usize = 8;

/// The most bytes from the host to a setting.
const FAR: usize = 1000;

pub(super) fn faults(ground: &Ground<'_, '_>) -> Vec<Fault> {
    let mut found: Vec<Fault> = Vec::new();
    for host in &ground.bare {
        found.extend(port(ground, host.span).or_else(|| beside(ground, host.span)));
    }
    found.extend(named(ground));
    found.extend(upstreams(ground));
    found
}

const PORT: &str = "port 80 of a Banqup host is plain HTTP";
const SWITCH: &str = "HTTPS is turned off for a Banqup host";

/// `host:80`, and `"host", 80` among arguments.
fn port(ground: &Ground<'_, '_>, host: Span) -> Option<Fault> {
    static PORT_80: Pattern = pattern!(r#"^(?::80(?:[^0-9:.]|\.?$|\.\s)|["'`]\s*,\s*80\b)"#);
    let line = ground.page.line(host.end);
    let rest = ground.page.slice(Span { start: host.end, end: line.end });
    let found = PORT_80.find(&rest[..rest.floor_char_boundary(40)])?;
    let rest = rest.to_ascii_lowercase();
    // HAProxy and nginx name TLS on the line of the server.
    let is_tls = rest
        .split([' ', '\t', ',', '"', '\'', ';', ')'])
        .any(|word| matches!(word, "ssl" | "tls" | "https"));
    let end = host.end + found.as_str().rfind("80").map_or(0, |at| at + 2);
    (!is_tls).then_some(Fault {
        mark: Span { start: host.start, end },
        about: host,
        message: PORT,
        mend: None,
    })
}

/// A setting in the same group of lines as the host.
fn beside(ground: &Ground<'_, '_>, host: Span) -> Option<Fault> {
    let group = group(ground, host);
    let text = ground.page.slice(group);
    if !is_value(ground, host) || names_scheme(text) {
        return None;
    }
    let (found, message) = match switch(text) {
        Some(found) => (found, SWITCH),
        None => (port_setting(text)?, PORT),
    };
    let mark = Span { start: group.start + found.start, end: group.start + found.end };
    let owns = nearest(ground, group, mark) == Some(host);
    owns.then_some(Fault { mark, about: host, message, mend: None })
}

/// Whether the host is the whole value of a setting or an argument: what stands right before it separates.
fn is_value(ground: &Ground<'_, '_>, host: Span) -> bool {
    let text = ground.page.text();
    let before = text[..host.start].trim_end_matches([' ', '\t']);
    let after = &text[host.end..];
    before.ends_with(['"', '\'', '`', '=', ':', '(', '>', '-'])
        && after.chars().next().is_none_or(|c| {
            c.is_whitespace() || matches!(c, '"' | '\'' | '`' | ',' | ';' | '}' | '<' | ')')
        })
}

/// The bare host in the group that is nearest to `mark`.
fn nearest(ground: &Ground<'_, '_>, group: Span, mark: Span) -> Option<Span> {
    let inside =
        |host: &&super::VendorHost| host.span.start >= group.start && host.span.end <= group.end;
    let from = ground.bare.partition_point(|host| host.span.start < group.start);
    ground.bare[from..]
        .iter()
        .take_while(inside)
        .map(|host| host.span)
        .min_by_key(|host| mark.start.abs_diff(host.start))
}

/// The lines around the host that belong together with it: as deep as its own or deeper, up to an empty line or a
/// heading.
fn group(ground: &Ground<'_, '_>, host: Span) -> Span {
    let page = ground.page;
    let own = page.line(host.start);
    let limit = Span {
        start: page.text().ceil_char_boundary(host.start.saturating_sub(FAR)),
        end: page.text().floor_char_boundary((host.end + FAR).min(page.text().len())),
    };
    let own = Span { start: own.start.max(limit.start), end: own.end.min(limit.end) };
    let depth = indent(page.slice(own));
    let mut span = own;
    for _ in 0..NEAR {
        let Some(end) = span.start.checked_sub(1).filter(|end| *end >= limit.start) else { break };
        let line = page.line(end);
        let line = Span { start: line.start, end: line.end.min(end) };
        // The second byte of a line end is a line of its own.
        let is_end = line.start == line.end && page.text()[..line.start].ends_with('\r');
        if !is_end && !belongs(page.slice(line), depth) || line.start < limit.start {
            break;
        }
        // A new item of a list starts the group.
        let starts = page.slice(line).trim_start().starts_with("- ");
        span.start = line.start;
        if starts || page.slice(own).trim_start().starts_with("- ") && span.start == own.start {
            break;
        }
    }
    for _ in 0..NEAR {
        if span.end + 1 >= limit.end {
            break;
        }
        let line = page.line(span.end + 1);
        let is_end = line.start == line.end && page.text()[..line.start].ends_with("\r\n");
        let text = page.slice(line);
        if !is_end && (!belongs(text, depth) || text.trim_start().starts_with("- "))
            || line.end > limit.end
        {
            break;
        }
        span.end = line.end;
    }
    span
}

fn indent(line: &str) -> usize {
    // The dash of a list's item is part of the depth of what follows it.
    line.len() - line.trim_start_matches([' ', '\t', '-']).len()
}

fn belongs(line: &str, depth: usize) -> bool {
    let trimmed = line.trim();
    let is_heading = trimmed.starts_with('[') && trimmed.ends_with(']') && !trimmed.contains(',');
    !trimmed.is_empty()
        && !is_heading
        && indent(line) >= depth.saturating_sub(4)
        && (indent(line) >= depth || !is_nested(line))
}

/// Whether a shallower line opens another part of a structured file.
fn is_nested(line: &str) -> bool {
    !line.trim_end().ends_with(['{', '('])
}

/// Whether a setting for the scheme stands here: then the scheme decides, and the rule's forms look at it.
fn names_scheme(text: &str) -> bool {
    static SCHEME: Pattern = pattern!(
        r#"(?i)(?:scheme|protocol|proto)["'\]]{0,2}[^A-Za-z0-9\n]{1,12}https?\b|target_?port["']?\s*[:=]\s*["']?443|["']https?["']\s*[,)]"#
    );
    SCHEME.is_match(text)
}

/// A switch that turns HTTPS off.
fn switch(text: &str) -> Option<Span> {
    static SWITCHES: Pattern = pattern!(r#"(?ix)
            (?: ^ | [^A-Za-z0-9] | [a-z0-9]_ )
            (?<setting>
                [A-Za-z0-9_.-]{0,40}? (?: use[-_]?(?:ssl|tls|https) | (?:ssl|tls|https)[-_]?enabled? | enable[-_]?(?:ssl|tls|https) | (?:is[-_]?)?secure | https )
                ["'\]]{0,2} \s* (?: => | := | [:=,(] ) \s* ["']? (?: false | no | off | 0 | none )
              | (?: ssl | tls ) ["']? : \s* (?: false | no | off )
              | (?: URLProtocol\.HTTP | UriSchemeHttp | Scheme::HTTP | HttpScheme\.HTTP )
            )
            (?: [^A-Za-z0-9_] | $ )"#; "ssl" | "tls" | "http" | "secure");
    let found = SWITCHES.captures(text)?.name("setting")?;
    Some(found.span())
}

fn port_setting(text: &str) -> Option<Span> {
    static SETTING: Pattern = pattern!(
        r#"(?i)(?<setting>[A-Za-z0-9_.-]{0,40}port(?:_value|_number)?["'\]]{0,2}\s*(?:=>|:=|[:=(])\s*["']?80)(?:[^0-9.]|$)"#;
        "port", "80"
    );
    let found = SETTING.captures(text)?.name("setting")?;
    Some(found.span())
}

/// Settings whose own name says that they are about Banqup: `BANQUP_USE_SSL=false`, `BANQUP_SCHEME=http`.
fn named(ground: &Ground<'_, '_>) -> Vec<Fault> {
    static NAMED: Pattern = pattern!(r#"(?x)
            (?<setting>
                (?: "#, vendor::PATTERN, r#" | \b(?i:up) ) [_.-] (?: (?i:api|oauth|auth|btx|http|client|server) [_.-] )?
                (?i:
                    (?: use[-_]?(?:ssl|tls|https) | (?:ssl|tls|https)[-_]?enabled | secure | https )
                    ["'\]]{0,2} [\x20\t]* (?: => | := | [:=,] ) [\x20\t]* ["']? (?: false | no | off | 0 )
                  | (?: scheme | protocol | proto )
                    ["'\]]{0,2} [\x20\t]* (?: => | := | [:=,] ) [\x20\t]* ["']? http (?: :// )?
                )
            )
            (?: [^A-Za-z0-9_:/] | $ )"#;
        "banqup" | "unifiedpost" | "bq" | "upg" | "btx" | "up_" | "up." | "up-", "_use" | "_ssl" | "_tls" | "_secure"
        | "_https" | "_scheme" | "_proto" | ".use" | ".ssl" | ".tls" | ".secure" | ".https" | ".scheme" | ".proto"
        | "-use" | "-ssl" | "-tls" | "-secure" | "-https" | "-scheme" | "-proto");
    let found: Vec<Fault> = NAMED
        .captures_iter(ground.page)
        .filter_map(|found| found.name("setting"))
        .map(|found| found.span())
        .filter(|mark| is_vendors(ground.page.slice(*mark)))
        // Where the host stands beside it, the pair has been told already.
        .filter(|mark| !is_near_host(ground, *mark))
        .map(|mark| Fault { mark, about: mark, message: SWITCH, mend: None })
        .collect();
    // A stand-in on this machine may be spoken to as one likes.
    match found.is_empty() || ground.names().any_others(is_vendors) {
        true => Vec::new(),
        false => found,
    }
}

/// Whether a bare host of the vendor's stands beside a setting.
fn is_near_host(ground: &Ground<'_, '_>, mark: Span) -> bool {
    const BESIDE: usize = 200;
    let from = ground.bare.partition_point(|host| host.span.start + BESIDE < mark.start);
    ground.bare.get(from).is_some_and(|host| host.span.start <= mark.start + BESIDE)
}

/// nginx: `proxy_pass http://name`, where the upstream `name` leads to Banqup.
fn upstreams(ground: &Ground<'_, '_>) -> Vec<Fault> {
    static UPSTREAM: Pattern = pattern!(r"\bupstream\s+(?<name>[A-Za-z0-9_.-]{1,80})\s*\{(?<servers>[^}]{0,2000})\}";
        "upstream");
    static PASS: Pattern =
        pattern!(r"\bproxy_pass\s+(?<address>http://(?<name>[A-Za-z0-9_.-]{1,80}))"; "proxy_pass");
    let names: Vec<&str> = UPSTREAM
        .captures_iter(ground.page)
        .filter_map(|found| {
            let servers = found.name("servers")?;
            let host = ground.host_in(servers.span())?;
            // Port 80 was told at the server.
            let is_told = port(ground, host).is_some();
            found.name("name").filter(|_| !is_told).map(|name| name.as_str())
        })
        .take(50)
        .collect();
    PASS.captures_iter(ground.page)
        .filter(|found| found.name("name").is_some_and(|name| names.contains(&name.as_str())))
        .filter_map(|found| found.name("address"))
        .map(|address| {
            let mark = address.span();
            Fault {
                mark,
                about: mark,
                message: "an upstream that leads to Banqup is called over plain HTTP",
                mend: None,
            }
        })
        .collect()
}
