"""Tests of what `compare.sh` and `counters.py` make of their measurements.

    python3 -m unittest discover --start-directory benches
"""

import contextlib
import io
import json
import tempfile
import unittest
import xml.etree.ElementTree
from pathlib import Path

import compare_plot
import compare_report
import counters
import made


def result(tool, times, codes=(0,)):
    """One result, as hyperfine writes it."""
    return {"command": tool, "times": times, "user": 0.1, "system": 0.1, "exit_codes": list(codes)}


class Compare(unittest.TestCase):
    def setUp(self):
        scratch = tempfile.TemporaryDirectory()
        self.addCleanup(scratch.cleanup)
        self.folder = Path(scratch.name)
        self.document = self.folder / "page.md"
        self.document.write_text(f"before\n\n{compare_report.START}\nSTALE\n{compare_report.END}\n\nafter\n")
        (self.folder / "versions.txt").write_text("banqlint: 1.2.3\n")
        self.put(
            "a<b",
            "history",
            result("banqlint", [0.2, 0.1, 9.0], [1]),
            result("raw read", [0.05]),
            result("kingfisher", [1.5], [200]),
            result("gitleaks", [0.001], [1]),
        )
        self.put("b", "tree", result("banqlint", [0.05]), result("rg", [0.02], [1]))

    def put(self, name, kind, *results):
        (self.folder / f"{name}.{kind}.json").write_text(json.dumps({"results": results}))

    def run_report(self):
        with contextlib.redirect_stdout(io.StringIO()):
            compare_report.main(self.folder, self.document)
        return self.document.read_text()

    def test_the_tables_replace_what_stood_between_the_markers(self):
        page = self.run_report()
        self.assertNotIn("STALE", page)
        self.assertTrue(page.startswith("before\n") and page.endswith("after\n"))
        self.assertIn("| clone | banqlint | raw read | kingfisher | gitleaks |", page)
        self.assertIn("| `b` | 50 ms | 20 ms (0.4×) |", page)
        self.assertIn("- banqlint: 1.2.3", page)
        self.assertEqual(self.run_report(), page)

    def test_the_median_counts_and_a_failed_run_has_no_time(self):
        page = self.run_report()
        self.assertIn("| `a<b` | 0.2 s | 50 ms (0.25×) | 1.5 s (7.5×) | failed, exit code 1 |", page)

    def test_a_document_without_markers_is_left_alone(self):
        self.document.write_text("no markers")
        with self.assertRaises(ValueError):
            self.run_report()
        self.assertEqual(self.document.read_text(), "no markers")

    def test_the_plot_is_well_formed_and_says_all_in_words(self):
        self.run_report()
        root = xml.etree.ElementTree.fromstring((self.folder / "page.svg").read_text())
        name = {"svg": "http://www.w3.org/2000/svg"}
        told = root.find("svg:desc", name).text
        self.assertIn("Whole histories, a<b: banqlint 0.2 s, raw read 50 ms, kingfisher 1.5 s.", told)
        self.assertNotIn("gitleaks", told)
        bars = root.findall("svg:rect", name)
        self.assertEqual(len(bars), 5)
        for bar in bars:
            self.assertLess(float(bar.get("x")) + float(bar.get("width")), compare_plot.WIDTH)

    def test_the_scale_is_logarithmic(self):
        scale = compare_plot.Scale([0.02, 5.0])
        self.assertEqual(scale.ticks(), [0.01, 0.1, 1.0, 10.0])
        first, second, third, _ = (scale.x(tick) for tick in scale.ticks())
        self.assertAlmostEqual(second - first, third - second)


class Counters(unittest.TestCase):
    AROUND = {"rustc": "1.0.0", "processor": "x", "cc": "1", "libc": "1", "git": "1", "valgrind": "1"}

    def judge(self, counts, **differs):
        record = counters.read_record(counters.written_record(self.AROUND, {"check, all": 1000}))
        lines, holds = counters.judge(record, self.AROUND | differs, counts)
        return "\n".join(lines), holds

    def test_five_percent_more_is_let_through_and_no_more(self):
        self.assertTrue(self.judge({"check, all": 1050})[1])
        told, holds = self.judge({"check, all": 1051})
        self.assertFalse(holds)
        self.assertIn("ROSE", told)

    def test_a_fall_is_told_and_does_not_fail(self):
        told, holds = self.judge({"check, all": 900})
        self.assertTrue(holds)
        self.assertIn("fell", told)

    def test_another_compiler_holds_nothing_and_says_so(self):
        told, holds = self.judge({"check, all": 2000}, rustc="1.1.0")
        self.assertTrue(holds)
        self.assertIn("NOT HELD", told)
        self.assertIn("rustc 1.1.0, recorded 1.0.0", told)

    def test_another_tool_is_told_and_the_counts_are_held(self):
        told, holds = self.judge({"check, all": 2000}, valgrind="2")
        self.assertFalse(holds)
        self.assertIn("valgrind 2, recorded 1", told)

    def test_a_count_that_is_not_recorded_fails(self):
        self.assertFalse(self.judge({"another": 1})[1])

    def test_the_record_names_every_command(self):
        record = counters.read_record(counters.RECORD.read_text())
        self.assertEqual(set(record), set(self.AROUND) | set(counters.COMMANDS))


class Made(unittest.TestCase):
    def test_the_same_numbers_give_the_same_files(self):
        for index in range(100):
            self.assertEqual(made.content(index, 3, "all"), made.content(index, 3, "all"))

    def test_each_version_adds_a_line_to_some_files(self):
        changed = [index for index in range(80) if made.content(index, 1, "encoded") != made.content(index, 0, "encoded")]
        self.assertTrue(changed and set(changed) <= set(range(made.CHANGED - 1, 80, made.CHANGED)), changed)


if __name__ == "__main__":
    unittest.main()
