"""A person at a browser: signs in, finds their work, fills in what is asked and presses what is written on a button."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from playwright.sync_api import Locator, Page, expect

from flows.procedures import EVENTS, PROCEDURES
from tests.browser.served import PASSWORD
from tests.browser.watch import Watch
from tests.stories.office import PNG, Flat

ZONE = ZoneInfo("Asia/Shanghai")
MOMENT = re.compile(r"\d{4}-\d\d-\d\dT")
WORDS = ("reason", "opinion")


@dataclass
class Visitor:
    """Speaks one language, or where several are given, the next of them with every person that signs in.

    Whoever has signed in stays so: another takes the seat as if at a browser of their own.
    """

    page: Page
    languages: Iterator[str]
    watch: Watch
    scripts: bool = True
    login: str = ""
    lang: str = ""
    signed_in: dict[str, tuple[str, list[Any]]] = field(default_factory=dict)  # name to language and cookies

    def says(self, zh: str, en: str) -> str:
        return zh if self.lang == "zh" else en

    def label(self, thing: Any) -> str:
        return self.says(thing.zh, thing.en)

    def arrives(self) -> Visitor:
        self.watch.looks_at(self.page, self.login or "nobody", self.scripts)
        return self

    def goes_to(self, path: str) -> Visitor:
        """Who was away for hours signs in once more, and is led on."""
        self.page.goto(path)
        if self.login and self.page.url.partition("?")[0].endswith("/login"):
            self._gives_name_and_password()
        return self.arrives()

    def follows(self, link: Locator) -> Visitor:
        """To the page that a link or a button leads to."""
        with self.page.expect_navigation():
            link.click()
        return self.arrives()

    def presses(self, zh: str, en: str, within: Locator | None = None) -> Visitor:
        """What the page itself has, rather than what stands at the top of every page."""
        places = [within] if within else [self.page.get_by_role("main"), self.page]
        buttons = [place.get_by_role("button", name=self.says(zh, en), exact=True) for place in places]
        return self.follows(next((one for one in buttons if one.count()), buttons[-1]))

    def is_told(self, *words: str) -> Visitor:
        for each in words:
            expect(self.page.get_by_role("main")).to_contain_text(each)
        return self

    # who

    def signs_in(self, login: str) -> Visitor:
        self.lang = next(self.languages)
        self.page.goto(f"/login?lang={self.lang}")
        self.arrives()
        self.login = login
        return self._gives_name_and_password()

    def _gives_name_and_password(self) -> Visitor:
        self.page.get_by_label(self.says("用户名", "User name")).fill(self.login)
        self.page.get_by_label(self.says("密码", "Password")).fill(PASSWORD)
        return self.presses("登录", "Sign in")

    def signs_out(self) -> Visitor:
        self.signed_in.pop(self.login, None)
        self.login = ""
        menu = self.page.get_by_role("button", name=self.says("菜单", "Menu"), exact=True)
        if menu.is_visible():
            menu.click()
        return self.presses("退出", "Sign out")

    def becomes(self, login: str) -> Visitor:
        """Who comes back is to say where to go: nothing of what another saw is left."""
        if self.login == login:
            return self
        self._leaves_the_seat()
        if login not in self.signed_in:
            return self.signs_in(login)
        self.login, (self.lang, cookies) = login, self.signed_in[login]
        self.page.context.add_cookies(cookies)
        return self

    def _leaves_the_seat(self) -> None:
        if self.login:
            self.signed_in[self.login] = self.lang, self.page.context.cookies()
            self.page.context.clear_cookies()
            self.page.goto("about:blank")
            self.login = ""

    # a case

    def starts(self, procedure: str, flat: Flat, applicant: int) -> str:
        """Answers the number of the case."""
        declared = PROCEDURES[procedure]
        self.goes_to("/start")
        self.follows(self.page.get_by_role("heading").get_by_role("link", name=self.label(declared), exact=True))
        self.page.get_by_label(self.says("房号或姓名", "Unit or name")).fill(flat.code)
        if not self.scripts:
            self.presses("查找", "Find", self.page.get_by_role("main").get_by_role("search"))
        found = self.page.locator("#units").get_by_role("link", name=flat.code)
        self.follows(found.first)  # its people follow
        self.page.locator(f'input[name="applicant"][value="{applicant}"]').check()
        self.presses("新建", "Start the case")
        return self.page.locator("h1 .number").inner_text()

    def begins(self, procedure: str, **asked: Any) -> str:
        """A case of the office's own, without unit and applicant. Answers its number."""
        declared = PROCEDURES[procedure]
        self.goes_to("/start")
        self.follows(self.page.get_by_role("heading").get_by_role("link", name=self.label(declared), exact=True))
        self.fills(self.page.locator("form#start"), asked)
        self.presses("新建", "Start the case")
        return self.page.locator("h1 .number").inner_text()

    def finds(self, number: str) -> Visitor:
        """On the worklist, which is where an ordinary day begins."""
        self.goes_to("/")
        return self.follows(self.page.locator(".worklist .lead").get_by_role("link", name=number))

    def brings(self, *kinds: str) -> Visitor:
        for kind in kinds:
            self.page.locator("#kind").select_option(kind)
            self.page.locator("#file").set_input_files({"name": f"{kind}.png", "mimeType": "image/png", "buffer": PNG})
            self.presses("上传", "Upload")
            self.is_told(self.says("已添加 1 份材料", "Added 1 paper(s)"))
        return self

    def takes(self, event: str, **given: Any) -> Visitor:
        """And is told that it is done."""
        self.sends(event, **given)
        done = self.says(f"已办理“{EVENTS[event].zh}”", f"Done: “{EVENTS[event].en}”")
        expect(self.page.get_by_role("status")).to_contain_text(done)
        return self

    def sends(self, event: str, **given: Any) -> Visitor:
        form = self.opens(event)
        self.fills(form, given)
        label = EVENTS[event]
        return self.presses(label.zh, label.en, form)

    def opens(self, event: str) -> Locator:
        """The form of the event, wherever the page keeps it: open, folded away, or on a page of its own."""
        form = self.page.locator(f"form#act-{event}")
        if not form.count():
            label = self.label(EVENTS[event])
            self.follows(
                self.page.get_by_role("link", name=self.says(f"填写并{label}", f"Fill in: {label}"), exact=True)
            )
        folded = self.page.locator("details:not([open])", has=form)
        if folded.count():
            folded.locator("> summary").click()
        return form

    def fills(self, form: Locator, given: Mapping[str, Any]) -> None:
        for name, value in given.items():
            if name in WORDS:
                form.locator(f'[name="{name}"]').fill(value)
            elif isinstance(value, list):
                for number, row in enumerate(value):
                    self.needs_a_row(form, name, number)
                    for column, cell in row.items():
                        _fill(form.locator(f'[name="data.{name}.{number}.{column}"]'), cell)
            else:
                _fill(form.locator(f'[name="data.{name}"]'), value)

    def needs_a_row(self, form: Locator, table: str, number: int) -> None:
        """Asks for more blank rows where there are too few."""
        row = form.locator(f'[name^="data.{table}.{number}."]').first
        if not row.count():
            form.locator(f'[id="more-data.{table}"]').click()
            row.wait_for()

    def state_is(self, state: str, procedure: str) -> Visitor:
        expect(self.page.locator(".badge-state").first).to_have_text(self.label(PROCEDURES[procedure].state(state)))
        return self


def _fill(field: Locator, value: Any) -> None:
    said = {True: "yes", False: "no"}.get(value) if isinstance(value, bool) else value
    if field.first.evaluate("one => one.localName") == "select":
        field.select_option(said)
    elif isinstance(value, bool):
        field.and_(field.page.locator(f'[value="{said}"]')).check()
    else:
        field.fill(as_typed(value))


def as_typed(value: Any) -> str:
    """Moments by the site's clock, the rest as it is."""
    if isinstance(value, str) and MOMENT.match(value):
        return datetime.fromisoformat(value).astimezone(ZONE).strftime("%Y-%m-%dT%H:%M")
    return str(value)
