"""What `ready` needs of the services: good values, what a case holds before, and what spoils each guard."""

from __future__ import annotations

from typing import Any

from flows.definition import Applicant
from tests.procedures.situations import at, day, tie

ME, COLLEAGUE = "wei", "tao"
WINDOWS, TAP = "擦窗 / Window cleaning", "更换龙头 / Tap changed"
CALLED = {"follow_up_by": "phone", "customer_said": "fine", "measures": "again", "put_right": "done"}
CHARGED = {"amount": "90", "receipt": "R-1", "difference": ""}
NEW_TIME = {"appointment": at(hours=4), "time_confirmed": True}
CONTACT = {"contact": "13900000002"}

FACTS: dict[str, dict[str, Any]] = {
    "home_cleaning": {
        "item": WINDOWS,
        "quantity": 6,
        "cleaners": 2,
        "wanted_at": "Wednesday",
        **CONTACT,
        "price_told": True,
        "lead_time": at(hours=4),
        **NEW_TIME,
        "time_told": True,
        "finished_at": at(),
        "work_done": "six windows",
        **CHARGED,
        **CALLED,
    },
    "home_repair": {
        "item": "tap",
        "urgency": "appointment",
        **NEW_TIME,
        **CONTACT,
        "technician": COLLEAGUE,
        "content_seen": "drips",
        "charged": "paid",
        "budget": [{"item": TAP, "quantity": 3}],
        "parts_cost": "0",
        "customer_agrees": True,
        "parts_needed": "valve",
        "parts_expected": day(2),
        "progress": [{"note": "tomorrow"}],
        "work_done": "changed",
        "customer_tried": True,
        **CHARGED,
        **CALLED,
    },
    "network_activation": {
        "holder": "Owner One",
        "holder_id": "E00000031",
        **CONTACT,
        "package": "500 M",
        "identity_seen": True,
        "amount": "300",
        "receipt": "R-1",
        "slip_handed_over": True,
        "sent_to": "open@carrier.example",
        "sent_what": "name, unit",
        "carrier_answer": "in three days",
    },
    "utility_account": {
        "utility": "gas",
        "identity_seen": True,
        "holder": "Owner One",
        "holder_id": "E00000031",
        **CONTACT,
        "account_number": "G-1",
        "opened_on": day(0),
        "signed_by": "Owner One",
        "register_signed": True,
    },
    "move_in": {
        **NEW_TIME,
        **CONTACT,
        "help_wanted": "none",
        "large_items": "a piano",
        "prepared": [{"what": "lift lined"}],
        "welcomed": True,
        "welcome_note": "flowers",
        "content": "curtains",
        "common_parts_checked": True,
        "common_parts_note": "as before",
    },
    "move_out": {
        **NEW_TIME,
        **CONTACT,
        "premises": "office",
        "help_needed": "a trolley",
        "arrears": "150",
        "arrears_detail": "March",
        "memo_to": "all",
        "damage": "none",
        "inspection_note": "as before",
        "put_right": "carpet",
        "compensation": "200",
        "customer_agrees": True,
        "amount": "350",
        "receipt": "R-1",
        "keys_returned": True,
        "left_note": "well",
    },
    "public_area_maintenance": {
        "place": "lobby",
        "work": "lamps",
        "starts_at": at(hours=30),
        "ends_at": at(hours=34),
        "posted_at": "lift",
        "technician": COLLEAGUE,
        "warning_signs": True,
        "fenced_off": True,
        "work_done": "changed",
        "place_cleared": True,
        "check_result": "good",
    },
}
"""A good value for every field that an event asks for."""

KNOWN: dict[str, dict[str, Any]] = {
    "home_cleaning": {"fee": "90.00"},
    "home_repair": {"fee": "90.00"},
    "network_activation": {"fee": "300.00"},
    "utility_account": {},
    "move_in": {},
    "move_out": {"fee": "350.00"},
    "public_area_maintenance": {},
}
"""What the case holds beside, or otherwise, before the event."""

BEFORE: dict[tuple[str, str], dict[str, Any]] = {
    ("home_cleaning", "record_follow_up"): {"paid_by": "cash"},
    ("home_repair", "record_follow_up"): {"paid_by": "cash"},
    ("move_out", "clear"): {"paid_on": day(0)},
    ("public_area_maintenance", "start_work"): {"starts_at": at(hours=-1)},
}
"""What is otherwise for one event."""


def _say(**facts: Any) -> Any:
    return lambda found: found.but(**facts)


def _unlisted(found: Any) -> Any:
    return found.where(facts={**found.situation.facts, "open_dues": [DUE]})


def _stranger(found: Any) -> Any:
    return found.where(applicant=Applicant(2, "Stranger One", True))


def _resident_elsewhere(found: Any) -> Any:
    return found.where(applicant=Applicant(2, "Stranger One", True, (tie("owner", "A-0102"),)))


DUE = {"case": "HC-2026-0007", "purpose": "cleaning_fee", "amount": "90.00"}
SPOILT: dict[str, Any] = {
    "fee_by_list": _say(list_items=[{"item": TAP, "quantity": 1}], fee_basis=""),
    "price_told_first": _say(price_told=False),
    "lead_time_ahead": _say(lead_time=at(minutes=-1)),
    "time_of_lead": _say(lead_time=at(hours=5)),
    "customer_called_back": _say(time_told=False),
    "finished_by_now": _say(finished_at=at(minutes=1)),
    "amount_explained": _say(amount="1"),
    "not_charged_yet": _say(paid_by="cash"),
    "charge_recorded": _say(paid_by=""),
    "something_to_charge": _say(fee="0.00", amount="0"),
    "appointment_made": _say(appointment=at(minutes=-1)),
    "findings_recorded": _say(charged=""),
    "budget_agreed": _say(customer_agrees=False),
    "parts_day_ahead": _say(parts_expected=day(-1)),
    "identity_seen": _say(identity_seen=False),
    "slip_handed_over": _say(slip_handed_over=False),
    "register_signed": _say(register_signed=False),
    "opened_by_today": _say(opened_on=day(1)),
    "resident": _resident_elsewhere,
    "belongs_to_unit": _stranger,
    "welcomed": _say(welcomed=False),
    "common_parts_checked": _say(common_parts_checked=False),
    "arrears_worked_out": _say(arrears=""),
    "is_office": _say(premises="dwelling"),
    "no_damage": _say(damage="damaged"),
    "compensation_accepted": _say(customer_agrees=False),
    "not_paid_yet": _say(paid_on=day(0)),
    "own_fees_paid": _say(paid_on=""),
    "other_cases_settled": _unlisted,
    "keys_returned": _say(keys_returned=False),
    "notice_in_time": _say(starts_at=at(hours=3)),
    "signs_and_fence_up": _say(fenced_off=False),
    "not_before_notice": _say(starts_at=at(hours=1)),
    "place_cleared": _say(place_cleared=False),
    "checked_by_another": _say(technician=ME),
}
"""Guard to what is otherwise when it, and nothing else, refuses."""
