"""The risks that one viewer may see as events that a simulation draws; things go by the references of their items."""

from collections.abc import Collection
from datetime import date

from severalty.engine.risks.events import EventsQuestion, RiskEvents, risk_events
from severalty.engine.risks.register import RiskState
from severalty.risks.binding import ACTIONS, EFFECTS
from severalty.risks.queries.book import Book, book_for
from severalty.tenancy.access import Viewer
from severalty.tenancy.models import Case


def events_for(viewer: Viewer, case: Case, on: date, among: Collection[str] = (), slots_in_day: int = 1) -> RiskEvents:
    """The events of all open risks whose effects the viewer may see; `among` are the items that the plan knows.

    As many queries as a register.
    """
    return events_of(book_for(viewer, case, on), among, slots_in_day)


def events_of(book: Book, among: Collection[str] = (), slots_in_day: int = 1) -> RiskEvents:
    """The same, of a register that is at hand."""
    standing = {line.entry.ref for line in book.lines if line.risk.state is RiskState.OPEN}
    effects = tuple(
        one.record for one in book.entries[EFFECTS.table] if one.record.risk in standing and one.record.thing
    )
    actions = tuple(one.record for one in book.entries[ACTIONS.table])
    return risk_events(EventsQuestion(effects, actions, slots_in_day, tuple(sorted(among))))
