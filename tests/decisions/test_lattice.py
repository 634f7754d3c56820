"""When can it be decided: what the page answers, and to whom; what is hidden is not known, never free."""

from dataclasses import dataclass
from datetime import date
from typing import Any

import pytest
from django.http import QueryDict

from severalty.decisions.models import Body, Consultation, Core, CoreBody, Hold, Matter, Meeting, Resolution, RouteValue
from severalty.engine.dates import PartialDate, day, month
from severalty.engine.decisions.bodies import BodyKind
from severalty.engine.decisions.meetings import MeetingState
from severalty.engine.decisions.resolutions import Form, Outcome
from severalty.engine.decisions.routes import RouteRule
from severalty.engine.estate.parties import Audience
from severalty.engine.fields import Known
from severalty.tenancy.models import Item, Organisation
from tests.conftest import Cast
from tests.decisions.conftest import address, main_of

pytestmark = pytest.mark.sqlite_enough

OPEN, PARTNERS, HOLDERS = Audience.PUBLIC, Audience.PARTNERS, Audience.HOLDERS
RULES = {
    RouteRule.DRAFT_DAYS: "10", RouteRule.COMMENT_DAYS: "8", RouteRule.CLEARANCE_DAYS: "5",
    RouteRule.PRE_MEETING_DAYS: "2", RouteRule.MINUTE_DAYS: "2", RouteRule.CALL_IN_DAYS: "5",
    RouteRule.CALL_IN_EFFECT: "day_after",
}  # fmt: skip


@dataclass
class Councils:
    """The calendars of North and South, and a core that both must approve."""

    cast: Cast

    def item(self, who: str, key: str, table: str, audience: Audience = OPEN) -> Item:
        """An item of one of the cast."""
        return self.cast.item(
            getattr(self.cast, who), key, audience, table=table, name=key.replace("-", " ").capitalize()
        )

    def body(self, who: str, audience: Audience = OPEN) -> Body:
        """A cabinet with the route of its council."""
        organisation: Organisation = getattr(self.cast, who)
        for rule, value in RULES.items():
            RouteValue.objects.create(case=self.cast.case, recorded_by=organisation, organisation=organisation,
                                      rule=rule, value=value)  # fmt: skip
        return Body.objects.create(item=self.item(who, f"{who}-cabinet", "bodies", audience), kind=BodyKind.EXECUTIVE,
                                   organisation=organisation, call_in=Known.YES)  # fmt: skip

    def meeting(self, body: Body, on: PartialDate | date, audience: Audience = OPEN, **more: Any) -> Meeting:
        """A meeting of a body."""
        when = on if isinstance(on, PartialDate) else day(on)
        who = body.item.recorded_by.key
        item = self.item(who, f"{body.item.key}-{when.code}", "meetings", audience)
        values: dict[str, Any] = {"meets_on": when} | more
        return Meeting.objects.create(item=item, body=body, **values)

    def core(self, *bodies: Body) -> Core:
        """A core that these bodies must approve."""
        core = Core.objects.create(item=self.item("north", "the-core", "cores"), partnership=self.cast.partnership)
        for body in bodies:
            CoreBody.objects.create(case=self.cast.case, recorded_by=self.cast.north, core=core, body=body,
                                    organisation=body.organisation)  # fmt: skip
        return core

    def matter(self, body: Body, core: Core, ready: date | None, audience: Audience = OPEN, **more: Any) -> Matter:
        """What a body is to decide of a core."""
        item = self.item(body.item.recorded_by.key, f"matter-{body.item.key}", "matters", audience)
        values: dict[str, Any] = {"key_decision": Known.NO, "ready_on": ready and day(ready)} | more
        return Matter.objects.create(item=item, body=body, core=core, **values)


@pytest.fixture
def councils(cast: Cast) -> Councils:
    """North and South with nothing on record yet."""
    return Councils(cast)


def both(councils: Councils, audience: Audience = OPEN) -> tuple[Core, Body, Body]:
    """Both cabinets in April and May 2026; South's meetings for an audience."""
    north, south = councils.body("north"), councils.body("south")
    for on in (date(2026, 4, 14), date(2026, 5, 12)):
        councils.meeting(north, on)
    for on in (date(2026, 4, 16), date(2026, 5, 14)):
        councils.meeting(south, on, audience)
    core = councils.core(north, south)
    councils.matter(north, core, date(2026, 3, 10))
    councils.matter(south, core, date(2026, 3, 19))
    return core, north, south


def said(councils: Councils, who: str, core: Core, **more: str) -> str:
    """What the page says to somebody about a core."""
    query = QueryDict(mutable=True)
    query.update({"what": f"core:{core.pk}"} | {key.replace("__", "-"): value for key, value in more.items()})
    return main_of(councils.cast.client_of(who), f"{address('when')}?{query.urlencode()}")


def test_the_sentence_says_when_both_can_decide_and_what_a_day_costs(councils: Councils) -> None:
    core, _, _ = both(councils)
    page = said(councils, "north", core)
    assert "Both can decide by 16 April 2026, effective 28 April 2026" in page
    assert "the last day to be ready was 23 March 2026, a day later would have cost 29 days" in page
    assert "Officer’s draft" in page
    assert page.count("is over, and no approval there is on record.") == 2


def test_a_partner_that_hides_its_meetings_makes_the_joint_answer_unknown(councils: Councils) -> None:
    core, _, _ = both(councils, HOLDERS)
    page = said(councils, "north", core)
    assert (
        "When both can decide is not known. North Thornton alone: 24 April 2026; South Thornton alone: not known"
        in page
    )
    assert "16 April 2026" not in page
    assert "16 April 2026" in said(councils, "south", core)


def test_a_body_that_is_hidden_is_named_as_missing_and_not_by_its_name(councils: Councils) -> None:
    north, south = councils.body("north"), councils.body("south", HOLDERS)
    councils.meeting(north, date(2026, 4, 14))
    core = councils.core(north)
    CoreBody.objects.create(case=councils.cast.case, recorded_by=councils.cast.south, core=core, body=south,
                            organisation=councils.cast.south)  # fmt: skip
    councils.matter(north, core, date(2026, 3, 10))
    page = said(councils, "north", core, ready__south="2026-03-01")
    assert "The body that decides for South Thornton: its calendar is not open to you." in page
    assert "South cabinet" not in page


def test_a_readiness_that_is_typed_counts_before_the_record(councils: Councils) -> None:
    core, _, _ = both(councils)
    assert "effective 22 May 2026" in said(
        councils, "north", core, ready__north="2026-03-20", ready__south="2026-03-10"
    )


def test_a_slip_of_two_to_three_weeks_of_a_body_is_a_range(councils: Councils) -> None:
    core, _, south = both(councils)
    page = said(councils, "north", core, slips=f"body:{south.pk}", least="2", most="3")
    assert "What a slip does: all meetings of South cabinet" in page
    assert "2 to 3 weeks" in page


def test_a_hold_without_an_end_is_said(councils: Councils) -> None:
    core, _, _ = both(councils)
    values: dict[str, Any] = {"placed_by": "Section 151 Officer", "starts": day(date(2026, 1, 5))}
    Hold.objects.create(item=councils.item("north", "pause", "holds"), thing=core.item, **values)
    assert "Held by the Section 151 Officer until it is lifted." in said(councils, "north", core)


def test_a_meeting_put_off_takes_nothing_and_a_month_gives_a_range(councils: Councils) -> None:
    north = councils.body("north")
    councils.meeting(north, date(2026, 4, 14), state=MeetingState.PUT_OFF)
    councils.meeting(north, month(2026, 6))
    core = councils.core(north)
    councils.matter(north, core, date(2026, 3, 10))
    assert "North Thornton alone: between 11 June 2026 and 10 July 2026" in said(councils, "north", core)


def test_files_say_what_the_page_says(councils: Councils) -> None:
    core, _, _ = both(councils)
    client = councils.cast.client_of("north")
    for ident in ("councils", "days", "slips"):
        response: Any = client.get(f"{address('when')}?what=core:{core.pk}&export={ident}")
        assert response["Content-Type"].startswith("text/csv")
        assert b"North Thornton" in b"".join(response.streaming_content)


def test_what_makes_no_sense_is_said_on_the_form(councils: Councils) -> None:
    core, _, _ = both(councils)
    client = councils.cast.client_of("north")
    for wrong in ("ready-north=soon", "least=3&most=2", "slips=body:nothing", "least=9999", "what=core:nothing"):
        prefix = "" if wrong.startswith("what") else f"what=core:{core.pk}&"
        assert client.get(f"{address('when')}?{prefix}{wrong}").status_code == 422, wrong


@pytest.mark.parametrize("who", ["north", "south", "supplier", "stranger", "anonymous"])
def test_the_page_opens_to_those_who_may_open_the_case_and_shows_each_their_own(councils: Councils, who: str) -> None:
    core, _, _ = both(councils, PARTNERS)
    response = councils.cast.client_of(who).get(f"{address('when')}?what=core:{core.pk}")
    assert response.status_code == {"stranger": 404, "anonymous": 302}.get(who, 200)
    if response.status_code == 200:
        assert (b"16 April 2026" in response.content) == (who != "supplier")


def test_an_empty_case_is_no_error(cast: Cast) -> None:
    assert "When can it be decided?" in main_of(cast.client_of("north"), address("when"))


def test_what_is_missing_is_said_by_the_names_of_councils(councils: Councils) -> None:
    north = councils.body("north")
    councils.meeting(north, date(2026, 4, 14))
    core = councils.core(north)
    councils.matter(north, core, None)
    page = said(councils, "north", core)
    assert "When the paper of North Thornton is ready is not known." in page
    assert "What a slip does" not in page


def test_a_joint_committee_comes_before_the_cabinets_until_it_has_answered(councils: Councils) -> None:
    core, _, _ = both(councils)
    joint = Body.objects.create(item=councils.item("service", "joint", "bodies"), kind=BodyKind.JOINT_COMMITTEE,
                                partnership=councils.cast.partnership)  # fmt: skip
    councils.meeting(joint, date(2026, 4, 20))
    matter = Matter.objects.create(item=councils.item("service", "impact", "matters"), body=joint, core=core)
    page = said(councils, "north", core)
    assert "on 14 May 2026 at the earliest" in page
    assert "All meetings of Joint" in page
    assert "The body that must look at it first meets too late for it" in page
    said_so: dict[str, Any] = {"form": Form.RESOLUTION, "outcome": Outcome.NOTED, "decided_on": day(date(2026, 3, 1))}
    item = councils.item("service", "noted", "resolutions")
    Resolution.objects.create(item=item, body=joint, matter=matter, **said_so)
    assert "Both can decide by 16 April 2026" in said(councils, "north", core)


def test_a_consultation_that_runs_into_a_pre_election_period_is_told(councils: Councils) -> None:
    north = councils.body("north")
    RouteValue.objects.create(case=councils.cast.case, recorded_by=councils.cast.north, rule=RouteRule.POLL,
                              organisation=councils.cast.north, value="2026-05-07")  # fmt: skip
    for key, ends in (("staff", date(2026, 3, 29)), ("residents", date(2026, 4, 2))):
        item = councils.item("north", key, "consultations")
        Consultation.objects.create(item=item, body=north, starts=day(date(2026, 3, 1)), ends=day(ends))
    page = main_of(councils.cast.client_of("north"), address("consultations"))
    assert page.count("Runs into the pre-election period before 7 May 2026") == 1
