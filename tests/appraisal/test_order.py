"""Ranks beside a verdict that the options cannot be told apart say so themselves, on pages, in files and in papers."""

import pytest
from django.urls import reverse

from severalty.appraisal.models import CostAmount, Score, ScoreSheet
from severalty.appraisal.reports.verdicts import order_words, rank_words
from severalty.cli.main import main
from tests.appraisal.choice import Choice, make_choice
from tests.appraisal.test_options_views import address, rows
from tests.appraisal.test_sections import paper_of, section, table
from tests.appraisal.test_views import text_of
from tests.conftest import Cast

pytestmark = pytest.mark.sqlite_enough

REMARK = "The order on value is not carried by the evidence: the options cannot be told apart."


@pytest.fixture
def choice(cast: Cast) -> Choice:
    return make_choice(cast).filled()


def doubted(choice: Choice) -> Choice:
    """The same with a scorer of South's who sees it the other way round, and costs whose ranges meet."""
    sheet = choice.one(ScoreSheet, "score_sheets", "south-lead", choice.cast.south, organisation=choice.cast.south)
    for option, value in ((choice.insource, 2), (choice.outsource, 4)):
        for factor in (choice.control, choice.cost):
            choice.child(Score, choice.cast.south, sheet=sheet, option=option, factor=factor, score=value, reason="x",
                         evidence="reported")  # fmt: skip
    CostAmount.objects.update(low=90_000_00, high=130_000_00)
    return choice


def test_the_page_says_beside_the_ranks_that_the_evidence_does_not_carry_them(choice: Choice) -> None:
    client = doubted(choice).cast.client_of("north")
    [insource, outsource] = rows(client, address(choice), "options")
    ranks = [[row[f"Rank on {what} (not told apart)"] for what in ("value", "cost")] for row in (insource, outsource)]
    assert ranks == [["1", "1"], ["2", "2"]], "The file gives ranks that nothing carries without remark."
    said = text_of(client, address(choice))
    assert REMARK in said
    assert "The order on cost is not carried by the evidence" in said
    assert "rank 1 (not told apart)" in text_of(client, address(choice, "option"))


def test_the_paper_says_so_beside_its_ranks(choice: Choice) -> None:
    blocks = section(paper_of(doubted(choice)), "How the options compare by factor").blocks
    totals = table(blocks, "Weighted scores")
    assert totals.columns[-1].label == "Rank (not told apart)"
    assert totals.notes.endswith(REMARK)


def test_the_command_says_so_above_its_ranks(choice: Choice, capsys: pytest.CaptureFixture[str]) -> None:
    doubted(choice)
    capsys.readouterr()
    main(["appraise", "thornton"])
    assert "Rank (not told apart)" in capsys.readouterr().out


def test_ranks_that_are_carried_need_no_remark(choice: Choice) -> None:
    said = text_of(choice.cast.client_of("north"), address(choice))
    assert "not told apart" not in said
    assert "is not carried" not in said
    assert [order_words(choice.worked(), what) for what in ("value", "cost")] == ["", ""]


def test_a_first_that_is_told_apart_says_nothing_of_the_order_behind(choice: Choice) -> None:
    third = choice.option("third", place=3)
    for factor, value in ((choice.control, 3), (choice.cost, 5)):
        choice.score(third, factor, value)
    worked = choice.worked()
    assert rank_words(worked, "value") == ""
    assert order_words(worked, "value") == (
        "The evidence carries who stands first on value; the order of the others is not tested."
    )


def test_without_ranks_there_is_no_remark(cast: Cast) -> None:
    bare = make_choice(cast)
    assert order_words(bare.worked(), "value") == ""
    url = reverse("appraisal:appraisal", args=["thornton", bare.appraisal.pk])
    assert "order on" not in text_of(cast.client_of("north"), url)
