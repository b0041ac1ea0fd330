"""What the record of day-to-day conduct asks for, CSH 4.2.2."""

from __future__ import annotations

from flows.definition import Choice, Field
from flows.procedures.appraisal_forms import DECISION as DECISION
from flows.procedures.appraisal_forms import EMPLOYEE, PENALTY
from flows.procedures.appraisal_forms import OBJECTION as OBJECTION

# One field a line.
# fmt: off
HALVES = tuple(Choice(f"{n // 2}" if n % 2 == 0 else f"{n // 2}_5", f"{n / 2:g} 分", f"{n / 2:g}") for n in range(1, 21))
OFFENCE = Field("offence", "choice", "扣分项目", "Offence", "按客服人员考核规程", "As the rules for service staff have it", choices=(
    Choice("late", "迟到", "Late"), Choice("absent", "缺勤一天", "Absent for a day"), Choice("leave", "无故请假一天", "A day's leave without cause"),
    Choice("stand_in", "叫人顶岗", "Had somebody stand in"), Choice("uniform", "工装、工牌、领带不全", "Uniform, badge or tie missing"),
    Choice("hair", "妆容、头发不整", "Make-up or hair out of order"), Choice("nails", "指甲、染发不合要求", "Nails or dyed hair against the rules"),
    Choice("posture", "坐姿、站姿不端正", "Slouching"), Choice("grooming", "当众整衣、化妆、剪指甲", "Grooming in public"),
    Choice("quarrel", "与业主争吵", "Quarrelled with an owner"), Choice("grave_quarrel", "与业主争吵，严重的", "Quarrelled with an owner, gravely"),
    Choice("complained_of", "服务不主动，被业主投诉", "An owner complained of the service"), Choice("dozing", "打瞌睡", "Dozed"),
    Choice("grave_dozing", "睡觉或情况严重的", "Slept, or gravely so"), Choice("telephone", "电话聊天", "Chatted on the telephone"),
    Choice("idle_talk", "值班闲聊", "Idle talk on duty"), Choice("reading", "看书看报", "Read on duty")))
HAPPENED_ON = Field("happened_on", "date", "发生日期", "Happened on", "按发生的月份累计", "Counted in the month in which it happened")
SEEN = (EMPLOYEE, OFFENCE, HAPPENED_ON)

NOTED = (
    EMPLOYEE, OFFENCE,
    Field("minutes_off", "integer", "分钟数", "Minutes", "迟到或顶岗的填写", "For lateness or a stand-in", required=False, minimum=1, maximum=1440),
    Field("points_weighed", "choice", "酌定扣分", "Points weighed", "规程给出上下限的填写，固定分值的不填", "Where the rules give a range; not where they fix the points", required=False, choices=HALVES),
    Field("conduct_seen", "note", "经过与依据", "What was seen", "时间、地点、经过，考勤机、监控或见证人", "When, where, what; the clock, a camera or a witness"),
    Field("conduct_corrected", "text", "当场纠正", "Put right at once", "怎样提醒、纠正的", "How it was put right on the spot"),
)
MONTH = (
    Field("points_more", "choice", "屡犯另扣", "More for repeating it", "当月第三、四次按规程另扣的填写", "For the third or fourth time in the month, as the rules have it", required=False, choices=HALVES),
    Field("month_words", "note", "月度考核意见", "Words on the month", "本月表现和改进要求", "On the month, and what is to change"),
)
MEASURES = (
    Choice("none", "无", "None"), Choice("warning", "警告", "Warning"), Choice("demerit", "记过", "Demerit"),
    Choice("judged", "视情节处分", "A sanction by its gravity"), Choice("left", "提请主任按自动离职处理", "Put to the director as having left"))
CONFIRMED = (
    Field("measure_decided", "choice", "确认处分", "Sanction confirmed", "不重于建议", "Not graver than proposed", choices=MEASURES[:3]),
    Field("docking_confirmed", "money", "确认扣工资（元）", "Docking confirmed (yuan)", "不高于建议数；不扣填 0", "Not above the proposal; 0 for none", minimum=0),
    PENALTY[2],
    Field("conduct_opinion", "note", "确认意见", "Opinion", "为何确认或减轻", "Why it is confirmed or lowered"),
)
# fmt: on
