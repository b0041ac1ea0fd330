"""What an endpoint of the interface is: one declaration that checks requests and documents them."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Literal, Protocol

from flows.service.office import Office
from flows.service.signing_in import Identity
from flows.service.vocabulary import Text

Schema = Mapping[str, Any]
Method = Literal["GET", "POST", "PATCH"]


class Desk(Protocol):
    """The office, the clock that tells aware UTC, and the address that people use, where one is set."""

    @property
    def office(self) -> Office: ...

    @property
    def clock(self) -> Callable[[], datetime]: ...

    def wait(self, caller: str) -> int:
        """Seconds until the next request of `caller` is heard; nought: this one is."""

    @property
    def base_url(self) -> str: ...


@dataclass(frozen=True, slots=True)
class Upload:
    """A file as it came: its name is the sender's word, its content is not looked at yet."""

    name: str
    content: bytes


@dataclass(frozen=True, slots=True)
class Call:
    """One request that fits its endpoint, by somebody whose token is good. `seen` is the revision of If-Match, `key`
    the Idempotency-Key."""

    desk: Desk
    identity: Identity
    now: datetime
    lang: str
    path: Mapping[str, Any]
    query: Mapping[str, Any]
    body: Any = None
    upload: Upload | None = None
    seen: int = 0
    key: str | None = None

    @property
    def office(self) -> Office:
        return self.desk.office

    @property
    def login(self) -> str:
        return self.identity.login


@dataclass(frozen=True, slots=True)
class Reply:
    """`body` is JSON, or already the text or bytes to send as `media`."""

    body: Any
    status: int = 200
    media: str = "application/json"
    headers: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Parameter:
    """One that stands in the query. `schema` has the type string, boolean or integer."""

    name: str
    schema: Schema
    about: Text


@dataclass(frozen=True, slots=True)
class Endpoint:
    """`path` as OpenAPI writes it, below /api/v1; a name that ends in `id` is a whole number. `answer` is the schema
    of the body of `status`, or None where `media` is not JSON. `refusals` are codes of `problems.KINDS`."""

    method: Method
    path: str
    name: str
    about: Text
    handler: Callable[[Call], Reply]
    answer: Schema | None
    status: int = 200
    media: str = "application/json"
    query: tuple[Parameter, ...] = ()
    body: Schema | None = None
    takes: Literal["application/json", "multipart/form-data"] = "application/json"
    largest: int = 1024 * 1024  # bytes of a request: far above any form filled in by hand
    by_revision: bool = False
    by_key: bool = False
    etag: bool = False
    refusals: tuple[str, ...] = ()

    @property
    def rule(self) -> str:
        """The path as Flask writes it."""
        return self.path.replace("{", "<").replace("}", ">")
