"""Who practises: the person who is signed in, sitting in one of the posts of their own practice."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from flask import Flask, g, request, session
from flask_login import LoginManager

from flows.service import sessions
from flows.service.practice import Practice, Stores
from flows.service.signing_in import Identity, identity
from web.desk import EXTENSION, Desk
from web.security import asks_by_itself
from web.signing_in import Member

USER = "_user_id"  # where flask-login keeps the token of the session, which both applications read


@dataclass(frozen=True)
class Door:
    """What it takes to let somebody in: the real desk, asked for nothing but who is signed in, and the stores."""

    real: Desk
    stores: Stores
    root: str

    def real_now(self) -> datetime:
        return self.real.clock()


def practice() -> Practice:
    """Of whoever practises; only on pages of practice."""
    found: Practice = g.practice
    return found


def door() -> Door:
    found: Door = g.door
    return found


def real_person() -> Identity:
    found: Identity = g.real_person
    return found


def let_in(app: Flask, door: Door) -> None:
    """Before every page: who is signed in really, and so whose practice it is. Nobody: there is no desk at all, and no
    page works."""
    manager = LoginManager(app)
    manager.session_protection = None
    manager.user_loader(lambda _token: g.get("member"))

    @app.before_request
    def enter() -> None:
        token = session.get(USER)
        if request.endpoint == "static" or not token:
            return
        lasting, there = door.real.lifetimes, not asks_by_itself()
        known = sessions.known(door.real.office, token, door.real_now(), lasting, in_use=there)
        if known is None:
            return
        g.door, g.real_person = door, known.who
        seat_down(door.stores.of(known.who.login, door.real_now()), token, known.session)


def seat_down(practice: Practice, token: str, session_id: int) -> None:
    """The rest of the request works at a desk of practice, as whoever sits there."""
    held: Door = g.door
    office, clock = practice.office, _clock(held.real_now, practice)
    g.practice = practice
    address = held.real.base_url and held.real.base_url + held.root  # that printed codes lead to
    setattr(g, EXTENSION, Desk(office, clock, address, lifetimes=held.real.lifetimes))
    who = identity(office, practice.seat, clock())
    g.member = Member(who, token, session_id) if who else None


def _clock(real_now: Callable[[], datetime], practice: Practice) -> Callable[[], datetime]:
    return lambda: practice.now(real_now())
