"""The room of practice, and what stands over every page of it: where we are, who sits here, what time it is, who plays."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from flask import Blueprint, Flask, flash, g, redirect, render_template, request, template_rendered
from flask_login import current_user
from werkzeug.wrappers import Response

from flows.service import practice as rehearsal
from flows.service import tallies
from flows.service.errors import Forbidden, Invalid, NotFound, NotYet, Refused, Unmet
from flows.service.explaining import cards
from flows.service.vocabulary import CLOCK, ROLES, Text
from web.desk import now, office
from web.language import local
from web.practising.inward import outside
from web.practising.seats import door, practice, real_person, seat_down
from web.signing_in import local_address, me

blueprint = Blueprint("practice", __name__, url_prefix="/room")
EVENTS = "/events/"
# Each is a file of some megabytes (beyond the handbook).
ANEW = tallies.Limit("practice", 10, timedelta(minutes=10))


@dataclass(frozen=True, slots=True)
class Seat:
    """A post to sit down in."""

    login: str
    name: Text
    taken: bool


@dataclass(frozen=True, slots=True)
class Bar:
    """`number`: the case on this page; `waits_for`: the posts that it waits for; `task`: what is to be solved, if this is
    its case."""

    now: str
    seats: tuple[Seat, ...]
    waits_for: tuple[Seat, ...]
    number: str
    back: str
    moves: dict[str, Text]
    task: Text | None


def bar() -> Bar | None:
    """None where nobody practises: on the page of an error before anybody is known."""
    if "practice" not in g:
        return None
    number = (request.view_args or {}).get("number", "")
    waits = rehearsal.waits_for(practice(), number) if number else ()
    back = request.full_path.rstrip("?") if request.method == "GET" else f"/cases/{number}" if number else "/"
    task = practice().task
    asked = rehearsal.exercise_of(task.exercise).task if task and task.number == number else None
    return Bar(local(now(), rehearsal.ZONE), _seats(ROLES), _seats(waits), number, back, rehearsal.MOVES, asked)


def _seats(codes: Iterable[str]) -> tuple[Seat, ...]:
    """In practice a login is the code of its post."""
    mine = practice().seat
    return tuple(Seat(code, Text(ROLES[code].zh, ROLES[code].en), code == mine) for code in codes if code != CLOCK.code)


@blueprint.get("")
def show() -> str:
    return render_template(
        "practice/room.html",
        cards=cards(office(), me().login, now()),
        person=real_person(),
        exercises=rehearsal.EXERCISES,
        task=practice().task,
    )


@blueprint.post("/exercises/<key>")
def take_up(key: str) -> Response:
    """Its case, at the front desk."""
    number = rehearsal.take_up(practice(), key, now())
    _say("good", "练习题开始了，单据已立。", "The task has begun; its case is started.")
    return redirect(f"/cases/{number}", 303)


@blueprint.get("/result")
def result() -> str:
    """How the task at hand stands; solved or not yet."""
    task = practice().task
    if task is None:
        raise NotFound("还没有开始练习题", "No task has been begun")
    return render_template("practice/result.html", result=rehearsal.result_of(practice(), task, now()))


@blueprint.post("/seat")
def sit() -> Response:
    rehearsal.sit_down(practice(), request.form.get("seat", ""), now())
    return _back()


@blueprint.post("/clock")
def move() -> Response:
    there = rehearsal.move_clock(practice(), request.form.get("by", ""), door().real_now())
    said = local(there, rehearsal.ZONE)
    _say("good", f"练习时钟已拨到 {said}。", f"The practice clock now shows {said}.")
    return _back()


@blueprint.post("/colleague")
def play() -> Response:
    """Somebody else takes the case on."""
    number = request.form.get("number", "")
    try:
        played = rehearsal.let_act(office(), me().login, number, now())
    except (Refused, Forbidden, Invalid) as no:
        _say("warn", f"同事现在办不了：{_told(no, 'zh')}", f"The colleague can't: {_told(no, 'en')}")
    except NotYet as no:
        _say("warn", no.message.zh, no.message.en)
    else:
        zh = f"{played.name}已办理“{played.event.zh}”，单据现处于“{played.state.zh}”。"
        en = f"{played.name} did “{played.event.en}”; the case is now in “{played.state.en}”."
        _say("good", zh, en)
    return _back()


@blueprint.post("/anew")
def begin_anew() -> Response:
    """All that was practised is gone, and nothing else."""
    stores, who, at = door().stores, real_person(), door().real_now()
    if tallies.count(door().real.office, ANEW, at, who.login).wait(at):
        _say("warn", "重新开始太频繁，请过十分钟再试。", "Begun anew too often; try again in ten minutes.")
        return redirect("/room", 303)
    seat_down(stores.begin(who.login, at), current_user.token, current_user.session_id)
    _say("good", "练习已重新开始，原来的练习单据已清除。", "Practice begins anew; what was practised before is gone.")
    return redirect("/room", 303)


@blueprint.get("/leave")
def leave() -> Response:
    return outside("/")


def _back() -> Response:
    return redirect(local_address(request.form.get("back")), 303)


def _say(tone: str, zh: str, en: str) -> None:
    flash({"zh": zh, "en": en}, tone)  # type: ignore[arg-type]  # Flask keeps whatever JSON can hold


def _told(no: Refused | Forbidden | Invalid, language: str) -> str:
    said: list[Text] = [one.message for one in no.unmet]
    if not isinstance(no, Refused):
        said.append(no.message)
    if not isinstance(no, Forbidden):
        said += [fault.message for fault in no.errors]
    return ("；" if language == "zh" else "; ").join(text.in_(language) for text in said)


def listen(app: Flask) -> None:
    """Notes what a press of a button was refused for, and which of one's own buttons were closed: the page that is drawn
    says why."""
    template_rendered.connect(_note_refusal, app)
    template_rendered.connect(_note_closed, app)


def _note_refusal(_app: Flask, context: dict[str, Any], **_more: Any) -> None:
    if request.method != "POST" or EVENTS not in request.path or "practice" not in g:
        return
    form = context.get("form")
    unmet: tuple[Unmet, ...] = getattr(form, "unmet", None) or context.get("unmet") or ()
    wrong = dict(getattr(form, "problems", ()) or ())
    said = [Text(one.message.zh, one.message.en) for one in unmet] + [Text(str(w), str(w)) for w in wrong.values()]
    if said:
        number, _, event = request.path.removeprefix("/cases/").partition(EVENTS)
        rehearsal.told_no(practice(), number, event, said, now(), *(one.guard for one in unmet))


def _note_closed(_app: Flask, context: dict[str, Any], **_more: Any) -> None:
    if request.endpoint != "case.show" or "practice" not in g:
        return
    for offer in context.get("nearly", ()):
        unmet = [one for one in offer.unmet if one.kind == "guard"]
        if unmet:
            said, codes = [one.message for one in unmet], [one.guard for one in unmet]
            rehearsal.saw_closed(practice(), context["view"].number, offer.event, said, now(), *codes)
