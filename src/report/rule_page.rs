//! The page of a rule, in Markdown: what it finds, why that matters, what breaks it and what follows it, and how to
//! allow a finding.
//!
//! Contract: made from the rule alone. `docs/rules/` holds the page of every rule that the program carries, and a test
//! compares them.

use std::io::{self, Write};

use super::advice;
use crate::model::{Tracking, covered_values};
use crate::rule::{Example, Expectation, Rule, describe};

/// Draws the page.
pub fn rule_page(rule: &Rule, out: &mut dyn Write) -> io::Result<()> {
    let info = &rule.info;
    writeln!(out, "# {}\n", info.id)?;
    writeln!(
        out,
        "{}: {} (confidence: {}).\n",
        info.severity.as_str(),
        info.summary,
        info.confidence.as_str()
    )?;
    writeln!(out, "The guidance: *{}*.", info.guidance)?;
    if let Some(why) = &rule.why {
        writeln!(out, "\n## Why\n\n{why}")?;
    }
    let bad = rule.examples().iter().find(|example| example.expectation == Expectation::Match);
    if let Some(bad) = bad {
        writeln!(out, "\n## Reported\n")?;
        example(bad, out)?;
    }
    if let Some(good) = &rule.good {
        writeln!(out, "\n## Follows the guidance\n")?;
        example(good, out)?;
    }
    writeln!(out, "\n## What to do\n\n{}", info.help)?;
    if info.is_credential {
        replacing(&info.id, out)?;
    }
    writeln!(out, "\n## How to allow a finding\n")?;
    writeln!(
        out,
        "On its line or on the line before, in a comment of any syntax, with the reason:\n"
    )?;
    let comment = |word: &str| format!("banqlint: {word}({}) REASON", info.id);
    block(&format!("{}\n{}", comment("allow"), comment("allow-next-line")), out)?;
    writeln!(
        out,
        "\nWhere no comment can stand, in `.banqlint.toml`, with `value.id` of a JSON report:\n"
    )?;
    block(&advice::allowed_value("VALUE-ID"), out)?;
    writeln!(out, "\nFor some paths, there too:\n")?;
    block(&format!("[[off]]\nrule = \"{}\"\npaths = [\"PATH\"]\nreason = \"REASON\"", info.id), out)
}

/// How to replace a leaked key, and how to see that it is gone.
fn replacing(rule: &str, out: &mut dyn Write) -> io::Result<()> {
    writeln!(out, "\nTo replace a leaked key:\n")?;
    for (at, step) in advice::STEPS.iter().enumerate() {
        writeln!(out, "{}. {step}", at + 1)?;
    }
    writeln!(out, "\n{}\n\nTo check that it is gone:\n", advice::NOT_BY_REWRITING)?;
    for (command, meaning) in advice::checks(rule) {
        writeln!(out, "- `{command}` exits with 0 once {meaning}.")?;
    }
    Ok(())
}

fn example(example: &Example, out: &mut dyn Write) -> io::Result<()> {
    if let Some(path) = &example.path {
        let git = match example.circumstances.tracking {
            Tracking::Unknown => "",
            Tracking::Tracked => ", tracked by git",
            Tracking::Unignored => ", which no ignore rule covers",
            Tracking::Ignored => ", which an ignore rule covers",
        };
        let mode = example.circumstances.mode.map(|mode| format!(", mode {mode:03o}"));
        let path = covered_values(path);
        writeln!(out, "In `{path}`{git}{}:\n", mode.unwrap_or_default())?;
    }
    block(&describe(&example.template), out)
}

/// A block of code, fenced by more backticks than stand in it.
fn block(text: &str, out: &mut dyn Write) -> io::Result<()> {
    let fence = if text.contains("```") { "````" } else { "```" };
    writeln!(out, "{fence}text\n{}\n{fence}", text.trim_matches('\n'))
}
