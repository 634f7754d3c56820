"""Which drafts of this stage are acts: a sum drawn, which needs authority, and an option chosen, which a hold stops."""

from collections.abc import Iterable, Iterator
from datetime import date

from severalty.appraisal.binding import DRAW_DOWNS, OPTIONS
from severalty.decisions.queries.authority import Wanted, ground_for, held_words, refuse_without_authority, touched
from severalty.engine.appraisal.options import Outcome
from severalty.engine.dates import day
from severalty.engine.decisions.acts import Deed
from severalty.engine.decisions.delegations import Act
from severalty.engine.estate.parties import OrganisationKind
from severalty.tenancy.access import Viewer
from severalty.tenancy.drafts import Draft, Drafting, Effect
from severalty.tenancy.models import Case
from severalty.tenancy.queries import organisations_of


def deeds_in(drafting: Drafting) -> list[Wanted]:
    """The acts that settled drafts would put on record."""
    standing = (Effect.NEW, Effect.CHANGED)
    drafts = [one for one in drafting.drafts if one.binding is DRAW_DOWNS and one.effect in standing]
    if not drafts:
        return []
    councils = {row.key for row in organisations_of(drafting.case) if row.kind == OrganisationKind.COUNCIL}
    found: list[Wanted] = []
    for draft in drafts:
        recorder = drafting.lookup.organisations.get(draft.recorder, "")
        found += _draw_down(draft, recorder if recorder in councils else "")
    return found


def _draw_down(draft: Draft, own: str) -> Iterator[Wanted]:
    """A sum that is drawn, of which more is drawn than before, or that is drawn for another council now."""
    record, before = draft.record, draft.row.amount if draft.row is not None else 0
    if record.amount is None or record.drawn_on is None:
        return
    if record.amount <= before and "organisation" not in draft.after:
        return
    about = draft.targets["contingency"]
    deed = Deed(act=Act.SPEND, on=record.drawn_on, about=about, things=touched([about]), amount=record.amount,
                organisation=record.organisation or own)  # fmt: skip
    yield Wanted(draft, deed, "amount", f"{record.reference} of {record.contingency}", record.reference)


def refuse_held_choices(viewer: Viewer, case: Case, on: date, drafts: Iterable[Draft]) -> None:
    """Refuse to choose options while that is held. A choice needs no authority: the body that it is put to decides."""
    council = viewer.organisation
    own = council.key if council is not None and council.kind == OrganisationKind.COUNCIL else ""
    for draft in drafts:
        chosen = draft.binding is OPTIONS and draft.record.outcome is Outcome.PREFERRED and "outcome" in draft.after
        if not chosen or draft.effect not in (Effect.NEW, Effect.CHANGED):
            continue
        things = touched([draft.ref, draft.targets.get("appraisal")])
        deed = Deed(act=Act.CHOOSE_OPTION, on=day(on), about=draft.ref, things=things, organisation=own)
        held = held_words(viewer, case, deed, draft.recorder)
        if held:
            draft.refuse("outcome", f"another than preferred. {held}".rstrip("."), "Leave it undecided until then.")


def refuse_acts(viewer: Viewer, case: Case, on: date, drafting: Drafting) -> None:
    """Refuse the drafts of acts by file or by a register's form that rest on no authority, or that are held."""
    if not viewer.operator:
        refuse_held_choices(viewer, case, on, drafting.drafts)
    wanted = deeds_in(drafting)
    if wanted:
        refuse_without_authority(ground_for(viewer, case, drafting), day(on), wanted)
