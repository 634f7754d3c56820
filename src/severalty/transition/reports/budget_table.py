"""Money of a plan by council, year and kind: budget, what the dates make of it, what was spent, what is forecast."""

from typing import Any

from django.utils.safestring import SafeString

from severalty.engine.dates import day, financial_year_name
from severalty.engine.evidence import Evidence, show_pounds
from severalty.engine.transition.spending import SpendingQuestion, SpendLine, spending_of
from severalty.formats.documents import Table, TableColumn
from severalty.transition.reports.pictures_look import Look
from severalty.transition.reports.timetable_table import package_columns
from severalty.web.charts import RangeRow, range_bars
from severalty.web.columns import Column
from severalty.web.marks import Tag
from severalty.web.sheets import Sheet

NO_KIND = "not said which kind"


def lines_of(look: Look) -> tuple[SpendLine, ...]:
    """The lines of a plan by the dates that the page shows."""
    dates = tuple(one for one in look.dates.values() if one.package in look.by_key)
    return spending_of(SpendingQuestion(look.record, dates)).lines


def evidence_of(look: Look) -> Evidence:
    """What the figures rest on: as weak as the plan's own record says."""
    return look.record.plan.evidence if look.record.plan.evidence is Evidence.ILLUSTRATIVE else Evidence.REPORTED


def year_words(line: SpendLine) -> str:
    """The financial year of a line."""
    return "no dates yet" if line.year is None else financial_year_name(line.year)


def kind_words(line: SpendLine) -> str:
    """The kind of money of a line."""
    return line.money.value if line.money else NO_KIND


def name_of(look: Look, line: SpendLine) -> str:
    """Whose money it is."""
    return look.name(line.council) if line.council else "All together"


def over_tag(line: SpendLine) -> Tag:
    """Whether a line keeps to its budget; the mark says so in words."""
    if line.budget is None:
        return Tag("no budget on record", "warn" if line.forecast else "plain")
    if line.over:
        return Tag(f"over by {show_pounds(line.over, Evidence.REPORTED)}", "bad")
    return Tag(f"{show_pounds(line.budget - line.forecast, Evidence.REPORTED)} left", "good")


def budget_sheet(look: Look, lines: tuple[SpendLine, ...], urls: dict[SpendLine, str]) -> Sheet:
    """The table of the page."""
    known = evidence_of(look)

    def evidence(_: Any) -> Evidence:
        return known

    columns: tuple[Column, ...] = (
        Column("council", "Council", "organisation",
               value=lambda one: look.organisations.get(one.council, "All together")),
        Column("year", "Financial year", value=year_words, url=lambda one: urls.get(one, "")),
        Column("money", "Money", value=kind_words),
        Column("budget", "Budget", "pounds", evidence=evidence),
        Column("sure", "Of which approved", "pounds", value=lambda one: one.sure if one.budget is not None else None,
               evidence=evidence),
        Column("planned", "Planned by the dates", "pounds", evidence=evidence),
        Column("spent", "Spent", "pounds", evidence=evidence),
        Column("forecast", "Forecast", "pounds", evidence=evidence),
        Column("over", "Against the budget", "tag", value=over_tag),
    )  # fmt: skip
    if known is Evidence.ILLUSTRATIVE:
        columns = (*columns, Column("evidence", "Evidence", "tag", value=evidence))
    return Sheet("Budget by council, year and kind of money", columns, lines, ident="budget")


def budget_picture(look: Look, lines: tuple[SpendLine, ...]) -> SafeString:
    """A bar for each line as long as its forecast, and a rule from nothing to the budget; money of one council alone
    names it once."""
    councils = {one.council for one in lines}
    whose = f" of {name_of(look, lines[0])}" if len(councils) == 1 and lines[0].council else ""
    rows = [
        RangeRow(
            f"{'' if whose else f'{name_of(look, one)}, '}{year_words(one)}, {kind_words(one)}", one.forecast / 100,
            0.0 if one.budget is not None else None, one.budget / 100 if one.budget is not None else None,
            f"{_short(one.forecast)} of {_short(one.budget) if one.budget is not None else 'no budget'}",
            bool(one.over),
        )
        for one in lines
        if one.forecast or one.budget
    ]  # fmt: skip
    return range_bars(rows, title=f"Forecast against budget{whose}", ident="budget",
                      description="; ".join(f"{row.label}: {row.shown}" for row in rows))  # fmt: skip


def _short(pence: int) -> str:
    """`£1.5m` or `£620k`."""
    pounds = pence / 100
    if pounds >= 1_000_000:
        return f"£{pounds / 1_000_000:.2f}m"
    return f"£{pounds / 1_000:.0f}k" if pounds >= 1_000 else f"£{pounds:.0f}"


def line_sheet(look: Look, line: SpendLine) -> Sheet:
    """The packages behind one line."""
    own = {one.key: one for one in package_columns(look)}
    money = line.money.value if line.money else ""
    known = evidence_of(look)

    def cost(one: Any) -> Any:
        return getattr(one, money) if money else None

    columns = (
        own["name"], own["council"], own["starts"], own["ends"],
        Column("cost", f"Planned, {kind_words(line)}", "pounds", value=cost, evidence=lambda _: known),
        Column("spent", "Spent, all kinds", "pounds", evidence=lambda _: known),
    )  # fmt: skip
    rows = [look.by_key[key] for key in line.packages if key in look.by_key]
    caption = f"Packages of {name_of(look, line)}, {year_words(line)}, {kind_words(line)}"
    return Sheet(caption, columns, rows, ident="line")


def budget_table(look: Look, lines: tuple[SpendLine, ...]) -> Table:
    """The budget for a paper."""
    columns = (TableColumn("Council", width_share=2), TableColumn("Year"), TableColumn("Money"),
               TableColumn("Budget", "right"), TableColumn("Planned", "right"), TableColumn("Spent", "right"),
               TableColumn("Forecast", "right"), TableColumn("Against the budget", width_share=2))  # fmt: skip
    known = evidence_of(look)
    rows = tuple(
        (
            name_of(look, one), year_words(one), kind_words(one),
            show_pounds(one.budget, known) if one.budget is not None else "none on record",
            show_pounds(one.planned, known), show_pounds(one.spent, known), show_pounds(one.forecast, known),
            str(over_tag(one)),
        )
        for one in lines
    )  # fmt: skip
    return Table(f"Budget of {look.record.plan.name}, as of {day(look.record.on)}", columns, rows)
