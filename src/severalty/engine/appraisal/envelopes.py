"""Does each year stay within what it may cost, and does it rise no more than it may on the year before?"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from enum import StrEnum
from fractions import Fraction

from severalty.engine.appraisal.cost_tables import CashYear, CostTable, OptionCosts
from severalty.engine.appraisal.lines import Envelope, Spending
from severalty.engine.appraisal.prices import growth_of, whole_pence
from severalty.engine.dates import financial_year_name
from severalty.engine.evidence import Evidence, carries_figure, show_pounds, weakest


class EnvelopeTest(StrEnum):
    """What a year is held against."""

    AMOUNT = "at most"
    RISE = "rise on the year before"
    NONE = "nothing"


class EnvelopeVerdict(StrEnum):
    """What came of it."""

    WITHIN = "within"
    OVER = "over"
    CANNOT_BE_JUDGED = "cannot be judged"


@dataclass(frozen=True)
class EnvelopeCheck:
    """One option held against one envelope, in pence of the year; organisation "" is all of them together.

    `over_pence` is what it is over by, below nought for what is left. `before_pence` is the year before, where a rise
    is judged. Blank where it cannot be judged, and `sentence` then says because of what.
    """

    option: str
    option_name: str
    envelope: str
    envelope_name: str
    organisation: str
    year: int | None
    spending: Spending
    test: EnvelopeTest
    most_rise: str
    verdict: EnvelopeVerdict
    cash_pence: int | None
    limit_pence: int | None
    before_pence: int | None
    over_pence: int | None
    evidence: Evidence
    sentence: str


@dataclass(frozen=True)
class EnvelopeChecks:
    """Every option held against every envelope of its appraisal, by option, year and envelope."""

    checks: tuple[EnvelopeCheck, ...]


@dataclass(frozen=True)
class _Spent:
    """Cash of a year under an envelope, or why it is not known."""

    pence: int | None
    evidence: Evidence
    why: str = ""


def envelope_checks(table: CostTable, envelopes: Sequence[Envelope]) -> EnvelopeChecks:
    """Hold the cash of each option against the envelopes of the appraisal; rows of other appraisals are left out.

    Revenue counts capital that is funded from revenue, capital does not. An envelope with both an amount and a rise is
    held against each. Raises PriceError for a rise that is no number.
    Source: Lincolnshire report 60; domain rules 1.10.
    """
    own = [envelope for envelope in envelopes if envelope.appraisal == table.appraisal]
    own.sort(key=lambda envelope: (envelope.year or 0, envelope.organisation, envelope.key))
    return EnvelopeChecks(
        tuple(check for option in table.options for envelope in own for check in _checks(option, envelope))
    )


def _checks(option: OptionCosts, envelope: Envelope) -> Iterator[EnvelopeCheck]:
    if not carries_figure(envelope.evidence):
        yield _open(option, envelope, EnvelopeTest.NONE, "the source of the envelope contradicts itself")
        return
    if envelope.amount is None and not envelope.most_rise:
        yield _open(option, envelope, EnvelopeTest.NONE, "the envelope names neither an amount nor a rise")
    if envelope.amount is not None:
        yield _by_amount(option, envelope, envelope.amount)
    if envelope.most_rise:
        yield _by_rise(option, envelope)


def _by_amount(option: OptionCosts, envelope: Envelope, limit: int) -> EnvelopeCheck:
    spent = _spent(option, envelope, envelope.year)
    if spent.pence is None:
        return _open(option, envelope, EnvelopeTest.AMOUNT, spent.why)
    return _judged(option, envelope, EnvelopeTest.AMOUNT, spent, limit)


def _by_rise(option: OptionCosts, envelope: Envelope) -> EnvelopeCheck:
    spent = _spent(option, envelope, envelope.year)
    before = _spent(option, envelope, None if envelope.year is None else envelope.year - 1)
    if spent.pence is None or before.pence is None:
        return _open(option, envelope, EnvelopeTest.RISE, spent.why or before.why)
    growth = growth_of(envelope.most_rise, f"The most rise of {envelope.name or envelope.key}")
    limit = whole_pence(before.pence * Fraction(growth))
    both = _Spent(spent.pence, weakest([spent.evidence, before.evidence]))
    return _judged(option, envelope, EnvelopeTest.RISE, both, limit, before.pence)


def _spent(option: OptionCosts, envelope: Envelope, year: int | None) -> _Spent:
    if year is None:
        return _Spent(None, Evidence.UNKNOWN, "the envelope names no year")
    rows = option.cash.years if envelope.organisation else option.cash.together
    found = [row for row in rows if row.year == year and row.organisation == envelope.organisation]
    if not found:
        return _Spent(None, Evidence.UNKNOWN, f"no cost of {financial_year_name(year)} is on record for it")
    row = found[0]
    if row.total_pence is None:
        lines = ", ".join(row.missing)
        return _Spent(None, row.evidence, f"the cash of {financial_year_name(year)} is not known of: {lines}")
    return _Spent(_under(row, envelope.spending), row.evidence)


def _under(row: CashYear, spending: Spending) -> int:
    """The pence of a year that an envelope holds."""
    if spending is Spending.REVENUE:
        return row.revenue_pence + row.capital_from_revenue_pence
    if spending is Spending.CAPITAL:
        return row.capital_pence
    return row.revenue_pence + row.capital_pence + row.capital_from_revenue_pence


def _judged(
    option: OptionCosts, envelope: Envelope, test: EnvelopeTest, spent: _Spent, limit: int, before: int | None = None
) -> EnvelopeCheck:
    evidence = weakest([spent.evidence, envelope.evidence])
    over = (spent.pence or 0) - limit
    money = away(over, evidence)
    verdict = EnvelopeVerdict.OVER if over > 0 else EnvelopeVerdict.WITHIN
    result = f"over by {money}" if over > 0 else f"within, with {money} left"
    rise = f", {envelope.most_rise} % on {show_pounds(before, spent.evidence)} the year before"
    held = "" if before is None else rise
    sentence = f"{show_pounds(spent.pence, spent.evidence)} against {show_pounds(limit, evidence)}{held}: {result}."
    return _check(option, envelope, test, verdict, (spent.pence, limit, before, over), evidence, sentence)


def away(pence: int, evidence: Evidence) -> str:
    """How far spending lies from a limit, in words: `£52,000`, and never nought where there is a difference."""
    return "less than £1" if 0 < abs(pence) < 100 else show_pounds(abs(pence), evidence)


def _open(option: OptionCosts, envelope: Envelope, test: EnvelopeTest, why: str) -> EnvelopeCheck:
    verdict = EnvelopeVerdict.CANNOT_BE_JUDGED
    limit = envelope.amount if test is EnvelopeTest.AMOUNT else None
    sentence = f"Cannot be judged because {why}."
    return _check(option, envelope, test, verdict, (None, limit, None, None), envelope.evidence, sentence)


def _check(
    option: OptionCosts, envelope: Envelope, test: EnvelopeTest, verdict: EnvelopeVerdict,
    pence: tuple[int | None, int | None, int | None, int | None], evidence: Evidence, sentence: str,
) -> EnvelopeCheck:  # fmt: skip
    cash, limit, before, over = pence
    return EnvelopeCheck(
        option=option.option,
        option_name=option.name,
        envelope=envelope.key,
        envelope_name=envelope.name or envelope.key,
        organisation=envelope.organisation,
        year=envelope.year,
        spending=envelope.spending,
        test=test,
        most_rise=envelope.most_rise if test is EnvelopeTest.RISE else "",
        verdict=verdict,
        cash_pence=cash,
        limit_pence=limit,
        before_pence=before,
        over_pence=over,
        evidence=evidence,
        sentence=sentence,
    )
