//! Encodings of whole files, documents inside documents, and values that are encoded where they stand.

use super::case::{Case, Form, dressed};
use super::doc::Doc;
use super::sheet::Sheet;
use crate::secrets::Secrets;

const FORMS: &[Form<'static>] = &[
    Form {
        name: "inline-base64",
        path: "encoded.yml",
        text: "banqup:
  client_id: «id|b64»
  client_secret_b64: \"«secret|b64»\"
  other: «-b64:45»
",
    },
    Form {
        name: "inline-base64-twice",
        path: "twice.env",
        text: "BANQUP_CLIENT_ID=«id|b64|b64»
BANQUP_CLIENT_SECRET=«secret|b64|b64»
",
    },
    Form {
        name: "inline-base64-code",
        path: "decode.py",
        text: "import base64
# banqup
client_id = base64.b64decode('«id|b64»').decode()
client_secret = base64.b64decode(b\"«secret|b64»\").decode()
",
    },
    Form {
        name: "inline-base64-urlsafe-pair",
        path: "pair.txt",
        text: "banqup pair: «basic»
",
    },
    Form {
        name: "inline-hex",
        path: "hex.conf",
        text: "# banqup, hex so that nobody reads it
client_id = «id|hex»
client_secret = «secret|hex»
digest = «-hex:128»
",
    },
    Form {
        name: "inline-hex-upper",
        path: "Hex.cs",
        text: "var banqupClientSecret = Convert.FromHexString(\"«secret|HEX»\");
var banqupClientId = Convert.FromHexString(\"«id|HEX»\");
",
    },
    Form {
        name: "inline-hex-token",
        path: "hextoken.txt",
        text: "banqup «bearer|hex»
",
    },
    Form {
        name: "inline-percent",
        path: "percent.txt",
        text: "banqup client_id=«id|pct»&client_secret=«secret|pct»
",
    },
    Form {
        name: "inline-percent-json",
        path: "callback.log",
        text: "GET /cb?payload=%7B%22vendor%22%3A%22banqup%22%2C%22client_id%22%3A%22«id»%22%2C%22client_secret%22%3A%22«secret»%22%7D HTTP/1.1
GET /cb?x=%20%20 HTTP/1.1
",
    },
    Form {
        name: "inline-percent-basic",
        path: "percent-basic.txt",
        text: "https://example.com/hook?h=Authorization%3A%20Basic%20«basic|pad»&v=banqup«~credentials-in-url»
",
    },
    Form {
        name: "inline-unicode-escapes",
        path: "unicode.json",
        text: "{\"banqup\":{\"client_id\":\"«id|u»\",\"client_secret\":\"«secret|u»\",\"name\":\"caf\\u00e9\"}}
",
    },
    Form {
        name: "inline-unicode-quotes",
        path: "quotes.json",
        text: "{\"cmd\":\"export BANQUP_CLIENT_SECRET=\\u0022«secret»\\u0022 CLIENT_ID=\\u0027«id»\\u0027\"}
",
    },
    Form {
        name: "inline-hex-escapes",
        path: "bytes.c",
        text: "/* banqup */
static const char client_id[] = \"«id|x»\";
static const char client_secret[] = \"«secret|x»\";
",
    },
    Form {
        name: "inline-html-entities",
        path: "page.html",
        text: "<p>Banqup</p><code>client_id=&quot;«id»&quot;</code>
<code>client_secret=&quot;«secret|html»&quot;</code>
<input name=\"client_secret\" value=\"«secret.2|htmlx»\">
",
    },
    Form {
        name: "inline-html-attributes",
        path: "confluence.xml",
        text: "<ac:parameter ac:name=\"env\">{&quot;vendor&quot;:&quot;banqup&quot;,&quot;client_id&quot;:&quot;«id»&quot;,&quot;client_secret&quot;:&quot;«secret»&quot;}</ac:parameter>
",
    },
    Form {
        name: "inline-html-email",
        path: "mail.html",
        text: "<table><tr><td>Banqup Client&nbsp;ID</td><td><b>«id»</b></td></tr>
<tr><td>Client&nbsp;Secret</td><td>&#8203;«secret»</td></tr></table>
",
    },
];

/// A file of settings with non-ASCII text before the values, none of it outside Latin-1.
const SETTINGS: &str = "# Schlüssel für die Anwendung\n[banqup]\nname = \"Société\"\nclient_id = \"«id»\"\n\
                        /* é */ client_secret = \"«secret»\"\n";
const PLAIN: &str = "banqup client_id=«id» client_secret=«secret»\n";
const JSON: &str = "{\n  \"vendor\": \"banqup\",\n  \"client_id\": \"«id»\",\n  \"client_secret\": \"«secret»\"\n}\n";
const TOKEN: &str = "BANQUP_TOKEN=«bearer»\nBANQUP_HOST=api.btx.eu.banqup.com\n";

type Encode = fn(&str) -> Vec<u8>;

const ENCODINGS: &[(&str, Encode)] = &[
    ("utf16le-bom", |text| bom16(text, u16::to_le_bytes)),
    ("utf16be-bom", |text| bom16(text, u16::to_be_bytes)),
    ("utf16le", |text| text.encode_utf16().flat_map(u16::to_le_bytes).collect()),
    ("utf16be", |text| text.encode_utf16().flat_map(u16::to_be_bytes).collect()),
    ("utf32le-bom", |text| bom32(text, u32::to_le_bytes)),
    ("utf32be-bom", |text| bom32(text, u32::to_be_bytes)),
    ("utf32le", |text| text.chars().flat_map(|c| u32::from(c).to_le_bytes()).collect()),
    ("utf32be", |text| text.chars().flat_map(|c| u32::from(c).to_be_bytes()).collect()),
    ("utf8-bom", |text| [b"\xef\xbb\xbf", text.as_bytes()].concat()),
    ("latin1", |text| text.chars().map(|c| u8::try_from(c).unwrap_or(b'?')).collect()),
];

fn bom16(text: &str, order: fn(u16) -> [u8; 2]) -> Vec<u8> {
    [0xfeff].into_iter().chain(text.encode_utf16()).flat_map(order).collect()
}

fn bom32(text: &str, order: fn(u32) -> [u8; 4]) -> Vec<u8> {
    ['\u{feff}'].into_iter().chain(text.chars()).flat_map(|c| order(u32::from(c))).collect()
}

/// All the cases of this family.
pub(crate) fn cases(seed: u64) -> Vec<Case> {
    let secrets = &Secrets::new(seed);
    let mut cases = dressed(FORMS, seed);
    for (name, encode) in ENCODINGS {
        for (style, template) in [("settings", SETTINGS), ("json", JSON), ("token", TOKEN)] {
            for line_end in ["\n", "\r\n", "\r"] {
                let name = format!("{name}-{style}-{}", line_end.escape_default());
                let doc = Sheet::new(secrets.fork(&name)).fill(template);
                let doc = doc.map(None, |piece| piece.replace('\n', line_end));
                cases.push(Case::new(name).encoded("settings.txt", &doc, encode));
            }
        }
    }
    for (name, template) in [("json", JSON), ("settings", SETTINGS), ("token", TOKEN)] {
        cases.extend(documents(name, &Sheet::new(secrets.fork(name)).fill(template)));
    }
    cases.push(beside_bytes(secrets));
    cases.push(after_ten_thousand(secrets));
    cases
}

/// The document inside another, in each way that hides it.
fn documents(name: &str, inner: &Doc) -> Vec<Case> {
    let json = |text: &str| {
        let quoted = serde_json::Value::from(text).to_string();
        quoted[1..quoted.len() - 1].to_owned()
    };
    let percent = |text: &str| {
        text.bytes()
            .map(|byte| match byte {
                b'A'..=b'Z' | b'a'..=b'z' | b'0'..=b'9' | b'-' | b'_' | b'.' => {
                    char::from(byte).to_string()
                }
                _ => format!("%{byte:02X}"),
            })
            .collect::<String>()
    };
    let html = |text: &str| {
        text.replace('&', "&amp;")
            .replace('"', "&quot;")
            .replace('<', "&lt;")
            .replace('\n', "&#10;")
    };
    let once = inner.clone().map(None, json);
    vec![
        wrapped(
            name,
            "in-json",
            "log.json",
            "{\"level\":\"info\",\"body\":\"",
            once.clone(),
            "\"}\n",
        ),
        wrapped(
            name,
            "in-json-twice",
            "log2.json",
            "{\"a\":\"x\",\"body\":\"",
            once.map(None, json),
            "\"}\n",
        ),
        wrapped(
            name,
            "in-percent",
            "hook.txt",
            "POST /hook?body=",
            inner.clone().map(None, percent),
            "&v=1\n",
        ),
        wrapped(
            name,
            "in-html",
            "page.html",
            "<pre data-x=\"",
            inner.clone().map(None, html),
            "\">x</pre>\n",
        ),
        wrapped(name, "in-base64", "blob.env", "CONFIG_B64=", inner.clone().base64(0), "\nX=1\n"),
        wrapped(
            name,
            "in-base64-lines",
            "mail.eml",
            "Content-Transfer-Encoding: base64\n\n",
            inner.clone().base64(76),
            "\n\n--x--\n",
        ),
        wrapped(name, "in-base64-64", "blob.b64", "", inner.clone().base64(64), "\n"),
        wrapped(
            name,
            "in-base64-twice",
            "twice.yml",
            "data:\n  config: ",
            inner.clone().base64(0).base64(0),
            "\n",
        ),
        wrapped(name, "in-hex", "dump.txt", "body 0x", inner.clone().hex(), "\n"),
    ]
}

fn wrapped(name: &str, how: &str, path: &str, before: &str, inner: Doc, after: &str) -> Case {
    let mut doc = Doc::default();
    doc.push(before);
    doc.append(inner);
    doc.push(after);
    Case::new(format!("{name}-{how}")).file(path, &doc)
}

/// Text behind the head of a picture, with NUL bytes: no line or column is promised beyond the value.
fn beside_bytes(secrets: &Secrets) -> Case {
    let mut doc = Sheet::new(secrets.fork("beside-bytes")).fill(PLAIN);
    for mark in &mut doc.marks {
        mark.expect.precision = super::doc::Precision::File;
    }
    let noise = secrets.fork("noise").bytes(700);
    Case::new("beside-bytes").encoded("logo.png", &doc, |text| {
        [b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR".as_slice(), &noise, b"\0\0", text.as_bytes(), b"\0\0IEND"]
            .concat()
    })
}

/// Columns stay exact on a very long line.
fn after_ten_thousand(secrets: &Secrets) -> Case {
    let filler = secrets.fork("filler").prose(20_000);
    let mut doc = Doc::default();
    doc.push("{\"é\":\"");
    doc.push(&filler);
    doc.push("\",");
    doc.append(
        Sheet::new(secrets.fork("wide"))
            .fill("\"banqup\":{\"client_id\":\"«id»\",\"client_secret\":\"«secret»\"}}"),
    );
    Case::new("after-ten-thousand").file("wide.json", &doc)
}
