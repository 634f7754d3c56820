"""A calendar's secret address: made, renewed, revoked, and what the feed behind it shows of what its owner may see."""

import re
from datetime import date, timedelta

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from icalendar import Calendar

from severalty.decisions.models import CalendarAddress, Commitment, Delegation
from severalty.engine.dates import day, month
from severalty.engine.estate.parties import Audience
from severalty.tenancy.access import operator_for
from severalty.tenancy.actions import end_appointment
from severalty.tenancy.models import AuditEntry
from tests.conftest import NOON, Cast
from tests.decisions.conftest import address, entries
from tests.decisions.test_lattice import Councils

pytestmark = pytest.mark.sqlite_enough

SOON = timezone.localdate() + timedelta(days=60)


@pytest.fixture
def councils(cast: Cast) -> Councils:
    """North and South with nothing on record yet."""
    return Councils(cast)


def made(cast: Cast, who: str = "north", do: str = "renew") -> str:
    """The address that somebody is shown once; empty where none is."""
    page = cast.client_of(who).post(address("calendar"), {"do": do}).content.decode()
    found = re.search(r'value="(http://testserver[^"]*\.ics)"', page)
    return found[1] if found else ""


def titles(url: str) -> list[str]:
    """What stands in a feed, read by nobody who is signed in."""
    response = Client().get(url)
    assert response.status_code == 200
    assert response["Content-Type"].startswith("text/calendar")
    return [str(one["SUMMARY"]) for one in Calendar.from_ical(response.content).walk("VEVENT")]


def test_the_secret_is_shown_once_and_kept_hashed_and_out_of_the_trail(cast: Cast) -> None:
    url = made(cast)
    token = url.rpartition("/")[2].removesuffix(".ics")
    assert len(token) >= 43
    assert token not in cast.client_of("north").get(address("calendar")).content.decode()
    assert token not in CalendarAddress.objects.get().digest
    assert token not in str([entry.body for entry in AuditEntry.objects.all()])
    assert [(one["act"], one["table"]) for one in entries()] == [("renew", "calendar addresses")]


def test_an_address_ends_when_it_is_renewed_or_revoked_or_the_appointment_ends(cast: Cast) -> None:
    first = made(cast)
    second = made(cast)
    assert Client().get(first).status_code == 404
    assert Client().get(second).status_code == 200
    made(cast, do="revoke")
    assert Client().get(second).status_code == 404
    third = made(cast)
    end_appointment(by=operator_for(cast.north), at=NOON, appointment=cast.appointments["north"])
    assert Client().get(third).status_code == 404


def test_an_address_of_somebody_who_left_tells_nothing(cast: Cast) -> None:
    url = made(cast)
    cast.people["north"].is_active = False
    cast.people["north"].save()
    assert Client().get(url).status_code == 404
    assert Client().get(reverse("decisions:calendar-feed", args=["nothing"])).status_code == 404


def test_everyone_reads_what_they_may_see_and_no_more(councils: Councils) -> None:
    cast = councils.cast
    body = councils.body("north", Audience.PARTNERS)
    meeting = councils.meeting(body, SOON, Audience.PARTNERS, begins_at="18:30")
    councils.meeting(body, SOON + timedelta(days=40), Audience.HOLDERS)
    councils.meeting(body, month(SOON.year + 1, 1), Audience.PARTNERS)
    core = councils.core(body)
    councils.matter(body, core, None, Audience.PARTNERS, meeting=meeting)
    found = {who: titles(made(cast, who)) for who in ("north", "south", "supplier")}
    name = meeting.item.name
    assert [one for one in found["south"] if one == name] == [name]
    assert not any("last day" in one for one in found["south"])
    assert f"Officer’s draft: last day for {name}" in found["north"]
    assert len([one for one in found["north"] if "last day" not in one]) == 2
    assert found["supplier"] == []


def test_what_an_organisation_owes_and_delegations_that_end_stand_in_its_own_calendar_only(councils: Councils) -> None:
    cast = councils.cast
    Commitment.objects.create(item=councils.item("north", "write-to-south", "commitments"), organisation=cast.north,
                              due=day(SOON))  # type: ignore[misc]  # fmt: skip
    Delegation.objects.create(item=councils.item("north", "sign-letters", "delegations"), organisation=cast.north,
                              holder="Director", ends=day(SOON))  # type: ignore[misc]  # fmt: skip
    assert titles(made(cast)) == ["Delegation ends: Sign letters (Director)", "Due: Write to south"]
    assert titles(made(cast, "south")) == []


def test_a_feed_is_for_no_cache_and_the_same_each_time(councils: Councils) -> None:
    councils.meeting(councils.body("north"), SOON)
    url = made(councils.cast)
    one, two = Client().get(url), Client().get(url)
    assert one.content == two.content
    assert "no-store" in one["Cache-Control"]
    assert one["Referrer-Policy"] == "same-origin"
    page = councils.cast.client_of("north").get(address("calendar"))
    assert page["Referrer-Policy"] != "no-referrer", "a browser would send the form without its origin"


@pytest.mark.parametrize("who", ["north", "supplier", "stranger", "anonymous"])
def test_who_acts_for_nobody_in_the_case_makes_no_address(cast: Cast, who: str) -> None:
    cast.case.public = True
    cast.case.save()
    client = cast.client_of(who)
    assert client.get(address("calendar")).status_code == 200
    answer = client.post(address("calendar"), {"do": "renew"})
    assert CalendarAddress.objects.exists() == (who in ("north", "supplier")) == (answer.status_code == 200)


def test_a_day_that_moved_keeps_its_name_and_rises(councils: Councils) -> None:
    meeting = councils.meeting(councils.body("north"), SOON)
    url = made(councils.cast)
    before = Calendar.from_ical(Client().get(url).content).walk("VEVENT")[0]
    meeting.meets_on, meeting.item.version = day(SOON + timedelta(days=7)), 2
    meeting.save()
    meeting.item.save()
    after = Calendar.from_ical(Client().get(url).content).walk("VEVENT")[0]
    assert before["UID"] == after["UID"]
    assert (str(before["SEQUENCE"]), str(after["SEQUENCE"])) == ("1", "2")
    assert isinstance(after.decoded("DTSTART"), date)
