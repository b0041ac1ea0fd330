"""A changed declaration has a new version, for cases run under the one that they were started with."""

from dataclasses import replace

import pytest

from flows.definition import Procedure
from flows.definition.export import fingerprint
from flows.procedures import PROCEDURES
from tests.stories.published import of_today, read

WHAT_TO_DO = """
The declaration of {key} is no longer the one that was published as version {version}.
An office runs version {version} already: give the declaration version={next} and write that down with
    python -m tests.stories.published
No office runs it yet: write the changed one down with the same command."""


@pytest.mark.parametrize("key", PROCEDURES)
def test_a_changed_declaration_has_a_new_version(key: str) -> None:
    version, today = next(iter(of_today()[key].items()))
    published = read().get(key, {}).get(version)
    assert today == published, WHAT_TO_DO.format(key=key, version=version, next=int(version) + 1)


def test_every_version_so_far_is_written_down() -> None:
    for key, procedure in PROCEDURES.items():
        assert sorted(map(int, read()[key])) == list(range(1, procedure.version + 1))
    assert set(read()) == set(PROCEDURES)


def test_a_change_of_any_word_shows_in_the_fingerprint() -> None:
    for procedure in PROCEDURES.values():
        named = {name: getattr(procedure, name) for name in Procedure.__dataclass_fields__ if name != "key"}
        said = Procedure(procedure.key, **{**named, "about_en": procedure.about_en + "!"})
        fewer = Procedure(procedure.key, **{**named, "transitions": procedure.transitions[:-1]})
        first = replace(procedure.start, zh=procedure.start.zh + "！")
        asked = Procedure(procedure.key, **{**named, "states": (first, *procedure.states[1:])})
        assert len({fingerprint(each) for each in (procedure, said, fewer, asked)}) == 4
