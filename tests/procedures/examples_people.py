"""Who applies and who acts."""

from datetime import timedelta

from tests.procedures.examples import example
from tests.procedures.situations import (
    NOW,
    OTHER_UNIT,
    TODAY,
    approved,
    asked_by,
    grant,
    in_case,
    situation,
    tie,
)

YESTERDAY, TOMORROW = TODAY - timedelta(days=1), TODAY + timedelta(days=1)
OWNER, TENANT = tie("owner"), tie("tenant")
ENDORSED = approved("wei", "engineering_review", "engineering_supervisor")
FOR_MING = approved("lin", "engineering_review", "engineering_supervisor", instead_of="ming")


def after(*approvals, round=1, **acting):
    return in_case(
        situation(state="safety_review", role="safety_supervisor", **acting), approvals=approvals, round=round
    )


def ordered(role, login="wei", **more):
    return situation("special_service", {"technician": "tao"}, role=role, login=login, **more)


def complained(login="wei", **data):
    return situation("complaint", {"about_staff": "tao", **data}, role="cs_supervisor", login=login)


PEOPLE = [
    example(
        "owner_or_agent",
        {
            "an owner": asked_by(OWNER),
            "an owner until today": asked_by(tie("owner", until=TODAY)),
            "an agent": asked_by(grant()),
            "an agent on the last day": asked_by(grant(until=TODAY)),
            "an agent to be revoked tomorrow": asked_by(grant(revoked_at=NOW + timedelta(days=1))),
            "an agent with an old authorisation too": asked_by(grant(until=YESTERDAY), grant()),
        },
        [
            ("expired", asked_by(grant(until=YESTERDAY)), "2026-03-01 到期", "expired on 2026-03-01"),
            (
                "revoked this minute",
                asked_by(grant(revoked_at=NOW)),
                "2026-03-02 10:00 撤销",
                "revoked at 2026-03-02 10:00",
            ),
            ("for another unit", asked_by(grant(OTHER_UNIT)), "A-0102", "for A-0102, not A-0101"),
            ("of another scope", asked_by(grant(scope="network")), "不包括此项", "does not cover"),
            ("not yet in force", asked_by(grant(since=TOMORROW)), "2026-03-03 起", "before 2026-03-03"),
            ("from who sold the unit", asked_by(grant(stands=False)), "已不是本房号业主", "no longer owns"),
            ("a tenant", asked_by(TENANT), "租户", "tenant or occupant"),
            ("an owner until yesterday", asked_by(tie("owner", until=YESTERDAY)), "没有任何关系", "in no way"),
            ("an owner from tomorrow", asked_by(tie("owner", since=TOMORROW)), "没有任何关系", "in no way"),
            ("an owner of another unit", asked_by(tie("owner", OTHER_UNIT)), "没有任何关系", "in no way"),
            ("nobody at all", situation(applicant=None), "没有申请人", "no applicant"),
        ],
    ),
    example(
        "owner_or_agent_or_consenting_tenant",
        {
            "an owner": asked_by(OWNER, key="item_release"),
            "a tenant with consent": asked_by(TENANT, grant(scope="item_removal"), key="item_release"),
            "a tenant with the owner's letter": asked_by(TENANT, grant(scope="network"), key="network_activation"),
        },
        [
            ("a tenant without", asked_by(TENANT, key="item_release"), "书面同意", "written consent"),
            (
                "a tenant with consent to something else",
                asked_by(TENANT, grant(scope="network"), key="item_release"),
                "不包括此项",
                "does not cover",
            ),
            (
                "a tenant whose consent ran out",
                asked_by(TENANT, grant(scope="item_removal", until=YESTERDAY), key="item_release"),
                "到期",
                "expired on",
            ),
            (
                "consent without a tenancy",
                asked_by(grant(scope="item_removal"), key="item_release"),
                "不包括",
                "does not cover",
            ),
            ("a stranger", asked_by(key="item_release"), "没有任何关系", "in no way"),
        ],
    ),
    example(
        "resident",
        {kind: asked_by(tie(kind)) for kind in ("owner", "tenant", "occupant")},
        [
            ("a stranger", asked_by(), "没有任何关系", "in no way"),
            ("a tenant who moved out", asked_by(tie("tenant", until=YESTERDAY)), "没有任何关系", "in no way"),
        ],
    ),
    example(
        "four_eyes",
        {
            "somebody fresh": after(ENDORSED, login="hong"),
            "in a new round": after(ENDORSED, round=2, login="wei"),
            "the same post, somebody else": after(FOR_MING, login="wei"),
        },
        [
            (
                "who endorsed",
                after(ENDORSED, login="wei"),
                "wei 已以“工程部主管”",
                "wei has approved in this round as Engineering",
            ),
            ("the substitute of who endorsed", after(ENDORSED, login="lin", instead_of="wei"), "wei", "substitute"),
            ("for whom a substitute endorsed", after(FOR_MING, login="ming"), "（代 ming）", "(for ming)"),
            ("the substitute who endorsed, now as themselves", after(FOR_MING, login="lin"), "lin", "lin"),
            ("who registered", after(login="fang"), "fang 登记", "fang registered"),
            ("the substitute of who registered", after(login="lin", instead_of="fang"), "fang 登记", "fang registered"),
        ],
    ),
    example(
        "own_order",
        {
            "the technician named": ordered("technician", "tao"),
            "their substitute": ordered("technician", "lin", instead_of="tao"),
            "the desk": ordered("front_desk"),
            "finance": ordered("finance"),
        },
        [
            ("another technician", ordered("technician", "lin"), "tao", "names tao"),
            ("before anybody is named", situation("special_service", role="technician"), "尚未派工", "nobody yet"),
        ],
    ),
    example(
        "not_about_me",
        {"about nobody": situation("complaint"), "about a colleague": complained()},
        [
            ("about the one who acts", complained("tao"), "被投诉", "complaint is about"),
            (
                "about the one stood in for",
                situation("complaint", {"about_staff": "tao"}, role="cs_supervisor", login="lin", instead_of="tao"),
                "代理人",
                "stands in for",
            ),
        ],
    ),
    example(
        "not_own_proposal",
        {"a colleague's": situation("complaint", {"proposed_by": "hong tao"}), "none yet": situation("complaint")},
        [
            ("one's own", situation("complaint", {"proposed_by": "hong wei"}), "自己的方案", "proposed the measures"),
            (
                "taken over",
                situation("complaint", {"taken_over_by": "hong wei"}),
                "接手本单",
                "took the complaint over",
            ),
            (
                "that of the one stood in for",
                situation("complaint", {"proposed_by": "hong"}, role="director", login="lin", instead_of="hong"),
                "代理人",
                "stands in for",
            ),
        ],
    ),
    example(
        "not_assigned_to_accused",
        {"a colleague": complained(assignee="lin"), "about nobody": situation("complaint", {"assignee": "tao"})},
        [("the accused", complained(assignee="tao"), "另指定", "somebody else")],
    ),
    example(
        "assignee_in_department",
        {
            "works there": situation(
                "complaint",
                {"assignee": "lin", "department": "finance"},
                staff={"lin": frozenset({"finance", "front_desk"})},
            )
        },
        [
            (
                "works elsewhere",
                situation(
                    "complaint", {"assignee": "lin", "department": "finance"}, staff={"lin": frozenset({"front_desk"})}
                ),
                "部门任职",
                "works in the department",
            ),
            ("unknown", situation("complaint", {"assignee": "lin", "department": "finance"}), "部门", "department"),
        ],
    ),
    example(
        "follow_up_not_by_executor",
        {
            "somebody else": situation("complaint", {"completed_by": "tao hong"}),
            "nobody carried anything out": situation("complaint"),
        },
        [
            ("who carried it out", situation("complaint", {"completed_by": "hong wei"}), "其他人回访", "somebody else"),
            ("the technician of the order", ordered("front_desk", "tao"), "其他人回访", "somebody else"),
            (
                "who stands in for them",
                situation("complaint", {"completed_by": "hong"}, role="front_desk", login="lin", instead_of="hong"),
                "其他人回访",
                "somebody else",
            ),
        ],
    ),
]
