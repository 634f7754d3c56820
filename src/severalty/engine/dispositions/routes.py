"""Which dispositions the recorded terms of a contract allow, what each asks for, and by when."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date

from severalty.engine.dates import PartialDate
from severalty.engine.dispositions.dispositions import Consent, Disposition, Route
from severalty.engine.estate.items import Contract
from severalty.engine.estate.terms import last_day_to_act
from severalty.engine.fields import Known

CONTRACT_ROUTES = (
    Route.NOVATE, Route.ASSIGN, Route.SPLIT, Route.REPROCURE, Route.TERMINATE, Route.EXPIRE, Route.EXTEND,
    Route.KEEP_SHARED, Route.CONSOLIDATE, Route.ALREADY_SOLE, Route.RETIRE,
)  # fmt: skip


@dataclass(frozen=True, kw_only=True)
class Situation:
    """What is known beside the contract itself.

    `consent` is how far the supplier's consent has come; `agreement` whether an inter-authority agreement stands;
    `by_when` the day on which the disposition is to be done; `moves_to` the contract that its use moves to.
    """

    consent: Consent = Consent.UNKNOWN
    notice_given_on: PartialDate | None = None
    by_when: PartialDate | None = None
    moves_to: str = ""
    agreement: Known = Known.UNKNOWN


@dataclass(frozen=True)
class RouteView:
    """One route for one contract: whether it is open, and what it asks for.

    `refusals` say why it cannot be; `warnings` what to look at all the same. `last_day` is the last day to act for
    this route (`advised` the working day before, where it is none); `until` the day on which the contract then ends,
    where that is known. `cost` is what follows from the contract's own fields, in pence; None where nothing does or
    it is not known. `lead` is the time that it usually takes, a rule of thumb.
    """

    route: Route
    open: bool
    refusals: tuple[str, ...] = ()
    warnings: tuple[str, ...] = ()
    needs_consent: Known = Known.NO
    needs_notice: bool = False
    last_day: PartialDate | None = None
    advised: date | None = None
    until: PartialDate | None = None
    cost: int | None = None
    steps: tuple[str, ...] = ()
    lead: str = ""


@dataclass(frozen=True)
class Routes:
    """Every route for one contract, seen from a day, in the order of CONTRACT_ROUTES."""

    contract: str
    on: PartialDate
    options: tuple[RouteView, ...]

    def of(self, route: Route) -> RouteView | None:
        """The view of one route; none for a route that contracts do not have."""
        return next((one for one in self.options if one.route is route), None)


def situation_of(disposition: Disposition | None, agreement: Known = Known.UNKNOWN) -> Situation:
    """The situation that a disposition on record describes."""
    if disposition is None:
        return Situation(agreement=agreement)
    return Situation(
        consent=disposition.consent,
        notice_given_on=disposition.notice_given_on,
        by_when=disposition.by_when,
        moves_to=disposition.moves_to,
        agreement=agreement,
    )


def routes_for(
    contract: Contract,
    on: PartialDate,
    closed: Collection[date] = (),
    *,
    councils: int = 2,
    known: Situation = Situation(),
) -> Routes:
    """Every route for a contract that so many councils hold, seen from a day; `closed` are bank holidays."""
    return Routes(
        contract.key,
        on,
        tuple(route_view(contract, route, on, closed, councils=councils, known=known) for route in CONTRACT_ROUTES),
    )


def route_view(
    contract: Contract,
    route: Route,
    on: PartialDate,
    closed: Collection[date] = (),
    *,
    councils: int = 2,
    known: Situation = Situation(),
) -> RouteView:
    """One route for a contract, as in `routes_for`."""
    act = last_day_to_act(contract, on, closed)
    return RouteView(route, True, last_day=act.last_day, advised=act.advised)


def check_route(
    contract: Contract | None,
    route: Route,
    override: str,
    overridden_by: str,
    on: PartialDate,
    *,
    councils: int = 2,
    known: Situation = Situation(),
) -> tuple[str, ...]:
    """What still stands against a route: nothing once a named officer has given a reason to go on all the same."""
    if contract is None or route not in CONTRACT_ROUTES:
        return ()
    refusals = route_view(contract, route, on, councils=councils, known=known).refusals
    if not refusals or (override.strip() and overridden_by.strip()):
        return ()
    return refusals


_OF_ITEMS = (
    Route.MOVE, Route.CLONE, Route.REBUILD, Route.REPLACE_WITH_SAAS, Route.KEEP_SHARED, Route.ALREADY_SOLE,
    Route.DECOMMISSION, Route.NOT_USED,
)  # fmt: skip
_ROUTES = {
    "contracts": (*CONTRACT_ROUTES, Route.NOT_USED),
    "entitlements": (
        Route.NOVATE, Route.ASSIGN, Route.SPLIT, Route.REPROCURE, Route.EXPIRE, Route.KEEP_SHARED, Route.CONSOLIDATE,
        Route.ALREADY_SOLE, Route.RETIRE, Route.NOT_USED,
    ),
    "posts": (Route.TRANSFER_STAFF, Route.KEEP_SHARED, Route.ALREADY_SOLE, Route.RETIRE, Route.NOT_USED),
    "services": (
        Route.SPLIT, Route.REPROCURE, Route.MOVE, Route.REBUILD, Route.REPLACE_WITH_SAAS, Route.KEEP_SHARED,
        Route.CONSOLIDATE, Route.ALREADY_SOLE, Route.RETIRE, Route.NOT_USED,
    ),
}  # fmt: skip


def thing_routes(table: str, item_class: str = "") -> tuple[Route, ...]:
    """Which routes fit a kind of thing; `item_class` is that of a configuration item."""
    return _ROUTES.get(table, _OF_ITEMS)


def contradictions(chosen: Collection[tuple[str, Route, str]], holders: Collection[str] = ()) -> dict[str, str]:
    """What cannot be for one thing at once: by council, a sentence. `chosen` are council, route and new holder."""
    return {}
