"""What a complaint asks for. The handbooks give the form KF-012 by its title only: the fields are ours."""

from __future__ import annotations

from flows.definition import Choice, Field
from flows.procedures.roles import (
    CLEANING_LEAD,
    COMPANY_MANAGER,
    CS_SUPERVISOR,
    DIRECTOR,
    DUTY_MANAGER,
    ENGINEERING_SUPERVISOR,
    FINANCE,
    FRONT_DESK,
    LOBBY_LEAD,
    SAFETY_SUPERVISOR,
    SECURITY,
)

DEPARTMENTS = (
    FRONT_DESK,
    LOBBY_LEAD,
    CS_SUPERVISOR,
    DUTY_MANAGER,
    ENGINEERING_SUPERVISOR,
    SAFETY_SUPERVISOR,
    SECURITY,
    CLEANING_LEAD,
    FINANCE,
)
# Who can come to have a complaint: a department, or whoever took it over.
HANDLERS = (*DEPARTMENTS, DIRECTOR, COMPANY_MANAGER)

# One field a line.
# fmt: off
RECORD = (
    Field("channel", "choice", "投诉渠道", "Channel", "从哪里收到的", "How it reached us", choices=(
        Choice("desk", "当面", "In person"), Choice("phone", "电话", "Telephone"), Choice("letter", "信函", "Letter"),
        Choice("online", "网络", "Online"), Choice("hotline", "政府热线转办", "Public hotline"), Choice("other", "其他", "Other"))),
    Field("content", "note", "投诉内容", "What the complaint is", "时间、地点、事情，按原话记", "When, where and what, as it was said"),
    Field("remedy_wanted", "note", "投诉人的要求", "Remedy asked for", "希望怎样解决", "What would settle it", required=False),
    Field("complainant", "text", "投诉人姓名", "Complainant", "登记册中没有的人在此填写", "Who is not in the register", required=False, personal=True),
    Field("contact", "phone", "联系电话", "Contact telephone", "用于反馈和回访", "For feedback and follow-up", required=False, personal=True),
    Field("anonymous", "flag", "匿名投诉", "Anonymous", "投诉人不愿留名", "The complainant gives no name", required=False),
    Field("read_back", "flag", "已复述并经确认", "Repeated and confirmed", "把所记内容念给投诉人听", "Read to the complainant what you wrote", required=False),
    Field("about_staff", "user", "被投诉的员工", "Member of staff complained of", "投诉员工时填写；此人不能经办", "Where it is about one; they can't handle it", required=False),
)

GRADING = (
    Field("grade", "choice", "投诉等级", "Grade", "涉及安全、伤害、媒体或多户的为重大", "Major: safety, injury, the press, or several households", choices=(
        Choice("general", "一般", "General"), Choice("serious", "严重", "Serious"), Choice("major", "重大", "Major"))),
    Field("category", "choice", "投诉类别", "Category", "用于月度分析", "For the month's analysis", choices=(
        Choice("repairs", "维修设施", "Repairs and facilities"), Choice("cleaning", "清洁绿化", "Cleaning and greening"),
        Choice("security", "秩序安全", "Order and security"), Choice("parking", "停车", "Parking"),
        Choice("noise", "噪声邻里", "Noise and neighbours"), Choice("renovation", "装修", "Renovation"),
        Choice("fees", "收费", "Fees"), Choice("conduct", "服务态度", "Staff conduct"), Choice("other", "其他", "Other"))),
)
ASSIGNMENT = (
    *GRADING,
    Field("department", "choice", "承办部门", "Department", "由谁负责调查处理", "Who investigates and settles",
        choices=tuple(Choice(role.code, role.zh, role.en) for role in DEPARTMENTS)),
    Field("assignee", "user", "经办人", "Person in charge", "该部门的一名员工，不能是被投诉人", "One of that department; never the person complained of"),
)
PROPOSAL = (
    Field("findings", "note", "调查情况", "Findings", "事实、原因、责任", "Facts, cause, responsibility"),
    Field("measures", "note", "整改措施", "Measures", "打算怎样整改", "What will be put right"),
    Field("compensation", "money", "赔偿金额（元）", "Compensation (yuan)", "不赔填 0；有赔偿须主任批准", "0 for none; any needs the director's approval"),
)
ESCALATION = (Field("why_escalated", "note", "上报原因", "Why escalated", "本级为何不能解决", "Why it can't be settled at this level"),)
REPORT = (Field("company_report", "note", "上报公司内容", "Report to the company", "报给谁、怎样报的、公司意见", "To whom, how, and what the company said"),)
FEEDBACK = (Field("feedback_given", "note", "反馈情况", "Feedback given", "怎样说明结果，投诉人的反应；匿名的写公示方式", "What was explained and how it was taken; for an anonymous one, how it was made known"),)
# fmt: on
