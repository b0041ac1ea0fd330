"""The guides say what stands on the pages, and the commands of the operator's guide run."""

import re
import shlex
from datetime import timedelta
from pathlib import Path

import pytest
from click.testing import CliRunner

from command.configuration import SHORTEST_SECRET, Misconfigured, configuration
from command.main import main
from command.sealing import EVERY
from flows.definition.checks.words import CJK
from flows.procedures import PROCEDURES
from flows.service.papers import LARGEST
from flows.service.passwords import SHORTEST
from flows.service.sessions import Lifetimes
from tests.docs.documents import DOCUMENTS, ROOT, blocks, rows, section
from web.limits import Limits

GUIDES = {"docs/desk.zh.md": "zh", "docs/desk.md": "en"}
BOLD = re.compile(r"\*\*([^*]+?)[.。]?\*\*")
# At the head of a paragraph, bold says what it is about.
TOPICS = re.compile(r"^\*\*[^*]+[.。]?\*\*,?(?: from the top:)?", re.MULTILINE)


def on_pages() -> str:
    """Everything that a page may say: templates, the code of the web, the declarations."""
    places = (
        *(ROOT / "src/web").rglob("*.html"),
        *(ROOT / "src/web").rglob("*.py"),
        *(ROOT / "src/flows/procedures").glob("*.py"),
    )
    return "\n".join(path.read_text(encoding="utf-8") for path in places)


def named(document: str) -> list[str]:
    """What a guide sets in bold within its sentences and tables."""
    return BOLD.findall(TOPICS.sub("", DOCUMENTS[document]))


@pytest.mark.parametrize("document", GUIDES)
def test_what_is_bold_stands_on_a_page(document: str) -> None:
    words, pages = named(document), on_pages()
    assert len(words) > 40
    # A label is made of its parts where an expression stands between them.
    assert [each for each in words if each not in pages and f"{each}：" not in pages] == []


def test_both_guides_lead_through_every_procedure() -> None:
    zh = [row[0] for row in rows(section("docs/desk.zh.md", "## 每件事，前台做什么"))]
    en = [row[0] for row in rows(section("docs/desk.md", "## Each procedure at the desk"))]
    assert zh == [p.zh for p in PROCEDURES.values()]
    assert en == [p.en for p in PROCEDURES.values()]


def test_both_guides_name_the_same_events_for_each_procedure() -> None:
    zh = rows(section("docs/desk.zh.md", "## 每件事，前台做什么"))
    en = rows(section("docs/desk.md", "## Each procedure at the desk"))
    for procedure, told_zh, told_en in zip(PROCEDURES.values(), zh, en, strict=True):
        events = {t.event.zh: t.event.en for t in procedure.transitions}
        assert [events[word] for word in BOLD.findall(told_zh[1])] == BOLD.findall(told_en[1])


def test_the_guides_speak_their_language() -> None:
    assert not CJK.search(DOCUMENTS["docs/desk.md"].replace("中文", ""))
    assert len(CJK.findall(DOCUMENTS["docs/desk.zh.md"])) > 500


def test_the_numbers_of_the_guides_are_those_of_the_code() -> None:
    lasts = (Lifetimes().whole // timedelta(hours=1), Lifetimes().idle // timedelta(hours=1))
    assert (LARGEST // 1024 // 1024, lasts, Limits().sign_in, SHORTEST) == (20, (12, 2), 5, 8)
    for words in ("20 MB", "12 小时", "两小时", "连错五次"):
        assert words in DOCUMENTS["docs/desk.zh.md"]
    for words in ("20 MB", "twelve hours", "two hours", "five wrong passwords"):
        assert words in DOCUMENTS["docs/desk.md"]
    assert EVERY == 10 * 60
    assert "every ten\n  minutes" in DOCUMENTS["docs/operations.md"]
    assert "every ten minutes" in DOCUMENTS["README.md"]
    assert f"At least {SHORTEST}\ncharacters" in DOCUMENTS["docs/operations.md"]


OPERATIONS = "docs/operations.md"
SERVES = "flows serve"  # does not come back


def test_the_commands_of_the_operators_guide_run_one_after_the_other(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    typed = [
        line for block in blocks(OPERATIONS, "sh") for line in block.text.splitlines() if line.startswith("flows ")
    ]
    run = [line for line in typed if not line.startswith(SERVES)]
    assert len(run) >= 8
    for line in run:
        done = CliRunner().invoke(main, shlex.split(line)[1:], input="a long password\na long password\n")
        assert done.exit_code == 0, f"{line}: {done.output} {done.exception!r}"
    assert (tmp_path / "var" / "secret.key").stat().st_mode & 0o777 == 0o600


def test_the_operators_guide_quotes_what_the_program_says() -> None:
    said = {row[0].strip("`") for row in rows(section(OPERATIONS, "## When it doesn't start"))}
    for variable, value in (("FLOWS_DATABASE_URL", "mysql://x/y"), ("FLOWS_SECRET_KEY", "x" * (SHORTEST_SECRET - 1))):
        with pytest.raises(Misconfigured) as fault:
            configuration({variable: value})
        assert fault.value.message.en in said
    source = "".join(path.read_text(encoding="utf-8") for path in (ROOT / "src/command").glob("*.py"))
    assert [each for each in said if not each.startswith("FLOWS_") and each not in source] == []
