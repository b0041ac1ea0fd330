"""Signing in where the company signs in anyway: at a provider that speaks OpenID Connect. It makes nobody an account."""

from flows.service.single_sign_on.provider import (
    DECLINED,
    USUAL_CLAIM,
    Asked,
    NotSignedIn,
    Provider,
    Unreachable,
    known_as,
    several_factors,
    unknown,
)

__all__ = [
    "DECLINED",
    "USUAL_CLAIM",
    "Asked",
    "NotSignedIn",
    "Provider",
    "Unreachable",
    "known_as",
    "several_factors",
    "unknown",
]
