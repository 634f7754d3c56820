"""When the matters that a plan waits for are decided, from the calendars of the bodies that decide them."""

from collections.abc import Iterable, Mapping
from dataclasses import replace
from datetime import date

from severalty.decisions.binding import MATTERS, MEETINGS
from severalty.decisions.queries.book import Book, Entry
from severalty.decisions.queries.lattice import LETS_GO_ON, Wish, calendar_of, posed
from severalty.engine.clear_days import DaysError
from severalty.engine.decisions.resolutions import Form
from severalty.engine.gates.answering import answer_from, ready_on
from severalty.engine.gates.lattice import Lattice, Start, lattice_of
from severalty.engine.gates.records import Chain, GateError
from severalty.engine.gates.steps import effective_day
from severalty.engine.transition.record import GateFact
from severalty.transition.queries.supposing import SupposedBook

_NO_READINESS = "When its paper is ready is not known; the meeting on record is taken."


def gate_facts(book: Book, refs: Iterable[str]) -> dict[str, GateFact]:
    """Facts of the matters of these references that the viewer may see; `key` is the reference."""
    held = book.of(MATTERS)
    seen = [held[ref] for ref in dict.fromkeys(refs) if ref in held]
    bodies = {one.ref: book.names.get(one.record.body, "") for one in seen}
    return {one.ref: replace(_fact(book, one), body=bodies[one.ref]) for one in seen if bodies[one.ref]}


def held_back(book: SupposedBook, facts: Mapping[str, GateFact]) -> dict[str, GateFact]:
    """The facts, none sooner than on record where nothing but meetings of its body is supposed, and those later.

    A slip never brings a decision forward: where an earlier meeting moves into reach, the matter waits for the first
    meeting after which it counts no sooner than it does now. Facts are read anew only where a meeting is moved.
    """
    moved = {ref for ref in book.supposed if ref in book.of(MEETINGS)}
    bodies = {book.of(MEETINGS)[ref].record.body for ref in moved}
    matters = book.of(MATTERS)
    asked = [ref for ref in facts if matters[ref].record.body in bodies and ref not in book.supposed] if moved else []
    if not asked:
        return dict(facts)
    stands = Book(book.viewer, book.case, book.on)
    sooner = {book.of(MEETINGS)[ref].record.body for ref in moved if not _is_later(stands, book, ref)}
    before = gate_facts(stands, [ref for ref in asked if matters[ref].record.body not in sooner])
    return {ref: never_sooner(fact, before[ref]) if ref in before else fact for ref, fact in facts.items()}


def _is_later(stands: Book, book: Book, ref: str) -> bool:
    first, then = stands.of(MEETINGS)[ref].record.meets_on, book.of(MEETINGS)[ref].record.meets_on
    return first is not None and then is not None and first.first <= then.first


def never_sooner(after: GateFact, before: GateFact) -> GateFact:
    """A fact with supposed meetings, no day of it sooner than before: in place of one that is, the next meeting's."""
    days = [counts for _, counts in after.steps]

    def held(counts: date | None, least: date | None) -> date | None:
        if counts is None or least is None or counts >= least:
            return counts
        return next((one for one in days if one >= least), least)

    found: dict[date, date] = {}
    for ready in sorted({one for one, _ in (*after.steps, *before.steps)}):
        counts = held(_counting(after, ready), _counting(before, ready))
        if counts is not None:
            found[counts] = ready
    earliest, latest = held(after.earliest, before.earliest), held(after.latest, before.latest)
    return replace(after, earliest=earliest, latest=latest, steps=tuple((ready, on) for on, ready in found.items()))


def _counting(fact: GateFact, ready: date) -> date | None:
    return next((counts for last, counts in fact.steps if ready <= last), None)


def _fact(book: Book, matter: Entry) -> GateFact:
    decided = _decided(book, matter)
    if decided is not None:
        return GateFact(matter.ref, matter.name, decided, decided)
    try:
        gate = posed(book, Wish(matter=matter.ref)).gate
        lattice = lattice_of(gate)
        answer = answer_from(lattice)
    except (GateError, DaysError) as error:
        return GateFact(matter.ref, matter.name, missing=(str(error),))
    window, missing = answer.alone[0].effective, answer.missing
    steps = tuple(one for one in _steps(lattice, book.on) if window.first is None or one[1] >= window.first)
    if not window.is_known and ready_on(gate.chains[0]).first is None:
        first, last = _by_meeting(book, matter)
        steps = tuple(one for one in steps if first is None or one[1] >= first)
        return GateFact(matter.ref, matter.name, first, last, steps, _lacking(missing, known=first is not None))
    return GateFact(matter.ref, matter.name, window.first, window.last, steps, missing)


def _lacking(missing: tuple[str, ...], *, known: bool) -> tuple[str, ...]:
    return (*missing, _NO_READINESS) if known else missing


def _decided(book: Book, matter: Entry) -> date | None:
    """The day from which a decision counts that has been taken already."""
    words = (one for one in book.of_matter(matter.ref) if one.record.outcome in LETS_GO_ON)
    found = next((one for one in words if one.record.form is not Form.INFORMAL), None)
    if found is None:
        return None
    effective, on = book.standing(found.record).effective, found.record.decided_on
    return effective or (on.last if on else None)


def _by_meeting(book: Book, matter: Entry) -> tuple[date | None, date | None]:
    """The days from which it counts where it is decided on the day that the record names."""
    on = book.decided(matter.record)
    calendar = calendar_of(book, matter.record.body)
    if on is None or not calendar.known:
        return None, None
    closures = posed(book, Wish(matter=matter.ref)).gate.closures
    try:
        return effective_day(calendar.lead, on.first, closures), effective_day(calendar.lead, on.last, closures)
    except DaysError:
        return None, None


def _steps(lattice: Lattice, on: date) -> tuple[tuple[date, date], ...]:
    """For each last day of readiness the day from which the decision counts, later rather than sooner where the day of
    a meeting is not known."""
    chain = lattice.gate.chains[0]
    readies = sorted({one for listed in lattice.best.values() for one in listed.ready if one >= on.toordinal()})
    found: dict[int, int] = {}
    for ready in readies:
        counts = lattice.effective([_start(chain, ready)], [0], worst=True)[0]
        if counts is not None:
            found[counts] = max(ready, found.get(counts, 0))
    pairs = sorted((ready, counts) for counts, ready in found.items())
    return tuple((date.fromordinal(ready), date.fromordinal(counts)) for ready, counts in pairs)


def _start(chain: Chain, ready: int) -> Start:
    noticed = chain.noticed.last.toordinal() if chain.noticed else None
    return Start(ready, chain.key is not False, noticed)
