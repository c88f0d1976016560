//! Nothing is executed, fetched or written: what the kernel sees of a run over a repository full of traps.
//!
//! Contract: every command starts no program and no child process, opens no socket, and writes to no file but the
//! report it was told to write. `BANQLINT_TEST_STRACE` names the `strace` that watches; `.ci/run` installs it.

#![cfg(target_os = "linux")]

use std::env;
use std::fs;
use std::os::unix::fs::PermissionsExt;
use std::path::Path;
use std::process::{Command, Stdio};

use crate::repo::Repo;
use crate::secrets::Secrets;

/// System calls that start programs and processes, reach the network or change files.
const WATCHED: &str = "execve,execveat,fork,vfork,clone,clone3,socket,connect,bind,open,openat,openat2,creat,truncate,rename,renameat,\
                       renameat2,link,linkat,symlink,symlinkat,unlink,unlinkat,mkdir,mkdirat,rmdir,mknod,mknodat,chmod,fchmodat,\
                       chown,lchown,fchownat,setxattr,lsetxattr,utimensat,ptrace,memfd_create,io_uring_setup";

/// A repository whose configuration would run a program at every turn, with a leak in its history, its index and its
/// tree.
fn trapped() -> Repo {
    let mut secrets = Secrets::new(77);
    let repo = Repo::new();
    repo.write("old.conf", format!("client_secret={}\n", secrets.secret64())).commit("Leak");
    repo.write("old.conf", "").write("a.conf", format!("client_secret={}\n", secrets.secret64()));
    repo.write("call.py", "url = 'http://api.btx.eu.banqup.com/v1'\n").commit("Move");
    let program = repo.beside("program");
    fs::write(&program, "#!/bin/sh\ncat\n").expect("writable");
    fs::set_permissions(&program, fs::Permissions::from_mode(0o755)).expect("it is ours");
    let program = program.to_str().expect("a temporary folder has a plain name").to_owned();
    for key in [
        "core.fsmonitor",
        "core.pager",
        "core.editor",
        "core.sshCommand",
        "core.askPass",
        "credential.helper",
        "diff.external",
        "diff.odd.textconv",
        "diff.odd.command",
        "filter.odd.clean",
        "filter.odd.smudge",
        "filter.odd.process",
        "gpg.program",
        "merge.odd.driver",
        "uploadpack.packObjectsHook",
    ] {
        repo.git(&["config", key, &program]);
    }
    repo.git(&["config", "remote.origin.url", "https://git.example.com/shop.git"]);
    repo.git(&["config", "remote.origin.promisor", "true"]);
    repo.git(&["config", "include.path", "../../included"]);
    fs::write(repo.beside("included"), "[core]\n\thooksPath = ../hooks\n").expect("writable");
    repo.write(".gitattributes", "* diff=odd filter=odd merge=odd\n");
    for hook in ["post-index-change", "reference-transaction", "pre-commit", "post-checkout"] {
        repo.write(format!(".git/hooks/{hook}"), "#!/bin/sh\nexit 1\n");
    }
    // Something for the index that no commit holds yet.
    let added = format!("client_secret={}\n", secrets.secret64());
    repo.write(".git/added", added);
    let id = repo
        .git(&["-c", "filter.odd.clean=cat", "hash-object", "-w", "--no-filters", ".git/added"]);
    repo.git(&[
        "-c",
        "core.fsmonitor=false",
        "update-index",
        "--add",
        "--cacheinfo",
        &format!("100644,{id},added.conf"),
    ]);
    repo
}

/// The lines of a trace that break the contract. `report` is the one folder below which files may change.
fn offences(trace: &str, report: &Path) -> Vec<String> {
    let report = report.to_str().expect("a plain name");
    let mut programs = 0;
    let mut offences = Vec::new();
    for line in trace.lines() {
        // `[pid 12] openat(…`, and the second half of a call that another thread came between.
        let call = line.split_once("] ").map_or(line, |(_, call)| call).trim_start();
        let call = call.trim_start_matches(|c: char| c.is_ascii_digit()).trim_start();
        let Some((name, arguments)) = call.split_once('(') else { continue };
        let offends = match name {
            "execve" | "execveat" => {
                programs += 1;
                programs > 1
            }
            "clone" | "clone3" => !arguments.contains("CLONE_THREAD"),
            "open" | "openat" | "openat2" => {
                let writes = ["O_WRONLY", "O_RDWR", "O_CREAT", "O_TRUNC"];
                writes.iter().any(|flag| arguments.contains(flag))
                    && !arguments.contains(report)
                    && !arguments.contains("\"/dev/null\"")
            }
            _ => {
                name.chars().all(|c| c.is_ascii_alphanumeric() || c == '_')
                    && !arguments.contains(report)
            }
        };
        if offends {
            offences.push(line.to_owned());
        }
    }
    assert!(programs >= 1, "nothing was traced: {trace}");
    offences
}

#[test]
fn no_command_starts_a_process_opens_a_socket_or_writes_a_file() {
    let Some(strace) = env::var_os("BANQLINT_TEST_STRACE") else {
        assert!(env::var_os("CI").is_none_or(|ci| ci != "true"), "CI has to run this test");
        return;
    };
    let repo = trapped();
    let head = repo.git(&["rev-parse", "HEAD"]);
    let root = repo.git(&["rev-list", "--max-parents=0", "HEAD"]);
    let reports = repo.beside("reports");
    fs::create_dir(&reports).expect("a folder");
    let sarif = format!("sarif={}", reports.join("out.sarif").display());
    let pushed = format!("refs/heads/main {head} refs/heads/main {root}\n");
    let received = format!("{root} {head} refs/heads/main\n");
    // What a push to the server brings is there already, so it finds nothing new.
    let commands: [(&[&str], &str, i32); 10] = [
        (&["check", "--report", &sarif], "", 1),
        (&["check", "--diff"], "", 1),
        (&["staged"], "", 1),
        (&["history"], "", 1),
        (&["history", "--skip-connectivity", "--all-objects"], "", 1),
        (&["history", "--range", "..HEAD"], "", 1),
        (&["audit", "--format", "html"], "", 1),
        (&["hook", "pre-commit"], "", 1),
        (&["hook", "pre-push", "origin", "https://git.example.com/shop.git"], &pushed, 1),
        (&["hook", "pre-receive"], &received, 0),
    ];
    for (arguments, input, code) in commands {
        let trace = repo.beside("trace");
        let watched = repo.command(arguments);
        let mut command = Command::new(&strace);
        command
            .args(["-f", "-qq", "-s", "4096", "-e", &format!("trace={WATCHED}"), "-o"])
            .arg(&trace);
        command.arg(watched.get_program()).args(watched.get_args());
        command.current_dir(repo.path());
        for (name, value) in watched.get_envs() {
            match value {
                Some(value) => command.env(name, value),
                None => command.env_remove(name),
            };
        }
        let file = repo.beside("input");
        fs::write(&file, input).expect("writable");
        let output = command
            .stdin(Stdio::from(fs::File::open(file).expect("it was just written")))
            .output()
            .expect("strace starts");
        assert_eq!(output.status.code(), Some(code), "{arguments:?}: {output:?}");
        let trace = fs::read_to_string(trace).expect("a trace");
        assert_eq!(offences(&trace, &reports), Vec::<String>::new(), "{arguments:?}");
    }
}

#[test]
fn a_trace_that_breaks_the_contract_is_told() {
    let report = Path::new("/tmp/reports");
    let traced = |line: &str| {
        offences(&format!("1 execve(\"banqlint\", [], []) = 0\n{line}\n"), report).len()
    };
    for line in [
        "2 execve(\"/bin/sh\", [\"sh\"], []) = 0",
        "2 clone(child_stack=NULL, flags=CLONE_CHILD_CLEARTID|SIGCHLD) = 3",
        "2 vfork() = 3",
        "2 socket(AF_INET, SOCK_STREAM, 0) = 4",
        "2 openat(AT_FDCWD, \"/tmp/x\", O_WRONLY|O_CREAT, 0666) = 4",
        "2 unlink(\"/tmp/x\") = 0",
        "[pid 2] mkdir(\"/tmp/x\", 0777) = 0",
    ] {
        assert_eq!(traced(line), 1, "{line}");
    }
    for line in [
        "2 clone3({flags=CLONE_VM|CLONE_THREAD, stack=0x1}, 88) = 3",
        "2 openat(AT_FDCWD, \"a\", O_RDONLY|O_CLOEXEC) = 4",
        "2 openat(AT_FDCWD, \"/tmp/reports/.tmp1\", O_RDWR|O_CREAT|O_EXCL, 0600) = 4",
        "2 rename(\"/tmp/reports/.tmp1\", \"/tmp/reports/out.sarif\") = 0",
        "2 +++ exited with 0 +++",
    ] {
        assert_eq!(traced(line), 0, "{line}");
    }
}
