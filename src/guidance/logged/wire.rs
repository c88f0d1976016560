//! Switches that make a library write whole requests to a log, headers and bodies included.

use super::super::{Page, command};
use crate::guidance::pattern::Pattern;
use crate::model::Span;

static SWITCH: Pattern = Pattern::new(
    &[r#"(?x)
        \b(?:HttpLoggingInterceptor\.)?Level\.(?: BODY | HEADERS )\b
      | \b(?:http\.client\.|http_client\.|httplib\.)?HTTPS?Connection\.debuglevel\s*=\s*[1-9] | \bset_debuglevel\(\s*[1-9] | \bHTTP(?:S)?Handler\(\s*debuglevel\s*=\s*[1-9]
      | \bCURLOPT_VERBOSE\s*(?:,|=>)\s*(?: true | TRUE | 1L? ) | \bset_debug_output\b\s*\(?\s*\$?[A-Za-z]
      | \bLogLevel\.(?: ALL | HEADERS | BODY )\b | \bLogger\.Level\.(?: FULL | HEADERS )\b
      | \brequests_log\.setLevel\(\s*(?:logging\.)?DEBUG | \bgetLogger\(\s*['"](?: urllib3 | requests\.packages\.urllib3 | http\.client )['"]\s*\)\.setLevel\(\s*(?:logging\.)?DEBUG
      | \b(?:axios|[A-Za-z_]*[Cc]lient|api|http|instance)\.interceptors\.request\.use\s*\(\s*(?:\(?\s*(?P<config>[A-Za-z_]+)[^=]{0,30}=>|function\s*\(\s*[A-Za-z_]+\s*\)) [^;]{0,120}? console\.[a-z]+\( [^;)]{0,60}? \b(?: config | request | req )\b\s*(?: \) | \.headers\b | ,\s*null )
      | \bAxiosLogger\.requestLogger\b | \brequire\(['"]request-debug['"]\) | \bLogInterceptor\( [^)]{0,120}? requestHeader\s*:\s*true
      | \bhttputil\.DumpRequest(?:Out)?\( | \bwiretap\(\s*true | \.wiretap\( | \benableLoggingRequestDetails\b\s*=\s*['"]?true
      | \b(?:org\.apache\.http\.wire|org\.apache\.http\.headers|org\.apache\.hc\.client5\.http\.wire|httpclient\.wire)\b['"]?\s*[=:,]\s*['"]?(?:DEBUG|TRACE|debug|trace)
      | \bPrettyDioLogger\( [^)]{0,120}? requestHeader\s*:\s*true
        "#],
    &[],
);

/// The switches that are on in a page, but where the credential is taken out again.
pub(super) fn switches(page: &Page<'_>) -> Vec<Span> {
    let text = page.text();
    let is_redacted = text.contains("redactHeader(\"Authorization\")")
        || text.contains("sanitizeHeader")
        || text.contains("redactHeader(HttpHeaders.AUTHORIZATION)")
        || text.contains("redactHeader('Authorization')");
    let mut spans: Vec<Span> = if is_redacted {
        Vec::new()
    } else {
        SWITCH
            .find_iter(page)
            .filter(|found| {
                let line = page.line(found.start());
                let before = &text[line.start..found.start()].to_ascii_lowercase();
                // `HEADERS` is a level of other things too, and a test of the level sets nothing.
                !found.as_str().starts_with("Level.") && !found.as_str().starts_with("LogLevel.")
                    || text.contains("HttpLogging")
                    || text.contains("ktor") && !before.contains("==")
            })
            .map(|found| Span { start: found.start(), end: found.end() })
            .collect()
    };
    if !super::is_continuous_integration(page) {
        spans.extend(verbose_curl(page));
    }
    spans
}

/// `curl -v` around a request that carries a credential.
fn verbose_curl(page: &Page<'_>) -> Vec<Span> {
    command::commands(page, &["curl"])
        .into_iter()
        .filter(|command| {
            let text = page.slice(command.span).to_ascii_lowercase();
            (text.contains("authorization") || !page.names_in(command.span).is_empty())
                && !page.names_other_host(command.span)
        })
        .filter_map(|command| {
            let flags = [('v', "--verbose"), ('\0', "--trace-ascii"), ('\0', "--trace")];
            let mut words = flags.iter().filter_map(|(short, long)| {
                command.flag(*short, long, command::CURL_VALUED).map(|word| word.span)
            });
            words.next()
        })
        .collect()
}
