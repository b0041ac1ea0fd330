"""Release slips and the gate."""

from dataclasses import replace

from flows.definition import Waiver
from tests.procedures.examples import example
from tests.procedures.examples_people import OWNER, TENANT
from tests.procedures.situations import asked_by, at, grant, in_case, situation

KEY = "item_release"
CONSENT = "owner_or_agent_or_consenting_tenant"
PAPERS = {"tenant_undertaking": 1, "items_photo": 3}


def slip(**data):
    return situation(KEY, data)


def treated(here, guard=CONSENT, in_round=1):
    """After a special treatment of the submission."""
    return in_case(here, waivers=(Waiver(4, guard, "submit", "draft", in_round),))


def tried(*hours, who=TENANT, papers=PAPERS, key=KEY):
    """The owner was tried so many hours ago."""
    rows = [{"tried_at": at(hours=-ago), "way": "phone", "result": "无人接听"} for ago in hours]
    return replace(asked_by(who, key=key), data={"owner_attempts": rows}, documents=papers)


RELEASE = [
    example(
        "consent_still_stands",
        {
            "the owner": asked_by(OWNER, key=KEY),
            "a tenant with consent": asked_by(TENANT, grant(scope="item_removal"), key=KEY),
            "a tenant specially treated": treated(asked_by(TENANT, key=KEY)),
        },
        [
            ("a tenant whose consent was revoked", asked_by(TENANT, key=KEY), "失效", "lapsed"),
            ("treated in an earlier round", treated(asked_by(TENANT, key=KEY), in_round=0), "失效", "lapsed"),
            ("treated, and moved out since", treated(asked_by(key=KEY)), "失效", "lapsed"),
            ("another guard was set aside", treated(asked_by(TENANT, key=KEY), "slip_signed"), "失效", "lapsed"),
        ],
    ),
    example(
        "owner_out_of_reach",
        {"tried twice": tried(2, 1), "three times": tried(3, 2, 1)},
        [
            ("tried once", tried(1), "已登记 1 次，须 2 次", "1 recorded, 2 needed"),
            ("one call written down twice", tried(1, 1), "已登记 1 次", "1 recorded"),
            ("without an undertaking", tried(2, 1, papers={"items_photo": 1}), "承诺书", "undertaking"),
            ("without photos", tried(2, 1, papers={"tenant_undertaking": 1}), "照片", "photos"),
            ("no tenant", tried(2, 1, who=grant(scope="item_removal")), "只适用于本房号租户", "is a tenant"),
            ("in a procedure without such a way", tried(2, 1, key="hot_work_permit"), "只适用于", "release slip"),
        ],
    ),
    example(
        "slip_signed",
        {"signed": slip(slip_signed=True)},
        [("unsigned", slip(slip_signed=False), "办证人", "signs"), ("not said", slip(), "办证人", "signs")],
    ),
    example(
        "attempt_not_ahead",
        {"now": slip(owner_attempts=[{"tried_at": at()}]), "earlier": slip(owner_attempts=[{"tried_at": at(days=-1)}])},
        [("in a minute", slip(owner_attempts=[{"tried_at": at(minutes=1)}]), "不能晚于现在", "in the future")],
    ),
    example(
        "gate_compared",
        {"both": slip(carrier_matches=True, items_match=True)},
        [
            ("another carrier", slip(carrier_matches=False, items_match=True), "拦下", "stop them"),
            ("one chair more", slip(carrier_matches=True, items_match=False), "拦下", "stop them"),
        ],
    ),
]
