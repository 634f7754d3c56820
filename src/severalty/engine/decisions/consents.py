"""Whether a council that is to be dissolved needs written consent before it disposes or makes a contract.

Local Government and Public Involvement in Health Act 2007, sections 24 and 27: under a direction, consent is needed for
land above a value, for a capital contract above a value or with a price that varies, and for any other contract above a
value that runs, or can be extended, beyond a day. Other contracts with the same supplier, or for the same matter, count
towards the limit. Domain rule 4.5; confirm every value with the monitoring officer.
"""

from dataclasses import dataclass
from enum import StrEnum

from severalty.engine.dates import PartialDate, day
from severalty.engine.decisions.route_reading import Route
from severalty.engine.decisions.routes import RouteRule
from severalty.engine.fields import Known

SOURCE = "Local Government and Public Involvement in Health Act 2007 s24 and s27"


class Deal(StrEnum):
    """What a council is about to do."""

    LAND = "disposal of land"
    CAPITAL = "capital contract"
    OTHER = "other contract"


_LIMITS = {
    Deal.LAND: RouteRule.DIRECTION_LAND,
    Deal.CAPITAL: RouteRule.DIRECTION_CAPITAL,
    Deal.OTHER: RouteRule.DIRECTION_OTHER,
}


@dataclass(frozen=True)
class ConsentQuestion:
    """A deal with its whole value in pence over the whole term with every extension.

    `earlier` is the value of what counts with it: contracts with the same supplier or for the same matter. `runs_until`
    is the last day with every extension.
    """

    route: Route
    deal: Deal
    value: int | None = None
    earlier: int = 0
    variable_price: bool = False
    runs_until: PartialDate | None = None


@dataclass(frozen=True)
class ConsentFound:
    """Whether consent is needed, the value that counts, and why."""

    needed: Known
    aggregated: int | None
    reasons: tuple[str, ...]
    source: str = SOURCE


def consent_needed(question: ConsentQuestion) -> ConsentFound:
    """Propose whether a deal needs consent under a direction; unknown where something that decides is not on record."""
    route, value = question.route, question.value
    total = None if value is None else value + question.earlier
    in_force = route.holds(RouteRule.DIRECTION)
    if in_force is None:
        return ConsentFound(
            Known.UNKNOWN, total, ("Whether a direction is in force for the council is not on record.",)
        )
    if not in_force:
        return ConsentFound(Known.NO, total, ("No direction is in force for the council.",))
    if question.deal is Deal.CAPITAL and question.variable_price:
        return ConsentFound(Known.YES, total, ("It is a capital contract whose price varies.",))
    answer, said = _above(route.number(_LIMITS[question.deal]), total)
    if answer is not Known.YES or question.deal is not Deal.OTHER:
        return ConsentFound(answer, total, (said,))
    beyond, told = _beyond(question)
    return ConsentFound(beyond, total, (said, told))


def _above(limit: int | None, total: int | None) -> tuple[Known, str]:
    if limit is None or total is None:
        return Known.UNKNOWN, f"The {'limit' if limit is None else 'whole value'} is not on record."
    amount, most = f"£{total // 100:,}", f"£{limit // 100:,}"
    if total > limit:
        return Known.YES, f"The value that counts, {amount}, is more than {most}."
    return Known.NO, f"The value that counts, {amount}, is not more than {most}."


def _beyond(question: ConsentQuestion) -> tuple[Known, str]:
    last = question.route.day(RouteRule.DIRECTION_BEYOND)
    if last is None or question.runs_until is None:
        what = "The day that the direction names" if last is None else "The last day of the contract with extensions"
        return Known.UNKNOWN, f"{what} is not on record."
    if question.runs_until.first > last:
        return Known.YES, f"It runs or can be extended beyond {day(last)}."
    if question.runs_until.last > last:
        return Known.UNKNOWN, f"Whether it runs beyond {day(last)} cannot be said: it ends {question.runs_until}."
    return Known.NO, f"It ends by {day(last)} with every extension."
