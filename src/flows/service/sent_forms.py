"""Forms of the registers that were sent, and where they led: the same form sent again acts once, at whichever process.

A form is claimed before it is acted on, and never acted on twice: where a process died over it, nobody knows whether
it was done, so it is not done again but looked up by whoever sent it. (Events of a case know their requests better:
they are written in the event's own transaction.)
"""

from __future__ import annotations

import hashlib
import hmac
import time
from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import delete, insert, select, update
from sqlalchemy.exc import IntegrityError

from flows.service.errors import Invalid
from flows.service.office import Office
from flows.storage.tables import sent_forms

KEPT = timedelta(days=2)  # a page may lie open over night
PATIENCE, GLANCE = 10.0, 0.05  # seconds that a twin is waited for, and between two looks at it
DEAD = timedelta(minutes=1)  # whoever has worked on a form for so long has died over it


class Unfinished(Invalid):
    """The same form was being worked on and has not come to an end."""

    def __init__(self) -> None:
        zh = "这张表单已经提交过，但没有收到结果；请先查看是否已登记，确需再办的请重新打开表单"
        en = "This form was sent before and its outcome is not known: look whether it was entered, and open it anew to send another"
        super().__init__(Invalid.field("form", zh, en).errors)


def once(office: Office, form: str, now: datetime, act: Callable[[], str]) -> tuple[str, bool]:
    """The address that `act` answers, and whether it was acted on now; for a form sent before, where it led then.
    What `act` raises leaves the form unsent. Raises Unfinished."""
    key, *older = (hmac.new(one, form.encode(), hashlib.sha256).hexdigest() for one in office.keys.derived("forms"))
    for before in older:  # sent before the secret was changed
        earlier = _earlier(office, before)
        if earlier and earlier.led_to:
            return earlier.led_to, False
    for _ in range(int(PATIENCE / GLANCE)):
        if _claimed(office, key, now):
            return _finish(office, key, act), True
        earlier = _earlier(office, key)
        if earlier and earlier.led_to:
            return earlier.led_to, False
        if earlier and earlier.at < now - DEAD:
            break
        time.sleep(GLANCE)
    raise Unfinished


def _claimed(office: Office, key: str, now: datetime) -> bool:
    try:
        with office.transaction() as connection:
            connection.execute(delete(sent_forms).where(sent_forms.c.at < now - KEPT))
            connection.execute(insert(sent_forms).values(form=key, at=now))
    except IntegrityError:
        return False
    return True


def _finish(office: Office, key: str, act: Callable[[], str]) -> str:
    this = sent_forms.c.form == key
    try:
        led_to = act()
    except Exception:
        with office.transaction() as connection:
            connection.execute(delete(sent_forms).where(this))
        raise
    with office.transaction() as connection:
        connection.execute(update(sent_forms).where(this).values(led_to=led_to))
    return led_to


def _earlier(office: Office, key: str) -> Any:
    """None: its twin has just been refused."""
    with office.read() as connection:
        return connection.execute(select(sent_forms).where(sent_forms.c.form == key)).one_or_none()
