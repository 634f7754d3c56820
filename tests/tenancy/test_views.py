"""Each page as owner, partner, supplier, stranger and the public; signing in; people; the first run."""

from collections.abc import Callable
from pathlib import Path

import pytest
from django.contrib.auth.tokens import default_token_generator
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from severalty.tenancy.access import ACTING
from severalty.tenancy.actions import ask_job
from severalty.tenancy.audit import read_body
from severalty.tenancy.models import Appointment, AuditEntry, Case, Job, Person
from severalty.tenancy.permissions import Role
from tests.conftest import NOON, PASSWORD, Cast

pytestmark = pytest.mark.sqlite_enough

ClientOf = Callable[[str], Client]
WHO = ["north", "south", "service", "supplier", "stranger", "scrutiny", "records", "anonymous"]
SIGNED_IN = dict.fromkeys(WHO, 200) | {"anonymous": 302}
APPOINTING = dict.fromkeys(WHO, 403) | {"north": 200, "south": 200, "stranger": 200, "records": 200, "anonymous": 302}
PAGES = {
    "home": dict.fromkeys(WHO, 200),
    "accessibility": dict.fromkeys(WHO, 200),
    "health": dict.fromkeys(WHO, 200),
    "sign-in": dict.fromkeys(WHO, 200),
    "jobs": SIGNED_IN,
    "act-for": SIGNED_IN,
    "password": SIGNED_IN,
    "people": APPOINTING,
    "installation": dict.fromkeys(WHO, 403) | {"anonymous": 302},
    "new-case": dict.fromkeys(WHO, 403) | {"anonymous": 302},
    "new-organisation": dict.fromkeys(WHO, 403) | {"anonymous": 302},
    "first-person": dict.fromkeys(WHO, 403) | {"anonymous": 302},
}


def url(name: str, *args: object) -> str:
    return reverse(f"tenancy:{name}", args=args)


def last_act() -> str:
    return str(read_body(AuditEntry.objects.order_by("-number")[0])["act"])


@pytest.mark.parametrize("name", PAGES)
def test_a_page_opens_to_those_it_is_for(client_of: ClientOf, name: str) -> None:
    found = {who: client_of(who).get(url(name)).status_code for who in WHO}
    assert found == PAGES[name]


def test_an_unknown_address_is_refused_in_words(client_of: ClientOf) -> None:
    answer = client_of("north").get("/no/such/place/")
    assert answer.status_code == 404
    assert b"nothing here for you" in answer.content


# -------------------------------------------------------------------------------------------------------- first page


def test_newcomers_see_public_cases_and_no_other(cast: Cast, client_of: ClientOf) -> None:
    Case.objects.filter(key="elsewhere").update(public=True, summary="A sentence about it.")
    page = client_of("anonymous").get("/").content.decode()
    assert "A sentence about it." in page
    assert "illustrative" in page
    assert cast.case.name not in page, "A case that is not public is named to the public."


# ---------------------------------------------------------------------------------------------------------- sign in


def sign_in(client: Client, email: str, password: str, next_: str = "") -> tuple[int, str]:
    answer = client.post(url("sign-in"), {"email": email, "password": password, "next": next_})
    return answer.status_code, answer.headers.get("Location", "") or answer.content.decode()


def test_signing_in_leads_to_where_one_was_going(cast: Cast, client: Client) -> None:
    assert sign_in(client, "NORTH@thornton.example", PASSWORD, "/jobs/") == (302, "/jobs/")
    assert client.get(url("jobs")).status_code == 200


@pytest.mark.parametrize("away", ["https://example.org/", "//example.org/", "javascript:alert(1)", "/\\example.org"])
def test_signing_in_never_leads_elsewhere(cast: Cast, client: Client, away: str) -> None:
    assert sign_in(client, "north@thornton.example", PASSWORD, away) == (302, "/")


def test_a_wrong_password_and_an_unknown_person_look_alike(cast: Cast, client: Client) -> None:
    def words(email: str) -> str:
        page = sign_in(client, email, "not the password")[1]
        return page[page.index("error-summary__body") : page.index("</ul>", page.index("error-summary__body"))]

    assert words("north@thornton.example") == words("nobody@thornton.example")


@pytest.mark.parametrize("email", ["north@thornton.example", "nobody@thornton.example"])
def test_after_five_failures_an_account_waits(cast: Cast, client: Client, email: str) -> None:
    pages = [sign_in(client, email.upper() if turn % 2 else email, "wrong")[1] for turn in range(6)]
    assert "Wait ten minutes" not in pages[4]
    assert "Wait ten minutes" in pages[5]
    assert "Wait ten minutes" in sign_in(client, email, PASSWORD)[1], "The right password opened a blocked account."


def test_one_account_that_waits_does_not_lock_out_a_colleague(cast: Cast, client: Client) -> None:
    for _ in range(6):
        sign_in(client, "north@thornton.example", "wrong")
    assert sign_in(client, "finance@thornton.example", PASSWORD)[0] == 302


def test_success_forgets_earlier_failures(cast: Cast, client: Client) -> None:
    for _ in range(2):
        for _ in range(4):
            sign_in(client, "north@thornton.example", "wrong")
        assert sign_in(client, "north@thornton.example", PASSWORD)[0] == 302


def test_leaving_takes_a_button(client_of: ClientOf) -> None:
    client = client_of("north")
    client.get(url("sign-out"))
    assert client.get(url("jobs")).status_code == 200, "A mere link signed somebody out."
    client.post(url("sign-out"))
    assert client.get(url("jobs")).status_code == 302


def test_one_acts_only_in_ones_own_appointments(cast: Cast, client_of: ClientOf) -> None:
    client = client_of("north")
    second = Appointment.objects.create(person=cast.people["north"], organisation=cast.stranger, role=Role.SUPPLIER)
    assert client.post(url("act-for"), {"appointment": second.pk}).status_code == 302
    assert client.session[ACTING] == second.pk
    assert client.post(url("act-for"), {"appointment": cast.appointments["south"].pk}).status_code == 404
    assert client.session[ACTING] == second.pk


def test_a_new_password_needs_the_old_one(cast: Cast, client_of: ClientOf) -> None:
    client, new = client_of("north"), "a heron on the canal"
    form = {"old": "wrong", "password": new, "again": new}
    assert client.post(url("password"), form).status_code == 200
    assert client.post(url("password"), form | {"old": PASSWORD}).status_code == 302
    assert sign_in(Client(), "north@thornton.example", new)[0] == 302
    assert last_act() == "change"


# ------------------------------------------------------------------------------------------------------------ people


def invite(client: Client, email: str, role: Role = Role.SCRUTINY_READER) -> str:
    client.post(url("people"), {"name": "Newcomer", "email": email, "role": role.value})
    return client.get(url("people")).content.decode()


def test_somebody_new_sets_a_password_with_a_link_that_works_once(cast: Cast, client_of: ClientOf) -> None:
    page = invite(client_of("north"), "new@thornton.example")
    link = page[page.index("http://testserver/set-password/") :].partition("<")[0]
    assert cast.people["north"].email in page
    new = {"password": "a heron on the canal", "again": "a heron on the canal"}
    stranger = Client()
    assert stranger.post(link, new).status_code == 302
    assert stranger.get(url("jobs")).status_code == 200
    assert Client().post(link, new).status_code == 404, "The link worked a second time."


def test_the_link_is_shown_once(client_of: ClientOf) -> None:
    client = client_of("north")
    assert "/set-password/" in invite(client, "new@thornton.example")
    assert "/set-password/" not in client.get(url("people")).content.decode()


def test_a_link_to_take_over_somebody_elses_colleague_is_never_given(cast: Cast, client_of: ClientOf) -> None:
    invite(client_of("south"), "new@thornton.example")
    page = invite(client_of("north"), "new@thornton.example")
    assert "/set-password/" not in page, "North can sign in as somebody whom South appointed."
    theirs = Appointment.objects.get(person__email="new@thornton.example", organisation=cast.north)
    assert client_of("north").post(url("person-link", theirs.pk)).status_code == 404


def test_nobody_gives_a_role_above_their_own(cast: Cast, client_of: ClientOf) -> None:
    invite(client_of("north"), "new@thornton.example", Role.RECORDS_ADMINISTRATOR)
    assert not Person.objects.filter(email="new@thornton.example").exists()
    invite(client_of("records"), "new@thornton.example", Role.RECORDS_ADMINISTRATOR)
    assert Appointment.objects.filter(person__email="new@thornton.example").exists()


def test_only_ones_own_organisations_appointments_can_be_ended(cast: Cast, client_of: ClientOf) -> None:
    client = client_of("north")
    assert client.post(url("person-end", cast.appointments["south"].pk)).status_code == 404
    assert client.post(url("person-end", cast.appointments["scrutiny"].pk)).status_code == 302
    client.post(url("person-end", cast.appointments["north"].pk))
    left = set(Appointment.objects.filter(organisation=cast.north).values_list("person__email", flat=True))
    assert "scrutiny@thornton.example" not in left
    assert "north@thornton.example" in left, "Somebody locked themselves out."
    assert last_act() == "remove"


# ------------------------------------------------------------------------------------------------------ installation


def test_an_administrator_opens_a_case_and_appoints_its_first_person(administrator: Person, client: Client) -> None:
    client.force_login(administrator)
    client.post(url("new-case"), {"name": "Mere and Fell", "key": "mere", "summary": "", "public": ""})
    client.post(url("new-organisation"), {"case": "mere", "name": "Mere", "key": "mere", "kind": "council"})
    organisation = Case.objects.get(key="mere").organisations.get()
    form = {"organisation": organisation.pk, "name": "Jo", "email": "jo@mere.example", "role": "records administrator"}
    assert client.post(url("first-person"), form).status_code == 302
    assert "/set-password/" in client.get(url("installation")).content.decode()
    acts = [read_body(row)["act"] for row in AuditEntry.objects.order_by("number")]
    assert acts == ["create", "create", "create", "appoint"], "A step left no row in the audit trail."


def test_a_key_that_is_taken_changes_nothing(administrator: Person, cast: Cast, client: Client) -> None:
    client.force_login(administrator)
    answer = client.post(url("new-case"), {"name": "Other", "key": "thornton", "summary": "", "public": ""})
    assert b"already" in answer.content
    assert Case.objects.get(key="thornton").name == cast.case.name


@pytest.fixture
def token(settings: object, tmp_path: Path) -> str:
    settings.FIRST_RUN_FILE = tmp_path / "first-run"  # type: ignore[attr-defined]
    (tmp_path / "first-run").write_text("a-long-token")
    return "a-long-token"


FIRST = {"name": "Jo", "email": "jo@mere.example", "password": "a heron on the canal", "again": "a heron on the canal",
         "case": "Mere and Fell", "organisation": "Mere", "kind": "council"}  # fmt: skip


@pytest.mark.django_db
def test_the_first_run_makes_an_administrator_once(token: str, client: Client, tmp_path: Path) -> None:
    assert client.get(url("first-run", "guess")).status_code == 404
    assert client.post(url("first-run", token), FIRST).status_code == 302
    person = Person.objects.get()
    assert person.is_administrator
    assert person.appointments.get().role == Role.RECORDS_ADMINISTRATOR
    assert not (tmp_path / "first-run").exists(), "The token is still there."
    (tmp_path / "first-run").write_text(token)
    assert Client().get(url("first-run", token)).status_code == 404, "A second first administrator could be made."


@pytest.mark.django_db
@pytest.mark.parametrize(
    "change", [{"password": "short", "again": "short"}, {"again": "another password"}, {"organisation": ""}]
)
def test_the_first_run_asks_again_where_something_is_wrong(token: str, client: Client, change: dict[str, str]) -> None:
    assert client.post(url("first-run", token), FIRST | change).status_code == 200
    assert not Person.objects.exists()


# -------------------------------------------------------------------------------------------------------------- jobs


@pytest.fixture
def job(cast: Cast) -> Job:
    return ask_job(by=cast.viewer("north"), at=NOON, case=cast.case, kind="count", title="Count the sheep")


@pytest.mark.parametrize("name", ["job", "job-state"])
def test_a_job_is_seen_by_who_asked_for_it(job: Job, client_of: ClientOf, name: str) -> None:
    found = {who: client_of(who).get(url(name, job.ref)).status_code for who in [*WHO, "finance"]}
    assert found == dict.fromkeys([*WHO, "finance"], 404) | {"north": 200, "anonymous": 302}


def test_nobody_cancels_another_ones_job(job: Job, client_of: ClientOf) -> None:
    assert client_of("south").post(url("job-cancel", job.ref)).status_code == 404
    assert client_of("north").post(url("job-cancel", job.ref)).status_code == 302
    job.refresh_from_db()
    assert job.state == "cancelled"


def test_the_state_of_a_job_is_told_as_the_script_reads_it(job: Job, client_of: ClientOf) -> None:
    client = client_of("north")
    assert client.get(url("job-state", job.ref)).json() == {
        "state": "waiting", "done": 0, "of": 0, "words": "Waiting to begin.", "url": "",
    }  # fmt: skip
    Job.objects.update(state="running", done=1200, total=5000, message="Writing contracts", started_at=timezone.now())
    assert client.get(url("job-state", job.ref)).json()["words"] == "Writing contracts 1,200 of 5,000."
    Job.objects.update(state="done", result={"url": "/there/"}, message="Done.")
    assert client.get(url("job-state", job.ref)).json()["url"] == "/there/"
    assert 'href="/there/"' in client.get(url("job", job.ref)).content.decode()


def test_a_link_signed_for_somebody_else_is_worth_nothing(cast: Cast, client: Client) -> None:
    token = default_token_generator.make_token(cast.people["north"])
    assert client.get(url("set-password", cast.people["south"].pk, token)).status_code == 404
