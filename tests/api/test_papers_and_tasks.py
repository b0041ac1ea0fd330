"""Evidence, and who takes what waits."""

from __future__ import annotations

from datetime import timedelta
from io import BytesIO

import pytest
from sqlalchemy import select

from flows.service import people
from flows.service.demo.papers import png
from flows.service.errors import Forbidden
from flows.service.masking import name_shown
from flows.service.papers import LARGEST
from flows.service.people import PostHeld
from flows.service.readings import OPENED, list_reveals
from flows.service.rights import OPERATOR
from flows.service.tokens import create_token
from flows.storage.papers.folder import Folder
from flows.storage.papers.store import NotReached
from flows.storage.tables import documents
from flows.storage.tables import history as history_table
from tests.api.interface import HOME, Interface
from tests.service.a_site import an_owner

PDF = b"%PDF-1.7 x"
JPEG = b"\xff\xd8\xff\xc0\0\x0b\x08\0\x01\0\x01\x01 x"
PNG = b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR\0\0\0\x01\0\0\0\x01 x"


@pytest.mark.parametrize(
    ("content", "media_type"), [(PDF, "application/pdf"), (JPEG, "image/jpeg"), (PNG, "image/png")]
)
def test_a_paper_is_added_and_comes_back_as_it_was(both: Interface, content: bytes, media_type: str) -> None:
    number = both.start()["number"]
    answer = both.paper("desk", number, content=content)
    assert answer.status_code == 201
    found = answer.json
    assert (found["kind"], found["media_type"], found["size"]) == ("paper", media_type, len(content))
    assert found["label"] == {"zh": "申请书", "en": "Application"}
    assert answer.headers["Location"] == f"{HOME}/cases/{number}/documents/{found['id']}?site=north"
    back = both.get(f"/cases/{number}/documents/{found['id']}")
    assert (back.data, back.mimetype) == (content, media_type)
    assert back.headers["Content-Disposition"].startswith("attachment;")
    assert "filename*=UTF-8''%E7%94%B3%E8%AF%B7%E4%B9%A6.pdf" in back.headers["Content-Disposition"]
    assert "sandbox" in back.headers["Content-Security-Policy"]
    assert both.get(f"/cases/{number}").json["documents"] == [found]


def test_while_the_store_is_away_programs_are_told_to_come_again(
    interface: Interface, monkeypatch: pytest.MonkeyPatch
) -> None:
    number = interface.start()["number"]
    found = interface.paper("desk", number, content=PDF).json["id"]

    def away(*_: object) -> bytes:
        raise NotReached("no route to 192.0.2.1")

    for name in ("keep", "read"):
        monkeypatch.setattr(Folder, name, away)
    for answer in (
        interface.paper("desk", number, content=PNG),
        interface.get(f"/cases/{number}/documents/{found}"),
    ):
        assert (answer.status_code, answer.mimetype) == (503, "application/problem+json")
        assert answer.json["type"].endswith("/out_of_reach")
        assert "192.0.2.1" not in answer.text
    assert [one["id"] for one in interface.get(f"/cases/{number}").json["documents"]] == [found]


def test_a_paper_of_another_case_or_site_is_not_there(interface: Interface) -> None:
    first, second = (interface.start()["number"] for _ in range(2))
    found = interface.paper("desk", first).json["id"]
    assert interface.get(f"/cases/{second}/documents/{found}").status_code == 404
    assert interface.get(f"/cases/{first}/documents/{found}", "far").status_code == 404


def test_a_kind_of_file_that_is_not_taken_is_told(interface: Interface) -> None:
    number = interface.start()["number"]
    assert interface.paper("desk", number, content=b"MZ\x90 a program").status_code == 415
    assert interface.paper("desk", number, content=b"<svg></svg>").status_code == 415


def test_an_upload_that_is_no_form_is_not_taken(interface: Interface) -> None:
    number = interface.start()["number"]
    answer = interface.post(f"/cases/{number}/documents", data=PDF, content_type="application/pdf")
    assert answer.status_code == 415
    assert "multipart/form-data" in answer.json["detail"]


def test_a_file_beyond_the_limit_is_too_large(interface: Interface) -> None:
    number = interface.start()["number"]
    head = b'--b\r\nContent-Disposition: form-data; name="kind"\r\n\r\npaper\r\n'
    head += b'--b\r\nContent-Disposition: form-data; name="file"; filename="a.pdf"\r\n\r\n' + PDF
    for more in (LARGEST, LARGEST + 1024 * 1024):
        whole = head + b"0" * more + b"\r\n--b--\r\n"
        media = "multipart/form-data; boundary=b"
        answer = interface.post(f"/cases/{number}/documents", data=whole, content_type=media)
        assert answer.status_code == 413
        assert answer.json["type"].endswith("/too_large")


def test_what_an_upload_lacks_is_told(interface: Interface) -> None:
    number = interface.start()["number"]
    path = f"/cases/{number}/documents"
    lacking = interface.post(path, data={"other": "x"}, content_type="multipart/form-data")
    assert lacking.status_code == 422
    assert [error["path"] for error in lacking.json["errors"]] == ["file", "kind", "other"]
    assert interface.paper("desk", number, kind="none").json["errors"][0]["path"] == "kind"
    assert interface.paper("desk", number, content=b"").json["errors"][0]["path"] == "file"


def test_a_post_that_brings_no_papers_here_is_forbidden(interface: Interface) -> None:
    assert interface.paper("safe", interface.start()["number"]).status_code == 403


def test_two_files_of_one_name_are_two_papers(interface: Interface) -> None:
    number = interface.start()["number"]
    ids = {interface.paper("desk", number, content=PDF + bytes([n])).json["id"] for n in range(2)}
    assert len(ids) == 2


def test_a_name_leads_nowhere_and_hides_nothing(interface: Interface) -> None:
    number = interface.start()["number"]
    form = {"kind": "paper", "file": (BytesIO(PDF), "../../etc/\u202epasswd.pdf")}
    answer = interface.post(f"/cases/{number}/documents", data=form, content_type="multipart/form-data")
    assert answer.json["name"] == "passwd.pdf"


def test_text_in_the_place_of_the_file_is_no_file(interface: Interface) -> None:
    number = interface.start()["number"]
    form = {"kind": "paper", "file": "%PDF-1.7 x"}
    answer = interface.post(f"/cases/{number}/documents", data=form, content_type="multipart/form-data")
    assert [error["path"] for error in answer.json["errors"]] == ["file"]


def personal(estate: Interface, name: str = "证件.pdf", content: bytes = PDF) -> tuple[str, int]:
    """A hot-work permit with a copy of somebody's ID: its number, and the paper's."""
    case = {
        "procedure": "hot_work_permit",
        "site": "north",
        "unit": "1-0101",
        "applicant": an_owner(estate.world.office),
    }
    number = estate.post("/cases", "front_desk", json=case).json["number"]
    form = {"kind": "welder_id_copy", "file": (BytesIO(content), name)}
    answer = estate.post(f"/cases/{number}/documents", "front_desk", data=form, content_type="multipart/form-data")
    assert answer.status_code == 201
    return number, answer.json["id"]


def test_a_copy_of_an_id_opens_only_for_posts_that_act_in_the_procedure(estate: Interface) -> None:
    now = estate.world.now
    people.add_user(estate.world.office, OPERATOR, "trainer", "示例训", None, now, held=[PostHeld("trainer", "north")])
    number, paper = personal(estate)
    for login in ("front_desk", "engineering_supervisor", "safety_supervisor"):
        assert estate.get(f"/cases/{number}/documents/{paper}", login).status_code == 501, "no PDF that could be marked"
        assert estate.get(f"/cases/{number}", login).json["documents"][0]["opens"] is True
    for login in ("trainer", "administrator", "root.one"):
        answer = estate.get(f"/cases/{number}/documents/{paper}", login)
        assert (answer.status_code, answer.json["type"].rpartition("/")[2]) == (403, "forbidden")
        assert "只供办理此流程的岗位查看" in answer.json["detail"]
        assert "personal particulars" in estate.get(f"/cases/{number}/documents/{paper}?lang=en", login).json["detail"]
        assert estate.get(f"/cases/{number}", login).json["documents"][0]["opens"] is False
        assert estate.get(f"/cases/{number}/documents/{paper + 1}", login).status_code == 404
    assert estate.get(f"/cases/{number}/documents/{paper}", "stranger").status_code == 404


def test_a_substitute_opens_what_the_absent_colleague_would(estate: Interface) -> None:
    office, now = estate.world.office, estate.world.now
    people.add_user(office, OPERATOR, "trainer", "示例训", None, now, held=[PostHeld("trainer", "north")])
    number, paper = personal(estate, content=png(7))
    period = {"since": now.isoformat(), "until": (now + timedelta(days=1)).isoformat()}
    body = {"absent": "safety_supervisor", "substitute": "trainer", "reason": "休假", **period}
    assert estate.get(f"/cases/{number}/documents/{paper}", "trainer").status_code == 403
    assert estate.post("/substitutions", "safety_supervisor", json=body).status_code == 201
    assert estate.get(f"/cases/{number}/documents/{paper}", "trainer").status_code == 200


def test_numbers_of_people_in_the_name_of_a_file_are_kept_masked_only(estate: Interface) -> None:
    number, paper = personal(estate, "张某某 990000199001010011 13800000000.pdf", png(7))
    masked = "张某某 990••••0011 138••••0000.pdf"
    assert estate.get(f"/cases/{number}", "front_desk").json["documents"][0]["name"] == masked
    history = estate.get(f"/cases/{number}/history", "front_desk").json["items"]
    assert [paper["name"] for entry in history for paper in entry["documents"]] == [masked]
    back = estate.get(f"/cases/{number}/documents/{paper}", "front_desk")
    assert "990%E2%80%A2%E2%80%A2%E2%80%A2%E2%80%A20011" in back.headers["Content-Disposition"]
    with estate.world.office.read() as connection:
        kept = [
            connection.execute(select(column)).scalars().all() for column in (documents.c.name, history_table.c.content)
        ]
    assert "990000199001010011" not in str(kept)
    assert "13800000000" not in str(kept)


@pytest.mark.parametrize(
    ("name", "kept"),
    [
        ("99000019900101001X.jpg", "990••••001X.jpg"),
        ("990000 19900101 0011.jpg", "990••••0011.jpg"),
        ("990000900101001.png", "990••••1001.png"),
        ("工人138-0000-0000.pdf", "工人138••••0000.pdf"),
        ("IMG_20261122_153000.jpg", "IMG_20261122_153000.jpg"),
        ("mmexport1700000000000.jpg", "mmexport1700000000000.jpg"),
        ("HW-2026-0001.pdf", "HW-2026-0001.pdf"),
        ("990••••0011.pdf", "990••••0011.pdf"),
    ],
)
def test_only_runs_of_digits_that_may_be_somebodys_number_are_masked(name: str, kept: str) -> None:
    assert name_shown(name) == kept


def test_no_answer_about_a_case_holds_an_id_number_or_a_telephone_in_full(estate: Interface) -> None:
    owner = an_owner(estate.world.office)
    case = {"procedure": "hot_work_permit", "site": "north", "unit": "1-0101", "applicant": owner}
    data = {"welder_id": "990000199001010011", "place": "一层"}
    made = estate.post("/cases", "front_desk", json={**case, "data": data})
    number, said = made.json["number"], [made.text]
    complaint = {"procedure": "complaint", "site": "north", "data": {"contact": "13800000000"}}
    complained = estate.post("/cases", "front_desk", json=complaint)
    assert complained.status_code == 201
    for known in (number, complained.json["number"]):
        for path in (f"/cases/{known}", f"/cases/{known}/history", f"/cases/{known}/events", "/cases", "/tasks"):
            said.append(estate.get(path, "front_desk").text)
    assert "990••••0011" in said[0]
    assert "138••••0000" in complained.text
    assert not any(full in text for text in (*said, complained.text) for full in (data["welder_id"], "13800000000"))


def test_the_worklist_shows_what_the_caller_may_do(both: Interface) -> None:
    number = both.in_review()
    both.start()
    (task,) = both.get("/tasks", "eng").json["items"]
    assert (task["number"], task["state"], task["unit"], task["applicant"]) == (number, "review", "1-101", "甲示例")
    assert task["due_at"] is not None
    assert task["overdue"] is False
    assert task["revision"] == 3
    assert both.get("/tasks", "boss").json["items"] == []
    assert len(both.get("/tasks", "desk").json["items"]) == 1


def test_the_worklist_is_filtered(both: Interface) -> None:
    number = both.in_review()

    def found(query: str) -> list[str]:
        return [task["number"] for task in both.get(f"/tasks?{query}", "both").json["items"]]

    assert found("role=engineering_supervisor") == found("procedure=errand") == found("site=north") == [number]
    assert found("role=safety_supervisor") == found("procedure=other") == found("site=south") == []
    assert found("unit=1-") == found("q=甲示例") == found(f"q={number}&unit=1-101") == [number]
    assert found("unit=2-") == found("q=乙") == []
    assert found("mine=true") == found("overdue=true") == []
    both.world.later(hours=5)
    assert found("overdue=true") == found("overdue=1") == [number]


def test_the_worklist_goes_on_from_page_to_page(interface: Interface) -> None:
    numbers = {interface.start()["number"] for _ in range(53)}
    first = interface.get("/tasks").json
    second = interface.get("/tasks", query_string={"cursor": first["cursor"]}).json
    assert second["cursor"] is None
    assert {task["number"] for task in first["items"] + second["items"]} == numbers
    assert len(first["items"]) == 50


def test_a_task_is_claimed_released_and_assigned(both: Interface) -> None:
    number = both.in_review()
    task = both.get("/tasks", "eng").json["items"][0]["id"]
    claimed = both.post(f"/tasks/{task}/claim", "eng")
    assert claimed.status_code == 200
    assert claimed.json["tasks"][0]["claimed_by"]["login"] == "eng"
    assert claimed.headers["ETag"] == '"4"'
    assert [one["number"] for one in both.get("/tasks?mine=true", "eng").json["items"]] == [number]
    assert both.post(f"/tasks/{task}/release", "eng").json["tasks"][0]["claimed_by"] is None
    assigned = both.post(f"/tasks/{task}/assign", "eng", json={"to": "both"})
    assert assigned.json["tasks"][0]["claimed_by"] == {"login": "both", "name": "示例both"}
    events = [entry["task"] for entry in both.get(f"/cases/{number}/history").json["items"][-3:]]
    assert events == [{"claimed_by": "eng"}, {"claimed_by": None}, {"claimed_by": "both"}]


def test_a_task_that_a_colleague_has_is_a_conflict_with_the_case(both: Interface) -> None:
    number = both.in_review()
    task = both.get("/tasks", "eng").json["items"][0]["id"]
    both.post(f"/tasks/{task}/claim", "eng")
    answer = both.post(f"/tasks/{task}/claim", "both")
    assert answer.status_code == 409
    assert (answer.json["conflict"]["actor"]["login"], answer.json["conflict"]["event"]) == ("eng", "claim_task")
    assert answer.json["case"]["number"] == number


def test_a_task_of_another_post_is_forbidden_and_one_of_another_site_is_not_there(interface: Interface) -> None:
    interface.in_review()
    task = interface.get("/tasks", "eng").json["items"][0]["id"]
    assert interface.post(f"/tasks/{task}/claim", "desk").status_code == 403
    assert interface.post(f"/tasks/{task}/claim", "far").status_code == 404
    assert interface.post("/tasks/999/claim", "eng").status_code == 404


def test_a_task_that_is_done_is_not_there(interface: Interface) -> None:
    number = interface.in_review()
    task = interface.get("/tasks", "eng").json["items"][0]["id"]
    interface.take("eng", number, "endorse", opinion="同意")
    assert interface.post(f"/tasks/{task}/claim", "eng").status_code == 404


def test_a_task_is_assigned_to_a_holder_of_its_post_alone(interface: Interface) -> None:
    interface.in_review()
    task = interface.get("/tasks", "eng").json["items"][0]["id"]
    for to in ("desk", "nobody"):
        answer = interface.post(f"/tasks/{task}/assign", "eng", json={"to": to})
        assert answer.status_code == 422
        assert answer.json["errors"][0]["path"] == "to"


def test_a_personal_paper_comes_marked_and_as_it_was_brought_by_its_own_token_for_a_reason_alone(
    estate: Interface,
) -> None:
    number, paper = personal(estate, content=png(7))
    path = f"/cases/{number}/documents/{paper}"
    marked = estate.get(path, "front_desk")
    assert (marked.status_code, marked.mimetype, marked.data[:5]) == (200, "application/pdf", b"%PDF-")
    asked = {"reason": "监管部门调取"}
    refused = estate.post(f"{path}/original", "front_desk", json=asked)
    assert (refused.status_code, refused.json["type"].rpartition("/")[2]) == (403, "forbidden")
    with pytest.raises(Forbidden):
        create_token(estate.world.office, "front_desk", "front_desk", "自建", estate.world.now, originals=True)
    made = create_token(estate.world.office, OPERATOR, "front_desk", "调取", estate.world.now, originals=True)
    estate.tokens["front_desk"] = made.secret
    for short in ("", " 查 "):
        assert estate.post(f"{path}/original", "front_desk", json={"reason": short}).status_code == 422
    assert estate.post(f"{path}/original", "front_desk").status_code in (400, 415)
    for _ in range(2):
        got = estate.post(f"{path}/original", "front_desk", json=asked)
        assert (got.status_code, got.mimetype, got.data) == (200, "image/png", png(7))
    assert "sandbox" in got.headers["Content-Security-Policy"]
    assert estate.get(path, "front_desk").data != png(7), "the mark stays the usual thing"
    looks = list_reveals(estate.world.office, OPERATOR, "north", estate.world.now).items
    assert [one.reason for one in looks] == ["原件 / original: 监管部门调取"] * 2 + [OPENED], (
        "each time it is written down"
    )
    assert estate.post(f"/cases/{number}/documents/{paper + 1}/original", "front_desk", json=asked).status_code == 404


def test_a_paper_that_is_nobodys_is_written_down_too_when_it_goes_out_as_it_was_brought(interface: Interface) -> None:
    number = interface.start()["number"]
    paper = interface.paper("desk", number, content=PDF).json["id"]
    here = f"/cases/{number}/documents/{paper}"
    assert interface.get(here, "desk").data == PDF
    office, now = interface.world.office, interface.world.now
    assert list_reveals(office, OPERATOR, "north", now).items == (), "no mark, nothing personal"
    for login in ("desk", "chief"):  # who has nothing to do with such cases may read one's papers, too
        interface.tokens[login] = create_token(office, OPERATOR, login, "调取", now, originals=True).secret
        got = interface.post(f"{here}/original", login, json={"reason": "监管部门调取"})
        assert (got.status_code, got.data) == (200, PDF)
    looks = list_reveals(office, OPERATOR, "north", now).items
    assert [look.by.login for look in looks] == ["chief", "desk"]
    assert {look.reason for look in looks} == {"原件 / original: 监管部门调取"}
