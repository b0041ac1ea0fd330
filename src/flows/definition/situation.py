"""What a guard may look at: the case, the person, the papers and the moment, as frozen facts without a database.

All moments are aware UTC; `today` is the day at the site. Values of a case are JSON (see `model.Field`).
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any, Literal
from zoneinfo import ZoneInfo

TenureKind = Literal["owner", "tenant", "occupant"]
EntryState = Literal["in_use", "void", "returned", "used", "ended"]


@dataclass(frozen=True, slots=True)
class Person:
    """A member of staff by login and name."""

    login: str
    name: str


@dataclass(frozen=True, slots=True)
class Post:
    """A post that a person may act in: held, or as substitute for `instead_of`, who holds it and is away."""

    role: str
    instead_of: Person | None = None


@dataclass(frozen=True, slots=True)
class Actor:
    """Who acts, with every post of theirs at the case's site at this moment."""

    login: str
    name: str
    posts: tuple[Post, ...] = ()


@dataclass(frozen=True, slots=True)
class Approval:
    """An approval or signature given: by whom, for whom, in which post, and in which round of the chain (a returned
    application begins a new one). `seq` is its number in the history."""

    seq: int
    event: str
    state: str
    role: str
    login: str
    instead_of: str | None
    round: int
    signs: bool = False

    def people(self) -> frozenset[str]:
        return frozenset({self.login} | ({self.instead_of} if self.instead_of else set()))


@dataclass(frozen=True, slots=True)
class Waiver:
    """Special treatment: `guard` need not be met for `event`, in this state and round, by a written explanation that
    stands at `seq` in the history."""

    seq: int
    guard: str
    event: str
    state: str
    round: int


@dataclass(frozen=True, slots=True)
class Tenure:
    """A party's tie to a unit, from the day `since` to the day `until` (None: open)."""

    kind: TenureKind
    unit: str
    since: date
    until: date | None = None

    def holds_on(self, day: date) -> bool:
        return self.since <= day and (self.until is None or day <= self.until)


@dataclass(frozen=True, slots=True)
class Authorisation:
    """Granted by an owner (`granted_by`, a name) to the applicant for one unit and scope, both days included.
    `stands`: the one who granted it is an owner of the unit still."""

    unit: str
    scope: str
    granted_by: str
    since: date
    until: date
    revoked_at: datetime | None = None
    stands: bool = True


@dataclass(frozen=True, slots=True)
class Applicant:
    """The party for whom the case runs, with all ties and authorisations at this site."""

    id: int
    name: str
    verified: bool = False
    tenures: Sequence[Tenure] = ()
    authorisations: Sequence[Authorisation] = ()


@dataclass(frozen=True, slots=True)
class Entry:
    """An entry of a register: a permit, a pass, a period. `line` counts within its case and kind, from 1."""

    kind: str
    case: str
    line: int
    state: EntryState
    valid_from: datetime | None = None
    valid_until: datetime | None = None
    facts: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True)  # no slots: see `copying`
class Case:
    """One running instance, exactly what its history adds up to. `revision` is the number of its last history entry;
    `settings` are the site's values when it started. `registrars` are all who had a hand in registering it: who
    started it, who took it out of its first state, and whom they stood in for."""

    number: str
    procedure: str
    version: int
    site: str
    unit: str | None
    applicant: int | None
    state: str
    revision: int
    registered_by: str
    opened_at: datetime
    entered_at: datetime
    closed_at: datetime | None = None
    data: Mapping[str, Any] = field(default_factory=dict)
    settings: Mapping[str, Any] = field(default_factory=dict)
    approvals: tuple[Approval, ...] = ()
    round: int = 1
    waivers: tuple[Waiver, ...] = ()
    registrars: frozenset[str] = frozenset()

    def waives(self, guard: str, event: str) -> bool:
        """Whether special treatment frees `event` from `guard` where the case is now."""
        return any((w.guard, w.event, w.state, w.round) == (guard, event, self.state, self.round) for w in self.waivers)


@dataclass(frozen=True)  # no slots: see `copying`
class Situation:
    """Everything that decides an event. `data` is the case's data with what the event gives laid over it; `entries`
    are those of this case and the live ones of its unit; `post` is the one the actor acts in (None: they hold none
    that may); `staff` gives the posts of every login that the data names;
    `documents` counts the papers of each kind, `fresh` those added since the case came into its state;
    `paused` while the clock of its deadlines stands still; `claimed_by` is who took the waiting task for themselves;
    `facts` is what the guards at hand asked to know of other cases; `names` is by login, for sentences alone."""

    case: Case
    event: str
    actor: Actor
    now: datetime
    zone: ZoneInfo
    post: Post | None = None
    data: Mapping[str, Any] = field(default_factory=dict)
    reason: str = ""
    opinion: str = ""
    applicant: Applicant | None = None
    documents: Mapping[str, int] = field(default_factory=dict)
    fresh: Mapping[str, int] = field(default_factory=dict)
    entries: tuple[Entry, ...] = ()
    staff: Mapping[str, frozenset[str]] = field(default_factory=dict)
    claimed_by: Person | None = None
    paused: bool = False
    facts: Mapping[str, Any] = field(default_factory=dict)
    names: Mapping[str, str] = field(default_factory=dict)

    @property
    def today(self) -> date:
        return self.now.astimezone(self.zone).date()

    @property
    def acting_people(self) -> frozenset[str]:
        """The actor, and whoever they stand in for: four-eyes holds over both."""
        absent = self.post.instead_of if self.post else None
        return frozenset({self.actor.login} | ({absent.login} if absent else set()))

    def called(self, login: str) -> str:
        """The name of a member of staff, for a sentence; their login where nobody looked it up."""
        return self.names.get(login, login)

    def setting(self, code: str) -> Any:
        return self.case.settings[code]

    def text(self, name: str) -> str:
        return str(self.data.get(name) or "")

    def money(self, name: str) -> Decimal:
        """Yuan; nought where the case has none yet."""
        return Decimal(self.data.get(name) or "0")

    def day(self, name: str) -> date | None:
        value = self.data.get(name)
        return date.fromisoformat(value) if value else None

    def moment(self, name: str) -> datetime | None:
        value = self.data.get(name)
        return datetime.fromisoformat(value).astimezone(UTC) if value else None

    def rows(self, name: str) -> list[Mapping[str, Any]]:
        return list(self.data.get(name) or ())

    def own_entries(self, kind: str) -> tuple[Entry, ...]:
        return tuple(e for e in self.entries if e.kind == kind and e.case == self.case.number)

    def unit_entries(self, kind: str) -> tuple[Entry, ...]:
        """Entries of the unit that are in use, whichever case opened them."""
        return tuple(e for e in self.entries if e.kind == kind and e.state == "in_use")
