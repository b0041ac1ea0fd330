"""The nightly audit as whoever runs the machine meets it."""

import json
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from sqlalchemy import update

from command.auditing_nightly import keep_auditing
from command.configuration import Misconfigured, configuration
from flows.service.nightly import Nightly, last_night
from flows.service.office import Office, open_office
from flows.service.starting import Opening, start
from flows.storage import tables as t
from tests.command.conftest import Run
from tests.service.a_site import NOW
from tests.service.kept_office import SECRET

NIGHT = datetime(2026, 3, 2, 19, 30, tzinfo=UTC)


def audited(url: str, folder: Path) -> Office:
    office = open_office(url, SECRET, folder / "attachments", NOW)
    start(office, Opening("front_desk", "complaint", "north"), NOW)
    return office


def test_the_last_night_is_told_to_people_and_to_programs(run: Run, here: Path, story_url: str) -> None:
    given = {"FLOWS_DATABASE_URL": story_url, "FLOWS_SECRET_KEY": SECRET.decode()}
    assert "夜间核查：还没有做过" in run("worker", "--status", **given).stdout
    office = audited(story_url, here)
    assert Nightly(office).all_due(NIGHT) == 2
    office.engine.dispose()
    told = json.loads(run("worker", "--status", "--json", **given).stdout)["nightly"]
    assert (told["night"], told["cases"], told["faults"]) == ("2026-03-03", 1, 0)
    assert "nightly audit 2026-03-03: 1 cases, 0 faults" in run("--lang", "en", "worker", "--status", **given).stdout


def test_whoever_runs_keeps_at_it_until_told_to_stop(story_file: str, tmp_path: Path) -> None:
    office = audited(story_file, tmp_path)
    stop = keep_auditing(office, 3, lambda: NIGHT, rest=0.01)
    for _ in range(500):
        found = last_night(office)
        if found and found.ended_at:
            break
        stop.wait(0.01)
    stop.set()
    assert found is not None
    assert (found.cases, found.ended_at) == (1, NIGHT)
    office.engine.dispose()


def test_a_night_that_cannot_be_looked_through_is_tried_again(story_file: str, tmp_path: Path) -> None:
    office = audited(story_file, tmp_path)
    with office.transaction() as connection:
        connection.execute(update(t.sites).values(zone="Nowhere/At_all"))
    with pytest.raises(KeyError):
        Nightly(office).step(NIGHT)
    with office.transaction() as connection:
        connection.execute(update(t.sites).values(zone="Asia/Shanghai"))
    assert Nightly(office).all_due(NIGHT + timedelta(minutes=1)) == 2
    office.engine.dispose()


@pytest.mark.parametrize(("given", "hour"), [("", 3), ("0", 0), ("23", 23), ("off", None)])
def test_the_hour_is_a_setting(given: str, hour: int | None) -> None:
    assert configuration({"FLOWS_AUDIT_HOUR": given}).audit_hour == hour


@pytest.mark.parametrize("given", ["24", "-1", "three", "3:30", "٣"])
def test_an_hour_that_there_is_none_of_is_refused(given: str) -> None:
    with pytest.raises(Misconfigured, match="an hour from 0 to 23"):
        configuration({"FLOWS_AUDIT_HOUR": given})
