"""The colour that a named person states for a workstream, and taking it back."""

from dataclasses import dataclass, replace
from datetime import datetime

from django.db import transaction
from django.utils import timezone

from severalty.decisions.actions.records import Write, write_all
from severalty.decisions.queries.making import held
from severalty.engine.dates import PartialDate
from severalty.engine.transition.packages import Colour
from severalty.tenancy.access import Viewer
from severalty.tenancy.actions import Refused
from severalty.tenancy.audit import take_turn
from severalty.tenancy.drafts import Drafting
from severalty.tenancy.models import Case
from severalty.transition.binding import WORKSTREAMS


@dataclass(frozen=True)
class StatedColour:
    """What a post states of a workstream, by reference, and the version of it that was looked at; an unknown colour
    takes back what was stated."""

    ref: str
    version: int
    colour: Colour = Colour.UNKNOWN
    by: str = ""
    on: PartialDate | None = None
    because: str = ""


@transaction.atomic
def state_colour(*, by: Viewer, at: datetime, case: Case, stated: StatedColour) -> None:
    """State a colour for a workstream of the viewer's own organisation beside the calculated one, or take it back.

    Raises Refused for a colour without who, when and why, for a day to come and for another council's workstream;
    Stale where somebody else was quicker.
    """
    if stated.on is not None and stated.on.first > timezone.localtime(at).date():
        raise Refused(f"It cannot have been stated on {stated.on}, which is still to come. Enter a day up to today.")
    take_turn()
    drafting = Drafting(by, case)
    _, record = held(drafting, by, WORKSTREAMS, stated.ref)
    then = replace(
        record, colour=stated.colour, colour_by=stated.by, colour_on=stated.on, colour_because=stated.because
    )
    why = "colour taken back" if stated.colour is Colour.UNKNOWN else "colour stated"
    writes = [Write(WORKSTREAMS, then, stated.version)]
    write_all(by=by, at=at, why=why, case=case, drafting=drafting, writes=writes)
