"""The roots of checkpoints written where the office can't take them back: into a file, by mail, by any command.

Each means is brought what it lacks, all in one go. One that fails holds up nobody: it waits longer each time, and what it
lacks comes with the next try, for good. How far each has come stands in a table, its last fault beside it.
"""

from __future__ import annotations

import os
import re
import shlex
import subprocess
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

from sqlalchemy import Connection, func, insert, select, update
from sqlalchemy.exc import IntegrityError

from flows.definition import Text
from flows.service.audit_seals import Fault
from flows.service.channels import mail
from flows.service.channels.outward import Failed, Parcel
from flows.service.delivering import kept, told
from flows.service.office import Office
from flows.service.proof.verify_history import anchor_line, anchors_in
from flows.storage.tables import anchorings, checkpoints

FIRST_WAIT, LONGEST_WAIT = timedelta(minutes=1), timedelta(hours=6)
PATIENCE = 30  # seconds that a command may take
LEASE = timedelta(minutes=2)  # longer than any means takes: of two processes one brings it
MOST = 5000  # lines brought in one go
A = anchorings.c


@dataclass(frozen=True, slots=True)
class Anchors:
    """Where to: a file that is only ever added to; an address, through the office's mail server `server`; a command that
    gets the lines at its standard input and ends with 0 once it has them. Empty: not so."""

    file: Path | None = None
    mail: str = ""
    command: str = ""
    server: str = ""

    def means(self) -> dict[str, Callable[[str, datetime], None]]:
        given = {"file": self.file, "mail": self.mail, "command": self.command}
        ways = {"file": self._add, "mail": self._send, "command": self._run}
        return {name: ways[name] for name, where in given.items() if where}

    def _add(self, lines: str, _now: datetime) -> None:
        """A line that a power cut left half is ended first, and brought again."""
        assert self.file is not None
        try:
            handle = os.open(self.file, os.O_RDWR | os.O_APPEND | os.O_CREAT, 0o644)
            with os.fdopen(handle, "r+b") as file:
                size = file.seek(0, os.SEEK_END)
                if size:
                    file.seek(size - 1)
                    lines = lines if file.read(1) == b"\n" else f"\n{lines}"
                file.write(lines.encode())
                file.flush()
                os.fsync(file.fileno())
        except OSError as fault:
            raise Failed(f"写不进文件（{fault.strerror}）", f"can't be written ({fault.strerror})") from fault

    def _send(self, lines: str, now: datetime) -> None:
        number, _, root = anchors_in(lines)[-1]
        # Longer lines a mail is encoded for, and a saved one could not be read as it lies there.
        folded = re.sub(r" (?=[0-9a-f]{64}$)", "\n ", lines, flags=re.MULTILINE)
        content = {"subject": f"flows-anchor {number}", "body": folded}
        mail.send(self.server, Parcel(f"anchor-{number}-{root[:16]}", "mail", self.mail, content), now)

    def _run(self, lines: str, _now: datetime) -> None:
        try:
            ended = subprocess.run(
                shlex.split(self.command), input=lines.encode(), capture_output=True, timeout=PATIENCE, check=False
            )
        except (OSError, ValueError) as fault:
            raise Failed(f"命令不能执行（{fault}）", f"the command can't be run ({fault})") from fault
        except subprocess.TimeoutExpired as fault:
            raise Failed(f"命令 {PATIENCE} 秒内没有结束", f"the command took more than {PATIENCE} seconds") from fault
        if ended.returncode:
            raise Failed(f"命令退出码 {ended.returncode}", f"the command ended with {ended.returncode}")


@dataclass(frozen=True, slots=True)
class Standing:
    """How far a means has come: `waiting` checkpoints that it lacks; `fault` of its last try."""

    means: str
    waiting: int
    delivered_at: datetime | None
    tries: int
    next_at: datetime
    fault: Text | None


def anchor(office: Office, anchors: Anchors, now: datetime, *, at_once: bool = False) -> int:
    """Brings each means what it lacks and is due, or `at_once` what it lacks; answers how many checkpoints went out."""
    return sum(_bring(office, name, way, now, at_once) for name, way in anchors.means().items())


def _bring(office: Office, name: str, way: Callable[[str, datetime], None], now: datetime, at_once: bool) -> int:
    lines, last = _leased(office, name, now, at_once)
    if not lines:
        return 0
    try:
        way("".join(f"{line}\n" for line in lines), now)
    except Failed as failed:
        _failed(office, name, failed.message, now)
        return 0
    done = {"checkpoint_id": last, "delivered_at": now, "tries": 0, "next_at": now, "fault": None}
    with office.transaction() as connection:
        connection.execute(update(anchorings).where(A.means == name, A.checkpoint_id < last).values(**done))
    return len(lines)


def _leased(office: Office, name: str, now: datetime, at_once: bool) -> tuple[list[str], int]:
    with office.read() as connection:
        row = connection.execute(select(anchorings).where(A.means == name)).one_or_none()
        rows = _lacking(connection, row.checkpoint_id if row else 0)
    if not rows or (row is not None and row.next_at > now and not at_once):
        return [], 0
    if not _mine(office, name, row, now):
        return [], 0  # another process is at it
    return [_line(one) for one in rows], rows[-1].id


def _mine(office: Office, name: str, row: Any, now: datetime) -> bool:
    if row is None:
        first = {"means": name, "checkpoint_id": 0, "tries": 1, "next_at": now + LEASE}
        try:
            with office.transaction() as connection:
                connection.execute(insert(anchorings), first)
        except IntegrityError:  # two began with it at once
            return False
        return True
    as_it_was = (A.means == name) & (A.tries == row.tries) & (A.checkpoint_id == row.checkpoint_id)
    with office.transaction() as connection:
        leased = update(anchorings).where(as_it_was).values(tries=A.tries + 1, next_at=now + LEASE)
        return bool(connection.execute(leased).rowcount)


def _failed(office: Office, name: str, fault: Text, now: datetime) -> None:
    with office.transaction() as connection:
        tries: int = connection.execute(select(A.tries).where(A.means == name)).scalar_one()
        wait = min(FIRST_WAIT * 2 ** min(tries - 1, 20), LONGEST_WAIT)
        connection.execute(update(anchorings).where(A.means == name).values(fault=kept(fault), next_at=now + wait))


def _lacking(connection: Connection, behind: int) -> list[Any]:
    c = checkpoints.c
    query = select(c.id, c.at, c.root).where(c.root.is_not(None), c.id > behind).order_by(c.id).limit(MOST)
    return list(connection.execute(query))


def _line(row: Any) -> str:
    return anchor_line(row.id, row.at.isoformat(), row.root)


def anchors_of(office: Office) -> str:
    """All of them, a line each."""
    with office.read() as connection:
        query = select(checkpoints).where(checkpoints.c.root.is_not(None)).order_by(checkpoints.c.id)
        return "".join(f"{_line(row)}\n" for row in connection.execute(query))


def held_against(office: Office, text: str) -> tuple[Fault, ...]:
    """What was written outside, against the checkpoints that are here: a tail that was cut off with its checkpoint is not
    there any more, one that was worked out anew has another root. A text without an anchor proves nothing."""
    outside = anchors_in(text)
    if not outside:
        return (
            Fault("", 0, Text("锚文件里没有锚，什么也证明不了", "there is no anchor in the file: it proves nothing")),
        )
    here = {number: (at, root) for number, at, root in anchors_in(anchors_of(office))}
    faults = tuple(_faults(here, outside))
    if not any(here.get(number) == (at, root) for number, at, root in outside):
        zh, en = (
            "没有一条锚属于这里：或来自别的系统，或全部重新推算过",
            "no anchor is of this history: they are another system's, or all of it was worked out anew",
        )
        return Fault("", 0, Text(zh, en)), *faults
    return faults


def _faults(here: dict[int, tuple[str, str]], outside: Iterable[tuple[int, str, str]]) -> Iterable[Fault]:
    for number, at, root in outside:
        if number not in here:
            zh = f"检查点 {number}（{at}）已在外部留存，这里没有：记录被截断"
            yield Fault(
                "",
                number,
                Text(zh, f"checkpoint {number} of {at} was anchored and is missing: the history was cut off"),
            )
        elif here[number] != (at, root):
            zh = f"检查点 {number} 与外部留存的不符：记录被改动"
            yield Fault(
                "", number, Text(zh, f"checkpoint {number} is not the one that was anchored: the history was changed")
            )


def standing(office: Office) -> tuple[Standing, ...]:
    """Of every means that was ever used."""
    c = checkpoints.c
    lacks = select(func.count()).select_from(checkpoints).where(c.root.is_not(None), c.id > A.checkpoint_id)
    query = select(anchorings, lacks.scalar_subquery().label("waiting")).order_by(A.means)
    with office.read_people() as connection:
        rows = connection.execute(query).all()
    return tuple(Standing(r.means, r.waiting, r.delivered_at, r.tries, r.next_at, told(r.fault)) for r in rows)
