//! `--format json`: one object, for scripts.

use std::io::{self, Write};

use super::{Context, escaped_json, wire};
use crate::model::Report;

/// Writes the report as one indented object and a line end.
pub(super) fn render(
    report: &Report,
    _context: &Context<'_>,
    out: &mut dyn Write,
) -> io::Result<()> {
    escaped_json::write_indented(&wire::Report::of(report), out)?;
    writeln!(out)
}

#[cfg(test)]
mod tests {
    use std::path::Path;

    use schemars::generate::SchemaSettings;
    use serde_json::Value;

    use super::super::wire;

    /// The published schema, relative to the package.
    const PUBLISHED: &str = "docs/banqlint-1.schema.json";

    /// The schema of what is written, from the types that write it. Every field is written, so every field is required.
    fn schema() -> Value {
        let settings = SchemaSettings::draft2020_12().for_serialize();
        let schema = settings.into_generator().into_root_schema_for::<wire::Report<'_>>();
        let mut schema = serde_json::to_value(schema).expect("a schema is JSON");
        schema["title"] = "banqlint/1".into();
        schema["description"] = "A report of `banqlint --format json`.".into();
        require_all(&mut schema);
        schema
    }

    fn require_all(schema: &mut Value) {
        if let Some(fields) = schema.get("properties").and_then(Value::as_object) {
            let names: Value = fields.keys().map(String::as_str).collect();
            schema["required"] = names;
        }
        let below = schema.get_mut("$defs").and_then(Value::as_object_mut);
        below.into_iter().flat_map(|defs| defs.values_mut()).for_each(require_all);
    }

    #[test]
    fn the_published_schema_is_that_of_the_types() {
        let path = Path::new(env!("CARGO_MANIFEST_DIR")).join(PUBLISHED);
        let schema = format!("{}\n", serde_json::to_string_pretty(&schema()).expect("JSON"));
        if std::env::var_os("BANQLINT_WRITE_SCHEMA").is_some() {
            std::fs::write(&path, &schema).expect("the schema can be written");
        }
        let published = std::fs::read_to_string(&path).expect("the schema is published");
        assert!(published == schema, "run this test with BANQLINT_WRITE_SCHEMA=1, and review");
    }
}
