"""The people who work at the demonstration site. Their names are plainly invented, their password is known to all."""

from __future__ import annotations

from datetime import datetime, timedelta

from sqlalchemy import update

from flows.procedures import ROLES
from flows.service import people, phrases, registers
from flows.service.office import Office
from flows.service.people import PostHeld
from flows.service.registers import Site
from flows.service.rights import OPERATOR
from flows.service.signing_in import demo_hash
from flows.service.substitutions import Absence, substitute
from flows.storage.tables import users

KEY = "demo"
ZONE = "Asia/Shanghai"
EVERYWHERE = ("administrator", "company_manager")
NAMES = "甲乙丙丁戊己庚辛壬癸子丑寅卯辰巳午未申"  # one for each post: stems and branches are no surnames
# Some hold two posts: what they may not do a second time is worth showing.
TWO_POSTS = {
    "two_supervisors": ("双岗一", ("engineering_supervisor", "safety_supervisor")),
    "desk_and_finance": ("双岗二", ("front_desk", "finance")),
    "lead_and_trainer": ("双岗三", ("lobby_lead", "trainer")),
}
MORE = {"second_technician": ("备用一", ("technician",)), "second_duty_manager": ("备用二", ("duty_manager",))}
PHRASES = (
    ("opinion", "同意"),
    ("opinion", "已到现场查看，条件具备，同意"),
    ("opinion", "同意，请按规定时间施工"),
    ("reason", "资料不全，请补齐后再提交"),
    ("reason", "与登记不符，请核对"),
    ("comment", "已电话联系申请人"),
)
LOGINS = (*ROLES, *TWO_POSTS, *MORE)


def add_staff(office: Office, now: datetime) -> None:
    """One person for each post, whose login is its code, and a few more."""
    site = Site(KEY, "示范花园", "Demonstration Gardens", ZONE)
    registers.add_site(office, OPERATOR, site, now)
    for name, (code, role) in zip(NAMES, ROLES.items(), strict=True):
        where = None if code in EVERYWHERE else KEY
        people.add_user(office, OPERATOR, code, f"{role.zh}{name}", None, now, held=[PostHeld(code, where)])
    for login, (name, roles) in (TWO_POSTS | MORE).items():
        people.add_user(office, OPERATOR, login, name, None, now, held=[PostHeld(role, KEY) for role in roles])
    with office.transaction() as connection:
        # One hash for all: it is no secret, and twenty would take seconds.
        everybody = users.c.login.in_(LOGINS)
        connection.execute(update(users).where(everybody).values(password=demo_hash()))


def add_phrases(office: Office, now: datetime) -> None:
    for use, words in PHRASES:
        phrases.add_phrase(office, "administrator", KEY, use, words, now)


def send_director_on_leave(office: Office, now: datetime) -> None:
    """From the day before yesterday, for two weeks; the duty manager stands in."""
    leave = Absence(
        "director",
        "duty_manager",
        since=now - timedelta(days=2),
        until=now + timedelta(days=12),
        reason="年休假 / annual leave",
        site=KEY,
        role="director",
    )
    substitute(office, "director", leave, now - timedelta(days=3))
