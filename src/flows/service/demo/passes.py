"""Workers' passes and extensions of the demonstration: one in every state, two that belong together twice."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from typing import Any

from flows.service.demo.estate import Estate
from flows.service.demo.moments import Calendar, days, hours, minutes
from flows.service.demo.telling import Step, Story, until

PASS, EXTENSION = "worker_pass", "renovation_extension"
TRADES = ("水电", "泥工", "木工")
EACH = 105  # yuan: a deposit of 100 and a card fee of 5


def workers(count: int, first: int) -> dict[str, Any]:
    rows = [
        {"name": f"工人{first + n}", "id_number": f"99000019900101{first + n:03}X", "trade": TRADES[n % len(TRADES)]}
        for n in range(count)
    ]
    return {"workers": rows, "application_shown": True, "permit_shown": True}


def pass_path(count: int, first: int) -> tuple[Step, ...]:
    """From the application to passes in use, for so many workers; a day goes by before they are paid for."""
    papers = ("worker_id_copy",) * count + ("worker_photo",) * count
    paid = {"amount": f"{EACH * count}.00", "receipt": f"收-示例-{first}"}
    return (
        Step("front_desk", "verify", workers(count, first)),
        Step("front_desk", "request_payment"),
        Step("finance", "record_payment", paid, after=hours(3)),
        Step("front_desk", "make_cards", {"receipt_marked": True}, papers=papers),
        Step("front_desk", "sign_for", {"signed_by": "工一二"}),
        Step("finance", "stamp"),
    )


def renewed(line: int, after: timedelta) -> tuple[Step, ...]:
    """A pass made void and issued anew, `after` so long a time."""
    facts = {"line": line}
    void = Step("front_desk", "void_pass", facts, reason="装修延期，换发新证", after=after)
    return (void, Step("front_desk", "reissue_pass", facts))


def _pass(state: str, unit: str, applicant: int, begins: Any, *steps: Step) -> Story:
    return Story(PASS, state, unit, applicant, begins, steps)


def pass_stories(calendar: Calendar, estate: Estate) -> Iterator[Story]:
    """In the order of their states."""
    owners, agents, ago, morning = estate.owners, estate.agents, calendar.ago, calendar.morning
    yield _pass("draft", "1-0202", owners["1-0202"], ago(minutes(40)))
    yield _pass("verified", "1-0304", owners["1-0304"], ago(hours(3)), *until(pass_path(2, 110), "verify"))
    yield _pass(
        "awaiting_payment", "1-0501", owners["1-0501"], morning(3), *until(pass_path(3, 120), "request_payment")
    )
    yield _pass("paid", "2-0103", owners["2-0103"], morning(2), *until(pass_path(1, 130), "record_payment"))
    yield _pass("cards_made", "2-0303", agents["2-0303"], morning(4), *until(pass_path(2, 140), "make_cards"))
    yield _pass("signed_for", "2-0304", owners["2-0304"], morning(5), *until(pass_path(1, 150), "sign_for"))
    # The extension of this unit is registered the day before yesterday; one of two passes has its new date.
    steps = (*pass_path(2, 160), *renewed(1, days(28)))
    yield _pass("in_use", "1-0301", agents["1-0301"], morning(29), *steps)
    # And of this one a week ago: its only pass has been issued anew.
    steps = (*pass_path(1, 170), *renewed(1, days(13)))
    yield _pass("in_use", "2-0101", agents["2-0101"], morning(20), *steps)
    back = Step("finance", "return_pass", {"line": 1, "receipt": "退-示例-180"}, after=days(8))
    closed = Step("front_desk", "close")
    yield _pass("closed", "2-0401", owners["2-0401"], morning(15), *pass_path(1, 180), back, closed)
    refused = Step("front_desk", "reject", reason="装修许可证上的房号与申请不符")
    yield _pass("rejected", "3-0101", owners["3-0101"], morning(8), refused)
    given_up = Step("front_desk", "withdraw", reason="施工一天即可完成，不再办证")
    yield _pass("withdrawn", "3-0204", owners["3-0204"], morning(7), *until(pass_path(1, 190), "verify"), given_up)


def extension_path(calendar: Calendar, new_end: int, fee: str, director: str = "director") -> tuple[Step, ...]:
    """`new_end`: so many days from today."""
    asked = {"new_end": calendar.day(new_end), "why": "木地板到货推迟，余下油漆和安装", "work_left": "油漆、灯具、地板"}
    return (
        Step("front_desk", "submit", asked),
        Step("engineering_supervisor", "endorse", opinion="剩余工程与所需时间相符，同意", after=hours(2)),
        Step(director, "approve", {"fee": fee}, opinion="同意延期，注意施工时间", after=hours(2)),
        Step("finance", "record_payment", {"amount": fee, "receipt": "收-示例-延期"}, after=hours(1)),
        Step("front_desk", "register_extension"),
        Step("front_desk", "finish_reissue", after=hours(30)),
    )


def _free(steps: tuple[Step, ...]) -> tuple[Step, ...]:
    return tuple(step for step in steps if step.event != "record_payment")


def _extension(state: str, unit: str, applicant: int, begins: Any, *steps: Step) -> Story:
    return Story(EXTENSION, state, unit, applicant, begins, steps)


def extension_stories(calendar: Calendar, estate: Estate) -> Iterator[Story]:
    """In the order of their states."""
    owners, agents, ago, morning = estate.owners, estate.agents, calendar.ago, calendar.morning
    paid, free = extension_path(calendar, 60, "200.00"), _free(extension_path(calendar, 60, "0"))
    yield _extension("draft", "3-0301", owners["3-0301"], ago(minutes(30)))
    # Asked for after the end: taken, and marked late.
    yield _extension("engineering_review", "3-0202", agents["3-0202"], ago(hours(4)), *until(paid, "submit"))
    yield _extension("director_approval", "1-0201", agents["1-0201"], ago(hours(20)), *until(paid, "endorse"))
    yield _extension("awaiting_payment", "1-0402", agents["1-0402"], morning(4), *until(paid, "approve"))
    yield _extension("approved", "3-0402", owners["3-0402"], morning(3), *until(paid, "record_payment"))
    registered = until(free, "register_extension")
    yield _extension("reissuing_passes", "1-0301", agents["1-0301"], morning(2), *registered)
    yield _extension("closed", "2-0101", agents["2-0101"], morning(8), *free)
    refused = Step("engineering_supervisor", "reject", reason="主体已完工，剩余部分无须占用装修期")
    yield _extension("rejected", "3-0401", agents["3-0401"], morning(10), *until(paid, "submit"), refused)
    given_up = Step("front_desk", "withdraw", reason="已按期完工")
    yield _extension("withdrawn", "2-0202", owners["2-0202"], morning(6), *until(paid, "endorse"), given_up)
