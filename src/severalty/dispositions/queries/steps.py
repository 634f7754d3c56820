"""The dated steps of procurement: the register, those on one contract's way, and what taking them up would write."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass, replace
from itertools import count
from typing import Any

from django.db.models import Q, QuerySet
from django.http import Http404

from severalty.dispositions.binding import PROCUREMENT_STEPS
from severalty.dispositions.queries.letters import contracts_to_write_about
from severalty.engine.dates import PartialDate
from severalty.engine.dispositions.steps import ProcurementStep, StepKind, StepState, state_of_step, step_faults
from severalty.engine.estate.parties import Audience, OrganisationKind
from severalty.engine.evidence import Evidence
from severalty.estate.queries import register_for
from severalty.tenancy.access import Viewer
from severalty.tenancy.actions import Refused, Stale
from severalty.tenancy.drafts import Draft, Drafting
from severalty.tenancy.models import Case

_LONGEST_BASE_KEY, _LONGEST_BASE, _LONGEST_NAME = 290, 180, 300


def step_rows(viewer: Viewer, case: Case) -> QuerySet[Any]:
    """The steps that the viewer may see, with the names of contract and council."""
    return register_for(viewer, case, PROCUREMENT_STEPS)


def in_state(rows: QuerySet[Any], state: StepState, on: PartialDate) -> QuerySet[Any]:
    """Those of some steps that stand so on a day."""
    found = rows.values_list("pk", "due", "done_on")
    return rows.filter(pk__in=[pk for pk, due, done in found if state_of_step(due, done, on) is state])


def own_steps(viewer: Viewer, rows: QuerySet[Any]) -> QuerySet[Any]:
    """Those of some steps that the viewer's organisation recorded, or that are for it."""
    own = viewer.organisation
    return rows.filter(Q(item__recorded_by=own) | Q(council=own))


def own_overdue(viewer: Viewer, case: Case, on: PartialDate) -> int:
    """How many of its own steps are past their day. One query."""
    rows = own_steps(viewer, PROCUREMENT_STEPS.rows_for(viewer, case))
    found = rows.filter(done_on__isnull=True, due__lt=on.first).values_list("due", flat=True)
    return sum(state_of_step(due, None, on) is StepState.OVERDUE for due in found)


def step_of(viewer: Viewer, case: Case, ref: str) -> Any:
    """One step that the viewer may see. Raises Http404."""
    row = step_rows(viewer, case).filter(pk=ref).first()
    if row is None:
        raise Http404
    return row


def steps_on_way(viewer: Viewer, case: Case, contract: str, before: Collection[str] = ()) -> list[Any]:
    """The steps about a contract, about those `before` it whose use moves to it, and about all bought with them.

    What is bought in one procurement bears the same name of it. Two queries.
    """
    rows = step_rows(viewer, case)
    own = list(rows.filter(contract__in=[contract, *before]).order_by("due", "pk"))
    names = {row.procurement for row in own if row.procurement}
    known = [row.pk for row in own]
    return own + list(rows.filter(procurement__in=names).exclude(pk__in=known).order_by("contract_name", "due", "pk"))


@dataclass(frozen=True)
class TakeUp:
    """Steps that are taken up for a council, by key, about a contract, by reference: what each is with its day."""

    contract: str
    council: str
    steps: Sequence[tuple[StepKind, PartialDate]]
    owner: str = ""
    procurement: str = ""
    audience: Audience = Audience.PARTNERS


def drafted_steps(by: Viewer, case: Case, wish: TakeUp) -> list[Draft]:
    """The drafts of steps; what is on record already for the contract and the council is left out.

    Raises Refused for whoever may not take them up, and where nothing is left to write.
    """
    own = by.organisation
    if own is None or own.kind not in (OrganisationKind.COUNCIL, OrganisationKind.SHARED_SERVICE):
        raise Refused("Only a council or its shared service takes up the steps of a procurement.")
    if own.kind == OrganisationKind.COUNCIL and wish.council != own.key:
        raise Refused(f"{own.name} takes up its own steps; another council takes up its own.")
    contract = contracts_to_write_about(by, case, [wish.contract]).first()
    if contract is None:
        raise Refused("The contract is not on record any more. Open the page again.")
    drafting = Drafting(by, case)
    there = {
        row.kind
        for row, record in drafting.existing(PROCUREMENT_STEPS).values()
        if row.contract_id == wish.contract and record.council == wish.council
    }
    keys = {key for key, refs in drafting.lookup.by_key.items() if refs}
    records = []
    for kind, due in wish.steps:
        if kind.value in there:
            continue
        base = f"{contract.item.key[:_LONGEST_BASE]} {kind.value} {wish.council}"[:_LONGEST_BASE_KEY]
        key = next(key for number in count(1) if (key := base if number == 1 else f"{base} {number}") not in keys)
        keys.add(key)
        records.append(
            ProcurementStep(
                key=key, name=f"{kind.value[:1].upper()}{kind.value[1:]}: {contract.item.name}"[:_LONGEST_NAME],
                contract=drafting.lookup.name_of(contract.pk, "contracts", own.pk), council=wish.council,
                procurement=wish.procurement, kind=kind, due=due, owner=wish.owner, audience=wish.audience,
                evidence=Evidence.ILLUSTRATIVE if case.illustrative else Evidence.ATTESTED,
            )
        )  # fmt: skip
    if not records:
        raise Refused("Every step is on the register already. Change it there.")
    drafting.claim(PROCUREMENT_STEPS, list(enumerate(records, start=1)))
    return drafting.settle()


@dataclass(frozen=True)
class Done:
    """A step that was done: its reference, the version that was looked at, the day, and where the notice is found."""

    ref: str
    version: int
    done_on: PartialDate | None
    reference: str


def drafted_done(by: Viewer, case: Case, done: Done, on: PartialDate) -> list[Draft]:
    """The draft of a step that was done. Raises Stale and Refused."""
    drafting = Drafting(by, case)
    found = [pair for pair in drafting.existing(PROCUREMENT_STEPS).values() if pair[0].pk == done.ref]
    if not found or by.organisation is None or found[0][0].item.recorded_by_id != by.organisation.pk:
        raise Refused("Only the organisation that recorded a step records that it is done.")
    row, record = found[0]
    if row.item.version != done.version:
        raise Stale("Somebody else changed this step since you opened it. Look at it again, then record it.")
    faults = step_faults(StepKind(row.kind), done.done_on, done.reference, on)
    if faults:
        raise Refused(" ".join(sentence for _, sentence in faults))
    drafting.claim(PROCUREMENT_STEPS, [(0, replace(record, done_on=done.done_on, reference=done.reference))])
    return drafting.settle()
