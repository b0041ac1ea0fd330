"""What a story keeps of a finished case: its steps, who took them in which post, and what of the register they rested on."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy import Connection, select

from flows.definition import CLOCK, Text
from flows.definition.schema import start_schema
from flows.engine.compiled import Compiled
from flows.engine.replay import CHANGE, SIDE_EVENTS, SPECIAL, START, replay
from flows.service.errors import NotFound
from flows.service.office import Office
from flows.service.registers.permits import KINDS
from flows.service.retold.invented import Invented
from flows.service.retold.pinned import Untellable, declaration, is_current, versions_of
from flows.storage import tables as t
from flows.storage.committed import told
from flows.storage.values import some_moment

FORMAT = 1
ATTACH = "attach_paper"
END = "end_entry"
PASSED_OVER = frozenset(
    {
        *("claim_task", "release_task", "assign_task", "move_deadlines", "spot_check"),
        *("hold_papers", "release_papers", "remove_papers", "remove_values"),
    }
)
"""They move nothing that a later step rests on."""
Story = dict[str, Any]
Record = dict[str, Any]


def kept_story(office: Office, number: str, site: str | None = None) -> Story:
    """The case as plain data in which nobody real appears. Raises NotFound, Untellable."""
    with office.at_one_moment() as connection:
        row = _row(connection, number, site)
        h = t.history.c
        history = select(h.content, h.personal).where(h.case_id == row.id).order_by(h.seq)
        records = [told(*entry) for entry in connection.execute(history)]
        ran = {record["version"] for record in records if record["event"] in (START, CHANGE)}
        versions = versions_of(office, connection, row.procedure, ran)
        pinned = {
            str(number): declaration(connection, row.procedure, number)
            for number, compiled in sorted(versions.items())
            if not is_current(office, compiled)
        }
        story = _Keeping(connection, row, versions, versions[records[0]["version"]], records).story()
        return story | ({"declarations": pinned} if pinned else {})


def _row(connection: Connection, number: str, site: str | None) -> Any:
    query = (
        select(t.cases, t.sites.c.key.label("site_key"), t.sites.c.zone, t.units.c.floor)
        .join(t.sites, t.sites.c.id == t.cases.c.site_id)
        .outerjoin(t.units, t.units.c.id == t.cases.c.unit_id)
        .where(t.cases.c.number == number)
    )
    rows = connection.execute(query.where(t.sites.c.key == site) if site else query).all()
    if not rows:
        raise NotFound(f"没有单据 {number}", f"There is no case {number}")
    if len(rows) > 1:
        keys = ", ".join(sorted(row.site_key for row in rows))
        raise Untellable(Text(f"几个项目都有 {number}，请用 --site 指明：{keys}", f"Name the site by --site: {keys}"))
    if rows[0].closed_at is None:
        raise Untellable(Text(f"{number} 还没有办结", f"{number} has not come to its end"))
    return rows[0]


@dataclass
class _Keeping:
    connection: Connection
    row: Any
    versions: Mapping[int, Compiled]
    compiled: Compiled  # what the case ran under, at the entry that is looked at
    records: Sequence[Record]
    invented: Invented = field(default_factory=Invented)
    passed_over: Counter[str] = field(default_factory=Counter)

    def story(self) -> Story:
        first, procedure = self.records[0], self.compiled.procedure
        steps = [step for record in self.records for step in self._steps(record)]
        ties = self._ties()
        case = replay(self.records)
        return {
            "format": FORMAT,
            "procedure": procedure.key,
            "version": procedure.version,
            "zone": self.row.zone,
            "settings": {
                s.code: first["settings"][s.code]
                for s in procedure.settings
                if first["settings"].get(s.code, s.default) != s.default
            },
            "unit": {"floor": self.row.floor} if self.row.unit_id else None,
            **ties,
            "people": {name: self._posts(name, held) for name, held in sorted(self.invented.posts.items())},
            "steps": steps,
            "passed_over": dict(self.passed_over),
            "ends": {"state": case.state, "round": case.round, "events": [r["event"] for r in moves(self.records)]},
        }

    def _posts(self, name: str, held: set[str]) -> list[str]:
        """Who acted only for others holds what they hold today: a substitute has a post of their own."""
        if held:
            return sorted(held)
        login = next(real for real, called in self.invented.logins.items() if called == name)
        query = select(t.posts.c.role).join(t.users, t.users.c.id == t.posts.c.user_id).where(t.users.c.login == login)
        return sorted(set(self.connection.execute(query).scalars()))

    def _steps(self, record: Record) -> Iterator[Story]:
        event = record["event"]
        if event in PASSED_OVER:
            self.passed_over[event] += 1
            return
        step: Story = {"at": record["at"], "event": event, **self._who(record)}
        if event == START:
            asked = [f for name, f in self.compiled.application.items() if name in self._asked_at_start()]
            yield step | {"data": self.invented.values(asked, record.get("data", {}))}
        elif event == ATTACH:
            yield from ({**step, "kind": paper["kind"]} for paper in record["documents"])
        elif event == "pause_clock":
            yield step | {"code": record["pause"]["code"]}
        elif event == "resume_clock":
            yield step
        elif event == SPECIAL:
            yield step | {"waives": record["waives"]}
        elif event == CHANGE:
            self.compiled = self.versions[record["version"]]
            yield {"at": record["at"], "event": event, "by": CLOCK.code, **self._changed(record)}
        elif event == END:
            yield from ({**step, "ends": dict(change)} for change in record["entries"])
        elif event in SIDE_EVENTS or (record["source"], event) not in self.compiled.arrows:
            zh, en = f"其中有“{event}”，不能重演", f"it has “{event}”, which can't be told again"
            raise Untellable(Text(zh, en))
        else:
            yield step | self._taken(record)

    def _changed(self, record: Record) -> Story:
        told = {"to": record["version"], "target": record["target"], "by_map": record["by_map"]}
        return told | ({"reason": "示例理由"} if record.get("reason") else {})

    def _asked_at_start(self) -> set[str]:
        return set(start_schema(self.compiled.procedure)["properties"])

    def _who(self, record: Record) -> Story:
        login, post, absent = record["actor"]["login"], record.get("role"), record.get("for")
        if post == CLOCK.code:
            return {"by": CLOCK.code}
        if absent:
            return {"by": self.invented.person(login, None), "for": self.invented.person(absent["login"], post)}
        return {"by": self.invented.person(login, post)}

    def _taken(self, record: Record) -> Story:
        """What was typed; what rules and numbers put beside it they put there again."""
        ways = self.compiled.arrows[record["source"], record["event"]]
        if ways[0].event.kind == "follow":
            zh, en = "其中有关联单据带来的操作", "another case brought about one of its events"
            raise Untellable(Text(zh, en))
        given = record.get("data", {})
        values = self.invented.values(ways[-1].needs, given)
        words = {word: f"示例{name}" for word, name in (("reason", "理由"), ("opinion", "意见")) if record.get(word)}
        return {"data": values, **words}

    def _ties(self) -> Story:
        """How the applicant is tied to the unit, and which permits were put on the register by hand."""
        unit, party, opened = self.row.unit_id, self.row.applicant_id, some_moment(self.row.opened_at)
        if party is None:
            return {"applicant": None, "permits": self._permits(unit)}
        tenures = select(t.tenures).where(t.tenures.c.unit_id == unit, t.tenures.c.party_id == party)
        granted = select(t.authorisations).where(
            t.authorisations.c.unit_id == unit, t.authorisations.c.party_id == party
        )
        return {
            "applicant": {
                "tenures": [
                    {"kind": r.kind, "since": _day(r.since)}
                    for r in self.connection.execute(tenures.order_by(t.tenures.c.id))
                    if r.until is None or r.until >= opened.date()
                ],
                "authorisations": [
                    {"scope": r.scope, "since": _day(r.since), "until": _day(r.until)}
                    for r in self.connection.execute(granted.order_by(t.authorisations.c.id))
                    if r.revoked_at is None or some_moment(r.revoked_at) > opened
                ],
            },
            "permits": self._permits(unit),
        }

    def _permits(self, unit: int | None) -> list[Story]:
        query = select(t.entries).where(
            t.entries.c.unit_id == unit, t.entries.c.kind.in_(KINDS), t.entries.c.opened_at < self.row.opened_at
        )
        zone = self.row.zone
        rows = self.connection.execute(query.order_by(t.entries.c.id)).all() if unit else []
        return [
            {"kind": r.kind, "since": _there(r.valid_from, zone), "until": _there(r.valid_until, zone)}
            for r in rows
            if r.case_id != self.row.id and r.valid_from and r.valid_until
        ]


def moves(records: Sequence[Record]) -> list[Record]:
    return [record for record in records if record["event"] not in SIDE_EVENTS and record["event"] != START]


def _day(value: date | str) -> str:
    return value if isinstance(value, str) else value.isoformat()


def _there(value: Any, zone: str) -> str:
    return some_moment(value).astimezone(ZoneInfo(zone)).date().isoformat()
