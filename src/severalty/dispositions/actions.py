"""Everything that changes what becomes of things."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from typing import Any

from django.db import transaction

from severalty.dispositions.binding import ANSWERS, DISPOSITIONS
from severalty.dispositions.queries.drafted import (
    Letters,
    Recorded,
    Signing,
    drafted_letters,
    drafted_reply,
    drafted_signature,
)
from severalty.dispositions.queries.workbench import THINGS, Bench, Place, Proposal, Subject, workbench_for
from severalty.engine.dates import PartialDate, day
from severalty.engine.dispositions.dispositions import Answer, Disposition, DispositionAnswer, Route
from severalty.engine.dispositions.routes import check_route, situation_of
from severalty.engine.estate.parties import Audience, OrganisationKind
from severalty.engine.evidence import Evidence
from severalty.engine.freeze import digest
from severalty.tenancy.access import Viewer
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

_PROPOSE = frozenset({OrganisationKind.COUNCIL.value, OrganisationKind.SHARED_SERVICE.value})
_SPELLED = ("thing", "moves_to")
WORKBENCH = "the workbench"


@dataclass(frozen=True)
class Choice:
    """What is to become of a thing (its reference) for a council (its key): the columns that are set, references to
    items by reference, and the version of the own proposal that was looked at; nought where there was none."""

    thing: str
    council: str
    values: Mapping[str, Any]
    version: int = 0


@dataclass(frozen=True)
class Outcome:
    """What writing a choice would do: the draft, or why it is refused, or what somebody else made of it meanwhile."""

    choice: Choice
    name: str = ""
    before: Disposition | None = None
    draft: Draft | None = None
    refusals: tuple[str, ...] = ()
    changed: bool = False
    columns: Mapping[str, str] = field(default_factory=dict)

    @property
    def writes(self) -> bool:
        """Whether anything would be written."""
        return self.draft is not None and self.draft.effect in (Effect.NEW, Effect.CHANGED) and not self.refusals

    @property
    def route(self) -> Route:
        """What it would become."""
        return Route(self.choice.values.get("route", self.before.route if self.before else Route.UNDECIDED))


class Unfit(Refused):
    """A proposal that cannot be written; `columns` say why by the column that must change."""

    def __init__(self, message: str, columns: Mapping[str, str]) -> None:
        super().__init__(message)
        self.columns = columns


def look(viewer: Viewer, case: Case, on: date, choices: Sequence[Choice]) -> list[Outcome]:
    """What these choices would do, each with the reasons where it is refused. Writes nothing."""
    bench = workbench_for(viewer, case, on, {one.thing for one in choices})
    drafting = Drafting(viewer, case)
    own = {row.pk: record for row, record in drafting.existing(DISPOSITIONS).values()}
    found = [_looked(viewer, bench, drafting, own, choice) for choice in choices]
    places = [place for place, one in enumerate(found) if one.draft is not None]
    drafts = drafting.claim(DISPOSITIONS, [(place, found[place].draft.record) for place in places])  # type: ignore[union-attr]
    drafting.settle()
    for place, draft in zip(places, drafts, strict=True):
        columns = {one.column: f"Expected {one.expected}. {one.mend}" for one in draft.refusals}
        found[place] = replace(
            found[place], draft=draft, refusals=(*found[place].refusals, *columns.values()),
            columns={**columns, **found[place].columns},
        )  # fmt: skip
    return found


def seen_of(outcomes: Sequence[Outcome]) -> str:
    """The fingerprint of what a person looked at before it is written."""
    return digest([
        (one.choice.thing, one.choice.council, one.choice.version, one.changed, one.refusals,
         (one.draft.before, one.draft.after) if one.draft else None)
        for one in outcomes
    ])  # fmt: skip


def _looked(
    viewer: Viewer, bench: Bench, drafting: Drafting, own: Mapping[str, Disposition], choice: Choice
) -> Outcome:
    subject, council = bench.subjects.get(choice.thing), bench.organisations.get(choice.council)
    if subject is None or subject.table not in THINGS:
        return Outcome(choice, "?", refusals=("It is not on record any more, or not for you to see.",))
    name = f"{subject.name} for {council.name if council else choice.council}"
    if council is None or council.kind != OrganisationKind.COUNCIL:
        return Outcome(choice, name, refusals=(f"Expected one of the councils; {choice.council!r} is none.",))
    place = bench.place(choice.thing, choice.council)
    held = [one for one in (place.proposals if place else ()) if one.recorder == viewer.organisation]
    if len(held) > 1:
        return Outcome(choice, name, refusals=(
            "Your organisation has recorded two of it; withdraw one of them first.",))  # fmt: skip
    before = own.get(held[0].ref) if held else None
    if (held[0].row.item.version if held else 0) != choice.version:
        return Outcome(choice, name, before, changed=True, refusals=(_changed(before),))
    if before is None and choice.values.get("route") is Route.UNDECIDED:
        return Outcome(choice, name)
    record = _record(viewer, bench, drafting, subject, before, choice)
    columns = _against(subject, record, choice, bench)
    return Outcome(choice, name, before, Draft(DISPOSITIONS, record), tuple(columns.values()), columns=columns)


def _changed(now: Disposition | None) -> str:
    words = f"it is {now.route.value} on record now" if now else "it is no longer on record"
    return f"Somebody else of your organisation changed it meanwhile: {words}. Look at it again."


def _record(
    viewer: Viewer, bench: Bench, drafting: Drafting, subject: Subject, before: Disposition | None, choice: Choice
) -> Disposition:
    own = viewer.organisation.pk if viewer.organisation else 0
    values = {name: value for name, value in choice.values.items() if name not in _SPELLED}
    if "moves_to" in choice.values:
        ref = choice.values["moves_to"]
        values["moves_to"] = drafting.lookup.name_of(ref, "contracts", own) or ref
    if before is not None:
        return replace(before, **values)
    thing = drafting.lookup.name_of(subject.ref, "item", own)
    audience = Audience.PARTNERS if subject.is_joint else Audience.HOLDERS
    values = {"audience": audience, "evidence": Evidence.ATTESTED} | values
    council = bench.organisations[choice.council]
    return Disposition(
        key=_free_key(drafting, subject, choice.council, own), name=f"{subject.name} for {council.name}", thing=thing,
        council=choice.council, **values,
    )  # fmt: skip


def _free_key(drafting: Drafting, subject: Subject, council: str, own: int) -> str:
    """The key that the record would be given by itself, or one that tells two things of one key apart."""
    key = f"{subject.key} for {council}"[:300]
    taken = drafting.lookup.own(DISPOSITIONS.table, key, own) is not None
    return f"{subject.key[:250]} {subject.ref} for {council}"[:300] if taken else key


def _against(subject: Subject, record: Disposition, choice: Choice, bench: Bench) -> dict[str, str]:
    """What stands against it, by column: a route that does not fit or is refused, a reason that is missing."""
    if record.route is Route.UNDECIDED:
        return {}
    if record.route not in subject.routes:
        fit = ", ".join(one.value for one in subject.routes)
        return {"route": f"{record.route.value} does not fit {subject.table.replace('_', ' ')}; expected {fit}."}
    found: dict[str, str] = {}
    known = situation_of(replace(record, moves_to=str(choice.values.get("moves_to", record.moves_to))))
    refusals = check_route(
        subject.contract, record.route, record.override, record.overridden_by, bench.on,
        councils=len(subject.users), known=known,
    )  # fmt: skip
    if refusals:
        found["route"] = " ".join(refusals)
    if bool(record.override.strip()) != bool(record.overridden_by.strip()):
        missing = "override" if record.overridden_by.strip() else "overridden_by"
        found[missing] = "To go on all the same needs a reason and the officer who says so."
    if record.done_on is not None and not record.proof.strip():
        found["proof"] = "Say where it shows that it is done."
    return found


@transaction.atomic
def propose(
    *, by: Viewer, at: datetime, why: str, case: Case, on: date, choices: Sequence[Choice], seen: str = ""
) -> ChangeSet:
    """Write those of some choices that can be written, as one change set that can be undone whole.

    `seen` is the fingerprint of what was looked at. Raises Stale where the record has changed since, or where the only
    choice was changed by somebody else; Unfit where nothing is left to write.
    """
    take_turn()
    if by.organisation is None or by.organisation.kind not in _PROPOSE:
        raise Refused("Only a council or its shared service can propose what becomes of a thing.")
    found = look(by, case, on, choices)
    if seen and seen_of(found) != seen:
        raise Stale("The record has changed since you looked, so nothing is written yet. Look at it again below.")
    if len(found) == 1 and found[0].changed:
        raise Stale(found[0].refusals[0])
    drafts = [one.draft for one in found if one.writes and one.draft is not None]
    if not drafts:
        first = next((one for one in found if one.refusals), None)
        raise Unfit(
            f"{first.name}: {first.refusals[0]}" if first else "Nothing would change.", first.columns if first else {}
        )
    changes = open_change_set(by=by, at=at, why=why, case=case)
    count = write_drafts(by=by, at=at, why=why, case=case, drafts=drafts, change_set=changes)
    summary = {"file": WORKBENCH, "rows": {DISPOSITIONS.table: count}}
    close_change_set(by=by, at=at, change_set=changes, summary=summary)
    return changes


@dataclass(frozen=True)
class Reply:
    """What a council says of one disposition (its reference), and the fingerprint of what it was shown."""

    disposition: str
    answer: Answer
    reason: str
    seen: str


@transaction.atomic
def answer(*, by: Viewer, at: datetime, on: date, case: Case, replies: Sequence[Reply]) -> ChangeSet:
    """Answer for the viewer's own council, as one change set: all of them or none.

    Raises Stale where one of them was changed since it was shown, Refused where the council is not asked, where it
    would answer itself, and where a dispute gives no reason.
    """
    take_turn()
    if by.organisation is None or by.organisation.kind != OrganisationKind.COUNCIL:
        raise Refused("Each council answers for itself; you do not act for one.")
    if not replies:
        raise Refused("Tick at least one disposition to answer.")
    shown = {one.ref: (place, one) for place in workbench_for(by, case, on).places for one in place.proposals}
    for reply in replies:
        _check_reply(by, reply, shown.get(reply.disposition))
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


def _check_reply(by: Viewer, reply: Reply, shown: tuple[Place, Proposal] | None) -> None:
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
    if reply.answer is Answer.DISPUTED and not reply.reason.strip():
        raise Refused(f"{name}: say why it is disputed, so that it can be put right.")


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
def record_reply(*, by: Viewer, at: datetime, on: PartialDate, case: Case, recorded: Recorded) -> int:
    """Record what became of a letter of the viewer's own organisation. Returns how many proposals took it over.

    Where it is asked for, the organisation's own proposals for the contract and the council take over in the same
    transaction what it says of consent or notice. Raises Stale and Refused.
    """
    take_turn()
    tables = drafted_reply(by, case, recorded, on)
    written = [
        write_drafts(by=by, at=at, why=f"letter {recorded.reply.state.value}", case=case, drafts=drafts)
        for drafts in tables.values()
    ]
    return written[-1]


@transaction.atomic
def sign_variation(*, by: Viewer, at: datetime, on: PartialDate, case: Case, signing: Signing) -> None:
    """Sign a variation of an agreement for the viewer's own organisation, and for no other. Raises Stale, Refused."""
    take_turn()
    drafts = drafted_signature(by, case, signing, on)
    write_drafts(by=by, at=at, why="variation signed", case=case, drafts=drafts)
