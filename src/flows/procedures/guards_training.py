"""Guards and rules of training: plans in time and complete, hours taught by whom, teachers entitled to teach."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from datetime import date

from flows.definition import Choice, Guard, Rule, Situation, Text
from flows.procedures import points
from flows.procedures.months import day_of_month, first_of, is_over, last_of, month_before
from flows.procedures.roles import CS_SUPERVISOR, LOBBY_LEAD
from flows.procedures.training_forms import SUBJECTS

# CSH 3.2.2-4: once a week, three times a week, monthly, quarterly; a month has four whole weeks, a year 52.
MONTHLY = {"service": 4, "skills": 12, "cases": 1, "safety": 1, "drill": 1}
ANNUAL = {"service": 52, "skills": 156, "cases": 12, "safety": 12, "drill": 12, "fire": 4}
NAMES = {choice.code: choice for choice in SUBJECTS}
WEEK = 7
HELD_BY = {"supervisor": CS_SUPERVISOR.code, "lead": LOBBY_LEAD.code}
# Who teaches how many hours of the induction, by setting.
PARTS = (
    ("supervisor", "supervisor_hours", "客服主管", "the supervisor"),
    ("lead", "lead_hours", "班长", "the lead"),
    ("coach", "coach_hours", "岗位教练", "the coach"),
)


def _iso(day: date | None) -> str | None:
    return day.isoformat() if day else None


# The plan


def _begins(situation: Situation) -> date | None:
    day = situation.day("plan_for")
    if day is None:
        return None
    return day.replace(month=1, day=1) if situation.text("plan_kind") == "annual" else first_of(day)


def _ends(situation: Situation) -> date | None:
    day = _begins(situation)
    if day is None:
        return None
    return day.replace(month=12, day=31) if situation.text("plan_kind") == "annual" else last_of(day)


def _before(situation: Situation, annual: int, monthly: int) -> str | None:
    """That day of the month before the period begins."""
    day = _begins(situation)
    number = annual if situation.text("plan_kind") == "annual" else monthly
    return _iso(day_of_month(month_before(day), number)) if day else None


def _too_seldom(situation: Situation) -> list[tuple[Choice, int, int]]:
    """(subject, times planned, times asked for) of what the plan has too little of."""
    planned: Counter[str] = Counter()
    for row in situation.rows("courses"):
        planned[str(row["subject"])] += int(row["times"])
    asked = ANNUAL if situation.text("plan_kind") == "annual" else MONTHLY
    return [(NAMES[code], planned[code], times) for code, times in asked.items() if planned[code] < times]


def _say_too_seldom(situation: Situation) -> Text:
    found = _too_seldom(situation)
    zh = "；".join(f"{name.zh} {planned} 次，应有 {asked} 次" for name, planned, asked in found)
    en = "; ".join(f"{name.en} {planned} times, not {asked}" for name, planned, asked in found)
    return Text(
        f"计划次数不足：{zh}。补足，或请上级特殊处理。", f"Planned too seldom: {en}. Add to it, or ask a superior."
    )


def _weak_times(situation: Situation) -> Mapping[str, int]:
    """How often the training of each teacher missed the standard, here and in other plans."""
    here = Counter(str(row["lecturer"]) for row in situation.rows("weak_results"))
    return here + Counter(situation.facts["weak_lecturers"])


def _not_entitled(situation: Situation) -> list[str]:
    weak = _weak_times(situation)
    named = dict.fromkeys(str(row["lecturer"]) for row in situation.rows("courses"))
    return [login for login in named if weak.get(login) and points.lecturer_step(weak[login]) == "no_right"]


def _last_weak(situation: Situation) -> tuple[str, int]:
    login = str(situation.rows("weak_results")[-1]["lecturer"])
    return login, _weak_times(situation)[login]


def _hours(situation: Situation, rows: str, taught_as: str | None = None) -> int:
    return sum(int(row["hours"]) for row in situation.rows(rows) if taught_as in (None, row["taught_as"]))


def _fell_short(situation: Situation) -> list[Text]:
    planned = sum(int(row["times"]) for row in situation.rows("courses"))
    held, taught = len(situation.rows("sessions_held")), _hours(situation, "sessions_held", "supervisor")
    begin, end = situation.day("plan_begins"), situation.day("plan_ends")
    weeks = (end - begin).days // WEEK if begin and end else 0
    asked = weeks * int(situation.setting("weekly_hours"))
    found = []
    if held < planned:
        found.append(Text(f"计划 {planned} 次，实办 {held} 次", f"{planned} sessions planned, {held} held"))
    if taught < asked:
        found.append(Text(f"主管应授 {asked} 课时，实授 {taught}", f"the supervisor taught {taught} hours of {asked}"))
    return found


def _say_fell_short(situation: Situation) -> Text:
    found = _fell_short(situation)
    return Text(
        f"{'；'.join(f.zh for f in found)}：请写明原因。", f"{'; '.join(f.en for f in found)}: tell the reason."
    )


courses_suffice = Guard(
    "courses_suffice",
    lambda s: not _too_seldom(s),
    "各类培训的次数须满足规程",
    "Each kind of training is planned as often as the rules ask",
    because=_say_too_seldom,
    reads=("courses",),
)
lecturers_entitled = Guard(
    "lecturers_entitled",
    lambda s: not _not_entitled(s),
    "讲师三次效果未达标的，不再安排讲课",
    "Who missed the standard three times teaches no more",
    because=lambda s: Text(
        f"三次效果未达标，不再安排讲课：{'、'.join(map(s.called, _not_entitled(s)))}；请换讲师，或请上级特殊处理。",
        f"Missed the standard three times and teach no more: {', '.join(map(s.called, _not_entitled(s)))}; name others, or ask a superior.",
    ),
    reads=("courses",),
    facts=("weak_lecturers",),
)
plan_is_over = Guard(
    "plan_is_over",
    lambda s: is_over(s, s.day("plan_ends")),
    "计划期间还没有过完",
    "The period of the plan is not over yet",
    because=lambda s: Text(
        f"计划到 {s.text('plan_ends')} 才结束；请在此后关闭。",
        f"The plan runs until {s.text('plan_ends')}; close it after that.",
    ),
)
shortfall_is_told = Guard(
    "shortfall_is_told",
    lambda s: bool(s.text("shortfall_told")) or not _fell_short(s),
    "培训次数或主管课时不足的，须写明原因",
    "Where sessions or the supervisor's hours fell short, the reason is told",
    because=_say_fell_short,
    reads=("shortfall_told",),
)

plan_begins = Rule("plan_begins", lambda s: _iso(_begins(s)), "计划开始", "Plan begins", kind="date")
plan_ends = Rule("plan_ends", lambda s: _iso(_ends(s)), "计划结束", "Plan ends", kind="date")
hand_in_by = Rule("hand_in_by", lambda s: _before(s, 10, 25), "上报时限", "To be handed in by", kind="date")
review_by = Rule("review_by", lambda s: _before(s, 20, 30), "审批时限", "To be reviewed by", kind="date")
hours_held = Rule("hours_held", lambda s: _hours(s, "sessions_held"), "实办课时", "Class hours held", kind="integer")
weak_lecturer = Rule("weak_lecturer", lambda s: _last_weak(s)[0], "未达标讲师", "Teacher below standard", kind="user")
weak_times = Rule(
    "weak_times",
    lambda s: _last_weak(s)[1],
    "累计未达标次数",
    "Times below standard",
    kind="integer",
    facts=("weak_lecturers",),
)
lecturer_step = Rule(
    "lecturer_step",
    lambda s: points.lecturer_step(_last_weak(s)[1]),
    "对讲师的处理建议",
    "Proposed for the teacher",
    kind="choice",
    facts=("weak_lecturers",),
    choices=(
        Choice("replan", "重新制定培训方案再培训", "Plans the training anew and repeats it"),
        Choice("study", "先参加相应的培训学习", "Takes training first"),
        Choice("no_right", "不再授予讲课资格", "No right to teach any more"),
    ),
)


# Induction


def _parts_missing(situation: Situation) -> dict[str, Text]:
    """By who is to teach them, the hours of each that are still to come."""
    found = {}
    for part, setting, zh, en in PARTS:
        asked, held = int(situation.setting(setting)), _hours(situation, "lessons", part)
        if held < asked:
            found[part] = Text(f"{zh}还差 {asked - held} 课时", f"{en}: {asked - held} hours to come")
    return found


def _say_missing(found: list[Text]) -> Text:
    return Text(
        f"培训课时不足：{'；'.join(f.zh for f in found)}。", f"Too few class hours: {'; '.join(f.en for f in found)}."
    )


def _theory_missing(situation: Situation) -> list[Text]:
    return [missing for part, missing in _parts_missing(situation).items() if part == "supervisor"]


def _induction_missing(situation: Situation) -> list[Text]:
    found = list(_parts_missing(situation).values())
    asked, held = int(situation.setting("induction_hours")), _hours(situation, "lessons")
    if held < asked:
        found.append(Text(f"总课时还差 {asked - held}", f"in all: {asked - held} hours to come"))
    return found


def _wrong_teachers(situation: Situation) -> list[str]:
    """Of those whom the event names."""
    rows = [row for row in situation.rows("lessons") if row["taught_as"] in HELD_BY]
    asked = dict.fromkeys((str(row["lecturer"]), HELD_BY[str(row["taught_as"])]) for row in rows)
    return [login for login, post in asked if login in situation.staff and post not in situation.staff[login]]


theory_hours_held = Guard(
    "theory_hours_held",
    lambda s: not _theory_missing(s),
    "客服主管的理论课时须讲满",
    "The supervisor's hours of theory are complete",
    because=lambda s: _say_missing(_theory_missing(s)),
)
induction_hours_held = Guard(
    "induction_hours_held",
    lambda s: not _induction_missing(s),
    "岗前培训的课时须满足规程",
    "The induction has all its class hours",
    because=lambda s: _say_missing(_induction_missing(s)),
)
taught_in_post = Guard(
    "taught_in_post",
    lambda s: not _wrong_teachers(s),
    "主管和班长的课时须由其本人讲授",
    "The supervisor's and the lead's hours are taught by them",
    because=lambda s: Text(
        f"不在所填岗位：{'、'.join(map(s.called, _wrong_teachers(s)))}；请核对讲师或“由谁讲授”。",
        f"Not in the post given: {', '.join(map(s.called, _wrong_teachers(s)))}; check the teacher or “taught as”.",
    ),
    reads=("lessons",),
)
trained_again = Guard(
    "trained_again",
    lambda s: len(s.rows("lessons")) > int(s.data.get("lessons_at_exam") or 0),
    "重新培训后才能再考；请先登记培训",
    "There is another exam after more training; record that first",
)
exam_passed = Guard(
    "exam_passed",
    lambda s: int(s.data.get("score") or 0) >= int(s.setting("pass_mark")),
    "成绩合格",
    "The score is a pass",
    reads=("score",),
)
count_exams = Rule(
    "count_exams", lambda s: int(s.data.get("exams") or 0) + 1, "考核次数", "Times examined", kind="integer"
)
lessons_at_exam = Rule(
    "lessons_at_exam", lambda s: len(s.rows("lessons")), "考前培训次数", "Sessions before the exam", kind="integer"
)
induction_hours_sum = Rule(
    "induction_hours_sum", lambda s: _hours(s, "lessons"), "已培训课时", "Class hours so far", kind="integer"
)
