"""What holds packages to one another, to promises, to decisions and to other plans."""

from dataclasses import dataclass

from severalty.engine.transition.calendar import words
from severalty.engine.transition.constraint_kinds import ConstraintKind
from severalty.engine.transition.drawing_parts import Constraint, Form
from severalty.engine.transition.drawing_sketch import Sketch
from severalty.engine.transition.drawing_undated import leaving_days, movers_of
from severalty.engine.transition.packages import PackageWait, WaitKind
from severalty.engine.transition.resources import CutOverKind, CutOverRule, Promise
from severalty.engine.transition.scheduling.problem import Link, LinkKind

_FROM_END = (WaitKind.FINISH_START, WaitKind.FINISH_FINISH)
_TO_END = (WaitKind.FINISH_FINISH, WaitKind.START_FINISH)


@dataclass(frozen=True)
class Moment:
    """When something that is not dated here begins and has ended, in slots."""

    kind: ConstraintKind
    begin: int
    end: int
    told: str


def draw_waits(sketch: Sketch) -> None:
    """Every wait of the record; waits of what has begun are left, since what is done is kept."""
    for wait in sketch.record.waits:
        number = sketch.place.get(wait.package)
        if number is None or sketch.pieces[number].begun is not None:
            continue
        if wait.follows in sketch.place:
            _draw_link(sketch, wait, wait.follows)
        elif wait.follows in sketch.settled:
            settled = sketch.settled[wait.follows]
            told = f"{sketch.name(wait.follows)}, which is done"
            draw_moment(sketch, wait, Moment(ConstraintKind.WAIT, settled.begin, settled.end, told))
        else:
            _draw_other(sketch, wait)


def draw_last_users(sketch: Sketch) -> None:
    """Nothing that is shared is taken down before the last council that uses it has left."""
    for package in sketch.record.packages:
        number = sketch.place.get(package.key)
        if number is None or sketch.pieces[number].begun is not None:
            continue
        for mover in movers_of(sketch.record, package):
            sentence = f"{package.name} waits until {mover.name} has ended: what is in use is not taken down."
            if mover.key in sketch.place:
                link = Link(sketch.place[mover.key], number)
                records = (package.key, mover.key)
                sketch.constraints.append(
                    Constraint(
                        ConstraintKind.LAST_USER, Form.LINK, sentence, records, (link.before, link.after), link=link
                    )
                )
        for fact in leaving_days(sketch.record, package):
            if fact.by_when is None:
                continue
            said = f"{sketch.name(fact.council)} is to have left {sketch.name(fact.thing)} by"
            left = sketch.ready(fact.by_when, said, (fact.key,))
            slot = sketch.calendar.last_slot(left) + 1
            sentence = f"{said} {fact.by_when}; {package.name} comes after."
            sketch.hold(
                ConstraintKind.LAST_USER, Form.EARLIEST, sentence, (package.key, fact.key), (number,), (slot, 0)
            )


def draw_rules(sketch: Sketch) -> None:
    """Cut-overs at one time, and work of which only one may run."""
    for rule in sketch.record.rules:
        tied = [one.package for one in sketch.record.members if one.rule == rule.key]
        here = [sketch.place[key] for key in tied if key in sketch.place]
        because = f": {rule.because}" if rule.because else ""
        if rule.kind is CutOverKind.TOGETHER:
            sentence = f"{rule.name}: all at one time{because}."
            free = [one for one in here if sketch.pieces[one].begun is None]
            if len(free) > 1:
                sketch.hold(ConstraintKind.TOGETHER, Form.TOGETHER, sentence, (rule.key, *tied), free)
            _draw_together_elsewhere(sketch, rule, tied, free)
        elif rule.kind is CutOverKind.ONE_AT_A_TIME and len(here) > 1:
            sentence = f"{rule.name}: one at a time{because}."
            sketch.hold(ConstraintKind.APART, Form.APART, sentence, (rule.key, *tied), here)


def wait_words(sketch: Sketch, wait: PackageWait, what: str) -> str:
    """A wait in a sentence."""
    lag = lag_of(wait)
    size = f", {abs(lag)} working day{'' if abs(lag) == 1 else 's'} {'later' if lag > 0 else 'of overlap'}"
    kind = "" if wait.kind is WaitKind.FINISH_START else f", {wait.kind}"
    most = f", at most {wait.most} working days between" if wait.most is not None else ""
    because = f" ({wait.because})" if wait.because else ""
    return f"{sketch.name(wait.package)} waits for {what}{kind}{size if lag else ''}{most}{because}."


def lag_of(wait: PackageWait) -> int:
    """The lag of a wait in working days; an overlap is one below nought."""
    return (wait.lag or 0) - (wait.overlap or 0)


def _draw_link(sketch: Sketch, wait: PackageWait, before: str) -> None:
    number, after = sketch.place[before], sketch.place[wait.package]
    piece = sketch.pieces[number]
    if piece.begun is not None and wait.kind not in _FROM_END:
        told = f"{sketch.name(before)}, which is under way"
        draw_moment(sketch, wait, Moment(ConstraintKind.WAIT, piece.begun, sketch.now, told))
        return
    link = Link(number, after, LinkKind(wait.kind.value), lag_of(wait), wait.most)
    sentence = wait_words(sketch, wait, sketch.name(before))
    sketch.constraints.append(
        Constraint(ConstraintKind.WAIT, Form.LINK, sentence, (wait.package, before), (number, after), link=link)
    )


def _draw_other(sketch: Sketch, wait: PackageWait) -> None:
    other = next((one for one in sketch.record.elsewhere if one.key == wait.follows), None)
    promise = next((one for one in sketch.record.promises if one.key == wait.follows), None)
    if other is not None:
        begin, end = sketch.calendar.next_slot(other.starts), sketch.calendar.last_slot(other.ends) + 1
        told = f"{other.name} of another plan, which ends on {words(other.ends)}"
        draw_moment(sketch, wait, Moment(ConstraintKind.ELSEWHERE, begin, end, told))
    elif promise is not None:
        _draw_promise(sketch, wait, promise)
    else:
        # Decisions are drawn by drawing_gates, which chooses a meeting first.
        return


def _draw_promise(sketch: Sketch, wait: PackageWait, promise: Promise) -> None:
    keepers = [one.key for one in sketch.record.packages if one.fulfils == promise.key]
    if keepers and promise.kept_on is None:
        for keeper in keepers:
            if keeper in sketch.place:
                _draw_link(sketch, wait, keeper)
        return
    value = promise.kept_on or promise.promised_for or promise.latest
    if value is None:
        return
    said = "kept on" if promise.kept_on else "promised for" if promise.promised_for else "promised for, at the latest,"
    ready = sketch.ready(value, f"The day of the promise “{promise.name}”", (promise.key,))
    slot = sketch.calendar.last_slot(ready) + 1
    who = f" of {sketch.name(promise.council)}" if promise.council else ""
    told = f"the promise “{promise.name}”{who}, {said} {words(ready)}"
    draw_moment(sketch, wait, Moment(ConstraintKind.PROMISE, slot, slot, told))


def draw_moment(sketch: Sketch, wait: PackageWait, moment: Moment) -> None:
    """Hold a package to something whose time is given."""
    number = sketch.place[wait.package]
    days = sketch.pieces[number].days
    at = moment.end if wait.kind in _FROM_END else moment.begin
    least = at + lag_of(wait) - (days if wait.kind in _TO_END else 0)
    sentence = wait_words(sketch, wait, moment.told)
    records = (wait.package, wait.follows)
    sketch.hold(moment.kind, Form.EARLIEST, sentence, records, (number,), (least, 0))
    if wait.most is not None:
        most = at + wait.most + (0 if wait.kind in _TO_END else days)
        sketch.hold(moment.kind, Form.LATEST, sentence, records, (number,), (most, 0))


def _draw_together_elsewhere(sketch: Sketch, rule: CutOverRule, tied: list[str], free: list[int]) -> None:
    """Packages that go together with one of another plan, or with one that has begun, start when that does."""
    others = {one.key: one.starts for one in sketch.record.elsewhere}
    for key in tied:
        begun = sketch.packages[key].started_on if key in sketch.packages else None
        starts = others.get(key) or (begun.first if begun is not None else None)
        if starts is not None:
            sentence = f"{rule.name}: all at one time with {sketch.name(key)}, which starts on {words(starts)}."
            slot = sketch.calendar.next_slot(starts)
            sketch.hold(ConstraintKind.TOGETHER, Form.FIXED, sentence, (rule.key, key), free, (slot, 0))
