"""No value that the inventory names leaves the house by a webhook, whatever the declaration says of the field."""

import json
from typing import Any

import pytest

from flows.procedures import PROCEDURES
from flows.procedures.retention import FIELDS
from flows.service.catalogue import Catalogue
from flows.service.webhooks import cloud_event

CATALOGUE = Catalogue()
SAID = "示例某人之语"


def _asked(place: str) -> list[tuple[str, dict[str, Any]]]:
    """Every procedure that asks for it, with what an event of it would say."""
    name, _, column = place.partition(".")
    found = (procedure for procedure in PROCEDURES.values() if name in procedure.fields())
    return [(one.key, {name: [{column: SAID, "none": "x"}] if column else SAID}) for one in found]


@pytest.mark.parametrize("place", FIELDS)
def test_what_the_inventory_names_is_told_to_nobody(place: str) -> None:
    asked = _asked(place)
    assert asked, "the inventory names what no procedure asks for"
    for key, data in asked:
        record = {"seq": 2, "at": "2026-07-06T01:00:00+00:00", "event": "submit", "data": data}
        event = cloud_event(PROCEDURES[key], CATALOGUE.personal, "north", "R-2026-0001", 1, record)
        assert SAID not in json.dumps(event, ensure_ascii=False), key


def test_what_is_nobodys_is_told() -> None:
    data = {"place": "B1 机房", "welder": SAID, "certificate_number": SAID, "nothing": "x"}
    record = {"seq": 2, "at": "2026-07-06T01:00:00+00:00", "event": "submit", "data": data}
    event = cloud_event(PROCEDURES["hot_work_permit"], CATALOGUE.personal, "north", "R-2026-0001", 1, record)
    assert event["data"]["values"] == {"place": "B1 机房"}
    record["data"] = {"workers": [{"name": SAID, "id_number": SAID, "phone": SAID, "trade": "瓦工"}]}
    event = cloud_event(PROCEDURES["worker_pass"], CATALOGUE.personal, "north", "R-2026-0001", 1, record)
    assert event["data"]["values"] == {"workers": [{"trade": "瓦工"}]}
