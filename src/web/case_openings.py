"""Behind each reason why a button is closed, a link to what would open it."""

from __future__ import annotations

from urllib.parse import quote, urlencode

from flask import Blueprint
from flask.sansio.blueprints import BlueprintSetupState

from flows.service.case_view import CaseView, OfferView
from flows.service.errors import Unmet
from flows.service.openings import Opening, openings
from web.case import address
from web.language import say, t
from web.signing_in import me

blueprint = Blueprint("case_openings", __name__)


def opening_links(view: CaseView, offer: OfferView, unmet: Unmet, here: bool = False) -> list[tuple[str, str]]:
    """Address and words. `here`: on the page of the event itself, where what was typed must not be left."""
    mine = not any(one.kind == "post" for one in offer.unmet)
    found = (_link(view, offer, one, here, mine) for one in openings(view, offer, unmet))
    return [link for link in found if link]


def _link(view: CaseView, offer: OfferView, way: Opening, here: bool, mine: bool) -> tuple[str, str] | None:
    form = "" if here else address(view.number, "events", offer.event)
    label = say(way.label) if way.label else ""
    match way.way:
        case "paper":
            there = f"{form}#paper.{way.code}" if offer.allowed or offer.wants_papers or here else "#papers"
            return (there, t(f"上传{label}", f"Upload: {label}")) if mine else None
        case "field":
            return (f"{form}#data.{way.code}", t(f"填写{label}", f"Fill in: {label}")) if mine else None
        case "event":
            return address(view.number, "events", way.code), t(f"先办理“{label}”", f"First: “{label}”")
        case "clock":
            return f"{address(view.number)}#step", t("去恢复计时", "Start the clock again")
        case "ask":
            return _ask(view, way)
    return _place(view, way)


def _ask(view: CaseView, way: Opening) -> tuple[str, str] | None:
    if way.person is None or way.person.login == me().login:
        return None
    page = address(view.number, "comments")
    asked = f"{page}{'&' if '?' in page else '?'}{urlencode({'mention': way.person.login})}#words"
    return asked, t(f"留言提醒{way.person.name}", f"Ask {way.person.name} in a comment")


def _place(view: CaseView, way: Opening) -> tuple[str, str] | None:
    at = urlencode({"site": view.site})
    match way.way:
        case "unit":
            return f"/units/{quote(view.unit or '', safe='')}?{at}", t(
                "看房号的业主、授权和装修期", "Owners, authorisations and periods of the unit"
            )
        case "applicant" if view.applicant:
            return f"/parties/{view.applicant.id}", t(
                f"看{view.applicant.name}的登记", f"What is registered of {view.applicant.name}"
            )
        case "cases_of_unit":
            return f"/cases?{urlencode({'q': view.unit or '', 'site': view.site})}", t(
                "看本房号的单据", "Cases of the unit"
            )
        case "cases_alike":
            return f"/cases?{urlencode({'procedure': view.procedure.key, 'site': view.site})}", t(
                "看同类单据", "Cases of this kind"
            )
        case "entries":
            return f"{address(view.number)}#entries-1", t("看登记的条目", "The entries")
    return None


@blueprint.record
def _tell_templates(state: BlueprintSetupState) -> None:
    state.app.jinja_env.globals["opening_links"] = opening_links
