"""What whoever answers for a site looks at first: how much waits, how much is overdue, with which post and in which
building, and what has been overdue longest."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from flows.definition import Text
from flows.service.dashboard.counting import of_tasks, waiting
from flows.service.dashboard.looking import scope
from flows.service.dashboard.telling import Waits, building_words, grouped, span_words, state_words
from flows.service.office import Office
from flows.service.vocabulary import post_name
from flows.storage import tables as t

LONGEST = 5  # of the overdue ones: what fits on a telephone beneath the figures


@dataclass(frozen=True, slots=True)
class AtPost:
    """`buildings`: the same by building."""

    post: Waits
    buildings: tuple[Waits, ...]


@dataclass(frozen=True, slots=True)
class Late:
    """`over`: for how long it has been overdue."""

    number: str
    unit: str | None
    what: Text
    state: Text
    posts: tuple[Text, ...]
    over: Text


@dataclass(frozen=True, slots=True)
class Overview:
    """`many` and `late` count each case once; a post's lines count what several posts may do for each of them."""

    many: int
    late: int
    posts: tuple[AtPost, ...]
    buildings: tuple[Waits, ...]
    longest: tuple[Late, ...]


def overview(office: Office, login: str, site: str, now: datetime) -> Overview:
    """Raises NotFound, Forbidden."""
    k, c, u = t.tasks.c, t.cases.c, t.units.c
    columns = (c.number, u.code.label("unit"), c.procedure, k.state, k.audience, k.due_at)
    with office.read() as connection:
        seen = scope(office, connection, login, site, now)
        rows = waiting(connection, seen, k.audience, u.building)
        oldest = of_tasks(seen, *columns).where(k.due_at < now).order_by(k.due_at, k.id).limit(LONGEST)
        late = connection.execute(oldest).all()
    return Overview(
        many=sum(row.waits for row in rows),
        late=sum(int(row.late) for row in rows),
        posts=_posts(rows),
        buildings=_buildings(rows),
        longest=tuple(_late(office, row, now) for row in late),
    )


def _buildings(rows: Iterable[Any]) -> tuple[Waits, ...]:
    return grouped(rows, lambda row: [(row.building or "", building_words(row.building))])


def _posts(rows: Sequence[Any]) -> tuple[AtPost, ...]:
    posts = grouped(rows, lambda row: [(post, post_name(post)) for post in row.audience.split("+")])
    return tuple(AtPost(p, _buildings(row for row in rows if p.key in row.audience.split("+"))) for p in posts)


def _late(office: Office, row: Any, now: datetime) -> Late:
    procedure = office.catalogue.current[row.procedure].procedure
    posts = tuple(post_name(post) for post in row.audience.split("+"))
    what = Text(procedure.zh, procedure.en)
    over = span_words((now - row.due_at).total_seconds())
    return Late(row.number, row.unit, what, state_words(procedure, row.state), posts, over)
