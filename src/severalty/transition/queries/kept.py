"""What was kept of how sure a plan was, for the council that simulated it, and for nobody else.

A simulation is made of everything that its viewer may see. So what is kept of it is read by the organisation whose run
it is kept with, even where that run is shared; the names in it are those that the viewer may read now.
"""

from __future__ import annotations

import contextlib
from collections.abc import Iterable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.db.models import Q

from severalty.engine.transition.confidence.kept import Kept, RunConfidence
from severalty.formats.problems import Unreadable
from severalty.formats.records import build
from severalty.risks.binding import RISKS
from severalty.tenancy.access import Viewer, sight_of
from severalty.tenancy.binding import with_ends
from severalty.tenancy.models import Item
from severalty.transition.binding import RUNS
from severalty.transition.queries.threats import WITHDRAWN, risk_handle

if TYPE_CHECKING:
    from severalty.tenancy.models import Case

NOTHING = RunConfidence()


@dataclass(frozen=True)
class Keeping:
    """One time that figures were kept, with the run that counted then: its reference and its name."""

    run: str
    name: str
    kept: Kept


def keepings_of(viewer: Viewer, case: Case, plan: str) -> tuple[Keeping, ...]:
    """Everything that the viewer's own organisation kept of a plan, the oldest first; nothing for all others. A query
    at most, which reads the figures alone."""
    if not _is_of(viewer, case):
        return ()
    rows = _own(viewer, case).filter(plan=plan, confidence__has_key="kept")
    found = [
        Keeping(ref, name, one)
        for ref, name, kept in rows.values_list("pk", "item__name", "confidence__kept")
        for one in _read({"kept": kept}).kept
    ]
    return tuple(sorted(found, key=lambda one: one.kept.at))


def confidence_of_run(viewer: Viewer, case: Case, run: str) -> RunConfidence:
    """All that is kept with a run of the viewer's own organisation; nothing with any other. A query at most."""
    if not _is_of(viewer, case):
        return NOTHING
    return _read(_own(viewer, case).filter(pk=run).values_list("confidence", flat=True).first())


def is_own_run(viewer: Viewer, case: Case, run: Any) -> bool:
    """Whether figures may be kept with a run: it is of the viewer's own organisation, by whose eyes they are made."""
    return _is_of(viewer, case) and run is not None and run.item.recorded_by_id == getattr(viewer.organisation, "pk", 0)


def names_now(viewer: Viewer, case: Case, refs: Iterable[str]) -> dict[str, str]:
    """The names of things that are in a plan no more, by reference or, for risks, by handle: of those that the viewer
    may see, and of its organisation's own that were taken off the record. A query at most."""
    wanted = set(refs)
    if not wanted:
        return {}
    keys = {one.partition(":")[2].rpartition("@")[0] for one in wanted if ":" in one}
    named = Q(ref__in=wanted)
    for key in sorted(keys):
        named |= Q(table=RISKS.table) & (Q(key=key) | Q(key__startswith=f"{key}{WITHDRAWN}"))
    seen = sight_of(viewer, case) & with_ends(viewer, case) & Q(withdrawn=False)
    rows = (
        Item.objects.filter(named, case=case)
        .filter(seen | Q(recorded_by=viewer.organisation))
        .select_related("recorded_by")
    )
    return {name: one.name for one in rows for name in (one.ref, risk_handle(one)) if name in wanted}


def _is_of(viewer: Viewer, case: Case) -> bool:
    """Whether somebody looks with the eyes of one organisation: whoever runs the installation sees more than any."""
    return not viewer.operator and viewer.belongs_to(case)


def _own(viewer: Viewer, case: Case) -> Any:
    return RUNS.rows_for(viewer, case).filter(item__recorded_by=viewer.organisation, scenario=None)


def _read(kept: Any) -> RunConfidence:
    """What a row keeps; figures outlast a whole result that an earlier version kept in another shape."""
    held = dict(kept or {})
    for part in (held, held | {"found": None}):
        with contextlib.suppress(Unreadable):
            return build(part, RunConfidence)
    return NOTHING
