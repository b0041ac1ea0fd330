"""Every setting that comes from the environment. Nothing else in the project reads it."""

from __future__ import annotations

import ipaddress
import os
import re
import shlex
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path

from command.given_keys import SHORTEST as SHORTEST_SECRET
from command.given_keys import BadKeys, given_keys
from command.kept_keys import kept_secrets
from command.log_lines import FORMATS, LEVELS
from flows.definition import Text
from flows.service.channels import addresses, mail
from flows.service.channels.outward import Outward
from flows.service.channels.reach import Network
from flows.service.nightly import HOUR as AUDIT_HOUR
from flows.service.practice import DAYS as PRACTICE_DAYS
from flows.service.practice import Practices
from flows.service.proof.anchoring import Anchors
from flows.service.sessions import Lifetimes
from flows.service.single_sign_on import USUAL_CLAIM, Provider
from flows.storage.papers.store import BucketAddress, Patience
from web.limits import Limits

VAR = Path("var")  # beneath the folder that the command is started in
KEPT_KEYS = VAR / "secret.key"
HOUR, MINUTE = timedelta(hours=1), timedelta(minutes=1)
LEAST_IDLE = 10  # minutes: that a session is in use is noted every five
# SQLAlchemy would take an older driver for the bare names that hosts hand out.
POSTGRES_NAMES = ("postgresql://", "postgres://")
DRIVER = "postgresql+psycopg://"
BUCKET = re.compile(
    r"s3://(?P<bucket>[a-z0-9][a-z0-9.-]{1,61}[a-z0-9])(?P<prefix>(?:/(?!\.+(?:/|$))[\w.!*'()-]+)*)/?", re.ASCII
)
ENDPOINT = re.compile(r"https?://([a-z0-9.-]+|\[[0-9a-f:]+\])(:\d{1,5})?/?", re.ASCII | re.IGNORECASE)
AMAZON = "https://s3.{region}.amazonaws.com{country}"  # in China the names end with its own
USUAL_REGION = "us-east-1"  # what stores that know no regions take
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
HOURS, OFF = frozenset(map(str, range(24))), "off"
ADDRESSINGS = ("", "path", "virtual")


class Misconfigured(Exception):
    """A setting that can't be used; `name` is its variable."""

    def __init__(self, name: str, zh: str, en: str) -> None:
        super().__init__(f"{name}: {en}")
        self.message = Text(f"{name}：{zh}", f"{name}: {en}")


@dataclass(frozen=True, slots=True)
class Configuration:
    """`given_secret` None: one of our own is kept in `var/`."""

    database_url: str
    given_secret: str | None
    older_secrets: tuple[bytes, ...]
    attachments: Path | BucketAddress
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
    audit_hour: int | None  # o'clock at the first site, when all cases are worked out anew; none: not at night

    def keys(self) -> tuple[bytes, ...]:
        """They key the history's chains and the sessions: losing one makes unverifiable what it has keyed. The newest is
        first; those before it read what they made."""
        newest = (self.given_secret.encode(),) if self.given_secret is not None else kept_secrets(KEPT_KEYS)
        return (*newest, *self.older_secrets)


def configuration(environ: Mapping[str, str] = os.environ) -> Configuration:
    """FLOWS_DATABASE_URL, FLOWS_SECRET_KEY, FLOWS_OLD_SECRET_KEYS or its _FILE, FLOWS_ATTACHMENTS with what a bucket needs and its _KEY, FLOWS_BACKUP_KEY, FLOWS_BASE_URL, FLOWS_TRUSTED_PROXIES, when cases are audited, how often something may be
    tried, how long sessions last, FLOWS_OIDC_ISSUER and its sisters, FLOWS_PRACTICE with its _DAYS, and FLOWS_MAIL, FLOWS_NOTIFY, FLOWS_PRIVATE_TARGETS, FLOWS_ANCHOR_FILE and its sisters; an empty variable counts as unset. Raises Misconfigured."""
    base_url = _address(environ.get("FLOWS_BASE_URL") or "")
    return Configuration(
        database_url=_database(environ.get("FLOWS_DATABASE_URL") or f"sqlite:///{VAR / 'flows.db'}"),
        given_secret=_secret(environ.get("FLOWS_SECRET_KEY") or None),
        older_secrets=_keys("FLOWS_OLD_SECRET_KEYS", environ),
        attachments=_papers(environ.get("FLOWS_ATTACHMENTS") or str(VAR / "attachments"), environ),
        paper_keys=_keys("FLOWS_ATTACHMENTS_KEY", environ),
        backup_keys=_keys("FLOWS_BACKUP_KEY", environ),
        base_url=base_url,
        trusted_proxies=_count("FLOWS_TRUSTED_PROXIES", environ, 0),
        limits=Limits(
            sign_in=_count("FLOWS_SIGN_IN_ATTEMPTS", environ, Limits().sign_in, least=1),
            requests=_count("FLOWS_API_PER_MINUTE", environ, Limits().requests),
            codes=_count("FLOWS_UNKNOWN_CODES_PER_MINUTE", environ, Limits().codes),
        ),
        outward=Outward(
            base_url,
            mail=_mail(environ.get("FLOWS_MAIL") or ""),
            notify=_notify(environ.get("FLOWS_NOTIFY") or ""),
            private=_networks(environ.get("FLOWS_PRIVATE_TARGETS") or ""),
        ),
        anchors=_anchors(environ),
        lifetimes=Lifetimes(
            whole=HOUR * _count("FLOWS_SESSION_HOURS", environ, Lifetimes().whole // HOUR, least=1),
            first=HOUR * _count("FLOWS_FIRST_PASSWORD_HOURS", environ, Lifetimes().first // HOUR, least=1),
            idle=MINUTE * _count("FLOWS_SESSION_IDLE_MINUTES", environ, Lifetimes().idle // MINUTE, least=LEAST_IDLE),
        ),
        practices=Practices(
            Path(environ.get("FLOWS_PRACTICE") or str(VAR / "practice")),
            days=_count("FLOWS_PRACTICE_DAYS", environ, PRACTICE_DAYS, least=1),
        ),
        provider=_provider(environ, base_url),
        log_format=_one_of("FLOWS_LOG_FORMAT", environ, FORMATS, "text"),
        log_level=_one_of("FLOWS_LOG_LEVEL", environ, LEVELS, "warning"),
        traces=_address(environ.get("FLOWS_TRACES") or "", "FLOWS_TRACES"),
        audit_hour=_hour("FLOWS_AUDIT_HOUR", environ, AUDIT_HOUR),
    )


def _one_of(name: str, environ: Mapping[str, str], known: Sequence[str], default: str) -> str:
    text = environ.get(name) or default
    if text not in known:
        raise Misconfigured(name, f"须为 {'、'.join(known)} 之一", f"is one of {', '.join(known)}")
    return text


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


def _keys(name: str, environ: Mapping[str, str]) -> tuple[bytes, ...]:
    try:
        return given_keys(name, environ)
    except BadKeys as fault:
        raise Misconfigured(fault.name, fault.message.zh, fault.message.en) from fault


def _papers(text: str, environ: Mapping[str, str]) -> Path | BucketAddress:
    if "://" not in text:
        return Path(text)
    found = BUCKET.fullmatch(text)
    if found is None:
        zh, en = "须为目录，或 s3://桶名/前缀", "is a folder, or s3://bucket/prefix"
        raise Misconfigured("FLOWS_ATTACHMENTS", zh, en)
    region = environ.get("AWS_REGION") or environ.get("AWS_DEFAULT_REGION") or USUAL_REGION
    return BucketAddress(
        found["bucket"],
        found["prefix"].strip("/"),
        endpoint=_endpoint(environ, region),
        region=region,
        key=_needed("AWS_ACCESS_KEY_ID", environ),
        secret=_needed("AWS_SECRET_ACCESS_KEY", environ),
        token=environ.get("AWS_SESSION_TOKEN") or None,
        patience=Patience(
            connect=_count("FLOWS_S3_CONNECT_SECONDS", environ, int(Patience().connect), least=1),
            read=_count("FLOWS_S3_READ_SECONDS", environ, int(Patience().read), least=1),
            tries=_count("FLOWS_S3_TRIES", environ, Patience().tries, least=1),
        ),
        addressing=_addressing(environ.get("FLOWS_S3_ADDRESSING") or ""),
    )


def _endpoint(environ: Mapping[str, str], region: str) -> str:
    """The usual names after our own, so that what is set for other programs on the machine need not be repeated."""
    for name in ("FLOWS_S3_ENDPOINT", "AWS_ENDPOINT_URL_S3", "AWS_ENDPOINT_URL"):
        if text := environ.get(name):
            if ENDPOINT.fullmatch(text):
                return text.rstrip("/")
            zh, en = "须形如 https://s3.example.com，不带路径", "takes the form https://s3.example.com, without a path"
            raise Misconfigured(name, zh, en)
    return AMAZON.format(region=region, country=".cn" if region.startswith("cn-") else "")


def _needed(name: str, environ: Mapping[str, str]) -> str:
    if text := environ.get(name):
        return text
    raise Misconfigured(name, "材料存放在 s3:// 时须设置", "is needed where papers lie in s3://")


def _addressing(text: str) -> str:
    if text not in ADDRESSINGS:
        raise Misconfigured("FLOWS_S3_ADDRESSING", "须为 path 或 virtual，或不设", "is path or virtual, or unset")
    return text


def _address(text: str, name: str = "FLOWS_BASE_URL") -> str:
    if text and not text.startswith(("http://", "https://")):
        raise Misconfigured(name, "须以 http:// 或 https:// 开头", "begins with http:// or https://")
    return text.rstrip("/")


def _count(name: str, environ: Mapping[str, str], default: int, least: int = 0) -> int:
    text = environ.get(name) or str(default)
    if not text.isdecimal() or len(text) > 9 or int(text) < least:
        raise Misconfigured(name, f"须为不小于 {least} 的整数", f"is a whole number, {least} or more")
    return int(text)


def _hour(name: str, environ: Mapping[str, str], default: int) -> int | None:
    text = environ.get(name) or str(default)
    if text == OFF:
        return None
    if text not in HOURS:
        raise Misconfigured(name, "须为 0 到 23，或 off", "is an hour from 0 to 23, or off")
    return int(text)


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
