"""Filters kept under a name: one's own are nobody else's business, a superior's are everybody's at the site."""

from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import select

from flows.service import saved_filters
from flows.service.errors import Forbidden, Invalid, NotFound
from flows.service.narrowing import as_asked_by
from flows.service.saved_filters import forget, save, saved, shares_at
from flows.service.signing_in import Identity, identity
from flows.service.worklist import Wanted, worklist
from flows.storage import tables as t
from tests.service.errand import World, errand, world


def who(north: World, login: str) -> Identity:
    found = identity(north.office, login, north.now)
    assert found is not None
    return found


def keep(north: World, login: str, name: str, share: str | None = None, **asked: str) -> None:
    save(north.office, who(north, login), name, asked or {"overdue": "1"}, north.now, share)


def names(north: World, login: str) -> list[str]:
    return [one.name for one in saved(north.office, who(north, login))]


def test_ones_own_is_ones_own_and_the_same_name_replaces_it(north: World) -> None:
    keep(north, "desk", "逾期的", overdue="1", procedure="errand", nonsense="x")
    keep(north, "desk", " 逾期的 ", overdue="1")
    (one,) = saved(north.office, who(north, "desk"))
    assert (one.name, one.asked, one.site, one.removable) == ("逾期的", {"overdue": "1"}, None, True)
    assert names(north, "desk2") == names(north, "boss") == []
    with pytest.raises(NotFound):
        forget(north.office, who(north, "boss"), one.id)
    forget(north.office, who(north, "desk"), one.id)
    assert names(north, "desk") == []


def test_a_superior_shares_with_the_people_of_the_site(north: World) -> None:
    keep(north, "boss", "动火", share="north", procedure="errand")
    assert names(north, "desk") == names(north, "eng") == names(north, "boss") == ["动火"]
    assert names(north, "far") == []
    (seen,) = saved(north.office, who(north, "desk"))
    assert (seen.site, seen.removable) == ("north", False)
    with pytest.raises(NotFound):
        forget(north.office, who(north, "desk"), seen.id)
    assert shares_at(who(north, "desk")) == ()
    with pytest.raises(Forbidden):
        keep(north, "desk", "我的", share="north")
    with pytest.raises(NotFound):
        keep(north, "boss", "别处", share="south")
    forget(north.office, who(north, "eng"), seen.id)  # another superior of the site
    assert names(north, "boss") == []


def test_the_database_shows_nothing_that_is_shared_elsewhere(north: World) -> None:
    keep(north, "boss", "动火", share="north")
    if north.office.engine.dialect.name == "postgresql":
        with as_asked_by(who(north, "far")), north.office.read() as connection:
            assert connection.execute(select(t.saved_filters)).all() == []
    with as_asked_by(who(north, "desk")):
        assert names(north, "desk") == ["动火"]


def test_the_name_of_one_that_was_shared_where_one_has_left_is_taken(postgres_url: str, tmp_path: Path) -> None:
    place = world(postgres_url, tmp_path, errand())
    boss = who(place, "boss")
    keep(place, "boss", "动火", share="north")
    with as_asked_by(who(place, "far")), pytest.raises(Invalid) as refused:  # as whoever has posts elsewhere alone
        save(place.office, boss, "动火", {"overdue": "1"}, place.now)
    assert [(error.path, error.message.en) for error in refused.value.errors] == [("name", "is taken; choose another")]
    place.office.engine.dispose()


@pytest.mark.parametrize(("name", "asked"), [(" ", {"q": "x"}), ("字" * 31, {"q": "x"}), ("空", {"view": "mine"})])
def test_what_has_no_name_or_filters_nothing_is_refused(north: World, name: str, asked: dict[str, str]) -> None:
    with pytest.raises(Invalid):
        keep(north, "desk", name, **asked)
    assert names(north, "desk") == []


def test_only_so_many_are_kept(north: World, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(saved_filters, "MOST", 2)
    keep(north, "desk", "一")
    keep(north, "desk", "二")
    keep(north, "desk", "二")
    with pytest.raises(Invalid):
        keep(north, "desk", "三")
    assert names(north, "desk") == ["一", "二"]


def test_the_worklist_is_narrowed_by_building_and_by_words(north: World) -> None:
    first, second = north.start(price="1.00"), north.start(price="2.00")

    def fits(login: str = "desk", **wanted: Any) -> set[str]:
        return {one.number for one in worklist(north.office, login, north.now, Wanted(**wanted)).items}

    assert fits(unit="1-1") == fits(unit="1") == fits(unit="1-101") == {first, second}
    assert fits(unit="2-") == fits(unit="%") == fits(unit="_-101") == set()
    assert fits(q="甲示例") == fits(q="示例 1-101") == {first, second}
    assert fits(q=first) == fits(q=f"{first.lower()} 甲") == {first}
    assert fits(q="乙") == fits(q="甲 乙") == fits(q="%") == set()
    assert fits(q=first, unit="1-101", procedure="errand") == {first}
    assert fits("eng", q="甲") == set()
    assert fits(q="\0' OR 1=1 --") == set()
