"""Commitments to personal values, and what an audit makes of any of them that is gone or was touched."""

from __future__ import annotations

import hmac
import json
from types import SimpleNamespace
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from flows.procedures import PROCEDURES
from flows.procedures.retention import FIELDS
from flows.service.audit_values import amiss
from flows.service.chain import digest, link
from flows.storage.committed import COMMITTED, REMOVED, Names, commitment, names_of, told, withheld
from flows.storage.values import canonical

NAMES = names_of(PROCEDURES.values(), FIELDS)
KEY = b"k"
TEXTLY = {"text", "note", "phone", "id_number"}
WORDS = st.text(st.characters(codec="utf-8", exclude_characters="\x00"), min_size=1, max_size=12)
ROW = st.fixed_dictionaries({"trade": WORDS}, optional={"name": WORDS, "id_number": WORDS, "phone": WORDS})
DATA = st.fixed_dictionaries(
    {"place": WORDS},
    optional={
        "contact": WORDS,
        "welder": WORDS,
        "welder_id": WORDS,
        "quantity": st.integers(),
        "workers": st.lists(ROW, max_size=3),
    },
)
FACTS = st.fixed_dictionaries({"kind": st.just("worker_pass"), "line": st.just(1), "facts": ROW})
RECORDS = st.lists(
    st.fixed_dictionaries({"data": DATA}, optional={"entries": st.lists(FACTS, max_size=2)}), min_size=1, max_size=4
)


def chained(records: list[dict[str, Any]]) -> list[SimpleNamespace]:
    """As rows of one case's history."""
    rows: list[SimpleNamespace] = []
    for seq, record in enumerate(records, 1):
        event = record.get("event", "submit")
        covered, personal = withheld({**record, "seq": seq, "event": event}, NAMES)
        content, hashed = link(KEY, covered, "HW-1", "north", rows[-1].hash if rows else "")
        rows.append(SimpleNamespace(seq=seq, event=event, content=content, hash=hashed, personal=personal))
    return rows


def everything(rows: list[SimpleNamespace]) -> list[tuple[int, str]]:
    return [(row.seq, place) for row in rows for place in sorted(row.personal or {})]


@given(RECORDS)
@settings(max_examples=60, deadline=None)
def test_an_entry_reads_as_it_was_written_and_the_chain_has_no_value_of_it(records: list[dict[str, Any]]) -> None:
    before = canonical(records)
    for record, row in zip(records, chained(records), strict=True):
        read = told(row.content, row.personal)
        assert {name: read[name] for name in record} == record
        assert canonical(told(row.content, json.dumps(row.personal))) == canonical(read), "as text, too"
        covered = json.loads(row.content)
        for place, (salt, value) in (row.personal or {}).items():
            assert len(bytes.fromhex(salt)) >= 16
            assert covered[COMMITTED][place] == commitment(salt, value)
            assert (
                commitment(salt, value)
                == hmac.new(bytes.fromhex(salt), canonical(value).encode(), "sha256").hexdigest()
            )
        assert not {"contact", "welder", "welder_id"} & covered["data"].keys()
    assert canonical(records) == before, "what was given is left as it was"


@given(RECORDS, st.data())
@settings(max_examples=80, deadline=None)
def test_any_values_may_go_by_an_entry_and_none_without(records: list[dict[str, Any]], data: st.DataObject) -> None:
    rows = chained(records)
    contents = [row.content for row in rows]
    places = everything(rows)
    going = data.draw(st.lists(st.sampled_from(places), unique=True)) if places else []
    emptied: dict[str, list[str]] = {}
    for seq, place in going:
        emptied.setdefault(str(seq), []).append(place)
    rows = chained_on(rows, emptied)
    for seq, place in going:
        del rows[seq - 1].personal[place]
    assert amiss(rows) is None
    assert [row.content for row in rows[: len(contents)]] == contents
    for seq, place in going:
        assert at(told(rows[seq - 1].content, rows[seq - 1].personal), place) == REMOVED
    left = everything(rows)
    if left:
        seq, place = data.draw(st.sampled_from(left))
        how = data.draw(st.sampled_from(["gone", "value", "salt", "more", "broken"]))
        spoil(rows[seq - 1], place, how)
        found = amiss(rows)
        assert found is not None
        assert found[0] == seq
        assert place in found[1].en or how == "more"
    if going and not left:
        seq, place = data.draw(st.sampled_from(going))
        rows[seq - 1].personal[place] = ["00" * 16, "x"]
        assert amiss(rows) is not None, "what is said to be gone is there"


def chained_on(rows: list[SimpleNamespace], emptied: dict[str, list[str]]) -> list[SimpleNamespace]:
    record = {"seq": len(rows) + 1, "event": "remove_values", "emptied": emptied}
    content, hashed = link(KEY, record, "HW-1", "north", rows[-1].hash)
    return [
        *rows,
        SimpleNamespace(seq=len(rows) + 1, event="remove_values", content=content, hash=hashed, personal=None),
    ]


def at(record: Any, place: str) -> Any:
    for step in place.split("/"):
        record = record[int(step) if isinstance(record, list) else step]
    return record


def spoil(row: SimpleNamespace, place: str, how: str) -> None:
    salt, value = row.personal[place]
    match how:
        case "gone":
            del row.personal[place]
        case "value":
            row.personal[place] = [salt, value + "."]
        case "salt":
            row.personal[place] = [salt[:-1] + ("0" if salt[-1] != "0" else "1"), value]
        case "more":
            row.personal["data/place"] = [salt, value]
        case _:
            row.personal[place] = value


def test_an_entry_that_removes_what_was_never_there_is_found() -> None:
    rows = chained([{"data": {"contact": "13900000001"}}])
    for emptied in ({"1": ["data/welder"]}, {"2": ["data/contact"]}, {"7": ["data/contact"]}):
        wrong = amiss(chained_on(rows, emptied))
        assert wrong is not None
        assert "there was none" in wrong[1].en


def test_a_value_that_was_put_elsewhere_fits_no_commitment() -> None:
    """A salt and value of another entry, or of another place."""
    rows = chained([{"data": {"contact": "139", "welder": "甲"}}, {"data": {"contact": "138"}}])
    rows[0].personal["data/contact"], rows[1].personal["data/contact"] = (
        rows[1].personal["data/contact"],
        rows[0].personal["data/contact"],
    )
    wrong = amiss(rows)
    assert wrong is not None
    assert wrong[0] == 1


def test_equal_values_have_unlike_commitments() -> None:
    first, second = (json.loads(row.content)[COMMITTED] for row in chained([{"data": {"contact": "139"}}] * 2))
    assert first != second


def test_events_without_anything_personal_are_what_they_were() -> None:
    record = {"seq": 1, "event": "approve", "data": {"place": "大堂", "contact": "", "welder": None}, "opinion": "同意"}
    assert withheld(record, NAMES) == (record, None)
    assert told(canonical(record), None) == record


def test_every_field_that_the_inventory_names_is_a_text_so_that_its_place_may_say_removed() -> None:
    for procedure in PROCEDURES.values():
        for field in procedure.fields().values():
            for name, one in ((field.name, field), *((f"{field.name}.{c.name}", c) for c in field.columns)):
                if one.personal or name in FIELDS:
                    assert one.kind in TEXTLY, (procedure.key, name)
                    assert field.name in (NAMES.fields if one is field else NAMES.columns)


def test_names_that_a_stored_version_marks_are_personal_besides() -> None:
    assert names_of((), ("a", "rows.b")) == Names(frozenset({"a"}), {"rows": frozenset({"b"})}, {})
    assert digest(KEY, "x") != digest(b"other", "x")
