"""What a file carries for a value gives the value back, for every column of every table."""

from enum import StrEnum

import pytest
from hypothesis import given
from hypothesis import strategies as st

from severalty.engine.fields import Column, FieldError, Kind, Known, columns_of, read, write
from severalty.engine.money import MOST_PENCE
from severalty.engine.tables import TABLES
from tests.engine.strategies import DATES, LENGTHS, YEARS

KEYS = st.from_regex(r"[A-Za-z0-9][A-Za-z0-9./ -]{0,20}[A-Za-z0-9]", fullmatch=True)
LINES = st.text(st.characters(categories=["L", "N", "P"]), min_size=1, max_size=40)
VALUES: dict[Kind, st.SearchStrategy[object]] = {
    Kind.KEY: KEYS,
    Kind.LINE: LINES,
    Kind.TEXT: LINES,
    Kind.WHOLE: st.integers(0, 2**31 - 1),
    Kind.MONEY: st.integers(1 - MOST_PENCE, MOST_PENCE - 1),
    Kind.PERCENT: st.from_regex(r"-?[0-9]{1,3}(\.[0-9]{1,6})?", fullmatch=True),
    Kind.DATE: DATES,
    Kind.YEAR: YEARS,
    Kind.DURATION: LENGTHS.map(str),
    Kind.CHOICE: st.sampled_from(Known),
    Kind.REFERENCE: KEYS,
    Kind.REFERENCES: st.lists(KEYS, max_size=4, unique=True).map(tuple),
}


@pytest.mark.parametrize("kind", Kind)
def test_every_kind_reads_back_what_it_writes(kind: Kind) -> None:
    shape = Column("it", "It", kind, choices=Known if kind is Kind.CHOICE else None)

    @given(VALUES[kind])
    def reads_back(value: object) -> None:
        assert read(shape, write(shape, value)) == value

    reads_back()


@pytest.mark.parametrize("table", TABLES)
def test_every_column_reads_its_example_and_its_blank_and_refers_to_an_earlier_table(table: str) -> None:
    order = list(TABLES)
    for shape in columns_of(TABLES[table]):
        if shape.example:
            value = read(shape, shape.example)
            assert read(shape, write(shape, value)) == value, f"{table}.{shape.name} does not read back"
        if shape.required:
            with pytest.raises(FieldError, match=f"{shape.label} is needed"):
                read(shape, "  ")
        else:
            assert read(shape, " ") == shape.blank, f"{table}.{shape.name} is not blank"
        if shape.kind in (Kind.REFERENCE, Kind.REFERENCES) and shape.refers_to != "item":
            assert order.index(shape.refers_to) <= order.index(table), f"{table}.{shape.name} refers to a later table"


class Colour(StrEnum):
    """For a choice without `unknown`."""

    RED = "red"
    DEEP_BLUE = "deep-blue"


@pytest.mark.parametrize(
    ("text", "value"), [("Red", Colour.RED), ("deep blue", Colour.DEEP_BLUE), ("DEEP_BLUE", Colour.DEEP_BLUE)]
)
def test_choices_forgive_spelling(text: str, value: Colour) -> None:
    assert read(Column("it", "It", Kind.CHOICE, choices=Colour), text) is value


@pytest.mark.parametrize(
    ("kind", "text", "expected"),
    [
        (Kind.WHOLE, "-1", "whole number"),
        (Kind.WHOLE, "4.5", "whole number"),
        (Kind.WHOLE, "99999999999", "whole number"),
        (Kind.MONEY, "lots", "amount"),
        (Kind.DATE, "whenever", "date"),
        (Kind.YEAR, "2025", "financial year"),
        (Kind.DURATION, "a while", "length of time"),
        (Kind.KEY, "=1+1", "key"),
        (Kind.LINE, "x" * 301, "300 characters"),
    ],
)
def test_a_fault_says_what_was_expected(kind: Kind, text: str, expected: str) -> None:
    with pytest.raises(FieldError, match=expected):
        read(Column("it", "It", kind), text)
