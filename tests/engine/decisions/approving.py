"""Two councils and the entries that tests of joint approval are made of."""

from dataclasses import replace
from datetime import date
from typing import Any

from severalty.engine.clear_days import Closures, Effect
from severalty.engine.dates import day, read_date
from severalty.engine.decisions.approval import position_of
from severalty.engine.decisions.approval_facts import (
    Approvals,
    CallInRule,
    JointPosition,
    Leaving,
    Needed,
    PartnerState,
    Said,
    Version,
)
from severalty.engine.decisions.resolutions import Outcome
from severalty.engine.fields import Known

NO_HOLIDAYS = Closures(frozenset(), date(2020, 1, 1), date(2030, 12, 31))
NORTH = Needed("north", "North Thornton", "north-cabinet", "Cabinet of North Thornton")
SOUTH = Needed("south", "South Thornton", "south-cabinet", "Cabinet of South Thornton")
RULES = tuple(CallInRule(one.body, Known.YES, 5, Effect.DAY_AFTER) for one in (NORTH, SOUTH))
ONE = Version(1, "1" * 64, (NORTH, SOUTH), day(date(2024, 1, 8)))
TWO = Version(2, "2" * 64, (NORTH, SOUTH), day(date(2024, 2, 12)), ONE.digest, "The price moved.", ("costing",))


def says(needed: Needed, on: str, digest: str = ONE.digest, outcome: Outcome = Outcome.APPROVED, **more: Any) -> Said:
    """One entry, published on the day of the decision."""
    when = read_date(on) if on else None
    base = Said(f"{needed.partner} {on} {outcome.value} {digest[:1]}", needed.body, needed.partner, digest, outcome,
                when, when)  # fmt: skip
    return replace(base, **more)


def looked(on: str, *said: Said, versions: tuple[Version, ...] = (ONE,), **more: Any) -> JointPosition:
    """Where all stand on a day."""
    left = tuple(Leaving(*one) for one in more.pop("left", ()))
    asked = Approvals(date.fromisoformat(on), NO_HOLIDAYS, versions, said, more.pop("rules", RULES), left)
    return position_of(asked)


def states(found: JointPosition) -> dict[str, PartnerState]:
    """The state of each partner."""
    return {one.partner: one.state for one in found.partners}
