"""Calendars for the laws of the lattice, and an oracle that looks at each day by itself."""

from dataclasses import dataclass
from datetime import date, timedelta

from hypothesis import strategies as st

from severalty.engine.clear_days import Closures, Effect
from severalty.engine.dates import PartialDate, day
from severalty.engine.gates.records import Calendar, Chain, Gate, Lead, Link, Sitting, Step, Unit

HOLIDAYS = Closures(
    frozenset(
        {
            date(2026, 1, 1), date(2026, 4, 3), date(2026, 4, 6), date(2026, 5, 4), date(2026, 5, 25),
            date(2026, 8, 31), date(2026, 12, 25), date(2026, 12, 28),
        }
    ),
    date(2025, 6, 1),
    date(2027, 12, 31),
)  # fmt: skip
DAY = timedelta(days=1)
LEAD = Lead(
    steps=(
        Step("agenda", 5, Unit.CLEAR_WORKING),
        Step("draft", 10, Unit.WORKING, "agenda"),
    ),
    notice=Step("notice", 28, Unit.CLEAR_CALENDAR),
    publish=2,
    call_in=5,
)
"""Five clear working days for the agenda, the draft ten working days before, and 28 clear days for the notice."""


def sitting(on: date | PartialDate, key: str = "") -> Sitting:
    """A meeting on a day."""
    when = on if isinstance(on, PartialDate) else day(on)
    return Sitting(key or when.code, when)


def one_council(*days: date | PartialDate, ready: date | PartialDate | None, lead: Lead = LEAD, **more: object) -> Gate:
    """A council with one cabinet."""
    when = day(ready) if isinstance(ready, date) else ready
    chain = Chain("a", (Link("cabinet"),), when, **more)  # type: ignore[arg-type]
    return Gate((chain,), (Calendar("cabinet", lead, tuple(sitting(one) for one in days), name="Cabinet"),), HOLIDAYS)


@dataclass(frozen=True)
class Council:
    """What the oracle knows of one council: its bodies in order, each with its days and numbers."""

    ready: date
    noticed: date | None
    bodies: tuple[tuple[tuple[date, ...], Lead], ...]


def works(on: date) -> bool:
    """Whether anybody works on a day."""
    return on.weekday() < 5 and on not in HOLIDAYS.days


def in_time(lead: Lead, ready: date, notice: date | None, meeting: date) -> bool:
    """Whether, going on day by day from readiness, every step still has its days before a meeting."""
    agenda = next(one for one in lead.steps if one.name == "agenda")
    draft = next(one for one in lead.steps if one.name == "draft")
    on, worked = next(ready + DAY * n for n in range(15) if works(ready + DAY * n)), 0
    while worked < (draft.count or 0):  # the draft's days pass before the agenda can go out
        on += DAY
        worked += works(on)
    clear = sum(works(on + DAY * n) for n in range(1, max(1, (meeting - on).days)))
    told = notice is None or (meeting - notice).days - 1 >= 28
    return told and on < meeting and clear >= (agenda.count or 0) and ready <= meeting


def oracle(council: Council) -> date | None:
    """The day of effect, found by trying each day of two years."""
    before, lead = date.min, LEAD
    for days, lead in council.bodies:
        on = council.ready
        while not (on in days and on > before and in_time(lead, council.ready, council.noticed, on)):
            on += DAY
            if on.year > 2027:
                return None
        before = on
    count, on, left = (lead.publish or 0) + (lead.call_in or 0), before, 0
    while left < count:
        on += DAY
        left += works(on)
    return on + DAY if lead.call_in and lead.effect is Effect.DAY_AFTER else on


def gate_of(*councils: Council) -> Gate:
    """The same councils for the rule."""
    calendars, chains = [], []
    for number, one in enumerate(councils):
        names = [f"{number}-{place}" for place in range(len(one.bodies))]
        calendars += [
            Calendar(name, lead, tuple(sitting(on) for on in days))
            for name, (days, lead) in zip(names, one.bodies, strict=True)
        ]
        noticed = day(one.noticed) if one.noticed else None
        chains.append(Chain(f"c{number}", tuple(Link(name) for name in names), day(one.ready), bool(noticed), noticed))
    return Gate(tuple(chains), tuple(calendars), HOLIDAYS)


_DAYS = st.dates(date(2025, 11, 1), date(2027, 3, 31)).filter(works)
_LEADS = st.builds(
    lambda agenda, draft, publish, call_in, effect: Lead(
        (Step("agenda", agenda, Unit.CLEAR_WORKING), Step("draft", draft, Unit.WORKING, "agenda")),
        Step("notice", 28, Unit.CLEAR_CALENDAR), publish, call_in, effect,
    ),
    st.integers(0, 7), st.integers(0, 20), st.integers(0, 3), st.integers(0, 6), st.sampled_from(Effect),
)  # fmt: skip
_BODIES = st.tuples(st.lists(_DAYS, max_size=14, unique=True).map(tuple), _LEADS)
READY = st.dates(date(2025, 10, 1), date(2026, 12, 31))
COUNCILS = st.builds(
    Council, READY, st.none() | READY, st.lists(_BODIES, min_size=1, max_size=3).map(tuple)
)  # fmt: skip
