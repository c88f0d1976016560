//! A file held against the table of keys: every fault is collected, none hides another.

use std::ops::Range;

use toml::Spanned;
use toml::de::{DeTable, DeValue};

use super::problem::Problem;
use super::schema::{Key, Shape};
use crate::model::nearest;

/// A value with its place in the file.
pub(super) type Placed<'a> = Spanned<DeValue<'a>>;

/// Checks `table` against `keys`.
pub(super) fn check(
    table: &DeTable<'_>,
    place: Range<usize>,
    keys: &[Key],
    problems: &mut Vec<Problem>,
) {
    for (name, value) in table {
        match keys.iter().find(|key| key.name == name.get_ref().as_ref()) {
            Some(key) => check_value(value, &key.shape, problems),
            None => problems.push(Problem {
                span: name.span(),
                message: format!("unknown key `{}`", name.get_ref()),
                hint: Some(suggestion(name.get_ref(), keys.iter().map(|key| key.name))),
            }),
        }
    }
    for key in keys.iter().filter(|key| key.required && !table.contains_key(key.name)) {
        problems.push(Problem {
            span: place.clone(),
            message: format!("`{}` is missing", key.name),
            hint: Some(key.about.to_owned()),
        });
    }
}

fn check_value(value: &Placed<'_>, shape: &Shape, problems: &mut Vec<Problem>) {
    let mut wrong = |expected: String| {
        problems.push(Problem {
            span: value.span(),
            message: format!("expected {expected}, found {}", kind(value.get_ref())),
            hint: None,
        });
    };
    match (shape, value.get_ref()) {
        (Shape::Flag, DeValue::Boolean(_)) => {}
        (Shape::Flag, _) => wrong("`true` or `false`".to_owned()),
        (Shape::Text, DeValue::String(text)) if !text.trim().is_empty() => {}
        (Shape::Text, DeValue::String(_)) => problems.push(Problem {
            span: value.span(),
            message: "the text is empty".to_owned(),
            hint: Some("write some words".to_owned()),
        }),
        (Shape::Text, _) => wrong("a text".to_owned()),
        (Shape::Word(words), DeValue::String(text)) => {
            if !words.contains(&text.as_ref()) {
                problems.push(Problem {
                    span: value.span(),
                    message: format!("`{text}` is none of {}", words.join(", ")),
                    hint: Some(suggestion(text, words.iter().copied())),
                });
            }
        }
        (Shape::Word(words), _) => wrong(format!("one of {}", words.join(", "))),
        (Shape::Date, DeValue::Datetime(date)) if date.time.is_none() && date.date.is_some() => {}
        (Shape::Date, DeValue::String(text)) if text.parse::<jiff::civil::Date>().is_ok() => {}
        (Shape::Date, _) => wrong("a date such as 2030-12-31".to_owned()),
        (Shape::Texts, DeValue::Array(items)) => {
            items.iter().for_each(|item| check_value(item, &Shape::Text, problems));
        }
        (Shape::Texts, _) => wrong("a list of texts".to_owned()),
        (Shape::Table(keys), DeValue::Table(table)) => check(table, value.span(), keys, problems),
        (Shape::Named(shape), DeValue::Table(table)) => {
            table.values().for_each(|value| check_value(value, shape, problems));
        }
        (Shape::Table(_) | Shape::Named(_), _) => wrong("a table".to_owned()),
        (Shape::Tables(keys), DeValue::Array(items)) => {
            for item in items.iter() {
                check_value(item, &Shape::Table(keys), problems);
            }
        }
        (Shape::Tables(_), _) => wrong("a list of tables, `[[…]]`".to_owned()),
    }
}

fn kind(value: &DeValue<'_>) -> &'static str {
    match value {
        DeValue::String(_) => "a text",
        DeValue::Integer(_) | DeValue::Float(_) => "a number",
        DeValue::Boolean(_) => "`true` or `false`",
        DeValue::Datetime(_) => "a date or time",
        DeValue::Array(_) => "a list",
        DeValue::Table(_) => "a table",
    }
}

/// What to say beside a word that is not known.
pub(super) fn suggestion<'k>(word: &str, known: impl Iterator<Item = &'k str> + Clone) -> String {
    match nearest(word, known.clone()) {
        Some(name) => format!("did you mean `{name}`?"),
        None => format!("known here: {}", known.collect::<Vec<_>>().join(", ")),
    }
}
