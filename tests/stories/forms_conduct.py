"""The record of conduct filled in, and taken up to a state."""

from __future__ import annotations

from typing import Any

from tests.stories.office import StoryCase, StoryOffice

SEEN = {"conduct_seen": "监控可查，值班长当面看到", "conduct_corrected": "当场提醒"}
WORDS = {"month_words": "请遵守值班纪律"}
CONFIRM = {"measure_decided": "none", "docking_confirmed": "0", "within_cap": True, "conduct_opinion": "属实"}


def drafted(office: StoryOffice, employee: str, day: str, offence: str, by: str = "lobby_lead") -> StoryCase:
    return office.opens("conduct_record", by=by, employee=employee, offence=offence, happened_on=day)


def noted(
    office: StoryOffice, employee: str, day: str, offence: str = "idle_talk", by: str = "lobby_lead", **more: Any
) -> StoryCase:
    return drafted(office, employee, day, offence, by).at(by).takes("submit", **SEEN, **more)


def summed_up(record: StoryCase, employee: str, **more: Any) -> StoryCase:
    """Acknowledged, and summed up at the end of its month."""
    record.at(employee).takes("acknowledge")
    return record.at("cs_supervisor").takes("summarise", **WORDS, **more)
