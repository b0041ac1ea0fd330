"""Every setting that comes from the environment. Nothing else in the project reads it."""

from __future__ import annotations

import ipaddress
import os
import re
import shlex
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path

from command.given_keys import SHORTEST as SHORTEST_SECRET
from command.given_keys import BadKeys, given_keys
from command.kept_keys import kept_secrets
from command.log_lines import FORMATS, LEVELS
from command.paper_settings import papers, scanner
from command.variables import Misconfigured as Misconfigured
from command.variables import count, one_of
from flows.service.channels import addresses, mail
from flows.service.channels.outward import Outward
from flows.service.channels.reach import Network
from flows.service.nightly import HOUR as AUDIT_HOUR
from flows.service.practice import DAYS as PRACTICE_DAYS
from flows.service.practice import Practices
from flows.service.proof.anchoring import Anchors
from flows.service.scanners import Scanner
from flows.service.sessions import Lifetimes
from flows.service.single_sign_on import USUAL_CLAIM, Provider
from flows.storage.papers.store import BucketAddress
from web.limits import Limits

VAR = Path("var")  # beneath the folder that the command is started in
KEPT_KEYS = VAR / "secret.key"
HOUR, MINUTE = timedelta(hours=1), timedelta(minutes=1)
LEAST_IDLE = 10  # minutes: that a session is in use is noted every five
# SQLAlchemy would take an older driver for the bare names that hosts hand out.
POSTGRES_NAMES = ("postgresql://", "postgres://")
DRIVER = "postgresql+psycopg://"
SIGN_ON = (
    "FLOWS_OIDC_ISSUER",
    "FLOWS_OIDC_CLIENT_ID",
    "FLOWS_OIDC_CLIENT_SECRET",
    "FLOWS_OIDC_CLAIM",
    "FLOWS_OIDC_DOMAIN",
    "FLOWS_OIDC_NAME",
)
# What goes through an address without TLS can be read and changed on its way; on this machine it isn't on any.
SAFE = re.compile(
    r"https://[^\s/?#@]+(/[^\s?#]*)?|http://(localhost|127\.0\.0\.1|\[::1\])(:\d{1,5})?(/[^\s?#]*)?", re.IGNORECASE
)
DOMAIN = re.compile(r"[a-z0-9-]+(\.[a-z0-9-]+)+", re.ASCII | re.IGNORECASE)
LISTENER = re.compile(r"(?:(?P<host>[a-z0-9.-]+|\[[0-9a-f:]+\]):)?(?P<port>\d{1,5})", re.ASCII | re.IGNORECASE)
LOOPBACK, MOST_PORT = "127.0.0.1", 65535
HOURS, OFF = frozenset(map(str, range(24))), "off"


@dataclass(frozen=True, slots=True)
class Configuration:
    """`given_secret` None: one of our own is kept in `var/`."""

    database_url: str
    given_secret: str | None
    older_secrets: tuple[bytes, ...]
    attachments: Path | BucketAddress
    scanner: Scanner | None  # what they are searched for viruses by
    paper_keys: tuple[bytes, ...]  # the first seals papers, all of them open; none: a key worked out of the secret
    backup_keys: tuple[bytes, ...]  # what an encrypted backup is sealed with; none: as papers are
    base_url: str
    trusted_proxies: int
    limits: Limits
    outward: Outward
    anchors: Anchors
    lifetimes: Lifetimes
    practices: Practices
    provider: Provider | None  # where people may sign in beside here
    log_format: str  # one of FORMATS
    log_level: str  # one of LEVELS
    traces: str  # where traces go; empty: nowhere
    worker_metrics: tuple[str, int] | None  # where a worker listens for whoever watches; none: nowhere
    audit_hour: int | None  # o'clock at the first site, when all cases are worked out anew; none: not at night

    def keys(self) -> tuple[bytes, ...]:
        """They key the history's chains and the sessions: losing one makes unverifiable what it has keyed. The newest is
        first; those before it read what they made."""
        newest = (self.given_secret.encode(),) if self.given_secret is not None else kept_secrets(KEPT_KEYS)
        return (*newest, *self.older_secrets)


def configuration(environ: Mapping[str, str] = os.environ) -> Configuration:
    """Each variable of the table in README.md; an empty one counts as unset. Raises Misconfigured."""
    base_url = _address(environ.get("FLOWS_BASE_URL") or "")
    return Configuration(
        database_url=_database(environ.get("FLOWS_DATABASE_URL") or f"sqlite:///{VAR / 'flows.db'}"),
        given_secret=_secret(environ.get("FLOWS_SECRET_KEY") or None),
        older_secrets=_keys("FLOWS_OLD_SECRET_KEYS", environ),
        attachments=papers(environ.get("FLOWS_ATTACHMENTS") or str(VAR / "attachments"), environ),
        scanner=scanner(environ),
        paper_keys=_keys("FLOWS_ATTACHMENTS_KEY", environ),
        backup_keys=_keys("FLOWS_BACKUP_KEY", environ),
        base_url=base_url,
        trusted_proxies=count("FLOWS_TRUSTED_PROXIES", environ, 0),
        limits=Limits(
            sign_in=count("FLOWS_SIGN_IN_ATTEMPTS", environ, Limits().sign_in, least=1),
            requests=count("FLOWS_API_PER_MINUTE", environ, Limits().requests),
            codes=count("FLOWS_UNKNOWN_CODES_PER_MINUTE", environ, Limits().codes),
        ),
        outward=Outward(
            base_url,
            mail=_mail(environ.get("FLOWS_MAIL") or ""),
            notify=_notify(environ.get("FLOWS_NOTIFY") or ""),
            private=_networks(environ.get("FLOWS_PRIVATE_TARGETS") or ""),
        ),
        anchors=_anchors(environ),
        lifetimes=Lifetimes(
            whole=HOUR * count("FLOWS_SESSION_HOURS", environ, Lifetimes().whole // HOUR, least=1),
            first=HOUR * count("FLOWS_FIRST_PASSWORD_HOURS", environ, Lifetimes().first // HOUR, least=1),
            idle=MINUTE * count("FLOWS_SESSION_IDLE_MINUTES", environ, Lifetimes().idle // MINUTE, least=LEAST_IDLE),
        ),
        practices=_practices(environ),
        provider=_provider(environ, base_url),
        log_format=one_of("FLOWS_LOG_FORMAT", environ, FORMATS, "text"),
        log_level=one_of("FLOWS_LOG_LEVEL", environ, LEVELS, "warning"),
        traces=_address(environ.get("FLOWS_TRACES") or "", "FLOWS_TRACES"),
        worker_metrics=_listener("FLOWS_WORKER_METRICS", environ),
        audit_hour=_hour("FLOWS_AUDIT_HOUR", environ, AUDIT_HOUR),
    )


def _provider(environ: Mapping[str, str], base_url: str) -> Provider | None:
    given = {name: environ.get(name) or "" for name in SIGN_ON}
    if not any(given.values()):
        return None
    for name in SIGN_ON[:3]:
        if not given[name]:
            raise Misconfigured(name, "设置了统一登录时须设置", "is needed where people sign in at a provider")
    issuer, client_id, client_secret, claim, domain, label = given.values()
    if not SAFE.fullmatch(issuer):
        zh, en = "须形如 https://login.example.com", "takes the form https://login.example.com"
        raise Misconfigured("FLOWS_OIDC_ISSUER", zh, en)
    if not SAFE.fullmatch(base_url):
        zh, en = "设置了统一登录时须为 https:// 地址", "must be an https:// address where people sign in at a provider"
        raise Misconfigured("FLOWS_BASE_URL", zh, en)
    if domain and not DOMAIN.fullmatch(domain):
        raise Misconfigured("FLOWS_OIDC_DOMAIN", "须形如 example.com", "takes the form example.com")
    return Provider(issuer, client_id, client_secret, claim or USUAL_CLAIM, domain, label)


def _database(url: str) -> str:
    for name in POSTGRES_NAMES:
        if url.startswith(name):
            return DRIVER + url.removeprefix(name)
    if not url.startswith(("sqlite:", "postgresql+")):
        raise Misconfigured("FLOWS_DATABASE_URL", "只支持 SQLite 和 PostgreSQL", "only SQLite and PostgreSQL will do")
    return url


def _secret(text: str | None) -> str | None:
    if text is not None and len(text) < SHORTEST_SECRET:
        zh, en = f"至少 {SHORTEST_SECRET} 个字符", f"needs at least {SHORTEST_SECRET} characters"
        raise Misconfigured("FLOWS_SECRET_KEY", zh, en)
    return text


def _address(text: str, name: str = "FLOWS_BASE_URL") -> str:
    if text and not text.startswith(("http://", "https://")):
        raise Misconfigured(name, "须以 http:// 或 https:// 开头", "begins with http:// or https://")
    return text.rstrip("/")


def _practices(environ: Mapping[str, str]) -> Practices:
    folder = Path(environ.get("FLOWS_PRACTICE") or str(VAR / "practice"))
    return Practices(folder, days=count("FLOWS_PRACTICE_DAYS", environ, PRACTICE_DAYS, least=1))


def _listener(name: str, environ: Mapping[str, str]) -> tuple[str, int] | None:
    """`port` alone: at this machine's own address, where nobody else reaches it."""
    text = environ.get(name) or ""
    if not text:
        return None
    found = LISTENER.fullmatch(text)
    if found is None or not 0 < int(found["port"]) <= MOST_PORT:
        raise Misconfigured(name, "须为端口，或 地址:端口", "is a port, or address:port")
    return (found["host"] or LOOPBACK).strip("[]"), int(found["port"])


def _hour(name: str, environ: Mapping[str, str], default: int) -> int | None:
    text = environ.get(name) or str(default)
    if text == OFF:
        return None
    if text not in HOURS:
        raise Misconfigured(name, "须为 0 到 23，或 off", "is an hour from 0 to 23, or off")
    return int(text)


def _keys(name: str, environ: Mapping[str, str]) -> tuple[bytes, ...]:
    try:
        return given_keys(name, environ)
    except BadKeys as fault:
        raise Misconfigured(fault.name, fault.message.zh, fault.message.en) from fault


def _mail(url: str) -> str:
    try:
        if url:
            mail.server_of(url)
    except ValueError as fault:
        raise Misconfigured("FLOWS_MAIL", f"须形如 {fault}", f"takes the form {fault}") from None
    return url


def _anchors(environ: Mapping[str, str]) -> Anchors:
    file, address = environ.get("FLOWS_ANCHOR_FILE") or "", environ.get("FLOWS_ANCHOR_MAIL") or ""
    command, server = (environ.get("FLOWS_ANCHOR_COMMAND") or "").strip(), environ.get("FLOWS_MAIL") or ""
    if address and not mail.MAILBOX.fullmatch(address):
        raise Misconfigured("FLOWS_ANCHOR_MAIL", "须形如 audit@example.com", "takes the form audit@example.com")
    if address and not server:
        raise Misconfigured("FLOWS_ANCHOR_MAIL", "还须设置 FLOWS_MAIL", "needs FLOWS_MAIL as well")
    try:
        shlex.split(command)
    except ValueError as fault:
        raise Misconfigured("FLOWS_ANCHOR_COMMAND", f"看不懂（{fault}）", f"is not understood ({fault})") from None
    return Anchors(Path(file) if file else None, address, command, server)


def _notify(text: str) -> tuple[str, ...]:
    """Several with white space between. What is wrong is told by its place: an address is a password."""
    found = tuple(text.split())
    for place, address in enumerate(found, 1):
        if not addresses.understood(address):
            zh, en = f"看不懂第 {place} 个地址", f"its address number {place} is not understood"
            raise Misconfigured("FLOWS_NOTIFY", zh, en)
    return found


def _networks(text: str) -> tuple[Network, ...]:
    try:
        return tuple(ipaddress.ip_network(one) for one in text.replace(",", " ").split())
    except ValueError:
        zh, en = "须为网段，如 10.1.0.0/16", "takes networks such as 10.1.0.0/16"
        raise Misconfigured("FLOWS_PRIVATE_TARGETS", zh, en) from None
