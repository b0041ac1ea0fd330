"""What a site decides for itself in each procedure, and the sites themselves."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from flask import Blueprint, render_template, request, url_for
from werkzeug.wrappers import Response

from flows.service import registers
from flows.service.errors import Invalid
from flows.service.explaining import cards, cited
from flows.service.registers import SettingChange, SettingSeen, Site
from flows.service.vocabulary import OFFICE
from web.asking import administered, done, fresh_key, must_administer, once, problems, site_asked, text
from web.desk import desk, now, office
from web.signing_in import me

blueprint = Blueprint("site_settings", __name__, url_prefix="/admin")
Answer = str | Response | tuple[str, int]


@dataclass(frozen=True, slots=True)
class Family:
    """What settings are for: a procedure, or all."""

    key: str
    zh: str
    en: str


ALL = Family(
    OFFICE,
    "全部流程与登录：提醒、免打扰、看板、导入",
    "All procedures, and signing in: reminders, quiet hours, dashboard, imports",
)


@blueprint.before_request
def only_administrators() -> None:
    must_administer()


@blueprint.get("/settings")
def settings() -> str:
    return _settings_page(None, {})


def _settings_page(invalid: Invalid | None, given: Any) -> str:
    site = site_asked(administered())
    families: list[Any] = [ALL, *(card.procedure for card in cards(office(), me().login, now()))]
    return render_template(
        "admin/settings.html",
        site=site,
        sites=administered(),
        place=desk().place(site),
        families=[(p, registers.list_settings(office(), me().login, site, p.key, now())) for p in families],
        changes=_changes(site),
        cited=cited,
        faults=problems(invalid),
        given=given,
        opened=request.args.get("open", ""),
        fresh_key=fresh_key,
        as_typed=as_typed,
    )


def _changes(site: str) -> dict[tuple[str, str], list[SettingChange]]:
    """Every change by procedure and setting, the newest first."""
    found: dict[tuple[str, str], list[SettingChange]] = {}
    for change in registers.setting_changes_of(office(), me().login, site, now()):
        found.setdefault((change.procedure, change.code), []).append(change)
    return found


def as_typed(value: Any) -> str:
    """A setting's value as its input shows it: a list joined by commas, a flag as yes or no."""
    if isinstance(value, bool):
        return "yes" if value else "no"
    return ", ".join(str(item) for item in value) if isinstance(value, list | tuple) else str(value)


def as_meant(default: Any, typed: str) -> Any:
    """What was typed, of the default's kind as far as it can be read so; the service refuses the rest."""
    if isinstance(default, list | tuple):
        first = default[0] if default else ""
        return [as_meant(first, part) for part in typed.replace("，", ",").split(",") if part.strip()]
    if isinstance(default, bool):
        return {"yes": True, "no": False}.get(typed, typed)
    if isinstance(default, int) and typed.strip().isdecimal() and len(typed) < 10:
        return int(typed)
    return typed.strip()


@blueprint.post("/settings")
def change() -> Answer:
    site, procedure, code = site_asked(administered()), text("procedure"), text("code")

    def changed() -> str:
        seen = _declared(site, procedure, code)
        value = None if text("back") else as_meant(seen.declared.default, request.form.get("value", ""))
        registers.set_setting(office(), me().login, site, procedure, code, value, now())
        if procedure == OFFICE:
            done("已保存，立即生效。", "Saved; it holds at once.")
        else:
            done("已保存，对此后新立的单据生效。", "Saved; it holds for cases started from now on.")
        return url_for("admin.site_settings.settings", site=site, open=procedure, _anchor=procedure)

    try:
        return once(changed)
    except Invalid as invalid:
        return _settings_page(invalid, request.form), 422


def _declared(site: str, procedure: str, code: str) -> SettingSeen:
    for seen in registers.list_settings(office(), me().login, site, procedure, now()):
        if seen.declared.code == code:
            return seen
    raise Invalid.field("code", "没有这项设置", "is not a setting of this procedure")


@blueprint.get("/sites")
def sites() -> str:
    return _sites_page(None, {"zone": "Asia/Shanghai"})


def _sites_page(invalid: Invalid | None, given: Any) -> str:
    found = registers.list_sites(office(), me().login, now())
    key = given.get("form_key") or fresh_key()
    return render_template("admin/sites.html", sites=found, faults=problems(invalid), given=given, key=key)


@blueprint.post("/sites")
def add_site() -> Answer:
    def added() -> str:
        site = Site(text("site_key"), text("zh"), text("en"), text("zone"))
        registers.add_site(office(), me().login, site, now())
        done(f"已添加 {site.zh}。", f"{site.en} was added.")
        return url_for("admin.site_settings.sites")

    try:
        return once(added)
    except Invalid as invalid:
        return _sites_page(invalid, request.form), 422
