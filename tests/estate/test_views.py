"""Every page of the estate as owner, partner, supplier, stranger and the public."""

import io
import re
import zipfile

import pytest
from django.urls import reverse

from severalty.estate import queries
from severalty.estate.models import Attestation
from severalty.tenancy.models import AuditEntry, Holding, Item
from tests.conftest import Cast

pytestmark = pytest.mark.sqlite_enough

PAGES = ("overview", "matrix", "disputes", "search", "completeness", "map", "runway", "attestations")
VIEWERS = ("north", "south", "supplier", "stranger", "anonymous")


@pytest.mark.parametrize("page", PAGES)
def test_a_case_that_is_not_theirs_does_not_exist_for_strangers(cast: Cast, estate: dict[str, Item], page: str) -> None:
    address = reverse(f"estate:{page}", args=[cast.case.key])
    missing = reverse(f"estate:{page}", args=["no-such-case"])
    answers = {name: cast.client_of(name).get(address).status_code for name in VIEWERS}
    assert answers == {"north": 200, "south": 200, "supplier": 200, "stranger": 404, "anonymous": 302}
    assert cast.client_of("anonymous").get(missing).status_code == 302, "the public cannot tell hidden from missing"


@pytest.mark.parametrize("page", PAGES)
def test_no_page_names_a_partners_private_record(cast: Cast, estate: dict[str, Item], page: str) -> None:
    address = reverse(f"estate:{page}", args=[cast.case.key])
    for name in ("south", "service", "supplier"):
        text = cast.client_of(name).get(address, {"q": "Quiet"}).content.decode()
        for secret in ("Quiet deal", "Hush", "Private vault", "Secret store", "777.77", "They seek"):
            assert secret not in text, f"{page} tells {name} of {secret}"


@pytest.mark.parametrize("form", ["csv", "xlsx"])
def test_exports_hold_what_the_page_may_show(cast: Cast, estate: dict[str, Item], form: str) -> None:
    address = reverse("estate:register", args=[cast.case.key, "contracts"])
    body = {}
    for name in ("north", "south"):
        response = cast.client_of(name).get(address, {"export": form})
        body[name] = b"".join(response.streaming_content)
        if form == "xlsx":
            with zipfile.ZipFile(io.BytesIO(body[name])) as book:
                body[name] = b"".join(book.read(part) for part in book.namelist())
    assert b"Quiet deal" in body["north"]
    assert b"Quiet deal" not in body["south"]
    assert b"52000" in body["north"], "an estimate of three figures keeps its value"


def test_word_and_print_hold_what_the_page_may_show(cast: Cast, estate: dict[str, Item]) -> None:
    for page in ("register-word", "register-print"):
        address = reverse(f"estate:{page}", args=[cast.case.key, "contracts"])
        body = cast.client_of("south").get(address).content
        if page == "register-word":
            with zipfile.ZipFile(io.BytesIO(body)) as word:
                body = word.read("word/document.xml")
        assert b"Ledger" in body
        assert b"Quiet deal" not in body


def test_an_item_shows_what_each_value_rests_on(cast: Cast, estate: dict[str, Item]) -> None:
    text = cast.client_of("north").get(reverse("estate:item", args=[cast.case.key, estate["C-4"].pk])).content.decode()
    assert "source contradicts itself" in text
    assert "£9.99" not in text, "a contradicted amount is no figure"


def test_a_hidden_item_and_a_missing_one_answer_alike(cast: Cast, estate: dict[str, Item]) -> None:
    south = cast.client_of("south")
    hidden, missing = (
        south.get(reverse("estate:item", args=[cast.case.key, ref])) for ref in (estate["C-2"].pk, "zzzzzzzzzzzz")
    )
    assert hidden.status_code == missing.status_code == 404
    alike = [re.sub(rb'value="[A-Za-z0-9]{64}"', b"", page.content) for page in (hidden, missing)]
    assert alike[0].replace(estate["C-2"].pk.encode(), b"zzzzzzzzzzzz") == alike[1]


def edit(cast: Cast, item: Item, **changes: str) -> dict[str, str]:
    """What the edit form posts for a contract, with some boxes changed."""
    page = cast.client_of("north").get(reverse("estate:edit", args=[cast.case.key, item.pk]))
    form = page.context["form"]
    values = {name: form.initial.get(name, form[name].value()) for name in form.fields}
    posted = {name: value for name, value in values.items() if value not in (None, "", [])}
    return posted | {"why": "checked"} | changes


def test_a_change_is_written_with_its_reason(cast: Cast, estate: dict[str, Item]) -> None:
    address = reverse("estate:edit", args=[cast.case.key, estate["C-1"].pk])
    response = cast.client_of("north").post(address, edit(cast, estate["C-1"], annual_charge="1,250.00"))
    assert response.status_code == 302, response.context["form"].errors
    entry = AuditEntry.objects.filter(item=estate["C-1"]).latest("number")
    assert '"annual_charge":"1250.00"' in entry.body
    assert '"why":"checked"' in entry.body


def test_the_second_of_two_people_sees_the_first_ones_change(cast: Cast, estate: dict[str, Item]) -> None:
    address = reverse("estate:edit", args=[cast.case.key, estate["C-1"].pk])
    mine, theirs = (edit(cast, estate["C-1"], name=name) for name in ("Ledger A", "Ledger B"))
    assert cast.client_of("north").post(address, theirs).status_code == 302
    response = cast.client_of("records").post(address, mine)
    assert response.status_code == 422
    assert "Ledger B" in response.content.decode(), "the other's change is shown before saving"
    assert Item.objects.get(pk=estate["C-1"].pk).name == "Ledger B"


def test_wrong_values_are_refused_in_words_and_nothing_is_lost(cast: Cast, estate: dict[str, Item]) -> None:
    address = reverse("estate:edit", args=[cast.case.key, estate["C-1"].pk])
    response = cast.client_of("north").post(
        address, edit(cast, estate["C-1"], ends="31/02/2027", annual_charge="lots", supplier="nobody")
    )
    text = response.content.decode()
    assert response.status_code == 422
    assert "31/02/2027" in text
    assert "Annual charge: &#x27;lots&#x27; is not an amount in pounds; write it as 1234.50." in text
    assert Item.objects.get(pk=estate["C-1"].pk).version == estate["C-1"].version


@pytest.mark.parametrize(("name", "status"), [("south", 404), ("supplier", 404), ("scrutiny", 403), ("anonymous", 302)])
def test_nobody_changes_anothers_record(cast: Cast, estate: dict[str, Item], name: str, status: int) -> None:
    for page in ("edit", "withdraw"):
        address = reverse(f"estate:{page}", args=[cast.case.key, estate["C-1"].pk])
        assert cast.client_of(name).post(address, {"why": "mine now"}).status_code == status
    assert Item.objects.get(pk=estate["C-1"].pk).version == estate["C-1"].version


def test_a_new_record_is_the_organisations_own(cast: Cast, estate: dict[str, Item]) -> None:
    address = reverse("estate:new", args=[cast.case.key, "contracts"])
    posted = {"key": "C-2", "name": "South's deal", "audience": "holders", "why": "new", "evidence": "quoted",
              "shared": "unknown", "renewal": "unknown", "assignable": "unknown", "consent_needed": "unknown",
              "partners_named": "unknown"}  # fmt: skip
    response = cast.client_of("south").post(address, posted)
    assert response.status_code == 302, "a key that a partner uses in private is free for all others"
    assert Item.objects.filter(key="C-2").count() == 2
    assert cast.client_of("south").post(address, posted).status_code == 302, (
        "a second click saves nothing, and is told so"
    )
    other = posted | {"name": "Another deal"}
    assert cast.client_of("south").post(address, other).status_code == 422, "one's own key is not used twice"
    assert Item.objects.filter(key="C-2").count() == 2


def test_an_untouched_form_says_nothing_that_nobody_said(cast: Cast, estate: dict[str, Item]) -> None:
    north = cast.client_of("north")
    address = reverse("estate:new", args=[cast.case.key, "contracts"])
    form = north.get(address).context["form"]
    untouched = {name: form[name].value() for name in form.fields if form[name].value() not in (None, "", [])}
    north.post(address, untouched | {"key": "C-9", "name": "Bare", "why": "new"})
    row = queries.CONTRACTS.model._default_manager.get(item__key="C-9")
    said = {row.shared, row.renewal, row.assignable, row.consent_needed, row.partners_named, row.item.evidence}
    assert said == {"unknown"}
    assert row.item.audience == "holders"


def test_a_share_is_claimed_and_removed(cast: Cast, estate: dict[str, Item]) -> None:
    south = cast.client_of("south")
    address = reverse("estate:share", args=[cast.case.key, estate["crm"].pk])
    posted = {"organisation": "south", "weight": "7", "basis": "users", "claimed_by": "south", "why": "count",
              "evidence": "attested"}  # fmt: skip
    assert south.post(address, posted).status_code == 302
    assert south.post(address, posted | {"weight": "33.3%"}).status_code == 422, "a share is a whole number"
    removal = reverse("estate:remove-share", args=[cast.case.key, estate["crm"].pk])
    cast.client_of("north").post(removal, {"share": "south|south|"})
    assert Holding.objects.filter(item=estate["crm"]).count() == 1, "only who recorded a share removes it"
    south.post(removal, {"share": "south|south|"})
    assert not Holding.objects.filter(item=estate["crm"]).exists()


def test_a_record_is_confirmed_and_goes_stale_when_it_changes(cast: Cast, estate: dict[str, Item]) -> None:
    north, ref = cast.client_of("north"), estate["C-1"].pk
    north.post(
        reverse("estate:ask-attestation", args=[cast.case.key, ref]),
        {"owner": "Head of Finance", "due_on": "2026-12", "why": "year end"},
    )
    asked = Attestation.objects.get(item=ref)
    confirmed = north.post(
        reverse("estate:attest", args=[cast.case.key, ref, asked.handle]), {"note": "Checked the order"}
    )
    assert confirmed.status_code == 302
    page = reverse("estate:item", args=[cast.case.key, ref])
    assert ">confirmed<" in north.get(page).content.decode()
    north.post(reverse("estate:edit", args=[cast.case.key, ref]), edit(cast, estate["C-1"], name="Ledger 2"))
    assert "changed since" in north.get(page).content.decode()


def test_a_withdrawn_record_leaves_every_list_and_keeps_its_history(cast: Cast, estate: dict[str, Item]) -> None:
    north, ref = cast.client_of("north"), estate["C-1"].pk
    north.post(reverse("estate:withdraw", args=[cast.case.key, ref]), {"why": "a duplicate"})
    north.get(reverse("estate:overview", args=[cast.case.key]))
    assert "Ledger" not in north.get(reverse("estate:register", args=[cast.case.key, "contracts"])).content.decode()
    assert AuditEntry.objects.filter(item=ref, body__contains="a duplicate").exists()


def test_beliefs_show_the_difference_from_the_partners_statement(cast: Cast, estate: dict[str, Item]) -> None:
    text = cast.client_of("north").get(reverse("estate:beliefs", args=[cast.case.key])).content.decode()
    assert "They seek £5m" in text
    assert "We seek £4m" in text
    assert "£1,000,000" in text, "the difference of the two sums is shown"
    assert cast.client_of("supplier").get(reverse("estate:beliefs", args=[cast.case.key])).status_code == 403


@pytest.mark.parametrize("junk", ["sort=nonsense", "page=-3", "page=999999", "size=7", "columns=;--", "act=soon"])
def test_junk_in_an_address_never_fails(cast: Cast, estate: dict[str, Item], junk: str) -> None:
    address = reverse("estate:register", args=[cast.case.key, "contracts"])
    assert cast.client_of("north").get(f"{address}?{junk}").status_code == 200


def test_a_council_uses_its_own_word_template(cast: Cast, estate: dict[str, Item]) -> None:
    north = cast.client_of("north")
    address = reverse("estate:word-template", args=[cast.case.key])
    default = north.get(reverse("estate:default-word-template", args=[cast.case.key])).content
    upload = io.BytesIO(default)
    upload.name = "council.docx"
    assert north.post(address, {"file": upload}).status_code == 302
    assert "council.docx" in north.get(address).content.decode()
    bad = io.BytesIO(b"not a document")
    bad.name = "bad.docx"
    assert north.post(address, {"file": bad}).status_code == 422
    assert "council.docx" not in cast.client_of("south").get(address).content.decode()
