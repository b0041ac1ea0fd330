"""A case or situation with something changed is what the standard library would make of it."""

from dataclasses import fields, is_dataclass, replace
from functools import cached_property
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from flows.definition import Case, Situation
from flows.definition.copying import changed
from tests.procedures.situations import situation

HERE = situation("hot_work_permit", {"place": "示例"})


@settings(max_examples=50, deadline=None)
@given(st.sampled_from([HERE, HERE.case]).flatmap(lambda thing: st.tuples(st.just(thing), changes_of(thing))))
def test_it_is_as_the_standard_library_makes_it(of: tuple[Any, dict[str, Any]]) -> None:
    thing, changes = of
    before = {field.name: getattr(thing, field.name) for field in fields(thing)}
    made = changed(thing, **changes)
    assert made == replace(thing, **changes)
    assert type(made) is type(thing)
    assert {name: getattr(thing, name) for name in before} == before


def changes_of(thing: Any) -> st.SearchStrategy[dict[str, Any]]:
    names = [field.name for field in fields(thing)]
    return st.dictionaries(st.sampled_from(names), st.text(max_size=3), max_size=3)


@pytest.mark.parametrize("kind", [Case, Situation])
def test_those_that_are_copied_so_have_nothing_that_it_would_pass_over(kind: type) -> None:
    assert is_dataclass(kind)
    assert not hasattr(kind, "__slots__")
    assert not hasattr(kind, "__post_init__")
    assert all(field.init for field in fields(kind))
    assert not any(isinstance(getattr(kind, name, None), cached_property) for name in dir(kind))


def test_a_name_that_is_none_of_its_fields_is_refused() -> None:
    with pytest.raises(TypeError, match="Case has no"):
        changed(HERE.case, stat="draft")  # type: ignore[call-arg]  # on purpose
