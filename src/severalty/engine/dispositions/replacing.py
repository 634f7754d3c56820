"""When the procurement of what follows a contract must begin, so that nothing is without cover.

Evidence for those who advise; never legal advice.
"""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, timedelta

from severalty.engine.dates import PartialDate, day
from severalty.engine.dispositions.procurement import Purchase, Timetable, backwards, forwards
from severalty.engine.dispositions.seen import NOTHING_MORE, Seen, Situation, with_linked_end
from severalty.engine.dispositions.thresholds import Threshold, against
from severalty.engine.estate.items import Contract


@dataclass(frozen=True)
class Replacement:
    """The procurement of what follows a contract, against the day on which the contract ends.

    `latest` is the timetable that is just in time, none where the end is not known; `earliest` the one begun today.
    `gap_days` are the days between the end and the earliest service: nought where there is none.
    """

    ends: PartialDate | None
    latest: Timetable | None
    earliest: Timetable
    gap_days: int | None
    findings: tuple[str, ...]


def replacement(
    contract: Contract,
    purchase: Purchase,
    on: date,
    closed: Collection[date] = (),
    known: Situation = NOTHING_MORE,
    *,
    threshold: Threshold | None = None,
    councils: int = 1,
) -> Replacement:
    """When what follows a contract must be procured, seen from a day.

    It is needed on the day after the contract ends: by the notice on record, by the day it is to be done, or by its
    running term. Of an end that is not known to the day its first possible day counts. With a threshold, what the
    contract is worth to all its councils is held against it.
    """
    worth = (against(contract, threshold, councils),) if threshold is not None else ()
    seen = Seen(with_linked_end(contract, known.linked), day(on), closed, known=known)
    ends = _end(seen)
    earliest = forwards(purchase, on, closed)
    if ends is None:
        return Replacement(None, None, earliest, None, ("It is not known when the contract ends.", *worth))
    needed = ends.first + timedelta(days=1)
    latest = backwards(purchase, needed, closed)
    gap = max(0, (earliest.service - needed).days)
    findings = [f"Begin by {day(latest.begins)}."] if not gap else []
    if gap:
        findings.append(
            f"Begun today it is in service on {day(earliest.service)}: {gap} days after the contract ends, "
            f"and it ought to have begun by {day(latest.begins)}."
        )
    if ends.first != ends.last or ends.about:
        findings.append(f"The end ({ends}) is not known to the day; its first possible day counts.")
    return Replacement(ends, latest, earliest, gap, (*findings, *worth))


def _end(seen: Seen) -> PartialDate | None:
    if seen.stopped is not None and not seen.rolling:
        return seen.stopped.ends
    if seen.rolling:
        return seen.ends_by_notice if seen.known.notice_given_on or seen.known.by_when else None
    return seen.running.ends
