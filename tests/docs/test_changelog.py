"""CHANGELOG.md names the declarations that cases run under; one that changes must say so."""

import re
from collections.abc import Iterable

from flows.definition import Procedure
from flows.definition.export import fingerprint
from flows.procedures import PROCEDURES
from tests.docs.documents import DOCUMENTS, rows, section

CHANGELOG = "CHANGELOG.md"
SHOWN = 12  # digits of a fingerprint
KINDS = {"Added", "Changed", "Deprecated", "Removed", "Fixed", "Security"}


def declared(text: str) -> dict[tuple[str, int], str]:
    """(key, version) to the beginning of its fingerprint, of every table in `text`."""
    found: dict[tuple[str, int], str] = {}
    for key, version, print_ in rows(text):
        place = (key.strip("`"), int(version))
        assert found.setdefault(place, print_.strip("`")) == print_.strip("`"), f"{place} has two fingerprints"
    return found


def differing(text: str, procedures: Iterable[Procedure]) -> list[str]:
    told, found = declared(text), []
    for procedure in procedures:
        now, then = fingerprint(procedure)[:SHOWN], told.get((procedure.key, procedure.version))
        if then != now:
            found.append(
                f"{procedure.key} {procedure.version} is {now}, CHANGELOG.md says {then}: "
                "raise its version if that one was released, and write the fingerprint there"
            )
    return found


def test_every_declaration_is_the_one_that_the_changelog_names() -> None:
    assert differing(DOCUMENTS[CHANGELOG], PROCEDURES.values()) == []


def test_a_changed_or_unmentioned_declaration_is_found() -> None:
    hot = PROCEDURES["hot_work_permit"]
    right = f"| a | b | c |\n| --- | --- | --- |\n| `{hot.key}` | 1 | `{fingerprint(hot)[:SHOWN]}` |\n"
    assert differing(right, [hot]) == []
    assert len(differing(right.replace(fingerprint(hot)[:4], "0000"), [hot])) == 1
    assert len(differing(right, [hot, PROCEDURES["complaint"]])) == 1


def test_it_is_laid_out_as_keep_a_changelog_asks_with_procedures_apart() -> None:
    text = DOCUMENTS[CHANGELOG]
    releases = re.findall(r"^## (.+)$", text, re.MULTILINE)
    assert releases[0] == "[Unreleased]"
    assert all(re.fullmatch(r"\[\d+\.\d+\.\d+\] - \d{4}-\d\d-\d\d", each) for each in releases[1:])
    for release in releases:
        parts = re.findall(r"^### (.+)$", section(CHANGELOG, f"## {release}"), re.MULTILINE)
        assert set(parts) <= {"Procedures", "Software"}
        assert parts
    assert set(re.findall(r"^#### (.+)$", text, re.MULTILINE)) <= KINDS


def test_every_procedure_is_told_in_words_of_the_office() -> None:
    told = section(CHANGELOG, "### Procedures")
    assert [p.key for p in PROCEDURES.values() if f"{p.zh} · {p.en}" not in told] == []
