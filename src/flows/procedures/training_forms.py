"""What training asks for: plans, induction, assessments."""

from __future__ import annotations

from flows.definition import Choice, Field
from flows.procedures.appraisal_forms import EMPLOYEE
from flows.procedures.roles import FRONT_DESK, LOBBY_ASSISTANT, LOBBY_LEAD

# One field a line.
# fmt: off
# CSH 3.2.2-4, with how often each is trained.
SUBJECTS = (
    Choice("service", "服务意识和岗位职责", "Service and duties of the post"),
    Choice("skills", "岗位技能、标准、投诉与礼仪", "Skills, standards, complaints, manners"),
    Choice("cases", "案例研讨、社会心理、应急", "Cases, psychology, incidents"),
    Choice("safety", "协作、安全消防与物业知识", "Cooperation, safety, property"),
    Choice("drill", "军体培训", "Drill and fitness"),
    Choice("fire", "消防培训", "Fire training"),
)
SUBJECT = Field("subject", "choice", "内容", "Subject", "属于哪一类培训", "Which kind of training", choices=SUBJECTS)
LECTURER = Field("lecturer", "user", "讲师", "Teacher", "事先确定", "Named beforehand")
HOURS = Field("hours", "integer", "课时", "Class hours", "整课时", "Whole ones", minimum=1, maximum=12)
TAUGHT_AS = Field("taught_as", "choice", "由谁讲授", "Taught as", "主管、班长、岗位教练或其他人", "Supervisor, lead, coach or another", choices=(
    Choice("supervisor", "客服主管", "Supervisor"), Choice("lead", "客服班长", "Lead"), Choice("coach", "岗位教练", "Coach"),
    Choice("other", "安全主管或其他", "Safety supervisor or another")))
HELD_ON = Field("held_on", "date", "日期", "Day", "培训的日期", "Of the session")

# 培训计划
PLAN = (
    Field("plan_kind", "choice", "计划种类", "Kind of plan", "年度或月度", "For a year or a month", choices=(
        Choice("annual", "年度计划", "Annual"), Choice("monthly", "月度计划", "Monthly"))),
    Field("plan_for", "date", "计划期间", "Plan for", "填计划的那一年或那一月的任何一天", "Any day of the year or month that it is for"),
)
PLANNED = (
    Field("basis", "note", "制定依据", "Basis", "规程要求、考核结果、员工需求、上级指令", "The rules, test results, staff's wishes, orders from above"),
    Field("courses", "rows", "培训安排", "Courses", "每行一类培训", "A line for each kind of training", columns=(
        SUBJECT,
        Field("topic", "text", "主题", "Topic", "讲什么", "What is taught"),
        Field("audience", "text", "对象", "For whom", "全体、某班或某人", "All, a team or a person"),
        LECTURER,
        Field("times", "integer", "次数", "How often", "计划期间共几次", "Within the period", minimum=1, maximum=366),
        HOURS)),
)
ATTENDED = Field("attended", "integer", "到课人数", "Present", "实到几人", "How many came", minimum=0, maximum=999)
ABSENT = Field("absent", "text", "缺席人员", "Absent", "姓名和原因；没有就留空", "Names and reasons; empty where nobody", required=False)
SESSIONS_HELD = Field("sessions_held", "rows", "培训记录表", "Training record", "每次培训填一行", "A line for every session", adds=True, columns=(
    HELD_ON, SUBJECT, Field("topic", "text", "主题", "Topic", "讲什么", "What is taught"), TAUGHT_AS, LECTURER, HOURS, ATTENDED, ABSENT))
WEAK_RESULT = Field("weak_results", "rows", "讲师效果未达标", "Teaching below standard", "每次填一行", "A line each time", adds=True, columns=(
    LECTURER,
    Field("topic", "text", "主题", "Topic", "讲什么", "What is taught"),
    Field("shortfall", "text", "未达标情况", "What fell short", "按什么标准、差在哪里", "By which standard, and where")))
CLOSING = (Field("shortfall_told", "note", "未完成的说明", "Why less was done", "次数、主管课时不足的说明原因", "Where sessions or the supervisor's hours fell short", required=False),)

# 岗前培训
NEWCOMER = (
    Field("newcomer", "text", "新员工姓名", "New member of staff", "新录用的客服人员", "Newly hired for customer service"),
    Field("arrived_on", "date", "到岗日期", "Arrived on", "实际到岗的日期", "The day of arrival"),
    Field("hired_as", "choice", "录用岗位", "Hired as", "将来上岗的岗位", "The post to come", choices=tuple(
        Choice(role.code, role.zh, role.en) for role in (FRONT_DESK, LOBBY_ASSISTANT, LOBBY_LEAD))),
)
LESSONS = Field("lessons", "rows", "培训记录表", "Training record", "每次培训填一行", "A line for every session", adds=True, columns=(
    HELD_ON,
    Field("topic", "text", "主题", "Topic", "讲什么", "What is taught"),
    TAUGHT_AS, LECTURER, HOURS))
THEORY_SCORE = (
    Field("score", "integer", "成绩", "Score", "百分制", "Out of 100", minimum=0, maximum=100),
    Field("examined_on", "date", "考核日期", "Examined on", "到岗后第 10 个工作日", "The tenth working day after arrival"),
    Field("remarks", "note", "评语", "Remarks", "不合格的写明要补什么", "What is to be trained again, where failed", required=False),
)

# 培训考核
ASSESSED = (
    EMPLOYEE,
    Field("subject_tested", "choice", "考核种类", "Assessment", "月度培训或每季的消防培训", "Of the month's training, or the quarter's fire training", choices=(
        Choice("monthly", "月度培训", "Month's training"), Choice("fire", "消防培训", "Fire training"))),
    Field("month", "date", "培训月份", "Month trained", "填该月任何一天；消防填该季末月", "Any day of it; for fire training of the quarter's last month"),
)
SCORES = (
    Field("written", "integer", "书面成绩", "Written score", "百分制", "Out of 100", minimum=0, maximum=100),
    Field("practical", "integer", "实操成绩", "Practical score", "百分制", "Out of 100", minimum=0, maximum=100),
    Field("breaches", "rows", "课堂表现", "Conduct in training", "缺席、违纪、考核表敷衍的逐次登记；没有就留空", "Each absence, breach or careless sheet; empty where none", minimum=0, adds=True, columns=(
        HELD_ON,
        Field("breach", "choice", "情形", "What", "缺席 2 分，其余 1 分", "Absence 2 points, the others 1", choices=(
            Choice("absent", "无故缺席", "Absent without cause"), Choice("discipline", "不守课堂纪律", "Poor discipline"),
            Choice("sheet", "考核表不认真填写", "Sheet filled in carelessly"))),
        Field("evidence", "text", "依据", "Evidence", "签到表、记录或谁看见的", "Attendance list, record, or who saw it"))),
)
CHANCE = (
    Field("points_opinion", "note", "对扣分的意见", "On the points", "为何确认或不予扣分", "Why they are confirmed or waived"),
    Field("master_by", "date", "限期掌握", "To be mastered by", "第三次不合格的填写；其余留空", "After the third failure; else empty", required=False),
)
COACHED = (
    Field("coached_on", "date", "补训日期", "Coached on", "业余时间进行", "Outside working hours"),
    LECTURER,
    Field("coached_in", "note", "补训内容", "Coached in", "补了哪些", "What was gone over again"),
)
ANALYSIS = (
    Field("analysis", "note", "统计分析", "Analysis", "成绩、薄弱之处和原因", "Scores, weak points and why"),
    Field("plan_to_change", "flag", "需修订培训计划", "Plan to be revised", "需要的请在培训计划中修订并再报主任", "If so, revise the plan and send it to the director again", required=False),
)
# fmt: on
