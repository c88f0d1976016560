//! Holds a JSON value against the part of JSON Schema that the published schema uses; any other keyword is a fault.

use serde_json::Value;

/// What is wrong with `value`, each with its place; empty for a valid one.
pub(crate) fn faults(schema: &Value, value: &Value) -> Vec<String> {
    let mut faults = Vec::new();
    check(schema, schema, value, "$", &mut faults);
    faults
}

fn check(root: &Value, schema: &Value, value: &Value, at: &str, faults: &mut Vec<String>) {
    for (keyword, rule) in schema.as_object().expect("a schema is an object") {
        let fits = match keyword.as_str() {
            "$schema" | "$defs" | "title" | "description" | "format" => true,
            "$ref" => {
                let pointer = rule.as_str().and_then(|target| target.strip_prefix('#'));
                let target = pointer.and_then(|pointer| root.pointer(pointer));
                check(root, target.expect("a reference leads somewhere"), value, at, faults);
                true
            }
            "anyOf" | "oneOf" => list(rule).iter().any(|branch| {
                let mut inner = Vec::new();
                check(root, branch, value, at, &mut inner);
                inner.is_empty()
            }),
            "type" => match rule {
                Value::String(name) => is_of(value, name),
                _ => list(rule).iter().any(|name| is_of(value, name.as_str().unwrap_or_default())),
            },
            "enum" => list(rule).contains(value),
            "const" => rule == value,
            "minimum" => value.as_f64() >= rule.as_f64(),
            "required" => {
                list(rule).iter().all(|name| value.get(name.as_str().unwrap_or_default()).is_some())
            }
            "items" => {
                for (index, item) in value.as_array().into_iter().flatten().enumerate() {
                    check(root, rule, item, &format!("{at}[{index}]"), faults);
                }
                true
            }
            "properties" => {
                for (name, field) in value.as_object().into_iter().flatten() {
                    match rule.get(name) {
                        Some(rule) => check(root, rule, field, &format!("{at}.{name}"), faults),
                        None => faults.push(format!("{at}.{name} is not in the schema")),
                    }
                }
                true
            }
            other => panic!("the schema uses {other}, which this reader does not know"),
        };
        if !fits {
            faults.push(format!("{at}: {value} does not fit {keyword} {rule}"));
        }
    }
}

fn list(rule: &Value) -> &[Value] {
    rule.as_array().map(Vec::as_slice).unwrap_or_default()
}

fn is_of(value: &Value, name: &str) -> bool {
    match name {
        "null" => value.is_null(),
        "boolean" => value.is_boolean(),
        "integer" => value.is_u64() || value.is_i64(),
        "number" => value.is_number(),
        "string" => value.is_string(),
        "array" => value.is_array(),
        "object" => value.is_object(),
        _ => false,
    }
}
