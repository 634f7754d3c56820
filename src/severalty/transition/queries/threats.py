"""Risks of the register as events that move a plan: those the viewer may see, on packages that are in the record."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from severalty.engine.effects.events import Effect, RiskEvent, paid_once
from severalty.engine.effects.spreads import Shape, Spread
from severalty.engine.risks.quantities import EffectStage
from severalty.engine.risks.register import RiskState
from severalty.risks.binding import ACTIONS, EFFECTS, RISKS
from severalty.transition.queries.record import SeenPlan

WITHDRAWN = " withdrawn "
"""What stands between the key and the reference of something that was taken off the record."""
_WHOLE = 100


def risk_events(seen: SeenPlan) -> tuple[RiskEvent, ...]:
    """One event for each open risk and thing that the plan works on; those of one risk come about together.

    A thing is a package, a workstream, the plan, or what packages are about. Effects without a probability are left
    out: nobody has said how likely they are. Mitigation costs what its actions do that are not done. Three queries.
    Keys are handles, so that a case brought in again is drawn as it was.
    """
    open_now = RISKS.rows_for(seen.viewer, seen.case).filter(state=RiskState.OPEN.value)
    risks = list(open_now.select_related("item__recorded_by"))
    names, handles = {one.pk: one.item.name for one in risks}, {one.pk: risk_handle(one.item) for one in risks}
    effects = EFFECTS.rows_for(seen.viewer, seen.case).filter(risk__in=list(names))
    rows = sorted(effects, key=lambda row: (handles[row.risk_id], seen.handles.get(row.thing_id, ""), row.pk))
    stages: dict[tuple[str, str], dict[str, Any]] = {}
    for row in rows:
        stages.setdefault((row.risk_id, row.thing_id), {}).setdefault(str(row.stage), row)
    touched, costs = _touched(seen), _costs(seen, list(names))
    found: dict[str, list[RiskEvent]] = {}
    for (risk, thing), held in stages.items():
        on = touched.get(seen.handles.get(thing, ""))
        event = _event(handles[risk], names[risk], on, held) if on else None
        if event is not None:
            found.setdefault(risk, []).append(event)
    return tuple(event for risk, events in found.items() for event in paid_once(events, costs.get(risk, 0)))


def risk_handle(item: Any) -> str:
    """What a risk is called in a simulation, the same wherever its case is brought in."""
    return f"risks:{item.key.partition(WITHDRAWN)[0]}@{item.recorded_by.key}"


def _costs(seen: SeenPlan, risks: list[str]) -> dict[str, int]:
    """Pence by risk, of the actions against it that the viewer sees and that are not done."""
    found: dict[str, int] = {}
    for one in ACTIONS.rows_for(seen.viewer, seen.case).filter(risk__in=risks):
        if not one.done_on:
            found[one.risk_id] = found.get(one.risk_id, 0) + (one.cost or 0)
    return found


def _touched(seen: SeenPlan) -> Mapping[str, tuple[str, ...]]:
    """By handle of a thing, the packages that a risk on it touches; what is finished is no longer touched."""
    found: dict[str, list[str]] = {}
    for one in seen.record.packages:
        if one.finished_on is None:
            for handle in dict.fromkeys((one.key, one.thing, one.workstream, seen.record.plan.key)):
                found.setdefault(handle, []).append(one.key)
    found.pop("", None)
    return {handle: tuple(keys) for handle, keys in found.items()}


def _event(risk: str, name: str, on: tuple[str, ...], held: Mapping[str, Any]) -> RiskEvent | None:
    before = _effect(held.get(EffectStage.BEFORE.value), len(on))
    after = _effect(held.get(EffectStage.AFTER.value), len(on))
    return None if before is None else RiskEvent(risk, before, on, after, name=name)


def _effect(row: Any, many: int) -> Effect | None:
    """What a row says; days on a thing of several packages are spread evenly, for they fall once."""
    probability = _figure(row.probability) if row is not None else None
    if probability is None:
        return None
    return Effect(
        min(1.0, max(0.0, probability / _WHOLE)),
        _spread((row.days_low, row.days_likely, row.days_high), 1 / many),
        _spread([_figure(one) for one in (row.factor_low, row.factor_likely, row.factor_high)], 1 / _WHOLE),
        _spread((row.pounds_low, row.pounds_likely, row.pounds_high), 1),
    )


def _figure(text: str) -> float | None:
    try:
        return float(text) if text else None
    except ValueError:
        return None


def _spread(points: Iterable[float | None], by: float) -> Spread | None:
    """Three points as a spread; a single figure stands for all."""
    low, likely, high = points
    if likely is None:
        return None
    if low is None or high is None or low == high:
        return Spread(likely * by, shape=Shape.FIXED)
    return Spread(likely * by, min(low, likely) * by, max(high, likely) * by)
