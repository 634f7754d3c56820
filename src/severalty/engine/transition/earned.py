"""How far work has come against its baseline: dates, and what the work that is done was to cost.

Earned value is told in plain words: of the money that should have been worked for by a day, how much has been, and
what that has cost. Source: the usual measures of earned value (planned, earned and actual value).
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta


class EarnedError(ValueError):
    """Progress that cannot be; the sentence names the package."""


@dataclass(frozen=True)
class Work:
    """One package against its baseline. Days are whole dates, the last one counted; money is pence.

    `starts` and `ends` are those of the baseline, `started` and `finished` what happened, `now_ends` when it is
    expected to end. `percent` is how much is done, None where nobody has said; what is finished counts as all.
    `cost` is that of the baseline, None where it has none.
    """

    key: str
    name: str
    group: str = ""
    starts: date | None = None
    ends: date | None = None
    started: date | None = None
    finished: date | None = None
    now_ends: date | None = None
    percent: int | None = None
    cost: int | None = None
    spent: int | None = None

    def __post_init__(self) -> None:
        if self.percent is not None and not 0 <= self.percent <= 100:
            raise EarnedError(f"{self.name or self.key}: {self.percent} per cent done; it lies between 0 and 100.")
        if self.starts and self.ends and self.ends < self.starts:
            raise EarnedError(f"{self.name or self.key}: in the baseline it ends before it starts.")


@dataclass(frozen=True)
class EarnedQuestion:
    """The packages, the day on which one looks, and the days that are no working days beside weekends."""

    works: tuple[Work, ...]
    on: date
    closed: tuple[date, ...] = ()


@dataclass(frozen=True)
class WorkStanding:
    """How one package stands. `later` is working days after its baseline, below nought before it; None: not known.

    `planned` is what of its cost should have been worked for by the day, `earned` what has been; None without a cost.
    """

    key: str
    name: str
    group: str
    should_percent: int | None
    percent: int | None
    later: int | None
    planned: int | None
    earned: int | None
    spent: int | None
    overdue: bool


@dataclass(frozen=True)
class Earned:
    """All packages together, in pence, with what they say in plain words.

    `budget` is the cost of the baseline in all. `at_this_rate` is what it all costs if the rest is as dear as what is
    done, `as_planned` if the rest costs what was planned; None while nothing is done. `silent` are packages of which
    nobody has said how far they are though they should have begun, `uncosted` those without a cost in the baseline.
    """

    standings: tuple[WorkStanding, ...]
    budget: int
    planned: int
    earned: int
    spent: int
    as_planned: int | None
    at_this_rate: int | None
    sentences: tuple[str, ...]
    silent: tuple[str, ...]
    uncosted: tuple[str, ...]


def earned_of(question: EarnedQuestion) -> Earned:
    """How work stands against its baseline on a day. Raises EarnedError for percentages that cannot be."""
    found = tuple(_standing(work, question) for work in question.works)
    costed = [one for one in found if one.planned is not None and one.earned is not None]
    budget = sum(work.cost or 0 for work in question.works)
    planned, earned = sum(one.planned or 0 for one in costed), sum(one.earned or 0 for one in costed)
    spent = sum(one.spent or 0 for one in costed)
    as_planned = spent + budget - earned if earned else None
    at_this_rate = (spent * budget + earned // 2) // earned if earned and spent else None
    silent = tuple(one.key for one in found if one.percent is None and one.should_percent)
    return Earned(
        found, budget, planned, earned, spent, as_planned, at_this_rate, _sentences(planned, earned, spent),
        silent, tuple(work.key for work in question.works if work.cost is None),
    )  # fmt: skip


def working_days(first: date, last: date, closed: Sequence[date] = ()) -> int:
    """Working days from the first to the last, both counted; nought where the last is before the first."""
    if last < first:
        return 0
    days = (last - first).days + 1
    weeks, rest = divmod(days, 7)
    count = weeks * 5 + sum((first + timedelta(days=weeks * 7 + more)).weekday() < 5 for more in range(rest))
    return count - sum(first <= day <= last and day.weekday() < 5 for day in set(closed))


def _standing(work: Work, question: EarnedQuestion) -> WorkStanding:
    should = _should(work, question)
    percent = 100 if work.finished else 0 if work.percent is None and work.started is None else work.percent
    said = None if percent == 0 and work.percent is None and should else percent
    return WorkStanding(
        work.key, work.name, work.group, should, said, _later(work, question),
        None if work.cost is None or should is None else work.cost * should // 100,
        None if work.cost is None else work.cost * (percent or 0) // 100,
        work.spent, bool(work.ends and work.finished is None and work.ends < question.on),
    )  # fmt: skip


def _should(work: Work, question: EarnedQuestion) -> int | None:
    """Per cent of the working days of the baseline that have passed at the close of the day."""
    if work.starts is None or work.ends is None:
        return None
    if question.on >= work.ends:
        return 100
    whole = working_days(work.starts, work.ends, question.closed)
    passed = working_days(work.starts, question.on, question.closed)
    return 100 * passed // whole if whole else 0


def _later(work: Work, question: EarnedQuestion) -> int | None:
    end = work.finished or work.now_ends
    if end is None or work.ends is None:
        return None
    if end >= work.ends:
        return working_days(work.ends, end, question.closed) - working_days(work.ends, work.ends, question.closed)
    return working_days(end, end, question.closed) - working_days(end, work.ends, question.closed)


def _sentences(planned: int, earned: int, spent: int) -> tuple[str, ...]:
    if not planned and not earned:
        return ("Nothing was to be done by this day.",)
    said = [f"Work for {_pounds(planned)} should have been done by this day; work for {_pounds(earned)} has been."]
    if planned:
        said.append(f"For every £1 that should have been done, £{earned / planned:,.2f} has been.")
    if earned:
        said.append(f"What is done has cost {_pounds(spent)}: £{spent / earned:,.2f} for every £1 of work done.")
    return tuple(said)


def _pounds(pence: int) -> str:
    return f"£{pence / 100:,.0f}"
