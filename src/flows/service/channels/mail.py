"""Mail through the office's server. The idempotency key is the Message-ID: mail programs show a repeated one once."""

from __future__ import annotations

import re
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING
from urllib.parse import parse_qs, unquote, urlsplit

from flows.service.channels.outward import TIMEOUT, Failed, Parcel

if TYPE_CHECKING:  # 1 MB, for who writes mail: a process that serves pages hands it to another
    import smtplib
    from email.message import EmailMessage

SCHEMES = {"smtp": 25, "smtps": 465}
MAILBOX = re.compile(
    r"[A-Za-z0-9.!#$%&'*+/=?^_{|}~-]{1,64}@[A-Za-z0-9](?:[A-Za-z0-9-]*[A-Za-z0-9])?(?:\.[A-Za-z0-9-]{1,63})+"
)
LONGEST = 254  # characters of an address: a path of 256 without its brackets (RFC 5321, 4.5.3.1.3)
REJECTED_FOR_GOOD = 500
GOODBYE = 1.0  # seconds that its answer to QUIT is awaited: nothing depends on it (beyond the handbook)


@dataclass(frozen=True, slots=True)
class Server:
    host: str
    port: int
    tls: bool
    user: str
    password: str
    sender: str


def server_of(url: str) -> Server:
    """Raises ValueError."""
    parts = urlsplit(url)
    sender = parse_qs(parts.query).get("from", [""])[0]
    if parts.scheme not in SCHEMES or not parts.hostname or not MAILBOX.fullmatch(sender):
        raise ValueError("smtp://user:password@host:port?from=somebody@example.com")
    user, password = unquote(parts.username or ""), unquote(parts.password or "")
    return Server(parts.hostname, parts.port or SCHEMES[parts.scheme], parts.scheme == "smtps", user, password, sender)


def message(sender: str, parcel: Parcel, now: datetime) -> EmailMessage:
    from email.message import EmailMessage
    from email.policy import SMTP as POLICY
    from email.utils import format_datetime

    letter = EmailMessage(policy=POLICY)
    letter["From"], letter["To"], letter["Subject"] = sender, parcel.address, parcel.content["subject"]
    letter["Date"] = format_datetime(now)
    letter["Message-ID"] = f"<{parcel.key}@{sender.partition('@')[2]}>"
    letter["Auto-Submitted"] = "auto-generated"  # no out-of-office answers, please (RFC 3834)
    letter.set_content(parcel.content["body"])
    return letter


def send(url: str, parcel: Parcel, now: datetime) -> None:
    """Raises Failed."""
    import smtplib

    if not url:
        raise Failed("没有设置邮件服务器", "no mail server is set")
    server = server_of(url)
    letter = message(server.sender, parcel, now)
    try:
        smtp = _connected(server)
        try:
            smtp.send_message(letter)
        finally:
            _leave(smtp)
    except smtplib.SMTPRecipientsRefused as fault:
        codes = [code for code, _ in fault.recipients.values()]
        final = all(code >= REJECTED_FOR_GOOD for code in codes)
        raise Failed(f"收件人被拒（{codes[0]}）", f"the recipient is refused ({codes[0]})", final=final) from None
    except (smtplib.SMTPException, OSError) as fault:
        raise Failed(f"邮件未发出（{type(fault).__name__}）", f"not mailed ({type(fault).__name__})") from None


def _leave(smtp: smtplib.SMTP) -> None:
    """Whatever the server says to it, or doesn't: what it took is delivered, what it refused is told already."""
    import smtplib

    with suppress(smtplib.SMTPException, OSError):
        if smtp.sock is not None:
            smtp.sock.settimeout(GOODBYE)
        smtp.quit()
    smtp.close()


def _connected(server: Server) -> smtplib.SMTP:
    import smtplib
    import ssl

    trust = ssl.create_default_context()
    if server.tls:
        smtp: smtplib.SMTP = smtplib.SMTP_SSL(server.host, server.port, timeout=TIMEOUT, context=trust)
    else:
        smtp = smtplib.SMTP(server.host, server.port, timeout=TIMEOUT)
        smtp.ehlo()
        if smtp.has_extn("starttls"):
            smtp.starttls(context=trust)
        elif server.user:
            smtp.close()
            zh, en = "邮件服务器不加密，不发送密码", "the mail server has no TLS; the password is not sent to it"
            raise Failed(zh, en)
    if server.user:
        smtp.login(server.user, server.password)
    return smtp
