"""A small procedure with one of everything that a picture must show."""

from flows.definition import (
    BEYOND,
    CLOCK,
    Document,
    Event,
    Field,
    Guard,
    Procedure,
    Role,
    RoleFrom,
    State,
    Transition,
)

DESK = Role("front_desk", "前台接待", "Front desk")
CHIEF = Role("director", "管理处主任", "Management-office director")
LEAD = Role("lobby_lead", "大堂助理班长", "Lobby lead")
GATE = Role("security", "保安部", "Gate")
OWNER = Guard("is_owner", lambda _: True, "须由业主本人提出", "The owner must ask in person")
SMALL = Guard("is_small", lambda _: True, "数量不超过三件", "No more than three things")

SUBMIT = Event("submit", "提交", "Submit")
APPROVE = Event("approve", "批准 <甲 & 乙>", 'Approve <A & "B">', "approval")
RETURN = Event("return", "退回", "Return", "return")
REJECT = Event("reject", "驳回", "Reject", "reject")
WITHDRAW = Event("withdraw", "撤回", "Withdraw", "withdraw")
EXPIRE = Event("expire", "过期", "Expire", "expire")
ESCALATE = Event("escalate", "上报", "Escalate", "escalate")
NOTE = Event("note", "补充说明", "Add a note", "note")
RELEASE = Event("release", "放行", "Let out")
RELEASE_IN_PARTS = Event("release_in_parts", "分批放行", "Let out in parts")

STATES = (
    State("draft", "填写申请", "Draft", DESK),
    State("first_review", "初审", "First review", CHIEF),
    State("second_review", "复审", "Second review", (CHIEF, DESK)),
    State("valid", "有效", "Valid", GATE),
    State("upstairs", "上级处理", "Handled by the level above", RoleFrom("level", (CHIEF, GATE, DESK, LEAD))),
    State("released", "已放行", "Released"),
    State("rejected", "已驳回", "Rejected"),
    State("withdrawn", "已撤回", "Withdrawn"),
    State("expired", "已过期", "Expired"),
)
REVIEWS = ("first_review", "second_review")
TRANSITIONS = (
    Transition(
        SUBMIT,
        "draft",
        "first_review",
        when=[OWNER],
        needs=[Field("level", "choice", "上一级", "Next level")],
        documents=[Document("list", "物品清单", "List of things")],
        clause="CSH 5.1.1",
    ),
    Transition(APPROVE, "first_review", "valid", route=SMALL, clause="CSH 5.1.3"),
    Transition(APPROVE, "first_review", "second_review", clause="CSH 5.1.3"),
    Transition(APPROVE, "second_review", "valid", clause="CSH 5.1.3"),
    Transition(RETURN, REVIEWS, "draft", clause=BEYOND),
    Transition(REJECT, REVIEWS, "rejected", clause="CSH 5.1"),
    Transition(ESCALATE, "second_review", "upstairs", clause=BEYOND),
    Transition(SUBMIT, "upstairs", "valid", clause=BEYOND),
    Transition(NOTE, ("draft", "valid"), None, by=CHIEF, clause=BEYOND),
    Transition(WITHDRAW, ("draft", *REVIEWS, "valid"), "withdrawn", by=DESK, clause=BEYOND),
    Transition(EXPIRE, "valid", "expired", by=CLOCK, clause=BEYOND),
    Transition(RELEASE, "valid", "released", when=[OWNER, SMALL], clause="CSH 5.1.4"),
    Transition(RELEASE_IN_PARTS, "valid", "released", clause=BEYOND),
)


def sample(*, key: str = "sample_slip", zh: str = "物品放行", states: tuple[State, ...] = STATES) -> Procedure:
    return Procedure(
        key,
        version=1,
        zh=zh,
        en="Release of things",
        prefix="SM",
        clause="CSH 5.1",
        states=states,
        transitions=TRANSITIONS,
    )


SAMPLE = sample()
