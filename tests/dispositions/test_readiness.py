"""The estate on a date and the sovereignty test: by date and by slider, and blind to what is hidden."""

from pathlib import Path

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from severalty.dispositions.models import Disposition, PostTransfer
from severalty.dispositions.queries.readiness import estate_for
from severalty.engine.dates import read_date
from severalty.engine.dispositions.on_a_date import Held
from severalty.engine.dispositions.readiness import Facet, Verdict
from severalty.engine.fields import Known
from severalty.tenancy.models import Item
from tests.conftest import TODAY, Cast
from tests.dispositions.conftest import address
from tests.dispositions.taken_apart import file_of, ten_times, words_of

pytestmark = pytest.mark.sqlite_enough  # pages over queries that the engine of the database does not change

LATER = read_date("2027-12-31").last


def held(cast: Cast, day: str, who: str = "south") -> dict[tuple[str, str], Held]:
    estate = estate_for(cast.viewer(who), cast.case, read_date(day).last, TODAY)
    return {(estate.names[row.thing], row.council): row.held for row in estate.worked.rows}


def test_what_is_planned_is_a_councils_own_from_its_day(apart: Cast) -> None:
    assert held(apart, "2027-09-29")["Directory", "north"] is Held.SHARED
    assert held(apart, "2027-09-30")["Directory", "north"] is Held.OWN
    assert held(apart, "2027-09-30")["Directory", "south"] is Held.SHARED
    assert held(apart, "2027-12-31")["Desk analyst", "north"] is Held.OWN


def test_the_page_says_what_is_in_the_way_with_names_of_councils(apart: Cast) -> None:
    said = words_of(apart.client_of("south"), "on", date="2027-12-31")
    assert "The estate on 31 December 2027" in said
    assert "Nobody has said what is to become of it." in said
    assert "No answer yet from South Thornton." in said


def test_the_slider_leads_to_the_end_of_its_month_without_a_script(apart: Cast) -> None:
    response = apart.client_of("south").get(address("on"), {"month": "13"})
    assert response.status_code == 302
    assert response["Location"].endswith("?date=2027-12-31")
    assert 'value="13"' in words_of(apart.client_of("south"), "on", date="2027-12-31")


def test_junk_is_left_out_and_said(apart: Cast) -> None:
    client = apart.client_of("south")
    assert "Today is shown." in words_of(client, "on", date="soon")
    assert "The estate on 22 November 2026" in words_of(client, "on", month="many")
    assert "“many” is not a place on the slider" in words_of(client, "on", month="many")
    for page, export in (("on", "csv"), ("on", "councils"), ("readiness", "day-one")):
        answer = client.get(reverse(f"dispositions:{page}", args=["thornton"]), {"date": "soon", "export": export})
        assert answer.status_code == 400, "A file of another day is handed out."
        assert "No file is made." in answer.content.decode()
    assert "The estate on 22 November 2026" in words_of(client, "on", month="9999999")
    assert "The estate on 31 December 2199" in words_of(client, "on", date="2199-12-31")
    assert words_of(client, "readiness", date="1900-01-01")


def test_filters_and_sorts_keep_the_day(apart: Cast) -> None:
    said = words_of(apart.client_of("south"), "on", date="2027-12-31", held="shared")
    assert "date=2027-12-31&amp;held=shared" in said
    assert 'name="date" value="2027-12-31"' in said


def test_the_sovereignty_test_follows_from_what_the_service_rests_on(apart: Cast) -> None:
    worked = estate_for(apart.viewer("south"), apart.case, LATER, TODAY).worked_readiness
    tests = {one.council: one for one in worked.tests}
    answers = {
        council: {answer.facet: answer.answer for answer in one.answers} for council, one in tests.items()
    }  # fmt: skip
    assert answers["north"][Facet.NETWORK] is Known.YES
    assert answers["south"][Facet.NETWORK] is Known.UNKNOWN
    assert answers["south"][Facet.IDENTITY] is Known.NO
    assert {one[Facet.RECOVERY] for one in answers.values()} == {Known.YES, Known.NO}
    assert tests["south"].verdict is Verdict.DEPENDENT


def test_the_page_names_what_is_not_tested(apart: Cast) -> None:
    said = words_of(apart.client_of("south"), "readiness", date="2027-12-31")
    assert "1 service is not tested" in said
    assert "does not stand alone" in said
    assert "Identity" in file_of(apart.client_of("south"), "readiness", date="2027-12-31", export="day-one")


def test_a_hidden_plan_changes_nothing_for_the_partner(apart: Cast) -> None:
    plan = Disposition.objects.get(item__key="d-1")
    Item.objects.filter(pk=plan.pk).update(audience="holders")
    assert held(apart, "2027-12-31", "north")["Directory", "north"] is Held.OWN
    assert held(apart, "2027-12-31", "south")["Directory", "north"] is Held.SHARED
    before = words_of(apart.client_of("south"), "on", date="2027-12-31")
    Item.objects.filter(pk=plan.pk).update(withdrawn=True)
    assert words_of(apart.client_of("south"), "on", date="2027-12-31") == before


def test_a_hidden_transfer_gives_the_partner_no_post(apart: Cast) -> None:
    move = PostTransfer.objects.get(item__key="t-1")
    Item.objects.filter(pk=move.pk).update(audience="holders")
    assert ("Desk analyst", "north") not in held(apart, "2027-12-31", "south")
    assert ("Desk analyst", "north") in held(apart, "2027-12-31", "service")


def test_ten_times_the_things_take_as_many_queries(apart: Cast, tmp_path: Path) -> None:
    client, names = apart.client_of("south"), ("on", "readiness")
    counts = []
    for again in range(2):
        if again:
            ten_times(apart, tmp_path, "configuration_items")
        with CaptureQueriesContext(connection) as queries:
            for name in names:
                client.get(address(name))
        counts.append(len(queries))
    assert counts[0] == counts[1]


def test_recovery_is_its_own_for_whoever_brings_the_service_back_itself(apart: Cast) -> None:
    estate = estate_for(apart.viewer("south"), apart.case, LATER, TODAY)
    found = {one.council: one.answers[-1] for one in estate.worked_readiness.tests}
    assert (found["north"].answer, found["south"].answer) == (Known.YES, Known.NO)
    assert found["south"].why == "It is recovered by service."
    Item.objects.filter(key="rc-1").update(audience="holders")
    hidden = estate_for(apart.viewer("south"), apart.case, LATER, TODAY)
    assert hidden.worked_readiness.tests[0].answers[-1].answer is Known.UNKNOWN
