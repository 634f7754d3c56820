"""The page of bridges and double running: its picture and its table say the same, to the penny."""

import csv
import io
import re
from pathlib import Path

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from severalty.dispositions.queries.bridges import standing_for
from severalty.dispositions.views.bridges import PARTS
from severalty.tenancy.models import Item
from tests.conftest import TODAY, Cast
from tests.dispositions.conftest import address
from tests.dispositions.taken_apart import file_of, ten_times, words_of

pytestmark = pytest.mark.sqlite_enough  # pages over queries that the engine of the database does not change

# A third of the old ledger's year, over 91 days of 366; and 17 days of January with five months of a bridge.
OLD_SHARE, DAYS = 4_000_00, 91
BRIDGE = 8_500_00 * 17 // 31 + 5 * 8_500_00


def rows_of(cast: Cast, who: str, sheet: str) -> list[list[str]]:
    text = file_of(cast.client_of(who), "bridges", export=sheet)
    return list(csv.reader(io.StringIO(text)))


def test_months_years_and_councils_come_to_one_sum(apart: Cast) -> None:
    double = standing_for(apart.viewer("south"), apart.case, TODAY).worked_double
    assert [one.council for one in double.overlaps] == ["south"]
    assert abs(double.overlaps[0].pence - OLD_SHARE * DAYS / 366) <= 1
    assert abs(sum(one.bridges for one in double.months) - BRIDGE) <= 1
    sums = [sum(one.pence for one in many) for many in (double.months, double.years, double.councils)]
    assert set(sums) == {double.pence}


def test_the_picture_says_what_the_table_says(apart: Cast) -> None:
    said = words_of(apart.client_of("south"), "bridges")
    shown = re.findall(rf"<title>(\w+ \d+): {PARTS[0]} £([\d,.]+); {PARTS[1]} £([\d,.]+)</title>", said)
    drawn = {month: (old.replace(",", ""), stand.replace(",", "")) for month, old, stand in shown}
    table = {row[0]: row[1:3] for row in rows_of(apart, "south", "months")[1:]}
    assert list(drawn) == list(table)
    assert all([float(one) for one in drawn[month]] == [float(one) for one in table[month]] for month in table), (
        "A column of the picture differs from its row."
    )


def test_an_overdue_bridge_says_what_it_has_cost_since_and_what_it_lacks(apart: Cast) -> None:
    said = words_of(apart.client_of("south"), "bridges")
    assert "1 bridge is overdue" in said
    assert "Its end, 30 June 2026, has passed" in said
    assert "It has no exit test" in said
    assert "£40,233" in said, "Four months and 22 of 30 days beyond its end."


def test_the_keeper_of_a_bridge_counts_it_and_the_partner_does_not(apart: Cast) -> None:
    names = {who: {row[0] for row in rows_of(apart, who, "bridges")[1:]} for who in ("north", "south")}
    assert names == {"north": {"Mail bridge", "Private bridge"}, "south": {"Mail bridge"}}


def test_a_bridge_for_a_hidden_thing_looks_like_one_for_none(apart: Cast) -> None:
    Item.objects.filter(key="b-1").update(audience="partnership")
    Item.objects.filter(key="directory").update(audience="holders")
    said = words_of(apart.client_of("supplier"), "bridges")
    assert "Mail bridge" in said
    assert "Directory" not in said


def test_an_empty_page_says_what_a_bridge_is(apart: Cast) -> None:
    Item.objects.filter(table__in=("bridges", "dispositions")).update(withdrawn=True)
    assert "No temporary bridge and no double running" in words_of(apart.client_of("south"), "bridges")


def test_ten_times_the_bridges_take_as_many_queries(apart: Cast, tmp_path: Path) -> None:
    client = apart.client_of("south")
    with CaptureQueriesContext(connection) as few:
        client.get(address("bridges"))
    ten_times(apart, tmp_path, "bridges")
    with CaptureQueriesContext(connection) as many:
        client.get(address("bridges"))
    assert len(many) == len(few)
