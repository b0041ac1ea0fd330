"""CHANGELOG.md names every version of every procedure, in words of the office."""

import re

from flows.procedures import PROCEDURES
from tests.docs.documents import DOCUMENTS, rows, section
from tests.stories import published

CHANGELOG = "CHANGELOG.md"
KINDS = {"Added", "Changed", "Deprecated", "Removed", "Fixed", "Security"}


def test_every_published_version_is_named() -> None:
    told = {(key.strip("`"), version) for key, version in rows(DOCUMENTS[CHANGELOG])}
    assert told == {(key, version) for key, versions in published.read().items() for version in versions}


def test_it_is_laid_out_as_keep_a_changelog_asks_with_procedures_apart() -> None:
    text = DOCUMENTS[CHANGELOG]
    releases = re.findall(r"^## (.+)$", text, re.MULTILINE)
    assert releases[0] == "[Unreleased]"
    assert all(re.fullmatch(r"\[\d+\.\d+\.\d+\] - \d{4}-\d\d-\d\d", each) for each in releases[1:])
    for release in releases:
        parts = re.findall(r"^### (.+)$", section(CHANGELOG, f"## {release}"), re.MULTILINE)
        assert parts
        assert set(parts) <= {"Procedures", "Software"}
    assert set(re.findall(r"^#### (.+)$", text, re.MULTILINE)) <= KINDS


def test_every_procedure_is_told_in_words_of_the_office() -> None:
    told = section(CHANGELOG, "### Procedures")
    assert [p.key for p in PROCEDURES.values() if f"{p.zh} · {p.en}" not in told] == []
