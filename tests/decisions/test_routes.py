"""The pages of decision routes and of notice: who reads them, who records what, and what each day asks for."""

from dataclasses import replace
from typing import Any

import pytest
from django.urls import reverse

from severalty.decisions.actions.routes import RouteEdit, record_route_value
from severalty.decisions.binding import BODIES, MEETINGS
from severalty.decisions.models import RouteValue as Row
from severalty.decisions.queries.routes import HeldValue, values_for
from severalty.engine.dates import read_date
from severalty.engine.decisions.bodies import Body, BodyKind
from severalty.engine.decisions.meetings import Meeting
from severalty.engine.decisions.routes import RouteRule, RouteState, RouteValue
from severalty.engine.estate.parties import Audience
from severalty.engine.evidence import Evidence
from severalty.tenancy.actions import Refused, Stale, write_drafts
from severalty.tenancy.drafts import Drafting
from tests.conftest import NOON, Cast
from tests.decisions.conftest import address, entries, main_of

pytestmark = pytest.mark.sqlite_enough

OK, DONE, FORBIDDEN, GONE, WRONG = 200, 302, 403, 404, 422
FIVE = ("north", "south", "supplier", "stranger", "anonymous")
CLOSED = {"stranger": GONE, "anonymous": DONE}
CALL_IN = "call-in-working-days"
SENT = {"value": "3", "starts": "21 May 2025", "source": "Constitution part 4", "why": "Read there"}


def value(rule: RouteRule = RouteRule.CALL_IN_DAYS, text: str = "3", who: str = "north", **more: Any) -> RouteValue:
    given = {"organisation": who, "recorded_by": who, "rule": rule, "value": text, "source": "Constitution part 4",
             "evidence": Evidence.REPORTED}  # fmt: skip
    return RouteValue(**(given | more))


def record(cast: Cast, what: RouteValue, who: str = "north", token: str = "") -> None:
    record_route_value(by=cast.viewer(who), at=NOON, why="Read there", case=cast.case, edit=RouteEdit(what, token))


def notice_of(meeting: str = "2026-04-08", **more: str) -> str:
    query = "&".join(f"{name}={text}" for name, text in ({"council": "north", "meeting": meeting} | more).items())
    return f"{address('notice')}?{query}"


# ------------------------------------------------------------------------------------------------------ who opens what


@pytest.mark.parametrize("who", FIVE)
def test_routes_open_to_those_who_may_open_the_case(cast: Cast, who: str) -> None:
    record(cast, value())
    client = cast.client_of(who)
    for url in (address("routes"), address("route-value", "north", CALL_IN), address("notice"), notice_of()):
        assert client.get(url).status_code == CLOSED.get(who, OK), f"{who} and {url}"


@pytest.mark.parametrize("who", ["stranger", "anonymous"])
def test_the_public_reads_the_routes_of_an_open_case_and_records_nothing(cast: Cast, who: str) -> None:
    record(cast, value())
    cast.case.public = True
    cast.case.save()
    client = cast.client_of(who)
    assert "3 working days" in main_of(client, f"{address('routes')}?council=north&on=2026-04-08")
    page = main_of(client, address("route-value", "north", CALL_IN))
    assert "Only North Thornton records its own values" in page
    assert client.post(address("route-value", "north", CALL_IN), SENT).status_code == FORBIDDEN
    assert Row.objects.count() == 1


@pytest.mark.parametrize("who", ["north", "finance", "south", "supplier", "scrutiny"])
def test_only_the_council_itself_records_its_values(cast: Cast, who: str) -> None:
    client = cast.client_of(who)
    url = address("route-value", "north", CALL_IN)
    may = who in ("north", "finance")
    assert ("Save the value" in main_of(client, url)) is may
    assert client.post(url, SENT).status_code == (DONE if may else FORBIDDEN)
    assert Row.objects.count() == int(may)


def test_a_council_or_rule_that_is_none_is_not_found(cast: Cast) -> None:
    client = cast.client_of("north")
    for more in (("nowhere", CALL_IN), ("north", "no-such-rule"), ("stranger", CALL_IN), ("supplier", CALL_IN)):
        assert client.get(address("route-value", *more)).status_code == GONE


# -------------------------------------------------------------------------------------------------------------- routes


def test_the_page_tells_own_values_from_national_ones_and_says_what_is_unknown(cast: Cast) -> None:
    record(cast, value(state=RouteState.CONFIRMED, confirmed_by="Monitoring Officer",
                       confirmed_on=read_date("2026-03-02")))  # fmt: skip
    page = main_of(cast.client_of("south"), f"{address('routes')}?council=north&on=2026-04-08")
    assert "3 working days own constitution confirmed Monitoring Officer, 2 March 2026" in page
    assert "28 days national law to be confirmed" in page
    assert "rules are unknown" in page
    other = main_of(cast.client_of("south"), f"{address('routes')}?council=south&on=2026-04-08")
    assert "5 working days national practice" in other


@pytest.mark.parametrize(("on", "words"), [("2025-05-20", "5 working days"), ("2025-05-21", "3 working days")])
def test_the_day_chosen_decides_which_value_counts(cast: Cast, on: str, words: str) -> None:
    record(cast, value(starts=read_date("2025-05-21")))
    page = main_of(cast.client_of("north"), f"{address('routes')}?council=north&on={on}")
    row = page.partition("Call-in: working days")[2]
    assert row.strip().startswith(words)


@pytest.mark.parametrize(
    "query", ["council=north&on=soon", "council=nowhere&on=2026-04-08", "on=2026-04&council=north"]
)
def test_a_day_or_council_that_cannot_be_read_is_said(cast: Cast, query: str) -> None:
    response = cast.client_of("north").get(f"{address('routes')}?{query}")
    assert response.status_code == WRONG
    assert "There is a problem" in response.content.decode()


def test_a_real_case_takes_the_councils_values_of_the_package_and_an_invented_one_does_not(cast: Cast) -> None:
    def councils() -> set[str]:
        return {one.record.organisation for one in values_for(cast.case)}

    assert councils() == {""}
    cast.case.illustrative = False
    assert {"melton", "havering"} <= councils()


def test_the_queries_do_not_grow_with_the_values(cast: Cast, django_assert_max_num_queries: Any) -> None:
    client = cast.client_of("north")
    client.get(address("routes"))
    record(cast, value())
    with django_assert_max_num_queries(60) as few:
        client.get(address("routes"))
    for number in range(5):
        record(cast, value(text=str(number), starts=read_date(f"202{number}-01-01")))
    with django_assert_max_num_queries(len(few)):
        client.get(address("routes"))


# ----------------------------------------------------------------------------------------------------------- recording


def test_a_value_is_recorded_with_its_history_and_the_audit_entry(cast: Cast) -> None:
    client = cast.client_of("north")
    sent = SENT | {"confirmed_by": "Monitoring Officer", "confirmed_on": "2 March 2026"}
    client.post(address("route-value", "north", CALL_IN), sent)
    row = Row.objects.get()
    assert (row.value, row.state, row.confirmed_by, str(row.confirmed_on), row.evidence) == (
        "3", "confirmed", "Monitoring Officer", "2 March 2026", "attested",
    )  # fmt: skip
    entry = entries()[-1]
    assert (entry["table"], entry["why"]) == ("route_values", "Read there")
    page = main_of(client, address("route-value", "north", CALL_IN))
    assert "3 working days counts today the council’s own 21 May 2025" in page
    assert "5 working days national" in page


def test_a_new_first_day_adds_a_value_and_the_same_one_changes_it(cast: Cast) -> None:
    record(cast, value(starts=read_date("2025-05-21")))
    record(cast, value(text="4", starts=read_date("2026-05-21")))
    assert Row.objects.count() == 2
    held = next(one for one in values_for(cast.case) if one.row is not None)
    record(cast, replace(held.record, value="2"), token=held.token)
    assert sorted(Row.objects.values_list("value", flat=True)) == ["2", "4"]


UNREADABLE: list[tuple[dict[str, str], str]] = [
    ({"value": "three"}, "is not a number of days; write a whole number from 0 to 366."),
    ({"value": ""}, "Enter the value"),
    ({"starts": "soon"}, "is not a date"),
    ({"ends": "20 May 2024"}, "It cannot end before it begins"),
    ({"source": ""}, "Enter where the value is written"),
    ({"confirmed_by": "Monitoring Officer"}, "Enter the day on which it was confirmed"),
    ({"confirmed_on": "2 March 2026"}, "Enter the post that confirmed it"),
    ({"why": ""}, "Enter why, in one sentence"),
]


def test_what_cannot_be_read_comes_back_with_a_sentence(cast: Cast) -> None:
    client = cast.client_of("north")
    for sent, words in UNREADABLE:
        response = client.post(address("route-value", "north", CALL_IN), SENT | sent)
        page = response.content.decode()
        assert response.status_code == WRONG
        assert words in page
        assert 'value="Constitution part 4"' in page or "source" in sent
    assert not Row.objects.exists()


def test_the_sentence_about_a_value_begins_with_the_value(cast: Cast) -> None:
    """Rules whose name has a colon of its own left half of it before the sentence."""
    url = address("route-value", "north", "section-24-other-contract-that-runs-beyond")
    page = cast.client_of("north").post(url, SENT | {"value": "2028"}).content.decode()
    assert "beyond: &#x27;2028&#x27;" not in page
    assert "&#x27;2028&#x27; is not known to the day" in page


def test_two_at_once_do_not_overwrite_one_another(cast: Cast) -> None:
    record(cast, value(starts=read_date("2025-05-21")))
    opened = next(one for one in values_for(cast.case) if one.row is not None)
    record(cast, replace(opened.record, value="4"), token=opened.token)
    with pytest.raises(Stale, match="since you opened the form"):
        record(cast, replace(opened.record, value="2"), token=opened.token)
    client = cast.client_of("north")
    url = address("route-value", "north", CALL_IN)
    refused = client.post(url, SENT | {"token": opened.token, "value": "2"})
    assert refused.status_code == WRONG
    assert Row.objects.get().value == "4"
    now = next(one for one in values_for(cast.case) if one.row is not None).token
    assert f'value="{now}"' in refused.content.decode()
    assert client.post(url, SENT | {"token": now, "value": "2"}).status_code == DONE
    assert Row.objects.get().value == "2"


def test_the_same_value_sent_twice_is_written_once(cast: Cast) -> None:
    record(cast, value())
    before = len(entries())
    record(cast, value())
    assert (Row.objects.count(), len(entries())) == (1, before)


REFUSED: list[tuple[str, RouteValue, str]] = [
    ("south", value(), "A council records its own values"),
    ("north", value(recorded_by="south"), "A council records its own values"),
    ("supplier", value(who="supplier"), "Only those who record decisions"),
    ("scrutiny", value(), "Only those who record decisions"),
    ("stranger", value(who="stranger"), "Only those who record decisions"),
    ("north", value(text="x"), "call-in: working days: 'x' is not a number of days"),
    ("north", value(state=RouteState.CONFIRMED), "names the post that confirmed it"),
]


def test_the_action_refuses_what_no_form_offers(cast: Cast) -> None:
    for who, what, words in REFUSED:
        with pytest.raises(Refused, match=words):
            record(cast, what, who)
    assert not Row.objects.exists()


def test_what_others_recorded_that_cannot_be_read_is_said_and_counts_as_unknown(cast: Cast) -> None:
    given: dict[str, Any] = {"starts": None, "ends": None, "confirmed_on": None, "value": "a week"}
    Row.objects.create(
        case=cast.case, recorded_by=cast.south, organisation=cast.north, rule=RouteRule.CALL_IN_DAYS, **given
    )  # fmt: skip
    page = main_of(cast.client_of("north"), address("route-value", "north", CALL_IN))
    assert "as south recorded it" in page
    assert "which cannot be read" in page
    assert "counts as unknown" in page


def test_a_token_tells_values_apart() -> None:
    assert HeldValue(value()).token != HeldValue(value(text="4")).token


# -------------------------------------------------------------------------------------------------------------- notice


def test_every_last_day_stands_with_its_rule_and_source(cast: Cast) -> None:
    record(cast, value(RouteRule.CLEARANCE_DAYS, "6"))
    page = main_of(cast.client_of("south"), notice_of(private="on"))
    for words in (
        "Notice of the key decision published (forward plan) Tue 10 March 2026 28 clear calendar days",
        "Agenda and reports published Fri 27 March 2026 5 clear working days",
        "Cleared by s151 officer and monitoring officer Thu 19 March 2026 6 working days before",
        "practice, own",
        "Officer’s draft unknown",
        "SI 2012/2089 regulation 9",
        "Notice of the private meeting",
    ):
        assert words in page


UNCOUNTABLE: list[tuple[dict[str, str], str]] = [
    ({"meeting": "2029-01-10"}, "so working days cannot be counted"),
    ({"meeting": "April 2026"}, "is not known to the day"),
    ({"published": "1 April 2026"}, "cannot be published before the meeting"),
    ({"council": "nowhere"}, "Select a valid choice"),
    ({"way": "by pigeon"}, "Select a valid choice"),
    ({"meeting": ""}, "Enter the day of the meeting or decision"),
]


def test_a_day_that_cannot_be_counted_is_said_on_the_form(cast: Cast) -> None:
    client = cast.client_of("north")
    for more, words in UNCOUNTABLE:
        response = client.get(notice_of(**more))
        assert response.status_code == WRONG
        assert words in response.content.decode()


def test_after_a_decision_of_an_officer_come_its_record_and_its_call_in(cast: Cast) -> None:
    record(cast, value(RouteRule.OFFICER_PUBLICATION_DAYS, "2"))
    page = main_of(cast.client_of("north"), notice_of(meeting="2026-04-02", way="decision of an officer"))
    assert "decision of an officer on 2 April 2026" in page
    assert "Record of the decision published Wed 8 April 2026 2 working days after the decision" in page
    assert "Decision takes effect if nobody calls it in Thu 16 April 2026" in page
    assert "Agenda" not in page


def test_the_file_says_the_same_as_the_page(cast: Cast) -> None:
    response = cast.client_of("north").get(notice_of(format="csv"))
    lines = b"".join(response.streaming_content).decode("utf-8-sig").splitlines()  # type: ignore[attr-defined]
    assert response["Content-Disposition"] == 'attachment; filename="notice-north-2026-04-08.csv"'
    assert lines[0].startswith("Step,Last day,Weekday,Rule")
    assert any(line.startswith("Agenda and reports published,2026-03-27,Friday,5 clear working") for line in lines)
    assert any(line.startswith('Officer’s draft,,,"unknown') for line in lines)


def test_the_next_meetings_lead_to_their_days_and_hidden_ones_are_not_offered(cast: Cast) -> None:
    drafting = Drafting(cast.viewer("north"), cast.case)
    bodies = drafting.claim(BODIES, [(1, Body(key="cabinet", name="Cabinet", kind=BodyKind.EXECUTIVE,
                                              organisation="north", audience=Audience.PARTNERS))])  # fmt: skip
    meetings = drafting.claim(
        MEETINGS,
        [
            (number, Meeting(key=name, name=name, body="cabinet", meets_on=read_date("2027-04-08"), audience=audience))
            for number, (name, audience) in enumerate([("Open", Audience.PARTNERS), ("Closed", Audience.HOLDERS)])
        ],
    )
    drafting.settle()
    for drafts in (bodies, meetings):
        write_drafts(by=cast.viewer("north"), at=NOON, why="a test", case=cast.case, drafts=drafts)
    seen = {who: main_of(cast.client_of(who), f"{notice_of()}") for who in ("north", "south", "supplier")}
    assert ["Closed" in seen[who] for who in seen] == [True, False, False]
    assert ["Open , 8 April 2027" in seen[who] for who in seen] == [True, True, False]


def test_when_something_can_be_decided_leads_to_both(cast: Cast) -> None:
    page = cast.client_of("north").get(address("when")).content.decode()
    for name in ("routes", "notice"):
        assert f'href="{reverse(f"decisions:{name}", args=["thornton"])}"' in page
