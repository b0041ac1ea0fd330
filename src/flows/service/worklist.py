"""What a person can act on, soonest due first: one statement, one run along one index for each post and site."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import cache
from operator import itemgetter
from typing import Any, NamedTuple

from sqlalchemy import Connection

from flows.definition import Person, Procedure, State, Text
from flows.service.access import Standing, standings
from flows.service.case_finding import LONGEST_SEARCH
from flows.service.errors import NotFound
from flows.service.office import Office
from flows.service.pages import RUNS, cursor_of, like, moment_of
from flows.service.subjects import named_in, subject
from flows.storage.bigrams import folded
from flows.storage.by_hand import ask
from flows.storage.snapshot import pressing
from flows.storage.values import parsed, some_moment

PAGE = 50  # rows; what the measured peers show
MOST_WORDS = 5  # that one looks for: each is held against the text of every open case


class Waiting(NamedTuple):
    """One line of the worklist. A tuple: fifty are made for every page, and a frozen dataclass takes five times as
    long to make."""

    task_id: int
    number: str
    site: str
    procedure: Procedure
    state: State
    unit: str | None
    applicant: str | None
    since: datetime
    due_at: datetime | None
    overdue: bool
    claimed_by: Person | None
    instead_of: Person | None
    revision: int
    watched: bool = False
    about: Text | None = None  # for a case without an applicant


@dataclass(frozen=True, slots=True)
class Page:
    """`cursor` leads to what follows; None at the end."""

    items: tuple[Waiting, ...]
    cursor: str | None


@dataclass(frozen=True, slots=True)
class Wanted:
    """Which tasks: of one post, site or procedure; only overdue ones; only those claimed by or naming the asker. `unit`
    is how its code begins, as that of a building does; `q` words that the case's text holds."""

    role: str | None = None
    site: str | None = None
    procedure: str | None = None
    overdue: bool = False
    mine: bool = False
    unit: str | None = None
    q: str = ""
    cursor: str | None = None


def worklist(
    office: Office, login: str, now: datetime, wanted: Wanted = Wanted(), held: tuple[Standing, ...] | None = None
) -> Page:
    """The asker's page of open tasks. `held`: their posts, where the caller has read them for this request already.
    Raises NotFound for a person without any post."""
    with office.read() as connection:
        if held is None:
            held = standings(connection, login, now)
        if not held:
            raise NotFound("您还没有岗位，请联系管理员", "You hold no post yet; ask the administrator")
        places = places_of(office, held, wanted)
        if not places:
            return Page((), None)
        rows = _rows(connection, places, wanted, login, held, now)
        items = tuple([_line(office, connection, row, places, now) for row in rows[:PAGE]])
        items = _with_subjects(connection, items, [row[-1] for row in rows])
    last = rows[PAGE - 1] if len(rows) > PAGE else None
    return Page(items, cursor_of(some_moment(last[0]).isoformat(), last[1]) if last else None)


def places_of(office: Office, held: Iterable[Standing], wanted: Wanted = Wanted()) -> dict[tuple[str, int], Standing]:
    """(audience, site) to the standing that lets the asker in; their own posts before lent ones."""
    places: dict[tuple[str, int], Standing] = {}
    for standing in held:
        if wanted.role not in (None, standing.role) or wanted.site not in (None, standing.site):
            continue
        for audience in office.catalogue.audiences(standing.role):
            places.setdefault((audience, standing.site_id), standing)
    return places


BRANCH = """SELECT * FROM (
  SELECT ta.id, ta.case_id, ta.site_id, ta.state, ta.audience, ta.opened_at, ta.due_at, ta.claimed_by, ta.named
  FROM tasks ta {join}
  WHERE ta.audience = :audience_{n} AND ta.site_id = :site_{n} AND ta.status IN ('open', 'claimed')
    {conditions}
  ORDER BY ta.due_at, ta.id LIMIT {limit}) AS b{n}"""
# The same for all places with one plan: PostgreSQL takes longer to plan nine branches than to run them.
LATERAL = """SELECT b.* FROM (VALUES {places}) AS pl (audience, site) CROSS JOIN LATERAL (
  SELECT ta.id, ta.case_id, ta.site_id, ta.state, ta.audience, ta.opened_at, ta.due_at, ta.claimed_by, ta.named
  FROM tasks ta {join}
  WHERE ta.audience = pl.audience AND ta.site_id = pl.site AND ta.status IN ('open', 'claimed')
    {conditions}
  ORDER BY ta.due_at, ta.id LIMIT {limit}) AS b"""
A_PLACE = "(CAST(:audience_{n} AS text), CAST(:site_{n} AS integer))"
# What somebody has taken or is named for runs along an index of theirs; which posts it is for is asked of each, in a
# form of which PostgreSQL doesn't take it that few fit: else it would rather read all of theirs and sort.
MINE = """SELECT * FROM (
  SELECT ta.id, ta.case_id, ta.site_id, ta.state, ta.audience, ta.opened_at, ta.due_at, ta.claimed_by, ta.named
  FROM tasks ta {join}
  WHERE {whose} AND coalesce(ta.site_id || ':' || ta.audience IN ({places}), FALSE)
    {conditions}
  ORDER BY ta.due_at, ta.id LIMIT {limit}) AS b{n}"""
EITHER = "\nUNION ALL\n"
TAKEN = "ta.claimed_by IN ({who}) AND ta.status = 'claimed'"
NAMED = """ta.named IN ({who}) AND ta.status IN ('open', 'claimed')
    AND (ta.claimed_by IS NULL OR ta.claimed_by NOT IN ({me}))"""
# In no order: the database would sort once more, with all that stands beside the tasks, what `_rows` does at once.
WHOLE = """SELECT w.due_at, w.id, w.state, w.audience, w.site_id, w.opened_at, w.claimed_by, tk.name,
  c.number, c.procedure, c.version, c.revision, u.code, p.name, wa.case_id IS NOT NULL,
  CASE WHEN p.id IS NULL THEN c.data END
FROM (SELECT * FROM ({branches}) AS x ORDER BY x.due_at, x.id LIMIT {limit}) AS w
JOIN cases c ON c.id = w.case_id
LEFT JOIN units u ON u.id = c.unit_id LEFT JOIN parties p ON p.id = c.applicant_id
LEFT JOIN users tk ON tk.login = w.claimed_by
LEFT JOIN watches wa ON wa.case_id = w.case_id AND wa.login = :asker"""


_in_order = itemgetter(0, 1)  # soonest due first


@cache
def _statement(places: int, people: int, **shape: Any) -> str:
    return WHOLE.format(branches=branches(places, people, **shape), limit=PAGE + 1)


def branches(
    places: int,
    people: int,
    *,
    procedure: bool = False,
    overdue: bool = False,
    mine: bool = False,
    unit: bool = False,
    words: int = 0,
    postgres: bool = False,
    after: bool = False,
    limit: int = PAGE + 1,
) -> str:
    """A run along an index for each place, or for each of those who are `mine`; every one cut off by itself. `words`:
    how many are looked for in the case's text."""
    me = ", ".join(f":me_{n}" for n in range(people))
    conditions = [f"AND (ta.named IS NULL OR ta.named IN ({me}))"]
    if procedure:
        conditions.append("AND tc.procedure = :procedure")
    if overdue:
        conditions.append("AND ta.due_at < :now")
    if after:
        conditions.append("AND (ta.due_at > :due OR (ta.due_at = :due AND ta.id > :id))")
    joins = ["JOIN cases tc ON tc.id = ta.case_id"] if procedure or unit else []
    if unit:
        joins.append("JOIN units tu ON tu.id = tc.unit_id AND lower(tu.code) LIKE :unit ESCAPE '/'")
    if words:
        joins.append(f"JOIN case_texts tx ON tx.{'case_id' if postgres else 'rowid'} = ta.case_id")
        conditions += [f"AND tx.plain LIKE :word_{n} ESCAPE '/'" for n in range(words)]
    join = " ".join(joins)
    said = {"join": join, "conditions": " ".join(conditions), "limit": limit}
    if not mine and postgres:
        return LATERAL.format(places=", ".join(A_PLACE.format(n=n) for n in range(places)), **said)
    if not mine:
        return EITHER.join(BRANCH.format(n=n, **said) for n in range(places))
    held = ", ".join(f":place_{n}" for n in range(places))
    # One by one, that each runs in the order of the list; whoever stands in for very many reads what all of them have.
    each = [f":me_{n}" for n in range(people)] if people <= RUNS else [me]
    whose = [way.format(who=who, me=me) for who in each for way in (TAKEN, NAMED)]
    return EITHER.join(MINE.format(n=n, whose=one, places=held, **said) for n, one in enumerate(whose))


def values_of(places: Iterable[tuple[str, int]], login: str, held: Iterable[Standing]) -> dict[str, Any]:
    """What `branches` asks for: who acts, for whom, and where."""
    people = sorted({login} | {s.instead_of.login for s in held if s.instead_of})
    values: dict[str, Any] = {"asker": login, **{f"me_{n}": person for n, person in enumerate(people)}}
    for n, (audience, site_id) in enumerate(places):
        values |= {f"audience_{n}": audience, f"site_{n}": site_id, f"place_{n}": f"{site_id}:{audience}"}
    return values


def _rows(
    connection: Connection,
    places: dict[tuple[str, int], Standing],
    wanted: Wanted,
    login: str,
    held: Iterable[Standing],
    now: datetime,
) -> list[Any]:
    values = values_of(places, login, held)
    people = sum(name.startswith("me_") for name in values)
    if wanted.procedure:
        values["procedure"] = wanted.procedure
    if wanted.overdue:
        values["now"] = now
    if wanted.unit:
        values["unit"] = f"{like(folded(wanted.unit))}%"
    words = folded(wanted.q[:LONGEST_SEARCH]).split()[:MOST_WORDS]
    values |= {f"word_{n}": f"%{like(word)}%" for n, word in enumerate(words)}
    if wanted.cursor:
        values["due"], values["id"] = moment_of(wanted.cursor, int)
    shape = {"procedure": bool(wanted.procedure), "overdue": wanted.overdue, "mine": wanted.mine}
    shape |= {"unit": bool(wanted.unit), "after": bool(wanted.cursor)}
    shape["postgres"] = connection.dialect.name == "postgresql"
    return sorted(ask(connection, _statement(len(places), people, words=len(words), **shape), values), key=_in_order)


def _line(
    office: Office, connection: Connection, row: Any, places: dict[tuple[str, int], Standing], now: datetime
) -> Waiting:
    """`row` has the columns of `WHOLE`, in that order."""
    (due_at, task, state, audience, site_id, opened_at, claimed, claimed_name, *case) = row
    number, key, version, revision, unit, applicant, watched, _ = case
    procedure = office.catalogue.get(connection, key, version).procedure
    standing, due = places[audience, site_id], pressing(due_at)
    return Waiting(
        task,
        number,
        standing.site,
        procedure,
        procedure.state(state),
        unit,
        applicant,
        some_moment(opened_at),
        due,
        due is not None and due < now,
        Person(claimed, claimed_name or claimed) if claimed else None,
        standing.instead_of,
        revision,
        bool(watched),
    )


def _with_subjects(connection: Connection, items: tuple[Waiting, ...], written: Sequence[Any]) -> tuple[Waiting, ...]:
    """What those without an applicant are about; `written` is what their cases hold, in the same order."""
    asking = (n for n, item in enumerate(items) if item.procedure.asks and written[n] is not None)
    held = {n: parsed(written[n]) for n in asking}
    if not held:
        return items
    names = named_in(((items[n].procedure, data) for n, data in held.items()), connection)
    about = {n: subject(items[n].procedure, data, names) for n, data in held.items()}
    return tuple(item._replace(about=about.get(n)) for n, item in enumerate(items))
