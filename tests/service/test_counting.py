"""What processes count side by side comes to one sum, which never falls."""

import os
from itertools import product

import pytest

from flows.service import counting
from flows.service.counting import ELSE, Counts


def test_each_process_counts_for_itself_and_whoever_asks_gets_the_sum() -> None:
    counts = Counts(parts=3)
    counts.add("event", "errand", "submit")
    for part in (1, 2):
        child = os.fork()
        if child == 0:
            counts.take(part)
            for _ in range(1000):
                counts.add("event", "errand", "submit")
            counts.add("refusal", f"of {part}")
            os._exit(0)
        assert os.waitpid(child, 0)[1] == 0
    assert counts.so_far() == {
        ("event", "errand", "submit"): 2001,
        ("refusal", "of 1"): 1,
        ("refusal", "of 2"): 1,
    }


def test_who_takes_a_dead_ones_place_goes_on_where_it_stopped() -> None:
    counts = Counts(parts=2)
    for _ in range(2):
        counts.take(1)
        counts.add("event", "a", "b", many=5)
    assert counts.so_far() == {("event", "a", "b"): 10}


def test_one_process_more_than_there_are_parts_counts_too() -> None:
    counts = Counts(parts=2)
    counts.take(7)
    counts.add("event", "a", "b")
    assert counts.so_far() == {("event", "a", "b"): 1}


def test_no_sum_falls() -> None:
    counts = Counts()
    counts.add("microseconds", many=-1)
    counts.add("microseconds", many=3)
    counts.add("microseconds", many=-2)
    assert counts.so_far() == {("microseconds",): 3}


def test_more_names_than_there_are_lines_are_counted_without_a_name(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(counting, "LINES", 3)
    counts = Counts()
    for name, _ in product("abcd", range(2)):
        counts.add(name)
    counts.add("x" * 1000)
    assert counts.so_far() == {("a",): 2, ("b",): 2, ELSE: 5}
