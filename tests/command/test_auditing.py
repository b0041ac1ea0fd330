"""`flows audit` on a history that somebody wrote into by force."""

import json
from pathlib import Path

from sqlalchemy import text

from flows.service.office import open_office
from flows.service.starting import Opening, start
from flows.storage.engine import writing
from tests.command.conftest import Run
from tests.service.a_site import NOW
from tests.service.kept_office import SECRET


def test_what_can_not_be_read_is_named_by_case_entry_and_column(run: Run, here: Path, story_url: str) -> None:
    office = open_office(story_url, SECRET, here / "attachments", NOW)
    number = start(office, Opening("front_desk", "complaint", "north"), NOW).number
    start(office, Opening("front_desk", "complaint", "north"), NOW)
    lite = office.engine.dialect.name == "sqlite"
    with writing(office.engine).begin() as connection:
        off = "DROP TRIGGER history_no_update" if lite else "ALTER TABLE history DISABLE TRIGGER USER"
        connection.execute(text(off))
        never = "soon" if lite else "infinity"
        connection.execute(text(f"UPDATE history SET at = '{never}' WHERE case_id = 1 AND seq = 1"))
        connection.execute(text("UPDATE cases SET round = 9 WHERE id = 2"))
    office.engine.dispose()
    given = {"FLOWS_DATABASE_URL": story_url, "FLOWS_SECRET_KEY": SECRET.decode()}
    for command in ("verify", "replay"):
        ended = run("--lang", "en", "audit", command, **given)
        assert ended.exit_code == 1
        [told] = [line for line in ended.stdout.splitlines() if "history.at holds what can't be read" in line]
        assert told.startswith(f"{number} #1: ")
        answer = json.loads(run("audit", command, "--json", **given).stdout)
        assert next(fault["case"] for fault in answer["faults"]) == number
        assert answer["cases"] == 2
    assert "round differs" in ended.stdout, "the other case was looked at"
