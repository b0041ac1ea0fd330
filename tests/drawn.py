"""An office that opens an empty database publishes the declarations, and draws each in two languages: seconds, and the
same pictures for every one of hundreds of tests that begin so. What a picture must show is asked in `tests/drawing`, of
the drawing itself."""

from flows.definition import Procedure
from flows.definition.export import fingerprint
from flows.drawing.render import svg
from flows.service import catalogue


def draw_once() -> None:
    """From now on, in this process."""
    drawn = dict[tuple[str, str], str]()

    def once(procedure: Procedure, lang: str) -> str:
        """A picture depends on nothing but what is declared, and the fingerprint is of all that."""
        key = fingerprint(procedure), lang
        if key not in drawn:
            drawn[key] = svg(procedure, lang)
        return drawn[key]

    catalogue.svg = once
