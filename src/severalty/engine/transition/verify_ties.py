"""Whether packages keep what ties them: waits, promises, decisions, joint cut-overs, the last user of a thing."""

from collections.abc import Iterator
from datetime import date

from severalty.engine.transition.constraint_kinds import ConstraintKind
from severalty.engine.transition.packages import PackageKind, PackageWait, TaskCalendar, WaitKind, WorkPackage
from severalty.engine.transition.record import Dated, GateFact
from severalty.engine.transition.resources import CutOverKind, CutOverRule, Promise
from severalty.engine.transition.verify_days import Breach, Seen, told

_SATURDAY = 5
_LEAVES = (PackageKind.CUT_OVER, PackageKind.MIGRATE)


def ties_kept(seen: Seen) -> list[Breach]:
    """Everything that ties packages and that these dates do not keep."""
    found: list[Breach] = []
    for wait in seen.record.waits:
        if wait.package in seen.packages and seen.is_open(wait.package) and not seen.is_over(wait.follows):
            found += _wait(seen, wait)
    for rule in seen.record.rules:
        found += _rule(seen, rule)
    for package in seen.record.packages:
        if package.kind is PackageKind.DECOMMISSION and package.thing and seen.is_open(package.key):
            found += _last_user(seen, package)
    for gate in seen.record.gates:
        found += _drafts(seen, gate)
    return found


def _wait(seen: Seen, wait: PackageWait) -> Iterator[Breach]:
    before = _moments(seen, wait)
    if before is None:
        name = seen.name(wait.follows)
        sentence = f"{seen.name(wait.package)} has a date, but waits for {name}, which has none."
        yield Breach(_kind(seen, wait), sentence, (wait.package,))
        return
    dated = seen.dates[wait.package]
    to_end = wait.kind in (WaitKind.FINISH_FINISH, WaitKind.START_FINISH)
    held = seen.end(dated) if to_end else seen.begin(dated)
    if (wait.lag or 0) == (wait.overlap or 0):
        yield from _around_weekend(seen, wait, dated)
    for begin, end in before:
        at = end if wait.kind in (WaitKind.FINISH_START, WaitKind.FINISH_FINISH) else begin
        lag = (wait.lag or 0) - (wait.overlap or 0)
        name = seen.name(wait.follows)
        packages = (wait.package, wait.follows)
        if held < at + lag:
            early = at + lag - held
            sentence = f"{seen.name(wait.package)} comes {early} working days too early after {name} ({wait.kind})."
            yield Breach(_kind(seen, wait), sentence, packages, early)
        if wait.most is not None and held > at + wait.most:
            late = held - at - wait.most
            sentence = (
                f"{seen.name(wait.package)} comes {late} working days too late after {name} (at most {wait.most})."
            )
            yield Breach(_kind(seen, wait), sentence, packages, late)


Instant = tuple[date, bool]
"""A day, and whether its close is meant or its beginning."""


def _around_weekend(seen: Seen, wait: PackageWait, dated: Dated) -> Iterator[Breach]:
    """Without a lag, working days say nothing of what comes first around a weekend; the days themselves do."""
    own = seen.is_at_weekend(wait.package)
    held = _instants(seen, dated)[wait.kind in (WaitKind.FINISH_FINISH, WaitKind.START_FINISH)]
    from_end = wait.kind in (WaitKind.FINISH_START, WaitKind.FINISH_FINISH)
    for name, weekend, instants in _spans(seen, wait):
        if (own or weekend) and held < instants[from_end]:
            first = f"the {'end' if from_end else 'beginning'} of {name} on {told(instants[from_end][0])}"
            sentence = f"{seen.name(wait.package)}, {told(held[0])}, comes before {first} ({wait.kind})."
            yield Breach(_kind(seen, wait), sentence, (wait.package, wait.follows))


def _instants(seen: Seen, dated: Dated) -> tuple[Instant, Instant]:
    """When dates begin and end; a milestone is at the close of its day, or at its beginning."""
    if seen.takes_no_day(dated.package):
        at = (dated.starts, dated.package in seen.closing)
        return at, at
    return (dated.starts, False), (dated.ends, True)


def _spans(seen: Seen, wait: PackageWait) -> Iterator[tuple[str, bool, tuple[Instant, Instant]]]:
    """What is waited for: its name, whether it is done at a weekend, and when it begins and ends."""
    promise = next((one for one in seen.record.promises if one.key == wait.follows), None)
    keys = [wait.follows] if promise is None else []
    if promise is not None:
        value = promise.kept_on or promise.promised_for or promise.latest
        keys = [one.key for one in seen.record.packages if one.fulfils == promise.key and promise.kept_on is None]
        if not keys and value is not None:
            yield promise.name, False, ((value.last, True), (value.last, True))
    for key in keys:
        if key in seen.dates:
            package = seen.packages[key]
            weekend = package.calendar is TaskCalendar.WEEKEND and package.kind is not PackageKind.MILESTONE
            yield seen.name(key), weekend, _instants(seen, seen.dates[key])
    yield from _dated_outside(seen, wait)


def _dated_outside(seen: Seen, wait: PackageWait) -> Iterator[tuple[str, bool, tuple[Instant, Instant]]]:
    for other in seen.record.elsewhere:
        if other.key == wait.follows:
            yield other.name, other.starts.weekday() >= _SATURDAY, ((other.starts, False), (other.ends, True))
    for gate in seen.record.gates:
        value_on = _counts_from(seen, gate) if gate.key == wait.follows else None
        if value_on is not None:
            yield gate.name, False, ((value_on, False), (value_on, False))


def _kind(seen: Seen, wait: PackageWait) -> ConstraintKind:
    kinds = (
        (seen.record.gates, ConstraintKind.DECISION),
        (seen.record.promises, ConstraintKind.PROMISE),
        (seen.record.elsewhere, ConstraintKind.ELSEWHERE),
    )
    for rows, kind in kinds:
        if any(one.key == wait.follows for one in rows):
            return kind
    return ConstraintKind.WAIT


def _moments(seen: Seen, wait: PackageWait) -> list[tuple[int, int]] | None:
    """When what is waited for begins and has ended; more than one where several packages keep a promise."""
    if wait.follows in seen.packages:
        return _of_packages(seen, [wait.follows])
    for other in seen.record.elsewhere:
        if other.key == wait.follows:
            return [(seen.opening(other.starts), seen.close(other.ends))]
    for promise in seen.record.promises:
        if promise.key == wait.follows:
            return _of_promise(seen, promise)
    value = next((_counts_from(seen, gate) for gate in seen.record.gates if gate.key == wait.follows), None)
    if value is None:
        return None
    at = seen.opening(value) + (wait.package in seen.closing)
    return [(at, at)]


def _of_promise(seen: Seen, promise: Promise) -> list[tuple[int, int]] | None:
    keepers = [one.key for one in seen.record.packages if one.fulfils == promise.key]
    if keepers and promise.kept_on is None:
        return _of_packages(seen, keepers)
    value = promise.kept_on or promise.promised_for or promise.latest
    return None if value is None else [(seen.close(value.last), seen.close(value.last))]


def _of_packages(seen: Seen, keys: list[str]) -> list[tuple[int, int]] | None:
    if any(key not in seen.dates for key in keys):
        return None
    return [(seen.begin(seen.dates[key]), seen.end(seen.dates[key])) for key in keys]


def _drafted(seen: Seen, gate: GateFact) -> list[date]:
    return [
        seen.dates[one.key].ends
        for one in seen.record.packages
        if one.thing == gate.key and one.key in seen.dates and one.kind is not PackageKind.MILESTONE
    ]


def _counts_from(seen: Seen, gate: GateFact) -> date | None:
    """The day from which a decision counts, when its papers are ready as these dates say."""
    drafted = _drafted(seen, gate)
    for ready_by, counts_from in gate.steps if drafted else ():
        if max(drafted) <= ready_by:
            return counts_from
    return gate.latest or gate.earliest or (gate.steps[0][1] if gate.steps else None)


def _drafts(seen: Seen, gate: GateFact) -> Iterator[Breach]:
    """Papers that no meeting on record can take any more."""
    drafted = _drafted(seen, gate)
    waiting = [one.package for one in seen.record.waits if one.follows == gate.key and one.package in seen.dates]
    if drafted and gate.steps and waiting and max(drafted) > gate.steps[-1][0]:
        late = seen.close(max(drafted)) - seen.close(gate.steps[-1][0])
        if late > 0:
            sentence = (
                f"Papers for “{gate.name}” are ready on {told(max(drafted))}, after the last that any meeting takes."
            )
            yield Breach(ConstraintKind.DRAFT, sentence, tuple(waiting), late)


def _rule(seen: Seen, rule: CutOverRule) -> Iterator[Breach]:
    tied = [one.package for one in seen.record.members if one.rule == rule.key]
    dated = [seen.dates[key] for key in tied if key in seen.dates]
    if rule.kind is CutOverKind.ONE_AT_A_TIME:
        for place, one in enumerate(dated):
            for other in dated[place + 1 :]:
                both = min(seen.end(one), seen.end(other)) - max(seen.begin(one), seen.begin(other))
                at_weekends = seen.is_at_weekend(one.package) and seen.is_at_weekend(other.package)
                both = 1 if at_weekends and one.starts == other.starts else both
                live = not (seen.packages[one.package].finished_on or seen.packages[other.package].finished_on)
                if both > 0 and live and (seen.is_open(one.package) or seen.is_open(other.package)):
                    names = f"{seen.name(one.package)} and {seen.name(other.package)}"
                    sentence = f"{rule.name}: {names} overlap by {both} working days, and only one may run."
                    yield Breach(ConstraintKind.APART, sentence, (one.package, other.package), both)
        return
    if rule.kind is CutOverKind.SAME_WAVE:
        waves = [found for one in dated if (found := _waves_of(seen, one))]
        if waves and not set.intersection(*waves):
            told = ", ".join(map(str, sorted(set().union(*waves))))
            sentence = f"{rule.name}: in one wave, but the plan has waves {told}."
            yield Breach(ConstraintKind.SAME_WAVE, sentence, tuple(one.package for one in dated))
        return
    yield from _together(seen, rule, tied)


def _waves_of(seen: Seen, dated: Dated) -> set[int]:
    """The wave that a date says, or those within whose days it starts."""
    if dated.wave is not None:
        return {dated.wave}
    return {
        wave.number
        for wave in seen.record.waves
        if wave.number is not None and wave.starts is not None and wave.ends is not None
        and wave.starts.last <= dated.starts <= wave.ends.first
    }  # fmt: skip


def _together(seen: Seen, rule: CutOverRule, tied: list[str]) -> Iterator[Breach]:
    others = {one.key: one.starts for one in seen.record.elsewhere}
    starts = {key: seen.opening(others[key]) for key in tied if key in others}
    starts |= {key: seen.begin(seen.dates[key]) for key in tied if key in seen.dates}
    lacking = [key for key in tied if key in seen.packages and key not in seen.dates]
    if lacking and any(key in seen.dates and seen.is_open(key) for key in tied):
        sentence = f"{rule.name}: all at one time, but {seen.name(lacking[0])} has no date."
        yield Breach(ConstraintKind.TOGETHER, sentence, tuple(tied))
    apart = max(starts.values(), default=0) - min(starts.values(), default=0)
    if apart > 0 and any(key in seen.dates and seen.is_open(key) for key in tied):
        sentence = f"{rule.name}: all at one time, but the plan has them up to {apart} working days apart."
        yield Breach(ConstraintKind.TOGETHER, sentence, tuple(tied), apart)
    fresh = [key for key in tied if key in seen.dates and seen.is_open(key)]
    if len({seen.is_at_weekend(key) for key in fresh}) > 1:
        sentence = f"{rule.name}: all at one time, but some are done at a weekend and some on working days."
        yield Breach(ConstraintKind.TOGETHER, sentence, tuple(fresh))


def _last_user(seen: Seen, package: WorkPackage) -> Iterator[Breach]:
    """A thing is taken down when everybody has left: by a package, by a promise that is waited for, or by a day."""
    start = seen.begin(seen.dates[package.key])
    movers = [
        one
        for one in seen.record.packages
        if one.thing == package.thing
        and one.kind in _LEAVES
        and (not package.council or not one.council or one.council == package.council)
    ]
    for mover in (one for one in movers if not seen.is_over(one.key)):
        left_over = mover.key in seen.dates and _is_at_one_weekend(seen, mover.key, package.key)
        if mover.key not in seen.dates or seen.end(seen.dates[mover.key]) > start or left_over:
            by = seen.end(seen.dates[mover.key]) - start if mover.key in seen.dates else 1
            sentence = f"{package.name} takes down what {mover.name} still uses."
            yield Breach(ConstraintKind.LAST_USER, sentence, (package.key, mover.key), by)
    if package.council or any(not one.council for one in movers):
        return
    follows = {one.follows for one in seen.record.waits if one.package == package.key}
    gone = {one.council for one in movers} | {one.council for one in seen.record.promises if one.key in follows}
    for use in seen.record.uses:
        if use.thing == package.thing and use.council not in gone:
            yield from _use(seen, package, use.council, start)


def _is_at_one_weekend(seen: Seen, key: str, other: str) -> bool:
    """Whether two packages of a weekend have the same one."""
    both = seen.is_at_weekend(key) and seen.is_at_weekend(other)
    return both and seen.dates[key].starts >= seen.dates[other].starts


def _use(seen: Seen, package: WorkPackage, council: str, start: int) -> Iterator[Breach]:
    facts = [one for one in seen.record.dispositions if one.thing == package.thing and one.council == council]
    fact = facts[-1] if facts else None
    if fact is not None and fact.route == "not used":
        return
    stays = fact is None or fact.by_when is None or fact.route in ("keep shared", "extend", "undecided")
    left = None if stays or fact is None or fact.by_when is None else seen.close(fact.by_when.last)
    by_when = fact.by_when.last if fact is not None and fact.by_when is not None else date.max
    in_weekend = seen.is_at_weekend(package.key) and by_when >= seen.dates[package.key].starts
    if left is None or left > start or in_weekend:
        name = seen.name(council)
        sentence = f"{package.name} takes down {seen.name(package.thing)}, and {name} is not known to have left it."
        yield Breach(ConstraintKind.LAST_USER, sentence, (package.key,), 1 if left is None else left - start)
