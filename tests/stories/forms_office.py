"""Forms of the work inside the office filled in, and each of its procedures taken up to a state."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from tests.stories.office import StoryCase, StoryOffice

AGREED = {"opinion": "同意"}


def along(case: StoryCase, steps: dict[str, Callable[[], object]], state: str) -> StoryCase:
    """The steps, by the state that each leads to, up to and with the one that leads to `state`."""
    names = list(steps)
    for name in names[: names.index(state) + 1] if state in names else ():
        steps[name]()
    assert case.state == state
    return case


# 交接班

RADIO = {"item": "对讲机", "quantity": 2, "condition": "good"}
WORK = {"matter": "三号楼电梯异响，已报维修", "important": False, "next_step": "明早九点问结果"}


def log(**other: Any) -> dict[str, Any]:
    return {"shift_log": "接待十二人次，巡楼两次", "open_work": [WORK], "items": [RADIO], "tidied": True, **other}


def inspection(office: StoryOffice, **other: Any) -> dict[str, Any]:
    seen = {"items_counted": True, "log_read": True, "area_walked": True}
    return {"arrived_at": office.at(), "found": [], **seen, **other}


def handover_in(
    office: StoryOffice, state: str, team: str = "centre", shift_date: str | None = None, **other: Any
) -> StoryCase:
    """From front_desk to second_desk, at the end of today's early shift."""
    asked = {"team": team, "shift": "early", "shift_date": shift_date or office.day(), "incoming": "second_desk"}
    shift = office.opens("shift_handover", **asked)
    steps = {
        "inspecting": lambda: shift.at("front_desk").takes("submit", **log(**other)),
        "signing": lambda: shift.at("second_desk").takes("inspect", **inspection(office)),
        "handed_over": lambda: sign_both(shift),
        "reviewed": lambda: shift.at("cs_supervisor").takes("review_log", opinion="已阅"),
    }
    return along(shift, steps, state)


def sign_both(shift: StoryCase) -> None:
    shift.at("front_desk").takes("sign_handover")
    shift.at("second_desk").takes("sign_handover")


# 值班安排


def duty(person: str, shift: str, day_from: str, day_until: str | None = None) -> dict[str, Any]:
    return {"person": person, "shift": shift, "day_from": day_from, "day_until": day_until or day_from}


def roster_in(office: StoryOffice, state: str, month: str, *duties: dict[str, Any]) -> StoryCase:
    """The centre's, of the month in which `month` lies."""
    roster = office.opens("duty_roster", by="cs_supervisor", team="centre", month=month)
    if duties:
        roster.at("cs_supervisor").takes("add_duties", duties=list(duties))
    return along(roster, {"published": lambda: roster.at("cs_supervisor").takes("publish")}, state)
