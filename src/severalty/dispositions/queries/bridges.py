"""Temporary bridges and ways from old to new, as far as one viewer may see them."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from severalty.dispositions.binding import AGREEMENTS, BRIDGES
from severalty.dispositions.queries.workbench import Bench, workbench_for
from severalty.engine.dates import PartialDate
from severalty.engine.dispositions.agreements import Bridge
from severalty.engine.dispositions.answers import State
from severalty.engine.dispositions.bridges import Bridges, BridgesQuestion, Divided, bridges_of
from severalty.engine.dispositions.double_running import (
    DoubleRunning,
    DoubleRunningQuestion,
    Leaving,
    OldShare,
    double_running,
)
from severalty.engine.estate.holdings import Holding, position_of
from severalty.engine.estate.items import Contract
from severalty.estate.queries import CONTRACTS
from severalty.tenancy.access import Viewer, visible_items
from severalty.tenancy.binding import lookup_for, record_of
from severalty.tenancy.models import Case, Organisation
from severalty.tenancy.queries import holdings_of


@dataclass(frozen=True)
class Standing:
    """Bridges and leavings. The records carry references of items as keys.

    `rows` are the rows of bridges by reference, `names` the names of all that bridges and leavings are about.
    """

    organisations: Mapping[str, Organisation]
    rows: Mapping[str, Any]
    names: Mapping[str, str]
    bridges: BridgesQuestion
    double: DoubleRunningQuestion

    @property
    def worked_bridges(self) -> Bridges:
        """What the bridges cost and lack."""
        return bridges_of(self.bridges)

    @property
    def worked_double(self) -> DoubleRunning:
        """What double running costs by month."""
        return double_running(self.double)


def standing_for(viewer: Viewer, case: Case, on: date) -> Standing:
    """Bridges with what they stand for, and every way from an old contract to a new one that is on the table."""
    bench = workbench_for(viewer, case, on)
    rows, bridges, names = bridges_in(viewer, case)
    leavings = _leavings(viewer, case, bench)
    divided = tuple(
        Divided(place.subject.ref, place.council.key)
        for place in bench.places
        if place.row.standing.state is State.DONE
    )
    names |= {one.disposition.key: bench.subjects[one.disposition.thing].name for one in leavings}
    return Standing(
        organisations=bench.organisations,
        rows=rows,
        names=names,
        bridges=BridgesQuestion(bridges, on, divided),
        double=DoubleRunningQuestion(tuple(leavings), bridges, on),
    )


def bridges_in(viewer: Viewer, case: Case) -> tuple[dict[str, Any], tuple[Bridge, ...], dict[str, str]]:
    """Bridges by reference, their records, and the names of the bridges and of what they stand for.

    What the viewer may not see of a bridge is blank.
    """
    names = lookup_for(viewer, case, ())
    found = BRIDGES.rows_for(viewer, case).select_related("item__recorded_by").order_by("item__name", "pk")
    rows = {row.pk: row for row in found}
    agreements = set(AGREEMENTS.rows_for(viewer, case).values_list("pk", flat=True))
    things = visible_items(viewer, case).filter(ref__in=[row.thing_id for row in rows.values() if row.thing_id])
    seen = dict(things.values_list("ref", "name"))
    records = tuple(
        replace(
            record_of(BRIDGES, row, names),
            key=ref,
            thing=row.thing_id if row.thing_id in seen else "",
            agreement=row.agreement_id if row.agreement_id in agreements else "",
        )
        for ref, row in rows.items()
    )
    return rows, records, seen | {ref: row.item.name for ref, row in rows.items()}


def _leavings(viewer: Viewer, case: Case, bench: Bench) -> list[Leaving]:
    moves = [
        (place, place.row.standing.disposition)
        for place in bench.places
        if place.subject.contract is not None and place.row.standing.disposition is not None
    ]
    news = _contracts(viewer, case, {one.moves_to for _, one in moves if one.moves_to})
    shares = holdings_of(news)
    return [
        Leaving(
            disposition=one,
            old=place.subject.contract,
            new=news.get(one.moves_to),
            shares=tuple(OldShare(key, weight) for key, weight in place.subject.weights.items()),
            new_shares=_shares(shares.get(one.moves_to, ()), bench.on),
        )
        for place, one in moves
        if place.subject.contract is not None
    ]


def _shares(holdings: Iterable[Holding], on: PartialDate) -> tuple[OldShare, ...]:
    """The shares in a contract; one that is disputed is of unknown size."""
    position = position_of(tuple(holdings), on)
    weights = {**position.weights, **dict.fromkeys(position.disputed)}
    return tuple(OldShare(key, weight) for key, weight in weights.items())


def _contracts(viewer: Viewer, case: Case, refs: set[str]) -> dict[str, Contract]:
    names = lookup_for(viewer, case, ())
    rows = CONTRACTS.rows_for(viewer, case).filter(pk__in=refs)
    return {row.pk: replace(record_of(CONTRACTS, row, names), key=row.pk) for row in rows}
