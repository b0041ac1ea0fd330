"""Pressing a button of a case: an event, or taking, giving back and assigning its task."""

from __future__ import annotations

from dataclasses import replace
from zoneinfo import ZoneInfo

from flask import Blueprint, flash, redirect, request
from werkzeug.wrappers import Response

from flows.service.acting import Request, act
from flows.service.case_view import CaseView
from flows.service.claiming import assign, claim, release
from flows.service.drafting import forget_draft
from flows.service.errors import Conflict, Invalid, KeyReused, Refused
from flows.service.moves import label_of
from flows.service.pausing import pause, resume
from flows.service.sheets import offered as offered_sheets
from flows.service.vocabulary import Field, Procedure, Text, post_name
from web.case import Kept, Told, address, case_page, event_page, see, site
from web.desk import now, office
from web.forms_input import PREFIX, typed_in, values_of
from web.language import local, say, t
from web.last_time import meant
from web.papers_brought import bring
from web.signing_in import me

blueprint = Blueprint("case_acts", __name__)

Answer = Response | str | tuple[str, int]


@blueprint.post("/cases/<number>/events/<event>")
def take(number: str, event: str) -> Answer:
    view = see(number)
    kept = kept_of(view.procedure, event)
    try:
        brought, faults = bring(view, event, site())
        view = see(number) if brought else view
        if kept.more:
            return event_page(view, event, replace(kept, problems=faults))
        if faults:
            return event_page(view, event, replace(kept, problems=faults)), 422
        acted = act(office(), _request(view, kept), now())
    except Invalid as invalid:
        problems = {error.path: say(error.message) for error in invalid.errors}
        return event_page(view, event, replace(kept, problems=problems, unmet=invalid.unmet)), 422
    except Refused as refused:
        return event_page(view, event, replace(kept, unmet=refused.unmet)), 409
    except Conflict as conflict:
        now_there = see(number)
        return case_page(now_there, moved(conflict, now_there), kept), 409
    except KeyReused:
        return case_page(see(number), Told("warn", t(*SENT_BEFORE)), kept), 409
    if event in view.drafts:
        forget_draft(office(), me().login, number, event, now(), site())
    _tell(number, event, label_of(view.procedure, event), acted.again)
    return redirect(address(number), 303)


def kept_of(procedure: Procedure, event: str) -> Kept:
    """What came. Read by the fields that the event has anywhere in the procedure: a form that is sent twice reads the
    same when the case has meanwhile moved on."""
    form = request.form
    fields = tuple(field for field in _fields(procedure, event) if any(_names(field.name, name) for name in form))
    reason, opinion = (form.get(name, "").replace("\r\n", "\n") for name in ("reason", "opinion"))
    return Kept(event, typed_in(fields, form), reason, opinion, more=form.get("more", ""))


def _fields(procedure: Procedure, event: str) -> tuple[Field, ...]:
    found: dict[str, Field] = {}
    for transition in procedure.transitions:
        if transition.event.code == event:
            found.update({field.name: field for field in transition.needs})
    return tuple(found.values())


def _names(field: str, name: str) -> bool:
    return name == PREFIX + field or name.startswith(f"{PREFIX}{field}.")


def _request(view: CaseView, kept: Kept) -> Request:
    fields = [field for field in _fields(view.procedure, kept.event) if field.name in kept.typed]
    return Request(
        login=me().login,
        number=view.number,
        event=kept.event,
        seen=revision_seen(),
        data=values_of(fields, meant(view, kept.typed), ZoneInfo(view.zone)),
        reason=kept.reason.strip(),
        opinion=kept.opinion.strip(),
        key=request.form.get("key", "")[:100] or None,
        site=site(),
    )


def revision_seen() -> int:
    """That the form was drawn from; nought where it names none."""
    seen = request.form.get("revision", "")
    return int(seen) if seen.isdecimal() and len(seen) < 10 else 0


def moved(conflict: Conflict, view: CaseView) -> Told:
    """What the faster colleague did, by the site's clock. What was typed here was not sent on and is still there."""
    move, when = conflict.move, local(conflict.move.at, view.zone)
    return Told(
        "warn",
        t(
            f"{move.actor.name} 已于 {when} 办理“{move.label.zh}”，单据现处于“{move.state.zh}”。您刚才的操作没有办理，以下是单据现在的情况。",
            f"{move.actor.name} did “{move.label.en}” at {when}; the case is now in “{move.state.en}”. What you sent was not done; here is the case now.",
        ),
    )


SENT_BEFORE = (
    "这一页的表单已经提交过，此次改动没有办理。以下是单据现在的情况。",
    "The form of that page had been sent before; this change was not done. Here is the case now.",
)


def _tell(number: str, event: str, label: Text, again: bool) -> None:
    """What was done, what can be printed now, and who has it."""
    after = see(number)
    sheets = [
        one.sheet for one in offered_sheets(after) if event in (*one.sheet.after, one.sheet.seal) and not one.missing
    ]
    papers_zh, papers_en = "、".join(one.zh for one in sheets), ", ".join(one.en for one in sheets)
    print_zh, print_en = (f"可以打印：{papers_zh}。", f" Ready to print: {papers_en}.") if sheets else ("", "")
    zh, en = f"已办理“{label.zh}”", f"Done: “{label.en}”"
    if again:
        zh, en = f"“{label.zh}”此前已办理，没有重复办理", f"“{label.en}” had been done already; it was not done twice"
    if after.task is None:
        flash_both(
            "good",
            f"{zh}，单据已到“{after.state.zh}”，全部办结。{print_zh}",
            f"{en}. The case is now “{after.state.en}” and finished.{print_en}",
        )
        return
    posts = [post_name(code) for code in after.task.audience]
    named = after.task.named or after.task.claimed_by
    name_zh, name_en = (f"（{named.name}）", f" ({named.name})") if named else _stand_ins(after)
    holders_zh, holders_en = "、".join(post.zh for post in posts), " / ".join(post.en for post in posts)
    flash_both(
        "good",
        f"{zh}，现处于“{after.state.zh}”，由{holders_zh}{name_zh}办理。{print_zh}",
        f"{en}. It is now in “{after.state.en}”, with {holders_en}{name_en}.{print_en}",
    )


def _stand_ins(view: CaseView) -> tuple[str, str]:
    """Who acts for those of the posts in turn who are away."""
    audience = view.task.audience if view.task else ()
    found = {
        post.instead_of.name: person.name
        for offer in view.offers
        for person, post in offer.who_can
        if post.instead_of and post.role in audience
    }
    zh = "、".join(f"{absent}不在，{person}代" for absent, person in found.items())
    en = ", ".join(f"{person} stands in for {absent}" for absent, person in found.items())
    return (f"（{zh}）", f" ({en})") if found else ("", "")


def flash_both(tone: str, zh: str, en: str) -> None:
    """A notice on the next page, in whichever language that is read."""
    flash({"zh": zh, "en": en}, tone)  # type: ignore[arg-type]  # Flask keeps whatever JSON can hold


@blueprint.post("/cases/<number>/claim")
def take_task(number: str) -> Answer:
    try:
        claim(office(), me().login, number, now(), site())
    except Conflict as conflict:
        view = see(number)
        return case_page(view, moved(conflict, view)), 409
    flash_both("good", "已认领，由您办理。", "Claimed: it is yours to do.")
    return redirect(address(number), 303)


@blueprint.post("/cases/<number>/release")
def give_back(number: str) -> Answer:
    try:
        release(office(), me().login, number, now(), site())
    except (Conflict, Invalid) as answer:
        return _as_it_is(number, answer)
    flash_both("good", "已释放，同岗位的人都可以办理。", "Released: anybody in the post may take it.")
    return redirect(address(number), 303)


@blueprint.post("/cases/<number>/assign")
def give_to(number: str) -> Answer:
    to = request.form.get("to", "")
    try:
        assign(office(), me().login, number, to, now(), site())
    except (Conflict, Invalid) as answer:
        return _as_it_is(number, answer)
    name = see(number).people.get(to, to)
    flash_both("good", f"已指派给 {name}。", f"Assigned to {name}.")
    return redirect(address(number), 303)


@blueprint.post("/cases/<number>/pause")
def stop_clock(number: str) -> Answer:
    reason, words = request.form.get("pause", ""), request.form.get("reason", "").replace("\r\n", "\n")
    try:
        pause(office(), me().login, number, reason, words, now(), site())
    except (Conflict, Invalid) as answer:
        return _as_it_is(number, answer)
    flash_both("good", "计时已暂停，时限顺延。", "The clock is stopped; deadlines move back.")
    return redirect(address(number), 303)


@blueprint.post("/cases/<number>/resume")
def start_clock(number: str) -> Answer:
    try:
        resume(office(), me().login, number, now(), site())
    except (Conflict, Invalid) as answer:
        return _as_it_is(number, answer)
    flash_both("good", "计时已恢复。", "The clock runs again.")
    return redirect(address(number), 303)


def _as_it_is(number: str, answer: Conflict | Invalid) -> tuple[str, int]:
    view = see(number)
    if isinstance(answer, Conflict):
        return case_page(view, moved(answer, view)), 409
    sentences = t("；", "; ").join(say(error.message) for error in answer.errors)
    return case_page(view, Told("bad", sentences)), 422
