"""What an outside auditor finds out with one file of the standard library, an export and anchors, and no key."""

import json
import subprocess
import sys
from collections.abc import Callable, Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import insert, select, text

from flows.service.audit import verify
from flows.service.proof.anchoring import anchors_of, held_against
from flows.service.proof.exporting import VERIFIER, export_history
from flows.service.proof.verify_history import canonical, first_link, next_link, root_of
from flows.service.sealing import seal
from flows.storage import tables as t
from tests.service.errand import NOW, World, errand, world
from tests.service.test_acting import opened, submitted
from tests.service.test_audit import by_force
from tests.service.test_seals import as_before

Lines = list[dict[str, Any]]


@pytest.fixture
def sealed(north: World) -> World:
    return furnished(north)


@pytest.fixture
def sealed_file(sqlite_url: str, tmp_path: Path) -> Iterator[World]:
    """For what is asked of the exported file alone."""
    made = world(sqlite_url, tmp_path / "attachments", errand())
    yield furnished(made)
    made.office.engine.dispose()


def furnished(north: World) -> World:
    """Two checkpoints, two cases, one look at a personal value, and an entry that no checkpoint holds yet."""
    opened(north, price="3")
    seal(north.office, north.now)
    number = submitted(north, phone="13800000000")
    look = {"site_id": 1, "case_id": 2, "user_id": 1, "role": "front_desk", "place": "field:phone", "reason": "回电话"}
    with north.office.transaction() as connection:
        connection.execute(insert(t.reveals), {**look, "at": north.now})
    north.later(minutes=10)
    seal(north.office, north.now)
    north.act("eng", number, "endorse", opinion="同意")
    return north


def exported(world: World, folder: Path) -> Lines:
    export_history(world.office, folder / "export.jsonl", world.now)
    return [json.loads(line) for line in (folder / "export.jsonl").read_text(encoding="utf-8").splitlines()]


def found(lines: Lines, anchors: str, folder: Path) -> dict[str, Any]:
    """What the one file says, run by an interpreter that knows no package and no folder of ours."""
    (folder / "given.jsonl").write_text("".join(json.dumps(line, ensure_ascii=False) + "\n" for line in lines), "utf-8")
    (folder / "anchors.txt").write_text(anchors, "utf-8")
    command = [sys.executable, "-I", "-S", str(VERIFIER), "given.jsonl", "--anchors", "anchors.txt", "--json"]
    ended = subprocess.run(command, cwd=folder, capture_output=True, text=True, check=False)
    answer: dict[str, Any] = json.loads(ended.stdout)
    assert ended.returncode == (0 if answer["holds"] else 1), ended.stderr
    return answer


def test_an_honest_export_holds_and_tells_what_nobody_vouches_for(sealed: World, tmp_path: Path) -> None:
    lines, anchors = exported(sealed, tmp_path), anchors_of(sealed.office)
    answer = found(lines, anchors, tmp_path)
    assert answer["faults"] == []
    assert (answer["cases"], answer["checkpoints"], answer["anchors"], answer["unanchored"]) == (2, 2, 2, 1)
    older = found(lines, anchors.splitlines()[0], tmp_path)
    assert (older["holds"], older["unanchored"]) == (True, answer["entries"] - 7)
    assert (tmp_path / VERIFIER.name).read_bytes() == VERIFIER.read_bytes(), "laid beside the export"


def test_nothing_personal_is_in_it(sealed_file: World, tmp_path: Path) -> None:
    exported(sealed_file, tmp_path)
    said = (tmp_path / "export.jsonl").read_text(encoding="utf-8")
    for secret in ("13800000000", "示例", "同意", "甲示例", "申请书", "1-101", "回电话", "门"):
        assert secret not in said


def entries(lines: Lines) -> Lines:
    return [line for line in lines if line.get("kind") == "entry"]


def _forged(lines: Lines) -> None:
    entries(lines)[3]["public"]["actor"] = "safe"


def _of_other_content(lines: Lines) -> None:
    entries(lines)[2]["public"]["rest"] = "0" * 64


def _shifted(lines: Lines) -> None:
    entries(lines)[4]["public"]["at"] = (NOW - timedelta(days=1)).isoformat()


def _rekeyed(lines: Lines) -> None:
    entries(lines)[6]["hash"] = "0" * 64


def _dropped(lines: Lines) -> None:
    lines.remove(entries(lines)[3])


def _dropped_and_numbered_anew(lines: Lines) -> None:
    lines.remove(entries(lines)[3])
    for seq, entry in enumerate(entries(lines)[:6], 1):
        entry["public"]["seq"] = seq


def _reordered(lines: Lines) -> None:
    first, second = entries(lines)[3:5]
    first["public"], second["public"] = second["public"], first["public"]
    first["hash"], second["hash"] = second["hash"], first["hash"]


def _cut_off(lines: Lines) -> None:
    lines.remove(entries(lines)[6])


def _case_left_out(lines: Lines) -> None:
    start = next(n for n, line in enumerate(lines) if line.get("kind") == "case")
    del lines[start : start + 8]
    lines[-1] |= {"cases": 1, "entries": len(entries(lines))}


def _case_renamed(lines: Lines) -> None:
    case = next(line for line in lines if line.get("kind") == "case")
    case["number"] = "ER-2026-0009"
    for entry in entries(lines)[:7]:
        entry["public"]["number"] = "ER-2026-0009"


def _file_cut_off(lines: Lines) -> None:
    del lines[-3:]


def _checkpoint_cut_off(lines: Lines) -> None:
    """The newest checkpoint, with all that came after the one before it."""
    lines.remove([line for line in lines if line.get("kind") == "checkpoint"][-1])
    start = [n for n, line in enumerate(lines) if line.get("kind") == "case"][1]
    del lines[start:-1]
    lines[-1] |= {"cases": 1, "entries": len(entries(lines)), "checkpoints": 1}


def _checkpoint_shifted(lines: Lines) -> None:
    next(line for line in lines if line.get("kind") == "checkpoint")["at"] = (NOW - timedelta(days=9)).isoformat()


def _look_left_out(lines: Lines) -> None:
    checkpoint = [line for line in lines if line.get("kind") == "checkpoint"][-1]
    assert len(checkpoint["shown"]) == 1
    checkpoint |= {"shown": [], "until": 0, "readings": ""}


def _all_worked_out_anew(lines: Lines) -> None:
    """By whoever has this file, the system and all its keys: only what lies outside is against it."""
    _forged(lines)
    links: dict[tuple[int, int], str] = {}
    case, link = 0, ""
    for line in lines:
        if line.get("kind") == "case":
            case, link = line["id"], first_link(line["site"], line["number"])
        elif line.get("kind") == "entry":
            seq = line["public"]["seq"]
            links[case, seq] = link = next_link(link, seq, line["hash"], line["public"])
    before = ""
    for line in lines:
        if line.get("kind") == "checkpoint":
            line["heads"] = [[case, seq, links[case, seq]] for case, seq, _ in line["heads"]]
            before = line["root"] = root_of(before, line["at"], line["readings"], line["heads"])


SPOILT = [
    _forged, _of_other_content, _shifted, _rekeyed, _dropped, _dropped_and_numbered_anew, _reordered, _cut_off,
    _case_left_out, _case_renamed, _file_cut_off, _checkpoint_cut_off, _checkpoint_shifted, _look_left_out,
    _all_worked_out_anew,
]  # fmt: skip


def test_whatever_is_forged_in_an_export_is_found(sealed_file: World, tmp_path: Path) -> None:
    sealed = sealed_file
    lines, anchors = exported(sealed, tmp_path), anchors_of(sealed.office)
    for spoil in SPOILT:
        given = json.loads(json.dumps(lines))
        spoil(given)
        assert given != lines
        answer = found(given, anchors, tmp_path)
        assert not answer["holds"], spoil.__name__


ELSEWHERE = "".join(f"flows-anchor-1 {number} 2026-01-0{number}T00:00:00+00:00 {'ab' * 32}\n" for number in (1, 2, 7))


@pytest.mark.parametrize(
    ("anchors", "said"),
    [
        ("", "there is no anchor"),
        ("no anchors here\n", "there is no anchor"),
        ("flows-anchor-1 1 cut", "there is no anchor"),
        (ELSEWHERE, "no anchor is of this history"),
    ],
)
def test_without_an_anchor_of_its_own_nothing_is_vouched_for(
    sealed_file: World, tmp_path: Path, anchors: str, said: str
) -> None:
    answer = found(exported(sealed_file, tmp_path), anchors, tmp_path)
    assert (answer["holds"], answer["unanchored"], answer["anchored_until"]) == (False, answer["entries"], None)
    assert any(fault.startswith(said) for fault in answer["faults"])
    assert any(said in fault.message.en for fault in held_against(sealed_file.office, anchors))
    more = found(exported(sealed_file, made(tmp_path / "again")), anchors + anchors_of(sealed_file.office), tmp_path)
    assert more["holds"] == (anchors != ELSEWHERE), "what is ours vouches, what is another's is told"


def made(folder: Path) -> Path:
    folder.mkdir()
    return folder


@pytest.mark.parametrize("line", ["", "{", '"text"', '{"kind": "entry"}', '{"kind": "checkpoint", "id": "x"}', "null"])
def test_a_file_that_is_no_export_is_told_and_no_trace_is_shown(line: str, tmp_path: Path) -> None:
    (tmp_path / "given.jsonl").write_text(f'{{"format": "flows history 1"}}\n{line}\n', encoding="utf-8")
    (tmp_path / "anchors.txt").touch()
    command = [sys.executable, "-I", "-S", str(VERIFIER), "given.jsonl", "--anchors", "anchors.txt"]
    ended = subprocess.run(command, cwd=tmp_path, capture_output=True, text=True, check=False)
    assert (ended.returncode, "Traceback" in ended.stderr) == (1, False)


Force = Callable[[World], None]


def _cut_with_its_checkpoint(world: World) -> None:
    """As somebody would who owns the database: nothing that is left contradicts anything."""
    by_force(
        world,
        "DELETE FROM checkpoint_heads WHERE checkpoint_id = 2",
        "DELETE FROM checkpoints WHERE id = 2",
        "UPDATE cases SET revision = 2, state = 'draft', head = (SELECT hash FROM history WHERE case_id = 2 AND seq = 2) WHERE id = 2",
        "DELETE FROM history WHERE case_id = 2 AND seq > 2",
    )


def test_a_tail_cut_off_with_its_checkpoint_is_found_by_what_lies_outside(sealed: World) -> None:
    anchors = anchors_of(sealed.office)
    assert held_against(sealed.office, anchors) == ()
    _cut_with_its_checkpoint(sealed)
    assert verify(sealed.office).faults == (), "nothing inside tells"
    [fault] = held_against(sealed.office, anchors)
    assert "cut off" in fault.message.en


def test_a_look_that_is_taken_out_is_found(sealed: World) -> None:
    with sealed.office.transaction() as connection:
        if connection.dialect.name == "sqlite":
            connection.execute(text("DROP TRIGGER reveals_no_delete"))
        else:
            connection.execute(text("ALTER TABLE reveals DISABLE TRIGGER USER"))
        connection.execute(text("DELETE FROM reveals"))
    assert [fault.message.en for fault in verify(sealed.office).faults] == [
        "who was shown what differs from checkpoint 2"
    ]


def test_checkpoints_from_before_there_were_roots_are_taken_up_by_the_first_with_one(
    north: World, tmp_path: Path
) -> None:
    opened(north, price="3")
    seal(north.office, north.now)
    by_force(
        north,
        "UPDATE checkpoints SET root = NULL, readings = NULL, reading_link = NULL",
        "UPDATE checkpoint_heads SET link = NULL",
    )
    as_before(north, 1)
    assert verify(north.office).faults == ()
    submitted(north)
    assert seal(north.office, north.now) == 2, "the case that hasn't grown, too"
    assert seal(north.office, north.now) == 0
    assert verify(north.office).faults == ()
    with north.office.read() as connection:
        assert connection.execute(select(t.checkpoints.c.root)).scalars().first() is None
    assert found(exported(north, tmp_path), anchors_of(north.office), tmp_path)["holds"]


def test_the_verifier_and_the_program_write_json_alike() -> None:
    from flows.storage.values import canonical as stored

    value = {"b": [1, "项", None, True, 1.5], "a": {"z": "\u2028", "y": ""}}
    assert canonical(value) == stored(value)
