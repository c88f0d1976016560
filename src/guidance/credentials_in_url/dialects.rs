//! Calls and options that write into a query, as the libraries of single languages have them. Those that many share
//! stand in [`super::builders`].
//!
//! Contract: a row is read in files of its languages, or in all where its words can mean nothing else.

use super::builders::{QUOTED_END, QUOTED_START, is_in_form, key};
use super::{Carrier, ENDS, NAMES, literal};
use crate::guidance::Page;
use crate::guidance::brackets;
use crate::guidance::language::Language::{self, *};
use crate::guidance::pattern::{Pattern, pattern};

/// The languages of a row, and what it looks for.
type Row = (&'static [Language], Pattern);

const ANY: &[Language] = &[];

/// Calls that hold a parameter's name, after which the value begins.
static CALLS: [Row; 10] = [
    (
        &[JavaScript],
        pattern!(r"\.(?:addSearch|setSearch|addQuery|setQuery)\(\s*", QUOTED_START, NAMES, r#")["']\s*,"#; "search(" | "query(", ENDS),
    ),
    (
        ANY,
        pattern!(r"->setQueryVariable\(\s*", QUOTED_START, NAMES, QUOTED_END; "->setqueryvariable(", ENDS),
    ),
    (
        ANY,
        pattern!(r"\bwithQueryValue\([^;\n]{1,160}?,\s*", QUOTED_START, NAMES, QUOTED_END; "withqueryvalue(", ENDS),
    ),
    (
        ANY,
        pattern!(r"->query\(\)\s*->add\(\s*", QUOTED_START, NAMES, QUOTED_END; "->query()", ENDS),
    ),
    (
        ANY,
        pattern!(r"\.copy_(?:set|add)_param\(\s*", QUOTED_START, NAMES, QUOTED_END; ".copy_", ENDS),
    ),
    (
        &[CSharp],
        pattern!(r"\bnew\s+QueryParameter\(\s*", QUOTED_START, NAMES, QUOTED_END; "queryparameter(", ENDS),
    ),
    (
        &[Matlab],
        pattern!(r"\bwebread\([^;\n]{1,200}?,\s*", QUOTED_START, NAMES, QUOTED_END; "webread(", ENDS),
    ),
    (&[Rust], pattern!(r"\.query\(\s*", QUOTED_START, NAMES, r#")"\s*,"#; ".query(", ENDS)),
    (&[Scala], pattern!(r"\.addParam\(\s*", QUOTED_START, NAMES, QUOTED_END; ".addparam(", ENDS)),
    (
        ANY,
        pattern!(r"\bTesla\.Middleware\.Query,[^\n]{0,160}?[\s\[{](?<name>", NAMES, r"):\s"; "tesla.middleware.query", ENDS),
    ),
];

/// Calls and options that take parameters in the bracket with which a match ends, however they are written in it.
static MAPS: [Row; 45] = [
    // JavaScript: request, URI.js
    (
        &[JavaScript],
        pattern!(r"\.(?:addSearch|setSearch|addQuery|setQuery)\(\s*\{"; "search(" | "query("),
    ),
    (ANY, pattern!(r"\bqs\s*:\s*\{"; "qs")),
    // Ruby, and Addressable
    (&[Ruby], pattern!(r":query\s*=>\s*\{"; ":query", "=>")),
    (&[Ruby], pattern!(r"\.query\s*=\s*\{"; ".query")),
    (
        &[Ruby],
        pattern!(r"\.query_values\s*=\s*(?:[^\n{(]{0,80}\.merge\(|\([^\n]{0,80}?\.merge\(|\{)"; ".query_values"),
    ),
    (&[Ruby], pattern!(r"\?(?:#\{\s*|['\x22]\s*(?:\+|<<)\s*)\{"; "?#{" | "?\"" | "?'")),
    // PHP: Guzzle, PSR-7, Laravel, Saloon
    (ANY, pattern!(r"\bQUERY\s*=>\s*(?:array\(|\[)"; "query", "=>")),
    (ANY, pattern!(r"['\x22]query['\x22]\s*=>\s*array\("; "query", "=>")),
    (ANY, pattern!(r"\bwithQueryValues\([^;\n]{1,160}?,\s*(?:array\(|\[)"; "withqueryvalues(")),
    (ANY, pattern!(r"->setParameterGet\("; "->setparameterget(")),
    (ANY, pattern!(r"->withQuery\(\s*http_build_query\("; "->withquery(")),
    (ANY, pattern!(r"->query\(\)\s*->(?:merge|set)\("; "->query()")),
    (
        ANY,
        pattern!(r"\bfunction\s+defaultQuery\(\)[^{}]{0,40}\{\s*return\s*(?:array\(|\[)"; "defaultquery()"),
    ),
    // Laravel, http4s, Flurl
    (&[Php, Scala, CSharp, Go], pattern!(r"\b[wW]ithQueryParam(?:eter)?s\("; "withqueryparam")),
    // Python: yarl, httpx, furl
    (
        &[Python],
        pattern!(r"\.(?:with_query|update_query|extend_query|copy_merge_params)\("; "_query(" | "copy_merge_params("),
    ),
    (
        &[Python],
        pattern!(r"[(,]\s*query\s*=\s*(?:urllib\.parse\.|parse\.)?urlencode\("; "query", "urlencode("),
    ),
    (&[Python], pattern!(r"\bQueryParams\("; "queryparams(")),
    (&[Python], pattern!(r"\bURL\([^()\n]{0,200}\)\s*%\s*\{"; "url(", "%")),
    // No text is divided by, so that this is an address and no format.
    (&[Python], pattern!(r#"/\s*f?["'][^"'%\n]{0,200}["']\s*%\s*\{"#; "%")),
    (&[Python], pattern!(r"\bfurl\([^;\n]{0,200}?\)\.(?:add|set)\("; "furl(")),
    (&[Python], pattern!(r#"\?["']\s*\+\s*["']&["']\.join\("#; "&\".join(" | "&'.join(")),
    // Scala: Play, Akka, sttp
    (&[Scala], pattern!(r"\.(?:add|with)QueryString(?:Parameters)?\("; "querystring")),
    (&[Scala], pattern!(r"\.withQuery\(\s*(?:Uri\.)?Query(?:\.apply)?\("; ".withquery(")),
    (&[Scala], pattern!(r"\bUri\.Query\("; "uri.query(")),
    (&[Scala], pattern!(r"\.addParams\("; ".addparams(")),
    // Kotlin: Fuel
    (
        &[Kotlin, KotlinScript],
        pattern!(r"(?:\bFuel\.(?:get|head|delete)|\.httpGet)\("; "fuel." | ".httpget("),
    ),
    // C#
    (&[CSharp], pattern!(r"\bnew\s+QueryBuilder\s*(?:\(\)\s*)?[{(]"; "querybuilder")),
    (&[CSharp], pattern!(r"\bQueryString\.Create\("; "querystring.create(")),
    (&[CSharp], pattern!(r"\bQueryHelpers\.AddQueryString\("; "queryhelpers.addquerystring(")),
    (&[CSharp], pattern!(r"\b(?:Set|Append)QueryParams\("; "queryparams(")),
    // Rust: url, reqwest
    (&[Rust], pattern!(r"\bparse_with_params\("; "parse_with_params(")),
    (
        &[Rust],
        pattern!(r"\.query\(\s*&?(?:vec!|(?:HashMap|BTreeMap)::from\(|(?:serde_json::)?json!\(|[A-Z]\w{0,60})\s*[\[({]"; ".query("),
    ),
    (&[Rust], pattern!(r"\.query_pairs_mut\(\)[^;]{0,200}?\.extend_pairs\("; ".extend_pairs(")),
    // Go
    (&[Go], pattern!(r"\bRawQuery\s*[:=]\s*\(?url\.Values\{"; "rawquery", "url.values{")),
    (&[Go], pattern!(r"\?\x22\s*\+\s*\(?url\.Values\{"; "?\"", "url.values{")),
    // Elixir, Groovy
    (
        &[Elixir],
        pattern!(r"(?:\bURI\.append_query\([^\n]{0,160}?|:query,\s*)\bURI\.encode_query\("; "uri.encode_query("),
    ),
    (&[Elixir, Groovy], pattern!(r"\bquery\s*:\s*%?[\[{]"; "query")),
    (&[Elixir, Ruby], pattern!(r"\bquery\s*:\s*URI\.encode_(?:query|www_form)\("; "query")),
    (&[Groovy], pattern!(r"\.query\s*=\s*\["; ".query")),
    // Perl: URI
    (&[Perl], pattern!(r"->query_(?:form|param)(?:_append)?\("; "->query_")),
    // C++: cpr
    (&[Cpp], pattern!(r"\bcpr::Parameters\s*\w{0,40}\s*[{(]"; "cpr::parameters")),
    // R: httr2; Julia; PowerShell
    (&[R], pattern!(r"\breq_url_query\("; "req_url_query(")),
    (&[Julia], pattern!(r"\bquery\s*=\s*(?:Dict\(|\[)"; "query")),
    (
        &[PowerShell],
        pattern!(r"(?i)\b(?:Invoke-RestMethod|Invoke-WebRequest|irm|iwr)\b[^\n]{0,300}?-Method\s+['\x22]?Get\b[^\n]{0,300}?-Body\s+@\{"; "-method", "-body"),
    ),
    // Swift
    (&[Swift], pattern!(r"\.queryItems\s*=\s*\["; ".queryitems")),
];

/// Calls whose arguments say beside the parameters that these are a query.
static TOLD: [(Pattern, Pattern); 2] = [
    // Ktor
    (
        pattern!(r"\bsubmitForm\("; "submitform("),
        pattern!(r"\bencodeInQuery\s*=\s*true\b"; "encodeinquery"),
    ),
    // RestSharp, and the REST client of Delphi
    (
        pattern!(r"\b(?:Add(?:OrUpdate)?|Create)?Parameter\("; "parameter("),
        pattern!(r"\bParameterType\.QueryString|\bpkQUERY\b"; "querystring" | "pkquery"),
    ),
];

pub(super) fn carriers(page: &Page<'_>) -> Vec<Carrier> {
    let is_read = |languages: &[Language]| languages.is_empty() || page.is_in(languages);
    let text = page.text();
    let mut found: Vec<Carrier> = Vec::new();
    for (_, call) in CALLS.iter().filter(|(languages, _)| is_read(languages)) {
        for captures in call.captures_iter(page) {
            let Some(name) = captures.name("name") else { continue };
            found.extend(literal(text, captures.whole().end()).carrier(name.span(), false));
        }
    }
    for (_, map) in MAPS.iter().filter(|(languages, _)| is_read(languages)) {
        let blocks = brackets::blocks(page, map);
        found.extend(blocks.filter_map(|block| key(page, block.inside)));
    }
    for (call, said) in &TOLD {
        let blocks = brackets::blocks(page, call);
        let blocks = blocks.filter(|block| said.is_match(page.slice(block.inside)));
        found.extend(blocks.filter_map(|block| key(page, block.inside)));
    }
    found.retain(|carrier| !is_in_form(page, carrier.mark));
    found
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::guidance::page::Facts;

    fn count(path: &str, text: &str) -> usize {
        carriers(&Page::new(path, text, Facts::default())).len()
    }

    #[test]
    fn libraries_write_queries() {
        for (path, text) in [
            ("a.js", "request.post({ url, qs: { client_id: id, client_secret: s } }, f)"),
            ("a.js", "request.post({ url, qs: { client_id, client_secret } }, f)"),
            ("a.js", "URI(u).addSearch({ access_token: t })"),
            ("a.js", "URI(u).addQuery('access_token', t)"),
            ("a.php", "$c->setParameterGet(['access_token' => $t]);"),
            ("a.py", "u._replace(query=urlencode({'access_token': t}))"),
            ("a.rb", "HTTParty.get(u, :query => { :access_token => t })"),
            ("a.rb", "uri.query = { access_token: t }.to_query"),
            ("a.rb", "uri.query_values = { 'access_token' => t }"),
            ("a.rb", "uri.query_values = (uri.query_values || {}).merge(access_token: t)"),
            ("a.rb", "\"#{base}/v1?#{{ access_token: t }.to_query}\""),
            ("a.php", "$c->get('/v1', [RequestOptions::QUERY => ['access_token' => $t]]);"),
            ("a.php", "Http::withQueryParameters(['access_token' => $t])->get($u);"),
            ("a.php", "$u = Uri::withQueryValue(new Uri($x), 'access_token', $t);"),
            ("a.php", "$u = Uri::withQueryValues($x, ['access_token' => $t]);"),
            (
                "a.php",
                "protected function defaultQuery(): array { return ['access_token' => $t]; }",
            ),
            ("a.py", "u = URL(x).with_query(client_id=i, client_secret=s)"),
            ("a.py", "q = httpx.QueryParams(page=1, access_token=t)"),
            ("a.py", "u = URL(x) % {'access_token': t}"),
            ("a.py", "u = BASE / \"v1\" % {\"access_token\": t}"),
            ("a.py", "u = furl(x).add({'access_token': t}).url"),
            ("a.py", "u = furl(x).set(args={'access_token': t}).url"),
            ("a.scala", "ws.url(u).addQueryStringParameters(\"access_token\" -> t).get()"),
            ("a.scala", "Uri(u).withQuery(Query(\"page\" -> \"1\", \"access_token\" -> t))"),
            ("a.scala", "uri\"$u\".addParam(\"access_token\", t)"),
            ("a.kt", "Fuel.get(u, listOf(\"page\" to 1, \"access_token\" to t))"),
            ("A.cs", "var qb = new QueryBuilder { { \"access_token\", token } };"),
            ("A.cs", "u + QueryString.Create(\"access_token\", token)"),
            (
                "A.cs",
                "QueryHelpers.AddQueryString(u, new Dictionary<string, string?> { [\"access_token\"] = t })",
            ),
            ("A.cs", "request.AddParameter(\"access_token\", t, ParameterType.QueryString);"),
            ("a.rs", "Url::parse_with_params(u, &[(\"access_token\", t)])?"),
            ("a.rs", "c.post(u).query(&TokenQuery { client_id, client_secret })"),
            ("a.rs", "ureq::get(u).query(\"access_token\", t)"),
            ("a.go", "u.RawQuery = url.Values{\"access_token\": {t}}.Encode()"),
            ("a.ex", "u |> URI.append_query(URI.encode_query(access_token: t))"),
            ("a.ex", "plug Tesla.Middleware.Query, access_token: f()"),
            ("a.ex", "get(c, \"/v1\", query: [access_token: t])"),
            ("a.groovy", "c.get(path: '/v1', query: [access_token: t])"),
            ("a.R", "req_url_query(r, access_token = t)"),
            ("a.jl", "HTTP.get(u; query = Dict(\"access_token\" => t))"),
            ("a.ps1", "Invoke-RestMethod -Uri $u -Method Get -Body @{ access_token = $t }"),
            (
                "a.swift",
                "c.queryItems = [\"access_token\": t].map { URLQueryItem(name: $0, value: $1) }",
            ),
            ("a.m", "r = webread(u, 'access_token', t);"),
            ("a.pl", "$u->query_form(access_token => $t);"),
            ("a.cpp", "cpr::Get(u, cpr::Parameters{{\"access_token\", t}});"),
            (
                "a.kt",
                "c.submitForm(url = u, formParameters = parameters { append(\"client_secret\", s) }, encodeInQuery = true)",
            ),
        ] {
            assert_eq!(count(path, text), 1, "{text}");
        }
    }

    #[test]
    fn forms_formats_and_declarations_are_silent() {
        for (path, text) in [
            ("a.js", "request.post({ url, form: { client_secret: s } }, f)"),
            ("a.js", "get(u, { qs: { fields: ['id', 'token'], page: 1 } })"),
            ("a.js", "function f({ qs: { token } }) {}"),
            ("a.js", "const { qs: { token } } = x;"),
            ("a.js", "app.get(p, ({ qs: { token } }, res) => res.send(token))"),
            ("a.py", "print(\"token %(token)s\" % {\"token\": t})"),
            ("a.py", "x = a / \"%(token)s\" % {\"token\": t}"),
            ("a.ex", "get(c, \"/v1\", query: [page_token: t])"),
            ("A.cs", "request.AddParameter(\"client_secret\", s, ParameterType.GetOrPost);"),
            ("A.cs", "request.AddParameter(\"client_secret\", s);"),
            (
                "a.kt",
                "c.submitForm(url = u, formParameters = parameters { append(\"client_secret\", s) })",
            ),
            ("a.go", "http.PostForm(u, url.Values{\"client_secret\": {s}})"),
            ("a.rs", "c.post(u).form(&TokenForm { client_id, client_secret })"),
            ("a.php", "Http::asForm()->post($u, ['client_secret' => $s]);"),
            ("a.php", "$c->post('/t', [RequestOptions::FORM_PARAMS => ['client_secret' => $s]]);"),
        ] {
            assert_eq!(count(path, text), 0, "{text}");
        }
    }
}
