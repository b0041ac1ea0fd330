"""Administration: people and their posts, substitutes, settings and sites. And everybody's own account."""

from __future__ import annotations

from flask import Blueprint, render_template

from web import account, calendars, importing, site_settings, staff, substitutes, telling, undelivered
from web.asking import must_administer

blueprint = Blueprint("admin", __name__)
for part in (staff, substitutes, site_settings, calendars, importing, account, telling, undelivered):
    blueprint.register_blueprint(part.blueprint)


@blueprint.get("/admin")
def home() -> str:
    must_administer()
    return render_template("admin/home.html")
