"""One contract's way from notice to new contract, as each viewer may see it."""

from datetime import date
from pathlib import Path

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from severalty.dispositions import actions
from severalty.dispositions.models import Disposition
from severalty.dispositions.queries.contract_way import way_for
from severalty.dispositions.queries.drafted import Letters
from severalty.engine.dates import read_date
from severalty.engine.dispositions.letters import LetterKind
from severalty.engine.estate.parties import Audience
from severalty.tenancy.models import Item
from tests.conftest import NOON, Cast
from tests.dispositions.split import import_split

pytestmark = [pytest.mark.django_db, pytest.mark.sqlite_enough]
ON = date(2098, 1, 1)


@pytest.fixture
def split(cast: Cast, tmp_path: Path) -> dict[str, Item]:
    return import_split(cast, tmp_path)


def address(cast: Cast, ref: str, name: str = "contract") -> str:
    return reverse(f"dispositions:{name}", args=[cast.case.key, ref])


@pytest.mark.parametrize("page", ["contract", "contract-print"])
def test_a_contract_that_is_hidden_does_not_exist(cast: Cast, split: dict[str, Item], page: str) -> None:
    answers = {
        who: cast.client_of(who).get(address(cast, split["C-2"].pk, page)).status_code
        for who in ("north", "south", "supplier", "stranger", "anonymous")
    }
    assert answers == {"north": 200, "south": 404, "supplier": 404, "stranger": 404, "anonymous": 302}


def test_each_council_has_its_own_end_and_what_blocks_it(cast: Cast, split: dict[str, Item]) -> None:
    text = cast.client_of("north").get(address(cast, split["C-1"].pk)).content.decode()
    for words in (
        "Something still stands in the way for 2 of 2.",
        "The supplier’s consent: to ask.",
        "Consent to novate: drafted and not sent.",
        "Asked for facts: the answer is",
        "Nobody is named who sees to it.",
        "Between the end, 31 March 2099, and the new contract, 1 June 2099, at least 61 days are uncovered.",
        "Still to answer: South Thornton.",
    ):
        assert words in text, f"The page does not say: {words}"


def test_steps_stand_in_the_order_of_their_days(cast: Cast, split: dict[str, Item]) -> None:
    text = cast.client_of("north").get(address(cast, split["C-1"].pk)).content.decode()
    steps = text[text.index('id="steps"') :]
    places = [steps.index(words) for words in ("6 January 2020", "1 April 2022", "31 January 2099", "1 June 2099")]
    assert places == sorted(places)


def test_others_see_neither_private_letters_nor_a_hidden_contract(cast: Cast, split: dict[str, Item]) -> None:
    text = cast.client_of("south").get(address(cast, split["C-1"].pk)).content.decode()
    assert "Consent to novate" not in text
    assert "Asked for facts" not in text
    text = cast.client_of("south").get(address(cast, split["C-3"].pk)).content.decode()
    assert "Secret ledger" not in text
    assert "C-8" not in text
    text = cast.client_of("supplier").get(address(cast, split["C-1"].pk)).content.decode()
    assert "Asked for facts" in text or "equest for information" in text
    assert "New ledger" not in text


def test_councils_that_move_to_one_contract_buy_together(cast: Cast, split: dict[str, Item]) -> None:
    movers = way_for(cast.viewer("south"), cast.case, split["C-1"].pk, ON).joint[split["C-9"].pk]
    assert [(one.thing_name, one.council.key) for one in movers] == [("Desk tool", "south"), ("Ledger", "south")]
    text = cast.client_of("south").get(address(cast, split["C-9"].pk)).content.decode()
    assert "Bought together" in text
    assert "Desk tool" in text


def test_what_is_bought_anew_is_reckoned_back_from_the_end(cast: Cast, split: dict[str, Item]) -> None:
    Disposition.objects.filter(pk=split["D-1"].pk).update(route="re-procure", by_when=read_date("2099-03-31"))
    client, where = cast.client_of("north"), address(cast, split["C-1"].pk)
    text = client.get(where).content.decode()
    assert "Buying anew, at the latest: Tender notice" in text
    assert "60 days for the specification" in text
    own = {"preparation": "200", "evaluation": "1", "mobilisation": "1"}
    assert "200 days for the specification" in client.get(where, own).content.decode()
    response = client.get(where, own | {"preparation": "many"})
    assert response.status_code == 422
    assert "Enter a whole number" in response.content.decode()


def test_the_number_of_queries_does_not_grow(cast: Cast, split: dict[str, Item]) -> None:
    client, where = cast.client_of("north"), address(cast, split["C-1"].pk)

    def counted() -> int:
        with CaptureQueriesContext(connection) as queries:
            client.get(where)
        return len(queries)

    before = counted()
    for kind in (LetterKind.NOTICE, LetterKind.CONSENT, LetterKind.EXTENSION):
        wish = Letters(kind, (split["C-1"].pk,), "north")
        actions.write_letters(by=cast.viewer("north"), at=NOON, case=cast.case, letters=wish)
    for number in range(5):
        item = cast.item(cast.south, f"D-{number}", Audience.PARTNERS, table="dispositions")
        values = {"thing_id": split["C-3"].pk, "council": cast.south, "moves_to_id": split["C-9"].pk}
        Disposition.objects.create(item=item, **values)
    assert counted() == before
