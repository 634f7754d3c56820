"""Which packages cannot be dated, and why: no estimate, no known decision or promise, no skill, a user who stays."""

from collections.abc import Iterator

from severalty.engine.transition.drawing_parts import Undated
from severalty.engine.transition.drawing_sketch import Sketch, drop_undated
from severalty.engine.transition.packages import PackageKind, PackageWait, WorkPackage
from severalty.engine.transition.record import DispositionFact, PlanRecord
from severalty.engine.transition.resources import CutOverKind

MOVES = frozenset((PackageKind.CUT_OVER, PackageKind.MIGRATE))
STAYS = frozenset(("keep shared", "extend", "undecided"))
NO_USER = "not used"


def mark_undated(sketch: Sketch) -> None:
    """Say of each package why it cannot be dated, and of what comes after it that it waits for it; take them out."""
    for wait in sketch.record.waits:
        if wait.package in sketch.place:
            _mark(sketch, wait.package, _unknown(sketch, wait))
    for need in sketch.record.needs:
        team = next((one for one in sketch.record.teams if one.key == need.team), None)
        skills = {word.strip().lower() for word in team.skills.split(";") if word.strip()} if team else set()
        if need.package in sketch.place and skills and need.skill and need.skill.strip().lower() not in skills:
            _mark(sketch, need.package, f"{sketch.name(need.team)} is on record without the skill {need.skill}")
    for package in sketch.record.packages:
        if package.key in sketch.place and package.kind is PackageKind.DECOMMISSION:
            _mark(sketch, package.key, _who_stays(sketch, package))
    _spread(sketch)
    drop_undated(sketch)


def undated_of(sketch: Sketch) -> tuple[Undated, ...]:
    """The packages that get no date, in the order of the record."""
    return tuple(
        Undated(one.key, one.name, f"Not dated: {sketch.why_not[one.key]}.")
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
    said = {one.council for one in movers_of(record, package)} | {package.council} - {""}
    waited = {wait.follows for wait in record.waits if wait.package == package.key}
    said |= {one.council for one in record.promises if one.key in waited}
    if package.kind is not PackageKind.DECOMMISSION or package.council or not package.thing or "" in said:
        return
    facts = {(one.thing, one.council): one for one in record.dispositions}
    for use in record.uses:
        if use.thing == package.thing and use.council not in said:
            fact = facts.get((use.thing, use.council))
            if fact is None or fact.route != NO_USER:
                yield use.council, fact


def _who_stays(sketch: Sketch, package: WorkPackage) -> str:
    for council, fact in _others(sketch.record, package):
        name = sketch.name(council)
        if fact is not None and fact.route in STAYS:
            return f"{name} still uses {sketch.name(package.thing)}, and its disposition is “{fact.route}”"
        if fact is None or fact.by_when is None:
            return f"{name} still uses {sketch.name(package.thing)}, and nothing here says when it leaves"
    return ""


def _unknown(sketch: Sketch, wait: PackageWait) -> str:
    """Why what is waited for has no day; nothing where it has one, or is a package of this plan."""
    record = sketch.record
    if wait.follows in sketch.packages or any(one.key == wait.follows for one in record.elsewhere):
        return ""
    gate = next((one for one in record.gates if one.key == wait.follows), None)
    if gate is not None:
        told = gate.earliest or gate.latest or gate.steps
        return "" if told else f"no day is known on which “{gate.name}” is decided"
    promise = next((one for one in record.promises if one.key == wait.follows), None)
    if promise is not None:
        kept = any(package.fulfils == promise.key for package in record.packages)
        known = promise.kept_on or promise.promised_for or promise.latest
        return "" if known or kept else f"no day is promised for “{promise.name}”"
    return f"it waits for {sketch.name(wait.follows)}, of which no day is known here"


def _mark(sketch: Sketch, package: str, why: str) -> None:
    if why:
        sketch.why_not.setdefault(package, why)


def _spread(sketch: Sketch) -> None:
    """Whatever waits for a package without a date, or goes together with it, has none either."""
    record = sketch.record
    pairs = [(wait.follows, wait.package, "it waits for") for wait in record.waits]
    for package in record.packages:
        pairs += [(mover.key, package.key, "nothing is taken down before") for mover in movers_of(record, package)]
        pairs += [
            (package.key, wait.package, "it waits for")
            for wait in record.waits
            if wait.follows == package.fulfils != ""
        ]
    for rule in record.rules:
        tied = [one.package for one in record.members if one.rule == rule.key]
        if rule.kind is CutOverKind.TOGETHER:
            pairs += [(one, other, "it goes together with") for one in tied for other in tied if one != other]
    changed = True
    while changed:
        changed = False
        for before, after, how in pairs:
            if before in sketch.why_not and after in sketch.place and after not in sketch.why_not:
                sketch.why_not[after] = f"{how} {sketch.name(before)}, and {_root(sketch, before)}"
                changed = True


def _root(sketch: Sketch, package: str) -> str:
    """Why the first in a row of packages has no date, with its name where it is another."""
    why = sketch.why_not[package]
    return why.rpartition(", and ")[2] if why.startswith(("it waits for", "it goes", "nothing is")) else why
