"""Everything that keeps how sure a plan is: it is asked for, and kept with the run that counts."""

from dataclasses import dataclass, replace
from datetime import datetime

from django.db import transaction

from severalty.decisions.queries.making import own_of
from severalty.engine.fields import Known
from severalty.engine.freeze import plain
from severalty.engine.transition.confidence.kept import Kept, RunConfidence
from severalty.tenancy.access import Viewer
from severalty.tenancy.actions import Refused, ask_job
from severalty.tenancy.audit import Change, record, take_turn
from severalty.tenancy.models import Case, Job
from severalty.transition.binding import RUNS
from severalty.transition.models import PlanRun
from severalty.transition.queries.kept import confidence_of_run, keepings_of

CONFIDENCE_JOB = "confidence"
MOST_KEPT = 26
"""So many times figures are kept with one run: half a year of weeks."""


@dataclass(frozen=True)
class AskingConfidence:
    """Of which plan, by reference and name, it is to be worked out and kept how sure it is."""

    plan: str
    name: str


@transaction.atomic
def ask_confidence(*, by: Viewer, at: datetime, case: Case, asking: AskingConfidence) -> Job:
    """Put in the queue that it is simulated and kept how sure a plan is, as it stands when the job begins."""
    own_of(by)
    title = f"Confidence: {asking.name}"
    return ask_job(by=by, at=at, kind=CONFIDENCE_JOB, title=title, case=case, request={"plan": asking.plan})


@transaction.atomic
def keep_confidence(*, by: Viewer, at: datetime, case: Case, run: str, found: RunConfidence) -> None:
    """Keep figures with the run that counts, for the viewer's own organisation alone; the same figures only once.

    `found` holds one `kept`, and what belongs to it. Raises Refused for a run that is not the viewer's own or does not
    count, and for whoever sees more than one organisation may.
    """
    take_turn()
    own = own_of(by)
    row = RUNS.rows_for(by, case).filter(
        pk=run, item__recorded_by=own, current=Known.YES.value, scenario=None
    ).first()  # fmt: skip
    if row is None or by.operator:
        raise Refused("Figures are kept with the run that counts, by the council that made it; this is none.")
    new = found.kept[0]
    others = [one for one in keepings_of(by, case, row.plan_id) if one.kept.fingerprint != new.fingerprint]
    before = (others[-1].kept, confidence_of_run(by, case, others[-1].run)) if others else None
    joined = _joined(confidence_of_run(by, case, run), found, before)
    PlanRun.objects.filter(pk=run).update(confidence=plain(joined))
    record([Change("keep", RUNS.table, row.item.key, item=row.item)], by=by, at=at, why="confidence kept", case=case)


def _joined(held: RunConfidence, found: RunConfidence, before: tuple[Kept, RunConfidence] | None) -> RunConfidence:
    """What a run keeps once `found` comes to it: the new figures last, and beside them those that were kept before."""
    new = found.kept[0]
    if held.kept and held.kept[-1].fingerprint == new.fingerprint:
        return replace(held, found=found.found, parts=found.parts, narrows=found.narrows, steps=found.steps)
    kept = (*held.kept, new)[-MOST_KEPT:]
    if before is None:
        return replace(found, kept=kept)
    then, run = before
    parts = run.parts if run.kept[-1] == then else run.then_parts if run.then == then else {}
    return replace(found, kept=kept, then=then, then_parts=parts)
