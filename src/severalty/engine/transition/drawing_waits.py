"""What holds packages to one another, to promises, to decisions and to other plans."""

from dataclasses import dataclass, replace
from datetime import date, timedelta

from severalty.engine.dates import day
from severalty.engine.transition.calendar import words
from severalty.engine.transition.constraint_kinds import ConstraintKind
from severalty.engine.transition.drawing_parts import Constraint, Form, Piece
from severalty.engine.transition.drawing_sketch import Sketch
from severalty.engine.transition.drawing_undated import leaving_days, movers_of
from severalty.engine.transition.packages import PackageWait, WaitKind
from severalty.engine.transition.resources import CutOverKind, CutOverRule, Promise
from severalty.engine.transition.scheduling.problem import Link, LinkKind, Quota
from severalty.engine.transition.weekends import (
    SATURDAY,
    Phase,
    later_by,
    phase_of,
    weekends_between,
    works_weekends,
)

_FROM_END = (WaitKind.FINISH_START, WaitKind.FINISH_FINISH)
_TO_END = (WaitKind.FINISH_FINISH, WaitKind.START_FINISH)
_FROM_LINK_END = (LinkKind.FINISH_START, LinkKind.FINISH_FINISH)
_TO_LINK_END = (LinkKind.FINISH_FINISH, LinkKind.START_FINISH)


@dataclass(frozen=True)
class Moment:
    """When something that is not dated here begins and has ended, in slots.

    `days` are the days of both, and `closes` says of each whether it is at the close of its day. `weekend` marks what
    is done at a weekend: whatever follows it, at whichever end, comes after that.
    """

    kind: ConstraintKind
    begin: int
    end: int
    told: str
    days: tuple[date, date]
    closes: tuple[bool, bool] = (False, True)
    weekend: bool = False


def draw_waits(sketch: Sketch) -> None:
    """Every wait of the record; waits of what has begun are left, since what is done is kept."""
    for wait in sketch.record.waits:
        number = sketch.place.get(wait.package)
        if number is None or sketch.pieces[number].begun is not None:
            continue
        if wait.follows in sketch.place:
            _draw_link(sketch, wait, wait.follows)
        elif wait.follows in sketch.settled:
            draw_moment(sketch, wait, _done(sketch, wait.follows))
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
                link = _link(sketch, Link(sketch.place[mover.key], number))
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
            slot += _later(sketch, number, slot, (left, True)) if sketch.pieces[number].weekend else 0
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
            _draw_one_a_weekend(sketch, (rule.key, *tied), sentence, here)


def _draw_one_a_weekend(sketch: Sketch, records: tuple[str, ...], sentence: str, numbers: list[int]) -> None:
    """Of what is kept apart, no two lie at one weekend; work on working days never shares a day with them."""
    held = tuple(one for one in numbers if sketch.pieces[one].weekend)
    if len(held) > 1:
        slots = [slot for slot, _ in weekends_between(sketch.calendar, 0, sketch.horizon)]
        quota = Quota(records[0], tuple((slot, slot + 1, 1) for slot in slots), tuple((one, 1) for one in held))
        sketch.constraints.append(Constraint(ConstraintKind.APART, Form.QUOTA, sentence, records, held, quota=quota))


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
        draw_moment(sketch, wait, _under_way(sketch, before, piece.begun))
        return
    link = _link(sketch, Link(number, after, LinkKind(wait.kind.value), lag_of(wait), wait.most))
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
        at_weekend = other.starts.weekday() >= SATURDAY
        days = (other.starts, other.ends)
        draw_moment(sketch, wait, Moment(ConstraintKind.ELSEWHERE, begin, end, told, days, weekend=at_weekend))
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
    draw_moment(sketch, wait, Moment(ConstraintKind.PROMISE, slot, slot, told, (ready, ready), (True, True)))


def draw_moment(sketch: Sketch, wait: PackageWait, moment: Moment) -> None:
    """Hold a package to something whose time is given."""
    number = sketch.place[wait.package]
    days = sketch.pieces[number].days
    from_end = wait.kind in _FROM_END
    at = moment.end if from_end else moment.begin
    least = at + lag_of(wait) - (days if wait.kind in _TO_END else 0)
    if lag_of(wait) == 0 and (moment.weekend or sketch.pieces[number].weekend):
        least += _later(sketch, number, at, (moment.days[from_end], moment.closes[from_end]), wait.kind in _TO_END)
    sentence = wait_words(sketch, wait, moment.told)
    records = (wait.package, wait.follows)
    sketch.hold(moment.kind, Form.EARLIEST, sentence, records, (number,), (least, 0))
    if wait.most is not None:
        most = at + wait.most + (0 if wait.kind in _TO_END else days)
        sketch.hold(moment.kind, Form.LATEST, sentence, records, (number,), (most, 0))


def _link(sketch: Sketch, link: Link) -> Link:
    """A link that has what follows weekend work, or is it, come after what it waits for and not just at its slot."""
    before, after = sketch.pieces[link.before], sketch.pieces[link.after]
    if not before.weekend and not after.weekend:
        return link
    since, held = _phase(before, ends=link.kind in _FROM_LINK_END), _phase(after, ends=link.kind in _TO_LINK_END)
    return replace(link, lag=link.lag + later_by(link.lag, since, held))


def _phase(piece: Piece, *, ends: bool) -> Phase:
    """Where one end of a piece lies among the moments of its slot."""
    if piece.weekend:
        return Phase.WEEKEND_OVER if ends else Phase.WEEKEND_BEGINS
    if piece.days == 0:
        return Phase.CLOSE if piece.closing else Phase.OPENING
    return Phase.CLOSE if ends else Phase.OPENING


def _later(sketch: Sketch, number: int, slot: int, day: tuple[date, bool], ends: bool = False) -> int:
    since = phase_of(sketch.calendar, slot, day[0], closes=day[1])
    return later_by(0, since, _phase(sketch.pieces[number], ends=ends))


def _done(sketch: Sketch, key: str) -> Moment:
    settled, package = sketch.settled[key], sketch.packages[key]
    told = f"{sketch.name(key)}, which is done"
    # What is told as done without a day was done before today.
    finished = package.finished_on or day(sketch.record.on - timedelta(days=1))
    begun = package.started_on or finished
    days, weekend = (begun.first, finished.last), works_weekends(package)
    return Moment(ConstraintKind.WAIT, settled.begin, settled.end, told, days, weekend=weekend)


def _under_way(sketch: Sketch, key: str, begun: int) -> Moment:
    package, told = sketch.packages[key], f"{sketch.name(key)}, which is under way"
    since = package.started_on.first if package.started_on is not None else sketch.record.on
    days = (since, sketch.record.on)
    return Moment(ConstraintKind.WAIT, begun, sketch.now, told, days, weekend=works_weekends(package))


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
