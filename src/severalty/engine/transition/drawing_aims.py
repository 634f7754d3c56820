"""What a plan is to make small, in the order that its user has set.

Days are working days. Date: days after which packages are later than wanted, by importance, and promises later than
promised. Support: item-days out of support. Double running: pence for old and new side by side, and for contracts that
run on after their end. Level: the most that is asked of each team on a day. Steady: days by which dates move against
the run that counts. The end of the whole is the last aim of every plan.
"""

from datetime import date

from severalty.engine.transition.drawing_sketch import Sketch
from severalty.engine.transition.drawing_undated import MOVES, movers_of
from severalty.engine.transition.packages import PackageKind, WorkPackage
from severalty.engine.transition.scheduling.problem import Aim, Late, Span

AIMS = ("date", "support", "double running", "level", "steady")
END = "end"


def aims_of(sketch: Sketch) -> tuple[Aim, ...]:
    """The aims that the plan has something for, in its order; those that it does not name come after these."""
    made = {
        "date": Aim("date", late=tuple(_wanted(sketch))),
        "support": Aim("support", late=tuple(_supported(sketch))),
        "double running": _double_running(sketch),
        "level": Aim("level", peaks=tuple((number, 1) for number in range(len(sketch.resources)))),
        "steady": _steady(sketch),
    }
    chosen = [made[name] for name in order_of(sketch.record.plan.aims) if _says(made[name])]
    return (*chosen, Aim(END, finish=1))


def order_of(text: str) -> tuple[str, ...]:
    """The aims that a plan names in their order, then the others in the usual one; words that are none are passed over.

    `support; date` gives support, date, double running, level, steady.
    """
    named = [word.strip().lower() for word in text.split(";")]
    return tuple(dict.fromkeys([*(word for word in named if word in AIMS), *AIMS]))


def _says(aim: Aim) -> bool:
    return bool(aim.late or aim.spans or aim.peaks or (aim.moved and any(one is not None for one in aim.previous)))


def _due(sketch: Sketch, package: str, value: date) -> int:
    """The slot after which a package is late; a weekend that comes too late counts as one working day at least."""
    if sketch.at_weekend(package):
        return max(0, sketch.end_slot(package, value), sketch.calendar.last_slot(value))
    return max(0, sketch.end_slot(package, value))


def _wanted(sketch: Sketch) -> list[Late]:
    found = []
    for package in sketch.record.packages:
        number = sketch.place.get(package.key)
        if number is None:
            continue
        weight = package.importance if package.importance is not None else 1
        promise = next((one for one in sketch.record.promises if one.key == package.fulfils), None)
        dues = [package.wanted_by]
        if promise is not None and promise.kept_on is None and promise.latest is not None:
            dues.append(promise.promised_for)
        for due in dues:
            if due is not None and weight:
                value = sketch.until(due, f"The day on which {package.name} is wanted", (package.key,))
                found.append(Late(number, _due(sketch, package.key, value), weight))
    return found


def _supported(sketch: Sketch) -> list[Late]:
    """A thing is out of support until it is taken down, or moved where nothing takes it down."""
    found = []
    for fact in sketch.record.supports:
        if fact.ends is None:
            continue
        about = [one for one in sketch.record.packages if one.thing == fact.key and one.key in sketch.place]
        ending = [one for one in about if one.kind is PackageKind.DECOMMISSION]
        ending = ending or [one for one in about if one.kind in MOVES]
        for package in ending[-1:]:
            value = sketch.until(fact.ends, f"The end of support of {fact.name}", (fact.key,))
            found.append(Late(sketch.place[package.key], _due(sketch, package.key, value), max(1, fact.quantity)))
    return found


def _double_running(sketch: Sketch) -> Aim:
    late: list[Late] = []
    spans: list[Span] = []
    for package in sketch.record.packages:
        number = sketch.place.get(package.key)
        if number is None:
            continue
        if package.daily_cost:
            shared = _spans(sketch, package, number)
            spans += shared
            late += [] if shared else [Late(number, max(0, sketch.now), package.daily_cost)]
        contract = next((one for one in sketch.record.contracts if one.key == package.thing), None)
        if package.kind is PackageKind.DECOMMISSION and contract is not None and contract.ends is not None:
            value = sketch.until(contract.ends, f"The end of {contract.name}", (contract.key,))
            if contract.daily_cost:
                late.append(Late(number, _due(sketch, package.key, value), contract.daily_cost))
    return Aim("double running", late=tuple(late), spans=tuple(spans))


def _spans(sketch: Sketch, package: WorkPackage, number: int) -> list[Span]:
    """Double running from each package by which somebody goes over to the new; the cost is shared out among these.

    None where nothing that is dated goes over before it: then a day costs from today on.
    """
    after = [wait.follows for wait in sketch.record.waits if wait.package == package.key]
    movers = [one.key for one in movers_of(sketch.record, package)]
    movers = movers or [one for one in after if one in sketch.packages and sketch.packages[one].kind in MOVES]
    dated = [sketch.place[one] for one in dict.fromkeys(movers) if one in sketch.place]
    cost = package.daily_cost or 0
    each, rest = divmod(cost, max(1, len(dated)))
    return [Span(one, number, each + (place < rest)) for place, one in enumerate(dated)]


def _steady(sketch: Sketch) -> Aim:
    previous: list[int | None] = [None] * len(sketch.pieces)
    for dated in sketch.record.previous:
        number = sketch.place.get(dated.package)
        if number is not None and sketch.pieces[number].begun is None:
            previous[number] = sketch.from_slot(dated.package, dated.starts)
    return Aim("steady", moved=1, previous=tuple(previous))
