"""Everything that changes papers."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils import timezone

from severalty.decisions.binding import EXEMPT_PARTS, PAPERS, PASSAGES
from severalty.decisions.models import Clearance, FrozenExempt, FrozenPaper, Paper
from severalty.decisions.queries.authority import held_words, touched
from severalty.decisions.queries.exempt import FROZEN_EXEMPT, frozen_exempt_for
from severalty.decisions.queries.papers import FROZEN, Draft, councils_of, draft_of, last_written, papers_for
from severalty.engine.dates import day
from severalty.engine.decisions.acts import Deed
from severalty.engine.decisions.delegations import Act
from severalty.engine.decisions.exempt import narrowest
from severalty.engine.decisions.papers import PaperKind, Passage, Purpose
from severalty.engine.estate.parties import Audience
from severalty.formats.paper_json import read_paper
from severalty.formats.paper_withheld import part_faults, read_parts
from severalty.formats.papers import Rendition
from severalty.tenancy.access import Viewer
from severalty.tenancy.actions import Refused, Stale, remove_rows, write_drafts
from severalty.tenancy.audit import Change, record, take_turn
from severalty.tenancy.binding import texts_of
from severalty.tenancy.drafts import Draft as RowDraft
from severalty.tenancy.drafts import Drafting, Effect
from severalty.tenancy.models import Case, Item, Organisation, new_ref

STALE = "was changed by somebody else since you opened it. Nothing of yours is saved yet."


@dataclass(frozen=True)
class Edit:
    """A paper as a form left it. `ref` is the paper it changes and `token` what the form was opened on; both are empty
    for a new one. `passages` are the words by section and council (its key, or nothing); blank words take a passage
    off the record."""

    record: Any
    ref: str = ""
    token: str = ""
    passages: Mapping[tuple[str, str], Passage | None] | None = None


@transaction.atomic
def save_paper(*, by: Viewer, at: datetime, why: str, case: Case, edit: Edit) -> str:
    """Write one paper of the viewer's organisation with its passages. Returns its reference.

    Raises Stale where somebody else changed it since the form was opened, Refused where it cannot be written.
    """
    take_turn()
    held = _held(by, case, edit)
    drafting = Drafting(by, case)
    papers = drafting.claim(PAPERS, [(0, edit.record)])
    wanted = {place: one for place, one in (edit.passages or {}).items() if one is not None}
    passages = drafting.claim(PASSAGES, list(enumerate(wanted.values())))
    drafting.settle()
    _expected(papers[0], edit)
    gone = _gone(drafting, papers[0], edit.passages or {})
    moved = gone or any(one.effect is not Effect.SAME for one in passages)
    if held is not None and papers[0].effect is Effect.SAME and not moved:
        return held.row.pk  # sent twice, or saved by somebody else in the very same words
    if held is not None and held.token != edit.token:
        raise Stale(f"{held.row.item.name} {STALE}")
    if papers[0].effect is Effect.SAME and moved:
        papers[0].effect = Effect.CHANGED  # the passages are part of the paper: its version moves with them
    write_drafts(by=by, at=at, why=why, case=case, drafts=papers)
    write_drafts(by=by, at=at, why=why, case=case, drafts=passages)
    if gone:
        remove_rows(by=by, at=at, why=why, case=case, drafts=gone)
    return papers[0].ref if held is None else held.row.pk


def _held(by: Viewer, case: Case, edit: Edit) -> Draft | None:
    """The paper to be changed, as it stands; nobody else writes until the transaction ends."""
    if not edit.ref:
        return None
    row = papers_for(by, case).filter(pk=edit.ref).first()
    if row is None:
        raise Refused("This paper is no longer on record.")
    return draft_of(by, case, row)


def _expected(draft: RowDraft, edit: Edit) -> None:
    """Refuse a new paper whose key is taken, and a change that would land on another paper."""
    if draft.effect is Effect.REFUSED:
        return
    if not edit.ref and draft.row is not None:
        raise Refused(f"Your organisation keeps a paper {draft.subject} already; choose another key.")
    if edit.ref and draft.ref != edit.ref:
        raise Refused("The key of a paper cannot be changed; add a new paper instead.")


def _gone(drafting: Drafting, paper: RowDraft, asked: Mapping[tuple[str, str], Any]) -> list[RowDraft]:
    """The passages on record that the form left blank."""
    blank = {place for place, one in asked.items() if one is None}
    return [
        RowDraft(PASSAGES, found, row=row, before=texts_of(PASSAGES, found), targets={"paper": paper.ref})
        for row, found in drafting.existing(PASSAGES).values()
        if row.paper_id == paper.ref
        and row.recorded_by_id == paper.recorder
        and (str(found.section), found.about) in blank
    ]


class Overtaken(Stale):
    """What a paper rests on was changed between reading and freezing it; read again, it may be frozen."""


@dataclass(frozen=True)
class Freezing:
    """A paper as it is to be frozen: the row it is made from, its canonical JSON and digest, who may see it, the texts
    of its exempt parts with their salts as canonical JSON (empty where it has none), the digest
    of the part about each council by its key, why it is frozen although a council has not agreed to its part, the
    digest of what somebody looked at before, if somebody did, and the number of the last change before it was read."""

    paper: Paper
    token: str
    body: str
    digest: str
    audience: Audience = Audience.HOLDERS
    parts: Mapping[str, str] = field(default_factory=dict)
    override: str = ""
    looked_at: str = ""
    read_after: int | None = None
    exempt: str = ""


@transaction.atomic
def freeze_paper(*, by: Viewer, at: datetime, why: str, case: Case, freezing: Freezing) -> FrozenPaper:
    """Keep a paper for good as it stands. The same words frozen again give the version that is there already, which
    then has the audience that was chosen last.

    Raises Stale where the draft or the record was changed since it was looked at, Overtaken where that happened while
    it was read to be frozen, Refused where a council that was
    asked, or that a progress report tells of, has not agreed to its own part and no reason is given.
    """
    take_turn()
    row = papers_for(by, case).filter(pk=freezing.paper.pk).first()
    if row is None or by.organisation is None or row.item.recorded_by_id != by.organisation.pk:
        raise Refused("Only the organisation that keeps a paper can freeze it.")
    _refuse_held(by, at, case, row)
    _refuse_without_parts(freezing)
    if draft_of(by, case, row).token != freezing.token or freezing.looked_at not in ("", freezing.digest):
        raise Stale(f"{row.item.name} {STALE} Look at it again, then freeze it.")
    if freezing.read_after not in (None, last_written(by, case)):
        raise Overtaken(f"{row.item.name} rests on a record that was changed while it was frozen. Freeze it again.")
    asked = Clearance.objects.filter(paper=row.pk).select_related("organisation").order_by("pk")
    agreed = {
        one.organisation_id for one in asked if one.agreed and one.digest == freezing.parts.get(one.organisation.key)
    }
    waiting = [one for one in _to_agree(case, row, [each.organisation for each in asked]) if one.pk not in agreed]
    if waiting and not freezing.override:
        names = " and ".join(one.name for one in waiting)
        have = "has" if len(waiting) == 1 else "have"
        raise Refused(
            f"{names} {have} not agreed to the part about them as it stands. "
            "Ask them and wait for their answer, or say why it is frozen all the same."
        )
    same = FrozenPaper.objects.filter(paper=row.pk, digest=freezing.digest).select_related("item").first()
    if same is not None:
        _share(by, at, why, case, same.item, freezing.audience)
        return same
    # A reason that nobody had to be overridden for would tell the trail of a refusal that never was.
    return _frozen(by, at, why, case, row, freezing if waiting else replace(freezing, override=""))


def _refuse_held(by: Viewer, at: datetime, case: Case, row: Paper) -> None:
    """Refuse a paper for decision that is held, or whose subject is."""
    if row.purpose != Purpose.DECISION:
        return
    deed = Deed(
        act=Act.FREEZE_PAPER, on=day(timezone.localtime(at).date()), about=row.pk,
        organisation=row.organisation.key if row.organisation else "", things=touched([row.pk, row.subject_id]),
    )  # fmt: skip
    held = held_words(by, case, deed, row.item.recorded_by_id)
    if held:
        raise Refused(f"{row.item.name}: {held}")


def _refuse_without_parts(freezing: Freezing) -> None:
    """Refuse a paper whose exempt parts are not those beside it: frozen, what they said would be lost for good."""
    rendition = Rendition(read_paper(freezing.body.encode()),
                          read_parts(freezing.exempt.encode()) if freezing.exempt else ())  # fmt: skip
    if len(rendition.parts) != len(rendition.content.withheld) or any(part_faults(rendition)):
        raise Refused("The exempt parts of this paper are not those that it was drawn with. Freeze it again.")


def _to_agree(case: Case, row: Paper, asked: list[Organisation]) -> list[Organisation]:
    """The councils that must agree before a paper is frozen: those asked, and all that a progress report tells of."""
    told_of = councils_of(case) if row.kind == PaperKind.PROGRESS else []
    others = [one for one in told_of if one.pk != row.item.recorded_by_id]
    return list({one.pk: one for one in [*asked, *others]}.values())


def _frozen(by: Viewer, at: datetime, why: str, case: Case, row: Paper, freezing: Freezing) -> FrozenPaper:
    last = FrozenPaper.objects.filter(paper=row.pk).order_by("-number").values_list("number", flat=True).first() or 0
    ref = new_ref()
    item = Item.objects.create(
        ref=ref, case=case, table=FROZEN, key=f"{row.item.key[:300]} {last + 1} {ref}", name=row.item.name,
        audience=freezing.audience, recorded_by=row.item.recorded_by, evidence=row.item.evidence,
        source=row.item.source, changed_at=at,
    )  # fmt: skip
    frozen = FrozenPaper.objects.create(
        item=item, paper=row, number=last + 1, kind=row.kind, organisation=row.organisation, digest=freezing.digest,
        frozen_at=at, frozen_by=by.name, body=freezing.body,
    )  # fmt: skip
    after = {"digest": freezing.digest, "version": str(frozen.number), "audience": freezing.audience.value}
    if freezing.override:
        after["although a council has not agreed"] = freezing.override
    record([Change("freeze", "papers", row.item.key, {}, after, item)], by=by, at=at, why=why, case=case)
    if freezing.exempt:
        _keep_apart(by, at, why, case, frozen, freezing.exempt)
    return frozen


def _keep_apart(by: Viewer, at: datetime, why: str, case: Case, frozen: FrozenPaper, body: str) -> None:
    """Keep the exempt parts beside a frozen paper, for those who may read each of them as the draft has them."""
    parts = list(EXEMPT_PARTS.rows_for(by, case).filter(paper=frozen.paper_id, item__recorded_by=by.organisation))
    audience = narrowest(Audience(one.item.audience) for one in parts)
    ref = new_ref()
    item = Item.objects.create(
        ref=ref, case=case, table=FROZEN_EXEMPT, key=f"{frozen.item.key[:300]} {ref}", name=frozen.item.name,
        audience=audience, recorded_by=frozen.item.recorded_by, evidence=frozen.item.evidence,
        source=frozen.item.source, changed_at=at,
    )  # fmt: skip
    if audience is Audience.NAMED:
        named = [set(one.item.shared_with.values_list("pk", flat=True)) for one in parts
                 if one.item.audience == Audience.NAMED]  # fmt: skip
        item.shared_with.set(set.intersection(*named))
    FrozenExempt.objects.create(item=item, frozen=frozen, body=body)
    after = {"digest": frozen.digest, "version": str(frozen.number), "audience": audience.value}
    record([Change("keep apart", "papers", frozen.paper.item.key, {}, after, item)], by=by, at=at, why=why, case=case)


@transaction.atomic
def share_frozen(*, by: Viewer, at: datetime, why: str, case: Case, ref: str, audience: Audience) -> None:
    """Say who may see a frozen paper. Raises Refused for another organisation's."""
    take_turn()
    item = Item.objects.select_for_update().filter(case=case, table=FROZEN, pk=ref, withdrawn=False).first()
    if item is None or by.organisation is None or item.recorded_by_id != by.organisation.pk:
        raise Refused("Only the organisation that froze a paper can say who may see it.")
    _share(by, at, why, case, item, audience)


@transaction.atomic
def share_exempt(*, by: Viewer, at: datetime, why: str, case: Case, ref: str, audience: Audience) -> None:
    """Say who may read the exempt parts of a frozen paper. Raises Refused for another organisation's, for somebody who
    may not read them, and for an audience that reads no exempt part or is named one by one."""
    take_turn()
    held = frozen_exempt_for(by, case).select_for_update(of=("self",)).select_related("item").filter(frozen=ref).first()
    if held is None or by.organisation is None or held.item.recorded_by_id != by.organisation.pk:
        raise Refused("Only the organisation that froze a paper can say who may read its exempt parts.")
    if audience not in (Audience.HOLDERS, Audience.PARTNERS):
        raise Refused("Exempt parts are read by your organisation alone, or by the partner councils.")
    _share(by, at, why, case, held.item, audience)


def _share(by: Viewer, at: datetime, why: str, case: Case, item: Item, audience: Audience) -> None:
    if item.audience == audience:
        return
    before, item.audience = item.audience, audience
    item.version, item.changed_at = item.version + 1, at
    item.save()
    record([Change("share", "papers", item.name, {"audience": before}, {"audience": audience.value}, item)],
           by=by, at=at, why=why, case=case)  # fmt: skip


@transaction.atomic
def ask_councils(*, by: Viewer, at: datetime, case: Case, paper: Paper, councils: Iterable[Organisation]) -> int:
    """Ask councils to look at what a paper tells of them before it is shared. Returns how many were asked anew."""
    take_turn()
    if by.organisation is None or paper.item.recorded_by_id != by.organisation.pk:
        raise Refused("Only the organisation that keeps a paper can ask about it.")
    asked = set(Clearance.objects.filter(paper=paper.pk).values_list("organisation", flat=True))
    new = [one for one in councils if one.pk not in asked]
    Clearance.objects.bulk_create([Clearance(paper=paper, organisation=one, asked_at=at) for one in new])
    changes = [Change("ask", "papers", paper.item.key, {}, {"council": one.key}, paper.item) for one in new]
    record(changes, by=by, at=at, why="asked to look at its own part", case=case)
    return len(new)


@dataclass(frozen=True)
class Answer:
    """What a council says of its part: whether it agrees, in what words, and the digest of the part it was shown."""

    agreed: bool
    note: str
    digest: str


@transaction.atomic
def answer_paper(*, by: Viewer, at: datetime, case: Case, clearance: Clearance, answer: Answer) -> None:
    """Answer for the viewer's own council. Raises Refused for another's, and where an objection gives no reason."""
    take_turn()
    row = Clearance.objects.select_for_update().select_related("paper__item", "organisation").get(pk=clearance.pk)
    if by.organisation is None or row.organisation_id != by.organisation.pk:
        raise Refused("Each council answers for itself.")
    if not answer.agreed and not answer.note.strip():
        raise Refused("Say what is wrong with it, so that it can be put right.")
    row.agreed, row.note, row.digest = answer.agreed, answer.note.strip(), answer.digest
    row.answered_at, row.answered_by = at, by.person
    row.save()
    after = {"agreed": "yes" if answer.agreed else "no", "note": row.note, "digest": answer.digest}
    record([Change("answer", "papers", row.paper.item.key, {}, after)], by=by, at=at,
           why="what a council says of its own part", case=case)  # fmt: skip
