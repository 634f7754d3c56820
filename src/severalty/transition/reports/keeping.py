"""How sure a plan is, worked out to be kept with the run that counts; what simulates is found by name."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime

from django.utils.module_loading import import_string

from severalty.engine.freeze import canonical
from severalty.engine.transition.confidence.kept import RunConfidence, kept_of, trimmed
from severalty.engine.transition.confidence.network import NetworkError
from severalty.engine.transition.confidence.results import Confidence
from severalty.engine.transition.packages import Maturity
from severalty.engine.transition.path import PathQuestion
from severalty.engine.transition.record import PlanError
from severalty.transition.queries.record import SeenPlan
from severalty.transition.queries.standing import path_question
from severalty.transition.queries.threats import risk_events
from severalty.transition.reports.kept import fingerprint_of, parts_by_ref, steps_digest

SIMULATED = "severalty.transition.reports.simulated.simulated"
NARROWED = "severalty.transition.reports.narrowed.narrowed"
Look = Callable[[], bool]
"""Says whether to stop, or raises."""


def to_keep(seen: SeenPlan, at: datetime, look: Look | None = None) -> RunConfidence:
    """What is to be kept of a plan as one council sees it: one set of figures with what belongs to it.

    `look` is called now and then; what it raises ends the work. Raises PlanError and NetworkError where it cannot be
    simulated.
    """
    risks, record = risk_events(seen), seen.record
    laid, found = import_string(SIMULATED)(record, risks, stop=look)
    fingerprint = fingerprint_of(record, risks)
    kept = kept_of(found, laid.day_at, seen.refs, at, record.on, fingerprint)
    question = path_question(seen, record.on)
    return RunConfidence(
        (kept,), _told(found), parts_by_ref(seen, risks), narrows_of(seen, question, look), steps_digest(question)
    )


def _told(found: Confidence) -> Confidence | None:
    """A result as it is kept; nothing where it has figures without end, which no database takes."""
    try:
        canonical(trimmed(found))
    except ValueError:
        return None
    return trimmed(found)


def asks_to_narrow(question: PathQuestion) -> bool:
    """Whether any step says what an estimate is once it is done."""
    return any(one.package and one.moves_to is not Maturity.UNKNOWN for one in question.steps)


def narrows_of(seen: SeenPlan, question: PathQuestion, look: Look | None = None) -> dict[str, int | None]:
    """By the key of a step, the working days by which it narrows a band; nothing where it cannot be worked out."""
    if not asks_to_narrow(question):
        return {}
    try:
        narrowed = import_string(NARROWED)
        found: dict[str, int | None] = narrowed(seen.record, question.steps, risk_events(seen), look=look)
    except (PlanError, NetworkError):
        return {}
    return found
