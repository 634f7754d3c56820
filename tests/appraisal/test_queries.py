"""What each viewer's books hold: nothing hidden is read, told of, or put right by the wrong key."""

import pytest
from django.db import connection
from django.http import Http404
from django.test.utils import CaptureQueriesContext

from severalty.appraisal.binding import CHARGES, COMPARED
from severalty.appraisal.parts import PART, prompts
from severalty.appraisal.queries.books import NO_KEY, books_for, row_of
from severalty.appraisal.reports.sums import settlements_of, sums_of
from severalty.engine.estate.parties import Audience
from severalty.tenancy.access import PUBLIC_VIEWER
from severalty.tenancy.models import Case
from tests.appraisal.conftest import YEAR, Money
from tests.conftest import TODAY


def test_a_partner_is_shown_no_charge_that_is_kept_from_it(money: Money) -> None:
    money.charge("open", 84_000)
    money.charge("secret", 990_000, audience=Audience.HOLDERS)
    own, other = (books_for(money.cast.viewer(name), money.cast.case) for name in ("north", "south"))
    assert sum(line.amount_pence for line in own.lines.lines) == 1_074_000
    assert [line.name for line in other.lines.lines] == ["open"], "A private charge reached the partner's sums."


@pytest.mark.parametrize("name", ["supplier", "stranger", "anonymous"])
def test_outsiders_read_only_what_is_public(money: Money, name: str) -> None:
    money.cast.case.public = True
    money.cast.case.save()
    money.charge("open", 84_000)
    money.charge("public", 5_000, audience=Audience.PUBLIC, borne_by=money.cast.north)
    books = books_for(money.cast.viewer(name), money.cast.case)
    assert [line.name for line in books.lines.lines] == ["public"], f"{name} reads charges for partners."
    assert (books.costs.keys, books.costs.counts) == ((), ()), f"{name} reads keys for partners."


def test_a_hidden_key_is_not_told_of(money: Money) -> None:
    hidden = money.key("hidden", {money.cast.north: 1}, Audience.HOLDERS)
    money.charge("by-hidden", 100, cost_key=hidden)
    money.charge("by-none", 100, cost_key=None)
    books = books_for(money.cast.viewer("south"), money.cast.case)
    assert {one.reason for one in books.lines.left_out} == {NO_KEY}, "The reasons tell a hidden key from none."
    assert all(one.reason != NO_KEY or hidden.pk not in one.reason for one in books.lines.left_out)


def test_a_part_with_a_hidden_key_is_not_shared_by_the_key_of_its_whole(money: Money) -> None:
    whole = money.charge("whole", 300)
    hidden = money.key("hidden", {money.cast.north: 1}, Audience.HOLDERS)
    money.charge("part", 300, cost_key=hidden, part_of=whole)
    books = books_for(money.cast.viewer("south"), money.cast.case)
    assert books.lines.lines == (), "A blank in place of the hidden key made the partner pay by another key."


def test_a_true_up_with_a_hidden_key_is_left_out(money: Money) -> None:
    hidden = money.key("late", {money.cast.north: 1}, Audience.HOLDERS)
    money.charge("desk", 84_000, actual=90_000, true_up_key=hidden)
    own, other = (books_for(money.cast.viewer(name), money.cast.case) for name in ("north", "south"))
    assert [row.difference for row in settlements_of(own)] == [90_000 - 49_900, -34_100]
    assert settlements_of(other) == (), "The true-up fell back on the key of the budget."


def test_a_year_that_rests_on_nothing_is_in_no_year(money: Money) -> None:
    money.charge("dated", 84_000)
    money.charge("undated", 84_000, value_evidence="year: unknown (not stated)")
    books = books_for(money.cast.viewer("north"), money.cast.case)
    assert [line.name for line in books.lines_in(YEAR)] == ["dated"], "A charge without a year was added to one."
    assert [line.name for line in books.lines_in(None)] == ["undated"]


def test_evidence_that_cannot_be_read_carries_no_figure(money: Money) -> None:
    money.charge("broken", 84_000, value_evidence="year is anyone's guess")
    books = books_for(money.cast.viewer("north"), money.cast.case)
    assert books.lines.lines == ()


def test_two_organisations_may_use_one_key(money: Money) -> None:
    money.charge("C-1", 84_000, name="ours")
    money.charge("C-1", 84_000, recorder=money.cast.south, name="theirs")
    books = books_for(money.cast.viewer("north"), money.cast.case)
    assert sorted(line.name for line in books.lines.lines) == ["ours", "theirs"]


def test_a_row_of_another_case_or_a_hidden_one_is_missing(money: Money) -> None:
    hidden = money.charge("secret", 1, audience=Audience.HOLDERS)
    for name in ("south", "supplier", "stranger", "anonymous"):
        with pytest.raises(Http404):
            row_of(money.cast.viewer(name), money.cast.case, CHARGES, hidden.pk)


def test_the_books_take_as_many_queries_for_fifty_charges_as_for_five(money: Money) -> None:
    viewer = money.cast.viewer("north")
    counted = []
    for first, last in ((0, 5), (5, 50)):
        for number in range(first, last):
            money.charge(f"C-{number}", 84_000)
        with CaptureQueriesContext(connection) as asked:
            books_for(viewer, money.cast.case)
        counted.append(len(asked))
    assert counted[0] == counted[1] <= 7, f"The books of a case took {counted} queries."


def test_melton_reads_as_published(melton: Case) -> None:
    books = books_for(PUBLIC_VIEWER, melton)
    assert [(line.name, line.amount_pence) for line in books.lines_in(None)] == [
        ("One-off costs met directly from revenue", 3_500_000)
    ]
    row = sums_of(books, books.lines_in(2020), 2020)[0]
    assert (row.organisation.key, row.capital_from_revenue, row.unstated) == ("melton", 1_000_000, 31_100_000)
    agreements = {books.charges[ref].name: one for ref, one in books.agreements.items()}
    whole = agreements["Melton's share of one-off costs"]
    assert (whole.stated_pence, whole.sum_pence, whole.agrees) == (5_200_000, 5_200_000, True)
    capital = agreements["One-off costs added to the capital programme"]
    assert (capital.stated_pence, capital.sum_pence, capital.agrees) == (1_700_000, 1_700_000, True)


def test_a_finance_officer_is_prompted_and_a_supplier_is_not(money: Money) -> None:
    money.charge("bare", 100, cost_key=None)
    money.charge("last-year", 100, year=YEAR - 1)
    money.charge("this-year", 84_000)
    found = prompts(money.cast.viewer("finance"), money.cast.case, TODAY)
    assert [prompt.sentence for prompt in found] == [
        "1 charge has neither a key nor an organisation that bears it.",
        "The true-up of 2025/26 waits for the actual of 1 charge.",
        "Your statement of 2026/27 comes to £499.",
    ]
    for name in ("supplier", "stranger", "anonymous"):
        assert prompts(money.cast.viewer(name), money.cast.case, TODAY) == []


def test_the_tables_of_the_stage_are_offered() -> None:
    compared = [binding.table for binding in COMPARED]
    assert [binding.table for binding in PART.tables] == ["cost_keys", "key_counts", "charges", "draw_downs", *compared]
