"""Addresses on pages of practice lead to pages of practice.

The pages write their addresses as they are in the office: `/cases/…`. Under another root they would lead out into the real
office, so each is turned inward on its way out, as a proxy does that serves a site under another path.
"""

from __future__ import annotations

import re

from flask import Flask, Response, g, redirect, request
from werkzeug.wrappers import Response as AnyResponse

# Within a tag only: what people wrote has its quotes escaped, so it can't look like this.
ADDRESS = re.compile(r'(?<=\s)(href|action|formaction|src|hx-get|hx-post)="/(?!/)')
NAMES = ("Location", "HX-Redirect", "HX-Location")  # headers that lead on


def outside(address: str, code: int = 303) -> AnyResponse:
    """On to a page of the real office: the only way out of practice but for typing an address."""
    g.leads_outside = True
    return redirect(address, code)


def lead_inward(app: Flask) -> None:
    @app.after_request
    def turn(response: Response) -> Response:
        root = request.script_root
        if not g.get("leads_outside"):
            for name in NAMES:
                if response.headers.get(name, "").startswith("/"):
                    response.headers[name] = _inward(root, response.headers[name])
        if response.mimetype == "text/html" and not response.is_streamed:
            response.set_data(turned(response.get_data(as_text=True), root))
        return response


def turned(page: str, root: str) -> str:
    return ADDRESS.sub(lambda found: f'{found.group(1)}="{root}/', page).replace(f'="{root}{root}/', f'="{root}/')


def _inward(root: str, address: str) -> str:
    return address if address.startswith(f"{root}/") else root + address
