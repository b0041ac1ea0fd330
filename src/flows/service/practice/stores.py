"""Where people practise: for each of them a small SQLite file of its own, copied from a furnished template.

The files lie in a folder of this machine, which all its processes share; nothing of them stands in the office's database.
"""

from __future__ import annotations

import hashlib
import re
import secrets
import shutil
import tempfile
from collections import OrderedDict
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from os import utime
from pathlib import Path
from threading import Lock
from typing import Any

from sqlalchemy import insert, select

from flows.service.keys import KeyRing
from flows.service.office import Office, open_office
from flows.service.practice.furnishing import furnish_house, furnish_people
from flows.service.practice.room import Practice, begin_at, entered
from flows.storage import practice_notes
from flows.storage.engine import open_database, writing
from flows.storage.migrate import newest, upgrade
from flows.storage.tables import definitions

DAYS = 14  # beyond the handbook: induction is five days of lessons with an exam on the tenth working day (CSH 3.2)
MOST_OPEN = 16  # stores that one process keeps open; to open another takes some tens of milliseconds
TOUCHED = timedelta(days=1)  # that somebody still practises is noted once in so long
FILE, TEMPLATE, DRAFT = "flows.db", "template.db", "draft-"
# Whatever is named otherwise is not ours, and is left alone.
VERSION, HOME, PLACE = re.compile(r"[0-9a-f]{16}"), re.compile(r"[0-9a-f]{32}"), re.compile(r"[0-9]{6,}")


@dataclass(frozen=True, slots=True)
class Practices:
    """The settings: the folder that practice stores lie in, and after how many days without use one is removed."""

    folder: Path
    days: int = DAYS


class Stores:
    """The practice stores of one installation, whose declarations they run under. Of `real` only those are read."""

    def __init__(self, real: Office, settings: Practices) -> None:
        self._real = real
        self._settings = settings
        self._keys = KeyRing(real.keys.derived("practice"))
        self._open: OrderedDict[Path, Office] = OrderedDict()
        self._opening, self._building = Lock(), Lock()
        self._beginning: dict[Path, Lock] = {}  # two windows of one person; nobody waits for anybody else

    def of(self, login: str, now: datetime) -> Practice:
        """What `login` practises with; begun, where they don't yet. `now` is the real moment."""
        home = self._home(login, now)
        with self._alone(home):
            last = _last(home)
            if last is None:
                return self._begin(home, now)
        if home.stat().st_mtime < (now - TOUCHED).timestamp():
            utime(home, (now.timestamp(), now.timestamp()))
        return entered(self._opened(last, now))

    def begin(self, login: str, now: datetime) -> Practice:
        """Anew, in place of what `login` practised with before."""
        home = self._home(login, now)
        with self._alone(home):
            return self._begin(home, now)

    def _alone(self, home: Path) -> Lock:
        return self._beginning.setdefault(home, Lock())

    def _begin(self, home: Path, now: datetime) -> Practice:
        template = self._template(now)
        self._prune(now)
        home.mkdir(parents=True, exist_ok=True)
        draft = Path(tempfile.mkdtemp(prefix=DRAFT, dir=template.parent))
        # The numbers of places begin anew after a removal: by its name a process that has an older file open sees that
        # this is another.
        file = draft / f"flows-{secrets.token_hex(8)}.db"
        shutil.copyfile(template, file)
        office = self._office(file, now)
        start = begin_at(office, now)
        furnish_people(office, start)
        office.engine.dispose()
        before = _places(home)
        place = home / f"{max((int(path.name) for path in before), default=0) + 1:06}"
        try:
            draft.rename(place)
        except OSError:  # another process was faster: theirs will do
            shutil.rmtree(draft, ignore_errors=True)
            theirs = _file(place)
            if theirs is None:
                raise
            return entered(self._opened(theirs, now))
        for path in before:
            self._remove(path)
        utime(home, (now.timestamp(), now.timestamp()))
        return entered(self._opened(place / file.name, now))

    def _home(self, login: str, now: datetime) -> Path:
        """By a digest: a login is no name for a folder everywhere, and says who it is."""
        places = [hashlib.sha256(key + login.encode()).hexdigest()[:32] for key in self._keys.secrets]
        version = self._version(now)
        # Begun before the secret was changed, it is gone on with.
        return next((version / one for one in places if (version / one).exists()), version / places[0])

    def _version(self, now: datetime) -> Path:
        """Another schema, another declaration, another year: another template."""
        prints = sorted(compiled.fingerprint for compiled in self._real.catalogue.current.values())
        said = "\n".join((newest(), str(now.year), *prints))
        return self._settings.folder / hashlib.sha256(said.encode()).hexdigest()[:16]

    def _template(self, now: datetime) -> Path:
        """Made once by whichever process comes first; one that comes at the same time makes another and puts it in its
        place."""
        template = self._version(now) / TEMPLATE
        with self._building:  # Alembic works for one thread at a time
            if not template.exists():
                template.parent.mkdir(parents=True, exist_ok=True)
                draft = Path(tempfile.mkdtemp(prefix=DRAFT, dir=template.parent))
                self._build(draft, now)
                (draft / FILE).replace(template)
                shutil.rmtree(draft, ignore_errors=True)
        return template

    def _build(self, draft: Path, now: datetime) -> None:
        url = f"sqlite:///{draft / FILE}"
        upgrade(url)
        engine = open_database(url)
        with writing(engine).begin() as connection:
            connection.execute(insert(definitions), self._declarations())
        practice_notes.lay_out(engine)
        engine.dispose()
        office = self._office(draft / FILE, now)
        furnish_house(office, now)
        with office.engine.connect() as connection:
            connection.exec_driver_sql("PRAGMA wal_checkpoint(TRUNCATE)")  # what stands in the log would not be copied
        office.engine.dispose()

    def _declarations(self) -> list[dict[str, Any]]:
        """As they were published, with the pictures that were drawn then: none is drawn for practice."""
        current = {(c.procedure.key, c.procedure.version) for c in self._real.catalogue.current.values()}
        with self._real.read_people() as connection:
            rows = connection.execute(select(definitions)).mappings().all()
        return [dict(row) for row in rows if (row["key"], row["version"]) in current]

    def _office(self, file: Path, now: datetime) -> Office:
        """Under the declarations that the real office has at hand, with their pictures."""
        declared = [compiled.procedure for compiled in self._real.catalogue.current.values()]
        office = open_office(f"sqlite:///{file}", self._keys, file.parent / "papers", now, declared)
        return replace(office, catalogue=self._real.catalogue, scanner=self._real.scanner)

    def _opened(self, file: Path, now: datetime) -> Office:
        with self._opening:
            office = self._open.pop(file, None) or self._office(file, now)
            self._open[file] = office
            while len(self._open) > MOST_OPEN:
                self._open.popitem(last=False)[1].engine.dispose()
            return office

    def _remove(self, place: Path) -> None:
        with self._opening:
            closed = [self._open.pop(file) for file in list(self._open) if file.parent == place]
        for office in closed:
            office.engine.dispose()
        shutil.rmtree(place, ignore_errors=True)

    def _prune(self, now: datetime) -> None:
        """Whatever nobody has used for so many days, and templates that nobody practises by any more. The folder may hold
        what isn't ours: only what is named and filled as we do it is removed."""
        oldest = (now - timedelta(days=self._settings.days)).timestamp()
        here = self._version(now)
        for version in _named(VERSION, self._settings.folder):
            if not (version / TEMPLATE).is_file():
                continue
            for draft in [path for path in version.glob(f"{DRAFT}*") if _unused(path, oldest)]:
                shutil.rmtree(draft, ignore_errors=True)
            for home in [path for path in _named(HOME, version) if _unused(path, oldest)]:
                for place in _places(home):
                    self._remove(place)
                with suppress(OSError):  # something else lies in it
                    home.rmdir()
            with suppress(OSError):  # another process was faster, or has begun in it just now
                if version != here and [path.name for path in version.iterdir()] == [TEMPLATE]:
                    (version / TEMPLATE).unlink()
                    version.rmdir()


def _named(pattern: re.Pattern[str], folder: Path) -> Iterator[Path]:
    """The folders in it whose names are like that. None that another process has removed by now."""
    with suppress(FileNotFoundError):
        for path in folder.iterdir():
            if pattern.fullmatch(path.name) and path.is_dir() and not path.is_symlink():
                yield path


def _unused(path: Path, oldest: float) -> bool:
    with suppress(OSError):  # another process was faster
        return path.is_dir() and not path.is_symlink() and path.stat().st_mtime < oldest
    return False


def _places(home: Path) -> list[Path]:
    return list(_named(PLACE, home))


def _file(place: Path) -> Path | None:
    return next(place.glob("flows*.db"), None)


def _last(home: Path) -> Path | None:
    """The file of the store that was begun last."""
    places = _places(home)
    return _file(max(places)) if places else None
