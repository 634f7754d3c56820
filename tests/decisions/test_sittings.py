"""Pages of bodies, meetings, matters, resolutions, promises and consultations, and what is recorded on them."""

from collections.abc import Iterator
from dataclasses import replace
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from severalty.decisions import binding
from severalty.decisions.actions import bodies, meetings, outcomes
from severalty.decisions.actions.meetings import Held, Said, Undertaken
from severalty.decisions.models import BodyMember, Commitment, Meeting, Override, Resolution
from severalty.decisions.queries.making import fingerprint
from severalty.decisions.reports.earlier import earlier
from severalty.decisions.views.morning import body_prompts
from severalty.engine.dates import read_date
from severalty.engine.decisions import meetings as records
from severalty.engine.decisions.bodies import Seat
from severalty.engine.decisions.meetings import MeetingState
from severalty.engine.decisions.resolutions import CallIn, CommitmentState, Form, Outcome
from severalty.engine.estate.parties import Audience
from severalty.formats.papers import Figures
from severalty.tenancy.actions import Refused, Stale
from severalty.web.parts import Writing
from tests.conftest import NOON, TODAY, Cast
from tests.decisions.chamber import Chamber, make_chamber
from tests.decisions.conftest import address, said

pytestmark = pytest.mark.sqlite_enough
LISTS = ("overview", "bodies", "meetings", "matters", "resolutions", "commitments", "consultations")
EVERYBODY = ("north", "south", "supplier", "stranger", "anonymous")


@pytest.fixture
def chamber(cast: Cast, monkeypatch: pytest.MonkeyPatch) -> Chamber:
    monkeypatch.setattr(timezone, "localdate", lambda *_: TODAY)
    return make_chamber(cast)


def page(cast: Cast, who: str, url: str) -> tuple[int, str]:
    return opened(cast.client_of(who), url)


def opened(client: Client, url: str) -> tuple[int, str]:
    response = client.get(url)
    return response.status_code, said(response.content.decode()) if response.status_code == 200 else ""


def things(chamber: Chamber) -> Iterator[tuple[str, str, str]]:
    """Each page of one thing, with the narrowest audience that it is for."""
    for name, key, audience in (
        ("body", "cabinet", "public"), ("body", "board", "partners"), ("meeting", "past", "public"),
        ("meeting", "board-past", "partners"), ("matter", "desk", "public"), ("matter", "secret", "holders"),
        ("matter", "shared", "partners"), ("resolution", "old", "public"), ("commitment", "promise", "public"),
        ("consultation", "asked", "public"),
    ):  # fmt: skip
        yield name, chamber.refs[key], audience


def held(chamber: Chamber, meeting: str = "past", **changes: Any) -> Held:
    seen = fingerprint(chamber.cast.viewer("north"), chamber.cast.case, chamber.refs[meeting])
    said_of = [Said(chamber.refs["desk"], Outcome.APPROVED, "To buy the desk anew", "Cheapest", "None", "None")]
    return Held(**({"meeting": chamber.refs[meeting], "seen": seen, "present": 4, "said": said_of} | changes))


def record(chamber: Chamber, what: Held, who: str = "north") -> int:
    return meetings.record_meeting(
        by=chamber.cast.viewer(who), at=NOON, on=TODAY, case=chamber.cast.case, record=what
    )  # fmt: skip


def test_each_page_shows_everybody_what_they_may_see_and_no_more(chamber: Chamber) -> None:
    opens = {"public": set(EVERYBODY), "partners": {"north", "south"}, "holders": {"north"}}
    chamber.cast.case.public = True
    chamber.cast.case.save()
    for who in EVERYBODY:
        client = chamber.cast.client_of(who)
        for name, ref, audience in things(chamber):
            code, words = opened(client, address(name, ref))
            assert (code == 200) == (who in opens[audience]), f"{who} at {name}: {code}"
            assert who == "north" or "secret" not in words
        for name in LISTS:
            code, words = opened(client, address(name))
            assert code == 200
            assert ("Matter secret" in words) == (who == "north" and name == "matters"), f"{who} at {name}"
            assert "ICT Board" not in words or who in opens["partners"]


def test_who_may_not_record_sees_no_form_and_cannot_send_one(chamber: Chamber) -> None:
    url = address("meeting", chamber.refs["past"])
    for who, sees in (("north", True), ("south", False), ("supplier", False), ("scrutiny", False)):
        client = chamber.cast.client_of(who)
        assert ("Record what it resolved" in client.get(url).content.decode()) == sees
        seen = fingerprint(chamber.cast.viewer("north"), chamber.cast.case, chamber.refs["past"])
        sent = client.post(url, {"do": "held", "held-present": "3", "held-quorate": "yes", "held-seen": seen})
        assert sent.status_code == (302 if sees else 403)
    assert chamber.cast.client_of("anonymous").post(url, {"do": "held"}).status_code == 302
    assert Meeting.objects.get(pk=chamber.refs["past"]).present == 3
    with pytest.raises(Refused, match="recorded the meeting"):
        record(chamber, held(chamber), "south")


def test_one_form_writes_the_meeting_its_resolutions_and_actions_at_once_or_nothing(chamber: Chamber) -> None:
    action = Undertaken("Inform the partner", "Director", "south", read_date("2026-11-30"), chamber.refs["desk"])
    what = held(chamber, undertaken=[action])
    assert record(chamber, what) == 3
    taken = Resolution.objects.get(matter=chamber.refs["desk"])
    assert (taken.form, taken.outcome, str(taken.decided_on)) == ("resolution", "approved", "18 November 2026")
    assert Commitment.objects.get(resolution=taken).organisation.key == "south"
    assert record(chamber, what) == 0, "A form that is sent twice writes twice."
    wrong = held(chamber, present=5, said=[Said("missing", Outcome.APPROVED)])
    with pytest.raises(Stale):
        record(chamber, wrong)
    assert Meeting.objects.get(pk=chamber.refs["past"]).present == 4


def test_two_people_record_the_outcome_of_one_matter_and_the_second_is_told(chamber: Chamber) -> None:
    first, second = held(chamber), held(chamber, said=[Said(chamber.refs["desk"], Outcome.REFUSED)])
    record(chamber, first)
    with pytest.raises(Stale, match="Somebody else changed this"):
        record(chamber, second)
    assert [one.outcome for one in Resolution.objects.filter(matter=chamber.refs["desk"])] == ["approved"]


def test_what_a_board_says_is_an_informal_agreement_and_a_secret_matter_stays_secret(chamber: Chamber) -> None:
    record(chamber, held(chamber, "board-past", said=[Said(chamber.refs["shared"], Outcome.APPROVED)]))
    record(chamber, held(chamber, said=[Said(chamber.refs["secret"], Outcome.APPROVED)]))
    agreed = Resolution.objects.get(matter=chamber.refs["shared"])
    hidden = Resolution.objects.get(matter=chamber.refs["secret"])
    assert (agreed.form, agreed.item.audience) == (Form.INFORMAL, Audience.PARTNERS)
    assert hidden.item.audience == Audience.HOLDERS
    assert page(chamber.cast, "south", address("resolution", hidden.pk))[0] == 404
    assert "binds nobody" in page(chamber.cast, "south", address("resolution", agreed.pk))[1]


def test_a_meeting_that_has_not_come_resolves_nothing(chamber: Chamber) -> None:
    with pytest.raises(Refused, match="once it has taken place"):
        record(chamber, held(chamber, "coming", said=[]))


def test_the_form_of_a_meeting_says_what_it_did_not_take(chamber: Chamber) -> None:
    url = address("meeting", chamber.refs["past"])
    client = chamber.cast.client_of("north")
    answer = client.post(url, {"do": "held", "held-quorate": "yes", "held-owner-0": "Director"})
    assert (answer.status_code, "Say what is to be done" in answer.content.decode()) == (422, True)
    assert not Resolution.objects.filter(meeting=chamber.refs["past"]).exists()


def test_a_meeting_is_put_off_and_the_new_day_is_a_meeting_of_its_own(chamber: Chamber) -> None:
    moved = bodies.Moved(chamber.refs["coming"], 1, MeetingState.PUT_OFF, read_date("2027-01-13"), "No quorum")
    act = {"by": chamber.cast.viewer("north"), "at": NOON, "case": chamber.cast.case}
    bodies.move_meeting(moved=moved, **act)
    bodies.move_meeting(moved=moved, **act)
    old = Meeting.objects.get(pk=chamber.refs["coming"])
    assert (old.state, str(old.put_off_to.meets_on), str(old.put_off_to.planned_on)) == (
        "put off", "13 January 2027", "16 December 2026",
    )  # fmt: skip
    with pytest.raises(Stale):
        bodies.move_meeting(moved=bodies.Moved(old.pk, 1, MeetingState.CANCELLED), **act)


def test_matters_go_along_with_a_meeting_that_is_put_off_to_one_that_is_there_already(chamber: Chamber) -> None:
    cast, ref = chamber.cast, chamber.refs["coming"]
    client, url = cast.client_of("north"), address("meeting", ref)
    there = records.Meeting(key="january", name="January", body="cabinet", meets_on=read_date("2027-01-13"))
    chamber.put(binding.MEETINGS, there)
    along = {"do": "along", "along-which": [chamber.refs["later"]]}
    assert "Move its matters along" not in client.get(url).content.decode()
    client.post(url, {"do": "moved", "moved-version": "1", "moved-state": "put off", "moved-to": "13 January 2027"})
    assert str(Meeting.objects.get(pk=ref).put_off_to_id) == chamber.refs["january"], "The day has two meetings now."
    assert "Move its matters along" in client.get(url).content.decode()
    assert "Move its matters along" not in page(cast, "south", url)[1]
    client.post(url, along)
    assert "Matter later" in page(cast, "north", address("meeting", chamber.refs["january"]))[1]
    act = {"by": cast.viewer("north"), "at": NOON, "case": cast.case}
    assert bodies.move_matters(meeting=ref, matters=[chamber.refs["later"]], **act) == 0, "Sent twice, it moves once."
    with pytest.raises(Stale, match="no longer on the agenda"):
        bodies.move_matters(meeting=ref, matters=[chamber.refs["desk"]], **act)


def test_who_records_decisions_but_not_the_estate_adds_a_matter_with_what_its_page_knows(chamber: Chamber) -> None:
    client = chamber.cast.client_of("finance")
    lead = client.get(address("meeting", chamber.refs["coming"])).content.decode()
    assert "register/matters/new/?body=cabinet&amp;meeting=coming" in lead
    form = client.get(f"/estate/{chamber.cast.case.key}/register/matters/new/?body=cabinet&meeting=coming")
    assert (form.status_code, form.content.decode().count('value="coming"')) == (200, 1)
    sent = {"key": "new", "name": "New", "body": "cabinet", "meeting": "coming", "audience": "public", "why": "new"}
    for field in form.context["form"]:
        sent.setdefault(field.name, field.value() or [])
    assert client.post(form.wsgi_request.path, sent).status_code == 302
    refused = client.get(f"/estate/{chamber.cast.case.key}/register/contracts/new/")
    assert refused.status_code == 403, "What the role does not write stays shut."
    assert chamber.cast.client_of("anonymous").get(form.wsgi_request.path).status_code == 302


def test_the_day_of_the_agenda_is_recorded_on_the_page(chamber: Chamber) -> None:
    url = address("meeting", chamber.refs["coming"])
    sent = {"do": "agenda", "agenda-version": "1", "agenda-agenda_on": "7 December 2026"}
    assert "7 December 2026" not in page(chamber.cast, "south", url)[1]
    chamber.cast.client_of("north").post(url, sent)
    assert "7 December 2026" in page(chamber.cast, "south", url)[1]
    again = chamber.cast.client_of("north").post(url, sent | {"agenda-agenda_on": "6 December 2026"})
    assert (again.status_code, "Somebody else changed this" in again.content.decode()) == (422, True)


def test_a_seat_is_added_and_ended_once(chamber: Chamber) -> None:
    act: dict[str, Any] = {"by": chamber.cast.viewer("north"), "at": NOON, "case": chamber.cast.case}
    bodies.add_seat(new=bodies.NewSeat(chamber.refs["cabinet"], "Deputy Leader", "north", Seat.VICE_CHAIR), **act)
    seat = BodyMember.objects.get(post="Leader of the Council")
    with pytest.raises(Refused, match="cannot end before"):
        bodies.end_seat(seat=seat.pk, ends=read_date("2024-05-01"), **act)
    bodies.end_seat(seat=seat.pk, ends=read_date("2026-11-01"), **act)
    words = page(chamber.cast, "south", address("body", chamber.refs["cabinet"]))[1]
    assert "Nobody chairs Cabinet on 22 November 2026." in words
    assert "Deputy Leader" in words


def test_a_call_in_is_recorded_and_settled_and_a_promise_is_kept_with_proof(chamber: Chamber) -> None:
    act: dict[str, Any] = {"by": chamber.cast.viewer("north"), "at": NOON, "case": chamber.cast.case}
    old, promise = chamber.refs["old"], chamber.refs["promise"]
    called = outcomes.CalledIn(old, 1, read_date("2026-10-09"), CallIn.PENDING, read_date("2026-10-12"))
    outcomes.record_call_in(called=called, **act)
    with pytest.raises(Stale):
        outcomes.record_call_in(called=outcomes.CalledIn(old, 1, read_date("2026-10-10")), **act)
    assert "called in" in page(chamber.cast, "north", address("resolution", old))[1]
    with pytest.raises(Refused, match="what shows"):
        outcomes.settle_commitment(
            done=outcomes.Done(promise, 1, CommitmentState.KEPT, read_date("2026-11-02")), on=TODAY, **act
        )
    url = address("commitment", promise)
    sent = {"do": "done", "done-version": "1", "done-state": "kept", "done-done_on": "2 November 2026",
            "done-proof": "Letter"}  # fmt: skip
    chamber.cast.client_of("north").post(url, sent)
    assert "kept late" in page(chamber.cast, "south", url)[1]


def test_a_warning_is_answered_by_a_named_officer_and_stays(chamber: Chamber) -> None:
    url = address("matter", chamber.refs["later"])
    assert "Go on in spite of a warning" in chamber.cast.client_of("north").get(url).content.decode()
    sent = {
        "do": "against",
        "against-of": "notice",
        "against-officer": "Monitoring Officer",
        "against-reason": "Urgent",
    }
    client = chamber.cast.client_of("north")
    client.post(url, sent)
    client.post(url, sent)
    assert Override.objects.get().officer == "Monitoring Officer"
    assert "Monitoring Officer, 22 November 2026: Urgent" in page(chamber.cast, "north", url)[1]


def test_the_first_page_says_the_next_meeting_and_what_is_late(chamber: Chamber) -> None:
    found = [one.sentence for one in body_prompts(chamber.cast.viewer("north"), chamber.cast.case, TODAY)]
    assert found[0] == "Cabinet meets on 16 December 2026; the last day for its papers is 8 December 2026."
    assert "Actions and promises: 1 late." in found
    assert any("not on record as published" in one for one in found)
    assert list(body_prompts(chamber.cast.viewer("supplier"), chamber.cast.case, TODAY)) == []


def test_what_was_resolved_before_stands_beside_a_new_matter(chamber: Chamber) -> None:
    words = page(chamber.cast, "south", address("matter", chamber.refs["later"]))[1]
    earlier = words[words.index("Earlier decisions and promises") :]
    assert "Old resolution" in earlier
    assert "Old promise" in earlier
    assert "late" in earlier


@pytest.mark.parametrize("name", LISTS)
def test_queries_do_not_grow_with_rows(chamber: Chamber, name: str) -> None:
    client, counts = chamber.cast.client_of("north"), []
    for number in range(2):
        for more in range(4 * number):
            chamber.put(binding.MEETINGS, records.Meeting(key=f"m{more}", name=f"M{more}", body="cabinet",
                                                          meets_on=read_date(f"2026-12-0{more + 1}")))  # fmt: skip
            chamber.put(binding.MATTERS, records.Matter(key=f"x{more}", name=f"X{more}", body="cabinet",
                                                        meeting=f"m{more}"))  # fmt: skip
        with CaptureQueriesContext(
            connection,
        ) as seen:
            assert client.get(address(name)).status_code == 200
        counts.append(len(seen))
    assert counts[0] == counts[1]


def test_filters_tell_formal_from_informal_and_coming_from_past(chamber: Chamber) -> None:
    informal = page(chamber.cast, "north", f"{address('bodies')}?decides=no")[1]
    assert ("ICT Board" in informal, "2 bodies, 1 shown" in informal) == (True, True)
    coming = page(chamber.cast, "north", f"{address('meetings')}?when=coming")[1]
    assert ("Meeting coming" in coming, "Meeting past" in coming) == (True, False)


def test_a_paper_tells_what_its_body_resolved_before_and_whether_it_was_kept(chamber: Chamber) -> None:
    viewer = chamber.cast.viewer("north")
    writing = Writing(viewer, chamber.cast.case, "committee", TODAY, Figures(), "north", body="Cabinet")
    (table,) = earlier(writing)
    assert table.rows[0][0] == "Old resolution"
    assert table.rows[1] == ("Old promise", "action", "due 31 October 2026", "late")
    assert not list(earlier(replace(writing, body="Planning Committee")))
