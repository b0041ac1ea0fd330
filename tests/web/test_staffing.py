"""Whether there are people enough, asked for on the page of substitutes by those who name them."""

import pytest

from flows.engine.staffing_steps import Outcome
from flows.procedures import PROCEDURES
from flows.service.staffing import Answered, Question, Stuck
from tests.procedures.situations import situation
from tests.web.conftest import Pages
from tests.web.staffed import staff

ASKED = "/account/substitutes?site=north&staffing=1"


def test_who_names_substitutes_sees_who_is_missing_when_they_ask(pages: Pages) -> None:
    staff(pages)
    lead = pages.browser("lead")
    assert "现在查" in lead.get("/account/substitutes").get_data(as_text=True)
    page = lead.get(ASKED).get_data(as_text=True)
    assert "还缺：" in page
    assert "没有人能办“登记收款”（财务）" in page
    assert "现在查" in pages.browser("admin").get("/admin/substitutions?site=north").get_data(as_text=True)


def test_nobody_else_is_told(pages: Pages) -> None:
    staff(pages)
    page = pages.browser("tech").get(ASKED).get_data(as_text=True)
    assert "人手" not in page
    assert "还缺" not in page


def test_of_matters_of_the_staff_it_says_how_many_and_no_number(pages: Pages, monkeypatch: pytest.MonkeyPatch) -> None:
    staff(pages)
    notice, now = PROCEDURES["fault_notice"], pages.world.now
    case = situation(notice.key, state=notice.start.code).case
    stuck = Stuck(
        Question(notice, case, ("FN-2026-0001",)), Outcome(ends=False, path=(), state=notice.start.code), hopeless=True
    )
    found = Answered("north", now, now, 1, 23, (stuck,), (), smallest=True)
    monkeypatch.setattr("flows.service.staffing_told.staffing", lambda *_: found)
    page = pages.browser("lead").get(ASKED).get_data(as_text=True)
    assert "过失通知与申诉，1 件（单号只给可看的人）" in page
    assert "FN-2026-0001" not in page
