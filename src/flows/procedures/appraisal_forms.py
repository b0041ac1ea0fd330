"""What fault notices and the month's appraisal ask for. The annexes with the detailed rules are not in the handbooks: the
kinds of faults are ours."""

from __future__ import annotations

from flows.definition import Choice, Field

# One field a line.
# fmt: off
EMPLOYEE = Field("employee", "user", "员工", "Employee", "关于哪位员工", "Who it is about")

# 过失通知单
CHARGED = (
    EMPLOYEE,
    Field("happened_on", "date", "发生日期", "Happened on", "按发生的月份累计", "Counted in the month in which it happened"),
)
NOTICE = (
    EMPLOYEE,
    Field("fault", "choice", "问题类别", "Kind of fault", "同一类一月三次的公布并追究上司", "The same kind three times in a month is posted, and the superior is liable", choices=(
        Choice("attendance", "出勤值班", "Attendance and duty"), Choice("appearance", "仪容仪表", "Appearance"),
        Choice("attitude", "服务态度", "Attitude to customers"), Choice("telephone", "电话接听", "Telephone"),
        Choice("formalities", "手续办理", "Formalities"), Choice("complaints", "投诉处理", "Handling of complaints"),
        Choice("records", "记录资料", "Records"), Choice("tidiness", "环境内务", "Tidiness"),
        Choice("safety", "安全保密", "Safety and confidence"), Choice("other", "其他", "Other"))),
    Field("fault_told", "note", "过失经过", "What happened", "时间、地点、经过、依据", "When, where, what, and the evidence"),
    Field("points", "integer", "扣分", "Points", "按考核细则", "By the detailed rules", minimum=1, maximum=20),
    Field("corrected", "note", "当场纠正", "Put right at once", "怎样当场纠正的", "How it was put right on the spot"),
    Field("superior", "user", "直属上司", "Direct superior", "可能负连带责任的人", "Who may be liable jointly"),
)
APPEAL = (Field("appeal_ground", "note", "申诉理由", "Ground of the appeal", "事实、证据，或有无打击报复", "Facts, evidence, or retaliation"),)
DECISION = (Field("decision_told", "note", "处理意见", "Decision", "听取双方后为何维持", "Why it stands, both sides heard"),)
SUMMARY = (
    Field("root_cause", "note", "根源分析", "Root cause", "为什么会发生", "Why it happened"),
    Field("prevention", "note", "纠正预防措施", "Corrective and preventive measures", "今后怎样避免", "How it is kept from happening again"),
    Field("superior_found", "flag", "查实上司有管理责任", "Superior found answerable", "经查实的勾选", "Tick where it was found so", required=False),
)
SANCTIONS = (
    Choice("none", "不处分", "None"), Choice("fine", "仅罚款", "The fine only"), Choice("warning", "行政警告", "Administrative warning"),
    Choice("administrative_fine", "行政罚款", "Administrative fine"), Choice("demerit", "行政记过", "Demerit"),
    Choice("dismissal", "提请辞退", "Dismissal put forward"))
PENALTY = (
    Field("fine_confirmed", "money", "确认罚款（元）", "Fine confirmed (yuan)", "不高于建议数；不罚填 0", "Not above the proposal; 0 for none"),
    Field("sanction_decided", "choice", "确认处分", "Sanction confirmed", "不重于建议；辞退由主任提请", "Not graver than proposed; a dismissal is the director's to put forward", choices=SANCTIONS),
    Field("within_cap", "flag", "已核对扣款上限", "Cap on deductions checked", "不超过当月工资的限额，扣后不低于最低工资", "Within the share of the month's wage, and not below the minimum wage"),
    Field("penalty_opinion", "note", "确认意见", "Opinion", "为何确认、减轻或免除", "Why it is confirmed, lowered or dropped"),
)
REPORTED = (Field("posted_on", "date", "公布日期", "Posted on", "须公布的填写", "Where it is to be posted", required=False),)

# 绩效考核
REVIEWED = (EMPLOYEE, Field("month", "date", "月份", "Month", "填该月任何一天", "Any day of the month"))
HEADS = (
    Choice("dedication", "敬业精神与责任心", "Dedication and responsibility"), Choice("organising", "组织指挥与协调", "Organising and coordinating"),
    Choice("initiative", "创新能力与业绩", "New ideas and results"), Choice("attitude", "工作态度与纪律", "Attitude and discipline"),
    Choice("teamwork", "团队与服务意识", "Team and service spirit"), Choice("incidents", "事故与投诉", "Accidents and complaints"))
CHECKS = Field("checks", "rows", "检查记录", "Checks", "日检每天、周检每周一；其他部门、办公室、品质部随时", "Daily, weekly on Mondays; other departments, office and quality at any time", adds=True, columns=(
    Field("day", "date", "日期", "Day", "检查的日期", "Of the check"),
    Field("check_kind", "choice", "种类", "Kind", "日检、周检或抽查", "Daily, weekly or spot check", choices=(
        Choice("daily", "日检", "Daily"), Choice("weekly", "周检", "Weekly"), Choice("department", "部门评定", "Other department"),
        Choice("office", "办公室抽查", "Office"), Choice("quality", "品质抽查", "Quality"))),
    Field("head", "choice", "考评内容", "Head", "属于六项中的哪一项", "Which of the six", choices=HEADS),
    Field("finding", "text", "情况", "Finding", "看到了什么", "What was seen"),
    Field("points_off", "integer", "扣分", "Points off", "违规的填写", "For a breach", minimum=0, maximum=25, required=False),
    Field("points_on", "integer", "奖分", "Points on", "业绩突出的填写", "For outstanding work", minimum=0, maximum=25, required=False)))
SCORES = tuple(
    Field(f"score_{head.code}", "integer", head.zh, head.en, "六项合计一百分", "Of a hundred for all six", minimum=0, maximum=25 if head.code == "incidents" else 15)
    for head in HEADS
)
OBJECTION = (Field("objection", "note", "异议", "Objection", "哪一项、为什么", "Which head, and why"),)
VERIFIED = (*SCORES, Field("verified_how", "note", "核实情况", "How it was verified", "查了什么、与谁核对", "What was looked at, and with whom"))
# fmt: on
