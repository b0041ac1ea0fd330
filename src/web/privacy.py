"""What is held of people, what for and how long: for the administrator, and to be shown to whoever asks."""

from __future__ import annotations

from flask import Blueprint, render_template

from flows.service.privacy.inventory import inventory
from web import words
from web.asking import administered, must_administer, site_asked
from web.desk import desk, now, office
from web.signing_in import me

blueprint = Blueprint("privacy", __name__)
blueprint.record_once(words.give)


@blueprint.get("/admin/privacy")
def held() -> str:
    must_administer()
    site, sites = site_asked(administered()), administered()
    lines = inventory(office(), me().login, site, now())
    places = list(dict.fromkeys(line.place for line in lines))
    groups = [(place, [line for line in lines if line.place == place]) for place in places]
    return render_template("admin/privacy.html", groups=groups, site=site, sites=sites, place=desk().place(site))
