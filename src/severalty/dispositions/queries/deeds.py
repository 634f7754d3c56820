"""Which drafts of this stage are acts that need authority: a letter is sent, a signature given, a thing agreed."""

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from typing import Any

from severalty.decisions.queries.authority import Wanted, ground_for, refuse_without_authority, touched
from severalty.dispositions.binding import (
    AGREEMENT_PARTIES,
    DISPOSITIONS,
    LETTERS,
    PROCUREMENT_STEPS,
    VARIATION_SIGNATURES,
)  # fmt: skip
from severalty.dispositions.queries.letters import LetterFacts
from severalty.dispositions.queries.workbench import Place
from severalty.engine.dates import PartialDate, day
from severalty.engine.decisions.acts import Deed
from severalty.engine.decisions.delegations import Act
from severalty.engine.dispositions.letters import LetterKind, LetterState
from severalty.engine.dispositions.steps import StepKind
from severalty.engine.estate.parties import OrganisationKind
from severalty.tenancy.access import Viewer
from severalty.tenancy.drafts import Draft, Drafting, Effect
from severalty.tenancy.models import Case
from severalty.tenancy.queries import BINDINGS, organisations_of

BINDING_LETTERS = frozenset({LetterKind.NOTICE, LetterKind.NOVATION, LetterKind.EXTENSION})
BINDING_STEPS = {
    StepKind.AWARD: Act.BUY,
    StepKind.PCR_AWARD: Act.BUY,
    StepKind.PCR_LETTERS: Act.BUY,
    StepKind.SIGNED: Act.BUY,
    StepKind.CHANGE: Act.SIGN_VARIATION,
    StepKind.PCR_MODIFICATION: Act.SIGN_VARIATION,
    StepKind.TERMINATION: Act.END,
}
_ORGANISATIONS = BINDINGS[0]
_UNSENT = (LetterState.DRAFT, LetterState.WITHDRAWN)


@dataclass(frozen=True)
class _Look:
    """The drafts with the councils of the case, on a day."""

    drafting: Drafting
    on: PartialDate

    @cached_property
    def councils(self) -> frozenset[str]:
        """The keys of the councils, those that come in beside the drafts included."""
        kinds = {row.key: row.kind for row in organisations_of(self.drafting.case)}
        kinds |= {one.record.key: one.record.kind for one in self.drafting.drafts if one.binding is _ORGANISATIONS}
        return frozenset(key for key, kind in kinds.items() if kind == OrganisationKind.COUNCIL)

    def recorder(self, draft: Draft) -> str:
        """The key of whoever records it."""
        return self.drafting.lookup.organisations.get(draft.recorder, "")

    def whose(self, draft: Draft, council: str) -> str:
        """The council that an act is for: the one named, or the recorder where it is a council itself."""
        recorder = self.recorder(draft)
        return council or (recorder if recorder in self.councils else "")

    def is_own(self, draft: Draft) -> bool:
        """Whether a party signs by its own word; what another says that it signed binds nobody."""
        return bool(draft.record.organisation == self.recorder(draft))


def deeds_in(drafting: Drafting, on: PartialDate) -> list[Wanted]:
    """The acts that settled drafts would put on record, on a day where they name none."""
    return _deeds(_Look(drafting, on), drafting.drafts)


def deeds_of(viewer: Viewer, case: Case, drafts: Iterable[Draft], on: PartialDate) -> list[Wanted]:
    """The acts that drafts of an action would put on record, on a day where they name none."""
    return _deeds(_Look(Drafting(viewer, case), on), drafts)


def _deeds(look: _Look, drafts: Iterable[Draft]) -> list[Wanted]:
    drafts = [one for one in drafts if one.effect in (Effect.NEW, Effect.CHANGED)]
    return [act for one in drafts if one.binding.table in _DEEDS for act in _DEEDS[one.binding.table](look, one)]


def _letter(look: _Look, draft: Draft) -> Iterator[Wanted]:
    record = draft.record
    was_out = draft.row is not None and draft.row.state not in _UNSENT
    if record.kind not in BINDING_LETTERS or record.state in _UNSENT:
        return
    if was_out and not {"kind", "contract", "council"} & {*draft.after}:
        return
    things = touched([draft.ref, draft.targets.get("contract")])
    deed = Deed(act=Act.SEND_LETTER, on=record.sent_on or look.on, about=draft.ref, things=things,
                organisation=look.whose(draft, record.council))  # fmt: skip
    yield Wanted(draft, deed, "state", record.name)


def _signature(look: _Look, draft: Draft) -> Iterator[Wanted]:
    record = draft.record
    if _is_newly_dated(draft, "signed_on", "wording") and look.is_own(draft):
        about = draft.targets["variation"]
        deed = Deed(act=Act.SIGN_VARIATION, on=record.signed_on, about=about, things=touched([about]),
                    organisation=record.organisation)  # fmt: skip
        yield Wanted(draft, deed, "signed_on", f"variation {record.variation}", record.wording)


def _party(look: _Look, draft: Draft) -> Iterator[Wanted]:
    record, about = draft.record, draft.targets["agreement"]
    for column, act in (("signed_on", Act.SIGN_VARIATION), ("withdrew_on", Act.END)):
        if _is_newly_dated(draft, column) and look.is_own(draft):
            deed = Deed(act=act, on=getattr(record, column), about=about, things=touched([about]),
                        organisation=record.organisation)  # fmt: skip
            yield Wanted(draft, deed, column, f"agreement {record.agreement}")


def _is_newly_dated(draft: Draft, *columns: str) -> bool:
    """Whether a day stands in the first column that did not, or stands for something else in the others now."""
    if getattr(draft.record, columns[0]) is None:
        return False
    return draft.row is None or getattr(draft.row, columns[0]) is None or bool({*columns[1:]} & {*draft.after})


def _step(look: _Look, draft: Draft) -> Iterator[Wanted]:
    record = draft.record
    if record.kind in BINDING_STEPS and _is_newly_dated(draft, "done_on", "kind", "contract", "council"):
        things = touched([draft.ref, draft.targets.get("contract")])
        deed = Deed(act=BINDING_STEPS[record.kind], on=record.done_on, about=draft.ref, things=things,
                    organisation=look.whose(draft, record.council))  # fmt: skip
        yield Wanted(draft, deed, "done_on", record.name)


def _disposition(look: _Look, draft: Draft) -> Iterator[Wanted]:
    """A thing that is agreed; an approval that stands while something else becomes of it is another act."""
    record, row = draft.record, draft.row
    was = row is not None and bool(row.approved_by or row.approved_on)
    if (was and "route" not in draft.after) or not (record.approved_by or record.approved_on):
        return
    thing = draft.targets["thing"]
    is_post = look.drafting.lookup.items[thing][0] == "posts"
    deed = Deed(
        act=Act.TRANSFER if is_post else Act.AGREE_DISPOSITION, on=record.approved_on or look.on, about=thing,
        things=touched([thing, draft.ref]), organisation=record.council, amount=_value(record),
    )  # fmt: skip
    column = "approved_on" if record.approved_on else "approved_by"
    part = f"{record.council}: {record.route.value}" if was else record.council
    yield Wanted(draft, deed, column, f"{record.thing} for {record.council}", part)


def _value(record: Any) -> int | None:
    """What it costs once and in the first year, where both are known."""
    sums = [one for one in (record.one_off_cost, record.annual_cost) if one is not None]
    return sum(sums) if sums else None


_DEEDS: Mapping[str, Callable[[_Look, Draft], Iterable[Wanted]]] = {
    LETTERS.table: _letter,
    VARIATION_SIGNATURES.table: _signature,
    AGREEMENT_PARTIES.table: _party,
    PROCUREMENT_STEPS.table: _step,
    DISPOSITIONS.table: _disposition,
}


def letter_deed(facts: LetterFacts, on: PartialDate) -> Deed | None:
    """The act that sending a letter is; None where it binds nobody or is out already."""
    letter = facts.letter
    if letter.kind not in BINDING_LETTERS or letter.state is not LetterState.DRAFT:
        return None
    council = "" if facts.concerns_all else facts.on_behalf_of.key
    things = touched([facts.row.pk, facts.contract_ref])
    return Deed(act=Act.SEND_LETTER, on=on, about=facts.row.pk, things=things, organisation=council)


def agreed_deed(place: Place, on: PartialDate) -> Deed:
    """The act that agreeing what becomes of a thing for a council is."""
    act = Act.TRANSFER if place.subject.table == "posts" else Act.AGREE_DISPOSITION
    ref = place.subject.ref
    return Deed(act=act, on=on, about=ref, things=touched([ref]), organisation=place.council.key)


def step_deed(row: Any, on: PartialDate) -> Deed | None:
    """The act that a step is once it is done; None where it binds nobody."""
    act = BINDING_STEPS.get(StepKind(row.kind))
    recorder = row.item.recorded_by
    own = recorder.key if recorder.kind == OrganisationKind.COUNCIL else ""
    council = row.council.key if row.council else own
    things = touched([row.pk, row.contract_ref])
    return Deed(act=act, on=on, about=row.pk, things=things, organisation=council) if act else None


def refuse_acts(viewer: Viewer, case: Case, on: date, drafting: Drafting) -> None:
    """Refuse the drafts of acts by file or by a register's form that rest on no authority."""
    wanted = deeds_in(drafting, day(on))
    if wanted:
        refuse_without_authority(ground_for(viewer, case, drafting), day(on), wanted)
