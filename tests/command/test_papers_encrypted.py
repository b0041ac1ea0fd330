"""Papers lie encrypted without anybody having set anything; `flows papers` tells how they lie, and changes the key."""

import hashlib
import json
from pathlib import Path

import pytest
from click.testing import Result

from command.configuration import Misconfigured, configuration
from flows.service import registers
from flows.service.letters import Letter, authorise
from flows.service.registers import NewAuthorisation, NewParty
from flows.storage.papers.folder import Folder
from flows.storage.papers.sealed import how
from flows.storage.papers.store import name_of
from tests.command.conftest import Run
from tests.service.a_site import A_DAY, NOW, TODAY, an_office, an_owner

PDF = b"%PDF-1.4 a form"
DIGEST = hashlib.sha256(PDF).hexdigest()
SECRET = "a secret of the tests"
OLD, NEW = "the-key-of-last-year", "the-key-of-this-year"


class House:
    """A site with one paper, and the command over it."""

    def __init__(self, run: Run, url: str, folder: Path) -> None:
        self.folder, self._run, self._url = Folder(folder / "attachments"), run, url
        with an_office(url, folder) as office:
            owner = an_owner(office)
            agent = registers.add_party(office, "front_desk", "north", NewParty("乙一一"), NOW)
            new = NewAuthorisation("1-0101", owner, agent.id, "renovation", TODAY, TODAY + A_DAY)
            authorise(office, "front_desk", "north", new, Letter("letter.pdf", PDF), NOW)

    def run(self, *arguments: str, keys: str = "") -> Result:
        given = {"FLOWS_DATABASE_URL": self._url, "FLOWS_SECRET_KEY": SECRET, "FLOWS_ATTACHMENTS_KEY": keys}
        return self._run("--lang", "en", *arguments, FLOWS_ATTACHMENTS=str(self.folder.path), **given)

    def lies(self) -> bytes:
        return (self.folder.path / name_of(DIGEST)).read_bytes()


@pytest.fixture
def house(run: Run, site_url: str, tmp_path: Path) -> House:
    return House(run, site_url, tmp_path)


def told(result: Result) -> dict[str, object]:
    found: dict[str, object] = json.loads(result.stdout)
    return found


def test_nobody_has_to_set_anything(house: House) -> None:
    assert PDF not in house.lies()
    status = house.run("papers", "status")
    assert (status.exit_code, "1 encrypted, 0 not" in status.stdout) == (0, True)


def test_what_lies_there_from_before_is_encrypted(house: House) -> None:
    house.folder.replace(DIGEST, PDF)
    status = house.run("papers", "status", "--json")
    assert (status.exit_code, told(status)["plain"], told(status)["fine"]) == (1, 1, False)
    assert "1 encrypted" in house.run("papers", "encrypt").stdout
    assert PDF not in house.lies()
    assert house.run("papers", "status").exit_code == 0
    assert told(house.run("papers", "encrypt", "--json"))["encrypted"] == 0


def test_a_key_is_changed_while_its_papers_are_read(house: House) -> None:
    by_secret = how(house.lies())
    assert told(house.run("papers", "status", "--json", keys=OLD))["older"] == {by_secret: 1}
    assert told(house.run("papers", "encrypt", "--json", keys=OLD))["encrypted"] == 1
    older = how(house.lies())
    assert older != by_secret
    assert told(house.run("papers", "status", "--json", keys=f"{NEW} {OLD}"))["older"] == {older: 1}
    assert told(house.run("papers", "encrypt", "--json", keys=f"{NEW} {OLD}"))["encrypted"] == 1
    assert house.run("papers", "status", keys=NEW).exit_code == 0


def test_a_missing_key_is_named_and_starts_nothing(house: House) -> None:
    house.run("papers", "encrypt", keys=OLD)
    needed = how(house.lies())
    status = house.run("papers", "status")
    assert (status.exit_code, f"1 encrypted with a key that isn't given: {DIGEST}" in status.stderr) == (1, True)
    start = house.run("worker", "--once")
    assert (start.exit_code, f"sealed with the key {needed}" in start.stderr) == (1, True)
    assert house.run("papers", "encrypt").exit_code == 1
    assert how(house.lies()) == needed, "what can't be opened stays as it is"
    assert house.run("worker", "--once").exit_code == 1, "and the next start is told so again"


def test_a_paper_that_is_lost_or_spoilt_is_named(house: House) -> None:
    house.folder.replace(DIGEST, house.lies()[:-1] + b"?")
    assert told(house.run("papers", "status", "--json"))["broken"] == [DIGEST]
    house.folder.remove(DIGEST)
    assert told(house.run("papers", "status", "--json"))["missing"] == [DIGEST]
    assert house.run("papers", "encrypt").exit_code == 1


def test_a_key_that_is_too_short_is_refused_unseen() -> None:
    with pytest.raises(Misconfigured, match="16 characters") as fault:
        configuration({"FLOWS_ATTACHMENTS_KEY": f"{NEW} short-key"})
    assert "short-key" not in str(fault.value)


def test_what_is_due_is_told_before_it_goes(house: House) -> None:
    """A letter is no paper of a case: it stays with its authorisation."""
    for arguments, said in ((("--dry-run",), "0 papers are due"), ((), "0 papers removed")):
        told = house.run("papers", "remove", *arguments)
        assert (told.exit_code, told.stdout.strip()) == (0, said)
    assert json.loads(house.run("papers", "remove", "--json").stdout) == []
    assert house.run("papers", "status").exit_code == 0
