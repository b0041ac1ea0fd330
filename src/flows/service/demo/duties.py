"""Handovers and rosters of the demonstration: one in every state; a refusal, work carried over, a swap."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from flows.service.demo.moments import Calendar, days, hours, minutes
from flows.service.demo.staff import ZONE
from flows.service.demo.telling import Facts, Step, Story

HANDOVER, ROSTER = "shift_handover", "duty_roster"
OFF, ON = "front_desk", "desk_and_finance"
RADIO = {"item": "对讲机", "quantity": 2, "condition": "good"}
PARCEL = {"matter": "2-0304 快递待取", "next_step": "晚八点前再打一次电话"}
SEEN = {"items_counted": True, "log_read": True, "area_walked": True, "equipment_state": "电话、电脑、监控正常"}


def month(calendar: Calendar, ahead: int) -> tuple[str, str]:
    """The first and the last day of the month so many from this one at the site."""
    today = calendar.now.astimezone(ZoneInfo(ZONE)).date()
    first = date(today.year + (today.month - 1 + ahead) // 12, (today.month - 1 + ahead) % 12 + 1, 1)
    following = date(first.year + first.month // 12, first.month % 12 + 1, 1)
    return first.isoformat(), (following - timedelta(days=1)).isoformat()


def morning_or_now(calendar: Calendar, days_ago: int, hour: int = 9) -> datetime:
    """That day at that hour; today, a little while ago: it may be before that hour."""
    return calendar.morning(days_ago, hour) if days_ago else calendar.ago(minutes(50))


def stories(calendar: Calendar) -> Iterator[Story]:
    """In the order of their states."""
    yield from _handovers(calendar)
    yield from _rosters(calendar)


def _written(*items: Facts) -> Step:
    told = {"shift_log": "接待九人次，代收快递三件", "open_work": [PARCEL], "carried_told": "上一班事项已办结"}
    return Step(OFF, "submit", {**told, "items": list(items or (RADIO,)), "tidied": True}, after=minutes(10))


def _inspected() -> Step:
    """Eight minutes after the log, by who came on as it was begun: on the same day even around midnight."""

    def seen(now: datetime) -> Facts:
        return {"arrived_at": (now - minutes(18)).isoformat(), "found": [], **SEEN}

    return Step(ON, "inspect", seen, after=minutes(8))


SIGNED = (Step(OFF, "sign_handover", after=minutes(4)), Step(ON, "sign_handover", after=minutes(1)))


def _handovers(calendar: Calendar) -> Iterator[Story]:
    def shift(state: str, days_ago: int, *steps: Step) -> Story:
        begins = morning_or_now(calendar, days_ago, 16)
        day = begins.astimezone(ZoneInfo(ZONE)).date().isoformat()  # just after midnight, yesterday's
        asked = {"team": "centre", "shift": "early", "shift_date": day, "incoming": ON}
        return Story(HANDOVER, state, None, None, begins, steps, OFF, asked)

    missing = {**RADIO, "condition": "missing"}
    refused = Step(
        ON, "refuse_handover", {"reported_to": "cs_supervisor"}, reason="少一部对讲机，去向说不清", after=minutes(9)
    )
    settled = Step(ON, "settle_work", {"lines_done": [1]}, after=hours(2))
    anew = Step("cs_supervisor", "order_anew", reason="找回对讲机后重新交接", after=minutes(10))
    read = Step("cs_supervisor", "review_log", opinion="已阅", after=hours(3))
    yield shift("preparing", 0)
    yield shift("inspecting", 0, _written())
    yield shift("signing", 0, _written(), _inspected(), SIGNED[0])
    yield shift("handed_over", 1, _written(), _inspected(), *SIGNED)
    yield shift("refused", 0, _written(missing), refused)
    yield shift("reviewed", 5, _written(), _inspected(), *SIGNED, settled, read)
    yield shift("reviewed", 4, _written(missing), refused, anew, _written(), _inspected(), *SIGNED, read)
    yield shift("cancelled", 3, Step("cs_supervisor", "cancel", reason="班次填错", after=minutes(5)))


def _rosters(calendar: Calendar) -> Iterator[Story]:
    def roster(state: str, ahead: int, days_ago: int, *steps: Step) -> Story:
        asked = {"team": "centre", "month": month(calendar, ahead)[0]}
        return Story(ROSTER, state, None, None, calendar.morning(days_ago), steps, "cs_supervisor", asked)

    def drawn_up(ahead: int) -> Step:
        return Step("cs_supervisor", "add_duties", {"duties": _duties(*month(calendar, ahead))}, after=hours(1))

    published = Step("cs_supervisor", "publish", after=hours(1))
    swap = {"day": month(calendar, 0)[1], "shift": "late", "instead_of": ON, "stand_in": "archivist"}
    swapped = Step("cs_supervisor", "swap_duty", {"swaps": [swap]}, reason="家中有事", after=days(1))
    yield roster("draft", 1, 1, drawn_up(1))
    yield roster("published", 0, 35, drawn_up(0), published, swapped)
    yield roster("archived", -2, 75, drawn_up(-2), published, Step("cs_supervisor", "archive", after=days(60)))
    yield roster("cancelled", 1, 2, Step("cs_supervisor", "cancel", reason="月份选错"))


def _duties(first: str, last: str) -> list[dict[str, Any]]:
    run = {"day_from": first, "day_until": last}
    return [{"person": OFF, "shift": "early", **run}, {"person": ON, "shift": "late", **run}]
