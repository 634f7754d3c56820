"""Schedules and costings that the tests of money share."""

from collections.abc import Iterable, Mapping
from typing import Any

from severalty.engine.appraisal.cost_tables import Costing
from severalty.engine.appraisal.discounting import Band, Schedule
from severalty.engine.appraisal.lines import CostAmount, CostLine, Prices
from severalty.engine.appraisal.options import Appraisal, Option, Rates
from severalty.engine.appraisal.prices import Flow, YearPence
from severalty.engine.evidence import Evidence

STANDARD = Schedule(
    Rates.STANDARD,
    "Standard",
    (
        Band(0, 30, "3.5"),
        Band(31, 75, "3.0"),
        Band(76, 125, "2.5"),
        Band(126, 200, "2.0"),
        Band(201, 300, "1.5"),
        Band(301, None, "1.0"),
    ),
    vintage="Green Book, February 2026",
)
FIRST = 2026


def real(name: str, pence: Iterable[int], first: int = FIRST, price_year: int = FIRST) -> Flow:
    """A flow in real prices, one amount a year."""
    return Flow(name, Prices.REAL, years_from(first, pence), price_year)


def cash(name: str, pence: Iterable[int], first: int = FIRST) -> Flow:
    """A flow in cash, one amount a year."""
    return Flow(name, Prices.CASH, years_from(first, pence))


def years_from(first: int, pence: Iterable[int]) -> tuple[YearPence, ...]:
    """An amount for each year from the first."""
    return tuple(YearPence(first + t, amount) for t, amount in enumerate(pence))


def appraisal(years: int = 2, **values: Any) -> Appraisal:
    """An appraisal from 2026/27, in prices of that year."""
    standard: dict[str, Any] = {"first_year": FIRST, "years": years, "price_year": FIRST, "evidence": Evidence.REPORTED}
    return Appraisal(key="it", name="Future of IT", **standard | values)


def option(key: str = "a", **values: Any) -> Option:
    """An option of that appraisal."""
    standard: dict[str, Any] = {"name": key.upper(), "appraisal": "it", "evidence": Evidence.REPORTED}
    return Option(key=key, **standard | values)


def line(key: str = "desk", **values: Any) -> CostLine:
    """A line of option a in real prices, reported, with a source."""
    standard: dict[str, Any] = {
        "appraisal": "it", "option": "a", "name": key.title(), "prices": Prices.REAL, "evidence": Evidence.REPORTED,
        "source": "Report 1",
    }  # fmt: skip
    return CostLine(key=key, **standard | values)


def amounts(key: str, by_year: Mapping[int, int | None], **values: Any) -> tuple[CostAmount, ...]:
    """The amounts of a line by year."""
    return tuple(CostAmount(cost_line=key, year=year, amount=amount, **values) for year, amount in by_year.items())


def costing(lines: Iterable[CostLine], given: Iterable[CostAmount], **values: Any) -> Costing:
    """The money of the options that the lines name."""
    lines = tuple(lines)
    options = tuple(option(key) for key in sorted({line.option for line in lines}))
    standard: dict[str, Any] = {"appraisal": appraisal(), "options": options, "schedule": STANDARD}
    return Costing(**standard | {"lines": lines, "amounts": tuple(given)} | values)
