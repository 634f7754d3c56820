"""One contract with everything on its way to a new one, and who else buys with it, as far as a viewer may see it."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from django.http import Http404

from severalty.dispositions.binding import DISPOSITIONS, PROCUREMENT_STEPS
from severalty.dispositions.queries.letters import LetterFacts, letters_about
from severalty.dispositions.queries.steps import steps_on_way
from severalty.dispositions.queries.workbench import Place, workbench_for
from severalty.engine.dates import PartialDate, day
from severalty.engine.dispositions.contract_way import Course
from severalty.engine.dispositions.steps import ProcurementStep
from severalty.engine.estate.items import Contract
from severalty.estate.queries import CONTRACTS, register_for
from severalty.tenancy.access import Viewer
from severalty.tenancy.binding import lookup_for, record_of, refs_of
from severalty.tenancy.models import Case, Organisation

NO_NOTICE = ""


@dataclass(frozen=True)
class Way:
    """A contract with its places, one for each council; courses by the key of the council.

    `successors` are the contracts that proposals on the table lead to, by reference; `joint` what else moves to one of
    them, or to the contract itself. `steps` are the dated steps of procurement on record, with those of the contracts
    that are bought in one procurement with it.
    """

    row: Any
    contract: Contract
    on: PartialDate
    places: tuple[Place, ...]
    courses: Mapping[str, Course]
    letters: tuple[LetterFacts, ...]
    successors: Mapping[str, Contract]
    joint: Mapping[str, tuple["Mover", ...]]
    names: Mapping[str, Organisation]
    steps: tuple[tuple[Any, ProcurementStep], ...] = ()

    def leads_here(self, row: Any) -> bool:
        """Whether a step is about the contract itself, or about the use that a council moves to it."""
        if row.contract_id == self.row.pk:
            return True
        movers = self.joint.get(self.row.pk, ())
        return any(one.thing_ref == row.contract_id and row.council_id in (None, one.council.pk) for one in movers)


@dataclass(frozen=True)
class Mover:
    """A contract whose use moves to another one, for one council."""

    thing_ref: str
    thing_name: str
    is_contract: bool
    council: Organisation
    route: str
    by_when: PartialDate | None


def way_for(viewer: Viewer, case: Case, ref: str, on: date) -> Way:
    """The way of one contract. Raises Http404 where there is none that the viewer may see."""
    row = register_for(viewer, case, CONTRACTS).filter(pk=ref).first()
    if row is None:
        raise Http404
    bench = workbench_for(viewer, case, on, [ref])
    letters = letters_about(viewer, case, ref)
    targets = {one.row.moves_to_id for place in bench.places for one in place.proposals} - {None}
    seen = _contracts(viewer, case, {ref, *targets})
    courses = {place.council.key: _course(place, letters, seen) for place in bench.places}
    successors = {target: seen[target] for target in sorted(targets) if target in seen}
    joint = _joint(viewer, case, {ref, *successors})
    steps = _steps(viewer, case, ref, {one.thing_ref for one in joint.get(ref, ()) if one.is_contract})
    return Way(
        row, seen[ref], day(on), bench.places, courses, tuple(letters), successors, joint, bench.organisations, steps
    )  # fmt: skip


def _steps(viewer: Viewer, case: Case, ref: str, before: set[str]) -> tuple[tuple[Any, ProcurementStep], ...]:
    """The dated steps on the way, each row with its record, whose key is its reference."""
    rows = steps_on_way(viewer, case, ref, before)
    lookup = lookup_for(viewer, case, refs_of(PROCUREMENT_STEPS, rows))
    return tuple((row, replace(record_of(PROCUREMENT_STEPS, row, lookup), key=row.pk)) for row in rows)


def _contracts(viewer: Viewer, case: Case, refs: Iterable[str]) -> dict[str, Contract]:
    """Those of some contracts that the viewer may see, by reference."""
    rows = list(register_for(viewer, case, CONTRACTS).filter(pk__in=list(refs)))
    lookup = lookup_for(viewer, case, refs_of(CONTRACTS, rows))
    return {row.pk: record_of(CONTRACTS, row, lookup) for row in rows}


def _course(place: Place, letters: Sequence[LetterFacts], seen: Mapping[str, Contract]) -> Course:
    row, table = place.row, place.on_table
    target = table.row.moves_to_id if table is not None else None
    return Course(
        council=place.council.key,
        standing=row.standing,
        last_day=row.last_day,
        advised=row.advised,
        refusals=row.refusals,
        consent_outstanding=row.consent_outstanding,
        needs_notice=row.notice_month != NO_NOTICE,
        letters=tuple(replace(one.letter, key=one.row.pk) for one in letters if one.concerns(place.council.key)),
        successor=seen.get(target or ""),
        moves=target in seen,
    )


def _joint(viewer: Viewer, case: Case, targets: Iterable[str]) -> dict[str, tuple[Mover, ...]]:
    """What moves to each of some contracts. As many queries however many move."""
    rows = register_for(viewer, case, DISPOSITIONS).filter(moves_to__in=list(targets))
    found: dict[str, tuple[Mover, ...]] = {}
    for row in rows.select_related("council", "thing").order_by("thing__name", "council__name", "pk"):
        if row.thing_ref and row.moves_to_ref:
            mover = Mover(
                row.thing_ref, row.thing_name, row.thing.table == CONTRACTS.table, row.council, row.route, row.by_when
            )
            if mover not in found.get(row.moves_to_id, ()):
                found[row.moves_to_id] = (*found.get(row.moves_to_id, ()), mover)
    return found
