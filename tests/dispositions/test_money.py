"""The money of the programme: the table of a report made again, and who sees which sum."""

import csv
import io
from dataclasses import replace
from typing import Any

import pytest
from django.http.response import HttpResponseBase

from severalty.appraisal import actions
from severalty.appraisal.binding import CHARGES
from severalty.appraisal.models import Charge, DrawDown
from severalty.appraisal.queries.books import record_behind, row_of
from severalty.appraisal.queries.editing import token_of
from severalty.dispositions.queries.money import programme_money_for
from severalty.engine.appraisal.charges import DrawDown as DrawDownRecord
from severalty.engine.appraisal.charges import Funding, Purpose, Recurrence
from severalty.engine.dates import read_date
from severalty.engine.estate.parties import Audience
from severalty.engine.evidence import Evidence, show_money
from severalty.engine.fields import Known
from severalty.tenancy.access import PUBLIC_VIEWER
from severalty.tenancy.actions import Refused
from tests import imported
from tests.appraisal.conftest import CASES
from tests.conftest import NOON, Cast
from tests.dispositions.conftest import address
from tests.dispositions.powers import boxes, resting

pytestmark = pytest.mark.sqlite_enough  # pages over queries that the engine of the database does not change

# S1 2.6, written off the report a second time: council, year, funding, status, in the headline, amount, paragraph.
S1_2_6 = [
    ("London Borough of Havering", "2024/25 to 2025/26", "capital", "reprofiled", "", "£9,000,000", "S1 2.6.1.1"),
    ("London Borough of Newham", "2024/25", "capital", "estimate", "yes", "about £8,100,000", "S1 2.6.2.1"),
    ("London Borough of Newham", "2024/25", "capital", "bid submitted", "yes", "£1,500,000", "S1 2.6.2.3"),
    ("London Borough of Newham", "2024/25", "capital", "sought", "yes", "£5,600,000", "S1 2.6.2.4"),
    ("London Borough of Newham", "2024/25", "capital", "not stated", "yes", "£1,000,000", "S1 2.6.2.2"),
    ("London Borough of Newham", "2024/25, each year", "revenue", "not stated", "no", "£804,000", "S1 2.6.2.5"),
]  # fmt: skip
PAGE = address("money")
WORDS = {Known.YES: "yes", Known.NO: "no", Known.UNKNOWN: ""}


def text_of(page: HttpResponseBase) -> str:
    return b"".join(page).decode()  # type: ignore[arg-type]


def test_the_table_of_a_report_comes_out_without_a_differing_cell(db: None) -> None:
    case = imported.from_folder(CASES / "havering-newham", NOON)
    found = programme_money_for(PUBLIC_VIEWER, case)
    rows = [
        (found.name_of(row.council), row.years, row.funding, row.status, WORDS[row.in_headline],
         show_money(row.pence, row.evidence), row.source)
        for row in found.programme.rows
    ]  # fmt: skip
    assert sorted(rows) == sorted(S1_2_6)
    totals = {found.name_of(one.name): (one.in_headline, one.outside) for one in found.programme.by_council}
    assert totals == {
        "London Borough of Havering": (900_000_000, 0), "London Borough of Newham": (810_000_000, 80_400_000),
    }  # fmt: skip
    assert not any(row.rest for row in found.programme.rows), "the parts of Newham's sum do not come to it"


@pytest.fixture
def sums(cast: Cast) -> Cast:
    """A sum that partners see, one that North keeps to itself, and a whole of South's with a part."""
    for who, key, pence, audience, more in (
        ("north", "M-1", 120_000_00, Audience.PARTNERS, {}),
        ("north", "M-2", 77_000_00, Audience.HOLDERS, {}),
        ("south", "M-3", 30_000_00, Audience.PARTNERS, {"in_headline": Known.NO}),
    ):  # fmt: skip
        recorder = getattr(cast, who)
        item = cast.item(recorder, key, audience, table="charges", name=f"Sum {key}", evidence="reported")
        fields: dict[str, Any] = {"recurrence": Recurrence.ONE_OFF, "funding": Funding.CAPITAL} | more
        Charge.objects.create(item=item, year=2026, amount=pence, borne_by=recorder, **fields)
    return cast


def test_each_sees_the_sums_and_totals_of_what_it_may_see(sums: Cast) -> None:
    north, south = (text_of(sums.client_of(who).get(PAGE)) for who in ("north", "south"))
    assert "Sum M-2" in north
    assert "£197,000" in north, "North's two sums do not come together"
    for secret in ("Sum M-2", "77,000", "197,000"):
        assert secret not in south
    assert "£120,000" in south
    assert "£30,000" in south


@pytest.mark.parametrize("who", ["supplier", "stranger", "anonymous"])
def test_who_is_no_partner_sees_no_sum(sums: Cast, who: str) -> None:
    page = sums.client_of(who).get(PAGE)
    assert page.status_code in (200, 302, 403, 404)
    assert "Sum M-" not in text_of(page)


def test_the_table_can_be_taken_away_as_a_file(sums: Cast) -> None:
    page = sums.client_of("south").get(f"{PAGE}?export=csv")
    rows = list(csv.reader(io.StringIO(text_of(page).lstrip("\ufeff"))))
    assert rows[0][:3] == ["Sum", "Council", "Financial year"]
    assert {row[0] for row in rows[1:]} == {"Sum M-1", "Sum M-3"}


def test_an_empty_case_says_where_sums_come_from(cast: Cast) -> None:
    assert "No money of a programme here yet" in text_of(cast.client_of("north").get(PAGE))


@pytest.fixture
def held(sums: Cast) -> Cast:
    """M-1, which partners see, and M-2, which North keeps to itself, are contingency."""
    Charge.objects.filter(item__key__in=("M-1", "M-2")).update(purpose=Purpose.CONTINGENCY)
    return sums


def draws(cast: Cast, who: str, pence: int, reference: str, contingency: str = "M-1", whose: str = "north") -> None:
    record = DrawDownRecord(
        contingency=f"{contingency}@{whose}", reference=reference, drawn_on=read_date("2026-02-14"), amount=pence,
        approved_by="Section 151 officer", what_for="A second rehearsal", evidence=Evidence.REPORTED,
    )  # fmt: skip
    actions.draw_down(
        by=cast.viewer(who), at=NOON, why="a test", case=cast.case, record=record, resting=resting(cast, who)
    )


def test_no_more_is_drawn_than_is_left_whoever_draws_and_in_whatever_order(held: Cast) -> None:
    draws(held, "north", 70_000_00, "DD-1")
    with pytest.raises(actions.Unfit, match=r"amount must be within what is left \(£50,000 of £120,000 is left\)"):
        draws(held, "south", 50_000_01, "DD-2")
    draws(held, "south", 50_000_00, "DD-2")
    with pytest.raises(actions.Unfit, match=r"amount must be more than nought\."):
        draws(held, "south", -1, "DD-3")
    with pytest.raises(actions.Unfit, match="Nothing is left"):
        draws(held, "north", 1, "DD-3")
    with pytest.raises(actions.Unfit, match="reference"):
        draws(held, "south", 50_000_00, "DD-2")
    with pytest.raises(actions.Unfit, match="purpose is contingency"):
        draws(held, "south", 1, "DD-4", "M-3", "south")
    with pytest.raises(actions.Unfit, match="contingency must be the key"):
        draws(held, "south", 1, "DD-5", "M-2")
    assert list(DrawDown.objects.values_list("reference", "amount")) == [("DD-1", 70_000_00), ("DD-2", 50_000_00)]


def test_a_contingency_is_not_lowered_below_what_was_drawn_from_it(held: Cast) -> None:
    draws(held, "north", 70_000_00, "DD-1")
    draws(held, "south", 20_000_00, "DD-1")

    def keep(**values: Any) -> None:
        row = row_of(held.viewer("north"), held.case, CHARGES, Charge.objects.get(item__key="M-1").pk)
        record = replace(record_behind(held.viewer("north"), held.case, CHARGES, row), **values)
        edit = actions.Edit(record, row.pk, token_of(row.item.version, {}))
        actions.save_record(by=held.viewer("north"), at=NOON, why="less", case=held.case, binding=CHARGES, edit=edit)

    for values, words in (
        ({"amount": 89_999_99}, "amount must be at least the £90,000 drawn from it"),
        ({"amount": None}, "at least the £90,000"),
        ({"purpose": Purpose.COST}, "purpose must be contingency"),
    ):  # fmt: skip
        with pytest.raises(actions.Unfit, match=words):
            keep(**values)
    ref = Charge.objects.get(item__key="M-1").pk
    with pytest.raises(Refused, match="South Thornton has recorded DD-1 as drawn"):
        actions.withdraw_record(by=held.viewer("north"), at=NOON, why="x", case=held.case, binding=CHARGES, ref=ref)
    keep(amount=90_000_00)
    assert Charge.objects.get(item__key="M-1").amount == 90_000_00


def test_a_draw_down_by_its_form_says_what_is_left_and_stands_on_the_page(held: Cast) -> None:
    ref = Charge.objects.get(item__key="M-1").pk
    sent = {"contingency": ref, "reference": "DD-1", "drawn_on": "14 February 2026", "amount": "120000.01",
            "approved_by": "Section 151 officer", "what_for": "A second rehearsal",
            "evidence": "reported", **boxes(held)}  # fmt: skip
    client = held.client_of("north")
    assert "£120,000 of £120,000 is left" in client.post(address("draw"), sent).content.decode()
    assert client.post(address("draw"), sent | {"amount": "20000.50"}).status_code == 302
    page = text_of(held.client_of("south").get(PAGE))
    assert "A second rehearsal" in page
    assert "£99,999.50" in page, "what is left is not shown"
    before = text_of(held.client_of("south").get(f"{PAGE}?by=2026-02-13&export=contingency").streaming_content)
    assert "120000,0,120000" in before
    unread = held.client_of("south").get(f"{PAGE}?by=somewhen&export=contingency")
    assert "is not a date" in text_of(unread), "A file of all that was drawn goes out for a day that is none."
    later = client.post(address("draw"), sent | {"reference": "DD-2", "drawn_on": "1 December 2035", "amount": "1"})
    assert "a day up to" in text_of(later)
    assert held.client_of("supplier").post(address("draw"), sent).status_code in (403, 404)


def test_what_is_drawn_from_a_contingency_that_is_kept_is_kept(held: Cast) -> None:
    draws(held, "north", 11_111_00, "DD-1", "M-2")
    south = held.client_of("south")
    for page in (PAGE, f"{PAGE}?export=draw-downs", address("draw")):
        text = text_of(south.get(page))
        assert "11,111" not in text
        assert "11111" not in text
        assert "Sum M-2" not in text
    assert "11,111" in text_of(held.client_of("north").get(PAGE))
