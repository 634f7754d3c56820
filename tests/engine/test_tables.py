"""Every table is registered once, under columns that files can carry."""

import re

import pytest

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
