"""The diagram of a procedure, with where a case is and the way it took."""

from __future__ import annotations

from flows.drawing.overlay import mark
from flows.service.case_view import CaseView
from flows.service.office import Office


def case_picture(office: Office, view: CaseView, lang: str) -> str:
    """SVG as text. Nothing is drawn for it: the picture of the case's version is kept, and only marked here."""
    procedure = view.procedure
    with office.read() as connection:
        picture = office.catalogue.picture(connection, procedure.key, procedure.version, lang)
    steps = {(entry.event, entry.source, entry.target) for entry in view.history if entry.source}
    return mark(picture, current=view.state.code, taken_states=view.states_taken, taken=steps)
