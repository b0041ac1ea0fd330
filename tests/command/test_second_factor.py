"""Whoever runs the machine helps the last administrator who has lost their telephone."""

from datetime import UTC, datetime
from pathlib import Path

from flows.service import second_factor
from flows.service.office import open_office
from flows.service.signing_in import identity
from tests.command.conftest import Run
from tests.service.test_second_factor import shown


def test_a_second_factor_is_reset_from_the_command_line(on: Run, database_url: str, tmp_path: Path) -> None:
    on("user", "add", "root", "--name", "甲", "--password-stdin", stdin="correct horse\n")
    assert on("user", "reset-second-factor", "root").exit_code == 1
    now = datetime.now(UTC)
    office = open_office(database_url, b"a secret of the tests", tmp_path / "attachments", now)
    who = identity(office, "root", now)
    assert who is not None
    found = second_factor.propose(office, who, "zh", now)
    second_factor.confirm(office, who, shown(found.secret, now), found.mark, now)
    assert on("user", "reset-second-factor", "nobody").exit_code == 1
    assert on("user", "reset-second-factor", "root").exit_code == 0
    assert not second_factor.has_one(office, who)
    assert [(one.what.en, one.by) for one in second_factor.standing(office, who).changes] == [
        ("reset the second factor", ""),
        ("set up the second factor", "甲"),
    ]
    office.engine.dispose()
