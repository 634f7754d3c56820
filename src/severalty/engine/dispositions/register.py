"""The register of what becomes of each shared thing, with totals that add up to the penny."""

from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date

from severalty.engine.dates import PartialDate
from severalty.engine.dispositions.answers import Standing, State, standing_of
from severalty.engine.dispositions.dispositions import Consent, Disposition, DispositionAnswer, Route
from severalty.engine.dispositions.routes import (
    CONTRACT_ROUTES,
    Choice,
    RouteView,
    contradictions,
    route_view,
    situation_of,
    thing_routes,
)
from severalty.engine.dispositions.seen import running_term, with_linked_end
from severalty.engine.estate.items import Contract, Renewal
from severalty.engine.fields import Known
from severalty.engine.money import split

NO_NOTICE = ""
GIVEN = "given"
NOT_KNOWN = "not known"


@dataclass(frozen=True)
class Thing:
    """A thing to be decided upon for each council that uses it.

    `weights` are the councils' shares (None: of unknown size); `annual` what the whole of it costs a year, in pence;
    `linked` the contract that its contract ends with, where that is known from elsewhere than the other things.
    `assumed` says that nobody is on record as holding it, so that `weights` name every partner.
    """

    key: str
    table: str
    name: str
    weights: Mapping[str, int | None]
    item_class: str = ""
    contract: Contract | None = None
    annual: int | None = None
    linked: Contract | None = None
    assumed: bool = False


@dataclass(frozen=True)
class RegisterRow:
    """One thing for one council. Money is in pence; None is not known.

    `annual_now` is the council's share of what the thing costs a year, `annual_after` what it pays afterwards.
    `notice_month` is `2027-03`, blank where no notice is needed, `given` where it was given, and `not known` where it
    is needed and its month is not known.
    `consent_outstanding` says that consent is or may be needed and has not been given.
    """

    thing: str
    table: str
    name: str
    council: str
    standing: Standing
    route: Route
    last_day: PartialDate | None
    advised: date | None
    consent: Consent
    consent_outstanding: bool
    notice_month: str
    one_off_cost: int | None
    annual_now: int | None
    annual_after: int | None
    refusals: tuple[str, ...] = ()
    warnings: tuple[str, ...] = ()

    @property
    def agreed_refused(self) -> bool:
        """Whether everybody has agreed to it, it is not yet done, and it is refused all the same."""
        return self.standing.state is State.AGREED and bool(self.refusals)


@dataclass(frozen=True)
class Money:
    """Pence that are known, and of how many rows they are not."""

    pence: int
    unknown: int


@dataclass(frozen=True)
class Total:
    """What some rows come to."""

    name: str
    rows: int
    one_off: Money
    annual_now: Money
    annual_after: Money


@dataclass(frozen=True)
class Totals:
    """The register's totals: of all rows, and of the same rows by one thing or another.

    `agreed_refused` are the rows that everybody agreed to and that the record refuses now, because terms changed or
    time went by, without a recorded reason to go on all the same.
    """

    all: Total
    by_route: tuple[Total, ...]
    by_council: tuple[Total, ...]
    by_state: tuple[Total, ...]
    by_table: tuple[Total, ...]
    by_notice_month: tuple[Total, ...]
    consent_outstanding: Total
    agreed_refused: Total


@dataclass(frozen=True)
class Register:
    """The rows in order, and what they come to.

    `undecided` counts the rows for which nothing is proposed or proposals conflict, `undecided_things` the things
    with such a row. `without_council` are things that no council is on record for: they have no row.
    `annual_of_things` is what the things cost a year, each counted once, whether or not the shares in it are known.
    """

    on: PartialDate
    rows: tuple[RegisterRow, ...]
    things: int
    undecided: int
    undecided_things: int
    without_council: tuple[str, ...]
    annual_of_things: Money
    totals: Totals


def register_of(
    things: Iterable[Thing],
    dispositions: Iterable[Disposition],
    answers: Iterable[DispositionAnswer],
    on: PartialDate,
    closed: Collection[date] = (),
    *,
    agreement: Known = Known.UNKNOWN,
    names: Mapping[str, str] | None = None,
) -> Register:
    """One row for each thing and each council that uses it or for which something is proposed, with totals.

    `agreement` says whether an inter-authority agreement stands; `closed` are bank holidays; `names` the names of
    organisations by key, for the sentences. The order of what is
    given decides nothing. Dispositions of things that are not among `things` are left out.
    """
    given = list(dispositions)
    ordered = _ordered(things)
    rows = rows_of(ordered, given, answers, on, closed, agreement=agreement, names=names)
    proposed = {one.thing for one in given}
    undecided = [row for row in rows if row.route is Route.UNDECIDED]
    return Register(
        on=on,
        rows=tuple(rows),
        things=len(ordered),
        undecided=len(undecided),
        undecided_things=len({(row.table, row.thing) for row in undecided}),
        without_council=tuple(thing.key for thing in ordered if not (thing.weights or thing.key in proposed)),
        annual_of_things=_money(thing.annual for thing in ordered),
        totals=totals_of(rows),
    )


def rows_of(
    things: Iterable[Thing],
    dispositions: Iterable[Disposition],
    answers: Iterable[DispositionAnswer],
    on: PartialDate,
    closed: Collection[date] = (),
    *,
    agreement: Known = Known.UNKNOWN,
    names: Mapping[str, str] | None = None,
) -> list[RegisterRow]:
    """The rows of `register_of` alone, without what they come to."""
    proposals: dict[str, list[Disposition]] = {}
    for one in dispositions:
        proposals.setdefault(one.thing, []).append(one)
    said: dict[str, list[DispositionAnswer]] = {}
    for answer in answers:
        said.setdefault(answer.disposition, []).append(answer)
    ordered = _ordered(things)
    links = _links(ordered)
    seen = _Seen(on, closed, agreement, links, names or {})
    rows = [row for thing in ordered for row in _rows_of(thing, proposals.get(thing.key, []), said, seen)]
    return _with_same_end(rows, links)


def _ordered(things: Iterable[Thing]) -> list[Thing]:
    return sorted(things, key=lambda thing: (thing.table, thing.key))


def totals_of(rows: Collection[RegisterRow]) -> Totals:
    """The totals of these rows; each breakdown adds up to the whole, to the penny."""
    return Totals(
        all=total_of("all", rows),
        by_route=_by(rows, lambda row: row.route.value, [route.value for route in Route]),
        by_council=_by(rows, lambda row: row.council),
        by_state=_by(rows, lambda row: row.standing.state.value, [state.value for state in State]),
        by_table=_by(rows, lambda row: row.table),
        by_notice_month=_by(rows, lambda row: row.notice_month),
        consent_outstanding=total_of("consent outstanding", [row for row in rows if row.consent_outstanding]),
        agreed_refused=total_of("agreed and refused", [row for row in rows if row.agreed_refused]),
    )


def total_of(name: str, rows: Collection[RegisterRow]) -> Total:
    """What these rows come to."""
    return Total(
        name,
        len(rows),
        _money(row.one_off_cost for row in rows),
        _money(row.annual_now for row in rows),
        _money(row.annual_after for row in rows),
    )


def _money(amounts: Iterable[int | None]) -> Money:
    held = list(amounts)
    known = [amount for amount in held if amount is not None]
    return Money(sum(known), len(held) - len(known))


def _by(
    rows: Collection[RegisterRow], name_of: Callable[[RegisterRow], str], order: Sequence[str] = ()
) -> tuple[Total, ...]:
    groups: dict[str, list[RegisterRow]] = {}
    for row in rows:
        groups.setdefault(name_of(row), []).append(row)
    places = {name: place for place, name in enumerate(order)}
    return tuple(total_of(name, groups[name]) for name in sorted(groups, key=lambda name: (places.get(name, 0), name)))


@dataclass(frozen=True)
class _Seen:
    on: PartialDate
    closed: Collection[date]
    agreement: Known
    links: Mapping[str, Thing]
    names: Mapping[str, str]


def _links(things: Iterable[Thing]) -> dict[str, Thing]:
    """The contract that each thing ends with, where one is; two contracts of one key are told apart by nobody."""
    held = [(thing, thing.contract) for thing in things if thing.contract is not None]
    by_key: dict[str, list[Thing]] = {}
    for thing, contract in held:
        by_key.setdefault(contract.key, []).append(thing)
    found = {thing.key: by_key.get(contract.ends_with, []) for thing, contract in held if contract.ends_with}
    return {key: others[0] for key, others in found.items() if len(others) == 1}


def _rows_of(
    thing: Thing, proposals: Sequence[Disposition], said: Mapping[str, Sequence[DispositionAnswer]], seen: _Seen
) -> list[RegisterRow]:
    councils = sorted({*thing.weights, *(one.council for one in proposals)})
    standings = {}
    for council in councils:
        mine = [one for one in proposals if one.council == council]
        keys = {one.key or one.completed().key for one in mine}
        answers = [answer for key in keys for answer in said.get(key, ())]
        others = [other for other in thing.weights if other != council]
        standings[council] = standing_of(mine, answers, others, seen.names)
    chosen = [
        Choice(council, one.disposition.route, one.disposition.new_holder)
        for council, one in standings.items()
        if one.disposition is not None
    ]
    against = contradictions(chosen, () if thing.assumed else thing.weights, seen.names)
    shares = _shares(thing)
    return [_row(thing, council, standings[council], shares.get(council), against, seen) for council in councils]


def _shares(thing: Thing) -> dict[str, int | None]:
    """What each council pays of it a year: not known where a share is not."""
    councils = sorted(thing.weights)
    if thing.annual is None or not councils:
        return dict.fromkeys(councils)
    if len(councils) == 1:
        return {councils[0]: thing.annual}
    weights = [thing.weights[council] for council in councils]
    known = [weight for weight in weights if weight is not None]
    if len(known) < len(weights) or not any(known):
        return dict.fromkeys(councils)
    return dict(zip(councils, split(thing.annual, known), strict=True))


def _row(
    thing: Thing,
    council: str,
    standing: Standing,
    annual_now: int | None,
    against: Mapping[str, tuple[str, ...]],
    seen: _Seen,
) -> RegisterRow:
    one = standing.disposition
    route = one.route if one else Route.UNDECIDED
    view = _view(thing, route, one, seen)
    refusals = [*view.refusals, *against.get(council, ())]
    warnings = list(view.warnings)
    if one and refusals and one.override.strip() and one.overridden_by.strip():
        warnings = [f"{one.overridden_by} goes on all the same: {one.override}", *refusals, *warnings]
        refusals = []
    consent = one.consent if one else Consent.UNKNOWN
    return RegisterRow(
        thing=thing.key,
        table=thing.table,
        name=thing.name,
        council=council,
        standing=standing,
        route=route,
        last_day=view.last_day,
        advised=view.advised,
        consent=consent,
        consent_outstanding=_outstanding(consent, view, decided=one is not None),
        notice_month=_notice_month(view, one),
        one_off_cost=one.one_off_cost if one else None,
        annual_now=annual_now,
        annual_after=one.annual_cost if one else None,
        refusals=tuple(refusals),
        warnings=tuple(warnings),
    )


def _view(thing: Thing, route: Route, one: Disposition | None, seen: _Seen) -> RouteView:
    """The route's view where the thing is a contract; the contract's own last day where nothing is decided."""
    if route is not Route.UNDECIDED and route not in thing_routes(thing.table, thing.item_class):
        return RouteView(route, False, (f"'{route.value}' does not fit {thing.table.replace('_', ' ')}.",))
    contract = thing.contract
    if contract is None:
        return RouteView(route, True)
    linked = seen.links[thing.key].contract if thing.key in seen.links else thing.linked
    if route in CONTRACT_ROUTES:
        known = situation_of(one, seen.agreement, linked, assumed=thing.assumed)
        if known.moves_to == thing.key:
            known = replace(known, moves_to=contract.key)
        return route_view(contract, route, seen.on, seen.closed, councils=len(thing.weights), known=known)
    contract = with_linked_end(contract, linked)
    act = running_term(contract, seen.on, seen.closed).act
    needs_notice = route is Route.UNDECIDED and contract.renewal is not Renewal.EXPIRES
    return RouteView(route, True, needs_notice=needs_notice, last_day=act.last_day, advised=act.advised)


def _with_same_end(rows: Sequence[RegisterRow], links: Mapping[str, Thing]) -> list[RegisterRow]:
    """The rows, with a warning on contracts that stand and fall together and have different dispositions."""
    placed = {(row.thing, row.council): row for row in rows if row.route in CONTRACT_ROUTES}
    added: dict[tuple[str, str], set[str]] = {}
    for (key, council), row in placed.items():
        other = placed.get((links[key].key, council)) if key in links else None
        if other is not None and _end_of(other) != _end_of(row):
            added.setdefault((key, council), set()).add(_same_end(other))
            added.setdefault((other.thing, council), set()).add(_same_end(row))
    return [
        replace(row, warnings=(*row.warnings, *sorted(added[row.thing, row.council])))
        if (row.thing, row.council) in added
        else row
        for row in rows
    ]


def _same_end(other: RegisterRow) -> str:
    return f"It must take the same end as {other.name}, which has {_end_of(other)}."


def _end_of(row: RegisterRow) -> str:
    one = row.standing.disposition
    return f"'{row.route.value}'" + (f" by {one.by_when}" if one and one.by_when else "")


def _outstanding(consent: Consent, view: RouteView, *, decided: bool) -> bool:
    if consent in (Consent.TO_ASK, Consent.ASKED):
        return True
    return decided and view.needs_consent is not Known.NO and consent is Consent.UNKNOWN


def _notice_month(view: RouteView, one: Disposition | None) -> str:
    if not view.needs_notice:
        return NO_NOTICE
    if one is not None and one.notice_given_on is not None:
        return GIVEN
    day = view.last_day
    if day is None or (day.first.year, day.first.month) != (day.last.year, day.last.month):
        return NOT_KNOWN
    return f"{day.first:%Y-%m}"
