"""Holds: who paused what, until when, and whether it stands against an act on a day."""

from collections.abc import Iterable
from enum import StrEnum

from severalty.engine.dates import PartialDate
from severalty.engine.decisions.acts import Deed, acts_in
from severalty.engine.decisions.delegations import Hold


class HoldState(StrEnum):
    """How a hold stands on a day."""

    STANDS = "held"
    TO_COME = "to come"
    LAPSED = "lapsed"
    LIFTED = "lifted"


def hold_state(hold: Hold, on: PartialDate) -> HoldState:
    """How a hold stands on a day. It lapses by itself after its last day; without one it stands until it is lifted.

    An imprecise day is read so that the hold stands: nobody goes on because a day is not known exactly.
    """
    if hold.lifted_on is not None and hold.lifted_on.last <= on.first:
        return HoldState.LIFTED
    if hold.until is not None and hold.until.last < on.first:
        return HoldState.LAPSED
    if hold.starts is not None and hold.starts.first > on.last:
        return HoldState.TO_COME
    return HoldState.STANDS


def holds_against(holds: Iterable[Hold], deed: Deed) -> tuple[Hold, ...]:
    """The holds that stand against an act on its day.

    A hold without a thing pauses its acts on everything. One of a council binds what is done for that council and for
    all together; what another council does for itself goes on. One that names only acts nobody knows pauses all acts.
    """
    return tuple(one for one in holds if hold_state(one, deed.on) is HoldState.STANDS and _meets(one, deed))


def _meets(hold: Hold, deed: Deed) -> bool:
    acts = acts_in(hold.acts).acts
    return (
        (not hold.thing or hold.thing in {deed.about, *deed.things})
        and (not acts or deed.act in acts)
        and (not hold.organisation or deed.organisation in ("", hold.organisation))
    )


def hold_words(hold: Hold) -> str:
    """One sentence: who placed a hold, until when, and how one goes on."""
    until = f"until {hold.until}" if hold.until else "until it is lifted"
    why = f" Reason: {hold.description.rstrip('.')}." if hold.description else ""
    return f"Held by the {hold.placed_by} {until}.{why} Wait, or ask them to lift the hold."
