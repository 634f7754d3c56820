"""The tables of money of an appraisal: costs, what stands beside them, cash, envelopes and benefits."""

from collections.abc import Sequence
from functools import partial
from typing import Any

from severalty.appraisal.reports.beside import has_benefits, has_usual, net_rows, worth_of
from severalty.appraisal.reports.envelopes import EnvelopeRow, envelope_rows, verdict_of
from severalty.appraisal.reports.worked import Worked
from severalty.appraisal.views.option_tables import TONES, item_url, lettered, option_url
from severalty.appraisal.views.sheets import Sheet, with_amounts
from severalty.engine.appraisal.envelopes import EnvelopeCheck
from severalty.engine.dates import financial_year_name
from severalty.web.columns import Column
from severalty.web.marks import Tag


def cost_sheet(worked: Worked, case: Any) -> Sheet:
    """The economic view: each option by year, in total and as net present cost."""
    table = worked.appraised.costs
    if table is None:
        return Sheet("What the options cost", (), (), ident="costs")
    columns = [
        Column("option", "Option", "link", value=lettered, url=lambda one: option_url(worked, case, one.option)),
        _money("npc", "Net present cost", "npc_pence"),
        _money("low", "At least", "low_npc_pence"),
        _money("high", "At most", "high_npc_pence"),
        *(
            Column(
                f"year{year}", financial_year_name(year), "pounds", value=partial(_in_year, year),
                evidence="economic.evidence",
            )
            for year in table.years
        ),
        _money("total", "Total", "total_pence"),
        _money("eac", "A year", "eac_pence"),
        Column("evidence", "Evidence", "tag", value=lambda one: one.economic.evidence),
    ]  # fmt: skip
    price = f" in prices of {financial_year_name(table.price_year)}" if table.price_year is not None else ""
    return Sheet(f"Economic view{price}", tuple(columns), table.options, ident="costs")


def _money(key: str, label: str, name: str) -> Column:
    return Column(key, label, "pounds", value=f"economic.{name}", evidence="economic.evidence")


def _in_year(year: int, one: Any) -> int | None:
    return next((row.pence for row in one.economic.years if row.year == year), None)


def net_sheet(worked: Worked, case: Any) -> Sheet:
    """Beside the net present cost: each option against business as usual, and after its cashable benefits."""
    columns = [
        Column("option", "Option", "link", value="name", url=lambda one: option_url(worked, case, one.option)),
        Column("npc", "Net present cost", "pounds", value="npc_pence", evidence="against.evidence"),
    ]
    if has_usual(worked):
        columns += [
            Column(key, label, "pounds", value=f"against.{name}", evidence="against.evidence")
            for key, label, name in (
                ("against", "Against business as usual", "pence"), ("against_low", "At least", "low_pence"),
                ("against_high", "At most", "high_pence"),
            )
        ]  # fmt: skip
    if has_benefits(worked):
        columns += [
            Column("cashable", "Cashable benefits", "pounds", value="cashable_pence", evidence="evidence"),
            Column("after", "Cost after cashable benefits", "pounds", value="after_pence", evidence="evidence"),
        ]
    shown = len(columns) > 2
    columns.append(Column("evidence", "Evidence", "tag", value="evidence"))
    return Sheet("Beside the net present cost", tuple(columns), net_rows(worked) if shown else (), ident="net")


def cash_sheet(worked: Worked, organisation: str) -> Sheet:
    """One council's cash by option and year; the partnership's where nobody is named."""
    table = worked.appraised.costs
    name = worked.comparison.council(organisation)
    if table is None:
        return Sheet(f"Cash of {name}", (), (), ident="cash")
    columns = [
        Column("option", "Option", value=lettered),
        *(
            Column(
                f"year{year}", financial_year_name(year), "pounds", value=partial(_cash, organisation, year),
                evidence="economic.evidence",
            )
            for year in table.years
        ),
        *(
            Column(
                key, label, "pounds", value=partial(_cash_sum, organisation, field), evidence="economic.evidence",
            )
            for key, label, field in (
                ("revenue", "Revenue", "revenue_pence"), ("capital", "Capital", "capital_pence"),
                ("capital_from_revenue", "Capital funded from revenue", "capital_from_revenue_pence"),
                ("sum", "Total", "total_pence"),
            )
        ),
        Column("evidence", "Evidence", "tag", value="economic.evidence"),
    ]  # fmt: skip
    rows = tuple(one for one in table.options if any(row.organisation == organisation for row in one.cash.years))
    shown = with_amounts(columns, rows)
    return Sheet(f"Cash of {name}, in pounds of each year", shown, rows, ident=f"cash-{organisation or 'all'}")


def _cash(organisation: str, year: int, one: Any) -> int | None:
    rows = [row for row in one.cash.years if row.organisation == organisation and row.year == year]
    return rows[0].total_pence if rows else None


def _cash_sum(organisation: str, field: str, one: Any) -> int | None:
    values = [getattr(row, field) for row in one.cash.years if row.organisation == organisation]
    return None if not values or None in values else sum(values)


def envelope_sheet(worked: Worked) -> Sheet:
    """Every option against every envelope."""
    columns = (
        Column("option", "Option", value="option_name"),
        Column("envelope", "Envelope", value="envelope_name"),
        Column("whose", "Whose", value=lambda one: worked.comparison.council(one.organisation)),
        Column("year", "Year", value=lambda one: "" if one.year is None else financial_year_name(one.year)),
        Column("verdict", "Verdict", "tag", value=_envelope_tag),
        Column("words", "How it was judged", value="sentence"),
    )
    return Sheet("Envelopes", columns, worked.envelopes, ident="envelopes")


def envelope_matrix(worked: Worked) -> Sheet:
    """Every envelope against every option: within, over by how much, or not to be judged."""
    columns = [
        Column("envelope", "Envelope", value="name"),
        Column("whose", "Whose"),
        Column("year", "Year"),
        *(
            Column(f"option{place}", one.letter or one.name, "tag", value=partial(_envelope_cell, place))
            for place, one in enumerate(worked.appraised.standings)
        ),
    ]
    return Sheet("Envelopes", tuple(columns), envelope_rows(worked), ident="envelopes")


def _envelope_cell(place: int, row: EnvelopeRow) -> Tag | None:
    check = row.checks[place]
    return _envelope_tag(check) if check else None


def _envelope_tag(one: EnvelopeCheck) -> Tag:
    return Tag(verdict_of(one), TONES.get(one.verdict, "plain"))


def benefit_sheets(worked: Worked, case: Any) -> Sequence[Sheet]:
    """Benefits by year, and what is lacking of them."""
    found = worked.benefits
    if found is None:
        return ()
    years = sorted({year.year for one in found.profiles for year in one.years})
    columns = (
        Column("benefit", "Benefit", "link", value="name",
               url=lambda one: item_url(worked, case, one.benefit)),
        Column("option", "Option", value=lambda one: worked.comparison.name_of(one.option)),
        Column("owner", "Owner", value=lambda one: worked.comparison.council(one.owner) if one.owner else ""),
        Column("kind", "Kind", "tag", value=lambda one: None if one.kind.value == "unknown" else one.kind.value),
        Column("annual", "Worth a year", "money", value="annual_pence", evidence="evidence"),
        *(
            Column(f"year{year}", financial_year_name(year), "money",
                   value=partial(_benefit_in, year),
                   evidence=lambda one: one.evidence)
            for year in years
        ),
        Column("present", "Present value", "pounds", value=partial(_present, worked), evidence="evidence"),
        Column("netted", "Netted", value=partial(_netted, worked)),
        Column("evidence", "Evidence", "tag", value="evidence"),
        Column("source", "Source", value="source"),
    )  # fmt: skip
    return (Sheet("Benefits by year", columns, found.profiles, ident="benefits"),)


def _benefit_in(year: int, one: Any) -> int | None:
    """Nothing known where its worth or start is not; nought in a year in which it does not count."""
    if one.total_pence is None:
        return None
    return next((each.pence for each in one.years if each.year == year), 0)


def _present(worked: Worked, one: Any) -> int | None:
    worth = worth_of(worked, one.benefit)
    return worth.present_pence if worth else None


def _netted(worked: Worked, one: Any) -> str:
    worth = worth_of(worked, one.benefit)
    if worth is None:
        return ""
    return "yes" if worth.netted else worth.why_not.removeprefix(f"{worth.name}: ")
