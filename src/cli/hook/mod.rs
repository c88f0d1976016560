//! `banqlint hook`: the bodies of git's hooks, and the command that installs them.
//!
//! Contract: a hook reads and reports; it never writes a baseline, an object or anything else. Its exit code is that of
//! every other command, and git refuses the commit or the push on all but 0.

mod install;
pub(super) mod pre_push;
pub(super) mod pre_receive;
mod update;

use clap::{Args, Subcommand};

use super::Run;
use super::exit::Exit;
use super::staged::Staged;

/// Install git hooks, or run the body of one
#[derive(Debug, Args)]
#[command(after_help = EXAMPLES)]
pub(super) struct Hook {
    #[command(subcommand)]
    hook: HookCommand,
}

const EXAMPLES: &str = "\
Examples:
  banqlint hook install                  pre-commit, pre-merge-commit and pre-push
  banqlint hook install pre-receive      on a server";

const IN_A_HOOK: &str = "\
Examples:
  banqlint hook pre-commit \"$@\" || exit $?          in .git/hooks/pre-commit
  banqlint hook pre-merge-commit \"$@\" || exit $?    in .git/hooks/pre-merge-commit";

#[derive(Debug, Subcommand)]
enum HookCommand {
    Install(install::Install),
    /// Check what the commit would add
    #[command(name = "pre-commit", after_help = IN_A_HOOK)]
    Commit(Staged),
    /// Check what the merge would add
    #[command(name = "pre-merge-commit", after_help = IN_A_HOOK)]
    MergeCommit(Staged),
    #[command(name = "pre-push")]
    Push(pre_push::PrePush),
    #[command(name = "pre-receive")]
    Receive(pre_receive::PreReceive),
}

impl Run for Hook {
    fn run(self) -> anyhow::Result<Exit> {
        match self.hook {
            HookCommand::Install(install) => install.run(),
            HookCommand::Commit(staged) | HookCommand::MergeCommit(staged) => staged.run(),
            HookCommand::Push(push) => push.run(),
            HookCommand::Receive(receive) => receive.run(),
        }
    }
}
