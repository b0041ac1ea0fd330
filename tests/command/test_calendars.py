"""The national calendar from the command line."""

from tests.command.conftest import Run


def test_a_year_is_read_in_and_one_that_is_not_published_is_said_so(on: Run) -> None:
    on("site", "add", "north", "--zh", "北苑", "--en", "North Court")
    told = on("calendar", "seed", "2026")
    assert (told.exit_code, told.stdout.strip()) == (0, "2026：国家安排已读入")
    told = on("--lang", "en", "calendar", "seed", "2026", "2090")
    assert told.exit_code == 1
    assert told.stdout.strip() == "2026: the national calendar is read in"
    assert told.stderr.strip() == "2090: not published yet; reckoned by weekends and statutory days"
    assert on("calendar", "seed", "12").exit_code == 2


def test_deadlines_that_are_still_to_follow_are_told(on: Run) -> None:
    """All was looked at when the year was read in; a minute later it is looked at once more."""
    on("site", "add", "north", "--zh", "北苑", "--en", "North Court")
    assert '"calendars": 1' in on("worker", "--status", "--json").stdout
    assert "1 个项目的日历有更改" in on("worker", "--status").stdout
    on("worker", "--once")
    assert '"calendars": 0' in on("worker", "--status", "--json").stdout
