"""Foreign event logs read: XES and lines with commas. Nothing in a file is carried out, fetched or expanded."""

from __future__ import annotations

import csv
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime, tzinfo
from io import StringIO
from pathlib import Path
from typing import BinaryIO
from xml.parsers import expat

from flows.definition.text import Text
from flows.interchange.event_log import COMPLETE, Happening, Trace, Unreadable

# Beyond any handbook: more than an office of a thousand cases a day writes in years, and what a machine of 4 GiB still holds.
LARGEST = 512 * 1024**2
DEEPEST = 64  # elements within each other; a log of IEEE 1849 has six or seven
CHUNK = 1 << 16
TYPES = ("string", "date", "int", "float", "boolean", "id")
CONCEPT, TRANSITION, AT, WHO, POST = (
    "concept:name",
    "lifecycle:transition",
    "time:timestamp",
    "org:resource",
    "org:role",
)
# What the columns of other people's files are called, the likeliest first; any other name by option.
USUAL: Mapping[str, tuple[str, ...]] = {
    "case": ("case", "case:concept:name", "case id", "case_id", "caseid", "单号", "案例", "编号"),
    "activity": ("activity", "concept:name", "event", "action", "操作", "活动", "事项"),
    "time": ("time", "time:timestamp", "timestamp", "date", "complete timestamp", "时间", "办理时间"),
    "person": ("person", "org:resource", "resource", "user", "经办人", "人员", "办理人"),
    "post": ("post", "org:role", "role", "岗位", "角色"),
    "lifecycle": ("lifecycle", "lifecycle:transition"),
}
NEEDED = ("case", "activity", "time")
OWN = ("target", "stands_in_for")  # that logs of ours tell beside


def traces(file: Path, columns: Mapping[str, str], zone: tzinfo) -> Iterator[Trace]:
    """The cases of the file, told by its content. `columns` names those of lines with commas by our names; moments without an
    offset are of `zone`. Raises Unreadable, as late as where the fault is."""
    size = file.stat().st_size
    if size > LARGEST:
        most = LARGEST // 1024**2
        raise Unreadable(
            file.name, Text(f"文件超过 {most} MB，请分开", f"larger than {most} MB: make several files of it")
        )
    with file.open("rb") as stream:
        lead = stream.read(CHUNK)
        stream.seek(0)
        if lead.startswith((b"\x1f\x8b", b"PK")):
            raise Unreadable(file.name, Text("这是压缩文件，请先解压", "compressed: unpack it first"))
        text = lead.lstrip(b"\xef\xbb\xbf\xff\xfe \t\r\n")
        yield from read_xes(stream, zone) if text.startswith(b"<") else read_csv(stream.read(), columns, zone)


def moment(text: str, zone: tzinfo, where: str) -> datetime:
    """ISO 8601 or as spreadsheets write it; a day alone begins at midnight."""
    plain = text.strip().replace("/", "-")
    try:
        found = datetime.fromisoformat(plain)
    except ValueError:
        found = _spelt(plain, text, where)
    return found if found.tzinfo else found.replace(tzinfo=zone)


def _spelt(plain: str, text: str, where: str) -> datetime:
    for form in ("%Y-%m-%d %H:%M:%S", "%Y-%m-%d %H:%M", "%Y-%m-%d", "%Y年%m月%d日 %H:%M"):
        try:
            return datetime.strptime(plain, form)  # noqa: DTZ007 - the zone is given by whoever calls
        except ValueError:
            continue
    raise Unreadable(where, Text(f"读不懂时间“{text[:40]}”", f"no moment: “{text[:40]}”"))


def read_csv(content: bytes, columns: Mapping[str, str], zone: tzinfo) -> Iterator[Trace]:
    """Lines may come in any order; each case's in the order of the file."""
    text = _decoded(content)
    first = text.split("\n", 1)[0]
    delimiter = max(",;\t", key=first.count)
    rows = csv.reader(StringIO(text, newline=""), delimiter=delimiter, strict=True)
    found: dict[str, list[Happening]] = {}
    more: dict[str, dict[str, str]] = {}
    try:
        heads = next(rows, [])
        places = _places(heads, columns)
        kept = {name: heads.index(name) for name in ("procedure", "version") if name in heads}
        own = {name: heads.index(name) for name in OWN if name in heads}
        for row in rows:
            if not any(cell.strip() for cell in row):
                continue
            case, event = _row(row, places, own, zone, rows.line_num)
            found.setdefault(case, []).append(event)
            more.setdefault(case, {name: row[place] for name, place in kept.items() if place < len(row)})
    except csv.Error as fault:
        line = f"第 {rows.line_num} 行 / line {rows.line_num}"
        raise Unreadable(line, Text(f"读不成表格：{fault}", f"no line with commas: {fault}")) from fault
    for case, events in found.items():
        yield Trace(case, events, more.get(case, {}))


def _decoded(content: bytes) -> str:
    for letters in ("utf-16",) if content[:2] in (b"\xff\xfe", b"\xfe\xff") else ("utf-8-sig", "gb18030"):
        try:
            return content.decode(letters)
        except UnicodeDecodeError:
            continue
    zh, en = "不是 UTF-8、UTF-16 或 GB18030 的文本", "neither XES nor text in UTF-8, UTF-16 or GB18030"
    raise Unreadable("file", Text(zh, en))


def _places(heads: list[str], columns: Mapping[str, str]) -> dict[str, int]:
    known = {head.strip().lower(): index for index, head in reversed(list(enumerate(heads)))}
    found = {}
    for name, usual in USUAL.items():
        wanted = (columns[name].lower(),) if columns.get(name) else usual
        place = next((known[head] for head in wanted if head in known), None)
        if place is not None:
            found[name] = place
        elif columns.get(name) or name in NEEDED:
            has = "、".join(heads[:20])
            zh = f"没有“{wanted[0]}”这一列（{name}）；文件有：{has}。用 --column {name}=列名 指明"
            en = f"has no column “{wanted[0]}” for {name}; it has: {has}. Name it by --column {name}=…"
            raise Unreadable("第 1 行 / line 1", Text(zh, en))
    return found


def _row(
    row: list[str], places: Mapping[str, int], own: Mapping[str, int], zone: tzinfo, line: int
) -> tuple[str, Happening]:
    where = f"第 {line} 行 / line {line}"
    told = {name: row[place].strip() if place < len(row) else "" for name, place in places.items()}
    for name in NEEDED:
        if not told[name]:
            raise Unreadable(where, Text(f"没有填 {name}", f"{name} is empty"))
    lifecycle = (told.get("lifecycle") or COMPLETE).lower()
    at = moment(told["time"], zone, where)
    person, post = told.get("person", ""), told.get("post", "")
    more = {name: row[place] for name, place in own.items() if place < len(row) and row[place]}
    return told["case"], Happening(told["activity"], at, person, post, lifecycle, more, line)


@dataclass
class _Reading:
    """What the parser has seen so far. Names are those of elements without their namespace."""

    zone: tzinfo
    open: list[str] = field(default_factory=list)
    trace: dict[str, str] = field(default_factory=dict)
    event: dict[str, str] = field(default_factory=dict)
    events: list[Happening] = field(default_factory=list)
    done: list[Trace] = field(default_factory=list)
    count: int = 0

    def start(self, name: str, attributes: dict[str, str], line: int) -> None:
        tag = name.rpartition("}")[2]
        where = f"第 {line} 行 / line {line}"
        if not self.open and tag != "log":
            raise Unreadable(where, Text(f"根元素是 {tag}，不是 XES 的 log", f"the root is {tag}, not the log of XES"))
        if len(self.open) >= DEEPEST:
            raise Unreadable(where, Text("元素套得太深", "elements lie too deep within each other"))
        above = self.open[-1] if self.open else ""
        self.open.append(tag)
        if tag == "trace" and above == "log":
            self.trace, self.events = {}, []
        elif tag == "event" and above in ("trace", "log"):
            self.event = {}
        elif tag in TYPES and above in ("trace", "event"):
            kept = self.trace if above == "trace" else self.event
            kept[attributes.get("key", "")] = attributes.get("value", "")

    def end(self, line: int) -> None:
        tag, above = self.open.pop(), self.open[-1] if self.open else ""
        if tag == "event" and above in ("trace", "log"):
            happening = self._happening(line)
            if above == "trace":
                self.events.append(happening)
            else:  # the standard allows events of no case
                self.done.append(Trace("", [happening]))
        elif tag == "trace" and above == "log":
            self.count += 1
            more = {name: value for name, value in self.trace.items() if name in ("procedure", "version")}
            self.done.append(Trace(self.trace.get(CONCEPT) or f"#{self.count}", self.events, more))

    def _happening(self, line: int) -> Happening:
        told, where = self.event, f"第 {line} 行 / line {line}"
        at = moment(told[AT], self.zone, where) if told.get(AT) else None
        lifecycle = (told.get(TRANSITION) or COMPLETE).lower()
        more = {name: value for name, value in told.items() if name in OWN}
        activity = told.get(CONCEPT, "").strip()
        return Happening(activity, at, told.get(WHO, "").strip(), told.get(POST, "").strip(), lifecycle, more, line)


def read_xes(stream: BinaryIO, zone: tzinfo) -> Iterator[Trace]:
    """A trace as soon as it is whole. A document type, which entities and outside files need, is refused."""
    parser = expat.ParserCreate(namespace_separator="}")
    seen = _Reading(zone)

    def refuse(*_: object) -> None:
        zh, en = "含 DTD 或实体，不收", "has a document type or entities, which are not taken"
        raise Unreadable(f"第 {parser.CurrentLineNumber} 行 / line {parser.CurrentLineNumber}", Text(zh, en))

    parser.StartDoctypeDeclHandler = refuse
    parser.EntityDeclHandler = refuse
    parser.StartElementHandler = lambda name, attributes: seen.start(name, attributes, parser.CurrentLineNumber)
    parser.EndElementHandler = lambda _: seen.end(parser.CurrentLineNumber)
    final = False
    while not final:
        chunk = stream.read(CHUNK)
        final = not chunk
        try:
            parser.Parse(chunk, final)
        except expat.ExpatError as fault:
            where = f"第 {fault.lineno} 行 / line {fault.lineno}"
            raise Unreadable(where, Text(f"不是完好的 XML：{fault}", f"not well-formed: {fault}")) from fault
        yield from seen.done
        seen.done.clear()
