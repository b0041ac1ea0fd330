"""Special treatment: whoever stands one level above sets a condition aside for one event, and writes down why."""

from __future__ import annotations

from dataclasses import dataclass

from flask import Blueprint, redirect, render_template, request
from flask.sansio.blueprints import BlueprintSetupState

from flows.service.case_view import CaseView, OfferView
from flows.service.errors import Conflict, Forbidden, Invalid
from flows.service.special import SHORTEST, Exemption, treat_specially
from flows.service.vocabulary import Text
from web.asking import sentence
from web.case import Told, address, case_page, offered, see, site
from web.case_acts import Answer, flash_both, moved
from web.desk import now, office
from web.language import t
from web.signing_in import me

blueprint = Blueprint("special", __name__)


@dataclass(frozen=True, slots=True)
class Sent:
    """A form that came back: what was typed, what is wrong with it, what happened meanwhile."""

    explanation: str = ""
    problem: str = ""
    told: Told | None = None


def special_way(view: CaseView, offer: OfferView, condition: str | Text) -> str:
    """The address at which the reader may set `condition`, a guard's code or its sentence, aside; empty: they may
    not."""
    codes = (code for code, told in offer.waivable if condition in (code, told))
    return next((address(view.number, "special", offer.event, code) for code in codes), "")


@blueprint.record
def _tell_templates(state: BlueprintSetupState) -> None:
    state.app.jinja_env.globals["special_way"] = special_way


@blueprint.get("/cases/<number>/special/<event>/<guard>")
def ask(number: str, event: str, guard: str) -> str:
    view = see(number)
    given = dict(offered(view, event).waived).get(guard)
    if given:
        return case_page(view, Told("message", t(f"已特殊处理：{given.zh}", f"Set aside already: {given.en}")))
    return _page(view, event, guard)


@blueprint.post("/cases/<number>/special/<event>/<guard>")
def send(number: str, event: str, guard: str) -> Answer:
    view, asked = see(number), _asked(number, event, guard)
    if _stands(view, asked):
        return _done_before(number)
    try:
        treat_specially(office(), asked, now())
    except Invalid as invalid:
        problem = t("；", "; ").join(sentence(error.message) for error in invalid.errors)
        return _page(view, event, guard, Sent(asked.explanation, problem)), 422
    except Conflict as conflict:
        after = see(number)
        return _done_before(number) if _stands(after, asked) else (_overtaken(after, asked, conflict), 409)
    given = next(entry.waives for entry in reversed(see(number).history) if entry.waives)
    flash_both(
        "good",
        f"已特殊处理：办理“{given.label.zh}”时不再要求“{given.sentence.zh}”。",
        f"Treated specially: “{given.label.en}” no longer asks for this: “{given.sentence.en}”.",
    )
    return redirect(address(number), 303)


def _done_before(number: str) -> Answer:
    flash_both("good", "此前已特殊处理，没有重复办理。", "It had been set aside already; it was not done twice.")
    return redirect(address(number), 303)


def _asked(number: str, event: str, guard: str) -> Exemption:
    seen = request.form.get("revision", "")
    return Exemption(
        login=me().login,
        number=number,
        event=event,
        guard=guard,
        explanation=request.form.get("explanation", "").replace("\r\n", "\n").strip(),
        seen=int(seen) if seen.isdecimal() and len(seen) < 10 else 0,
        site=site(),
    )


def _stands(view: CaseView, asked: Exemption) -> bool:
    """Whether the condition is set aside already, or was when the very same form was sent before."""
    if any(offer.event == asked.event and asked.guard in dict(offer.waived) for offer in view.offers):
        return True
    return any(
        entry.waives is not None
        and entry.seq > asked.seen
        and (entry.waives.event, entry.waives.guard) == (asked.event, asked.guard)
        and (entry.actor.login, entry.reason) == (asked.login, asked.explanation)
        for entry in view.history
    )


def _overtaken(view: CaseView, asked: Exemption, conflict: Conflict) -> str:
    """What was typed is shown again: in the form, where the condition can still be set aside."""
    told = moved(conflict, view)
    if any(offer.event == asked.event and asked.guard in dict(offer.waivable) for offer in view.offers):
        return _page(view, asked.event, asked.guard, Sent(asked.explanation, told=told))
    typed = t(f"您写的说明：{asked.explanation}", f"What you wrote: {asked.explanation}")
    return case_page(view, Told(told.tone, f"{told.sentence} {typed}"))


def _named(view: CaseView, event: str, guard: str) -> tuple[Text, Text]:
    """What the event is called, and the sentence of its condition. Raises NotFound, Forbidden."""
    offer = offered(view, event)
    condition = dict(offer.waivable).get(guard)
    if condition is None:
        raise Forbidden(
            "这一条件不由您特殊处理：特殊处理由上一级岗位作出，登记人不能为本单作，有的条件任何人都不能免。",
            "This condition isn't yours to set aside: special treatment is given one level above, never by who registered the case, and some conditions can't be set aside by anybody.",
        )
    return offer.label, condition


def _page(view: CaseView, event: str, guard: str, sent: Sent | None = None) -> str:
    _, condition = _named(view, event, guard)
    offer = offered(view, event)
    found = next((unmet.message for unmet in offer.unmet if unmet.guard == guard), condition)
    return render_template(
        "case/special.html",
        view=view,
        offer=offer,
        condition=condition,
        found=found if found != condition else None,
        shortest=SHORTEST,
        action=address(view.number, "special", event, guard),
        sent=sent or Sent(),
        address=address,
    )
