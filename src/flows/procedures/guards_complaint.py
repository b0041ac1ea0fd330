"""Guards and rules of complaints: who is complained of, how grave it is, which level has it."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import timedelta

from flows.definition import Guard, Rule, Situation
from flows.procedures.roles import COMPANY_MANAGER, CS_SUPERVISOR, DIRECTOR, FRONT_DESK, OFFICE
from flows.procedures.wording import on_day

LADDER = (FRONT_DESK.code, CS_SUPERVISOR.code, DIRECTOR.code, COMPANY_MANAGER.code)
DAYS_BY_GRADE = (("general", "general_days"), ("serious", "serious_days"), ("major", "major_days"))


def _rank(role: str) -> int:
    """The place on the ladder; a department is where the desk is."""
    return LADDER.index(role) if role in LADDER else 0


def _approved_by(situation: Situation) -> list[str]:
    return [a.role for a in situation.case.approvals if a.round == situation.case.round]


def _first_free(situation: Situation, ranks: Iterable[int]) -> str | None:
    """The first level of these held neither by the person complained of nor by who took the complaint over: neither
    can decide about it."""
    barred = f"{situation.text('accused_posts')} {situation.text('taker_posts')}".split()
    return next((LADDER[rank] for rank in ranks if LADDER[rank] not in barred), None)


def _own_rank(situation: Situation) -> int:
    return _rank(situation.post.role) if situation.post else 0


def _next_level(situation: Situation) -> str | None:
    """Above whoever escalates, whoever had it before, and whoever approved in this round: what failed under their
    approval goes to somebody above them, who still has fresh eyes."""
    reached = max(_rank(situation.text("level")), _own_rank(situation), *map(_rank, _approved_by(situation)), 0)
    return _first_free(situation, range(reached + 1, len(LADDER)))


def _reviewer(situation: Situation) -> str:
    """Above whoever proposes, never below the level that the complaint has come to. Where nobody there is free, the
    nearest level below that has not approved in this round; where none is left, the office: nobody reviews what they
    proposed themselves."""
    own = _own_rank(situation)
    above = range(max(own + 1, _rank(situation.text("level")), 1), len(LADDER))
    spent = _approved_by(situation)
    below = [rank for rank in range(own - 1, 0, -1) if LADDER[rank] not in spent]
    return _first_free(situation, (*above, *below)) or OFFICE.code


def _approver(situation: Situation) -> str:
    return _first_free(situation, range(_rank(DIRECTOR.code), len(LADDER))) or COMPANY_MANAGER.code


def _due(situation: Situation) -> str:
    days = int(situation.setting(dict(DAYS_BY_GRADE)[situation.text("grade")]))
    return (situation.now + timedelta(days=days)).isoformat()


def _due_kept(situation: Situation) -> str:
    """Another level gives no time anew: the complainant has waited since the first assignment. Both are UTC."""
    return min(filter(None, (situation.text("due_at"), _due(situation))))


def _taker(situation: Situation) -> str:
    """Whose matter it becomes: a substitute takes it over for the absent, who finds it when they are back."""
    absent = situation.post.instead_of if situation.post else None
    return absent.login if absent else situation.actor.login


def _taken_over_by(situation: Situation) -> str | None:
    """Until it is assigned anew, or taken over by another level."""
    return " ".join(sorted(situation.acting_people)) if situation.event == "take_over" else None


def _taker_posts(situation: Situation) -> str | None:
    """Those of their own; what they were lent goes back."""
    own = {post.role for post in situation.actor.posts if post.instead_of is None}
    return " ".join(sorted(own.intersection(LADDER))) if situation.event == "take_over" else None


def _accused_posts(situation: Situation) -> str:
    return " ".join(sorted(situation.staff.get(situation.text("about_staff"), frozenset())))


complainant_known = Guard(
    "complainant_known",
    lambda s: s.applicant is not None or bool(s.text("complainant")) or s.data.get("anonymous") is True,
    "请登记投诉人，或注明匿名",
    "Name the complainant, or mark the complaint as anonymous",
    reads=("complainant", "anonymous"),
    absolute=True,
)
repeated_and_confirmed = Guard(
    "repeated_and_confirmed",
    lambda s: s.data.get("read_back") is True or s.data.get("anonymous") is True,
    "请向投诉人复述所记内容并请其确认（匿名的除外）",
    "Repeat what you wrote to the complainant and have it confirmed, unless the complaint is anonymous",
    reads=("read_back", "anonymous"),
)
higher_level_exists = Guard(
    "higher_level_exists",
    lambda s: _next_level(s) is not None,
    "已到最高一级，不能再上报；请在本级处理",
    "There is no higher level; settle it here",
    absolute=True,
)
is_major = Guard(
    "is_major",
    lambda s: s.text("grade") == "major",
    "只有重大投诉须上报公司",
    "Only a major complaint is reported to the company",
    absolute=True,
)


def _director_must_approve(situation: Situation) -> bool:
    """What was proposed at the director's level or above has the director's word, or a higher one, already."""
    if situation.text("reviewer") != CS_SUPERVISOR.code or _rank(situation.text("handler")) >= _rank(DIRECTOR.code):
        return False
    return situation.text("grade") == "major" or situation.money("compensation") > 0


director_must_approve = Guard(
    "director_must_approve",
    _director_must_approve,
    "重大投诉或涉及赔偿，须主任批准",
    "A major complaint, or one with compensation, needs the director's approval",
    reads=("grade", "compensation"),
)
company_was_told = Guard(
    "company_was_told",
    lambda s: s.text("grade") != "major" or bool(s.text("company_told_on")),
    "重大投诉须先由主任上报公司（投诉主任的，由管理处经理登记），才能归档",
    "A major complaint is archived only after the director has reported it to the company, or the company manager where it is about the director",
)

accused_posts = Rule("accused_posts", _accused_posts, "被投诉人岗位", "Posts of the person complained of")
department_assigned = Rule("department_assigned", lambda s: s.text("department"), "承办岗位", "Post in charge")
taker_post = Rule("taker_post", lambda s: s.post.role if s.post else None, "接手岗位", "Post that took over")
taker = Rule("taker", _taker, "接手人", "Who took over")
taken_over_by = Rule("taken_over_by", _taken_over_by, "接手办理人", "Taken over by")
taker_posts = Rule("taker_posts", _taker_posts, "接手办理人岗位", "Posts of who took it over")
next_level = Rule("next_level", _next_level, "上报层级", "Level it is escalated to")
reviewing_level = Rule("reviewing_level", _reviewer, "审定层级", "Level that reviews")
approving_level = Rule("approving_level", _approver, "批准层级", "Level that approves")
resolution_due = Rule("resolution_due", _due, "办结期限", "To be settled by")
resolution_due_kept = Rule("resolution_due_kept", _due_kept, "办结期限", "To be settled by")
proposed_by = Rule(
    "proposed_by",
    lambda s: " ".join(sorted(s.acting_people | ({s.text("assignee")} - {""}))),
    "方案提出人",
    "Proposed by",
)
done_by = Rule("done_by", lambda s: " ".join(sorted(s.acting_people)), "办理人", "Done by")
told_today = Rule("told_today", lambda s: on_day(s, s.now), "上报公司日期", "Reported to the company on")
count_reopened = Rule(
    "count_reopened", lambda s: int(s.data.get("reopened_count") or 0) + 1, "重新处理次数", "Times reopened"
)
