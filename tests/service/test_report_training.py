"""Hours, results, and the quarter whose fire training nobody examined."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.service.kept_office import story_office
from tests.service.reported import reads
from tests.stories.forms_office import assessment_of, fails, plan_in, session
from tests.stories.office import StoryOffice


@pytest.fixture
def office(story_url: str, tmp_path: Path) -> Iterator[StoryOffice]:
    with story_office(story_url, tmp_path) as office:
        yield office


def test_training_is_counted_by_the_hour(office: StoryOffice) -> None:
    plan = plan_in(office, "running", office.day())
    held = [session(office.day()), session(office.day(), "trainer", taught_as="coach", subject="fire", hours=3)]
    plan.at("cs_supervisor").takes("record_session", sessions_held=held)
    exam = fails(assessment_of(office, "front_desk", office.day(-30)))
    read = reads(office, "training")
    assert (read.row("subjects", "service")["课时"], read.row("subjects", "total")["课时"]) == ("2", "5")
    assert read.row("lecturers", "trainer")["讲师"] == "示例trainer"
    (told, share) = read.rows("results")
    assert (told[1], told[3], told[5], told[6]) == (exam.number, "示例front_desk", "否", "1")
    assert share[5] == "0 / 1 = 0.0 %"
    assert reads(office, "training", "2026-02").table("subjects").rows == ()


def test_a_quarter_whose_fire_training_nobody_examined_is_told(office: StoryOffice) -> None:
    fails(assessment_of(office, "front_desk", office.day(-30)))  # of the month's training: it counts for no quarter
    told = reads(office, "training").rows("fire")
    assert [(row[0], row[1], row[3]) for row in told] == [
        ("2025 年第 4 季度", "0", "没有考核"),
        ("2026 年第 1 季度", "0", "尚未考核"),
    ]
    failed = fails(assessment_of(office, "front_desk", "2025-12-31", "fire"))
    assert reads(office, "training").row("fire", "2025-4") == {
        "季度": "2025 年第 4 季度",
        "考核人次": "1",
        "合格": "0",
        "情况": "已考核",
    }
    assert reads(office, "training").behind("fire", "2025-4", "考核人次") == (failed.number,)
    assert reads(office, "training", "2026-02").rows("fire")[0][3] == "没有考核", "recorded only in March"
