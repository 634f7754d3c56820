"""Amounts by month: every column is as high as its amount, and nothing is drawn of nothing."""

from datetime import date
from xml.etree.ElementTree import Element

import pytest
from defusedxml.ElementTree import fromstring
from hypothesis import given
from hypothesis import strategies as st

from severalty.engine.dates import add_months
from severalty.web.months import HIGH, LEFT, PLOT, TOP, MonthColumn, month_columns

pytestmark = pytest.mark.sqlite_enough

NS = "{http://www.w3.org/2000/svg}"
PARTS = ("Old <beside> new", "Bridges")
AMOUNTS = st.lists(st.tuples(st.integers(0, 10**10), st.integers(0, 10**10)), min_size=1, max_size=40)


def drawn(amounts: list[tuple[int, int]]) -> Element | None:
    first = date(2027, 1, 1)
    columns = [MonthColumn(add_months(first, place), pair) for place, pair in enumerate(amounts)]
    text = month_columns(columns, PARTS, title="Costs", unit=lambda pence: f"{pence:g}")
    return fromstring(str(text)) if text else None


def boxes(root: Element) -> list[list[dict[str, str]]]:
    return [[one.attrib for one in group.findall(f"{NS}rect")] for group in root.iter(f"{NS}g")]


@given(AMOUNTS)
def test_nothing_leaves_the_picture_and_every_month_says_its_amounts(amounts: list[tuple[int, int]]) -> None:
    root = drawn(amounts)
    if root is None:
        assert not any(map(sum, amounts))
        return
    groups = boxes(root)
    assert len(groups) == len(amounts)
    for one in (box for group in groups for box in group):
        assert float(one["y"]) >= TOP - 0.2
        assert float(one["y"]) + float(one["height"]) <= TOP + HIGH + 0.2
        assert LEFT <= float(one["x"]) <= LEFT + PLOT
    titles = [group.findtext(f"{NS}title") or "" for group in root.iter(f"{NS}g")]
    assert titles[0].startswith(f"January 2027: Old <beside> new £{amounts[0][0] / 100:,.2f}; ")


def test_twice_the_amount_is_twice_as_high() -> None:
    root = drawn([(100_00, 0), (200_00, 0)])
    assert root is not None
    small, large = (float(group[0]["height"]) for group in boxes(root))
    assert abs(large - 2 * small) < 0.2


def test_of_nothing_nothing_is_drawn() -> None:
    assert drawn([(0, 0), (0, 0)]) is None
