"""Comments on a case: who may, who is told, what is kept; that the case stays as it is."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlalchemy import insert, select, update

from flows.service.audit import verify
from flows.service.case_beside import COMMENTS_SHOWN
from flows.service.case_view import case_view
from flows.service.commenting import LONGEST, PAGE, comment, comments_of, who_may_see
from flows.service.errors import Invalid, NotFound
from flows.service.narrowing import as_asked_by
from flows.service.noticing import notices_of
from flows.service.seeing import load
from flows.service.signing_in import identity
from flows.storage import tables as t
from tests.service.errand import World, world
from tests.service.kept_office import story_office
from tests.stories.forms_office import charged
from tests.stories.office import StoryOffice


@pytest.fixture
def north(database_url: str, tmp_path: Path) -> Iterator[World]:
    made = world(database_url, tmp_path)
    yield made
    made.office.engine.dispose()


def told(north: World, login: str) -> list[tuple[str, str]]:
    return [(one.kind, one.words.zh) for one in notices_of(north.office, login)]


def refused(north: World, number: str, words: str) -> str:
    with pytest.raises(Invalid) as no:
        comment(north.office, "desk", number, words, north.now)
    return no.value.errors[0].message.zh


def test_a_comment_is_kept_as_it_was_said_and_the_case_stays_as_it_is(north: World) -> None:
    number = north.start()
    before = case_view(north.office, "desk", number, north.now)
    for words in ("业主说下午才在家", " 图纸在前台\r\n请看  "):
        comment(north.office, "eng", number, words, north.now)
    after = case_view(north.office, "desk", number, north.now)
    assert [(one.author.name, one.words) for one in after.comments] == [
        ("示例eng", "图纸在前台\n请看"),
        ("示例eng", "业主说下午才在家"),
    ]
    assert (after.revision, after.state, after.task) == (before.revision, before.state, before.task)
    assert [entry.hash for entry in after.history] == [entry.hash for entry in before.history]
    assert verify(north.office).faults == ()


def test_whoever_is_mentioned_is_told_once_and_nobody_of_themselves(north: World) -> None:
    number = north.start()
    said = comment(north.office, "desk", number, "@示例eng、@eng 和 @示例desk 请看，@boss也看一下", north.now)
    assert [one.login for one in said.mentions] == ["eng", "desk", "boss"]
    assert told(north, "eng") == told(north, "boss") == [("mention", f"示例desk 在跑腿 {number} 的留言中提到了您")]
    assert told(north, "desk") == told(north, "safe") == []


def test_a_name_goes_to_the_end_of_its_word_and_a_mail_address_is_no_mention(north: World) -> None:
    number = north.start()
    said = comment(north.office, "eng", number, "@desk2 请回 someone@desk.example，@ 空的不算", north.now)
    assert [one.login for one in said.mentions] == ["desk2"]
    assert "“@engineer”不是能看到此单据的同事" in refused(north, number, "@engineer 请看")


def test_a_mention_of_nobody_or_of_somebody_elsewhere_is_refused_and_nothing_kept(north: World) -> None:
    number = north.start()
    assert "“@far”不是能看到此单据的同事，没有发出" in refused(north, number, "@far 你那边怎么样")
    assert "“@张三”不是" in refused(north, number, "@eng @张三，请看")
    assert comments_of(north.office, "desk", number, north.now).items == ()
    assert told(north, "eng") == []


def test_a_name_that_several_have_takes_the_user_name(north: World) -> None:
    number = north.start()
    with north.office.transaction() as connection:
        connection.execute(update(t.users).where(t.users.c.login.in_(("eng", "safe"))).values(name="李明"))
    assert refused(north, number, "@李明 请看") == "叫“李明”的不止一位，请写用户名：eng, safe"
    assert [one.name for one in comment(north.office, "desk", number, "@safe 请看", north.now).mentions] == ["李明"]


def test_numbers_of_people_are_masked_before_a_comment_is_kept(north: World) -> None:
    number = north.start()
    comment(north.office, "desk", number, "电话 13800001234，证件 11010119900307451X", north.now)
    with north.office.read() as connection:
        kept = connection.execute(select(t.comments.c.words)).scalar_one()
    assert kept == "电话 138••••1234，证件 110••••451X"


def test_nothing_and_too_much_are_refused(north: World) -> None:
    number = north.start()
    assert refused(north, number, " \n\x00 ") == "请写下要说的话"
    assert refused(north, number, "长" * (LONGEST + 1)) == f"最多 {LONGEST} 字"


def test_the_newest_are_shown_and_the_others_follow_page_by_page(north: World) -> None:
    number, case_id = north.start(), 1
    row = {"site_id": 1, "case_id": case_id, "login": "eng", "name": "示例eng", "mentions": [], "at": north.now}
    with north.office.transaction() as connection:
        connection.execute(insert(t.comments), [{**row, "words": str(no)} for no in range(PAGE + 5)])
    shown = case_view(north.office, "desk", number, north.now)
    assert [one.words for one in shown.comments] == [str(PAGE + 4 - no) for no in range(COMMENTS_SHOWN)]
    assert shown.more_comments
    first = comments_of(north.office, "desk", number, north.now)
    rest = comments_of(north.office, "desk", number, north.now, cursor=first.cursor)
    assert [one.words for one in (*first.items, *rest.items)] == [str(no) for no in range(PAGE + 4, -1, -1)]
    assert rest.cursor is None


def test_to_another_site_the_case_and_what_was_said_of_it_is_not_there(north: World) -> None:
    number = north.start()
    comment(north.office, "eng", number, "在北区说的", north.now)
    for act in (
        lambda: comment(north.office, "far", number, "我也说", north.now),
        lambda: comments_of(north.office, "far", number, north.now),
    ):
        with pytest.raises(NotFound):
            act()
    if north.office.engine.dialect.name == "postgresql":
        far = identity(north.office, "far", north.now)
        assert far is not None
        with as_asked_by(far), north.office.read() as connection:
            assert connection.execute(select(t.comments)).all() == [], "row-level security, whatever a statement asks"


@pytest.fixture
def office(story_file: str, tmp_path: Path) -> Iterator[StoryOffice]:
    with story_office(story_file, tmp_path) as made:
        yield made


def test_in_a_matter_of_the_staff_those_alone_take_part_who_may_read_it(office: StoryOffice) -> None:
    """The rule over people says the same as the one over rows, for everybody at the site."""
    number = charged(office, "front_desk", office.day(-20)).number
    with office.office.read() as connection:
        may = {
            one.login for one in who_may_see(connection, load(connection, number, "director", office.now), office.now)
        }
    readers = set()
    with office.office.read() as connection:
        logins = connection.execute(select(t.users.c.login)).scalars().all()
    for login in logins:
        try:
            case_view(office.office, login, number, office.now)
        except NotFound:
            with pytest.raises(NotFound):
                comment(office.office, login, number, "我也说", office.now)
        else:
            readers.add(login)
    assert may == readers
    assert {"front_desk", "director"} <= may
    with pytest.raises(Invalid):
        comment(office.office, "director", number, "@technician 请看", office.now)
    assert [
        one.login for one in comment(office.office, "director", number, "@front_desk 请看", office.now).mentions
    ] == ["front_desk"]
