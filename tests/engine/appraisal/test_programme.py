"""The money of a programme: parts for their whole, totals that add up, and what nobody knows apart."""

from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from severalty.engine.appraisal.charges import Charge, ChargeState, DrawDown, Funding, Purpose, Recurrence
from severalty.engine.appraisal.contingency import ContingencyQuestion, DrawingQuestion, balance_of, drawing
from severalty.engine.appraisal.programme import NOT_STATED, Programme, programme_of
from severalty.engine.dates import read_date
from severalty.engine.evidence import Evidence
from severalty.engine.fields import Known
from tests.engine.strategies import PENCE


def charge(key: str, pence: int | None, **more: Any) -> Charge:
    known = {"name": key, "year": 2024, "recurrence": Recurrence.ONE_OFF, "borne_by": "north",
             "evidence": Evidence.REPORTED}  # fmt: skip
    return Charge(key=key, amount=pence, **(known | more))


def names(found: Programme) -> list[tuple[str, int | None, bool]]:
    return [(row.name, row.pence, row.counts) for row in found.rows]


def test_parts_stand_for_their_whole_and_what_is_missing_is_a_row() -> None:
    found = programme_of([charge("whole", 1000), charge("a", 300, part_of="whole"), charge("b", 500, part_of="whole")])
    assert names(found) == [
        ("whole", 1000, False), ("a", 300, True), ("b", 500, True), ("whole: not broken down", 200, True),
    ]  # fmt: skip
    assert found.all.pence == 1000, "the whole was counted beside its parts"


def test_parts_outside_the_headline_come_on_top() -> None:
    outside = charge("laptops", 70, part_of="whole", in_headline=Known.NO, recurrence=Recurrence.RECURRING)
    found = programme_of([charge("whole", 300), charge("a", 300, part_of="whole"), outside])
    assert (found.all.in_headline, found.all.outside, found.all.pence) == (300, 70, 370)


def test_a_part_that_nobody_knows_leaves_the_rest_unknown() -> None:
    found = programme_of([charge("whole", 1000), charge("a", 300, part_of="whole"), charge("b", None, part_of="whole")])
    assert names(found)[-1] == ("whole: not broken down", None, True)
    assert (found.all.pence, found.all.unknown) == (300, 2)


def test_running_costs_are_no_money_of_a_programme_unless_the_headline_names_them() -> None:
    running = charge("desk", 900, recurrence=Recurrence.RECURRING)
    named = charge("laptops", 80, recurrence=Recurrence.RECURRING, in_headline=Known.NO)
    found = programme_of([running, named])
    assert [(row.name, row.years) for row in found.rows] == [("laptops", "2024/25, each year")]


def test_years_and_what_is_not_stated_are_told_in_words() -> None:
    found = programme_of([
        charge("spanning", 1, year_to=2025), charge("dateless", 2, year=None),
        charge("vague", 3, value_evidence="state: unknown (not stated); funding: unknown"),
    ])  # fmt: skip
    assert {row.name: row.years for row in found.rows} == {
        "spanning": "2024/25 to 2025/26", "dateless": NOT_STATED, "vague": "2024/25",
    }  # fmt: skip
    vague = next(row for row in found.rows if row.name == "vague")
    assert (vague.status, vague.funding) == (NOT_STATED, NOT_STATED)


def test_a_sum_whose_source_contradicts_itself_is_not_known() -> None:
    found = programme_of([charge("a", 5, value_evidence="amount: contradicted (two tables)")])
    assert (found.all.pence, found.all.unknown) == (0, 1)


def test_councils_come_in_their_order_and_what_is_shared_comes_last() -> None:
    found = programme_of([charge("x", 1, borne_by=""), charge("y", 2, borne_by="south"), charge("z", 3)],
                         ("south", "north"))  # fmt: skip
    assert [row.council for row in found.rows] == ["south", "north", ""]


def drawn(reference: str, pence: int, on: str, council: str = "") -> DrawDown:
    return DrawDown(contingency="c", reference=reference, drawn_on=read_date(on), amount=pence, organisation=council,
                    approved_by="Section 151 officer", what_for="x", evidence=Evidence.REPORTED)  # fmt: skip


HELD = charge("c", 500, name="Money kept back", purpose=Purpose.CONTINGENCY)
DRAWN = (drawn("2", 30, "2026-11", "south"), drawn("1", 120, "2026-10-14"))


def test_contingency_is_what_its_purpose_says_and_never_what_its_name_does() -> None:
    found = programme_of([HELD, charge("Contingency", 80)], draw_downs=DRAWN)
    assert [(one.name, one.held, one.drawn, one.left) for one in found.contingencies] == [
        ("Money kept back", 500, 150, 350)
    ]


def test_a_balance_is_told_by_day_and_council_and_both_add_up() -> None:
    found = balance_of(ContingencyQuestion(HELD, DRAWN))
    assert [(one.reference, one.left) for one in found.steps] == [("1", 380), ("2", 350)]
    assert {one.council: one.pence for one in found.councils} == {"north": 120, "south": 30}
    before = balance_of(ContingencyQuestion(HELD, DRAWN, read_date("2026-11-29")))
    assert (before.drawn, before.left) == (120, 380), "a draw-down of the month counted before its last day"
    over = balance_of(ContingencyQuestion(charge("c", 100, actual=99), DRAWN))
    assert over.faults == (
        "£0.50 more was drawn than is held.",
        "The charge says that £0.99 was spent; its draw-downs come to £1.50.",
    )


@given(PENCE, PENCE, st.integers(-5, 10**12))
def test_no_more_can_be_drawn_than_is_left(held: int, before: int, amount: int) -> None:
    found = drawing(DrawingQuestion(held, before, amount))
    assert bool(found.refused) == (amount <= 0 or before + amount > held)
    assert found.left == held - before


def test_a_refused_draw_down_names_what_is_left_and_nothing_is_drawn_from_an_unknown_sum() -> None:
    assert drawing(DrawingQuestion(50_000, 12_345, 50_000)).refused.startswith("£376.55 of £500 is left")
    assert "not known" in drawing(DrawingQuestion(None, 0, 1)).refused


def test_a_sum_of_each_year_until_another_counts_in_each_of_them() -> None:
    laptops = charge("laptops", 804, year_to=2026, in_headline=Known.NO, recurrence=Recurrence.RECURRING)
    found = programme_of([charge("once", 9_000, year_to=2025), charge("one", 100), laptops])
    assert {one.name: one.pence for one in found.by_year} == {
        "2024/25 to 2025/26": 9_000, "2024/25": 904, "2025/26": 804, "2026/27": 804,
    }  # fmt: skip
    assert (found.all.in_headline, found.all.outside) == (9_100, 3 * 804)
    backwards = charge("laptops", 804, year_to=2020, in_headline=Known.NO, recurrence=Recurrence.RECURRING)
    assert programme_of([backwards]).all.pence == 804


def test_what_a_whole_of_each_year_exceeds_its_parts_by_comes_each_year_too() -> None:
    def yearly(key: str, pence: int, **more: Any) -> Charge:
        return charge(key, pence, **({"recurrence": Recurrence.RECURRING, "year": 2026, "year_to": 2028} | more))

    whole = yearly("laptops", 100, in_headline=Known.YES)
    found = programme_of([whole, yearly("a", 80, part_of="laptops")])
    assert (found.rows[-1].pence, found.rows[-1].together, found.rows[-1].years) == (20, 60, found.rows[0].years)
    assert [(one.name, one.pence) for one in found.by_year] == [("2026/27", 100), ("2027/28", 100), ("2028/29", 100)]
    uneven = programme_of([whole, yearly("a", 80, part_of="laptops", year_to=2026)])
    assert (uneven.rows[-1].pence, uneven.rows[-1].years, uneven.all.pence) == (220, "2026/27 to 2028/29", 300)


def test_a_sum_that_is_not_known_makes_what_is_known_no_less_exact() -> None:
    vague = charge("vague", None, evidence=Evidence.UNKNOWN, in_headline=Known.NO)
    found = programme_of([charge("a", 1_329_100, in_headline=Known.YES), vague]).all
    assert (found.in_headline, found.unknown, found.evidence) == (1_329_100, 1, Evidence.REPORTED)
    assert programme_of([vague]).all.evidence is Evidence.UNKNOWN


def test_a_whole_that_is_not_there_leaves_its_part_a_sum_of_its_own() -> None:
    assert names(programme_of([charge("part", 5, part_of="hidden")])) == [("part", 5, True)]
    running = charge("part", 5, part_of="hidden", recurrence=Recurrence.RECURRING)
    assert names(programme_of([running])) == [], "a hidden whole decided what is shown"


CHARGES = st.lists(
    st.builds(
        charge,
        st.sampled_from("abcdefgh"), st.none() | PENCE,
        year=st.sampled_from((None, 2024, 2025)), borne_by=st.sampled_from(("", "north", "south")),
        funding=st.sampled_from(Funding), state=st.sampled_from(ChargeState), in_headline=st.sampled_from(Known),
        part_of=st.sampled_from(("", "a", "b")),
    ),
    max_size=8, unique_by=lambda one: one.key,
)  # fmt: skip


@given(CHARGES)
def test_every_breakdown_adds_up_to_all_of_it(charges: list[Charge]) -> None:
    found = programme_of(charges)
    for totals in (found.by_council, found.by_year, found.by_funding, found.by_status):
        for name in ("rows", "in_headline", "outside", "unknown"):
            assert sum(getattr(one, name) for one in totals) == getattr(found.all, name)
    assert programme_of(reversed(charges)) == found, "the order of what is given decides something"
