"""`flows conform`: foreign logs held against a procedure, each deviation with its clause, and files that are none."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from flows.definition import roles_of
from flows.engine.compiled import Compiled
from flows.interchange.event_log import Unreadable
from flows.interchange.log_files import traces
from flows.procedures import PROCEDURES
from flows.service.conforming import conform
from flows.service.conforming_found import Held

WORKS = Compiled(PROCEDURES["additional_works"], "")
SHANGHAI = ZoneInfo("Asia/Shanghai")
HEAD = "case,activity,time,person,post\n"
BEFORE = [
    "submit,2026-03-02 09:00,desk,front_desk",
    "endorse,2026-03-02 10:00,eve,engineering_supervisor",
]


def held(file: Path, text: str | bytes, columns: Mapping[str, str] | None = None, **options: Any) -> Held:
    file.write_bytes(text if isinstance(text, bytes) else text.encode())
    named = options.pop("named", {})
    return conform(WORKS, traces(file, columns or {}, SHANGHAI), named, **options)


def told(found: Held) -> list[tuple[str, str, str]]:
    return [(one.kind, one.activity, one.clause) for one in found.deviations]


def log(*lines: str) -> str:
    return HEAD + "".join(f"A-1,{line}\n" for line in lines)


@pytest.fixture
def file(tmp_path: Path) -> Path:
    return tmp_path / "log"


def arrow(event: str, source: str) -> str:
    return next(t.clause for t in WORKS.procedure.leaving(source) if t.event.code == event)


def path_of(*events: str) -> list[str]:
    """Lines of a run through the declaration by these events, each in a post that may."""
    state, lines = WORKS.procedure.start.code, []
    for hour, event in enumerate(events, 1):
        way = WORKS.arrows[state, event][0]
        post = roles_of(WORKS.procedure.holder(way, state))[0].code
        lines.append(f"{event},2026-03-02 {hour:02}:00,person{hour},{post}")
        state = WORKS.step(state, way)
    return lines


def whole() -> list[str]:
    """The shortest way to an end that is reached by going on."""
    return path_of("submit", "endorse", "approve")


def test_a_run_of_the_declaration_conforms_in_codes_and_in_either_language(file: Path) -> None:
    assert told(held(file, log(*whole()))) == []
    names = {t.event.code: t.event for t in WORKS.procedure.transitions}
    for lang in ("zh", "en"):
        lines = [",".join([getattr(names[line.split(",")[0]], lang), *line.split(",")[1:]]) for line in whole()]
        assert told(held(file, log(*lines).encode("gb18030"))) == []


def test_a_step_left_out_is_told_with_the_clause_of_that_step(file: Path) -> None:
    submit, _, approve = whole()
    found = held(file, log(submit, approve))
    assert told(found) == [("order", "approve", arrow("endorse", "engineering_review"))]
    assert "without" in found.deviations[0].message.en
    assert found.by_clause == Counter({(arrow("endorse", "engineering_review"), "order"): 1})


def test_who_registered_or_approved_can_not_approve(file: Path) -> None:
    submit, endorse, approve = (line.split(",") for line in whole())
    endorse[2] = submit[2]
    found = held(file, log(*(",".join(line) for line in (submit, endorse, approve))))
    assert told(found) == [("four_eyes", "endorse", arrow("endorse", "engineering_review"))]
    endorse[2], approve[2] = "eve", "eve"
    found = held(file, log(*(",".join(line) for line in (submit, endorse, approve))))
    assert [kind for kind, *_ in told(found)] == ["four_eyes"]


def test_a_post_that_may_not_is_told_and_one_that_nobody_knows_is_counted(file: Path) -> None:
    submit, endorse, approve = whole()
    found = held(file, log(submit, endorse.replace("engineering_supervisor", "财务"), approve))
    assert told(found) == [("post", "endorse", arrow("endorse", "engineering_review"))]
    found = held(file, log(submit, endorse.replace("engineering_supervisor", "站长"), approve))
    assert (told(found), found.unknown_posts) == ([], Counter({"站长": 1}))


def test_a_state_that_is_left_before_all_have_signed(file: Path) -> None:
    renovation = Compiled(PROCEDURES["renovation"], "")
    way = [
        "sign_agreement",
        "record_payment",
        "submit_drawings",
        "submit",
        "approve",
        "start_construction",
        "request_acceptance",
    ]
    signers = ["engineering_supervisor", "safety_supervisor", "cs_supervisor"]

    def signed_by(*posts: str) -> list[tuple[str, str, str]]:
        steps = (
            [(event, "") for event in way] + [("sign_acceptance", post) for post in posts] + [("accept", "front_desk")]
        )
        lines = (f"{event},2026-03-02 {hour:02}:00,p{hour},{post}" for hour, (event, post) in enumerate(steps, 1))
        file.write_text(log(*lines), encoding="utf-8")
        return told(conform(renovation, traces(file, {}, SHANGHAI), {}))

    assert signed_by(*signers) == []
    accepts = renovation.arrows["acceptance_requested", "accept"][0].clause
    assert signed_by(*signers[:2]) == [("signatures", "accept", accepts)]


def test_unknown_activities_are_counted_never_ignored_and_can_be_named(file: Path) -> None:
    lines = [whole()[0].replace("submit", "交表"), *whole()[1:]]
    found = held(file, log(*lines))
    assert found.unknown == Counter({"交表": 1})
    assert [kind for kind, *_ in told(found)] == ["unknown", "order"]
    assert told(held(file, log(*lines), named={"交表": "submit"})) == []


@pytest.mark.parametrize("word", ["", "complete", "COMPLETE", "completed", "完成", "x"])
def test_a_word_of_no_standard_lifecycle_sets_nothing_aside(file: Path, word: str) -> None:
    submit, _, approve = whole()
    lines = "".join(f"A-1,{line},{word}\n" for line in (submit, approve))
    found = held(file, HEAD.replace("\n", ",lifecycle\n") + lines)
    assert ([kind for kind, *_ in told(found)], found.aside) == (["order"], Counter())


def test_what_has_only_begun_moves_nothing_and_what_nobody_knows_is_unknown_in_any_lifecycle(file: Path) -> None:
    lines = [f"{line},complete" for line in whole()]
    begun = [
        whole()[0] + ",start",
        "task:pricing,2026-03-02 01:20,desk,,suspend",
        "交表,2026-03-02 01:30,desk,front_desk,start",
    ]
    found = held(file, HEAD.replace("\n", ",lifecycle\n") + "".join(f"A-1,{line}\n" for line in begun + lines))
    assert (found.aside, found.unknown) == (
        Counter({"submit (start)": 1, "task:pricing (suspend)": 1}),
        Counter({"交表": 1}),
    )
    assert [kind for kind, *_ in told(found)] == ["unknown"]


def test_what_comes_after_the_end_and_what_never_ends(file: Path) -> None:
    withdrawn = (
        path_of("submit")[0],
        "withdraw,2026-03-02 02:00,desk,front_desk",
        "submit,2026-03-02 03:00,desk,front_desk",
    )
    assert [kind for kind, *_ in told(held(file, log(*withdrawn)))] == ["ended"]
    unfinished = held(file, log(whole()[0]))
    assert (told(unfinished), unfinished.unfinished) == ([], 1)
    assert [kind for kind, *_ in told(held(file, log(whole()[0]), finished=True))] == ["unfinished"]


def test_lines_in_another_order_and_columns_with_other_names(file: Path) -> None:
    lines = whole()[::-1]
    found = held(file, log(*lines))
    assert (told(found), found.out_of_order) == ([], 1)
    other = log(*whole()).replace("case,activity", "Vorgang;Schritt").replace(",", ";")
    assert told(held(file, other, {"case": "Vorgang", "activity": "Schritt"})) == []


XES = '<log xes.version="1.0" xmlns="http://www.xes-standard.org/">{}</log>'


def event(name: str, hour: int) -> str:
    at = f'<date key="time:timestamp" value="2026-03-02T0{hour}:00:00Z"/>'
    return f'<event><string key="concept:name" value="{name}"><int key="nested" value="1"/></string>{at}</event>'


def test_xes_of_another_program_is_read(file: Path) -> None:
    steps = "".join(event(name, hour) for hour, name in enumerate(("submit", "endorse", "approve")))
    trace = f'<trace><string key="concept:name" value="A-1"/>{steps}</trace>'
    found = held(file, XES.format(trace * 2))
    assert (found.cases, found.events, told(found)) == (2, 6, [])
    stray = held(file, XES.format(trace + event("endorse", 5)))
    assert [kind for kind, *_ in told(stray)] == ["order"]


BOMB = '<!DOCTYPE log [<!ENTITY a "aaaa"><!ENTITY b "&a;&a;">]>' + XES.format('<string key="k" value="&b;"/>')
OUTSIDE = '<!DOCTYPE log SYSTEM "file:///etc/passwd">' + XES.format("")


@pytest.mark.parametrize(
    ("content", "where", "says"),
    [
        (BOMB, "line 1", "document type"),
        (OUTSIDE, "line 1", "document type"),
        (XES.format("<trace>"), "line 1", "not well-formed"),
        ("<html></html>", "line 1", "the root is html"),
        ("<log>" + "<a>" * 100, "line 1", "too deep"),
        (XES.format("<trace><event><date key='time:timestamp' value='soon'/></event></trace>"), "line 1", "no moment"),
        ("a,b\n1,2\n", "line 1", "no column “case”"),
        (HEAD + "A-1,submit,yesterday,,\n", "line 2", "no moment"),
        (HEAD + "A-1,,2026-03-02,,\n", "line 2", "activity is empty"),
        (HEAD + '"A-1,submit\n', "line 2", "no line with commas"),
        (HEAD + "x" * 200_000 + ",submit,2026-03-02,,\n", "line 2", "no line with commas"),
        (b"\x1f\x8b\x08\x00", "log", "compressed"),
        (b"\xff\xfe\xff", "file", "neither XES nor text"),
    ],
)
def test_a_file_that_is_none_is_refused_with_where_and_why(
    file: Path, content: str | bytes, where: str, says: str
) -> None:
    with pytest.raises(Unreadable) as fault:
        held(file, content)
    assert where in fault.value.where
    assert says in fault.value.message.en
