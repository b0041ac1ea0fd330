"""A message handed to its channel, whichever that is."""

from __future__ import annotations

from datetime import datetime

from flows.service.channels import addresses, hooks, mail
from flows.service.channels.outward import Failed, Outward, Parcel


def hand_over(parcel: Parcel, outward: Outward, now: datetime) -> None:
    """Returns once the channel has taken it. Raises Failed for everything else."""
    try:
        if parcel.means == "webhook":
            hooks.call(parcel, outward, now)
        elif parcel.means == "mail":
            mail.send(outward.mail, parcel, now)
        else:
            addresses.send(parcel)
    except Failed:
        raise
    except Exception as fault:  # noqa: BLE001  # somebody else's library may raise anything; its words may hold the address
        raise Failed(f"发送出错（{type(fault).__name__}）", f"sending broke ({type(fault).__name__})") from None
