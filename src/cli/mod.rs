//! The command line: arguments in, stages' options out, exit code back.
//!
//! A command is one file that holds its arguments and its `Run`, one `mod` line here and one line in `commands!`.

mod audit;
mod baseline;
mod check;
mod completions;
mod config;
mod decisions;
mod exit;
mod fixing;
#[cfg(feature = "fuzzing")]
#[doc(hidden)]
pub mod fuzz;
mod grades;
mod history;
mod hook;
mod interrupt;
mod man;
mod moment;
mod output;
mod progress;
mod reach;
mod rules;
mod said;
mod selection;
mod shared;
mod staged;
mod verdict;

use std::ffi::OsString;
use std::io::{self, Write};
use std::panic::{self, AssertUnwindSafe, PanicHookInfo};
use std::process::ExitCode;

use clap::{Parser, Subcommand};

use self::exit::Exit;
use self::said::said;

/// Finds Banqup API credentials, and every other breach of Banqup's credential-safety guidance, in files and git
/// history.
#[derive(Debug, Parser)]
#[command(name = "banqlint", version, max_term_width = 100, after_help = exit::HELP)]
struct CommandLine {
    #[command(subcommand)]
    command: Command,
}

/// What a command does once its arguments are understood.
///
/// An error means wrong usage or configuration: it is printed, and the program ends with [`Exit::Usage`].
trait Run {
    fn run(self) -> anyhow::Result<Exit>;
}

/// Declares the commands, in the order in which the help lists them.
macro_rules! commands {
    ($($name:ident($arguments:ty)),* $(,)?) => {
        #[derive(Debug, Subcommand)]
        enum Command {
            $($name($arguments)),*
        }

        impl Run for Command {
            fn run(self) -> anyhow::Result<Exit> {
                match self {
                    $(Self::$name(arguments) => arguments.run()),*
                }
            }
        }
    };
}

commands! {
    Check(check::Check),
    Staged(staged::Staged),
    History(history::History),
    Audit(audit::Audit),
    Hook(hook::Hook),
    Rules(rules::Rules),
    Baseline(baseline::Baseline),
    Config(config::ConfigCommand),
    Completions(completions::Completions),
    Man(man::ManPages),
}

/// Runs the program with these arguments, the first of which is its own name.
pub fn main(arguments: impl Iterator<Item = OsString>) -> ExitCode {
    let arguments: Vec<OsString> = arguments.collect();
    let command = match CommandLine::try_parse_from(&arguments) {
        Ok(line) => line.command,
        Err(usage) => return explain(&usage, &arguments).into(),
    };
    panic::set_hook(Box::new(confess));
    let run = panic::catch_unwind(AssertUnwindSafe(|| command.run()));
    match run {
        Ok(result) => result.unwrap_or_else(|error| complain(&error)).into(),
        Err(_) => Exit::Usage.into(),
    }
}

/// Says where this program failed, and nothing else: the words of a panic can hold what was read.
fn confess(info: &PanicHookInfo<'_>) {
    let place = info.location().map(ToString::to_string).unwrap_or_default();
    // Nothing can be said to someone who has closed the stream.
    let _ = writeln!(io::stderr(), "a fault of banqlint at {place}; please report it");
}

/// Prints help or version to standard output, or a usage error to standard error.
fn explain(usage: &clap::Error, arguments: &[OsString]) -> Exit {
    // Nothing can be said to someone who has closed both streams.
    if !usage.use_stderr() {
        let _ = usage.print();
        return Exit::Clean;
    }
    // It names the arguments that it does not understand, and one of them can be a secret.
    let plain = usage.render().to_string();
    let screened = plain.split('\n').map(said).collect::<Vec<_>>().join("\n");
    let is_plain = |argument: &OsString| {
        let text = argument.to_string_lossy();
        said(&text) == text
    };
    let _ = match screened == plain && arguments.iter().all(is_plain) {
        true => usage.print(),
        false => write!(io::stderr(), "{screened}"),
    };
    Exit::Usage
}

/// Prints what went wrong, unless it is that nobody listens any more.
fn complain(error: &anyhow::Error) -> Exit {
    if error.chain().any(is_broken_pipe) {
        return Exit::Clean;
    }
    let text = format!("{error:#}");
    let _ = writeln!(io::stderr(), "error: {}", said(&text));
    Exit::Usage
}

fn is_broken_pipe(cause: &(dyn std::error::Error + 'static)) -> bool {
    cause.downcast_ref::<io::Error>().is_some_and(|error| error.kind() == io::ErrorKind::BrokenPipe)
}
