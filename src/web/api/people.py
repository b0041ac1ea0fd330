"""/users and /substitutions: who works at a site, in which posts, and who stands in for whom."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import datetime
from typing import Any

from flask import url_for

from flows.service import people, substitutions
from flows.service.errors import Invalid
from flows.service.office import Office
from flows.service.people import PostHeld, User
from flows.service.substitutions import Absence, Substitution
from flows.service.vocabulary import ROLES, Text
from web.api.endpoint import Call, Endpoint, Parameter, Reply, Schema
from web.api.shapes import (
    AT_SITE,
    CURSOR,
    FLAG,
    GIVEN_MOMENT,
    ID,
    MOMENT,
    REVOKED,
    SEARCH,
    STRING,
    asked,
    filters,
    line,
    listed,
    moment,
    obj,
    one_of,
    or_null,
    paged,
    person,
    ref,
)

POST = obj(role=STRING, site=or_null(STRING))
USER = obj(login=STRING, name=STRING, active=FLAG, lang=STRING, posts=listed(ref("Post")), created_at=MOMENT)
SUBSTITUTION = obj(
    id=ID,
    absent=ref("Person"),
    substitute=ref("Person"),
    site=or_null(STRING),
    role=or_null(STRING),
    since=MOMENT,
    until=MOMENT,
    reason=STRING,
    in_force=FLAG,
    created_by=ref("Person"),
    created_at=MOMENT,
    revoked_at=or_null(MOMENT),
)
SCHEMAS: Mapping[str, Schema] = {
    "Post": POST,
    "User": USER,
    "Substitution": SUBSTITUTION,
}

_POST = asked(("role",), role=one_of(ROLES), site=or_null(line(40)))
_LANG = one_of(people.LANGUAGES)


def _users(call: Call) -> Reply:
    found = people.list_users(call.office, call.login, call.now, **filters(call))
    return Reply({"items": [_user(one) for one in found.items], "cursor": found.cursor})


def _one_user(call: Call) -> Reply:
    return Reply(_user(people.user(call.office, call.login, call.path["login"], call.now)))


def _add_user(call: Call) -> Reply:
    body = call.body
    held = [_post(post) for post in body.get("posts", ())]
    made = people.add_user(
        call.office,
        call.login,
        body["login"],
        body["name"],
        body.get("password"),
        call.now,
        lang=body.get("lang", "zh"),
        held=held,
    )
    return Reply(_user(made), 201, headers={"Location": url_for("api.read_user", login=made.login)})


def _change_user(call: Call) -> Reply:
    return Reply(_user(people.change_user(call.office, call.login, call.path["login"], call.now, **call.body)))


def _posting(done: Callable[[Office, str, str, PostHeld, datetime], User]) -> Callable[[Call], Reply]:
    return lambda call: Reply(_user(done(call.office, call.login, call.path["login"], _post(call.body), call.now)))


def _post(body: Mapping[str, Any]) -> PostHeld:
    return PostHeld(body["role"], body.get("site"))


def _user(one: User) -> dict[str, Any]:
    return {
        "login": one.login,
        "name": one.name,
        "active": one.active,
        "lang": one.lang,
        "posts": [{"role": post.role, "site": post.site} for post in one.posts],
        "created_at": moment(one.created_at),
    }


def _substitutions(call: Call) -> Reply:
    found = substitutions.list_substitutions(call.office, call.login, call.now, **filters(call))
    items = [_substitution(one, call.now) for one in found.items]
    return Reply({"items": items, "cursor": found.cursor})


def _substitute(call: Call) -> Reply:
    moments = {name: _moment(name, call.body[name]) for name in ("since", "until")}
    made = substitutions.substitute(call.office, call.login, Absence(**{**call.body, **moments}), call.now)
    return Reply(_substitution(made, call.now), 201, headers={"Location": url_for("api.list_substitutions")})


def _end_substitution(call: Call) -> Reply:
    ended = substitutions.revoke_substitution(call.office, call.login, call.path["id"], call.now)
    return Reply(_substitution(ended, call.now))


def _moment(name: str, given: str) -> datetime:
    try:
        return datetime.fromisoformat(given)
    except ValueError:  # RFC 3339 knows leap seconds, Python does not
        raise Invalid.field(name, "时间无效", "is no moment that can be reckoned with") from None


def _substitution(one: Substitution, now: datetime) -> dict[str, Any]:
    return {
        "id": one.id,
        "absent": person(one.absent),
        "substitute": person(one.substitute),
        "site": one.site,
        "role": one.role,
        "since": moment(one.since),
        "until": moment(one.until),
        "reason": one.reason,
        "in_force": one.in_force(now),
        "created_by": person(one.created_by),
        "created_at": moment(one.created_at),
        "revoked_at": moment(one.revoked_at),
    }


ENDPOINTS = (
    Endpoint(
        "GET", "/users", "list_users",
        Text("本项目同事及其岗位", "Colleagues and their posts"),
        _users, paged(ref("User")), refusals=("not_found",),
        query=(AT_SITE, Parameter("q", SEARCH, Text("登录名或姓名的一部分", "Part of a login or name")), CURSOR),
    ),
    Endpoint(
        "POST", "/users", "add_user",
        Text("添加用户（管理员）", "Add somebody (administrators)"),
        _add_user, ref("User"), 201, refusals=("forbidden", "not_found"),
        body=asked(
            ("login", "name"),
            login=line(60), name=line(100), password={"type": "string", "maxLength": 200}, lang=_LANG,
            posts={**listed(_POST), "maxItems": 50},
        ),
    ),
    Endpoint(
        "GET", "/users/{login}", "read_user",
        Text("一位同事", "One of them"),
        _one_user, ref("User"),
    ),
    Endpoint(
        "PATCH", "/users/{login}", "change_user",
        Text("更改姓名、语言或停用", "Change name, language, or whether they are active"),
        _change_user, ref("User"), body=asked((), name=line(100), lang=_LANG, active=FLAG), refusals=("forbidden",),
    ),
    Endpoint(
        "POST", "/users/{login}/give_post", "give_post",
        Text("授予岗位；site 为空表示全部项目", "Give a post; site null: at all sites"),
        _posting(people.give_post), ref("User"), body=_POST, refusals=("forbidden",),
    ),
    Endpoint(
        "POST", "/users/{login}/take_post", "take_post",
        Text("免去岗位", "Take a post away"),
        _posting(people.take_post), ref("User"), body=_POST, refusals=("forbidden",),
    ),
    Endpoint(
        "GET", "/substitutions", "list_substitutions",
        Text("代理安排，新的在前", "Who stands in for whom, the newest first"),
        _substitutions, paged(ref("Substitution")), refusals=("not_found",),
        query=(AT_SITE, Parameter("current", FLAG, Text("只看现在有效的", "Only those in force now")), CURSOR),
    ),
    Endpoint(
        "POST", "/substitutions", "add_substitution",
        Text("指定代理人；role 为空表示全部岗位，site 为空表示全部项目", "Name a substitute; role null: every post, site null: all sites"),
        _substitute, ref("Substitution"), 201, refusals=("forbidden", "not_found"),
        body=asked(
            ("absent", "substitute", "since", "until", "reason"),
            absent=line(60), substitute=line(60), since=GIVEN_MOMENT, until=GIVEN_MOMENT, reason=line(),
            site=or_null(line(40)), role=or_null(one_of(ROLES)),
        ),
    ),
    Endpoint(
        "PATCH", "/substitutions/{id}", "end_substitution",
        Text("结束代理，立即生效", "End it at once"),
        _end_substitution, ref("Substitution"), body=REVOKED, refusals=("forbidden",),
    ),
)  # fmt: skip
