"""Discounting: factors of a declining schedule, present values, and what they come to a year."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from decimal import Decimal, localcontext
from fractions import Fraction
from itertools import pairwise

from severalty.engine.appraisal.lines import Prices
from severalty.engine.appraisal.options import Rates, Timing
from severalty.engine.appraisal.prices import (
    MOST_YEARS,
    Flow,
    PriceError,
    added,
    decimal_text,
    growth_of,
    nominal_rate,
    pence_that_add_up,
    prices_in_words,
    whole_pence,
    year_name,
)
from severalty.engine.dates import PartialDate

FACTOR_DECIMALS = 12
_ROOT_DIGITS = 60
_TIMINGS = {
    Timing.START: "Flows count at the start of their year; year 0 is not discounted.",
    Timing.MID: "Flows count half a year after the start of their year, so year 0 is discounted by half a year.",
    Timing.END: "Flows count at the end of their year, so year 0 is discounted by a whole year.",
}


@dataclass(frozen=True)
class Band:
    """The rate in per cent of the years `first` to `last` after the first year; without `last` for good."""

    first: int
    last: int | None
    rate: str


@dataclass(frozen=True)
class Schedule:
    """Discount rates by years after the first year, with the vintage they are taken from.

    `prices` says what they discount: real amounts, or cash. Raises PriceError when the bands leave a year out, overlap,
    or end.
    """

    rates: Rates
    name: str
    bands: tuple[Band, ...]
    vintage: str = ""
    valid_from: PartialDate | None = None
    source: str = ""
    note: str = ""
    prices: Prices = Prices.REAL

    def __post_init__(self) -> None:
        if not self.bands or self.bands[0].first != 0 or self.bands[-1].last is not None:
            raise PriceError(f"{self.name} does not speak for all years; begin at 0 and leave the last band open.")
        for earlier, later in pairwise(self.bands):
            if earlier.last is None or later.first != earlier.last + 1 or earlier.last < earlier.first:
                raise PriceError(f"{self.name} does not go on at year {later.first}; let each band follow the last.")
        for band in self.bands:
            growth_of(band.rate, f"The rate of {self.name} from year {band.first}")


@dataclass(frozen=True)
class Factor:
    """What a pound of year `t` is worth in the first year, with twelve decimals; `rate` is that year's, in per cent."""

    t: int
    rate: str
    factor: str


@dataclass(frozen=True)
class DiscountedYear:
    """An amount of one year and what it is worth in the first year, in pence."""

    year: int
    t: int
    factor: str
    pence: int
    discounted_pence: int


@dataclass(frozen=True)
class PresentValue:
    """What a flow is worth in its first year, in whole pence, rounded once at the end.

    The discounted pence by year add up to it. `a_year_pence` is the same worth as equal amounts at the ends of years 1
    to the last, `a_year_in_advance_pence` at their starts; blank where there is only one year.
    """

    name: str
    pence: int
    undiscounted_pence: int
    years: tuple[DiscountedYear, ...]
    a_year_pence: int | None
    a_year_in_advance_pence: int | None
    annuity_years: int
    prices: str
    rates: str
    convention: str


def rate_at(schedule: Schedule, t: int) -> str:
    """The rate in per cent by which year `t` is discounted against the year before it."""
    return next(band.rate for band in schedule.bands if band.last is None or t <= band.last)


def exact_factors(schedule: Schedule, count: int, timing: Timing = Timing.START) -> tuple[Fraction, ...]:
    """The factors of years 0 to `count` - 1, unrounded.

    Year 0 counts whole; each later factor is that of the year before over one and the later year's own rate, so a step
    in the rates never reaches back. The middle of a year lies half way to the next factor: times the root of one over
    one and the next year's rate, to sixty digits. The end of a year has the next year's factor. Raises PriceError for
    more than a thousand years. Source: Green Book; domain rules 1.1.
    """
    if not 0 <= count <= MOST_YEARS:
        raise PriceError(f"{count} years cannot be discounted; use up to {MOST_YEARS}.")
    growths = [growth_of(rate_at(schedule, t), "A discount rate") for t in range(count + 1)]
    factors = [Fraction(1)]
    for growth in growths[1:]:
        factors.append(factors[-1] / growth)
    if timing is Timing.END:
        return tuple(factors[1 : count + 1])
    if timing is Timing.MID:
        return tuple(factor / _root(growth) for factor, growth in zip(factors, growths[1:], strict=False))
    return tuple(factors[:count])


def discount_factors(schedule: Schedule, years: Sequence[int], timing: Timing = Timing.START) -> tuple[Factor, ...]:
    """The factors of chosen years after the first, as `exact_factors` has them. Raises PriceError below nought."""
    if any(t < 0 for t in years):
        raise PriceError(f"Year {min(years)} lies before the first year; count years from 0.")
    exactly = exact_factors(schedule, max(years, default=-1) + 1, timing)
    return tuple(Factor(t, rate_at(schedule, t), decimal_text(exactly[t], FACTOR_DECIMALS)) for t in years)


def annuity(schedule: Schedule, years: int, in_advance: bool = False) -> Fraction:
    """What a pound a year is worth: the sum of the factors of years 1 to `years`, in advance 0 to `years` - 1.

    Raises PriceError for less than one year.
    """
    if years < 1:
        raise PriceError(f"An amount a year over {years} years cannot be; use at least one year.")
    factors = exact_factors(schedule, years + 1)
    return sum(factors[:years] if in_advance else factors[1:], Fraction(0))


def equivalent_annual(value: Fraction | int, schedule: Schedule, years: int, in_advance: bool = False) -> int:
    """The equal amount a year, in whole pence, that is worth a present value. Raises PriceError.

    Source: domain rules 1.1; for options whose lives differ.
    """
    return whole_pence(Fraction(value) / annuity(schedule, years, in_advance))


def at_nominal_rates(schedule: Schedule, inflation: str) -> Schedule:
    """A schedule for cash: every rate with general inflation on top. Raises PriceError."""
    if schedule.prices is not Prices.REAL:
        raise PriceError(f"{schedule.name} is for cash already; add inflation to real rates only.")
    bands = tuple(replace(band, rate=nominal_rate(band.rate, inflation)) for band in schedule.bands)
    return replace(schedule, name=f"{schedule.name} with inflation of {inflation} %", bands=bands, prices=Prices.CASH)


def present_value(flow: Flow, schedule: Schedule, first_year: int, timing: Timing = Timing.START) -> PresentValue:
    """A flow's worth in its first year; of costs that is the net present cost.

    Raises PriceError when cash meets real rates or real prices nominal ones, and when a year from the first to the
    flow's last has no amount: nothing is not nought. Source: domain rules 1.1 and 1.2.
    """
    _refuse_mixing(flow, schedule)
    amounts = sorted(flow.amounts, key=lambda amount: amount.year)
    _refuse_gaps(flow, [amount.year for amount in amounts], first_year)
    factors = exact_factors(schedule, len(amounts), timing)
    parts = [amount.pence * factor for amount, factor in zip(amounts, factors, strict=True)]
    worth, span = sum(parts, Fraction(0)), len(amounts) - 1
    return PresentValue(
        name=flow.name,
        pence=whole_pence(worth),
        undiscounted_pence=sum(amount.pence for amount in amounts),
        years=tuple(
            DiscountedYear(amount.year, t, decimal_text(factors[t], FACTOR_DECIMALS), amount.pence, pence)
            for t, (amount, pence) in enumerate(zip(amounts, pence_that_add_up(parts), strict=True))
        ),
        a_year_pence=equivalent_annual(worth, schedule, span) if span else None,
        a_year_in_advance_pence=equivalent_annual(worth, schedule, span, in_advance=True) if span else None,
        annuity_years=span,
        prices=prices_in_words(flow),
        rates=rates_in_words(schedule),
        convention=timing_in_words(timing),
    )


def net_present_value(
    benefits: Flow, costs: Flow, schedule: Schedule, first_year: int, timing: Timing = Timing.START
) -> PresentValue:
    """What benefits are worth above costs, in the first year. Raises PriceError as `present_value` and `added` do."""
    negated = tuple(replace(amount, pence=-amount.pence) for amount in costs.amounts)
    net = added([benefits, replace(costs, amounts=negated)], f"{benefits.name} less {costs.name}")
    return present_value(net, schedule, first_year, timing)


def timing_in_words(timing: Timing) -> str:
    """The convention of timing, in one sentence for a page."""
    return _TIMINGS[timing]


def rates_in_words(schedule: Schedule) -> str:
    """Which rates were used: `Green Book, standard (Green Book, February 2026)`."""
    return f"{schedule.name} ({schedule.vintage})" if schedule.vintage else schedule.name


def _root(growth: Fraction) -> Fraction:
    with localcontext(prec=_ROOT_DIGITS):
        return Fraction((Decimal(growth.numerator) / Decimal(growth.denominator)).sqrt())


def _refuse_mixing(flow: Flow, schedule: Schedule) -> None:
    if flow.prices is schedule.prices:
        return
    if flow.prices is Prices.CASH:
        raise PriceError(
            f"{flow.name} is in cash and {schedule.name} has real rates; turn it into real prices, or add inflation to "
            "the rates."
        )
    raise PriceError(
        f"{flow.name} is in real prices and {schedule.name} has rates for cash; turn it into cash, or use real rates."
    )


def _refuse_gaps(flow: Flow, years: Sequence[int], first_year: int) -> None:
    if not years:
        raise PriceError(f"{flow.name} has no amounts; give one for each year, nought where it costs nothing.")
    if years[0] < first_year:
        raise PriceError(
            f"{flow.name} has an amount in {year_name(years[0], flow.years)}, before the first year "
            f"{year_name(first_year, flow.years)}; leave it out or begin earlier."
        )
    expected = first_year
    for year in years:
        if year != expected:
            raise PriceError(
                f"{flow.name} has no amount in {year_name(expected, flow.years)}; enter it, nought if it costs nothing."
            )
        expected += 1
