"""Words and choices that the templates of registers and administration ask for."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from flask.sansio.blueprints import BlueprintSetupState

from flows.service.people import User, user
from flows.service.registers import PartyName
from flows.service.rights import ADMINISTRATORS
from flows.service.vocabulary import post_name
from web.asking import fresh_key
from web.desk import desk, now, office
from web.language import say, t
from web.signing_in import me

Choices = list[tuple[str, str]]
EVERYWHERE = "*"  # in a form: at all sites


def site_name(key: str) -> str:
    return say(desk().place(key).name)


def pairs(texts: Mapping[str, Any]) -> Choices:
    return [(code, say(text)) for code, text in texts.items()]


def named(parties: Iterable[PartyName]) -> Choices:
    return [(str(party.id), party.name) for party in parties]


def site_choices(sites: Iterable[str]) -> Choices:
    found = [(key, site_name(key)) for key in sites]
    return [*found, (EVERYWHERE, t("所有项目", "All sites"))] if me_everywhere() else found


def people_choices(users: Iterable[User], without: str = "") -> Choices:
    return [(user.login, f"{user.name}（{user.login}）") for user in users if user.login != without]


def role_choices(roles: Iterable[str]) -> Choices:
    return [(code, say(post_name(code))) for code in roles]


def me_everywhere() -> bool:
    """Whether the signed-in person administers all sites, those to come too."""
    own = user(office(), me().login, me().login, now())
    return any(post.role in ADMINISTRATORS and post.site is None for post in own.posts)


def setting_words(value: Any) -> str:
    """A setting's value as it is read."""
    if isinstance(value, bool):
        return t("是", "yes") if value else t("否", "no")
    if isinstance(value, list | tuple):
        return t("、", ", ").join(setting_words(item) for item in value) or t("无", "none")
    return say(post_name(value)) if isinstance(value, str) else str(value)


UNITS = {
    "seconds": ("秒", "seconds"),
    "minutes": ("分钟", "minutes"),
    "hours": ("小时", "hours"),
    "hour": ("点", "o’clock"),
    "days": ("天", "days"),
    "working days": ("个工作日", "working days"),
    "months": ("个月", "months"),
    "years": ("年", "years"),
    "yuan": ("元", "yuan"),
    "day of the month": ("日", "day of the month"),
    "times": ("次", "times"),
    "people": ("人", "people"),
    "class hours": ("课时", "class hours"),
    "out of 100": ("分（百分制）", "out of 100"),
    "rows": ("行", "rows"),
    "posts": ("（岗位名称，逗号分开）", "(names of posts, with commas between)"),
}


def unit_words(unit: str) -> str:
    """What a setting counts in; the declaration's own word for what is not named here."""
    return t(*UNITS.get(unit, (unit, unit)))


def give(state: BlueprintSetupState) -> None:
    """To be called when a blueprint whose templates need them is registered."""
    words = (
        site_name,
        pairs,
        named,
        site_choices,
        people_choices,
        role_choices,
        me_everywhere,
        setting_words,
        unit_words,
        fresh_key,
    )
    state.app.jinja_env.globals.update({word.__name__: word for word in words})
