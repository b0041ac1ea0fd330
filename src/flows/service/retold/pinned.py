"""The versions of a procedure that a story rests on: kept with it where new cases don't take them, and told under them again."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, select

from flows.definition import Procedure, Text
from flows.definition.export import UnknownName, from_data
from flows.engine.compiled import Compiled
from flows.procedures import GUARDS, RULES
from flows.service.catalogue import Catalogue, ChangedWithoutVersion, publish
from flows.service.errors import Answer
from flows.service.office import Office
from flows.storage.engine import writing
from flows.storage.tables import definitions


class Untellable(Answer):
    """Why a case can't be told again."""


def versions_of(office: Office, connection: Connection, key: str, versions: set[int]) -> dict[int, Compiled]:
    """Raises Untellable where one needs a guard or rule that this code lacks: told with a stand-in it would end otherwise."""
    found = {}
    for version in versions:
        found[version] = office.catalogue.get(connection, key, version)
        if not is_current(office, found[version]):
            read(key, version, declaration(connection, key, version))
    return found


def is_current(office: Office, compiled: Compiled) -> bool:
    today = office.catalogue.current.get(compiled.procedure.key)
    return today is not None and today.procedure.version == compiled.procedure.version


def declaration(connection: Connection, key: str, version: int) -> Mapping[str, Any]:
    query = select(definitions.c.content).where(definitions.c.key == key, definitions.c.version == version)
    found: Mapping[str, Any] = json.loads(connection.execute(query).scalar_one())
    return found


def read(key: str, version: int, data: Mapping[str, Any]) -> Procedure:
    """Raises Untellable."""
    lacks = sorted({*data.get("guards", ())} - {*GUARDS}) + sorted({*data.get("rules", ())} - {*RULES})
    if lacks:
        named = "、".join(lacks)
        zh = f"{key} 第 {version} 版要用 {named}，程序里没有"
        raise Untellable(Text(zh, f"version {version} of {key} needs {', '.join(lacks)}, which is not in this code"))
    try:
        return from_data(data, GUARDS, RULES)
    except (UnknownName, KeyError, TypeError, ValueError) as fault:
        zh, en = f"{key} 第 {version} 版读不懂（{fault}）", f"version {version} of {key} can't be read ({fault})"
        raise Untellable(Text(zh, en)) from fault


def under(office: Office, procedure: Procedure, now: datetime) -> Office:
    """The same office, in which new cases of that procedure take this version. Raises Untellable."""
    others = (c.procedure for c in office.catalogue.current.values() if c.procedure.key != procedure.key)
    try:
        publish(writing(office.engine), [procedure], now)
    except ChangedWithoutVersion as fault:
        key, version = procedure.key, procedure.version
        zh, en = f"{key} 第 {version} 版在这里是另一份", f"version {version} of {key} is another one here"
        raise Untellable(Text(zh, en)) from fault
    found = replace(office, catalogue=Catalogue((*others, procedure)))
    with found.read() as connection:
        found.catalogue.load_all(connection)
    return found
