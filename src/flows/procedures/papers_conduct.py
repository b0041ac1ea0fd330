"""The printed record of day-to-day conduct and its register, CSH 4. The layout is ours: the handbook names none."""

from __future__ import annotations

from flows.definition import Column, Place, Register, Sheet
from flows.procedures.papers_office import PROPOSED_EN, PROPOSED_ZH

# One form and one register a paragraph.
# fmt: off
SHEETS: tuple[Sheet, ...] = (
    Sheet("conduct_sheet", "conduct_record", "日常考核登记", "Record of conduct", after=("submit",),
        fields=("employee", "happened_on", "offence", "minutes_off", "points_noted", "conduct_seen", "conduct_corrected", "objection", "decision_told",
            "conduct_times", "points_more", "points_reckoned", "conduct_month", "measure_proposed", "docking_proposed", "month_words",
            "measure_decided", "docking_confirmed", "conduct_opinion"),
        places=(Place("登记人", "Noted by", "submit"), Place("本人认可", "The employee", "acknowledge"), Place("异议", "Objection", "object"),
            Place("维持", "Upheld by", "uphold"), Place("撤销", "Revoked by", "revoke"), Place("月末汇总", "Summed up by", "summarise"), Place("确认人", "Confirmed by", "confirm_points"),
            Place("不予扣分", "Waived by", "waive_points"), Place("主任决定", "The director", "count_as_left")),
        note_zh=PROPOSED_ZH, note_en=PROPOSED_EN, clause="CSH 4.1.1, CSH 4.2.1"),
)
REGISTERS: tuple[Register, ...] = (
    Register("conduct_register", "conduct_record", "日常考核登记本", "Register of conduct", (
        Column("field:month"), Column("number"), Column("field:employee"), Column("field:happened_on"), Column("field:offence"),
        Column("field:minutes_off"), Column("field:points_noted"), Column("field:conduct_times"), Column("field:points_reckoned"),
        Column("field:conduct_month"), Column("field:measure_proposed"), Column("field:docking_proposed"), Column("field:measure_decided"),
        Column("field:docking_confirmed"), Column("by:submit", "登记人", "Noted by"), Column("said:count_as_left", "按离职处理的理由", "Why taken as having left"),
        Column("state")), clause="CSH 4.1.1-2"),
)
# fmt: on
