"""Sites, units, parties, authorisations, permits, settings and working days: who keeps them, and what is refused."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import select

from flows.definition import BEYOND, Procedure, Role, Setting, State
from flows.engine.compiled import Compiled
from flows.service import registers
from flows.service.errors import Forbidden, Invalid, NotFound
from flows.service.office import Office, site_settings
from flows.service.registers import NewAuthorisation, NewParty, Site
from flows.service.registers.settings import fitting
from flows.service.rights import OPERATOR
from flows.storage import tables as t
from tests.service.a_site import A_DAY, NOW, TODAY, an_agent, an_office, an_owner, unit_revision

Act = Callable[[Office], object]


@pytest.fixture
def office(site_url: str, tmp_path: Path) -> Iterator[Office]:
    with an_office(site_url, tmp_path) as office:
        yield office


def refused_at(path: str, act: Callable[..., Any], *arguments: Any, **named: Any) -> None:
    with pytest.raises(Invalid) as refused:
        act(*arguments, **named)
    assert [error.path for error in refused.value.errors] == [path]


# Sites and units


def test_one_sees_the_sites_where_one_holds_a_post(office: Office) -> None:
    assert [site.key for site in registers.list_sites(office, "front_desk", NOW)] == ["north"]
    assert [site.key for site in registers.list_sites(office, "root.one", NOW)] == ["north", "south"]


@pytest.mark.parametrize(
    ("site", "path"),
    [
        (Site("North", "北", "North", "Asia/Shanghai"), "key"),
        (Site("west", " ", "West", "Asia/Shanghai"), "zh"),
        (Site("west", "西", "", "Asia/Shanghai"), "en"),
        (Site("west", "西", "West", "Asia/Nowhere"), "zone"),
        (Site("north", "北", "North", "Asia/Shanghai"), "key"),
    ],
)
def test_a_site_has_a_key_of_its_own_names_and_a_zone(office: Office, site: Site, path: str) -> None:
    refused_at(path, registers.add_site, office, OPERATOR, site, NOW)


def test_an_administrator_of_one_site_renames_it_but_founds_none(office: Office) -> None:
    assert registers.rename_site(office, "administrator", "north", "北园", "North Park", NOW).zh == "北园"
    with pytest.raises(Forbidden):
        registers.add_site(office, "administrator", Site("west", "西", "West", "Asia/Shanghai"), NOW)
    with pytest.raises(NotFound):
        registers.rename_site(office, "administrator", "south", "南园", "South Park", NOW)


def test_units_are_found_by_the_beginning_of_their_code_or_by_who_holds_them(office: Office) -> None:
    an_owner(office, "1-0102", "甲二二")
    assert [unit.code for unit in registers.list_units(office, "front_desk", NOW, q="1-01").items] == [
        "1-0101",
        "1-0102",
    ]
    (unit,) = registers.list_units(office, "front_desk", NOW, q="二二").items
    assert unit.code == "1-0102"
    assert [party.name for party in unit.of_kind("owner")] == ["甲二二"]
    for said in ("102", "0102", "1栋102", "1 幢 102 室", "1-102", "1号楼102房"):
        assert [unit.code for unit in registers.list_units(office, "front_desk", NOW, q=said).items] == ["1-0102"], said
    registers.add_unit(office, "administrator", "north", "A-0301", "A", NOW, floor=3)
    for said in ("a栋301", "A座301室", "301"):
        assert [unit.code for unit in registers.list_units(office, "front_desk", NOW, q=said).items] == ["A-0301"], said
    for said in ("2栋102", "10", "栋102", "1栋1020"):
        assert "1-0102" not in [unit.code for unit in registers.list_units(office, "front_desk", NOW, q=said).items]


def test_pages_of_units_follow_one_another_without_gap_or_repeat(office: Office) -> None:
    for number in range(3, 9):
        registers.add_unit(office, "administrator", "north", f"1-010{number}", "1", NOW)
    found: list[str] = []
    cursor = None
    while cursor or not found:
        page = registers.list_units(office, "front_desk", NOW, cursor=cursor, limit=3)
        found += [unit.code for unit in page.items]
        cursor = page.cursor
    assert found == [f"1-010{number}" for number in range(1, 9)]


def test_a_unit_is_registered_once_and_by_an_administrator(office: Office) -> None:
    refused_at("code", registers.add_unit, office, "administrator", "north", "1-0101", "1", NOW)
    refused_at("code", registers.add_unit, office, "administrator", "north", "1/0101", "1", NOW)
    with pytest.raises(Forbidden):
        registers.add_unit(office, "front_desk", "north", "1-0103", "1", NOW)


# Parties and tenures


def test_telephone_and_id_number_are_answered_masked(office: Office) -> None:
    new = NewParty("甲一一", "13900001234", "id_card", "990000199901010019")
    made = registers.add_party(office, "front_desk", "north", new, NOW)
    for shown in (made, registers.party(office, "director", made.id, NOW)):
        assert (shown.phone, shown.id_number) == ("139••••1234", "990••••0019")
        assert "990000199901010019" not in repr(shown)


@pytest.mark.parametrize(
    ("new", "path"),
    [
        (NewParty(" "), "name"),
        (NewParty("甲", phone="call me"), "phone"),
        (NewParty("甲", phone="12"), "phone"),
        (NewParty("甲", id_kind="id_card"), "id_number"),
        (NewParty("甲", id_number="99"), "id_number"),
        (NewParty("甲", id_kind="library_card", id_number="99"), "id_kind"),
    ],
)
def test_a_party_is_written_down_properly(office: Office, new: NewParty, path: str) -> None:
    refused_at(path, registers.add_party, office, "front_desk", "north", new, NOW)


def test_the_desk_records_who_saw_the_document_and_when(office: Office) -> None:
    made = registers.add_party(office, "front_desk", "north", NewParty("甲一一"), NOW)
    refused_at("id_number", registers.verify_party, office, "front_desk", made.id, NOW)
    document = NewParty("", id_kind="passport", id_number="e00000001")
    registers.change_party(office, "front_desk", made.id, document, NOW)
    seen = registers.verify_party(office, "front_desk", made.id, NOW + A_DAY)
    assert (seen.verified_at, seen.verified_by and seen.verified_by.login) == (NOW + A_DAY, "front_desk")


def test_another_document_has_not_been_seen_yet_and_the_units_are_counted(office: Office) -> None:
    owner = an_owner(office)
    registers.change_party(office, "front_desk", owner, NewParty("", id_kind="passport", id_number="E1"), NOW)
    registers.verify_party(office, "front_desk", owner, NOW)
    renamed = registers.change_party(office, "front_desk", owner, NewParty("甲一二"), NOW)
    assert renamed.verified_at == NOW
    before = unit_revision(office, "1-0101")
    document = NewParty("", id_kind="passport", id_number="E2")
    assert registers.change_party(office, "front_desk", owner, document, NOW).verified_at is None
    assert unit_revision(office, "1-0101") > before


def test_parties_are_found_by_name_telephone_or_unit(office: Office) -> None:
    owner = an_owner(office)
    agent, _ = an_agent(office, owner, "1-0101")
    other = registers.add_party(office, "front_desk", "north", NewParty("丙", "13900005678"), NOW)

    def found(**wanted: Any) -> set[int]:
        return {party.id for party in registers.list_parties(office, "front_desk", NOW, **wanted).items}

    assert found(q="甲") == {owner}
    assert found(q="5678") == {other.id}
    assert found(q="139") == set()
    assert found(site="north", unit="1-0101") == {owner, agent}
    assert found() == {owner, agent, other.id}


def test_pages_of_parties_follow_one_another_even_where_names_are_alike(office: Office) -> None:
    made = {registers.add_party(office, "front_desk", "north", NewParty("同名"), NOW).id for _ in range(5)}
    found: list[int] = []
    cursor = None
    while cursor or not found:
        page = registers.list_parties(office, "front_desk", NOW, cursor=cursor, limit=2)
        found += [party.id for party in page.items]
        cursor = page.cursor
    assert len(found) == 5
    assert set(found) == made


def test_a_tenure_holds_on_both_its_days_and_ends(office: Office) -> None:
    owner = an_owner(office)
    (tie,) = registers.tenures_of(office, "front_desk", "north", "1-0101", NOW)
    registers.end_tenure(office, "front_desk", "north", "1-0101", tie.id, TODAY, NOW)
    assert registers.unit(office, "front_desk", "north", "1-0101", NOW).ties
    assert registers.unit(office, "front_desk", "north", "1-0101", NOW + A_DAY).ties == ()
    assert registers.tenures_of(office, "front_desk", "north", "1-0101", NOW + A_DAY)[0].party.id == owner


def test_a_tenure_that_overlaps_its_like_or_ends_before_it_begins_is_refused(office: Office) -> None:
    owner = an_owner(office)
    add = (office, "front_desk", "north", "1-0101", owner)
    refused_at("since", registers.add_tenure, *add, "owner", TODAY, NOW)
    refused_at("until", registers.add_tenure, *add, "tenant", TODAY, NOW, until=TODAY - A_DAY)
    refused_at("kind", registers.add_tenure, *add, "squatter", TODAY, NOW)


# Authorisations


def authorised(owner: int, party: int, **changes: Any) -> NewAuthorisation:
    return replace(NewAuthorisation("1-0101", owner, party, "renovation", TODAY, TODAY + 30 * A_DAY), **changes)


def test_an_authorisation_is_in_force_on_both_its_days(office: Office) -> None:
    _, made = an_agent(office, an_owner(office))
    seen = registers.authorisation(office, "front_desk", made, NOW)
    assert [seen.in_force(day) for day in (seen.since - A_DAY, seen.since, seen.until, seen.until + A_DAY)] == [
        False,
        True,
        True,
        False,
    ]


def test_only_an_owner_of_that_very_unit_today_grants_one(office: Office) -> None:
    owner, elsewhere = an_owner(office), an_owner(office, "1-0102", "甲二二")
    agent = registers.add_party(office, "front_desk", "north", NewParty("乙"), NOW).id
    grant = (registers.grant, office, "front_desk", "north")
    refused_at("owner", *grant, authorised(elsewhere, agent), NOW)
    refused_at("owner", *grant, authorised(agent, owner), NOW)
    (tie,) = registers.tenures_of(office, "front_desk", "north", "1-0101", NOW)
    registers.end_tenure(office, "front_desk", "north", "1-0101", tie.id, TODAY, NOW)
    assert registers.grant(office, "front_desk", "north", authorised(owner, agent), NOW).stands
    refused_at("owner", *grant, authorised(owner, agent, until=TODAY + 60 * A_DAY), NOW + A_DAY)


def test_an_authorisation_falls_with_the_ownership_it_rests_on(office: Office) -> None:
    _, made = an_agent(office, an_owner(office))
    (tie,) = registers.tenures_of(office, "front_desk", "north", "1-0101", NOW)
    registers.end_tenure(office, "front_desk", "north", "1-0101", tie.id, TODAY, NOW)
    assert registers.authorisation(office, "front_desk", made, NOW).stands
    later = registers.authorisation(office, "front_desk", made, NOW + A_DAY)
    assert not later.in_force(TODAY + A_DAY)


@pytest.mark.parametrize(
    ("changes", "path"),
    [
        ({"scope": "everything"}, "scope"),
        ({"until": TODAY - A_DAY}, "until"),
        ({"since": TODAY - 9 * A_DAY, "until": TODAY - A_DAY}, "until"),
    ],
)
def test_an_authorisation_that_makes_no_sense_is_refused(office: Office, changes: dict[str, Any], path: str) -> None:
    owner = an_owner(office)
    agent = registers.add_party(office, "front_desk", "north", NewParty("乙"), NOW).id
    refused_at(path, registers.grant, office, "front_desk", "north", authorised(owner, agent, **changes), NOW)
    refused_at("party", registers.grant, office, "front_desk", "north", authorised(owner, owner), NOW)


def test_a_revoked_authorisation_stays_revoked_as_it_first_was(office: Office) -> None:
    _, made = an_agent(office, an_owner(office))
    first = registers.revoke(office, "front_desk", made, NOW)
    again = registers.revoke(office, "director", made, NOW + A_DAY)
    assert not first.in_force(TODAY)
    assert (again.revoked_at, again.revoked_by) == (NOW, first.revoked_by)
    assert [a.id for a in registers.list_authorisations(office, "front_desk", NOW, unit="1-0101").items] == [made]


# Permits put on by hand


def test_a_renovation_that_was_there_before_is_put_on_the_register_by_hand(office: Office) -> None:
    day = date(2026, 1, 15)
    made = registers.enter_permit(
        office, "front_desk", "north", "1-0101", "renovation_period", day, day + 90 * A_DAY, "RN-1", NOW
    )
    assert (made.state, made.case, made.facts) == ("in_use", None, {"paper": "RN-1"})
    assert made.valid_from is not None
    assert made.valid_from.isoformat() == "2026-01-14T16:00:00+00:00"
    assert made.valid_until is not None
    assert made.valid_until.isoformat() == "2026-04-15T15:59:59+00:00"
    assert registers.permits_of(office, "director", "north", "1-0101", NOW) == (made,)


def test_one_permit_of_a_kind_is_in_use_for_a_unit(office: Office) -> None:
    enter = (registers.enter_permit, office, "front_desk", "north", "1-0101")
    first = registers.enter_permit(
        office, "front_desk", "north", "1-0101", "renovation_period", TODAY, TODAY, "RN-1", NOW
    )
    refused_at("kind", *enter, "renovation_period", TODAY, TODAY, "RN-2", NOW)
    refused_at("kind", *enter, "worker_pass", TODAY, TODAY, "RN-2", NOW)
    refused_at("paper", *enter, "renovation_period", TODAY, TODAY, " ", NOW)
    refused_at("until", *enter, "renovation_period", TODAY, TODAY - A_DAY, "RN-2", NOW)
    registers.end_permit(office, "front_desk", "north", "1-0101", first.id, "ended", "装修已完", NOW)
    second = registers.enter_permit(
        office, "front_desk", "north", "1-0101", "renovation_period", TODAY, TODAY, "RN-2", NOW
    )
    assert (first.line, second.line) == (1, 2)
    refused_at("entry", registers.end_permit, office, "front_desk", "north", "1-0101", first.id, "void", "录错", NOW)


# What every register keeps


def test_every_change_of_a_units_register_is_counted(office: Office) -> None:
    owner = an_owner(office)
    agent, granted = an_agent(office, owner)
    tie = registers.tenures_of(office, "front_desk", "north", "1-0101", NOW)[0]
    desk = (office, "front_desk", "north", "1-0101")
    changes: list[Callable[[], object]] = [
        lambda: registers.add_tenure(*desk, agent, "tenant", TODAY, NOW),
        lambda: registers.revoke(office, "front_desk", granted, NOW),
        lambda: registers.grant(office, "front_desk", "north", authorised(owner, agent), NOW),
        lambda: registers.enter_permit(*desk, "renovation_period", TODAY, TODAY, "RN-1", NOW),
        lambda: registers.end_permit(*desk, registers.permits_of(*desk, NOW)[0].id, "void", "录错", NOW),
        lambda: registers.end_tenure(*desk, tie.id, TODAY, NOW),
    ]
    for change in changes:
        before = unit_revision(office, "1-0101")
        change()
        assert unit_revision(office, "1-0101") == before + 1
    assert unit_revision(office, "1-0102") == 1


def test_a_refused_change_counts_nothing(office: Office) -> None:
    owner = an_owner(office)
    before = unit_revision(office, "1-0101")
    refused_at("party", registers.grant, office, "front_desk", "north", authorised(owner, owner), NOW)
    with pytest.raises(NotFound):
        registers.grant(office, "front_desk", "north", authorised(owner, 10_000), NOW)
    assert unit_revision(office, "1-0101") == before


CHANGES: list[Act] = [
    lambda o: registers.add_party(o, "safety_supervisor", "north", NewParty("丁"), NOW),
    lambda o: registers.add_tenure(o, "safety_supervisor", "north", "1-0101", 1, "owner", TODAY, NOW),
    lambda o: registers.grant(o, "safety_supervisor", "north", authorised(1, 2), NOW),
    lambda o: registers.enter_permit(
        o, "safety_supervisor", "north", "1-0101", "renovation_period", TODAY, TODAY, "RN-1", NOW
    ),
]


@pytest.mark.parametrize("change", CHANGES, ids=["party", "tenure", "authorisation", "permit"])
def test_a_post_that_does_not_keep_a_register_changes_nothing_in_it(office: Office, change: Act) -> None:
    with pytest.raises(Forbidden) as refused:
        change(office)
    assert refused.value.message.zh.startswith("此事由")
    assert refused.value.message.en.startswith("This is done by: ")


def test_another_sites_register_is_not_there(office: Office) -> None:
    owner = an_owner(office)
    _, granted = an_agent(office, owner)
    hidden: list[Callable[[], object]] = [
        lambda: registers.party(office, "stranger", owner, NOW),
        lambda: registers.unit(office, "stranger", "north", "1-0101", NOW),
        lambda: registers.authorisation(office, "stranger", granted, NOW),
        lambda: registers.revoke(office, "stranger", granted, NOW),
        lambda: registers.verify_party(office, "stranger", owner, NOW),
        lambda: registers.permits_of(office, "stranger", "north", "1-0101", NOW),
        lambda: registers.list_units(office, "stranger", NOW, site="north"),
        lambda: registers.list_parties(office, "nobody", NOW),
    ]
    for look in hidden:
        with pytest.raises(NotFound):
            look()
    for page in (registers.list_units, registers.list_parties, registers.list_authorisations):
        assert page(office, "stranger", NOW).items == ()


# Settings


def a_procedure(*settings: Setting) -> Procedure:
    desk = Role("front_desk", "前台接待", "Front desk")
    states = [State("draft", "填写", "Draft", desk)]
    return Procedure(
        "errand",
        version=1,
        zh="跑腿",
        en="Errand",
        prefix="ER",
        clause=BEYOND,
        states=states,
        transitions=[],
        settings=settings,
    )


MINUTES = Setting("minutes", 60, "分钟", "Minutes", BEYOND)
DEPOSIT = Setting("deposit", "100.00", "押金", "Deposit", BEYOND)
STRICT = Setting("strict", True, "严格", "Strict", BEYOND)
SIGNERS = Setting("signers", ["front_desk"], "会签", "Signers", BEYOND)
FEE = Setting("fee", 5, "工本费", "Card fee", BEYOND, "yuan")
SHARE = Setting("share", 80, "比例", "Share", BEYOND, "%")
DAY = Setting("day", 10, "截止日", "Last day", BEYOND, "day of the month")
HOURS = Setting("hours", 8, "小时", "Hours", BEYOND, "hours")
FEW = Setting("few", 3, "人数", "People", BEYOND, minimum=2, maximum=5)
WORD = Setting("word", "gate", "地点", "Place", BEYOND)


def test_a_site_sets_its_own_value_and_the_default_comes_back(office: Office) -> None:
    procedure = a_procedure(MINUTES, DEPOSIT)
    office.catalogue.current["errand"] = Compiled(procedure, "x")
    set_minutes = (registers.set_setting, office, "administrator", "north", "errand", "minutes")
    made = registers.set_setting(*set_minutes[1:], 90, NOW)
    assert (made.value, made.changed_by and made.changed_by.login, made.changed_at) == (90, "administrator", NOW)
    refused_at("minutes", *set_minutes, 0, NOW)
    with office.read() as connection:
        site_id = connection.execute(select(t.sites.c.id).where(t.sites.c.key == "north")).scalar_one()
        assert site_settings(connection, site_id, procedure) == {"minutes": 90, "deposit": "100.00"}
    registers.set_setting(*set_minutes[1:], None, NOW)
    assert [
        (seen.declared.code, seen.value, seen.changed_by)
        for seen in registers.list_settings(office, "front_desk", "north", "errand", NOW)
    ] == [("number_prefix", procedure.prefix, None), ("minutes", 60, None), ("deposit", "100.00", None)]


def test_a_setting_is_changed_by_an_administrator_and_only_where_it_is_declared(office: Office) -> None:
    office.catalogue.current["errand"] = Compiled(a_procedure(MINUTES), "x")
    with pytest.raises(Forbidden):
        registers.set_setting(office, "director", "north", "errand", "minutes", 90, NOW)
    with pytest.raises(NotFound):
        registers.set_setting(office, "administrator", "north", "errand", "hours", 90, NOW)
    with pytest.raises(NotFound):
        registers.set_setting(office, "administrator", "north", "nothing", "minutes", 90, NOW)
    with pytest.raises(NotFound):
        registers.list_settings(office, "stranger", "north", "errand", NOW)


@pytest.mark.parametrize(
    ("declared", "given", "kept"),
    [
        (MINUTES, 1, 1),
        (DEPOSIT, "0.5", "0.50"),
        (DEPOSIT, "0", "0.00"),
        (DEPOSIT, "999999", "999999.00"),
        (FEE, 0, 0),
        (SHARE, 100, 100),
        (DAY, 28, 28),
        (HOURS, 3650 * 24, 3650 * 24),
        (FEW, 5, 5),
        (STRICT, False, False),
        (SIGNERS, ["director"], ["director"]),
        (WORD, " door ", "door"),
    ],
)
def test_a_setting_takes_values_of_its_defaults_kind(declared: Setting, given: Any, kept: Any) -> None:
    assert fitting(declared, given) == kept


@pytest.mark.parametrize(
    ("declared", "given"),
    [
        (MINUTES, "60"),
        (MINUTES, True),
        (MINUTES, 1.5),
        (MINUTES, -1),
        (MINUTES, 0),
        (MINUTES, 3651),
        (DEPOSIT, "999999.01"),
        (DEPOSIT, "1e30"),
        (FEE, 1_000_000),
        (FEE, -1),
        (SHARE, 101),
        (DAY, 0),
        (DAY, 29),
        (HOURS, 10**15),
        (FEW, 1),
        (FEW, 6),
        (DEPOSIT, "-1"),
        (DEPOSIT, "a lot"),
        (DEPOSIT, "NaN"),
        (STRICT, 1),
        (SIGNERS, []),
        (SIGNERS, "director"),
        (SIGNERS, [1]),
        (WORD, ""),
    ],
)
def test_a_setting_refuses_all_others(declared: Setting, given: Any) -> None:
    refused_at(declared.code, fitting, declared, given)


# Found by how a name is read


def called(office: Office, typed: str) -> list[str]:
    return [party.name for party in registers.list_parties(office, "front_desk", NOW, q=typed).items]


def test_whoever_is_added_or_renamed_is_found_by_how_the_name_is_read(office: Office) -> None:
    made = registers.add_party(office, "front_desk", "north", NewParty("曾示例", "13900000001"), NOW)
    registers.add_tenure(office, "front_desk", "north", "1-0101", made.id, "tenant", TODAY, NOW)
    for typed in ("zengshili", "Zeng Shi", "zsl", "shili"):
        assert called(office, typed) == ["曾示例"], typed
    found = registers.list_units(office, "front_desk", NOW, q="zsl").items
    assert [unit.code for unit in found] == ["1-0101"]
    registers.change_party(office, "front_desk", made.id, NewParty("仇示例"), NOW)
    assert called(office, "zsl") == []
    assert called(office, "qiusl") == ["仇示例"]
