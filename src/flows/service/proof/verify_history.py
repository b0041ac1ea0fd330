#!/usr/bin/env python3
"""Checks an exported history of `flows` against anchors that were kept outside. 核查导出的办理记录。

    python verify_history.py export.jsonl --anchors anchors.txt

It needs Python 3.9 or newer and this file, no key and no access to the system. Exit status 0: everything holds; 1: it does
not, and each fault is told; 2: used wrongly.

What is held against what:

- Every entry of a case has a public part, in clear, with a keyed digest in place of everything that may be personal. Its
  leaf is SHA-256 over the public part's canonical JSON; its link is SHA-256 over the link before it, its number, its keyed
  hash and its leaf. So nothing within a case can be changed, left out or put elsewhere without another last link.
- Every checkpoint has a root: SHA-256 over the root before it, its moment, and the last links of the cases that had grown.
  It also holds the list of who was shown personal data when: each row by a keyed digest, in a chain of its own.
- An anchor is a line with a checkpoint's number, moment and root, written outside when the checkpoint was made. The file is
  yours: keep it where the office can't write. Who forges the system's history, with all its keys, can't forge that.

What came after the newest anchor nobody outside vouches for: its entries are counted, as `unanchored`.
"""

from __future__ import annotations

import hashlib
import json
import re
import sys
from collections.abc import Iterable
from pathlib import Path
from typing import Any

FORMAT = "flows history 1"
ANCHOR = re.compile(
    r"flows-anchor-1\s+(?P<id>\d{1,18})\s+(?P<at>\d{4}-\d\d-\d\dT[\d:.]+\+00:00)\s+(?P<root>[0-9a-f]{64})"
)
BOUND = ("number", "site", "seq", "previous")  # of each public part: where it belongs


def canonical(value: Any) -> str:
    return json.dumps(value, ensure_ascii=False, sort_keys=True, separators=(",", ":"))


def digest(*lines: str) -> str:
    return hashlib.sha256("\n".join(lines).encode()).hexdigest()


def first_link(site: str, number: str) -> str:
    return digest("flows case 1", site, number)


def next_link(before: str, seq: int, keyed: str, public: dict[str, Any]) -> str:
    return digest(before, str(seq), keyed, digest(canonical(public)))


def root_of(before: str, at: str, readings: str, heads: Iterable[tuple[int, int, str]]) -> str:
    """`readings`: the last link of who was shown what; `heads`: case, number of the last entry, its link."""
    lines = (f"{case} {seq} {link}" for case, seq, link in sorted(heads))
    return digest("flows checkpoint 1", before, at, readings, *lines)


def reading_link(before: str, number: int, keyed: str) -> str:
    return digest("flows reading 1", before, str(number), keyed)


def anchor_line(number: int, at: str, root: str) -> str:
    return f"flows-anchor-1 {number} {at} {root}"


def anchors_in(text: str) -> list[tuple[int, str, str]]:
    """Number, moment and root of each, wherever in the text they stand: a mail, or a log, will do as well."""
    return [(int(found["id"]), found["at"], found["root"]) for found in ANCHOR.finditer(text)]


class History:
    """What was read so far. `faults`: sentences."""

    def __init__(self) -> None:
        self.faults: list[str] = []
        self.checkpoints: dict[int, tuple[str, str]] = {}  # moment and root by number
        self.held: dict[int, dict[int, str]] = {}  # link by case and number of the entry
        self.sealed_in: dict[int, list[tuple[int, int]]] = {}  # checkpoint and number of the entry, by case
        self.cases: dict[int, tuple[str, str]] = {}
        self.lengths: dict[int, int] = {}
        self._before = ""  # the root of the checkpoint before
        self._shown, self._shown_link = 0, ""  # of who was shown what
        self._case, self._seq, self._link, self._keyed = 0, 0, "", ""
        self.ended = False

    def take(self, line: dict[str, Any]) -> None:
        kind = line.get("kind")
        if self.ended or kind not in ("checkpoint", "case", "entry", "end"):
            self.faults.append(f"a line that doesn't belong here: {canonical(line)[:80]}")
        elif kind == "checkpoint":
            self._checkpoint(line)
        elif kind == "case":
            self._begin(line)
        elif kind == "entry":
            self._entry(line)
        else:
            self._end(line)

    def _checkpoint(self, line: dict[str, Any]) -> None:
        heads = [(int(case), int(seq), str(link)) for case, seq, link in line["heads"]]
        number, at, root = int(line["id"]), str(line["at"]), str(line["root"])
        readings = str(line["readings"])
        if readings != self._readings(line["shown"], str(line["until"])):
            self.faults.append(f"checkpoint {number}: its list of who was shown what is not the one that was sealed")
        if root_of(self._before, at, readings, heads) != root:
            self.faults.append(f"checkpoint {number}: its root is not that of its heads and the checkpoint before it")
        if self.checkpoints and number <= max(self.checkpoints):
            self.faults.append(f"checkpoint {number}: out of order")
        self._before, self.checkpoints[number] = root, (at, root)
        for case, seq, link in heads:
            self.held.setdefault(case, {})[seq] = link
            self.sealed_in.setdefault(case, []).append((number, seq))

    def _readings(self, shown: list[list[Any]], until: str) -> str:
        """The link of the list that grew by `shown`: number and keyed digest of each row."""
        for number, keyed in shown:
            if int(number) <= self._shown:
                self.faults.append(f"row {number} of who was shown what: out of order")
            self._shown = int(number)
            self._shown_link = reading_link(self._shown_link, self._shown, str(keyed))
        if until != str(self._shown):
            self.faults.append(f"row {until} of who was shown what is missing")
        return self._shown_link

    def _begin(self, line: dict[str, Any]) -> None:
        self._finish()
        self._case, site, number = int(line["id"]), str(line["site"]), str(line["number"])
        if self._case in self.cases:
            self.faults.append(f"{number}: comes twice")
        self.cases[self._case], self.lengths[self._case] = (site, number), 0
        self._seq, self._link, self._keyed = 0, first_link(site, number), ""

    def _entry(self, line: dict[str, Any]) -> None:
        public, keyed, (site, number) = line["public"], str(line["hash"]), self.cases.get(self._case, ("", "?"))
        self._seq += 1
        expected = {"number": number, "site": site, "seq": self._seq, "previous": self._keyed}
        wrong = [name for name in BOUND if public.get(name) != expected[name]]
        if wrong:
            self.faults.append(f"{number} #{self._seq}: is another than expected by its {', '.join(wrong)}")
        self._link, self._keyed = next_link(self._link, self._seq, keyed, public), keyed
        self.lengths[self._case] = self._seq
        held = self.held.get(self._case, {}).pop(self._seq, None)
        if held is not None and held != self._link:
            self.faults.append(f"{number} #{self._seq}: this entry, or one before it, is not the one that was sealed")

    def _finish(self) -> None:
        for seq in sorted(self.held.pop(self._case, {}))[:1]:
            self.faults.append(f"{self.cases[self._case][1]} #{seq}: a sealed entry is missing; cut off at its end")

    def _end(self, line: dict[str, Any]) -> None:
        self._finish()
        self.ended = True
        found = {"cases": len(self.cases), "entries": sum(self.lengths.values()), "checkpoints": len(self.checkpoints)}
        if {name: line.get(name) for name in found} != found:
            self.faults.append(f"the export says that it holds {canonical(line)}, and holds {canonical(found)}")
        for case in sorted(self.held)[:5]:
            self.faults.append(f"a sealed case is missing: number {case} within the system")

    def hold(self, anchors: list[tuple[int, str, str]]) -> int:
        """Answers the newest checkpoint that an anchor vouches for."""
        newest = 0
        for number, at, root in anchors:
            if number not in self.checkpoints:
                self.faults.append(f"checkpoint {number} of {at} was anchored and is missing: the history was cut off")
            elif self.checkpoints[number] != (at, root):
                self.faults.append(f"checkpoint {number}: its moment or root is not the one that was anchored")
            else:
                newest = max(newest, number)
        return newest

    def unanchored(self, newest: int) -> int:
        count = 0
        for case, length in self.lengths.items():
            held = [seq for number, seq in self.sealed_in.get(case, []) if number <= newest]
            count += max(length - max(held, default=0), 0)
        return count


def read(lines: Iterable[str]) -> History:
    history = History()
    for number, text in enumerate(lines, 1):
        try:
            line = json.loads(text)
            if number == 1:
                if line.get("format") != FORMAT:
                    raise ValueError(f"no export of the format {FORMAT!r}")
                continue
            history.take(line)
        except (ValueError, KeyError, TypeError, AttributeError) as fault:
            history.faults.append(f"line {number} can't be read: {fault}")
            break
    if not history.ended:
        history.faults.append("the export has no end: it was cut off")
    return history


def check(export: Path, anchors: str) -> dict[str, Any]:
    """`anchors`: the text that holds them. What was found, as plain data."""
    with export.open(encoding="utf-8") as lines:
        history = read(lines)
    known = anchors_in(anchors)
    newest = history.hold(known)
    if not known:
        history.faults.append("there is no anchor in the file: nothing outside vouches for this export")
    elif not newest:
        history.faults.append(
            "no anchor is of this history: they are another system's, or all of it was worked out anew"
        )
    at = history.checkpoints[newest][0] if newest else None
    return {
        "holds": not history.faults,
        "cases": len(history.cases),
        "entries": sum(history.lengths.values()),
        "checkpoints": len(history.checkpoints),
        "anchors": len(known),
        "anchored_until": at,
        "unanchored": history.unanchored(newest),
        "faults": history.faults,
    }


def main(arguments: list[str]) -> int:
    import argparse  # for the program alone: the office imports this file, too

    parser = argparse.ArgumentParser(description="Checks an exported history against anchors kept outside.")
    parser.add_argument("export", type=Path, help="the file that `flows audit export` wrote")
    parser.add_argument("--anchors", type=Path, required=True, help="the anchors, as you kept them")
    parser.add_argument("--json", action="store_true", help="answer in JSON")
    given = parser.parse_args(arguments)
    try:
        found = check(given.export, given.anchors.read_text(encoding="utf-8", errors="replace"))
    except (OSError, UnicodeError) as fault:
        parser.error(str(fault))
    out = sys.stdout.write
    if given.json:
        out(json.dumps(found, ensure_ascii=False, indent=2) + "\n")
        return 0 if found["holds"] else 1
    for sentence in found["faults"]:
        out(f"FAULT  {sentence}\n")
    for name in ("cases", "entries", "checkpoints", "anchors", "anchored_until", "unanchored"):
        out(f"{name}: {found[name]}\n")
    out("完整无误 / HOLDS\n" if found["holds"] else "不成立 / DOES NOT HOLD\n")
    return 0 if found["holds"] else 1


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
