"""What `ready` needs of the record of conduct."""

from __future__ import annotations

from typing import Any

from tests.procedures.situations import day

IDLE = {"month_conduct": {"points": [], "same": [], "open": []}}
OFTEN = {"month_conduct": {"points": ["1"] * 4, "same": [day(-3)] * 4, "open": []}}
FACTS: dict[str, dict[str, Any]] = {
    "conduct_record": {
        "employee": "hong",
        "offence": "idle_talk",
        "happened_on": day(-3),
        "minutes_off": None,
        "points_weighed": None,
        "conduct_seen": "chatted at the desk",
        "conduct_corrected": "told at once",
        "objection": "it was about a parcel",
        "decision_told": "both heard",
        "points_more": None,
        "month_words": "better than last month",
        "measure_decided": "none",
        "docking_confirmed": "0",
        "within_cap": True,
        "conduct_opinion": "so it is",
    }
}
KNOWN: dict[str, dict[str, Any]] = {
    "conduct_record": {
        "month_ends": day(-2),
        "points_noted": "1",
        "measure_proposed": "none",
        "docking_proposed": "0.00",
        "agreed_on": day(0),  # what `objections_are_over` is spoilt by
    }
}


def _say(**facts: Any) -> Any:
    return lambda found: found.but(**facts)


def _others(**known: Any) -> Any:
    return lambda found: found.where(facts={**found.situation.facts, **known})


SPOILT = {
    "offence_is_measured": _say(offence="late"),
    "points_within_range": _say(points_weighed="5"),
    "more_within_range": _say(points_more="10"),
    "counts_as_left": _others(**IDLE),
    "within_conduct_proposal": _say(docking_confirmed="0.01"),
}
DRAWN_IN = {"counts_as_left": _others(**OFTEN)}
