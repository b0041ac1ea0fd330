"""Who may look at the dashboard of a site, and what of it: the posts that answer for what waits there."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from sqlalchemy import Connection, and_, select

from flows.procedures import ROLES
from flows.procedures.ladder import OFFICE, OFFICE_SETTINGS
from flows.procedures.readers import READERS as STAFF_READERS
from flows.service.access import standings
from flows.service.errors import NotFound
from flows.service.office import Office
from flows.service.rights import forbidden
from flows.storage.tables import settings, sites

READERS = (
    "cs_supervisor",
    "engineering_supervisor",
    "safety_supervisor",
    "duty_manager",
    "director",
    "company_manager",
)
DAYS = "dashboard_days"


@dataclass(frozen=True, slots=True)
class Scope:
    """What is counted: cases of these procedures at the site, tasks of these audiences. `days`: of the past that spans
    are taken from."""

    site_id: int
    zone: ZoneInfo
    procedures: tuple[str, ...]
    audiences: tuple[str, ...]
    days: int
    now: datetime

    @property
    def since(self) -> datetime:
        return self.now - timedelta(days=self.days)


def scope(office: Office, connection: Connection, login: str, site: str, now: datetime) -> Scope:
    """Raises NotFound where they hold no post at the site, Forbidden for other posts. Matters of the staff are counted for
    the posts alone that read every one of them."""
    held = {standing.role for standing in standings(connection, login, now) if standing.site == site}
    if not held:
        raise NotFound
    if not held.intersection(READERS):
        raise forbidden(READERS)
    own = and_(settings.c.site_id == sites.c.id, settings.c.procedure == OFFICE, settings.c.code == DAYS)
    query = select(sites.c.id, sites.c.zone, settings.c.value).join(settings, own, isouter=True)
    place = connection.execute(query.where(sites.c.key == site)).one()
    days = OFFICE_SETTINGS[DAYS].default if place.value is None else place.value
    known = [key for key in office.catalogue.current if held.intersection(STAFF_READERS.get(key, held))]
    audiences = {audience for role in ROLES for audience in office.catalogue.audiences(role)}
    return Scope(place.id, ZoneInfo(place.zone), tuple(known), tuple(sorted(audiences)), int(days), now)
