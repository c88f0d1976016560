//! What a finding says in one line.

use super::Grade;
use crate::model::{JwtFacts, RuleInfo, Severity};

/// The line: what was found, and what context makes of it.
pub fn message(rule: &RuleInfo, grade: Grade, jwt: Option<&JwtFacts>) -> String {
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
    } else if rule.severity == Severity::Warning && grade.severity == Severity::Error {
        line.push_str(" beside its secret");
    }
    if grade.needs_project {
        line.push_str(", going by its shape in a project that uses Banqup");
    }
    line
}
