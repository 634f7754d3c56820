"""Two people at one meeting in the same moment: one is told, and a form that is sent twice writes once."""

from functools import partial

from severalty.decisions.actions.meetings import Held, Said, Undertaken, record_meeting
from severalty.decisions.models import Commitment, Resolution
from severalty.decisions.queries.making import fingerprint
from severalty.engine.decisions.resolutions import Outcome
from severalty.tenancy.audit import verify
from tests.conftest import NOON, TODAY, make_cast
from tests.decisions.chamber import Chamber, make_chamber
from tests.tenancy.test_hardening import at_once


def record(chamber: Chamber, seen: str, outcome: Outcome) -> int:
    said, action = Said(chamber.refs["desk"], outcome), Undertaken("Tell the partner", matter=chamber.refs["desk"])
    what = Held(chamber.refs["past"], seen, 4, said=[said], undertaken=[action])
    cast = chamber.cast
    return record_meeting(by=cast.viewer("north"), at=NOON, on=TODAY, case=cast.case, record=what)


def test_of_two_people_who_record_one_matter_differently_one_is_told_and_one_outcome_stands(committed: None) -> None:
    chamber = make_chamber(make_cast())
    seen = fingerprint(chamber.cast.viewer("north"), chamber.cast.case, chamber.refs["past"])
    found = at_once(*[partial(record, chamber, seen, one) for one in (Outcome.APPROVED, Outcome.REFUSED)])
    assert sorted(type(one).__name__ for one in found) == ["Stale", "int"], found
    assert Resolution.objects.filter(matter=chamber.refs["desk"]).count() == 1
    assert Commitment.objects.filter(resolution__matter=chamber.refs["desk"]).count() == 1
    assert verify().broken is None


def test_a_meeting_that_is_sent_three_times_at_once_is_written_once(committed: None) -> None:
    chamber = make_chamber(make_cast())
    seen = fingerprint(chamber.cast.viewer("north"), chamber.cast.case, chamber.refs["past"])
    found = at_once(*[partial(record, chamber, seen, Outcome.APPROVED)] * 3)
    assert sorted(found) == [0, 0, 3], found
    assert Resolution.objects.filter(matter=chamber.refs["desk"]).count() == 1
    assert verify().broken is None
