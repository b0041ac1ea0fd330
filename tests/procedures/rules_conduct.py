"""What the rules of the record of conduct come to: (rule, situation, value)."""

from flows.definition import Situation
from tests.procedures.examples_conduct import BEFORE, record
from tests.procedures.situations import in_case


def of_the_first_version(here: Situation) -> Situation:
    """Its cases hold no figure for a docking."""
    return in_case(here, version=1, settings={k: v for k, v in here.case.settings.items() if k != "docking"})


RULES_OF_CONDUCT = [
    ("points_noted", record(), "1"),
    ("points_noted", record(offence="hair", points_weighed="0_5"), "0.5"),
    ("points_noted", record(offence="complained_of", points_weighed="10"), "10"),
    ("points_noted", record(offence="leave"), "0"),
    *[
        ("points_noted", record(offence="late", minutes_off=minutes), count)
        for minutes, count in ((5, "1"), (6, "5"), (10, "5"), (11, "10"))
    ],
    ("conduct_times", record(), 1),
    ("conduct_times", record(BEFORE[:2]), 3),
    ("conduct_times", record([BEFORE[0]] * 2, offence="absent"), 2),
    ("points_reckoned", record(), "1"),
    ("points_reckoned", record(BEFORE[:2], points_more="2_5"), "3.5"),
    ("points_reckoned", record(BEFORE[:2], offence="telephone", points_noted="5"), "15"),
    ("conduct_month", record(points=["0.5", "10"]), "11.5"),
    ("conduct_month", record(BEFORE[:2], ["1", "1"], points_more="3"), "6"),
    ("conduct_open", record(open_=["KH-2026-0002", "KH-2026-0003"]), "KH-2026-0002、KH-2026-0003"),
    *[
        ("measure_proposed", record(BEFORE[: times - 1]), measure)
        for times, measure in ((1, "none"), (2, "none"), (3, "warning"), (4, "demerit"), (5, "left"))
    ],
    ("measure_proposed", record(BEFORE[:3], offence="telephone"), "warning"),
    ("measure_proposed", record(offence="quarrel"), "judged"),
    ("docking_proposed", record(), "0.00"),
    ("docking_proposed", record(offence="leave"), "40.00"),
    ("docking_proposed", record(offence="leave", settings={"docking": "62.5"}), "62.50"),
    ("docking_proposed", of_the_first_version(record(offence="leave")), "40.00"),
    *[
        ("docking_proposed", record(offence=offence, minutes_off=minutes), yuan)
        for offence, minutes, yuan in (
            ("late", 10, "0.00"),
            ("late", 11, "40.00"),
            ("stand_in", 240, "0.00"),
            ("stand_in", 241, "40.00"),
        )
    ],
]
