"""Administration and accounts: who may, what is kept, and that nothing reaches beyond one's sites."""

import re

import pytest

from flows.service import people, registers, substitutions, tokens
from flows.service.signing_in import sign_in
from flows.service.tokens import identity_of_token
from tests.web.conftest import PASSWORD, Browser, Pages, hidden
from tests.web.staffed import staff

PAGES = ("/admin", "/admin/users", "/admin/users/new", "/admin/substitutions", "/admin/settings", "/admin/sites")


@pytest.fixture
def admin(pages: Pages) -> Browser:
    staff(pages)
    return pages.browser("admin")


def send(browser: Browser, drawn_at: str, to: str, **form: str) -> int:
    """Draws the page and sends a form of it."""
    page = browser.get(drawn_at).get_data(as_text=True)
    return browser.post(to, {"key": hidden(page, "key"), **form}).status_code


@pytest.mark.parametrize("login", ["desk", "boss", "lead", "tech", "far"])
def test_whoever_administers_nothing_is_told_who_does(admin: Browser, pages: Pages, login: str) -> None:
    browser = pages.browser(login)
    for path in PAGES:
        assert browser.get(path).status_code == 403, path
        assert "此事由系统管理员办理" in browser.last
    browser.get("/units")
    for path in ("/admin/users/new", "/admin/settings", "/admin/sites", "/admin/users/tech/password"):
        assert browser.post(path, {"key": "k"}).status_code == 403, path


def test_an_administrator_opens_every_page_in_both_languages(admin: Browser) -> None:
    for path in (*PAGES, "/admin/users/tech"):
        for lang in ("zh", "en"):
            assert admin.get(f"{path}?lang={lang}").status_code == 200, path


def test_a_colleague_is_added_with_a_post_and_can_sign_in(admin: Browser, pages: Pages) -> None:
    form = {"login": "newdesk", "name": "新前台", "password": PASSWORD, "role": "front_desk", "site": "north"}
    assert send(admin, "/admin/users/new", "/admin/users/new", **form) == 303
    found = sign_in(pages.world.office, "newdesk", PASSWORD, pages.world.now)
    assert found is not None
    assert [post.role for post in found.posts] == ["front_desk"]


def test_faults_keep_what_was_typed_but_never_the_password(admin: Browser, pages: Pages) -> None:
    form = {"login": "Bad Login", "name": "新前台", "password": PASSWORD}
    assert send(admin, "/admin/users/new", "/admin/users/new", **form) == 422
    assert "登录名用小写字母" in admin.last
    assert 'value="新前台"' in admin.last
    assert 'value="Bad Login"' in admin.last
    assert PASSWORD not in admin.last


def test_posts_are_given_and_taken(admin: Browser, pages: Pages) -> None:
    here = "/admin/users/tech"
    assert send(admin, here, f"{here}/posts", role="warehouse", site="north") == 303
    user = people.user(pages.world.office, "admin", "tech", pages.world.now)
    assert [post.role for post in user.posts] == ["technician", "warehouse"]
    assert send(admin, here, f"{here}/posts/take", role="technician", site="north") == 303
    user = people.user(pages.world.office, "admin", "tech", pages.world.now)
    assert [post.role for post in user.posts] == ["warehouse"]


def test_posts_at_all_sites_are_for_whoever_administers_all(admin: Browser, pages: Pages) -> None:
    here = "/admin/users/tech"
    assert 'value="*"' not in admin.get(here).get_data(as_text=True)
    assert send(admin, here, f"{here}/posts", role="warehouse", site="*") == 403
    root = pages.browser("root.one")
    assert 'value="*"' in root.get(here).get_data(as_text=True)
    assert send(root, here, f"{here}/posts", role="warehouse", site="*") == 303


def test_a_deactivated_colleague_is_signed_out_and_signs_in_anew_when_activated(admin: Browser, pages: Pages) -> None:
    tech = pages.browser("tech")
    assert tech.get("/").status_code == 200
    assert send(admin, "/admin/users/tech", "/admin/users/tech/active", active="no") == 303
    assert "已停用" in admin.get("/admin/users/tech").get_data(as_text=True)
    assert tech.get("/").status_code == 303
    assert send(admin, "/admin/users/tech", "/admin/users/tech/active", active="yes") == 303
    assert tech.get("/").status_code == 303, "what was ended stays so"
    assert pages.browser("tech").get("/").status_code == 200


def test_a_new_password_ends_the_sessions_of_the_old_one(admin: Browser, pages: Pages) -> None:
    tech = pages.browser("tech")
    assert send(admin, "/admin/users/tech", "/admin/users/tech/password", password="short") == 422
    assert "密码至少 8 位" in admin.last
    assert send(admin, "/admin/users/tech", "/admin/users/tech/password", password="a better one") == 303
    assert tech.get("/").status_code == 303
    assert sign_in(pages.world.office, "tech", "a better one", pages.world.now)


def test_people_of_other_sites_are_neither_listed_nor_opened(admin: Browser) -> None:
    assert "示例远" not in admin.get("/admin/users").get_data(as_text=True)
    assert admin.get("/admin/users/far").status_code == 404
    assert admin.get("/admin/users?site=south").status_code == 404
    admin.get("/admin")
    assert admin.post("/admin/users/far/password", {"password": "a better one", "key": "k"}).status_code == 403


def test_a_setting_is_changed_for_cases_to_come_and_set_back(admin: Browser, pages: Pages) -> None:
    world, form = pages.world, {"site": "north", "procedure": "hot_work_permit", "code": "permit_hours"}
    assert send(admin, "/admin/settings", "/admin/settings", value="6", **form) == 303
    page = admin.get("/admin/settings").get_data(as_text=True)
    assert "示例admin 于 2026-11-20 09:00 更改" in page
    seen = registers.list_settings(world.office, "desk", "north", "hot_work_permit", world.now)
    assert next(one.value for one in seen if one.declared.code == "permit_hours") == 6
    assert send(admin, "/admin/settings", "/admin/settings", back="yes", **form) == 303
    assert "更改</span>" not in admin.get("/admin/settings").get_data(as_text=True)
    seen = registers.list_settings(world.office, "desk", "north", "hot_work_permit", world.now)
    assert next(one.value for one in seen if one.declared.code == "permit_hours") == 8


@pytest.mark.parametrize(
    ("value", "said"),
    [
        ("", "须为不小于零的整数"),
        ("many", "须为不小于零的整数"),
        ("6.5", "须为不小于零的整数"),
        ("0", "须在 1 与 87600 之间"),
        ("-3", "须为不小于零的整数"),
        ("87601", "须在 1 与 87600 之间"),
    ],
)
def test_a_setting_of_the_wrong_kind_is_refused_and_kept_on_screen(admin: Browser, value: str, said: str) -> None:
    form = {"site": "north", "procedure": "hot_work_permit", "code": "permit_hours", "value": value}
    assert send(admin, "/admin/settings", "/admin/settings", **form) == 422
    assert said in admin.last
    assert f'name="value" value="{value}"' in admin.last


def test_the_settings_of_another_site_are_not_there(admin: Browser) -> None:
    assert admin.get("/admin/settings?site=south").status_code == 404
    form = {"site": "south", "procedure": "hot_work_permit", "code": "permit_hours", "value": "6"}
    assert send(admin, "/admin/settings", "/admin/settings", **form) == 404


def test_a_site_is_added_by_whoever_administers_all(admin: Browser, pages: Pages) -> None:
    form = {"site_key": "west", "zh": "西苑", "en": "West Court", "zone": "Asia/Shanghai"}
    assert "由管理所有项目的管理员添加" in admin.get("/admin/sites").get_data(as_text=True)
    admin.get("/admin")
    assert admin.post("/admin/sites", {**form, "key": "k"}).status_code == 403
    root = pages.browser("root.one")
    assert send(root, "/admin/sites", "/admin/sites", **{**form, "zone": "Nowhere/At_all"}) == 422
    assert 'value="西苑"' in root.last
    assert send(root, "/admin/sites", "/admin/sites", **form) == 303
    assert "西苑" in root.get("/admin/sites").get_data(as_text=True)


SUBSTITUTES = "/account/substitutes"
LEAVE = {"site": "north", "since": "2026-11-20", "until": "2026-11-21", "reason": "年假"}


def test_everybody_names_a_substitute_for_themselves_and_ends_it(admin: Browser, pages: Pages) -> None:
    boss, world = pages.browser("boss"), pages.world
    assert send(boss, SUBSTITUTES, SUBSTITUTES, substitute="lead", absent="boss", **LEAVE) == 303
    made = substitutions.list_substitutions(world.office, "boss", world.now).items[0]
    assert (made.absent.login, made.substitute.login) == ("boss", "lead")
    assert made.until.isoformat() == "2026-11-21T16:00:00+00:00", "the last day is included, on the site's clock"
    assert "示例lead" in boss.get(SUBSTITUTES).get_data(as_text=True)
    assert send(boss, SUBSTITUTES, f"{SUBSTITUTES}/{made.id}/revoke") == 303
    assert substitutions.list_substitutions(world.office, "boss", world.now).items[0].revoked_at == world.now


def test_only_supervisors_and_administrators_name_one_for_somebody_else(admin: Browser, pages: Pages) -> None:
    tech = pages.browser("tech")
    assert 'name="absent"' not in tech.get(SUBSTITUTES).get_data(as_text=True)
    assert send(tech, SUBSTITUTES, SUBSTITUTES, substitute="desk", absent="boss", **LEAVE) == 403
    assert send(admin, "/admin/substitutions", SUBSTITUTES, substitute="lead", absent="boss", **LEAVE) == 303
    assert "示例lead" in admin.get("/admin/substitutions").get_data(as_text=True)


def test_a_faulty_absence_keeps_what_was_typed(admin: Browser, pages: Pages) -> None:
    tech = pages.browser("tech")
    form = {**LEAVE, "substitute": "desk", "since": "2026-11-25"}
    assert send(tech, SUBSTITUTES, SUBSTITUTES, **form) == 422
    assert "结束须晚于开始" in tech.last
    assert 'value="2026-11-25"' in tech.last
    assert 'value="年假"' in tech.last
    assert send(tech, SUBSTITUTES, SUBSTITUTES, **LEAVE) == 422
    assert "请选择一位同事" in tech.last
    assert send(tech, SUBSTITUTES, SUBSTITUTES, **{**form, "until": "9999-12-31"}) == 422
    assert "日期须在" in tech.last


def test_ones_own_substitutes_show_nobody_elses(admin: Browser, pages: Pages) -> None:
    send(pages.browser("boss"), SUBSTITUTES, SUBSTITUTES, substitute="lead", **LEAVE)
    assert "示例lead</strong>" not in pages.browser("tech").get(SUBSTITUTES).get_data(as_text=True)


def test_a_token_is_shown_once_works_and_can_be_revoked(admin: Browser, pages: Pages) -> None:
    desk, world = pages.browser("desk"), pages.world
    page = desk.get("/account/tokens").get_data(as_text=True)
    form = {
        "name": "月报",
        "expires_at": "2026-12-31",
        "key": hidden(page, "key"),
        "csrf_token": hidden(page, "csrf_token"),
    }
    answer = desk.post("/account/tokens", form)
    assert answer.headers["Cache-Control"] == "no-store"
    secret = re.search(r"flows_[\w-]+", desk.last)
    assert secret
    found = identity_of_token(world.office, secret.group(), world.now)
    assert found is not None
    assert found.login == "desk"
    assert desk.post("/account/tokens", form).status_code == 303, "a double click makes one"
    listed = desk.get("/account/tokens").get_data(as_text=True)
    assert secret.group() not in listed
    made = tokens.list_tokens(world.office, "desk", "desk", world.now)
    assert [one.name for one in made] == ["月报"]
    assert send(desk, "/account/tokens", f"/account/tokens/{made[0].id}/revoke") == 303
    assert identity_of_token(world.office, secret.group(), world.now) is None


def test_a_token_of_somebody_else_is_not_revoked(admin: Browser, pages: Pages) -> None:
    world = pages.world
    made = tokens.create_token(world.office, "desk", "desk", "月报", world.now)
    tech = pages.browser("tech")
    assert send(tech, "/account/tokens", f"/account/tokens/{made.token.id}/revoke") == 404
    assert identity_of_token(world.office, made.secret, world.now)


def test_a_token_without_purpose_or_for_the_past_is_refused(admin: Browser, pages: Pages) -> None:
    desk = pages.browser("desk")
    assert send(desk, "/account/tokens", "/account/tokens", name="") == 422
    assert "请写明用途" in desk.last
    assert send(desk, "/account/tokens", "/account/tokens", name="月报", expires_at="2026-11-18") == 422
    assert "到期时间已过" in desk.last
    assert send(desk, "/account/tokens", "/account/tokens", name="月报", expires_at="9999-12-31") == 422
    assert "日期须在" in desk.last
    assert 'value="月报"' in desk.last


def test_ones_own_password_is_changed_and_only_other_sessions_end(admin: Browser, pages: Pages) -> None:
    here, there = pages.browser("tech"), pages.browser("tech")
    form = {"old": "wrong one", "password": "a better one", "again": "a better one"}
    assert send(here, "/account", "/account/password", **form) == 422
    assert "原密码不对" in here.last
    assert send(here, "/account", "/account/password", **{**form, "old": PASSWORD, "again": "another"}) == 422
    assert send(here, "/account", "/account/password", **{**form, "old": PASSWORD}) == 303
    assert here.get("/account").status_code == 200
    assert there.get("/account").status_code == 303


def test_whoever_holds_no_post_still_has_an_account(admin: Browser, pages: Pages) -> None:
    people.take_post(pages.world.office, "admin", "tech", people.PostHeld("technician", "north"), pages.world.now)
    tech = pages.browser("tech")
    for path in ("/account", "/account/tokens", "/units", "/parties", "/procedures", "/procedures/hot_work_permit"):
        assert tech.get(path).status_code == 200, path
    assert tech.get("/start").status_code == 200


def test_the_settings_page_tells_who_changed_what_from_what_to_what(admin: Browser, pages: Pages) -> None:
    form = {"site": "north", "procedure": "worker_pass"}
    for code, value in (("pass_deposit", "150"), ("pass_deposit", "180"), ("number_prefix", "crz")):
        assert send(admin, "/admin/settings", "/admin/settings", code=code, value=value, **form) == 303
    page = admin.get("/admin/settings?site=north").get_data(as_text=True)
    assert "更改记录（2）" in page
    assert re.search(r"示例admin：<span[^>]*>150</span> → <b[^>]*>180</b>", page)
    assert re.search(r"示例admin：<span[^>]*>默认</span> → <b[^>]*>CRZ</b>", page)
    assert send(admin, "/admin/settings", "/admin/settings", code="number_prefix", value="PG", **form) == 422
    assert "前缀 PG 已用于别的编号" in admin.last
    assert send(admin, "/admin/settings", "/admin/settings", code="number_prefix", back="yes", **form) == 303
    assert "Changes (2)" in admin.get("/admin/settings?lang=en").get_data(as_text=True)
