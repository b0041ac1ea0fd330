"""Where papers lie, and what they are searched by, as the environment says."""

from __future__ import annotations

import re
import shlex
from collections.abc import Mapping
from pathlib import Path

from command.variables import Misconfigured, count, one_of
from flows.service.scanners import Scanner
from flows.storage.papers.store import BucketAddress, Patience

BUCKET = re.compile(
    r"s3://(?P<bucket>[a-z0-9][a-z0-9.-]{1,61}[a-z0-9])(?P<prefix>(?:/(?!\.+(?:/|$))[\w.!*'()-]+)*)/?", re.ASCII
)
ENDPOINT = re.compile(r"https?://([a-z0-9.-]+|\[[0-9a-f:]+\])(:\d{1,5})?/?", re.ASCII | re.IGNORECASE)
AMAZON = "https://s3.{region}.amazonaws.com{country}"  # in China the names end with its own
USUAL_REGION = "us-east-1"  # what stores that know no regions take
ADDRESSINGS = ("", "path", "virtual")
CLAMD = re.compile(r"/[^\0]+|([a-z0-9.-]+|\[[0-9a-f:]+\]):\d{1,5}", re.ASCII | re.IGNORECASE)
TAKEN, REFUSED = "take", "refuse"  # what is brought while no scanner answers


def papers(text: str, environ: Mapping[str, str]) -> Path | BucketAddress:
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
            connect=count("FLOWS_S3_CONNECT_SECONDS", environ, int(Patience().connect), least=1),
            read=count("FLOWS_S3_READ_SECONDS", environ, int(Patience().read), least=1),
            tries=count("FLOWS_S3_TRIES", environ, Patience().tries, least=1),
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


def scanner(environ: Mapping[str, str]) -> Scanner | None:
    """None: nothing is searched."""
    clamd, command = environ.get("FLOWS_CLAMD") or "", (environ.get("FLOWS_SCAN_COMMAND") or "").strip()
    away = one_of("FLOWS_SCAN_AWAY", environ, (REFUSED, TAKEN), REFUSED)
    seconds = count("FLOWS_SCAN_SECONDS", environ, int(Scanner().seconds), least=1)
    if clamd and not CLAMD.fullmatch(clamd):
        zh, en = "须为套接字的绝对路径，或 主机:端口", "is the path of a socket from / on, or host:port"
        raise Misconfigured("FLOWS_CLAMD", zh, en)
    try:
        shlex.split(command)
    except ValueError as fault:
        raise Misconfigured("FLOWS_SCAN_COMMAND", f"看不懂（{fault}）", f"is not understood ({fault})") from None
    if not clamd and not command:
        return None
    return Scanner(clamd, command, away == TAKEN, seconds)
