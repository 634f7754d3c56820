"""The rows under a record on one page: saved together or not at all, seen by two, and never another's."""

import re
from typing import Any

import pytest
from django.db import connection
from django.http import HttpResponse
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from severalty.appraisal.models import CostAmount, GateVerdict, Point, Score
from severalty.engine.estate.parties import Audience
from severalty.tenancy.models import AuditEntry, Item
from tests.appraisal.choice import Choice, acts, make_choice
from tests.appraisal.test_editing import OTHERS
from tests.conftest import Cast

pytestmark = pytest.mark.sqlite_enough

OK, MISSING, DONE = 200, 404, 302
GRIDS = {"amounts-change": "line", "scores-change": "sheet", "verdicts-change": "gate", "points-change": "insource"}
WHY = {"why": "Workshop of September"}


@pytest.fixture
def choice(cast: Cast) -> Choice:
    """The cast with an appraisal that North keeps."""
    return make_choice(cast)


def address(choice: Choice, name: str) -> str:
    return reverse(f"appraisal:{name}", args=["thornton", getattr(choice, GRIDS[name]).pk])


def opened(client: Client, url: str) -> dict[str, str]:
    """What a browser sends of the form as it is opened."""
    form = client.get(url).context["form"]
    values = {name: form[name].value() for name in form.fields}
    return {name: value for name, value in values.items() if value not in (None, "")}


def save(client: Client, url: str, data: dict[str, str]) -> HttpResponse:
    """Open a form and send it with some boxes filled in."""
    response = client.post(url, opened(client, url) | WHY | data)
    errors = response.context["form"].errors if response.status_code == OK else ""
    assert response.status_code == DONE, f"The form was not taken: {errors}"
    return response


def refused(client: Client, url: str, data: dict[str, str]) -> str:
    """What the page answers to what it does not take."""
    response = client.post(url, opened(client, url) | WHY | data)
    assert response.status_code == OK, f"The form was taken, or failed: {response.status_code}."
    return response.content.decode()


def cell(choice: Choice, column: str, option: str = "insource", factor: str = "control") -> str:
    """The name of the box of a score."""
    return f"{column}-{getattr(choice, option).pk}-{getattr(choice, factor).pk}"


@pytest.mark.parametrize("name", GRIDS)
@pytest.mark.parametrize(("who", "status"), [*OTHERS, ("finance", OK), ("records", OK)])
def test_only_the_recorder_opens_a_grid(choice: Choice, who: str, status: int, name: str) -> None:
    client, url = choice.cast.client_of(who), address(choice, name)
    assert client.get(url).status_code == status
    assert client.post(url, {"why": ""}).status_code == status
    assert not AuditEntry.objects.exists()


@pytest.mark.parametrize("name", GRIDS)
def test_what_is_hidden_looks_like_what_does_not_exist(choice: Choice, name: str) -> None:
    Item.objects.filter(pk=getattr(choice, GRIDS[name]).pk).update(audience=Audience.HOLDERS)
    client = choice.cast.client_of("south")
    nothing = reverse(f"appraisal:{name}", args=["thornton", "nothing22222"])
    wrong = reverse(f"appraisal:{name}", args=["thornton", choice.appraisal.pk])
    assert [client.get(url).status_code for url in (address(choice, name), nothing, wrong)] == [MISSING] * 3


@pytest.mark.parametrize("name", GRIDS)
def test_every_box_has_a_label_of_its_own(choice: Choice, name: str) -> None:
    page = choice.cast.client_of("finance").get(address(choice, name)).content.decode()
    boxes = re.findall(r'<(?:input|textarea|select)[^>]*id="(id_[\w-]+)"', page[page.index("<main") :])
    visible = [box for box in boxes if box not in ("id_token", "id_shown")]
    labels = re.findall(r'<label[^>]*for="([\w-]+)"[^>]*>([^<]+)', page)
    assert {box for box, _ in labels} >= set(visible), "A box has no label."
    choices = re.findall(r"<legend[^>]*>([^<]+)", page)
    words = [words.strip() for box, words in labels if not re.search(r"_\d$", box)] + choices
    assert len(words) == len(set(words)), "Two boxes have one label."


@pytest.mark.parametrize("name", GRIDS)
def test_a_grid_left_as_it_is_writes_nothing(choice: Choice, name: str) -> None:
    save(choice.cast.client_of("finance"), address(choice, name), {})
    assert not AuditEntry.objects.exists()


def test_amounts_are_written_by_year(choice: Choice) -> None:
    url = address(choice, "amounts-change")
    data = {"amount-2026": "£301,000.50", "low-2026": "290000", "high-2026": "0.31m", "amount-2028": "0", "source":
            "Quotation, May"}  # fmt: skip
    response = save(choice.cast.client_of("finance"), url, data)
    assert choice.line.pk in response["Location"]
    rows = CostAmount.objects.order_by("year").values_list("year", "amount", "low", "high", "source")
    assert list(rows) == [
        (2026, 30_100_050, 29_000_000, 31_000_000, "Quotation, May"), (2028, 0, None, None, "Quotation, May"),
    ]  # fmt: skip
    assert acts() == [("change", "cost_lines"), ("create", "cost_amounts"), ("create", "cost_amounts")]
    assert Item.objects.get(pk=choice.line.pk).version == 2


def test_a_year_left_blank_is_taken_off_the_record(choice: Choice) -> None:
    client, url = choice.cast.client_of("finance"), address(choice, "amounts-change")
    save(client, url, {"amount-2026": "5", "amount-2027": "6"})
    save(client, url, {"amount-2026": "", "amount-2027": "7"})
    assert list(CostAmount.objects.values_list("year", "amount")) == [(2027, 700)]
    assert acts()[3:] == [("change", "cost_lines"), ("change", "cost_amounts"), ("remove", "cost_amounts")]


@pytest.mark.parametrize(
    ("entry", "answer"),
    [
        ({"amount-2026": "a lot"}, "Amount in 2026/27: &#x27;a lot&#x27; is not an amount in pounds"),
        ({"low-2026": "5"}, "Amount in 2026/27: enter the amount, or clear the range"),
        ({"amount-2026": "5", "low-2026": "6"}, "At least in 2026/27: enter no more than the amount"),
        ({"amount-2026": "5", "high-2026": "4"}, "At most in 2026/27: enter no less than the amount"),
        ({"amount-2026": "5", "why": ""}, "Enter why, in one sentence"),
    ],
)
def test_a_wrong_amount_is_named_and_what_was_typed_is_kept(choice: Choice, entry: dict[str, str], answer: str) -> None:
    page = refused(choice.cast.client_of("finance"), address(choice, "amounts-change"), {"amount-2027": "8"} | entry)
    assert answer in page
    assert 'value="8"' in page
    assert not CostAmount.objects.exists()


def test_the_same_amount_fills_blank_years_and_saves_nothing(choice: Choice) -> None:
    client, url = choice.cast.client_of("finance"), address(choice, "amounts-change")
    response = client.post(url, {"same": "52k", "fill": "yes", "amount-2027": "9"})
    page = response.content.decode()
    assert "2 years filled. Nothing is saved yet." in page
    assert [response.context["form"][f"amount-{year}"].value() for year in (2026, 2027, 2028)] == [
        "52000.00", "9", "52000.00",
    ]  # fmt: skip
    assert "There is a problem" not in page
    assert not CostAmount.objects.exists()
    assert "is not an amount in pounds" in client.post(url, {"same": "much", "fill": "yes"}).content.decode()


def test_enter_in_a_box_saves(choice: Choice) -> None:
    page = choice.cast.client_of("finance").get(address(choice, "amounts-change")).content.decode()
    first = re.search(r"<button[^>]*>", page[page.index('<form method="post" novalidate') :])
    assert first is not None
    assert "name=" not in first[0], "The first button of the form does not save."


def test_years_on_record_beyond_the_appraisal_are_shown(choice: Choice) -> None:
    CostAmount.objects.create(case=choice.cast.case, recorded_by=choice.cast.north, cost_line=choice.line, year=2040,
                              amount=1)  # fmt: skip
    assert "2040/41" in choice.cast.client_of("finance").get(address(choice, "amounts-change")).content.decode()


def test_an_appraisal_without_years_says_so(choice: Choice) -> None:
    type(choice.appraisal).objects.update(first_year=None)
    page = choice.cast.client_of("finance").get(address(choice, "amounts-change")).content.decode()
    assert "does not say yet in which year it begins" in page
    type(choice.appraisal).objects.update(first_year=2026, years=2**31 - 1)
    assert len(choice.cast.client_of("finance").get(address(choice, "amounts-change")).context["form"].places) == 125


def test_only_factors_without_parts_are_scored_and_every_option_is(choice: Choice) -> None:
    form = choice.cast.client_of("finance").get(address(choice, "scores-change")).context["form"]
    places = {place.at for place in form.places}
    options, factors = (choice.insource.pk, choice.outsource.pk), (choice.control.pk, choice.cost.pk)
    assert places == {(option, factor) for option in options for factor in factors}
    assert form.fields[cell(choice, "score")].label == "Score for Insource on Control"


def test_scores_are_written_with_reason_and_evidence(choice: Choice) -> None:
    data = {cell(choice, "score"): "10", cell(choice, "reason"): "Own staff", "source": "Workshop"}
    save(choice.cast.client_of("finance"), address(choice, "scores-change"), data)
    row = Score.objects.get()
    assert (row.score, row.reason, row.evidence, row.source) == (10, "Own staff", "estimated", "Workshop")
    assert (row.option, row.factor, row.recorded_by) == (choice.insource, choice.control, choice.cast.north)
    assert acts() == [("change", "score_sheets"), ("create", "scores")]


@pytest.mark.parametrize(
    ("score", "reason", "answer"),
    [
        ("11", "Best", "Score for Insource on Control: enter a whole number from 0 to 10"),
        ("-1", "Worst", "Score for Insource on Control: Score must be a whole number"),
        ("7.5", "Good", "Score for Insource on Control: Score must be a whole number"),
        ("5", "", "Reason for Insource on Control: enter why"),
        ("", "Good", "Score for Insource on Control: enter a score, or clear the reason"),
    ],
)
def test_a_wrong_score_is_named_and_nothing_is_written(choice: Choice, score: str, reason: str, answer: str) -> None:
    data = {cell(choice, "score"): score, cell(choice, "reason"): reason,
            cell(choice, "score", "outsource"): "3", cell(choice, "reason", "outsource"): "Kept words"}  # fmt: skip
    page = refused(choice.cast.client_of("finance"), address(choice, "scores-change"), data)
    assert answer in page
    assert "Kept words" in page
    assert not Score.objects.exists()


def _score(choice: Choice, **values: Any) -> Score:
    common = {"case": choice.cast.case, "recorded_by": choice.cast.north, "sheet": choice.sheet, "score": 4,
              "option": choice.insource, "factor": choice.control}  # fmt: skip
    return Score.objects.create(**(common | values))


def test_a_score_left_alone_keeps_what_it_rests_on(choice: Choice) -> None:
    _score(choice, evidence="reported", source="S3 9")
    data = {cell(choice, "score", "outsource"): "3", cell(choice, "reason", "outsource"): "x", "evidence": "estimated"}
    save(choice.cast.client_of("finance"), address(choice, "scores-change"), data)
    old, new = Score.objects.order_by("pk")
    assert (old.score, old.reason, old.evidence, old.source) == (4, "", "reported", "S3 9")
    assert new.evidence == "estimated"


def test_scores_of_others_and_of_factors_not_shown_are_left_alone(choice: Choice) -> None:
    theirs = _score(choice, recorded_by=choice.cast.south, score=9)
    unshown = _score(choice, factor=choice.money)
    client, url = choice.cast.client_of("finance"), address(choice, "scores-change")
    assert client.get(url).context["form"][cell(choice, "score")].value() in (None, "")
    save(client, url, {cell(choice, "score"): "2", cell(choice, "reason"): "Ours"})
    assert {theirs.pk, unshown.pk} < set(Score.objects.values_list("pk", flat=True))
    assert Score.objects.get(pk=theirs.pk).score == 9


def test_verdicts_are_written_changed_and_taken_away(choice: Choice) -> None:
    client, url = choice.cast.client_of("finance"), address(choice, "verdicts-change")
    inside, outside = choice.insource.pk, choice.outsource.pk
    data = {f"verdict-{inside}": "pass", f"reason-{inside}": "In time", f"verdict-{outside}": "unknown",
            f"reason-{outside}": "No plan seen"}  # fmt: skip
    save(client, url, data)
    rows = GateVerdict.objects.order_by("option__place").values_list("verdict", "reason", "evidence")
    assert list(rows) == [("pass", "In time", "estimated"), ("unknown", "No plan seen", "estimated")]
    save(client, url, {f"verdict-{inside}": "fail", f"reason-{outside}": ""})
    assert list(GateVerdict.objects.values_list("option", "verdict")) == [(inside, "fail")]
    assert acts()[3:] == [("change", "gates"), ("change", "gate_verdicts"), ("remove", "gate_verdicts")]


@pytest.mark.parametrize("verdict", ["pass", "fail"])
def test_a_verdict_needs_its_reason(choice: Choice, verdict: str) -> None:
    client, url = choice.cast.client_of("finance"), address(choice, "verdicts-change")
    page = refused(client, url, {f"verdict-{choice.insource.pk}": verdict})
    assert "Reason for Insource: enter why it passes or fails" in page
    assert not GateVerdict.objects.exists()


def test_points_stand_in_the_order_of_their_lines(choice: Choice) -> None:
    client, url = choice.cast.client_of("finance"), address(choice, "points-change")
    save(client, url, {"pro": "Own staff\r\n\r\n  Quick   start \r\n", "con": "Dear"})
    assert _points() == [("con", 1, "Dear"), ("pro", 1, "Own staff"), ("pro", 2, "Quick start")]
    Point.objects.filter(text="Own staff").update(evidence="reported", source="S4 59")
    save(client, url, {"pro": "New\nOwn staff", "con": ""})
    assert _points() == [("pro", 1, "New"), ("pro", 2, "Own staff")]
    assert Point.objects.get(text="Own staff").source == "S4 59"
    assert not Point.objects.get(text="New").source


def _points() -> list[Any]:
    return list(Point.objects.order_by("side", "place").values_list("side", "place", "text"))


@pytest.mark.parametrize(
    ("text", "answer"), [("x\n" * 101, "Enter at most 100 points"), (f"a\n{'x' * 4_001}", "Line 2 must be at most")]
)
def test_points_have_their_limits(choice: Choice, text: str, answer: str) -> None:
    assert answer in refused(choice.cast.client_of("finance"), address(choice, "points-change"), {"pro": text})
    assert not Point.objects.exists()


def test_a_second_persons_scores_are_seen_before_saving(choice: Choice) -> None:
    client, url = choice.cast.client_of("finance"), address(choice, "scores-change")
    data = opened(client, url) | WHY
    mine = {cell(choice, "score"): "3", cell(choice, "reason"): "Mine"}
    save(client, url, {cell(choice, "score"): "2", cell(choice, "reason"): "Theirs"})
    response = client.post(url, data | mine)
    assert response.status_code == OK
    assert "was changed by somebody else" in response.content.decode()
    assert ("Score for Insource on Control", "2", "3") in response.context["others"]
    assert Score.objects.get().reason == "Theirs"
    token = response.context["form"]["token"].value()
    assert client.post(url, data | mine | {"token": token}).status_code == DONE
    assert Score.objects.get().reason == "Mine"


def test_a_change_by_file_is_seen_before_saving(choice: Choice) -> None:
    score = _score(choice, reason="By file")
    client, url = choice.cast.client_of("finance"), address(choice, "scores-change")
    data = opened(client, url) | WHY | {cell(choice, "score"): "5"}
    Score.objects.filter(pk=score.pk).update(score=6)
    assert "was changed by somebody else" in client.post(url, data).content.decode()
    assert Score.objects.get().score == 6


def test_hidden_options_have_no_row_in_a_grid(choice: Choice) -> None:
    hidden = choice.option("secret", choice.cast.south, audience=Audience.HOLDERS)
    client = choice.cast.client_of("finance")
    for name in ("scores-change", "verdicts-change"):
        assert "Secret" not in client.get(address(choice, name)).content.decode()
    data = {f"verdict-{hidden.pk}": "pass", f"reason-{hidden.pk}": "x"}
    save(client, address(choice, "verdicts-change"), data)
    assert not GateVerdict.objects.exists()


def test_a_hidden_verdicts_option_stays_as_it_is(choice: Choice) -> None:
    hidden = choice.option("secret", choice.cast.south, audience=Audience.HOLDERS)
    kept = GateVerdict.objects.create(case=choice.cast.case, recorded_by=choice.cast.north, gate=choice.gate,
                                      option=hidden, verdict="pass", reason="x")  # fmt: skip
    client, url = choice.cast.client_of("finance"), address(choice, "verdicts-change")
    save(client, url, {f"verdict-{choice.insource.pk}": "pass", f"reason-{choice.insource.pk}": "y"})
    assert GateVerdict.objects.get(pk=kept.pk).option_id == hidden.pk
    assert GateVerdict.objects.count() == 2


def test_an_appraisal_that_one_may_not_see_hides_its_grid(choice: Choice) -> None:
    Item.objects.filter(pk=choice.appraisal.pk).update(audience=Audience.HOLDERS, recorded_by=choice.cast.south)
    for name in ("amounts-change", "scores-change", "verdicts-change"):
        assert choice.cast.client_of("finance").get(address(choice, name)).status_code == MISSING


@pytest.mark.parametrize("name", ["scores-change", "verdicts-change"])
def test_a_grid_asks_the_database_as_often_for_more_rows(choice: Choice, name: str) -> None:
    client, url = choice.cast.client_of("finance"), address(choice, name)
    column = "score" if name == "scores-change" else "verdict"
    found = []
    for start in (0, 10):
        for number in range(start, start + 10):
            choice.option(f"option-{number}")
        data = opened(client, url) | WHY
        form = client.get(url).context["form"]
        entries = {box: "1" if column == "score" else "pass" for box in form.fields if box.startswith(f"{column}-")}
        entries |= {box: f"Why {start}" for box in form.fields if box.startswith("reason-")}
        with CaptureQueriesContext(connection) as read:
            client.get(url)
        with CaptureQueriesContext(connection) as write:
            assert client.post(url, data | entries).status_code == DONE
        found.append((len(read), len(write)))
    assert found[0][0] == found[1][0], "More options take more queries to show."
    assert found[1][1] <= found[0][1] + 2, f"More options take more queries to save: {found}"
