"""The page on which an administrator brings units and people in."""

import re
from io import BytesIO

import pytest

from flows.service import registers
from flows.service.rights import OPERATOR
from tests.service.test_importing import EMPTY, LODGER, WANG, book, lines
from tests.web.conftest import Browser, Pages, hidden
from tests.web.staffed import staff

PAGE = "/admin/import"


@pytest.fixture
def admin(pages: Pages) -> Browser:
    staff(pages)
    return pages.browser("admin")


def bring(browser: Browser, content: bytes, name: str = "业主.xlsx", lang: str = "zh") -> int:
    browser.get(f"{PAGE}?lang={lang}")
    return browser.post(PAGE, {"site": "north", "file": (BytesIO(content), name)}).status_code


def words(browser: Browser) -> str:
    return " ".join(re.sub(r"<[^>]+>", " ", browser.last).split())


def send(browser: Browser) -> int:
    form = {"site": "north", "key": hidden(browser.last, "key"), "parcel": hidden(browser.last, "parcel")}
    return browser.post(f"{PAGE}/carry-out", form).status_code


def test_the_outcome_is_shown_first_then_it_is_imported_once(admin: Browser, pages: Pages) -> None:
    assert bring(admin, book(WANG, LODGER, EMPTY)) == 200
    seen = words(admin)
    assert "试算结果：还没有导入" in seen
    assert "房号 2 0 人 2 0 关系 2 0" in seen
    assert "王示例" in seen
    assert "110101199001010011" not in admin.last
    page = admin.last
    assert send(admin) == 303
    admin.last = page
    assert send(admin) == 303, "the same form sent again"
    assert "新增房号 2，新增人 2，新增关系 2" in words_of(admin)
    assert registers.unit(pages.world.office, "desk", "north", "3-1202", pages.world.now).floor == 12
    assert bring(admin, book(WANG, LODGER, EMPTY)) == 200
    assert "登记已经是这样" in words(admin)
    assert "parcel" not in admin.last


def words_of(browser: Browser) -> str:
    browser.get(PAGE)
    assert browser.last.count("<strong>业主.xlsx</strong>") == 1, "one line among the imports"
    return words(browser)


def test_faults_are_told_by_row_and_column_in_the_readers_language(admin: Browser) -> None:
    content = book(WANG, ("3-1203",))
    assert bring(admin, content) == 422
    assert "3 楼栋 新房号要写楼栋" in words(admin)
    assert "什么都没有导入" in words(admin)
    assert 'name="parcel"' not in admin.last
    assert bring(admin, content, lang="en") == 422
    assert "3 Building This is needed for a new unit" in words(admin)


def test_a_file_that_cannot_be_read_is_told_at_the_field(admin: Browser) -> None:
    assert bring(admin, b"\xd0\xcf\x11\xe0", "old.xls") == 422
    assert "另存为 .xlsx" in admin.last
    assert bring(admin, lines(WANG, heads=("甲",)).encode(), "a.csv") == 422
    assert 'id="file-problem"' in admin.last
    admin.get(PAGE)
    assert admin.post(PAGE, {"site": "north"}).status_code == 422
    assert "请选择文件" in admin.last


def test_a_register_that_has_moved_on_is_shown_anew(admin: Browser, pages: Pages) -> None:
    bring(admin, book(WANG))
    registers.add_unit(pages.world.office, OPERATOR, "north", "3-1201", "三栋", pages.world.now)
    assert send(admin) == 409
    assert "登记在这期间有了变化" in admin.last
    assert send(admin) == 303


@pytest.mark.parametrize("kind", ["xlsx", "csv"])
def test_the_template_is_there_to_take(admin: Browser, kind: str) -> None:
    taken = admin.get(f"{PAGE}/template.{kind}?lang=en")
    assert (taken.status_code, taken.headers["Content-Disposition"].split(";")[0]) == (200, "attachment")
    assert admin.get(f"{PAGE}/template.exe").status_code == 404


def test_nobody_else_sees_it_and_no_other_site_is_touched(admin: Browser, pages: Pages) -> None:
    for path in (PAGE, f"{PAGE}/template.csv"):
        assert pages.browser("lead").get(path).status_code == 403
    assert admin.get(f"{PAGE}?site=south").status_code == 404
    assert pages.anonymous().get(PAGE).status_code == 303
