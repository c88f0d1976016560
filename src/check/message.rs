//! What a finding says in one line.

use super::Grade;
use crate::model::{JwtFacts, RuleInfo};

/// The line: what was found, and what context makes of it. `beside` is what of the same app stands with it, if that
/// makes it worse.
pub fn message(
    rule: &RuleInfo,
    grade: Grade,
    jwt: Option<&JwtFacts>,
    beside: Option<&str>,
) -> String {
    let mut line = rule.summary.clone();
    if let Some(facts) = jwt {
        if let Some(environment) = &facts.environment {
            line.push_str(&format!(" for {environment}"));
        }
        if facts.expired == Some(true) {
            line.push_str(", expired");
        }
        if facts.names_person {
            line.push_str(", names a person");
        }
    }
    if let Some(beside) = beside {
        line.push_str(&format!(" beside its {beside}"));
    }
    if grade.needs_project {
        line.push_str(", going by its shape in a project that uses Banqup");
    }
    line
}
