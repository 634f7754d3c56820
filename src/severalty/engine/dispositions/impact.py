"""Impact on the partner: what dispositions proposed for one council change for another in cost, date and duty."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum

from severalty.engine.dates import PartialDate
from severalty.engine.dispositions.answers import State, proposer_of
from severalty.engine.dispositions.dispositions import Disposition, Route
from severalty.engine.dispositions.register import Money, RegisterRow
from severalty.engine.estate.items import Contract, Liability

LEAVES = frozenset({
    Route.REPROCURE, Route.TERMINATE, Route.EXPIRE, Route.RETIRE, Route.CONSOLIDATE, Route.NOT_USED,
    Route.REPLACE_WITH_SAAS, Route.DECOMMISSION, Route.MOVE, Route.REBUILD,
})  # fmt: skip
TAKES = frozenset({Route.NOVATE, Route.ASSIGN, Route.TRANSFER_STAFF})
STAYS = frozenset({Route.EXTEND, Route.KEEP_SHARED})
DAYS_A_YEAR = 365


class Effect(StrEnum):
    """How a disposition touches a council that it is not for."""

    LEFT_WITH_IT = "the other leaves it"
    TAKEN_OVER = "the other takes it over"
    STAYS_BOUND = "the other goes on with it"
    DIVIDED = "it is divided"
    STAYS_SHARED = "it stays shared"
    PROPOSED_FOR_IT = "proposed for it"


@dataclass(frozen=True)
class Impact:
    """What one disposition changes for a council.

    `by` is the council or organisation whose disposition it is. `yearly` and `once` are pence; None is not known, and
    more is paid where they are above nought. `on` is the day from which it is felt. `duties` say what it must do.
    """

    thing: str
    table: str
    name: str
    by: str
    route: Route
    state: State
    effect: Effect
    on: PartialDate | None
    yearly: int | None
    once: int | None
    duties: tuple[str, ...]


@dataclass(frozen=True)
class Impacts:
    """Everything that is proposed by others and touches one council, with sums of what is known."""

    council: str
    rows: tuple[Impact, ...]
    yearly: Money
    once: Money
    to_answer: int


def impacts_on(council: str, rows: Iterable[RegisterRow], contracts: Mapping[str, Contract], by: str = "") -> Impacts:
    """What the dispositions on the table change for one council, thing by thing.

    A council that leaves leaves its part of the yearly charge behind: for good where the other stays or has decided
    nothing, until the other goes where that has a day too, and not at all where the other goes no later or has a plan
    of its own for it. It is the most that can fall on it; a supplier may take less. `by` keeps to what one organisation
    proposes. What is done already is left out.
    """
    groups: dict[str, list[RegisterRow]] = {}
    for row in rows:
        groups.setdefault(row.thing, []).append(row)
    found = [
        impact
        for thing, group in groups.items()
        if (mine := next((row for row in group if row.council == council), None)) is not None
        for row in group
        if (impact := _impact(mine, row, contracts.get(thing), by)) is not None
    ]
    return Impacts(
        council, tuple(found), _sum(one.yearly for one in found), _sum(one.once for one in found),
        sum(any("answer" in duty for duty in one.duties) for one in found),
    )  # fmt: skip


def _sum(amounts: Iterable[int | None]) -> Money:
    held = list(amounts)
    known = [amount for amount in held if amount is not None]
    return Money(sum(known), len(held) - len(known))


def _impact(mine: RegisterRow, row: RegisterRow, contract: Contract | None, by: str) -> Impact | None:
    """What the row of one council changes for the council of `mine`; nothing where it changes nothing."""
    one = row.standing.disposition
    if one is None or row.standing.state is State.DONE or (by and proposer_of(one) != by):
        return None
    if row is mine:
        return _for_itself(mine, one)
    effect = _effect(row.route, one, mine.council)
    if effect is None:
        return None
    left: tuple[int | None, int | None] | None = (0, 0)
    if effect is Effect.LEFT_WITH_IT:
        left = _left_behind(mine, row, one, contract)
    if left is None:
        return None
    duties = tuple(_duties(effect, mine, row, one, contract))
    return Impact(row.thing, row.table, row.name, row.council, row.route, row.standing.state, effect, one.by_when,
                  *left, duties)  # fmt: skip


def _for_itself(mine: RegisterRow, one: Disposition) -> Impact | None:
    """What somebody else proposes for the council: its own costs change, and it has to answer."""
    if proposer_of(one) == mine.council:
        return None
    known = mine.annual_after is not None and mine.annual_now is not None
    yearly = (mine.annual_after or 0) - (mine.annual_now or 0) if known else None
    return Impact(
        mine.thing, mine.table, mine.name, proposer_of(one), mine.route, mine.standing.state, Effect.PROPOSED_FOR_IT,
        one.by_when, yearly, one.one_off_cost, tuple(_to_answer(mine, mine)),
    )  # fmt: skip


def _effect(route: Route, one: Disposition, council: str) -> Effect | None:
    if route in LEAVES:
        return Effect.LEFT_WITH_IT
    if route in TAKES:
        return Effect.TAKEN_OVER if one.new_holder != council else Effect.STAYS_SHARED
    return {
        Route.EXTEND: Effect.STAYS_BOUND, Route.SPLIT: Effect.DIVIDED, Route.CLONE: Effect.DIVIDED,
        Route.KEEP_SHARED: Effect.STAYS_SHARED,
    }.get(route)  # fmt: skip


def _left_behind(
    mine: RegisterRow, row: RegisterRow, one: Disposition, contract: Contract | None
) -> tuple[int | None, int | None] | None:
    """What the leaving council no longer pays, a year and once; None where the other goes no later."""
    own = mine.standing.disposition
    if own is not None and mine.route not in LEAVES | STAYS:
        return 0, 0
    goes_on = own.by_when if own is not None and mine.route in LEAVES else None
    if own is not None and mine.route in LEAVES and goes_on is None:
        return (None, None) if contract is not None else None
    if goes_on is not None and one.by_when is not None:
        days = (goes_on.last - one.by_when.last).days
        if days <= 0:
            return None
        if contract is None:
            return 0, 0
        return 0, None if row.annual_now is None else _for_days(row.annual_now, days)
    if contract is None:
        return 0, 0
    return (None if one.by_when is None else row.annual_now), 0


def _for_days(annual: int, days: int) -> int:
    """The part of a yearly charge for so many days, to the nearest penny."""
    return (2 * annual * days + DAYS_A_YEAR) // (2 * DAYS_A_YEAR)


def _duties(
    effect: Effect, mine: RegisterRow, row: RegisterRow, one: Disposition, contract: Contract | None
) -> Iterable[str]:
    yield from _to_answer(mine, row)
    day = f"by {one.by_when}" if one.by_when else "by a day that is not on record"
    decided = mine.standing.disposition is not None
    if effect in (Effect.LEFT_WITH_IT, Effect.TAKEN_OVER) and not decided:
        yield f"Decide what becomes of it {day}."
    if effect is Effect.TAKEN_OVER and decided and _later(mine, one):
        yield f"Close the gap from {one.by_when} until its own is ready."
    if effect is Effect.STAYS_BOUND and mine.route in LEAVES:
        yield "Agree how it leaves a contract that goes on."
    if effect is Effect.STAYS_SHARED:
        holder = one.new_holder or row.council
        yield "Hold it and serve the other." if holder == mine.council else "Agree terms with whoever keeps it."
    if contract is not None:
        yield from _under(contract, effect)


def _to_answer(mine: RegisterRow, row: RegisterRow) -> Iterable[str]:
    if mine.council in row.standing.waiting_for:
        yield "Give an answer."
    if row.standing.state is State.STALE:
        yield "Give an answer to the present version."


def _later(mine: RegisterRow, one: Disposition) -> bool:
    own = mine.standing.disposition
    days: Sequence[PartialDate | None] = (own.by_when if own else None, one.by_when)
    return all(days) and days[0].last > days[1].last  # type: ignore[union-attr]


def _under(contract: Contract, effect: Effect) -> Iterable[str]:
    if contract.minimum_volume and effect in (Effect.LEFT_WITH_IT, Effect.DIVIDED):
        yield f"Bear the minimum of {contract.minimum_volume}."
    if contract.liability is Liability.JOINT_AND_SEVERAL and effect in (Effect.LEFT_WITH_IT, Effect.STAYS_BOUND):
        yield "Answer for the whole contract, jointly and severally."
