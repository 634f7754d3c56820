"""Rules of money over time: discount factors, present values, and real prices against cash."""

from dataclasses import dataclass

from severalty.engine.appraisal import discounting, prices
from severalty.engine.appraisal.discounting import Factor, PresentValue, Schedule
from severalty.engine.appraisal.options import Timing
from severalty.engine.appraisal.prices import Flow, Inflation
from severalty.engine.rules.rule import Rule


@dataclass(frozen=True)
class FactorsFor:
    """Which years after the first, at which rates, and when in its year a flow falls."""

    schedule: Schedule
    years: tuple[int, ...]
    timing: Timing = Timing.START


@dataclass(frozen=True)
class Factors:
    """Discount factors, with the convention of timing in words."""

    factors: tuple[Factor, ...]
    convention: str


@dataclass(frozen=True)
class Discounting:
    """A flow and the rates to discount it at; with `inflation` in per cent the rates become those for cash."""

    flow: Flow
    schedule: Schedule
    first_year: int
    timing: Timing = Timing.START
    inflation: str = ""


@dataclass(frozen=True)
class BenefitsLessCosts:
    """Two flows in the same prices, and the rates to discount them at."""

    benefits: Flow
    costs: Flow
    schedule: Schedule
    first_year: int
    timing: Timing = Timing.START


@dataclass(frozen=True)
class AnnualOf:
    """A present value in pence, and over how many years it is spread in equal amounts, at their ends or in advance."""

    value_pence: int
    schedule: Schedule
    years: int
    in_advance: bool = False


@dataclass(frozen=True)
class Annual:
    """The equal amount a year in pence, and what a pound a year is worth."""

    a_year_pence: int
    annuity: str


@dataclass(frozen=True)
class IntoReal:
    """A flow, and the year in whose prices it is wanted."""

    flow: Flow
    price_year: int
    inflation: Inflation


@dataclass(frozen=True)
class IntoCash:
    """A flow that is wanted in cash of each year."""

    flow: Flow
    inflation: Inflation


@dataclass(frozen=True)
class TwoRates:
    """A real rate and general inflation, in per cent."""

    real: str
    inflation: str


@dataclass(frozen=True)
class OneRate:
    """A rate in per cent."""

    percent: str


@dataclass(frozen=True)
class Rise:
    """What a price and prices in general rise in per cent a year, from a price year to another year."""

    growth: str
    inflation: str
    price_year: int
    year: int


@dataclass(frozen=True)
class RelativeRise:
    """The rise above general inflation in per cent a year, and what it makes of a real pound by the year."""

    percent: str
    factor: str


def _factors(question: FactorsFor) -> Factors:
    found = discounting.discount_factors(question.schedule, question.years, question.timing)
    return Factors(found, discounting.timing_in_words(question.timing))


def _present_value(question: Discounting) -> PresentValue:
    schedule = question.schedule
    if question.inflation:
        schedule = discounting.at_nominal_rates(schedule, question.inflation)
    return discounting.present_value(question.flow, schedule, question.first_year, question.timing)


def _net(question: BenefitsLessCosts) -> PresentValue:
    return discounting.net_present_value(
        question.benefits, question.costs, question.schedule, question.first_year, question.timing
    )


def _annual(question: AnnualOf) -> Annual:
    arguments = (question.schedule, question.years, question.in_advance)
    worth = prices.decimal_text(discounting.annuity(*arguments), discounting.FACTOR_DECIMALS)
    return Annual(discounting.equivalent_annual(question.value_pence, *arguments), worth)


def _relative(question: Rise) -> RelativeRise:
    percent = prices.real_growth(question.growth, question.inflation)
    factor = prices.relative_price_effect(percent, question.price_year, question.year)
    return RelativeRise(percent, prices.decimal_text(factor, discounting.FACTOR_DECIMALS))


_GREEN_BOOK = "Green Book; domain rules 1.1"
_PRICES = "Green Book; domain rules 1.2"
SCHEDULE = {
    "rates": "standard",
    "name": "Green Book, standard",
    "vintage": "Green Book, February 2026",
    "bands": [{"first": 0, "last": 30, "rate": "3.5"}, {"first": 31, "last": None, "rate": "3.0"}],
}
_INDEX = {
    "name": "GDP deflator, calendar years, 2024 = 100",
    "years": "calendar years",
    "points": [{"year": 2020, "level": "85.2137"}, {"year": 2024, "level": "100.0"}],
}
_COSTS = {
    "name": "Outsourced",
    "prices": "real",
    "price_year": 2026,
    "amounts": [{"year": 2026, "pence": 4000000}, {"year": 2027, "pence": 33000000}],
}
_BENEFITS = {**_COSTS, "name": "Savings", "amounts": [{"year": 2026, "pence": 0}, {"year": 2027, "pence": 40000000}]}

RULES: tuple[Rule, ...] = (
    Rule(
        name="discount-factors",
        summary="What a pound of a later year is worth in the first year, at a schedule of declining rates.",
        takes=FactorsFor,
        gives=Factors,
        run=_factors,
        of=(
            discounting.discount_factors,
            discounting.exact_factors,
            discounting.rate_at,
            discounting.timing_in_words,
            prices.decimal_text,
        ),
        example={"schedule": SCHEDULE, "years": [0, 1, 30, 31]},
        source=_GREEN_BOOK,
    ),
    Rule(
        name="net-present-cost",
        summary="What a flow of costs is worth in its first year, year by year; cash at real rates is refused.",
        takes=Discounting,
        gives=PresentValue,
        run=_present_value,
        of=(
            discounting.present_value,
            discounting.at_nominal_rates,
            discounting.rates_in_words,
            prices.prices_in_words,
            prices.year_name,
            prices.whole_pence,
            prices.pence_that_add_up,
        ),
        example={"flow": _COSTS, "schedule": SCHEDULE, "first_year": 2026},
        source=_GREEN_BOOK,
    ),
    Rule(
        name="net-present-value",
        summary="What benefits are worth above costs in the first year; both must be in the same prices.",
        takes=BenefitsLessCosts,
        gives=PresentValue,
        run=_net,
        of=(discounting.net_present_value, prices.added),
        example={"benefits": _BENEFITS, "costs": _COSTS, "schedule": SCHEDULE, "first_year": 2026},
        source=_GREEN_BOOK,
    ),
    Rule(
        name="equivalent-annual-cost",
        summary="The equal amount a year that is worth a present value, at the ends of the years or in advance.",
        takes=AnnualOf,
        gives=Annual,
        run=_annual,
        of=(discounting.equivalent_annual, discounting.annuity),
        example={"value_pence": 152996728, "schedule": SCHEDULE, "years": 5},
        source=_GREEN_BOOK,
    ),
    Rule(
        name="real-prices",
        summary="A flow in the prices of one year, by an index or a rate of inflation.",
        takes=IntoReal,
        gives=Flow,
        run=lambda question: prices.to_real(question.flow, question.price_year, question.inflation),
        of=(prices.to_real, prices.price_ratio, prices.exact, prices.growth_of),
        example={
            "flow": {
                "name": "Charge",
                "prices": "cash",
                "years": "calendar years",
                "amounts": [{"year": 2020, "pence": 27700000}, {"year": 2024, "pence": 10000000}],
            },
            "price_year": 2024,
            "inflation": {"deflator": _INDEX},
        },
        source=_PRICES,
    ),
    Rule(
        name="cash-prices",
        summary="A flow in the prices of the years in which it falls, by an index or a rate of inflation.",
        takes=IntoCash,
        gives=Flow,
        run=lambda question: prices.to_cash(question.flow, question.inflation),
        of=(prices.to_cash,),
        example={"flow": _COSTS, "inflation": {"rate": "2.0"}},
        source=_PRICES,
    ),
    Rule(
        name="nominal-rate",
        summary="The rate at which cash is discounted, from a real rate and general inflation.",
        takes=TwoRates,
        gives=OneRate,
        run=lambda question: OneRate(prices.nominal_rate(question.real, question.inflation)),
        of=(prices.nominal_rate, prices.percent_text),
        example={"real": "3.5", "inflation": "2.0"},
        source=_PRICES,
    ),
    Rule(
        name="relative-price-effect",
        summary="What a price rises above general inflation, and what that makes of a real pound by a year.",
        takes=Rise,
        gives=RelativeRise,
        run=_relative,
        of=(prices.real_growth, prices.relative_price_effect),
        example={"growth": "5.0", "inflation": "2.0", "price_year": 2026, "year": 2029},
        source=_PRICES,
    ),
)
