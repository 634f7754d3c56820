"""The pages of common cores, as each of the cast sees them."""

import json
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from severalty.decisions.models import CoreBody, CoreVersion, Resolution
from severalty.decisions.views.core_prompts import core_prompts
from severalty.engine.decisions.resolutions import CallIn, Outcome
from severalty.engine.estate.parties import Audience
from severalty.formats.core_json import core_file, verify_core
from tests.conftest import TODAY, Cast
from tests.decisions.approving import SECRET, Chamber, make_chamber
from tests.decisions.conftest import said

pytestmark = pytest.mark.sqlite_enough

ON = f"{TODAY.day}/{TODAY.month}/{TODAY.year}"


@pytest.fixture
def chamber(cast: Cast) -> Chamber:
    return make_chamber(cast, exempt_terms=SECRET, exempt_under="3", public_interest="The councils buy still.")


def at(name: str, *more: str) -> str:
    return reverse(f"decisions:{name}", args=["thornton", *more])


def page(cast: Cast, who: str, url: str, status: int = 200) -> str:
    response = cast.client_of(who).get(url)
    assert response.status_code == status, f"{url} answers {who} {response.status_code}."
    return said(response.content.decode()) if status == 200 else ""


def test_the_page_begins_with_where_all_stand(chamber: Chamber) -> None:
    chamber.freeze()
    chamber.resolve("south")
    chamber.amend("north", costing="North pays £54,000.\nSouth pays £46,000.")
    text = page(chamber.cast, "north", at("core", chamber.core.pk))
    assert "North Thornton has not decided on version 2; South Thornton has approved version 1, which is void" in text
    assert "£52,000, £48,000 became £54,000, £46,000" in text
    assert "What is missing" in text
    listed = page(chamber.cast, "south", at("cores"))
    assert "Shared ICT not in force" in listed


@pytest.mark.parametrize("who", ["stranger", "supplier", "anonymous"])
def test_who_may_not_see_a_core_finds_nothing(chamber: Chamber, who: str) -> None:
    version = chamber.freeze()
    chamber.cast.case.public = True
    chamber.cast.case.save()
    for url in (at("core", chamber.core.pk), at("core-version", version.pk),
                at("core-download", version.pk, "core"), at("core-download", version.pk, "exempt")):  # fmt: skip
        page(chamber.cast, who, url, 404)
    assert "No common core is on record" in page(chamber.cast, who, at("cores"))


@pytest.mark.parametrize("who", ["scrutiny", "service", "supplier", "stranger", "anonymous"])
def test_nobody_but_those_who_decide_is_asked_to(chamber: Chamber, who: str) -> None:
    version = chamber.freeze()
    urls = [at(name, chamber.core.pk) for name in ("core-freeze", "core-amend", "core-leave")]
    for url in (*urls, at("core-resolve", chamber.core.pk, version.pk)):
        client = chamber.cast.client_of(who)
        for response in (client.get(url), client.post(url, {})):
            assert response.status_code in (302, 403, 404)
            assert response.status_code != 302 or "sign-in" in response.url or "login" in response.url
    assert (Resolution.objects.count(), CoreVersion.objects.count()) == (0, 1)


def test_the_public_reads_a_published_version_without_its_exempt_terms(chamber: Chamber) -> None:
    version = chamber.freeze(audience=Audience.PUBLIC)
    chamber.cast.case.public = True
    chamber.cast.case.save()
    url = at("core-version", version.pk)
    for who in ("anonymous", "supplier"):
        text = page(chamber.cast, who, url)
        assert "One programme." in text
        assert "They are not shown to you" in text
        response = chamber.cast.client_of(who).get(at("core-download", version.pk, "core"))
        assert verify_core(response.content, published=version.digest).holds
        assert b"Zyzzyva" not in response.content
        assert "Zyzzyva" not in text
        page(chamber.cast, who, at("core-download", version.pk, "exempt"), 404)
    assert "Zyzzyva" in page(chamber.cast, "south", url)
    held = json.loads(chamber.cast.client_of("south").get(at("core-download", version.pk, "exempt")).content)
    assert (held["text"], held["version"]) == (SECRET, version.digest)


def test_a_draft_is_looked_at_and_frozen(chamber: Chamber) -> None:
    url, client = at("core-freeze", chamber.core.pk), chamber.cast.client_of("north")
    assert "This is what is frozen" in page(chamber.cast, "north", url)
    form = client.get(url).context["form"]
    sent = {name: form[name].value() for name in ("newest", "token", "audience")}
    assert client.post(url, sent).status_code == 302
    assert client.post(url, sent).status_code == 302
    assert CoreVersion.objects.count() == 1
    page(chamber.cast, "south", url, 404)


def test_a_decision_is_recorded_and_called_in_and_settled(chamber: Chamber) -> None:
    version = chamber.freeze()
    url, client = at("core-resolve", chamber.core.pk, version.pk), chamber.cast.client_of("south")
    sent = {"digest": version.digest, "newest": version.digest, "body": "south-cabinet@south", "decided_on": ON,
            "outcome": Outcome.APPROVED.value, "published_on": ON, "audience": "partners"}  # fmt: skip
    assert client.post(url, sent | {"decided_on": "2026"}).status_code == 422
    assert [client.post(url, sent).status_code for _ in range(2)] == [302, 302]
    row = Resolution.objects.get()
    assert (row.core_digest, row.outcome) == (version.digest, "approved")
    call = at("core-call-in", row.pk)
    page(chamber.cast, "north", call, 404)
    assert client.post(call, {"on": ON, "why": "Three members"}).status_code == 302
    assert "called in" in page(chamber.cast, "north", at("core", chamber.core.pk))
    assert client.post(call, {"on": ON, "why": "Scrutiny", "outcome": CallIn.RELEASED.value}).status_code == 302
    row.refresh_from_db()
    assert row.call_in == CallIn.RELEASED


def test_a_form_opened_before_an_amendment_says_so(chamber: Chamber) -> None:
    version = chamber.freeze()
    chamber.amend("north", terms="Notice of 3 months.")
    sent = {"digest": version.digest, "newest": version.digest, "body": "south-cabinet@south", "decided_on": ON,
            "outcome": Outcome.APPROVED.value, "audience": "partners"}  # fmt: skip
    response = chamber.cast.client_of("south").post(at("core-resolve", chamber.core.pk, version.pk), sent)
    assert (response.status_code, "Another version was frozen" in response.content.decode()) == (422, True)
    assert not Resolution.objects.exists()


def test_a_partner_amends_and_keeps_the_exempt_terms(chamber: Chamber) -> None:
    version = chamber.freeze()
    url, client = at("core-amend", chamber.core.pk), chamber.cast.client_of("south")
    sent = {"newest": version.digest, "approach": "One programme.", "timeline": "By 31 December 2027.",
            "costing": "North pays £52,000.\r\nSouth pays £48,000.", "terms": "Notice of 3 months.", "long_stop": "",
            "reason": "Members asked.", "audience": "partners"}  # fmt: skip
    assert client.post(url, sent | {"terms": "Notice of 6 months."}).status_code == 422
    assert [client.post(url, sent).status_code for _ in range(2)] == [302, 302]
    assert CoreVersion.objects.count() == 2
    newest = CoreVersion.objects.get(number=2)
    assert newest.exempt_terms.get().text == SECRET
    text = page(chamber.cast, "north", at("core", chamber.core.pk))
    assert "Notice of 6 months. Notice of 3 months." in text
    assert "Exempt terms as they" not in text


def test_a_council_leaves(chamber: Chamber) -> None:
    chamber.freeze()
    response = chamber.cast.client_of("south").post(at("core-leave", chamber.core.pk), {"on": ON, "why": "Its own way"})
    assert response.status_code == 302
    assert CoreBody.objects.filter(left_on__isnull=False, recorded_by=chamber.cast.south).count() == 1
    assert "has left" in page(chamber.cast, "north", at("core", chamber.core.pk))


@pytest.mark.parametrize(("letter", "words"), [(b"52,000", "as it was frozen. Its digest"), (b"53,000", "is another")])
def test_a_file_is_checked(chamber: Chamber, letter: bytes, words: str) -> None:
    version = chamber.freeze()
    data = core_file(version.body, version.digest).replace(b"52,000", letter)
    response = chamber.cast.client_of("south").post(at("core-check"), {"file": SimpleUploadedFile("a.json", data)})
    assert words in said(response.content.decode())


def test_what_is_no_core_is_said_to_be_none(chamber: Chamber) -> None:
    files: dict[str, Any] = {"file": SimpleUploadedFile("a.json", b'{"a": 1}')}
    assert chamber.cast.client_of("south").post(at("core-check"), files).status_code == 422


def test_who_froze_it_shares_it(chamber: Chamber) -> None:
    version = chamber.freeze()
    url = at("core-share", version.pk)
    chamber.cast.client_of("south").post(url, {"audience": "public", "why": "No"})
    version.item.refresh_from_db()
    assert version.item.audience == "partners"
    chamber.cast.client_of("north").post(url, {"audience": "public", "why": "Published"})
    version.item.refresh_from_db()
    assert version.item.audience == "public"


def test_more_decisions_and_versions_take_as_many_queries(chamber: Chamber, django_assert_max_num_queries: Any) -> None:
    chamber.freeze()
    client, url = chamber.cast.client_of("north"), at("core", chamber.core.pk)
    for number in range(3):
        chamber.resolve("south", outcome=Outcome.DEFERRED)
        chamber.amend("north", terms=f"Notice of {number} months.")
    with django_assert_max_num_queries(45):
        client.get(url)


def test_the_first_page_asks_the_council_whose_body_has_not_decided(chamber: Chamber) -> None:
    chamber.freeze()
    chamber.resolve("north")
    told = {who: [one.sentence for one in core_prompts(chamber.cast.viewer(who), chamber.cast.case, TODAY)]
            for who in ("north", "south", "supplier", "anonymous")}  # fmt: skip
    waiting = "South Thornton has not decided on version 1 of “Shared ICT”."
    assert told == {"north": [], "south": [waiting], "supplier": [], "anonymous": []}


def test_its_keeper_names_who_decides_on_a_core(chamber: Chamber) -> None:
    url, before = at("core-decider", chamber.core.pk), CoreBody.objects.count()
    CoreBody.objects.filter(organisation__key="south").delete()
    client = chamber.cast.client_of("north")
    assert url in client.get(at("core", chamber.core.pk)).content.decode()
    asked = client.post(url, {"why": "new"}).content.decode()
    assert "Select the body that decides for it" in said(asked), "A box that is left out is not asked for by its name."
    bodies = {text: ref for ref, text in client.get(url).context["form"].fields["body"].choices}
    theirs = next(ref for text, ref in bodies.items() if "South" in text)
    wrong = client.post(url, {"partner": "north", "body": theirs, "why": "new"})
    assert "a body of another council" in wrong.content.decode()
    for _ in range(2):
        client.post(url, {"partner": "south", "body": theirs, "why": "new"})
    assert CoreBody.objects.count() == before
    assert chamber.cast.client_of("south").get(url).status_code == 404
