"""Whether dates keep everything that is on record: checked anew from the records, day by day, without the planner.

Nothing here knows slots, problems or solvers. What the planner takes at the safe end the verifier takes so as well:
work counts on the last possible day of something that it waits for, and on the first of something that ends.
"""

from collections.abc import Iterator
from datetime import date, timedelta

from severalty.engine.transition.constraint_kinds import ConstraintKind
from severalty.engine.transition.packages import PackageKind, WorkPackage
from severalty.engine.transition.record import Dated, PlanRecord
from severalty.engine.transition.resources import Freeze, FreezeReach, Severity
from severalty.engine.transition.verify_amounts import amounts_kept
from severalty.engine.transition.verify_days import Breach, Seen, seen_of, told
from severalty.engine.transition.verify_ties import ties_kept

_SATURDAY = 5
_MOST_AT_WEEKEND = 2
_BEFORE_CONTRACT_ENDS = (
    PackageKind.PROCURE, PackageKind.BUILD, PackageKind.MIGRATE, PackageKind.TEST, PackageKind.REHEARSE,
    PackageKind.CUT_OVER, PackageKind.TRANSFER,
)  # fmt: skip


def verify(record: PlanRecord, dates: tuple[Dated, ...]) -> tuple[Breach, ...]:
    """Every constraint on record that these dates do not keep; none where the plan holds.

    Dates of packages that are not on record are breaches too.
    """
    seen = seen_of(record, dates)
    found: list[Breach] = []
    for dated in dates:
        package = seen.packages.get(dated.package)
        if package is None:
            found.append(Breach(ConstraintKind.ESTIMATE, f"{dated.package} is not on record.", (dated.package,)))
        elif package.finished_on is not None:
            found += _done(package, dated)
        else:
            found += _length(seen, package, dated)
            found += _bounds(seen, package, dated)
            found += _fixed_days(seen, package, dated)
    known = tuple(one for one in dates if one.package in seen.packages)
    seen = seen_of(record, known)
    return (*found, *ties_kept(seen), *amounts_kept(seen))


def _done(package: WorkPackage, dated: Dated) -> Iterator[Breach]:
    finished = package.finished_on
    if finished is not None and not finished.first <= dated.ends <= finished.last:
        sentence = f"{package.name} was finished on {finished}, but the plan ends it on {told(dated.ends)}."
        yield Breach(ConstraintKind.DONE, sentence, (package.key,))


def _length(seen: Seen, package: WorkPackage, dated: Dated) -> Iterator[Breach]:
    key = (package.key,)
    days = 0 if seen.is_milestone(package.key) else package.likely
    if days is None and (package.started_on is None or package.days_left is None):
        yield Breach(ConstraintKind.ESTIMATE, f"{package.name} has a date, but its estimate is undefined.", key)
        return
    if seen.is_at_weekend(package.key):
        yield from _weekend(package, dated)
        return
    if package.started_on is None:
        has = 0 if seen.is_milestone(package.key) else seen.close(dated.ends) - seen.opening(dated.starts)
        if has != days or dated.ends < dated.starts:
            sentence = f"{package.name} has {has} working days in the plan and takes {days}."
            yield Breach(ConstraintKind.LENGTH, sentence, key, abs(has - (days or 0)))
        for value in (dated.starts, dated.ends):
            if not seen.is_working(value):
                yield Breach(ConstraintKind.LENGTH, f"{package.name}: {told(value)} is no working day.", key)
        return
    left = _left(seen, package, days or 0, package.started_on.first)
    has = seen.close(dated.ends) - seen.opening(seen.record.on)
    if has < left:
        sentence = f"{package.name} is under way with {left} working days left, and the plan gives it {has}."
        yield Breach(ConstraintKind.STARTED, sentence, key, left - has)


def _weekend(package: WorkPackage, dated: Dated) -> Iterator[Breach]:
    """Weekend work runs from a Saturday to the Sunday after it, and is no more than these two days."""
    key = (package.key,)
    if not 1 <= (package.likely or 1) <= _MOST_AT_WEEKEND:
        sentence = f"{package.name} takes {package.likely} days, and a weekend has two."
        yield Breach(ConstraintKind.LENGTH, sentence, key, (package.likely or 0) - _MOST_AT_WEEKEND)
    if dated.starts.weekday() != _SATURDAY or dated.ends - dated.starts != timedelta(days=1):
        days = f"{dated.starts:%A}, {told(dated.starts)}, to {dated.ends:%A}, {told(dated.ends)}"
        sentence = f"{package.name} is done at weekends only, but the plan has it from {days}."
        yield Breach(ConstraintKind.WEEKEND, sentence, key)


def _left(seen: Seen, package: WorkPackage, days: int, since: date) -> int:
    if package.days_left is not None:
        return max(1, package.days_left)
    if package.percent_done is not None:
        undone = days * (100 - min(100, package.percent_done))
        return max(1, undone // 100 + (undone % 100 > 0))
    return max(1, days - max(0, seen.opening(seen.record.on) - seen.opening(since)))


def _bounds(seen: Seen, package: WorkPackage, dated: Dated) -> Iterator[Breach]:
    """First and last days that the record sets."""
    record, key, kinds = seen.record, package.key, ConstraintKind
    if package.started_on is None:
        start = _plan_start(record)
        firsts = [(kinds.START, start, f"the plan starts on {told(start)}")]
        firsts.append((kinds.TODAY, record.on, f"today is {told(record.on)}"))
        if package.not_before is not None:
            firsts.append((kinds.NOT_BEFORE, package.not_before.last, f"it may not before {package.not_before}"))
        for kind, first, why in firsts:
            if dated.starts < first:
                by = max(1, seen.opening(first) - seen.opening(dated.starts))
                yield Breach(kind, f"{package.name} starts on {told(dated.starts)}, but {why}.", (key,), by)
    for kind, last, why in _lasts(seen, package):
        late = seen.is_at_weekend(key) or seen.end(dated) > seen.close(last) - _opens(seen, key)
        if dated.ends > last and late:
            by = max(1, seen.end(dated) - seen.close(last))
            yield Breach(kind, f"{package.name} ends on {told(dated.ends)}, but {why}.", (key,), by)


def _opens(seen: Seen, key: str) -> bool:
    return seen.is_milestone(key) and key not in seen.closing


def _plan_start(record: PlanRecord) -> date:
    if record.plan.starts_on is not None:
        return record.plan.starts_on.last
    return min([record.on, *(one.started_on.first for one in record.packages if one.started_on is not None)])


def _lasts(seen: Seen, package: WorkPackage) -> Iterator[tuple[ConstraintKind, date, str]]:
    record = seen.record
    if record.plan.ends_by is not None:
        yield ConstraintKind.FIXED_END, record.plan.ends_by.first, f"the plan must end by {record.plan.ends_by}"
    if package.must_end_by is not None:
        why = f"it must by {package.must_end_by}{' (' + package.must_because + ')' if package.must_because else ''}"
        yield ConstraintKind.MUST_END, package.must_end_by.first, why
    for promise in record.promises:
        due = promise.latest or promise.promised_for
        if promise.key == package.fulfils and promise.kept_on is None and due is not None:
            yield ConstraintKind.OWN_PROMISE, due.first, f"“{promise.name}” is promised by {due} at the latest"
    yield from _of_contract(seen, package)


def _of_contract(seen: Seen, package: WorkPackage) -> Iterator[tuple[ConstraintKind, date, str]]:
    for contract in seen.record.contracts:
        if contract.key != package.thing:
            continue
        if package.kind is PackageKind.NOTICE and contract.act_by is not None:
            why = f"the last day for notice on {contract.name} is {told(contract.act_by)}"
            yield ConstraintKind.NOTICE, contract.act_by, why
        if package.kind in _BEFORE_CONTRACT_ENDS and contract.ends is not None:
            yield ConstraintKind.CONTRACT, contract.ends.first, f"{contract.name} ends on {contract.ends}"


def _fixed_days(seen: Seen, package: WorkPackage, dated: Dated) -> Iterator[Breach]:
    """Pins and freezes, which bind only what has not begun."""
    if package.started_on is None:
        yield from _pin(seen, package, dated)
        yield from _frozen(seen, package, dated)


def _pin(seen: Seen, package: WorkPackage, dated: Dated) -> Iterator[Breach]:
    pin = package.starts_on
    if pin is None:
        return
    if seen.is_at_weekend(package.key):
        if dated.ends < pin.first or pin.last < dated.starts:
            sentence = f"{package.name} is done from {told(dated.starts)}, but is pinned to {pin}."
            yield Breach(ConstraintKind.PINNED, sentence, (package.key,))
        return
    first, last = (
        seen.opening(pin.first),
        seen.opening(pin.first) if pin.first == pin.last else seen.close(pin.last) - 1,
    )
    at = seen.opening(dated.starts)
    if not first <= at <= last:
        sentence = f"{package.name} starts on {told(dated.starts)}, but is pinned to {pin}."
        yield Breach(ConstraintKind.PINNED, sentence, (package.key,), max(first - at, at - last))


def _frozen(seen: Seen, package: WorkPackage, dated: Dated) -> Iterator[Breach]:
    at_weekend = seen.is_at_weekend(package.key)
    days = "days of a weekend" if at_weekend else "working days"
    for freeze in seen.record.freezes:
        if freeze.starts is None or freeze.ends is None or not _stops(freeze, package):
            continue
        first, last = max(dated.starts, freeze.starts.first), min(dated.ends, freeze.ends.last)
        within = (last - first).days + 1 if at_weekend else seen.close(last) - seen.opening(first)
        if within > 0:
            sentence = f"{package.name} runs {within} {days} within {freeze.name}, which stops {freeze.reach}."
            yield Breach(ConstraintKind.FREEZE, sentence, (package.key,), within)


def _stops(freeze: Freeze, package: WorkPackage) -> bool:
    excepted = freeze.severity is Severity.APPROVAL and bool(package.freeze_exception)
    elsewhere = bool(freeze.council) and bool(package.council) and freeze.council != package.council
    if excepted or elsewhere or package.kind is PackageKind.MILESTONE:
        return False
    cut_over = package.kind in (PackageKind.CUT_OVER, PackageKind.DECOMMISSION)
    change = cut_over or package.kind in (PackageKind.MIGRATE, PackageKind.TRANSFER)
    by_reach = {FreezeReach.CUT_OVERS: cut_over, FreezeReach.CHANGES: change, FreezeReach.ALL_WORK: True}
    return by_reach[freeze.reach]
