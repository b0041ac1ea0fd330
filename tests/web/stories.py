"""Short ways to a case in a certain step."""

from typing import Any

from flows.service.papers import attach
from tests.service.errand import World

PDF = b"%PDF-1.4 a paper for tests"
PERMIT = {
    "place": "1-101 阳台",
    "surroundings": "balcony",
    "method": "arc_welding",
    "work": "焊接护栏，旁备灭火器",
    "welder": "焊工示例",
    "welder_id": "11010119900307451X",
    "certificate_number": "T-0001",
    "certificate_until": "2027-12-31",
    "fire_watcher": "看火示例",
    "fire_watcher_phone": "13800000000",
    "starts_at": "2026-11-20T14:00:00+08:00",
    "ends_at": "2026-11-20T18:00:00+08:00",
}


def with_paper(world: World, **data: Any) -> str:
    """A draft errand that lacks nothing."""
    number = world.start(**data)
    attach(world.office, "desk", number, "paper", "申请.pdf", PDF, world.now)
    return number


def in_review(world: World) -> str:
    number = with_paper(world, price="10.00")
    world.act("desk", number, "submit", price="10.00", phone="13800001234")
    return number


def joint(world: World, *, signed: bool = False) -> str:
    number = in_review(world)
    world.act("eng", number, "endorse", opinion="同意")
    if signed:
        world.act("eng", number, "sign")
        world.act("safe", number, "sign")
    return number


def permit(world: World, *papers: str) -> str:
    """A hot-work permit in its draft, with what was asked for and `papers`."""
    number = world.start(procedure="hot_work_permit", **PERMIT)
    for kind in papers:
        attach(world.office, "desk", number, kind, f"{kind}.pdf", PDF, world.now)
    return number
