"""How long each contract still runs, and which must be acted upon first."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import date

from severalty.engine.dates import DateError, PartialDate, between
from severalty.engine.estate.items import Contract
from severalty.engine.estate.terms import ActState, LastDay, last_day_to_act, terms_of
from severalty.engine.estate.value_evidence import evidence_of
from severalty.engine.evidence import Evidence


@dataclass(frozen=True)
class RunwayRow:
    """One contract on the runway. `evidence` is that of its end."""

    key: str
    name: str
    supplier: str
    starts: PartialDate | None
    current_end: PartialDate
    final_end: PartialDate | None
    last_day: PartialDate | None
    act: str
    state: ActState
    advice: str
    missing: tuple[str, ...]
    evidence: Evidence


@dataclass(frozen=True)
class NotDrawn:
    """A contract whose end is not known, and why."""

    key: str
    name: str
    reasons: tuple[str, ...]


@dataclass(frozen=True)
class Runway:
    """The contracts within a horizon, first to act upon first; those that have no end apart, never drawn.

    `ended` had ended before the horizon begins; `later` need nothing within it.
    """

    first: date
    last: date
    rows: tuple[RunwayRow, ...]
    missing: tuple[NotDrawn, ...]
    ended: int
    later: int


def runway(
    contracts: Iterable[Contract], on: PartialDate, horizon: tuple[date, date], closed: Collection[date] = ()
) -> Runway:
    """Rows for the contracts that end, or must be acted upon, between the two days of the horizon, seen from a day.

    A row whose last day to act is not known is placed by the end of its term. Raises DateError where the horizon ends
    before it begins.
    """
    first, last = horizon
    if last < first:
        raise DateError(f"The horizon cannot end ({last}) before it begins ({first}).")
    span = between(first, last)
    rows: list[RunwayRow] = []
    missing: list[NotDrawn] = []
    ended = later = 0
    for contract in contracts:
        act = last_day_to_act(contract, on, closed)
        if act.current_end is None:
            missing.append(NotDrawn(contract.key, contract.name, act.missing))
        elif act.current_end.last < span.first:
            ended += 1
        elif (act.last_day or act.current_end).first > span.last:
            later += 1
        else:
            rows.append(_row(contract, act, act.current_end))
    return Runway(
        first, last, tuple(sorted(rows, key=_place)), tuple(sorted(missing, key=lambda row: row.key)), ended, later
    )


def _row(contract: Contract, act: LastDay, current_end: PartialDate) -> RunwayRow:
    return RunwayRow(
        key=contract.key,
        name=contract.name,
        supplier=contract.supplier,
        starts=contract.starts,
        current_end=current_end,
        final_end=terms_of(contract).final_end,
        last_day=act.last_day,
        act=act.act,
        state=act.state,
        advice=act.advice,
        missing=act.missing,
        evidence=evidence_of(contract, "ends"),
    )


def _place(row: RunwayRow) -> tuple[date, date, str]:
    shown = row.last_day or row.current_end
    return shown.first, shown.last, row.key
