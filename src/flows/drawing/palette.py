"""How posts and kinds of arrows look: a colour, and something beside the colour for whoever does not see it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from zlib import crc32

from flows.definition.arrows import Look
from flows.definition.text import Text

INK, SOFT_INK, PAPER, RULE = "#1f2933", "#3e4c59", "#ffffff", "#9aa5b1"
DONE, HERE = "#1e7b34", "#d9480f"


@dataclass(frozen=True, slots=True)
class Tint:
    """A post: fill of its boxes, colour of border and stripe, and the dash pattern of the stripe."""

    fill: str
    line: str
    dash: str


@dataclass(frozen=True, slots=True)
class Pen:
    """A kind of arrow: colour, width, dash pattern and head, and what the legend calls it."""

    colour: str
    width: float
    dash: str
    head: str
    words: Text


SOLID, LONG, SHORT, DOTS, MIXED, GAPS = "", "12 4", "5 4", "2 3", "12 3 2 3", "3 8"
TINTS: Mapping[str, Tint] = {
    "front_desk": Tint("#e3f0fc", "#1f6fb2", SOLID),
    "lobby_assistant": Tint("#e0f4f4", "#14797b", DOTS),
    "lobby_lead": Tint("#e0f4f4", "#14797b", MIXED),
    "cs_supervisor": Tint("#e8e6fb", "#5146b5", LONG),
    "duty_manager": Tint("#eef1dc", "#6a7420", SHORT),
    "engineering_supervisor": Tint("#fdeeda", "#b0620a", LONG),
    "safety_supervisor": Tint("#fbe4e2", "#b23a32", SHORT),
    "director": Tint("#efe3f5", "#7d3f98", MIXED),
    "company_manager": Tint("#f8e1ee", "#a22c6d", GAPS),
    "finance": Tint("#e2f3e4", "#2c7a3d", DOTS),
    "warehouse": Tint("#efe8df", "#7a5a36", SHORT),
    "technician": Tint("#fdf5cf", "#8a6d00", GAPS),
    "cleaning_lead": Tint("#e0f6ee", "#1c7d5f", LONG),
    "security": Tint("#e6e9ee", "#46566b", SHORT),
    "archivist": Tint("#f3ece4", "#8b5e3c", DOTS),
    "quality_inspector": Tint("#e6eef7", "#35618e", MIXED),
    "office": Tint("#f7ebe1", "#96531f", GAPS),
    "trainer": Tint("#e8f2e3", "#4a7331", LONG),
    "administrator": Tint("#eaeaea", "#444444", DOTS),
    "named": Tint("#eceff1", "#546e7a", MIXED),
}
SPARE = (
    Tint("#e1f1f7", "#256d85", MIXED),
    Tint("#f6e9dc", "#84521c", SHORT),
    Tint("#eaf0d9", "#5c6b1c", GAPS),
    Tint("#f4e6f1", "#8a3a7a", SHORT),
)
END_WELL, END_BADLY = Tint("#e6f4ea", "#1e7b34", SOLID), Tint("#f1f1f1", "#5f6b76", SHORT)

PENS: Mapping[Look, Pen] = {
    "forward": Pen("#37474f", 1.5, "", "solid", Text("办理，进入下一环节", "Work done, on to the next step")),
    "approval": Pen("#1b6b2f", 2.4, "", "solid", Text("审批通过（须写意见）", "Approved, with an opinion")),
    "return": Pen("#b45309", 1.6, "8 4", "open", Text("退回（须写原因）", "Returned, with a reason")),
    "reject": Pen(
        "#b3261e", 1.7, "2 3", "bar", Text("驳回、撤销、作废（须写原因）", "Rejected, revoked or voided, with a reason")
    ),
    "withdraw": Pen(
        "#6b4c9a", 1.6, "9 3 2 3", "hollow", Text("撤回、取消（须写原因）", "Withdrawn or cancelled, with a reason")
    ),
    "escalate": Pen("#ad1457", 2.2, "14 3", "double", Text("升级上报", "Escalated to the level above")),
    "clock": Pen("#0b63a5", 1.6, "4 4", "hollow", Text("到时由时钟自动办理", "Taken by the clock when due")),
    "added": Pen("#00707a", 3.2, "", "solid", Text("＋ 新版新增", "＋ New in the later version")),
    "removed": Pen("#b3261e", 2.0, "2 5", "bar", Text("－ 新版已删除", "－ Removed in the later version")),
    "changed": Pen("#8a5a00", 2.4, "12 4", "double", Text("≠ 两版不同", "≠ Changed between the two")),
}


def tint(post: str) -> Tint:
    """The same post looks the same in every picture; one not listed gets a spare look by its name."""
    return TINTS.get(post) or SPARE[crc32(post.encode()) % len(SPARE)]
