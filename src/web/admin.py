"""Administration: people and their posts, substitutes, settings and sites. And everybody's own account."""

from __future__ import annotations

from flask import Blueprint, render_template

from flows.service.nightly import faults_of, last_night
from flows.service.proof import anchoring
from web import account, calendars, importing, phrase_lists, site_settings, staff, substitutes, telling, undelivered
from web.asking import must_administer
from web.desk import now, office
from web.signing_in import me

blueprint = Blueprint("admin", __name__)
for part in (staff, substitutes, site_settings, calendars, importing, phrase_lists, account, telling, undelivered):
    blueprint.register_blueprint(part.blueprint)


@blueprint.get("/admin")
def home() -> str:
    must_administer()
    night = last_night(office())
    faults = faults_of(office(), me().login, night.night, now()) if night and night.faults else ()
    anchored = [one for one in anchoring.standing(office()) if one.waiting]
    return render_template("admin/home.html", night=night, faults=faults, anchored=anchored)
