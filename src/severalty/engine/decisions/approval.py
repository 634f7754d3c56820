"""Joint approval of one frozen core by councils of which none is above another.

A core is in force exactly while every partner that has not left has an effective approval of one and the same digest,
from the day on which the last of them took effect. A version that is frozen before that day and supersedes it voids
its approvals; one that is frozen later does not end it before it is in force itself. Entries may come in any order;
only their dates count, and what has no date never makes a core come into force. Domain rule 3.9.
"""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date
from functools import cached_property

from severalty.engine.dates import day
from severalty.engine.decisions.approval_facts import (
    APPROVING,
    Approvals,
    CallInRule,
    JointPosition,
    Needed,
    PartnerPosition,
    PartnerState,
    Said,
    Version,
    Whole,
)
from severalty.engine.decisions.approval_standing import (
    ORDER,
    Standing,
    counts,
    effective_day,
    is_exact,
    last_words,
    standing_of,
)

_FEWEST = 2
_NOT_AGAINST = frozenset({PartnerState.CANNOT_SAY, PartnerState.EFFECTIVE, PartnerState.LEFT})
_ALONE = "fewer than two partners are left, so nothing is decided in common"


@dataclass(frozen=True)
class _Hold:
    """A version that is or was in force, from one day to another."""

    digest: str
    since: date
    until: date | None = None
    why: str = ""


class _Machine:
    """What is on record, sorted once, and asked day by day."""

    def __init__(self, asked: Approvals) -> None:
        self.asked, self.closures = asked, asked.closures
        self.versions = {one.digest: one for one in sorted(asked.versions, key=lambda one: (one.number, one.digest))}
        self.rules = {one.body: one for one in sorted(asked.rules, key=repr, reverse=True)}
        self.said: dict[tuple[str, str], list[Said]] = {}
        for one in sorted(asked.said, key=repr):
            self.said.setdefault((one.body, one.digest), []).append(one)

    @cached_property
    def days(self) -> list[date]:
        """Every day up to the one asked for on which something may have changed, in order."""
        found = {self.asked.on}
        dates = [one.frozen_on for one in self.versions.values()] + [one.on for one in self.asked.leaving]
        for said in self.asked.said:
            dates += [said.decided_on, said.called_in_on, said.settled_on]
            effective, _ = effective_day(said, self.rule(said.body), self.closures)
            found |= {effective} if effective else set()
        for one in dates:
            found |= {one.first, one.last} if one else set()
        return sorted(value for value in found if value <= self.asked.on)

    def rule(self, body: str) -> CallInRule:
        """How decisions of a body are called in."""
        return self.rules.get(body) or CallInRule(body)

    def has_left(self, partner: str, on: date) -> bool:
        """Whether a partner has certainly left by its own word."""
        return any(
            one.partner == partner == one.said_by and one.on is not None and one.on.last <= on
            for one in self.asked.leaving
        )

    def may_have_left(self, partner: str, on: date) -> str:
        """The day, not known to the day, on which a partner that has not certainly left has left by its own word; empty
        where there is none by a day."""
        if self.has_left(partner, on):
            return ""
        own = (one.on for one in self.asked.leaving if one.partner == partner == one.said_by)
        return next((str(one) for one in own if one is not None and one.first <= on), "")

    def name(self, version: Version) -> str:
        """A version by its number, and by its digest too where another has the same number."""
        twin = any(one.number == version.number for one in self.versions.values() if one is not version)
        return f"version {version.number}" + (f" ({version.digest[:8]}…)" if twin else "")

    def partners(self, version: Version, on: date) -> list[str]:
        """The partners that a version needs and that have not left."""
        return [one for one in dict.fromkeys(each.partner for each in version.needed) if not self.has_left(one, on)]

    def bodies(self, version: Version, partner: str) -> list[Needed]:
        """The bodies that must approve a version for one partner."""
        return [one for one in version.needed if one.partner == partner]

    def words(self, needed: Needed, digest: str, on: date) -> list[Said]:
        """The last binding words of a body on a digest."""
        return last_words(self.binding(needed, digest), on)

    def binding(self, needed: Needed, digest: str) -> list[Said]:
        """Every binding word of a body on a digest."""
        return [one for one in self.said.get((needed.body, digest), ()) if counts(one, needed)]

    def standing(self, needed: Needed, version: Version, on: date) -> Standing | None:
        """How a body stands with a version; None where it has said nothing of it. To approve once more what one has
        approved with effect already suspends nothing."""
        known, rule = self.binding(needed, version.digest), self.rule(needed.body)
        words = last_words(known, on)
        found = standing_of(words, version, rule, self.closures, on)
        if found is None or found.state is not PartnerState.IN_CALL_IN:
            return found
        before = last_words((one for one in known if one not in words), on)
        earlier = standing_of(before, version, rule, self.closures, on)
        return earlier if earlier is not None and earlier.state is PartnerState.EFFECTIVE else found

    def is_frozen(self, version: Version, on: date) -> bool:
        """Whether a version may have been frozen by a day."""
        return version.frozen_on is None or version.frozen_on.first <= on

    def successors(self, digest: str, on: date) -> list[Version]:
        """The versions that supersede another by a day."""
        found = (one for one in self.versions.values() if one.supersedes == digest and one.digest != digest)
        return [one for one in found if self.is_frozen(one, on)]

    def unready(self, version: Version, on: date) -> str:
        """Why a version is not approved by all on a day; empty where it is."""
        partners = self.partners(version, on)
        if len(partners) < _FEWEST:
            return _ALONE
        doubtful = [one for one in partners if self.may_have_left(one, on)]
        if len(partners) - len(doubtful) < _FEWEST:
            return f"{doubtful[0]} may have left: on {self.may_have_left(doubtful[0], on)}"
        for needed in (one for partner in partners for one in self.bodies(version, partner)):
            found = self.standing(needed, version, on)
            if found is None or found.state is not PartnerState.EFFECTIVE:
                return f"{needed.partner_name}: {found.why if found else 'nothing is decided'}"
        return ""

    def may_enter(self, version: Version, on: date) -> bool:
        """Whether a version comes into force on a day, if it is not in force yet."""
        if not self.is_frozen(version, on) or self.successors(version.digest, on) or self.unready(version, on):
            return False
        found = [
            self.standing(one, version, on)
            for partner in self.partners(version, on)
            for one in self.bodies(version, partner)
        ]
        return all(one is not None and (one.lapses is None or on <= one.lapses) for one in found)

    def held(self) -> _Hold | None:
        """The version that is in force on the day asked for, or that was the last to be, found day by day.

        While one is in force another takes its place only on the day on which all have come to approve it.
        """
        hold: _Hold | None = None
        ready: set[str] = set()
        for on in self.days:
            if hold is not None and hold.until is None:
                why = self.unready(self.versions[hold.digest], on)
                hold = replace(hold, until=on, why=why) if why else hold
            running = hold.digest if hold is not None and hold.until is None else ""
            before, ready = ready, {one.digest for one in self.versions.values() if self.may_enter(one, on)}
            entering = [
                one for one in self.versions if one in ready and one != running and not (running and one in before)
            ]
            if entering:
                hold = _Hold(entering[-1], on)
        return hold


def position_of(asked: Approvals) -> JointPosition:
    """Where every partner stands with the newest version of a core, and whether one is in force, on a day."""
    machine = _Machine(asked)
    on = asked.on
    frozen = [one for one in machine.versions.values() if machine.is_frozen(one, on)]
    if not frozen:
        return JointPosition(Whole.NOT_FROZEN, "Nothing is frozen yet, so nobody can approve it.")
    newest = [one for one in frozen if not machine.successors(one.digest, on)] or frozen
    hold = machine.held()
    running = hold.digest if hold is not None and hold.until is None else ""
    current = next((one for one in newest if one.digest == running), newest[-1])
    partners = tuple(
        _partner(machine, current, one, hold) for one in dict.fromkeys(each.partner for each in current.needed)
    )
    state = _whole(hold, partners, current)
    missing = tuple(
        f"{one.name}: {one.why}." for one in partners if one.state not in (PartnerState.EFFECTIVE, PartnerState.LEFT)
    )
    return JointPosition(
        state, _sentence(machine, state, hold, current, partners), partners, current.digest,
        hold.digest if hold else "", hold.since if hold else None, hold.until if hold else None, missing,
        tuple(_notes(machine, newest, current)),
    )  # fmt: skip


def _whole(hold: _Hold | None, partners: tuple[PartnerPosition, ...], current: Version) -> Whole:
    if hold is not None and hold.until is None:
        return Whole.IN_FORCE
    states = {one.state for one in partners}
    is_open = PartnerState.CANNOT_SAY in states
    if hold is not None and hold.digest == current.digest:
        return Whole.CANNOT_SAY if is_open and states <= _NOT_AGAINST else Whole.ENDED
    if is_open:
        return Whole.CANNOT_SAY
    return Whole.ENDED if hold is not None else Whole.NOT_YET


def _partner(machine: _Machine, version: Version, partner: str, hold: _Hold | None) -> PartnerPosition:
    on = machine.asked.on
    bodies = machine.bodies(version, partner)
    name = bodies[0].partner_name
    if machine.has_left(partner, on):
        days = [one.on for one in machine.asked.leaving if one.partner == partner == one.said_by and one.on]
        return PartnerPosition(partner, name, PartnerState.LEFT, f"has left on {min(days)}")
    doubt = machine.may_have_left(partner, on)
    if doubt and len(machine.partners(version, on)) == _FEWEST:
        return PartnerPosition(partner, name, PartnerState.CANNOT_SAY, f"may have left: on {doubt}")
    in_force = hold is not None and hold.until is None and hold.digest == version.digest
    found = [(one, _body(machine, version, one, in_force, hold)) for one in bodies]
    worst = min((each for _, each in found), key=lambda one: ORDER[one[0].state])
    whys = [f"{one.body_name}: {each.why}" for one, (each, _) in found]
    entries = tuple(dict.fromkeys(entry for _, (each, _) in found for entry in each.entries))
    days_known = [each.effective for _, (each, _) in found if each.effective]
    effective = max(days_known) if len(days_known) == len(found) else None
    return PartnerPosition(partner, name, worst[0].state, "; ".join(whys), worst[1], effective, entries)


def _body(
    machine: _Machine, version: Version, needed: Needed, in_force: bool, hold: _Hold | None
) -> tuple[Standing, str]:
    """How a body stands with the newest version, and the digest that its word is on."""
    on = machine.asked.on
    found = machine.standing(needed, version, on)
    if found is not None:
        gone = found.lapses is not None and on > found.lapses and not in_force
        if gone and found.state in (PartnerState.EFFECTIVE, PartnerState.IN_CALL_IN) and found.lapses is not None:
            why = f"{found.why}; lapsed after {day(found.lapses)}, when it was not in force"
            return Standing(PartnerState.LAPSED, why, entries=found.entries), version.digest
        return found, version.digest
    if not needed.binds:
        return Standing(
            PartnerState.TO_COME, "an informal body, whose word binds nobody; name the one that decides"
        ), ""
    return _elsewhere(machine, version, needed, hold) or (
        Standing(PartnerState.TO_COME, _silent(machine, version, needed)), "",
    )  # fmt: skip


def _silent(machine: _Machine, version: Version, needed: Needed) -> str:
    """That a body has said nothing that counts, and what was said that does not."""
    others = [
        one for (body, digest), held in machine.said.items() if body == needed.body and digest == version.digest
        for one in held if not counts(one, needed)
    ]  # fmt: skip
    told = f"has not decided on {machine.name(version)}"
    if not others:
        return told
    names = " and ".join(f"“{one.entry}”" for one in others)
    return f"{told}; {names} does not count: it is no decision, or not recorded by the partner itself"


def _elsewhere(machine: _Machine, version: Version, needed: Needed, hold: _Hold | None) -> tuple[Standing, str] | None:
    """A body that has approved another version than the newest, the last such first."""
    on = machine.asked.on
    approved = [
        (words[-1], digest)
        for body, digest in machine.said
        if body == needed.body and digest != version.digest
        and (words := machine.words(needed, digest, on)) and all(one.outcome in APPROVING for one in words)
    ]  # fmt: skip
    if not approved:
        return None
    said, digest = max(approved, key=lambda one: (one[0].decided_on.last if one[0].decided_on else date.min, one[1]))
    other = machine.versions.get(digest)
    name = machine.name(other) if other else f"a version that is not on record here ({digest[:12]}…)"
    when = f" on {said.decided_on}" if said.decided_on else ""
    told = f"approved {name}{when} (“{said.entry}”)"
    if hold is not None and hold.until is None and hold.digest == digest:
        return Standing(PartnerState.TO_COME, f"{told}, which is in force; {_silent(machine, version, needed)}",
                        entries=(said.entry,)), digest  # fmt: skip
    return Standing(
        PartnerState.VOID, f"{told}, which is void: {_replaced(machine, version, other)}", entries=(said.entry,)
    ), digest


def _replaced(machine: _Machine, version: Version, other: Version | None) -> str:
    """Why the approval of one version says nothing of another."""
    if other is None or version.supersedes != other.digest:
        return f"{machine.name(version)} is the one to decide on"
    changed = f"; changed: {', '.join(version.changed)}" if version.changed else ""
    reason = f", because: {version.reason.rstrip('.')}" if version.reason else ""
    since = f" on {version.frozen_on}" if version.frozen_on else ""
    return f"{machine.name(version)} superseded it{since}{reason}{changed}"


# ---------------------------------------------------------------------------------------------------------- sentences
_SHORT = {
    PartnerState.EFFECTIVE: "has approved {version}",
    PartnerState.IN_CALL_IN: "has approved {version}, which is still in call-in",
    PartnerState.CALLED_IN: "has approved {version}, which is called in",
    PartnerState.REFERRED_BACK: "has to decide on {version} again after a call-in",
    PartnerState.REFUSED: "has refused {version}",
    PartnerState.DEFERRED: "has deferred {version}",
    PartnerState.WITHDRAWN: "has withdrawn its approval of {version}",
    PartnerState.LAPSED: "has approved {version}, but that has lapsed",
    PartnerState.TO_COME: "has not decided on {version}",
    PartnerState.LEFT: "has left",
    PartnerState.CANNOT_SAY: "cannot be told on {version}",
}


def _sentence(
    machine: _Machine, state: Whole, hold: _Hold | None, current: Version, partners: tuple[PartnerPosition, ...]
) -> str:
    told = "; ".join(_clause(machine, current, one) for one in partners)
    verdict = _verdict(machine, state, hold, current, partners)
    return f"{told}. {verdict}" if told else verdict


def _clause(machine: _Machine, current: Version, one: PartnerPosition) -> str:
    if one.state is not PartnerState.VOID:
        return f"{one.name} {_SHORT[one.state].format(version=machine.name(current))}"
    other = machine.versions.get(one.digest)
    which = machine.name(other) if other else "a version that is not on record here"
    changed = f": {' and '.join(current.changed)} changed" if current.changed and other else ""
    return f"{one.name} has approved {which}, which is void{changed}"


def _verdict(
    machine: _Machine, state: Whole, hold: _Hold | None, current: Version, partners: tuple[PartnerPosition, ...]
) -> str:
    if hold is not None and state in (Whole.IN_FORCE, Whole.ENDED):
        name = machine.name(machine.versions[hold.digest]).capitalize()
        if hold.until is None:
            return f"{name} is in force since {day(hold.since)}."
        was = f"{name} was in force from {day(hold.since)}"
        return f"{was} and is no longer since {day(hold.until)}: {hold.why}."
    if state is Whole.CANNOT_SAY:
        return "Whether it is in force cannot be said."
    if len([one for one in partners if one.state is not PartnerState.LEFT]) < _FEWEST:
        return f"Not in force: {_ALONE}."
    coming = [one.effective for one in partners if one.state is PartnerState.IN_CALL_IN and one.effective]
    ready = all(one.state in (PartnerState.EFFECTIVE, PartnerState.IN_CALL_IN, PartnerState.LEFT) for one in partners)
    if coming and ready:
        return f"Not in force; if nobody calls it in, {machine.name(current)} is from {day(max(coming))}."
    return "Not in force."


def _notes(machine: _Machine, newest: Iterable[Version], current: Version) -> Iterable[str]:
    """What somebody should look at: versions side by side, what others say, and a long stop that comes near."""
    beside = [one for one in newest if one is not current]
    if beside:
        names = " and ".join(f"version {one.number} ({one.digest[:8]}…)" for one in [*beside, current])
        yield f"{names} stand side by side: none supersedes the other. Freeze one that supersedes both in substance."
    for one in machine.asked.leaving:
        if one.partner != one.said_by:
            needed = f"{one.partner} has not said so, so its approval is needed"
            yield f"{one.said_by} says that {one.partner} has left; {needed}."
        elif one.on is not None and not is_exact(one.on):
            yield f"{one.partner} has left on a day that is not known to the day ({one.on})."
