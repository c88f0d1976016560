//! The keys of the configuration: the one table from which a file is checked, and its JSON Schema is made.

use serde_json::{Map, Value, json};

/// One key of a table.
#[derive(Debug)]
pub(super) struct Key {
    pub(super) name: &'static str,
    pub(super) about: &'static str,
    pub(super) required: bool,
    pub(super) shape: Shape,
}

/// What a value looks like.
#[derive(Debug)]
pub(super) enum Shape {
    /// `true` or `false`.
    Flag,
    /// Text that is not blank.
    Text,
    /// One of these words.
    Word(&'static [&'static str]),
    /// A date without a time.
    Date,
    /// A list of texts.
    Texts,
    /// A table with these keys.
    Table(&'static [Key]),
    /// A table with any keys, each of which has this shape.
    Named(&'static Shape),
    /// A list of tables with these keys.
    Tables(&'static [Key]),
}

const fn key(name: &'static str, shape: Shape, about: &'static str) -> Key {
    Key { name, about, required: false, shape }
}

const fn required(name: &'static str, shape: Shape, about: &'static str) -> Key {
    Key { name, about, required: true, shape }
}

/// The words for a severity.
pub(super) const SEVERITIES: &[&str] = &["note", "warning", "error"];

/// The whole file.
pub(super) const FILE: &[Key] = &[
    key(
        "packs",
        Shape::Texts,
        "Rule packs to load after the program's own, relative to this file.",
    ),
    key("rules", Shape::Named(&Shape::Table(RULE)), "Settings of single rules, by id."),
    key(
        "files",
        Shape::Table(FILES),
        "What is looked at. Patterns mean what they mean in an ignore file.",
    ),
    key("banqup", Shape::Table(BANQUP), "What counts as Banqup besides its own names."),
    key("allow", Shape::Tables(ALLOW), "Values that are known to be harmless."),
    key("off", Shape::Tables(OFF), "Paths for which a rule is off."),
];

const RULE: &[Key] = &[
    key("enabled", Shape::Flag, "Whether the rule runs."),
    key(
        "severity",
        Shape::Word(SEVERITIES),
        "The severity of its findings, whatever stands around them.",
    ),
];

const FILES: &[Key] = &[
    key("include", Shape::Texts, "Only these paths are looked at."),
    key("exclude", Shape::Texts, "These paths are not looked at."),
];

const BANQUP: &[Key] = &[
    key(
        "hosts",
        Shape::Texts,
        "Hosts of gateways and issuers that count as Banqup's, with everything below them.",
    ),
    key("keys", Shape::Table(KEYS), "Names of settings that hold a Banqup value."),
];

/// The names of the keys are those of [`KEY_CLASSES`](super::valid::KEY_CLASSES).
const KEYS: &[Key] = &[
    key("client-id", Shape::Texts, "Settings that hold a Client ID."),
    key("client-secret", Shape::Texts, "Settings that hold a Client Secret."),
    key("access-token", Shape::Texts, "Settings that hold an access token."),
    key("refresh-token", Shape::Texts, "Settings that hold a refresh token."),
];

const ALLOW: &[Key] = &[
    required(
        "value",
        Shape::Text,
        "The `value.id` of a report: 32 hexadecimal digits, never the value itself.",
    ),
    required("reason", Shape::Text, "Why the value is harmless."),
];

const OFF: &[Key] = &[
    required("rule", Shape::Text, "The id of the rule."),
    required("paths", Shape::Texts, "The paths. Patterns mean what they mean in an ignore file."),
    required("reason", Shape::Text, "Why the rule is off there."),
    key("until", Shape::Date, "The last day on which it is off."),
];

/// The JSON Schema of the file, for editors.
pub fn json_schema() -> Value {
    let mut schema = table(FILE);
    schema["$schema"] = json!("https://json-schema.org/draft/2020-12/schema");
    schema["title"] = json!("The configuration of banqlint");
    schema
}

fn table(keys: &[Key]) -> Value {
    let properties: Map<String, Value> = keys
        .iter()
        .map(|key| {
            let mut value = of(&key.shape);
            value["description"] = json!(key.about);
            (key.name.to_owned(), value)
        })
        .collect();
    let required: Vec<&str> = keys.iter().filter(|key| key.required).map(|key| key.name).collect();
    let mut schema =
        json!({"type": "object", "properties": properties, "additionalProperties": false});
    if !required.is_empty() {
        schema["required"] = json!(required);
    }
    schema
}

fn of(shape: &Shape) -> Value {
    match shape {
        Shape::Flag => json!({"type": "boolean"}),
        Shape::Text => json!({"type": "string", "pattern": "\\S"}),
        Shape::Word(words) => json!({"enum": words}),
        Shape::Date => json!({"type": "string", "format": "date"}),
        Shape::Texts => json!({"type": "array", "items": {"type": "string", "pattern": "\\S"}}),
        Shape::Table(keys) => table(keys),
        Shape::Named(shape) => json!({"type": "object", "additionalProperties": of(shape)}),
        Shape::Tables(keys) => json!({"type": "array", "items": table(keys)}),
    }
}
