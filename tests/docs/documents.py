"""The documents as the tests read them: code blocks, code spans, links, rows of tables."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).parents[2]
DOCUMENTS = {
    path.relative_to(ROOT).as_posix(): path.read_text(encoding="utf-8")
    for path in (*ROOT.glob("*.md"), *(ROOT / "docs").glob("*.md"), *(ROOT / "docs/manuals").glob("*.md"))
}

FENCE = re.compile(r"^```(\w*)\n(.*?)^```$", re.MULTILINE | re.DOTALL)
SPAN = re.compile(r"`([^`\n]+)`")
LINK = re.compile(r"\]\(([^)\s]+)\)")


@dataclass(frozen=True)
class Block:
    language: str
    text: str


def blocks(document: str, language: str) -> list[Block]:
    found = (Block(*match.groups()) for match in FENCE.finditer(DOCUMENTS[document]))
    return [block for block in found if block.language == language]


def prose(document: str) -> str:
    """Without the code blocks."""
    return FENCE.sub("", DOCUMENTS[document])


def spans(document: str) -> list[str]:
    return SPAN.findall(prose(document))


def links(document: str) -> list[str]:
    return LINK.findall(prose(document))


def commands(document: str) -> Iterator[str]:
    """What the document tells to type: lines of its shell blocks, continued ones joined, and spans."""
    for block in blocks(document, "sh"):
        for line in block.text.replace("\\\n", " ").splitlines():
            typed = line.split(" # ")[0].strip()
            if typed and not typed.startswith("#"):
                yield from re.split(r" && | \| ", typed)
    yield from spans(document)


def section(document: str, heading: str) -> str:
    """From the heading, given with its hashes, to the next of its kind or above."""
    text = DOCUMENTS[document]
    start = text.index(f"\n{heading}\n") + 1
    level = len(heading) - len(heading.lstrip("#"))
    following = re.compile(rf"^#{{1,{level}}} ", re.MULTILINE).search(text, start + len(heading))
    return text[start : following.start() if following else len(text)]


def rows(text: str) -> list[list[str]]:
    """The cells of every row of the tables in `text`, heads and rules left out."""
    lines = [line for line in text.splitlines() if line.startswith("|")]
    cells = [[cell.strip() for cell in line.strip("|").split("|")] for line in lines]
    rules = [number for number, row in enumerate(cells) if set("".join(row)) <= set("-: ")]
    heads = {number - 1 for number in rules}
    return [row for number, row in enumerate(cells) if number not in heads and number not in rules]
