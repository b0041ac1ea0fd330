"""Who changed a setting, from what to what, stays for good; and a site may choose the letters before its numbers."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlalchemy import Executable, delete, insert, select, update
from sqlalchemy.exc import DBAPIError

from flows.definition import BEYOND, Setting
from flows.procedures import PROCEDURES
from flows.procedures.special_service import SPECIAL_SERVICE
from flows.procedures.worker_pass import WORKER_PASS
from flows.service import registers
from flows.service.errors import Forbidden, Invalid
from flows.service.office import Office
from flows.service.registers.settings import fitting
from flows.service.starting import Opening, start
from flows.storage import tables as t
from tests.service.a_site import NOW, an_office, an_owner

SETTING = ("administrator", "north", "worker_pass", "pass_deposit")
PREFIX = ("administrator", "north", "worker_pass", "number_prefix")


@pytest.fixture
def office(site_url: str, tmp_path: Path) -> Iterator[Office]:
    with an_office(site_url, tmp_path) as made:
        yield made


def changes(office: Office) -> list[tuple[str, object, object, str]]:
    found = registers.setting_changes_of(office, "administrator", "north", NOW)
    return [(c.code, c.before, c.after, c.by.login) for c in found]


def test_every_change_is_kept_with_what_stood_before(office: Office) -> None:
    registers.set_setting(office, *SETTING, 150, NOW)
    registers.set_setting(office, *SETTING, 150, NOW)  # nothing changes, so nothing is kept
    registers.set_setting(office, "root.one", "north", "worker_pass", "pass_deposit", 200, NOW)
    registers.set_setting(office, *SETTING, None, NOW)
    assert changes(office) == [
        ("pass_deposit", 200, None, "administrator"),
        ("pass_deposit", 150, 200, "root.one"),
        ("pass_deposit", None, 150, "administrator"),
    ]


def test_the_history_of_changes_is_for_administrators(office: Office) -> None:
    with pytest.raises(Forbidden):
        registers.setting_changes_of(office, "front_desk", "north", NOW)


@pytest.mark.parametrize("change", [update(t.setting_changes).values(code="x"), delete(t.setting_changes)])
def test_no_statement_changes_a_kept_change(office: Office, change: Executable) -> None:
    registers.set_setting(office, *SETTING, 150, NOW)
    with pytest.raises(DBAPIError, match="append-only"), office.transaction() as connection:
        connection.execute(change)
    assert len(changes(office)) == 1


def test_numbers_begin_with_the_prefix_of_the_site_from_then_on(office: Office) -> None:
    owner = an_owner(office)
    opening = Opening("front_desk", "worker_pass", "north", unit="1-0101", applicant=owner)
    before = start(office, opening, NOW).number
    registers.set_setting(office, *PREFIX, "crz", NOW)
    after = [start(office, opening, NOW).number for _ in range(2)]
    registers.set_setting(office, *PREFIX, None, NOW)
    back = start(office, opening, NOW).number
    assert [before, *after, back] == ["WP-2026-0001", "CRZ-2026-0001", "CRZ-2026-0002", "WP-2026-0002"]


@pytest.mark.parametrize(
    "taken",
    [
        SPECIAL_SERVICE.prefix,  # another procedure's
        "PG",  # of the numbers on dispatch orders
        "1A",
        "A",
        "中文",
        "A-B",
        "ABCDEFGHI",
    ],
)
def test_a_prefix_that_is_none_or_is_taken_is_refused(office: Office, taken: str) -> None:
    with pytest.raises(Invalid):
        registers.set_setting(office, *PREFIX, taken, NOW)
    assert changes(office) == []


def test_a_prefix_that_another_procedure_had_once_stays_its_own(office: Office) -> None:
    registers.set_setting(office, "administrator", "north", "complaint", "number_prefix", "TS", NOW)
    registers.set_setting(office, "administrator", "north", "complaint", "number_prefix", None, NOW)
    with pytest.raises(Invalid, match="correcting"):
        registers.set_setting(office, *PREFIX, "TS", NOW)
    registers.set_setting(office, *PREFIX, WORKER_PASS.prefix, NOW)


def test_a_prefix_on_numbers_that_no_declaration_of_today_knows_is_taken(office: Office) -> None:
    with office.transaction() as connection:
        site_id = connection.execute(select(t.sites.c.id).where(t.sites.c.key == "north")).scalar_one()
        connection.execute(insert(t.counters), {"site_id": site_id, "prefix": "OLD", "year": 2024, "last": 7})
    with pytest.raises(Invalid):
        registers.set_setting(office, *PREFIX, "OLD", NOW)


PRICES = Setting("prices", "保洁 | 小时 | 40.00", "价目表", "Price list", BEYOND, "price list")


def test_a_price_list_is_kept_line_by_line() -> None:
    assert fitting(PRICES, " 保洁 | 小时 | 45.00\r\n\r\n擦窗 | 扇 | 8\r\n") == "保洁 | 小时 | 45.00\n\n擦窗 | 扇 | 8"


@pytest.mark.parametrize("typed", ["", "保洁 | 小时", "保洁 | 小时 | 贵", "保洁 | 小时 | 4\n保洁 | 次 | 5", 7, None])
def test_a_price_list_that_cant_be_read_is_refused(typed: object) -> None:
    with pytest.raises(Invalid):
        fitting(PRICES, typed)


@pytest.mark.parametrize(
    ("procedure", "code"),
    [
        ("worker_pass", "pass_card_fee"),
        ("renovation", "renovation_deposit"),
        ("renovation", "rubbish_fee"),
        ("network_activation", "network_fee"),
    ],
)
def test_a_sum_of_money_takes_fen_and_whole_yuan(procedure: str, code: str) -> None:
    declared = next(setting for setting in PROCEDURES[procedure].settings if setting.code == code)
    assert [fitting(declared, value) for value in ("7.50", "8", 9)] == ["7.50", "8.00", "9.00"]
    for wrong in ("-1", True, "many"):
        with pytest.raises(Invalid):
            fitting(declared, wrong)
