"""动火许可证: told as it happens at the desk."""

from flows.service import people, registers
from flows.service.people import PostHeld
from flows.service.rights import OPERATOR
from tests.stories.forms import AGREED, PERMIT_WAY, WELDERS_PAPERS, hot_work, look, permit_in
from tests.stories.office import Flat, StoryCase, StoryOffice
from tests.stories.on_both import on_both

BEFORE_WORK = PERMIT_WAY[:7]
REVIEWERS = {
    "engineering_review": "engineering_supervisor",
    "safety_review": "safety_supervisor",
    "director_approval": "director",
}


def asked_for(office: StoryOffice, flat: Flat, applicant: int) -> StoryCase:
    permit = office.opens("hot_work_permit", flat, applicant)
    permit.at("front_desk").attaches(*WELDERS_PAPERS)
    return permit


@on_both
def test_an_agent_with_a_live_authorisation_gets_a_permit_that_is_closed_after_the_fire_watch(
    office: StoryOffice,
) -> None:
    flat = office.flat()
    permit = asked_for(office, flat, flat.agent().party)
    permit.at("front_desk").takes("submit", **hot_work(office))
    permit.at("engineering_supervisor").takes("endorse", **look(office))
    permit.at("safety_supervisor").takes("endorse", **look(office))
    permit.at("director").takes("approve", **AGREED)
    permit.at("front_desk").takes("issue")
    assert permit.data["permit_number"].startswith("DH-2026-")
    permit.at("director").takes("seal")
    desk = permit.at("front_desk").attaches("signed_permit_copy")
    desk.takes("hand_over", notice_posted=True, handed_to="代理一示例")
    [paper] = flat.entries("hot_work_permit")
    assert (paper.state, paper.facts["permit_number"]) == ("in_use", permit.data["permit_number"])

    office.later(hours=3)
    permit.at("front_desk").takes("finish_work", work_ended_at=office.at())
    assert flat.entries("hot_work_permit")[0].state == "used"
    office.later(minutes=59)
    permit.at("safety_supervisor").is_refused("close", "watch_has_lasted", says="60 minutes", no_hazard_left=True)
    office.later(minutes=1)
    permit.at("safety_supervisor").takes("close", no_hazard_left=True, last_look="看过井口和楼板")

    assert permit.state == "closed"
    assert permit.row.closed_at == office.now
    assert [(a["login"], a["role"]) for a in permit.row.approvals] == [
        ("engineering_supervisor", "engineering_supervisor"),
        ("safety_supervisor", "safety_supervisor"),
        ("director", "director"),
    ]


@on_both
def test_an_agent_whose_authorisation_expired_is_sent_to_have_it_renewed(office: StoryOffice) -> None:
    flat = office.flat()
    permit = asked_for(office, flat, flat.agent(since=-60, until=-1).party)
    permit.at("front_desk").is_refused(
        "submit", "owner_or_agent", says="expired on 2026-03-01; ask the owner to renew", **hot_work(office)
    )


@on_both
def test_an_authorisation_revoked_between_page_and_click_stops_the_agent(office: StoryOffice) -> None:
    flat = office.flat()
    agent = flat.agent()
    permit = asked_for(office, flat, agent.party)
    desk = permit.at("front_desk").draws_the_page()
    assert desk.is_shown("submit").allowed
    registers.revoke(office.office, "front_desk", agent.authorisation, office.now)
    office.later(minutes=1)
    desk.is_refused("submit", "owner_or_agent", says="revoked at 2026-03-02 10:00", **hot_work(office))
    assert not desk.is_shown("submit").allowed


@on_both
def test_an_agent_of_another_unit_is_told_which_unit_they_are_entrusted_with(office: StoryOffice) -> None:
    flat, theirs = office.flat(), office.flat()
    permit = asked_for(office, flat, theirs.agent().party)
    says = f"is for {theirs.code}, not {flat.code}"
    permit.at("front_desk").is_refused("submit", "owner_or_agent", says=says, **hot_work(office))


@on_both
def test_a_tenant_is_told_that_the_owner_applies(office: StoryOffice) -> None:
    flat = office.flat()
    permit = asked_for(office, flat, flat.tenant())
    permit.at("front_desk").is_refused(
        "submit", "owner_or_agent", says="是 " + flat.code + " 的租户", **hot_work(office)
    )


@on_both
def test_who_holds_both_posts_cant_give_both_endorsements(office: StoryOffice) -> None:
    permit = permit_in(office, "engineering_review")
    permit.at("both_posts").takes("endorse", **look(office))
    closed = permit.at("both_posts").is_shown("endorse")
    assert not closed.allowed
    assert [u.guard for u in closed.unmet] == ["four_eyes"]
    assert [person.login for person, _ in closed.who_can] == ["safety_supervisor"]
    who = permit.at("both_posts").is_refused(
        "endorse", "four_eyes", says="示例both_posts 已以“工程部主管”", **look(office)
    )
    assert who == {"safety_supervisor"}
    permit.at("safety_supervisor").takes("endorse", **look(office))


@on_both
def test_nor_can_the_substitute_of_who_has_endorsed(office: StoryOffice) -> None:
    permit = permit_in(office, "engineering_review")
    permit.at("both_posts").takes("endorse", **look(office))
    with office.away("both_posts", stand_in="deputy"):
        who = permit.at("deputy").is_refused("endorse", "four_eyes", says="nor a substitute", **look(office))
    assert who == {"safety_supervisor"}


@on_both
def test_a_refusal_calls_people_by_name_even_those_who_have_left(office: StoryOffice) -> None:
    held = [PostHeld("lobby_assistant", "north")]
    people.add_user(office.office, OPERATOR, "temporary", "示例临时工", None, office.now, held=held)
    permit = permit_in(office, "engineering_review")
    with office.away("both_posts", stand_in="temporary"):
        permit.at("temporary").takes("endorse", **look(office))
    people.change_user(office.office, OPERATOR, "temporary", office.now, active=False)
    says = "示例临时工（代 示例both_posts） 已以"
    permit.at("both_posts").is_refused("endorse", "four_eyes", says=says, **look(office))
    assert says in permit.at("both_posts").is_shown("endorse").unmet[0].message.zh


def test_nor_can_they_who_endorsed_as_a_substitute_approve_in_their_own_post(office: StoryOffice) -> None:
    permit = permit_in(office, "engineering_review")
    with office.away("engineering_supervisor", stand_in="director"):
        permit.at("director").takes("endorse", **look(office))
        permit.at("safety_supervisor").takes("endorse", **look(office))
        assert permit.at("director").is_refused("approve", "four_eyes", **AGREED) == set()
    with office.away("director", stand_in="deputy"):
        who = permit.at("director").is_refused(
            "approve", "four_eyes", says="(for 示例engineering_supervisor)", **AGREED
        )
        assert who == set(), "the deputy would act for the director, who has had a hand in it already"


def test_a_director_on_leave_is_stood_in_for_and_both_names_are_kept(office: StoryOffice) -> None:
    permit = permit_in(office, "director_approval")
    with office.away("director", stand_in="deputy"):
        assert permit.at("deputy").is_shown("approve").instead_of.login == "director"
        permit.at("deputy").takes("approve", **AGREED)
    approval = permit.records[-1]
    assert (approval["actor"]["login"], approval["for"]["login"], approval["role"]) == (
        "deputy",
        "director",
        "director",
    )
    permit.at("front_desk").takes("issue")
    permit.at("deputy").is_refused("seal", "post", says="主任")


@on_both
def test_everything_that_is_wrong_is_told_at_once(office: StoryOffice) -> None:
    flat = office.flat()
    permit = office.opens("hot_work_permit", flat, flat.owner)
    desk = permit.at("front_desk").attaches("welder_certificate")
    form = hot_work(office, hours=9, certificate_until=office.day(-1), fire_watcher="焊工一\u200b 示例")
    says = "9 hours asked for; a permit lasts 8"
    missing = "document:welder_id_copy"
    faults = (missing, "welder_certified", "fire_watcher_is_not_welder", "within_permit_hours")
    desk.is_refused("submit", *faults, says=says, **form)
    desk.attaches("welder_id_copy").is_refused("submit", *faults[1:], **form)
    desk.takes("submit", **hot_work(office))


def test_a_form_filled_in_by_half_is_told_field_by_field(office: StoryOffice) -> None:
    flat = office.flat()
    permit = asked_for(office, flat, flat.owner)
    form = hot_work(office, method="dynamite", starts_at="tomorrow", surprise="x")
    del form["place"]
    permit.at("front_desk").is_told_to_correct("submit", "method", "place", "starts_at", "surprise", **form)


def test_a_returned_application_goes_through_the_whole_chain_again(office: StoryOffice) -> None:
    for state, reviewer in REVIEWERS.items():
        permit = permit_in(office, state)
        permit.at(reviewer).is_told_to_correct("return", "reason")
        permit.at(reviewer).takes("return", reason="部位写得不清")
        assert permit.at("front_desk").sees().history[-1].reason == "部位写得不清"
        permit.at("front_desk").takes("submit", place="厨房管井右侧")
        assert permit.state == "engineering_review"
        for again in REVIEWERS:
            permit.at(REVIEWERS[again]).takes(*_sign(office, again)[0], **_sign(office, again)[1])
        assert permit.state == "approved"
        opinions = [record for record in permit.records if record.get("opinion")]
        assert len(opinions) == 3 + list(REVIEWERS).index(state), "the earlier opinions stay"


def _sign(office: StoryOffice, state: str) -> tuple[tuple[str], dict[str, object]]:
    return (("approve",), dict(AGREED)) if state == "director_approval" else (("endorse",), look(office))


def test_any_reviewer_can_reject_it_for_good(office: StoryOffice) -> None:
    for state, reviewer in REVIEWERS.items():
        permit = permit_in(office, state)
        permit.at(reviewer).takes("reject", reason="此处禁止明火")
        assert permit.state == "rejected"
        assert permit.at(reviewer).sees().offers == ()


def test_the_applicant_can_withdraw_until_the_permit_is_handed_over(office: StoryOffice) -> None:
    for state in BEFORE_WORK:
        permit = permit_in(office, state)
        permit.at("front_desk").is_told_to_correct("withdraw", "reason", reason=" ")
        permit.at("front_desk").takes("withdraw", reason="业主改用螺栓连接")
        assert permit.state == "withdrawn"
    permit_in(office, "in_force").at("front_desk").is_refused("withdraw", "state", says="许可生效", reason="不做了")


def test_a_permit_is_revoked_by_safety_or_the_director_before_or_during_the_work(office: StoryOffice) -> None:
    for state, login in zip(PERMIT_WAY[4:8], ("safety_supervisor", "director") * 2, strict=True):
        flat = office.flat()
        permit = permit_in(office, state, flat)
        permit.at(login).takes("revoke", reason="现场有易燃物")
        assert permit.state == "revoked"
        assert [entry.state for entry in flat.entries("hot_work_permit")] == (["void"] if state == "in_force" else [])


def test_the_clock_ends_a_permit_whose_period_is_over(office: StoryOffice) -> None:
    for state in PERMIT_WAY[4:8]:
        flat = office.flat()
        permit = permit_in(office, state, flat)
        office.later(hours=6)
        view = permit.at("front_desk").sees()
        assert (view.state.code, view.history[-1].actor.login) == ("expired", "clock")
        assert permit.row.closed_at.isoformat() == permit.data["ends_at"], "at the moment it was due, not when seen"
        assert [entry.state for entry in flat.entries("hot_work_permit")] == (["ended"] if state == "in_force" else [])


def test_a_review_is_due_by_the_beginning_of_the_work_at_the_latest(office: StoryOffice) -> None:
    for state in PERMIT_WAY[1:4]:
        permit = permit_in(office, state)
        due = permit.at("front_desk").sees().deadlines[-1]
        assert (due.code, due.due_at.isoformat()) == ("review_due", permit.data["starts_at"])


def test_a_permit_is_not_approved_for_a_period_that_is_over(office: StoryOffice) -> None:
    permit = permit_in(office, "director_approval")
    office.later(hours=6)
    permit.at("director").is_refused("approve", "period_not_over", says="退回改期", **AGREED)


def test_the_desk_that_registered_it_cant_approve_it_from_another_post(office: StoryOffice) -> None:
    permit = permit_in(office, "director_approval")
    with office.away("director", stand_in="front_desk"):
        who = permit.at("front_desk").is_refused("approve", "four_eyes", says="示例front_desk 登记", **AGREED)
    assert who == {"director"}


def test_work_begins_only_after_the_notice_is_posted_and_the_copy_signed(office: StoryOffice) -> None:
    permit = permit_in(office, "sealed")
    faults = ("document:signed_permit_copy", "notice_posted")
    permit.at("front_desk").is_refused("hand_over", *faults, notice_posted=False, handed_to="业主一示例")
