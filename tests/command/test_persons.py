"""`flows person`: what is held of somebody written to a file, and erased; a plan first."""

import errno
import json
from pathlib import Path
from zipfile import ZipFile

import pytest
from sqlalchemy import select

from flows.service import registers
from flows.service.privacy import export
from flows.service.registers import NewParty
from flows.storage.tables import reveals
from tests.command.conftest import Run
from tests.service.a_site import NOW, an_office, an_owner

SECRET = "a secret of the tests"


def test_a_person_is_exported_and_erased_and_it_is_said_what_stays(run: Run, site_url: str, tmp_path: Path) -> None:
    with an_office(site_url, tmp_path) as office:
        owner = an_owner(office)
        other = registers.add_party(office, "front_desk", "north", NewParty("乙一一", "13800001111"), NOW).id

    def flows(*arguments: str) -> tuple[int, str]:
        given = {"FLOWS_DATABASE_URL": site_url, "FLOWS_SECRET_KEY": SECRET}
        found = run("--lang", "en", "person", *arguments, FLOWS_ATTACHMENTS=str(tmp_path / "attachments"), **given)
        return found.exit_code, found.stdout + found.stderr

    assert flows("export", str(other), "--out", "one.zip") == (
        0,
        "Written to one.zip: personal values in full, keep it safe\n",
    )
    assert "13800001111" in ZipFile("one.zip").read("register.csv").decode()
    assert flows("export", str(other), "--out", "one.zip") == (1, "one.zip exists; it was not written over\n")
    there = "Can't write no/such.zip: No such file or directory\n"
    assert flows("export", str(other), "--out", "no/such.zip") == (1, there), "a sentence, and nothing noted"
    told = flows("erase", str(owner), "--dry-run")
    assert told[0] == 0
    assert "stays: tied to unit 1-0101" in told[1]
    plan = json.loads(flows("erase", str(other), "--dry-run", "--json")[1])
    assert (plan["row_goes"], plan["done"], plan["stays"]) == (True, False, [])
    assert flows("erase", str(other)) == (
        0,
        "Erased: the register's row, 0 personal values of cases, 0 copies of documents, 0 letters\n",
    )
    assert flows("erase", str(other)) == (0, "Erased: 0 personal values of cases, 0 copies of documents, 0 letters\n")
    assert flows("erase", "999999")[0] == 1


def test_half_a_file_is_none(run: Run, site_url: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    with an_office(site_url, tmp_path) as office:
        number = an_owner(office)

    def full(*_: object) -> str:
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr(export, "_page", full)
    given = {"FLOWS_DATABASE_URL": site_url, "FLOWS_SECRET_KEY": SECRET, "FLOWS_ATTACHMENTS": str(tmp_path / "a")}
    found = run("--lang", "en", "person", "export", str(number), "--out", "half.zip", **given)
    assert (found.exit_code, found.stderr) == (1, "Can't write half.zip: No space left on device\n")
    assert not Path("half.zip").exists()
    with an_office(site_url, tmp_path) as office, office.read() as connection:
        assert connection.execute(select(reveals.c.id)).first() is None, "nothing was handed over"


def test_who_works_here_may_ask_too(run: Run, site_url: str, tmp_path: Path) -> None:
    with an_office(site_url, tmp_path) as office:
        an_owner(office)
    given = {"FLOWS_DATABASE_URL": site_url, "FLOWS_SECRET_KEY": SECRET}
    kept = str(tmp_path / "attachments")
    found = run("--lang", "en", "person", "staff", "front_desk", FLOWS_ATTACHMENTS=kept, **given)
    assert (found.exit_code, found.stdout) == (0, "Written to staff-front_desk.zip\n")
    with ZipFile("staff-front_desk.zip") as made:
        told = {name: made.read(name).decode() for name in made.namelist()}
    assert "front_desk person" in told["account.csv"]
    assert "north" in told["posts.csv"]
    assert "argon2" not in "".join(told.values()), "no password, not even as it is kept"
    assert run("person", "staff", "nobody.here", FLOWS_ATTACHMENTS=kept, **given).exit_code == 1
