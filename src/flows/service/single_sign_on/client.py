"""Speaks to the provider: discovery, the code for a token, and what is held against the token.

Imported only where a provider is configured: authlib, joserfc and requests are the extra `oidc`.
OpenID Connect Core 1.0, 3.1; Discovery 1.0, 4; RFC 7636 (PKCE); RFC 9207 is the page's to check.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any
from urllib.parse import urlsplit

from authlib.common.errors import AuthlibBaseError
from authlib.common.security import is_secure_transport
from authlib.integrations.requests_client import OAuth2Session
from joserfc import jwt
from joserfc.errors import InvalidKeyIdError, JoseError
from joserfc.jwk import KeySet
from requests import RequestException, Response

from flows.definition import Text
from flows.service.single_sign_on.provider import Asked, NotSignedIn, Provider, Unreachable

# Signed by a key that only the provider has: by the secret that we share, whoever reads it here could sign too.
ALGORITHMS = ("RS256", "RS384", "RS512", "PS256", "PS384", "PS512", "ES256", "ES384", "ES512", "EdDSA")
KINDS_OF_KEYS = {"RSA", "EC", "OKP"}
SCOPE = "openid profile email"
PATIENCE = 5  # seconds, for each of at most four questions: somebody is waiting
SKEW = 60  # seconds that two clocks may be apart
KEPT = timedelta(hours=1)  # what the provider says of itself; new keys are asked for when they are met
SELDOM = timedelta(minutes=1)  # a token with an unknown key can be sent by anybody
ENDPOINTS = ("authorization_endpoint", "token_endpoint", "jwks_uri")
NOT_TAKEN = Text(
    "统一登录的答复不能采用，没有登录。请重新登录；仍不行请告诉管理员。",
    "The answer of single sign-on can't be used, and you are not signed in. Try again, and tell the administrator if it keeps happening.",
)


@dataclass
class Client:
    """One process's. What the provider says of itself is read when it is first needed."""

    provider: Provider
    come_back_to: str
    _metadata: dict[str, Any] = field(default_factory=dict)
    _read_at: datetime | None = None
    _keys: KeySet | None = None
    _keys_at: datetime | None = None

    def where_to(self, asked: Asked, now: datetime, *, afresh: bool = False) -> str:
        """The address to send the browser to. `afresh`: the provider asks who it is even if it thinks to know. Raises
        Unreachable."""
        metadata = self._discovered(now)
        more = {"prompt": "login"} if afresh else {}
        with self._session() as session:
            address, _ = session.create_authorization_url(
                metadata["authorization_endpoint"],
                state=asked.state,
                code_verifier=asked.verifier,
                nonce=asked.nonce,
                **more,
            )
        return str(address)

    def claims(self, code: str, asked: Asked, now: datetime) -> dict[str, Any]:
        """What the provider says of the person who brought `code`. Raises NotSignedIn, Unreachable."""
        metadata = self._discovered(now)
        with self._session() as session:
            try:
                answer = session.fetch_token(
                    metadata["token_endpoint"],
                    grant_type="authorization_code",
                    code=code,
                    code_verifier=asked.verifier,
                    allow_redirects=False,
                )
            except AuthlibBaseError as fault:
                raise NotSignedIn(NOT_TAKEN, f"token endpoint: {fault}") from fault
            except (RequestException, ValueError) as fault:
                raise Unreachable(f"token endpoint: {fault}") from fault
            claims = self._proved(str(answer.get("id_token") or ""), asked, now)
            if self.provider.claim not in claims and "userinfo_endpoint" in metadata:
                claims = self._with_more(session, claims, metadata["userinfo_endpoint"])
        return claims

    def _session(self) -> Any:
        how = self._metadata.get("token_endpoint_auth_methods_supported") or ["client_secret_basic"]
        return OAuth2Session(
            self.provider.client_id,
            self.provider.client_secret,
            token_endpoint_auth_method="client_secret_basic" if "client_secret_basic" in how else "client_secret_post",
            scope=SCOPE,
            redirect_uri=self.come_back_to,
            code_challenge_method="S256",
            default_timeout=PATIENCE,
        )

    def _discovered(self, now: datetime) -> dict[str, Any]:
        if self._read_at is None or self._read_at < now - KEPT:
            found = self._asked(f"{self.provider.issuer.rstrip('/')}/.well-known/openid-configuration")
            if found.get("issuer") != self.provider.issuer:
                raise Unreachable(f"FLOWS_OIDC_ISSUER is {self.provider.issuer}, it calls itself {found.get('issuer')}")
            for name in ENDPOINTS:
                _must_be_safe(name, found.get(name))
            self._metadata, self._read_at, self._keys = found, now, None
        return self._metadata

    def _asked(self, address: str) -> dict[str, Any]:
        try:
            with self._session() as session:
                return _read(session.get(address, withhold_token=True, allow_redirects=False))
        except (RequestException, ValueError) as fault:
            raise Unreachable(f"{address}: {fault}") from fault

    def _key_set(self, now: datetime) -> KeySet:
        if self._keys is None:
            found = self._asked(self._metadata["jwks_uri"]).get("keys")
            known = [key for key in found if key.get("kty") in KINDS_OF_KEYS] if isinstance(found, list) else []
            self._keys, self._keys_at = KeySet.import_key_set({"keys": known}), now
        return self._keys

    def _proved(self, token: str, asked: Asked, now: datetime) -> dict[str, Any]:
        """The claims of a token that the provider signed for us, now, and for this very question."""
        try:
            claims = self._decoded(token, now)
            _checks(self.provider, asked, now).validate(claims)
        except (JoseError, ValueError) as fault:
            raise NotSignedIn(NOT_TAKEN, f"{type(fault).__name__}: {fault}") from fault
        several = isinstance(claims["aud"], list) and len(claims["aud"]) > 1
        if claims.get("azp", None if several else self.provider.client_id) != self.provider.client_id:
            raise NotSignedIn(NOT_TAKEN, "the token was given to another client")
        return claims

    def _decoded(self, token: str, now: datetime) -> dict[str, Any]:
        try:
            return jwt.decode(token, self._key_set(now), list(ALGORITHMS)).claims
        except InvalidKeyIdError:
            if self._keys_at is not None and self._keys_at > now - SELDOM:
                raise
            self._keys = None
            return jwt.decode(token, self._key_set(now), list(ALGORITHMS)).claims

    def _with_more(self, session: Any, claims: dict[str, Any], address: str) -> dict[str, Any]:
        """Core 5.3.2: of the same person, else not used. What the token says comes first."""
        try:
            _must_be_safe("userinfo_endpoint", address)
            more = _read(session.get(address, allow_redirects=False))
        except (AuthlibBaseError, RequestException, ValueError) as fault:
            raise Unreachable(f"{address}: {fault}") from fault
        if more.get("sub") != claims["sub"]:
            raise NotSignedIn(NOT_TAKEN, "userinfo is of somebody else")
        return {**more, **claims}


def _checks(provider: Provider, asked: Asked, now: datetime) -> jwt.JWTClaimsRegistry:
    return jwt.JWTClaimsRegistry(
        now=int(now.timestamp()),
        leeway=SKEW,
        iss={"essential": True, "value": provider.issuer},
        aud={"essential": True, "value": provider.client_id},
        nonce={"essential": True, "value": asked.nonce},
        sub={"essential": True},
        exp={"essential": True},
        iat={"essential": True},
    )


def _read(answer: Response) -> dict[str, Any]:
    """Raises ValueError for anything but an object."""
    if answer.status_code != 200:
        raise ValueError(f"status {answer.status_code}")
    found = answer.json()
    if not isinstance(found, Mapping):
        raise ValueError("no object")
    return dict(found)


def _must_be_safe(name: str, address: object) -> None:
    """With TLS, or on this machine."""
    if not isinstance(address, str) or not is_secure_transport(address) or not urlsplit(address).hostname:
        raise Unreachable(f"{name} is {address!r}, which is no address with https")
