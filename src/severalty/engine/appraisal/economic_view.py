"""What an option costs all partners together: real prices of one year, discounted."""

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction

from severalty.engine.appraisal.cost_faults import LineAmounts, years_appraised
from severalty.engine.appraisal.cost_tables import Costing, EconomicLine, EconomicView, EconomicYear, LineYear, View
from severalty.engine.appraisal.discounting import FACTOR_DECIMALS, equivalent_annual, exact_factors
from severalty.engine.appraisal.lines import CostAmount, CostLine, Prices
from severalty.engine.appraisal.options import Appraisal
from severalty.engine.appraisal.prices import (
    Inflation,
    decimal_text,
    pence_that_add_up,
    price_ratio,
    relative_price_effect,
    whole_pence,
    year_name,
)
from severalty.engine.evidence import Evidence, weakest

_ASK_FOR_RANGE = (Evidence.ESTIMATED, Evidence.UNKNOWN)


@dataclass(frozen=True)
class _Worth:
    """Exact real pence by year, and their exact present value."""

    by_year: Mapping[int, Fraction]
    discounted: Mapping[int, Fraction]

    @property
    def npc(self) -> Fraction:
        return sum(self.discounted.values(), Fraction(0))


def real_worth(appraisal: Appraisal, line: CostLine, year: int) -> Fraction | None:
    """What a pound of a line in a year is in the prices of the appraisal; blank where nobody has said.

    Real amounts grow by the line's growth from their price year on. Source: domain rules 1.2.
    """
    target = appraisal.price_year
    own = year if line.prices is Prices.CASH else line.price_year if line.price_year is not None else target
    if target is None or own is None or line.prices is Prices.UNKNOWN or (own != target and not appraisal.inflation):
        return None
    ratio = price_ratio(Inflation(appraisal.inflation), own, target, line.name or line.key)
    return ratio * relative_price_effect(line.growth, own, year)


def economic_view(costing: Costing, lines: Sequence[LineAmounts], blocked: bool) -> EconomicView:
    """The economic view of one option; without figures in total where it is blocked. Source: domain rules 1.1."""
    years = years_appraised(costing.appraisal)
    factors = exact_factors(costing.schedule, len(years), costing.appraisal.timing)
    weights = dict(zip(years, factors, strict=True))
    counted = [line for line in lines if line.counted]
    worth = {line.line.key: _worth(costing.appraisal, line, weights, _amount) for line in counted}
    ends = None if blocked else _ends(costing.appraisal, counted, weights)
    npc = sum((found.npc for found in worth.values()), Fraction(0))
    by_line = pence_that_add_up([found.npc for found in worth.values()])
    shares: Mapping[str, int | None] = dict.fromkeys(worth) if blocked else dict(zip(worth, by_line, strict=True))
    shown = tuple(_line(costing.appraisal, line, shares.get(line.line.key), years) for line in lines)
    span = max(len(years) - 1, 0)
    annual = equivalent_annual(npc, costing.schedule, span) if span and not blocked else None
    faulty = {year for line in counted for year in line.blocked_years(years, View.ECONOMIC)}
    rows = _years(weights, shown, {} if blocked else worth, faulty)
    return EconomicView(
        years=rows,
        lines=shown,
        total_pence=None if blocked else sum(row.pence or 0 for row in rows),
        npc_pence=None if blocked else whole_pence(npc),
        low_npc_pence=ends[0] if ends else None,
        high_npc_pence=ends[1] if ends else None,
        eac_pence=annual,
        eac_years=span,
        evidence=weakest(line.line.evidence for line in counted),
    )


def _amount(amount: CostAmount) -> int:
    return amount.amount or 0


def _low(amount: CostAmount) -> int:
    return _amount(amount) if amount.low is None else amount.low


def _high(amount: CostAmount) -> int:
    return _amount(amount) if amount.high is None else amount.high


def _worth(
    appraisal: Appraisal, line: LineAmounts, weights: Mapping[int, Fraction], read: Callable[[CostAmount], int]
) -> _Worth:
    by_year: dict[int, Fraction] = {}
    for amount in line.amounts:
        pound = None if amount.year is None else real_worth(appraisal, line.line, amount.year)
        if pound is not None and amount.year is not None:
            by_year[amount.year] = read(amount) * pound
    return _Worth(by_year, {year: value * weights[year] for year, value in by_year.items()})


def _ends(
    appraisal: Appraisal, lines: Sequence[LineAmounts], weights: Mapping[int, Fraction]
) -> tuple[int, int] | None:
    """The least and the most that the ranges allow; nothing where one is asked for and lacking."""
    for line in lines:
        if line.line.evidence in _ASK_FOR_RANGE and any(None in (one.low, one.high) for one in line.amounts):
            return None
    low = sum((_worth(appraisal, line, weights, _low).npc for line in lines), Fraction(0))
    high = sum((_worth(appraisal, line, weights, _high).npc for line in lines), Fraction(0))
    return whole_pence(low), whole_pence(high)


def _line(appraisal: Appraisal, found: LineAmounts, npc: int | None, years: Sequence[int]) -> EconomicLine:
    line = found.line
    return EconomicLine(
        line=line.key,
        name=line.name or line.key,
        treatment=line.treatment,
        counted=found.counted,
        prices=_prices(appraisal, line),
        growth=line.growth,
        indexation=line.indexation,
        years=tuple(_line_year(appraisal, line, amount) for amount in found.amounts if amount.year in years),
        npc_pence=npc if found.counted else None,
        evidence=line.evidence,
        source=line.source,
    )


def _line_year(appraisal: Appraisal, line: CostLine, amount: CostAmount) -> LineYear:
    year = amount.year or 0
    pound = real_worth(appraisal, line, year)
    real = None if pound is None else whole_pence(_amount(amount) * pound)
    return LineYear(year, _amount(amount), amount.low, amount.high, real, amount.source or line.source)


def _prices(appraisal: Appraisal, line: CostLine) -> str:
    if line.prices is not Prices.REAL:
        return line.prices.value
    year = appraisal.price_year if line.price_year is None else line.price_year
    return "real" if year is None else f"real, {year_name(year)}"


def _years(
    weights: Mapping[int, Fraction], lines: Sequence[EconomicLine], worth: Mapping[str, _Worth], faulty: Collection[int]
) -> tuple[EconomicYear, ...]:
    """Each year's sum of the lines as they are shown, none in faulty years; the discounted pence add up to the NPC."""
    exactly = [sum((one.discounted.get(year, Fraction(0)) for one in worth.values()), Fraction(0)) for year in weights]
    discounted = pence_that_add_up(exactly)
    shown: dict[int, list[int | None]] = {}
    for line in lines:
        for amount in line.years if line.counted else ():
            shown.setdefault(amount.year, []).append(amount.real_pence)
    return tuple(
        EconomicYear(
            year,
            t,
            decimal_text(factor, FACTOR_DECIMALS),
            None if year in faulty else _sum(shown.get(year, ())),
            discounted[t] if worth else None,
        )
        for t, (year, factor) in enumerate(weights.items())
    )


def _sum(amounts: Sequence[int | None]) -> int | None:
    known = [amount for amount in amounts if amount is not None]
    return sum(known) if known and len(known) == len(amounts) else None
