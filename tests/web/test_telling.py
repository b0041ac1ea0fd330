"""How I am told, what did not arrive, and webhooks, as their pages show them."""

import ipaddress
import re
from dataclasses import replace

import pytest
from sqlalchemy import insert, select

from flows.service.channels.outward import Outward
from flows.service.wishes import wish_of
from flows.service.working import work
from flows.storage.tables import deliveries, notices, posts
from tests.service.channels import postbox, receiving
from tests.web.conftest import Pages, hidden
from tests.web.stories import in_review
from web.desk import EXTENSION

BOT = "https://qyapi.weixin.qq.com/cgi-bin/webhook/send?key=12345678-1234-1234-1234-123456789abc"
HERE = Outward("https://flows.example", private=(ipaddress.ip_network("127.0.0.0/8"),))


def given(pages: Pages, outward: Outward) -> Pages:
    pages.app.extensions[EXTENSION] = replace(pages.app.extensions[EXTENSION], outward=outward)
    return pages


@pytest.fixture
def staffed(pages: Pages) -> Pages:
    """The boss administers the site."""
    with pages.world.office.transaction() as connection:
        connection.execute(insert(posts), {"user_id": 6, "site_id": 1, "role": "administrator"})
    return given(pages, HERE)


def form(browser, path: str, **words: object) -> dict[str, object]:
    return {"key": hidden(browser.get(path).text, "key"), **words}


def test_a_person_chooses_a_service_and_sees_dots_only(pages: Pages) -> None:
    engineer = pages.browser("eng")
    words = form(engineer, "/account/notices", means="address", address=BOT, kinds=["task"], gathered="no")
    assert engineer.post("/account/notices", words).status_code == 303
    page = engineer.get("/account/notices").text
    assert "wecombot://••••9abc" in page
    assert "12345678-1234" not in page
    wish = wish_of(pages.world.office, "eng")
    assert (wish.means, wish.kinds, wish.gathered) == ("address", frozenset({"task"}), False)
    english = engineer.get("/account/notices?lang=en").text
    assert "WeCom group bot" in english
    assert "This office has no mail server" in english


def test_what_cannot_be_kept_is_told_at_its_field(pages: Pages) -> None:
    engineer = pages.browser("eng")
    for words, said in (
        ({"means": "address", "address": "json://127.0.0.1/"}, "看不懂此地址"),
        ({"means": "address", "address": ""}, "请填写地址"),
        ({"means": "mail", "mail": "eng@example.com"}, "没有设置邮件服务器"),
        ({"means": "pigeon"}, "没有这种方式"),
    ):
        answer = engineer.post("/account/notices", form(engineer, "/account/notices", gathered="yes", **words))
        assert answer.status_code == 422
        assert said in answer.text
    assert wish_of(pages.world.office, "eng").means == "web"


def test_a_trial_is_mailed_and_a_link_in_a_message_only_leads(pages: Pages) -> None:
    with postbox() as box:
        outward = replace(HERE, mail=box.server)
        engineer = given(pages, outward).browser("eng")
        words = form(engineer, "/account/notices", means="mail", mail="eng@example.com", kinds=["task"], gathered="yes")
        assert engineer.post("/account/notices", words).status_code == 303
        page = engineer.get("/account/notices").text
        trial = re.search(r'action="/account/notices/trial".*?name="key" value="([^"]+)"', page, re.DOTALL)
        assert engineer.post("/account/notices/trial", {"key": trial.group(1)}).status_code == 303
        number = in_review(pages.world)
        work(pages.world.office, pages.world.now, outward)
        assert len(box.letters) == 2
    before = standing(pages)
    path = f"/cases/{number}?site=north"
    assert pages.anonymous().get(path).status_code in (302, 303), "a stranger is asked to sign in"
    assert engineer.get(path).status_code == 200
    assert standing(pages) == before


def standing(pages: Pages) -> list[object]:
    with pages.world.office.read() as connection:
        return [connection.execute(select(table)).all() for table in (notices, deliveries)]


def test_an_administrator_sees_what_did_not_arrive_and_sends_it_anew(staffed: Pages) -> None:
    pages, office, now = staffed, staffed.world.office, staffed.world.now
    boss = pages.browser("boss")
    with receiving(410, 200) as hook:
        answer = boss.post("/admin/webhooks", form(boss, "/admin/webhooks", name="台账", address=hook.address))
        secret = re.search(r'<code id="secret">([^<]+)</code>', answer.text).group(1)
        assert secret not in boss.get("/admin/webhooks").text, "it is shown once"
        in_review(pages.world)
        work(office, now, HERE)
        page = boss.get("/admin/deliveries").text
        assert "台账" in page
        assert "对方答复 410" in page
        assert "the receiver answers 410" in boss.get("/admin/deliveries?lang=en").text
        key = re.findall(r'name="key" value="([^"]+)"', boss.last)[0]
        assert boss.post("/admin/deliveries/retry", {"key": key, "site": "north"}).status_code == 303
        work(office, now, HERE)
        assert "台账" in boss.get("/admin/deliveries?state=sent").text
        assert "没有这样的消息" in boss.get("/admin/deliveries?lang=zh").text
    end = re.search(
        r'action="(/admin/webhooks/\d+/end)".*?name="key" value="([^"]+)"', boss.get("/admin/webhooks").text, re.DOTALL
    )
    assert boss.post(end.group(1), {"key": end.group(2), "site": "north"}).status_code == 303
    assert "/end" not in boss.get("/admin/webhooks").text


def test_a_webhook_that_leads_inside_is_refused_at_its_field(staffed: Pages) -> None:
    boss = given(staffed, Outward()).browser("boss")
    for address in ("https://127.0.0.1/x", "http://localhost:1/", "ftp://a.example"):
        answer = boss.post("/admin/webhooks", form(boss, "/admin/webhooks", name="台账", address=address))
        assert answer.status_code == 422
        assert 'id="address-problem"' in answer.text


@pytest.mark.parametrize("path", ["/admin/deliveries", "/admin/webhooks"])
def test_others_open_neither_page(staffed: Pages, path: str) -> None:
    assert staffed.browser("eng").get(path).status_code == 403
