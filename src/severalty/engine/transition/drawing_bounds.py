"""What holds single packages to days: start and end of the plan, pins, contracts, notice, promises, freezes."""

from collections.abc import Iterable
from datetime import date

from severalty.engine.dates import PartialDate
from severalty.engine.transition.calendar import start_day, words
from severalty.engine.transition.constraint_kinds import ConstraintKind
from severalty.engine.transition.drawing_parts import Form
from severalty.engine.transition.drawing_sketch import Sketch
from severalty.engine.transition.drawing_weekends import stopped_between, weekends_among
from severalty.engine.transition.packages import PackageKind, WorkPackage
from severalty.engine.transition.resources import Freeze, FreezeReach, Severity
from severalty.engine.transition.weekends import first_from, pinned_slots

ENDS_CONTRACT = frozenset(
    (
        PackageKind.PROCURE, PackageKind.BUILD, PackageKind.MIGRATE, PackageKind.TEST, PackageKind.REHEARSE,
        PackageKind.CUT_OVER, PackageKind.TRANSFER,
    )
)  # fmt: skip
_CUT_OVERS = frozenset((PackageKind.CUT_OVER, PackageKind.DECOMMISSION))
STOPPED = {
    FreezeReach.CUT_OVERS: _CUT_OVERS,
    FreezeReach.CHANGES: _CUT_OVERS | {PackageKind.MIGRATE, PackageKind.TRANSFER},
    FreezeReach.ALL_WORK: frozenset(PackageKind) - {PackageKind.MILESTONE},
}


def draw_bounds(sketch: Sketch) -> None:
    """All that holds a package to days of its own record or of the plan's."""
    _draw_plan(sketch)
    for package in sketch.record.packages:
        number = sketch.place.get(package.key)
        if number is None:
            continue
        _draw_ends(sketch, package, number)
        if sketch.pieces[number].begun is not None:
            slots = (sketch.now, 0)
            sentence = f"{package.name} is under way and goes on from {words(sketch.record.on)}."
            sketch.hold(ConstraintKind.STARTED, Form.FIXED, sentence, (package.key,), (number,), slots)
        else:
            _draw_own(sketch, package, number)


def draw_freezes(sketch: Sketch) -> None:
    """Change freezes close days to the packages that they stop."""
    for freeze in sketch.record.freezes:
        if freeze.starts is None or freeze.ends is None:
            continue
        first = sketch.calendar.next_slot(freeze.starts.first)
        last = sketch.calendar.last_slot(freeze.ends.last) + 1
        stopped = [
            sketch.place[one.key]
            for one in sketch.record.packages
            if one.key in sketch.place
            and sketch.pieces[sketch.place[one.key]].begun is None
            and is_stopped(freeze, one)
        ]
        at_work, at_weekends = weekends_among(sketch, stopped)
        who = f" of {sketch.name(freeze.council)}" if freeze.council else ""
        days = f"{words(freeze.starts.first)} to {words(freeze.ends.last)}"
        sentence = f"{freeze.name}{who} stops {freeze.reach} from {days}."
        whole = stopped_between(sketch, freeze.starts.first, freeze.ends.last)
        for numbers, slots in ((at_work, (first, last)), (at_weekends, whole)):
            if slots[0] < slots[1] and slots[1] > 0:
                sketch.hold(ConstraintKind.FREEZE, Form.CLOSED, sentence, (freeze.key,), numbers, slots)


def is_stopped(freeze: Freeze, package: WorkPackage) -> bool:
    """Whether a freeze stops a package: by council, by kind of work, and unless it was let off.

    A package without a council is for all, so the freeze of any one stops it. A hard freeze knows no exception.
    """
    if freeze.council and package.council and freeze.council != package.council:
        return False
    if freeze.severity is Severity.APPROVAL and package.freeze_exception:
        return False
    return package.kind in STOPPED[freeze.reach]


def _draw_plan(sketch: Sketch) -> None:
    record, fresh = sketch.record, [n for n, piece in enumerate(sketch.pieces) if piece.begun is None]
    start = start_day(record)
    if record.plan.starts_on is not None and start >= record.on:
        _from(sketch, ConstraintKind.START, f"The plan starts on {words(start)}.", (record.plan.key,), fresh, start)
    if record.plan.starts_on is None or record.on != start:
        told = f"Nothing new starts before today, {words(record.on)}."
        _from(sketch, ConstraintKind.TODAY, told, (), fresh, record.on)
    if record.plan.ends_by is not None:
        end = sketch.until(record.plan.ends_by, "The fixed end of the plan", (record.plan.key,))
        why = f" ({record.plan.fixed_by})" if record.plan.fixed_by else ""
        told = f"The plan must end by {words(end)}{why}."
        _until(sketch, ConstraintKind.FIXED_END, told, (record.plan.key,), range(len(sketch.pieces)), end)


def _draw_own(sketch: Sketch, package: WorkPackage, number: int) -> None:
    if package.not_before is not None:
        ready = sketch.ready(package.not_before, f"“Not before” of {package.name}", (package.key,))
        told = f"{package.name} may not start before {words(ready)}."
        _from(sketch, ConstraintKind.NOT_BEFORE, told, (package.key,), (number,), ready)
    pin = package.starts_on
    if pin is None:
        return
    first = sketch.from_slot(package.key, pin.first)
    last = sketch.calendar.last_slot(pin.last) + (package.key in sketch.closing) + sketch.pieces[number].days
    if sketch.pieces[number].weekend:
        first, last = pinned_slots(sketch.calendar, pin)
    told = f"{package.name} is pinned to start on {pin}."
    if pin.first == pin.last:
        off = sketch.calendar.last_slot(pin.first) < sketch.calendar.next_slot(pin.first)
        if off and not sketch.pieces[number].weekend:
            sketch.note(f"{words(pin.first)} is no working day; {package.name} takes the next.", (package.key,))
        sketch.hold(ConstraintKind.PINNED, Form.FIXED, told, (package.key,), (number,), (first, 0))
        return
    sketch.hold(ConstraintKind.PINNED, Form.EARLIEST, told, (package.key,), (number,), (first, 0))
    sketch.hold(ConstraintKind.PINNED, Form.LATEST, told, (package.key,), (number,), (last, 0))


def _draw_ends(sketch: Sketch, package: WorkPackage, number: int) -> None:
    if package.must_end_by is not None:
        end = sketch.until(package.must_end_by, f"“Must end by” of {package.name}", (package.key,))
        why = f" ({package.must_because})" if package.must_because else ""
        told = f"{package.name} must end by {words(end)}{why}."
        _until(sketch, ConstraintKind.MUST_END, told, (package.key,), (number,), end)
    promise = next((one for one in sketch.record.promises if one.key == package.fulfils), None)
    if promise is not None and promise.kept_on is None:
        _draw_promised(sketch, package, number, promise.key, promise.latest or promise.promised_for)
    contract = next((one for one in sketch.record.contracts if one.key == package.thing), None)
    if contract is None:
        return
    records = (package.key, contract.key)
    if package.kind is PackageKind.NOTICE and contract.act_by is not None:
        told = f"{package.name}: the last day to give notice on {contract.name} is {words(contract.act_by)}."
        _until(sketch, ConstraintKind.NOTICE, told, records, (number,), contract.act_by)
    elif package.kind in ENDS_CONTRACT and contract.ends is not None:
        end = sketch.until(contract.ends, f"The end of {contract.name}", (contract.key,))
        told = f"{contract.name} ends on {words(end)}; {package.name} must be done by then."
        _until(sketch, ConstraintKind.CONTRACT, told, records, (number,), end)


def _draw_promised(sketch: Sketch, package: WorkPackage, number: int, key: str, latest: PartialDate | None) -> None:
    if latest is None:
        return
    end = sketch.until(latest, f"The day of the promise “{sketch.name(key)}”", (key,))
    told = f"{package.name} fulfils the promise “{sketch.name(key)}”, by {words(end)} at the latest."
    _until(sketch, ConstraintKind.OWN_PROMISE, told, (package.key, key), (number,), end)


def _from(
    sketch: Sketch, kind: ConstraintKind, told: str, records: tuple[str, ...], numbers: Iterable[int], value: date
) -> None:
    """Hold several packages to a first day; milestones that close a day, and weekend work, come some slots later."""
    by_slot: dict[int, list[int]] = {}
    for number in numbers:
        piece = sketch.pieces[number]
        slot = first_from(sketch.calendar, value) if piece.weekend else sketch.calendar.next_slot(value) + piece.closing
        by_slot.setdefault(slot, []).append(number)
    for slot, chosen in sorted(by_slot.items()):
        sketch.hold(kind, Form.EARLIEST, told, records, chosen, (slot, 0))


def _until(
    sketch: Sketch, kind: ConstraintKind, told: str, records: tuple[str, ...], numbers: Iterable[int], value: date
) -> None:
    """Hold several packages to a last day; milestones that open a day, and weekend work, come some slots sooner."""
    by_slot: dict[int, list[int]] = {}
    for number in numbers:
        by_slot.setdefault(sketch.end_slot(sketch.pieces[number].package, value), []).append(number)
    for slot, chosen in sorted(by_slot.items()):
        sketch.hold(kind, Form.LATEST, told, records, chosen, (slot, 0))
