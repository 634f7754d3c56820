"""What stands against one disposition by itself: the same for the workbench, for files and for registers' forms."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass, replace

from severalty.dispositions.queries.workbench import Subject
from severalty.engine.dates import PartialDate
from severalty.engine.dispositions import routes
from severalty.engine.dispositions.dispositions import Disposition, Route
from severalty.engine.dispositions.routes import check_route, situation_of, thing_routes
from severalty.engine.estate.items import Contract
from severalty.engine.fields import Known


@dataclass(frozen=True)
class Facts:
    """What decides how a thing may be disposed of: its reference and kind, its contract and the one that this ends
    with, the councils that it is decided for, and those on record as holding it."""

    ref: str
    table: str
    contract: Contract | None
    linked: Contract | None
    councils: int
    holders: Collection[str]


def facts_of(subject: Subject) -> Facts:
    """The facts of a thing on the workbench."""
    tie = subject.tie.contract if subject.tie else None
    holders = tuple(subject.weights) if subject.is_held else ()
    return Facts(subject.ref, subject.table, subject.contract, tie, len(subject.weights), holders)


def is_overridden(record: Disposition) -> bool:
    """Whether a named officer has given a reason to go on all the same."""
    return bool(record.override.strip() and record.overridden_by.strip())


def refusals_of(facts: Facts, record: Disposition, moves_to: str, agreement: Known, on: PartialDate) -> tuple[str, ...]:
    """What the terms on record say against a disposition; nothing where it is overridden. `moves_to` is a reference."""
    target = facts.contract.key if facts.contract is not None and moves_to == facts.ref else moves_to
    known = situation_of(replace(record, moves_to=target), agreement, facts.linked, assumed=not facts.holders)
    return check_route(
        facts.contract, record.route, record.override, record.overridden_by, on,
        councils=facts.councils, known=known,
    )  # fmt: skip


def against(facts: Facts, record: Disposition, refusals: Collection[str]) -> dict[str, str]:
    """What stands against a disposition, by column: a route that does not fit or is refused, a reason that is missing.

    `refusals` are what the terms on record say against it.
    """
    if record.route is Route.UNDECIDED:
        return {}
    fit = thing_routes(facts.table)
    if record.route not in fit:
        words = ", ".join(one.value for one in fit)
        return {"route": f"{record.route.value} does not fit {facts.table.replace('_', ' ')}; expected {words}."}
    found: dict[str, str] = {}
    if refusals:
        found["route"] = " ".join(refusals)
    if bool(record.override.strip()) != bool(record.overridden_by.strip()):
        missing = "override" if record.overridden_by.strip() else "overridden_by"
        found[missing] = "To go on all the same needs a reason and the officer who says so."
    if record.done_on is not None and not record.proof.strip():
        found["proof"] = "Say where it shows that it is done."
    return found


def clashes(
    facts: Facts, records: Mapping[str, Disposition], names: Mapping[str, str]
) -> Mapping[str, tuple[str, ...]]:
    """Why dispositions of one thing for several councils (by key) cannot all be: sentences in names, by council."""
    made = [
        routes.Choice(council, one.route, one.new_holder)
        for council, one in records.items()
        if one.route is not Route.UNDECIDED
    ]
    return routes.contradictions(made, facts.holders, names)
