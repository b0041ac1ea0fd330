"""Whether the people of a site can finish every case of a week, and who is missing if not."""

import json
from datetime import date, timedelta
from pathlib import Path

import pytest
from click.testing import CliRunner
from sqlalchemy import select, update

from command.main import main
from flows.definition import BEYOND, Field, Procedure, State, Transition
from flows.service.claiming import assign
from flows.service.errors import Invalid, NotFound
from flows.service.staffing import staffing
from flows.service.staffing_told import said
from flows.storage.tables import posts, substitutions, users
from tests.service.errand import CLOSE, DESK, ENGINEER, SUBMIT, World, world
from tests.service.kept_office import SECRET, story_office
from tests.stories.forms import hot_work, look
from tests.stories.office import StoryOffice
from tests.stories.test_hot_work_permit import asked_for


def leaves(story: StoryOffice, login: str) -> None:
    with story.office.transaction() as connection:
        connection.execute(update(users).where(users.c.login == login).values(active=False))


def test_a_site_with_everybody_in_their_posts_is_staffed(story_url: str, tmp_path: Path) -> None:
    with story_office(story_url, tmp_path) as story:
        flat = story.flat()
        asked_for(story, flat, flat.owner)
        found = staffing(story.office, "north", story.now)
        assert (found.cases, found.fresh, found.stuck, found.missing) == (1, 23, (), ())


def test_the_fewest_people_missing_are_found(story_url: str, tmp_path: Path) -> None:
    with story_office(story_url, tmp_path) as story:
        for login in ("finance", "technician", "second_technician"):
            leaves(story, login)
        found = staffing(story.office, "north", story.now)
        assert (found.missing, found.smallest) == (("finance", "technician"), True)
        assert {one.question.procedure.key for one in found.stuck} >= {"renovation", "special_service"}
        assert not any(one.hopeless for one in found.stuck)


def test_a_substitute_who_had_a_hand_in_a_case_cannot_finish_it(story_url: str, tmp_path: Path) -> None:
    with story_office(story_url, tmp_path) as story:
        flat = story.flat()
        permit = asked_for(story, flat, flat.owner)
        permit.at("front_desk").takes("submit", **hot_work(story))
        permit.at("engineering_supervisor").takes("endorse", **look(story))
        permit.at("safety_supervisor").takes("endorse", **look(story))
        with story.away("director", "safety_supervisor"):
            found = staffing(story.office, "north", story.now)
            (one,) = [one for one in found.stuck if one.question.numbers]
            assert one.question.numbers == (permit.number,)
            assert "“主任审批”：没有人能办“批准”（管理处主任）" in said(one)[-1].zh
            assert found.missing is not None
            assert "director" in found.missing
            with story.office.transaction() as connection:  # back on Thursday: that is time enough
                until = story.now + timedelta(days=3)
                connection.execute(update(substitutions).values(until=until))
            assert staffing(story.office, "north", story.now).stuck == ()
        assert staffing(story.office, "north", story.now).stuck == ()


def named(*, by_arrow: bool) -> Procedure:
    """Work is for one engineer, whom the desk names: for the state, whose task may be given to another, or for its one
    arrow, which is theirs alone."""
    who = Field("who", "user", "谁", "Who", role="engineering_supervisor")
    return Procedure(
        "named",
        version=1,
        zh="指派",
        en="Named",
        prefix="NA",
        clause=BEYOND,
        unit="optional",
        applicant="optional",
        states=[
            State("draft", "填写", "Draft", DESK),
            State("work", "办理", "Work", ENGINEER, named=None if by_arrow else "who"),
            State("done", "完成", "Done"),
        ],
        transitions=[
            Transition(SUBMIT, "draft", "work", needs=[who], clause=BEYOND),
            Transition(CLOSE, "work", "done", named="who" if by_arrow else None, clause=BEYOND),
        ],
    )


def one_who_is_gone(url: str, folder: Path, *, by_arrow: bool) -> tuple[World, str]:
    north: World = world(url, folder, named(by_arrow=by_arrow))
    number = north.start(procedure="named")
    north.act("desk", number, "submit", who="eng")
    assert staffing(north.office, "north", north.now).stuck == ()
    with north.office.transaction() as connection:
        connection.execute(update(users).where(users.c.login == "eng").values(active=False))
    return north, number


def test_a_case_that_nobody_new_could_finish_is_told_by_its_path(database_url: str, tmp_path: Path) -> None:
    north, number = one_who_is_gone(database_url, tmp_path, by_arrow=True)
    found = staffing(north.office, "north", north.now)
    (one,) = found.stuck
    assert (one.question.numbers, one.hopeless, one.outcome.state) == ((number,), True, "work")
    assert found.missing == ()
    north.office.engine.dispose()


def test_a_task_that_names_somebody_may_be_given_to_another_by_a_superior(database_url: str, tmp_path: Path) -> None:
    north, number = one_who_is_gone(database_url, tmp_path, by_arrow=False)
    assert staffing(north.office, "north", north.now).stuck == ()
    with north.office.transaction() as connection:
        over = select(posts.c.user_id).where(posts.c.role.in_(("director", "company_manager")))
        connection.execute(update(users).where(users.c.id.in_(over)).values(active=False))
    found = staffing(north.office, "north", north.now)
    assert [(one.question.numbers, one.hopeless) for one in found.stuck] == [((number,), False)]
    assert (found.missing, found.smallest) == (("company_manager",), True)
    with north.office.transaction() as connection:
        connection.execute(update(users).values(active=True))
        connection.execute(update(users).where(users.c.login == "eng").values(active=False))
        other = select(users.c.login).join(posts, posts.c.user_id == users.c.id)
        login = (
            connection.execute(other.where(posts.c.role == "engineering_supervisor", users.c.active)).scalars().first()
        )
    assign(north.office, "boss", number, str(login), north.now)
    north.act(str(login), number, "close")
    north.office.engine.dispose()


def test_a_week_that_is_over_and_a_site_that_is_none_are_told(story_file: str, tmp_path: Path) -> None:
    with story_office(story_file, tmp_path) as story:
        with pytest.raises(Invalid):
            staffing(story.office, "north", story.now, date(2026, 2, 20))
        with pytest.raises(NotFound):
            staffing(story.office, "nowhere", story.now)
        coming = staffing(story.office, "north", story.now, date(2026, 3, 12))
        assert coming.since.isoformat() == "2026-03-09T00:00:00+08:00"


def test_the_command_says_it_in_words_and_for_programs(story_file: str, tmp_path: Path) -> None:
    with story_office(story_file, tmp_path) as story:
        leaves(story, "finance")
    given = {"FLOWS_DATABASE_URL": story_file, "FLOWS_SECRET_KEY": SECRET.decode(), "FLOWS_ATTACHMENTS": str(tmp_path)}

    def check(*words: str) -> tuple[int, str]:
        told = CliRunner().invoke(main, words, env=given)
        return told.exit_code, told.output

    status, said_ = check("check", "--site", "north")
    assert (status, "还缺：财务 1 人" in said_, "没有人能办“登记收款”（财务）" in said_) == (1, True, True), said_
    status, said_ = check("--lang", "en", "check", "--site", "north", "--json")
    answer = json.loads(said_)
    assert (status, answer["missing"], answer["smallest"], answer["fresh_cases"]) == (1, ["finance"], True, 23)
    for wrong in (("--week", "2020-01-01"), ("--site", "north", "hot_work_permit"), ("--site", "north", "--week", "x")):
        assert check("check", *wrong)[0] == 2
    assert check("check", "--site", "north", "--week", "2020-01-01")[0] == 2
