//! From TOML to rules, with every fault collected.

use std::borrow::Cow;
use std::sync::Arc;

use rustc_hash::FxHashSet;
use serde::Deserialize;
use toml::Spanned;
use toml::de::{DeTable, DeValue};

use super::embedded::without_examples;
use super::example::{placeholders, unknown_placeholder};
use super::fields::{Faults, Fields, listed};
use super::schema::{RawExample, RawFile, RawTracking};
use super::{
    Evidence, Example, Expectation, Filter, Form, Pattern, Rule, RuleError, Validator, ValueKind,
};
use crate::model::{Circumstances, Confidence, RuleInfo, Severity, Tracking, covered_values};

/// The most rules that all packs together may have: a rule's index has 16 bits.
const MOST: usize = u16::MAX as usize;

/// The rules of each pack, all in order, or every fault in them. The first `own` packs are the program's: tests read
/// all of them, and a run only what it needs.
pub(super) fn parse_all(
    packs: &[(&str, &str)],
    own: usize,
) -> Result<Vec<Vec<Rule>>, Vec<RuleError>> {
    let mut rules = Vec::new();
    let mut errors = Vec::new();
    let mut ids = FxHashSet::default();
    for (at, &(file, text)) in packs.iter().enumerate() {
        let is_own = at < own;
        let text = if is_own { Cow::Owned(without_examples(text)) } else { Cow::Borrowed(text) };
        let mut reader = Reader { faults: Faults::new(file, &text), ids: &mut ids, is_own };
        rules.push(reader.pack(&text));
        errors.extend(reader.faults.into_errors());
    }
    if errors.is_empty() { Ok(rules) } else { Err(errors) }
}

/// Turns the text of one pack into rules.
struct Reader<'e> {
    faults: Faults<'e>,
    ids: &'e mut FxHashSet<String>,
    /// Whether the pack is one of the program's.
    is_own: bool,
}

impl Reader<'_> {
    fn pack(&mut self, text: &str) -> Vec<Rule> {
        let (table, errors) = DeTable::parse_recoverable(text);
        for error in errors {
            self.faults.add(error.span().map_or(0, |span| span.start), error.message());
        }
        // What a broken text means is a guess, and a fault in it may be none.
        if self.faults.count() > 0 {
            return Vec::new();
        }
        let mut fields = Fields::of(table.into_inner(), 0);
        let list = fields.need_list("rule", &mut self.faults);
        fields.end(&mut self.faults);
        let tables = list.map_or_else(Vec::new, |(_, tables)| tables);
        tables.into_iter().filter_map(|table| self.rule(table)).collect()
    }

    fn rule(&mut self, table: Spanned<DeValue<'_>>) -> Option<Rule> {
        let place = table.span().start;
        let before = self.faults.count();
        let mut fields = Fields::open("rule", table, &mut self.faults)?;
        let id = self.id(&mut fields);
        let summary = self.filled(&mut fields, "summary");
        let severity = fields.need::<Severity>("severity", &mut self.faults);
        let confidence = fields.need::<Confidence>("confidence", &mut self.faults);
        let value = fields.need::<ValueKind>("value", &mut self.faults);
        let guidance = self.filled(&mut fields, "guidance");
        let help = self.filled(&mut fields, "help");
        let why = fields.take::<String>("why", &mut self.faults);
        let good = fields.take::<RawExample>("good", &mut self.faults);
        let good = good.and_then(|raw| self.example("good", raw, Expectation::Silent));
        let examples = (!self.is_own).then(|| self.examples(&mut fields));
        let forms = fields.list("form", &mut self.faults).map_or_else(Vec::new, |(_, forms)| forms);
        let forms = forms.into_iter().filter_map(|form| self.form(form)).collect();
        fields.end(&mut self.faults);
        if self.ids.len() > MOST {
            self.faults.add(place, format!("there are more than {MOST} rules"));
        }
        if self.faults.count() > before {
            return None;
        }
        let value = value?.into_inner();
        let info = RuleInfo {
            id: id?,
            summary: summary?,
            severity: severity?.into_inner(),
            confidence: confidence?.into_inner(),
            guidance: guidance?,
            help: help?.trim().to_owned(),
            is_credential: value != ValueKind::Public,
        };
        let why = why.map(|why| self.shown(why.into_inner()).trim().to_owned());
        Some(Rule { info: Arc::new(info), why, value, forms, examples, good })
    }

    fn form(&mut self, table: Spanned<DeValue<'_>>) -> Option<Form> {
        let mut fields = Fields::open("form", table, &mut self.faults)?;
        let filter = fields.need::<Filter>("filter", &mut self.faults);
        let pattern = fields.need::<String>("pattern", &mut self.faults);
        let pattern = pattern.and_then(|pattern| self.pattern(&pattern));
        let validators = self.items::<Validator>(&mut fields, "validators");
        let evidence = fields.need_list("evidence", &mut self.faults);
        let evidence = evidence.map(|(place, items)| {
            if items.is_empty() {
                self.faults.add(place, "`evidence` is empty: the form would never fire");
            }
            self.all::<Evidence>("evidence", items)
        });
        fields.end(&mut self.faults);
        Some(Form {
            filter: filter?.into_inner(),
            pattern: pattern?,
            validators,
            evidence: evidence?,
        })
    }

    fn pattern(&mut self, pattern: &Spanned<String>) -> Option<Pattern> {
        if self.is_own {
            return Some(Pattern::trusted(pattern.get_ref()));
        }
        let place = pattern.span().start;
        let pattern = match Pattern::compiled(pattern.get_ref()) {
            Ok(pattern) => pattern,
            Err(error) => {
                let reason = error.to_string();
                let reason = reason.lines().last().unwrap_or_default();
                self.faults.add(place, format!("`pattern` does not compile: {reason}"));
                return None;
            }
        };
        if !pattern.has_value() {
            self.faults.add(place, "`pattern` has no group `(?<value>…)`");
        }
        Some(pattern)
    }

    fn examples(&mut self, fields: &mut Fields<'_>) -> Vec<Example> {
        let Some(mut lists) = fields.table("examples", &mut self.faults) else { return Vec::new() };
        let kinds = [("match", Expectation::Match), ("silent", Expectation::Silent)];
        let mut examples = Vec::new();
        for (key, expectation) in kinds {
            let Some((place, items)) = lists.need_list(key, &mut self.faults) else { continue };
            let name = format!("examples.{key}");
            if items.is_empty() {
                self.faults.add(place, format!("`{name}` is empty"));
            }
            for item in items {
                let raw = self.faults.read::<RawExample>(&name, item);
                examples.extend(raw.and_then(|raw| self.example(&name, raw, expectation)));
            }
        }
        lists.end(&mut self.faults);
        examples
    }

    fn example(
        &mut self,
        key: &str,
        raw: Spanned<RawExample>,
        expectation: Expectation,
    ) -> Option<Example> {
        let place = raw.span().start;
        let example = example_of(raw.into_inner(), expectation);
        if let Some(name) = unknown_placeholder(&example.template) {
            let known = listed(placeholders());
            let complaint =
                format!("`{key}` uses `{{{{{name}}}}}`, which is not known; known are {known}");
            self.faults.add(place, complaint);
            return None;
        }
        Some(example)
    }

    fn id(&mut self, fields: &mut Fields<'_>) -> Option<String> {
        let id = fields.need::<String>("id", &mut self.faults)?;
        let place = id.span().start;
        let text = id.into_inner();
        let is_word = |part: &str| {
            !part.is_empty()
                && part.bytes().all(|byte| byte.is_ascii_lowercase() || byte.is_ascii_digit())
        };
        if !text.split('-').all(is_word) {
            let complaint = format!("`id` is `{text}`: use lower-case words joined by hyphens");
            self.faults.add(place, complaint);
        } else if !self.ids.insert(text.clone()) {
            self.faults.add(place, format!("`id` is `{text}`, which another rule has"));
        }
        Some(text)
    }

    /// A text that says something.
    fn filled(&mut self, fields: &mut Fields<'_>, key: &'static str) -> Option<String> {
        let value = fields.need::<String>(key, &mut self.faults)?;
        if value.get_ref().trim().is_empty() {
            self.faults.add(value.span().start, format!("`{key}` is empty"));
        }
        Some(self.shown(value.into_inner()))
    }

    /// A text that reports print. Whoever writes a pack for a value may have pasted one into it.
    fn shown(&self, text: String) -> String {
        if self.is_own { text } else { covered_values(&text) }
    }

    /// The items of a list that may be absent.
    fn items<'a, T: Deserialize<'a>>(
        &mut self,
        fields: &mut Fields<'a>,
        key: &'static str,
    ) -> Vec<T> {
        let items = fields.list(key, &mut self.faults).map_or_else(Vec::new, |(_, items)| items);
        self.all(key, items)
    }

    fn all<'a, T: Deserialize<'a>>(
        &mut self,
        key: &str,
        items: Vec<Spanned<DeValue<'a>>>,
    ) -> Vec<T> {
        let read = items.into_iter().filter_map(|item| self.faults.read(key, item));
        read.map(Spanned::into_inner).collect()
    }
}

fn example_of(raw: RawExample, expectation: Expectation) -> Example {
    match raw {
        RawExample::Text(template) => {
            let circumstances = Circumstances::default();
            Example { template, path: None, circumstances, expectation }
        }
        RawExample::File(RawFile { path, text, git, mode }) => {
            let tracking = match git {
                RawTracking::None => Tracking::Unknown,
                RawTracking::Tracked => Tracking::Tracked,
                RawTracking::Unignored => Tracking::Unignored,
                RawTracking::Ignored => Tracking::Ignored,
            };
            let circumstances = Circumstances { tracking, mode, ..Circumstances::default() };
            Example { template: text, path: Some(path), circumstances, expectation }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const GOOD: &str = r#"[[rule]]
id = "some-rule"
summary = "A rule"
severity = "error"
confidence = "high"
value = "secret"
guidance = "Keep it safe"
help = "Move it"
examples.match = ["key = {{secret64}}"]
examples.silent = ["key = 1"]
[[rule.form]]
filter = "alphanumeric"
pattern = '(?<value>[a-z]{64})'
evidence = [{ key = "secret" }]
"#;

    fn errors(text: &str) -> Vec<String> {
        let errors = parse_all(&[("my.toml", text)], 0).expect_err("the pack is wrong");
        errors.iter().map(ToString::to_string).collect()
    }

    #[test]
    fn a_good_pack_is_read() {
        let rules = parse_all(&[("my.toml", GOOD)], 0).expect("the pack is right");
        assert_eq!(rules[0][0].info.id, "some-rule");
        assert_eq!(rules[0][0].examples().len(), 2);
    }

    #[test]
    fn each_fault_names_file_line_and_key() {
        let cases = [
            ("severity = \"error\"", "severity = \"bad\"", "my.toml:4: ", "bad"),
            ("\"error\"", "3", "my.toml:4: ", "`severity`"),
            ("filter = \"alphanumeric\"", "filter = \"words\"", "my.toml:12: ", "words"),
            ("key = \"secret\"", "kee = \"secret\"", "my.toml:14: ", "kee"),
            ("[[rule.form]]", "colour = 1\n[[rule.form]]", "my.toml:11: ", "colour"),
            ("examples.silent = [\"key = 1\"]\n", "", "my.toml:9: ", "`silent`"),
            ("[a-z]{64}", "[a-z{64}", "my.toml:13: ", "`pattern`"),
            ("?<value>", "?<other>", "my.toml:13: ", "value"),
            ("some-rule", "Some Rule", "my.toml:2: ", "`id`"),
            ("{{secret64}}", "{{secret65}}", "my.toml:9: ", "secret65"),
            ("[{ key = \"secret\" }]", "[]", "my.toml:14: ", "`evidence`"),
            ("\"A rule\"", "\" \"", "my.toml:3: ", "`summary`"),
        ];
        for (right, wrong, place, word) in cases {
            let found = errors(&GOOD.replacen(right, wrong, 1));
            assert_eq!(found.len(), 1, "{found:?}");
            assert!(found[0].starts_with(place) && found[0].contains(word), "{found:?}");
        }
    }

    #[test]
    fn every_fault_of_a_pack_is_told_at_once() {
        let pack = "[[rule]]\nid = \"a\"\nsumary = \"A rule\"\nseverity = \"bad\"\n\n[[rule]]\nid = \"B\"\n\
                    [[rule.form]]\npattern = '('\nvalidators = [\"random\", \"odd\"]\n";
        let found = errors(pack);
        let told = |line: usize, word: &str| {
            let start = format!("my.toml:{line}: ");
            assert!(
                found.iter().any(|one| one.starts_with(&start) && one.contains(word)),
                "{word}: {found:#?}"
            );
        };
        told(1, "`summary`");
        told(3, "did you mean `summary`");
        told(4, "bad");
        for missing in ["confidence", "value", "guidance", "help", "examples"] {
            told(1, &format!("`{missing}` is missing"));
            told(6, &format!("`{missing}` is missing"));
        }
        told(7, "lower-case");
        told(8, "`filter` is missing");
        told(8, "`evidence` is missing");
        told(9, "does not compile");
        told(10, "odd");
    }

    #[test]
    fn an_id_stands_for_one_rule() {
        let errors = parse_all(&[("a.toml", GOOD), ("b.toml", GOOD)], 0).expect_err("the same id");
        assert_eq!((errors[0].file.as_str(), errors[0].line), ("b.toml", 2));
    }
}
