"""`flows log`: what of a history goes into an event log, what never does, and what other programs read there."""

from __future__ import annotations

import csv
from collections import Counter
from collections.abc import Iterator
from datetime import datetime, timedelta
from io import StringIO
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from lxml import etree

from flows.engine.compiled import Compiled
from flows.engine.replay import SIDE_EVENTS
from flows.interchange import xes
from flows.interchange.event_log import Trace
from flows.interchange.log_files import traces as read_file
from flows.procedures import PROCEDURES
from flows.service.conforming import conform
from flows.service.event_log import Asked, csv_lines, left_out_for_staff, traces
from tests.service.a_site import TODAY
from tests.service.kept_office import story_office
from tests.stories.forms_services import cleaning_in
from tests.stories.office import SITE, StoryOffice

SPACE = "{http://www.xes-standard.org/}"


@pytest.fixture
def told(story_url: str, tmp_path: Path) -> Iterator[StoryOffice]:
    """One case that was cancelled in words that a spreadsheet would run, and one on its way."""
    with story_office(story_url, tmp_path) as office:
        case = cleaning_in(office, "requested")
        case.at("front_desk").claims().takes("cancel", reason='=HYPERLINK("http://evil","客户嫌贵")')
        office.later(days=2)
        cleaning_in(office, "done")
        yield office


def found(office: StoryOffice, asked: Asked) -> list[Trace]:
    with office.office.at_one_moment() as connection:
        return list(traces(office.office, connection, asked))


def written(office: StoryOffice, asked: Asked = Asked()) -> str:  # noqa: B008 - frozen
    with office.office.at_one_moment() as connection:
        return "".join(xes.written(traces(office.office, connection, asked), "en", {"source": "tests"}))


def test_a_reader_of_xml_finds_every_entry_of_every_case_with_the_extensions_declared(told: StoryOffice) -> None:
    root = etree.fromstring(written(told).encode())
    assert root.tag == f"{SPACE}log"
    assert root.get("xes.version") == "1849.2016"
    assert {each.get("prefix") for each in root.iter(f"{SPACE}extension")} == {"concept", "lifecycle", "org", "time"}
    cases = found(told, Asked())
    assert len(root.findall(f"{SPACE}trace")) == len(cases) == 2
    for trace, read in zip(cases, root.iter(f"{SPACE}trace"), strict=True):
        events = read.findall(f"{SPACE}event")
        for event, happening in zip(events, trace.events, strict=True):
            values = {each.get("key"): each.get("value") for each in event}
            assert values["concept:name"] == happening.activity
            assert datetime.fromisoformat(values["time:timestamp"]) == happening.at
            assert values["org:resource"] == happening.person
            assert values["org:group"] == SITE
            assert values["lifecycle:transition"] in ("complete", "start", "withdraw", "assign", "suspend", "resume")
    assert [e.lifecycle for e in cases[0].events if e.activity.startswith("task:")] == ["start"]


def test_nothing_that_somebody_typed_and_nobody_s_name_is_in_it(told: StoryOffice) -> None:
    with told.office.at_one_moment() as connection:
        lines = "".join(csv_lines(traces(told.office, connection, Asked())))
    for text in (written(told), lines):
        for word in ("evil", "客户嫌贵", "业主", "S-0", "示例"):
            assert word not in text
        assert "reason" in text  # that there was one is said
    rows = list(csv.DictReader(StringIO(lines.removeprefix("\ufeff"))))
    assert {row["activity"] for row in rows} >= {"start", "cancel", "register"}
    assert not [cell for row in rows for cell in row.values() if cell.startswith(("=", "+", "-", "@", "\t"))]


def test_pseudonyms_hide_who_it_was_and_stay_the_same(told: StoryOffice) -> None:
    plain, hidden = found(told, Asked()), found(told, Asked(pseudonyms=True))
    people = {e.person for trace in plain for e in trace.events}
    masked = {e.person for trace in hidden for e in trace.events}
    assert len(people) == len(masked)
    assert not people & masked
    assert hidden == found(told, Asked(pseudonyms=True))


def test_only_what_is_asked_for_is_in_it(told: StoryOffice) -> None:
    later = TODAY + timedelta(days=2)
    assert [len(found(told, Asked(since=day))) for day in (None, later)] == [2, 1]
    assert [len(found(told, Asked(site=site))) for site in (SITE, "south")] == [2, 0]
    assert [len(found(told, Asked(procedure=key))) for key in ("home_cleaning", "complaint")] == [2, 0]


def test_matters_of_the_staff_are_left_out_and_counted_and_come_under_pseudonyms_alone(told: StoryOffice) -> None:
    case = told.opens(
        "conduct_record", by="cs_supervisor", employee="lobby_assistant", offence="late", happened_on=told.day()
    )
    with told.office.at_one_moment() as connection:
        assert left_out_for_staff(connection, Asked()) == 1
        assert left_out_for_staff(connection, Asked(staff_matters=True)) == 0
    assert case.number not in {trace.case for trace in found(told, Asked())}
    shown = next(trace for trace in found(told, Asked(staff_matters=True)) if trace.case == case.number)
    assert {event.person[:2] for event in shown.events} == {"p-"}


@pytest.mark.parametrize("form", ["xes", "csv"])
def test_our_own_log_read_as_a_foreign_one_conforms(told: StoryOffice, tmp_path: Path, form: str) -> None:
    file = tmp_path / f"log.{form}"
    with told.office.at_one_moment() as connection:
        log = traces(told.office, connection, Asked())
        pieces = xes.written(log, "zh", {}) if form == "xes" else csv_lines(log)
        file.write_text("".join(pieces), encoding="utf-8", newline="")
    procedure = PROCEDURES["home_cleaning"]
    read = list(read_file(file, {}, ZoneInfo("UTC")))
    targets = [[event.more.get("target") for event in trace.events] for trace in read]
    assert targets == [[event.more.get("target") for event in trace.events] for trace in found(told, Asked())]
    held = conform(Compiled(procedure, ""), read, {})
    assert (held.cases, held.deviating, held.unknown, held.unknown_posts) == (2, 0, Counter(), Counter())
    assert held.events == sum(len(trace.events) for trace in found(told, Asked()))
    assert set(held.aside) <= SIDE_EVENTS | {f"task:requested ({kind})" for kind in ("start", "withdraw")}
