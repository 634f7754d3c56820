"""The estate on a date: what each council holds then, by what is on record and agreed, and what still blocks it."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import Any

from severalty.engine.dates import PartialDate, day
from severalty.engine.dispositions.agreements import Bridge
from severalty.engine.dispositions.answers import Standing, standing_of
from severalty.engine.dispositions.answers import State as Agreement
from severalty.engine.dispositions.dispositions import Consent, Disposition, DispositionAnswer, Route
from severalty.engine.estate.holdings import Holding, State, position_of
from severalty.engine.fields import Known


class Subject(StrEnum):
    """What a thing is, for the question whether a council can stand alone."""

    IDENTITY = "identity"
    DATA = "data"
    NETWORK = "network"
    DEVICES = "device management"
    LICENCES = "licences"
    CONTRACT = "contracts"
    STAFF = "support staff"
    APPLICATIONS = "applications"
    INFRASTRUCTURE = "infrastructure"
    SERVICES = "services"


class Held(StrEnum):
    """How a council holds a thing on a day."""

    OWN = "its own"
    SHARED = "shared"
    KEPT_SHARED = "kept shared"
    OTHER = "held by another"
    NONE = "none any more"
    NOT_KNOWN = "not known"


GOES = frozenset({Route.TERMINATE, Route.EXPIRE, Route.RETIRE, Route.DECOMMISSION, Route.NOT_USED})
STAYS = frozenset({Route.EXTEND, Route.UNDECIDED})
FACTS = frozenset({Route.NOT_USED, Route.ALREADY_SOLE})
"""What says how things are, not what is to be done; it needs no day."""


@dataclass(frozen=True, kw_only=True)
class Thing:
    """One thing of the estate. `holder` is who signed, holds or employs, where the record of the thing says so."""

    key: str
    subject: Subject
    holder: str = ""
    shared: Known = Known.UNKNOWN
    service: str = ""


@dataclass(frozen=True, kw_only=True)
class DateQuestion:
    """Things with their holdings, what is to become of them, and the day asked about; `today` is the day one asks on.

    `item` of a holding and `thing` of a disposition or bridge are keys of things, `disposition` of an answer that of a
    disposition. `councils` are all that take part.
    """

    on: date
    today: date
    councils: tuple[str, ...]
    things: tuple[Thing, ...]
    holdings: tuple[Holding, ...] = ()
    dispositions: tuple[Disposition, ...] = ()
    answers: tuple[DispositionAnswer, ...] = ()
    bridges: tuple[Bridge, ...] = ()


@dataclass(frozen=True)
class HeldOn:
    """One thing for one council on a day: how it is held, with whom, and what still blocks it.

    `planned` says that it is so only if what is planned until then is done. `due` is the day on which a disposition
    that is not done is to be done by. `route` is what is proposed, blank where nothing is.
    """

    thing: str
    council: str
    subject: Subject
    service: str
    held: Held
    others: tuple[str, ...]
    planned: bool
    route: Route | None
    due: PartialDate | None
    blocks: tuple[str, ...] = ()


@dataclass(frozen=True)
class CouncilOn:
    """What one council holds on a day, counted; `blocked` things are those with something in the way."""

    council: str
    own: int
    shared: int
    kept_shared: int
    other: int
    none: int
    not_known: int
    planned: int
    blocked: int


@dataclass(frozen=True)
class EstateOn:
    """The estate on a day, thing by thing and council by council, and the days on which something changes.

    `unheld` are things of which the record does not say that any council uses them.
    """

    on: date
    rows: tuple[HeldOn, ...]
    councils: tuple[CouncilOn, ...]
    changes: tuple[date, ...]
    unheld: tuple[str, ...] = ()


def estate_on(question: DateQuestion) -> EstateOn:
    """What each council holds on a day.

    It starts from the holdings in force then. A disposition counts from the day on which it was done. One that is not
    done counts from its planned day where that lies ahead of today, and is marked as planned; past its planned day it
    is overdue and changes nothing. Imprecise days count with their last day. Where proposals for one council conflict,
    or a council disputes one, nothing counts until they agree; where one only waits for an answer, that is in the way.
    """
    holdings = _by_key((one.item, one) for one in question.holdings)
    pairs = _by_key(((one.thing, one.council), one) for one in question.dispositions)
    bridges = _by_key(((one.thing, one.council), one) for one in question.bridges)
    answers = _by_key((one.disposition, one) for one in question.answers)
    rows: list[HeldOn] = []
    unheld: list[str] = []
    for thing in question.things:
        today, otherwise = _held_by(thing, holdings.get(thing.key, ()), question)
        using = [council for council in question.councils if council in today or (thing.key, council) in pairs]
        unheld += [] if using else [thing.key]
        for council in using:
            found, crossed = (many.get((thing.key, council), ()) for many in (pairs, bridges))
            said = [answer for one in found for answer in answers.get(one.key, ())]
            standing = standing_of(found, said, [other for other in today if other != council])
            rows.append(_row(question, (thing, council), today.get(council, otherwise), standing, crossed))
    changes = {when.last for one in question.dispositions if (when := one.done_on or one.by_when) is not None}
    counted = tuple(_count(council, [row for row in rows if row.council == council]) for council in question.councils)
    return EstateOn(question.on, tuple(rows), counted, tuple(sorted(changes)), tuple(unheld))


def _by_key(pairs: Iterable[tuple[Any, Any]]) -> dict[Any, tuple[Any, ...]]:
    found: dict[Any, list[Any]] = {}
    for key, value in pairs:
        found.setdefault(key, []).append(value)
    return {key: tuple(values) for key, values in found.items()}


_How = tuple[Held, tuple[str, ...]]


def _held_by(thing: Thing, holdings: Sequence[Holding], question: DateQuestion) -> tuple[dict[str, _How], _How]:
    """How each council that uses a thing holds it before anything becomes of it, and how any other does."""
    position = position_of(holdings, day(question.on))
    if position.state is not State.BLANK:
        held = {State.SOLE: Held.OWN, State.DISPUTED: Held.NOT_KNOWN}.get(position.state, Held.SHARED)
        names = dict.fromkeys((*position.weights, *sorted(position.disputed)))
        using = {name: (held, tuple(sorted({*names} - {name}))) for name in names if name in question.councils}
        return using, (Held.OTHER, tuple(sorted(names)))
    if thing.shared is Known.YES:
        everyone = {*question.councils}
        return {name: (Held.SHARED, tuple(sorted(everyone - {name}))) for name in question.councils}, (Held.SHARED, ())
    other = (Held.OTHER, (thing.holder,)) if thing.holder else (Held.NOT_KNOWN, ())
    return ({thing.holder: (Held.OWN, ())} if thing.holder in question.councils else {}), other


def _row(
    question: DateQuestion, whose: tuple[Thing, str], how: _How, standing: Standing, bridges: Sequence[Bridge]
) -> HeldOn:
    (thing, council), (held, others), one = whose, how, standing.disposition
    counts = one is not None and standing.state is not Agreement.DISPUTED and _counts(question, one)
    blocks = [*_blocks(question, held, standing)]
    blocks += [
        f"It stands on a temporary bridge until {bridge.ends or 'a day nobody has said'}."
        for bridge in bridges
        if _stands(bridge, question.on)
    ]
    if one is not None and counts:
        held, others = _afterwards(one, held, others)
    return HeldOn(
        thing=thing.key,
        council=council,
        subject=thing.subject,
        service=thing.service,
        held=held,
        others=others,
        planned=one is not None and counts and one.done_on is None and one.route not in FACTS,
        route=one.route if one else None,
        due=one.by_when if one and one.done_on is None else None,
        blocks=tuple(blocks),
    )


def _counts(question: DateQuestion, one: Disposition) -> bool:
    if one.done_on is not None or one.route in FACTS:
        return one.done_on is None or one.done_on.last <= question.on
    return one.by_when is not None and question.today < one.by_when.last <= question.on


def _afterwards(one: Disposition, held: Held, others: tuple[str, ...]) -> tuple[Held, tuple[str, ...]]:
    if one.route in GOES:
        return Held.NONE, ()
    if one.route in STAYS:
        return held, others
    if one.route is Route.KEEP_SHARED:
        return Held.KEPT_SHARED, (one.new_holder,) if one.new_holder not in ("", one.council) else others
    if one.new_holder not in ("", one.council):
        return Held.OTHER, (one.new_holder,)
    return Held.OWN, ()


def _blocks(question: DateQuestion, held: Held, standing: Standing) -> Iterator[str]:
    """What stands in the way of a thing's being the council's own, in sentences."""
    one = standing.disposition
    if held is Held.NOT_KNOWN:
        yield "It is not agreed who holds it."
    if standing.state is Agreement.UNDECIDED and held in (Held.SHARED, Held.NOT_KNOWN):
        yield "Nobody has said what is to become of it."
    if standing.state in (Agreement.CONFLICTING, Agreement.DISPUTED, Agreement.STALE):
        yield from standing.reasons
    if standing.waiting_for:
        yield f"No answer yet from {', '.join(standing.waiting_for)}."
    if one is not None:
        yield from _of_proposal(question, held, one)


def _of_proposal(question: DateQuestion, held: Held, one: Disposition) -> Iterator[str]:
    if one.route is Route.EXTEND:
        yield "It is extended, and nothing says what follows."
    if one.done_on is not None:
        yield from _unproven(question, one)
    elif held is not Held.OWN and one.route not in FACTS:
        yield from _undone(question, one)


def _unproven(question: DateQuestion, one: Disposition) -> Iterator[str]:
    if one.done_on is not None and one.done_on.last > question.on:
        yield f"It is done only on {one.done_on}."
    elif not one.proof:
        yield "It is said to be done, but nothing is named that shows it."


def _undone(question: DateQuestion, one: Disposition) -> Iterator[str]:
    if one.consent in (Consent.TO_ASK, Consent.ASKED, Consent.REFUSED):
        yield f"The supplier's consent: {one.consent.value}."
    if one.by_when is None:
        yield "It has no day by which it is to be done."
    elif one.by_when.last <= question.today:
        yield f"It was to be done by {one.by_when} and is not."
    elif one.by_when.last > question.on:
        yield f"It is planned for {one.by_when}, after this day."


def _stands(bridge: Bridge, on: date) -> bool:
    begun = bridge.starts is None or bridge.starts.first <= on
    return begun and (bridge.ends is None or on <= bridge.ends.last)


def _count(council: str, rows: Sequence[HeldOn]) -> CouncilOn:
    by_held = {held: sum(row.held is held for row in rows) for held in Held}
    return CouncilOn(
        council=council,
        own=by_held[Held.OWN],
        shared=by_held[Held.SHARED],
        kept_shared=by_held[Held.KEPT_SHARED],
        other=by_held[Held.OTHER],
        none=by_held[Held.NONE],
        not_known=by_held[Held.NOT_KNOWN],
        planned=sum(row.planned for row in rows),
        blocked=sum(bool(row.blocks) for row in rows),
    )
