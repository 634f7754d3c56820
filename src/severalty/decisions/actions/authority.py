"""Putting on record what an act rests on, and refusing it where it rests on nothing."""

from collections.abc import Sequence
from datetime import datetime

from severalty.decisions.binding import AUTHORISED_ACTS, OVERRIDES
from severalty.decisions.queries.authority import Ground, Resting, Wanted, against, ground_for, with_resting
from severalty.engine.decisions.authority import Cover
from severalty.engine.decisions.delegations import AuthorisedAct, Override, OverrideOf
from severalty.engine.decisions.holds import holds_against
from severalty.engine.estate.parties import Audience
from severalty.engine.evidence import Evidence
from severalty.tenancy.access import Viewer
from severalty.tenancy.actions import Refused, write_drafts
from severalty.tenancy.audit import take_turn
from severalty.tenancy.binding import Binding
from severalty.tenancy.drafts import Drafting
from severalty.tenancy.models import Case, ChangeSet, new_ref

_LONGEST = 240


class Unauthorised(Refused):
    """An act that rests on no authority that covers it; the message says why, and how to mend it."""


def authorise(
    *, by: Viewer, at: datetime, case: Case, wanted: Sequence[Wanted], resting: Resting,
    change_set: ChangeSet | None = None,
) -> list[str]:  # fmt: skip
    """Put on record what acts rest on, in the transaction that does them, after its turn was taken.

    Returns what is to be looked at all the same. Raises Unauthorised where one of them rests on nothing that covers it
    and no officer lets it pass. What came on record with its authority before needs no other. With a change set, what
    is put on record is undone with it.
    """
    if not wanted:
        return []
    take_turn()
    ground = ground_for(by, case)
    warnings: list[str] = []
    for one in wanted:
        found = against(ground, one, resting)
        if found.covers is not Cover.YES:
            raise Unauthorised(f"{one.name}: {' '.join(found.reasons)}")
        warnings += found.warnings
    new = [one for one in wanted if resting.rests_on or resting.overrides or ground.act_for(one) is None]
    acts = [_act(ground, one, resting) for one in new]
    _write(by, at, case, AUTHORISED_ACTS, acts, change_set)
    if resting.overrides:
        pairs = zip(new, acts, strict=True)
        overrides = [override for one, act in pairs for override in _overrides(ground, one, act.key, resting)]
        _write(by, at, case, OVERRIDES, overrides, change_set)
    return list(dict.fromkeys(warnings))


def _write(
    by: Viewer, at: datetime, case: Case, binding: Binding, records: Sequence[object], change_set: ChangeSet | None
) -> None:
    if not records:
        return
    why = "let pass by an officer" if binding is OVERRIDES else "what it rests on"
    drafting = Drafting(by, case)
    drafting.claim(binding, list(enumerate(records, start=1)))
    write_drafts(by=by, at=at, why=why, case=case, drafts=drafting.settle(), change_set=change_set)


def _act(ground: Ground, wanted: Wanted, resting: Resting) -> AuthorisedAct:
    deed, names = with_resting(wanted.deed, resting), ground.drafting.lookup
    return AuthorisedAct(
        key=f"act-{new_ref()}", name=f"{deed.act.value[:1].upper()}{deed.act.value[1:]}: {wanted.name}"[:_LONGEST],
        act=deed.act, about=_named(ground, wanted), part=wanted.part, organisation=deed.organisation,
        rests_on=names.name_of(resting.rests_on, "item", wanted.draft.recorder), officer=deed.officer.strip(),
        done_on=deed.on, amount=deed.amount, consulted=deed.consulted.strip(), audience=Audience.PARTNERS,
        evidence=Evidence.ILLUSTRATIVE if ground.case.illustrative else Evidence.ATTESTED,
    )  # fmt: skip


def _named(ground: Ground, wanted: Wanted) -> str:
    return ground.drafting.lookup.name_of(wanted.deed.about, "item", wanted.draft.recorder)


def _overrides(ground: Ground, wanted: Wanted, act: str, resting: Resting) -> list[Override]:
    """What an officer lets pass of one act (its key): its lack of authority, the hold against it, or both."""
    deed = with_resting(wanted.deed, resting)
    held = bool(holds_against(ground.question.holds, deed))
    lacking = ground.judged(deed, resting.rests_on)
    of = [OverrideOf.HOLD] if held else []
    of += [OverrideOf.AUTHORITY] if len(lacking.reasons) > held else []
    return [
        Override(
            key=f"override-{new_ref()}", name=f"{one.value.capitalize()}: {wanted.name}"[:_LONGEST], of=one,
            description=resting.override.strip(), about=act, officer=resting.overridden_by.strip(),
            given_on=deed.on, audience=Audience.PARTNERS,
            evidence=Evidence.ILLUSTRATIVE if ground.case.illustrative else Evidence.ATTESTED,
        )
        for one in of
    ]  # fmt: skip
