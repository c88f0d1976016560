//! Programs that call an address, and how each reads its arguments.
//!
//! Contract: the one table of them, for all checks. A program is known by its name in letters of any case, as Windows
//! calls it too (`curl.exe`).

use crate::guidance::command::{Command, Word};

/// Programs of one kind.
#[derive(Debug)]
pub(in crate::guidance) struct Fetcher {
    /// What they are called, as it is written; the first stands for all.
    pub(in crate::guidance) names: &'static [&'static str],
    /// The short flags that take a value.
    pub(in crate::guidance) valued: &'static str,
    /// The long flags that take none; any other may.
    pub(in crate::guidance) alone: &'static [&'static str],
    /// The long flags whose value is an address.
    pub(in crate::guidance) addresses: &'static [&'static str],
    /// Whether a host without a scheme is spoken to over plain HTTP.
    pub(in crate::guidance) is_plain: bool,
    /// What makes such a program speak HTTPS: how a word starts.
    pub(in crate::guidance) comply: &'static [&'static str],
    /// What leaves the checks of certificates out: the letter of the short flag, and words that say the same.
    pub(in crate::guidance) insecure: (Option<char>, &'static [&'static str]),
    /// What makes it print the request that it sends, in the same way; nothing where no script calls the API with it.
    verbose: (Option<char>, &'static [&'static str]),
    /// Whether it prints the answer, and does not keep it in a file.
    pub(in crate::guidance) prints_answer: bool,
}

const UNKNOWN: Fetcher = Fetcher {
    names: &[],
    valued: "",
    alone: &[],
    addresses: &[],
    is_plain: false,
    comply: &[],
    insecure: (None, &[]),
    verbose: (None, &[]),
    prints_answer: true,
};

/// curl.
pub(in crate::guidance) const CURL: Fetcher = Fetcher {
    names: &["curl"],
    valued: "AbcCdDeEFhHKmoPQrtTuUwxXyYz",
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
    verbose: (Some('v'), &["--verbose", "--trace", "--trace-ascii", "--trace-config"]),
    ..UNKNOWN
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
    verbose: (None, &["--debug"]),
    prints_answer: false,
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
    verbose: (Some('v'), &["--verbose", "--debug"]),
    ..UNKNOWN
};

/// The same over HTTPS.
const HTTPIE_SAFE: Fetcher = Fetcher { names: &["https", "xhs"], is_plain: false, ..HTTPIE };

/// All of them.
pub(in crate::guidance) static FETCHERS: [Fetcher; 14] = [
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

impl Fetcher {
    /// The program of this name, if scripts call the API with it.
    pub(in crate::guidance) fn client(program: &str) -> Option<&'static Self> {
        let is_exe = |end: &str| end.eq_ignore_ascii_case(".exe");
        let start = program.len().saturating_sub(".exe".len());
        let name = program.get(..start).filter(|_| is_exe(&program[start..])).unwrap_or(program);
        let mut clients = FETCHERS.iter().filter(|one| !one.verbose.1.is_empty());
        clients.find(|one| one.names.iter().any(|known| known.eq_ignore_ascii_case(name)))
    }

    /// The flag of a command by which it prints the request that it sends.
    pub(in crate::guidance) fn prints_request<'a>(
        &self,
        command: &Command<'a>,
    ) -> Option<Word<'a>> {
        command.flag(self.verbose.0, self.verbose.1, self.valued)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn clients_are_known_by_all_their_names() {
        for (program, client) in [
            ("curl", Some("curl")),
            ("CURL.EXE", Some("curl")),
            ("wget.exe", Some("wget")),
            ("xhs", Some("https")),
            ("http", Some("http")),
            ("httpd", None),
            ("siege", None),
            (".exe", None),
            ("\u{e9}exe", None),
            ("", None),
        ] {
            assert_eq!(Fetcher::client(program).map(|one| one.names[0]), client, "{program}");
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
