"""二次装修及验收, EMP renovation: from the agreement over construction and joint acceptance to the refund of the deposit."""

from __future__ import annotations

from flows.definition import (
    BEYOND,
    CLOCK,
    Compute,
    Deadline,
    ExpectPayment,
    GiveNumber,
    MoveEntry,
    OpenEntry,
    Procedure,
    RecordPayment,
    Setting,
    SignOff,
    Span,
    StartCase,
    State,
    Transition,
)
from flows.procedures import events as on
from flows.procedures import guards_construction as work
from flows.procedures import renovation_forms as form
from flows.procedures.fields import AMOUNT, RECEIPT
from flows.procedures.guards_money import amount_is_fee
from flows.procedures.guards_party import owner_or_agent
from flows.procedures.guards_people import four_eyes
from flows.procedures.guards_renovation import PERIOD, extension_stands, present_end, renovation_period_runs
from flows.procedures.guards_works import found_not_load_bearing, wall_not_load_bearing, works_lie_ahead
from flows.procedures.limits import PAYMENT_DAYS, PAYMENT_DUE, REVIEW_DAYS, REVIEW_DUE
from flows.procedures.roles import (
    CS_SUPERVISOR,
    ENGINEERING_SUPERVISOR,
    FINANCE,
    FRONT_DESK,
    LOBBY_ASSISTANT,
    LOBBY_LEAD,
    SAFETY_SUPERVISOR,
    SECURITY,
)
from flows.procedures.worker_pass import WORKERS
from flows.procedures.works_forms import FOUND

DEPOSIT, RUBBISH = work.DEPOSIT, work.RUBBISH
PATROLLING = (FRONT_DESK, LOBBY_LEAD, LOBBY_ASSISTANT, SECURITY, *form.CONCERNED)
BUILDING = ("under_construction", "problem_open")
PAID = ("deposit_paid", "drawings_submitted", "engineering_review", "approved")
PASSES = StartCase("worker_pass", copies=("workers",))

# The two tables of the office: one row, one state, limit or arrow.
# fmt: off
PERIOD_OVER = Deadline("period_over", "装修期限届满", "Renovation period over", Span("field", field="period_end"), clause="CSH 5.3")
PATROL_DUE = Deadline("patrol_due", "巡查间隔", "Patrol due", Span("days", setting="patrol_days", since="patrolled_last"), clause="EMP renovation.5")
PROBLEM_DUE = Deadline("problem_due", "问题处理时限", "Problem to be settled", Span("working_days", setting="problem_days"), clause=BEYOND)
ACCEPTANCE_DUE = Deadline("acceptance_due", "联合验收时限", "Joint acceptance due", Span("working_days", setting="acceptance_days", since="inspection_at"), clause=BEYOND)
RECTIFY_DUE = Deadline("rectify_due", "整改期限", "To be put right", Span("field", field="rectify_by"), clause="EMP renovation.7")
REINSPECT_DUE = Deadline("reinspect_due", "复检时限", "Re-inspection due", Span("working_days", setting="reinspect_days"), clause=BEYOND)
REFUND_DUE = Deadline("refund_due", "退押金时限", "Refund due", Span("field", field="refund_by"), clause="EMP renovation.9")

STATES = [
    State("draft", "填写申请", "Draft", FRONT_DESK,
        "核对业主或装修负责人，帮客户填装修申请表；讲明并签订装修管理协议和装饰装修管理规定。动承重结构的不受理。",
        "Check the owner or agent and help with the application; explain agreement and rules and have them signed. What touches the load-bearing structure is not taken."),
    State("agreement_signed", "已签协议", "Agreement signed", FINANCE,
        "收装修押金和垃圾清运费，登记收据编号。", "Receive the deposit and the rubbish fee and record the receipt.", deadlines=(PAYMENT_DUE,)),
    State("deposit_paid", "已交押金", "Deposit paid", FRONT_DESK,
        "请客户提交图纸等设计方案；被退回的按修改意见重新提交。", "Ask the customer for drawings and design documents; after a return, for the ones changed as was asked."),
    State("drawings_submitted", "已交图纸", "Drawings submitted", FRONT_DESK,
        "核对资料齐全后转工程部审核。", "See that the documents are complete and pass them to engineering."),
    State("engineering_review", "工程主管审核", "Engineering review", ENGINEERING_SUPERVISOR,
        "审图，核实墙体、管线、荷载和防水，写明意见；不批准的写明要改什么，退还客户。",
        "Review drawings, walls, pipes, loads and waterproofing and write your opinion; what is not approved goes back to the customer with what to change.",
        deadlines=(REVIEW_DUE,)),
    State("approved", "已批准", "Approved", FRONT_DESK,
        "收进度表和施工人员名册，讲明规定，填装修期限；办理开工后系统另立出入证单据，由保安部协助办证。",
        "Take the schedule and the list of workers, explain the rules, fill in the period; construction starts with a related case for the passes, security helps."),
    State("under_construction", "施工中", "Under construction", FRONT_DESK,
        "按间隔巡查并登记；发现问题转有关主管，并向客户说明。新来的工人补办出入证。完工后客户申请验收，约好时间通知有关主管。",
        "Patrol at intervals and record it; pass problems to the supervisor concerned and explain them to the customer. New workers need passes. When done the customer asks for acceptance: fix a time and call the supervisors.",
        deadlines=(PERIOD_OVER, PATROL_DUE)),
    State("problem_open", "问题处理中", "Problem open", form.CONCERNED,
        "转给本岗位的问题，到现场处理并登记结果；全部处理完才能申请验收。",
        "Go and settle what was passed to your post and record the result; acceptance waits until all is settled.",
        deadlines=(PROBLEM_DUE, PERIOD_OVER, PATROL_DUE)),
    State("acceptance_requested", "联合验收", "Joint acceptance", form.CONCERNED,
        "各部门到场验收，合格的各自签字；任何一个部门都可以要求整改并写明内容。签齐后登记验收合格。",
        "Each department inspects and signs for its own; any of them may ask for rectification and says what. When all have signed, the acceptance is recorded.",
        deadlines=(ACCEPTANCE_DUE,),
        sign_offs=(SignOff(ENGINEERING_SUPERVISOR, "engineering_accepts"), SignOff(SAFETY_SUPERVISOR, "safety_accepts"), SignOff(CS_SUPERVISOR, "cs_accepts"))),
    State("rectification", "整改", "Rectification", FRONT_DESK,
        "把整改内容告知客户，到期前完成；完成后重新约时间验收，各部门重新签字。",
        "Tell the customer what to put right and by when; then fix a new inspection, for which each department signs anew.", deadlines=(RECTIFY_DUE,)),
    State("accepted", "验收合格", "Accepted", ENGINEERING_SUPERVISOR,
        "复检公共部位和设施有无损坏：客户自行修复，或按市价从押金扣赔；复检通过后押金开始计时。",
        "Re-inspect common parts for damage: the customer repairs it, or it is paid out of the deposit at the market price. From the passed re-inspection the deposit is held.",
        deadlines=(REINSPECT_DUE,)),
    State("deposit_held", "押金留存", "Deposit held", FINANCE,
        "满规定月数后退押金，扣赔的退余额；其间发现损坏由工程或客服登记，重新复检。",
        "Give the deposit back, less the deduction, once the months are over; damage found meanwhile is reported by engineering or customer service and re-inspected.",
        deadlines=(REFUND_DUE,)),
    State("closed", "已关闭", "Closed"),
    State("withdrawn", "已撤回", "Withdrawn"),
]
TRANSITIONS = [
    Transition(on.SIGN_AGREEMENT, "draft", "agreement_signed", needs=form.APPLICATION, documents=[form.AGREEMENT, form.HOUSE_RULES],
        when=[owner_or_agent, wall_not_load_bearing], effects=[
        Compute("deposit_due", work.deposit_due), Compute("rubbish_due", work.rubbish_due), Compute("fee", work.deposit_and_rubbish),
        ExpectPayment(DEPOSIT, "deposit_due"), ExpectPayment(RUBBISH, "rubbish_due")], clause="EMP renovation.1"),
    Transition(on.RECORD_PAYMENT, "agreement_signed", "deposit_paid", needs=[AMOUNT, RECEIPT], when=[amount_is_fee], effects=[
        RecordPayment(DEPOSIT, "deposit_due", "receipt"), RecordPayment(RUBBISH, "rubbish_due", "receipt")], clause="EMP renovation.1"),
    Transition(on.SUBMIT_DRAWINGS, "deposit_paid", "drawings_submitted", documents=[form.DRAWINGS], clause="EMP renovation.2"),
    Transition(on.SUBMIT, "drawings_submitted", "engineering_review", when=[owner_or_agent], clause="EMP renovation.3"),
    Transition(on.APPROVE, "engineering_review", "approved", needs=FOUND, when=[four_eyes, found_not_load_bearing], clause="EMP renovation.3"),
    Transition(on.RETURN, "engineering_review", "deposit_paid", clause="EMP renovation.3"),
    Transition(on.START_CONSTRUCTION, "approved", "under_construction", needs=form.START, documents=[form.SCHEDULE],
        when=[owner_or_agent, works_lie_ahead, work.within_renovation_months, work.no_other_renovation_runs, work.rules_explained],
        effects=[GiveNumber("permit_number", "ZX", "装修许可证编号", "Renovation permit number"), Compute("period_end", work.planned_end),
            Compute("patrolled_last", work.patrolled_now), PASSES,
            OpenEntry(PERIOD, copies=("permit_number",), valid_from="starts_on", valid_until="ends_on")], clause="EMP renovation.4, CSH 5.3"),
    Transition(on.SETTLE_PROBLEM, "problem_open", None, by=form.CONCERNED, route=work.problems_remain, needs=form.SETTLED, when=[work.own_departments_problem],
        effects=[MoveEntry(form.PROBLEM, "ended", line="problems_settled")], clause="EMP renovation.5"),
    Transition(on.SETTLE_PROBLEM, "problem_open", "under_construction", by=form.CONCERNED, needs=form.SETTLED, when=[work.own_departments_problem],
        effects=[MoveEntry(form.PROBLEM, "ended", line="problems_settled")], clause="EMP renovation.5"),
    Transition(on.REQUEST_ACCEPTANCE, "under_construction", "acceptance_requested", needs=[form.INSPECTION_AT], when=[work.inspection_ahead], clause="EMP renovation.6"),
    Transition(on.REQUEST_ACCEPTANCE, "rectification", "acceptance_requested", needs=[form.RECTIFIED, form.INSPECTION_AT], when=[work.inspection_ahead], clause="EMP renovation.6-7"),
    Transition(on.REQUEST_PASSES, BUILDING, None, by=FRONT_DESK, needs=[WORKERS], when=[renovation_period_runs], effects=[PASSES], clause="EMP renovation.4"),
    Transition(on.LOG_PATROL, BUILDING, None, by=PATROLLING, needs=[form.PATROLS], when=[work.patrol_not_ahead],
        effects=[Compute("patrolled_last", work.patrolled_now), Compute("period_end", present_end)], clause="EMP renovation.5"),
    Transition(on.ADOPT_EXTENSION, (*BUILDING, "acceptance_requested", "rectification"), None, by=CLOCK, when=[extension_stands], effects=[Compute("period_end", present_end)], clause="CSH 5.3.5"),
    Transition(on.PASS_PROBLEM, BUILDING, "problem_open", by=PATROLLING, needs=[form.PROBLEMS],
        effects=[OpenEntry(form.PROBLEM, copies=("problem", "department"), per="problems")], clause="EMP renovation.5"),
    Transition(on.SIGN_ACCEPTANCE, "acceptance_requested", None, by=form.CONCERNED, needs=[form.INSPECTED], when=[work.signs_for_one_department], signs=True, clause="EMP renovation.7"),
    Transition(on.REQUEST_RECTIFICATION, "acceptance_requested", "rectification", by=form.CONCERNED, needs=[form.RECTIFY_BY], when=[work.rectify_by_ahead], clause="EMP renovation.7"),
    Transition(on.ACCEPT, "acceptance_requested", "accepted", by=(FRONT_DESK, CS_SUPERVISOR), when=[work.somebody_signed], effects=[MoveEntry(PERIOD, "ended")], clause="EMP renovation.7"),
    Transition(on.REINSPECT, "accepted", "deposit_held", needs=form.DAMAGE, documents=[form.PRICE_PROOF], when=[work.deduction_fits], effects=[
        Compute("reinspected_on", work.this_day), Compute("refund_from", work.refund_from), Compute("refund_by", work.refund_by),
        Compute("refund_due", work.deposit_left)], clause="EMP renovation.8"),
    Transition(on.FIND_DAMAGE, "deposit_held", "accepted", by=(ENGINEERING_SUPERVISOR, CS_SUPERVISOR), clause="EMP renovation.8"),
    Transition(on.REFUND_DEPOSIT, "deposit_held", "closed", needs=[form.REFUND, RECEIPT], when=[work.hold_is_over, work.refund_is_due], effects=[
        RecordPayment(DEPOSIT, "refund", "receipt", gives_back=True), RecordPayment(DEPOSIT, "deduction", "receipt", keeps=True)], clause="EMP renovation.8-9"),
    Transition(on.WITHDRAW, ("draft", "agreement_signed"), "withdrawn", by=FRONT_DESK, clause=BEYOND),
    Transition(on.WITHDRAW_AND_REFUND, PAID, "withdrawn", by=FINANCE, needs=[form.REFUND, RECEIPT], when=[work.refund_is_whole], effects=[
        RecordPayment(DEPOSIT, "deposit_due", "receipt", gives_back=True), RecordPayment(RUBBISH, "rubbish_due", "receipt", gives_back=True)], clause=BEYOND),
]
# fmt: on

RENOVATION = Procedure(
    "renovation",
    version=1,
    zh="二次装修及验收",
    en="Renovation",
    prefix="RN",
    clause="EMP renovation",
    about_zh="签协议、交押金、审图、施工巡查、联合验收，复检通过三个月后退押金。",
    about_en="Agreement, deposit, drawings, construction with patrols, joint acceptance; the deposit goes back three months after the re-inspection.",
    states=STATES,
    transitions=TRANSITIONS,
    settings=[
        Setting("renovation_deposit", "2000", "装修押金", "Renovation deposit", BEYOND, "yuan"),
        Setting("rubbish_fee", "300", "装修垃圾清运费", "Rubbish-removal fee", BEYOND, "yuan"),
        Setting("renovation_months", 3, "装修期限", "Renovation period", "CSH 5.3", "months"),
        Setting(
            "refund_months", 3, "复检后押金留存", "Deposit held after the re-inspection", "EMP renovation.9", "months"
        ),
        Setting("refund_days", 7, "到期后退押金时限", "Time to refund once it may", BEYOND, "days"),
        Setting(
            "engineering_accepts", True, "工程部主管须验收签字", "Engineering signs the acceptance", "EMP renovation.7"
        ),
        Setting("safety_accepts", True, "安全主管须验收签字", "Safety signs the acceptance", "EMP renovation.7"),
        Setting(
            "cs_accepts", True, "客户服务主管须验收签字", "Customer service signs the acceptance", "EMP renovation.7"
        ),
        Setting("patrol_days", 7, "巡查间隔", "Days between patrols", BEYOND, "days"),
        Setting("problem_days", 1, "问题处理时限", "Time to settle a problem", BEYOND, "working days"),
        Setting("acceptance_days", 1, "联合验收时限", "Time for the joint acceptance", BEYOND, "working days"),
        Setting("reinspect_days", 3, "复检时限", "Time to re-inspect", BEYOND, "working days"),
        PAYMENT_DAYS,
        REVIEW_DAYS,
    ],
)
