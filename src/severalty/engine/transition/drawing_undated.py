"""Which packages cannot be dated, and why: no estimate, no known decision or promise, no skill, a user who stays."""

from collections.abc import Iterator

from severalty.engine.transition.drawing_parts import Lack, LackKind, Undated
from severalty.engine.transition.drawing_sketch import Sketch, drop_undated
from severalty.engine.transition.packages import Maturity, PackageKind, PackageNeed, PackageWait, WorkPackage
from severalty.engine.transition.record import DispositionFact, PlanRecord
from severalty.engine.transition.resources import CutOverKind

MOVES = frozenset((PackageKind.CUT_OVER, PackageKind.MIGRATE))
STAYS = frozenset(("keep shared", "extend", "undecided"))
NO_USER = "not used"
Why = tuple[str, Lack]


def mark_undated(sketch: Sketch) -> None:
    """Say of each package why it cannot be dated, and of what comes after it that it waits for it; take them out."""
    for wait in sketch.record.waits:
        if wait.package in sketch.place:
            _mark(sketch, wait.package, _unknown(sketch, wait))
    for need in sketch.record.needs:
        team = next((one for one in sketch.record.teams if one.key == need.team), None)
        skills = {word.strip().lower() for word in team.skills.split(";") if word.strip()} if team else set()
        if need.package in sketch.place and skills and need.skill and need.skill.strip().lower() not in skills:
            _mark(sketch, need.package, _unskilled(sketch, need))
    for package in sketch.record.packages:
        if package.key in sketch.place:
            _mark(sketch, package.key, _loose(sketch, package))
            _mark(sketch, package.key, _who_stays(sketch, package))
    _spread(sketch)
    drop_undated(sketch)


def undated_of(sketch: Sketch) -> tuple[Undated, ...]:
    """The packages that get no date, in the order of the record."""
    return tuple(
        Undated(
            one.key, one.name, f"Not dated: {sketch.why_not[one.key]}.", sketch.lacks[one.key], sketch.through[one.key]
        )
        for one in sketch.record.packages
        if one.key in sketch.why_not
    )


def movers_of(record: PlanRecord, package: WorkPackage) -> tuple[WorkPackage, ...]:
    """The packages by which councils leave the thing that a package takes down."""
    if package.kind is not PackageKind.DECOMMISSION or not package.thing:
        return ()
    return tuple(
        one for one in record.packages if one.thing == package.thing and one.kind in MOVES and _ends(package, one)
    )


def leaving_days(record: PlanRecord, package: WorkPackage) -> tuple[DispositionFact, ...]:
    """The dispositions that say when a council leaves the thing that a package takes down, where no package does."""
    return tuple(fact for council, fact in _others(record, package) if fact is not None)


def _ends(package: WorkPackage, mover: WorkPackage) -> bool:
    """Whether a package takes down what a mover uses: a council's own part only that of its own packages."""
    return not package.council or package.council == mover.council or not mover.council


def _others(record: PlanRecord, package: WorkPackage) -> Iterator[tuple[str, DispositionFact | None]]:
    """The councils that still use the thing and that no package and no promise speaks for, each with its disposition.

    Who takes its own down leaves it by that.
    """
    if package.kind is not PackageKind.DECOMMISSION or package.council or not package.thing:
        return
    said = {one.council for one in movers_of(record, package)}
    waited = {wait.follows for wait in record.waits if wait.package == package.key}
    said |= {one.council for one in record.promises if one.key in waited}
    if "" in said:
        return
    facts = {(one.thing, one.council): one for one in record.dispositions}
    for use in record.uses:
        if use.thing == package.thing and use.council not in said:
            fact = facts.get((use.thing, use.council))
            if fact is None or fact.route != NO_USER:
                yield use.council, fact


def _loose(sketch: Sketch, package: WorkPackage) -> Why | None:
    """A milestone that is said to be undefined has no day of its own, and takes it from nothing else."""
    said = package.likely is not None or package.not_before is not None or package.starts_on is not None
    if package.kind is not PackageKind.MILESTONE or package.maturity is not Maturity.UNDEFINED or said:
        return None
    waits = any(wait.package == package.key for wait in sketch.record.waits)
    tied = any(one.package == package.key for one in sketch.record.members)
    if waits or tied or sketch.pieces[sketch.place[package.key]].begun is not None:
        return None
    lack = Lack(LackKind.MILESTONE, package.key, package.name, sketch.who_plans(package.key))
    return "it is an undefined milestone that waits for nothing, and no day is on record for it", lack


def _unskilled(sketch: Sketch, need: PackageNeed) -> Why:
    team = next((one for one in sketch.record.teams if one.key == need.team), None)
    who = sketch.name(team.recorded_by or team.council) if team and (team.recorded_by or team.council) else ""
    lack = Lack(LackKind.SKILL, need.team, sketch.name(need.team), who, need.skill)
    return f"{sketch.name(need.team)} is on record without the skill {need.skill}", lack


def _who_stays(sketch: Sketch, package: WorkPackage) -> Why | None:
    if package.kind is not PackageKind.DECOMMISSION:
        return None
    for council, fact in _others(sketch.record, package):
        name, thing = sketch.name(council), sketch.name(package.thing)
        lack = Lack(LackKind.USER, package.thing, thing, name)
        if fact is not None and fact.route in STAYS:
            return f"{name} still uses {thing}, and its disposition is “{fact.route}”", lack
        if fact is None or fact.by_when is None:
            return f"{name} still uses {thing}, and nothing here says when it leaves", lack
    return None


def _unknown(sketch: Sketch, wait: PackageWait) -> Why | None:
    """Why what is waited for has no day; nothing where it has one, or is a package of this plan."""
    record = sketch.record
    if wait.follows in sketch.packages or any(one.key == wait.follows for one in record.elsewhere):
        return None
    gate = next((one for one in record.gates if one.key == wait.follows), None)
    if gate is not None:
        told = gate.earliest or gate.latest or gate.steps
        lack = Lack(LackKind.DECISION, gate.key, gate.name, gate.body, " ".join(gate.missing))
        return None if told else (f"no day is known on which “{gate.name}” is decided", lack)
    promise = next((one for one in record.promises if one.key == wait.follows), None)
    if promise is not None:
        kept = any(package.fulfils == promise.key for package in record.packages)
        known = promise.kept_on or promise.promised_for or promise.latest
        who = promise.council or promise.recorded_by
        lack = Lack(LackKind.PROMISE, promise.key, promise.name, sketch.name(who) if who else "")
        return None if known or kept else (f"no day is promised for “{promise.name}”", lack)
    name = sketch.name(wait.follows)
    return f"it waits for {name}, of which no day is known here", Lack(LackKind.OTHER, wait.follows, name)


def _mark(sketch: Sketch, package: str, why: Why | None) -> None:
    if why is not None:
        sketch.leave_out(package, *why)


def _spread(sketch: Sketch) -> None:
    """Whatever waits for a package without a date, or goes together with it, has none either."""
    record = sketch.record
    pairs = [(wait.follows, wait.package, "it waits for") for wait in record.waits]
    waiting: dict[str, list[str]] = {}
    for wait in record.waits:
        waiting.setdefault(wait.follows, []).append(wait.package)
    for package in record.packages:
        pairs += [(mover.key, package.key, "nothing is taken down before") for mover in movers_of(record, package)]
        kept = waiting.get(package.fulfils, ()) if package.fulfils else ()
        pairs += [(package.key, one, "it waits for") for one in kept]
    for rule in record.rules:
        tied = [one.package for one in record.members if one.rule == rule.key]
        if rule.kind is CutOverKind.TOGETHER:
            pairs += [(one, other, "it goes together with") for one in tied for other in tied if one != other]
    changed = True
    while changed:
        changed = False
        for before, after, how in pairs:
            if before in sketch.why_not and after in sketch.place and after not in sketch.why_not:
                why = f"{how} {sketch.name(before)}, and {_root(sketch, before)}"
                sketch.leave_out(after, why, sketch.lacks[before], before)
                changed = True


def _root(sketch: Sketch, package: str) -> str:
    """Why the first in a row of packages has no date, with its name where it is another."""
    why = sketch.why_not[package]
    return why.rpartition(", and ")[2] if sketch.through[package] else why
