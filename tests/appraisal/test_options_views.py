"""The pages of an appraisal: who may open them, what they say first, and that junk and blanks do no harm."""

import csv
import re
from collections.abc import Callable
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from severalty.appraisal.models import (
    Addendum,
    Appraisal,
    Benefit,
    CostAmount,
    CostLine,
    Envelope,
    Factor,
    Option,
    Score,
    ScoreSheet,
    Sourcing,
)
from severalty.engine.estate.parties import Audience
from severalty.tenancy.models import AuditEntry, Item
from tests.appraisal.choice import FIRST, Choice, make_choice
from tests.appraisal.test_views import text_of
from tests.conftest import Cast

pytestmark = pytest.mark.sqlite_enough

OK, MISSING, ELSEWHERE = 200, 404, 302
PAGES = ("appraisal", "scores", "costs", "services", "benefits", "option")
EXPORTS = {
    "appraisal": ("options", "gates"), "scores": ("scores",), "costs": ("economic", "cash-all", "envelopes"),
    "services": ("services",), "benefits": ("benefits",),
}  # fmt: skip


@pytest.fixture
def choice(cast: Cast) -> Choice:
    return make_choice(cast).filled()


def whole(choice: Choice) -> Choice:
    """The choice with a service, a benefit and an envelope too, so that every page has something to show."""
    choice.one(Sourcing, "sourcings", "service-desk", model="outsource", tower="Desk", route="Lot 3a", low_risk="yes")
    choice.one(Benefit, "benefits", "saving", annual=178_000_00, kind="cashable", owner=choice.cast.north)
    choice.one(Envelope, "envelopes", "budget", year=FIRST, amount=110_000_00)
    return choice


def address(choice: Choice, name: str = "appraisal") -> str:
    ref = choice.insource.pk if name == "option" else choice.appraisal.pk
    return reverse(f"appraisal:{name}", args=["thornton", *([] if name == "appraisals" else [ref])])


def rows(client: Client, url: str, export: str) -> list[dict[str, str]]:
    """The rows of an export by their headings."""
    response = client.get(url, {"export": export})
    assert response.status_code == OK
    assert response["Content-Type"].startswith("text/csv"), f"{url} hands out no file of {export}."
    text = b"".join(response.streaming_content).decode("utf-8-sig")
    return list(csv.DictReader(text.splitlines()))


# ------------------------------------------------------------------------------------------------------ who opens them
@pytest.mark.parametrize("name", ["appraisals", *PAGES])
@pytest.mark.parametrize("who", ["north", "south", "service", "finance", "scrutiny"])
def test_partners_open_every_page(choice: Choice, name: str, who: str) -> None:
    response = whole(choice).cast.client_of(who).get(address(choice, name), follow=True)
    assert response.status_code == OK
    assert "Insource" in response.content.decode() or name in ("services", "benefits")


@pytest.mark.parametrize(("who", "status"), [("stranger", MISSING), ("anonymous", ELSEWHERE), ("supplier", MISSING)])
@pytest.mark.parametrize("name", PAGES)
def test_others_open_no_page_of_a_closed_appraisal(choice: Choice, name: str, who: str, status: int) -> None:
    assert choice.cast.client_of(who).get(address(choice, name)).status_code == status


@pytest.mark.parametrize("who", ["stranger", "anonymous", "supplier"])
@pytest.mark.parametrize("name", PAGES)
def test_of_an_open_case_others_read_what_is_public_and_no_more(choice: Choice, name: str, who: str) -> None:
    whole(choice).cast.case.public = True
    choice.cast.case.save()
    client = choice.cast.client_of(who)
    assert client.get(address(choice, name)).status_code == MISSING, "An appraisal for partners is read by others."
    Item.objects.filter(pk__in=(choice.appraisal.pk, choice.insource.pk)).update(audience=Audience.PUBLIC)
    said = text_of(client, address(choice, name))
    for word in ("Outsource", "Desk", "Towers", "100,000", "178,000", "6.4", "Because", "Budget", "In time"):
        assert word not in said, f"{who} reads {word} on {name}."


def test_a_hidden_option_looks_like_one_that_does_not_exist(choice: Choice) -> None:
    hidden = choice.option("secret", choice.cast.south, audience=Audience.HOLDERS)
    client = choice.cast.client_of("north")
    for ref in (hidden.pk, "nothing22222", choice.appraisal.pk, choice.line.pk):
        assert client.get(reverse("appraisal:option", args=["thornton", ref])).status_code == MISSING
    for name in PAGES:
        assert "Secret" not in text_of(client, address(choice, name))
    assert "Secret" in text_of(choice.cast.client_of("south"), address(choice))


@pytest.mark.parametrize("who", ["south", "scrutiny"])
def test_only_those_who_may_change_it_are_offered_a_change(choice: Choice, who: str) -> None:
    own = choice.cast.client_of("finance").get(address(choice)).content.decode()
    other = choice.cast.client_of(who).get(address(choice)).content.decode()
    assert "Change this appraisal" in own
    assert "Change this appraisal" not in other
    assert ("Add an option" in other) is (who == "south"), "A reader is offered what they may not do."


# ------------------------------------------------------------------------------------------------------ what they say
def test_the_verdict_comes_before_any_table(choice: Choice) -> None:
    page = choice.cast.client_of("north").get(address(choice)).content.decode()
    lead, table = page.index("2 options. Insource leads."), page.index("<table")
    assert lead < table
    assert page.index("On value:") < table
    assert page.index("On cost:") < table
    assert page.index("No option is marked as preferred yet.") < table
    assert choice.worked().digest in page
    assert "Worked out from what North Thornton may see" in page


def test_scores_and_costs_say_their_sentence_first(choice: Choice) -> None:
    client = choice.cast.client_of("north")
    for name, words in (("scores", "Insource is ahead of every other option"),
                        ("costs", "Insource has the lowest net present cost, £289,969")):  # fmt: skip
        page = client.get(address(choice, name)).content.decode()
        assert page.index(words) < page.index("<table"), name


def test_the_figures_of_a_page_and_of_its_file_are_those_of_the_engine(choice: Choice) -> None:
    client = whole(choice).cast.client_of("north")
    found = rows(client, address(choice), "options")
    assert [(row["Option"], row["Score"], row["Rank on value"], row["Factors won"], row["Rank on cost"])
            for row in found] == [("Insource", "6.4", "1", "1", "1"), ("Outsource", "4.2", "2", "1", "2")]  # fmt: skip
    said = text_of(client, address(choice))
    for standing, row in zip(choice.worked().appraised.standings, found, strict=True):
        assert standing.npc_pence is not None
        assert f"£{round(standing.npc_pence / 100):,}" in row["Net present cost"]
        assert f"£{round(standing.npc_pence / 100):,}" in said
    economic, _ = rows(client, address(choice, "costs"), "economic")
    assert [economic[f"{year} (£)"] for year in ("2026/27", "2027/28", "2028/29")] == ["100000"] * 3
    assert economic["Total (£)"] == "300000"


@pytest.mark.parametrize("name", EXPORTS)
def test_every_table_is_handed_out_as_a_file(choice: Choice, name: str) -> None:
    client = whole(choice).cast.client_of("south")
    for export in EXPORTS[name]:
        assert rows(client, address(choice, name), export), f"{export} is empty."
        assert "<" not in str(rows(client, address(choice, name), export)), "A file holds marks of the page."


def test_a_file_holds_no_more_than_the_page(choice: Choice) -> None:
    choice.option("secret", choice.cast.south, audience=Audience.HOLDERS)
    assert len(rows(choice.cast.client_of("north"), address(choice), "options")) == 2
    assert len(rows(choice.cast.client_of("south"), address(choice), "options")) == 3


def test_what_councils_score_is_shown_beside_the_mean(choice: Choice) -> None:
    south = choice.cast.south
    sheet = choice.one(ScoreSheet, "score_sheets", "south-lead", south, organisation=south)
    for option, values in ((choice.insource, (2, 4)), (choice.outsource, (9, 6))):
        for factor, value in zip((choice.control, choice.cost), values, strict=True):
            choice.child(Score, south, sheet=sheet, option=option, factor=factor, score=value, reason="x",
                         evidence="reported")  # fmt: skip
    said = text_of(choice.cast.client_of("north"), address(choice, "scores"))
    assert "North-Lead does not put Outsource ahead of Insource." in said
    assert "5.0 (2 to 8)" in said, "The spread of the scorers is not beside the mean."
    assert "Where councils differ most" in said
    assert "On value: North-Lead does not put" in text_of(choice.cast.client_of("north"), address(choice))


def test_an_addendum_keeps_the_first_list(choice: Choice) -> None:
    addendum = choice.one(Addendum, "addenda", "november", made_on=None)
    choice.option("third", addendum=addendum, place=3)
    client = choice.cast.client_of("north")
    now, first = text_of(client, address(choice)), text_of(client, address(choice) + "?list=first")
    assert "3 options" in now
    assert "The list as it was before" in now
    assert "2 options" in first
    assert "Third" not in first
    third = Option.objects.get(item__key="third")
    assert "Added by November" in text_of(client, reverse("appraisal:option", args=["thornton", third.pk]))


def test_services_say_what_the_criteria_suggest_beside_the_decision(choice: Choice) -> None:
    said = text_of(whole(choice).cast.client_of("north"), address(choice, "services"))
    assert "Service-Desk" in said
    assert "outsource" in said
    assert "Lot 3a" in said
    assert "for outsourcing: low risk" in said


# ---------------------------------------------------------------------------------------------------------- trying out
TRIES = ("?try-timing=end", "?try-rates=health", "?try-rates=long+horizon&try-inflation=2.5%25")


@pytest.mark.parametrize("wish", TRIES)
def test_trying_out_says_so_and_writes_nothing(choice: Choice, wish: str) -> None:
    client, entries = choice.cast.client_of("scrutiny"), AuditEntry.objects.count()
    said = text_of(client, address(choice, "costs") + wish)
    assert "These are values that you try out; nothing is written." in said
    assert "What moves" in said
    assert AuditEntry.objects.count() == entries
    assert "try out; nothing" not in text_of(client, address(choice, "costs"))


def test_a_line_that_is_tried_moves_the_page_and_its_file(choice: Choice) -> None:
    client = choice.cast.client_of("north")
    wish = {"try-line": choice.seen().handle_of(choice.line.pk), "try-percent": "50"}
    page = client.get(address(choice, "costs"), wish).content.decode()
    assert "£434,954" in page, "1.5 times £289,969 is not on the page."
    response = client.get(address(choice, "costs"), wish | {"export": "economic"})
    assert b"150000," in b"".join(response.streaming_content), "The file does not follow what is tried."


def test_weights_that_are_tried_move_the_scores(choice: Choice) -> None:
    client = choice.cast.client_of("north")
    factors = [one.name for one in choice.seen().factors]
    wish = {f"try-swing{place}": "0" if name == "Control" else "40" for place, name in enumerate(factors)}
    said = text_of(client, f"{address(choice, 'scores')}?{'&'.join(f'{name}={value}' for name, value in wish.items())}")
    assert "Outsource is ahead of every other option" in said


JUNK = (
    "?list=second", "?export=nothing", "?export=%00", "?try-rates=cosmic", "?try-timing=%00", "?try-inflation=ten",
    "?try-percent=1e9&try-line=x", "?try-percent=5000", "?try-line=../../etc", "?try-swing0=-4", "?try-swing0=lots",
    "?try-swing99=1", "?try-inflation=-200", "?try-inflation=" + "9" * 400,
)  # fmt: skip


@pytest.mark.parametrize("wish", JUNK)
def test_junk_in_the_address_is_no_error(choice: Choice, wish: str) -> None:
    client = whole(choice).cast.client_of("north")
    for name in PAGES:
        assert client.get(address(choice, name) + wish).status_code == OK, f"{name}{wish}"


@pytest.mark.parametrize(
    ("page", "wish"),
    [("costs", "?try-inflation=ten"), ("costs", "?try-percent=5000"), ("scores", "?try-swing0=lots")],
)
def test_what_cannot_be_tried_is_said(choice: Choice, page: str, wish: str) -> None:
    response = choice.cast.client_of("north").get(address(choice, page) + wish)
    assert 'role="alert"' in response.content.decode()


# -------------------------------------------------------------------------------------------------- blanks and problems
def test_an_empty_case_teaches_how_to_begin(cast: Cast) -> None:
    url = reverse("appraisal:appraisals", args=["thornton"])
    said = text_of(cast.client_of("finance"), url)
    assert "No appraisal is on record yet" in said
    assert "Add an appraisal by hand" in said
    assert "Bring in a workbook" in said
    reader = text_of(cast.client_of("scrutiny"), url)
    assert "Add an appraisal by hand" not in reader


@pytest.mark.parametrize("name", PAGES[:-1])
def test_an_appraisal_with_nothing_under_it_says_so(cast: Cast, name: str) -> None:
    row = Appraisal.objects.create(item=cast.item(cast.north, "bare", Audience.PARTNERS, table="appraisals"))
    said = text_of(cast.client_of("scrutiny"), reverse(f"appraisal:{name}", args=["thornton", row.pk]))
    words = {
        "appraisal": "No option is on record yet.", "scores": "No sheet is on record.",
        "costs": "No cost line is on record", "services": "No service is sourced here",
        "benefits": "No benefit is on record.",
    }  # fmt: skip
    assert words[name] in said


def test_the_one_appraisal_of_a_case_is_opened_at_once_and_of_two_there_is_a_list(choice: Choice) -> None:
    client = choice.cast.client_of("north")
    assert client.get(address(choice, "appraisals"))["Location"] == address(choice)
    Appraisal.objects.create(item=choice.cast.item(choice.cast.north, "other", table="appraisals", name="The other"))
    said = text_of(client, address(choice, "appraisals"))
    assert "Future-It" in said
    assert "The other" in said


def _without_weights(choice: Choice) -> None:
    Factor.objects.update(swing=0)


def _without_a_year(choice: Choice) -> None:
    CostAmount.objects.filter(cost_line=choice.line, year=FIRST + 1).delete()


def _mixed(choice: Choice) -> None:
    CostLine.objects.filter(pk=choice.line.pk).update(prices="cash")


def _without_source(choice: Choice) -> None:
    Item.objects.filter(pk=choice.line.pk).update(source="")


PROBLEMS: dict[str, tuple[Callable[[Choice], None], str, str]] = {
    "weights that cannot be scaled": (_without_weights, "scores", "swing"),
    "an option without costs in a year": (_without_a_year, "costs", "2027/28"),
    "real and cash prices mixed": (_mixed, "costs", "inflation"),
    "a figure without a source": (_without_source, "costs", "source"),
}


@pytest.mark.parametrize("what", PROBLEMS)
def test_what_is_wrong_is_told_where_it_stands_in_the_words_of_the_engine(choice: Choice, what: str) -> None:
    break_it, name, word = PROBLEMS[what]
    client = choice.cast.client_of("north")
    sound = choice.worked()
    break_it(choice)
    found = choice.worked()
    new = [one for one in (*found.problems, *found.appraised.cautions)
           if one not in (*sound.problems, *sound.appraised.cautions)]  # fmt: skip
    assert any(word in one for one in new), f"{what}: {new}"
    for page in (name, "appraisal"):
        said = text_of(client, address(choice, page))
        assert all(plain(one) in said for one in new), f"{what} is not told on {page}."


def plain(text: str) -> str:
    return " ".join(text.split())


def test_an_option_without_a_cost_takes_no_rank_and_is_not_shown_as_nought(choice: Choice) -> None:
    _without_a_year(choice)
    [insource, outsource] = rows(choice.cast.client_of("north"), address(choice), "options")
    assert (insource["Net present cost"], insource["Rank on cost"]) == ("", "")
    assert outsource["Rank on cost"] == "1"


@pytest.mark.parametrize("name", PAGES)
def test_the_number_of_queries_does_not_grow_with_the_options(choice: Choice, name: str) -> None:
    client, counts = whole(choice).cast.client_of("north"), []
    for start in (0, 8):
        for number in range(start, start + 8):
            option = choice.option(f"option-{number}")
            choice.amounts(choice.cost_line(f"line-{number}", option), number + 1)
            choice.score(option, choice.control, number % 10)
        with CaptureQueriesContext(connection) as asked:
            assert client.get(address(choice, name)).status_code == OK
        counts.append(len(asked))
    assert counts[0] == counts[1], f"More options take more queries on {name}."


def test_nasty_words_stay_words(choice: Choice) -> None:
    Item.objects.filter(pk=choice.insource.pk).update(name='<script>alert("x")</script>')
    Option.objects.filter(pk=choice.insource.pk).update(outcome_reason="<img src=x onerror=alert(1)>")
    for name in PAGES:
        page = choice.cast.client_of("north").get(address(choice, name)).content.decode()
        assert not re.search(r"<script>alert|<img src=x", page), f"{name} runs what somebody typed."


def test_a_panel_leads_from_the_record_to_the_appraisal(choice: Choice) -> None:
    client = choice.cast.client_of("north")
    records: tuple[Any, ...] = (choice.insource, choice.line, choice.sheet, choice.control, choice.gate)
    for row in records:
        page = client.get(reverse("estate:item", args=["thornton", row.pk]))
        assert page.status_code == OK
        assert "/appraisal/thornton/option" in page.content.decode(), f"{row.item.table} leads nowhere."
