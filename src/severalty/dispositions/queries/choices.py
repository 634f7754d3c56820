"""What a choice on the workbench would do before it is written: new, changed, refused, or somebody was quicker."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from typing import Any

from severalty.decisions.queries.authority import NOTHING, Resting
from severalty.dispositions.binding import DISPOSITIONS
from severalty.dispositions.queries.fitting import against, clashes, facts_of, is_overridden, refusals_of
from severalty.dispositions.queries.workbench import THINGS, Bench, Place, Proposal, Subject, workbench_for
from severalty.engine.dispositions.answers import State, fingerprint, standing_of
from severalty.engine.dispositions.dispositions import Disposition, Route
from severalty.engine.estate.parties import Audience, OrganisationKind
from severalty.engine.evidence import Evidence
from severalty.engine.freeze import digest
from severalty.estate.queries import CONTRACTS
from severalty.tenancy.access import Viewer, visible_items
from severalty.tenancy.drafts import Draft, Drafting, Effect
from severalty.tenancy.models import Case, Organisation

_SPELLED = ("thing", "moves_to")


@dataclass(frozen=True)
class Choice:
    """What is to become of a thing (its reference) for a council (its key): the columns that are set, references to
    items by reference, the version of the own proposal that was looked at, nought where there was none, and what it
    rests on where it is agreed."""

    thing: str
    council: str
    values: Mapping[str, Any]
    version: int = 0
    resting: Resting = NOTHING


@dataclass(frozen=True)
class Outcome:
    """What writing a choice would do: the draft, or why it is refused, or what somebody else made of it meanwhile.

    `inside` is the record that would be written as the workbench holds it, with references in place of keys.
    """

    choice: Choice
    name: str = ""
    before: Disposition | None = None
    draft: Draft | None = None
    refusals: tuple[str, ...] = ()
    changed: bool = False
    columns: Mapping[str, str] = field(default_factory=dict)
    notes: tuple[str, ...] = ()
    inside: Disposition | None = None

    @property
    def writes(self) -> bool:
        """Whether anything would be written."""
        return self.draft is not None and self.draft.effect in (Effect.NEW, Effect.CHANGED) and not self.refusals

    @property
    def route(self) -> Route:
        """What it would become."""
        return Route(self.choice.values.get("route", self.before.route if self.before else Route.UNDECIDED))


def look(viewer: Viewer, case: Case, on: date, choices: Sequence[Choice]) -> list[Outcome]:
    """What these choices would do, each with the reasons where it is refused. Writes nothing."""
    bench = workbench_for(viewer, case, on, {one.thing for one in choices})
    drafting = Drafting(viewer, case)
    own = {row.pk: record for row, record in drafting.existing(DISPOSITIONS).values()}
    counted = Counter(one.key for one in bench.subjects.values())
    hand = _Hand(viewer, bench, drafting, own, frozenset(key for key, count in counted.items() if count > 1))
    found = _together(hand, [_looked(hand, choice) for choice in choices])
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


def contracts_for(viewer: Viewer, case: Case) -> list[tuple[str, str]]:
    """The contracts that the viewer may see, by name, as choices: reference and words. One query."""
    items = visible_items(viewer, case).filter(table=CONTRACTS.table).order_by("name", "key", "ref")
    return [(ref, f"{name} ({key})") for ref, name, key in items.values_list("ref", "name", "key")]


def seen_of(outcomes: Sequence[Outcome]) -> str:
    """The fingerprint of what a person looked at before it is written."""
    return digest([
        (one.choice.thing, one.choice.council, one.choice.version, one.changed, one.refusals,
         (one.draft.before, one.draft.after) if one.draft else None)
        for one in outcomes
    ])  # fmt: skip


@dataclass(frozen=True)
class _Hand:
    """What is needed to look at a choice: the workbench, the drafting, own records, keys that several things have."""

    viewer: Viewer
    bench: Bench
    drafting: Drafting
    own: Mapping[str, Disposition]
    twins: frozenset[str]

    @property
    def recorder(self) -> int:
        """The organisation that would record it."""
        return self.viewer.organisation.pk if self.viewer.organisation else 0


def _looked(hand: _Hand, choice: Choice) -> Outcome:
    bench = hand.bench
    subject, council = bench.subjects.get(choice.thing), bench.organisations.get(choice.council)
    if subject is None or subject.table not in THINGS:
        return Outcome(choice, "?", refusals=("It is not on record any more, or not for you to see.",))
    name = f"{subject.name} for {council.name if council else choice.council}"
    if council is None or council.kind != OrganisationKind.COUNCIL:
        return Outcome(choice, name, refusals=(f"Expected one of the councils; {_called(council, choice)} is none.",))
    place = bench.place(choice.thing, choice.council)
    held = [one for one in (place.proposals if place else ()) if one.recorder == hand.viewer.organisation]
    if len(held) > 1:
        return Outcome(choice, name, refusals=(
            "Your organisation has recorded two of it; withdraw one of them first.",))  # fmt: skip
    before = hand.own.get(held[0].ref) if held else None
    if (held[0].row.item.version if held else 0) != choice.version:
        return Outcome(choice, name, before, changed=True, refusals=(_changed(before),))
    if before is None and choice.values.get("route") is Route.UNDECIDED:
        return Outcome(choice, name)
    record = _record(hand, subject, before, choice)
    inside = _inside(hand, subject, record, choice)
    facts = facts_of(subject)
    columns = against(facts, record, refusals_of(facts, record, inside.moves_to, bench.agreement, bench.on))
    return Outcome(
        choice, name, before, Draft(DISPOSITIONS, record), tuple(columns.values()), columns=columns,
        notes=_beside(place, hand.recorder, record.route, is_ours=before is not None), inside=inside,
    )  # fmt: skip


def _called(organisation: Organisation | None, choice: Choice) -> str:
    return organisation.name if organisation is not None else repr(choice.council)


def _beside(place: Place | None, recorder: int, route: Route, *, is_ours: bool) -> tuple[str, ...]:
    """What the viewer should know before it is written: what others propose there, and that it is agreed already."""
    if place is None:
        return ()
    said = [one for one in place.proposals if one.record.route is not Route.UNDECIDED]
    others = [one for one in said if one.recorder.pk != recorder and one.record.route is not route]
    told = [f"{one.recorder.name} proposes {one.record.route.value}: the two would conflict." for one in others]
    if place.row.standing.state in (State.AGREED, State.DONE) and (others or is_ours):
        told.append("It is agreed now, and would not be any more.")
    return tuple(told)


def _changed(now: Disposition | None) -> str:
    words = f"it is {now.route.value} on record now" if now else "it is no longer on record"
    return f"Somebody else of your organisation changed it meanwhile: {words}. Look at it again."


def _record(hand: _Hand, subject: Subject, before: Disposition | None, choice: Choice) -> Disposition:
    lookup = hand.drafting.lookup
    values = {name: value for name, value in choice.values.items() if name not in _SPELLED}
    if "moves_to" in choice.values:
        ref = choice.values["moves_to"]
        values["moves_to"] = lookup.name_of(ref, "contracts", hand.recorder) or ref
    if before is not None:
        return replace(before, **values)
    thing = lookup.name_of(subject.ref, "item", hand.recorder)
    audience = Audience.PARTNERS if subject.is_joint else Audience.HOLDERS
    values = {"audience": audience, "evidence": Evidence.ATTESTED} | values
    council = hand.bench.organisations[choice.council]
    return Disposition(
        key=_free_key(hand, subject, choice.council), name=f"{subject.name} for {council.name}", thing=thing,
        council=choice.council, **values,
    )  # fmt: skip


def _free_key(hand: _Hand, subject: Subject, council: str) -> str:
    """The key that the record would be given by itself, or one that tells two things of one key apart."""
    key = f"{subject.key} for {council}"[:300]
    taken = hand.drafting.lookup.own(DISPOSITIONS.table, key, hand.recorder) is not None
    return f"{subject.key[:250]} {subject.ref} for {council}"[:300] if taken or subject.key in hand.twins else key


def _inside(hand: _Hand, subject: Subject, record: Disposition, choice: Choice) -> Disposition:
    """The record as the workbench holds proposals: references in place of keys."""
    own = hand.bench.place(choice.thing, choice.council)
    mine = own.own(hand.viewer) if own is not None else None
    moves_to = choice.values.get("moves_to", mine.record.moves_to if mine else "")
    key = hand.viewer.organisation.key if hand.viewer.organisation else ""
    return replace(record, key=mine.ref if mine else "", thing=subject.ref, moves_to=moves_to, recorded_by=key)


def _together(hand: _Hand, found: Sequence[Outcome]) -> list[Outcome]:
    """The outcomes with what is said against them by what is proposed for other councils.

    Refused is what cannot be beside what others have settled, or beside what is chosen for other councils in the same
    go. Beside what one proposes oneself for another council it is noted, so that two can be changed one after the
    other: nobody can accept either until they go together. What would be agreed by being written is refused as well.
    What others merely propose is argued out by answers.
    """
    chosen = {
        (one.choice.thing, one.choice.council): one.inside
        for one in found
        if one.inside is not None and not one.refusals
    }
    things = dict.fromkeys(ref for ref, _ in chosen)
    firm = {ref: _clashes(hand, ref, chosen, own=False) for ref in things}
    all_ = {ref: _clashes(hand, ref, chosen, own=True) for ref in things}
    made = []
    for one in found:
        ref, council = one.choice.thing, one.choice.council
        said = all_[ref].get(council, ()) if (ref, council) in chosen else ()
        if said and (firm[ref].get(council) or _settles(hand, one)):
            made.append(_refused(one, firm[ref].get(council) or said))
        elif said:
            made.append(replace(one, notes=(*one.notes, f"Beside what you propose yourself: {' '.join(said)} {_BOTH}")))
        else:
            made.append(one)
    return made


_BOTH = "Change that as well: no council can accept either until the two go together."


def _clashes(
    hand: _Hand, ref: str, chosen: Mapping[tuple[str, str], Disposition], *, own: bool
) -> Mapping[str, tuple[str, ...]]:
    """What cannot be beside what is chosen in the same go and what others have settled; with `own`, also beside what
    the viewer's organisation proposes for other councils."""
    bench = hand.bench
    records = {council: record for (thing, council), record in chosen.items() if thing == ref}
    for council in (one.key for one in bench.councils if one.key not in records):
        place = bench.place(ref, council)
        mine, table = (place.own(hand.viewer), place.on_table) if place is not None else (None, None)
        if own and mine is not None:
            records[council] = mine.record
        elif place is not None and place.row.standing.settled and table is not None and table is not mine:
            records[council] = table.record
    return clashes(facts_of(bench.subjects[ref]), records, bench.names)


def _settles(hand: _Hand, outcome: Outcome) -> bool:
    """Whether everybody would have agreed to it as soon as it is written: they propose or have accepted the same."""
    place, record = hand.bench.place(outcome.choice.thing, outcome.choice.council), outcome.inside
    if place is None or record is None:
        return False
    mine = place.own(hand.viewer)
    beside = [one.record for one in place.proposals if one is not mine]
    told = fingerprint(replace(record, thing=place.subject.key, moves_to=_key_of(hand, record.moves_to)))
    answers = [
        replace(one, of_version=fingerprint(record))
        if one.of_version == told and one.disposition == record.key
        else one
        for one in place.answers
    ]
    others = [one for one in place.subject.weights if one != outcome.choice.council]
    return standing_of([*beside, record], answers, others).settled


def _key_of(hand: _Hand, ref: str) -> str:
    return hand.drafting.lookup.items[ref][1] if ref in hand.drafting.lookup.items else ""


def _refused(outcome: Outcome, sentences: Sequence[str]) -> Outcome:
    if outcome.inside is None or is_overridden(outcome.inside):
        return outcome
    names = "; ".join(sentences)
    return replace(outcome, refusals=(names,), columns={"route": names})


def said_by(own: Organisation | None, place: Place, proposal: Proposal) -> str:
    """What a council has answered to a proposal as it stands, in a word; `nothing` where it has not."""
    version, key = place.version_of(proposal), own.key if own is not None else ""
    mine = (one for one in place.answers if (one.organisation, one.disposition) == (key, proposal.ref))
    return next((one.answer.value for one in mine if one.of_version == version), "nothing")


def stands_against(bench: Bench, place: Place, proposal: Proposal) -> tuple[str, ...]:
    """What the record says against a proposal as it stands, in names; nothing where it is overridden.

    It is what the register says of the one on the table; one that conflicts with others is looked at by itself.
    """
    if proposal is place.on_table:
        return place.row.refusals
    record, facts = proposal.record, facts_of(place.subject)
    if is_overridden(record):
        return ()
    beside = {
        one: other.record
        for one in place.subject.users
        if (held := bench.place(facts.ref, one)) is not None and (other := held.on_table) is not None
    }
    clash = clashes(facts, {**beside, place.council.key: record}, bench.names).get(place.council.key, ())
    return (*refusals_of(facts, record, record.moves_to, bench.agreement, bench.on), *clash)
