//! Queries that a request, a session or a client keeps in a field: `session.params["access_token"] = token`,
//! `config.params = { … }`.
//!
//! Contract: `params` is a query only with some clients, so the page must use one of them, and what the field belongs to
//! must be called like one of their things or be made as one. A field that can be nothing else counts everywhere.

use super::builders::key;
use super::{Carrier, NAMES, literal};
use crate::guidance::Page;
use crate::guidance::brackets;
use crate::guidance::language::Language::{self, *};
use crate::guidance::pattern::{Pattern, pattern};

/// Clients whose things keep a query in `params`.
struct Client {
    languages: &'static [Language],
    /// Words of which a page that uses one holds one.
    words: &'static [&'static str],
    /// What a thing is called, without capitals: the end of its name, or all of it where that is one letter.
    owners: &'static [&'static str],
    /// What makes one.
    makers: &'static [&'static str],
}

const CLIENTS: [Client; 3] = [
    Client {
        languages: &[Python],
        words: &["requests", "httpx", "Session", "aiohttp"],
        owners: &["session", "client", "http", "req", "request", "s"],
        makers: &["Session(", "session(", "Client(", "Request("],
    },
    Client {
        languages: &[Ruby],
        words: &["Faraday"],
        owners: &["req", "request", "conn", "connection", "client", "faraday", "http", "r", "c"],
        makers: &["Faraday"],
    },
    Client {
        languages: &[JavaScript, Vue, Svelte],
        words: &["axios"],
        owners: &["config", "cfg", "conf", "options", "opts", "defaults", "requestconfig"],
        makers: &[],
    },
];

pub(super) fn carriers(page: &Page<'_>) -> Vec<Carrier> {
    static FIELD: Pattern = pattern!(r#"(?x)
            (?<owner>[A-Za-z_$@][A-Za-z0-9_$]{0,60}) [!?]? \. (?: (?<params>params) | queryParameters ) \s* (?:
                (?: \[ \s* :?["']?(?<index>"#, NAMES, r#")["']? \s* \] | \.(?<member>"#, NAMES, r#") ) \s* \|{0,2}= \s*
              | (?: \|?= \s* | \.(?:update|merge!?|addAll|set|add) \s* ) (?<open> (?: (?:dict|Object\.assign|new\s+URLSearchParams) \s* )? [\[{(] )
            )"#;
        "params" | "queryparameters");
    let text = page.text();
    let clients: Vec<&Client> = CLIENTS
        .iter()
        .filter(|client| page.is_in(client.languages))
        .filter(|client| client.words.iter().any(|word| text.contains(word)))
        .collect();
    let mut found = Vec::new();
    for field in FIELD.captures_iter(page) {
        let Some(owner) = field.name("owner") else { continue };
        let is_query = field.name("params").is_none()
            || clients.iter().any(|client| client.has(&text[..owner.start()], owner.as_str()));
        let at = field.whole().end();
        if !is_query {
            continue;
        }
        if field.name("open").is_some() {
            found.extend(key(page, brackets::inside(text, at - 1)));
        } else if let Some(name) = field.name("index").or_else(|| field.name("member")) {
            let is_set = !text[at..].starts_with(['=', '~', '>']);
            found.extend(literal(text, at).carrier(name.span(), false).filter(|_| is_set));
        }
    }
    found
}

impl Client {
    /// Whether a name stands for one of its things, by what it is called, or by what it is set to before.
    fn has(&self, before: &str, name: &str) -> bool {
        const FAR: usize = 2000;
        let called = name.trim_start_matches('@').to_ascii_lowercase();
        let is_called = self
            .owners
            .iter()
            .any(|owner| called == *owner || owner.len() > 1 && called.ends_with(owner));
        let near = &before[before.ceil_char_boundary(before.len().saturating_sub(FAR))..];
        let is_made = || {
            let (_, rest) = near.rsplit_once(&format!("{name} = "))?;
            let value = rest.lines().next().unwrap_or_default();
            Some(self.makers.iter().any(|maker| value.contains(maker)))
        };
        is_called || is_made().unwrap_or(false)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::guidance::page::Facts;

    fn count(path: &str, text: &str) -> usize {
        carriers(&Page::new(path, text, Facts::default())).len()
    }

    #[test]
    fn things_of_clients_keep_queries() {
        for (path, text) in [
            ("a.py", "s = requests.Session()\ns.params = {'access_token': t}"),
            ("a.py", "import httpx\nself.client.params.update({'access_token': t})"),
            ("a.py", "x = requests.Session()\nx.params[\"access_token\"] = t"),
            ("a.py", "session = Session()\nsession.params = dict(access_token=t)"),
            ("a.py", "import httpx\nclient.params = client.params.set('access_token', t)"),
            ("a.rb", "Faraday.new\nreq.params['access_token'] = t"),
            ("a.rb", "Faraday.new\nreq.params[:access_token] = t"),
            ("a.rb", "Faraday.new\nreq.params.merge!(access_token: t)"),
            ("a.rb", "Faraday.new\n@conn.params = { access_token: t }"),
            ("a.ts", "import axios\nconfig.params = { ...config.params, access_token: t };"),
            ("a.ts", "import axios\nconfig.params['access_token'] = t;"),
            ("a.ts", "import axios\naxios.defaults.params.access_token = t;"),
            ("a.dart", "options.queryParameters['access_token'] = t;"),
            ("a.dart", "options.queryParameters.addAll({'access_token': t});"),
        ] {
            assert_eq!(count(path, text), 1, "{text}");
        }
    }

    #[test]
    fn other_fields_are_silent() {
        for (path, text) in [
            ("a.py", "import requests\nself.params = {'access_token': t}"),
            ("a.py", "import requests\nif session.params['access_token'] == t:"),
            ("a.rb", "request.params[:token] = t"),
            ("a.ts", "import axios\nconst t = config.params.token;"),
            ("a.ts", "import axios\nif (config.params.token === t) {}"),
            ("a.ts", "req.params.token = t;"),
            ("a.ts", "import axios\nconfig.params = { page: 1 };\nconst x = { token };"),
            ("a.dart", "é.queryParameters['token'"),
        ] {
            assert_eq!(count(path, text), 0, "{text}");
        }
    }
}
