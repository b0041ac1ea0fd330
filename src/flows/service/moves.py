"""What happened to a case, in words: for the second of two people, and for whoever reads the history."""

from __future__ import annotations

import json

from sqlalchemy import Connection, select

from flows.definition import Person, Procedure, Text
from flows.engine.replay import CHANGE, SIDE_EVENTS, SPECIAL, START
from flows.procedures import PROCEDURES
from flows.service.errors import Move
from flows.service.office import Office
from flows.storage.snapshot import Snapshot
from flows.storage.tables import history

SIDE_LABELS = {
    START: Text("新建", "Started"),
    "attach_paper": Text("添加材料", "Attached a paper"),
    "claim_task": Text("认领", "Claimed"),
    "release_task": Text("释放", "Released"),
    SPECIAL: Text("特殊处理", "Treated specially"),
    "assign_task": Text("指派", "Assigned"),
    "pause_clock": Text("暂停计时", "Stopped the clock"),
    "resume_clock": Text("恢复计时", "Started the clock again"),
    "move_deadlines": Text("时限随日历更改", "Deadlines moved with the calendar"),
    CHANGE: Text("改用新版流程", "Moved to another version of the procedure"),
    "end_entry": Text("结束登记项", "Ended its register entry"),
    "spot_check": Text("抽查回访", "Spot-checked the follow-up"),
    "remove_papers": Text("删除到期材料", "Removed papers whose time was over"),
    "remove_values": Text("删除到期个人信息", "Removed personal values whose time was over"),
    "hold_papers": Text("保留材料", "Kept its papers beyond their time"),
    "release_papers": Text("解除材料保留", "No longer keeps its papers beyond their time"),
}


EVENTS = {t.event.code: t.event for procedure in PROCEDURES.values() for t in procedure.transitions}


def label_of(procedure: Procedure, event: str) -> Text:
    """An event has one word in all procedures; the version that a case has come to may not have it any more."""
    if event in SIDE_LABELS:
        return SIDE_LABELS[event]
    found = next((t.event for t in procedure.transitions if t.event.code == event), None) or EVENTS.get(event)
    return Text(found.zh, found.en) if found else Text(event, event)


def last_move(office: Office, connection: Connection, seen: Snapshot, revision: int) -> Move | None:
    """The newest entry after `revision` that counts as moving the case; None where only papers and claims were
    added. A revision that the case never had is answered with its newest entry."""
    query = select(history.c.seq, history.c.at, history.c.event, history.c.content).where(
        history.c.case_id == seen.case_id
    )
    if revision < seen.case.revision:
        query = query.where(history.c.seq > revision, history.c.event.not_in(SIDE_EVENTS))
    row = connection.execute(query.order_by(history.c.seq.desc()).limit(1)).one_or_none()
    if row is None:
        return None
    procedure = office.catalogue.get(connection, seen.case.procedure, seen.case.version).procedure
    actor, state = json.loads(row.content)["actor"], procedure.state(seen.case.state)
    return Move(
        seq=row.seq,
        at=row.at.astimezone(seen.zone),
        actor=Person(actor["login"], actor["name"]),
        event=row.event,
        label=label_of(procedure, row.event),
        state=Text(state.zh, state.en),
    )
