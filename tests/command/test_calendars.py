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
