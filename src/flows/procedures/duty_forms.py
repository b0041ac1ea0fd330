"""What the handover between shifts and the duty roster ask for."""

from __future__ import annotations

from flows.definition import Choice, Field
from flows.procedures.months import SHIFT_CHOICES

# One field a line.
# fmt: off
TEAM = Field("team", "choice", "值班岗位", "Duty post", "客服中心由客服主管负责，大堂由班长负责", "The centre is the supervisor's, the lobby the lead's", choices=(
    Choice("centre", "客服中心", "Service centre"), Choice("lobby", "大堂", "Lobby")))

# 日常交接班记录本
INCOMING = Field("incoming", "user", "接班人", "Who comes on", "接下一班的同事", "The colleague of the next shift")
STARTED = (
    TEAM,
    Field("shift_date", "date", "班次日期", "Day of the shift", "要交的这一班是哪一天的", "Of the shift that is handed over"),
    Field("shift", "choice", "交班班次", "Shift handed over", "要交的是早班还是晚班", "The early or the late one", choices=SHIFT_CHOICES),
    INCOMING,
)
OPEN_WORK = Field("open_work", "rows", "未完成的工作", "Work not finished", "没有就留空；重要的须办完再交", "Leave empty where there is none; what is important is finished first", minimum=0, columns=(
    Field("matter", "text", "事项", "Matter", "什么事、哪一户", "What, and for whom"),
    Field("important", "flag", "是否重要", "Important", "重要的没办完不得交班", "Important work unfinished blocks the handover", required=False),
    Field("next_step", "text", "下一步", "Next step", "接班人要做什么、几点前", "What to do next, and by when")))
LOG = (
    INCOMING,
    Field("shift_log", "note", "值班记录", "Log of the shift", "当班做了什么、有什么要说明", "What was done, and what needs telling"),
    OPEN_WORK,
    Field("carried_told", "note", "上一班结转事项的办理", "What became of the work carried over", "上一班交下来的每件事办得怎样", "How each matter of the last shift stands", required=False),
    Field("items", "rows", "岗位物品", "Things of the post", "对讲机、钥匙、登记本等", "Radio, keys, registers and the like", columns=(
        Field("item", "text", "物品", "Thing", "名称", "What it is"),
        Field("quantity", "integer", "数量", "How many", "应有数量", "As many as there should be", minimum=0, maximum=999),
        Field("condition", "choice", "状况", "Condition", "损坏或缺失的写明原因", "Tell the reason of damage or loss", choices=(
            Choice("good", "完好", "Good"), Choice("damaged", "损坏", "Damaged"), Choice("missing", "缺失", "Missing"))),
        Field("reason_told", "text", "原因或去向", "Reason, or where it is", "损坏、缺失时填写", "Where damaged or missing", required=False))),
    Field("tidied", "flag", "物品已整理、台面整洁", "Things in order, desk clean", "交班前 15 分钟完成", "Done 15 minutes before"),
)
INSPECTION = (
    Field("arrived_at", "moment", "到岗时间", "Arrived at", "接班人到岗的时间", "When who comes on was there"),
    Field("items_counted", "flag", "已清点物品", "Things counted", "逐件核对", "One by one"),
    Field("log_read", "flag", "已看值班记录", "Log read", "有疑问当面问清", "Ask about whatever is not clear"),
    Field("area_walked", "flag", "已查看区域", "Area walked", "看有无异常", "For anything odd"),
    Field("equipment_state", "note", "设备状况", "State of the equipment", "电话、电脑、监控、门禁、照明等运行是否正常", "Whether telephones, computers, cameras, doors and lights work"),
    Field("found", "rows", "发现的问题", "What was found", "没有就留空", "Leave empty where nothing was", minimum=0, columns=(
        Field("what_found", "text", "问题", "What", "损坏、缺失或异常", "Damage, loss or anything odd"),
        Field("explained", "text", "交班人的说明", "Explanation of who goes off", "说不清的可拒绝接班", "Refuse the handover where there is none", required=False))),
)
REFUSAL = (Field("reported_to", "user", "已报告给", "Reported to", "向哪位上级报告的", "The superior who was told"),)
DONE_LINES = (Field("lines_done", "lines", "已办结的事项", "Matters done", "勾选已办结的", "Tick what is done", register="carried_work", minimum=1),)

# 值班安排表
ROSTER = (TEAM, Field("month", "date", "月份", "Month", "填该月任何一天", "Any day of the month"))
PERSON = Field("person", "user", "值班人", "On duty", "本岗位的同事", "A colleague of the team")
DUTIES = Field("duties", "rows", "值班安排", "Duties", "每行一人、一个班次、一段日期", "A line for each person, shift and run of days", adds=True, columns=(
    PERSON,
    Field("shift", "choice", "班次", "Shift", "早班或晚班", "Early or late", choices=SHIFT_CHOICES),
    Field("day_from", "date", "自", "From", "第一天", "The first day"),
    Field("day_until", "date", "至", "To", "最后一天，含当天", "The last day, included")))
DROPPED = Field("lines_dropped", "lines", "删去的安排", "Duties dropped", "勾选要删去的", "Tick what is to go", register="duty", minimum=1)
SWAPS = Field("swaps", "rows", "换班", "Swaps", "互换的填两行", "Two lines where two change with each other", adds=True, columns=(
    Field("day", "date", "日期", "Day", "换哪一天", "Which day"),
    Field("shift", "choice", "班次", "Shift", "早班或晚班", "Early or late", choices=SHIFT_CHOICES),
    Field("instead_of", "user", "原值班人", "Who was on duty", "表上安排的人", "As the roster has it"),
    Field("stand_in", "user", "替班人", "Who takes it", "改由谁值班", "Who does it instead")))
# fmt: on
