#!/usr/bin/env python3
"""Counts the instructions of each command on a small fixed input, and holds them.

    benches/counters.py [--banqlint PROGRAM]            fails where a count is over 5 % above the recorded one
    benches/counters.py [--banqlint PROGRAM] --update   records what was counted, on purpose

Seconds mean nothing on a machine that does other work; instructions do, and a change that costs more of them costs more time. They are
counted by callgrind, on one thread, over input that `made.py` writes from a seed and git stores with fixed dates. Build the program with
`cargo build --release --locked` first.

The code that runs depends on the compiler, and on whether the processor has AVX2, since vector code is chosen at run time (callgrind
shows no later extension than that). `counters.txt` says what its numbers were counted with; with another compiler or processor they are
printed and nothing is held.
"""

import argparse
import os
import platform
import re
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

import made

HERE = Path(__file__).resolve().parent
RECORD = HERE / "counters.txt"

# How far a count may be from the recorded one, in percent.
TOLERANCE = 5

# What the counts must have in common with the record to be held, and what is only worth knowing when they differ.
HELD_WITH = ("rustc", "processor")
NOTED = ("cc", "libc", "git", "valgrind")

# The trees by their kinds: so many files that reading them counts beside starting.
TREES = {"ordinary": 1600, "encoded": 300, "vendor": 300}

# The histories: one in which nothing is found, and one whose findings are traced.
HISTORIES = {"quiet": "ordinary", "telling": "vendor"}
HISTORY_FILES = 300
VERSIONS = 15

# Exit codes of a run that did what it was asked for: nothing found, or something.
ENDED_WELL = (0, 1)

# Every count: the folder that the program is run in, and what it is told.
COMMANDS = {
    "check, nothing to read": ("nothing", "check ."),
    "check, ordinary": ("ordinary", "check ."),
    "check, encoded": ("encoded", "check ."),
    "check, vendor": ("vendor", "check ."),
    "history, quiet": ("quiet", "history ."),
    "history, quiet, without connectivity": ("quiet", "history . --skip-connectivity"),
    "history, vendor": ("telling", "history ."),
    "staged, quiet": ("quiet", "staged"),
    "staged, vendor": ("telling", "staged"),
}
SHARED = "--isolated --threads 1 --format json"


def printed(*command):
    """What a program prints, or nothing where it is not there."""
    try:
        return subprocess.run(command, capture_output=True, text=True, check=True).stdout
    except (OSError, subprocess.CalledProcessError):
        return ""


def first_version(text):
    """The first number with dots in a text."""
    found = re.search(r"\d+(\.\d+)+", text.partition("\n")[0])
    return found.group() if found else "unknown"


def processor():
    """The architecture, and the one extension that decides which vector code is run."""
    flags = Path("/proc/cpuinfo")
    has_avx2 = flags.exists() and re.search(r"\bavx2\b", flags.read_text())
    return platform.machine() + (" with AVX2" if has_avx2 else "")


def compiler(program):
    """The compiler that built the program, which is not always the one that would now: compilers leave their names in what they build."""
    left = re.search(rb"rustc version (\d+\.\d+\.\d+)", program.read_bytes())
    return left.group(1).decode() if left else first_version(printed("rustc", "--version"))


def surroundings(program):
    """What the counts depend on."""
    return {
        "rustc": compiler(program),
        "processor": processor(),
        "cc": first_version(printed("cc", "--version")),
        "libc": first_version(printed("ldd", "--version")),
        "git": first_version(printed("git", "--version")),
        "valgrind": first_version(printed("valgrind", "--version")),
    }


def environment(home):
    """Nothing of whoever runs this: what stands on the stack moves addresses, and git would read configuration."""
    return {
        "PATH": os.environ["PATH"],
        "HOME": str(home),
        "LC_ALL": "C",
        "TZ": "UTC",
        "GIT_CONFIG_NOSYSTEM": "1",
        "GIT_CONFIG_GLOBAL": os.devnull,
    }


def make_history(folder, kind):
    """A repository with a commit for each version, packed, and one more version in the index."""
    environ = environment(folder.parent)
    for role in ("AUTHOR", "COMMITTER"):
        environ |= {f"GIT_{role}_NAME": "Ada Example", f"GIT_{role}_EMAIL": "ada@example.com"}

    def git(*arguments, version=0):
        date = f"{1_767_225_600 + 60 * version} +0000"
        dated = environ | {"GIT_AUTHOR_DATE": date, "GIT_COMMITTER_DATE": date}
        subprocess.run(["git", "-C", folder, *arguments], env=dated, check=True, stdout=subprocess.DEVNULL)

    folder.mkdir()
    git("init", "--quiet", "--initial-branch=main")
    for version in range(VERSIONS):
        made.write(folder, HISTORY_FILES, version, kind)
        git("add", "--all")
        git("commit", "--quiet", "--no-verify", f"--message=Version {version}", version=version)
    # More than one thread would choose other deltas each time.
    git("-c", "pack.threads=1", "repack", "-a", "-d", "-f", "--quiet")
    made.write(folder, HISTORY_FILES, VERSIONS, kind)
    git("add", "--all")


def count(program, folder, arguments):
    """The instructions of one run."""
    out = folder.parent / "callgrind.out"
    command = ["valgrind", "--tool=callgrind", f"--callgrind-out-file={out}", program, *arguments]
    ran = subprocess.run(command, cwd=folder, env=environment(folder.parent), capture_output=True, text=True)
    if ran.returncode not in ENDED_WELL:
        sys.exit(f"{' '.join(arguments)} ended with {ran.returncode}:\n{ran.stderr}")
    return int(re.search(r"^(?:totals|summary): (\d+)", out.read_text(), re.MULTILINE).group(1))


def count_all(program):
    """The instructions of every command."""
    with tempfile.TemporaryDirectory() as scratch:
        scratch = Path(scratch)
        (scratch / "nothing").mkdir()
        for kind, files in TREES.items():
            made.write(scratch / kind, files, kind=kind)
        for name, kind in HISTORIES.items():
            make_history(scratch / name, kind)
        return {
            name: count(program, scratch / folder, f"{command} {SHARED}".split())
            for name, (folder, command) in COMMANDS.items()
        }


def read_record(text):
    """The lines `name = value` of a record, as one table."""
    pairs = (line.split(" = ") for line in text.splitlines() if line and not line.startswith("#"))
    return {name: value for name, value in pairs}


def written_record(around, counts):
    """The text of a record."""
    head = "# Instructions of each command on a small fixed input, and what they were counted with.\n"
    head += "# Written by `benches/counters.py --update`; CI fails where a count rises by over 5 %.\n\n"
    rows = [f"{name} = {value}" for name, value in around.items()] + [""]
    rows += [f"{name} = {value}" for name, value in counts.items()]
    return head + "\n".join(rows) + "\n"


def judge(record, around, counts):
    """The lines to print, and whether the counts hold."""
    held = all(record.get(key) == around[key] for key in HELD_WITH)
    lines, holds = [], True
    for name, value in counts.items():
        before = record.get(name)
        if before is None:
            lines.append(f"{name:<38} {value:>15,}  not recorded yet: run with --update")
            holds = holds and not held
            continue
        before = int(before)
        change = value / before - 1
        verdict = ""
        if 100 * value > (100 + TOLERANCE) * before:
            verdict = "  ROSE" if held else "  rose"
            holds = holds and not held
        elif 100 * value < (100 - TOLERANCE) * before:
            verdict = "  fell: run with --update, so that it stays there"
        lines.append(f"{name:<38} {value:>15,}  {change:+8.2%}{verdict}")
    others = [f"{key} {around[key]}, recorded {record.get(key)}" for key in HELD_WITH + NOTED if record.get(key) != around[key]]
    if others:
        lines.append("counted with other tools than recorded: " + "; ".join(others))
    if not held:
        lines.append("*** NOT HELD: these counts cannot be compared with those of another compiler or processor ***")
    if not holds:
        lines.append("A count rose by over 5 %, or is not recorded. If that is meant, say why in the change and run benches/counters.py --update.")
    return lines, holds


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--banqlint", type=Path, default=HERE.parent / "target/release/banqlint", metavar="PROGRAM")
    parser.add_argument("--update", action="store_true")
    options = parser.parse_args()
    if not shutil.which("valgrind"):
        sys.exit("valgrind is not installed")
    if not options.banqlint.is_file():
        sys.exit(f"{options.banqlint} is not built: cargo build --release --locked")
    program = options.banqlint.resolve()
    around, counts = surroundings(program), count_all(program)
    record = read_record(RECORD.read_text()) if RECORD.exists() else {}
    lines, holds = judge(record, around, counts)
    print("\n".join(lines))
    if options.update:
        RECORD.write_text(written_record(around, counts))
        print(f"recorded in {RECORD.relative_to(HERE.parent)}")
    sys.exit(0 if holds or options.update else 1)


if __name__ == "__main__":
    main()
