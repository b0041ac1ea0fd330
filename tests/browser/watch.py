"""What is held against every page that a visitor sees, and the pictures that are kept of it.

A page is pictured once in each language, width and colour scheme for what it says. Where nobody has been before, the whole
page is searched for barriers (half a second of computing), and later what is of a kind that no page in its place had.
"""

from __future__ import annotations

import re
import shutil
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path

import axe_playwright_python
from playwright.sync_api import BrowserContext, ConsoleMessage, Page, Response

NARROWEST = 360  # CSS pixels: the phones that people still carry
ENLARGED = 640  # what is left of a screen of 1280 at 200 %
PICTURES = Path(__file__).parents[2] / "test-results" / "browser"
# Where we are with what the page says (but for names and numbers), and with each kind of element that it is made of.
SHAPES = """() => {
    const place = [innerWidth, matchMedia('(prefers-color-scheme: dark)').matches,
        location.pathname.replace(/[A-Z]*-?[0-9][-0-9]*|%[0-9A-F]+/g, '#')].join(' ');
    const said = Array.from(document.querySelectorAll('html, h1, h2, h3, .badge-state, [role=alert], form'), one =>
        one.lang || one.id || (one.matches('[role=alert], form') ? 'alert' : one.textContent.replace(/[-0-9]+/g, '#')));
    const made = new Set(Array.from(document.querySelectorAll('body :not(svg *)'), one =>
        `${one.localName}.${one.getAttribute('class')}.${one.getAttribute('type')}.${one.getAttribute('role')}`));
    return [[place, ...said].join('|'), Array.from(made, one => `${place} ${one}`)];
}"""
# The whole page, or of the elements of the kinds given one each, but for a case's diagram: that is searched where its
# procedure is explained.
SEARCH = """async ([kinds, out]) => {
    const whole = [document.documentElement];
    const found = kinds.map(kind => Array.from(document.querySelectorAll('body :not(svg *)')).find(one => kind.endsWith(
        ` ${one.localName}.${one.getAttribute('class')}.${one.getAttribute('type')}.${one.getAttribute('role')}`)));
    const context = {include: kinds.length ? found : whole, exclude: [[out]]};
    const size = {'target-size': {enabled: true}};  // WCAG 2.2, which axe leaves off as yet
    const {violations} = await axe.run(context, {resultTypes: ['violations'], rules: size});
    return violations.map(({id, nodes}) =>
        ({id, nodes: nodes.slice(0, 3).map(({html, failureSummary}) => ({html, failureSummary}))}));
}"""
TOO_WIDE = """most => document.documentElement.scrollWidth <= most ? [] : Array.from(document.querySelectorAll('main *, header *'))
    .filter(one => one.getBoundingClientRect().right > most + 1 && !one.closest('.table-frame, .diagram-frame, .nav'))
    .slice(0, 5).map(one => one.outerHTML.slice(0, 120)).concat(`scrolls to ${document.documentElement.scrollWidth}`)"""
# Whoever goes by keys gets to whatever can be pressed, in the order of the page, and sees where they are; whoever asked for
# less motion (as every visitor here does) is shown none.
BY_KEYS = """() => {
    const shown = one => one.checkVisibility({visibilityProperty: true}) && !one.closest('[inert], [aria-hidden=true]');
    const pressed = Array.from(document.querySelectorAll('a[href], button, input, select, textarea, summary, [tabindex]'))
        .filter(one => shown(one) && !one.disabled && one.type !== 'hidden');
    const marked = one => { const {outlineStyle, outlineWidth} = getComputedStyle(one);
        return outlineStyle !== 'none' && parseFloat(outlineWidth) >= 2; };
    const before = document.activeElement, faults = [], tell = (one, what) => faults.push(`${what}: ${one.outerHTML.slice(0, 120)}`);
    for (const one of pressed) {
        if (one.tabIndex > 0) tell(one, 'out of order');
        if (one.tabIndex < 0) { if (one.matches('a, button, input, select, textarea, summary')) tell(one, 'out of reach'); continue; }
        one.focus({preventScroll: true, focusVisible: true});
        if (document.activeElement !== one) tell(one, 'takes no focus');
        else if (!marked(one) && !(one.closest('.tile') && marked(one.closest('.tile')))) tell(one, 'focus not seen');
    }
    for (const one of document.querySelectorAll('[hx-get], [hx-post]'))
        if (/click/.test(one.getAttribute('hx-trigger') || '') && !pressed.includes(one)) tell(one, 'for the mouse alone');
    if (before && before !== document.body) before.focus({preventScroll: true}); else if (document.activeElement) document.activeElement.blur();
    for (const one of document.getAnimations()) if (one.playState === 'running') tell(one.effect.target, 'moves');
    return faults.slice(0, 5);
}"""
AXE = Path(axe_playwright_python.__file__).with_name("axe.min.js").read_text(encoding="utf-8")
FOR_PROGRAMS = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d|\b(?:True|False)\b")


@dataclass
class Watch:
    """Shapes seen by this process of tests, and what is wrong on the pages of the test that runs."""

    shapes: set[str] = field(default_factory=set)
    problems: list[str] = field(default_factory=list)
    folder: Path = PICTURES
    pictures: int = 0

    def begins(self, test: str) -> None:
        self.problems, self.pictures = [], 0
        self.folder = PICTURES / re.sub(r"[^\w-]+", "_", test).strip("_")
        shutil.rmtree(self.folder, ignore_errors=True)

    def listens(self, context: BrowserContext) -> None:
        """No error in the console, no script that fails, nothing that the policy of the page forbids."""
        refusals: set[str] = set()

        def answered(response: Response) -> None:
            if response.request.is_navigation_request() and 400 <= response.status < 500:
                refusals.add(response.url)

        def said(message: ConsoleMessage) -> None:
            expected = message.location["url"] in refusals and message.text.startswith("Failed to load resource")
            if message.type in ("error", "warning") and not expected:
                self.problems.append(f"console: {message.text} ({message.location['url']})")

        context.on("response", answered)
        context.on("console", said)
        context.on("weberror", lambda error: self.problems.append(f"script: {error.error}"))

    def looks_at(self, page: Page, who: str, scripts: bool = True) -> None:
        said, made = page.evaluate(SHAPES)
        place = said.split("|")[0]
        where = f"{who} at {page.url.split('/', 3)[3]}, {' '.join(said.split('|')[:2])}"
        new = self._new(*made) if scripts else []
        if new:
            kinds = [] if self._new(place) else new
            self.problems += [f"{where}: {line}" for line in (page.evaluate(BY_KEYS) if not kinds else [])]
            self.problems += [f"{where}: {line}" for line in barriers(page, kinds)]
        if self._new(said):
            self._keeps_a_picture(page, who)
            raw = FOR_PROGRAMS.findall(page.get_by_role("main").inner_text())
            self.problems += [f"{where}: {words} is written for programs" for words in raw]
            if new or not scripts:  # what is made of kinds that were measured here before is as wide as they are
                self.problems += [f"{where}: {line}" for line in _sticks_out(page)]

    def _new(self, *shapes: str) -> list[str]:
        found = [one for one in shapes if one not in self.shapes]
        self.shapes.update(found)
        return found

    def _keeps_a_picture(self, page: Page, who: str) -> None:
        self.pictures += 1
        self.folder.mkdir(parents=True, exist_ok=True)
        what = re.sub(r"[^\w-]+", "-", page.url.split("/", 3)[3]).strip("-")[:60] or "worklist"
        path = self.folder / f"{self.pictures:02}-{who}-{what}.jpg"
        # Half the time of a PNG; to hide the caret leaves style attributes behind.
        page.screenshot(path=path, type="jpeg", quality=75, full_page=True, caret="initial")


def barriers(page: Page, kinds: Sequence[str] = (), leaving_out: str = ".case-story .flow-diagram") -> list[str]:
    """Of the whole page, or of one element of each of the `kinds`, as `SHAPES` writes them."""
    page.evaluate(AXE)
    found = page.evaluate(SEARCH, [kinds, leaving_out])
    return [f"axe {one['id']}: {node['html'][:160]} {_why(node)}" for one in found for node in one["nodes"]]


def _why(node: dict[str, object]) -> str:
    return str(node.get("failureSummary", "")).replace("\n", " ")[:200]


def _sticks_out(page: Page) -> list[str]:
    """What makes the page scroll sideways on a narrow phone, on a screen at 200 %, or at its own width."""
    usual = page.viewport_size
    assert usual is not None
    found: list[str] = page.evaluate(TOO_WIDE, usual["width"])
    for width in (NARROWEST, ENLARGED):
        if width < usual["width"]:
            page.set_viewport_size({"width": width, "height": usual["height"]})
            found += [f"{width} wide: {line}" for line in page.evaluate(TOO_WIDE, width)]
    page.set_viewport_size(usual)
    return found
