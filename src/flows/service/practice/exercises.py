"""Tasks to solve (练习题): for each of the four main procedures a few, as data: where one begins, which state is the aim, and
what must, or must not, have happened on the way."""

from __future__ import annotations

from dataclasses import dataclass

from flows.definition import Text


@dataclass(frozen=True, slots=True)
class Exercise:
    """`unit` and `applicant` are of the furnished house. `state` is where the case is to be in the end; `events` must have
    been taken, `never` must not, and each condition of `refused` must have been met: as a refusal by trying, or as the reason of a closed button."""

    key: str
    procedure: str
    title: Text
    task: Text
    unit: str
    applicant: str
    state: str
    events: tuple[str, ...] = ()
    never: tuple[str, ...] = ()
    refused: tuple[str, ...] = ()


EXERCISES = (
    Exercise(
        "permit_before_tomorrow",
        "hot_work_permit",
        Text("授权明天到期的代理人办动火", "A permit for an agent whose authorisation ends tomorrow"),
        Text(
            "练习代理乙的授权明天到期，今天就要动火。把许可证办到“许可生效”，中间不许退回。",
            "The agent's authorisation ends tomorrow, and the work is today. Bring the permit to “In force” without its being returned.",
        ),
        "L-102",
        "练习代理乙",
        "in_force",
        events=("submit", "seal", "hand_over"),
        never=("return", "reject"),
    ),
    Exercise(
        "permit_fire_watch",
        "hot_work_permit",
        Text("收工就关闭？", "Close as soon as the work has ended?"),
        Text(
            "办到看火，收工后马上坐到安全主管的位置，看“关闭”为什么关着；再拨时钟，正确关闭。",
            "Bring it to the fire watch, sit as the safety supervisor at once, and see why “Close” is shut. Then move the clock and close it rightly.",
        ),
        "L-101",
        "练习业主甲",
        "closed",
        events=("finish_work", "close"),
        refused=("watch_has_lasted",),
    ),
    Exercise(
        "extension_with_fee",
        "renovation_extension",
        Text("收费的延期", "An extension with a fee"),
        Text(
            "主任定了延期费。让财务收款，把新期限登记好，单据关闭。",
            "The director sets a fee. Have finance receive it, register the new end, close the case.",
        ),
        "L-101",
        "练习代理甲",
        "closed",
        events=("record_payment", "register_extension"),
    ),
    Exercise(
        "extension_wrong_end",
        "renovation_extension",
        Text("过期后才来申请", "An application after the end"),
        Text(
            "练习业主丁的装修期三天前已满。先试着把新截止日填成原截止日之前，看为什么不行；再正确办完，不收费。",
            "The period ended three days ago. First try a new end before the old one and see why not; then do it rightly, without a fee.",
        ),
        "L-201",
        "练习业主丁",
        "closed",
        events=("register_extension",),
        never=("record_payment",),
        refused=("new_end_after_present_end",),
    ),
    Exercise(
        "service_rework",
        "special_service",
        Text("客户不满意，返工一次", "The customer isn't content: rework once"),
        Text(
            "一次有偿服务，验收时客户不满意。返工一次后验收、收费、回访，归档。",
            "A paid service that the customer doesn't accept at first. Rework once, then acceptance, charge, follow-up, archive.",
        ),
        "L-202",
        "练习业主戊",
        "archived",
        events=("request_rework", "accept", "record_follow_up"),
        never=("escalate",),
    ),
    Exercise(
        "service_cancelled",
        "special_service",
        Text("派工后客户取消", "Cancelled after the dispatch"),
        Text(
            "已经派工，客户来电取消。先不交回派工单试试；再按规定核销派工单，单据取消。",
            "The order is out and the customer cancels. First try without the order handed back; then write it off properly and cancel.",
        ),
        "L-202",
        "练习业主戊",
        "cancelled",
        events=("dispatch", "cancel"),
        refused=("order_handed_back",),
    ),
    Exercise(
        "complaint_at_desk",
        "complaint",
        Text("前台当场解决的投诉", "A complaint settled at the desk"),
        Text(
            "电梯厅垃圾未清，前台当场联系保洁解决。不分派，反馈并由别人回访，归档。",
            "Litter in the lift hall, settled at the desk with the cleaners. Don't assign it; give feedback, have somebody else follow up, archive.",
        ),
        "L-103",
        "练习租户丙",
        "archived",
        events=("resolve_at_desk", "give_feedback", "record_follow_up"),
        never=("assign",),
    ),
    Exercise(
        "complaint_about_staff",
        "complaint",
        Text("投诉大堂助理班长", "A complaint about the lobby lead"),
        Text(
            "客户投诉大堂助理班长态度生硬：记录时写明被投诉的员工，先试着派给本人，看为什么不行；再派给别人，办到归档。",
            "The complaint is about the lobby lead's manner: name them when you record it, try to assign it to them and see why not; then assign it to another and bring it to the archive.",
        ),
        "L-101",
        "练习业主甲",
        "archived",
        events=("assign", "propose", "record_follow_up"),
        refused=("not_assigned_to_accused",),
    ),
)
BY_KEY = {exercise.key: exercise for exercise in EXERCISES}
