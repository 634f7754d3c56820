"""Pictures of an appraisal, the same on the page and in papers; the tables under them say the same."""

from django.utils.safestring import SafeString

from severalty.appraisal.reports.worked import Worked
from severalty.engine.dates import financial_year_name
from severalty.engine.evidence import Evidence, show_money, show_pounds
from severalty.web.charts import RangeRow, Series, range_bars, year_lines


def value_picture(worked: Worked, ident: str = "value") -> SafeString:
    """Weighted totals with the spread of the scorers; empty without totals."""
    scores = worked.appraised.scores
    if scores is None or not scores.weights.weighted:
        return SafeString("")
    marked = worked.appraised.preferred
    rows = [
        RangeRow(
            one.name, one.total, one.lowest, one.highest,
            f"{one.total:.1f}" if one.total is not None else "not scored on every factor",
            one.option in marked,
        )
        for one in scores.totals
    ]  # fmt: skip
    return range_bars(rows, title=f"Weighted scores out of {scores.out_of}", ident=ident, most=scores.out_of)


def cost_picture(worked: Worked, ident: str = "cost") -> SafeString:
    """Net present costs with their ranges; empty where no option has one."""
    table = worked.appraised.costs
    if table is None:
        return SafeString("")
    rows, marked = [], worked.appraised.preferred
    for one in table.options:
        view, evidence = one.economic, one.economic.evidence
        known = view.npc_pence is not None
        shown = show_pounds(view.npc_pence, evidence) if known else "no net present cost"
        rows.append(RangeRow(
            one.name, _pounds(view.npc_pence), _pounds(view.low_npc_pence), _pounds(view.high_npc_pence), shown,
            one.option in marked,
        ))  # fmt: skip
    return range_bars(rows, title="Net present cost", ident=ident)


def year_picture(worked: Worked, ident: str = "years") -> SafeString:
    """What each option costs by year, in real prices; empty for a single year."""
    table = worked.appraised.costs
    if table is None:
        return SafeString("")
    series = [
        Series(one.name, tuple(_pounds(year.pence) for year in one.economic.years))
        for one in table.options
        if any(year.pence is not None for year in one.economic.years)
    ]
    years = [financial_year_name(year) for year in table.years]
    return year_lines(years, series, title="Cost by financial year", unit=_short, ident=ident)


def _pounds(pence: int | None) -> float | None:
    return None if pence is None else pence / 100


def _short(pounds: float) -> str:
    """`£1.5m` for an axis."""
    sign, size = "−" if pounds < 0 else "", abs(pounds)
    if size >= 1_000_000:
        return f"{sign}£{size / 1_000_000:g}m"
    return f"{sign}£{size / 1_000:g}k" if size >= 1_000 else show_money(round(pounds * 100), Evidence.REPORTED)
