"""The page of a procedure shows trainers what has changed since an older version."""

from pathlib import Path

from flows.definition import Procedure
from flows.procedures import PROCEDURES
from flows.service.office import open_office
from tests.service.errand import NOW
from tests.web.conftest import SECRET, Pages

KEY = "renovation_extension"


def test_an_older_version_is_held_against_todays_in_words_and_as_a_picture(pages: Pages, tmp_path: Path) -> None:
    today = PROCEDURES[KEY]
    named = {name: getattr(today, name) for name in Procedure.__dataclass_fields__ if name != "key"}
    later = Procedure(KEY, **{**named, "version": today.version + 1, "transitions": today.transitions[:-1]})
    desk = pages.browser("desk")
    assert "与旧版的不同" not in desk.get(f"/procedures/{KEY}").get_data(as_text=True)
    url = pages.world.office.engine.url.render_as_string(hide_password=False)
    office = open_office(url, SECRET, tmp_path, NOW, [later])
    pages.world.office.catalogue.current[KEY] = office.catalogue.current[KEY]
    office.engine.dispose()
    page = desk.get(f"/procedures/{KEY}").get_data(as_text=True)
    assert f"与第 {today.version} 版比较" in page
    assert "删除流转" not in page
    asked = f"?from={today.version}"
    assert "删除流转" in desk.get(f"/procedures/{KEY}{asked}").get_data(as_text=True)
    picture = desk.get(f"/procedures/{KEY}/diagram.zh.svg{asked}").get_data(as_text=True)
    assert "－ " in picture
    for nonsense in ("?from=99", "?from=x", "?from=", "?from=-1"):
        assert "删除流转" not in desk.get(f"/procedures/{KEY}{nonsense}").get_data(as_text=True)
        assert desk.get(f"/procedures/{KEY}/diagram.zh.svg{nonsense}").status_code == 200
