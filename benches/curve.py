#!/usr/bin/env python3
"""Shows that time grows as the bytes do, and what further threads save.

    benches/curve.py [--banqlint PROGRAM] [--kind KIND] [--files N] [--runs N]

Writes a tree with `made.py`, copies it until there are eight, and has hyperfine time `banqlint check` on one, two, four and eight of them, on
one thread and on as many as there are cores. Prints a table in Markdown. Seconds per megabyte stay what they are where time is linear; what is
more for the smallest tree is the cost of starting.
"""

import argparse
import json
import os
import shlex
import shutil
import statistics
import subprocess
import sys
import tempfile
from pathlib import Path

import made

SIZES = (1, 2, 4, 8)


def threads():
    """One, then twice as many each time, up to the number of cores."""
    cores = len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count()
    counts = [1]
    while counts[-1] * 2 <= cores:
        counts.append(counts[-1] * 2)
    return counts


def seconds(scratch, program, copies, count, runs):
    """The median of the runs over so many copies."""
    command = [program, "check", *copies, "--isolated", "--format", "json", "--threads", str(count)]
    out = scratch / "measured.json"
    subprocess.run(
        ["hyperfine", "--shell", "none", "--ignore-failure", "--style", "none", "--warmup", "1", "--runs", str(runs)]
        + ["--export-json", out, shlex.join(str(part) for part in command)],
        check=True,
        stdout=subprocess.DEVNULL,
    )
    (result,) = json.loads(out.read_text())["results"]
    # 1 says that something was found.
    if not set(result["exit_codes"]) <= {0, 1}:
        sys.exit(f"exit codes {result['exit_codes']}: {shlex.join(str(part) for part in command)}")
    return statistics.median(result["times"])


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    program = Path(__file__).resolve().parent.parent / "target/release/banqlint"
    parser.add_argument("--banqlint", type=Path, default=program, metavar="PROGRAM")
    parser.add_argument("--kind", choices=made.KINDS, default="encoded")
    parser.add_argument("--files", type=int, default=2000)
    parser.add_argument("--runs", type=int, default=5)
    options = parser.parse_args()
    if not shutil.which("hyperfine"):
        sys.exit("hyperfine is not installed")
    columns = [f"s, {count} thread{'s' * (count > 1)} | s/MB" for count in threads()]
    with tempfile.TemporaryDirectory() as scratch:
        scratch = Path(scratch)
        copies = [scratch / f"copy{number}" for number in range(max(SIZES))]
        size = made.write(copies[0], options.files, kind=options.kind)
        for copy in copies[1:]:
            shutil.copytree(copies[0], copy)
        print(f"| MB | {' | '.join(columns)} | share of the first |")
        print("|---:|" + "---:|---:|" * len(columns) + "---:|")
        for times in SIZES:
            megabytes = times * size / 1e6
            taken = [seconds(scratch, options.banqlint.resolve(), copies[:times], count, options.runs) for count in threads()]
            cells = " | ".join(f"{each:.3f} | {each / megabytes:.5f}" for each in taken)
            print(f"| {megabytes:.1f} | {cells} | {taken[-1] / taken[0]:.2f} |", flush=True)


if __name__ == "__main__":
    main()
