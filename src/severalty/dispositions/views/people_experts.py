"""The tables of those who know: what waits for each, when it is done, and what that comes to for each council."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from severalty.dispositions.views.people_tables import hundredths, item_url
from severalty.engine.dispositions.experts import CouncilLoad, ExpertLoad
from severalty.web.lists import Column
from severalty.web.sheets import Sheet

if TYPE_CHECKING:
    from severalty.dispositions.queries.people import Experts
    from severalty.engine.dispositions.experts import Capacity

EXPERTS, CAPACITY = "experts", "capacity"
MOST_NAMED = 3


def expert_sheet(case: Any, found: Experts, worked: Capacity) -> Sheet:
    """One row for each expert that the viewer may see, those of whom too much is asked first."""
    columns = (
        Column("name", "Expert", "link", value=lambda one: found.rows[one.expert].item.name,
               url=lambda one: item_url(case, one.expert)),
        Column("council", "Council", "organisation", value=lambda one: found.organisations.get(one.council)),
        Column("days", "Days a week", "count", value=_gives),
        Column("decide", "To decide", "count"),
        Column("answer", "To answer", "count"),
        Column("confirm", "To confirm", "count"),
        Column("work", "Days of work", "count", value=lambda one: hundredths(one.work)),
        Column("done_by", "Done by", "date"),
        Column("too_much", "Too much", value=lambda one: _too_much(found, one)),
    )  # fmt: skip
    rows = sorted(worked.experts, key=lambda one: (not one.too_much, found.rows[one.expert].item.name.casefold()))
    return Sheet("Those who know, and what waits for them", columns, rows, ident=EXPERTS)


def _gives(one: ExpertLoad | CouncilLoad) -> str:
    return "not said" if one.days_a_week is None else hundredths(one.days_a_week)


def _too_much(found: Experts, one: ExpertLoad) -> str:
    late = [found.names[ref] for ref in one.late if ref in found.names]
    more = f" and {len(late) - MOST_NAMED} more" if len(late) > MOST_NAMED else ""
    named = [f"Too late: {', '.join(late[:MOST_NAMED])}{more}."] if late else []
    return " ".join((*one.too_much, *named))


def capacity_sheet(found: Experts, worked: Capacity) -> Sheet:
    """One row for each council: what waits for it, and when its undecided things are decided."""
    columns = (
        Column("council", "Council", "organisation", value=lambda one: found.organisations.get(one.council)),
        Column("experts", "Experts", "count"),
        Column("days", "Days a week", "count", value=_gives),
        Column("decide", "Undecided", "count"),
        Column("answer", "To answer", "count"),
        Column("confirm", "To confirm", "count"),
        Column("left_to_nobody", "Left to nobody", "count"),
        Column("decided_by", "All decided by", "date"),
        Column("why", "Why not"),
    )
    return Sheet("What waits for each council", columns, worked.councils, ident=CAPACITY)
