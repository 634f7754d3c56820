"""Tables of pages that are long: shown part by part, and whole where they are short."""

import pytest
from django.http import QueryDict

from severalty.web.columns import Column
from severalty.web.sheets import Sheet, in_parts

pytestmark = pytest.mark.engine_only


def table(rows: int) -> Sheet:
    return Sheet("Packages", (Column("name", "Name"),), list(range(rows)), ident="packages")


def test_a_long_table_is_shown_in_parts_that_lead_to_one_another() -> None:
    found = in_parts(table(208), QueryDict("plan=abc&packages-part=5"))
    assert (found.caption, found.rows) == ("Packages: 201 to 208 of 208", list(range(200, 208)))
    assert [one.words for one in found.parts] == ["1 to 50", "51 to 100", "101 to 150", "151 to 200", "201 to 208"]
    assert [one.chosen for one in found.parts] == [False] * 4 + [True]
    assert found.parts[1].url == "?plan=abc&packages-part=2#packages"


@pytest.mark.parametrize(("asked", "first"), [("", 0), ("nonsense", 0), ("0", 0), ("99", 200)])
def test_a_part_that_is_not_there_is_the_first_or_the_last(asked: str, first: int) -> None:
    assert in_parts(table(208), QueryDict(f"packages-part={asked}")).rows[0] == first


def test_what_is_little_longer_than_a_part_is_shown_whole() -> None:
    assert in_parts(table(75), QueryDict()) == table(75)
    assert len(in_parts(table(76), QueryDict()).rows) == 50
