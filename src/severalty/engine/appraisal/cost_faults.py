"""What is wrong with the cost lines of an appraisal, or lacking; nothing is guessed in its place."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from severalty.engine.appraisal.cost_tables import Costing, Fault, FaultKind, View
from severalty.engine.appraisal.lines import CostAmount, CostLine, Prices, Treatment
from severalty.engine.appraisal.options import Appraisal, Option
from severalty.engine.dates import financial_year_name
from severalty.engine.evidence import Evidence, carries_figure, show_money

MOST_YEARS = 200
_BLOCKING, _CAUTION = True, False


@dataclass(frozen=True)
class LineAmounts:
    """A line with its amounts in the years of the appraisal, by year, each year once and each with a figure."""

    line: CostLine
    amounts: tuple[CostAmount, ...]
    faults: tuple[Fault, ...]

    @property
    def counted(self) -> bool:
        """Whether the economic view counts it."""
        return self.line.treatment is Treatment.COUNTED

    def blocked_years(self, years: Sequence[int], view: View) -> dict[int, str]:
        """The years in which it has no figure in a view, each with the reason."""
        found: dict[int, str] = {}
        for fault in self.faults:
            if fault.blocking and fault.view in (View.BOTH, view):
                found |= {year: fault.what for year in (fault.years or years) if year not in found}
        return {year: why for year, why in found.items() if year in years}


def years_appraised(appraisal: Appraisal) -> tuple[int, ...]:
    """The financial years of an appraisal; none where its first year or their number is not known or not sensible."""
    if appraisal.first_year is None or appraisal.years is None or not 0 < appraisal.years <= MOST_YEARS:
        return ()
    return tuple(range(appraisal.first_year, appraisal.first_year + appraisal.years))


def faults_of_appraisal(costing: Costing) -> Iterator[Fault]:
    """What keeps every option from having a cost, and rows that belong to nothing here."""
    appraisal = costing.appraisal
    label = appraisal.name or appraisal.key
    if not years_appraised(appraisal):
        yield Fault(
            FaultKind.APPRAISAL, "", "", label, (),
            f"the years appraised are not known, or more than {MOST_YEARS}",
            "enter the first year and the number of years", _BLOCKING,
        )  # fmt: skip
    if appraisal.price_year is None:
        yield Fault(
            FaultKind.APPRAISAL, "", "", label, (), "no price year is set, so nothing can be said in real prices",
            "enter the price year", _BLOCKING, View.ECONOMIC,
        )  # fmt: skip
    yield from _without_inflation(costing)
    yield from _misplaced(costing)


def _without_inflation(costing: Costing) -> Iterator[Fault]:
    """One fault for all real lines that have no cash, since one entry mends them all."""
    appraisal = costing.appraisal
    real = {
        line.key: appraisal.price_year if line.price_year is None else line.price_year
        for line in costing.lines
        if line.appraisal == appraisal.key and line.prices is Prices.REAL and line.treatment is not Treatment.SUNK
    }
    years = {
        amount.year
        for amount in costing.amounts
        if amount.year in years_appraised(appraisal) and amount.year != real.get(amount.cost_line, amount.year)
    }
    if years and not appraisal.inflation:
        yield Fault(
            FaultKind.PRICES, "", "", appraisal.name or appraisal.key, tuple(sorted(year for year in years if year)),
            "no inflation is given, so lines in real prices have no cash in other years than their price year",
            "enter the general inflation, or give the lines in cash", _BLOCKING, View.CASH,
        )  # fmt: skip


def _misplaced(costing: Costing) -> Iterator[Fault]:
    own = {option.key: option.appraisal for option in costing.options}
    names = {option.key: option.name or option.key for option in costing.options}
    lines = {line.key for line in costing.lines}
    for line in costing.lines:
        if line.appraisal == costing.appraisal.key and own.get(line.option) != costing.appraisal.key:
            yield Fault(
                FaultKind.PLACE, "", line.key, line.name or line.key, (),
                f"its option {names.get(line.option, line.option)} is none of this appraisal, so it is left out",
                "name an option of the appraisal", _CAUTION,
            )  # fmt: skip
    for key in sorted({amount.cost_line for amount in costing.amounts} - lines):
        yield Fault(
            FaultKind.PLACE, "", key, key, (), "amounts are given for this line, which is not on record",
            "enter the line, or correct its key", _CAUTION,
        )  # fmt: skip


def lines_of_option(costing: Costing, option: Option) -> tuple[LineAmounts, ...]:
    """The lines of one option, by key, with the amounts that can be used and all that is wrong with them.

    Sunk lines are among them for the page, with nothing checked: they count in no view.
    """
    by_line: dict[str, list[CostAmount]] = {}
    for amount in costing.amounts:
        by_line.setdefault(amount.cost_line, []).append(amount)
    return tuple(
        _examined(costing, line, by_line.get(line.key, ()))
        for line in sorted(costing.lines, key=lambda line: line.key)
        if line.option == option.key and line.appraisal == costing.appraisal.key
    )


def _examined(costing: Costing, line: CostLine, amounts: Iterable[CostAmount]) -> LineAmounts:
    given = tuple(sorted(amounts, key=lambda amount: (amount.year or 0, amount.amount or 0)))
    years = years_appraised(costing.appraisal)
    usable = _usable(line, given, years)
    if line.treatment is Treatment.SUNK:
        return LineAmounts(line, usable, ())
    faults = (
        *_faults_of_years(line, given, years),
        *_faults_of_prices(costing.appraisal, line, usable),
        *_faults_of_evidence(line, given),
    )
    return LineAmounts(line, usable, faults)


def _usable(line: CostLine, given: Sequence[CostAmount], years: Sequence[int]) -> tuple[CostAmount, ...]:
    if not carries_figure(line.evidence):
        return ()
    times = [amount.year for amount in given]
    return tuple(
        amount
        for amount in given
        if amount.amount is not None and amount.year in years and times.count(amount.year) == 1
    )


def year_names(years: Iterable[int]) -> str:
    """`2026/27, 2027/28 and 2029/30`."""
    names = [financial_year_name(year) for year in years]
    return f"{', '.join(names[:-1])} and {names[-1]}" if len(names) > 1 else "".join(names)


def _fault(
    kind: FaultKind, line: CostLine, years: Iterable[int | None], what: str, mend: str, blocking: bool = _CAUTION,
    view: View = View.BOTH,
) -> Fault:  # fmt: skip
    """A fault of a line. What does not count in the economic view stands in the way of the cash view only."""
    if line.treatment is not Treatment.COUNTED:
        view = View.CASH
    known = tuple(sorted({year for year in years if year is not None}))
    return Fault(kind, line.option, line.key, line.name or line.key, known, what, mend, blocking, view)


def _faults_of_years(line: CostLine, given: Sequence[CostAmount], years: Sequence[int]) -> Iterator[Fault]:
    if not given:
        yield _fault(
            FaultKind.NOT_KNOWN, line, (), "it has no amount in any year",
            "enter its amounts, nought where it costs nothing", _BLOCKING,
        )  # fmt: skip
    blank = {amount.year for amount in given if amount.amount is None and amount.year is not None}
    if blank:
        yield _fault(
            FaultKind.NOT_KNOWN, line, blank, f"its amount in {year_names(sorted(blank))} is not known",
            "enter the amount, nought if it costs nothing", _BLOCKING,
        )  # fmt: skip
    if any(amount.year is None for amount in given):
        yield _fault(
            FaultKind.NOT_KNOWN, line, (), "it has an amount of no year", "enter the financial year", _BLOCKING
        )
    named = [amount.year for amount in given if amount.year is not None]
    twice = sorted({year for year in named if named.count(year) > 1})
    if twice:
        yield _fault(
            FaultKind.TWICE, line, twice, f"it has more than one amount in {year_names(twice)}",
            "keep one, or enter them as lines of their own", _BLOCKING,
        )  # fmt: skip
    outside = sorted({year for year in named if year not in years})
    if outside and years:
        yield _fault(
            FaultKind.OUTSIDE, line, outside,
            f"its amount in {year_names(outside)} lies outside the years appraised, {year_names((years[0],))} to "
            f"{year_names((years[-1],))}",
            "appraise more years, or take the amount out", line.treatment is Treatment.COUNTED, View.ECONOMIC,
        )  # fmt: skip


def _faults_of_prices(appraisal: Appraisal, line: CostLine, usable: Sequence[CostAmount]) -> Iterator[Fault]:
    years = [amount.year for amount in usable if amount.year is not None]
    if line.prices is Prices.UNKNOWN:
        yield _fault(
            FaultKind.PRICES, line, (), "it does not say whether its amounts are real or cash",
            "choose its prices", _BLOCKING,
        )  # fmt: skip
    elif line.prices is Prices.CASH:
        yield from _faults_of_cash(appraisal, line, years)
    else:
        yield from _faults_of_real(appraisal, line, years)


def _faults_of_cash(appraisal: Appraisal, line: CostLine, years: Sequence[int]) -> Iterator[Fault]:
    elsewhere = [year for year in years if year != appraisal.price_year]
    if elsewhere and not appraisal.inflation and appraisal.price_year is not None:
        yield _fault(
            FaultKind.PRICES, line, elsewhere,
            f"it is in cash, the appraisal in real prices of {year_names((appraisal.price_year,))}, and no inflation "
            "is given to turn one into the other",
            "enter the general inflation, or give the line in real prices", _BLOCKING, View.ECONOMIC,
        )  # fmt: skip
    if line.price_year is not None:
        yield _fault(
            FaultKind.PRICES, line, (), "it is in cash and names a price year",
            "leave the price year out, or say that its amounts are real", _BLOCKING,
        )  # fmt: skip
    if line.growth:
        yield _fault(
            FaultKind.GROWTH, line, (), "growth above inflation is not applied to cash, which holds it already",
            "leave the growth out, or give the line in real prices",
        )  # fmt: skip


def _faults_of_real(appraisal: Appraisal, line: CostLine, years: Sequence[int]) -> Iterator[Fault]:
    price_year = appraisal.price_year if line.price_year is None else line.price_year
    if price_year is None:
        yield _fault(
            FaultKind.PRICES, line, (), "it is in real prices of no year", "enter the price year", _BLOCKING
        )  # fmt: skip
        return
    if years and not appraisal.inflation and appraisal.price_year not in (None, price_year):
        yield _fault(
            FaultKind.PRICES, line, (),
            f"it is in prices of {year_names((price_year,))}, others in those of the appraisal, and no inflation is "
            "given to turn one into the other",
            "enter the general inflation, or give the line in the prices of the appraisal", _BLOCKING, View.ECONOMIC,
        )  # fmt: skip


def _faults_of_evidence(line: CostLine, given: Sequence[CostAmount]) -> Iterator[Fault]:
    if not carries_figure(line.evidence):
        yield _fault(
            FaultKind.EVIDENCE, line, (), "its source contradicts itself, so no figure is derived from it",
            "settle which figure is right", _BLOCKING,
        )  # fmt: skip
    elif line.evidence is Evidence.UNKNOWN:
        yield _fault(
            FaultKind.EVIDENCE, line, (), "nobody has said what its amounts rest on", "choose the class of evidence"
        )
    unsourced = [amount.year for amount in given if not (amount.source or line.source)]
    if unsourced or not (given or line.source):
        yield _fault(
            FaultKind.SOURCE, line, unsourced, "a figure without a source",
            "name the report and paragraph, or the document",
        )  # fmt: skip
    yield from _faults_of_ranges(line, given)


def _faults_of_ranges(line: CostLine, given: Sequence[CostAmount]) -> Iterator[Fault]:
    lacking = [amount.year for amount in given if amount.year is not None and None in (amount.low, amount.high)]
    if lacking and line.evidence is Evidence.ESTIMATED:
        yield _fault(
            FaultKind.RANGE, line, lacking, f"an estimate without a range in {year_names(sorted(set(lacking)))}",
            "enter the least and the most; until then no ranking by cost rests on it",
        )  # fmt: skip
    for amount in given:
        if amount.amount is None or _within_range(amount):
            continue
        yield _fault(
            FaultKind.RANGE_WRONG, line, (amount.year,),
            f"{show_money(amount.amount)} does not lie between its least, {show_money(amount.low)}, and its most, "
            f"{show_money(amount.high)}",
            "correct the amount or its range", _BLOCKING,
        )  # fmt: skip


def _within_range(amount: CostAmount) -> bool:
    value = amount.amount or 0
    return (amount.low is None or amount.low <= value) and (amount.high is None or value <= amount.high)
