"""docs/licences.md tells what a run-time install brings and by which licence, and no surprise stays unspoken."""

import re

from tools.licences import BINDS, COPYLEFT, PAGE, ROOT, licence_of, needed, vendored

ROW = re.compile(r"^\| ([\w.-]+) \| (.+) \|$", re.MULTILINE)


def told() -> dict[str, str]:
    text = PAGE.read_text("utf-8").partition("## What asks")[0]
    return {name: licence for name, licence in ROW.findall(text) if name not in ("library", "---")}


def test_the_list_is_fresh() -> None:
    """Of what this Python installs: another may bring a library less."""
    listed = told()
    assert {name for name in needed() if listed.get(name) != licence_of(name).replace("|", "/")} == set()
    locked = {
        re.sub(r"[-_.]+", "-", line.split("==")[0].strip()).lower()
        for line in (ROOT / "constraints.txt").read_text("utf-8").splitlines()
        if "==" in line
    }
    assert set(listed) - locked == set()
    assert len(listed) > 30


def test_what_asks_for_more_than_to_be_named_is_judged() -> None:
    bound = {name for name, licence in told().items() if BINDS.search(licence)}
    assert bound - set(COPYLEFT) == set()
    assert not any(re.search(r"AGPL|(?<!L)GPL", licence) for licence in told().values()), "ours would have to be, too"
    text = PAGE.read_text("utf-8")
    assert "NOT JUDGED" not in text
    assert all(f"| {name} | {version} | {licence} |" in text for name, version, licence in vendored())


def test_every_licence_is_known() -> None:
    assert [name for name, licence in told().items() if licence in ("", "not told", "UNKNOWN")] == []
