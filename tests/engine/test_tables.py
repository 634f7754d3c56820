"""Every table is registered once, under columns that files can carry."""

import re

import pytest

from severalty.engine.estate.items import Item
from severalty.engine.fields import columns_of
from severalty.engine.tables import TABLES


@pytest.mark.parametrize("name", TABLES)
def test_a_table_has_columns_with_words(name: str) -> None:
    columns = columns_of(TABLES[name])
    assert columns
    assert len({shape.label for shape in columns}) == len(columns), "two columns have the same label"
    assert all(re.fullmatch(r"[a-z][a-z_]*", shape.name) and shape.label for shape in columns)
    assert TABLES[name].__doc__


def test_no_record_has_two_names() -> None:
    assert len(set(TABLES.values())) == len(TABLES)


@pytest.mark.parametrize("name", sorted(name for name, record in TABLES.items() if issubclass(record, Item)))
def test_every_table_shows_an_example_of_its_own(name: str) -> None:
    """A plan, a team and a risk that are all called as one contract tell nobody what to write."""
    own = [{one.name: one.example for one in columns_of(TABLES[table])} for table in ("contracts", name)]
    contract, found = ({word: one[word] for word in ("key", "name", "description")} for one in own)
    same = [word for word in found if found[word] and found[word] == contract[word]]
    assert name == "contracts" or not same
