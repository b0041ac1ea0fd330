"""For every arrow a situation in which it is taken, and for every guard what must be otherwise for it alone to refuse."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, replace
from typing import Any

from flows.definition import (
    Actor,
    Applicant,
    Approval,
    Entry,
    Guard,
    Post,
    Procedure,
    RoleFrom,
    Situation,
    Transition,
    roles_of,
)
from flows.definition.export import fingerprint
from flows.engine.compiled import Compiled
from flows.procedures import PROCEDURES
from tests.procedures.situations import at, day, gate_pass, in_case, period, situation, tie
from tests.stories import ready_conduct, ready_office
from tests.stories import ready_services as services

COMPILED = {key: Compiled(procedure, fingerprint(procedure)) for key, procedure in PROCEDURES.items()}
ME, COLLEAGUE = "wei", "tao"
DRAWN = [{"item": "valve", "quantity": 2, "kind": "material"}]
USED = [{"item": "valve", "returned": 0, "used": 2}]

FACTS: dict[str, dict[str, Any]] = {
    "hot_work_permit": {
        "place": "riser",
        "surroundings": "indoors",
        "method": "arc_welding",
        "work": "bracket",
        "welder": "Welder One",
        "welder_id": "E00000001",
        "certificate_number": "SL-1",
        "certificate_until": day(30),
        "fire_watcher": "Watcher One",
        "fire_watcher_phone": "13900000001",
        "starts_at": at(),
        "ends_at": at(hours=5),
        "looked_at": at(),
        "findings": "cleared",
        "notice_posted": True,
        "handed_to": "Owner One",
        "work_ended_at": at(),
        "no_hazard_left": True,
        "last_look": "floor",
    },
    "renovation_extension": {
        "new_end": day(40),
        "why": "tiles are late",
        "work_left": "kitchen",
        "passes_returned": 0,
        "fee": "300",
        "amount": "300",
        "receipt": "R-1",
    },
    "worker_pass": {
        "workers": [{"name": "Worker One", "id_number": "E00000011", "trade": "mason"}],
        "application_shown": True,
        "permit_shown": True,
        "fee": "105.00",
        "amount": "105",
        "receipt": "R-1",
        "receipt_marked": True,
        "signed_by": "Owner One",
        "line": 1,
    },
    "renovation": {
        "scope": "kitchen",
        "wall": "none",
        "contractor": "Builder One",
        "site_manager": "Manager One",
        "site_phone": "13900000004",
        "amount": "2300",
        "receipt": "R-1",
        "wall_found": "none",
        "findings": "no pipes",
        "starts_on": day(1),
        "ends_on": day(60),
        "workers": [{"name": "Worker One", "id_number": "E00000011", "trade": "mason"}],
        "rules_explained": True,
        "patrols": [{"patrolled_at": at(hours=-1), "seen": "kitchen"}],
        "problems": [{"problem": "no extinguisher", "department": "engineering_supervisor", "explained": True}],
        "problems_settled": [1, 2],
        "how_settled": "brought",
        "inspection_at": at(hours=2),
        "rectified": "done",
        "inspected": "kitchen",
        "rectify_by": day(3),
        "damage": "deducted",
        "damage_found": "a scratch",
        "deduction": "200",
        "refund": "1800",
    },
    "additional_works": {
        "works": [{"kind": "guard_rail", "where": "balcony"}, {"kind": "wall_removal", "where": "hall"}],
        "wall": "partition",
        "wall_found": "partition",
        "findings": "no pipes",
        "style_kept": True,
        "contractor": "Builder One",
        "starts_on": day(1),
        "ends_on": day(5),
        "handed_to": "Owner One",
    },
    "item_release": {
        "carrier": "Carrier One",
        "carrier_id": "E00000021",
        "vehicle": "V-1",
        "items": [{"item": "sofa", "quantity": 1}],
        "slip_signed": True,
        "owner_attempts": [{"tried_at": at(hours=-1), "way": "phone", "result": "no answer"}],
        "items_out": [1],
        "carrier_matches": True,
        "items_match": True,
        "stopped_because": "one more chair",
    },
    "special_service": {
        "content": "tap",
        "appointment": at(hours=4),
        "contact": "13900000002",
        "explanation": "not ours",
        "time_confirmed": True,
        "service_kind": "special",
        "charged": "paid",
        "technician": COLLEAGUE,
        "content_seen": "drips",
        "materials_listed": "none",
        "list_items": [],
        "fee_basis": "materials",
        "fee": "80",
        "customer_agrees": True,
        "order_handed_back": True,
        "materials_drawn": DRAWN,
        "materials_returned": [{"item": "valve", "returned": 1, "used": 0}],
        "work_done": "changed",
        "customer_tried": True,
        "fault_found": "drips",
        "apology": "made",
        "escalation_cause": "not_content",
        "what_happened": "still drips",
        "outcome": "accepted",
        "settlement": "a rebate",
        "compensation": "0",
        "amount": "80",
        "receipt": "R-1",
        "follow_up_by": "phone",
        "customer_said": "fine",
        "measures": "again",
        "put_right": "done",
    },
    "complaint": {
        "channel": "desk",
        "content": "dark stairs",
        "remedy_wanted": "light",
        "complainant": "",
        "contact": "13900000003",
        "anonymous": False,
        "read_back": True,
        "about_staff": "",
        "work_done": "changed",
        "grade": "major",
        "category": "repairs",
        "department": "finance",
        "assignee": COLLEAGUE,
        "findings": "old lamps",
        "measures": "new lamps",
        "compensation": "200",
        "why_escalated": "asks for more",
        "company_report": "by telephone",
        "feedback_given": "explained",
        "follow_up_by": "phone",
        "customer_said": "fine",
    },
}
"""A good value for every field that an event asks for."""

KNOWN: dict[str, dict[str, Any]] = {
    "hot_work_permit": {"work_ended_at": at(minutes=-60)},
    "renovation_extension": {"receipt": None},
    "worker_pass": {},
    "renovation": {
        "fee": "2300.00",
        "deposit_due": "2000.00",
        "refund_due": "1800.00",
        "refund_from": day(0),
        "reinspected_on": day(-90),
    },
    "additional_works": {},
    "item_release": {},
    "special_service": {"materials_returned": USED, "rework_count": 2, "paid_by": "bank"},
    "complaint": {
        "handler": "finance",
        "reviewer": "cs_supervisor",
        "approver": "director",
        "level": "cs_supervisor",
        "company_told_on": day(0),
    },
}
"""What the case holds beside, or otherwise, before the event."""

BEFORE: dict[tuple[str, str], dict[str, Any]] = {
    ("special_service", "return_materials"): {"materials_returned": []},
    ("special_service", "draw_materials"): {"materials_returned": []},
    ("complaint", "escalate"): {"level": ""},
}
GIVEN: dict[tuple[str, str], dict[str, Any]] = {
    ("renovation", "withdraw_and_refund"): {"refund": "2300"},
    ("worker_pass", "reissue_pass"): {"line": 2},
}
"""What is otherwise for one event."""
FACTS |= services.FACTS | ready_office.FACTS | ready_conduct.FACTS
KNOWN |= services.KNOWN | ready_office.KNOWN | ready_conduct.KNOWN
BEFORE |= services.BEFORE


@dataclass(frozen=True)
class Ready:
    """A situation and the input of one arrow; `but` makes a fact otherwise, wherever it comes from."""

    procedure: Procedure
    transition: Transition
    situation: Situation
    given: Mapping[str, Any]

    def but(self, **facts: Any) -> Ready:
        asked = {f.name for f in self.transition.needs}
        given = {**self.given, **{name: value for name, value in facts.items() if name in asked}}
        known = {name: value for name, value in facts.items() if name not in asked or name not in self.given}
        data = {**self.situation.case.data, **known}
        return replace(self, situation=in_case(self.situation, data=data), given=given)

    def where(self, **circumstances: Any) -> Ready:
        return replace(self, situation=replace(self.situation, **circumstances))


def arrows() -> Iterator[tuple[str, Transition, str]]:
    for key, procedure in PROCEDURES.items():
        for transition in procedure.transitions:
            for source in transition.source:
                yield key, transition, source


def ready(key: str, transition: Transition, source: str) -> Ready:
    """With the case, the papers, the registers and the person as this arrow wants them."""
    procedure, event = PROCEDURES[key], transition.event.code
    asked = {field.name for field in transition.needs}
    data = {**FACTS[key], **KNOWN[key], **BEFORE.get((key, event), {})}
    pool = {**FACTS[key], **GIVEN.get((key, event), {})}
    here = situation(key, state=source, applicant=Applicant(1, "Owner One", True, (tie("owner"),)))
    role = _role(procedure, transition, source, data)
    named = transition.named or (procedure.state(source).named if transition.by is None else None)
    if named or role == "technician":
        data[named or "technician"] = ME
    made = replace(
        in_case(here, data=_held(data, asked - set(KNOWN[key])), approvals=_signed(procedure, transition, source)),
        event=event,
        actor=Actor(ME, ME, (Post(role),)),
        reason="a reason",
        opinion="an opinion",
        documents={document.code: 9 for document in transition.documents},
        fresh={document.code: 9 for document in transition.documents},
        entries=_entries(key, event),
        staff={**ready_office.STAFF, COLLEAGUE: frozenset({"finance", "technician"}), ME: frozenset({role})},
        facts={
            "bank_follow_ups": {"orders": 5, "without": 0},
            "open_dues": [],
            **ready_office.OTHERS,
            **ready_conduct.IDLE,
        },
    )
    found = Ready(procedure, transition, made, {name: pool[name] for name in asked if name in pool})
    return _past_earlier_routes(found)


def _held(data: Mapping[str, Any], asked: set[str]) -> dict[str, Any]:
    """What a case can hold: nothing that is still to be asked, and nothing empty."""
    return {name: value for name, value in data.items() if name not in asked and value not in (None, "")}


def _signed(procedure: Procedure, transition: Transition, source: str) -> tuple[Approval, ...]:
    """Every signature that the state needs, each by somebody of their own; none where one is about to be given."""
    needed = () if transition.signs else procedure.state(source).sign_offs
    return tuple(
        Approval(2 + n, "sign", source, sign_off.role.code, f"signer{n}", None, 1, signs=True)
        for n, sign_off in enumerate(needed)
    )


def _role(procedure: Procedure, transition: Transition, source: str, data: Mapping[str, Any]) -> str:
    holder = procedure.holder(transition, source)
    if isinstance(holder, RoleFrom):
        return str(data[holder.field])
    return roles_of(holder)[0].code


def _entries(key: str, event: str) -> tuple[Any, ...]:
    if key in ready_office.FACTS:
        return ready_office.ENTRIES.get(key, ())
    if key == "renovation":
        return (*([period(10)] if event == "request_passes" else []), *_problems("engineering_supervisor"))
    if key == "item_release":
        return (Entry("released_item", "IR-2026-0001", 1, "in_use"),)
    if key != "worker_pass":
        return (period(10),)
    cards = [gate_pass(2, 10, "void", case="WP-2026-0001")]
    if event != "close":
        cards.insert(0, gate_pass(1, 10, case="WP-2026-0001"))
    return (period(10), *cards)


def _past_earlier_routes(found: Ready) -> Ready:
    for other in found.procedure.transitions:
        if other is found.transition:
            break
        same = other.event is found.transition.event and found.situation.case.state in other.source
        if same and other.route:
            found = SPOILT[other.route.code](found)
    return found


def _say(**facts: Any) -> Callable[[Ready], Ready]:
    return lambda found: found.but(**facts)


def _pass_of_another_date(found: Ready) -> Ready:
    return found.where(entries=(*found.situation.entries, gate_pass(1, 5, case="WP-2026-0009")))


def _own_passes_only(found: Ready) -> Ready:
    own = [entry for entry in found.situation.entries if entry.kind == "worker_pass"]
    return found.where(entries=(period(-1), *own))


def _registered_by_me(found: Ready) -> Ready:
    return replace(found, situation=in_case(found.situation, registered_by=ME, registrars=frozenset({ME})))


def _order_of_a_colleague(found: Ready) -> Ready:
    return found.where(actor=Actor(ME, ME, (Post("technician"),))).but(technician=COLLEAGUE)


def _without_compensation(found: Ready) -> Ready:
    given = {name: value for name, value in found.given.items() if name != "compensation"}
    return replace(found, given=given).but(escalation_cause="damage")


def _lost_without_a_word(found: Ready) -> Ready:
    return found.but(materials_returned=[{"item": "valve", "returned": 0, "used": 0, "lost": 1}])


def _by_visit_unsigned(found: Ready) -> Ready:
    return found.where(fresh={}).but(follow_up_by="visit")


def _assigned_elsewhere(found: Ready) -> Ready:
    return found.where(staff={COLLEAGUE: frozenset({"security"})})


def _problems(department: str) -> tuple[Entry, ...]:
    made = (
        Entry("patrol_problem", "RN-2026-0001", line, "in_use", facts={"department": department}) for line in (1, 2)
    )
    return tuple(made)


def _nobody_asked_or_signed(found: Ready) -> Ready:
    settings = {code: False if value is True else value for code, value in found.situation.case.settings.items()}
    return replace(found, situation=in_case(found.situation, approvals=(), settings=settings))


def _stranger(found: Ready) -> Ready:
    return found.where(applicant=Applicant(2, "Stranger One", True))


SPOILT: dict[str, Callable[[Ready], Ready]] = {
    "within_renovation_months": _say(ends_on=day(99)),
    "no_other_renovation_runs": lambda found: found.where(entries=(period(0),)),
    "rules_explained": _say(rules_explained=False),
    "patrol_not_ahead": _say(patrols=[{"patrolled_at": at(minutes=1), "seen": "kitchen"}]),
    "own_departments_problem": lambda found: found.where(entries=_problems("safety_supervisor")),
    "problems_remain": _say(problems_settled=[1, 2]),
    "signs_for_one_department": _registered_by_me,
    "somebody_signed": _nobody_asked_or_signed,
    "inspection_ahead": _say(inspection_at=at(minutes=-1)),
    "rectify_by_ahead": _say(rectify_by=day(-1)),
    "deduction_fits": _say(deduction="2001"),
    "hold_is_over": _say(refund_from=day(1)),
    "refund_is_due": _say(refund="2000"),
    "refund_is_whole": _say(refund="2000"),
    "wall_not_load_bearing": _say(wall="load_bearing"),
    "found_not_load_bearing": _say(wall_found="load_bearing"),
    "wall_is_told": _say(wall="none"),
    "outside_keeps_its_style": _say(style_kept=False),
    "works_lie_ahead": _say(ends_on=day(0)),
    "owner_or_agent_or_consenting_tenant": _stranger,
    "consent_still_stands": _stranger,
    "slip_signed": _say(slip_signed=False),
    "attempt_not_ahead": _say(owner_attempts=[{"tried_at": at(minutes=1), "way": "phone", "result": "no answer"}]),
    "gate_compared": _say(items_match=False),
    "owner_or_agent": _stranger,
    "four_eyes": _registered_by_me,
    "welder_certified": _say(certificate_until=day(-1)),
    "fire_watcher_is_not_welder": _say(fire_watcher="welder one"),
    "place_allows_hot_work": _say(surroundings="shop_open"),
    "end_after_start": _say(starts_at=at(hours=35), ends_at=at(hours=34)),
    "within_permit_hours": _say(ends_at=at(hours=11)),
    "work_not_in_past": _say(starts_at=at(hours=-1)),
    "period_not_over": _say(ends_at=at(minutes=-1)),
    "site_looked_at": _say(looked_at=at(days=-1)),
    "notice_posted": _say(notice_posted=False),
    "work_has_ended": _say(work_ended_at=at(minutes=1)),
    "watch_has_lasted": _say(work_ended_at=at(minutes=-59)),
    "no_hazard_left": _say(no_hazard_left=False),
    "renovation_permit_on_file": lambda found: found.where(entries=()),
    "new_end_after_present_end": _say(new_end=day(5)),
    "fee_not_received": _say(receipt="R-1"),
    "fee_is_set": _say(fee="0"),
    "amount_is_fee": _say(amount="1"),
    "no_pass_in_use": _pass_of_another_date,
    "no_pass_missing": _say(passes_to_reissue="WP-2026-0009/1"),
    "passes_reissued": _pass_of_another_date,
    "approved_papers_shown": _say(permit_shown=False),
    "renovation_period_runs": _own_passes_only,
    "receipt_marked": _say(receipt_marked=False),
    "pass_in_use": _say(line=2),
    "pass_is_void": _say(line=1),
    "all_passes_back": lambda found: found.where(entries=(gate_pass(1, 10, case="WP-2026-0001"),)),
    "new_time_confirmed": _say(time_confirmed=False),
    "new_time_ahead": _say(appointment=at(minutes=-1)),
    "is_charged": _say(charged="free"),
    "is_free": _say(charged="paid"),
    "fee_agreed_by_both": _say(customer_agrees=False),
    "order_handed_back": _say(order_handed_back=False),
    "own_order": _order_of_a_colleague,
    "materials_balance": _say(materials_returned=[]),
    "losses_accounted_for": _lost_without_a_word,
    "returns_were_drawn": _say(materials_returned=[{"item": "valve", "returned": 3, "used": 0}]),
    "customer_content": _say(customer_tried=False),
    "rework_failed_or_damage": _say(rework_count=0),
    "compensation_agreed": _without_compensation,
    "settled_as_accepted": _say(outcome="cancelled"),
    "nothing_to_charge": _say(fee="80"),
    "follow_up_not_by_executor": _say(technician=ME, completed_by=ME),
    "visit_is_signed": _by_visit_unsigned,
    "bank_follow_ups_suffice": lambda found: found.where(facts={"bank_follow_ups": {"orders": 5, "without": 1}}),
    "complainant_known": lambda found: found.where(applicant=None),
    "repeated_and_confirmed": _say(read_back=False),
    "not_about_me": _say(about_staff=ME),
    "not_own_proposal": _say(proposed_by=ME),
    "not_assigned_to_accused": _say(about_staff=COLLEAGUE),
    "assignee_in_department": _assigned_elsewhere,
    "higher_level_exists": _say(level="company_manager"),
    "is_major": _say(grade="general"),
    "director_must_approve": _say(grade="general", compensation="0"),
    "company_was_told": _say(company_told_on=""),
}
"""Guard to what is otherwise when it, and nothing else, refuses."""
SPOILT |= services.SPOILT | ready_office.SPOILT | ready_conduct.SPOILT

DRAWN_IN: dict[str, Callable[[Ready], Ready]] = {
    "problems_remain": _say(problems_settled=[1]),
    "is_free": _say(charged="free"),
    "nothing_to_charge": _say(fee="0"),
}
DRAWN_IN |= ready_office.DRAWN_IN | ready_conduct.DRAWN_IN
"""Guard to what is otherwise when it is met, where FACTS are those of the other way."""

ENTAILS = {"renovation_permit_on_file": {"new_end_after_present_end"}, **ready_office.ENTAILS}
"""Guards that can't be met either where the first is not."""


def met(found: Ready) -> Ready:
    """With the guards and the route of its arrow met that FACTS leave unmet."""
    guards: tuple[Guard, ...] = (*found.transition.when, *([found.transition.route] if found.transition.route else []))
    for guard in guards:
        found = DRAWN_IN.get(guard.code, lambda it: it)(found)
    return found
