"""A clause beside a button, in the reader's own language even where a citation names a clause and our own addition."""

import pytest
from flask import Flask, render_template_string

from flows.definition import BEYOND
from tests.web.conftest import Pages

DRAWN = '{% import "case/form.html" as parts with context %}{{ parts.clause({"clause": clause}) }}'


@pytest.mark.parametrize(("clause", "told"), [
    (BEYOND, "手册未规定"),
    (f"CSH 1.2.1.4, {BEYOND}", "CSH 1.2.1.4, 手册未规定"),
    ("CSH 1.2.1.4", "CSH 1.2.1.4"),
])  # fmt: skip
def test_a_citation_reads_in_chinese(pages: Pages, clause: str, told: str) -> None:
    app: Flask = pages.app
    with app.test_request_context("/?lang=zh"):
        assert render_template_string(DRAWN, clause=clause).strip() == f'<span class="clause">{told}</span>'
