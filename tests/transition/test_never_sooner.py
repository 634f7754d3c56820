"""A slip of a body's meetings: what it decides comes later, and never sooner."""

from datetime import date, timedelta
from pathlib import Path

import pytest

from severalty.engine.transition.record import GateFact
from severalty.transition.queries import record
from severalty.transition.queries.gates import never_sooner
from severalty.transition.queries.slips import changes_for, key_of_slip, slips_for
from severalty.transition.queries.supposing import Slippage
from tests.transition.planned import TAIL, Desk, bring_in

END = "partners,north,reported\n"
STEPS = {
    "agenda: clear working days": 5, "draft: working days before publication": 2,
    "finance and legal comments: working days before publication": 1,
    "s151 and monitoring officer: working days before publication": 1,
    "pre-meeting: working days before publication": 1, "decisions published: working days after the meeting": 2,
}  # fmt: skip
FORTNIGHTLY = [date(2027, 1, 6) + timedelta(days=14 * number) for number in range(7)]
FILES = {
    "route_values": "organisation,rule,value,state,recorded_by,evidence\n"
    + "".join(f"north,{rule},{value},confirmed,north,reported\n" for rule, value in STEPS.items()),
    "bodies": f"key,name,kind,organisation,call_in,{TAIL}board,Board of North,cabinet or executive,north,no,{END}",
    "meetings": f"key,name,body,meets_on,state,{TAIL}"
    + "".join(f"board-{on:%m-%d},Board on {on},board,{on},planned,{END}" for on in FORTNIGHTLY),
    "matters": f"key,name,body,ready_on,key_decision,{TAIL}next,The next choice,board,2027-01-25,no,{END}",
    "package_waits": "package,follows,kind,recorded_by,evidence\nn-ready,next,finish to start,north,reported\n",
}  # fmt: skip


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


@pytest.mark.sqlite_enough
def test_a_body_of_the_record_that_slips_decides_nothing_sooner(
    desk: Desk, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A paper of 25 January is too late for 3 February and goes to the 17th. Three weeks later the meeting of the 20th
    is on 10 February, which is not taken: the next is on the 24th. Sooner meetings are, if that is what is tried."""
    folder = tmp_path / "more"
    folder.mkdir()
    bring_in(desk.cast, folder, FILES)

    def counts(by: Slippage | None = None) -> date:
        seen = desk.seen()
        slip = next(one for group in slips_for(seen) for one in group.slips if key_of_slip(seen, one) == "board")
        after = desk.seen(supposed=changes_for(seen, slip, by) if by else ())
        found = next(one for one in after.record.gates if one.name == "The next choice")
        assert found.earliest is not None
        assert found.earliest == found.latest
        return found.earliest

    now = counts()
    assert (counts(Slippage(3)) - now).days == 7
    assert counts(Slippage(-1)) < now
    monkeypatch.setattr(record, "held_back", lambda _, facts: facts)
    assert counts(Slippage(3)) < now, "what would come of it otherwise"
