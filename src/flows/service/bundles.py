"""The notices that a person's message is of: the queue keeps them, and they are worded when it is sent. So what is no
concern of theirs by then is left out, and nobody is disturbed by night."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from flows.definition import Text
from flows.service.ladders import quiet_until
from flows.service.wording import Item, worded


def bundled(notices: Sequence[Any], lang: str) -> dict[str, Any]:
    """As the queue keeps them; each with its site's key and zone and the number of its case."""
    return {"lang": lang, "notices": [_kept(one) for one in notices]}


def _kept(notice: Any) -> dict[str, Any]:
    return {
        "site_id": notice.site_id,
        "site": notice.key,
        "zone": notice.zone,
        "number": notice.number,
        "zh": notice.zh,
        "en": notice.en,
        "at": notice.at.isoformat(),
        "urgent": notice.urgent,
    }


def sites_in(row: Any) -> frozenset[int]:
    """That a message in the queue tells of."""
    return frozenset(one["site_id"] for one in row.content.get("notices", ())) or frozenset({row.site_id})


def quiet_hours_end(row: Any, now: datetime, settings: Mapping[int, Mapping[str, Any]]) -> datetime | None:
    """When a message in the queue may be heard; None for one that may be now. `settings`: of each of its sites."""
    notices = row.content.get("notices", ())
    if any(one["urgent"] for one in notices):
        return None
    places = {(one["site_id"], one["zone"]) for one in notices}
    ends = [quiet_until(now, ZoneInfo(zone), settings[site]) for site, zone in places]
    return max((end for end in ends if end), default=None)


def unbundled(row: Any, sites: Collection[int], base_url: str) -> dict[str, str] | None:
    """`subject` and `body`, of these sites alone; None where nothing is left."""
    if "notices" not in row.content:
        return row.content if row.site_id in sites else None
    items = [_item(one) for one in row.content["notices"] if one["site_id"] in sites]
    return worded(items, row.content["lang"], base_url) if items else None


def _item(kept: Mapping[str, Any]) -> Item:
    words, at = Text(kept["zh"], kept["en"]), datetime.fromisoformat(kept["at"])
    return Item(words, at, ZoneInfo(kept["zone"]), kept["site"], kept["number"], kept["urgent"])
