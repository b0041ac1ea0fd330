"""The page of one case: where it is, what this step asks, who can do what, and what was done."""

from __future__ import annotations

import secrets
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import urlencode
from zoneinfo import ZoneInfo

from flask import Blueprint, render_template, request
from markupsafe import Markup

from flows.service.case_view import CaseView, OfferView, case_view
from flows.service.errors import NotFound, Unmet
from flows.service.pictures import case_picture
from flows.service.sheets import offered as offered_sheets
from flows.service.subjects import subject
from flows.service.task_doors import among, task_doors
from flows.service.verification import code_of
from flows.service.vocabulary import Field, Person
from web.case_reading import Reading, limits, waits_for
from web.case_told import told as told_steps
from web.case_told import waiting
from web.desk import now, office
from web.forms_fields import Input, inputs, problem_list
from web.forms_input import Typed, typed_from
from web.language import lang, local, say, t
from web.last_time import as_last_time, marked
from web.papers_brought import PREFIX as PAPER
from web.signing_in import me

blueprint = Blueprint("case", __name__)

SHORT = 3  # inputs that still read well beside other buttons; a longer form has a page of its own
ONWARD = ("forward", "approval", "note")  # kinds of events that don't send back or end
# What a newcomer asks of each kind of no: is it over, and can it come again?
SENT_BACK = ("退给前面的环节补正，改好可以再提交", "goes back to be corrected, and may be sent again")
ENDS = {
    "reject": ("不同意，单据到此结束；还要办须新建单据", "a no that ends the case; to try again, start a new one"),
    "withdraw": ("申请人不办了，单据到此结束", "the applicant no longer wants it; the case ends"),
    "cancel": ("不再办了，单据到此结束", "it is no longer wanted; the case ends"),
    "void": ("登记有误作废，单据到此结束", "was entered in error; the case ends"),
    "revoke": ("收回已批准的，单据到此结束", "takes back what was approved; the case ends"),
}


@dataclass(frozen=True, slots=True)
class Kept:
    """A form that came back: what was typed in it, what is wrong with it, why it was refused."""

    event: str
    typed: Typed
    reason: str = ""
    opinion: str = ""
    problems: Mapping[str, str] = field(default_factory=dict)
    unmet: tuple[Unmet, ...] = ()
    more: str = ""


@dataclass(frozen=True, slots=True)
class Form:
    """An event's form as it is drawn. `key` makes sending it twice act once."""

    offer: OfferView
    action: str
    revision: int
    key: str
    inputs: tuple[Input, ...]
    reason: str = ""
    opinion: str = ""
    problems: tuple[tuple[str, str], ...] = ()
    at_field: Mapping[str, str] = field(default_factory=dict)
    unmet: tuple[Unmet, ...] = ()
    draft_at: str = ""  # when what stands in it was typed, where it was not sent

    @property
    def asks(self) -> bool:
        """Whether there is anything to type."""
        return bool(self.inputs or self.offer.needs_reason or self.offer.needs_opinion)

    @property
    def takes_papers(self) -> bool:
        return bool(self.offer.papers)

    @property
    def short(self) -> bool:
        return len(self.inputs) <= SHORT and not any(one.kind in ("rows", "lines") for one in self.inputs)

    @property
    def onward(self) -> bool:
        return self.offer.kind in ONWARD


@dataclass(frozen=True, slots=True)
class Told:
    """A notice over the page: what happened to what the reader tried."""

    tone: str
    sentence: str
    lines: tuple[str, ...] = ()


@blueprint.get("/cases/<number>")
def show(number: str) -> str:
    return case_page(see(number))


@blueprint.get("/cases/<number>/events/<event>")
def ask(number: str, event: str) -> str:
    return event_page(see(number), event)


@blueprint.app_template_global("meaning")
def meaning(offer: OfferView, view: CaseView) -> str:
    """What an event that sends back or ends comes to; empty of any other."""
    if offer.event == "return":  # other events of its kind say in their name what they ask for
        return t(*SENT_BACK)
    ends = any(state.zh == offer.target.zh and view.procedure.is_final(state.code) for state in view.procedure.states)
    return t(*ENDS[offer.kind]) if ends and offer.kind in ENDS else ""


def site() -> str | None:
    """Which site's case is meant, where a number is not enough."""
    return request.args.get("site") or None


def see(number: str) -> CaseView:
    return case_view(office(), me().login, number, now(), site())


def address(number: str, *tail: str) -> str:
    path = "/".join(("/cases", number, *tail))
    return f"{path}?{urlencode({'site': site()})}" if site() else path


def case_page(view: CaseView, told: Told | None = None, kept: Kept | None = None) -> str:
    forms = [_form(view, offer, kept) for offer in view.offers if offer.allowed]
    reading, closed = Reading(view), [offer for offer in view.offers if not offer.allowed]
    steps = reading.history()
    mine = [offer for offer in closed if not any(unmet.kind == "post" for unmet in offer.unmet)]
    return render_template(
        "case/page.html",
        view=view,
        about=None if view.applicant else subject(view.procedure, view.data, view.people),
        told=told,
        kept=kept,
        can=sorted(forms, key=lambda form: not form.onward),
        nearly=mine,
        others=[offer for offer in closed if offer not in mine],
        picture=Markup(case_picture(office(), view, lang())),  # noqa: S704  # ours, drawn from declarations
        doors=task_doors(me().login, view, now()),
        may_attach=view.task is not None and (forms or mine),
        kinds=_kinds(view),
        facts=reading.facts(view.data),
        entries=reading.entries(),
        sheets=offered_sheets(view),
        steps=steps,
        told_steps=told_steps(view),
        waiting=waiting(view, now()),
        sent_here=next((step for step in steps if step.moved), None),
        limits=list(limits(view, now())),
        waits_for=waits_for(view),
        address=address,
        codes=_codes(view),
    )


@dataclass(frozen=True, slots=True)
class Code:
    """By which a paper is checked; `line` nought: the form of the case itself."""

    label: str
    line: int
    code: str


def _codes(view: CaseView) -> list[Code]:
    """That of the case, then those of the entries that it opened."""
    papers = [("", 0, ""), *((entry.kind, entry.line, say(entry.label)) for entry in view.entries)]
    return [Code(label, line, code_of(office(), view.site, view.number, kind, line)) for kind, line, label in papers]


def event_page(view: CaseView, event: str, kept: Kept | None = None) -> str:
    """The form of one event on a page of its own. Where the event is closed: why, with who can."""
    offer = offered(view, event)
    form = _form(view, offer, kept)
    return render_template("case/event.html", view=view, offer=offer, form=form, address=address)


def offered(view: CaseView, event: str) -> OfferView:
    """Raises NotFound."""
    for offer in view.offers:
        if offer.event == event:
            return offer
    raise NotFound(
        f"单据现处于“{view.state.zh}”，此环节没有这一操作",
        f"The case is in “{view.state.en}”, which has no such event",
    )


def _form(view: CaseView, offer: OfferView, kept: Kept | None) -> Form:
    came_back = kept if kept and kept.event == offer.event else None
    zone = ZoneInfo(view.zone)
    # Whoever approves writes down their own findings, not those of the one before them.
    values = {} if offer.needs_opinion else offer.values
    draft = None if came_back else view.drafts.get(offer.event)
    before = {} if offer.needs_opinion else as_last_time(view, offer)
    typed = (
        came_back.typed
        if came_back
        else {
            **{name: found.shown for name, found in before.items()},
            **typed_from(offer.fields, values, zone),
            **(draft.typed if draft else {}),
        }
    )
    problems = came_back.problems if came_back else {}
    at_fields = {**_broken(view, offer, came_back), **problems}
    more = came_back.more if came_back else ""
    papers = [(path, words) for path, words in problems.items() if path.startswith(PAPER)]
    words = came_back or draft
    typed_wrongly = {path: words for path, words in problems.items() if not path.startswith(PAPER)}
    return Form(
        offer=offer,
        action=address(view.number, "events", offer.event),
        revision=view.revision,
        key=secrets.token_urlsafe(12),
        inputs=marked(
            inputs(offer.fields, typed, at_fields, staff_of(view), more, lines_of(view)),
            before,
        ),
        reason=words.reason if words else "",
        opinion=words.opinion if words else "",
        problems=(*problem_list(offer.fields, typed_wrongly), *papers),
        at_field=problems,
        unmet=came_back.unmet if came_back else (),
        draft_at=local(draft.at, zone) if draft else "",
    )


def _broken(view: CaseView, offer: OfferView, kept: Kept | None) -> dict[str, str]:
    """The sentence of each condition that what was typed doesn't meet, at the field that it looks at first."""
    asked = {field.name for field in offer.fields}
    reads = {
        guard.code: next((name for name in guard.reads if name in asked), None)
        for transition in view.procedure.transitions
        if transition.event.code == offer.event
        for guard in transition.when
    }
    found: dict[str, str] = {}
    for one in kept.unmet if kept else ():
        name = reads.get(one.guard)
        if name:
            found.setdefault(name, say(one.message))
    return found


def staff_of(view: CaseView) -> Any:
    """Who a field for a colleague can name."""

    def staff(asked: Field) -> Iterable[Person]:
        return among(view.staff, (asked.role,) if asked.role else ())

    return staff


def lines_of(view: CaseView) -> Any:
    """What a field may choose from: the lines in use of a register of this case, or the items of its price list."""

    def lines(asked: Field) -> Iterable[tuple[str, str]]:
        for one in view.prices.get(asked.offers or "", ()):
            yield one.item, t(f"{one.item}（{one.price} 元／{one.per}）", f"{one.item} ({one.price} yuan / {one.per})")
        for entry in view.entries:
            if entry.kind == asked.register and entry.state == "in_use":
                told = t("，", ", ").join(str(fact) for fact in entry.facts.values())
                yield str(entry.line), f"{entry.line}. {told}" if told else str(entry.line)

    return lines


def _kinds(view: CaseView) -> list[tuple[str, str]]:
    """The kinds of papers that can be brought, those that are still missing first."""
    missing = {need.kind for offer in view.offers for need in offer.papers if need.present < need.needed}
    asked = {need.kind for offer in view.offers for need in offer.papers}
    papers = view.procedure.documents()
    ordered = sorted(papers, key=lambda code: (code not in missing, code not in asked))
    english = lang() == "en"
    return [(code, papers[code].en if english else papers[code].zh) for code in ordered]
