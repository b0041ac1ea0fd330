"""Bringing papers to a case and taking them home."""

from io import BytesIO

import pytest
from werkzeug.datastructures import FileStorage
from werkzeug.test import TestResponse, encode_multipart

from flows.service.case_view import case_view
from flows.service.papers import LARGEST, attach
from flows.service.starting import Opening, start
from flows.storage.papers.folder import Folder
from flows.storage.papers.sealed import Sealed
from flows.storage.papers.store import NotReached
from tests.web.conftest import Browser, Pages, carried, hidden
from tests.web.staffed import staff
from tests.web.stories import PDF

JPEG = b"\xff\xd8\xff\xc0\0\x0b\x08\0\x01\0\x01\x01 a picture for tests"


def upload(browser: Browser, number: str, *files: tuple[bytes, str], kind: str = "paper") -> tuple[int, str]:
    """Encoded in memory: the client's own way leaves a temporary file open behind a large one."""
    browser.get(f"/cases/{number}")
    papers = [FileStorage(BytesIO(content), filename=name) for content, name in files]
    form = {"csrf_token": hidden(browser.last, "csrf_token"), "kind": kind, "file": papers}
    boundary, body = encode_multipart(form)
    headers = {"Content-Type": f"multipart/form-data; boundary={boundary}"}
    answer = browser.client.post(f"/cases/{number}/documents", data=body, headers=headers)
    return answer.status_code, answer.text


def kept(pages: Pages, number: str) -> list[str]:
    return [paper.name for paper in case_view(pages.world.office, "desk", number, pages.world.now).papers]


FORM = {"data.price": "12.50", "data.phone": "13800001234"}


def sends(browser: Browser, number: str, *files: tuple[bytes, str], **typed: str) -> TestResponse:
    """The form of the event's own page, with papers chosen in it."""
    path = f"/cases/{number}/events/submit"
    form = {
        **carried(browser.get(path).text, "submit"),
        **FORM,
        **{f"data.{name}": word for name, word in typed.items()},
    }
    return sent(browser, path, form, *files)


def sent(browser: Browser, path: str, form: dict[str, str], *files: tuple[bytes, str]) -> TestResponse:
    papers = [FileStorage(BytesIO(content), filename=name) for content, name in files]
    boundary, body = encode_multipart({**form, "paper.paper": papers})
    return browser.client.post(path, data=body, headers={"Content-Type": f"multipart/form-data; boundary={boundary}"})


def test_while_a_paper_is_missing_the_form_is_there_with_a_place_for_it(pages: Pages) -> None:
    number = pages.world.start(price="7.00")
    desk = pages.browser("desk")
    assert f'href="/cases/{number}/events/submit">填写并上传材料' in desk.get(f"/cases/{number}").text
    page = desk.get(f"/cases/{number}/events/submit").text
    assert 'value="7.00"' in page
    assert 'name="paper.paper" type="file" multiple' in page
    assert "还差 1 份" in page
    assert 'type="file"' not in pages.browser("eng").get(f"/cases/{number}/events/submit").text


def test_what_is_missing_and_what_is_wrong_are_told_at_once_and_nothing_typed_is_lost(pages: Pages) -> None:
    number = pages.world.start()
    answer = sends(pages.browser("desk"), number, price="a lot", phone="1380")
    assert answer.status_code == 422
    assert answer.text.count("缺少材料：申请书（还差 1 份）") == 2, "above the form and at its place"
    assert 'href="#data.price">价格：格式不对' in answer.text
    assert 'value="1380"' in answer.text
    assert 'name="paper.paper" type="file" multiple' in answer.text


def test_papers_chosen_in_the_form_come_with_it(pages_on_both: Pages) -> None:
    number = pages_on_both.world.start()
    desk = pages_on_both.browser("desk")
    path = f"/cases/{number}/events/submit"
    form = {**carried(desk.get(path).text, "submit"), **FORM}
    for _ in range(2):
        answer = sent(desk, path, form, (PDF, "申请.pdf"), (JPEG, "附页.jpg"))
        assert (answer.status_code, answer.location) == (303, f"/cases/{number}")
    view = case_view(pages_on_both.world.office, "desk", number, pages_on_both.world.now)
    assert view.state.code == "review"
    assert kept(pages_on_both, number) == ["申请.pdf", "附页.jpg"], "sent twice, brought once"


def test_a_paper_stays_when_its_form_comes_back_and_is_not_brought_again(pages: Pages) -> None:
    number = pages.world.start()
    desk = pages.browser("desk")
    answer = sends(desk, number, (PDF, "申请.pdf"), price="a lot")
    assert answer.status_code == 422
    assert "缺少材料" not in answer.text
    assert "已有 1 份" in answer.text
    assert sends(desk, number, (PDF, "申请.pdf")).status_code == 303
    assert kept(pages, number) == ["申请.pdf"]


def test_a_file_that_is_not_taken_is_told_at_its_place_and_nothing_is_done(pages: Pages) -> None:
    number = pages.world.start()
    answer = sends(pages.browser("desk"), number, (b"MZ plainly no paper", "程序.exe"), (PDF, "申请.pdf"))
    assert answer.status_code == 422
    assert 'href="#paper.paper">“程序.exe”没有收下：只收 PDF、JPEG、PNG 文件。' in answer.text
    assert 'id="paper.paper-problem"' in answer.text
    assert 'value="12.50"' in answer.text
    assert kept(pages, number) == ["申请.pdf"]
    assert case_view(pages.world.office, "desk", number, pages.world.now).state.code == "draft"


def test_while_the_store_is_away_what_was_typed_and_brought_stays(
    pages: Pages, monkeypatch: pytest.MonkeyPatch
) -> None:
    number, second = pages.world.start(), pages.world.start()
    desk, keep = pages.browser("desk"), Sealed.keep

    def only_forms(store: Sealed, digest: str, content: bytes) -> None:
        if content != PDF:
            raise NotReached("no route to 192.0.2.1")
        keep(store, digest, content)

    monkeypatch.setattr(Sealed, "keep", only_forms)
    status, text = upload(desk, number, (PDF, "申请.pdf"), (JPEG, "照片.jpg"))
    assert status == 503
    assert "“照片.jpg”没有收下：材料暂时存不进去" in text
    assert "“申请.pdf”已添加" in text
    assert "192.0.2.1" not in text
    assert kept(pages, number) == ["申请.pdf"]
    answer = sends(desk, second, (JPEG, "照片.jpg"))
    assert answer.status_code == 422
    assert 'href="#paper.paper">“照片.jpg”没有收下：材料暂时存不进去' in answer.text
    assert 'value="12.50"' in answer.text
    monkeypatch.undo()
    assert sends(desk, second, (JPEG, "照片.jpg")).status_code == 303


def test_a_paper_that_cannot_be_fetched_just_now_is_a_page_with_a_sentence(
    pages: Pages, monkeypatch: pytest.MonkeyPatch
) -> None:
    number = pages.world.start()
    desk = pages.browser("desk")
    attach(pages.world.office, "desk", number, "paper", "申请.pdf", PDF, pages.world.now)
    paper = case_view(pages.world.office, "desk", number, pages.world.now).papers[0]

    def away(*_: object) -> bytes:
        raise NotReached("no route to 192.0.2.1")

    monkeypatch.setattr(Folder, "read", away)
    answer = desk.get(f"/cases/{number}/documents/{paper.id}")
    assert answer.status_code == 503
    assert "现在办不了" in answer.text
    assert "没有丢失" in answer.text


def test_several_files_are_brought_at_once(pages_on_both: Pages) -> None:
    pages = pages_on_both
    number = pages.world.start()
    desk = pages.browser("desk")
    status, _ = upload(desk, number, (PDF, "申请.pdf"), (JPEG, "C:/photos/照片.jpg"))
    assert status == 303
    assert kept(pages, number) == ["申请.pdf", "照片.jpg"]
    assert "已添加 2 份材料：申请.pdf、照片.jpg。" in desk.get(f"/cases/{number}").text


def test_what_comes_back_is_a_download_that_can_do_nothing(pages: Pages) -> None:
    number = pages.world.start()
    desk = pages.browser("desk")
    attach(pages.world.office, "desk", number, "paper", '申"请.pdf', PDF, pages.world.now)
    paper = case_view(pages.world.office, "desk", number, pages.world.now).papers[0]
    answer = desk.get(f"/cases/{number}/documents/{paper.id}")
    assert answer.data == PDF
    assert answer.mimetype == "application/pdf"
    assert answer.headers["Content-Disposition"] == (
        "attachment; filename=\"___.pdf\"; filename*=UTF-8''%E7%94%B3%22%E8%AF%B7.pdf"
    )
    assert answer.headers["X-Content-Type-Options"] == "nosniff"
    assert answer.headers["Content-Security-Policy"] == "default-src 'none'; sandbox"
    assert "no-store" in answer.headers["Cache-Control"]


def test_a_page_that_calls_itself_a_picture_is_not_taken(pages: Pages) -> None:
    number = pages.world.start()
    status, page = upload(pages.browser("desk"), number, (b"<html><script>", "photo.jpg"))
    assert status == 415
    assert "“photo.jpg”没有收下：只收 PDF、JPEG、PNG 文件" in page
    assert kept(pages, number) == []


def test_a_file_that_is_too_large_is_told_its_limit(pages: Pages) -> None:
    number = pages.world.start()
    status, page = upload(pages.browser("desk"), number, (PDF + b"x" * LARGEST, "large.pdf"))
    assert status == 413
    assert "文件超过 20 MB" in page
    assert kept(pages, number) == []


def test_a_request_beyond_all_measure_is_told_on_a_page(pages: Pages) -> None:
    number = pages.world.start()
    pages.app.config["MAX_CONTENT_LENGTH"] = 1000
    status, page = upload(pages.browser("desk"), number, (PDF + b"x" * 2000, "large.pdf"))
    assert status == 413
    assert "请分几次上传" in page


def test_each_file_is_taken_or_not_by_itself_and_the_page_says_which(pages: Pages) -> None:
    number = pages.world.start()
    files = (PDF, "good.pdf"), (b"", "empty.pdf"), (b"<html>", "page.jpg"), (JPEG, "also good.jpg")
    status, page = upload(pages.browser("desk"), number, *files)
    assert status == 422
    told = (
        "2 份没有收下，已添加 2 份。",
        "“empty.pdf”没有收下：文件是空的。",
        "“page.jpg”没有收下：只收 PDF、JPEG、PNG 文件。",
    )
    assert [words for words in (*told, "“good.pdf”已添加。", "“also good.jpg”已添加。") if words not in page] == []
    assert kept(pages, number) == ["good.pdf", "also good.jpg"]


def test_a_form_names_every_file_that_it_did_not_take(pages: Pages) -> None:
    number = pages.world.start()
    answer = sends(pages.browser("desk"), number, (b"", "empty.pdf"), (b"<html>", "page.jpg"), (PDF, "good.pdf"))
    assert "“empty.pdf”没有收下：文件是空的。 “page.jpg”没有收下：只收 PDF、JPEG、PNG 文件。" in answer.text
    assert kept(pages, number) == ["good.pdf"]


def test_a_telephone_may_take_a_photograph_for_a_paper_that_may_be_one(pages: Pages) -> None:
    number = pages.world.start()
    desk = pages.browser("desk")
    assert 'name="paper.paper" type="file" accept="image/jpeg,image/png" capture="environment"' in (
        desk.get(f"/cases/{number}/events/submit").text
    )
    page = desk.get(f"/cases/{number}").text
    assert page.count('name="file" type="file"') == 2
    assert page.count('name="file" type="file" accept="image/jpeg,image/png" capture="environment"') == 1


def test_pictures_and_papers_are_looked_at_where_nothing_of_them_can_run(pages: Pages) -> None:
    number = pages.world.start()
    desk = pages.browser("desk")
    upload(desk, number, (PDF, "申请.pdf"), (JPEG, "照片.jpg"))
    page = desk.get(f"/cases/{number}").text
    first, second = case_view(pages.world.office, "desk", number, pages.world.now).papers
    way = f"/cases/{number}/documents"
    assert f'href="{way}/{first.id}/shown" target="_blank" rel="noopener"' in page
    assert f'<img src="{way}/{second.id}/shown" alt="申请书，照片.jpg" loading="lazy">' in page
    for paper, media in ((first, "application/pdf"), (second, "image/jpeg")):
        answer = desk.get(f"{way}/{paper.id}/shown")
        assert answer.headers["Content-Disposition"].startswith("inline; filename=")
        assert (answer.mimetype, answer.headers["X-Content-Type-Options"]) == (media, "nosniff")
        policy = answer.headers["Content-Security-Policy"]
        assert policy.startswith("default-src 'none'; ")
        assert "script-src" not in policy
        assert ("sandbox" in policy) == (media != "application/pdf"), "browsers show no PDF in a sandbox"
    assert pages.browser("far").get(f"{way}/{first.id}/shown").status_code == 404


@pytest.mark.parametrize(("kind", "words"), [("nonsense", "此流程不收这类材料"), ("", "此流程不收这类材料")])
def test_a_kind_that_the_procedure_does_not_know_is_refused(pages: Pages, kind: str, words: str) -> None:
    number = pages.world.start()
    status, page = upload(pages.browser("desk"), number, (PDF, "a.pdf"), kind=kind)
    assert status == 422
    assert words in page


def test_no_file_at_all_is_told(pages: Pages) -> None:
    number = pages.world.start()
    status, page = upload(pages.browser("desk"), number)
    assert status == 422
    assert "请先选择文件" in page


def test_whoever_cannot_act_at_this_step_brings_nothing(pages: Pages) -> None:
    number = pages.world.start()
    boss = pages.browser("boss")
    assert 'name="file"' not in boss.get(f"/cases/{number}").text
    status, page = upload(boss, number, (PDF, "a.pdf"))
    assert status == 403
    assert "您的岗位在此环节不收材料" in page


def test_another_sites_paper_is_not_there(pages: Pages) -> None:
    number = pages.world.start()
    upload(pages.browser("desk"), number, (PDF, "a.pdf"))
    paper = case_view(pages.world.office, "desk", number, pages.world.now).papers[0]
    assert pages.browser("far").get(f"/cases/{number}/documents/{paper.id}").status_code == 404
    assert pages.browser("desk").get(f"/cases/{number}/documents/{paper.id + 1}").status_code == 404


def test_a_personal_paper_has_no_link_for_who_has_no_part_in_the_procedure(pages: Pages) -> None:
    staff(pages)
    office, now = pages.world.office, pages.world.now
    opening = Opening("desk", "hot_work_permit", "north", unit="1-101", applicant=pages.world.owner)
    number = start(office, opening, now).number
    attach(office, "desk", number, "welder_id_copy", "甲 990000199001010011.pdf", PDF, now)
    attach(office, "desk", number, "signed_permit_copy", "permit.pdf", PDF, now)
    secret, plain = (f"/cases/{number}/documents/{paper.id}" for paper in case_view(office, "desk", number, now).papers)
    page = pages.browser("desk").get(f"/cases/{number}").text
    assert secret in page
    assert "990000199001010011" not in page
    admin = pages.browser("admin")
    page = admin.get(f"/cases/{number}").text
    assert plain in page
    assert secret not in page
    assert "焊工身份证复印件" in page
    assert "只供办理岗位查看" in page
    answer = admin.get(secret)
    assert answer.status_code == 403
    assert "只供办理此流程的岗位查看" in answer.text
    assert admin.get(plain).data == PDF
