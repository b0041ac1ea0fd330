"""Units and people from a file: what it would do is told first, and then all of it is done, or nothing."""

import zipfile
from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor
from datetime import date
from io import BytesIO
from typing import Any

import openpyxl
import pytest
from sqlalchemy import Connection, Table, delete, func, select, text, update
from sqlalchemy.exc import OperationalError

from flows.service import importing, registers
from flows.service.errors import Forbidden, Invalid, NotFound, TooLarge, Unsupported
from flows.service.importing import Limits, Looked, Moved, Outcome, carrying
from flows.service.importing.columns import plain
from flows.service.importing.raw import LONGEST, cell_of_text, cell_of_value
from flows.service.importing.reading import read_file
from flows.service.importing.writing import write
from flows.service.narrowing import as_asked_by
from flows.service.registers import NewParty
from flows.service.rights import OPERATOR
from flows.service.signing_in import identity
from flows.storage import tables as t
from flows.storage.tables.kept import register_imports
from tests.service.errand import World

HEADS = ("房号", "楼栋", "楼层", "姓名", "电话", "证件种类", "证件号码", "关系", "起始日期", "结束日期")
WANG = ("3-1201", "3 栋", 12, "王示例", "13900000001", "居民身份证", "110101199001010011", "业主", "2026-01-01", "")
LODGER = ("3-1201", "", "", "李示例", "13900000002", "", "", "租户", date(2026, 3, 1), date(2027, 2, 28))
EMPTY = ("3-1202", "3 栋", 12)
ENOUGH = Limits(100, 10**6, 10**7)


def book(*rows: tuple[Any, ...], heads: tuple[str, ...] = HEADS) -> bytes:
    made, out = openpyxl.Workbook(), BytesIO()
    for row in (heads, *rows):
        made.active.append(["" if cell is None else cell for cell in row])
    made.save(out)
    return out.getvalue()


def lines(*rows: tuple[Any, ...], heads: tuple[str, ...] = HEADS) -> str:
    return "\r\n".join(",".join(str(cell) for cell in row) for row in (heads, *rows))


def look(north: World, content: bytes, name: str = "业主.xlsx") -> Looked:
    return importing.look_through(north.office, OPERATOR, "north", name, content, north.now)


def carry(north: World, content: bytes) -> Outcome:
    looked = look(north, content)
    assert looked.outcome.faults == ()
    return importing.carry_out(north.office, OPERATOR, "north", looked.parcel, north.now)


def faults(north: World, *rows: tuple[Any, ...], heads: tuple[str, ...] = HEADS) -> list[tuple[int, str]]:
    looked = look(north, book(*rows, heads=heads))
    assert bool(looked.outcome.faults) != bool(looked.parcel)
    return [(fault.row, fault.column) for fault in looked.outcome.faults]


def told(found: Outcome) -> list[tuple[int, str, str, int]]:
    return [(step.row, step.what, step.name.zh, len(step.changes)) for step in found.steps]


def counted(north: World) -> tuple[int, ...]:
    with north.office.read() as connection:
        tables = (t.units, t.parties, t.tenures, register_imports)
        return tuple(connection.execute(select(func.count()).select_from(one)).scalar_one() for one in tables)


def test_a_file_is_looked_through_then_carried_out_and_a_second_time_changes_nothing(north: World) -> None:
    content, before = book(WANG, LODGER, EMPTY), counted(north)
    looked = look(north, content)
    assert told(looked.outcome) == [
        (2, "unit", "3-1201（3 栋）", 0),
        (2, "party", "王示例", 0),
        (2, "tenure", "3-1201 王示例（业主，2026-01-01 起）", 0),
        (3, "party", "李示例", 0),
        (3, "tenure", "3-1201 李示例（租户，2026-03-01 – 2027-02-28）", 0),
        (4, "unit", "3-1202（3 栋）", 0),
    ]
    assert counted(north) == before, "a dry run changes nothing"
    importing.carry_out(north.office, OPERATOR, "north", looked.parcel, north.now)
    assert counted(north) == (before[0] + 2, before[1] + 2, before[2] + 2, 1)
    seen = registers.unit(north.office, "desk", "north", "3-1201", north.now)
    assert (seen.building, seen.floor) == ("3 栋", 12)
    assert [(tie.party.name, tie.kind, tie.until) for tie in seen.ties] == [
        ("王示例", "owner", None),
        ("李示例", "tenant", date(2027, 2, 28)),
    ]
    (party,) = registers.list_parties(north.office, "desk", north.now, q="王示例").items
    assert (party.id_kind, party.id_number) == ("id_card", "110••••0011")
    again = look(north, content)
    assert (again.outcome.steps, again.outcome.untouched, again.parcel) == ((), 3, "")


def test_people_of_a_file_are_found_by_how_their_names_are_read(north: World) -> None:
    carry(north, book(WANG))
    typed = [registers.list_parties(north.office, "desk", north.now, q=q).items for q in ("wsl", "wangshili")]
    assert [[one.name for one in found] for found in typed] == [["王示例"], ["王示例"]]


def test_what_differs_is_changed_and_what_is_empty_is_left_alone(north: World) -> None:
    carry(north, book(WANG, LODGER))
    moved = (
        "3-1201",
        "三栋",
        "",
        "王示例",
        "13900000009",
        "身份证",
        "110101199001010011",
        "owner",
        "2026/1/1",
        "2026年12月31日",
    )
    found = carry(north, book(moved, LODGER))
    assert found.counts == {
        "unit_created": 0, "unit_changed": 1, "party_created": 0, "party_changed": 1, "tenure_created": 0, "tenure_changed": 1,
    }  # fmt: skip
    words = [(c.column.zh, c.before.zh, c.after.zh) for step in found.steps for c in step.changes]
    assert words == [
        ("楼栋", "3 栋", "三栋"),
        ("电话", "139••••0001", "139••••0009"),
        ("结束日期", "无", "2026-12-31"),
    ]
    assert found.untouched == 1
    seen = registers.unit(north.office, "desk", "north", "3-1201", north.now)
    assert (seen.building, seen.floor) == ("三栋", 12)


def test_people_are_known_by_document_then_telephone_then_unit_and_never_guessed(north: World) -> None:
    def row(name: str, phone: str = "", number: str = "", unit: str = "3-1201", tie: str = "住户") -> tuple[Any, ...]:
        return (unit, "3", "", name, phone, "护照" if number else "", number, tie, "2026-02-01", "")

    assert carry(north, book(row("赵示例"), row("赵示例", unit="3-1203"))).counts["party_created"] == 2
    given = carry(north, book(row("赵示例", "13900000003", "E12345678")))
    assert (given.counts["party_created"], given.counts["party_changed"]) == (0, 1), "the one of that unit"
    known = look(north, book(row("赵示例", "13900000003", unit="3-1204"))).outcome
    assert (known.counts["party_created"], known.counts["unit_created"]) == (0, 1), "by telephone"
    assert faults(north, row("别人", "", "E12345678")) == [(2, "name")]
    assert faults(north, row("赵示例", "13900000003", "E00000000")) == [(2, "id_number")]
    for _ in range(2):
        registers.add_party(north.office, "desk", "north", NewParty("钱示例", "13900000004"), north.now)
    assert faults(north, row("钱示例", "13900000004")) == [(2, "name")]


def test_every_fault_is_told_by_row_and_column_and_nothing_is_imported(north: World) -> None:
    before = counted(north)
    rows = [
        WANG,
        ("3 1202", "3 栋"),
        ("3-1203",),
        ("3-1204", "3", "高"),
        ("3-1205", "3", "", "王", "12", "", "", "业主", "2026-01-01"),
        ("3-1206", "3", "", "孙示例", "", "", "", "房东", "2026-02-30"),
        ("3-1207", "3", "", "孙示例", "", "", "", "业主", "2026-03-02", "2026-03-01"),
        ("3-1208", "3", "", "孙示例"),
        ("", "", "", "孙示例", "", "", "E123"),
        ("3-1201", "4 栋"),
        (date(2026, 3, 12), "3"),
        ("3-1209", "3", "", "孙示例", "", "居民身份证", 110101199001010022, "业主", "2026-01-01"),
        ("3-1201", "", "", "王示例", "", "居民身份证", "110101199001010011", "业主", "2026-06-01"),
    ]
    assert faults(north, *rows) == [
        (3, "unit"), (4, "building"), (5, "floor"), (6, "phone"), (7, "tie"), (7, "since"), (8, "until"), (9, "tie"),
        (10, "id_number"), (11, "building"), (12, "unit"), (13, "id_number"), (14, "since"),
    ]  # fmt: skip
    assert counted(north) == before
    with pytest.raises(Invalid):
        importing.carry_out(north.office, OPERATOR, "north", "", north.now)


@pytest.mark.parametrize("letters", ["utf-8", "utf-8-sig", "gb18030"])
def test_lines_with_commas_are_read_in_both_ways_of_writing_chinese(north: World, letters: str) -> None:
    english = ("Unit*", "Building", "Floor (number)", "name", "Telephone", "x", "Tie", "Since")
    row = ("5-0101", "5", "1", "周示例", "'+86 139 0000 0005", "备注", "Owner", "2026.5.1")
    content = lines(("标题",), english, row, heads=("登记表",)).encode(letters)
    assert [what for _, what, *_ in told(look(north, content, "a.csv").outcome)] == ["unit", "party", "tenure"]


def test_the_template_is_read_back_and_has_every_column_as_text(north: World) -> None:
    for lang in ("zh", "en"):
        found = openpyxl.load_workbook(BytesIO(importing.template("xlsx", lang)))
        sheet = found.worksheets[0]
        for at, cell in enumerate(WANG, 1):
            sheet.cell(2, at, cell)
        assert sheet.column_dimensions["A"].number_format == "@"
        out = BytesIO()
        found.save(out)
        assert len(look(north, out.getvalue()).outcome.steps) == 3
        plain = importing.template("csv", lang).decode("utf-8-sig") + ",".join(map(str, WANG))
        assert len(look(north, plain.encode()).outcome.steps) == 3


def formula() -> bytes:
    return book(("3-1201", "=1+1"))


def bomb() -> bytes:
    out = BytesIO(book(WANG))
    with zipfile.ZipFile(out, "a", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("xl/media/image1.png", b"\0" * (ENOUGH.unpacked + 1))
    return out.getvalue()


def added(name: str, part: bytes, packed: int = zipfile.ZIP_DEFLATED) -> bytes:
    out = BytesIO(book(WANG))
    with zipfile.ZipFile(out, "a", packed) as archive:
        archive.writestr(name, part)
    return out.getvalue()


ENTITIES = '<?xml version="1.0"?><!DOCTYPE a [<!ENTITY a "aaaa">]><a>&a;</a>'


def many(element: bytes) -> bytes:
    """Small in bytes; the library would take long over each."""
    return added("xl/strings.bin", b"<x:sst>" + element * 60_000 + b"</x:sst>")


def torn_elsewhere() -> bytes:
    content = bytearray(added("xl/a.xml", b"<a/>" * 1000, zipfile.ZIP_LZMA))
    at = content.index(b"xl/a.xml") + len("xl/a.xml")
    content[at + 9 : at + 20] = b"\xff" * 11
    return bytes(content)


@pytest.mark.parametrize(
    ("content", "answer"),
    [
        (bomb, TooLarge),
        (lambda: added("xl/extra.xml", ENTITIES.encode()), Unsupported),
        (lambda: added("xl/extra.XML", ENTITIES.encode()), Unsupported),
        (lambda: added("xl/extra", ENTITIES.encode()), Unsupported),
        (lambda: added("xl/extra", ENTITIES.encode("utf-16")), Unsupported),
        (lambda: many(b"<si><t/></si>"), TooLarge),
        (lambda: many(b"<x:xf/>"), TooLarge),
        (lambda: many(b"<row/>"), TooLarge),
        (lambda: many(b"<x:c r='A1'/>"), TooLarge),
        (torn_elsewhere, Unsupported),
        (lambda: book(*[EMPTY] * 101), TooLarge),
        (lambda: lines(*[EMPTY] * 101).encode(), TooLarge),
        (lambda: b"x" * (ENOUGH.size + 1), TooLarge),
        (lambda: b"PK\x03\x04 torn", Unsupported),
        (lambda: book(WANG)[:2000], Unsupported),
        (lambda: b"\xd0\xcf\x11\xe0 old", Unsupported),
        (lambda: b"\xff\xfe\x00\x81", Unsupported),
        (lambda: lines(('"3-1201', "x")).encode(), Unsupported),
        (lambda: book(WANG, heads=("甲", "乙")), Invalid),
        (lambda: book(heads=HEADS), Invalid),
        (lambda: book(WANG, heads=("房号", "楼栋", "楼层", "姓名", "姓名")), Invalid),
        (lambda: b"", Invalid),
    ],
)
def test_what_is_no_such_file_is_refused(content: Callable[[], bytes], answer: type[Exception]) -> None:
    with pytest.raises(answer):
        read_file(content(), ENOUGH)


def test_a_request_that_is_shown_its_own_site_alone_imports_there(north: World) -> None:
    with north.office.transaction() as connection:
        connection.execute(t.posts.insert(), {"user_id": 6, "site_id": 1, "role": "administrator"})
    boss = identity(north.office, "boss", north.now)
    assert boss is not None
    with as_asked_by(boss):
        looked = importing.look_through(north.office, "boss", "north", "a.xlsx", book(WANG, LODGER), north.now)
        importing.carry_out(north.office, "boss", "north", looked.parcel, north.now)
        (kept,) = importing.overview(north.office, "boss", "north", north.now).imports
    assert (kept.by, kept.rows) == ("示例boss", 2)


def test_a_workbook_with_pictures_and_full_rows_is_read() -> None:
    row = (*(f"{at}" * 9 for at in range(30)),)
    out = BytesIO(
        book(WANG, *[(*EMPTY, *[""] * 7, *(f"{at} {words}" for words in row)) for at in range(ENOUGH.rows - 1)])
    )
    with zipfile.ZipFile(out, "a", zipfile.ZIP_STORED) as archive:
        archive.writestr("xl/media/image1.png", b"\x89PNG" + b"<a>" * 200_000)
    assert len(read_file(out.getvalue(), ENOUGH)) == ENOUGH.rows


def test_brackets_without_end_cost_no_more_than_other_letters() -> None:
    assert plain("楼层（数字" + "(" * 20_000) == "楼层"
    assert cell_of_value("(" * 5000) == cell_of_text("(" * 5000) == "(" * LONGEST


def test_a_formula_is_told_at_its_cell(north: World) -> None:
    for content in (formula(), lines(("3-1201", "=1+1")).encode()):
        (fault,) = look(north, content).outcome.faults
        assert (fault.row, fault.column, "公式" in fault.message.zh) == (2, "building", True)


def test_the_limits_are_settings_of_the_site(north: World) -> None:
    with north.office.transaction() as connection:
        connection.execute(t.posts.insert(), {"user_id": 6, "site_id": 1, "role": "administrator"})
    registers.set_setting(north.office, "boss", "north", "office", "import_rows", 1, north.now)
    with pytest.raises(TooLarge):
        look(north, book(WANG, LODGER))


def test_whoever_changes_the_register_meanwhile_has_the_outcome_told_anew(north: World) -> None:
    looked = look(north, book(WANG))
    registers.add_unit(north.office, OPERATOR, "north", "3-1201", "3 栋", north.now)
    with pytest.raises(Moved) as moved:
        importing.carry_out(north.office, OPERATOR, "north", looked.parcel, north.now)
    assert moved.value.looked.outcome.counts["unit_changed"] == 1
    found = importing.carry_out(north.office, OPERATOR, "north", moved.value.looked.parcel, north.now)
    assert found.counts["party_created"] == 1
    with pytest.raises(Moved):
        importing.carry_out(north.office, OPERATOR, "north", looked.parcel, north.now)
    with pytest.raises(Invalid):
        importing.carry_out(north.office, OPERATOR, "south", looked.parcel, north.now)


def test_a_case_decided_on_the_register_as_it_was_is_not_written(north: World) -> None:
    """The unit's revision counts on: the event reads the register anew."""
    revision = select(t.units.c.revision).where(t.units.c.code == "1-101")
    with north.office.read() as connection:
        before = connection.execute(revision).scalar_one()
    carry(north, book(("1-101", "", "", "吴示例", "", "", "", "住户", "2026-01-01")))
    with north.office.read() as connection:
        assert connection.execute(revision).scalar_one() == before + 1


def test_only_an_administrator_of_the_site_imports(north: World) -> None:
    for login, answer in (("desk", Forbidden), ("far", NotFound)):
        with pytest.raises(answer):
            importing.look_through(north.office, login, "north", "a.xlsx", book(WANG), north.now)
        with pytest.raises(answer):
            importing.carry_out(north.office, login, "north", look(north, book(WANG)).parcel, north.now)
        with pytest.raises(answer):
            importing.overview(north.office, login, "north", north.now)


@pytest.mark.parametrize("change", [update(register_imports).values(rows=9), delete(register_imports)])
def test_who_imported_what_stays(north: World, change: Any) -> None:
    looked = look(north, book(WANG), "业主 110101199001010011.xlsx")
    importing.carry_out(north.office, OPERATOR, "north", looked.parcel, north.now)
    with pytest.raises(Exception, match="append-only"), north.office.transaction() as connection:
        connection.execute(change)
    with north.office.read() as connection:
        (kept,) = connection.execute(select(register_imports))
    assert (kept.rows, kept.imported_by, kept.counts["tenure_created"]) == (1, None, 1)
    assert "19900101" not in kept.name + str(kept.steps)
    assert "13900000001" not in str(kept.steps)
    assert "王示例" not in str(kept.steps)
    assert [step[2] for step in kept.steps] == ["3-1201（3 栋）", "王••••", "3-1201 王••••（业主，2026-01-01 起）"]


def test_nobody_changes_a_person_or_a_tie_between_look_and_write(north: World, monkeypatch: pytest.MonkeyPatch) -> None:
    carry(north, book(WANG))
    free: dict[str, bool] = {}

    def watched(connection: Connection, *given: Any) -> None:
        for table in (t.units, t.parties, t.tenures):
            free[table.name] = is_free(north, table)
        write(connection, *given)

    monkeypatch.setattr(carrying, "write", watched)
    carry(north, book((*WANG[:4], "13900000009", *WANG[5:9], "2026-12-31")))
    assert free == dict.fromkeys(("units", "parties", "tenures"), False)


def test_a_person_is_not_added_while_an_import_is_written(north: World, monkeypatch: pytest.MonkeyPatch) -> None:
    """Looking for people finds those of the desk, as their rows are all there or none has been begun."""
    with ThreadPoolExecutor(1) as desk:
        added: list[Future[Any]] = []

        def watched(connection: Connection, *given: Any) -> None:
            added.append(desk.submit(registers.add_party, north.office, "desk", "north", NewParty("周示例"), north.now))
            with pytest.raises(TimeoutError):
                added[0].result(0.3)
            write(connection, *given)

        monkeypatch.setattr(carrying, "write", watched)
        carry(north, book(WANG))
        assert added[0].result(10).name == "周示例"


def is_free(north: World, table: Table) -> bool:
    """Whether another connection could change the last row now. SQLite lets one write at a time."""
    with north.office.engine.connect() as other:
        if other.dialect.name == "sqlite":
            other.exec_driver_sql("PRAGMA busy_timeout = 0")
        last = select(table.c.id).order_by(table.c.id.desc()).limit(1).scalar_subquery()
        change = update(table).where(table.c.id == last).values(id=table.c.id)
        if other.dialect.name == "postgresql":
            other.execute(text("SET lock_timeout = '100ms'"))
        try:
            other.execute(change)
        except OperationalError:
            return False
        finally:
            other.rollback()
            if other.dialect.name == "sqlite":
                other.exec_driver_sql("PRAGMA busy_timeout = 5000")
    return True
