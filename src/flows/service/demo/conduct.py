"""Records of conduct of the demonstration: one in every state; a stand-in, an objection, a question to the director."""

from __future__ import annotations

from collections.abc import Iterator

from flows.service.demo.duties import month, morning_or_now
from flows.service.demo.moments import Calendar, hours
from flows.service.demo.telling import Step, Story

RECORD = "conduct_record"
SEEN = {"conduct_seen": "监控可查，班长当面看到", "conduct_corrected": "当场提醒，立即改正"}
WORDS = {"month_words": "请遵守值班纪律，下月复看"}
OBJECTED = {"objection": "当时在答复住户的询问"}
HEARD = {"decision_told": "看过监控，听取双方，情况属实"}
CONFIRMED = {"within_cap": True, "conduct_opinion": "属实，按规程办理"}


def stories(calendar: Calendar) -> Iterator[Story]:
    """In the order of their states."""

    def record(state: str, employee: str, offence: str, ahead: int, days_ago: int, *steps: Step) -> Story:
        happened = month(calendar, ahead)[0] if ahead else calendar.day(-days_ago)
        asked = {"employee": employee, "offence": offence, "happened_on": happened}
        return Story(RECORD, state, None, None, morning_or_now(calendar, days_ago), steps, "lobby_lead", asked)

    noted = Step("lobby_lead", "submit", SEEN, after=hours(1) / 2)
    late = Step("lobby_lead", "submit", {**SEEN, "minutes_off": 12}, after=hours(1))
    weighed = Step("lobby_lead", "submit", {**SEEN, "points_weighed": "0_5"}, after=hours(1))
    summed = Step("cs_supervisor", "summarise", WORDS, after=hours(20))

    def accepted(login: str) -> Step:
        return Step(login, "acknowledge", after=hours(4))

    def objected(login: str) -> Step:
        return Step(login, "object", OBJECTED, after=hours(4))

    yield record("draft", "front_desk", "posture", 0, 0)
    yield record("noted", "lobby_assistant", "uniform", 0, 1, noted)
    yield record("objected", "archivist", "idle_talk", 0, 2, noted, objected("archivist"))
    upheld = Step("office", "uphold", HEARD, after=hours(20))
    yield record("standing", "front_desk", "hair", 0, 4, weighed, objected("front_desk"), upheld)
    yield record("summarised", "lobby_assistant", "late", -2, 5, late, accepted("lobby_assistant"), summed)
    grave = (noted, accepted("front_desk"), summed)
    yield record("leaving_review", "front_desk", "grave_quarrel", -2, 4, *grave)
    given = {**CONFIRMED, "measure_decided": "none", "docking_confirmed": "40"}
    confirmed = Step("office", "confirm_points", given, after=hours(20))
    yield record("closed", "archivist", "leave", -2, 7, noted, accepted("archivist"), summed, confirmed)
    taken = Step("director", "count_as_left", opinion="已听取本人意见，依规办理", after=hours(20))
    yield record("left_agreed", "trainer", "grave_quarrel", -3, 9, noted, accepted("trainer"), summed, taken)
    revoked = Step("office", "revoke", reason="录像显示在取资料", after=hours(20))
    yield record("revoked", "archivist", "reading", 0, 6, noted, objected("archivist"), revoked)
    yield record("cancelled", "lobby_assistant", "late", 0, 3, Step("lobby_lead", "cancel", reason="考勤机故障"))
