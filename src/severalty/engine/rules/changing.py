"""Rules of what changed since: the net of many changes, the difference of two states, and what is told of them."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from severalty.engine.decisions import changes
from severalty.engine.decisions.changes import Change, FundTotal, Net, Step, Told
from severalty.engine.rules.rule import Rule


@dataclass(frozen=True)
class StepsTaken:
    """Changes of rows, in any order."""

    steps: tuple[Step, ...]


@dataclass(frozen=True)
class TwoStates:
    """The values of rows by their subject, at a first moment and at a second."""

    first: Mapping[str, Mapping[str, str]] = field(default_factory=dict)
    second: Mapping[str, Mapping[str, str]] = field(default_factory=dict)


@dataclass(frozen=True)
class NetChanges:
    """What is different between two moments, row by row."""

    changes: tuple[Net, ...]


@dataclass(frozen=True)
class ChangesFound:
    """Changes, in any order."""

    changes: tuple[Change, ...]


@dataclass(frozen=True)
class ChangesTold:
    """Changes by topic as they are told, and the money of all of them by fund."""

    topics: tuple[Told, ...]
    totals: tuple[FundTotal, ...]


def _net(asked: StepsTaken) -> NetChanges:
    return NetChanges(changes.net_of(asked.steps))


def _compared(asked: TwoStates) -> NetChanges:
    return NetChanges(changes.compared(asked.first, asked.second))


def _told(asked: ChangesFound) -> ChangesTold:
    return ChangesTold(changes.told_by_topic(asked.changes), changes.fund_totals(asked.changes))


RULES = (
    Rule(
        name="net-changes",
        summary="What many changes of rows come to between two moments, one net change for each row that differs.",
        takes=StepsTaken,
        gives=NetChanges,
        run=_net,
        of=(changes.net_of,),
        example={
            "steps": [
                {"number": 1, "subject": "C-014", "act": "changed", "before": {"annual_cost": "52000.00"},
                 "after": {"annual_cost": "50000.00"}},
                {"number": 2, "subject": "C-014", "act": "changed", "before": {"annual_cost": "50000.00"},
                 "after": {"annual_cost": "48500.00"}},
                {"number": 3, "subject": "C-015", "act": "added", "after": {"name": "Printing"}},
                {"number": 4, "subject": "C-015", "act": "withdrawn"},
            ]
        },
    ),
    Rule(
        name="states-compared",
        summary="What is different between two states of the same rows.",
        takes=TwoStates,
        gives=NetChanges,
        run=_compared,
        of=(changes.compared,),
        example={
            "first": {"C-014": {"annual_cost": "52000.00"}},
            "second": {"C-014": {"annual_cost": "48500.00"}, "C-016": {"name": "Telephony"}},
        },
    ),
    Rule(
        name="changes-told",
        summary="Changes by topic, the latest first, with their money by capital and revenue.",
        takes=ChangesFound,
        gives=ChangesTold,
        run=_told,
        of=(changes.told_by_topic, changes.fund_totals),
        example={
            "changes": [
                {"topic": "money", "what": "charge", "subject": "Service desk", "sentence": "It costs less.",
                 "on": "2026-11-03", "is_money": True, "amount_before": 5200000, "amount_after": 4850000,
                 "fund": "revenue"},
                {"topic": "decisions", "what": "resolution", "subject": "ICT to be shared",
                 "sentence": "Cabinet approved it.", "act": "added", "on": "2026-11-12"},
            ]
        },
    ),
)  # fmt: skip
