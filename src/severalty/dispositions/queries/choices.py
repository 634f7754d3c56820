"""What a choice on the workbench would do before it is written: new, changed, refused, or somebody was quicker."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from typing import Any

from severalty.dispositions.binding import DISPOSITIONS
from severalty.dispositions.queries.workbench import THINGS, Bench, Place, Subject, workbench_for
from severalty.engine.dispositions import routes
from severalty.engine.dispositions.answers import State
from severalty.engine.dispositions.dispositions import Disposition, Route
from severalty.engine.dispositions.routes import check_route, situation_of
from severalty.engine.estate.parties import Audience, OrganisationKind
from severalty.engine.evidence import Evidence
from severalty.engine.freeze import digest
from severalty.tenancy.access import Viewer
from severalty.tenancy.drafts import Draft, Drafting, Effect
from severalty.tenancy.models import Case

_SPELLED = ("thing", "moves_to")


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
    notes: tuple[str, ...] = ()

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
        return Outcome(choice, name, refusals=(f"Expected one of the councils; {choice.council!r} is none.",))
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
    columns = _against(subject, record, choice, bench)
    return Outcome(
        choice, name, before, Draft(DISPOSITIONS, record), tuple(columns.values()), columns=columns,
        notes=_beside(place, hand.recorder, record.route, is_ours=before is not None),
    )  # fmt: skip


def _beside(place: Place | None, recorder: int, route: Route, *, is_ours: bool) -> tuple[str, ...]:
    """What the viewer should know before it is written: what others propose there, and that it is agreed already."""
    if place is None:
        return ()
    others = [one for one in place.proposals if one.recorder.pk != recorder and one.record.route is not route]
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


def _against(subject: Subject, record: Disposition, choice: Choice, bench: Bench) -> dict[str, str]:
    """What stands against it, by column: a route that does not fit or is refused, a reason that is missing."""
    if record.route is Route.UNDECIDED:
        return {}
    if record.route not in subject.routes:
        fit = ", ".join(one.value for one in subject.routes)
        return {"route": f"{record.route.value} does not fit {subject.table.replace('_', ' ')}; expected {fit}."}
    found: dict[str, str] = {}
    seen = replace(record, moves_to=str(choice.values.get("moves_to", record.moves_to)))
    known = situation_of(seen, bench.agreement, subject.tie.contract if subject.tie else None)
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


def _together(hand: _Hand, found: Sequence[Outcome]) -> list[Outcome]:
    """The outcomes, with a refusal of those that cannot be beside what is settled, proposed by oneself or chosen for
    other councils; what others merely propose is argued out by answers."""
    chosen = {
        (one.choice.thing, one.choice.council): one.draft.record
        for one in found
        if one.draft is not None and not one.refusals
    }
    against = {ref: _clashes(hand, ref, chosen) for ref in dict.fromkeys(ref for ref, _ in chosen)}
    return [
        _refused(one, against[one.choice.thing].get(one.choice.council, ()))
        if (one.choice.thing, one.choice.council) in chosen
        else one
        for one in found
    ]


def _clashes(hand: _Hand, ref: str, chosen: Mapping[tuple[str, str], Any]) -> Mapping[str, tuple[str, ...]]:
    bench, subject = hand.bench, hand.bench.subjects[ref]
    records = {council: record for (thing, council), record in chosen.items() if thing == ref}
    for council in bench.councils:
        place = bench.place(ref, council.key)
        if place is not None and council.key not in records:
            own, table = place.own(hand.viewer), place.on_table
            counts = own or (table if place.row.standing.settled else None)
            if counts is not None:
                records[council.key] = counts.record
    made = [
        routes.Choice(key, one.route, one.new_holder)
        for key, one in records.items()
        if one.route is not Route.UNDECIDED
    ]
    return routes.contradictions(made, subject.weights if subject.is_held else ())


def _refused(outcome: Outcome, sentences: Sequence[str]) -> Outcome:
    record = outcome.draft.record if outcome.draft is not None else None
    if record is None or not sentences or (record.override.strip() and record.overridden_by.strip()):
        return outcome
    names = "; ".join(sentences)
    return replace(outcome, refusals=(names,), columns={"route": names})
