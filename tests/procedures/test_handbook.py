"""The lists of clauses: complete in their numbers, in both languages, short."""

import re
from collections import defaultdict

import pytest

from flows.definition.check import clauses_of
from flows.procedures import CLAUSES
from flows.procedures.handbook import BOOKS, rows
from flows.procedures.handbook.keepers import REASONS

CHINESE = re.compile(r"[\u4e00-\u9fff]")
# The copy goes from its third point to the handover, from the program to the records, from chapter 3 to chapter 4.
NOT_IN_THE_COPY = {"CSH 2": {4, 5}, "KPI 4": {5}, "EMP ch": {1, 2}}


@pytest.mark.parametrize("book", BOOKS)
def test_every_line_is_a_clause_of_its_book(book: str) -> None:
    lines = list(rows(book))
    assert lines
    assert {len(line) for line in lines} == {3}
    assert {line[0].split(" ")[0] for line in lines} == {book.upper()}


def test_no_clause_stands_twice() -> None:
    assert len(CLAUSES) == sum(len(list(rows(book))) for book in BOOKS)


def test_a_clause_can_be_cited_by_its_code() -> None:
    assert [code for code in CLAUSES if clauses_of(code) != (code,)] == []


def test_no_number_is_left_out_but_where_the_copy_has_none() -> None:
    numbers: dict[str, set[int]] = defaultdict(set)
    for code in CLAUSES:
        above, number = re.fullmatch(r"(.*?)[. ]?(\d*)", code).groups()
        if number and not above.endswith("KF-"):
            numbers[above].add(int(number))
    gaps = {above: set(range(1, max(found) + 1)) - found for above, found in numbers.items()}
    assert {above: gap for above, gap in gaps.items() if gap} == NOT_IN_THE_COPY


def test_each_clause_is_a_short_sentence_in_both_languages() -> None:
    for clause in CLAUSES.values():
        assert CHINESE.search(clause.zh), clause.code
        assert not CHINESE.search(clause.en), clause.code
        assert len(clause.zh) <= 60, clause.code
        assert len(clause.en) <= 160, clause.code


def test_a_reason_is_a_sentence_in_both_languages() -> None:
    for key, reason in REASONS.items():
        assert CHINESE.search(reason.zh), key
        assert reason.zh.endswith("。"), key
        assert reason.en.endswith("."), key
