"""How often something may be tried: at signing in, through the interface, at the page that checks printed codes."""

from __future__ import annotations

import math
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from threading import Lock

from flows.service.office import Office
from flows.service.tallies import Limit, Tally, count

MINUTE = timedelta(minutes=1)
# NIST SP 800-63B, 5.2.2: at most 100 wrong ones of an account; with 5 at an address it is 100 within the hour. One address
# has some 60 of them heard, so that alone it keeps nobody out; several do, but never out of a browser that was let in before.
ADDRESSES = 20
SHARE = 20  # a process draws this part of a minute's requests at a time, so that not each of them writes


@dataclass(frozen=True, slots=True)
class Limits:
    """`sign_in`: wrong passwords for one name from one address, within five minutes. `requests`: of one caller through
    the interface, and `codes`: unknown ones looked up from one address, each within a minute. Nought: no limit, but at
    signing in."""

    sign_in: int = 5
    requests: int = 600
    codes: int = 60

    def signing_in(self) -> Limit:
        return Limit("sign_in", max(1, self.sign_in), 5 * MINUTE)

    def sign_in_anywhere(self) -> Limit:
        """Wrong passwords for one name, from wherever but browsers in which that person was before."""
        return Limit("sign_in_anywhere", ADDRESSES * max(1, self.sign_in), 60 * MINUTE)

    def single_sign_on(self) -> Limit:
        """Answers from one address that let nobody in. It may be a whole office's."""
        return Limit("single_sign_on", ADDRESSES * max(1, self.sign_in), 5 * MINUTE)

    def second_factor(self) -> Limit:
        """Codes of one person from one address: who tries them has the password already, and must not keep the owner
        out by it."""
        return Limit("second_factor", max(1, self.sign_in), 5 * MINUTE)

    def second_factor_anywhere(self) -> Limit:
        """Codes of one person, from wherever."""
        return Limit("second_factor_anywhere", ADDRESSES * max(1, self.sign_in), 60 * MINUTE)

    def looking_up(self) -> Limit:
        return Limit("code", self.codes, MINUTE)


@dataclass
class Share:
    tally: Tally
    left: int


@dataclass
class Allowances:
    """The requests that callers may still make within the minute. What one process has drawn and doesn't use is lost to
    the others until the next minute: at most a share for each."""

    office: Office
    most: int
    _shares: dict[str, Share] = field(default_factory=dict)
    _lock: Lock = field(default_factory=Lock)

    def wait(self, caller: str, now: datetime) -> int:
        """Uses one up. Seconds until the next is heard; nought: this one is."""
        if self.most == 0:
            return 0
        with self._lock:
            share = self._shares.get(caller)
            over = share is None or share.tally.since + MINUTE <= now
            if share is None or over or (share.left == 0 and share.tally.left > 0):
                share = self._shares[caller] = self._drawn(caller, now)
            if share.left == 0:
                return max(1, math.ceil((share.tally.since + MINUTE - now).total_seconds()))
            share.left -= 1
            return 0

    def _drawn(self, caller: str, now: datetime) -> Share:
        limit, many = Limit("requests", self.most, MINUTE), max(1, self.most // SHARE)
        tally = count(self.office, limit, now, caller, many=many)
        return Share(tally, max(0, min(many, self.most - (tally.count - many))))
