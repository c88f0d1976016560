//! `banqlint completions`: what a shell needs to complete the program's arguments.

use std::io::{self, Write};

use clap::{Args, CommandFactory};
use clap_complete::Shell;

use super::exit::Exit;
use super::{CommandLine, Run};

/// Print a shell's completion script
#[derive(Debug, Args)]
#[command(after_help = EXAMPLES)]
pub(super) struct Completions {
    /// The shell
    #[arg(value_name = "SHELL")]
    shell: Shell,
}

const EXAMPLES: &str = "\
Examples:
  banqlint completions bash > ~/.local/share/bash-completion/completions/banqlint
  banqlint completions zsh > \"${fpath[1]}/_banqlint\"
  banqlint completions fish > ~/.config/fish/completions/banqlint.fish
  banqlint completions powershell >> $PROFILE";

impl Run for Completions {
    fn run(self) -> anyhow::Result<Exit> {
        let mut command = CommandLine::command();
        let name = command.get_name().to_owned();
        // The generator panics where it cannot write, so it writes to memory.
        let mut script = Vec::new();
        clap_complete::generate(self.shell, &mut command, name, &mut script);
        io::stdout().lock().write_all(&script)?;
        Ok(Exit::Clean)
    }
}
