"""The record of conduct."""

from tests.procedures.examples import example
from tests.procedures.situations import day, situation


def record(same=(), points=(), open_=(), *, role="cs_supervisor", settings=None, **facts):
    """Of idle talk three days ago, unless told otherwise; `same`: the days of the month's others of the kind."""
    known = {"month_conduct": {"points": list(points), "same": list(same), "open": list(open_)}}
    told = {"employee": "hong", "offence": "idle_talk", "happened_on": day(-3), "points_noted": "1", **facts}
    return situation("conduct_record", told, role=role, settings=settings, facts=known)


def confirming(measure, docking="0", proposed="warning", docked="40.00"):
    told = {"measure_decided": measure, "docking_confirmed": docking}
    return record(role="director", measure_proposed=proposed, docking_proposed=docked, **told)


BEFORE = [day(-9), day(-8), day(-7), day(-6)]
CONDUCT = [
    example(
        "offence_is_measured",
        {
            "late by a minute": record(offence="late", minutes_off=1),
            "a stand-in": record(offence="stand_in", minutes_off=241),
            "no matter of minutes": record(),
        },
        [
            ("late", record(offence="late"), "分钟", "minutes"),
            ("a stand-in", record(offence="stand_in"), "分钟", "minutes"),
        ],
    ),
    example(
        "points_within_range",
        {
            "fixed": record(),
            "fixed, and said": record(points_weighed="1"),
            "the least": record(offence="hair", points_weighed="0_5"),
            "the most": record(offence="hair", points_weighed="1_5"),
            "nothing to weigh yet": record(offence="late"),
        },
        [
            ("too few", record(offence="complained_of", points_weighed="4_5"), "5 至 10 分", "5 to 10"),
            ("too many", record(offence="hair", points_weighed="2"), "0.5 至 1.5 分", "0.5 to 1.5"),
            ("left open", record(offence="grave_dozing"), "3 至 5 分", "3 to 5"),
            ("none to give", record(offence="leave", points_weighed="1"), "留空", "leave it empty"),
            ("not as fixed", record(offence="late", minutes_off=6, points_weighed="1"), "定为 5 分", "fix 5"),
        ],
    ),
    example(
        "more_within_range",
        {
            "the second time": record(BEFORE[:1]),
            "the third": record(BEFORE[:2], points_more="1"),
            "the fourth": record(BEFORE[:3], points_more="5"),
            "the fifth": record(BEFORE),
            "the telephone's third is fixed": record(BEFORE[:2], offence="telephone"),
        },
        [
            ("nothing for the third", record(BEFORE[:2]), "第 3 次", "Time 3"),
            ("too many", record(BEFORE[:2], points_more="3_5"), "1 至 3 分", "1 to 3"),
            ("too few for the fourth", record(BEFORE[:3], points_more="2_5"), "3 至 5 分", "3 to 5"),
            ("some for the second", record(BEFORE[:1], points_more="1"), "留空", "leave it empty"),
            ("not as fixed", record(BEFORE[:2], offence="telephone", points_more="5"), "定为 10 分", "fix 10"),
        ],
    ),
    example(
        "counts_as_left",
        {
            "the fifth time": record(BEFORE),
            "three days away": record(BEFORE[:2], offence="absent"),
            "a grave quarrel": record(offence="grave_quarrel"),
        },
        [
            ("the fourth time", record(BEFORE[:3]), "自动离职", "having left"),
            ("two days, one of them twice", record([day(-3), day(-4)], offence="absent"), "主任", "director"),
            ("a quarrel", record(offence="quarrel"), "主任", "director"),
        ],
    ),
    example(
        "within_conduct_proposal",
        {
            "as proposed": confirming("warning", "40"),
            "lighter": confirming("none", "0"),
            "a demerit for having left": confirming("demerit", "0", proposed="left"),
            "a demerit, to be judged": confirming("demerit", "0", proposed="judged"),
        },
        [
            ("graver", confirming("demerit"), "警告", "Warning"),
            ("a cent more", confirming("warning", "40.01"), "40.00 元", "40.00 yuan"),
        ],
    ),
]
