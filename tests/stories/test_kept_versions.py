"""Cases under versions that new cases don't take any more are told again under those; the version goes with the story."""

from __future__ import annotations

import json
from dataclasses import replace
from itertools import count
from pathlib import Path
from typing import Any

import pytest

from flows.definition import Procedure
from flows.procedures import PROCEDURES
from flows.service import registers
from flows.service.catalogue import Catalogue, publish
from flows.service.office import Office
from flows.service.privacy.holding import hold_papers, let_papers_go
from flows.service.retold import Untellable, kept_story, retell, told_ending
from flows.service.versions.migrating import Plan, migrate
from flows.storage.engine import writing
from tests.service.kept_office import story_office
from tests.stories.forms import extension_in
from tests.stories.forms_services import cleaning_in
from tests.stories.office import SITE, StoryOffice

CLEANING = PROCEDURES["home_cleaning"]
_sites = count(1)


def later(**what: Any) -> Procedure:
    named = {name: getattr(CLEANING, name) for name in Procedure.__dataclass_fields__ if name != "key"}
    return Procedure(CLEANING.key, **{**named, "version": CLEANING.version + 1, **what})


def where_new_cases_take(procedure: Procedure, office: StoryOffice) -> Office:
    """The same office after a release that brings another version."""
    publish(writing(office.office.engine), [procedure], office.now)
    released = Catalogue([procedure if p.key == procedure.key else p for p in PROCEDURES.values()])
    found = replace(office.office, catalogue=released)
    with found.read() as connection:
        released.load_all(connection)
    return found


WITHOUT_CANCEL = later(transitions=[one for one in CLEANING.transitions if one.event.code != "cancel"])


def test_a_case_under_an_older_version_brings_it_along(story_url: str, tmp_path: Path) -> None:
    with story_office(story_url, tmp_path) as office:
        case = cleaning_in(office, "requested")
        case.at("front_desk").takes("cancel", reason="嫌贵")
        assert "declarations" not in kept_story(office.office, case.number, SITE), "today's needs none"
        released = where_new_cases_take(WITHOUT_CANCEL, office)
        story = json.loads(json.dumps(kept_story(released, case.number, SITE)))
        assert (story["version"], list(story["declarations"])) == (CLEANING.version, [str(CLEANING.version)])
        assert retell(released, story, f"pinned{next(_sites)}") == told_ending(story)
        assert released.catalogue.current["home_cleaning"].procedure is WITHOUT_CANCEL, "new cases go on as they were"
        bare = {name: value for name, value in story.items() if name != "declarations"}
        with pytest.raises(Untellable, match="cancel"):
            retell(released, bare, f"pinned{next(_sites)}")


def test_a_case_that_moved_to_another_version_moves_again(story_url: str, tmp_path: Path) -> None:
    with story_office(story_url, tmp_path) as office:
        case = cleaning_in(office, "requested")
        office.office = where_new_cases_take(later(about_en="Another way to put it."), office)
        office.later(minutes=5)
        [verdict] = migrate(office.office, Plan("home_cleaning", CLEANING.version + 1), office.now)
        assert verdict.moves
        case.at("front_desk").takes("cancel", reason="嫌贵")
        story = kept_story(office.office, case.number, SITE)
        assert [step["event"] for step in story["steps"]].count("change_version") == 1
        assert list(story["declarations"]) == [str(CLEANING.version)], "the version that it moved to is today's"
        assert retell(office.office, story, f"pinned{next(_sites)}") == told_ending(story)
        assert "change_version" in told_ending(story).events


def test_a_version_that_needs_what_this_code_lacks_is_named(story_url: str, tmp_path: Path) -> None:
    with story_office(story_url, tmp_path) as office:
        case = cleaning_in(office, "requested")
        case.at("front_desk").takes("cancel", reason="嫌贵")
        released = where_new_cases_take(WITHOUT_CANCEL, office)
        story = json.loads(json.dumps(kept_story(released, case.number, SITE)))
        [data] = story["declarations"].values()
        data["guards"] = {**data["guards"], "of_long_ago": {"zh": "", "en": ""}}
        with pytest.raises(Untellable, match="of_long_ago, which is not in this code"):
            retell(released, story, f"pinned{next(_sites)}")
        data["guards"].pop("of_long_ago")
        data["about_en"] = "Another one under the same number."
        with pytest.raises(Untellable, match="is another one here"):
            retell(released, story, f"pinned{next(_sites)}")


def test_papers_held_and_an_entry_ended_by_hand_hold_nothing_up(story_url: str, tmp_path: Path) -> None:
    with story_office(story_url, tmp_path) as office:
        flat = office.flat().renovated(-80, 10)
        office.later(minutes=5)
        case = extension_in(office, "approved", flat)
        case.at("front_desk").takes("register_extension")
        entry = flat.entries("renovation_period")[0]
        registers.end_permit(office.office, "front_desk", SITE, flat.code, entry.id, "ended", "已完工", office.now)
        hold_papers(office.office, "director", case.number, "有争议，须留存", office.now)
        let_papers_go(office.office, "director", case.number, "争议已了结", office.now)
        story = kept_story(office.office, case.number)
        assert story["passed_over"] == {"hold_papers": 1, "release_papers": 1}
        assert story["steps"][-1]["ends"]["state"] == "ended"
        assert retell(office.office, story, f"pinned{next(_sites)}") == told_ending(story)
