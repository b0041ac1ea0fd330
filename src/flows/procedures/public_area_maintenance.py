"""公共部位维修, KPI 1.2: owners are told beforehand, the place is fenced off, cleared and checked."""

from __future__ import annotations

from flows.definition import BEYOND, Deadline, Document, Field, Procedure, Setting, Span, State, Transition
from flows.procedures import events as on
from flows.procedures import guards_maintenance as care
from flows.procedures.fields import DONE
from flows.procedures.guards_hot_work import end_after_start
from flows.procedures.guards_people import own_order
from flows.procedures.roles import ENGINEERING_SUPERVISOR, FRONT_DESK, TECHNICIAN

NAMED = "technician"
START_DUE = Deadline("start_due", "开工时间", "To begin", Span("field", field="starts_at"), clause="KPI 1.2.1")
END_DUE = Deadline("end_due", "完工时间", "To be done", Span("field", field="ends_at"), clause="KPI 1.2.1")
CHECK_DUE = Deadline("check_due", "检查时限", "To be checked", Span("working_days", setting="check_days"))

# The form and the two tables of the office: one row, one field, state or arrow.
# fmt: off
NOTICE = (
    Field("place", "text", "维修部位", "Place", "楼栋、楼层、设施", "Building, floor, installation"),
    Field("work", "note", "维修内容", "Work", "通知上写的内容和影响", "As the notice says it, with what it means for residents"),
    Field("starts_at", "moment", "开工时间", "Begins at", "通知上写的时间", "As on the notice"),
    Field("ends_at", "moment", "完工时间", "Ends at", "通知上写的时间", "As on the notice"),
    Field("posted_at", "text", "张贴位置", "Where it is posted", "大堂、电梯、业主群", "Lobby, lift, owners' group"),
    Field("technician", "user", "维修人员", "Technician", "负责现场的人", "Who is in charge of the place", role="technician"),
)
NOTICE_PHOTO = Document("notice_photo", "通知张贴照片", "Photo of the notice")
SECURED = (
    Field("warning_signs", "flag", "已放安全警示", "Warning signs up", "来人方向都看得到", "Seen from wherever people come"),
    Field("fenced_off", "flag", "已用围栏或警戒带隔开", "Fenced off", "老人小孩进不去", "So that no child gets in"),
)
FENCE_PHOTO = Document("fence_photo", "现场围挡照片", "Photo of signs and fence", at_least=0)
CLEARED = (
    *DONE,
    Field("place_cleared", "flag", "现场已清理", "Place cleared", "垃圾运走，围挡撤除", "Rubbish gone, fence down"),
)
CHECKED = (Field("check_result", "note", "检查情况", "Result of the check", "质量和卫生", "The work, and how clean the place is"),)

STATES = [
    State("planned", "计划维修", "Planned", (ENGINEERING_SUPERVISOR, FRONT_DESK),
        "定下部位、内容、时间和维修人员；提前张贴通知告知业主，拍照。",
        "Fix place, work, time and technician; post a notice for the owners ahead of it and photograph it."),
    State("notified", "已通知", "Notified", TECHNICIAN,
        "到场先放安全警示，再用警戒带或围栏隔开作业区。", "Put up warning signs first, then tape or fences round the work.",
        named=NAMED, deadlines=(START_DUE,)),
    State("secured", "已围挡", "Secured", TECHNICIAN,
        "到通知的时间开工；要改时间的退回重新通知。", "Begin at the time on the notice; for another time send it back.",
        named=NAMED, deadlines=(START_DUE,)),
    State("working", "维修中", "Working", TECHNICIAN,
        "维修；完工即清理现场，撤除围挡和警示。", "Do the work; then clear the place and take fence and signs down.",
        named=NAMED, deadlines=(END_DUE,)),
    State("cleaned", "已清场", "Cleaned up", ENGINEERING_SUPERVISOR,
        "现场检查质量和卫生；不合格的退回。", "Look at the work and at how clean the place is; what won't do goes back.", deadlines=(CHECK_DUE,)),
    State("closed", "已关闭", "Closed"),
    State("cancelled", "已取消", "Cancelled"),
]
PLANNERS = (ENGINEERING_SUPERVISOR, FRONT_DESK)
TRANSITIONS = [
    Transition(on.NOTIFY, "planned", "notified", needs=NOTICE, documents=[NOTICE_PHOTO], when=[end_after_start, care.notice_in_time],
        clause="KPI 1.2.1"),
    Transition(on.SECURE, "notified", "secured", needs=SECURED, documents=[FENCE_PHOTO], when=[care.signs_and_fence_up],
        clause="KPI 1.2.2-3"),
    Transition(on.START_WORK, "secured", "working", when=[care.not_before_notice], clause="KPI 1.2.1"),
    Transition(on.CLEAN_UP, "working", "cleaned", needs=CLEARED, when=[care.place_cleared], clause="KPI 1.2.4"),
    Transition(on.CLOSE, "cleaned", "closed", needs=CHECKED, when=[care.checked_by_another], clause="KPI 1.2"),
    Transition(on.RETURN, "cleaned", "working", clause="KPI 1.2.4"),
    Transition(on.RETURN, ("notified", "secured"), "planned", by=(ENGINEERING_SUPERVISOR, TECHNICIAN), when=[own_order], clause=BEYOND),
    Transition(on.CANCEL, ("planned", "notified", "secured"), "cancelled", by=PLANNERS, clause=BEYOND),
]
# fmt: on

PUBLIC_AREA_MAINTENANCE = Procedure(
    "public_area_maintenance",
    version=1,
    zh="公共部位维修",
    en="Maintenance of common parts",
    prefix="PM",
    clause="KPI 1.2",
    about_zh="提前通知业主，警示、围挡，完工清场，专人检查。",
    about_en="Owners are told ahead, the place is marked and fenced off, cleared afterwards and checked.",
    states=STATES,
    transitions=TRANSITIONS,
    unit="none",
    applicant="none",
    settings=[
        Setting("notice_hours", 24, "提前通知时间", "Notice ahead of the work", BEYOND, "hours"),
        Setting("check_days", 1, "检查时限", "Time to check", BEYOND, "working days"),
    ],
)
