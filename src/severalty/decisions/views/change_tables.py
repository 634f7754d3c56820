"""Changes as a reader takes them in within ten minutes: a sentence, the money, the first of each topic, then all."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from severalty.decisions.reports.change_words import heading_of, listed, sentences_of, total_words
from severalty.engine.decisions.changes import Change, Told
from severalty.engine.evidence import show_money
from severalty.formats.paper_changes import FigureChange
from severalty.web.columns import Column
from severalty.web.sheets import Sheet

MOST_SHOWN = 15


@dataclass(frozen=True)
class Group:
    """One topic of the page: its heading, sentences above its table, the table, and how many more there are."""

    topic: str
    heading: str
    sentences: tuple[str, ...]
    sheet: Sheet
    more: int


def shortened(group: Told, request: Any, *, whole: bool) -> Group:
    """A topic as the page shows it; `whole` shows every row of it."""
    rows = list(group.changes) if whole else listed(group)[:MOST_SHOWN]
    sentences = tuple(total_words(group.topic, one) for one in group.totals) if whole else sentences_of(group)
    sheet = changes_sheet(heading_of(group.topic), rows, request, f"changes-{group.topic}")
    return Group(group.topic, heading_of(group.topic), sentences, sheet, len(group.changes) - len(rows))


def changes_sheet(caption: str, rows: Sequence[Change], request: Any, ident: str = "changes") -> Sheet:
    """Changes as a table; for a file the values stand in columns of their own."""
    columns = [
        Column("subject", "What", "link", url="url"), Column("what", "Kind"), Column("sentence", "What changed"),
        Column("on", "On", "date"), Column("evidence", "Evidence", value="evidence.label"),
    ]  # fmt: skip
    if request.GET.get("export") == "csv":
        columns = [
            Column("topic", "Topic"), *columns, Column("act", "Act", value="act.value"), Column("before", "Before"),
            Column("after", "After"), Column("amount_before", "Amount before", "money", evidence="evidence"),
            Column("amount_after", "Amount after", "money", evidence="evidence"),
            Column("fund", "Fund", value=lambda one: one.fund.value if one.is_money else ""),
            Column("resting_on", "Record"), Column("url", "Page"),
        ]  # fmt: skip
    return Sheet(caption, tuple(columns), rows, ident=ident)


def figures_sheet(figures: Sequence[FigureChange]) -> Sheet:
    """Figures of two versions that differ, as a table."""
    columns = (
        Column("label", "Figure"), Column("before", "First version"), Column("after", "Second version"),
        Column("difference", "Difference", value=_difference),
    )  # fmt: skip
    return Sheet("Figures that differ", columns, figures, ident="figures")


def _difference(one: FigureChange) -> str:
    if one.difference is None:
        return "cannot be said"
    plus = "+" if one.difference > 0 else ""
    return f"{plus}{show_money(one.difference)}" if one.unit == "pence" else f"{one.difference:+,}".replace("-", "−")
