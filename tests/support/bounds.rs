//! Runs the program within bounds: an end at a fixed time, and no more memory than is stated.
//!
//! Contract: a run that does not end is killed and fails its test. The bound on memory is one on addresses, threads'
//! stacks and the program itself included, so it is above what a content may cost and holds it all the same; where the
//! system has no such bound, only the time counts.

use std::process::{Command, Stdio};
use std::sync::mpsc;
use std::thread;
use std::time::Duration;

use crate::repo::Repo;
use crate::run::Ran;

/// The time after which a run counts as one that does not end: many times what the slowest takes on a machine that is
/// busy.
const DEADLINE: Duration = Duration::from_secs(60);

/// Runs the program here, on one thread, with so many mebibytes for everything.
#[track_caller]
pub(crate) fn run_bounded(folder: &Repo, mebibytes: usize, arguments: &[&str]) -> Ran {
    let program = folder.command(&[arguments, &["--threads", "1"]].concat());
    let mut command = match cfg!(target_os = "linux") {
        true => limited(&program, mebibytes),
        false => program,
    };
    // The C library keeps addresses back for each thread otherwise.
    within_deadline(command.env("MALLOC_ARENA_MAX", "1"))
}

/// The same program, started by a shell that limits it.
fn limited(program: &Command, mebibytes: usize) -> Command {
    by_shell(program, &format!("ulimit -v {} && exec \"$0\" \"$@\"", mebibytes << 10))
}

/// The same program, started by a shell's script as `"$0" "$@"`.
fn by_shell(program: &Command, script: &str) -> Command {
    let mut shell = Command::new("sh");
    shell.args(["-c", script]).arg(program.get_program()).args(program.get_args());
    shell.current_dir(program.get_current_dir().expect("it runs in a folder"));
    for (name, value) in program.get_envs() {
        match value {
            Some(value) => shell.env(name, value),
            None => shell.env_remove(name),
        };
    }
    shell.stdin(Stdio::null());
    shell
}

/// Runs a command that must end by itself before the deadline.
#[track_caller]
pub(crate) fn within_deadline(command: &mut Command) -> Ran {
    let child = command.stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().expect("it starts");
    let id = child.id().to_string();
    let (done, over) = mpsc::channel();
    let reader = thread::spawn(move || done.send(child.wait_with_output()));
    let Ok(output) = over.recv_timeout(DEADLINE) else {
        let _ = Command::new("kill").args(["-9", &id]).status();
        let _ = reader.join();
        panic!("{command:?} did not end within {DEADLINE:?}");
    };
    Ran::of(output.expect("its output can be read"))
}

/// The seconds that the processor spends on a command, which must succeed: by the shell's own count for its children.
#[cfg(unix)]
#[track_caller]
pub(crate) fn processor_seconds(program: &Command) -> f64 {
    let script = "\"$0\" \"$@\" > /dev/null || exit 1; times";
    let ran = within_deadline(&mut by_shell(program, script));
    assert_eq!(ran.code, 0, "{program:?}: {}", ran.stderr);
    let of_children = ran.stdout.lines().nth(1).expect("the second line is the children's");
    let seconds = |time: &str| {
        let (minutes, seconds) = time.trim_end_matches('s').split_once('m')?;
        Some(minutes.parse::<f64>().ok()? * 60.0 + seconds.replace(',', ".").parse::<f64>().ok()?)
    };
    of_children.split_whitespace().map(|time| seconds(time).expect("a time of a shell")).sum()
}
