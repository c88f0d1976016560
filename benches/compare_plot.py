"""Draws how long each tool took as an SVG with bars on a logarithmic scale.

Contract: a pure function of what was measured. Every bar has its tool and its time beside it in words, so that nothing is told by colour or
length alone, and colours follow the reader's light or dark mode. A tool that failed has no bar.
"""

import math
from html import escape

WIDTH = 760
LABELS = 190
# Room for the time behind the longest bar.
VALUES = 80
BAR = 14
STEP = 19
GROUP_GAP = 30
SECTION_GAP = 42

OURS = "ours"
YARDSTICK = "yardstick"
PEER = "peer"
YARDSTICKS = ("raw read", "git cat-file", "rg")

STYLE = """
  text { font: 12px system-ui, sans-serif; fill: #1f2328; }
  .heading { font-size: 15px; font-weight: 600; }
  .clone { font-weight: 600; }
  .tick { fill: #59636e; font-size: 11px; }
  .line { stroke: #d1d9e0; stroke-width: 1; }
  .ours { fill: #0969da; }
  .peer { fill: #bc4c00; }
  .yardstick { fill: #818b98; }
  @media (prefers-color-scheme: dark) {
    text { fill: #f0f6fc; }
    .tick { fill: #9198a1; }
    .line { stroke: #3d444d; }
    .ours { fill: #4493f8; }
    .peer { fill: #f0883e; }
    .yardstick { fill: #9198a1; }
  }
"""


def family(tool):
    """Which of the three colours a tool has."""
    if tool.startswith("banqlint"):
        return OURS
    return YARDSTICK if tool in YARDSTICKS else PEER


def duration(seconds):
    """A time for people, with three digits that count."""
    if seconds < 0.1:
        return f"{seconds * 1000:.3g} ms"
    return f"{seconds:.3g} s" if seconds < 999.5 else f"{seconds:,.0f} s"


class Scale:
    """Whole powers of ten around all times, spread over the width."""

    def __init__(self, times):
        self.low = math.floor(math.log10(min(times)))
        self.high = max(math.ceil(math.log10(max(times))), self.low + 1)

    def x(self, seconds):
        share = (math.log10(seconds) - self.low) / (self.high - self.low)
        return LABELS + share * (WIDTH - LABELS - VALUES)

    def ticks(self):
        return [10.0**power for power in range(self.low, self.high + 1)]


class Drawing:
    """What was drawn so far, and how far down that is."""

    def __init__(self):
        self.parts = []
        self.y = 10

    def text(self, x, text, kind, anchor="start"):
        self.parts.append(f'  <text class="{kind}" x="{x:.1f}" y="{self.y:.1f}" text-anchor="{anchor}">{escape(text)}</text>')

    def axis(self, scale, top, below):
        """Lines for the powers of ten, from `top` to where the drawing is and below all parts from `below` on."""
        bottom = self.y
        self.y += 14
        lines = []
        for tick in scale.ticks():
            x = scale.x(tick)
            lines.append(f'  <line class="line" x1="{x:.1f}" y1="{top:.1f}" x2="{x:.1f}" y2="{bottom:.1f}"/>')
            self.text(x, duration(tick), "tick", "middle")
        self.parts[below:below] = lines

    def bar(self, scale, clone, timed):
        """One tool on one clone."""
        kind = family(timed.tool)
        self.y += STEP
        self.text(LABELS - 8, timed.tool, "tool", "end")
        end = scale.x(timed.seconds)
        told = escape(f"{clone}: {timed.tool}, {duration(timed.seconds)}")
        self.parts.append(
            f'  <rect class="{kind}" x="{LABELS}" y="{self.y - BAR + 3:.1f}" width="{max(end - LABELS, 1):.1f}" height="{BAR}" rx="2">'
            f"<title>{told}</title></rect>"
        )
        self.text(max(end, LABELS) + 6, duration(timed.seconds), "value")


def svg(sections):
    """The plot of `sections`: a table from heading to clones, and from each clone to what was timed on it."""
    shown = {
        heading: {clone: [timed for timed in runs if not timed.bad_codes] for clone, runs in clones.items()}
        for heading, clones in sections.items()
    }
    drawing = Drawing()
    for heading, clones in shown.items():
        everything = [timed.seconds for runs in clones.values() for timed in runs]
        if not everything:
            continue
        scale = Scale(everything)
        drawing.y += SECTION_GAP - 24
        drawing.text(0, heading, "heading")
        top, below = drawing.y + 8, len(drawing.parts)
        for clone, runs in clones.items():
            drawing.y += GROUP_GAP - 4
            drawing.text(0, clone, "clone")
            for timed in runs:
                drawing.bar(scale, clone, timed)
        drawing.y += 12
        drawing.axis(scale, top, below)
        drawing.y += 10
    height = math.ceil(drawing.y + 4)
    return "\n".join(
        [
            f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {height}" width="{WIDTH}" height="{height}" '
            'role="img" aria-labelledby="title description">',
            '  <title id="title">How long banqlint, its peers, ripgrep and git take</title>',
            f'  <desc id="description">{escape(description(shown))}</desc>',
            f"  <style>{STYLE}  </style>",
            *drawing.parts,
            "</svg>",
            "",
        ]
    )


def description(sections):
    """All that the bars say, for those who do not see them."""
    told = ["Bars on a logarithmic scale; shorter is faster."]
    for heading, clones in sections.items():
        for clone, runs in clones.items():
            bars = ", ".join(f"{timed.tool} {duration(timed.seconds)}" for timed in runs)
            told.append(f"{heading}, {clone}: {bars}.")
    return " ".join(told)
