"""A citation names its clauses one by one, however the office writes it."""

import pytest

from flows.definition import BEYOND
from flows.definition.check import clauses_of


@pytest.mark.parametrize(
    ("citation", "clauses"),
    [
        ("CSH 5.5", ["CSH 5.5"]),
        ("CSH 5.5.1-4", ["CSH 5.5.1", "CSH 5.5.2", "CSH 5.5.3", "CSH 5.5.4"]),
        ("CSH 5.3.3–4", ["CSH 5.3.3", "CSH 5.3.4"]),
        ("CSH 5.3.9-11", ["CSH 5.3.9", "CSH 5.3.10", "CSH 5.3.11"]),
        ("SSP 2.6.1-2.6.2", ["SSP 2.6.1", "SSP 2.6.2"]),
        ("SSP 2.3–2.4.1", ["SSP 2.3", "SSP 2.4.1"]),
        ("CSH 5.5.4-1", ["CSH 5.5.4", "CSH 5.5.1"]),
        ("EMP ch4.2, ch4.1.7", ["EMP ch4.2", "EMP ch4.1.7"]),
        ("EMP ch4.1.7-9", ["EMP ch4.1.7", "EMP ch4.1.8", "EMP ch4.1.9"]),
        ("EMP move-in", ["EMP move-in"]),
        ("OPS C 5, OPS D 4.2, CSH 1.2.1.4", ["OPS C 5", "OPS D 4.2", "CSH 1.2.1.4"]),
        ("OPS C 5.1, 5.2; D 8.1", ["OPS C 5.1", "OPS C 5.2", "OPS D 8.1"]),
        ("OPS B", ["OPS B"]),
        ("CSH 1.2.2.6、KPI 1.1.7", ["CSH 1.2.2.6", "KPI 1.1.7"]),
        ("CSH 5.5, CSH 5.5", ["CSH 5.5"]),
        (f"CSH 5.5.4; {BEYOND}", ["CSH 5.5.4"]),
        (BEYOND, []),
        ("", []),
    ],
)
def test_a_citation_is_taken_apart(citation: str, clauses: list[str]) -> None:
    assert clauses_of(citation) == tuple(clauses)
