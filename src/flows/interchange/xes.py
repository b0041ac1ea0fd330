"""An event log as XES (IEEE 1849-2016), written as it comes: a trace at a time."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from xml.sax.saxutils import quoteattr

from flows.interchange.event_log import WITHHELD, Happening, Traces

EXTENSIONS = {"Concept": "concept", "Lifecycle": "lifecycle", "Organizational": "org", "Time": "time"}
SITE_OF_EXTENSIONS = "http://www.xes-standard.org"
NOT_IN_XML = re.compile("[^\t\n\r -\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
HEAD = """<?xml version="1.0" encoding="UTF-8"?>
<log xes.version="1849.2016" xes.features="" xmlns="http://www.xes-standard.org/">
"""
GLOBALS = """  <global scope="trace">
    <string key="concept:name" value=""/>
  </global>
  <global scope="event">
    <string key="concept:name" value=""/>
    <string key="lifecycle:transition" value="complete"/>
    <date key="time:timestamp" value="1970-01-01T00:00:00+00:00"/>
    <string key="org:resource" value=""/>
    <string key="org:role" value=""/>
    <string key="org:group" value=""/>
  </global>
  <classifier name="Activity" keys="concept:name"/>
  <classifier name="Activity and lifecycle" keys="concept:name lifecycle:transition"/>
  <classifier name="Post" keys="org:role"/>
"""


def written(traces: Traces, lang: str, about: Mapping[str, str]) -> Iterator[str]:
    """Pieces of the document. `about` are attributes of the log; of `more` of a trace, `site` is its events' group."""
    yield HEAD
    for name, prefix in EXTENSIONS.items():
        yield f'  <extension name="{name}" prefix="{prefix}" uri="{SITE_OF_EXTENSIONS}/{prefix}.xesext"/>\n'
    yield GLOBALS
    yield _string("  ", "lifecycle:model", "standard")
    for key, value in {**about, "left_out": WITHHELD.in_(lang)}.items():
        yield _string("  ", key, value)
    for trace in traces:
        lines = ["  <trace>\n", _string("    ", "concept:name", trace.case)]
        lines += [_string("    ", key, value) for key, value in trace.more.items()]
        for event in trace.events:
            lines += _event(event, trace.more.get("site", ""))
        yield "".join([*lines, "  </trace>\n"])
    yield "</log>\n"


def _event(event: Happening, group: str) -> Iterator[str]:
    yield "    <event>\n"
    yield _string("      ", "concept:name", event.activity)
    yield _string("      ", "lifecycle:transition", event.lifecycle)
    if event.at:
        yield f'      <date key="time:timestamp" value="{event.at.isoformat()}"/>\n'
    yield _string("      ", "org:resource", event.person)
    yield _string("      ", "org:role", event.post)
    yield _string("      ", "org:group", group)
    for key, value in event.more.items():
        yield _string("      ", key, value)
    yield "    </event>\n"


def _string(indent: str, key: str, value: str) -> str:
    return f"{indent}<string key={quoteattr(key)} value={quoteattr(NOT_IN_XML.sub(' ', value))}/>\n"
