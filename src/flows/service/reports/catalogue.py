"""Every report: what it is called, who may read it, what it is made of."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from flows.definition import BEYOND, Text
from flows.service.reports import (
    complaints,
    deposits,
    follow_ups,
    handovers,
    money,
    permits,
    points,
    special,
    training,
    waiting,
)
from flows.service.reports.month import Month
from flows.service.reports.rows import Reader
from flows.service.reports.tables import Table

HEADS = ("cs_supervisor", "director", "company_manager", "office")
ACCOUNTS = (*HEADS, "finance", "archivist")


@dataclass(frozen=True, slots=True)
class Report:
    """`gather` reads the rows, `tell` makes the tables of them and of nothing else. `readers`: the posts that may see
    it; none: every post of the site. `monthly` False: it tells how things stand now."""

    name: str
    title: Text
    about: Text
    gather: Callable[[Reader], Any]
    tell: Callable[[Any, Month], tuple[Table, ...]]
    clause: str = BEYOND
    readers: tuple[str, ...] = ()
    monthly: bool = True


# fmt: off
REPORTS: Mapping[str, Report] = {report.name: report for report in (
    Report("money", Text("月度对账", "The month's money"),
        Text("应收、实收、退还、扣留、未收和失效，差异逐笔说明。", "Set, received, refunded, kept, outstanding and lapsed, each difference explained."),
        money.gather, money.tell, "SSP 2.6.1.4", ACCOUNTS),
    Report("deposits", Text("押金留存与应退", "Deposits held and due"),
        Text("替谁留着多少押金，哪些到了退还日。", "What is held for whom, and what is due for return."),
        money.gather, deposits.tell, "EMP renovation", (*ACCOUNTS, "front_desk")),
    Report("follow_ups", Text("回访与抽查", "Follow-ups and spot checks"),
        Text("现金单全部回访，托收单不低于规定比例；负责人和经理各抽查三单以上。", "All cash orders, most bank-collected ones; the head and the manager each check three."),
        follow_ups.gather, follow_ups.tell, "SSP 2.7.1, SSP 2.7.4, CSH 5.7.7, CSH 5.8.6"),
    Report("complaints", Text("投诉分析", "Complaints"),
        Text("按类别、等级、楼栋、部门：办结时间、逾期、重开、满意。", "By category, grade, building and department: time to close, overdue, reopened, content."),
        complaints.gather, complaints.tell, "CSH 1.2.2.6"),
    Report("permits", Text("证件有效与到期", "Permits in force and running out"),
        Text("许可证、出入证、装修期：有效、快到期、已过期。", "Permits, passes, renovation periods: in force, running out, run out."),
        permits.gather, permits.tell, monthly=False),
    Report("training", Text("培训与考核", "Training and results"),
        Text("课时按内容、授课人和讲师；考核成绩；每季消防考核。", "Hours by subject and teacher; results; fire training by quarter."),
        training.gather, training.tell, "CSH 3.3.3.4, CSH 3.3.4", (*HEADS, "trainer", "lobby_lead", "safety_supervisor")),
    Report("points", Text("扣分与奖惩建议", "Points and proposals"),
        Text("每人每月，三套办法各算各的。", "Per person and month, each of the three schemes by itself."),
        points.gather, points.tell, "KPI 3.4, KPI 4, CSH 3.4", (*HEADS, "quality_inspector")),
    Report("handovers", Text("交接班", "Handovers"),
        Text("交接、退回、拒绝接班及原因。", "Handed over, sent back, refused and why."),
        handovers.gather, handovers.tell, "CSH 2.6, EMP ch4.1.1"),
    Report("waiting", Text("待办等待", "What waits where"),
        Text("每个岗位等着多少事、等了多久。", "How much waits at each post, and how long."),
        waiting.gather, waiting.tell, monthly=False),
    Report("special", Text("特殊处理", "Special treatment"),
        Text("本月免去的条件：谁、为什么、是否用了。", "Conditions set aside this month: by whom, why, and whether use was made of it."),
        special.gather, special.tell, "EMP ch3.25"),
)}
# fmt: on
