#!/usr/bin/env python3
"""Writes a tree of files like those of a real project, the same for the same numbers on every machine.

    benches/made.py FOLDER [--files N] [--version V] [--kind KIND]

Nine files in ten are code; the tenth gives something else to read. That is, by the kind of the tree: `ordinary`, lock files and pictures;
`encoded`, base64, escapes and archives; `vendor`, a client of the vendor or a value in the shape of a credential; `all` of these. All values are drawn from a seed when this runs, so none stands in the source and none is alive. A higher version is
the same tree after that many changes, each of which adds a line to one file in eight.
"""

import argparse
import base64
import gzip
import io
import string
import tarfile
import zipfile
from pathlib import Path

WORDS = """the of and invoice request client secret token value price list index result error path buffer server return quarter unique
handler session config length offset window paper harbour number customer ledger supplier period amount""".split()
ALPHANUMERIC = string.ascii_letters + string.digits

# Lines of an ordinary file.
LINES = 100

# How many files share a folder.
FOLDER_SIZE = 25

# One file in so many changes with each version.
CHANGED = 8


class Seed:
    """Numbers that follow from a start alone. Python's own generator promises less than that from one version to the next."""

    def __init__(self, *start):
        self.state = 0
        for number in start:
            self.state = (self.state * 1_000_003 + number + 1) % 2**64

    def below(self, bound):
        """A number from 0 to `bound`, which is left out."""
        self.state = (self.state + 0x9E3779B97F4A7C15) % 2**64
        mixed = (self.state ^ self.state >> 32) * 0xD6E8FEB86659FD93 % 2**64
        return (mixed >> 32) % bound

    def word(self):
        return WORDS[self.below(len(WORDS))]

    def prose(self, count):
        return " ".join(self.word() for _ in range(count))

    def bytes(self, count):
        return bytes(self.below(256) for _ in range(count))

    def alphanumerics(self, count):
        return "".join(ALPHANUMERIC[self.below(len(ALPHANUMERIC))] for _ in range(count))


def code(seed, lines=LINES):
    """Ordinary code."""
    shapes = [
        lambda a, b, c, n: f"def {a}_{b}({c}, limit={n}):",
        lambda a, b, c, n: f"    {a} = {b}.{c}({n})",
        lambda a, b, c, n: f'    if {a}_{b} >= {n}: raise Error("{c} of {a}")',
        lambda a, b, c, n: f"    # {a} {b} the {c}, see {n}",
        lambda a, b, c, n: f'    self.{a}[{b}] = {{"{c}": {n}, "{a}": None}}',
        lambda a, b, c, n: "",
    ]
    rows = (shapes[seed.below(len(shapes))](seed.word(), seed.word(), seed.word(), seed.below(9999)) for _ in range(lines))
    return "\n".join(rows) + "\n"


def manifest(seed):
    """A lock file: hashes in lower case, of which no rule takes one for a credential."""
    return "".join(f'name = "{seed.word()}-{seed.word()}"\nchecksum = "{seed.bytes(32).hex()}"\n\n' for _ in range(LINES // 2))


def encoded(seed):
    """Base64, of bytes and of text, and hashes that end their lines with the sign that joins those of a mail."""
    rows = [base64.b64encode(seed.bytes(57)).decode() for _ in range(LINES // 2)]
    rows += [f"data: {base64.b64encode(seed.prose(9).encode()).decode()}" for _ in range(LINES // 2)]
    rows += [f"v1.{seed.below(99)}.0 h1:{base64.b64encode(seed.bytes(32)).decode()}" for _ in range(LINES // 2)]
    return "\n".join(rows) + "\n"


def escaped(seed):
    """Text in escapes, in percent signs and as numbers."""
    rows = []
    for _ in range(LINES // 3):
        text = seed.prose(4)
        rows.append('"' + "".join(f"\\u{ord(one):04x}" for one in text) + '",')
        rows.append("".join(f"%{ord(one):02X}" for one in text))
        rows.append(str([ord(one) for one in text]))
    return "\n".join(rows) + "\n"


def integration(seed):
    """A client of the vendor that does as the guidance says, so that the checks of what code does have work and no remark."""
    head = "import os\n\nHOST = 'https://api.banqup.com'\nCLIENT_SECRET = os.environ['BANQUP_CLIENT_SECRET']\n\n"
    return head + code(seed, LINES // 2)


def leak(seed):
    """Two values in the shape of a credential."""
    values = f"client_id = {seed.alphanumerics(48)}\nclient_secret = {seed.alphanumerics(64)}\n"
    return "[banqup]\n" + values + code(seed, LINES // 2)


def zipped(seed):
    """An archive with a stored and a deflated member."""
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w") as archive:
        for name, method in (("stored.py", zipfile.ZIP_STORED), ("packed.py", zipfile.ZIP_DEFLATED)):
            member = zipfile.ZipInfo(name)
            member.compress_type = method
            archive.writestr(member, code(seed))
    return packed.getvalue()


def tarred(seed):
    """An archive in gzip."""
    packed = io.BytesIO()
    with tarfile.open(fileobj=packed, mode="w", format=tarfile.USTAR_FORMAT) as archive:
        for name in ("first.py", "second.py"):
            content = code(seed).encode()
            member = tarfile.TarInfo(name)
            member.size = len(content)
            archive.addfile(member, io.BytesIO(content))
    return gzip.compress(packed.getvalue(), mtime=0)


def picture(seed):
    """Bytes that are no text."""
    return b"\x89PNG\r\n\x1a\n" + seed.bytes(2048)


# What each tenth file is, in turn; all others are code.
KINDS = {
    "ordinary": [(manifest, "lock"), (picture, "png")],
    "encoded": [(encoded, "pem.txt"), (escaped, "json"), (zipped, "zip"), (tarred, "tar.gz")],
    "vendor": [(integration, "py"), (leak, "ini")],
}
KINDS["all"] = [maker for makers in list(KINDS.values()) for maker in makers]


def content(index, version, kind):
    """The name and the bytes of file `index`."""
    seed = Seed(index)
    rare = KINDS[kind]
    maker, ending = rare[index // 10 % len(rare)] if index % 10 == 9 else (code, "py")
    made = maker(seed)
    name = f"part{index // FOLDER_SIZE:03}/file{index:05}.{ending}"
    if isinstance(made, bytes):
        return name, made
    rows = made.splitlines(keepends=True)
    for change in range(1, version + 1):
        if (index + change) % CHANGED == 0:
            later = Seed(index, change)
            rows.insert(later.below(len(rows)), f"    # {later.prose(6)}, version {change}\n")
    return name, "".join(rows).encode()


def write(folder, files, version=0, kind="all"):
    """Writes the tree; returns how many bytes it has."""
    total = 0
    for index in range(files):
        name, made = content(index, version, kind)
        path = Path(folder) / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(made)
        total += len(made)
    return total


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("folder", type=Path)
    parser.add_argument("--files", type=int, default=400)
    parser.add_argument("--version", type=int, default=0)
    parser.add_argument("--kind", choices=KINDS, default="all")
    options = parser.parse_args()
    print(write(options.folder, options.files, options.version, options.kind))


if __name__ == "__main__":
    main()
