//! Which rules run: `--rule` and `--skip-rule`.

use clap::Args;

use super::shared::RULES;
use crate::config::Config;
use crate::model::nearest;
use crate::rule::RuleSet;

/// The rules that were asked for.
#[derive(Debug, Default, Args)]
pub(super) struct Selection {
    /// Run only these rules; may be repeated
    #[arg(long = "rule", value_name = "ID", value_delimiter = ',', help_heading = RULES)]
    only: Vec<String>,
    /// Do not run these rules; may be repeated
    #[arg(long = "skip-rule", value_name = "ID", value_delimiter = ',', help_heading = RULES)]
    skip: Vec<String>,
}

impl Selection {
    /// The configuration's rules, cut down to what it turns on and to the selection; the command line has the last
    /// word.
    ///
    /// # Errors
    ///
    /// When an id is unknown, or no rule is left.
    pub(super) fn rules(&self, config: &Config) -> anyhow::Result<RuleSet> {
        let all =
            config.settings.iter().fold(config.rules.clone(), |rules, (id, setting)| match setting
                .severity
            {
                Some(severity) => rules.with_severity(id, severity),
                None => rules,
            });
        let is_on = |id: &str| config.settings.get(id).and_then(|one| one.enabled) != Some(false);
        for id in self.only.iter().chain(&self.skip) {
            known(&all, id)?;
        }
        let rules = all.filtered(|rule| {
            let is_wanted =
                if self.only.is_empty() { is_on(&rule.id) } else { self.only.contains(&rule.id) };
            is_wanted && !self.skip.contains(&rule.id)
        });
        anyhow::ensure!(
            !rules.rules().is_empty(),
            "--rule, --skip-rule and the configuration leave no rule to run; drop one of them"
        );
        Ok(rules)
    }
}

/// Fails for an id that no rule has, with the nearest one that a rule has.
pub(super) fn known(rules: &RuleSet, id: &str) -> anyhow::Result<()> {
    if rules.get(id).is_some() {
        return Ok(());
    }
    match nearest(id, rules.rules().iter().map(|rule| rule.info.id.as_str())) {
        Some(near) => anyhow::bail!("there is no rule {id}; did you mean {near}?"),
        None => anyhow::bail!("there is no rule {id}; `banqlint rules list` names them all"),
    }
}
