"""The history told as sentences: who, what, and how long after it had reached them."""

import re

from flows.service.claiming import assign
from flows.service.pausing import pause, resume
from tests.web.conftest import Pages
from tests.web.stories import in_review, with_paper


def story(pages: Pages, number: str, login: str = "desk", lang: str = "zh") -> str:
    page = pages.browser(login).get(f"/cases/{number}?lang={lang}").text
    found = re.search(r'aria-labelledby="history".*?</section>', page, re.DOTALL)
    assert found
    return " ".join(re.sub(r"<[^>]+>", " ", found.group()).split())


def test_each_step_says_how_long_after_it_had_reached_the_post(pages: Pages) -> None:
    world = pages.world
    number = with_paper(world, price="10.00")
    world.later(minutes=12)
    world.act("desk", number, "submit", price="10.00", phone="13800001234")
    world.later(hours=2, minutes=10)
    world.act("eng", number, "endorse", opinion="同意")
    world.later(minutes=5)
    told = story(pages, number)
    assert "示例desk（前台接待） 新建 ，进入“填写”。" in told
    assert "示例desk（前台接待） 提交 ，新建后 12 分，转到“审核”。" in told
    assert "示例eng（工程部主管） 审核 ，收到后 2 小时 10 分，转到“会签”。" in told
    assert "现在等工程部主管、安全主管办理“会签”，至今 5 分。" in told
    english = story(pages, number, lang="en")
    assert (
        "示例eng (Engineering supervisor) did Endorse , 2 h 10 min after it reached this post; on to “Joint”."
        in english
    )
    assert "Now in “Joint” with Engineering supervisor / Safety supervisor, for 5 min." in english


def test_what_the_clock_was_stopped_for_is_counted_and_named(pages: Pages) -> None:
    world = pages.world
    number = in_review(world)
    world.later(minutes=10)
    pause(world.office, "eng", number, "customer", "客户出差", world.now)
    world.later(hours=1)
    assert "至今 1 小时 10 分，计时已暂停。" in story(pages, number)
    resume(world.office, "eng", number, world.now)
    world.later(minutes=20)
    world.act("eng", number, "endorse", opinion="同意")
    assert "审核 ，收到后 1 小时 30 分（其中暂停计时 1 小时），转到“会签”。" in story(pages, number)


def test_a_clock_that_ran_on_by_itself_is_counted_as_stopped_until_then(pages: Pages) -> None:
    world = pages.world
    number = in_review(world)
    pause(world.office, "eng", number, "customer", "客户出差", world.now)
    world.later(days=5)
    assert "至今 5 天，已满最长暂停，时钟自行走动。" in story(pages, number)
    resume(world.office, "eng", number, world.now)
    world.act("eng", number, "endorse", opinion="同意")
    assert "审核 ，收到后 5 天（其中暂停计时 3 天），转到“会签”。" in story(pages, number)


def test_whoever_was_given_the_task_is_counted_from_then_on(pages: Pages) -> None:
    world = pages.world
    number = in_review(world)
    world.later(hours=3)
    assign(world.office, "boss", number, "eng", world.now)
    world.later(minutes=40)
    told = story(pages, number)
    assert "指派 给 示例eng" in told
    assert "现在等工程部主管（示例eng）办理“审核”，至今 40 分。" in told
    world.act("eng", number, "endorse", opinion="同意")
    assert "审核 ，指派后 40 分，转到“会签”。" in story(pages, number)


def test_what_the_clock_did_is_said_to_be_the_clock_s(pages: Pages) -> None:
    world = pages.world
    number = in_review(world)
    world.act("eng", number, "endorse", opinion="同意")
    for login in ("eng", "safe"):
        world.act(login, number, "sign")
    things = [{"name": "椅子"}]
    world.act("eng", number, "go_on", department="safety_supervisor", things=things)
    world.act("desk", number, "pay", total_paid="20.00", receipt="R-1")
    world.later(hours=25)
    told = story(pages, number)
    assert "时钟自动办理 逾期 ，在此环节停留了 1 天，转到“逾期”。" in told
    assert "从新建到办结共 1 天。" in told


def test_the_whole_entry_stays_within_reach(pages: Pages) -> None:
    world = pages.world
    number = in_review(world)
    told = story(pages, number)
    assert re.search(
        r"第 3 条记录，登记了 2 项 操作 提交 → 审核 经办 示例desk（前台接待） 条款 手册未规定 指纹 [0-9a-f]{8}",
        told,
    )
    assert "138••••1234" in told
