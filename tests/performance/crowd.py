"""Many of everything, by copying rows: what a page costs is to be seen with few of them and with many."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import timedelta
from typing import Any

from sqlalchemy import Connection, Table, insert, select, update

from flows.definition import Text
from flows.service import registers
from flows.service.noticing import News, tell_people
from flows.service.queueing import Message, queue
from flows.service.registers import NewAuthorisation, NewParty
from flows.service.revealing import Wish, reveal
from flows.service.substitutions import Absence, substitute
from flows.storage import tables as t
from flows.storage.bigrams import folded
from flows.storage.case_texts import enter
from tests.service.errand import World
from tests.service.test_acting import opened, submitted
from tools.bench.pages import HASH

STEP = 100_000  # between the ids of a row and of its copies
TIED = 40  # copies that are tied to the one unit, or the one person
ADMINISTRATOR = "admin"

# In the order of their foreign keys; each with the columns that lead to another copy, and those that must differ.
COPIED: Mapping[Table, tuple[Mapping[str, Table], tuple[str, ...]]] = {
    t.users: ({}, ("login",)),
    t.posts: ({"user_id": t.users}, ()),
    t.units: ({}, ("code",)),
    t.parties: ({}, ("name",)),
    t.tenures: ({"party_id": t.parties, "unit_id": t.units}, ()),
    t.authorisations: ({"party_id": t.parties}, ()),
    t.cases: ({"applicant_id": t.parties}, ("number",)),
    t.history: ({"case_id": t.cases}, ()),
    t.tasks: ({"case_id": t.cases}, ()),
    t.deadlines: ({"case_id": t.cases}, ()),
    t.entries: ({"case_id": t.cases, "unit_id": t.units}, ()),
    t.payments: ({"case_id": t.cases}, ()),
    t.documents: ({"case_id": t.cases}, ()),
    t.notices: ({"case_id": t.cases}, ("source",)),
    t.deliveries: ({}, ("key", "source")),
    t.substitutions: ({"absent_id": t.users}, ()),
    t.tokens: ({}, ("digest",)),
    t.reveals: ({"case_id": t.cases}, ()),
    t.setting_changes: ({}, ()),
}


def peopled(world: World) -> None:
    """One of everything that a page lists: cases in three states, and what stands on the site's registers."""
    office, now, today = world.office, world.now, world.now.date()
    with office.transaction() as connection:
        # With a number of its own: those of the small office don't come from the database.
        user = {"id": 50, "login": ADMINISTRATOR, "name": "示例管理", "active": True, "lang": "zh", "revision": 1}
        connection.execute(insert(t.users), {**user, "created_at": now})
        for site_id, role in ((None, "administrator"), (1, "director")):
            connection.execute(insert(t.posts), {"user_id": 50, "site_id": site_id, "role": role})
        connection.execute(update(t.users).values(password=HASH))
    drafted, _ = world.start(), submitted(world)
    done = opened(world, price="50")
    agent = registers.add_party(
        office, "desk", "north", NewParty("乙示例", "13900000000", "passport", "E12345678"), now
    )
    days = today - timedelta(days=1), today + timedelta(days=30)
    registers.grant(office, "desk", "north", NewAuthorisation("1-101", world.owner, agent.id, "renovation", *days), now)
    registers.add_tenure(office, "desk", "north", "1-101", agent.id, "tenant", today, now)
    registers.set_setting(office, ADMINISTRATOR, "north", "errand", "open_hours", 30, now)
    reveal(office, Wish("desk", submitted(world, phone="13912345678"), "field:phone"), "核对号码", now)
    until = now + timedelta(days=9)
    substitute(office, ADMINISTRATOR, Absence("desk2", "desk", now, until, "休假", "north", "front_desk"), now)
    with office.transaction() as connection:
        for number, login in enumerate(("desk", ADMINISTRATOR)):
            news = News(1, 1, f"test:{number}", "task", Text("有事", "Something"), now)
            tell_people(connection, [(news, [login])])
        queue(connection, Message(1, "mail", "desk", "mail.example.com", "test", {"title": "", "text": ""}), now)
        connection.execute(update(t.deliveries).values(state="dead"))
    assert drafted != done


def multiply(world: World, copies: Iterable[int]) -> None:
    """Copies every row that the world had at first, once for each number. Some ties are of another person, some of
    another unit: so one unit and one person have many, too."""
    numbers = list(copies)
    with world.office.transaction() as connection:
        for table, (leads_to, differing) in COPIED.items():
            rows = [dict(row) for row in _originals(connection, table).mappings()]
            made = [_copied(row, n, table, leads_to, differing) for row in rows for n in numbers]
            if made:
                connection.execute(insert(table), made)
        _search(connection, numbers)


def _originals(connection: Connection, table: Table) -> Any:
    key = table.c.case_id if table is t.history else table.c.id
    return connection.execute(select(table).where(key < STEP).order_by(key))


def _copied(
    row: Mapping[str, Any], n: int, table: Table, leads_to: Mapping[str, Table], differing: tuple[str, ...]
) -> dict[str, Any]:
    found = {**row, **{name: f"{row[name]}-{n}" for name in differing}}
    if "id" in row:
        found["id"] = row["id"] + n * STEP
    if table in (t.cases, t.entries):
        found["opened_at"] = row["opened_at"] - timedelta(minutes=n)
    for name, other in leads_to.items():
        stays = n < TIED and (
            (table, other) == (t.entries, t.units) or (table is t.tenures and (other is t.units) == bool(n % 2))
        )
        if found[name] is not None and not stays:
            found[name] += n * STEP
    return found


def _search(connection: Connection, numbers: list[int]) -> None:
    """The copies are found by number, unit and applicant, and by one of seven lifts."""
    c = t.cases.c
    columns = (c.id, c.site_id, c.number, t.units.c.code, t.parties.c.name)
    query = select(*columns).join(t.units, t.units.c.id == c.unit_id, isouter=True).where(c.id > STEP).order_by(c.id)
    for row in connection.execute(query.join(t.parties, t.parties.c.id == c.applicant_id, isouter=True)).all():
        if row.id // STEP in numbers:
            text = folded(row.number, row.code or "", row.name or "", f"电梯{row.id // STEP % 7}号机")
            enter(connection, row.id, row.site_id, text)
