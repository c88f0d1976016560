#!/usr/bin/env python3
"""Reads many real repositories twice, on one thread and on all, and compares.

    benches/soak.py FOLDER [--banqlint PROGRAM]

FOLDER holds clones made beforehand, bare or not, at any depth; nothing is fetched. Of each, the history and the tree of HEAD are read. Prints a
table in Markdown and exits with 1 where two reports differ, a run crashes, or one says that it failed.
"""

import argparse
import json
import os
import subprocess
import sys
import tempfile
from pathlib import Path

# Exit codes that say something about what was read, and not that the run failed.
ENDED_WELL = {0, 1, 3}


def repositories(folder):
    """Every repository below the folder, in the order of their paths."""
    for path, names, files in os.walk(folder):
        names.sort()
        is_bare = "HEAD" in files and "objects" in names and "refs" in names
        if is_bare or ".git" in names or ".git" in files:
            names.clear()
            yield Path(path)


def run(command):
    """The exit code, the report without its times, seconds and MiB at the peak."""
    with tempfile.TemporaryFile() as out:
        started = os.times().elapsed
        child = subprocess.Popen(command, stdout=out, stderr=subprocess.DEVNULL)
        _, status, usage = os.wait4(child.pid, 0)
        seconds = os.times().elapsed - started
        out.seek(0)
        text = out.read()
    code = os.waitstatus_to_exitcode(status)
    try:
        report = json.loads(text)
        report["stats"].pop("seconds")
    except ValueError:
        report = text
    return code, report, seconds, usage.ru_maxrss / 1024


def compare(name, program, command):
    """One row: the same command on one thread and on all."""
    one = run([program, *command, "--format", "json", "--isolated", "--threads", "1"])
    all_threads = run([program, *command, "--format", "json", "--isolated"])
    is_well = one[0] in ENDED_WELL and isinstance(one[1], dict)
    is_same = one[:2] == all_threads[:2]
    verdict = "same" if is_well and is_same else f"DIFFERS: {one[0]} and {all_threads[0]}"
    report = one[1] if isinstance(one[1], dict) else {}
    stats = report.get("stats", {})
    row = [
        name,
        f"{stats.get('blobs', 0) or stats.get('files', 0):,}",
        f"{stats.get('bytes', 0) / 1e6:,.1f}",
        len(report.get("findings", [])),
        len(report.get("unread", [])),
        f"{one[2]:.2f}",
        f"{all_threads[2]:.2f}",
        f"{one[3]:.0f}",
        f"{all_threads[3]:.0f}",
        verdict,
    ]
    print("| " + " | ".join(str(cell) for cell in row) + " |", flush=True)
    return verdict == "same"


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("folder", type=Path)
    parser.add_argument("--banqlint", default="banqlint", metavar="PROGRAM")
    options = parser.parse_args()
    print("| what | contents | MB | findings | unread | s, 1 thread | s, all | MiB, 1 thread | MiB, all | reports |")
    print("|---|---|---|---|---|---|---|---|---|---|")
    failed = 0
    for path in repositories(options.folder):
        name = str(path.relative_to(options.folder)).removesuffix("/repo").replace("+", "/")
        failed += not compare(f"history of `{name}`", options.banqlint, ["history", str(path)])
        with tempfile.TemporaryDirectory() as tree:
            archive = subprocess.Popen(["git", "-C", str(path), "archive", "HEAD"], stdout=subprocess.PIPE, stderr=subprocess.DEVNULL)
            unpacked = subprocess.run(["tar", "-x", "-C", tree], stdin=archive.stdout, stderr=subprocess.DEVNULL)
            # A clone that lacks objects gives no whole tree; what there is of it is read all the same.
            if archive.wait() == 0 or unpacked.returncode == 0:
                failed += not compare(f"tree of `{name}`", options.banqlint, ["check", tree])
    print(f"{failed} rows differ" if failed else "all reports are the same", file=sys.stderr)
    sys.exit(failed > 0)


if __name__ == "__main__":
    main()
