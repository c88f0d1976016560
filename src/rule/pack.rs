//! From TOML to rules, with every fault collected.

use std::sync::Arc;

use regex::Regex;
use rustc_hash::FxHashSet;
use toml::Spanned;

use super::schema::{RawExample, RawFile, RawForm, RawPack, RawRule, RawTracking};
use super::{Example, Expectation, Form, Rule, RuleError, ValueKind, example};
use crate::model::{Circumstances, RuleInfo, Tracking};

/// The rules of each pack, all in order, or every fault in them.
pub(super) fn parse_all(packs: &[(&str, &str)]) -> Result<Vec<Vec<Rule>>, Vec<RuleError>> {
    let mut rules = Vec::new();
    let mut errors = Vec::new();
    let mut ids = FxHashSet::default();
    for &(file, text) in packs {
        match toml::from_str::<RawPack>(text) {
            Ok(raw) => {
                let mut reader = Reader { file, text, errors: &mut errors, ids: &mut ids };
                rules.push(raw.rule.into_iter().filter_map(|rule| reader.rule(rule)).collect());
            }
            Err(error) => {
                let offset = error.span().map_or(0, |span| span.start);
                errors.push(RuleError::at(file, text, offset, error.message()));
            }
        }
    }
    if errors.is_empty() { Ok(rules) } else { Err(errors) }
}

/// Turns the raw rules of one pack into rules.
struct Reader<'a> {
    file: &'a str,
    text: &'a str,
    errors: &'a mut Vec<RuleError>,
    ids: &'a mut FxHashSet<String>,
}

impl Reader<'_> {
    fn rule(&mut self, raw: Spanned<RawRule>) -> Option<Rule> {
        let before = self.errors.len();
        let raw = raw.into_inner();
        self.check_id(&raw.id);
        self.check_filled("summary", &raw.summary);
        self.check_filled("guidance", &raw.guidance);
        self.check_filled("help", &raw.help);
        let examples = self.examples(&raw);
        let good = raw.good.as_ref().and_then(|raw| {
            self.example("good", raw.span().start, raw.get_ref(), Expectation::Silent)
        });
        let forms: Vec<Form> = raw.form.into_iter().filter_map(|form| self.form(form)).collect();
        if self.errors.len() > before {
            return None;
        }
        let info = RuleInfo {
            id: raw.id.into_inner(),
            summary: raw.summary.into_inner(),
            severity: raw.severity,
            confidence: raw.confidence,
            guidance: raw.guidance.into_inner(),
            help: raw.help.into_inner().trim().to_owned(),
            is_credential: raw.value != ValueKind::Public,
        };
        let why = raw.why.map(|why| why.trim().to_owned());
        Some(Rule { info: Arc::new(info), why, value: raw.value, forms, examples, good })
    }

    fn form(&mut self, raw: Spanned<RawForm>) -> Option<Form> {
        let raw = raw.into_inner();
        if raw.evidence.get_ref().is_empty() {
            self.fault(raw.evidence.span().start, "`evidence` is empty: the form would never fire");
        }
        let pattern = match Regex::new(&format!("^(?:{})$", raw.pattern.get_ref())) {
            Ok(pattern) => pattern,
            Err(error) => {
                let reason = error.to_string();
                let reason = reason.lines().last().unwrap_or_default();
                self.fault(
                    raw.pattern.span().start,
                    format!("`pattern` does not compile: {reason}"),
                );
                return None;
            }
        };
        if !pattern.capture_names().any(|name| name == Some("value")) {
            self.fault(raw.pattern.span().start, "`pattern` has no group `(?<value>…)`");
        }
        Some(Form {
            filter: raw.filter,
            pattern,
            validators: raw.validators,
            evidence: raw.evidence.into_inner(),
        })
    }

    fn examples(&mut self, raw: &RawRule) -> Vec<Example> {
        let kinds = [
            ("match", &raw.examples.matching, Expectation::Match),
            ("silent", &raw.examples.silent, Expectation::Silent),
        ];
        let mut examples = Vec::new();
        for (key, texts, expectation) in kinds {
            if texts.get_ref().is_empty() {
                self.fault(texts.span().start, format!("`examples.{key}` is empty"));
            }
            for raw in texts.get_ref() {
                let place = texts.span().start;
                examples.extend(self.example(&format!("examples.{key}"), place, raw, expectation));
            }
        }
        examples
    }

    fn example(
        &mut self,
        key: &str,
        place: usize,
        raw: &RawExample,
        expectation: Expectation,
    ) -> Option<Example> {
        let example = example(raw, expectation);
        if let Some(name) = example::unknown_placeholder(&example.template) {
            let complaint = format!("`{key}` uses `{{{{{name}}}}}`, which is not known");
            self.fault(place, complaint);
            return None;
        }
        Some(example)
    }

    fn check_id(&mut self, id: &Spanned<String>) {
        let text = id.get_ref();
        let is_word = |part: &str| {
            !part.is_empty()
                && part.bytes().all(|byte| byte.is_ascii_lowercase() || byte.is_ascii_digit())
        };
        if !text.split('-').all(is_word) {
            self.fault(
                id.span().start,
                format!("`id` is `{text}`: use lower-case words joined by hyphens"),
            );
        } else if !self.ids.insert(text.clone()) {
            self.fault(id.span().start, format!("`id` is `{text}`, which another rule has"));
        }
    }

    fn check_filled(&mut self, key: &str, value: &Spanned<String>) {
        if value.get_ref().trim().is_empty() {
            self.fault(value.span().start, format!("`{key}` is empty"));
        }
    }

    fn fault(&mut self, offset: usize, message: impl Into<String>) {
        self.errors.push(RuleError::at(self.file, self.text, offset, message));
    }
}

fn example(raw: &RawExample, expectation: Expectation) -> Example {
    match raw {
        RawExample::Text(text) => {
            let circumstances = Circumstances::default();
            Example { template: text.clone(), path: None, circumstances, expectation }
        }
        RawExample::File(RawFile { path, text, git, mode }) => {
            let tracking = match git {
                RawTracking::None => Tracking::Unknown,
                RawTracking::Tracked => Tracking::Tracked,
                RawTracking::Unignored => Tracking::Unignored,
                RawTracking::Ignored => Tracking::Ignored,
            };
            let circumstances = Circumstances { tracking, mode: *mode };
            Example { template: text.clone(), path: Some(path.clone()), circumstances, expectation }
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
        let errors = parse_all(&[("my.toml", text)]).expect_err("the pack is wrong");
        errors.iter().map(ToString::to_string).collect()
    }

    #[test]
    fn a_good_pack_is_read() {
        let rules = parse_all(&[("my.toml", GOOD)]).expect("the pack is right");
        assert_eq!(rules[0][0].info.id, "some-rule");
        assert_eq!(rules[0][0].examples.len(), 2);
    }

    #[test]
    fn each_fault_names_file_line_and_key() {
        let cases = [
            ("severity = \"error\"", "severity = \"bad\"", "my.toml:4: ", "bad"),
            ("summary", "sumary", "my.toml:3: ", "sumary"),
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
    fn an_id_stands_for_one_rule() {
        let errors = parse_all(&[("a.toml", GOOD), ("b.toml", GOOD)]).expect_err("the same id");
        assert_eq!((errors[0].file.as_str(), errors[0].line), ("b.toml", 2));
    }
}
