//! Parameters of a build that hold a secret: their values, or what somebody types in, are shown to all who see the
//! build.
//!
//! Contract: a parameter that the system keeps as a password is what it is for; one with a value written beside it is
//! not, of whatever kind.

use super::Pipeline;
use super::literal::WRITTEN;
use super::system::System;
use crate::guidance::Remark;
use crate::guidance::brackets;
use crate::guidance::code::is_code;
use crate::guidance::literals::{Ground, Literal};
use crate::guidance::owner::Scope;
use crate::guidance::pattern::{Pattern, pattern};
use crate::model::{Confidence, Severity};

pub(super) fn remarks(pipeline: &Pipeline<'_>) -> Vec<Remark> {
    match pipeline.system {
        System::Jenkins => of_jenkins(pipeline),
        System::Program => of_teamcity(pipeline),
        _ => Vec::new(),
    }
}

/// `param("env.SECRET", "value")` in the settings of TeamCity.
fn of_teamcity(pipeline: &Pipeline<'_>) -> Vec<Remark> {
    static PARAMETER: Pattern = pattern!(
        r#"\b(?:param|text|password|hidden)\s*\(\s*"(?:env\.|system\.)?(?<name>[A-Za-z_][\w.-]{1,95})"\s*,\s*"(?<value>[^"\n]{1,400})""#;
        "param" | "text" | "password" | "hidden"
    );
    let matches = PARAMETER.captures_iter(pipeline.page);
    let found = Ground::of(pipeline.page, Scope::Page).in_matches(matches, 0);
    found.filter(Literal::is_written).map(|one| one.remark(WRITTEN)).collect()
}

/// `string(name: 'SECRET', defaultValue: 'value')` of Jenkins, and the same in its Job DSL.
fn of_jenkins(pipeline: &Pipeline<'_>) -> Vec<Remark> {
    static PARAMETER: Pattern = pattern!(
        r#"\b(?<kind>string|text|password|stringParam|textParam|nonStoredPasswordParam)\s*(?<open>\()\s*(?:(?:name|defaultValue|description|trim)\s*:|["'])"#;
        "string" | "text" | "password"
    );
    static NAME: Pattern = pattern!(r#"(?:\bname\s*:\s*|^\s*)["'](?<name>[A-Za-z_]\w{1,95})["']"#);
    static VALUE: Pattern = pattern!(
        r#"\bdefaultValue\s*:\s*["'](?<value>[^"'\n]{1,400})["']|^\s*["']\w+["']\s*,\s*["'](?<second>[^"'\n]{1,400})["']"#
    );
    let text = pipeline.page.text();
    let mut found = Vec::new();
    for parameter in PARAMETER.captures_iter(pipeline.page) {
        let (Some(kind), Some(open)) = (parameter.name("kind"), parameter.name("open")) else {
            continue;
        };
        let inside = brackets::inside(text, open.start());
        let part = pipeline.page.slice(inside);
        // `string(credentialsId: …)` binds what Jenkins keeps, and `string(name: …, value: …)` hands a parameter on.
        if part.contains("credentialsId") || part.contains(" value:") {
            continue;
        }
        let Some(name) = NAME.captures(part).and_then(|name| name.name("name")) else { continue };
        let mark = name.span_from(inside.start);
        let value = VALUE.captures(part).and_then(|all| all.name("value").or(all.name("second")));
        let value = value.map(|value| value.span_from(inside.start));
        let secret = Ground::of(pipeline.page, Scope::Page).secret(mark, value);
        let Some(secret) = secret.filter(|_| is_code(pipeline.page, mark.start)) else { continue };
        if secret.is_written() {
            found.push(secret.remark(WRITTEN));
        } else if !kind.as_str().to_ascii_lowercase().contains("password") {
            let said = "Banqup secret asked for as a plain parameter, which each build shows";
            let remark = Remark::new(mark, said).severity(Severity::Warning);
            found.push(remark.confidence(Confidence::Medium));
        }
    }
    found
}
