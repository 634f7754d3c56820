"""Which dispositions the recorded terms of a contract allow, what each asks for, and by when."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date
from functools import lru_cache

from severalty.engine.dates import PartialDate
from severalty.engine.dispositions.dispositions import Disposition, Route
from severalty.engine.dispositions.procurement import ADVICE, Regime, regime_of
from severalty.engine.dispositions.route_rules import findings_of
from severalty.engine.dispositions.seen import NOTHING_MORE, Seen, Situation, with_linked_end
from severalty.engine.estate.items import Contract
from severalty.engine.estate.terms import working_day_before
from severalty.engine.fields import Known

__all__ = [
    "CONTRACT_ROUTES", "Choice", "RouteView", "Routes", "Situation", "check_route", "contradictions", "route_view",
    "routes_for", "situation_of", "steps_of", "thing_routes",
]  # fmt: skip

CONTRACT_ROUTES = (
    Route.NOVATE, Route.ASSIGN, Route.SPLIT, Route.REPROCURE, Route.TERMINATE, Route.EXPIRE, Route.EXTEND,
    Route.KEEP_SHARED, Route.CONSOLIDATE, Route.ALREADY_SOLE, Route.RETIRE,
)  # fmt: skip


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


def situation_of(
    disposition: Disposition | None,
    agreement: Known = Known.UNKNOWN,
    linked: Contract | None = None,
    *,
    assumed: bool = False,
) -> Situation:
    """The situation that a disposition on record describes; `linked` is the contract that its contract ends with,
    `assumed` says that nobody is on record as holding it."""
    if disposition is None:
        return Situation(agreement=agreement, linked=linked, assumed=assumed)
    return Situation(
        consent=disposition.consent,
        notice_given_on=disposition.notice_given_on,
        by_when=disposition.by_when,
        moves_to=disposition.moves_to,
        agreement=agreement,
        linked=linked,
        assumed=assumed,
    )


def routes_for(
    contract: Contract,
    on: PartialDate,
    closed: Collection[date] = (),
    *,
    councils: int = 2,
    known: Situation = NOTHING_MORE,
) -> Routes:
    """Every route for a contract that so many councils hold, seen from a day; `closed` are bank holidays."""
    seen = Seen(with_linked_end(contract, known.linked), on, closed, councils, known)
    return Routes(contract.key, on, tuple(_view(seen, route) for route in CONTRACT_ROUTES))


def route_view(
    contract: Contract,
    route: Route,
    on: PartialDate,
    closed: Collection[date] = (),
    *,
    councils: int = 2,
    known: Situation = NOTHING_MORE,
) -> RouteView:
    """One route for a contract, as in `routes_for`."""
    return _view_kept(contract, route, on, frozenset(closed), councils, known)


# A workbench asks the same of the same contracts at every look, and what follows from them does not change.
@lru_cache(maxsize=8192)
def _view_kept(
    contract: Contract, route: Route, on: PartialDate, closed: frozenset[date], councils: int, known: Situation
) -> RouteView:
    return _view(Seen(with_linked_end(contract, known.linked), on, closed, councils, known), route)


def _view(seen: Seen, route: Route) -> RouteView:
    found = findings_of(route, seen)
    advised, advice = working_day_before(found.last_day, seen.closed)
    return RouteView(
        route=route,
        open=not found.refusals,
        refusals=tuple(found.refusals),
        warnings=(*found.warnings, advice) if advice else tuple(found.warnings),
        needs_consent=found.needs_consent,
        needs_notice=found.needs_notice,
        last_day=found.last_day,
        advised=advised,
        until=found.until,
        cost=found.cost,
        steps=steps_of(route, seen.contract),
        lead=_LEADS.get(route, ""),
    )


_LEADS = {
    Route.NOVATE: "4 to 12 weeks",
    Route.ASSIGN: "2 to 6 weeks",
    Route.SPLIT: "8 to 20 weeks",
    Route.REPROCURE: "3 to 9 months, by route to market",
    Route.TERMINATE: "the notice period",
    Route.EXPIRE: "by the end of the term",
    Route.EXTEND: "before the last day of the option",
    Route.KEEP_SHARED: "6 to 12 weeks",
    Route.CONSOLIDATE: "varies",
    Route.ALREADY_SOLE: "2 weeks",
}
_STEPS = {
    Route.NOVATE: (
        "Deed of novation between the party that leaves, the party that enters and the supplier",
        "Payments up to date; guarantees and insurances issued anew",
        "Ground in procurement law for a new buyer",
    ),
    Route.ASSIGN: ("Assignment in writing", "Notice of the assignment to the supplier"),
    Route.SPLIT: (
        "The supplier agrees to one contract for each council",
        "Quantities, prices and data divided",
        "Ground in procurement law for each new contract",
    ),
    Route.REPROCURE: ("Specification for each council, or one for both", "Route to market", "Notices and standstill"),
    Route.TERMINATE: ("Notice to the supplier", "Charge for ending early paid", "What takes its place is ready"),
    Route.EXPIRE: ("What takes its place, or the end of its use, is ready before the last day",),
    Route.EXTEND: ("Option taken up in writing", "Option provided for when the contract was let"),
    Route.KEEP_SHARED: ("Inter-authority agreement: who is served, at what charge, and how either leaves",),
    Route.CONSOLIDATE: ("Scope and capacity in the contract that its use moves to", "This contract stopped"),
    Route.ALREADY_SOLE: ("Contract owner and budget code changed",),
    Route.RETIRE: ("Data kept or disposed of as the law asks", "This contract stopped"),
}
_ENDS = (Route.TERMINATE, Route.EXPIRE, Route.CONSOLIDATE, Route.RETIRE)
_MODIFIES = (Route.NOVATE, Route.SPLIT, Route.EXTEND)


def steps_of(route: Route, contract: Contract) -> tuple[str, ...]:
    """What a route asks for, in order, with the notices of the procurement law that applies to the contract."""
    steps = [*_STEPS.get(route, ())]
    regime = regime_of(contract.procured_from, framework_ends=contract.framework_ends)
    if route in _MODIFIES and regime is not Regime.PCR_2015:
        steps.append("Contract change notice (UK10) before it is changed, unless the change is exempt")
    if route in _MODIFIES and regime is not Regime.ACT_2023:
        steps.append("Modification notice where regulation 72 rests on additional or unforeseen needs")
    if route in _ENDS and regime is not Regime.PCR_2015:
        steps.append("Contract termination notice (UK11) within 30 days")
    if route is Route.REPROCURE or route in _MODIFIES:
        steps.append(f"Procurement law: {regime.value}. {ADVICE}")
    return tuple(steps)


def check_route(
    contract: Contract | None,
    route: Route,
    override: str,
    overridden_by: str,
    on: PartialDate,
    *,
    councils: int = 2,
    known: Situation = NOTHING_MORE,
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


@dataclass(frozen=True)
class Choice:
    """What becomes of a thing for one council, and who holds it afterwards; blank for the council itself."""

    council: str
    route: Route
    new_holder: str = ""


_NEEDS_ALL = (Route.NOVATE, Route.ASSIGN, Route.KEEP_SHARED, Route.EXTEND)


def contradictions(
    choices: Collection[Choice], holders: Collection[str] = (), names: Mapping[str, str] | None = None
) -> dict[str, tuple[str, ...]]:
    """Why what is chosen for several councils cannot all be: sentences by council; empty where it can.

    `names` are the organisations' names by key, for the sentences; where one is missing its key stands.

    A contract cannot be ended whole for one while another takes it over, extends it or keeps it shared; be taken over
    whole by two; be the sole property of one while another holds it; or be unused by a council that holds a share.
    """
    against: dict[str, list[str]] = {}
    ordered = sorted(choices, key=lambda one: (one.council, one.route, one.new_holder))
    for one in ordered:
        others = [other for other in ordered if other.council != one.council]
        found = [sentence for other in others for sentence in _clash(one, other, names or {})]
        if one.route is Route.NOT_USED and one.council in holders:
            found.append(f"{(names or {}).get(one.council, one.council)} holds a share in it: it is used.")
        if found:
            against.setdefault(one.council, []).extend(found)
    return {council: tuple(dict.fromkeys(sentences)) for council, sentences in against.items()}


def _clash(one: Choice, other: Choice, names: Mapping[str, str]) -> list[str]:
    routes, council = (one.route, other.route), names.get(other.council, other.council)
    if Route.TERMINATE in routes and any(route in _NEEDS_ALL for route in routes):
        return [f"{council}: '{other.route.value}'; the whole contract cannot be ended and go on as well."]
    if routes == (Route.NOVATE, Route.NOVATE) and _holder(one) != _holder(other):
        mine, theirs = (names.get(key, key) for key in (_holder(one), _holder(other)))
        return [f"It cannot be novated whole to {mine} and to {theirs}: split it."]
    if Route.ALREADY_SOLE in routes and Route.NOT_USED not in routes:
        return [f"{council}: '{other.route.value}'; it is not the sole property of one council."]
    return []


def _holder(choice: Choice) -> str:
    return choice.new_holder or choice.council
