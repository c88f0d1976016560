//! What a page writes to variables: assignments, and the ways in which calls hand on what they got.
//!
//! Contract: each way is a row of [`WAYS`], but for assignments, which tell headers and keys apart. A value is a place in
//! the page, read by whoever asks for it.

use rustc_hash::FxHashMap;

use super::super::{Kind, Page, brackets, name};
use super::block;
use super::words::{BODY, is_one_of};
use crate::guidance::branch::{above, indent};
use crate::guidance::language::JVM;
use crate::guidance::language::Language::{self, *};
use crate::guidance::pattern::{Captures, Found, Pattern, pattern};
use crate::model::Span;

/// Something that is written to a variable.
#[derive(Debug, Clone, Copy)]
pub(super) struct Written {
    pub(super) at: usize,
    /// What is written.
    pub(super) value: Span,
    /// What is added to what the variable held: an `Authorization`, or the secret of a form.
    pub(super) adds: Option<Kind>,
    /// Whether the variable is the body of the answer that is written: `const { data } = …`.
    pub(super) is_body: bool,
}

/// Calls that give a function the body of an answer.
const OF_BODY: [&str; 4] = ["StringRequest(", "JsonObjectRequest(", "JsonRequest(", "TaskWith"];

/// The longest value that is read.
const LONGEST: usize = 2000;

/// A way to write to a variable, which the pattern calls `name`.
struct Way {
    pattern: Pattern,
    /// The languages that have it; all where none is named.
    of: &'static [Language],
    value: Value,
}

/// Where the value of a [`Way`] stands.
#[derive(Debug, Clone, Copy)]
enum Value {
    /// In the group `value`.
    Group,
    /// From the end of the match to that of the statement.
    Behind,
    /// In the chain of calls that leads up to the name.
    Chain,
    /// In the arguments of the call around the name, and its name: the variable is what the call gives a function.
    Call,
    /// In the line up to the name.
    Line,
    /// In the call around the object whose method gets the name, up to it: `….enqueue(new Callback() { … })`.
    Around,
    /// In the item of a list in YAML that the name stands in, up to it.
    Task,
    /// It is added to the variable, or taken out of it, under a name.
    Added(Option<Kind>),
}

static WAYS: [Way; 27] = [
    // What a callback of a library is given whole: jQuery, Alamofire
    Way {
        pattern: pattern!(r"(?<value>(?:\$|\bjQuery)\.(?:post|get|getJSON)\([^;]{0,600}?,\s*)(?:function\s*\w*\s*\(\s*(?<name>[A-Za-z_$]\w*)|\(?\s*(?<named>[A-Za-z_$]\w*)(?:\s*,[^()=]{0,60})?\s*\)?\s*=>)"; ".post(" | ".get(" | ".getjson("),
        of: &[JavaScript, Html, Php, Vue, Svelte, Erb, PageTemplate],
        value: Value::Group,
    },
    Way {
        pattern: pattern!(r"(?<value>(?:\$|\bjQuery)\.ajax\([^;]{0,800}?\bsuccess)\s*(?::\s*(?:async\s*)?(?:function\s*\w*\s*)?)?\(?\s*(?<name>[A-Za-z_$]\w*)(?:\s*,[^()=]{0,60})?\s*\)?\s*(?:=>|\{)"; ".ajax(", "success"),
        of: &[JavaScript, Html, Php, Vue, Svelte, Erb, PageTemplate],
        value: Value::Group,
    },
    Way {
        pattern: pattern!(r"(?<value>\.request\([^{}]{0,600}?\.response\w*(?:\([^(){}]{0,80}\))?\s*)\{\s*(?:\[[^\]\n]{0,40}\]\s*)?\(?(?<name>[A-Za-z_]\w*)\)?\s+in\b"; ".request(", ".response"),
        of: &[Swift],
        value: Value::Group,
    },
    // What a method of an object is given that a call of OkHttp or Volley got, or a function of Volley
    Way {
        pattern: pattern!(r"\bonResponse\s*\(\s*(?:(?:@\w+\s+)?(?:final\s+)?(?:\w+\s*:\s*Call|Call\s+\w+)\s*,\s*)?(?:@\w+\s+)?(?:final\s+)?(?:(?:Response|String|JSONObject)\s+(?<name>\w+)|(?<named>\w+)\s*:\s*(?:Response|String|JSONObject)\??)\s*\)"; "onresponse"),
        of: JVM,
        value: Value::Around,
    },
    Way {
        pattern: pattern!(r"(?<value>\b(?:String|Json\w{0,12})Request\([^;{}]{1,600}?[,({])\s*(?:(?:Response\.)?Listener(?:<\w+>)?\s*[({]\s*)?(?<name>[A-Za-z_]\w*)\s*->"; "request(", "->"),
        of: JVM,
        value: Value::Group,
    },
    Way {
        pattern: pattern!(r"(?<value>\b\w+TaskWith(?:Request|URL):[^;{}]{1,200}?)\^\s*\(\s*NSData\s*\*\s*(?:_N\w+\s+)?(?<name>[A-Za-z_]\w*)"; "taskwith", "nsdata"),
        of: &[ObjectiveC],
        value: Value::Group,
    },
    // What an operator of a stream is given, or who follows it
    Way {
        pattern: pattern!(r"(?:\.(?:subscribe|done|success)|\btap)\(\s*(?:\{\s*next\s*:\s*)?(?:(?:async\s*)?\(?\s*(?<name>[A-Za-z_$][A-Za-z0-9_$]*)(?:\s*:[^)=\n]{1,60})?\s*\)?\s*=>|function\s*\(\s*(?<named>[A-Za-z_$][A-Za-z0-9_$]*))"; ".subscribe(" | ".done(" | ".success(" | "tap("),
        of: &[JavaScript, Html, Php, Vue, Svelte, Erb, PageTemplate],
        value: Value::Chain,
    },
    // What a task of Ansible gives
    Way {
        pattern: pattern!(r#"(?m)^[ \t]+register:[ \t]*["']?(?<name>[A-Za-z_]\w*)"#; "register:"),
        of: &[Yaml],
        value: Value::Task,
    },
    // `read -r answer < <(curl …)`
    Way {
        pattern: pattern!(r"\bread\s+(?:-\w+\s+){0,4}(?<name>[A-Za-z_]\w*)\s*<{1,3}\s*(?<value>[<\x22$][^\n]{1,400})"; "read", "<"),
        of: &[Shell],
        value: Value::Group,
    },
    // `body, err := …` of Go: the first takes the value.
    Way {
        pattern: pattern!(r"(?m)(?:^|[\s;{])(?<name>[A-Za-z_][A-Za-z0-9_]*)(?:\s*,\s*[A-Za-z_][A-Za-z0-9_]*){1,3}\s*:="; ":="),
        of: &[],
        value: Value::Behind,
    },
    // `let (data, _) = …` of Swift and Rust
    Way {
        pattern: pattern!(r"\b(?:let|var|val)\s*\((?:mut\s+)?(?<name>[A-Za-z_]\w*)\s*,[^()=\n]{0,80}\)\s*="; "let" | "var" | "val"),
        of: &[],
        value: Value::Behind,
    },
    // `{:ok, response} = …` of Elixir and Erlang
    Way {
        pattern: pattern!(r"\{\s*:?ok\s*,\s*(?:%[\w.]*\{[^{}\n]{0,60}\bbody:\s*)?(?<name>[A-Za-z_]\w*)\s*\}{1,2}\s*="; "ok"),
        of: &[Elixir, Erlang],
        value: Value::Behind,
    },
    // What a promise hands on.
    Way {
        pattern: pattern!(r"\.then\(\s*(?:(?:async\s*)?\(?\s*(?:\{\s*)?(?<name>[A-Za-z_$][A-Za-z0-9_$]*)(?:\s*\})?(?:\s*:[^)=\n]{1,60})?\s*\)?\s*=>|function\s*\(\s*(?<named>[A-Za-z_$][A-Za-z0-9_$]*)\s*\))"; ".then("),
        of: &[],
        value: Value::Chain,
    },
    // The last of what a call gives a function that knows of errors: `(err, response, body) => …`
    Way {
        pattern: pattern!(r"(?:,\s*|\(\s*)(?:async\s*)?(?:\(\s*(?:e|er|err|error|_)\s*,\s*(?:\w+\s*,\s*)?(?<name>[A-Za-z_$]\w*)\s*\)\s*=>|function\s*\w*\s*\(\s*(?:e|er|err|error|_)\s*,\s*(?:\w+\s*,\s*)?(?<named>[A-Za-z_$]\w*)\s*\))"; "=>" | "function"),
        of: &[JavaScript, CoffeeScript],
        value: Value::Call,
    },
    // `… { data, response, error in`
    Way {
        pattern: pattern!(r"\{\s*(?:\[[^\]\n]{0,40}\]\s*)?\(?\s*(?<name>[A-Za-z_]\w*)\s*,\s*\w+\s*,\s*\w+\s*\)?\s+in\b"; "in"),
        of: &[Swift],
        value: Value::Line,
    },
    // `with urlopen(…) as answer:`
    Way {
        pattern: pattern!(r"\bwith\s+(?<value>[^\n]{1,400}?)\s+as\s+(?<name>[A-Za-z_]\w*)\s*:"; "with", "as"),
        of: &[Python],
        value: Value::Group,
    },
    // A request that is opened, sent and asked for its answer by one name.
    Way {
        pattern: pattern!(r#"\b(?<value>(?<name>[A-Za-z_]\w*)\.[oO]pen\s*\(?\s*["'](?:POST|GET)["']\s*,[^;\n]{0,400})"#; "open"),
        of: &[],
        value: Value::Group,
    },
    // `json.Unmarshal(body, &answer)`, `json.NewDecoder(response.Body).Decode(&answer)` of Go
    Way {
        pattern: pattern!(r"\.(?:Unmarshal|NewDecoder)\(\s*(?<value>[A-Za-z_][\w.]*)\s*(?:,|\)\.Decode\()\s*&(?<name>[A-Za-z_]\w*)"; ".unmarshal(" | ".newdecoder("),
        of: &[Go],
        value: Value::Group,
    },
    // What a loop gathers line by line
    Way {
        pattern: pattern!(r"\(\s*\w+\s*=\s*(?<value>\w+\.(?:readLine|ReadLine|read)\([^()\n]{0,40}\))\s*\)[^\n;{}]{0,40}\)\s*\{?\s*(?<name>[A-Za-z_]\w*)\.(?:append|Append|AppendLine|write|add|println)\("; ".readline(" | ".read("),
        of: &[Java, CSharp, Groovy],
        value: Value::Group,
    },
    // A client that keeps the answer of its last request: `$this->curl->post(…)`
    Way {
        pattern: pattern!(r"(?m)^[^\S\n]*\$(?<value>(?<name>(?:this->)?[A-Za-z_]\w*)->(?:post|get|put|patch|delete|request|write)\([^;]{0,600})"; "->"),
        of: &[Php],
        value: Value::Group,
    },
    // What calls of AL put into their last argument.
    Way {
        pattern: pattern!(r"(?i)\b(?<value>\w+\.(?:post|get|send)\([^;\n]{1,300}),\s*(?<name>[A-Za-z_]\w*)\s*\)"; ".post(" | ".get(" | ".send("),
        of: &[Al],
        value: Value::Group,
    },
    Way {
        pattern: pattern!(r"(?i)\b(?<value>\w+\.content(?:\(\))?)\.readas\(\s*(?<name>[A-Za-z_]\w*)\s*\)"; ".readas("),
        of: &[Al],
        value: Value::Group,
    },
    Way {
        pattern: pattern!(
            r#"(?i)\b(?<name>[a-z_][a-z0-9_]*)\.(?:set|append|add|update|put|setrequestheader|setvalue|addvalue)\(\s*[{]?\s*(?:["']authorization["']|(?:\w+\.)?authorization(?:_header)?\s*,)"#;
            "authorization",
            ".set(" | ".append(" | ".add(" | ".update(" | ".put(" | ".setrequestheader(" | ".setvalue(" | ".addvalue("
        ),
        of: &[],
        value: Value::Added(Some(Kind::Header)),
    },
    // `headers.setBearerAuth(token)` of Spring, `client.DefaultRequestHeaders.Authorization = …` of .NET
    Way {
        pattern: pattern!(r"\b(?<name>[A-Za-z_]\w*)\.set(?:Bearer|Basic)Auth\("; ".setbearerauth(" | ".setbasicauth("),
        of: JVM,
        value: Value::Added(Some(Kind::Header)),
    },
    Way {
        pattern: pattern!(r"\b(?<name>(?:DefaultRequest)?Headers)\.Authorization\s*=[^=]"; "headers.authorization"),
        of: &[CSharp, VisualBasic, FSharp],
        value: Value::Added(Some(Kind::Header)),
    },
    // What goes into a form.
    Way {
        pattern: pattern!(
            r#"\b(?<name>[A-Za-z_]\w*)\.(?:set|append|add|put|Set|Add)\(\s*["'](?:client_secret|access_token|refresh_token)["']\s*,"#;
            "client_secret" | "access_token" | "refresh_token",
            ".set(" | ".append(" | ".add(" | ".put("
        ),
        of: &[],
        value: Value::Added(Some(Kind::Secret)),
    },
    Way {
        pattern: pattern!(
            r#"(?i)\b(?<name>[a-z_]\w*)\.(?:remove|delete|del|pop)\(\s*["']?(?:(?:\w+\.)?authorization|client_secret|access_token|refresh_token)\b"#;
            ".remove(" | ".delete(" | ".del(" | ".pop(",
            "authorization" | "client_secret" | "access_token" | "refresh_token"
        ),
        of: &[],
        value: Value::Added(None),
    },
];

/// All that is written to each variable of a page, in order.
pub(super) fn written<'p>(page: &Page<'p>) -> FxHashMap<&'p str, Vec<Written>> {
    let mut written: FxHashMap<&'p str, Vec<Written>> = FxHashMap::default();
    assigned(page, &mut written);
    for way in WAYS.iter().filter(|way| way.of.is_empty() || page.is_in(way.of)) {
        for found in way.pattern.captures_iter(page) {
            let Some(name) = found.name("name").or(found.name("named")) else { continue };
            let Some(value) = way.value.span(page, &found) else { continue };
            let is_body = match way.value {
                Value::Chain => {
                    [".json()", ".text()", ".data", "http.post", "http.request", "$.", "jQuery."]
                        .iter()
                        .any(|part| page.slice(value).contains(part))
                }
                Value::Call | Value::Behind => is_one_of(name.as_str(), BODY),
                Value::Line | Value::Task => true,
                Value::Group | Value::Around => {
                    let given = page.slice(value);
                    OF_BODY.iter().any(|call| given.contains(call))
                }
                Value::Added(_) => false,
            };
            let adds = match way.value {
                Value::Added(kind) => kind,
                _ => None,
            };
            let one = Written { at: name.start(), value, adds, is_body };
            written.entry(name.as_str()).or_default().push(one);
        }
    }
    written.values_mut().for_each(|writes| writes.sort_by_key(|write| write.at));
    written
}

impl Value {
    /// The place of the value that a match writes.
    fn span(self, page: &Page<'_>, found: &Captures<'_>) -> Option<Span> {
        let text = page.text();
        let name = found.name("name").or(found.name("named"))?;
        match self {
            Self::Group => found.name("value").map(|value| value.span()),
            Self::Behind => {
                let rest = &text[found.whole().end()..];
                let blank = rest.len() - rest.trim_start().len();
                Some(statement(text, found.whole().end() + blank))
            }
            Self::Chain => Some(chain(text, name.start())),
            Self::Around => {
                // The brackets around the name are those of the method.
                let open = brackets::opened_around(text, name.start()).nth(1)?;
                let start = block::receiver(text, open).start;
                (name.start() - start <= LONGEST).then_some(Span { start, end: name.start() })
            }
            Self::Task => {
                let line = page.line(name.start());
                let own = indent(page.slice(line));
                let is_head = |above: &Span| {
                    let text = page.slice(*above);
                    text.trim_start().starts_with("- ") && indent(text) < own
                };
                let head = above(page, line, 30).find(is_head)?;
                Some(Span { start: head.start, end: name.start() })
            }
            Self::Line => Some(Span { start: page.line(name.start()).start, end: name.start() }),
            Self::Added(_) => Some(name.span()),
            Self::Call => {
                // The brackets around the name are those of the function's own arguments.
                let open = brackets::opened_around(text, name.start()).nth(1)?;
                let line = page.line(open);
                Some(Span { start: line.start, end: name.start() })
            }
        }
    }
}

/// What stands on the right of a sign.
fn assigned<'p>(page: &Page<'p>, written: &mut FxHashMap<&'p str, Vec<Written>>) {
    static WRITES: Pattern = pattern!(
        r#"(?m)(?:^|[\s;({,*&])(?:\$(?i:script|global|local|private|using|env):|[$@])?(?<part>\{\s*)?(?<name>(?:[A-Za-z_]\w*(?:\.|->)){0,3}[A-Za-z_][A-Za-z0-9_]*)(?:\s*\})?(?<key>\[[^\]\n]{1,40}\])?(?:[\x20\t]*:[\x20\t]*&?(?:'static[\x20])?[A-Za-z][\w<>\[\]., |?:]{0,60})?\s*(?::=|=)(?<value>[^=~>])"#;
        "="
    );
    for found in WRITES.captures_iter(page) {
        let (Some(name), Some(value)) = (found.name("name"), found.name("value")) else {
            continue;
        };
        let adds_header = found
            .name("key")
            .is_some_and(|key| key.as_str().to_ascii_lowercase().contains("authorization"));
        // Another key of a map changes nothing of what it held.
        if is_in_text(page, name.start())
            || is_argument(page, name.span(), value.start())
            || found.name("key").is_some() && !adds_header
        {
            continue;
        }
        // The last of several that are taken out of one by their names.
        if is_part_of_other(page, &name) {
            continue;
        }
        let value = statement(page.text(), value.start());
        let is_body = found.name("part").is_some() && is_one_of(name.as_str(), BODY);
        let adds = adds_header.then_some(Kind::Header);
        let one = Written { at: name.start(), value, adds, is_body };
        written.entry(name.as_str()).or_default().push(one);
    }
}

/// Whether a name is the last of several by which an object is taken apart, and the key that it stands for is that of
/// something else than a body or a credential: `const { access_token: t, expires_in: seconds } = answer`.
fn is_part_of_other(page: &Page<'_>, name: &Found<'_>) -> bool {
    let line = page.line(name.start());
    let before = &page.text()[line.start..name.start()];
    let is_closed = page.text()[name.end()..].trim_start().starts_with('}');
    let Some(open) = before.rfind('{').filter(|_| is_closed && before.len() <= 400) else {
        return false;
    };
    let parts = &before[open + 1..];
    let key = parts.rsplit(',').next().unwrap_or(parts).trim();
    let key = key.strip_suffix(':').map_or(name.as_str(), str::trim);
    parts.contains(',') && !is_one_of(key, BODY) && name::classify(key).is_none()
}

/// Whether what looks like an assignment names an argument, as people write it in Python: `post(url, data=form)`.
fn is_argument(page: &Page<'_>, name: Span, value: usize) -> bool {
    let line = page.line(name.start);
    let before = &page.text()[line.start..name.start];
    let is_close = value == name.end + 1 && !before.is_empty();
    let is_open =
        || before.len() > LONGEST || before.matches('(').count() > before.matches(')').count();
    is_close && page.is_in(&[Python]) && is_open()
}

/// Whether a text in double quotes is open at `at`: what looks like an assignment in it is a format.
fn is_in_text(page: &Page<'_>, at: usize) -> bool {
    let line = page.line(at);
    let before = &page.text()[line.start..at];
    before.len() <= 200 && before.replace("\\\"", "").matches('"').count() % 2 == 1
}

/// The chain of calls that leads up to `end`.
pub(super) fn chain(text: &str, end: usize) -> Span {
    let near = text.ceil_char_boundary(end.saturating_sub(LONGEST));
    let before = &text[near..end];
    let ends = [before.rfind(';').map(|at| at + 1), before.rfind("\n\n")];
    let start = near + ends.into_iter().flatten().max().unwrap_or(0);
    Span { start, end }
}

/// From `start` to the end of the statement: the end of the line, unless a bracket is open there or the next line goes
/// on with it.
fn statement(text: &str, start: usize) -> Span {
    let bytes = text.as_bytes();
    let limit = bytes.len().min(start + LONGEST);
    let mut at = start + below(&text[start..]);
    let mut depth = 0_usize;
    let before = &text[text.ceil_char_boundary(start.saturating_sub(LONGEST))..start];
    let opens_block = is_head_of_block(before);
    let binds = opens_block && is_bound_in_condition(before);
    while at < limit {
        match bytes[at] {
            b'{' if depth == 0 && opens_block => break,
            b',' if depth == 0 && binds => break,
            b'(' | b'[' | b'{' => depth += 1,
            b')' | b']' | b'}' if depth == 0 => break,
            b')' | b']' | b'}' => depth -= 1,
            b'\n' if depth == 0 && !goes_on(&text[start..at], &text[at..]) => break,
            b';' if depth == 0 => break,
            _ => {}
        }
        at += 1;
    }
    Span { start, end: text.floor_char_boundary(at).max(start) }
}

/// How far below its sign a value starts: in a line of its own, which is indented, where nothing follows the sign.
fn below(rest: &str) -> usize {
    let line = rest.find('\n').filter(|end| rest[..*end].trim().is_empty());
    let is_value =
        |next: &str| next.starts_with([' ', '\t']) && !next.trim_start().starts_with(['\r', '\n']);
    line.map(|end| end + 1).filter(|next| is_value(&rest[*next..])).unwrap_or(0)
}

/// Whether a statement goes on in the line below: with a member of what stands so far, or in a block that it opens.
fn goes_on(said: &str, rest: &str) -> bool {
    const NEAR: usize = 400;
    let next = rest[..rest.floor_char_boundary(NEAR)].trim_start();
    let is_member = ["?.", "&.", "->", "?->", "::", "."].iter().any(|dot| next.starts_with(dot));
    let line = said.rsplit('\n').next().unwrap_or(said).trim_end();
    let opens_block = || line.ends_with('|') && line.contains(" do |");
    is_member && !next.starts_with("..") || line.ends_with(['.']) || opens_block()
}

/// Whether a condition of Swift names a value: another one follows behind a comma.
fn is_bound_in_condition(before: &str) -> bool {
    let line = before.rsplit('\n').next().unwrap_or(before);
    ["guard let ", "guard var ", "if let ", "if var "].iter().any(|head| line.contains(head))
}

/// Whether the line that leads up to a value is the head of a block, as in `for name := range value {`.
fn is_head_of_block(before: &str) -> bool {
    let line =
        before.rsplit('\n').next().unwrap_or(before).trim_start().trim_start_matches("} else ");
    ["for ", "if ", "while ", "switch ", "match ", "guard "]
        .iter()
        .any(|word| line.starts_with(word))
}
