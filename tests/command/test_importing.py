"""`flows import`: told first, carried out whole, and nothing of it where a row is wrong."""

from pathlib import Path

from tests.command.conftest import Run
from tests.service.test_importing import LODGER, WANG, book, lines


def test_a_file_is_imported_by_the_command(on: Run, here: Path) -> None:
    on("site", "add", "north", "--zh", "北苑", "--en", "North Court")
    (here / "people.xlsx").write_bytes(book(WANG, LODGER))
    dry = on("import", "people.xlsx", "--dry-run")
    assert (dry.exit_code, dry.stdout.count("新增")) == (0, 5)
    assert "没有导入" in dry.stdout
    real = on("--lang", "en", "import", "people.xlsx", "--site", "north")
    assert (real.exit_code, "2 create unit 3-1201 (3 栋)" in real.stdout, "Imported" in real.stdout) == (0, True, True)
    again = on("--lang", "en", "import", "people.xlsx")
    assert "2 rows, 2 of them change nothing" in again.stdout
    (here / "people.csv").write_text(lines(WANG, ("3-1209",)), encoding="gb18030")
    wrong = on("import", "people.csv")
    assert (wrong.exit_code, "第 3 行，楼栋：新房号要写楼栋" in wrong.stderr) == (1, True)
    (here / "old.xls").write_bytes(b"\xd0\xcf\x11\xe0")
    assert on("import", "old.xls").exit_code == 1
    assert on("import", "none.csv").exit_code == 2
    assert on("import", "people.csv", "--site", "east").exit_code == 2
