#!/usr/bin/env python3
"""Makes the tables and the plot of docs/benchmarks.md out of what `compare.sh` measured.

    benches/compare_report.py OUT_DIR DOCUMENT

OUT_DIR holds `NAME.history.json` and `NAME.tree.json` as hyperfine exports them, and `versions.txt`. The tables replace what stands
between the two marker comments of DOCUMENT; the plot is written beside it, under the same name with the ending `.svg`.
"""

import json
import statistics
import sys
from pathlib import Path

import compare_plot
from compare_plot import duration

START = "<!-- compare.sh writes from here -->"
END = "<!-- compare.sh writes to here -->"

HEADINGS = {"history": "Whole histories", "tree": "Working trees"}

# The program that all others are compared with.
OURS = "banqlint"

# Exit codes of a run that did its work: what was found, or that something is missing from the clone, is no failure.
ENDED_WELL = {
    "banqlint": {0, 1, 3},
    "banqlint, no connectivity": {0, 1, 3},
    "rg": {0, 1},
    "kingfisher": {0, 200, 205},
    "ripsecrets": {0, 1},
}


class Timed:
    """The runs of one tool on one clone."""

    def __init__(self, result):
        self.tool = result["command"]
        self.seconds = statistics.median(result["times"])
        self.cpu = result["user"] + result["system"]
        allowed = ENDED_WELL.get(self.tool, {0})
        self.bad_codes = sorted({code for code in result.get("exit_codes", []) if code not in allowed}, key=str)


def read(folder, kind):
    """The clones with what was timed on each, both in the order of their names; tools keep the order in which they ran."""
    clones = {}
    for path in sorted(Path(folder).glob(f"*.{kind}.json")):
        results = json.loads(path.read_text())["results"]
        clones[path.name.removesuffix(f".{kind}.json")] = [Timed(result) for result in results]
    return clones


def times(ratio):
    """A ratio, with two digits that count below 100."""
    return f"{ratio:.2g}" if ratio < 99.5 else f"{ratio:,.0f}"


def cell(timed, ours):
    """The time of a tool, and how many times ours that is; a run that failed has no time worth showing."""
    if timed is None:
        return ""
    if timed.bad_codes:
        return "failed, exit code " + ", ".join(str(code) for code in timed.bad_codes)
    shown = duration(timed.seconds)
    if timed.tool == OURS or ours is None or ours.bad_codes:
        return shown
    return f"{shown} ({times(timed.seconds / ours.seconds)}×)"


def table(clones):
    """A row for each clone and a column for each tool."""
    tools = list(dict.fromkeys(timed.tool for runs in clones.values() for timed in runs))
    rows = ["| clone | " + " | ".join(tools) + " |", "|---|" + "---:|" * len(tools)]
    for name, runs in clones.items():
        by_tool = {timed.tool: timed for timed in runs}
        cells = [cell(by_tool.get(tool), by_tool.get(OURS)) for tool in tools]
        rows.append(f"| `{name}` | " + " | ".join(cells) + " |")
    return "\n".join(rows)


def section(measured, versions, plot):
    """What stands between the markers."""
    parts = [f"![Seconds of each tool on each clone, on a logarithmic scale; the tables below hold the same numbers]({plot})"]
    for kind, clones in measured.items():
        if clones:
            parts.append(f"### {HEADINGS[kind]}\n\nMedian, and in brackets how many times the time of `{OURS}` that is.\n\n{table(clones)}")
    parts.append("### Measured with\n\n" + "\n".join(f"- {line}" for line in versions))
    return "\n\n".join(parts)


def put_between(document, text):
    """The document with the text between its markers."""
    before, found_start, rest = document.partition(START)
    _, found_end, after = rest.partition(END)
    if not found_start or not found_end:
        raise ValueError(f"the document lacks the lines {START} and {END}")
    return f"{before}{START}\n\n{text}\n\n{END}{after}"


def main(folder, document):
    folder, document = Path(folder), Path(document)
    measured = {kind: read(folder, kind) for kind in HEADINGS}
    if not any(measured.values()):
        sys.exit(f"nothing was measured in {folder}")
    versions = (folder / "versions.txt").read_text().splitlines()
    plot = document.with_suffix(".svg")
    written = put_between(document.read_text(), section(measured, versions, plot.name))
    plot.write_text(compare_plot.svg({HEADINGS[kind]: clones for kind, clones in measured.items() if clones}))
    document.write_text(written)
    print(f"written: {document} and {plot}")


if __name__ == "__main__":
    if len(sys.argv) != 3:
        sys.exit(__doc__)
    main(*sys.argv[1:])
