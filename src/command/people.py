"""`flows user` and `flows token`: people, posts, passwords, tokens, by whoever runs the machine."""

from __future__ import annotations

import sys
from dataclasses import asdict
from datetime import timedelta

import click

from command.shell import Shell, as_json, pass_shell
from flows.procedures import ROLES
from flows.service import people, second_factor, tokens
from flows.service.people import PostHeld, User
from flows.service.rights import OPERATOR

EVERYWHERE = "*"


@click.group()
def user() -> None:
    """员工、岗位和密码 / People, their posts and passwords."""


class Post(click.ParamType[PostHeld]):
    """`front_desk@north`, or `administrator@*` for a post at all sites."""

    name = "ROLE@SITE"

    def convert(self, value: object, param: click.Parameter | None, ctx: click.Context | None) -> PostHeld:
        if isinstance(value, PostHeld):
            return value
        role, at, site = str(value).partition("@")
        if role not in ROLES or not at or not site:
            known = ", ".join(ROLES)
            zh, en = "写作 岗位@项目，所有项目写 *；岗位有", "written role@site, with * for all sites; the posts are"
            self.fail(f"{value}: {zh} / {en}: {known}", param, ctx)
        return PostHeld(role, None if site == EVERYWHERE else site)


POST = Post()
password_stdin = click.option(
    "--password-stdin", is_flag=True, help="从标准输入读密码，不提示 / Read the password from standard input."
)


@user.command("add")
@click.argument("login")
@click.option("--name", required=True, help="姓名 / Their name.")
@click.option("--post", "held", type=POST, multiple=True, help="岗位，可多次 / A post; may be given several times.")
@click.option("--user-lang", type=click.Choice(["zh", "en"]), default="zh", help="界面语言 / Language of their pages.")
@password_stdin
@pass_shell
def add_user(
    shell: Shell, login: str, name: str, held: tuple[PostHeld, ...], user_lang: str, password_stdin: bool
) -> None:
    """新增员工 / Add a person."""
    password = _password(shell, password_stdin)
    with shell.office() as office:
        made = people.add_user(office, OPERATOR, login, name, password, shell.now(), lang=user_lang, held=held)
    shell.say(f"已新增 {made.login}：{_posts(made)}", f"Added {made.login}: {_posts(made)}")


@user.command("password")
@click.argument("login")
@password_stdin
@pass_shell
def set_password(shell: Shell, login: str, password_stdin: bool) -> None:
    """设置一次性密码，其会话随即结束 / Give a password for choosing another; ends the person's sessions."""
    password = _password(shell, password_stdin)
    with shell.office() as office:
        people.set_password(office, OPERATOR, login, password, shell.now())
    shell.say(f"{login} 的密码已更新，登录一次后须另设", f"{login} has a new password, good for choosing another")


@user.command("reset-second-factor")
@click.argument("login")
@pass_shell
def reset_second_factor(shell: Shell, login: str) -> None:
    """重置两步验证，其会话随即结束 / Reset the second factor; ends the person's sessions."""
    with shell.office() as office:
        there_was = second_factor.reset(office, OPERATOR, login, shell.now())
    if not there_was:
        shell.refuse(f"{login} 没有设置两步验证", f"{login} has no second factor")
    shell.say(f"{login} 的两步验证已重置", f"The second factor of {login} was reset")


@user.command("role")
@click.argument("login")
@click.argument("post", type=POST)
@click.option("--remove", is_flag=True, help="免去此岗位 / Take the post away.")
@pass_shell
def change_role(shell: Shell, login: str, post: PostHeld, remove: bool) -> None:
    """授予或免去岗位 / Give a post or take it away."""
    change = people.take_post if remove else people.give_post
    with shell.office() as office:
        changed = change(office, OPERATOR, login, post, shell.now())
    shell.say(f"{login}：{_posts(changed)}", f"{login}: {_posts(changed)}")


@user.command("list")
@as_json
@pass_shell
def list_users(shell: Shell, as_json: bool) -> None:
    """列出所有员工 / List everybody."""
    found: list[User] = []
    cursor = None
    with shell.office() as office:
        while True:
            page = people.list_users(office, OPERATOR, shell.now(), cursor=cursor)
            found += page.items
            cursor = page.cursor
            if cursor is None:
                break
    if as_json:
        shell.answer([asdict(one) for one in found])
        return
    for one in found:
        away = "" if one.active else shell.pick("（停用）", " (inactive)")
        click.echo(f"{one.login}  {one.name}{away}  {_posts(one)}")


def _posts(one: User) -> str:
    return ", ".join(f"{post.role}@{post.site or EVERYWHERE}" for post in one.posts) or "-"


def _password(shell: Shell, from_stdin: bool) -> str:
    """Never from the arguments, which every process of the machine may read."""
    if from_stdin:
        return sys.stdin.readline().rstrip("\r\n")
    asked: str = click.prompt(shell.pick("密码", "Password"), hide_input=True, confirmation_prompt=True, err=True)
    return asked


@click.group()
def token() -> None:
    """接口令牌 / Tokens for the interface."""


@token.command("create")
@click.argument("login")
@click.option("--name", default="cli", show_default=True, help="用途 / What it is for.")
@click.option("--days", type=click.IntRange(min=1), help="有效天数 / Days until it expires.")
@click.option(
    "--originals", is_flag=True, help="可取不加水印的原件 / May have papers as they were brought, for a reason."
)
@as_json
@pass_shell
def create_token(shell: Shell, login: str, name: str, days: int | None, originals: bool, as_json: bool) -> None:
    """生成令牌，只显示一次 / Make a token; it is shown once."""
    now = shell.now()
    expires = None if days is None else now + timedelta(days=days)
    with shell.office() as office:
        made = tokens.create_token(office, OPERATOR, login, name, now, expires, originals=originals)
    if as_json:
        shell.answer({"token": made.secret, "id": made.token.id, "login": login, "expires_at": expires})
        return
    click.echo(made.secret)
    shell.warn("请妥善保存，不会再次显示", "Keep it safe: it is not shown again")
