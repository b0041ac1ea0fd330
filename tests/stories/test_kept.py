"""Finished cases that were kept by `flows story`, each told again through the service: they end as they ended then.

A story that ends otherwise tells that a rule has changed. Where that was meant, keep the case anew, or remove the file.
"""

from __future__ import annotations

import json
import re
from itertools import count
from pathlib import Path
from typing import Any

import pytest

from flows.definition import Field
from flows.procedures import PROCEDURES
from flows.service.retold import Untellable, kept_story, retell, told_ending
from flows.service.special import Exemption, treat_specially
from tests.pressing import revision_of
from tests.service.kept_office import story_office
from tests.stories.forms import RECEIPT, renovation_in
from tests.stories.forms_services import cleaning_in
from tests.stories.office import SITE, StoryOffice

KEPT = sorted(Path(__file__).with_name("kept").glob("*.json"))
INVENTED = {
    "text": re.compile("示例 [0-9]+"),
    "note": re.compile("示例说明 [0-9]+"),
    "phone": re.compile("139[0-9]{8}"),
    "id_number": re.compile("E[0-9]{8}"),
}
_sites = count(1)


def read(file: Path) -> dict[str, Any]:
    found: dict[str, Any] = json.loads(file.read_text(encoding="utf-8"))
    return found


def again(office: StoryOffice, story: dict[str, Any]) -> Any:
    return retell(office.office, story, f"again{next(_sites)}")


@pytest.mark.parametrize("file", KEPT, ids=lambda file: file.stem)
def test_a_kept_case_ends_as_it_ended_then(file: Path, story_url: str, tmp_path: Path) -> None:
    story = read(file)
    with story_office(story_url, tmp_path) as office:
        assert again(office, story) == told_ending(story)


@pytest.mark.parametrize("file", KEPT, ids=lambda file: file.stem)
def test_nobody_real_and_nobody_s_words_are_in_it(file: Path) -> None:
    story = read(file)
    fields = PROCEDURES[story["procedure"]].fields()
    assert set(story["people"]) == {step["by"] for step in story["steps"]} - {"clock"} | people_in(story, fields)
    for step in story["steps"]:
        assert step.keys() <= {"at", "event", "by", "for", "data", "kind", "reason", "opinion", "code"}
        assert {step.get(word, "") for word in ("reason", "opinion")} <= {"", "示例理由", "示例意见"}
        for name, value in step.get("data", {}).items():
            holds_nothing_typed(fields[name], value)


def people_in(story: dict[str, Any], fields: Any) -> set[str]:
    return {
        value
        for step in story["steps"]
        for name, value in step.get("data", {}).items()
        if fields[name].kind == "user" and value
    }


def holds_nothing_typed(field: Field, value: Any) -> None:
    if field.kind == "rows":
        columns = {column.name: column for column in field.columns}
        for row in value:
            for name, cell in row.items():
                holds_nothing_typed(columns[name], cell)
    elif field.kind in INVENTED and value and not field.offers:
        assert INVENTED[field.kind].fullmatch(value), field.name


def test_a_case_that_is_kept_says_nothing_of_who_it_was_and_can_be_told_again(story_url: str, tmp_path: Path) -> None:
    with story_office(story_url, tmp_path) as office:
        case = cleaning_in(office, "requested")
        case.at("front_desk").claims().takes("cancel", reason="业主周某某嫌贵")
        story = kept_story(office.office, case.number, SITE)
        text = json.dumps(story, ensure_ascii=False)
        for word in ("周某某", "业主", "S-0", case.number, SITE, "示例front_desk"):
            assert word not in text
        assert story["passed_over"] == {"claim_task": 1}
        assert again(office, story) == told_ending(story)
        assert told_ending(story).state == "cancelled"


def test_special_treatment_and_substitutes_are_told_again(story_url: str, tmp_path: Path) -> None:
    with story_office(story_url, tmp_path) as office:
        work = renovation_in(office, "deposit_held")
        asked = ("refund_deposit", "hold_is_over", "业主出国，已书面承诺维修", revision_of(office.office, work.number))
        treat_specially(office.office, Exemption("director", work.number, *asked), office.now)
        with office.away("finance", "deputy"):
            work.at("deputy").takes("refund_deposit", refund="2000", **RECEIPT)
        story = kept_story(office.office, work.number)
        assert [step["waives"]["guard"] for step in story["steps"] if "waives" in step] == ["hold_is_over"]
        assert story["steps"][-1]["for"].startswith("finance_")
        assert "出国" not in json.dumps(story, ensure_ascii=False)
        assert again(office, story) == told_ending(story)
        without = [step for step in story["steps"] if "waives" not in step]
        with pytest.raises(Untellable, match="refund_deposit"):
            again(office, {**story, "steps": without})


def test_a_story_that_a_rule_refuses_says_at_which_step_and_why(story_url: str, tmp_path: Path) -> None:
    with story_office(story_url, tmp_path) as office:
        case = cleaning_in(office, "requested")
        with pytest.raises(Untellable, match="has not come to its end"):
            kept_story(office.office, case.number)
        case.at("front_desk").takes("cancel", reason="嫌贵")
        story = kept_story(office.office, case.number)
        cancel = story["steps"][-1]
        wrong = [
            ({**cancel, "by": "finance_1"}, r"step \d+ “cancel” was refused"),
            ({**cancel, "event": "register"}, r"step \d+ “register” was refused"),
            ({**cancel, "reason": ""}, "reason"),
        ]
        for step, says in wrong:
            people = {**story["people"], "finance_1": ["finance"]}
            with pytest.raises(Untellable, match=says):
                again(office, {**story, "people": people, "steps": [*story["steps"][:-1], step]})
        with pytest.raises(Untellable, match="not a story"):
            again(office, {**story, "format": 2})
