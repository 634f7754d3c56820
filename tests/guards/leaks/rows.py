"""Records made from their own declaration, so that a new table or column is filled without anybody thinking of it."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from severalty.engine.appraisal.charges import Purpose
from severalty.engine.dates import read_date
from severalty.engine.estate.parties import Audience, OrganisationKind
from severalty.engine.evidence import Evidence
from severalty.engine.fields import Column, Kind
from severalty.engine.transition.packages import TaskCalendar
from severalty.tenancy.binding import Binding, is_item_reference
from tests.guards.leaks.fitted import fitted

# Columns that the rules read: a made-up word would not be let in, and thousands of years would hold every year.
SPELLED = {"extensions": "12 months; 12 months", "gss_code": "", "company_number": "", "years": 5, "exempt_under": "3"}
# No more may be drawn from a contingency than it holds, however many rows draw on it.
OF_TABLES: Mapping[str, Mapping[str, Any]] = {
    "charges": {"purpose": Purpose.CONTINGENCY}, "draw_downs": {"amount": 1},
    "work_packages": {"calendar": TaskCalendar.WORKING_DAYS},
    "template_steps": {"calendar": TaskCalendar.WORKING_DAYS},
}  # fmt: skip


@dataclass(frozen=True)
class Style:
    """How invented values look: the mark in every text, the base of every number, the days of dates.

    `mark` and a number in the bounds of `base` occur nowhere else, so that one search of a page finds any of them.
    """

    mark: str
    base: int
    dates: tuple[str, ...]
    years: tuple[int, ...]
    notice: str


@dataclass(frozen=True)
class Wish:
    """What one record is to say: who records it, who may see it, and where its references lead.

    `target` gives the key for a reference to a table, or nothing to leave it blank.
    """

    recorded_by: str
    audience: Audience
    shared_with: tuple[str, ...]
    target: Callable[[str], str]
    fixed: Mapping[str, Any]


def needed(binding: Binding) -> list[tuple[str, str]]:
    """The references to items that no row of a table of items may do without: the column, the table it leads to."""
    shapes = binding.own_columns if binding.is_item else ()
    return [
        (shape.name, shape.refers_to)
        for shape in shapes
        if shape.kind is Kind.REFERENCE and shape.required and is_item_reference(shape)
    ]


def make(binding: Binding, number: int, style: Style, wish: Wish) -> Any:
    """The record of this number in a table, every column filled."""
    values = {shape.name: _value(shape, number, style, wish) for shape in binding.columns}
    if binding.is_item:
        values |= {"audience": wish.audience, "shared_with": wish.shared_with}
        money = next((shape.name for shape in binding.own_columns if shape.kind is Kind.MONEY), None)
        values["value_evidence"] = f"{money}: estimated ({style.mark}evidence{number})" if money else ""
    record = binding.record(**(values | dict(OF_TABLES.get(binding.table, {})) | dict(wish.fixed)))
    return fitted(binding.table, record, style.mark, "walked")


def _value(shape: Column, number: int, style: Style, wish: Wish) -> Any:
    if shape.name in SPELLED:
        return SPELLED[shape.name]
    if shape.kind is Kind.REFERENCES:
        return ()
    if shape.kind is Kind.REFERENCE:
        return _reference(shape, wish)
    if shape.choices:
        return _choice(shape, number)
    return _plain(shape, number, style)


def _reference(shape: Column, wish: Wish) -> str:
    if shape.name in ("recorded_by", "claimed_by"):
        return wish.recorded_by
    if shape.refers_to == "partnerships":
        return "share"
    if not is_item_reference(shape):
        return wish.target(shape.refers_to) or wish.recorded_by
    return wish.target(shape.refers_to)


def _choice(shape: Column, number: int) -> Any:
    members = [member for member in shape.choices or () if member not in ("unknown", "undefined")]
    if shape.choices is Evidence:
        return Evidence.REPORTED
    if shape.choices is OrganisationKind:
        return OrganisationKind.COUNCIL
    return members[number % len(members)]


def _plain(shape: Column, number: int, style: Style) -> Any:
    match shape.kind:
        case Kind.WHOLE:
            return 1 if shape.name == "extensions_used" else style.base + number
        case Kind.MONEY:
            return (style.base + number) * 100 + number % 100
        case Kind.DATE:
            return read_date(style.dates[number % len(style.dates)])
        case Kind.YEAR:
            return style.years[number % len(style.years)]
        case Kind.DURATION:
            return style.notice
        case Kind.PERCENT:
            return "2.5"
        case Kind.KEY:
            return f"{style.mark}{shape.name}{number}"
    return f"{style.mark}{shape.name}{number}x of some length"
