"""A provider of OpenID Connect on the loopback, as strict as a real one and as wrong as a test wants it."""

import base64
import hashlib
import json
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from threading import Thread
from typing import Any
from urllib.parse import parse_qsl, urlencode, urlsplit

from joserfc import jwt
from joserfc.jwk import ECKey
from werkzeug import Request, Response
from werkzeug.serving import make_server

from flows.service.single_sign_on import Provider

CLIENT, SECRET = "flows-of-the-office", "a secret of the client"


@dataclass
class Company:
    """`clock` is the office's. `says` changes what it says of itself, `signs_with` the key behind its tokens; `heard` is
    what it was asked for, in order."""

    clock: Callable[[], datetime]
    address: str = ""
    key: ECKey = field(default_factory=lambda: ECKey.generate_key("P-256", {"kid": "first"}))
    signs_with: ECKey | None = None
    says: dict[str, Any] = field(default_factory=dict)
    knows_more: dict[str, Any] = field(default_factory=dict)
    heard: list[str] = field(default_factory=list)
    _codes: dict[str, tuple[dict[str, str], str]] = field(default_factory=dict)

    def provider(self, **more: str) -> Provider:
        return Provider(self.address, CLIENT, SECRET, **more)

    def lets_in(self, location: str, name: str = "desk", **wrong: Any) -> str:
        """What a person does there: the address that they are sent back to. `wrong` claims take the place of the right
        ones, None leaves one out."""
        asked = dict(parse_qsl(urlsplit(location).query))
        assert (asked["response_type"], asked["client_id"]) == ("code", CLIENT)
        assert asked["code_challenge_method"] == "S256"
        right = {"iss": self.address, "aud": CLIENT, "sub": f"sub of {name}", "nonce": asked["nonce"]}
        begun, ended = self.clock(), self.clock() + timedelta(minutes=5)
        times = {"iat": int(begun.timestamp()), "exp": int(ended.timestamp())}
        claims = {**right, **times, "preferred_username": name, **wrong}
        code = f"code-{len(self._codes)}"
        self._codes[code] = (asked, self.token({k: v for k, v in claims.items() if v is not None}))
        return f"{urlsplit(asked['redirect_uri']).path}?{urlencode({'code': code, 'state': asked['state']})}"

    def token(self, claims: dict[str, Any]) -> str:
        key = self.signs_with or self.key
        return jwt.encode({"alg": "ES256", "kid": key.kid}, claims, key)

    def answers(self, request: Request) -> Response:
        self.heard.append(request.path)
        pages = {
            "/.well-known/openid-configuration": self._of_itself,
            "/keys": lambda _: _json({"keys": [{"kty": "later"}, self.key.as_dict(private=False)]}),
            "/token": self._token,
            "/me": lambda _: _json(self.knows_more),
        }
        return pages[request.path](request)

    def _of_itself(self, _request: Request) -> Response:
        at = {"authorization_endpoint": "/authorize", "token_endpoint": "/token", "jwks_uri": "/keys"}
        addresses = {name: f"{self.address}{path}" for name, path in at.items()}
        more = {"userinfo_endpoint": f"{self.address}/me"} if self.knows_more else {}
        return _json({"issuer": self.address, **addresses, **more, **self.says})

    def _token(self, request: Request) -> Response:
        """Once for each code, to its client, with the verifier of its challenge."""
        form = request.form
        asked, token = self._codes.pop(form["code"], ({}, ""))
        proof = base64.urlsafe_b64encode(hashlib.sha256(form["code_verifier"].encode()).digest()).rstrip(b"=").decode()
        ours = request.authorization and (request.authorization.username, request.authorization.password)
        right = asked.get("code_challenge") == proof and asked.get("redirect_uri") == form["redirect_uri"]
        if not right or ours != (CLIENT, SECRET):
            return _json({"error": "invalid_grant"}, 400)
        return _json({"access_token": "for the desk", "token_type": "Bearer", "id_token": token})


def _json(content: dict[str, Any], status: int = 200) -> Response:
    return Response(json.dumps(content), status, mimetype="application/json")


@contextmanager
def company(clock: Callable[[], datetime]) -> Iterator[Company]:
    made = Company(clock)
    server = make_server("127.0.0.1", 0, Request.application(made.answers), threaded=True)
    made.address = f"http://127.0.0.1:{server.server_port}"
    thread = Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01}, name="provider", daemon=True)
    thread.start()
    try:
        yield made
    finally:
        server.shutdown()
        thread.join(timeout=5)
        server.server_close()
