"""物品放行条: signed, sealed, and let out at the gate once."""

import pytest

from flows.service.case_view import CaseView
from flows.service.errors import Forbidden
from flows.service.registers import revoke
from flows.service.special import Exemption, treat_specially
from flows.service.verification import code_of, look_up
from tests.pressing import revision_of
from tests.stories.forms import AGREED, COMPARED, ITEMS, SLIP, slip_in
from tests.stories.office import SITE, StoryCase, StoryOffice
from tests.stories.on_both import on_both

CONSENT = "owner_or_agent_or_consenting_tenant"
WHY = "业主在国外，电话和邮件均联系不上；租户已结清房租并留下承诺书"


def states_of(view: CaseView, kind: str) -> dict[int, str]:
    return {entry.line: entry.state for entry in view.entries if entry.kind == kind}


def verified(slip: StoryCase) -> str:
    """What the code on the slip answers now."""
    office = slip.where.office
    return look_up(office, code_of(office, SITE, slip.number), slip.where.now).outcome


def tried(office: StoryOffice, hours: int) -> dict[str, object]:
    return {"owner_attempts": [{"tried_at": office.at(hours=-hours), "way": "phone", "result": "无人接听"}]}


def treated(slip: StoryCase, login: str, guard: str = CONSENT) -> None:
    office = slip.where
    asked = Exemption(login, slip.number, "submit", guard, WHY, revision_of(office.office, slip.number))
    treat_specially(office.office, asked, office.now)


@on_both
def test_items_are_let_out_once_and_what_stays_behind_is_recorded(office: StoryOffice) -> None:
    slip = slip_in(office, "director_seal")
    assert verified(slip) == "pending"
    slip.at("director").takes("seal")
    assert verified(slip) == "valid"
    slip.at("lobby_assistant").takes("release", **{**COMPARED, "items_out": [2]})
    assert slip.state == "released"
    assert states_of(slip.at("security").sees(), "released_item") == {1: "void", 2: "used"}
    assert states_of(slip.at("security").sees(), "release_slip") == {1: "used"}
    assert verified(slip) == "used"
    slip.at("security").is_refused("release", "state", says="已放行", **COMPARED)


def test_what_does_not_agree_is_stopped_and_recorded_and_nothing_goes_out(office: StoryOffice) -> None:
    slip = slip_in(office, "valid")
    gate = slip.at("security")
    gate.is_refused("release", "gate_compared", says="拦下并登记", **{**COMPARED, "items_match": False})
    gate.is_refused("release", "gate_compared", **{**COMPARED, "carrier_matches": False})
    gate.is_told_to_correct("release", "items_out", **{**COMPARED, "items_out": [1, 3]})
    gate.is_told_to_correct("release", "items_out", **{**COMPARED, "items_out": []})
    gate.takes("stop_at_gate", stopped_because="车上另有一台电视")
    assert slip.state == "valid"
    gate.takes("release", **COMPARED)


def test_a_slip_runs_out_at_the_end_of_the_next_day(office: StoryOffice) -> None:
    slip = slip_in(office, "valid")
    office.later(hours=37)  # the next day at 23:00
    assert verified(slip) == "valid"
    office.later(hours=1)
    assert verified(slip) == "expired"
    assert states_of(slip.at("security").sees(), "released_item") == {1: "ended", 2: "ended"}
    assert slip.state == "expired"
    slip.at("security").is_refused("release", "state", says="已过期", **COMPARED)
    assert verified(slip) == "expired"


def test_a_tenant_needs_the_owners_consent(office: StoryOffice) -> None:
    flat = office.flat()
    tenant = flat.tenant()
    slip = slip_in(office, "draft", flat, tenant)
    slip.at("front_desk").is_refused("submit", CONSENT, says="书面同意", **SLIP)
    flat.consents(tenant, "item_removal")
    slip.at("front_desk").takes("submit", **SLIP)


def test_consent_revoked_after_the_sealing_keeps_the_things_in(office: StoryOffice) -> None:
    flat = office.flat()
    tenant = flat.tenant()
    consent = flat.consents(tenant, "item_removal")
    slip = slip_in(office, "valid", flat, tenant)
    other = slip_in(office, "duty_review", flat, tenant)
    revoke(office.office, "front_desk", consent, office.now)
    slip.at("security").is_refused("release", "consent_still_stands", says="业主的同意已失效", **COMPARED)
    other.at("duty_manager").is_refused("sign", "consent_still_stands", **AGREED)
    slip.at("front_desk").takes("withdraw", reason="业主收回同意")
    assert verified(slip) == "void"


@on_both
def test_a_tenant_whose_owner_cannot_be_reached_is_held_until_the_director_treats_it_specially(
    office: StoryOffice,
) -> None:
    flat = office.flat()
    slip = slip_in(office, "draft", flat, flat.tenant())
    desk = slip.at("front_desk")
    desk.takes("record_attempt", **tried(office, 3))
    desk.is_refused("submit", CONSENT, says="已登记 1 次，须 2 次", **SLIP)
    with pytest.raises(Forbidden, match="given by: Director"):
        treated(slip, "cs_supervisor")
    with pytest.raises(Forbidden, match="1 recorded, 2 needed"):
        treated(slip, "director")
    desk.takes("record_attempt", **tried(office, 2))
    with pytest.raises(Forbidden, match="undertaking and photos"):
        treated(slip, "director")
    desk.attaches("tenant_undertaking", "items_photo")
    desk.is_refused("submit", CONSENT, says="已登记 2 次", **SLIP)
    assert [code for code, _ in slip.at("director").is_shown("submit").waivable] == [CONSENT]
    treated(slip, "director")
    desk.takes("submit", **SLIP)
    slip.at("duty_manager").takes("sign", **AGREED)
    slip.at("director").takes("seal")
    slip.at("security").takes("release", **COMPARED)
    special = next(record for record in slip.records if record["event"] == "special_treatment")
    assert (special["actor"]["login"], special["reason"]) == ("director", WHY)
    assert next(r for r in slip.records if r["event"] == "submit")["special"] == [CONSENT]
    assert len(slip.data["owner_attempts"]) == 2


def test_a_returned_slip_needs_the_directors_word_anew(office: StoryOffice) -> None:
    flat = office.flat()
    slip = slip_in(office, "draft", flat, flat.tenant())
    for hours in (3, 2):
        slip.at("front_desk").takes("record_attempt", **tried(office, hours))
    slip.at("front_desk").attaches("tenant_undertaking", "items_photo")
    treated(slip, "director")
    slip.at("front_desk").takes("submit", **SLIP)
    slip.at("duty_manager").takes("return", reason="请再打一次业主电话")
    slip.at("front_desk").is_refused("submit", CONSENT, **SLIP)
    slip.at("front_desk").takes("record_attempt", **tried(office, 1))
    treated(slip, "director")
    slip.at("front_desk").takes("submit", **SLIP)


def test_nobody_sets_a_stranger_free_whatever_was_tried(office: StoryOffice) -> None:
    flat = office.flat()
    slip = slip_in(office, "draft", flat, office.flat().owner)
    for hours in (3, 2):
        slip.at("front_desk").takes("record_attempt", **tried(office, hours))
    slip.at("front_desk").attaches("tenant_undertaking", "items_photo")
    with pytest.raises(Forbidden, match="is a tenant of the unit"):
        treated(slip, "director")
    ahead = {"owner_attempts": [{"tried_at": office.at(hours=1), "way": "phone", "result": "无人接听"}]}
    slip.at("front_desk").is_refused("record_attempt", "attempt_not_ahead", says="之后再登记", **ahead)


def test_the_applicant_signs_and_every_item_stands_on_its_line(office: StoryOffice) -> None:
    slip = slip_in(office, "draft")
    slip.at("front_desk").is_refused("submit", "slip_signed", says="办证人", **{**SLIP, "slip_signed": False})
    slip.at("front_desk").is_told_to_correct("submit", "items", **{**SLIP, "items": []})
    wrong = [{**ITEMS[0], "quantity": 0}, {"quantity": 1}]
    slip.at("front_desk").is_told_to_correct("submit", "items.0.quantity", "items.1.item", **{**SLIP, "items": wrong})


def test_whoever_signed_does_not_seal(office: StoryOffice) -> None:
    slip = slip_in(office, "duty_review")
    with office.away("director", "duty_manager"):
        slip.at("duty_manager").takes("sign", **AGREED)
        slip.at("duty_manager").is_refused("seal", "four_eyes", says="审批过本轮")


def test_a_slip_can_be_returned_rejected_and_withdrawn(office: StoryOffice) -> None:
    for state, login in (("duty_review", "duty_manager"), ("director_seal", "director")):
        slip = slip_in(office, state)
        slip.at(login).takes("return", reason="物品未写清")
        assert slip.state == "draft"
        slip.at("front_desk").takes("submit", **SLIP)
        slip = slip_in(office, state)
        slip.at(login).takes("reject", reason="物品不属于本户")
        assert slip.state == "rejected"
    for state in ("draft", "duty_review", "director_seal", "valid"):
        slip = slip_in(office, state)
        slip.at("front_desk").takes("withdraw", reason="改日再搬")
        assert slip.state == "withdrawn"
