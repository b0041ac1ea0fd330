"""The registers of a site: its units and the people tied to them."""

from __future__ import annotations

from flask import Blueprint

from web import parties, unit_entries, units, words

blueprint = Blueprint("registers", __name__)
for part in (units, unit_entries, parties):
    blueprint.register_blueprint(part.blueprint)
blueprint.record_once(words.give)
