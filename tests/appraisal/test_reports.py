"""What costs come to: to the penny, line by line, year against year, on the page and in the paper."""

import io
from dataclasses import replace

import docx
import pytest
from hypothesis import given
from hypothesis import strategies as st

from severalty.appraisal.queries.books import Books, books_for
from severalty.appraisal.reports.comparing import compare
from severalty.appraisal.reports.statements import document_of, settled_words, statement_of
from severalty.appraisal.reports.sums import (
    default_year,
    in_words,
    schedule_of,
    settlements_of,
    shares_under,
    sums_of,
    total_of,
)  # fmt: skip
from severalty.engine.appraisal.apportionment import Count
from severalty.engine.appraisal.recharges import recharge_schedule
from severalty.engine.evidence import Evidence
from severalty.formats.word import write_word
from severalty.tenancy.access import PUBLIC_VIEWER
from severalty.tenancy.models import Case, WordTemplate
from tests.appraisal.conftest import YEAR, Money
from tests.conftest import NOON, TODAY

pytestmark = pytest.mark.sqlite_enough


def north(money: Money) -> Books:
    return books_for(money.cast.viewer("north"), money.cast.case)


def test_the_rows_of_a_year_add_up_to_its_charges(money: Money) -> None:
    money.charge("desk", 10_001)
    money.charge("halls", 10_000, funding="capital")
    money.charge("own", 333, borne_by=money.cast.south, funding="capital funded from revenue")
    money.charge("unsaid", 77, value_evidence="funding: unknown (not stated)")
    books = north(money)
    rows = sums_of(books, books.lines_in(YEAR), YEAR)
    whole = total_of(rows, "All")
    assert whole.total == 10_001 + 10_000 + 333 + 77
    assert (whole.revenue, whole.capital, whole.capital_from_revenue, whole.unstated) == (10_001, 10_000, 333, 77)
    assert [row.organisation.key for row in rows] == ["north", "south"]


def test_the_schedule_agrees_with_the_rule(money: Money) -> None:
    for number, year in enumerate((2025, 2026, 2026, 2027)):
        money.charge(f"C-{number}", 10_001 + number, year=year)
    books = north(money)
    rule = recharge_schedule(books.costs)
    assert [(row.year, row.organisation.key, row.total) for row in schedule_of(books)] == [
        (row.year, row.partner, row.total_pence) for row in rule.rows
    ]


def test_a_statement_is_reconciled_and_settles_the_year_before(money: Money) -> None:
    late = money.key("late", {money.cast.north: 500, money.cast.south: 340})
    for number in range(3):
        money.charge(f"C-{number}", 101)
    money.charge("before", 84_000, year=YEAR - 1, actual=90_000, true_up_key=late)
    found = statement_of(north(money), "north", YEAR)
    assert (found.statement.total_pence, found.statement.total_method_pence) == (180, 180)
    assert found.sums.total == found.statement.total_pence
    assert [(one.billed, one.actual, one.difference) for one in found.settlements] == [(49_900, 53_571, 3_671)]
    assert settled_words(found) == "For 2025/26 North Thornton still owes £36.71."


def test_a_statement_shows_its_weakest_evidence(money: Money) -> None:
    money.charge("sure", 84_000)
    money.charge("guessed", 84_000, evidence="estimated")
    found = statement_of(north(money), "south", YEAR)
    assert found.statement.evidence is found.sums.evidence is Evidence.ESTIMATED


def test_settlements_add_up_to_actual_less_billed(money: Money) -> None:
    money.charge("desk", 84_000, actual=84_001)
    assert sum(one.difference for one in settlements_of(north(money))) == 1


def test_the_paper_says_what_the_page_says(money: Money) -> None:
    money.charge("desk", 84_000)
    money.charge("undated", 84_000, value_evidence="year: unknown (not stated)")
    money.charge("guess", None)
    found = statement_of(north(money), "north", YEAR)
    document = document_of(found, "22 November 2026", "A case", "North Thornton")
    word = docx.Document(io.BytesIO(write_word(document)))
    cells = [cell.text for table in word.tables for row in table.rows for cell in row.cells]
    assert "499 of 840 (59.4%)" in cells
    assert "£499" in cells
    assert "its amount is not known" in cells, "The paper leaves out what could not be shared."
    text = "\n".join(paragraph.text for paragraph in word.paragraphs)
    assert "Sharing the total at once gives the same amount." in text
    assert "Worked out from the charges and keys that North Thornton may see." in text


def test_the_word_file_is_made_in_the_organisations_own_template_or_the_plain_one(money: Money) -> None:
    money.charge("desk", 84_000)
    client = money.cast.client_of("north")
    address = f"/appraisal/{money.cast.case.key}/statement/north/statement.docx"
    plain = client.get(address)
    assert plain.status_code == 200
    assert plain["Content-Disposition"].endswith('2026-27.docx"')
    own = docx.Document()
    own.add_paragraph("Only in our template")
    own.add_paragraph("{{ content }}")
    body = io.BytesIO()
    own.save(body)
    WordTemplate.objects.create(organisation=money.cast.north, name="ours", body=body.getvalue(), changed_at=NOON)
    word = docx.Document(io.BytesIO(client.get(address).content))
    assert "Only in our template" in [paragraph.text for paragraph in word.paragraphs]
    WordTemplate.objects.update(body=b"no longer a template")
    assert client.get(address).status_code == 200, "A spoilt template keeps the statement from being handed out."


def test_the_bridge_tells_the_four_causes_apart(money: Money) -> None:
    early = money.key("early", {money.cast.north: 500, money.cast.south: 300, money.cast.service: 200})
    money.charge("old-desk", 100_000, name="Desk", year=2025, cost_key=early)
    money.charge("new-desk", 95_000, name="Desk")
    money.charge("web", 8_400, name="Web")
    found = compare(north(money), "north", (2025, 2026), recurring=True)
    bridge = found.bridge
    assert (bridge.old_pence, bridge.new_pence) == (50_000, 56_435 + 4_990)
    causes = (bridge.membership_pence, bridge.counts_pence, bridge.amounts_pence, bridge.scope_pence)
    assert causes == (12_500, -3_095, -2_970, 4_990)
    assert bridge.old_pence + sum(causes) == bridge.new_pence
    assert (found.came, found.went) == (("Web",), ())


def test_costs_of_one_name_on_one_side_are_not_confused(money: Money) -> None:
    money.charge("a", 84_000, name="Desk", year=2025)
    money.charge("b", 84_000, name="Desk")
    money.charge("c", 84_000, name="Desk")
    found = compare(north(money), "north", (2025, 2026), recurring=True)
    assert (found.bridge.scope_pence, found.bridge.amounts_pence) == (49_900, 0)


def test_one_off_costs_are_compared_only_on_wish(money: Money) -> None:
    money.charge("once", 84_000, year=2025, recurrence="one-off")
    money.charge("yearly", 84_000)
    books = north(money)
    assert not compare(books, "north", (2025, 2026), recurring=True).comparable
    assert compare(books, "north", (2025, 2026), recurring=False).bridge.old_pence == 49_900


def test_melton_pays_four_thousand_more(melton: Case) -> None:
    found = compare(books_for(PUBLIC_VIEWER, melton), "melton", (2020, 2022), recurring=True)
    change = found.change
    assert (change.before_pence, change.after_pence, change.percent) == (31_100_000, 31_500_000, "1.29")
    assert found.evidence == (Evidence.REPORTED, Evidence.ESTIMATED)
    assert found.bridge.scope_pence == 400_000, "The report does not split the change; nor may the page."


def test_the_usual_year_is_this_one_or_the_last_with_charges(money: Money) -> None:
    money.charge("old", 1, year=2024)
    assert default_year(north(money), TODAY) == 2024
    money.charge("now", 1)
    assert default_year(north(money), TODAY) == YEAR


@pytest.mark.parametrize(
    ("pence", "evidence", "words"),
    [(100, Evidence.REPORTED, "£1"), (31_499_999, Evidence.ESTIMATED, "about £315,000"),
     (100, Evidence.ILLUSTRATIVE, "£1 (illustrative)")],
)  # fmt: skip
def test_an_amount_in_a_sentence_says_what_it_rests_on(pence: int, evidence: Evidence, words: str) -> None:
    assert in_words(pence, evidence) == words


@given(st.integers(-(10**9), 10**9), st.lists(st.integers(0, 10**6), min_size=1, max_size=6))
def test_shares_of_any_amount_add_up(pence: int, counts: list[int]) -> None:
    organisations = {str(number): number for number in range(len(counts))}
    books = replace(_NOTHING, organisations=organisations)  # type: ignore[arg-type]
    keyed = [Count(str(number), count) for number, count in enumerate(counts)]
    rows = shares_under(books, keyed, pence, Evidence.REPORTED)
    assert sum(row.pence or 0 for row in rows) == (pence if sum(counts) else 0)


_NOTHING = Books(costs=None)  # type: ignore[arg-type]
