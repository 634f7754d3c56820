"""A slip of a body's meetings: what it decides comes later, and never sooner."""

from datetime import date, timedelta

from severalty.engine.transition.record import GateFact
from severalty.transition.queries.gates import never_sooner


def fact(*meetings: date) -> GateFact:
    """A matter whose paper is ready by three weeks before a meeting; it counts a week after."""
    steps = tuple((one - timedelta(days=21), one + timedelta(days=7)) for one in meetings)
    return GateFact("choice", "The choice", steps[1][1], steps[1][1], steps)


def test_a_slip_of_all_meetings_brings_no_decision_forward() -> None:
    """Fortnightly meetings that slip by three weeks: one that was too early comes into reach a week sooner."""
    days = [date(2027, 1, 6) + timedelta(days=14 * number) for number in range(6)]
    now, slipped = fact(*days), fact(*(one + timedelta(days=21) for one in days))
    slipped = GateFact("choice", "The choice", slipped.steps[0][1] - timedelta(days=21), None, slipped.steps)
    assert now.earliest is not None
    assert slipped.earliest is not None
    assert slipped.earliest < now.earliest
    then = never_sooner(slipped, now)
    known = [counts for _, counts in slipped.steps]
    assert then.earliest == next(one for one in known if one >= now.earliest), "the next day that there is"
    for ready, least in now.steps:
        counts = next(counts for last, counts in then.steps if ready <= last)
        assert counts >= least
        assert counts in known
    assert list(then.steps) == sorted(then.steps)
    assert never_sooner(now, now) == now
