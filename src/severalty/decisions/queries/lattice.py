"""What one viewer may know of when something can be decided: chains of bodies, their meetings, routes and holds."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, timedelta
from typing import Any

from severalty.decisions.binding import BODIES, CORE_BODIES, CORES, HOLDS, MATTERS
from severalty.decisions.queries.book import EXECUTIVE, Book, Entry
from severalty.engine.clear_days import Counting
from severalty.engine.dates import PartialDate, between, day
from severalty.engine.decisions.bodies import INFORMAL, Body, BodyKind
from severalty.engine.decisions.holds import hold_words
from severalty.engine.decisions.meetings import MeetingState
from severalty.engine.decisions.resolutions import Form, Outcome
from severalty.engine.decisions.route_reading import Route
from severalty.engine.decisions.routes import RouteRule
from severalty.engine.estate.parties import Standing
from severalty.engine.fields import Known
from severalty.engine.gates.records import Calendar, Chain, Gate, Lead, Link, Pause, Reached, Sitting, Step, Unit
from severalty.formats.reference import bank_holidays
from severalty.tenancy.models import Membership

AGENDA, NOTICE = "agenda", "notice of a key decision"
_BEFORE_AGENDA = (
    ("pre-meeting", RouteRule.PRE_MEETING_DAYS),
    ("clearance", RouteRule.CLEARANCE_DAYS),
    ("comments", RouteRule.COMMENT_DAYS),
    ("draft", RouteRule.DRAFT_DAYS),
)
STEP_WORDS = {
    "draft": "Officer’s draft", "comments": "Finance and legal comments",
    "clearance": "Cleared by s151 officer and monitoring officer", "pre-meeting": "Pre-meeting",
    AGENDA: "Agenda and reports published", NOTICE: "Notice of the key decision published",
}  # fmt: skip
_ORDER = (BodyKind.SCRUTINY, BodyKind.JOINT_COMMITTEE, BodyKind.EXECUTIVE_MEMBER, BodyKind.EXECUTIVE, BodyKind.COUNCIL)
_STAND = frozenset({MeetingState.PLANNED, MeetingState.HELD})
LETS_GO_ON = frozenset({Outcome.APPROVED, Outcome.AMENDED, Outcome.NOTED})
_KEY = {Known.YES: True, Known.NO: False, Known.UNKNOWN: None}
_DAY = timedelta(days=1)


@dataclass(frozen=True)
class Wish:
    """What somebody asks: a core, a matter, or bodies outright, with readiness and key by council where they differ
    from the record. A history that `replays` waits for joint committees too that have answered since."""

    core: str = ""
    matter: str = ""
    bodies: tuple[str, ...] = ()
    ready: Mapping[str, PartialDate | None] = field(default_factory=dict)
    key: bool | None = None
    replays: bool = False


@dataclass(frozen=True)
class Posed:
    """The question as the record has it for one viewer, the name of what is decided, and the names of bodies and
    meetings by reference."""

    gate: Gate
    title: str
    names: Mapping[str, str]


def choices_for(book: Book) -> list[tuple[str, str]]:
    """The cores, and the matters that stand in a forward plan, of which one can ask."""
    cores = [(f"core:{one.ref}", f"Common core: {one.name}") for one in book.of(CORES).values()]
    matters = [
        (f"matter:{one.ref}", f"{one.name} ({book.names.get(one.record.body, 'body not shown')})")
        for one in book.matters()
        if one.record.body in book.of(BODIES) and book.body(one.record.body).kind not in INFORMAL
    ]
    return [*cores, *matters]


def deciding_bodies(book: Book) -> list[Entry]:
    """The bodies that are more than boards, with the councils' own first."""
    found = [one for one in book.of(BODIES).values() if one.record.kind in _ORDER]
    return sorted(found, key=lambda one: (not one.record.organisation, one.record.organisation, _rank(one.record)))


def posed(book: Book, wish: Wish) -> Posed:
    """The gate of a wish. Without a chain it has none, and nothing can be answered."""
    chains, title = _chains(book, wish)
    chains = tuple(_led(book, one, joint_before(book, wish)) for one in chains)
    bodies = dict.fromkeys(link.body for chain in chains for link in chain.links)
    calendars = tuple(calendar_of(book, ref) for ref in bodies)
    names = {ref: book.names.get(ref, "A body that is not shown to you") for ref in bodies}
    names |= {one.ref: one.name for one in book.meetings()}
    return Posed(Gate(chains, calendars, bank_holidays().closures), title, names)


def calendar_of(book: Book, ref: str) -> Calendar:
    """The calendar of a body with what it needs before a meeting; not known where the viewer may not see the body."""
    if ref not in book.of(BODIES):
        return Calendar(ref, known=False, name=f"The body that decides for {_council(book, ref.partition(' ')[2])}")
    body, meetings = book.body(ref), book.meetings(ref)
    known = [one.record.meets_on for one in meetings if one.record.meets_on is not None]
    on = max((one.first for one in known), default=book.on)
    route = book.route(body.organisation, min(max(on, book.on), book.on + 60 * _DAY))
    sittings = tuple(Sitting(one.ref, one.record.meets_on, one.record.state in _STAND) for one in meetings)
    return Calendar(ref, lead_of(route, body), sittings, True, body.name)


def lead_of(route: Route, body: Body) -> Lead:
    """The steps before a meeting of a body and after it, by the route of its council."""
    steps = [_step(route, RouteRule.AGENDA_DAYS, AGENDA, Unit.CLEAR_WORKING, "")]
    steps += [_step(route, rule, name, Unit.WORKING, AGENDA) for name, rule in _BEFORE_AGENDA]
    unit = Unit.CLEAR_WORKING if route.plan_counting is Counting.WORKING else Unit.CLEAR_CALENDAR
    executive = body.kind in EXECUTIVE
    free = body.call_in is Known.NO
    return Lead(
        steps=tuple(steps),
        notice=_step(route, RouteRule.PLAN_DAYS, NOTICE, unit, "") if executive else None,
        publish=route.number(RouteRule.MINUTE_DAYS),
        call_in=0 if free else route.number(RouteRule.CALL_IN_DAYS),
        effect=route.effect,
    )


def _step(route: Route, rule: RouteRule, name: str, unit: Unit, before: str) -> Step:
    found = route.reading(rule)
    count = route.number(rule)
    if found is None or count is None:
        return Step(name, None, unit, before, "nobody has stated the council’s rule")
    since = "the agenda is published" if before else "the meeting"
    state = f"; {found.state.value}" if found.state.value != "confirmed" else ""
    return Step(name, count, unit, before, f"{count} {unit.value} before {since} ({found.force.value}{state})")


def _chains(book: Book, wish: Wish) -> tuple[tuple[Chain, ...], str]:
    if wish.core:
        core = book.entry(CORES, wish.core)
        return _core_chains(book, core, wish), core.name
    if wish.matter:
        matter = book.entry(MATTERS, wish.matter)
        return _matter_chains(book, matter, wish), matter.name
    return _body_chains(book, wish), "a decision of these bodies"


def touching(book: Book, wish: Wish) -> list[Entry]:
    """The matters of what is wished: those of the core, the matter itself, and what has the same subject."""
    subject = subject_of(book, wish)
    return [
        one
        for one in book.matters()
        if (wish.core and one.record.core == wish.core)
        or one.ref == wish.matter
        or (subject and one.record.subject == subject)
    ]


def subject_of(book: Book, wish: Wish) -> str:
    """What a core or a matter is about; empty where it names nothing, or bodies are chosen outright."""
    entry = book.entry(CORES, wish.core) if wish.core else book.entry(MATTERS, wish.matter) if wish.matter else None
    return str(entry.record.subject) if entry else ""


def joint_before(book: Book, wish: Wish) -> list[str]:
    """The joint committees before which the same thing comes, and which have still to answer or did within the time
    that is asked of."""
    last: dict[str, Entry] = {}
    for one in touching(book, wish):
        if book.body(one.record.body).kind is BodyKind.JOINT_COMMITTEE:
            last[one.record.body] = one
    return sorted(body for body, one in last.items() if wish.replays or not joint_word(book, one))


def joint_word(book: Book, matter: Entry) -> Entry | None:
    """The word with which a joint committee let a matter go on; nothing where it has not, or put it off."""
    words = (one for one in book.of_matter(matter.ref) if one.record.outcome in LETS_GO_ON)
    return next((one for one in words if one.record.form is not Form.INFORMAL), None)


def gone_by(book: Book, wish: Wish, reached: Iterable[Reached]) -> list[str]:
    """Meetings of an answer that are over without a word on record that lets it go on, in sentences."""
    things = {wish.core, *(one.ref for one in touching(book, wish))} - {""}
    spoke = {
        one.record.body
        for one in book.resolutions()
        if one.record.outcome in LETS_GO_ON and things & {one.record.core, one.record.matter}
    }
    over = [
        (taken.meeting, taken.body)
        for one in reached
        for taken in one.taken
        if taken.on.last is not None and taken.on.last < book.on and taken.body not in spoke
    ]
    return [
        f"{book.names.get(meeting, 'A meeting')} is over, and no approval there is on record. Record it, or say from "
        "when on the paper is ready again."
        for meeting, _ in dict.fromkeys(over)
    ]


def _led(book: Book, chain: Chain, joint: Sequence[str]) -> Chain:
    """The chain with each joint committee before the council's own deciding bodies, which wait for its meeting."""
    own = [link.body for link in chain.links]
    more = [ref for ref in joint if ref not in own]
    known = book.of(BODIES)
    if not more or not own or (own[-1] in known and _rank(known[own[-1]].record) <= _rank(book.body(more[0]))):
        return chain
    return replace(chain, links=_links(book, [*own, *more]))


def _links(book: Book, bodies: Sequence[str]) -> tuple[Link, ...]:
    """Bodies in the order in which they come; the agenda of one waits for a body before it that decides, since the
    report says what that decided. Scrutiny looks at a report that is out already."""
    known = book.of(BODIES)
    order = sorted(bodies, key=lambda ref: (_rank(known[ref].record) if ref in known else len(_ORDER), ref))
    befores = ["", *order]
    return tuple(
        Link(ref, AGENDA if before in known and book.body(before).kind is not BodyKind.SCRUTINY else "")
        for before, ref in zip(befores, order, strict=False)
    )


def _core_chains(book: Book, core: Entry, wish: Wish) -> tuple[Chain, ...]:
    """One chain for each partner that has not left; of one whose body is not shown, the calendar is not known."""
    rows = CORE_BODIES.rows_for(book.viewer, book.case).filter(core=core.ref).select_related("organisation")
    bodies: dict[str, list[str]] = {}
    for row in rows:
        if row.left_on is None or row.left_on.last > book.on:
            bodies.setdefault(row.organisation.key, []).append(row.body_id)
    for key in _partners(core):
        bodies.setdefault(key, [f"hidden {key}"])
    matters = [one for one in book.matters() if one.record.core == core.ref]
    return tuple(_chain(book, key, refs, (core, matters), wish) for key, refs in sorted(bodies.items()))


def _partners(core: Entry) -> list[str]:
    """The partners whose word a core needs; none where no partnership is named."""
    if core.row.partnership_id is None:
        return []
    held = Membership.objects.filter(partnership=core.row.partnership_id, standing=Standing.PARTNER.value, ends=None)
    return list(held.values_list("organisation__key", flat=True))


def _matter_chains(book: Book, matter: Entry, wish: Wish) -> tuple[Chain, ...]:
    body = book.of(BODIES).get(matter.record.body)
    key = body.record.organisation if body else ""
    return (_chain(book, key, [matter.record.body], (matter, [matter]), wish),)


def _body_chains(book: Book, wish: Wish) -> tuple[Chain, ...]:
    """A chain for each council that has a body among those chosen; joint ones come into every chain."""
    chosen = [one for one in deciding_bodies(book) if one.ref in wish.bodies]
    own: dict[str, list[str]] = {}
    for one in chosen:
        if one.record.organisation:
            own.setdefault(one.record.organisation, []).append(one.ref)
    joint = [one.ref for one in chosen if not one.record.organisation]
    if joint and not own:
        own[""] = []
    return tuple(_chain(book, key, [*refs, *joint], None, wish) for key, refs in own.items())


def _chain(
    book: Book, key: str, bodies: Sequence[str], about: tuple[Entry, Sequence[Entry]] | None, wish: Wish
) -> Chain:
    """The chain of one council: readiness and notice from its latest matter, unless the wish says otherwise."""
    matter = _latest(about[1], bodies) if about else None
    recorded = matter.record.ready_on if matter else None
    return Chain(
        council=key,
        links=_links(book, bodies),
        ready=wish.ready.get(key, recorded),
        key=_KEY[matter.record.key_decision] if matter else wish.key,
        noticed=matter.record.notice_on if matter else None,
        pauses=tuple(_pauses(book, key, about[0] if about else None, matter)),
        name=_council(book, key),
    )


def _latest(matters: Iterable[Entry], bodies: Sequence[str]) -> Entry | None:
    own = [one for one in matters if one.record.body in bodies]
    return max(own, key=lambda one: _last(one.record.ready_on), default=None)


def _last(on: PartialDate | None) -> date:
    return on.last if on else date.min


def _pauses(book: Book, key: str, about: Entry | None, matter: Entry | None) -> Iterable[Pause]:
    """The holds on what is decided that are not over: each keeps it back until it is free."""
    things = {ref for one in (about, matter) if one is not None for ref in (one.ref, one.record.subject) if ref}
    for one in book.of(HOLDS).values():
        hold = one.record
        if hold.thing in things and hold.organisation in ("", key):
            yield Pause(hold_words(hold), hold.lifted_on or _day_after(hold.until))


def _day_after(on: PartialDate | None) -> PartialDate | None:
    if on is None:
        return None
    return day(on.last + _DAY) if on.first == on.last else between(on.first + _DAY, on.last + _DAY)


def _rank(body: Body) -> int:
    return _ORDER.index(body.kind) if body.kind in _ORDER else len(_ORDER)


def _council(book: Book, key: str) -> str:
    found: Any = book.organisations.get(key)
    return found.name if found else "a partner"
