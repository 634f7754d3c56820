"""The pages of plans: what they say to whom, their forms, what if, and scenarios side by side."""

import re
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from django.test import Client

from severalty.tenancy.access import Viewer
from severalty.tenancy.models import ChangeSet, Item, Job
from severalty.tenancy.permissions import Permission
from severalty.transition.models import Baseline, PlanRun, Promise, Scenario, WorkPackage
from severalty.transition.queries.supposing import Change
from severalty.transition.views import what_if
from tests.conftest import NOON
from tests.transition.planned import Desk, address
from tests.transition.test_actions import scenario
from tests.transition.test_secrets import bring

pytestmark = pytest.mark.sqlite_enough


@pytest.fixture(autouse=True)
def drawn(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(what_if, "SUPPOSED", "tests.transition.planned.NotSimulated")


def said(client: Client, url: str, status: int = 200) -> str:
    response = client.get(url)
    assert response.status_code == status, f"{url} answers {response.status_code}."
    if status != 200:
        return ""
    page = response.content.decode()
    body = re.sub(r"<[^>]+>", " ", page[page.index("<main") : page.index("</main>")])
    return " ".join(body.replace("&#x27;", "'").split())


def test_every_page_opens_for_a_council_and_tells_nothing_of_the_others_work(desk: Desk) -> None:
    run = desk.keep()
    promise = Promise.objects.get(item__key="north-ready").pk
    shared = [
        address("plans"), address("plan", desk.plan), address("packages"), address("package", desk.ref("cut")),
        address("promises"), address("promise", promise), address("scenarios"), address("compare", desk.plan),
        address("what-if", desk.plan), address("teams"), address("freezes"), address("templates"),
        address("make-packages", desk.plan), address("promise-new"), address("scenario-new", desk.plan),
    ]  # fmt: skip
    north, south = desk.cast.client_of("north"), desk.cast.client_of("south")
    for url in shared:
        said(north, url)
        words = said(south, url)
        assert "Secret" not in words, f"{url} tells South of North's work."
        said(desk.cast.client_of("stranger"), url, 404)
    for url in (address("run", run.pk), address("package", desk.ref("n-build"))):
        assert "Secret build" in said(north, url)
        said(south, url, 404)


def test_a_plan_is_worked_out_from_its_page(desk: Desk) -> None:
    client = desk.cast.client_of("north")
    asked = {"do": "run", "run-seconds": 10, "run-seed": 4, "run-as_at": "2 December 2026"}
    answer = client.post(address("plan", desk.plan), asked)
    assert Job.objects.get().request["as_at"] == "2026-12-02"
    assert answer.status_code == 302
    assert answer["Location"].startswith("/jobs/")
    bad = client.post(address("plan", desk.plan), {"do": "run", "run-seconds": 11, "run-seed": -1})
    assert bad.status_code == 422
    assert desk.cast.client_of("scrutiny").post(address("plan", desk.plan), {"do": "run"}).status_code == 403


def test_a_run_is_made_to_count_and_set_as_a_baseline(desk: Desk) -> None:
    desk.keep()
    run = desk.keep("Second run")
    client = desk.cast.client_of("north")
    assert "no longer holds because" in said(client, address("plan", desk.plan))
    client.post(address("run", run.pk), {"do": "choose", "choose-version": run.item.version})
    assert PlanRun.objects.get(pk=run.pk).current == "yes"
    client.post(address("run", run.pk), {"do": "baseline", "baseline-name": "June"})
    assert Baseline.objects.get().item.name == "June"
    csv = client.get(address("run", run.pk), {"export": "dates"})
    assert "Secret build" in b"".join(csv.streaming_content).decode()  # type: ignore[arg-type]


def test_progress_and_pins_are_recorded_on_the_page_of_a_package(desk: Desk) -> None:
    client, url = desk.cast.client_of("north"), address("package", desk.ref("n-build"))
    sent = {"do": "progress", "progress-version": 1, "progress-started_on": "2026-11-20", "progress-percent_done": 20}
    assert client.post(url, sent).status_code == 302
    assert "under way, 20%" in said(client, address("packages"))
    late = client.post(url, sent | {"progress-percent_done": 30})
    assert late.status_code == 422
    assert "Somebody else changed" in late.content.decode()
    assert client.post(url, {"do": "pin", "pin-version": 2, "pin-wave": 1}).status_code == 302
    assert WorkPackage.objects.get(item__key="n-build").wave == 1


def test_who_may_not_see_money_reads_no_pounds_on_the_pages_of_a_plan(
    desk: Desk, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    bring(tmp_path, package_waits="package,follows,kind,because,bridge,bridge_cost,recorded_by,evidence\n"
          "n-ready@north,n-build@north,finish to start,It is built,A nightly copy,600.00,north,reported\n")  # fmt: skip
    client = desk.cast.client_of("north")
    places = [
        f"{address('dependencies')}?plan={desk.plan}&about={desk.ref('n-build')}{more}" for more in ("", "&export=all")
    ]
    seen = [_whole(client, one) for one in places]
    assert all("A nightly copy" in one for one in seen)
    assert "600" in seen[1]
    allowed = Viewer.may
    monkeypatch.setattr(Viewer, "may", lambda self, what, case=None: what is not Permission.MONEY_VIEW
                        and allowed(self, what, case))  # fmt: skip
    for one in places:
        told = _whole(client, one)
        assert "A nightly copy" in told
        assert ("£" in told, "600" in told) == (False, False), one


def _whole(client: Client, url: str) -> str:
    return b"".join(client.get(url)).decode()


def test_a_slip_is_one_click_from_the_plan_and_is_kept_as_a_scenario(desk: Desk) -> None:
    client = desk.cast.client_of("south")
    assert "Cabinet of North" in said(client, address("plan", desk.plan)) or desk.record("south").gates == ()
    client = desk.cast.client_of("north")
    page = client.get(address("plan", desk.plan)).content.decode()
    slip = re.search(r'name="slip" value="(body:\w+)"', page)
    assert slip, "The body that decides has no form of its own."
    url = f"{address('what-if', desk.plan)}?slip={slip[1]}&by=3&unit=weeks"
    words = said(client, url)
    assert "Cabinet of North: 3 weeks later" in words
    kept, again = words.partition("Planned again:")[0], words.partition("Planned again:")[2]
    assert "22 July 2027, 21 days later than now, 1 more last day is missed (notice on Cables)" in kept
    assert "8 July 2027, 7 days later than now, no more last days are missed" in again
    assert "1 package moves" in again
    assert "Cut over together 3 May 2027 4 May 2027 10 May 2027 11 May 2027 7" in words, "What moves is not told."
    assert "95% in the week of 10 May 2027" in words
    assert "Cabinet of North: 10 days sooner" in said(client, url.replace("by=3&unit=weeks", "by=-10&unit=days"))
    assert client.get(url.replace("by=3&unit=weeks", "by=25&unit=months")).status_code == 422
    assert client.get(url.replace("unit=weeks", "unit=years")).status_code == 422
    assert client.post(url).status_code == 302
    kept_as = Scenario.objects.get().pk
    assert "Cabinet in January" in said(client, address("scenario", kept_as))
    said(desk.cast.client_of("south"), address("scenario", kept_as), 404)


def test_four_scenarios_stand_side_by_side_and_the_rest_is_named(desk: Desk) -> None:
    client = desk.cast.client_of("north")
    made = [
        scenario(desk, name, Change(desk.ref("n-build"), "likely", "15")) for name in ("A", "B", "C", "D", "Oldest")
    ]
    Item.objects.filter(pk=made[-1]).update(changed_at=NOON - timedelta(days=1))
    words = said(client, address("compare", desk.plan))
    assert "4 of 5 open scenarios" in words
    assert "Left out, since at most 4 are worked out at a time: Oldest." in words
    for told in ("22 July 2027", "8 July 2027", "Cut over together (wave 1 to wave 2)", "Cables",
                 "Engineers: most asked 50% in the week of 3 May 2027 95% in the week of 10 May 2027"):  # fmt: skip
        assert told in words, told
    alone = said(client, f"{address('compare', desk.plan)}?scenario={made[-1]}")
    assert "1 of 5 open scenarios" in alone
    assert "As it stands Oldest" in alone
    assert "There is no open scenario" in said(desk.cast.client_of("south"), address("compare", desk.plan))


def test_a_scenario_is_changed_adopted_and_then_offers_nothing_more(desk: Desk) -> None:
    client = desk.cast.client_of("north")
    made = client.post(address("scenario-new", desk.plan), {"do": "make", "make-name": "Longer build"})
    url = made["Location"]
    change: dict[str, Any] = {"do": "change", "change-thing": desk.ref("n-build"), "change-value": "likely"}
    assert client.post(url, change | {"change-becomes": "soon"}).status_code == 422
    assert client.post(url, change | {"change-becomes": "14"}).status_code == 302
    assert "This writes 1 value of 1 record of your organisation" in said(client, url)
    other = {"do": "change", "change-thing": desk.ref("cut"), "change-value": "likely", "change-becomes": "2"}
    client.post(url, other)
    words = said(client, url)
    assert "It cannot be adopted as it is: “Cut over together” is kept by Thornton Shared ICT" in words
    assert "Adopt it" not in words, "What cannot be adopted is offered."
    client.post(url, {"do": "out", "out-change": f"{desk.ref('cut')} likely"})
    seen = re.search(r'name="adopt-seen" value="(\w+)"', client.get(url).content.decode())
    assert seen
    assert client.post(url, {"do": "adopt", "adopt-seen": "other", "adopt-because": ""}).status_code == 422
    assert client.post(url, {"do": "adopt", "adopt-seen": seen[1], "adopt-because": "agreed"}).status_code == 302
    assert WorkPackage.objects.get(item__key="n-build").likely == 14
    words = said(client, url)
    assert "Adopted on 22 November 2026, because agreed" in words
    assert re.search(r"What adopting it changed.* Secret build Working days, most likely 10 14 ", words), words
    assert f"/undo/{ChangeSet.objects.latest('made_at').pk}/" in client.get(url).content.decode()
    said(client, f"{address('what-if', desk.plan)}?scenario={Scenario.objects.get().pk}", 422)
    again = client.post(url, {"do": "adopt", "adopt-seen": seen[1], "adopt-because": "agreed"}, follow=True)
    assert "Nothing was recorded" in again.content.decode()
    assert 'name="do"' not in client.get(url).content.decode()


def test_a_promise_is_made_and_kept_on_its_pages(desk: Desk) -> None:
    client = desk.cast.client_of("north")
    sent = {"do": "make", "make-name": "Phones are out", "make-promised_for": "2027-03-01"}
    url = client.post(address("promise-new"), sent)["Location"]
    kept = {"do": "keep", "keep-version": 1, "keep-kept_on": "2026-11-20"}
    assert client.post(url, kept).status_code == 302
    assert "Kept on 20 November 2026" in said(client, url)
    assert "Phones are out" in said(desk.cast.client_of("south"), address("promises"))
    assert desk.cast.client_of("south").post(url, kept).status_code == 403


def test_things_say_where_they_stand_in_the_plan(desk: Desk) -> None:
    desk.keep()
    client = desk.cast.client_of("north")
    item = f"/estate/thornton/item/{Promise.objects.get(item__key='north-ready').pk}/"
    assert "In the plan" in said(client, item)
    assert "Secret readiness" in said(client, item)
    words = said(desk.cast.client_of("south"), item)
    assert "Secret" not in words
    assert "Cut over together" in words
