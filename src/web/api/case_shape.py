"""A case, its offers and its history as JSON, each beside its schema."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from flows.service.case_beside import PaperView
from flows.service.case_history import HistoryView, VersionChange, Waives
from flows.service.case_view import (
    CaseView,
    OfferView,
    TaskView,
)
from flows.service.errors import Unmet
from flows.service.vocabulary import Person, Post, Text
from web.api.deadline_shape import DEADLINE, MOVED_DEADLINE, deadline_json, moved_json
from web.api.endpoint import Schema
from web.api.entry_shape import ENTRY, entry_json
from web.api.shapes import (
    ANY_OBJECT,
    COUNT,
    FLAG,
    ID,
    MOMENT,
    STRING,
    label,
    listed,
    moment,
    obj,
    or_null,
    person,
    ref,
    someone,
)

Json = dict[str, Any]

UNMET = obj(
    guard=STRING,
    kind={"type": "string", "enum": ["state", "post", "person", "papers", "signatures", "guard"]},
    message=STRING,
    message_zh=STRING,
    message_en=STRING,
    roles=listed(STRING),
    who_can=listed(ref("Person")),
)
DOCUMENT = obj(
    id=ID,
    kind=STRING,
    label=ref("Label"),
    name=STRING,
    media_type=STRING,
    size=COUNT,
    added_by=STRING,
    added_at=MOMENT,
    opens=FLAG,
    removed_at=or_null(MOMENT),
)
TASK = obj(
    id=ID,
    roles=listed(STRING),
    since=MOMENT,
    due_at=or_null(MOMENT),
    overdue=FLAG,
    claimed_by=or_null(ref("Person")),
    named=or_null(ref("Person")),
)
GUARD = obj(guard=STRING, label=ref("Label"))
_WHO = {**obj(login=STRING, name=STRING, role=STRING), "title": "zh: 可办理的人及岗位 / en: who can act, in which post"}
_WHO["properties"] = {**_WHO["properties"], "for": or_null(ref("Person"))}
_OFFER: dict[str, Schema] = {
    "event": STRING,
    "kind": STRING,
    "label": ref("Label"),
    "allowed": FLAG,
    "unmet": listed(ref("Unmet")),
    "depends": listed(ref("Label")),
    "waivable": listed(ref("GuardLabel")),
    "waived": listed(ref("GuardLabel")),
    "who_can": listed(_WHO),
    "target": ref("Label"),
    "documents": listed(obj(kind=STRING, label=ref("Label"), needed=COUNT, present=COUNT)),
    "reason": FLAG,
    "opinion": FLAG,
    "for": or_null(ref("Person")),
    "clause": STRING,
}
OFFER = obj(**_OFFER)
OFFER_WITH_INPUT = obj(**_OFFER, input=ANY_OBJECT)
HISTORY_ENTRY = obj(
    seq=ID,
    at=MOMENT,
    actor=ref("Person"),
    **{"for": or_null(ref("Person"))},
    role=STRING,
    event=STRING,
    label=ref("Label"),
    source=or_null(STRING),
    target=STRING,
    reason=STRING,
    opinion=STRING,
    data=ANY_OBJECT,
    documents=listed(obj(kind=STRING, name=STRING, media_type=STRING, size=COUNT, sha256=STRING)),
    task=or_null(obj(claimed_by=or_null(STRING))),
    waives=or_null(obj(event=STRING, guard=STRING, label=ref("Label"))),
    special=listed(ref("GuardLabel")),
    deadlines=listed(MOVED_DEADLINE),
    version=or_null(obj(was=ID, now=ID, by_map=FLAG, by=or_null(ref("Person")))),
    hash=STRING,
)
CASE = obj(
    number=STRING,
    site=STRING,
    procedure=STRING,
    procedure_label=ref("Label"),
    version=ID,
    state=STRING,
    state_label=ref("Label"),
    revision=ID,
    unit=or_null(STRING),
    applicant=or_null(obj(id=ID, name=STRING, verified=FLAG)),
    registered_by=ref("Person"),
    opened_at=MOMENT,
    entered_at=MOMENT,
    closed_at=or_null(MOMENT),
    overdue=FLAG,
    data=ANY_OBJECT,
    documents=listed(ref("Document")),
    entries=listed(ref("Entry")),
    deadlines=listed(ref("Deadline")),
    tasks=listed(ref("CaseTask")),
    signed=listed(STRING),
    offers=listed(ref("Offer")),
)
SCHEMAS: Mapping[str, Schema] = {
    "Unmet": UNMET,
    "Document": DOCUMENT,
    "Entry": ENTRY,
    "Deadline": DEADLINE,
    "CaseTask": TASK,
    "GuardLabel": GUARD,
    "Offer": OFFER,
    "OfferWithInput": OFFER_WITH_INPUT,
    "HistoryEntry": HISTORY_ENTRY,
    "Case": CASE,
}


def case_json(view: CaseView, lang: str) -> Json:
    applicant = view.applicant
    return {
        "number": view.number,
        "site": view.site,
        "procedure": view.procedure.key,
        "procedure_label": label(view.procedure),
        "version": view.procedure.version,
        "state": view.state.code,
        "state_label": label(view.state),
        "revision": view.revision,
        "unit": view.unit,
        "applicant": _applicant(applicant.id, applicant.name, applicant.verified) if applicant else None,
        "registered_by": person(view.registered_by),
        "opened_at": moment(view.opened_at),
        "entered_at": moment(view.entered_at),
        "closed_at": moment(view.closed_at),
        "overdue": view.overdue,
        "data": dict(view.data),
        "documents": [document_json(paper) for paper in view.papers],
        "entries": [entry_json(entry) for entry in view.entries],
        "deadlines": [deadline_json(deadline) for deadline in view.deadlines],
        "tasks": [_task(view.task)] if view.task else [],
        "signed": list(view.signed),
        "offers": [offer_json(offer, lang) for offer in view.offers],
    }


def _applicant(party: int, name: str, verified: bool) -> Json:
    return {"id": party, "name": name, "verified": verified}


def document_json(paper: PaperView) -> Json:
    return {
        "id": paper.id,
        "kind": paper.kind,
        "label": label(paper.label),
        "name": paper.name,
        "media_type": paper.media_type,
        "size": paper.size,
        "added_by": paper.added_by,
        "added_at": moment(paper.added_at),
        "opens": paper.opens,
        "removed_at": moment(paper.removed_at),
    }


def _task(task: TaskView) -> Json:
    return {
        "id": task.id,
        "roles": list(task.audience),
        "since": moment(task.since),
        "due_at": moment(task.due_at),
        "overdue": task.overdue,
        "claimed_by": someone(task.claimed_by),
        "named": someone(task.named),
    }


def offer_json(offer: OfferView, lang: str) -> Json:
    """Without what the case already holds for the event: those values are not masked."""
    return {
        "event": offer.event,
        "kind": offer.kind,
        "label": label(offer.label),
        "allowed": offer.allowed,
        "unmet": [unmet_json(unmet, lang) for unmet in offer.unmet],
        "depends": [label(sentence) for sentence in offer.depends],
        "waivable": _guards(offer.waivable),
        "waived": _guards(offer.waived),
        "who_can": [_who(who, post) for who, post in offer.who_can],
        "target": label(offer.target),
        "documents": [
            {"kind": need.kind, "label": label(need.label), "needed": need.needed, "present": need.present}
            for need in offer.papers
        ],
        "reason": offer.needs_reason,
        "opinion": offer.needs_opinion,
        "for": someone(offer.instead_of),
        "clause": offer.clause,
    }


def _guards(guards: Iterable[tuple[str, Text]]) -> list[Json]:
    return [{"guard": code, "label": label(told)} for code, told in guards]


def _who(who: Person, post: Post) -> Json:
    return {**person(who), "role": post.role, "for": someone(post.instead_of)}


def unmet_json(unmet: Unmet, lang: str) -> Json:
    return {
        "guard": unmet.guard,
        "kind": unmet.kind,
        **sentence(unmet.message, lang),
        "roles": list(unmet.roles),
        "who_can": [person(who) for who in unmet.who_can],
    }


def sentence(message: Text, lang: str) -> Json:
    return {"message": message.in_(lang), "message_zh": message.zh, "message_en": message.en}


def _waives(found: Waives | None) -> Json | None:
    return {"event": found.event, "guard": found.guard, "label": label(found.sentence)} if found else None


def _version(change: VersionChange | None) -> Json | None:
    """The entry moved the case from one version of its procedure to another."""
    if change is None:
        return None
    return {"was": change.was, "now": change.version, "by_map": change.by_map, "by": someone(change.by)}


def history_json(entry: HistoryView) -> Json:
    return {
        "seq": entry.seq,
        "at": moment(entry.at),
        "actor": person(entry.actor),
        "for": someone(entry.instead_of),
        "role": entry.role,
        "event": entry.event,
        "label": label(entry.label),
        "source": entry.source,
        "target": entry.target,
        "reason": entry.reason,
        "opinion": entry.opinion,
        "data": dict(entry.data),
        "documents": [dict(paper) for paper in entry.documents],
        "task": dict(entry.task) if entry.task else None,
        "waives": _waives(entry.waives),
        "special": _guards(entry.special),
        "deadlines": [moved_json(one) for one in entry.moved],
        "version": _version(entry.change),
        "hash": entry.hash,
    }
