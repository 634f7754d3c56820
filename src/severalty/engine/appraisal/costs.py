"""The money of the options of an appraisal: economic view, cash view, and what stands in the way of either."""

from collections.abc import Iterable, Iterator, Sequence

from severalty.engine.appraisal.cash_view import NO_INFLATION, cash_view
from severalty.engine.appraisal.cost_faults import (
    LineAmounts,
    faults_of_appraisal,
    lines_of_option,
    year_names,
    years_appraised,
)
from severalty.engine.appraisal.cost_tables import CashView, Costing, CostTable, Fault, FaultKind, OptionCosts, View
from severalty.engine.appraisal.discounting import rates_in_words, timing_in_words
from severalty.engine.appraisal.economic_view import economic_view
from severalty.engine.appraisal.lines import Prices
from severalty.engine.appraisal.options import Option
from severalty.engine.appraisal.prices import PriceError


def option_costs(costing: Costing) -> CostTable:
    """The cost table of an appraisal, options in their order, a variant with its own lines only.

    Raises PriceError when the schedule is not the one that the appraisal names, and for a rate that is no number.
    Source: domain rules 1.1, 1.2, 1.5 and 2.2.
    """
    appraisal, schedule = costing.appraisal, costing.schedule
    if schedule.rates is not appraisal.rates:
        raise PriceError(
            f"The appraisal asks for {appraisal.rates.value} rates and {schedule.name} has {schedule.rates.value} "
            "ones; use the schedule that it names."
        )
    if schedule.prices is not Prices.REAL:
        raise PriceError(f"{schedule.name} has rates for cash and the economic view is real; use real rates.")
    general = tuple(faults_of_appraisal(costing))
    own = [option for option in costing.options if option.appraisal == appraisal.key]
    own.sort(key=lambda option: (option.place is None, option.place or 0, option.key))
    return CostTable(
        appraisal=appraisal.key,
        years=years_appraised(appraisal),
        price_year=appraisal.price_year,
        inflation=appraisal.inflation,
        rates=rates_in_words(schedule),
        rates_source=schedule.source,
        rates_note=schedule.note,
        convention=timing_in_words(appraisal.timing),
        options=tuple(_option_costs(costing, option, general) for option in own),
        faults=general,
    )


def _option_costs(costing: Costing, option: Option, general: Sequence[Fault]) -> OptionCosts:
    lines = lines_of_option(costing, option)
    cash = cash_view(costing, lines)
    only_variants = not lines and any(other.part_of == option.key for other in costing.options)
    faults = (
        *(() if only_variants else _years_without_cost(costing, option, lines)),
        *(fault for line in lines for fault in line.faults),
        *_faults_of_keys(option, lines, cash),
    )
    blocked = only_variants or any(fault.blocking and fault.view is not View.CASH for fault in (*general, *faults))
    return OptionCosts(
        option=option.key,
        name=option.name or option.key,
        letter=option.letter,
        part_of=option.part_of,
        only_variants=only_variants,
        economic=economic_view(costing, lines, blocked),
        cash=cash,
        faults=faults,
    )


def _years_without_cost(costing: Costing, option: Option, lines: Iterable[LineAmounts]) -> Iterator[Fault]:
    years = years_appraised(costing.appraisal)
    known = {amount.year for line in lines if line.counted for amount in line.amounts}
    lacking = tuple(year for year in years if year not in known)
    if not lacking:
        return
    where = "in any year" if lacking == years else f"in {year_names(lacking)}"
    yield Fault(
        FaultKind.NO_COST, option.key, "", option.name or option.key, lacking,
        f"it has no usable cost {where}, so it has no net present cost",
        "enter its costs, nought where it costs nothing", True, View.ECONOMIC,
    )  # fmt: skip


def _faults_of_keys(option: Option, lines: Iterable[LineAmounts], cash: CashView) -> Iterator[Fault]:
    """One fault for each line that its key cannot share."""
    blocked = {(line.line.key, fault.what) for line in lines for fault in line.faults}
    found: dict[tuple[str, str, str], list[int]] = {}
    for one in cash.not_known:
        if one.why != NO_INFLATION and (one.line, one.why) not in blocked:
            found.setdefault((one.line, one.name, one.why), []).append(one.year)
    for (line, name, why), years in found.items():
        yield Fault(
            FaultKind.KEY, option.key, line, name, tuple(years), f"{why}, so it cannot be shared between partners",
            "enter the counts of its key, or say who bears it", True, View.CASH,
        )  # fmt: skip
