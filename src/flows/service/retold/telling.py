"""A kept story told again through the service, at a site of its own: each step at its moment, by whoever took it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from sqlalchemy import select

from flows.definition import CLOCK, Procedure, Text
from flows.engine.replay import CHANGE, SPECIAL, START, replay
from flows.procedures.roles import ROLES
from flows.service import people, registers
from flows.service.acting import Request, act
from flows.service.calendars import seed_calendar
from flows.service.clock import run_clock
from flows.service.demo.papers import pdf, png
from flows.service.errors import Answer, Invalid, Refused
from flows.service.office import Office
from flows.service.papers import attach
from flows.service.pausing import pause, resume
from flows.service.people import PostHeld
from flows.service.registers import NewAuthorisation, NewParty, Site
from flows.service.retold.keeping import ATTACH, END, FORMAT, Story, moves
from flows.service.retold.pinned import Untellable, read, under
from flows.service.rights import OPERATOR
from flows.service.special import Exemption, treat_specially
from flows.service.starting import Opening, start
from flows.service.substitutions import Absence, substitute
from flows.service.versions.moving import Move, move
from flows.storage import tables as t
from flows.storage.committed import told
from flows.storage.snapshot import by_id

BEFORE = timedelta(days=1)  # the people are there since the day before
DESK, HEAD = "story_desk", "story_administrator"  # who writes the register
SHADES = 256
EXPLAINED = "示例情况说明：按特殊处理办理，另附书面材料备查，经上一级岗位同意。"
RESTS = Text("也许它依赖别的单据留下的登记", "it may rest on what other cases left on the register")
LONG_AGO = date(2020, 1, 1)  # since when invented owners own


@dataclass(frozen=True, slots=True)
class Ending:
    state: str
    round: int
    events: tuple[str, ...]


def told_ending(story: Story) -> Ending:
    ends = story["ends"]
    return Ending(ends["state"], ends["round"], tuple(ends["events"]))


def retell(office: Office, story: Story, site: str) -> Ending:
    """How it ends this time. `site` is a key that is free; people are named after it, so that several stories share an
    office. Raises Untellable with the step that was refused and why."""
    if story.get("format") != FORMAT:
        raise Untellable(Text("不是这种格式的故事", "not a story of this format"))
    return _Telling(office, story, site).ending()


class _Telling:
    def __init__(self, office: Office, story: Story, site: str) -> None:
        self.today, self.office, self.story, self.site = office, office, story, site
        self.steps = story["steps"]
        self.begins = datetime.fromisoformat(self.steps[0]["at"])
        self.furnished = self.begins - BEFORE
        self.procedure = self._pinned(story["version"])
        self.unit = f"{site}-1" if story["unit"] else None
        self.papers = 0
        self._in_words(0, self._furnish)
        self.number = ""

    def _pinned(self, version: int) -> Procedure:
        """As the story brings it; from then on new cases take it. One that it doesn't bring was today's, and is."""
        key = self.story["procedure"]
        data = self.story.get("declarations", {}).get(str(version))
        found = read(key, version, data) if data else self.today.catalogue.current[key].procedure
        if data or self.story.get("declarations"):
            self.office = under(self.office, found, self.furnished)
        return found

    def ending(self) -> Ending:
        for index, step in enumerate(self.steps, 1):
            self._in_words(index, lambda step=step: self._take(step))
        row = self._row()
        query = (
            select(t.history.c.content, t.history.c.personal)
            .where(t.history.c.case_id == row.id)
            .order_by(t.history.c.seq)
        )
        with self.office.read() as connection:
            records = [told(*entry) for entry in connection.execute(query)]
        return Ending(row.state, replay(records).round, tuple(record["event"] for record in moves(records)))

    def _in_words(self, index: int, does: Any) -> None:
        """A refusal names the step."""
        step = self.steps[index - 1]["event"] if index else "…"
        zh, en = (f"第 {index} 步“{step}”", f"step {index} “{step}”") if index else ("准备", "furnishing")
        try:
            does()
        except Untellable:
            raise
        except Refused as no:
            said = [u.message for u in no.unmet]
            raise _refused(zh, en, [*said, RESTS]) from no
        except Invalid as no:
            said = [Text(f"{e.path}：{e.message.zh}", f"{e.path}: {e.message.en}") for e in no.errors]
            raise _refused(zh, en, said) from no
        except Answer as no:
            raise _refused(zh, en, [no.message]) from no

    def _name(self, called: str) -> str:
        return f"{self.site}.{called}"

    def _furnish(self) -> None:
        office, now, story = self.office, self.furnished, self.story
        registers.add_site(office, OPERATOR, Site(self.site, "示例项目", "Invented site", story["zone"]), now)
        helpers = {DESK: ["front_desk"], HEAD: ["administrator"]}
        for called, posts in {**story["people"], **helpers}.items():
            held = [PostHeld(post, None if ROLES[post].code == "company_manager" else self.site) for post in posts]
            people.add_user(office, OPERATOR, self._name(called), f"示例{called}", None, now, held=held)
        last = datetime.fromisoformat(self.steps[-1]["at"])
        seed_calendar(office, OPERATOR, range(now.year, last.year + 2), now)
        for code, value in story["settings"].items():
            registers.set_setting(office, self._name(HEAD), self.site, story["procedure"], code, value, now)
        if self.unit:
            floor = story["unit"]["floor"]
            registers.add_unit(office, self._name(HEAD), self.site, self.unit, "S", now, floor=floor)
        self.applicant = self._applicant() if story["applicant"] else None
        self._permits()

    def _applicant(self) -> int:
        office, desk, now = self.office, self._name(DESK), self.furnished
        party = registers.add_party(office, desk, self.site, NewParty("示例申请人"), now).id
        ties = self.story["applicant"]
        for tie in ties["tenures"]:
            since = date.fromisoformat(tie["since"])
            registers.add_tenure(office, desk, self.site, str(self.unit), party, tie["kind"], since, now)
        if ties["authorisations"]:
            owner = registers.add_party(office, desk, self.site, NewParty("示例业主"), now).id
            registers.add_tenure(office, desk, self.site, str(self.unit), owner, "owner", LONG_AGO, now)
            for given in ties["authorisations"]:
                days = date.fromisoformat(given["since"]), date.fromisoformat(given["until"])
                new = NewAuthorisation(str(self.unit), owner, party, given["scope"], *days)
                entered = min(now, datetime.combine(days[0], now.timetz()))
                registers.grant(office, desk, self.site, new, entered)
        return party

    def _permits(self) -> None:
        for number, entry in enumerate(self.story["permits"], 1):
            days = date.fromisoformat(entry["since"]), date.fromisoformat(entry["until"])
            desk, paper = self._name(DESK), f"示例-{number}"
            registers.enter_permit(
                self.office, desk, self.site, str(self.unit), entry["kind"], *days, paper, self.furnished
            )

    def _row(self) -> Any:
        query = select(t.cases.c.id, t.cases.c.revision, t.cases.c.state)
        here = select(t.sites.c.id).where(t.sites.c.key == self.site).scalar_subquery()
        with self.office.read() as connection:
            return connection.execute(query.where(t.cases.c.number == self.number, t.cases.c.site_id == here)).one()

    def _take(self, step: Story) -> None:
        now, office = datetime.fromisoformat(step["at"]), self.office
        login = self._name(step["by"])
        if step.get("for"):
            self._stand_in(step, now)
        if step["event"] == START:
            data = self._data(step["data"])
            opening = Opening(login, self.story["procedure"], self.site, self.unit, self.applicant, data)
            self.number = start(office, opening, now).number
        elif step["event"] == CHANGE:
            self._change(step, now)
        elif step["by"] == CLOCK.code:
            run_clock(office, self._row().id, now)
        elif step["event"] == ATTACH:
            self._attach(step["kind"], login, now)
        elif step["event"] == "pause_clock":
            pause(office, login, self.number, step["code"], "示例理由", now, self.site)
        elif step["event"] == "resume_clock":
            resume(office, login, self.number, now, self.site)
        elif step["event"] == END:
            self._end(step["ends"], login, now)
        elif step["event"] == SPECIAL:
            waived, seen = step["waives"], self._row().revision
            asked = Exemption(login, self.number, waived["event"], waived["guard"], EXPLAINED, seen, self.site)
            treat_specially(office, asked, now)
        else:
            self._act(step, login, now)

    def _change(self, step: Story, now: datetime) -> None:
        """As `flows migrate` moved it then: to where the story says, and by a map only where it says so."""
        self.procedure, old = self._pinned(step["to"]), self.procedure
        new = self.office.catalogue.current[self.procedure.key]
        if step["target"] not in {state.code for state in self.procedure.states}:
            zh, en = f"现在的版本没有环节 {step['target']}", f"today's version has no state {step['target']}"
            raise Untellable(Text(zh, en))
        change = Move(new, step["target"], step["by_map"], step.get("reason", ""), None)
        with self.office.transaction() as connection:
            move(self.office, connection, by_id(connection, self._row().id, None, now), old, change, now)

    def _end(self, change: Story, login: str, now: datetime) -> None:
        """By hand; one that ended with another of its kind is over already."""
        e = t.entries.c
        one = select(e.id).where(e.case_id == self._row().id, e.kind == change["kind"], e.line == change["line"])
        with self.office.read() as connection:
            entry = connection.execute(one.where(e.state == "in_use")).scalar_one_or_none()
        if entry is not None:
            unit, state = str(self.unit), change["state"]
            registers.end_permit(self.office, login, self.site, unit, entry, state, "示例理由", now)

    def _attach(self, kind: str, login: str, now: datetime) -> None:
        """A paper of its own each time, of a kind that is accepted."""
        document = self.procedure.documents().get(kind)
        self.papers += 1
        as_picture = document is None or "image/png" in document.accepts
        content = png(self.papers % SHADES) if as_picture else pdf(f"paper {self.papers}")
        name = f"{kind}.{'png' if as_picture else 'pdf'}"
        attach(self.office, login, self.number, kind, name, content, now, self.site)

    def _act(self, step: Story, login: str, now: datetime) -> None:
        words = {name: step[name] for name in ("reason", "opinion") if name in step}
        seen, data = self._row().revision, self._data(step["data"])
        act(self.office, Request(login, self.number, step["event"], seen, data=data, site=self.site, **words), now)

    def _stand_in(self, step: Story, now: datetime) -> None:
        absent, by = self._name(step["for"]), self._name(step["by"])
        span = now - timedelta(minutes=1), now + timedelta(minutes=1)
        substitute(self.office, absent, Absence(absent, by, *span, "示例休假", self.site), now - timedelta(minutes=1))

    def _data(self, kept: Story) -> Story:
        """People are called by their names at this site."""
        called = set(self.story["people"])

        def named(value: Any) -> Any:
            if isinstance(value, list):
                return [named(each) for each in value]
            if isinstance(value, dict):
                return {name: named(each) for name, each in value.items()}
            return self._name(value) if isinstance(value, str) and value in called else value

        return {name: named(value) for name, value in kept.items()}


def _refused(zh: str, en: str, said: list[Text]) -> Untellable:
    why = Text("；".join(each.zh for each in said), "; ".join(each.en for each in said))
    return Untellable(Text(f"{zh}没有通过：{why.zh}", f"{en} was refused: {why.en}"))
