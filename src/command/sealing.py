"""Seals the history while the server runs, so that a tail cut off later is found (docs/decisions/0004)."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from threading import Event

from command.rounds import keep_going
from flows.service.office import Office
from flows.service.proof.anchoring import Anchors, anchor
from flows.service.sealing import seal

EVERY = 600  # seconds between two checkpoints: what a forger may hope to cut off unseen (beyond the handbook)


def sealing(office: Office, anchors: Anchors) -> Callable[[datetime], int]:
    """A round: a checkpoint where something has grown, and what lacks of the roots brought outside."""

    def act(now: datetime) -> int:
        count = seal(office, now)
        anchor(office, anchors, now)
        return count

    return act


def keep_sealed(seal: Callable[[datetime], int], clock: Callable[[], datetime], every: float = EVERY) -> Event:
    """Seals at once and then every `every` seconds, until the event it answers is set."""

    def act() -> None:
        seal(clock())

    return keep_going("sealing", act, every)
