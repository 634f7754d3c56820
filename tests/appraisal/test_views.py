"""The pages of costs: who may open them, what they say, and that they stay quick."""

import re

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from severalty.appraisal.models import Charge
from severalty.engine.estate.parties import Audience
from severalty.tenancy.models import AuditEntry, Case, Item
from tests.appraisal.conftest import Money

pytestmark = pytest.mark.sqlite_enough

PAGES = ("who-pays", "charges", "keys", "schedule", "change")
OK, MISSING, ELSEWHERE = 200, 404, 302


def text_of(client: Client, address: str) -> str:
    """What a page says in its main part, without marks."""
    response = client.get(address)
    assert response.status_code == OK, f"{address} answers {response.status_code}."
    body = response.content.decode()
    body = body[body.index("<main") : body.index("</main>")]
    body = re.sub(r"<(title|desc|script)\b.*?</\1>", "", body, flags=re.DOTALL)
    return " ".join(re.sub(r"<[^>]+>", " ", body).replace("&#x27;", "'").split())


def page(money: Money, name: str, *more: str) -> str:
    return reverse(f"appraisal:{name}", args=[money.cast.case.key, *more])


@pytest.mark.parametrize("name", PAGES)
@pytest.mark.parametrize("who", ["north", "south", "service", "finance", "scrutiny"])
def test_partners_open_every_page(money: Money, name: str, who: str) -> None:
    money.charge("desk", 84_000)
    assert text_of(money.cast.client_of(who), page(money, name))


@pytest.mark.parametrize(("who", "status"), [("stranger", MISSING), ("anonymous", ELSEWHERE)])
@pytest.mark.parametrize("name", PAGES)
def test_others_open_no_page_of_a_closed_case(money: Money, name: str, who: str, status: int) -> None:
    assert money.cast.client_of(who).get(page(money, name)).status_code == status


@pytest.mark.parametrize("who", ["stranger", "anonymous"])
@pytest.mark.parametrize("name", [*PAGES, "statement"])
def test_the_public_reads_public_figures_of_an_open_case_and_no_others(money: Money, who: str, name: str) -> None:
    money.cast.case.public = True
    money.cast.case.save()
    money.charge("secretly", 990_000)
    money.charge("openly", 5_000, audience=Audience.PUBLIC, borne_by=money.cast.north)
    address = page(money, name, "north") if name == "statement" else page(money, name)
    said = text_of(money.cast.client_of(who), address)
    assert not re.search("secretly|£9,9", said), f"{who} reads a charge for partners on {name}."


def test_who_pays_says_the_sum_before_the_table(money: Money) -> None:
    money.charge("desk", 84_000)
    money.charge("guess", None)
    money.charge("bare", 100, cost_key=None)
    said = text_of(money.cast.client_of("north"), page(money, "who-pays"))
    assert "The costs of 2026/27 come to £840 in 1 charge, all revenue." in said
    assert "North Thornton £499" in said
    assert "South Thornton £341" in said
    assert "guess , 2026/27: its amount is not known" in said
    assert "bare , 2026/27: nobody bears it whole" in said


def test_a_partner_sees_each_statement_as_far_as_it_sees_the_charges(money: Money) -> None:
    money.charge("desk", 84_000)
    money.charge("secret", 990_000, audience=Audience.HOLDERS)
    own = text_of(money.cast.client_of("north"), page(money, "statement", "north"))
    other = text_of(money.cast.client_of("south"), page(money, "statement", "north"))
    assert "secret" in own
    assert "secret" not in other
    assert "North Thornton pays £499 for 2026/27, in 1 charge." in other


def test_a_statement_of_nobody_is_missing(money: Money) -> None:
    client = money.cast.client_of("north")
    for key in ("nobody", "stranger", "north/x"):
        assert client.get(page(money, "statement", key)).status_code == MISSING


def test_a_hidden_charge_looks_like_one_that_does_not_exist(money: Money) -> None:
    hidden = money.charge("secret", 1, audience=Audience.HOLDERS)
    client = money.cast.client_of("south")
    answers = [client.get(page(money, "charge", ref)) for ref in (hidden.pk, "nothing22222")]
    assert [answer.status_code for answer in answers] == [MISSING, MISSING]


def test_the_schedule_adds_nothing_that_names_no_year(money: Money) -> None:
    money.charge("desk", 84_000)
    money.charge("undated", 84_000, value_evidence="year: unknown (not stated)")
    said = text_of(money.cast.client_of("north"), page(money, "schedule"))
    assert "£840 for 2026/27, paid by 2 organisations." in said
    assert "Year not stated" in said


@pytest.mark.parametrize("form", ["csv", "xlsx"])
@pytest.mark.parametrize("name", ["charges", "keys", "schedule"])
def test_registers_are_handed_out_as_files(money: Money, name: str, form: str) -> None:
    money.charge("desk", 84_000)
    response = money.cast.client_of("north").get(page(money, name) + f"?export={form}")
    assert f".{form}" in response["Content-Disposition"]
    assert b"".join(response.streaming_content)


def test_the_register_of_charges_is_filtered(money: Money) -> None:
    money.charge("desk", 84_000)
    money.charge("old", 84_000, year=2025)
    money.charge("bare", 84_000, cost_key=None)
    client = money.cast.client_of("north")
    assert "old" not in text_of(client, page(money, "charges") + "?year=2026/27&q=d")
    assert "3 charges, 1 shown after filters" in text_of(client, page(money, "charges") + "?shared=none")


@pytest.mark.parametrize("wish", ["?year=soon", "?year=1999/00", "?year=%00", "?sort=nothing"])
def test_junk_in_the_address_is_no_error(money: Money, wish: str) -> None:
    money.charge("desk", 84_000)
    for name in PAGES:
        assert money.cast.client_of("north").get(page(money, name) + wish).status_code == OK


def test_the_calculator_shares_to_the_penny_and_writes_nothing(money: Money) -> None:
    entries = AuditEntry.objects.count()
    wish = f"?what-if-amount=100.01&what-if-by={money.users.pk}"
    for name in ("who-pays", "key"):
        money.charge(f"desk-{name}", 84_000)
        more = [money.users.pk] if name == "key" else []
        said = text_of(money.cast.client_of("south"), page(money, name, *more) + wish)
        assert {"£59.41", "£40.60"} <= set(said.split()), f"The calculator of {name} shares wrongly."
    assert AuditEntry.objects.count() == entries


@pytest.mark.parametrize("amount", ["lots", "", "1.001", "9" * 20])
def test_the_calculator_says_what_it_cannot_read(money: Money, amount: str) -> None:
    money.charge("desk", 84_000)
    wish = f"?what-if-amount={amount}&what-if-by={money.users.pk}"
    assert "Error:" in text_of(money.cast.client_of("south"), page(money, "who-pays") + wish)


def test_a_charge_shows_its_parts_against_the_whole(money: Money) -> None:
    whole = money.charge("whole", 5_200_000, borne_by=money.cast.north)
    money.charge("capital", 1_700_000, part_of=whole, borne_by=money.cast.north)
    money.charge("revenue", 3_400_000, part_of=whole, borne_by=money.cast.north)
    said = text_of(money.cast.client_of("north"), page(money, "charge", whole.pk))
    assert "The parts do not add up to the whole: they come to £51,000" in said
    assert "a difference of £1,000 (1.96% of the parts)" in said


def test_the_number_of_queries_does_not_grow_with_the_charges(money: Money) -> None:
    client = money.cast.client_of("north")
    addresses = [page(money, name) for name in PAGES] + [page(money, "statement", "north")]
    money.charge("first", 84_000)
    addresses.append(page(money, "charge", Charge.objects.get().pk))
    addresses.append(page(money, "key", money.users.pk))
    counted = []
    for first, last in ((1, 5), (5, 50)):
        for number in range(first, last):
            money.charge(f"C-{number}", 84_000, actual=84_000, year=2025 + number % 2, contract=None)
        found = {}
        for address in addresses:
            with CaptureQueriesContext(connection) as asked:
                assert client.get(address).status_code == OK
            found[address] = len(asked)
        counted.append(found)
    assert counted[0] == counted[1], "More charges take more queries."


def test_melton_finds_its_published_figures(melton: Case) -> None:
    client = Client()
    key = Item.objects.get(key="users-july-2020").pk
    assert "499 (46.7%)" in (said := text_of(client, f"/appraisal/melton/key/{key}/"))
    assert "341 (31.9%)" in said
    assert "229 (21.4%)" in said
    changed = text_of(client, "/appraisal/melton/change/")
    assert "from £311,000 in 2020/21 to about £315,000 in 2022/23: about £4,000 more (1.29%)" in changed
    one_off = Item.objects.get(key="one-off").pk
    whole = text_of(client, f"/appraisal/melton/charge/{one_off}/")
    assert "The parts add up to the whole, £52,000" in whole
    assert "£17,000" in whole
    assert "£35,000" in whole
    who_pays = text_of(client, "/appraisal/melton/")
    assert "so they are added to no year" in who_pays, "A year that nobody stated is not told of."


def test_an_empty_case_teaches_how_to_fill_it(cast: object, client_of: object) -> None:
    said = text_of(client_of("finance"), "/appraisal/thornton/")  # type: ignore[operator]
    assert "Add a key" in said
    assert "Add a charge" in said
