"""Services that refuse with status 200 have not taken a message: what they say in their JSON counts."""

import json
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from threading import Barrier
from urllib.parse import parse_qs
from zoneinfo import ZoneInfo

import pytest
from sqlalchemy import select

from flows.definition import Text
from flows.service.channels import addresses
from flows.service.channels.outward import Failed, Outward, Parcel
from flows.service.wishes import Wish, change_wish, send_trial
from flows.service.wording import Item, worded
from flows.service.working import work
from flows.storage.tables import deliveries
from tests.service.channels import Receiver, receiving
from tests.service.errand import errand, world

KEY = "12345678-1234-1234-1234-123456789abc"
WECOM = f"https://qyapi.weixin.qq.com/cgi-bin/webhook/send?key={KEY}"
DINGTALK = "https://oapi.dingtalk.com/robot/send?access_token=" + "0a" * 32
FEISHU = f"https://open.feishu.cn/open-apis/bot/v2/hook/{KEY}"
LARK = f"https://open.larksuite.com/open-apis/bot/v2/hook/{KEY}"
SERVERCHAN = "schan://SCT123456TabcdefghijklMNOP/"
LIMIT = 2048  # bytes that a text of WeCom's group bot may have

TAKEN = (
    (WECOM, {"errcode": 0, "errmsg": "ok"}),
    (DINGTALK, {"errcode": 0, "errmsg": "ok"}),
    (FEISHU, {"StatusCode": 0, "StatusMessage": "success", "code": 0, "data": {}, "msg": "success"}),
    (FEISHU, {"Extra": None, "StatusCode": 0, "StatusMessage": "success"}),
    (LARK, {"StatusCode": 0, "StatusMessage": "success", "code": 0, "data": {}, "msg": "success"}),
    (SERVERCHAN, {"code": 0, "message": "", "data": {"pushid": "1", "readkey": "x", "error": "SUCCESS", "errno": 0}}),
)
REFUSED = (
    (WECOM, {"errcode": 45009, "errmsg": "api freq out of limit"}, "45009: api freq out of limit"),
    (WECOM, {"errcode": 40058, "errmsg": "text.content exceed max length 2048"}, "40058: text.content exceed max"),
    (DINGTALK, {"errcode": 310000, "errmsg": "keywords not in content"}, "310000: keywords not in content"),
    (DINGTALK, {"errcode": 130101, "errmsg": "send too fast, exceed 20 times per minute"}, "130101: send too fast"),
    (FEISHU, {"code": 19024, "msg": "Key Words Not Found", "data": {}}, "19024: Key Words Not Found"),
    (FEISHU, {"code": 11232, "msg": "frequency limited psm[lark.oapi]", "data": {}}, "11232: frequency limited"),
    (LARK, {"code": 19001, "msg": "param invalid: incoming webhook access token invalid"}, "19001: param invalid"),
    (SERVERCHAN, {"code": 40001, "message": "[AUTH]超过当天的发送次数限制", "info": "超过"}, "40001: .AUTH.超过当天"),
    (SERVERCHAN, {"errno": 1024, "errmsg": "bad pushtoken"}, "1024: bad pushtoken"),
)


@pytest.fixture
def served(monkeypatch: pytest.MonkeyPatch) -> Iterator[Receiver]:
    """The five, at a server of ours."""
    with receiving() as service:
        for address in (WECOM, DINGTALK, FEISHU, LARK, SERVERCHAN):
            plugin = type(addresses._plugin(address))
            monkeypatch.setattr(plugin, "notify_url", f"{service.address}?to=")
        yield service


def send(address: str, subject: str = "2 条通知", body: str = "一\n\n二") -> None:
    addresses.send(Parcel("k" * 32, "address", address, {"subject": subject, "body": body}))


def said(service: Receiver) -> list[str]:
    """The words of each message as the service reads them."""
    found = []
    for _, _, body in service.got:
        if body.startswith(b"{"):
            told = json.loads(body)
            found.append(told["content"]["text"] if "content" in told else told["text"]["content"])
        else:
            form = parse_qs(body.decode())
            found.append(f"{form['title'][0]}\n{form['desp'][0]}")
    return found


@pytest.mark.parametrize(("address", "answer"), TAKEN)
def test_a_message_is_delivered_where_the_service_says_that_it_took_it(
    served: Receiver, address: str, answer: object
) -> None:
    served.says = json.dumps(answer).encode()
    send(address)
    assert [words.replace("\r", "") for words in said(served)] == ["2 条通知\n一\n\n二"]


@pytest.mark.parametrize(("address", "answer", "words"), REFUSED)
def test_what_a_service_refuses_with_status_200_is_not_delivered_and_its_words_are_told(
    served: Receiver, address: str, answer: object, words: str
) -> None:
    served.says = json.dumps(answer, ensure_ascii=False).encode()
    with pytest.raises(Failed, match=words) as refused:
        send(address)
    assert "对方拒收" in refused.value.message.zh
    assert not refused.value.final, "a limit passes, and a corrected address is used for what waits"


def test_a_refused_message_waits_with_the_services_words_and_comes_later(
    served: Receiver, database_url: str, tmp_path: Path
) -> None:
    place, outward = world(database_url, tmp_path, errand()), Outward()
    change_wish(place.office, "eng", Wish("address"), WECOM, outward, place.now)
    send_trial(place.office, "eng", place.now)
    served.says = b'{"errcode": 45009, "errmsg": "api freq out of limit"}'
    work(place.office, place.now, outward)
    with place.office.read() as connection:
        row = connection.execute(select(deliveries)).one()
    said = "对方拒收（45009: api freq out of limit）\nthe service refuses it (45009: api freq out of limit)"
    assert (row.state, row.fault) == ("waiting", said)
    served.says = b'{"errcode": 0, "errmsg": "ok"}'
    work(place.office, row.next_at, outward)
    with place.office.read() as connection:
        assert connection.execute(select(deliveries.c.state)).scalar_one() == "sent"


def test_what_a_service_says_beside_another_status_is_told_too(served: Receiver) -> None:
    served.answers = [400]
    served.says = '{"message":"[AUTH]错误的Key","code":40001,"info":"错误的Key","args":[null],"scode":461}'.encode()
    with pytest.raises(Failed, match=r"40001: \[AUTH\]错误的Key"):
        send(SERVERCHAN)


@pytest.mark.parametrize("answer", [b"<html>sign in to the network</html>", b"[]", b"{}", b""])
def test_an_answer_that_is_not_the_services_is_no_delivery(served: Receiver, answer: bytes) -> None:
    served.says = answer
    with pytest.raises(Failed, match=r"is not understood \(200\)"):
        send(WECOM)


def test_words_of_a_service_tell_nothing_of_the_address_and_stay_on_one_line(served: Receiver) -> None:
    served.says = json.dumps({"errcode": 93000, "errmsg": f"invalid webhook url\nkey={KEY} " + "x" * 900}).encode()
    with pytest.raises(Failed) as refused:
        send(WECOM)
    for told in (refused.value.message.zh, refused.value.message.en):
        assert "invalid webhook url key=••••" in told
        assert not any(part in told for part in (KEY, KEY[:12], "\n"))
        assert len(told) < 300


def test_each_of_many_that_send_at_once_hears_its_own_answer(served: Receiver, monkeypatch: pytest.MonkeyPatch) -> None:
    barrier = Barrier(2)
    with receiving() as fine:
        fine.says = b'{"errcode": 0, "errmsg": "ok"}'
        served.says = b'{"code": 19024, "msg": "Key Words Not Found"}'
        monkeypatch.setattr(type(addresses._plugin(WECOM)), "notify_url", fine.address)

        def go(address: str) -> list[bool]:
            return [taken(address, barrier) for _ in range(20)]

        with ThreadPoolExecutor(2) as pool:
            assert list(pool.map(go, (WECOM, FEISHU))) == [[True] * 20, [False] * 20]


def taken(address: str, barrier: Barrier) -> bool:
    barrier.wait(10)
    try:
        send(address)
    except Failed:
        return False
    return True


def digest(lines: int, why: str) -> dict[str, str]:
    words = f"待办：二次装修及验收 RN-2026-0001，工程部主管审核。理由：{why}"
    zone, now = ZoneInfo("Asia/Shanghai"), datetime(2026, 3, 2, tzinfo=UTC)
    item = Item(Text(words, "x"), now, zone, "north", "RN-2026-0001", False)
    return worded([item] * lines, "zh", "https://flows.example.com")


def test_a_digest_goes_to_wecom_in_parts_of_as_many_bytes_as_it_takes_and_at_once(served: Receiver) -> None:
    served.says = b'{"errcode": 0, "errmsg": "ok"}'
    for why in ("", "图纸", "图纸不全，请补充给排水和电气部分的施工图后再报"):
        told = digest(20, why)
        served.got.clear()
        with at_most(seconds=4):
            send(WECOM, told["subject"], told["body"])
        parts = said(served)
        assert len(parts) > 1
        assert max(len(part.encode()) for part in parts) <= LIMIT
        assert "".join("".join(parts).split()) == "".join(f"{told['subject']}{told['body']}".split())
        assert all(part.startswith("03-02") for part in parts[1:]), "cut between two notices"


@contextmanager
def at_most(seconds: float) -> Iterator[None]:
    """The round waits ten seconds for a channel; more than one part must fit in."""
    begun = datetime.now(UTC)
    yield
    assert (datetime.now(UTC) - begun).total_seconds() < seconds


@pytest.mark.parametrize("address", [DINGTALK, FEISHU, LARK])
def test_a_long_digest_fits_into_the_20_000_bytes_of_a_request(served: Receiver, address: str) -> None:
    served.says = b'{"errcode": 0, "code": 0}'
    send(address, "通知", "一二三四五六七八九十" * 900)
    assert len(served.got) > 1
    assert max(len(body) for _, _, body in served.got) <= 20_000


def test_a_line_too_long_for_one_part_is_cut_between_letters(served: Receiver) -> None:
    served.says = b'{"errcode": 0, "errmsg": "ok"}'
    send(WECOM, "通知", "字" * 1500)
    parts = said(served)
    assert max(len(part.encode()) for part in parts) <= LIMIT
    assert "".join(parts) == "通知" + "字" * 1500


def test_after_a_refused_part_no_further_one_is_sent(served: Receiver) -> None:
    served.says = b'{"errcode": 45009, "errmsg": "api freq out of limit"}'
    with pytest.raises(Failed):
        send(WECOM, "通知", "字" * 1500)
    assert len(served.got) == 1
