"""Everything that changes scenarios: made, added to, adopted or dropped."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Any

from django.db import transaction
from django.utils import timezone

from severalty.decisions.actions.records import Write, write_all
from severalty.decisions.queries.making import evidence_in, held, key_of, own_of
from severalty.engine.dates import day
from severalty.engine.estate.parties import Audience
from severalty.engine.transition.progress import Scenario, ScenarioChange, ScenarioState
from severalty.estate.queries import bindings
from severalty.tenancy.access import Viewer, visible_items
from severalty.tenancy.actions import (
    Refused,
    Stale,
    close_change_set,
    open_change_set,
    remove_rows,
    write_drafts,
)  # fmt: skip
from severalty.tenancy.audit import take_turn
from severalty.tenancy.binding import texts_of
from severalty.tenancy.drafts import Draft, Drafting, Effect
from severalty.tenancy.models import Case, ChangeSet
from severalty.transition.binding import PLANS, SCENARIO_CHANGES, SCENARIOS
from severalty.transition.queries.scenarios import scenario_for, seen_of
from severalty.transition.queries.supposing import Change, SupposeError, by_ref, changed
from severalty.web.parts import check_drafts

_SETTLED = "Somebody settled this scenario since you opened it. Look at it again."


@dataclass(frozen=True)
class Supposing:
    """A scenario to be made: of which plan, its name and words, and what it changes."""

    plan: str
    name: str
    description: str = ""
    changes: Sequence[Change] = ()


@dataclass(frozen=True)
class Settling:
    """A scenario by reference, the fingerprint of what was looked at, and the reason."""

    ref: str
    seen: str
    because: str = ""


@transaction.atomic
def make_scenario(*, by: Viewer, at: datetime, case: Case, supposing: Supposing) -> str:
    """Put a scenario on record, for the viewer's own organisation alone. Returns its reference.

    Raises Refused where a change cannot be, or a scenario of this name is on record already.
    """
    take_turn()
    own = own_of(by)
    drafting = Drafting(by, case)
    plan = drafting.lookup.name_of(supposing.plan, PLANS.table, own.pk)
    if not plan:
        raise Refused("This plan is no longer on record.")
    record = Scenario(
        key=key_of(own.key, supposing.name), name=supposing.name, description=supposing.description, plan=plan,
        audience=Audience.HOLDERS, evidence=evidence_in(case),
    )  # fmt: skip
    _refuse_faults(by, case, supposing.changes)
    rows = [_row(drafting, own.pk, record.key, one, case) for one in supposing.changes]
    writes = [Write(SCENARIOS, record), *(Write(SCENARIO_CHANGES, one) for one in rows)]
    drafts = write_all(by=by, at=at, why="scenario made", case=case, drafting=drafting, writes=writes)
    return drafts[0].ref


@transaction.atomic
def add_change(*, by: Viewer, at: datetime, case: Case, scenario: str, change: Change) -> None:
    """Add a change to an open scenario of the viewer's own, or put another value in its place. Raises Refused."""
    take_turn()
    drafting = Drafting(by, case)
    _, record = _open(drafting, by, scenario)
    _refuse_faults(by, case, [change])
    row = _row(drafting, own_of(by).pk, record.key, change, case)
    writes = [Write(SCENARIO_CHANGES, row)]
    write_all(by=by, at=at, why="scenario changed", case=case, drafting=drafting, writes=writes)


@transaction.atomic
def remove_change(*, by: Viewer, at: datetime, case: Case, scenario: str, thing: str, value: str) -> None:
    """Take a change out of an open scenario of the viewer's own. Raises Refused where it is not in it."""
    take_turn()
    drafting = Drafting(by, case)
    _open(drafting, by, scenario)
    for row, record in drafting.existing(SCENARIO_CHANGES).values():
        if (row.scenario_id, row.thing_id, row.value) == (scenario, thing, value):
            before = texts_of(SCENARIO_CHANGES, record)
            draft = Draft(SCENARIO_CHANGES, record, row=row, before=before, targets={"scenario": scenario})
            remove_rows(by=by, at=at, why="scenario changed", case=case, drafts=[draft])
            return
    raise Refused("This change is no longer in the scenario.")


@transaction.atomic
def drop_scenario(*, by: Viewer, at: datetime, on: date, case: Case, settling: Settling) -> None:
    """Drop an open scenario of the viewer's own; it stays on record. Raises Refused and Stale."""
    take_turn()
    drafting = Drafting(by, case)
    row, record = _open(drafting, by, settling.ref)
    if seen_of(by, case, settling.ref) != settling.seen:
        raise Stale("The scenario was changed since you looked at it. Look again, then drop it.")
    settled = _settled(record, ScenarioState.DROPPED, on, settling.because)
    writes = [Write(SCENARIOS, settled, row.item.version)]
    write_all(by=by, at=at, why="scenario dropped", case=case, drafting=drafting, writes=writes)


@transaction.atomic
def adopt_scenario(*, by: Viewer, at: datetime, on: date, case: Case, settling: Settling) -> ChangeSet:
    """Write what a scenario supposes into the records, all of it or nothing, as one change set that can be undone.

    Raises Stale where the scenario or one of the records was changed since it was looked at, Refused where a record is
    another organisation's or may not be changed so.
    """
    take_turn()
    drafting = Drafting(by, case)
    row, record = _open(drafting, by, settling.ref)
    if seen_of(by, case, settling.ref) != settling.seen:
        raise Stale("The scenario, or what it changes, was changed since you looked at it. Look again, then adopt it.")
    writes = [*_writes(by, case, drafting, settling.ref)]
    writes.append(Write(SCENARIOS, _settled(record, ScenarioState.ADOPTED, on, settling.because), row.item.version))
    drafts = [drafting.claim(one.binding, [(0, one.record)])[0] for one in writes]
    drafting.settle()
    check_drafts(by, case, timezone.localtime(at).date(), drafting)
    change_set = open_change_set(by=by, at=at, why=f"scenario adopted: {record.name}", case=case)
    counts: dict[str, int] = {}
    for binding in dict.fromkeys(one.binding for one in writes):
        of_table = [one for one in drafts if one.binding is binding and one.effect is not Effect.SAME]
        counts[binding.table] = write_drafts(
            by=by, at=at, why="scenario adopted", case=case, drafts=of_table, change_set=change_set
        )
    close_change_set(by=by, at=at, change_set=change_set, summary={"rows": {k: n for k, n in counts.items() if n}})
    return change_set


def _open(drafting: Drafting, by: Viewer, ref: str) -> tuple[Any, Any]:
    row, record = held(drafting, by, SCENARIOS, ref)
    if record.state is not ScenarioState.OPEN:
        raise Stale(_SETTLED)
    return row, record


def _settled(record: Scenario, state: ScenarioState, on: date, because: str) -> Scenario:
    return replace(record, state=state, settled_on=day(on), settled_because=because)


def _row(drafting: Drafting, own: int, scenario: str, change: Change, case: Case) -> ScenarioChange:
    thing = drafting.lookup.name_of(change.ref, "item", own)
    if not thing:
        raise Refused("What the scenario changes is no longer on record.")
    return ScenarioChange(
        scenario=scenario, thing=thing, value=change.value, becomes=change.becomes, evidence=evidence_in(case)
    )


def _refuse_faults(by: Viewer, case: Case, changes: Sequence[Change]) -> None:
    """Refuse what could never be worked out: a value that is not there, or cannot be read."""
    items = visible_items(by, case).in_bulk([one.ref for one in changes])
    drafting = Drafting(by, case)
    for ref, of_one in by_ref(changes).items():
        if ref not in items:
            raise Refused("What the scenario changes is no longer on record.")
        rows = drafting.existing(bindings()[items[ref].table]).values()
        record = next((record for row, record in rows if row.pk == ref), None)
        if record is None:
            raise Refused("What the scenario changes is no longer on record.")
        try:
            changed(record, of_one)
        except SupposeError as error:
            raise Refused(str(error)) from error


def _writes(by: Viewer, case: Case, drafting: Drafting, scenario: str) -> list[Write]:
    """The records as the scenario would have them; each must be the viewer's own organisation's."""
    scenario_for(by, case, scenario)
    found = []
    rows = [row for row, _ in drafting.existing(SCENARIO_CHANGES).values() if row.scenario_id == scenario]
    changes = [Change(row.thing_id, row.value, row.becomes) for row in rows]
    items = visible_items(by, case).select_related("recorded_by").in_bulk([one.ref for one in changes])
    for ref, of_one in by_ref(changes).items():
        item = items.get(ref)
        binding = bindings().get(item.table) if item is not None else None
        if item is None or binding is None or not by.may(binding.permission, case):
            raise Refused("Something that the scenario changes is not on record any more, or not yours to change.")
        if item.recorded_by_id != own_of(by).pk:
            raise Refused(
                f"“{item.name}” is kept by {item.recorded_by.name}: only they change it. Take it out of the scenario, "
                "and ask them."
            )
        row, record = held(drafting, by, binding, ref)
        found.append(Write(binding, _supposed(record, of_one), row.item.version))
    return found


def _supposed(record: Any, changes: Sequence[Change]) -> Any:
    try:
        return changed(record, changes)
    except SupposeError as error:
        raise Refused(str(error)) from error
