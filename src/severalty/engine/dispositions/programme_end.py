"""Whether everything is settled at the end of the programme: one agreed, approved and proven disposition each."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from severalty.engine.dates import PartialDate
from severalty.engine.dispositions.answers import State
from severalty.engine.dispositions.register import RegisterRow


@dataclass(frozen=True)
class Lacking:
    """One thing for one council that is not settled, and why not."""

    thing: str
    table: str
    name: str
    council: str
    reasons: tuple[str, ...]


@dataclass(frozen=True)
class ProgrammeEnd:
    """How many rows there are, how many are settled, and what the others lack."""

    rows: int
    settled: int
    lacking: tuple[Lacking, ...]

    @property
    def complete(self) -> bool:
        """Whether nothing is left to do; a register without rows is not complete."""
        return self.rows > 0 and not self.lacking


def programme_end(rows: Iterable[RegisterRow], on: PartialDate) -> ProgrammeEnd:
    """What each row lacks on a day: one disposition that is agreed, with date, owner, approval and proof.

    Source: domain rules 4.1, completeness.
    """
    held = list(rows)
    found = [(row, tuple(_lacking(row, on))) for row in held]
    lacking = [Lacking(row.thing, row.table, row.name, row.council, reasons) for row, reasons in found if reasons]
    return ProgrammeEnd(len(held), len(held) - len(lacking), tuple(lacking))


_STATES = {
    State.PROPOSED: "not agreed yet",
    State.DISPUTED: "disputed",
    State.STALE: "changed since it was agreed",
}


def _lacking(row: RegisterRow, on: PartialDate) -> Iterator[str]:
    one = row.standing.disposition
    if one is None:
        yield "proposals conflict" if row.standing.state is State.CONFLICTING else "no disposition"
        return
    if row.standing.state in _STATES:
        yield _STATES[row.standing.state]
    wanted = {
        "no date": one.by_when,
        "no owner": one.owner.strip(),
        "no approval": one.approved_by.strip() and one.approved_on,
        "no proof that it is done": one.done_on and one.proof.strip(),
    }
    yield from (lack for lack, value in wanted.items() if not value)
    if one.done_on is not None and one.done_on.first > on.last:
        yield f"done only on {one.done_on}"
    yield from (f"refused: {refusal}" for refusal in row.refusals)
