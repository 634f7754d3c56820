"""A partner's statement: each charge with its key, counts and share, so that it can be checked by hand."""

from collections.abc import Sequence
from dataclasses import dataclass

from severalty.engine.appraisal.apportionment import Count, percent
from severalty.engine.appraisal.charges import Funding
from severalty.engine.appraisal.recharges import LeftOut, Line, shares_of
from severalty.engine.evidence import Evidence, show_money, weakest


@dataclass(frozen=True)
class StatementLine:
    """One charge on a partner's statement, with everything needed to check it by hand."""

    charge: str
    name: str
    year: int | None
    funding: Funding
    key: str
    count: int
    total_count: int
    percent: str
    amount_pence: int
    share_pence: int
    evidence: Evidence


@dataclass(frozen=True)
class Statement:
    """What one partner pays, line by line.

    `total_pence` adds the shares of the lines (the line method, which is what is charged). `total_method_pence` shares
    the sum of all lines with the same counts at once; `difference_pence` is what rounding line by line adds.
    """

    partner: str
    lines: tuple[StatementLine, ...]
    total_pence: int
    total_method_pence: int
    difference_pence: int
    evidence: Evidence
    left_out: tuple[LeftOut, ...] = ()

    @property
    def reconciliation(self) -> str:
        """One sentence for the foot of the statement."""
        if not self.difference_pence:
            return "Sharing the total at once gives the same amount."
        return (
            f"Sharing the total at once would give {show_money(self.total_method_pence)}; "
            f"rounding line by line makes {show_money(abs(self.difference_pence))} "
            f"{'more' if self.difference_pence > 0 else 'less'}."
        )


def statement(partner: str, lines: Sequence[Line], left_out: tuple[LeftOut, ...] = ()) -> Statement:
    """The lines in which a partner has a part, its shares, and the reconciliation. Source: domain rules 2.2."""
    own = [line for line in lines if any(count.key == partner for count in line.counts)]
    shown = tuple(_statement_line(partner, line) for line in own)
    sums: dict[tuple[Count, ...], int] = {}
    for line in own:
        sums[line.counts] = sums.get(line.counts, 0) + line.amount_pence
    by_line = sum(line.share_pence for line in shown)
    at_once = sum(shares_of(amount, counts)[partner] for counts, amount in sums.items())
    evidence = weakest(line.evidence for line in shown)
    return Statement(partner, shown, by_line, at_once, by_line - at_once, evidence, left_out)


def _statement_line(partner: str, line: Line) -> StatementLine:
    count = next(count.count for count in line.counts if count.key == partner)
    return StatementLine(
        charge=line.charge,
        name=line.name,
        year=line.year,
        funding=line.funding,
        key=line.key,
        count=count,
        total_count=line.total_count,
        percent=percent(count, line.total_count),
        amount_pence=line.amount_pence,
        share_pence=line.shares()[partner],
        evidence=line.evidence,
    )
