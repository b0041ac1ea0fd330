"""Guards on who acts: never twice in one chain, never in one's own matter, only the person meant."""

from __future__ import annotations

from flows.definition import Approval, Guard, Situation, Text
from flows.procedures.roles import ROLES, TECHNICIAN


def _earlier_approvals(situation: Situation) -> list[Approval]:
    """Those of this round in which somebody had a hand who acts now, themselves or through a substitute."""
    case, acting = situation.case, situation.acting_people
    return [a for a in case.approvals if a.round == case.round and a.people() & acting]


def _is_fresh_pair_of_eyes(situation: Situation) -> bool:
    return not situation.case.registrars & situation.acting_people and not _earlier_approvals(situation)


def _whose_eyes(situation: Situation) -> Text:
    earlier = _earlier_approvals(situation)
    if not earlier:
        logins = sorted(situation.case.registrars & situation.acting_people) or [situation.case.registered_by]
        who = "、".join(map(situation.called, logins))
        return Text(
            f"本单由 {who} 登记，登记人及其代理人不能审批；请换人办理。",
            f"{who} registered this case; who registers a case, or stands in for them, can't approve it. Let somebody else act.",
        )
    first = earlier[0]
    role = ROLES.get(first.role)
    zh, en = (role.zh, role.en) if role else (first.role, first.role)
    name, absent = situation.called(first.login), situation.called(first.instead_of or "")
    instead = (f"（代 {absent}）", f" (for {absent})") if absent else ("", "")
    return Text(
        f"{name}{instead[0]} 已以“{zh}”岗位审批过本轮，同一人及其代理人不能再次审批；请换人办理。",
        f"{name}{instead[1]} has approved in this round as {en}; neither they nor a substitute of theirs may approve again. Let somebody else act.",
    )


four_eyes = Guard(
    "four_eyes",
    _is_fresh_pair_of_eyes,
    "审批人不能是登记人，也不能在同一轮审批两次（代理人同样）",
    "Who approves neither registered the case nor approved in this round already, not even through a substitute",
    because=_whose_eyes,
    identity=True,
)


def _is_own_order(situation: Situation) -> bool:
    """Only technicians are bound to the order that names them; desk, warehouse and finance serve every order."""
    if situation.post is None or situation.post.role != TECHNICIAN.code:
        return True
    return situation.text("technician") in situation.acting_people


own_order = Guard(
    "own_order",
    _is_own_order,
    "服务人员只能办理派给自己的单",
    "A technician acts on orders dispatched to them only",
    because=lambda s: Text(
        f"派工单指定的服务人员是 {s.called(s.text('technician')) or '（尚未派工）'}，请由其本人或前台办理。",
        f"The order names {s.called(s.text('technician')) or 'nobody yet'}; they or the desk act on it.",
    ),
    identity=True,
)

not_about_me = Guard(
    "not_about_me",
    lambda s: not s.text("about_staff") or s.text("about_staff") not in s.acting_people,
    "被投诉的员工及其代理人不能经办本投诉；请换人办理或上报",
    "Whoever the complaint is about, or stands in for them, can't handle it; let somebody else act, or escalate it",
    identity=True,
)


def _had_it_in_hand(situation: Situation) -> frozenset[str]:
    """Who proposed the measures, and who took the complaint over before it came to them."""
    return frozenset(f"{situation.text('proposed_by')} {situation.text('taken_over_by')}".split())


not_own_proposal = Guard(
    "not_own_proposal",
    lambda s: not _had_it_in_hand(s) & s.acting_people,
    "提出处理方案或接手本单的人及其代理人不能审定、批准自己的方案；请换人办理或上报",
    "Who proposed the measures or took the complaint over, or stands in for them, can't approve them; let somebody else act, or escalate it",
    identity=True,
)

not_assigned_to_accused = Guard(
    "not_assigned_to_accused",
    lambda s: not s.text("about_staff") or s.text("assignee") != s.text("about_staff"),
    "不能分派给被投诉的员工；请另指定经办人",
    "A complaint is never assigned to the person it is about; name somebody else",
    reads=("assignee",),
    identity=True,
)

assignee_in_department = Guard(
    "assignee_in_department",
    lambda s: s.text("department") in s.staff.get(s.text("assignee"), frozenset()),
    "经办人须在所分派的部门任职；请核对部门或经办人",
    "The person named works in the department that is named; check either",
    reads=("assignee", "department"),
    absolute=True,
)


def _did_the_work(situation: Situation) -> frozenset[str]:
    """Logins of those who carried the matter out: the complaint's, or the technician of the order."""
    return frozenset(situation.text("completed_by").split()) | {situation.text("technician")} - {""}


follow_up_not_by_executor = Guard(
    "follow_up_not_by_executor",
    lambda s: not (_did_the_work(s) & s.acting_people),
    "回访人不能是经办此事的人；请由其他人回访",
    "Who did the work can't record the follow-up; let somebody else call the customer",
    identity=True,
)
