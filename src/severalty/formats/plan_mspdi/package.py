"""A package of work as a task, and what a changed task changes of its package."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable
from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import Any

from severalty.engine.dates import PartialDate, day
from severalty.engine.fields import MOST_LINE, MOST_TEXT
from severalty.engine.transition.packages import Maturity, PackageKind, WorkPackage
from severalty.engine.transition.progress import BaselineDate
from severalty.engine.transition.record import Dated
from severalty.formats.mspdi.tasks import Task, TaskBaseline
from severalty.formats.mspdi.values import UNITS, ConstraintType
from severalty.formats.plan_mspdi.carrying import READABLE, readable_values, texts_of
from severalty.formats.plan_mspdi.days import (
    DAYS,
    GUESSED_DAYS,
    closing,
    days_up,
    is_working,
    length_of,
    opening,
    working_days,
)
from severalty.formats.problems import clipped

SURE = (Maturity.QUOTED, Maturity.APPROVED)
MOST_BASELINES = 11
EVERY_FIELD = frozenset(str(uid) for _, _, uid in READABLE.values())


def package_task(
    package: WorkPackage, uid: int, dated: Dated | None, length: int, waits: bool,
    fixed: Iterable[tuple[int | None, BaselineDate]], closed: Collection[date],
) -> Task:  # fmt: skip
    """The task of a package; `length` are the working days of its dates, `fixed` its dates in numbered baselines.

    Without dates it is as long as is most likely, and where that is not known no length is invented.
    """
    stone = package.kind is PackageKind.MILESTONE
    days = 0 if stone else length if dated else package.likely
    guessed = not stone and package.maturity not in SURE
    starts = ends = None
    if dated:
        starts = closing(dated.starts) if stone and waits else opening(dated.starts)
        ends = starts if stone else closing(dated.ends)
    kind, on = _constraint(package, dated)
    odd = dated is not None and not (is_working(dated.starts, closed) and is_working(dated.ends, closed))
    duration = None if days is None else length_of(days)
    return Task(
        uid=uid, id=uid, name=package.name, notes=package.description, outline_level=2, priority=500, starts=starts,
        ends=ends, duration=duration, duration_format=GUESSED_DAYS if guessed else DAYS, estimated=guessed,
        milestone=stone, manual=odd, manual_starts=starts if odd else None, manual_ends=ends if odd else None,
        manual_duration=duration if odd else None, constraint=kind, constraint_date=on,
        deadline=closing(package.must_end_by.last) if package.must_end_by else None,
        percent_complete=None if package.percent_done is None else Decimal(package.percent_done),
        actual_starts=opening(package.started_on.first) if package.started_on else None,
        actual_ends=closing(package.finished_on.last) if package.finished_on else None,
        remaining_duration=None if package.days_left is None else length_of(package.days_left),
        fixed_cost=_money(package), values=readable_values(texts_of(package)),
        baselines=tuple(
            fixed_at(number, one, closed) for number, one in fixed if number is not None and number < MOST_BASELINES
        ),
    )  # fmt: skip


def _constraint(package: WorkPackage, dated: Dated | None) -> tuple[ConstraintType, datetime | None]:
    """A pin where there is one; otherwise a planned task starts no earlier than planned, since the plan knows more
    of what binds it than MS Project does."""
    if package.starts_on:
        return ConstraintType.MUST_START_ON, opening(package.starts_on.first)
    if dated:
        return ConstraintType.START_NO_EARLIER_THAN, opening(dated.starts)
    if package.not_before:
        return ConstraintType.START_NO_EARLIER_THAN, opening(package.not_before.first)
    return ConstraintType.AS_SOON_AS_POSSIBLE, None


def _money(package: WorkPackage) -> Decimal | None:
    pence = [one for one in (package.capital, package.revenue) if one is not None]
    return Decimal(sum(pence)) if pence else None


def fixed_at(number: int, one: BaselineDate, closed: Collection[date]) -> TaskBaseline:
    """A package's dates and money in a baseline."""
    days = None
    if one.starts is not None and one.ends is not None:
        days = working_days(one.starts.first, max(one.starts.first, one.ends.last), closed)
    return TaskBaseline(
        number=number, starts=opening(one.starts.first) if one.starts else None,
        ends=closing(one.ends.last) if one.ends else None, duration=None if days is None else length_of(days),
        duration_format=DAYS, cost=None if one.cost is None else Decimal(one.cost),
    )  # fmt: skip


def package_changes(
    task: Task, expected: Task, minutes_per_day: int, readable: Collection[str] = EVERY_FIELD
) -> dict[str, Any]:
    """The columns of a package that a task changes: where it differs from the task that the package would be.

    Own fields count where their numbers are among the `readable`.
    """
    found: dict[str, Any] = {}
    for name, column, read in _COLUMNS:
        value = getattr(task, name)
        if value != getattr(expected, name):
            found[column] = read(value)
    if task.deadline != expected.deadline:
        found["must_end_by" if expected.deadline else "wanted_by"] = _on(task.deadline)
    found |= _readable_changes(task, expected, readable)
    if task.duration != expected.duration and not task.milestone and "likely" not in found:
        found["likely"] = likely_of(task, minutes_per_day)
    if task.remaining_duration != expected.remaining_duration:
        left = task.remaining_duration
        found["days_left"] = None if left is None else days_up(left, minutes_per_day)
    if (task.constraint, task.constraint_date) != (expected.constraint, expected.constraint_date):
        found |= _bound(task, expected)
    return found


def likely_of(task: Task, minutes_per_day: int) -> int | None:
    """How many working days a task is long, a part of one counted as one. MS Project shows a task that nobody has
    estimated as one day with a question mark; that is no number."""
    if task.duration is None or (is_guess(task) and task.duration == timedelta(minutes=minutes_per_day)):
        return None
    if is_elapsed(task):
        whole = Decimal(task.duration // timedelta(minutes=1)) / (24 * 60) * 5 / 7
        return days_up(timedelta(minutes=float(whole) * minutes_per_day), minutes_per_day)
    return days_up(task.duration, minutes_per_day)


def is_guess(task: Task) -> bool:
    """Whether MS Project shows a question mark at the length; some programs say so in its format alone."""
    unit = UNITS.get(task.duration_format or DAYS)
    return task.estimated or (unit is not None and unit.estimated)


def is_elapsed(task: Task) -> bool:
    """Whether a task runs through nights and days off."""
    unit = UNITS.get(task.duration_format or DAYS)
    return unit is not None and unit.elapsed


def _bound(task: Task, expected: Task) -> dict[str, Any]:
    on = day(task.constraint_date.date()) if task.constraint_date else None
    kind = task.constraint
    found: dict[str, Any] = {}
    if kind is ConstraintType.MUST_START_ON:
        found["starts_on"] = on
    elif kind is ConstraintType.START_NO_EARLIER_THAN:
        found |= {"not_before": on, "starts_on": None}
    elif kind is ConstraintType.AS_SOON_AS_POSSIBLE and expected.constraint is ConstraintType.MUST_START_ON:
        found["starts_on"] = None
    elif kind in (ConstraintType.FINISH_NO_LATER_THAN, ConstraintType.MUST_FINISH_ON):
        found |= {"must_end_by": on, "must_because": "Constraint in MS Project"}
    return found


def _readable_changes(task: Task, expected: Task, readable: Collection[str]) -> dict[str, Any]:
    said = {one.field_id: one.value.strip() for one in task.values}
    wrote = {one.field_id: one.value.strip() for one in expected.values}
    found: dict[str, Any] = {}
    for column, (_, _, uid) in READABLE.items():
        text = said.get(str(uid), "")
        if column == "key" or str(uid) not in readable or text == wrote.get(str(uid), ""):
            continue
        value = _READERS[column](text)
        if value is not None or not text:
            found[column] = value
    return found


def _number(text: str) -> int | None:
    try:
        found = Decimal(text)
    except ArithmeticError:
        return None
    return int(found) if 0 <= found < 100_000 else None


def _word(kinds: Any) -> Callable[[str], Any]:
    def read(text: str) -> Any:
        return next((one for one in kinds if one.value.casefold() == text.casefold()), None)

    return read


_READERS: dict[str, Callable[[str], Any]] = {
    "kind": lambda text: _word(PackageKind)(text) or (PackageKind.OTHER if not text else None),
    "maturity": lambda text: _word(Maturity)(text) or (Maturity.UNKNOWN if not text else None),
    "owner": lambda text: clipped(text, MOST_LINE),
    "low": _number,
    "likely": _number,
    "high": _number,
}


def _on(value: Any) -> PartialDate | None:
    return day(value.date()) if value is not None else None


def long_text(text: str) -> str:
    """Notes as a description, cut at the most that one holds."""
    clean = text.strip()
    return clean if len(clean) <= MOST_TEXT else clean[: MOST_TEXT - 1] + "…"


_COLUMNS: tuple[tuple[str, str, Callable[[Any], Any]], ...] = (
    ("name", "name", lambda text: clipped(text, MOST_LINE) or "unnamed"),
    ("notes", "description", long_text),
    ("percent_complete", "percent_done", lambda value: None if value is None else min(max(int(value), 0), 100)),
    ("actual_starts", "started_on", _on),
    ("actual_ends", "finished_on", _on),
)
