"""What the manuals show: who looks at which page, and the templates that the page is made of."""

from __future__ import annotations

import hashlib
import re
from dataclasses import dataclass
from pathlib import Path

from tests.docs.documents import ROOT

MANUALS = ROOT / "docs" / "manuals"
PICTURES = MANUALS / "pictures"
FINGERPRINTS = PICTURES / "fingerprints.txt"
TEMPLATES = ROOT / "src" / "web" / "templates"
LANGUAGES = ("zh", "en")
# What a reader looks for on a page by its words. Sentences beside them change more often and mislead nobody.
SIGNPOSTS = re.compile(r"<(h[123]|button|th|label|legend|summary)\b[^>]*>(.*?)</\1>", re.DOTALL)
WORDS = re.compile(r'"((?:[^"\\]|\\.)*[^\W\d_](?:[^"\\]|\\.)*)"|%\}([^{}<>]*[^\W\d_][^{}<>]*)\{%')


@dataclass(frozen=True)
class Scene:
    """`follows`: the link that is pressed there, as CSS."""

    login: str
    path: str
    templates: tuple[str, ...]
    follows: str = ""
    phone: bool = False


CASE = ("case/page.html", "case/form.html")
FIRST = ".worklist .lead a"
SCENES = {
    "desk-worklist": Scene("front_desk", "/", ("worklist/frame.html", "worklist/page.html")),
    "desk-start": Scene("front_desk", "/start/hot_work_permit", ("starting/prepare.html",)),
    "desk-case": Scene("front_desk", "/?procedure=hot_work_permit", CASE, FIRST),
    "supervisor-approval": Scene("engineering_supervisor", "/?procedure=hot_work_permit", CASE, FIRST, phone=True),
    "supervisor-dashboard": Scene("company_manager", "/dashboard", ("dashboard/page.html",)),
    "supervisor-report": Scene("company_manager", "/reports/money", ("reports/page.html",)),
    "trainer-gallery": Scene("trainer", "/procedures", ("procedures/gallery.html",)),
    "trainer-diagram": Scene("trainer", "/procedures/hot_work_permit", ("procedures/procedure.html",)),
    "trainer-practice": Scene("trainer", "/practice/room", ("practice/room.html",)),
    "administrator-people": Scene("administrator", "/admin/users", ("admin/users.html",)),
    "administrator-settings": Scene("administrator", "/admin/settings", ("admin/settings.html",)),
    "administrator-import": Scene("administrator", "/admin/import", ("admin/import.html",)),
}


def picture(name: str, lang: str) -> Path:
    return PICTURES / f"{name}.{lang}.png"


def signposts(template: str) -> tuple[str, ...]:
    """The words of headings, buttons and labels in both languages, as the template writes them."""
    text = (TEMPLATES / template).read_text(encoding="utf-8")
    return tuple("".join(words) for _, inner in SIGNPOSTS.findall(text) for words in WORDS.findall(inner))


def fingerprint(scene: Scene) -> str:
    said = "\n".join("\n".join(signposts(template)) for template in scene.templates)
    return hashlib.sha256(said.encode()).hexdigest()[:16]


def kept() -> dict[str, str]:
    """What the pages said when their pictures were taken."""
    lines = FINGERPRINTS.read_text(encoding="ascii").splitlines()
    return dict(line.split() for line in lines)


def keep() -> None:
    lines = [f"{name} {fingerprint(scene)}" for name, scene in sorted(SCENES.items())]
    FINGERPRINTS.write_text("\n".join(lines) + "\n", encoding="ascii")
