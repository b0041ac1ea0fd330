"""How somebody wants to be told: in the web alone, by mail, or by a service; of what; and gathered or one by one.

An address is sealed in the database and shown with dots: a bot's address is its password.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import uuid4

from sqlalchemy import select

from flows.definition import Text
from flows.service.channels import addresses, mail
from flows.service.channels.addresses import SERVICES
from flows.service.channels.outward import Failed, Outward
from flows.service.channels.sealed import sealed
from flows.service.errors import Invalid, NotYet
from flows.service.masking import DOTS
from flows.service.office import Office
from flows.service.queueing import Message, queue
from flows.service.rights import rights_of
from flows.storage.by_hand import tell
from flows.storage.tables import users, wishes

__all__ = ["KINDS", "MEANS", "SERVICES", "Wish", "change_wish", "send_trial", "wish_of"]

KINDS = {
    "task": Text("轮到我办理", "Something waits for me"),
    "deadline": Text("时限提醒", "Reminders of deadlines"),
    "outcome": Text("我登记的单据有结果", "Cases that I registered come to an end"),
    "mention": Text("留言里提到我", "Somebody mentions me in a comment"),
    "alarm": Text("夜间核查的警报", "The nightly audit raises an alarm"),
}
MEANS = ("web", "mail", "address")
SHOWN = 200  # characters that its column holds
SET = """INSERT INTO wishes (login, means, kinds, gathered, address, shown, next_at, changed_at)
VALUES (:login, :means, :kinds, :gathered, :address, :shown, NULL, :changed_at)
ON CONFLICT (login) DO UPDATE SET means = excluded.means, kinds = excluded.kinds, gathered = excluded.gathered,
address = excluded.address, shown = excluded.shown, next_at = excluded.next_at, changed_at = excluded.changed_at"""


@dataclass(frozen=True, slots=True)
class Wish:
    """`shown`: what may be seen of the address."""

    means: str = "web"
    kinds: frozenset[str] = frozenset(KINDS)
    gathered: bool = True
    shown: str = ""


def bound_to(login: str) -> str:
    """What a person's sealed address belongs to."""
    return f"wish {login}"


def wish_of(office: Office, login: str) -> Wish:
    with office.read() as connection:
        row = connection.execute(select(wishes).where(wishes.c.login == login)).one_or_none()
    if row is None:
        return Wish()
    return Wish(row.means, frozenset(filter(None, row.kinds.split(","))), row.gathered, row.shown or "")


def change_wish(office: Office, login: str, wish: Wish, address: str, outward: Outward, now: datetime) -> None:
    """One's own. An empty `address` keeps the one that is there, of the same means. Raises Invalid."""
    if wish.means not in MEANS or not wish.kinds <= set(KINDS):
        raise Invalid.field("means", "没有这种方式", "is no such way")
    row: dict[str, Any] = {"login": login, "means": wish.means, "gathered": wish.gathered, "changed_at": now}
    row |= {"kinds": ",".join(kind for kind in KINDS if kind in wish.kinds), "address": None, "shown": None}
    with office.transaction() as connection:
        before = connection.execute(select(wishes).where(wishes.c.login == login).with_for_update()).one_or_none()
        if wish.means != "web":
            if address:
                row |= {"address": sealed(office.secret, bound_to(login), address)}
                row |= {"shown": _shown(wish.means, address, outward)}
            elif before is not None and before.means == wish.means and before.address:
                row |= {"address": before.address, "shown": before.shown}
            else:
                raise Invalid.field(wish.means, "请填写地址", "is needed")
        tell(connection, SET, row)


def _shown(means: str, address: str, outward: Outward) -> str:
    if means == "mail":
        if not outward.mail:
            raise Invalid.field("mail", "本办公室没有设置邮件服务器", "takes a mail server, and this office has none")
        if not mail.MAILBOX.fullmatch(address):
            raise Invalid.field("mail", "邮箱地址格式不对", "is not a mail address")
        if len(address) > mail.LONGEST:
            raise Invalid.field("mail", f"最多 {mail.LONGEST} 个字符", f"has more than {mail.LONGEST} characters")
        return f"{address[:1]}{DOTS}@{address.partition('@')[2]}"[:SHOWN]
    try:
        return addresses.shown(address, addresses.service_of(address))
    except Failed as failed:
        raise Invalid.field("address", failed.message.zh, failed.message.en) from None


def place_of(means: str, shown: str) -> str:
    """Whom a message goes through, as far as it is nobody's secret: the mail's domain, the service."""
    return shown.rpartition("@")[2] if means == "mail" else shown.partition("://")[0]


def send_trial(office: Office, login: str, now: datetime) -> None:
    """A message to oneself that says no more than that it has come. Raises NotYet where there is no channel."""
    with office.transaction() as connection:
        row = connection.execute(select(wishes).where(wishes.c.login == login, wishes.c.means != "web")).one_or_none()
        sites = rights_of(connection, login, now).site_ids()
        if row is None or not sites:
            raise NotYet(Text("请先选择邮件或消息服务", "Choose mail or a service first"))
        lang = connection.execute(select(users.c.lang).where(users.c.login == login)).scalar_one()
        words = Text("试发：您能收到 flows 的消息。", "A trial: messages of flows reach you.").in_(lang)
        content = {"subject": words, "body": words}
        message = Message(sites[0], row.means, login, place_of(row.means, row.shown), f"trial:{uuid4().hex}", content)
        queue(connection, message, now)


def reaches(kinds: Iterable[str], kind: str, *, urgent: bool) -> bool:
    """Whether a notice of that kind is wanted; what is urgent always is."""
    return urgent or kind in set(kinds)
