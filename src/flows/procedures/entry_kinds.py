"""What the entries of registers are called: permits, cards and whatever else has a life of its own."""

from __future__ import annotations

from collections.abc import Mapping

from flows.definition import Text

# fmt: off
ENTRY_KINDS: Mapping[str, Text] = {
    "renovation_period": Text("装修期", "Renovation period"),
    "worker_pass": Text("出入证", "Worker's pass"),
    "hot_work_permit": Text("动火许可证", "Hot-work permit"),
    "additional_works": Text("增加项目", "Additional works"),
    "patrol_problem": Text("巡查问题", "Problem found on patrol"),
    "release_slip": Text("放行条", "Release slip"),
    "released_item": Text("放行物品", "Item on a release slip"),
    "carried_work": Text("结转事项", "Work carried over"),
    "duty": Text("值班", "Duty"),
    "duty_swap": Text("换班", "Swap"),
    "training_session": Text("培训", "Training session"),
}

ENTRY_STATES: Mapping[str, Text] = {
    "in_use": Text("在用", "In use"),
    "void": Text("已作废", "Void"),
    "returned": Text("已退回", "Returned"),
    "used": Text("已用毕", "Used"),
    "ended": Text("已结束", "Ended"),
}
OWN_WORDS: Mapping[tuple[str, str], Text] = {
    ("patrol_problem", "in_use"): Text("待处理", "Open"),
    ("patrol_problem", "ended"): Text("已处理", "Settled"),
    ("released_item", "in_use"): Text("未放行", "Not out"),
    ("released_item", "used"): Text("已放行", "Out"),
    ("released_item", "void"): Text("没有带出", "Stayed"),
    ("release_slip", "used"): Text("已放行", "Used"),
    ("carried_work", "in_use"): Text("待跟进", "To be followed up"),
    ("carried_work", "used"): Text("已办结", "Done"),
    ("carried_work", "ended"): Text("转下一班", "Passed on"),
    ("duty", "in_use"): Text("有效", "Stands"),
    ("duty", "void"): Text("已删去", "Dropped"),
    ("duty", "ended"): Text("已值班", "Over"),
    ("duty_swap", "in_use"): Text("有效", "Stands"),
    ("duty_swap", "ended"): Text("已值班", "Over"),
    ("training_session", "in_use"): Text("已培训", "Held"),
}
"""(kind, state) where an office has its own word for the state."""
# fmt: on


def state_of(kind: str, state: str) -> Text:
    """What the state of an entry is called."""
    return OWN_WORDS.get((kind, state)) or ENTRY_STATES.get(state, Text(state, state))
