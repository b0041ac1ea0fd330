"""The commands that open the database: its schema, people, tokens, the audit, the demonstration, the server."""

from __future__ import annotations

import json
import re
import socket
import threading
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, ClassVar

import click
import pytest
from flask import Flask
from sqlalchemy import text

from command import demonstrating, serving
from command.main import main
from command.serving import is_loopback
from flows.service import people, registers, signing_in
from flows.service.people import PostHeld
from flows.service.registers import Site
from flows.service.rights import OPERATOR
from flows.service.starting import Opening, start
from flows.storage.engine import open_database, writing
from tests.command.conftest import Run
from tests.service.a_site import an_office

NOW = datetime(2026, 3, 2, 2, 0, tzinfo=UTC)
SECRET = "a secret of the tests"


def every_command(group: click.Group, path: tuple[str, ...] = ()) -> Iterator[tuple[str, ...]]:
    yield path
    for name, command in group.commands.items():
        if isinstance(command, click.Group):
            yield from every_command(command, (*path, name))
        else:
            yield (*path, name)


@pytest.mark.parametrize("path", list(every_command(main)), ids=" ".join)
def test_every_command_says_in_both_languages_what_it_does(run: Run, path: tuple[str, ...]) -> None:
    result = run(*path, "--help")
    assert result.exit_code == 0
    said = result.stdout.split("Options:")[0]
    assert any("\u4e00" <= letter <= "\u9fff" for letter in said)
    assert " / " in said.replace("\n", " ")


def test_a_command_used_wrongly_ends_with_2(run: Run) -> None:
    assert run("no-such-command").exit_code == 2
    assert run("user", "add").exit_code == 2
    assert run("db", "check", FLOWS_DATABASE_URL="mysql://db").exit_code == 2


# The schema


def test_a_database_that_is_not_there_is_not_up_to_date_and_is_not_made_by_asking(run: Run, here: Path) -> None:
    result = run("db", "check", "--json")
    assert result.exit_code == 1
    assert json.loads(result.stdout)["revision"] is None
    assert not (here / "var").exists()


def test_an_upgrade_makes_the_database_and_a_second_one_changes_nothing(run: Run, here: Path) -> None:
    assert run("db", "upgrade").exit_code == 0
    assert (here / "var" / "flows.db").is_file()
    assert (here / "var" / "secret.key").is_file()
    assert run("db", "check").exit_code == 0
    assert run("db", "upgrade").stdout.startswith("已是最新")


def test_a_folder_that_cant_be_written_is_named(run: Run, here: Path) -> None:
    (here / "var").write_text("no folder")
    told = run("--lang", "en", "db", "upgrade", FLOWS_DATABASE_URL=f"sqlite:///{here / 'flows.db'}")
    assert (told.exit_code, told.stdout) == (1, "")
    assert f"Can't write {here / 'var'}" in told.stderr


def test_a_migrated_database_of_either_kind_is_up_to_date(on: Run) -> None:
    result = on("db", "check", "--json")
    answer = json.loads(result.stdout)
    assert (result.exit_code, answer["fine"]) == (0, True)
    assert answer["revision"] == answer["newest"]


# People and tokens


def test_the_first_site_and_its_administrator_are_made_from_the_command_line(on: Run) -> None:
    assert on("site", "add", "north", "--zh", "北苑", "--en", "North Court").exit_code == 0
    made = on(
        "user", "add", "root", "--name", "管理员甲", "--post", "administrator@*", "--post", "front_desk@north",
        "--password-stdin", stdin="correct horse\n",
    )  # fmt: skip
    assert (made.exit_code, made.stdout) == (0, "已新增 root：administrator@*, front_desk@north\n")
    on("user", "role", "root", "front_desk@north", "--remove")
    (listed,) = json.loads(on("user", "list", "--json").stdout)
    assert listed["posts"] == [{"role": "administrator", "site": None}]


def test_a_password_is_asked_for_twice_or_read_and_never_an_argument(on: Run) -> None:
    add = ("user", "add", "desk", "--name", "前台甲")
    different = on(*add, stdin="correct horse\nanother\n")
    assert different.exit_code != 0
    assert on(*add, stdin="correct horse\ncorrect horse\n").exit_code == 0
    assert on("user", "password", "desk", "--password-stdin", stdin="another horse\n").exit_code == 0
    assert on("user", "password", "desk", "another horse").exit_code == 2


def test_input_that_does_not_fit_is_a_wrong_use_and_somebody_unknown_a_no(on: Run) -> None:
    weak = on("user", "add", "desk", "--name", "前台甲", "--password-stdin", stdin="demo\n")
    assert (weak.exit_code, "password" in weak.stderr) == (2, True)
    unknown = on("--lang", "en", "user", "password", "nobody", "--password-stdin", stdin="correct horse\n")
    assert (unknown.exit_code, unknown.stderr) == (1, "There is no such person\n")
    assert on("user", "role", "nobody", "director").exit_code == 2
    assert on("user", "role", "nobody", "no_such_post@north").exit_code == 2


def test_a_token_is_alone_on_the_output_and_names_its_owner(on: Run, database_url: str, tmp_path: Path) -> None:
    on("user", "add", "desk", "--name", "前台甲", "--password-stdin", stdin="correct horse\n")
    made = on("token", "create", "desk", "--days", "1")
    assert made.exit_code == 0
    assert made.stdout.startswith("flows_")
    assert made.stdout.count("\n") == 1
    answer = json.loads(on("token", "create", "desk", "--json").stdout)
    assert answer["token"].startswith("flows_")
    assert on("token", "create", "nobody").exit_code == 1


# The audit


def a_case(url: str, folder: Path) -> None:
    with an_office(url, folder) as office:
        registers.add_site(office, OPERATOR, Site("north", "北苑", "North Court", "Asia/Shanghai"), NOW)
        people.add_user(office, OPERATOR, "desk", "前台甲", None, NOW, held=[PostHeld("front_desk", "north")])
        start(office, Opening("desk", "complaint", "north"), NOW)


def test_an_intact_history_is_told_from_one_that_was_touched(on: Run, database_url: str, tmp_path: Path) -> None:
    a_case(database_url, tmp_path)
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("FLOWS_SECRET_KEY", SECRET)
        assert on("audit", "verify").exit_code == 0
        assert on("audit", "replay").exit_code == 0
        assert "封存了 1 条链" in on("audit", "seal").stdout
        answer = json.loads(on("audit", "verify", "--json").stdout)
        assert (answer["intact"], answer["cases"], answer["checkpoints"], answer["unsealed"]) == (True, 1, 1, 0)
        _touch(database_url)
        for command in ("verify", "replay"):
            touched = on("--lang", "en", "audit", command)
            assert touched.exit_code == 1
            assert "CP-2026-0001" in touched.stdout


def _touch(url: str) -> None:
    engine = open_database(url)
    with writing(engine).begin() as connection:
        connection.execute(text("UPDATE cases SET state = 'archived', head = 'x'"))
    engine.dispose()


def test_another_secret_verifies_nothing(on: Run, database_url: str, tmp_path: Path) -> None:
    a_case(database_url, tmp_path)
    assert json.loads(on("audit", "verify", "--json").stdout)["intact"] is False


# The demonstration


@pytest.fixture
def quick_demo(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The demonstration's staff without its cases, which test_demo tells in full."""
    loaded: list[str] = []

    def load(office: Any, now: datetime, told: Any) -> list[str]:
        demonstrating.demonstration.staff.add_staff(office, now)
        told(1, 1)
        loaded.append("once")
        return ["CP-2026-0001"]

    monkeypatch.setattr(demonstrating.demonstration, "load", load)
    return loaded


def test_a_demonstration_is_loaded_once_and_with_if_empty_only_into_an_empty_database(
    on: Run, quick_demo: list[str]
) -> None:
    assert on("demo", "--if-empty").exit_code == 0
    assert on("demo", "--if-empty").exit_code == 0
    again = on("demo")
    assert (again.exit_code, again.stderr) == (1, "演示项目已存在\n")
    assert quick_demo == ["once"]


def test_if_empty_leaves_a_database_with_people_alone(on: Run, quick_demo: list[str]) -> None:
    on("user", "add", "root", "--name", "甲", "--password-stdin", stdin="correct horse\n")
    assert on("demo", "--if-empty").exit_code == 0
    assert quick_demo == []


# The server


@pytest.fixture
def served(monkeypatch: pytest.MonkeyPatch) -> list[tuple[Flask, Any]]:
    """What would have been served, and the address at which it listened."""
    found: list[tuple[Flask, Any]] = []

    def serve(app: Flask, listening: socket.socket, *_: object) -> None:
        found.append((app, listening.getsockname()[:2]))

    monkeypatch.setattr(serving.stopping, "serve", serve)
    monkeypatch.setattr(serving, "keep_log", lambda *_: None)
    return found


@pytest.fixture
def free_port() -> int:
    with socket.socket() as one:
        one.bind(("127.0.0.1", 0))
        return int(one.getsockname()[1])


def test_serving_brings_the_database_up_to_date_first(run: Run, free_port: int, served: list[Any]) -> None:
    result = run("serve", "--port", str(free_port))
    assert (result.exit_code, f"127.0.0.1:{free_port}" in result.stdout) == (0, True)
    assert run("db", "check").exit_code == 0
    ((app, address),) = served
    assert address == ("127.0.0.1", free_port)
    assert app.test_client().get("/login").status_code == 200


@pytest.mark.parametrize(
    ("place", "environment"),
    [
        ("var", {}),
        ("var/attachments", {}),
        ("var/attachments/practice", {}),
        (".", {"FLOWS_ATTACHMENTS": "../papers"}),
        ("data", {"FLOWS_DATABASE_URL": "sqlite:///data/flows.db"}),
    ],
)
def test_practice_never_shares_a_folder_with_what_is_real(
    run: Run, served: list[Any], place: str, environment: dict[str, str]
) -> None:
    for lang, words in (("zh", "不得包含数据库|须与材料目录"), ("en", "must not hold|must neither hold")):
        result = run("--lang", lang, "serve", "--port", "0", FLOWS_PRACTICE=place, **environment)
        assert (result.exit_code, served) == (2, [])
        assert re.match(f"FLOWS_PRACTICE(：|: )({words})", result.stderr)


def test_with_demonstration_passwords_it_listens_on_this_machine_only(
    on: Run, quick_demo: list[str], served: list[Any]
) -> None:
    on("demo")
    refused = on("--lang", "en", "serve", "--host", "0.0.0.0", "--port", "0")
    assert refused.exit_code == 1
    assert "Demonstration passwords exist" in refused.stderr
    assert served == []
    assert on("serve", "--host", "127.0.0.1", "--port", "0").exit_code == 0
    assert len(served) == 1


def test_a_port_that_is_taken_is_told_in_a_sentence(run: Run) -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]
        result = run("--lang", "en", "serve", "--port", str(port))
    assert (result.exit_code, result.stdout) == (1, "")
    assert result.stderr.startswith(f"Can't listen on 127.0.0.1, port {port}: ")


def test_without_them_it_listens_wherever_it_is_told(on: Run, served: list[Any]) -> None:
    assert on("serve", "--host", "0.0.0.0", "--port", "0").exit_code == 0
    assert served[0][1][0] == "0.0.0.0"


def test_a_key_that_is_easily_guessed_serves_this_machine_only(run: Run, served: list[Any]) -> None:
    weak = {"FLOWS_SECRET_KEY": "changeme-changeme-changeme"}
    refused = run("--lang", "en", "serve", "--host", "0.0.0.0", "--port", "0", **weak)
    assert refused.exit_code == 1
    assert "easily guessed" in refused.stderr
    assert run("serve", "--port", "0", **weak).exit_code == 0
    assert len(served) == 1


@pytest.mark.parametrize(
    ("host", "loopback"),
    [
        ("127.0.0.1", True),
        ("127.8.8.8", True),
        ("::1", True),
        ("localhost", True),
        ("0.0.0.0", False),
        ("::", False),
        ("192.0.2.1", False),
        ("flows.example", False),
        ("", False),
    ],
)
def test_only_a_loopback_address_is_this_machine(host: str, loopback: bool) -> None:
    assert is_loopback(host) is loopback


def test_several_processes_share_nothing_that_is_open(on: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    from command import processes

    asked: list[tuple[processes.Plan, tuple[str, int]]] = []
    monkeypatch.setattr(processes, "run", lambda plan, listening: asked.append((plan, listening.getsockname())))
    result = on("serve", "--workers", "2", "--port", "0")
    assert result.exit_code == 0
    ((plan, (host, port)),) = asked
    assert (host, plan.workers) == ("127.0.0.1", 2)
    assert f"http://127.0.0.1:{port}" in result.stdout
    before = threading.active_count()
    app = plan.made()
    office = app.extensions["flows"].office
    assert threading.active_count() == before
    assert office.engine.pool.checkedin() + office.engine.pool.checkedout() == 0
    assert app.test_client().get("/login").status_code == 200
    assert ("SQLite" in result.stderr) is (office.engine.dialect.name == "sqlite")
    office.engine.dispose()


def test_a_user_whom_no_policy_binds_is_warned_of(
    run: Run, served: list[Any], monkeypatch: pytest.MonkeyPatch, here: Path
) -> None:
    assert "superuser" not in run("--lang", "en", "serve", "--port", "0").stderr
    monkeypatch.setattr(serving, "bypasses_policies", lambda engine: True)
    assert "superuser" in run("--lang", "en", "serve", "--port", "0").stderr
    assert len(served) == 2


def test_one_process_keeps_house_and_its_successor_after_it() -> None:
    from command.processes import _choose

    class Server:
        WORKERS: ClassVar[dict[int, Any]] = {}

    class Worker:
        keeps_house = False
        part = 0

    def forked(pid: int) -> bool:
        worker = Server.WORKERS[pid] = Worker()
        del Server.WORKERS[pid]  # it isn't among them before it is forked
        _choose(Server, worker)
        Server.WORKERS[pid] = worker
        return worker.keeps_house

    assert [forked(pid) for pid in (1, 2, 3)] == [True, False, False]
    del Server.WORKERS[2]
    assert forked(4) is False
    del Server.WORKERS[1]
    assert [forked(5), forked(6)] == [True, False]
    parts = {worker.part for worker in Server.WORKERS.values()}
    assert parts == {1, 2, 3, 4}, "each counts in a part of its own, and takes a dead one's place"


def test_the_demonstrations_hash_is_marked_as_what_it_is() -> None:
    assert signing_in.demo_hash().startswith("demo:$argon2id$")
