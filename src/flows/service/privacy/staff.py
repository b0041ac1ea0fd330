"""Everything that is held of somebody who works here: their account, their posts, what they did. Never a password or a
secret, which are held as digests alone.

Their name stays in the history of what they decided: that is what the office answers for, and what they may point to.
Whoever leaves is deactivated, and what is theirs alone (drafts, filters, watches) is of no more use to anybody.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from sqlalchemy import Connection, or_, select

from flows.definition import Text
from flows.service.errors import NotFound
from flows.service.office import Office
from flows.service.privacy.holdings import Holdings, Section, at_words
from flows.storage import tables as t

WHEN, WHAT, NUMBER = Text("时间", "When"), Text("内容", "What"), Text("编号", "Number")
SITE, SINCE, UNTIL = Text("项目", "Site"), Text("起", "Since"), Text("止", "Until")


def staff_holdings(office: Office, login: str) -> Holdings:
    """For the operator, who has made sure who asks. Raises NotFound."""
    with office.at_one_moment() as connection:
        user = connection.execute(select(t.users).where(t.users.c.login == login)).one_or_none()
        if user is None:
            raise NotFound("没有这个用户", "There is no such user")
        sections = (
            _account(user),
            _posts(connection, user.id),
            _substitutions(connection, user.id),
            _sessions(connection, user.id),
            _tokens(connection, user.id),
            _acts(connection, login),
            _words(connection, login),
            _looks(connection, user.id),
        )
    return Holdings(0, user.name, "", sections, ())


def _section(code: str, title: Text, heads: Iterable[Text], rows: Iterable[Iterable[Any]]) -> Section:
    return Section(code, title, tuple(heads), tuple(tuple(map(at_words, row)) for row in rows))


def _account(user: Any) -> Section:
    facts = (("登录名 Login", user.login), ("姓名 Name", user.name), ("语言 Language", user.lang))
    more = (
        ("在用 Active", user.active),
        ("建立 Made", user.created_at),
        ("有密码 Has a password", bool(user.password)),
    )
    return _section("account", Text("账号", "Account"), (Text("项", "Of"), WHAT), (*facts, *more))


def _posts(connection: Connection, user_id: int) -> Section:
    p = t.posts.c
    query = select(p.role, t.sites.c.key).outerjoin(t.sites, t.sites.c.id == p.site_id)
    rows = connection.execute(query.where(p.user_id == user_id).order_by(p.id)).all()
    return _section("posts", Text("岗位", "Posts"), (Text("岗位", "Post"), SITE), rows)


def _substitutions(connection: Connection, user_id: int) -> Section:
    s, absent, other = t.substitutions.c, t.users.alias("absent"), t.users.alias("other")
    query = (
        select(absent.c.name, other.c.name, s.since, s.until, s.reason)
        .join(absent, absent.c.id == s.absent_id)
        .join(other, other.c.id == s.substitute_id)
        .where(or_(s.absent_id == user_id, s.substitute_id == user_id))
    )
    heads = (Text("谁", "Who"), Text("代理人", "Substitute"), SINCE, UNTIL, Text("原因", "Why"))
    return _section("substitutions", Text("代理", "Substitutions"), heads, connection.execute(query.order_by(s.id)))


def _sessions(connection: Connection, user_id: int) -> Section:
    s = t.sessions.c
    query = select(s.created_at, s.seen_at, s.device).where(s.user_id == user_id).order_by(s.id)
    heads = (SINCE, Text("最近使用", "Last used"), Text("设备", "Device"))
    return _section("sessions", Text("登录", "Sessions"), heads, connection.execute(query))


def _tokens(connection: Connection, user_id: int) -> Section:
    c = t.tokens.c
    query = select(c.name, c.created_at, c.expires_at, c.revoked_at).where(c.user_id == user_id).order_by(c.id)
    heads = (Text("名称", "Name"), SINCE, UNTIL, Text("撤销", "Revoked"))
    return _section("tokens", Text("接口令牌", "Tokens"), heads, connection.execute(query))


def _acts(connection: Connection, login: str) -> Section:
    h = t.history.c
    query = select(t.cases.c.number, h.seq, h.at, h.event).join(t.cases, t.cases.c.id == h.case_id)
    rows = connection.execute(query.where(h.actor == login).order_by(h.at, h.case_id, h.seq))
    return _section("acts", Text("办理过的", "What they did"), (NUMBER, Text("序号", "No."), WHEN, WHAT), rows)


def _words(connection: Connection, login: str) -> Section:
    c = t.comments.c
    query = select(t.cases.c.number, c.at, c.words).join(t.cases, t.cases.c.id == c.case_id)
    rows = connection.execute(query.where(c.login == login).order_by(c.id))
    return _section("comments", Text("留言", "Comments"), (NUMBER, WHEN, WHAT), rows)


def _looks(connection: Connection, user_id: int) -> Section:
    r = t.reveals.c
    query = select(t.cases.c.number, r.at, r.reason).outerjoin(t.cases, t.cases.c.id == r.case_id)
    rows = connection.execute(query.where(r.user_id == user_id).order_by(r.id))
    return _section("looks", Text("看过谁的信息", "Whose data they read"), (NUMBER, WHEN, Text("原因", "Why")), rows)
