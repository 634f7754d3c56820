"""Prices: real or cash, turned into each other by an index or by a rate of inflation, and never mixed."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from decimal import ROUND_HALF_UP, Decimal, InvalidOperation, localcontext
from enum import StrEnum
from fractions import Fraction
from itertools import pairwise

from severalty.engine.appraisal.lines import Prices
from severalty.engine.dates import PartialDate, financial_year_name

MOST_YEARS = 1_000
_DIGITS = 1_200


class PriceError(ValueError):
    """Prices that cannot be compared; the message says which line or year, and how to mend it."""


class YearKind(StrEnum):
    """Which years a series counts: those of councils (1 April to 31 March), or those of the calendar."""

    FINANCIAL = "financial years"
    CALENDAR = "calendar years"


@dataclass(frozen=True)
class YearPence:
    """Pence of one year, which is named by the year in which it begins."""

    year: int
    pence: int


@dataclass(frozen=True)
class Flow:
    """Amounts of one line by year. Real ones are in the prices of `price_year`; cash has no price year.

    Raises PriceError when a year is given twice, when nobody says which prices these are, or the price year is wanting.
    """

    name: str
    prices: Prices
    amounts: tuple[YearPence, ...]
    price_year: int | None = None
    years: YearKind = YearKind.FINANCIAL

    def __post_init__(self) -> None:
        if self.prices is Prices.UNKNOWN:
            raise PriceError(f"{self.name} does not say its prices; say whether its amounts are real or cash.")
        if self.prices is Prices.REAL and self.price_year is None:
            raise PriceError(f"{self.name} is in real prices of no year; name its price year.")
        if self.prices is Prices.CASH and self.price_year is not None:
            raise PriceError(f"{self.name} is in cash and names a price year; leave the price year out.")
        for earlier, later in pairwise(sorted(amount.year for amount in self.amounts)):
            if earlier == later:
                raise PriceError(f"{self.name} has {year_name(later, self.years)} twice; give each year once.")


@dataclass(frozen=True)
class IndexPoint:
    """The price level of one year, as decimal text."""

    year: int
    level: str


@dataclass(frozen=True)
class Deflator:
    """An index of prices by year, with its source and vintage. Raises PriceError for levels that are not above nought.

    `years` says whether it counts financial or calendar years; amounts of the other kind are never turned by it.
    """

    name: str
    years: YearKind
    points: tuple[IndexPoint, ...]
    vintage: str = ""
    valid_from: PartialDate | None = None
    source: str = ""
    note: str = ""

    def __post_init__(self) -> None:
        seen: set[int] = set()
        for point in self.points:
            if exact(point.level, f"The level of {point.year} in {self.name}") <= 0:
                raise PriceError(f"{self.name} stands at {point.level} in {point.year}; a level is above nought.")
            if point.year in seen:
                raise PriceError(f"{self.name} gives {point.year} twice; give each year once.")
            seen.add(point.year)


@dataclass(frozen=True)
class Inflation:
    """How the general price level moves: an index, or one rate in per cent a year; neither where nobody has said.

    Raises PriceError when both are given.
    """

    rate: str = ""
    deflator: Deflator | None = None

    def __post_init__(self) -> None:
        if self.rate and self.deflator:
            raise PriceError("Inflation is given both as an index and as a rate; give one of them.")
        if self.rate:
            growth_of(self.rate, "General inflation")

    @property
    def is_known(self) -> bool:
        """Whether prices can be turned into each other at all."""
        return bool(self.rate or self.deflator)


def exact(text: str, what: str) -> Fraction:
    """The number that decimal text stands for, exactly. Raises PriceError; `what` names it in the message."""
    try:
        value = Decimal(text)
    except InvalidOperation:
        value = Decimal("NaN")
    if not value.is_finite() or len(text) > 40 or abs(value.adjusted()) > 12:
        raise PriceError(f"{what} is {text[:40]!r}, which is no number here; write digits such as 2.5.")
    return Fraction(value)


def growth_of(percent: str, what: str) -> Fraction:
    """One and a rate: 1.025 for 2.5 per cent. Raises PriceError for a rate of -100 or less."""
    growth = 1 + exact(percent, what) / 100
    if growth <= 0:
        raise PriceError(f"{what} is {percent} per cent, which leaves nothing; a rate is above -100.")
    return growth


def decimal_text(value: Fraction, places: int) -> str:
    """A number with so many decimals, halves away from nought."""
    with localcontext(prec=_DIGITS):
        exactly = Decimal(value.numerator) / Decimal(value.denominator)
        return f"{exactly.quantize(Decimal(1).scaleb(-places), ROUND_HALF_UP):f}"


def percent_text(growth: Fraction) -> str:
    """The rate in per cent that a growth stands for, without trailing noughts: `5.57` for 1.0557."""
    text = decimal_text(100 * (growth - 1), 12).rstrip("0").rstrip(".")
    return "0" if text in ("-0", "") else text


def whole_pence(value: Fraction) -> int:
    """The nearest whole penny; halves go away from nought."""
    doubled = (2 * abs(value.numerator) + value.denominator) // (2 * value.denominator)
    return -doubled if value < 0 else doubled


def pence_that_add_up(parts: Sequence[Fraction]) -> tuple[int, ...]:
    """Whole pence for each part, so that they add up to the rounded sum; each is within a penny of its part."""
    sums = [Fraction(0)]
    for part in parts:
        sums.append(sums[-1] + part)
    return tuple(whole_pence(later) - whole_pence(earlier) for earlier, later in pairwise(sums))


def year_name(year: int, years: YearKind = YearKind.FINANCIAL) -> str:
    """`2024/25`, or `2024` in a calendar series."""
    return financial_year_name(year) if years is YearKind.FINANCIAL else str(year)


def price_ratio(inflation: Inflation, from_year: int, to_year: int, name: str = "A line") -> Fraction:
    """What a pound of one year is in prices of another. Raises PriceError where inflation does not say.

    Source: domain rules 1.2; by index, level of the other year over level of the one.
    """
    if from_year == to_year:
        return Fraction(1)
    if inflation.deflator:
        levels = {point.year: point.level for point in inflation.deflator.points}
        for year in (from_year, to_year):
            if year not in levels:
                raise PriceError(
                    f"{name} needs the price level of {year}, which {inflation.deflator.name} does not give; "
                    "use an index that holds this year."
                )
        return Fraction(levels[to_year]) / Fraction(levels[from_year])
    if not inflation.rate:
        raise PriceError(
            f"{name} would have to go from prices of {year_name(from_year)} to those of {year_name(to_year)}, and "
            "nobody has said how prices move; enter the general inflation."
        )
    return growth_of(inflation.rate, "General inflation") ** _span(from_year, to_year, name)


def to_real(flow: Flow, price_year: int, inflation: Inflation) -> Flow:
    """A flow in the prices of one year, each amount in whole pence. Raises PriceError. Source: domain rules 1.2."""
    _same_years(flow, inflation)
    return _turned(
        replace(flow, prices=Prices.REAL, price_year=price_year),
        (
            Fraction(amount.pence)
            * price_ratio(inflation, _prices_of(flow, amount.year), price_year, _where(flow, amount.year))
            for amount in flow.amounts
        ),
    )


def to_cash(flow: Flow, inflation: Inflation) -> Flow:
    """A flow in the prices of the years in which it falls, each amount in whole pence. Raises PriceError."""
    _same_years(flow, inflation)
    return _turned(
        replace(flow, prices=Prices.CASH, price_year=None),
        (
            Fraction(amount.pence)
            * price_ratio(inflation, _prices_of(flow, amount.year), amount.year, _where(flow, amount.year))
            for amount in flow.amounts
        ),
    )


def added(flows: Sequence[Flow], name: str) -> Flow:
    """Several flows as one. Raises PriceError where their prices or years differ: a mixed series is refused."""
    if not flows:
        raise PriceError(f"{name} has no flows to add up; give at least one.")
    first = flows[0]
    for flow in flows[1:]:
        if (flow.prices, flow.price_year, flow.years) != (first.prices, first.price_year, first.years):
            raise PriceError(
                f"{flow.name} is in {prices_in_words(flow)} and {first.name} in {prices_in_words(first)}; turn one "
                "into the prices of the other before they are added."
            )
    sums: dict[int, int] = {}
    for flow in flows:
        for amount in flow.amounts:
            sums[amount.year] = sums.get(amount.year, 0) + amount.pence
    return replace(first, name=name, amounts=tuple(YearPence(year, sums[year]) for year in sorted(sums)))


def prices_in_words(flow: Flow) -> str:
    """`cash of each year`, or `real prices of 2024/25`."""
    if flow.price_year is None:
        return "cash of each year"
    return f"real prices of {year_name(flow.price_year, flow.years)}"


def nominal_rate(real_percent: str, inflation_percent: str) -> str:
    """The rate at which cash is discounted, in per cent: one and the real rate times one and inflation, less one."""
    return percent_text(growth_of(real_percent, "The real rate") * growth_of(inflation_percent, "General inflation"))


def real_growth(growth_percent: str, inflation_percent: str) -> str:
    """What a price rises above general inflation in per cent a year, if both rises are given: the relative effect."""
    rise = growth_of(growth_percent, "The growth of the price")
    return percent_text(rise / growth_of(inflation_percent, "General inflation"))


def relative_price_effect(growth_percent: str, price_year: int, year: int) -> Fraction:
    """What growth above general inflation makes of a real pound by a year; nothing before the price year.

    Raises PriceError. Source: domain rules 1.2.
    """
    if not growth_percent or year <= price_year:
        return Fraction(1)
    return growth_of(growth_percent, "Growth above inflation") ** _span(price_year, year, "Growth above inflation")


def _span(from_year: int, to_year: int, name: str) -> int:
    if abs(to_year - from_year) > MOST_YEARS:
        raise PriceError(f"{name} spans more than {MOST_YEARS} years; check the years.")
    return to_year - from_year


def _prices_of(flow: Flow, year: int) -> int:
    return year if flow.price_year is None else flow.price_year


def _where(flow: Flow, year: int) -> str:
    return f"{flow.name} in {year_name(year, flow.years)}"


def _same_years(flow: Flow, inflation: Inflation) -> None:
    if inflation.deflator and inflation.deflator.years is not flow.years:
        raise PriceError(
            f"{flow.name} counts {flow.years.value} and {inflation.deflator.name} {inflation.deflator.years.value}; "
            f"use an index of {flow.years.value}."
        )


def _turned(shape: Flow, exactly: Iterable[Fraction]) -> Flow:
    amounts = zip(shape.amounts, exactly, strict=True)
    return replace(shape, amounts=tuple(YearPence(amount.year, whole_pence(value)) for amount, value in amounts))
