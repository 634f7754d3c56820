"""History replayed: what happened in order, and when it could have been decided; to each what they may see."""

from datetime import date, timedelta
from typing import Any

import pytest

from severalty.decisions.models import Body, Hold, Matter, Meeting, Resolution
from severalty.engine.dates import day
from severalty.engine.decisions.bodies import BodyKind
from severalty.engine.decisions.meetings import MeetingState
from severalty.engine.decisions.resolutions import Form, Outcome
from severalty.engine.estate.parties import Audience
from severalty.engine.fields import Known
from tests.conftest import TODAY, Cast
from tests.decisions.conftest import address, main_of
from tests.decisions.test_lattice import Councils

pytestmark = pytest.mark.sqlite_enough

FIRST, MOVED = TODAY - timedelta(days=60), TODAY - timedelta(days=46)


@pytest.fixture
def councils(cast: Cast) -> Councils:
    """North and South with nothing on record yet."""
    return Councils(cast)


def story(councils: Councils, audience: Audience = Audience.PUBLIC) -> Any:
    """A joint committee that is put off by two weeks, a hold that is lifted, then the cabinets."""
    north, south = councils.body("north"), councils.body("south", audience)
    core = councils.core(north, south)
    core.subject = councils.item("north", "the-split", "contracts")
    core.save()
    joint = Body.objects.create(item=councils.item("service", "joint-committee", "bodies"),
                                kind=BodyKind.JOINT_COMMITTEE, partnership=councils.cast.partnership)  # fmt: skip
    then = councils.meeting(joint, MOVED)
    off: dict[str, Any] = {"planned_on": day(FIRST), "state": MeetingState.PUT_OFF, "put_off_to": then}
    Meeting.objects.create(item=councils.item("service", "committee-first", "meetings"), body=joint, **off)
    Matter.objects.create(item=councils.item("service", "impact", "matters"), body=joint, subject=core.subject)
    for body, who in ((north, "north"), (south, "south")):
        councils.matter(body, core, None, audience if who == "south" else Audience.PUBLIC, key_decision=Known.NO)
        councils.meeting(body, MOVED + timedelta(days=7), audience if who == "south" else Audience.PUBLIC)
    held: dict[str, Any] = {"starts": day(FIRST - timedelta(days=30)), "lifted_on": day(FIRST - timedelta(days=10)),
                            "placed_by": "Section 151 Officer"}  # fmt: skip
    Hold.objects.create(item=councils.item("north", "no-money", "holds"), thing=core.item, **held)
    told: dict[str, Any] = {"decided_on": day(FIRST - timedelta(days=50))}
    Resolution.objects.create(item=councils.item("north", "talks-begin", "resolutions"), body=north, form=Form.INFORMAL,
                              outcome=Outcome.APPROVED, **told)  # fmt: skip
    return core


def rows(councils: Councils, who: str, core: Any, **more: str) -> str:
    """What the page says of a core."""
    query = "&".join([f"what=core:{core.pk}", *(f"{key}={value}" for key, value in more.items())])
    return main_of(councils.cast.client_of(who), f"{address('replay')}?{query}")


def test_events_stand_in_order_with_what_each_moved(councils: Councils) -> None:
    page = rows(councils, "north", story(councils))
    order = ["Talks begin", "Section 151 Officer: No money", "Lifted: No money", "Put off: Committee first"]
    table = page[page.index("Events, and the earliest") :]
    places = [table.index(words) for words in order]
    assert places == sorted(places)
    assert f"Joint committee: {day(FIRST)}" in table
    assert f"Joint committee: {day(MOVED)}" in table
    assert "Joint committee: 14 days later; jointly: " in table
    assert "no longer known" in table
    assert "known again" in table


def test_a_period_leaves_the_rest_out_and_a_file_says_the_same(councils: Councils) -> None:
    core = story(councils)
    page = rows(councils, "north", core, since=(FIRST - timedelta(days=12)).isoformat())
    assert "Talks begin" not in page
    assert "Lifted: No money" in page
    tied = rows(councils, "north", core, ties="tied")
    assert "Put off: Committee first" in tied
    assert "Talks begin" in tied
    response: Any = councils.cast.client_of("north").get(f"{address('replay')}?what=core:{core.pk}&export=history")
    assert b"Talks begin" in b"".join(response.streaming_content)
    assert councils.cast.client_of("north").get(f"{address('replay')}?since=soon").status_code == 422


@pytest.mark.parametrize("who", ["north", "south", "supplier", "stranger", "anonymous"])
def test_each_sees_their_own_history_and_a_hidden_partner_is_unknown(councils: Councils, who: str) -> None:
    core = story(councils, Audience.HOLDERS)
    response = councils.cast.client_of(who).get(f"{address('replay')}?what=core:{core.pk}")
    assert response.status_code == {"stranger": 404, "anonymous": 302}.get(who, 200)
    if response.status_code == 200:
        known = b"all could have decided: at first not known" not in response.content
        assert known == (who == "south"), who


def test_an_empty_case_is_no_error(cast: Cast) -> None:
    assert "Nothing that you may see is on record" in main_of(cast.client_of("north"), address("replay"))


def test_today_is_after_the_story() -> None:
    assert MOVED + timedelta(days=7) < TODAY
    assert isinstance(FIRST, date)
