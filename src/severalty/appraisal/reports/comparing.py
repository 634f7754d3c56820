"""What changed between two years for one partner."""

from collections import Counter
from dataclasses import dataclass, replace

from severalty.appraisal.queries.books import Books
from severalty.engine.appraisal.bridge import Bridge, bridge
from severalty.engine.appraisal.charges import Recurrence
from severalty.engine.appraisal.recharges import Line
from severalty.engine.appraisal.totals import Change, change
from severalty.engine.evidence import Evidence, weakest


@dataclass(frozen=True)
class Comparison:
    """A partner's charge in two years: the bridge between, and the difference in per cent.

    `came` and `went` are the names of costs of one year only. It is `comparable` when both years have costs at all;
    without any, nothing can be said of who took part. `evidence` is what the charge of each year rests on.
    """

    bridge: Bridge
    change: Change
    came: tuple[str, ...]
    went: tuple[str, ...]
    comparable: bool
    evidence: tuple[Evidence, Evidence]


def compare(books: Books, partner: str, years: tuple[int, int], *, recurring: bool) -> Comparison:
    """What changed for a partner from one year to another; with `recurring`, of the costs that come every year.

    A cost of one year is taken for the same in another when it has the same name and no other has.
    Source: Melton report 9.2.
    """
    old, new = (_comparable(books, year, recurring=recurring) for year in years)
    repeated = {name for side in (old, new) for name, times in Counter(line.name for line in side).items() if times > 1}
    old, new = (
        [replace(line, charge=line.charge if line.name in repeated else line.name) for line in side]
        for side in (old, new)
    )
    found = bridge(partner, old, new)
    before, after = ({line.charge: line for line in side if line.shares().get(partner)} for side in (old, new))
    return Comparison(
        found,
        change(found.old_pence, found.new_pence),
        tuple(line.name for name, line in after.items() if name not in {one.charge for one in old}),
        tuple(line.name for name, line in before.items() if name not in {one.charge for one in new}),
        bool(old and new),
        (weakest(line.evidence for line in before.values()), weakest(line.evidence for line in after.values())),
    )


def comparable_years(books: Books, *, recurring: bool) -> tuple[int, ...]:
    """The years that have costs to compare."""
    return tuple(year for year in books.years if _comparable(books, year, recurring=recurring))


def _comparable(books: Books, year: int, *, recurring: bool) -> list[Line]:
    return [
        line
        for line in books.lines_in(year)
        if not recurring or books.charges[line.charge].recurrence is Recurrence.RECURRING
    ]
