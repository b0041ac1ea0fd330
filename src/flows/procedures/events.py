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
CLOSE = Event("close", "关闭", "Close")

# A permit on paper.
ISSUE = Event("issue", "开具许可证", "Issue the permit")
SEAL = Event("seal", "盖章", "Seal")
HAND_OVER = Event("hand_over", "交付原件", "Hand over")
FINISH_WORK = Event("finish_work", "收工", "Finish work")

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

EVENTS: Mapping[str, Event] = {thing.code: thing for thing in list(globals().values()) if isinstance(thing, Event)}
