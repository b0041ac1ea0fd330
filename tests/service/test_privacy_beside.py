"""What lies beside cases and may name somebody has a purpose and a term, or a reason; and goes when the term is over."""

import os
from collections.abc import Iterator
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import func, insert, select, update

from flows.printing import marks
from flows.procedures.ladder import OFFICE_SETTINGS
from flows.procedures.retention_beside import BESIDE, ELSEWHERE, NOBODYS
from flows.service.commenting import comment
from flows.service.privacy.holding import hold_papers
from flows.service.privacy.removing import remove_due
from flows.service.registers import set_setting
from flows.storage import tables as t
from tests.service.kept_office import story_office
from tests.stories.forms import permit_in
from tests.stories.office import StoryCase, StoryOffice

SWEPT = ("drafts", "comments", "notices", "deliveries", "requests", "sessions", "sent_forms", "tallies")


@pytest.fixture
def place(story_url: str, tmp_path: Path) -> Iterator[StoryOffice]:
    with story_office(story_url, tmp_path) as found:
        yield found


def test_every_table_is_in_the_inventory_or_holds_nothing_of_anybody() -> None:
    named = [table for kept in BESIDE.values() for table in kept.tables] + [*ELSEWHERE, *NOBODYS]
    assert sorted(named) == sorted(t.metadata.tables)
    assert all(kept.setting in OFFICE_SETTINGS for kept in BESIDE.values() if kept.setting)


def rows(place: StoryOffice, *names: str) -> dict[str, int]:
    with place.office.read() as connection:
        counts = {name: select(func.count()).select_from(t.metadata.tables[name]) for name in names}
        return {name: connection.execute(query).scalar_one() for name, query in counts.items()}


def user(place: StoryOffice, login: str) -> int:
    with place.office.read() as connection:
        return int(connection.execute(select(t.users.c.id).where(t.users.c.login == login)).scalar_one())


def furnished(place: StoryOffice) -> StoryCase:
    """A closed case, and one row more of everything that lies beside."""
    case = permit_in(place, "draft")
    comment(place.office, "front_desk", case.number, "约下午两点", place.now)
    case.at("front_desk").takes("withdraw", reason="不再施工")
    site, at = case.row.site_id, place.now
    said: dict[Any, dict[str, Any]] = {
        t.notices: {
            "case_id": case.row.id,
            "login": "director",
            "source": "s",
            "kind": "task",
            "zh": "请办",
            "en": "Act",
        }
        | {"site_id": site, "urgent": False, "at": at, "posted_at": at},
        t.deliveries: {"key": "k", "site_id": site, "means": "mail", "target": "director", "place": "p", "source": "s"}
        | {"content": {}, "state": "sent", "attempts": 1, "at": at, "next_at": at},
        t.requests: {"login": "front_desk", "key": "k", "fingerprint": "f", "case_id": case.row.id, "seq": 1, "at": at},
        t.sessions: {"user_id": user(place, "director"), "digest": "d", "device": "x", "created_at": at, "seen_at": at}
        | {"expires_at": at},
        t.sent_forms: {"form": "f", "at": at, "led_to": "/"},
        t.tallies: {"subject": "s", "since": at, "count": 1},
        t.drafts: {"login": "front_desk", "case_id": case.row.id, "event": "submit", "site_id": site, "state": "draft"}
        | {"typed": {}, "at": at},
    }
    with place.office.transaction() as connection:
        for table, row in said.items():
            connection.execute(insert(table), row)
    return case


def left(place: StoryOffice, now: datetime) -> set[str]:
    while remove_due(place.office, now, sure=True):
        pass
    return {name for name, count in rows(place, *SWEPT).items() if count}


def test_each_goes_when_its_own_term_is_over_and_not_before(place: StoryOffice) -> None:
    furnished(place)
    begun = place.now
    days = {"tallies": 1, "sent_forms": 2, "drafts": 14, "requests": 30, "deliveries": 90, "notices": 180}
    days |= {"sessions": 184, "comments": 3 * 366}
    for name, term in days.items():
        assert name in left(place, begun + timedelta(days=term, minutes=-1)), name
        assert name not in left(place, begun + timedelta(days=term, minutes=1)), name
    assert remove_due(place.office, begun + timedelta(days=2000), sure=True) == 0


def test_the_sites_own_term_counts_and_what_is_held_or_open_or_unsent_stays(place: StoryOffice) -> None:
    case = furnished(place)
    permit = permit_in(place, "draft")
    row = {"case_id": permit.row.id, "login": "director", "source": "open", "kind": "task", "zh": "请办", "en": "Act"}
    with place.office.transaction() as connection:
        gone = {"site_id": permit.row.site_id, "urgent": False, "at": place.now, "posted_at": place.now}
        connection.execute(insert(t.notices), row | gone)
        connection.execute(update(t.deliveries).values(state="waiting"))
    hold_papers(place.office, "director", case.number, "诉讼未结，须留存证据", place.now)
    set_setting(place.office, "administrator", "north", "office", "answer_days", 366, place.now)
    set_setting(place.office, "administrator", "north", "office", "notice_days", 30, place.now)
    assert "requests" in left(place, place.now + timedelta(days=365))
    with place.office.read() as connection:
        assert connection.execute(select(t.notices.c.source)).scalars().all() == ["open"]
    later = place.now + timedelta(days=3000)
    assert left(place, later) == {"comments", "deliveries", "notices"}


def test_what_was_somebodys_own_goes_after_they_have_left(place: StoryOffice) -> None:
    furnished(place)
    own = {"login": "director", "name": "我的", "asked": {"q": "甲"}, "at": place.now}
    site = {"login": "director", "name": "大家的", "asked": {"q": "乙"}, "at": place.now, "site_id": 1}
    with place.office.transaction() as connection:
        connection.execute(insert(t.saved_filters), [{**own, "site_id": None}, site])
        connection.execute(insert(t.preferences), {"login": "director", "single_keys": True})
        connection.execute(insert(t.recovery_codes), {"user_id": user(place, "director"), "digest": "d"})
    assert (left(place, place.now + timedelta(days=200)), rows(place, "preferences")) == (
        {"comments"},
        {"preferences": 1},
    )
    with place.office.transaction() as connection:
        connection.execute(update(t.users).where(t.users.c.login == "director").values(active=False))
    left(place, place.now + timedelta(days=200))
    kept = rows(place, "saved_filters", "preferences", "recovery_codes")
    assert kept == {"saved_filters": 1, "preferences": 0, "recovery_codes": 0}, "what is shared with the site stays"


def test_a_clock_that_jumps_sweeps_nothing(place: StoryOffice) -> None:
    furnished(place)
    assert remove_due(place.office, place.now + timedelta(days=3000)) == 0
    assert all(rows(place, *SWEPT).values())


def test_what_a_killed_process_left_of_a_marked_paper_goes(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(marks, "IN_MEMORY", tmp_path)
    for name in (f"{marks.ROOM}old", f"{marks.ROOM}new", "other"):
        (tmp_path / name).mkdir()
        (tmp_path / name / "paper.pdf").write_bytes(b"%PDF")
    for name in (f"{marks.ROOM}old", "other"):
        os.utime(tmp_path / name, (0, 0))
    with pytest.raises(marks.Unmarkable):
        marks.marked_pdf(b"no pdf", "application/pdf", "mark")
    assert sorted(path.name for path in tmp_path.iterdir()) == [f"{marks.ROOM}new", "other"]
