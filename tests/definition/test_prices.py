"""A price list is read line by line, and what can't be read is told by its line."""

from decimal import Decimal

import pytest

from flows.definition.prices import NoPriceList, Price, price_of, prices, written

LIST = "日常保洁 / Regular cleaning | 小时 / hour | 40.00\n\n 擦窗｜扇｜ 15.5 \n"


def test_a_list_is_read_in_its_order_and_written_alike() -> None:
    found = prices(LIST)
    assert found == (
        Price("日常保洁 / Regular cleaning", "小时 / hour", Decimal("40.00")),
        Price("擦窗", "扇", Decimal("15.50")),
    )
    assert prices(written(found)) == found


@pytest.mark.parametrize(
    ("text", "line"),
    [
        ("", 0),
        ("   \n", 0),
        ("擦窗 | 扇", 1),
        ("擦窗 | 扇 | 15 | 元", 1),
        ("擦窗 | 扇 | 十五", 1),
        ("擦窗 | 扇 | -1", 1),
        ("擦窗 | 扇 | NaN", 1),
        ("擦窗 | 扇 | 1.005", 1),
        ("擦窗 | 扇 | 1000000", 1),
        (" | 扇 | 15", 1),
        ("擦窗 | 扇 | 15\n\n擦窗 | 平方米 | 3", 3),
        ("擦" * 81 + " | 扇 | 15", 1),
        ("\n".join(f"第{n}项 | 次 | 1" for n in range(101)), 0),
    ],
)
def test_what_is_no_price_list_is_told_by_its_line(text: str, line: int) -> None:
    with pytest.raises(NoPriceList) as fault:
        prices(text)
    assert fault.value.line == line


def test_an_item_is_looked_up_in_the_list_that_the_case_keeps() -> None:
    found = price_of({"prices": LIST}, "prices", "擦窗")
    assert found is not None
    assert found.price == Decimal("15.50")
    assert price_of({"prices": LIST}, "prices", "擦灯") is None
