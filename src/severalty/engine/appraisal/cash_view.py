"""What an option costs each organisation in cash, year by year, by budget."""

from collections.abc import Iterable, Sequence
from fractions import Fraction

from severalty.engine.appraisal.charges import Charge, Funding, Recurrence
from severalty.engine.appraisal.cost_faults import LineAmounts, years_appraised
from severalty.engine.appraisal.cost_tables import CashCell, CashView, CashYear, Costing, NotInCash, View
from severalty.engine.appraisal.lines import CostAmount, CostLine, Prices, Treatment
from severalty.engine.appraisal.options import Appraisal
from severalty.engine.appraisal.prices import Inflation, price_ratio, relative_price_effect, whole_pence
from severalty.engine.appraisal.recharges import Costs, lines_of
from severalty.engine.evidence import Evidence, weakest

NO_INFLATION = "it is in real prices, and no inflation is given to say what that is in cash"
_PARTNERSHIP = ""


def cash_pence(appraisal: Appraisal, line: CostLine, amount: CostAmount) -> int | None:
    """What an amount comes to in cash of its year, in whole pence; blank where nobody has said how prices move."""
    if line.prices is Prices.CASH or amount.amount is None or amount.year is None:
        return amount.amount
    own = appraisal.price_year if line.price_year is None else line.price_year
    if line.prices is Prices.UNKNOWN or own is None or (own != amount.year and not appraisal.inflation):
        return None
    ratio = price_ratio(Inflation(appraisal.inflation), own, amount.year, line.name or line.key)
    return whole_pence(Fraction(amount.amount) * ratio * relative_price_effect(line.growth, own, amount.year))


def cash_view(costing: Costing, lines: Sequence[LineAmounts]) -> CashView:
    """Cash of one option by organisation and year; all but sunk cost, to the penny. Source: domain rules 1.1 and 2.2.

    A line is borne by its organisation, else shared by its key, else it stands with the partnership.
    """
    cells: list[CashCell] = []
    unknown: list[NotInCash] = []
    for line in lines:
        if line.line.treatment is not Treatment.SUNK:
            _spread(costing, line, cells, unknown)
    cells.sort(key=lambda cell: (cell.year, cell.organisation, cell.line))
    unknown.sort(key=lambda one: (one.year, one.line))
    joint = [cell for cell in cells if cell.treatment is not Treatment.TRANSFER]
    known = {cell.organisation for cell in cells}
    organisations = sorted(known | {one.organisation for one in unknown if one.organisation is not None})
    years = years_appraised(costing.appraisal)
    return CashView(
        cells=tuple(cells),
        years=_rows(years, organisations, cells, unknown),
        together=tuple(
            row
            for year in years
            if (row := _row(_PARTNERSHIP, year, [cell for cell in joint if cell.year == year], _of(unknown, year)))
        ),
        not_known=tuple(unknown),
    )


def _spread(costing: Costing, found: LineAmounts, cells: list[CashCell], unknown: list[NotInCash]) -> None:
    """Add a line's parts to the cells, and what is not known of it to the unknown."""
    line, years = found.line, years_appraised(costing.appraisal)
    why = found.blocked_years(years, View.CASH)
    owner = line.borne_by or (None if line.cost_key else _PARTNERSHIP)
    for year, reason in why.items():
        unknown.append(NotInCash(line.key, line.name or line.key, owner, year, reason))
    for amount in found.amounts:
        pence = cash_pence(costing.appraisal, line, amount)
        if amount.year is None or amount.year in why:
            continue
        if pence is None:
            unknown.append(NotInCash(line.key, line.name or line.key, owner, amount.year, NO_INFLATION))
        elif owner == _PARTNERSHIP:
            cells.append(_cell(line, _PARTNERSHIP, amount.year, pence, line.evidence))
        else:
            _share(costing, line, amount.year, pence, cells, unknown)


def _share(
    costing: Costing, line: CostLine, year: int, pence: int, cells: list[CashCell], unknown: list[NotInCash]
) -> None:
    charge = Charge(
        key=line.key, name=line.name, year=year, amount=pence, funding=line.funding, cost_key=line.cost_key,
        borne_by=line.borne_by, evidence=line.evidence,
    )  # fmt: skip
    shared = lines_of(Costs((charge,), costing.keys, costing.counts))
    unknown.extend(
        NotInCash(line.key, line.name or line.key, line.borne_by or None, year, left.reason) for left in shared.left_out
    )
    for part in shared.lines:
        cells.extend(_cell(line, partner, year, share, part.evidence) for partner, share in part.shares().items())


def _cell(line: CostLine, organisation: str, year: int, pence: int, evidence: Evidence) -> CashCell:
    return CashCell(
        line.key, line.name or line.key, organisation, year, line.funding, line.recurrence, line.treatment, pence,
        evidence,
    )  # fmt: skip


def _of(unknown: Iterable[NotInCash], year: int, organisation: str | None = None) -> list[str]:
    """The names of lines not known in a year: of one organisation and of anybody, or all of them."""
    return [
        one.name
        for one in unknown
        if one.year == year and (organisation is None or one.organisation in (None, organisation))
    ]


def _rows(
    years: Sequence[int], organisations: Sequence[str], cells: Sequence[CashCell], unknown: Sequence[NotInCash]
) -> tuple[CashYear, ...]:
    by_place: dict[tuple[str, int], list[CashCell]] = {}
    for cell in cells:
        by_place.setdefault((cell.organisation, cell.year), []).append(cell)
    return tuple(
        row
        for year in years
        for name in organisations
        if (row := _row(name, year, by_place.get((name, year), []), _of(unknown, year, name)))
    )


def _row(organisation: str, year: int, cells: Sequence[CashCell], missing: Sequence[str]) -> CashYear | None:
    """One row of the table; none where nothing is on record, for nothing is not nought."""
    if not cells and not missing:
        return None
    by_funding = {funding: sum(cell.pence for cell in cells if cell.funding is funding) for funding in Funding}
    one_off = sum(cell.pence for cell in cells if cell.recurrence is Recurrence.ONE_OFF)
    total = sum(by_funding.values())
    return CashYear(
        organisation=organisation,
        year=year,
        revenue_pence=by_funding[Funding.REVENUE],
        capital_pence=by_funding[Funding.CAPITAL],
        capital_from_revenue_pence=by_funding[Funding.CAPITAL_FROM_REVENUE],
        one_off_pence=one_off,
        recurring_pence=total - one_off,
        total_pence=None if missing else total,
        missing=tuple(dict.fromkeys(missing)),
        evidence=weakest(cell.evidence for cell in cells),
    )
