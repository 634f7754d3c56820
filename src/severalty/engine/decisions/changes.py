"""What changed between two moments: the net of many changes, the difference of two states, and how it is told."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from enum import StrEnum

from severalty.engine.dates import PartialDate
from severalty.engine.evidence import Evidence, carries_figure, weakest

TOPICS = ("decisions", "money", "options", "contracts", "estate", "dispositions")
"""The order in which changes are told; whatever else a stage tells of follows by name."""


class Act(StrEnum):
    """What was done to a row."""

    ADDED = "added"
    CHANGED = "changed"
    WITHDRAWN = "withdrawn"


class Fund(StrEnum):
    """Whether an amount is capital or revenue."""

    CAPITAL = "capital"
    REVENUE = "revenue"
    UNKNOWN = "capital or revenue not stated"


@dataclass(frozen=True)
class Step:
    """One change of one row: `number` is its place among all, `before` and `after` hold the values that differ."""

    number: int
    subject: str
    act: Act
    before: Mapping[str, str] = field(default_factory=dict)
    after: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class Net:
    """What a row came to: the values that differ between the first moment and the last.

    A row that was added has its values in `after`; one that was withdrawn has none.
    """

    subject: str
    act: Act
    before: Mapping[str, str] = field(default_factory=dict)
    after: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, kw_only=True)
class Change:
    """Something that changed, ready to be told.

    `topic` is one of TOPICS or a word of its stage, `what` the kind of thing, `subject` its name, `sentence` what came
    of it. Amounts are in pence; None is an amount that nobody knows. `told` is whether amounts are told at all.
    `resting_on` names the row as `table:key`.
    """

    topic: str
    what: str
    subject: str
    sentence: str
    act: Act = Act.CHANGED
    on: PartialDate | None = None
    before: str = ""
    after: str = ""
    is_money: bool = False
    amount_before: int | None = None
    amount_after: int | None = None
    fund: Fund = Fund.UNKNOWN
    evidence: Evidence = Evidence.UNKNOWN
    url: str = ""
    resting_on: str = ""


@dataclass(frozen=True)
class FundTotal:
    """The money of some changes of one fund in pence: what was before, what is now, and how many are not known.

    A change of which one side is not known, or whose source contradicts itself, is counted in `unknown` and in no sum.
    `evidence` is the weakest of what is summed.
    """

    fund: Fund
    before: int
    after: int
    count: int
    unknown: int
    evidence: Evidence = Evidence.UNKNOWN

    @property
    def difference(self) -> int:
        """What is now less what was before, in pence."""
        return self.after - self.before


@dataclass(frozen=True)
class Told:
    """The changes of one topic in the order in which they are told, with their money by fund."""

    topic: str
    changes: tuple[Change, ...]
    totals: tuple[FundTotal, ...]

    def count(self, act: Act) -> int:
        """How many rows were added, changed or withdrawn."""
        return sum(one.act is act for one in self.changes)


@dataclass
class _Row:
    """A row on its way through the steps."""

    was_there: bool
    is_there: bool = True
    before: dict[str, str] = field(default_factory=dict)
    after: dict[str, str] = field(default_factory=dict)

    def take(self, step: Step) -> None:
        if step.act is Act.ADDED:
            self.after = dict.fromkeys(self.after, "")
        self.is_there = step.act is not Act.WITHDRAWN
        for name in {**step.before, **step.after}:
            self.before.setdefault(name, step.before.get(name, "") if self.was_there else "")
            self.after[name] = step.after.get(name, "")

    def net(self, subject: str) -> Net | None:
        if not self.is_there:
            return Net(subject, Act.WITHDRAWN) if self.was_there else None
        if not self.was_there:
            return Net(subject, Act.ADDED, {}, {name: text for name, text in self.after.items() if text})
        return _changed(subject, self.before, self.after)


def _changed(subject: str, before: Mapping[str, str], after: Mapping[str, str]) -> Net | None:
    names = sorted(name for name in {**before, **after} if before.get(name, "") != after.get(name, ""))
    if not names:
        return None
    return Net(subject, Act.CHANGED, *({name: side.get(name, "") for name in names} for side in (before, after)))


def net_of(steps: Iterable[Step]) -> tuple[Net, ...]:
    """What all steps together came to, one net change for each row that differs, by subject.

    Steps may come in any order; their numbers tell it. What was added and withdrawn again, or changed and changed
    back, is nothing. Empty for no steps.
    """
    rows: dict[str, _Row] = {}
    for step in sorted(steps, key=lambda one: one.number):
        row = rows.setdefault(step.subject, _Row(step.act is not Act.ADDED))
        row.take(step)
    found = (row.net(subject) for subject, row in sorted(rows.items()))
    return tuple(net for net in found if net is not None)


def compared(first: Mapping[str, Mapping[str, str]], second: Mapping[str, Mapping[str, str]]) -> tuple[Net, ...]:
    """The difference of two states: the values of each row by its subject. Empty where they are equal.

    The net of all steps from one state to another is what this gives for the two.
    """
    found: list[Net | None] = []
    for subject in sorted({*first, *second}):
        if subject not in first:
            found.append(Net(subject, Act.ADDED, {}, {name: text for name, text in second[subject].items() if text}))
        elif subject not in second:
            found.append(Net(subject, Act.WITHDRAWN))
        else:
            found.append(_changed(subject, first[subject], second[subject]))
    return tuple(net for net in found if net is not None)


def told_by_topic(changes: Iterable[Change]) -> tuple[Told, ...]:
    """Changes by topic, the latest first, then by kind and name; the order in which they are given does not matter."""
    by_topic: dict[str, list[Change]] = {}
    for one in changes:
        by_topic.setdefault(one.topic, []).append(one)
    known = {topic: place for place, topic in enumerate(TOPICS)}
    topics = sorted(by_topic, key=lambda topic: (known.get(topic, len(known)), topic))
    return tuple(
        Told(topic, tuple(sorted(by_topic[topic], key=_order)), fund_totals(by_topic[topic])) for topic in topics
    )


def _order(one: Change) -> tuple[int, str, str, str, str]:
    latest_first = -one.on.last.toordinal() if one.on else 1
    return latest_first, one.what, one.subject, one.sentence, one.resting_on


def fund_totals(changes: Iterable[Change]) -> tuple[FundTotal, ...]:
    """The money of changes by fund, capital before revenue; funds without an amount are left out."""
    held = [one for one in changes if one.is_money]
    return tuple(
        _total(fund, [one for one in held if one.fund is fund])
        for fund in Fund
        if any(one.fund is fund for one in held)
    )


def _total(fund: Fund, held: list[Change]) -> FundTotal:
    known = [
        (before, after, one.evidence)
        for one in held
        for before, after in [(_side(one, one.amount_before, Act.ADDED), _side(one, one.amount_after, Act.WITHDRAWN))]
        if before is not None and after is not None and carries_figure(one.evidence)
    ]
    before, after = sum(one for one, _, _ in known), sum(one for _, one, _ in known)
    return FundTotal(fund, before, after, len(known), len(held) - len(known), weakest(one for _, _, one in known))


def _side(one: Change, amount: int | None, nothing_when: Act) -> int | None:
    """The amount; nought on the side on which the row was not there."""
    return 0 if amount is None and one.act is nothing_when else amount
