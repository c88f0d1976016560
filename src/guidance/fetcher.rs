//! Programs that call an address, and how each reads its arguments.
//!
//! Contract: the one table of them, for all checks. A program is known by its name in letters of any case, as Windows
//! calls it too (`curl.exe`).

use super::command::{CURL_VALUED, Command, Word};
use super::pattern::holds;

/// Programs of one kind.
#[derive(Debug)]
pub(super) struct Fetcher {
    /// What they are called, as it is written; the first stands for all.
    pub(super) names: &'static [&'static str],
    /// The short flags that take a value.
    pub(super) valued: &'static str,
    /// The long flags that take none; any other may.
    pub(super) alone: &'static [&'static str],
    /// The long flags whose value is an address.
    pub(super) addresses: &'static [&'static str],
    /// Whether a host without a scheme is spoken to over plain HTTP.
    pub(super) is_plain: bool,
    /// What makes such a program speak HTTPS: how a word starts.
    pub(super) comply: &'static [&'static str],
    /// What leaves the checks of certificates out: the letter of the short flag, and words that say the same.
    pub(super) insecure: (Option<char>, &'static [&'static str]),
}

const UNKNOWN: Fetcher = Fetcher {
    names: &[],
    valued: "",
    alone: &[],
    addresses: &[],
    is_plain: false,
    comply: &[],
    insecure: (None, &[]),
};

/// curl.
pub(super) const CURL: Fetcher = Fetcher {
    names: &["curl"],
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
    is_plain: true,
    comply: &["=https", "https", "--proto-default=https", "--proto==https", "--hsts"],
    insecure: (Some('k'), &["--insecure", "--proxy-insecure"]),
};

/// wget.
const WGET: Fetcher = Fetcher {
    names: &["wget"],
    valued: "aoieBtOTwQPUlADIXRnY",
    alone: &[
        "quiet", "no-verbose", "verbose", "continue", "no-check-certificate", "server-response",
        "spider", "recursive", "content-disposition", "show-progress", "timestamping",
    ],
    is_plain: true,
    insecure: (None, &["--no-check-certificate"]),
    ..UNKNOWN
};

/// HTTPie and what takes its arguments.
const HTTPIE: Fetcher = Fetcher {
    names: &["http", "xh", "httpie"],
    valued: "aAops",
    alone: &[
        "json", "form", "multipart", "verbose", "headers", "body", "stream", "download",
        "continue", "follow", "check-status", "ignore-stdin", "offline", "print-headers", "all",
        "quiet",
    ],
    is_plain: true,
    comply: &["--default-scheme=https", "https", "--ssl", "--https"],
    insecure: (None, &["--verify=no", "--verify=false"]),
    ..UNKNOWN
};

/// The same over HTTPS.
const HTTPIE_SAFE: Fetcher = Fetcher { names: &["https", "xhs"], is_plain: false, ..HTTPIE };

/// All of them.
pub(super) static FETCHERS: [Fetcher; 14] = [
    CURL,
    WGET,
    HTTPIE,
    HTTPIE_SAFE,
    Fetcher {
        names: &[
            "Invoke-RestMethod", "invoke-restmethod", "Invoke-WebRequest", "invoke-webrequest",
            "irm", "iwr",
        ],
        addresses: &["Uri", "uri", "URI"],
        is_plain: true,
        ..UNKNOWN
    },
    Fetcher { names: &["ab"], valued: "nctsbBTpuHvAPXCgexywzmf", is_plain: true, ..UNKNOWN },
    Fetcher { names: &["hey"], valued: "ncqzomtHTdDax", alone: &["h2"], is_plain: true, ..UNKNOWN },
    Fetcher {
        names: &["siege"],
        valued: "crtdlmfHAT",
        alone: &["benchmark", "internet"],
        is_plain: true,
        ..UNKNOWN
    },
    Fetcher { names: &["lynx"], alone: &["dump", "source"], is_plain: true, ..UNKNOWN },
    Fetcher {
        names: &["aria2c"],
        valued: "dojxskliTMS",
        is_plain: true,
        insecure: (None, &["--check-certificate=false"]),
        ..UNKNOWN
    },
    Fetcher { names: &["hurl"], insecure: (Some('k'), &["--insecure"]), ..UNKNOWN },
    Fetcher {
        names: &["newman"],
        valued: "edgn",
        insecure: (Some('k'), &["--insecure"]),
        ..UNKNOWN
    },
    Fetcher { names: &["bru"], insecure: (None, &["--insecure"]), ..UNKNOWN },
    Fetcher { names: &["k6"], insecure: (None, &["--insecure-skip-tls-verify"]), ..UNKNOWN },
];

/// Hosts that show what they are sent to everybody in a room, or to anybody.
const ROOMS: &[&str] = &[
    "hooks.slack.com",
    "slack.com/api/chat",
    "discord.com/api/webhooks",
    "discordapp.com/api/webhooks",
    "webhook.office.com",
    "chat.googleapis.com",
    "api.telegram.org",
    "webhook.site",
    "requestbin",
    "pastebin.com",
    "transfer.sh",
    "ntfy.sh",
];

/// Whether a command sends something to where many people read it: to such a host, or to a webhook of a chat.
pub(super) fn is_to_room(command: &str) -> bool {
    let is_hook = |word: &str| {
        holds(word, "webhook")
            && ["slack", "teams", "discord", "chat"].iter().any(|chat| holds(word, chat))
    };
    let variables = || command.split(|c: char| !c.is_ascii_alphanumeric() && c != '_' && c != '$');
    ROOMS.iter().any(|room| command.contains(room))
        || variables().any(|word| word.starts_with('$') && is_hook(word))
        || command.contains("${") && variables().any(is_hook)
}

/// Programs that a script calls the API with.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Client {
    /// curl, which prints what comes.
    Curl,
    /// wget, which keeps it in a file.
    Wget,
    /// HTTPie and its kin, which print it.
    Httpie,
}

impl Client {
    /// The client of this name.
    pub(super) fn of(program: &str) -> Option<Self> {
        let is_exe = |end: &str| end.eq_ignore_ascii_case(".exe");
        let start = program.len().saturating_sub(".exe".len());
        let name = program.get(..start).filter(|_| is_exe(&program[start..])).unwrap_or(program);
        let is = |fetcher: &Fetcher| fetcher.names.iter().any(|one| one.eq_ignore_ascii_case(name));
        match () {
            () if is(&CURL) => Some(Self::Curl),
            () if is(&WGET) => Some(Self::Wget),
            () if is(&HTTPIE) || is(&HTTPIE_SAFE) => Some(Self::Httpie),
            () => None,
        }
    }

    /// The flag of a command by which it prints the request that it sends.
    pub(super) fn prints_request<'a>(self, command: &Command<'a>) -> Option<Word<'a>> {
        const OF_CURL: &[&str] = &["--verbose", "--trace", "--trace-ascii", "--trace-config"];
        match self {
            Self::Curl => command.flag(Some('v'), OF_CURL, CURL.valued),
            Self::Wget => command.flag(None, &["--debug"], WGET.valued),
            Self::Httpie => command.flag(Some('v'), &["--verbose", "--debug"], HTTPIE.valued),
        }
    }

    /// Whether a program is one that prints the answer.
    pub(super) fn prints(program: &str) -> bool {
        Self::of(program).is_some_and(|client| client != Self::Wget)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn clients_are_known_by_all_their_names() {
        for (program, client) in [
            ("curl", Some(Client::Curl)),
            ("CURL.EXE", Some(Client::Curl)),
            ("wget.exe", Some(Client::Wget)),
            ("xhs", Some(Client::Httpie)),
            ("http", Some(Client::Httpie)),
            ("httpd", None),
            (".exe", None),
            ("\u{e9}exe", None),
            ("", None),
        ] {
            assert_eq!(Client::of(program), client, "{program}");
        }
    }

    #[test]
    fn no_name_stands_twice() {
        let mut names: Vec<&str> = FETCHERS.iter().flat_map(|one| one.names).copied().collect();
        let all = names.len();
        names.sort_unstable();
        names.dedup();
        assert_eq!(names.len(), all);
    }
}
