//! `banqlint man`: the manual, one page for the program and one for each command.

use std::fs;
use std::io::{self, Write};
use std::path::PathBuf;

use anyhow::Context;
use clap::{Args, CommandFactory};
use clap_mangen::Man;

use super::exit::Exit;
use super::{CommandLine, Run};

/// Print the manual page, or write the pages of all commands
#[derive(Debug, Args)]
#[command(after_help = EXAMPLES)]
pub(super) struct ManPages {
    /// Write the page of the program and of each command into FOLDER, which is made where it is missing
    #[arg(long, value_name = "FOLDER")]
    output: Option<PathBuf>,
}

const EXAMPLES: &str = "\
Examples:
  banqlint man | man -l -                               read it
  banqlint man --output ~/.local/share/man/man1         install all pages";

impl Run for ManPages {
    fn run(self) -> anyhow::Result<Exit> {
        let mut command = CommandLine::command().disable_help_subcommand(true);
        command.build();
        let Some(folder) = self.output else {
            let mut page = Vec::new();
            page_of(command).render(&mut page)?;
            io::stdout().lock().write_all(&page)?;
            return Ok(Exit::Clean);
        };
        fs::create_dir_all(&folder).with_context(|| {
            format!("cannot make the folder {}; name one that you may write to", folder.display())
        })?;
        for command in with_all_below(command) {
            let page = page_of(command);
            let file = folder.join(page.get_filename());
            let mut text = Vec::new();
            page.render(&mut text)?;
            fs::write(&file, text)
                .with_context(|| format!("cannot write the page {}", file.display()))?;
        }
        Ok(Exit::Clean)
    }
}

/// The command and those below it, each under the name that its page has: `banqlint-rules-list`.
fn with_all_below(command: clap::Command) -> Vec<clap::Command> {
    let mut all = vec![command];
    let mut at = 0;
    while let Some(next) = all.get(at) {
        let below: Vec<clap::Command> = next
            .get_subcommands()
            .filter(|command| !command.is_hide_set())
            .map(|command| command.clone().display_name(page_name(next, command)))
            .collect();
        all.extend(below);
        at += 1;
    }
    all
}

fn page_of(command: clap::Command) -> Man {
    Man::new(command).source(concat!("banqlint ", env!("CARGO_PKG_VERSION")))
}

fn page_name(above: &clap::Command, command: &clap::Command) -> String {
    format!("{}-{}", above.get_display_name().unwrap_or(above.get_name()), command.get_name())
}
