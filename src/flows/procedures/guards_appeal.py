"""Guards and rules of appeals against a fault notice: to whom they go, who may decide them, until when."""

from __future__ import annotations

from flows.definition import Choice, Guard, Rule, Situation, Text
from flows.procedures.roles import (
    ARCHIVIST,
    COMPANY_MANAGER,
    CS_SUPERVISOR,
    DIRECTOR,
    DUTY_MANAGER,
    ENGINEERING_SUPERVISOR,
    FRONT_DESK,
    LOBBY_ASSISTANT,
    LOBBY_LEAD,
    OFFICE,
    SAFETY_SUPERVISOR,
    TRAINER,
)

# KPI 3.2: all staff of customer service.
STAFF = (FRONT_DESK, LOBBY_ASSISTANT, LOBBY_LEAD, ARCHIVIST, TRAINER, DUTY_MANAGER, CS_SUPERVISOR)
HEADS = (CS_SUPERVISOR, ENGINEERING_SUPERVISOR, SAFETY_SUPERVISOR, OFFICE)
HEAD_CODES, STAFF_CODES = tuple(role.code for role in HEADS), tuple(role.code for role in STAFF)
LEVELS = ("department", "director", "company")
LEVEL_NAMES = (
    Choice("department", "相关部门", "The department"),
    Choice("director", "管理处主任", "The director"),
    Choice("company", "管理处经理", "The company manager"),
)


def _level_above(situation: Situation) -> str | None:
    """KPI 3.4.3: above whoever issued the notice, then above whoever decided."""
    decided = situation.text("appeal_level")
    if decided:
        return LEVELS[LEVELS.index(decided) + 1] if decided != LEVELS[-1] else None
    issuer = situation.text("issuer_post")
    if issuer == DIRECTOR.code:
        return "company"
    return "director" if issuer in HEAD_CODES else "department"


def _next_level(situation: Situation) -> str | None:
    """Never to the director where they are the superior whom the notice names: they may be liable themselves."""
    level = _level_above(situation)
    return "company" if level == "director" and situation.data.get("superior_directs") is True else level


def _say_issuer(situation: Situation) -> Text:
    logins = sorted(situation.case.registrars & situation.acting_people) or [situation.case.registered_by]
    who = "、".join(map(situation.called, logins))
    return Text(
        f"{who} 经办了本单的签发或登记，签发人及其代理人不能再办这一步；请换人。",
        f"{who} issued or registered this; neither they nor who stands in for them does this step. Let somebody else act.",
    )


not_who_began = Guard(
    "not_who_began",
    lambda s: not s.case.registrars & s.acting_people,
    "签发人、登记人及其代理人不能处理申诉、确认处罚或核实",
    "Who issued or registered it, or stands in for them, neither decides, confirms nor verifies",
    because=_say_issuer,
    identity=True,
)
not_decided_before = Guard(
    "not_decided_before",
    lambda s: not s.acting_people & frozenset(s.text("decided_by").split()),
    "处理过本单申诉的人及其代理人不能再处理上一级申诉；请换人",
    "Who decided an appeal in this matter, or stands in for them, decides none of the next level; let somebody else act",
    identity=True,
)
not_the_superior = Guard(
    "not_the_superior",
    lambda s: s.text("superior") not in s.acting_people,
    "可能负连带责任的直属上司及其代理人不能处理申诉或确认处罚",
    "The direct superior, who may be liable jointly, or who stands in for them, neither decides an appeal nor confirms the penalty",
    because=lambda s: Text(
        f"{s.called(s.text('superior'))} 是本单写明的直属上司，可能负连带责任，不能处理申诉或确认处罚；请换人。",
        f"{s.called(s.text('superior'))} is the superior named here and may be liable jointly: they neither decide nor confirm. Let somebody else act.",
    ),
    identity=True,
)
charged_is_of_the_staff = Guard(
    "charged_is_of_the_staff",
    lambda s: bool(s.staff.get(s.text("employee"), frozenset()) & frozenset(STAFF_CODES)),
    "过失通知单只发给客服部员工",
    "A fault notice goes to staff of customer service",
    reads=("employee",),
)
superior_is_another = Guard(
    "superior_is_another",
    lambda s: s.text("superior") != s.text("employee"),
    "直属上司不能是本人",
    "Nobody is their own superior",
    reads=("employee", "superior"),
)
superior_below_the_company = Guard(
    "superior_below_the_company",
    lambda s: COMPANY_MANAGER.code not in s.staff.get(s.text("superior"), frozenset()),
    "管理处经理要作申诉的最后决定，不登记为直属上司",
    "The company manager decides the last appeal and is not named as the direct superior",
    reads=("superior",),
)
happened_already = Guard(
    "happened_already",
    lambda s: (s.day("happened_on") or s.today) <= s.today,
    "发生日期不能在今天以后",
    "It can't have happened after today",
)
appeal_in_time = Guard(
    "appeal_in_time",
    lambda s: "appeal_due" not in s.facts["overdue"],
    "申诉时限已过；确有原因的请上级特殊处理",
    "The time to appeal is over; where there is a reason, ask a superior for special treatment",
    facts=("overdue",),
)
appeal_time_is_over = Guard(
    "appeal_time_is_over",
    lambda s: "appeal_due" in s.facts["overdue"] or s.text("appeal_level") == LEVELS[-1],
    "员工还可以申诉；时限过后再办",
    "The employee may still appeal; come back when the time is over",
    facts=("overdue",),
)
appeal_left = Guard(
    "appeal_left",
    lambda s: _next_level(s) is not None,
    "管理处经理的决定是最后的，不能再申诉",
    "The company manager's decision is the last; there is no further appeal",
    absolute=True,
)
appeal_to_company = Guard(
    "appeal_to_company", lambda s: _next_level(s) == "company", "向管理处经理申诉", "Goes to the company manager"
)
appeal_to_director = Guard(
    "appeal_to_director", lambda s: _next_level(s) == "director", "向主任申诉", "Goes to the director"
)

issuer_post = Rule("issuer_post", lambda s: s.post.role if s.post else None, "签发岗位", "Issued by the post")
superior_directs = Rule(
    "superior_directs",
    lambda s: DIRECTOR.code in s.staff.get(s.text("superior"), frozenset()) or None,  # said only where it is so
    "直属上司为主任，申诉由管理处经理处理",
    "The superior is the director: appeals go to the company manager",
    kind="flag",
)
appeal_level = Rule("appeal_level", _next_level, "申诉层级", "Level of the appeal", kind="choice", choices=LEVEL_NAMES)
outcome = Rule(
    "outcome",
    lambda s: {"uphold": "upheld", "revoke": "revoked"}[s.event],
    "申诉结果",
    "Outcome of the appeal",
    kind="choice",
    choices=(Choice("upheld", "维持", "Upheld"), Choice("revoked", "撤销", "Revoked")),
)

decided_by = Rule(
    "decided_by",
    lambda s: " ".join(sorted({*s.text("decided_by").split(), *s.acting_people})),
    "申诉处理人",
    "Appeals decided by",
    kind="user",
)
