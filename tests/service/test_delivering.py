"""Messages leave the house at least once, gathered, at the right hours; what fails holds up nobody and is seen."""

import hashlib
import hmac
import ipaddress
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from email import message_from_string
from email.header import decode_header, make_header
from pathlib import Path
from threading import Barrier, Thread
from time import monotonic
from typing import Any

import pytest
from sqlalchemy import insert, select, update

from flows.definition import Text
from flows.service import delivering, webhooks
from flows.service.channels import addresses, handing
from flows.service.channels.outward import Outward, Parcel
from flows.service.delivering import back_off, deliver, take
from flows.service.errors import Forbidden, Invalid, NotFound
from flows.service.noticing import News, mark_read, tell_people
from flows.service.papers import attach
from flows.service.posting import post
from flows.service.undelivered import list_deliveries, send_all_anew, send_anew
from flows.service.webhooks import add_webhook, end_webhook
from flows.service.wishes import Wish, change_wish, send_trial, wish_of
from flows.service.working import backlog, work
from flows.storage import tables as t
from tests.service.channels import HANG, postbox, receiving
from tests.service.errand import NOW, World, errand, world

LOOPBACK = (ipaddress.ip_network("127.0.0.0/8"),)
HERE = Outward(base_url="https://flows.example", private=LOOPBACK)
PDF = b"%PDF-1.4 a paper for tests"


@pytest.fixture
def place(database_url: str, tmp_path: Path) -> World:
    made = world(database_url, tmp_path, errand())
    with made.office.transaction() as connection:
        connection.execute(insert(t.posts), {"user_id": 6, "site_id": 1, "role": "administrator"})  # the boss
    return made


def tell(place: World, login: str, number: str, words: str, *, urgent: bool = False, kind: str = "deadline") -> None:
    with place.office.transaction() as connection:
        case = connection.execute(select(t.cases.c.id).where(t.cases.c.number == number)).scalar_one()
        source = f"test:{login}:{words}"
        news = News(1, case, source, kind, Text(words, words), place.now, urgent)
        tell_people(connection, [(news, [login])])


def by_mail(place: World, login: str, outward: Outward, **more: Any) -> None:
    change_wish(place.office, login, replace(Wish("mail"), **more), f"{login}@example.com", outward, place.now)


def rows(place: World) -> list[Any]:
    with place.office.read() as connection:
        return list(connection.execute(select(t.deliveries).order_by(t.deliveries.c.id)).all())


def bodies(letters: list[str]) -> list[str]:
    return [message_from_string(letter).get_payload(decode=True).decode() for letter in letters]


def subjects(letters: list[str]) -> list[str]:
    return [str(make_header(decode_header(message_from_string(letter)["Subject"]))) for letter in letters]


def test_who_asked_for_nothing_is_told_in_the_web_alone(place: World) -> None:
    tell(place, "eng", place.start(price="1.00"), "一")
    work(place.office, place.now, HERE)
    assert rows(place) == []
    assert backlog(place.office, place.now).notices == 0


def test_notices_are_gathered_into_one_message_an_interval_with_links_that_only_lead(place: World) -> None:
    number = place.start(price="1.00")
    with postbox() as box:
        outward = replace(HERE, mail=box.server)
        by_mail(place, "eng", outward)
        tell(place, "eng", number, "一")
        tell(place, "eng", number, "二")
        work(place.office, place.now, outward)
        tell(place, "eng", number, "三")
        place.later(minutes=29)
        work(place.office, place.now, outward)
        assert len(box.letters) == 1, "the rest of the interval is awaited"
        tell(place, "eng", number, "四")
        place.later(minutes=1)
        work(place.office, place.now, outward)
    assert subjects(box.letters) == ["2 条通知：一", "2 条通知：三"]
    assert f"https://flows.example/cases/{number}?site=north" in bodies(box.letters)[0]
    assert [row.state for row in rows(place)] == ["sent", "sent"]
    assert [row.content for row in rows(place)] == [{}, {}], "what was sent is kept nowhere else"
    assert message_from_string(box.letters[0])["Message-ID"] == f"<{rows(place)[0].key}@example.com>"


def test_by_night_only_what_is_urgent_comes_and_the_rest_in_the_morning(place: World) -> None:
    number = place.start(price="1.00")
    with postbox() as box:
        outward = replace(HERE, mail=box.server)
        by_mail(place, "eng", outward)
        place.later(hours=14)  # eleven at night
        tell(place, "eng", number, "不急")
        tell(place, "eng", number, "失火", urgent=True)
        work(place.office, place.now, outward)
        assert subjects(box.letters) == ["紧急：失火"]
        place.later(hours=8, minutes=59)
        work(place.office, place.now, outward)
        assert len(box.letters) == 1
        place.later(minutes=1)
        work(place.office, place.now, outward)
    assert subjects(box.letters)[1:] == ["不急"]


def test_only_the_kinds_asked_for_come_and_nothing_read_already_but_urgent_always(place: World) -> None:
    number = place.start(price="1.00")
    with postbox() as box:
        outward = replace(HERE, mail=box.server)
        by_mail(place, "eng", outward, kinds=frozenset({"task"}), gathered=False)
        tell(place, "eng", number, "读过", kind="task")
        mark_read(place.office, "eng", place.now)
        tell(place, "eng", number, "时限")
        tell(place, "eng", number, "待办一", kind="task")
        tell(place, "eng", number, "待办二", kind="task")
        tell(place, "eng", number, "急", urgent=True)
        work(place.office, place.now, outward)
    assert sorted(subjects(box.letters)) == sorted(["待办一", "待办二", "紧急：急"]), "one by one, as asked"


def test_a_channel_that_fails_thrice_is_tried_again_later_each_time_under_one_key(place: World) -> None:
    with receiving(503, 503, 503, 200) as hook:
        add_webhook(place.office, "boss", "north", "台账", hook.address, HERE, place.now)
        place.start(price="1.00")
        waits = []
        for _ in range(4):
            work(place.office, place.now, HERE)
            (row,) = rows(place)
            waits.append((row.next_at - place.now).total_seconds())
            work(place.office, place.now, HERE)
            place.now = max(row.next_at, place.now)
        assert len(hook.got) == 4
        assert len(set(hook.keys())) == 1
    assert row.state == "sent"
    assert 60 <= waits[0] < 67 <= 120 <= waits[1] < 134 <= 240 <= waits[2] < 265


def test_after_so_many_attempts_it_is_dead_until_somebody_sends_it_anew(place: World) -> None:
    with place.office.transaction() as connection:
        setting = {"site_id": 1, "procedure": "office", "code": "retry_attempts", "value": 2, "changed_by": 1}
        connection.execute(insert(t.settings), {**setting, "changed_at": place.now})
    with receiving(500, 500, 200) as hook:
        add_webhook(place.office, "boss", "north", "台账", hook.address, HERE, place.now)
        place.start(price="1.00")
        work(place.office, place.now, HERE)
        assert backlog(place.office, place.now).failing == 1
        place.later(minutes=2)
        work(place.office, place.now, HERE)
        (dead,) = list_deliveries(place.office, "boss", "north", "dead", place.now).items
        assert (dead.to, dead.attempts, dead.fault.en) == ("台账", 2, "the receiver answers 500")
        place.later(days=1)
        work(place.office, place.now, HERE)
        assert len(hook.got) == 2
        waits = backlog(place.office, place.now)
        assert (waits.dead, waits.messages) == (1, 0)
        with pytest.raises(Forbidden):
            send_anew(place.office, "eng", "north", place.now, dead.id)
        with pytest.raises(NotFound):
            send_anew(place.office, "boss", "north", place.now, dead.id + 1)
        assert send_anew(place.office, "boss", "north", place.now, dead.id) == 1
        work(place.office, place.now, HERE)
    assert rows(place)[0].state == "sent"
    assert send_all_anew(place.office, place.now) == 0


def test_a_channel_that_hangs_holds_up_neither_the_others_nor_the_round(
    place: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(delivering, "HANGING", delivering.Hanging())
    with receiving(0) as silent, receiving() as fine:
        add_webhook(place.office, "boss", "north", "静", silent.address, HERE, place.now)
        add_webhook(place.office, "boss", "north", "动", fine.address, HERE, place.now)
        with place.office.transaction() as connection:  # many for the one that hangs, and before all others
            connection.execute(update(t.webhooks).values(shown="http://same/"))
        for _ in range(3):
            place.start(price="1.00")
        post(place.office, place.now, HERE)
        work_without_sending(place)
        with place.office.transaction() as connection:
            mute = t.deliveries.c.target == "1"
            connection.execute(update(t.deliveries).where(mute).values(place="mute"))
        deliver(place.office, place.now, HERE, patience=0.5)
        assert len(fine.got) == 3
        states = {row.place: (row.state, row.fault) for row in rows(place)}
    assert states == {"same": ("sent", None), "mute": ("waiting", "限时内没有答复\nno answer in time")}


def work_without_sending(place: World) -> None:
    from flows.service.outgoing import send_out

    send_out(place.office, place.now)


def test_one_place_takes_no_more_than_its_share_of_a_round(place: World) -> None:
    with place.office.transaction() as connection:
        for number in range(12):
            row = {"key": f"{number:032x}", "site_id": 1, "means": "office", "target": "x", "source": str(number)}
            row |= {"place": "slow" if number < 10 else f"fast{number}", "content": {}, "state": "waiting"}
            connection.execute(insert(t.deliveries), {**row, "attempts": 0, "at": place.now, "next_at": place.now})
    taken = take(place.office, place.now)
    assert sorted(one.row.place for one in taken) == ["fast10", "fast11", *["slow"] * delivering.PER_PLACE]


class Killed(BaseException):
    """What ends a process ends what it was about to write."""


def test_a_sender_killed_between_sending_and_marking_has_it_delivered_again_under_the_same_key(
    place: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    with receiving() as hook:
        add_webhook(place.office, "boss", "north", "台账", hook.address, HERE, place.now)
        place.start(price="1.00")

        def dying(*_: Any) -> None:
            raise Killed

        monkeypatch.setattr(delivering, "_mark", dying)
        with pytest.raises(Killed):
            work(place.office, place.now, HERE)
        monkeypatch.undo()
        assert (len(hook.got), rows(place)[0].state) == (1, "waiting")
        work(place.office, place.now, HERE)
        assert len(hook.got) == 1, "its lease still runs"
        place.now += delivering.LEASE
        work(place.office, place.now, HERE)
        assert len(hook.got) == 2
        assert len(set(hook.keys())) == 1
    assert rows(place)[0].state == "sent"


def test_whoever_was_passed_by_marks_no_failure_over_the_one_who_took_over(place: World) -> None:
    with receiving() as hook:
        add_webhook(place.office, "boss", "north", "台账", hook.address, HERE, place.now)
        place.start(price="1.00")
        work_without_sending(place)
        (slow,) = take(place.office, place.now)
        place.now += delivering.LEASE
        (quick,) = take(place.office, place.now)
        delivering._mark(place.office, slow, delivering.Failed("迟", "late", final=True), place.now)
        assert rows(place)[0].state == "waiting"
        delivering._mark(place.office, quick, None, place.now)
    assert rows(place)[0].state == "sent"


def test_a_sender_that_dies_of_a_message_each_time_stops_at_the_limit(place: World) -> None:
    with receiving() as hook:
        add_webhook(place.office, "boss", "north", "台账", hook.address, HERE, place.now)
        place.start(price="1.00")
        work_without_sending(place)
        for _ in range(10):
            assert len(take(place.office, place.now)) == 1
            place.now += delivering.LEASE
        assert take(place.office, place.now) == []
    assert (rows(place)[0].state, hook.got) == ("dead", [])


def test_webhooks_tell_events_signed_and_nothing_personal(place: World) -> None:
    with receiving() as hook:
        made = add_webhook(place.office, "boss", "north", "台账", hook.address, HERE, place.now)
        number = place.start(price="10.00")
        attach(place.office, "desk", number, "paper", "申请.pdf", PDF, place.now)
        place.act("desk", number, "submit", price="10.00", phone="13800000000")
        place.act("eng", number, "return", reason="甲示例没带证件")
        work(place.office, place.now, HERE)
        _, headers, body = hook.got[-1]
    assert headers["Content-Type"].startswith("application/cloudevents+json")
    parts = dict(part.split("=", 1) for part in headers["Flows-Signature"].split(","))
    assert parts["k"] == made.webhook.key_id
    signed = hmac.new(made.secret.encode(), f"{parts['t']}.".encode() + body, hashlib.sha256).hexdigest()
    assert parts["v1"] == signed
    events = {event["data"]["event"]: event for event in hook.events()}
    told = events["submit"]
    assert (told["specversion"], told["type"], told["subject"]) == ("1.0", "flows.case.submit", number)
    assert (told["source"], told["id"]) == ("https://flows.example/sites/north", f"north/{number}/3")
    assert told["data"]["values"] == {"price": "10.00"}
    assert (told["data"]["source"], told["data"]["target"], told["data"]["role"]) == ("draft", "review", "front_desk")
    everything = b"".join(body for _, _, body in hook.got).decode()
    for personal in ("13800000000", "示例", "desk", "没带证件", "1-101", "申请"):
        assert personal not in everything.replace("front_desk", "")


def test_secrets_are_sealed_in_the_database_and_shown_with_dots(place: World) -> None:
    with receiving() as hook:
        made = add_webhook(place.office, "boss", "north", "台账", hook.address + "?token=abc", HERE, place.now)
    bot = "https://qyapi.weixin.qq.com/cgi-bin/webhook/send?key=12345678-1234-1234-1234-123456789abc"
    change_wish(place.office, "eng", Wish("address"), bot, HERE, place.now)
    with place.office.read() as connection:
        kept = [
            *connection.execute(select(t.webhooks.c.address, t.webhooks.c.secret, t.webhooks.c.shown)).one(),
            *connection.execute(select(t.wishes.c.address, t.wishes.c.shown)).one(),
        ]
    assert not any(secret in one for one in kept for secret in ("token=abc", made.secret, "12345678-1234", "/hook"))
    assert wish_of(place.office, "eng").shown == "wecombot://••••9abc"
    change_wish(place.office, "eng", replace(Wish("address"), gathered=False), "", HERE, place.now)
    assert wish_of(place.office, "eng").shown == "wecombot://••••9abc", "not given anew, it stays"
    with pytest.raises(Invalid):
        change_wish(place.office, "eng", Wish("mail"), "", replace(HERE, mail="smtp://x?from=a@b.example"), place.now)


def test_an_address_longer_than_mail_allows_is_refused_and_the_longest_stops_nobodys_messages(place: World) -> None:
    number = place.start(price="1.00")
    domain = ".".join(["a" * 60] * 4)
    longest, more = f"{'e' * 10}@{domain}", f"{'e' * 11}@{domain}"
    assert len(longest) == 254
    with postbox() as box:
        outward = replace(HERE, mail=box.server)
        with pytest.raises(Invalid) as refused:
            change_wish(place.office, "desk", Wish("mail"), more, outward, place.now)
        assert [told.message.zh for told in refused.value.errors] == ["最多 254 个字符"]
        change_wish(place.office, "desk", Wish("mail"), longest, outward, place.now)
        by_mail(place, "eng", outward)
        tell(place, "desk", number, "一")
        tell(place, "eng", number, "二")
        work(place.office, place.now, outward)
        send_trial(place.office, "desk", place.now)
        work(place.office, place.now, outward)
        assert sorted(message_from_string(letter)["To"] for letter in box.letters) == [
            longest,
            longest,
            "eng@example.com",
        ]
    assert {len(row.place) for row in rows(place)} == {120, len("example.com")}


def test_a_webhook_of_a_long_host_is_kept_and_queued(place: World, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(webhooks, "reached", lambda *_: "192.0.2.1")
    host = ".".join(["a" * 60] * 4)
    add_webhook(place.office, "boss", "north", "台账", f"https://{host}/hook", HERE, place.now)
    place.start(price="1.00")
    work_without_sending(place)
    assert [len(row.place) for row in rows(place)] == [120]


def test_a_service_is_reached_through_apprise(place: World, monkeypatch: pytest.MonkeyPatch) -> None:
    """Through the one that speaks plain JSON, so that nobody's server but ours is asked."""
    monkeypatch.setattr(addresses, "SERVICES", {**addresses.SERVICES, "json": Text("测试", "Test")})
    with receiving(500, 200) as service:
        change_wish(place.office, "eng", Wish("address"), f"json://127.0.0.1:{service.port}/", HERE, place.now)
        send_trial(place.office, "eng", place.now)
        work(place.office, place.now, HERE)
        (row,) = rows(place)
        assert (row.state, row.fault.splitlines()[1]) == ("waiting", "the service did not take it")
        place.now = row.next_at
        work(place.office, place.now, HERE)
        assert f"#{row.key[:8]}" in service.events()[1]["message"]
    assert rows(place)[0].state == "sent"


@pytest.mark.parametrize(
    "address", ["json://127.0.0.1:9/", "file:///etc/hosts", "mailto://a:b@example.com", "words", ""]
)
def test_a_person_names_no_service_that_could_call_any_machine(place: World, address: str) -> None:
    with pytest.raises(Invalid):
        change_wish(place.office, "eng", Wish("address"), address, HERE, place.now)


def test_what_is_urgent_is_told_to_the_office_once_however_many_people_hear_it(place: World) -> None:
    number = place.start(price="1.00")
    with receiving() as channel:
        outward = replace(HERE, notify=(f"json://127.0.0.1:{channel.port}/",))
        with place.office.transaction() as connection:
            case = connection.execute(select(t.cases.c.id)).scalar_one()
            news = News(1, case, "rung:1:overdue", "deadline", Text("监火已逾期", "overdue"), place.now, True)
            tell_people(connection, [(news, ["eng", "boss"])])
        tell(place, "eng", number, "不急")
        work(place.office, place.now, outward)
        assert [event["title"] for event in channel.events()] == ["紧急：监火已逾期"]


def test_what_nobody_wants_any_more_is_dropped(place: World) -> None:
    with receiving() as hook:
        made = add_webhook(place.office, "boss", "north", "台账", hook.address, HERE, place.now)
        place.start(price="1.00")
        work_without_sending(place)
        end_webhook(place.office, "boss", "north", made.webhook.id, place.now)
        work(place.office, place.now, HERE)
        assert hook.got == []
    assert [(row.state, row.content) for row in rows(place)] == [("dropped", {})]


def test_a_mailbox_that_refuses_for_now_is_tried_again(place: World) -> None:
    with postbox(refuses=1) as box:
        outward = replace(HERE, mail=box.server)
        by_mail(place, "eng", outward)
        send_trial(place.office, "eng", place.now)
        work(place.office, place.now, outward)
        assert rows(place)[0].fault.endswith("the recipient is refused (450)")
        place.later(minutes=2)
        work(place.office, place.now, outward)
        assert subjects(box.letters) == ["试发：您能收到 flows 的消息。"]


@pytest.mark.parametrize("goodbye", ["421 closing", "250 fine", "500 what?", "nonsense", ""])
def test_a_letter_that_was_taken_is_delivered_whatever_the_server_says_to_goodbye(goodbye: str) -> None:
    with postbox(goodbye=goodbye) as box:
        parcel = Parcel("k", "mail", "eng@example.com", {"subject": "一", "body": "二"})
        begun = monotonic()
        handing.hand_over(parcel, replace(HERE, mail=box.server), NOW)
        assert monotonic() - begun < HANG, "of a server that is silent nothing is awaited any more"
    assert subjects(box.letters) == ["一"]


def test_a_library_that_raises_what_it_likes_is_a_failed_attempt(monkeypatch: pytest.MonkeyPatch) -> None:
    def broken(_: Parcel) -> None:
        raise RuntimeError("https://secret.example/token")

    monkeypatch.setattr(addresses, "send", broken)
    with pytest.raises(delivering.Failed, match=r"sending broke \(RuntimeError\)"):
        handing.hand_over(Parcel("k", "office", "x", {}), HERE, None)


def test_waits_double_up_to_a_limit() -> None:
    minutes = [back_off("00" * 16, attempt, 1).total_seconds() / 60 for attempt in (1, 2, 3, 9, 10, 30, 90)]
    assert minutes == [1, 2, 4, 256, 360, 360, 360]
    assert back_off("ff" * 16, 1, 1).total_seconds() == pytest.approx(65.98, abs=0.01)


def test_who_changes_how_they_are_told_twice_at_once_has_one_of_both(place: World) -> None:
    with postbox() as box, ThreadPoolExecutor(4) as pool:
        outward, barrier = replace(HERE, mail=box.server), Barrier(4)

        def change(n: int) -> None:
            barrier.wait(10)
            change_wish(place.office, "eng", Wish("mail"), f"{n}@example.com", outward, place.now)

        for _ in range(5):
            list(pool.map(change, range(4)))
    with place.office.read() as connection:
        kept = connection.execute(select(t.wishes)).one()
    assert kept.shown in {f"{n}••••@example.com" for n in range(4)}
    change_wish(place.office, "eng", Wish("web"), "", HERE, place.now)
    with place.office.read() as connection:
        kept = connection.execute(select(t.wishes)).one()
    assert (kept.means, kept.address, kept.shown) == ("web", None, None), "no address is kept that nobody wants"


def test_workers_side_by_side_make_one_message_and_send_it_once(place: World) -> None:
    number = place.start(price="1.00")
    with postbox() as box, receiving() as hook:
        outward = replace(HERE, mail=box.server)
        by_mail(place, "eng", outward)
        add_webhook(place.office, "boss", "north", "台账", hook.address, HERE, place.now)
        for words in "一二三四五":
            tell(place, "eng", number, words)
        barrier = Barrier(4)

        def go() -> None:
            barrier.wait()
            for _ in range(3):
                work(place.office, place.now, outward)

        threads = [Thread(target=go) for _ in range(4)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        assert subjects(box.letters) == ["5 条通知：一"]
        assert len(hook.got) == 1
    assert {row.state for row in rows(place)} == {"sent"}
