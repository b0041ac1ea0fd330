"""Whether people will be able to sign in at the configured provider, said at the start rather than to the first of them."""

from __future__ import annotations

from command.shell import WRONGLY_USED, Shell
from flows.service.single_sign_on import Asked, Unreachable

PACKAGES = {"authlib", "joserfc", "requests"}


def try_provider(shell: Shell) -> None:
    """A missing package ends the start. A provider that doesn't answer, or as another, may do better later, and passwords
    work meanwhile. The library is loaded before processes part, so that they share it."""
    provider = shell.configuration.provider
    if provider is None:
        return
    try:
        from flows.service.single_sign_on.client import Client
    except ModuleNotFoundError as missing:
        if (missing.name or "").partition(".")[0] not in PACKAGES:
            raise
        zh, en = "统一登录需要 authlib：pip install 'flows[oidc]'", "Signing in at a provider needs authlib"
        shell.refuse(zh, f"{en}: pip install 'flows[oidc]'", WRONGLY_USED)
    try:
        Client(provider, shell.configuration.base_url).where_to(Asked.anew(), shell.now())
    except Unreachable as fault:
        shell.warn(
            f"统一登录现在不能用：{fault.why}。先开始工作；用户名和密码照常可用。",
            f"Nobody can sign in at the provider now: {fault.why}. Starting all the same; user names and passwords work.",
        )
