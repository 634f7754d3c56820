"""Pages of risks: what each says, and that nobody reads there what they may not see."""

from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from tests.conftest import Cast
from tests.risks.conftest import FILES, SECRETS, address, bring_in, ref_of, words_of

pytestmark = pytest.mark.sqlite_enough

LISTS = ("register", "heat", "reviews", "actions", "effects", "appetite", "issues", "matrices")


@pytest.mark.parametrize(
    "who", ["north", "south", "service", "supplier", "finance", "scrutiny", "records", "anonymous"]
)
def test_every_page_opens_and_tells_north_s_secrets_to_north_alone(registered: Cast, who: str) -> None:
    client = registered.client_of(who)
    whole = " ".join(words_of(client, name) for name in LISTS)
    if who in ("north", "south", "service", "finance", "scrutiny", "records"):
        whole += words_of(client, "risk", ref_of("risks", "late")) + words_of(
            client, "matrix", ref_of("risk_matrices", "grid")
        )
    north = who in ("north", "finance", "scrutiny", "records")
    told = [one for one in SECRETS if one in whole]
    assert (told == []) != north, f"{who} reads {told}"
    assert ("Southern secret" in whole) == (who == "south")
    assert "Open to all" in whole


@pytest.mark.parametrize(("who", "key"), [("south", "quiet"), ("anonymous", "late"), ("north", "southern")])
def test_a_risk_that_one_may_not_see_is_not_there(registered: Cast, who: str, key: str) -> None:
    response = registered.client_of(who).get(address("risk", ref_of("risks", key)))
    assert response.status_code == 404


def test_a_stranger_is_shown_what_is_public_only(registered: Cast) -> None:
    whole = words_of(registered.client_of("stranger"), "register")
    assert "Open to all" in whole
    assert "Late committee" not in whole


def test_the_register_counts_and_names_what_is_late(registered: Cast) -> None:
    whole = words_of(registered.client_of("south"), "register")
    assert "3 risks are open" in whole
    assert "1 is above appetite" in whole
    assert "1 review is overdue" in whole
    assert "Controls that name no risk" in whole
    assert "Good practice" in whole


def test_the_register_is_filtered_sorted_and_handed_out(registered: Cast) -> None:
    client = registered.client_of("north")
    whole = words_of(client, "register", band="Medium", sort="-name")
    assert "2 shown after filters" in whole
    assert whole.index("Quiet worry") < whole.index("Late committee")
    assert "1 shown after filters" in words_of(client, "register", look="above appetite", category="Decisions")
    response: Any = client.get(address("register"), {"export": "csv"})
    text = b"".join(response.streaming_content).decode("utf-8-sig")
    rows = text.splitlines()
    assert any(one.startswith("Late committee,") and ",Decisions,Medium,above" in one for one in rows)
    heads = [one.label for one in client.get(address("register")).context["list"].heads]
    assert heads == ["Risk", "No.", "Category", "Band now", "Owner", "Next review", "To look at"], "a screen is full"
    assert ",Appetite,Response," in rows[0], "the file has what the screen has no room for"


def test_what_somebody_else_wrote_into_a_matrix_counts_for_nothing(registered: Cast) -> None:
    whole = words_of(registered.client_of("north"), "matrix", ref_of("risk_matrices", "grid"))
    assert "Forged" not in whole
    assert "5 of 6 cells have a band; 1 are for the council to confirm" in whole


def test_the_heat_map_and_its_table_say_the_same(registered: Cast) -> None:
    client = registered.client_of("north")
    whole = words_of(client, "heat")
    assert "Likely, Major: Medium, 1 risk" in whole
    assert "Certain, Minor: Medium, 1 risk" in whole
    assert "Certain, Major: council to confirm, 1 risk" in whole
    table = whole[whole.index('id="cells"') :]
    assert all(name in table for name in ("Late committee", "Quiet worry", "Open to all"))
    assert "Rare, Minor: Low, 2 risks" in words_of(client, "heat", score="target")


def test_one_risk_has_its_scores_concerns_history_and_effects(registered: Cast) -> None:
    whole = words_of(registered.client_of("south"), "risk", ref_of("risks", "late"))
    assert "Medium is above Low, the most that is borne. Take it to Board of North." in whole
    assert "Its review was due on 1 October 2026." in whole
    assert "South Thornton scored it otherwise on 1 October 2026." in whole
    assert "It has come true: “It has happened”." in whole
    assert "First look" in whole
    assert "Forged by South" not in whole, "nobody writes the history of another's risk"
    assert "£7,777" in whole, "its own private effect on a shared risk"


def test_effects_stand_side_by_side_and_their_sum_is_that_of_the_rows(registered: Cast) -> None:
    client = registered.client_of("service")
    whole = words_of(client, "effects")
    assert "In all £400 is to be expected before mitigation and £100 after it." in whole
    ours = words_of(registered.client_of("north"), "effects")
    assert "£3,733 is to be expected before" in ours, "with North's own on its hidden contract"


def test_what_is_due_has_a_page_and_a_prompt(registered: Cast) -> None:
    client = registered.client_of("north")
    assert "1 review is overdue." in words_of(client, "reviews")
    assert "1 action is past the day." in words_of(client, "actions", state="overdue")
    overview = client.get("/estate/thornton/").content.decode()
    for prompt in ("2 risks are above appetite.", "1 risk review is overdue.", "1 risk has an action past its day."):
        assert prompt in overview, prompt
    assert "risk review" not in registered.client_of("supplier").get("/estate/thornton/").content.decode()


def test_a_thing_shows_the_risks_about_it(registered: Cast) -> None:
    page = f"/estate/thornton/item/{ref_of('contracts', 'wan')}/"
    found = registered.client_of("south").get(page)
    assert found.status_code == 200
    assert "Late committee" in found.content.decode()


@pytest.mark.sqlite_enough
def test_queries_do_not_grow_with_the_register(registered: Cast, tmp_path: Any) -> None:
    pages = [address(name) for name in LISTS] + [address("risk", ref_of("risks", "late"))]

    def counted() -> list[int]:
        client = registered.client_of("north")
        found = []
        for page in pages:
            with CaptureQueriesContext(connection) as held:
                assert client.get(page).status_code == 200
            found.append(len(held))
        return found

    before = counted()
    more = {
        table: "\n".join([heads, *(row.replace(row.split(",")[0], f"{row.split(',')[0]}{number}", 1)
                                   for number in range(8) for row in rows)]) + "\n"
        for table in ("risks", "risk_actions", "risk_controls", "risk_effects", "issues")
        for heads, *rows in [FILES[table].splitlines()]
    }  # fmt: skip
    bring_in(registered, tmp_path, FILES | more)
    assert counted() == before, dict(zip(pages, zip(before, counted(), strict=True), strict=True))
