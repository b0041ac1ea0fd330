"""What has changed between two versions of a declaration, said in words."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from flows.definition.text import Text

Rows = dict[str, Any]

TABLES = {
    "states": Text("环节", "State"),
    "arrows": Text("流转", "Transition"),
    "settings": Text("参数", "Setting"),
    "roles": Text("岗位", "Post"),
    "events": Text("操作", "Event"),
    "guards": Text("前置条件", "Guard"),
    "rules": Text("计算规则", "Rule"),
}
ATTRIBUTES = {
    "format": Text("数据格式", "data format"),
    "key": Text("代码", "code"),
    "version": Text("版本", "version"),
    "prefix": Text("编号前缀", "prefix of numbers"),
    "zh": Text("中文名称", "Chinese label"),
    "en": Text("英文名称", "English label"),
    "about_zh": Text("中文简介", "Chinese introduction"),
    "about_en": Text("英文简介", "English introduction"),
    "ask_zh": Text("中文要求", "what is asked, in Chinese"),
    "ask_en": Text("英文要求", "what is asked, in English"),
    "unit": Text("房号", "unit"),
    "applicant": Text("申请人", "applicant"),
    "clause": Text("条款", "clause"),
    "source": Text("依据", "source"),
    "default": Text("默认值", "default"),
    "by": Text("经办岗位", "who acts"),
    "named": Text("指定经办人", "the person named"),
    "deadlines": Text("时限", "deadlines"),
    "sign_offs": Text("会签", "sign-offs"),
    "when": Text("前置条件", "guards"),
    "needs": Text("字段", "fields"),
    "documents": Text("附件", "documents"),
    "effects": Text("结果", "effects"),
    "signs": Text("签署", "whether it signs"),
    "reason": Text("须写原因", "whether a reason is asked"),
    "kind": Text("类别", "kind"),
    "superior": Text("上级岗位", "superior"),
    "seats": Text("人数", "seats"),
    "reads": Text("所读字段", "fields read"),
    "excludes": Text("互斥条件", "guards excluded"),
    "asks": Text("新建时所问", "what a start asks"),
    "computes": Text("新建时计算", "what is worked out at the start"),
    "facts": Text("所查他单事实", "what it must know of other cases"),
    "terms": Text("特殊处理的附加条件", "terms of special treatment"),
    "identity": Text("是否身份条件", "whether it is about identity"),
}
OF_AN_ARROW = ("by", "when", "needs", "documents", "effects", "named", "signs", "reason", "clause")
ORDERED = ("states", "transitions", "settings")
NAMES = ("code", "name", "effect", "role")


def compare(old: Mapping[str, Any], new: Mapping[str, Any]) -> list[Text]:
    """A sentence for each thing added, removed or changed; the order of rows only where nothing else tells of it."""
    found = [*_head(old, new)]
    before, after = _tables(old), _tables(new)
    for table in TABLES:
        found += _table(table, before[table], after[table])
    if not found and not _same(old, new):
        moved = [TABLES.get(name, TABLES["arrows"]) for name in ORDERED if not _same(old[name], new[name])]
        names = Text("、".join(each.zh for each in moved), ", ".join(each.en for each in moved))
        found.append(Text(f"次序或写法有变：{names.zh}", f"Order or notation changed: {names.en}"))
    return found


def _head(old: Mapping[str, Any], new: Mapping[str, Any]) -> Iterator[Text]:
    for name in dict.fromkeys((*old, *new)):
        if name in ATTRIBUTES and not _same(old.get(name), new.get(name)):
            yield _said(name, old, new)


def _said(name: str, old: Mapping[str, Any], new: Mapping[str, Any]) -> Text:
    change, label = _change(old.get(name), new.get(name)), ATTRIBUTES.get(name, Text(name, name))
    return Text(f"{label.zh}：{change.zh}", f"{label.en}: {change.en}")


def _tables(data: Mapping[str, Any]) -> dict[str, Rows]:
    """The rows of each table by name; one transition is a row for each of its sources."""
    rows: dict[str, Rows] = {name: dict(data[name]) for name in ("roles", "events", "guards", "rules")}
    rows |= {name: {row["code"]: row for row in data[name]} for name in ("states", "settings")}
    arrows: Rows = {}
    for row in data["transitions"]:
        for source in row["source"]:
            arrows.setdefault(_arrow(row, source), {name: row[name] for name in OF_AN_ARROW})
    return rows | {"arrows": arrows}


def _arrow(row: Mapping[str, Any], source: str) -> str:
    arrow = f"{source} --{row['event']}--> {row['target'] or source}"
    return f"{arrow} [{row['route']}]" if row["route"] else arrow


def _table(table: str, old: Rows, new: Rows) -> Iterator[Text]:
    label = TABLES[table]
    for name in (name for name in old if name not in new):
        yield Text(f"删除{label.zh}：{_title(name, old[name]).zh}", f"{label.en} removed: {_title(name, old[name]).en}")
    for name in (name for name in new if name not in old):
        yield Text(f"新增{label.zh}：{_title(name, new[name]).zh}", f"{label.en} added: {_title(name, new[name]).en}")
    for name in (name for name in old if name in new and not _same(old[name], new[name])):
        changed = [_said(each, old[name], new[name]) for each in _changed(old[name], new[name])]
        zh, en = "；".join(each.zh for each in changed), "; ".join(each.en for each in changed)
        yield Text(f"{label.zh} {name} 有变——{zh}", f"{label.en} {name} changed: {en}")


def _changed(old: Mapping[str, Any], new: Mapping[str, Any]) -> list[str]:
    return [each for each in dict.fromkeys((*old, *new)) if not _same(old.get(each), new.get(each))]


def _same(one: Any, other: Any) -> bool:
    """As written: to Python `1`, `1.0` and `True` are equal, to a fingerprint they are not."""
    return json.dumps(one, sort_keys=True) == json.dumps(other, sort_keys=True)


def _title(name: str, row: Mapping[str, Any]) -> Text:
    zh, en = row.get("zh"), row.get("en")
    return Text(f"{name} {zh}", f"{name} ({en})") if zh and en else Text(name, name)


def _change(old: Any, new: Any) -> Text:
    """From what to what; of lists of named things, which came, went or changed."""
    old, new = ([] if one is None and isinstance(other, list) else one for one, other in ((old, new), (new, old)))
    if isinstance(old, list) and isinstance(new, list):
        before, after = _by_name(old), _by_name(new)
        gone, come = [n for n in before if n not in after], [n for n in after if n not in before]
        changed = [n for n in before if n in after and not _same(before[n], after[n])]
        if gone or come or changed:
            return _listed(come, gone, changed)
        return Text("次序有变", "order changed")
    return Text(f"{_shown(old)} → {_shown(new)}", f"{_shown(old)} → {_shown(new)}")


def _listed(come: list[str], gone: list[str], changed: list[str]) -> Text:
    parts = ((come, Text("增加", "added")), (gone, Text("去掉", "removed")), (changed, Text("改动", "changed")))
    told = [(word, ", ".join(names)) for names, word in parts if names]
    return Text("，".join(f"{w.zh} {n}" for w, n in told), ", ".join(f"{w.en} {n}" for w, n in told))


def _by_name(things: Iterable[Any]) -> dict[str, Any]:
    named: dict[str, Any] = {}
    for thing in things:
        name = next((thing[key] for key in NAMES if key in thing), None) if isinstance(thing, Mapping) else None
        name = str(name or _shown(thing))
        # Two effects of one kind are told apart by what they act on.
        named[name if name not in named else f"{name} {_shown(thing)}"] = thing
    return named


def _shown(value: Any) -> str:
    return value if isinstance(value, str) and value else json.dumps(value, ensure_ascii=False)
