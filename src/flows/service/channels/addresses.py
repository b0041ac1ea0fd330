"""Addresses of services that people read messages in (WeCom, DingTalk, Feishu …), through Apprise.

A person may name services whose host is the service's own: an address with a host in it could make this machine call
any other. Whoever runs the office may use everything that Apprise knows.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from flows.definition import Text
from flows.service.channels.outward import TIMEOUT, Failed, Parcel
from flows.service.channels.parts import MOST, in_parts
from flows.service.channels.refusals import CODES, overheard

SERVICES: Mapping[str, Text] = {
    "wecombot": Text("企业微信群机器人", "WeCom group bot"),
    "wechat": Text("企业微信应用", "WeCom application"),
    "dingtalk": Text("钉钉机器人", "DingTalk bot"),
    "feishu": Text("飞书机器人", "Feishu bot"),
    "lark": Text("Lark 机器人", "Lark bot"),
    "schan": Text("Server酱", "ServerChan"),
    "pushplus": Text("PushPlus", "PushPlus"),
    "wxpusher": Text("WxPusher", "WxPusher"),
}
# As the services hand them out, where Apprise doesn't know the form itself.
NATIVE = {
    "https://oapi.dingtalk.com/robot/send?access_token=": "dingtalk://",
    "https://open.feishu.cn/open-apis/bot/v2/hook/": "feishu://",
}
TAIL = 4  # letters of an address that are shown
LONGEST = 500


def service_of(address: str) -> str:
    """The key in SERVICES of an address that a person gives. Raises Failed."""
    plugin = _plugin(address) if len(address) <= LONGEST else None
    found = next((key for key in SERVICES if plugin is not None and key in _schemes(plugin)), None)
    if found is None:
        raise Failed("看不懂此地址，或不是所列的服务", "is no address of the services listed", final=True)
    return found


def shown(address: str, service: str) -> str:
    return f"{service}://••••{address[-TAIL:]}" if len(address) > 4 * TAIL else f"{service}://••••"


def understood(address: str) -> bool:
    """Whether Apprise can make something of it."""
    return _plugin(address) is not None


def send(parcel: Parcel) -> None:
    """Raises Failed. The key stands at the end of the text: such services know no other place for it."""
    plugin = _plugin(parcel.address)
    if plugin is None:
        raise Failed("看不懂此地址", "the address is not understood", final=True)
    service = next((key for key in CODES if key in _schemes(plugin)), "")
    for title, body in _parts(service, parcel.content["subject"], parcel.content["body"]):
        with overheard(service, plugin, parcel.address):
            taken = plugin.notify(body=body, title=title)
        if not taken:
            raise Failed("对方未接收", "the service did not take it")


def _parts(service: str, subject: str, body: str) -> list[tuple[str, str]]:
    if service not in MOST:
        return [(subject, body)]
    return [("", part) for part in in_parts(f"{subject}\n{body}", MOST[service])]


def _plugin(address: str) -> Any:
    import apprise  # takes half a second, and whoever serves pages hardly ever needs it

    for native, scheme in NATIVE.items():
        if address.startswith(native):
            address = scheme + address.removeprefix(native).strip("/")
    asset = apprise.AppriseAsset(app_id="flows", app_desc="flows", app_url="", http_redirects=False)
    plugin = apprise.Apprise.instantiate(address, asset=asset, suppress_exceptions=True)
    if plugin is None:
        return None
    plugin.overflow_mode = apprise.OverflowMode.SPLIT  # several messages rather than half of one
    plugin.request_rate_per_sec = 0  # no pause of 5.5 seconds between two: a round waits ten for a channel
    plugin.socket_connect_timeout = plugin.socket_read_timeout = TIMEOUT  # whatever the address asks for
    plugin.verify_certificate, plugin.redirects = True, False
    return plugin


def _schemes(plugin: Any) -> tuple[str, ...]:
    found: list[str] = []
    for one in (plugin.secure_protocol, plugin.protocol):
        found += [one] if isinstance(one, str) else list(one or ())
    return tuple(found)
