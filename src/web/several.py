"""Several cases at once: those ticked on the list, held as they stand on the page, each decided and told by itself."""

from __future__ import annotations

import hashlib
import secrets
from collections.abc import Iterable
from dataclasses import dataclass
from urllib.parse import quote, urlencode

from flask import Blueprint, render_template, request
from flask import redirect as led_to
from werkzeug.wrappers import Response

from flows.service.acting import Request
from flows.service.batches import Answered, act_on_many
from flows.service.errors import Conflict, Forbidden, Invalid, Refused, Unmet
from flows.service.several import Chosen, Group, Pick, Step, chosen
from flows.service.vocabulary import Text
from web.case_acts import flash_both
from web.desk import desk, now, office
from web.language import local, say, t
from web.signing_in import me
from web.worklist_acts import back, one_case
from web.worklist_rows import case_key

blueprint = Blueprint("several", __name__, url_prefix="/worklist/several")


@dataclass(frozen=True, slots=True)
class Told:
    """What became of one: `tone` good, bad or warn; its sentence, and the conditions that are not met."""

    number: str
    site: str
    tone: str
    sentence: str
    unmet: tuple[Unmet, ...] = ()


@blueprint.get("")
def ask() -> str | Response:
    picks = [one_case(key) for key in request.args.getlist("case")]
    if not picks:
        flash_both("warn", "还没有勾选单据。", "No case is ticked yet.")
        return led_to(back(), 303)
    return _drawn(picks)


def _drawn(picks: Iterable[Pick], held: dict[Pick, int] | None = None, problems: dict[str, str] | None = None) -> str:
    """`held`: the revisions of a form that came back, which stay as they were."""
    found = chosen(office(), me(), list(dict.fromkeys(picks)), now())
    return render_template(
        "worklist/several.html",
        groups=found.groups,
        gone=found.gone,
        back=back(),
        key=secrets.token_urlsafe(16),
        several=len(me().sites) > 1,
        frozen=lambda one: f"{case_key(one.number, one.site)}@{(held or {}).get((one.number, one.site), one.revision)}",
        address=address,
        problems=problems or {},
    )


def address(one: Chosen | Told) -> str:
    return f"/cases/{quote(one.number)}?{urlencode({'site': one.site})}"


@blueprint.post("")
def take() -> str | tuple[str, int]:
    held = dict(_frozen(key) for key in request.form.getlist("case"))
    found = chosen(office(), me(), list(held), now())
    code = request.form.get("event", "")
    steps = [(group, step) for group in found.groups for step in group.steps if step.code == code]
    missing = _missing(steps[0][1] if steps else None, code)
    if missing:
        return _drawn(held, held, missing), 422
    wanted = [_request(number, site, revision, code) for (number, site), revision in held.items()]
    answers = act_on_many(office(), wanted, now())
    told = [_told(one, asked.site or "") for one, asked in zip(answers, wanted, strict=True)]
    return render_template("worklist/outcome.html", label=_label(steps, code), told=told, back=back(), address=address)


def _frozen(key: str) -> tuple[Pick, int]:
    """A case and the revision that the page showed of it."""
    case, _, revision = key.rpartition("@")
    return one_case(case), int(revision) if revision.isdecimal() and len(revision) < 10 else 0


def _missing(step: Step | None, code: str) -> dict[str, str]:
    """What the form lacks. A step that none of them waits for any more is answered by each for itself."""
    if not code:
        return {"event": t("请选择要办理的操作。", "Choose what is to be done.")}
    if step is None:
        return {}
    found = {}
    if step.opinion and not request.form.get("opinion", "").strip():
        found["opinion"] = t("这项操作须写明意见。", "This needs an opinion.")
    if step.reason and not request.form.get("reason", "").strip():
        found["reason"] = t("这项操作须写明理由。", "This needs a reason.")
    return found


def _request(number: str, site: str, revision: int, event: str) -> Request:
    reason, opinion = (request.form.get(name, "").replace("\r\n", "\n").strip() for name in ("reason", "opinion"))
    # One key for each: of what is sent again, each acts once by itself.
    key = hashlib.sha256(repr((request.form.get("key", ""), number, site)).encode()).hexdigest()
    return Request(me().login, number, event, revision, reason=reason, opinion=opinion, key=key, site=site)


def _label(steps: list[tuple[Group, Step]], code: str) -> Text:
    return steps[0][1].label if steps else Text(code, code)


def _told(one: Answered, site: str) -> Told:
    no = one.refused
    if one.acted:
        again = t("此前已办理，没有重复办理。", "Had been done already; not done twice.")
        return Told(one.number, site, "good", again if one.acted.again else t("已办理。", "Done."))
    if isinstance(no, Conflict):
        move, when = no.move, local(no.move.at, desk().place(site).zone)
        zh = f"{move.actor.name} 已于 {when} 办理“{move.label.zh}”，单据现处于“{move.state.zh}”。"
        en = f"{move.actor.name} did “{move.label.en}” at {when}; the case is now in “{move.state.en}”."
        return Told(one.number, site, "warn", t(zh, en))
    if isinstance(no, Refused):
        return Told(one.number, site, "bad", t("条件还不具备：", "These conditions are not met yet:"), no.unmet)
    if isinstance(no, Invalid):
        words = t("；", "; ").join(say(error.message) for error in no.errors)
        return Told(one.number, site, "bad", words, no.unmet)
    unmet = no.unmet if isinstance(no, Forbidden) else ()
    return Told(one.number, site, "bad", say(no.message) if no else "", unmet)
