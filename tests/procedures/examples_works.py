"""Additional works, and what bears load."""

from tests.procedures.examples import example
from tests.procedures.situations import day, situation

DOWN, RAIL, HOLE = ({"kind": kind, "where": "主卧"} for kind in ("wall_removal", "guard_rail", "drilling"))


def works(*rows, **data):
    return situation("additional_works", {"works": list(rows), **data})


WORKS = [
    example(
        "wall_not_load_bearing",
        {"a partition": works(DOWN, wall="partition"), "not known yet": works(DOWN, wall="unknown")},
        [("load-bearing", works(DOWN, wall="load_bearing"), "承重墙", "Load-bearing walls")],
    ),
    example(
        "found_not_load_bearing",
        {"a partition": works(wall_found="partition"), "no wall": works(wall_found="none")},
        [
            (
                "load-bearing",
                works(wall="partition", wall_found="load_bearing"),
                "经核实涉及承重结构",
                "found to bear load",
            )
        ],
    ),
    example(
        "wall_is_told",
        {"a hole in no wall": works(HOLE, wall="none"), "a partition comes down": works(DOWN, wall="partition")},
        [("a wall comes down that is none", works(HOLE, DOWN, wall="none"), "什么墙", "which kind")],
    ),
    example(
        "outside_keeps_its_style",
        {"a hole inside": works(HOLE), "a rail like the others": works(RAIL, style_kept=True)},
        [
            ("a rail of its own", works(RAIL, style_kept=False), "统一样式", "look as"),
            ("not said", works(HOLE, RAIL), "统一样式", "look as"),
        ],
    ),
    example(
        "works_lie_ahead",
        {
            "today only": works(starts_on=day(0), ends_on=day(0)),
            "begun, not over": works(starts_on=day(-3), ends_on=day(1)),
        },
        [
            ("ends before it starts", works(starts_on=day(3), ends_on=day(2)), "不能早于", "neither before"),
            ("over since yesterday", works(starts_on=day(-3), ends_on=day(-1)), "不能早于", "in the past"),
            ("no dates", works(), "不能早于", "in the past"),
        ],
    ),
]
