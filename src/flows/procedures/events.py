"""The verbs of all procedures: one word, one meaning, one translation."""

from __future__ import annotations

from collections.abc import Mapping

from flows.definition import Event

# An application and its chain of approvals.
SUBMIT = Event("submit", "提交", "Submit")
ENDORSE = Event("endorse", "审核同意", "Endorse", "approval")
APPROVE = Event("approve", "批准", "Approve", "approval")
RETURN = Event("return", "退回", "Return", "return")
REJECT = Event("reject", "驳回", "Reject", "reject")
WITHDRAW = Event("withdraw", "撤回", "Withdraw", "withdraw")
REVOKE = Event("revoke", "撤销", "Revoke", "revoke")
EXPIRE = Event("expire", "过期", "Expire", "expire")
ADOPT_EXTENSION = Event("adopt_extension", "更新装修期限", "Take over the extension", "follow")
CLOSE = Event("close", "关闭", "Close")

# A permit on paper.
ISSUE = Event("issue", "开具许可证", "Issue the permit")
SEAL = Event("seal", "盖章", "Seal")
HAND_OVER = Event("hand_over", "交付原件", "Hand over")
FINISH_WORK = Event("finish_work", "收工", "Finish work")

# A release slip and the gate.
RECORD_ATTEMPT = Event("record_attempt", "登记联系业主", "Record an attempt to reach the owner", "note")
SIGN = Event("sign", "签字", "Sign", "approval")
RELEASE = Event("release", "核对放行", "Let out")
STOP_AT_GATE = Event("stop_at_gate", "拦下登记", "Stop at the gate", "note")

# A renovation's extension and its workers' passes.
RECORD_PAYMENT = Event("record_payment", "登记收款", "Record the payment")
REGISTER_EXTENSION = Event("register_extension", "登记新期限", "Register the extension")
FINISH_REISSUE = Event("finish_reissue", "换证完毕", "Finish the reissue")
VERIFY = Event("verify", "核验", "Verify")
REQUEST_PAYMENT = Event("request_payment", "通知缴费", "Request payment")
MAKE_CARDS = Event("make_cards", "制证", "Make the cards")
SIGN_FOR = Event("sign_for", "签收", "Sign for the cards")
STAMP = Event("stamp", "财务盖章", "Stamp")
VOID_PASS = Event("void_pass", "作废证件", "Void a pass", "void")
REISSUE_PASS = Event("reissue_pass", "重办证件", "Reissue a pass")
RETURN_PASS = Event("return_pass", "退证退押金", "Take a pass back")

# A renovation.
SIGN_AGREEMENT = Event("sign_agreement", "签订协议", "Sign the agreement")
SUBMIT_DRAWINGS = Event("submit_drawings", "提交图纸", "Submit the drawings")
START_CONSTRUCTION = Event("start_construction", "办理开工", "Start construction")
REQUEST_PASSES = Event("request_passes", "补办出入证", "Ask for more passes", "note")
LOG_PATROL = Event("log_patrol", "登记巡查", "Log a patrol", "note")
PASS_PROBLEM = Event("pass_problem", "转交问题", "Pass a problem on")
SETTLE_PROBLEM = Event("settle_problem", "处理问题", "Settle a problem")
REQUEST_ACCEPTANCE = Event("request_acceptance", "申请验收", "Request the acceptance")
SIGN_ACCEPTANCE = Event("sign_acceptance", "验收签字", "Sign the acceptance", "note")
# Sends the work back to the customer: every department signs anew.
REQUEST_RECTIFICATION = Event("request_rectification", "要求整改", "Request rectification", "return")
REINSPECT = Event("reinspect", "复检通过", "Pass the re-inspection")
FIND_DAMAGE = Event("find_damage", "发现损坏", "Report damage found", "return")
WITHDRAW_AND_REFUND = Event("withdraw_and_refund", "撤回并退款", "Withdraw and refund", "withdraw")
REFUND_DEPOSIT = Event("refund_deposit", "退押金", "Refund the deposit")

# A service ordered by a customer.
REGISTER = Event("register", "登记需求", "Register the request")
DECLINE = Event("decline", "婉拒", "Decline", "reject")
RESCHEDULE = Event("reschedule", "改约", "Reschedule", "note")
DISPATCH = Event("dispatch", "派工", "Dispatch")
RECEIVE_ORDER = Event("receive_order", "接单", "Receive the order")
AGREE_FEE = Event("agree_fee", "商定费用", "Agree the fee")
CANCEL = Event("cancel", "取消", "Cancel", "cancel")
DRAW_MATERIALS = Event("draw_materials", "领用材料", "Draw materials", "note")
RETURN_MATERIALS = Event("return_materials", "退还材料", "Return materials", "note")
START_SERVICE = Event("start_service", "开始服务", "Start the service")
COMPLETE = Event("complete", "报告完成", "Report completion")
ACCEPT = Event("accept", "验收合格", "Accept")
REQUEST_REWORK = Event("request_rework", "要求返工", "Request rework")
ESCALATE = Event("escalate", "上报", "Escalate", "escalate")
SETTLE = Event("settle", "处理结案", "Settle")
WRITE_OFF = Event("write_off", "核销派工单", "Write off the order")
CHARGE_CASH = Event("charge_cash", "现金收费", "Charge in cash")
CHARGE_BANK = Event("charge_bank", "银行托收", "Charge through the bank")
RECORD_FOLLOW_UP = Event("record_follow_up", "登记回访", "Record the follow-up")
ARCHIVE_UNVISITED = Event("archive_unvisited", "免回访归档", "Archive without a follow-up")
RECORD_DISSATISFIED = Event("record_dissatisfied", "登记不满意", "Record dissatisfaction")

# Cleaning and repairs at home.
NAME_TIME = Event("name_time", "定上门时间", "Name a time", "note")
CALL_BACK = Event("call_back", "回电告知时间", "Call back with the time")
WRITE_ORDER = Event("write_order", "开具服务单", "Write the order")
ARRIVE = Event("arrive", "登记到场", "Record the arrival")
ASSESS = Event("assess", "登记检查结果", "Record the findings", "note")
WAIT_FOR_PARTS = Event("wait_for_parts", "登记待料", "Wait for parts")
RECORD_PROGRESS = Event("record_progress", "登记跟进", "Record progress", "note")

# Accounts with a carrier or supplier.
ENTER = Event("enter", "登入登记本", "Enter in the register")
SEND = Event("send", "发送资料", "Send the data")
REFUND_FEE = Event("refund_fee", "退费撤回", "Refund and withdraw", "withdraw")
OPEN_ACCOUNT = Event("open_account", "登记开通", "Record the opening")

# Moving in and out.
CONFIRM_READY = Event("confirm_ready", "确认准备就绪", "Confirm that you are ready", "note")
FINISH_PREPARATIONS = Event("finish_preparations", "准备完毕", "Finish the preparations")
MOVE_IN = Event("move_in", "登记迁入", "Record the move")
ORDER_SERVICE = Event("order_service", "另立特约服务", "Order a service", "note")
SCHEDULE = Event("schedule", "约定迁出时间", "Fix the time")
WORK_OUT_ARREARS = Event("work_out_arrears", "核算欠费", "Work out what is unpaid", "note")
SEND_MEMO = Event("send_memo", "发工作联系单", "Send the work-contact sheet")
INSPECT_UNIT = Event("inspect_unit", "登记查验", "Record the inspection")
AGREE_COMPENSATION = Event("agree_compensation", "商定赔偿", "Agree the compensation")
CLEAR = Event("clear", "确认结清", "Confirm that all is paid")
START_RELEASE = Event("start_release", "另开放行条", "Start a release slip", "note")

# Work in the common parts.
NOTIFY = Event("notify", "张贴通知", "Post the notice")
SECURE = Event("secure", "设警示围挡", "Secure the place")
START_WORK = Event("start_work", "开工", "Begin the work")
CLEAN_UP = Event("clean_up", "清场", "Clear the place")

# The customer's voice.
RECORD = Event("record", "记录投诉", "Record the complaint")
RESOLVE_AT_DESK = Event("resolve_at_desk", "当场解决", "Resolve at the desk")
ASSIGN = Event("assign", "分派", "Assign")
INVESTIGATE = Event("investigate", "着手调查", "Investigate")
PROPOSE = Event("propose", "提出处理方案", "Propose a resolution")
APPROVE_RESOLUTION = Event("approve_resolution", "审定处理方案", "Approve the resolution", "approval")
TAKE_OVER = Event("take_over", "接手处理", "Take over")
REPORT_TO_COMPANY = Event("report_to_company", "上报公司", "Report to the company", "note")
GIVE_FEEDBACK = Event("give_feedback", "反馈结果", "Give feedback")
# Sends the case back for want of satisfaction: the measures go through their approvals anew.
REOPEN = Event("reopen", "重新处理", "Reopen", "return")

# Shifts and rosters.
INSPECT = Event("inspect", "接班检查", "Inspect the shift")
SIGN_HANDOVER = Event("sign_handover", "交接签名", "Sign the handover")
REFUSE_HANDOVER = Event("refuse_handover", "拒绝接班", "Refuse the handover", "reject")
# Sends the case back: the shift is handed over anew, with both signatures.
ORDER_ANEW = Event("order_anew", "责成重新交接", "Order it handed over anew", "return")
CHANGE_INCOMING = Event("change_incoming", "更换接班人", "Name another for the next shift")
SETTLE_WORK = Event("settle_work", "办结结转事项", "Settle work carried over", "note")
REVIEW_LOG = Event("review_log", "审阅值班记录", "Review the log", "approval")
ADD_DUTIES = Event("add_duties", "排班", "Add duties", "note")
DROP_DUTIES = Event("drop_duties", "删去排班", "Drop duties", "void")
PUBLISH = Event("publish", "公布", "Publish")
SWAP_DUTY = Event("swap_duty", "登记换班", "Record a swap", "note")
ARCHIVE = Event("archive", "归档", "Archive")

# Training.
BEGIN_THEORY = Event("begin_theory", "开始理论培训", "Begin the theory")
BEGIN_PRACTICE = Event("begin_practice", "转入岗位实习", "Begin the practice")
RECORD_SESSION = Event("record_session", "登记培训", "Record training sessions", "note")
CALL_TO_EXAM = Event("call_to_exam", "安排考核", "Call to the exam")
RECORD_RESULT = Event("record_result", "登记考核成绩", "Record the result")
CARRY_OUT = Event("carry_out", "开始执行", "Carry it out")
# Sends the plan to the director again: it is approved anew.
REVISE = Event("revise", "修订计划", "Revise the plan", "return")
RATE_LECTURER = Event("rate_lecturer", "登记讲师效果未达标", "Record teaching below standard", "note")
CONFIRM_POINTS = Event("confirm_points", "确认扣分", "Confirm the points")
WAIVE_POINTS = Event("waive_points", "不予扣分", "Waive the points", "revoke")
COACH = Event("coach", "登记单独培训", "Record the coaching")
DISMISS = Event("dismiss", "同意辞退", "Agree to the dismissal", "approval")
KEEP_ON = Event("keep_on", "不予辞退", "Keep on", "return")
ANALYSE = Event("analyse", "统计分析", "Analyse the result")

# Faults and performance.
ISSUE_NOTICE = Event("issue_notice", "签发通知单", "Issue the notice")
ACKNOWLEDGE = Event("acknowledge", "签收认可", "Acknowledge")
APPEAL = Event("appeal", "申诉", "Appeal")
RECORD_SILENCE = Event("record_silence", "登记逾期未答复", "Record that no answer came")
UPHOLD = Event("uphold", "维持", "Uphold")
SUMMARISE = Event("summarise", "月末汇总", "Sum up the month")
CONFIRM_PENALTY = Event("confirm_penalty", "确认处罚", "Confirm the penalty", "note")
REPORT_TO_FINANCE = Event("report_to_finance", "报送财务", "Report to finance")
RECORD_CHECK = Event("record_check", "登记检查", "Record checks", "note")
AGREE = Event("agree", "认可", "Agree", "note")
OBJECT = Event("object", "提出异议", "Object")
VERIFY_SCORES = Event("verify_scores", "核实分数", "Verify the scores")
COUNT_AS_LEFT = Event("count_as_left", "按自动离职处理", "Take as having left", "approval")

EVENTS: Mapping[str, Event] = {thing.code: thing for thing in list(globals().values()) if isinstance(thing, Event)}
