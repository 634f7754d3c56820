"""Everything that changes what becomes of things."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from django.db import transaction

from severalty.decisions.actions.authority import authorise
from severalty.decisions.queries.authority import NOTHING, Resting
from severalty.dispositions.binding import ANSWERS, DISPOSITIONS, LETTERS
from severalty.dispositions.models import LetterWording, SentLetter
from severalty.dispositions.queries.choices import Choice, look, said_by, seen_of, stands_against
from severalty.dispositions.queries.deeds import deeds_of
from severalty.dispositions.queries.drafted import (
    Letters,
    Recorded,
    Signing,
    drafted_letters,
    drafted_reply,
    drafted_signature,
)
from severalty.dispositions.queries.leaving import Saying, drafted_word
from severalty.dispositions.queries.letters import LetterFacts, letter_for
from severalty.dispositions.queries.steps import Done, TakeUp, drafted_done, drafted_steps
from severalty.dispositions.queries.workbench import Place, Proposal, workbench_for
from severalty.engine.dates import PartialDate, day
from severalty.engine.dispositions.dispositions import Answer, DispositionAnswer
from severalty.engine.dispositions.letter_wording import Wording, wording_faults
from severalty.engine.dispositions.letters import LetterKind, LetterState
from severalty.engine.estate.parties import OrganisationKind
from severalty.engine.evidence import Evidence
from severalty.formats.sent_letters import sent_digest
from severalty.tenancy.access import Viewer
from severalty.tenancy.actions import (
    Refused,
    Stale,
    close_change_set,
    open_change_set,
    remove_rows,
    write_drafts,
)  # fmt: skip
from severalty.tenancy.audit import Change, record, take_turn
from severalty.tenancy.binding import texts_of
from severalty.tenancy.drafts import Draft, Drafting
from severalty.tenancy.models import Case, ChangeSet

_PROPOSE = frozenset({OrganisationKind.COUNCIL.value, OrganisationKind.SHARED_SERVICE.value})
WORKBENCH = "the workbench"


class Unfit(Refused):
    """A proposal that cannot be written; `columns` say why by the column that must change."""

    def __init__(self, message: str, columns: Mapping[str, str]) -> None:
        super().__init__(message)
        self.columns = columns


@transaction.atomic
def propose(
    *,
    by: Viewer,
    at: datetime,
    why: str,
    case: Case,
    on: date,
    choices: Sequence[Choice],
    seen: str = "",
) -> ChangeSet:
    """Write those of some choices that can be written, as one change set that can be undone whole.

    `seen` is the fingerprint of what was looked at. Raises Stale where the record has changed since, or where the only
    choice was changed by somebody else; Unfit where nothing is left to write; Unauthorised where a thing is agreed and
    the choice rests on nothing that covers it.
    """
    take_turn()
    if by.organisation is None or by.organisation.kind not in _PROPOSE:
        raise Refused("Only a council or its shared service can propose what becomes of a thing.")
    found = look(by, case, on, choices)
    if seen and seen_of(found) != seen:
        raise Stale("The record has changed since you looked, so nothing is written yet. Look at it again below.")
    if len(found) == 1 and found[0].changed:
        raise Stale(found[0].refusals[0])
    writing = [one for one in found if one.writes and one.draft is not None]
    drafts = [one.draft for one in writing if one.draft is not None]
    if not drafts:
        first = next((one for one in found if one.refusals), None)
        raise Unfit(
            f"{first.name}: {first.refusals[0]}" if first else "Nothing would change.", first.columns if first else {}
        )
    changes = open_change_set(by=by, at=at, why=why, case=case)
    count = write_drafts(by=by, at=at, why=why, case=case, drafts=drafts, change_set=changes)
    for resting in dict.fromkeys(one.choice.resting for one in writing):
        resting_on_it = [one.draft for one in writing if one.draft is not None and one.choice.resting == resting]
        wanted = deeds_of(by, case, resting_on_it, day(on))
        authorise(by=by, at=at, case=case, wanted=wanted, resting=resting, change_set=changes)
    summary = {"file": WORKBENCH, "rows": {DISPOSITIONS.table: count}}
    close_change_set(by=by, at=at, change_set=changes, summary=summary)
    return changes


@dataclass(frozen=True)
class Reply:
    """What a council says of one disposition (its reference), and the fingerprint of what it was shown.

    `had` is the answer of the council that it was shown (`nothing` where there was none); blank where none was shown.
    """

    disposition: str
    answer: Answer
    reason: str
    seen: str
    had: str = ""


@transaction.atomic
def answer(*, by: Viewer, at: datetime, on: date, case: Case, replies: Sequence[Reply]) -> tuple[ChangeSet, list[str]]:
    """Answer for the viewer's own council, as one change set.

    Returns it with sentences on those that are left out: nobody accepts what the record refuses as it stands, unless
    its proposer has recorded who goes on all the same and why. Raises Stale where one of them was changed since it was
    shown, Refused where the council is not asked, where it would answer itself, where a dispute gives no reason, and
    where nothing is left to write; then nothing is written.
    """
    take_turn()
    if by.organisation is None or by.organisation.kind != OrganisationKind.COUNCIL:
        raise Refused("Each council answers for itself; you do not act for one.")
    if not replies:
        raise Refused("Tick at least one disposition to answer.")
    bench = workbench_for(by, case, on)
    shown = {one.ref: (place, one) for place in bench.places for one in place.proposals}
    kept, left_out = [], []
    for reply in replies:
        place, proposal = _checked(by, reply, shown.get(reply.disposition))
        refusals = stands_against(bench, place, proposal) if reply.answer is Answer.ACCEPTED else ()
        if refusals:
            left_out.append(_not_to_accept(place, proposal, refusals))
        else:
            kept.append(reply)
    if not kept:
        raise Refused(" ".join(left_out))
    return _answered(by, at, on, case, kept), left_out


def _answered(by: Viewer, at: datetime, on: date, case: Case, replies: Sequence[Reply]) -> ChangeSet:
    drafting = Drafting(by, case)
    _clear_way(by, at, case, drafting, {reply.disposition for reply in replies})
    drafting = Drafting(by, case)
    drafts = drafting.claim(ANSWERS, [(0, _given(by, on, drafting, reply)) for reply in replies])
    drafting.settle()
    why = "answered on the workbench"
    changes = open_change_set(by=by, at=at, why=why, case=case)
    count = write_drafts(by=by, at=at, why=why, case=case, drafts=drafts, change_set=changes)
    close_change_set(by=by, at=at, change_set=changes, summary={"file": WORKBENCH, "rows": {ANSWERS.table: count}})
    return changes


def _not_to_accept(place: Place, proposal: Proposal, refusals: Sequence[str]) -> str:
    return (
        f"{place.subject.name} for {place.council.name} cannot be accepted as it stands: {' '.join(refusals)} Dispute "
        f"it, or ask {proposal.recorder.name} to change it or to record the reason and the officer to go on all the "
        "same."
    )


def _checked(by: Viewer, reply: Reply, shown: tuple[Place, Proposal] | None) -> tuple[Place, Proposal]:
    if shown is None:
        raise Stale("One of them is no longer on record. Look at the list again.")
    place, proposal = shown
    name = f"{place.subject.name} for {place.council.name}"
    own = by.organisation
    if proposal.recorder == own:
        raise Refused(f"{name} is your own proposal; the others answer it.")
    if own is None or own.key not in {*place.subject.users, place.council.key}:
        raise Refused(f"{name} does not touch your council, so there is nothing for it to answer.")
    if reply.seen != proposal.fingerprint:
        raise Stale(f"{name} was changed since you were shown it. Nothing is answered yet: look at it again.")
    now = said_by(own, place, proposal)
    if reply.had and now not in {reply.had, reply.answer.value}:
        raise Stale(f"{name}: your council said meanwhile that it is {now}. Nothing is answered yet: look at it again.")
    if reply.answer is Answer.DISPUTED and not reply.reason.strip():
        raise Refused(f"{name}: say why it is disputed, so that it can be put right.")
    return place, proposal


def _clear_way(by: Viewer, at: datetime, case: Case, drafting: Drafting, refs: set[str]) -> None:
    """Take away what others recorded in the name of the viewer's council: its own word takes the place."""
    own = by.organisation
    borrowed = [
        Draft(ANSWERS, record, row=row, before=texts_of(ANSWERS, record), targets={"disposition": row.disposition_id})
        for row, record in drafting.existing(ANSWERS).values()
        if own is not None and row.disposition_id in refs and row.organisation_id == own.pk
        and row.recorded_by_id != own.pk
    ]  # fmt: skip
    if borrowed:
        remove_rows(by=by, at=at, why="the council answers for itself", case=case, drafts=borrowed)


def _given(by: Viewer, on: date, drafting: Drafting, reply: Reply) -> DispositionAnswer:
    own = by.organisation
    key, pk = (own.key, own.pk) if own is not None else ("", 0)
    return DispositionAnswer(
        disposition=drafting.lookup.name_of(reply.disposition, DISPOSITIONS.table, pk), organisation=key,
        answer=reply.answer, reason=reply.reason.strip(), answered_on=day(on), of_version=reply.seen, recorded_by=key,
        evidence=Evidence.ATTESTED,
    )  # fmt: skip


# ------------------------------------------------------------------------------------------- letters and signatures


@transaction.atomic
def write_letters(*, by: Viewer, at: datetime, case: Case, letters: Letters) -> tuple[list[str], list[str]]:
    """Put drafts of letters on record. Returns their references, and the names of contracts that were left out.

    Raises Refused where nothing can be written.
    """
    take_turn()
    drafts, left_out = drafted_letters(by, case, letters)
    write_drafts(by=by, at=at, why=f"{letters.kind.value} drafted", case=case, drafts=drafts)
    return [draft.ref for draft in drafts], left_out


@transaction.atomic
def record_reply(
    *, by: Viewer, at: datetime, on: PartialDate, case: Case, recorded: Recorded,
    text: Callable[[LetterFacts], str] | None = None, resting: Resting = NOTHING,
) -> int:  # fmt: skip
    """Record what became of a letter of the viewer's own organisation. Returns how many proposals took it over.

    Where it is asked for, the organisation's own proposals for the contract and the council take over in the same
    transaction what it says of consent or notice. Where the letter is sent, `text` gives the JSON of its text as it
    then stands, which is kept for good. Raises Stale and Refused; Unauthorised where it binds and `resting` is on
    nothing that covers it.
    """
    take_turn()
    tables = drafted_reply(by, case, recorded, on)
    wanted = deeds_of(by, case, tables[LETTERS.table], on)
    written = [
        write_drafts(by=by, at=at, why=f"letter {recorded.reply.state.value}", case=case, drafts=drafts)
        for drafts in tables.values()
    ]
    authorise(by=by, at=at, case=case, wanted=wanted, resting=resting)
    if recorded.reply.state is LetterState.SENT and text is not None:
        _keep_sent(by, at, case, letter_for(by, case, recorded.ref), text)
    return written[-1]


def _keep_sent(by: Viewer, at: datetime, case: Case, facts: LetterFacts, text: Callable[[LetterFacts], str]) -> None:
    body, number = text(facts), SentLetter.objects.filter(letter=facts.row.pk).count() + 1
    digest = sent_digest(body)
    SentLetter.objects.create(
        letter=facts.row, number=number, digest=digest, kept_at=at, kept_by=by.name, body=body
    )  # fmt: skip
    after = {"text as sent": str(number), "digest": digest}
    change = Change("keep", LETTERS.table, facts.letter.key, {}, after, facts.row.item)
    record([change], by=by, at=at, why="text of a sent letter kept", case=case)


@transaction.atomic
def set_wording(
    *, by: Viewer, at: datetime, case: Case, kind: LetterKind, wording: Wording | None, version: int
) -> None:
    """Keep the organisation's own wording of one kind of letter; without one, go back to the standard wording.

    `version` is that of the wording that was looked at, nought where there was none. Raises Stale where somebody
    changed it since, Refused where the wording has faults.
    """
    take_turn()
    own = by.organisation
    if own is None:
        raise Refused("A wording belongs to an organisation; sign in for one.")
    faults = wording_faults(wording) if wording else ()
    if faults:
        raise Refused(" ".join(faults))
    row = LetterWording.objects.filter(organisation=own, kind=kind).first()
    if (row.version if row else 0) != version:
        raise Stale("Somebody else changed this wording since you opened it. Look at what it says now.")
    before = {"subject": row.subject, "text": row.text} if row else {}
    if wording is None:
        LetterWording.objects.filter(organisation=own, kind=kind).delete()
    else:
        values = {"subject": wording.subject.strip(), "text": wording.text.strip(), "version": version + 1}
        LetterWording.objects.update_or_create(organisation=own, kind=kind, defaults=values)
    after = {"subject": wording.subject.strip(), "text": wording.text.strip()} if wording else {}
    change = Change("change", "wordings of letters", f"{own.key} · {kind.value}", before, after)
    record([change], by=by, at=at, why="wording of letters", case=case)


@transaction.atomic
def sign_variation(
    *, by: Viewer, at: datetime, on: PartialDate, case: Case, signing: Signing, resting: Resting = NOTHING
) -> list[str]:
    """Sign a variation of an agreement for the viewer's own organisation, and for no other.

    Returns what is to be looked at all the same. Raises Stale, Refused, and Unauthorised where `resting` is on nothing
    that covers it.
    """
    take_turn()
    drafts = drafted_signature(by, case, signing, on)
    wanted = deeds_of(by, case, drafts, on)
    write_drafts(by=by, at=at, why="variation signed", case=case, drafts=drafts)
    return authorise(by=by, at=at, case=case, wanted=wanted, resting=resting)


@transaction.atomic
def say_how_far(*, by: Viewer, at: datetime, on: date, case: Case, saying: Saying) -> None:
    """Say for the viewer's own organisation how far an exit item is, or how it sees the risk. Raises Stale, Refused."""
    take_turn()
    drafts = drafted_word(by, case, saying, on)
    write_drafts(by=by, at=at, why="said how far it is", case=case, drafts=drafts)


@transaction.atomic
def take_up_steps(*, by: Viewer, at: datetime, case: Case, wish: TakeUp) -> int:
    """Put the steps of a procurement on the register. Returns how many are new. Raises Refused."""
    take_turn()
    drafts = drafted_steps(by, case, wish)
    return write_drafts(by=by, at=at, why="steps of procurement taken up", case=case, drafts=drafts)


@transaction.atomic
def finish_step(
    *, by: Viewer, at: datetime, on: PartialDate, case: Case, done: Done, resting: Resting = NOTHING
) -> list[str]:
    """Record that a step of the viewer's own organisation was done.

    Returns what is to be looked at all the same. Raises Stale, Refused, and Unauthorised where the step binds and
    `resting` is on nothing that covers it.
    """
    take_turn()
    drafts = drafted_done(by, case, done, on)
    wanted = deeds_of(by, case, drafts, on)
    write_drafts(by=by, at=at, why="step of procurement done", case=case, drafts=drafts)
    return authorise(by=by, at=at, case=case, wanted=wanted, resting=resting)
