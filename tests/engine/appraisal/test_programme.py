"""The money of a programme: parts for their whole, totals that add up, and what nobody knows apart."""

from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from severalty.engine.appraisal.charges import Charge, ChargeState, Funding, Recurrence
from severalty.engine.appraisal.programme import NOT_STATED, Contingency, Programme, programme_of
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


def test_contingency_and_what_was_drawn_of_it() -> None:
    found = programme_of([charge("Contingency", 500, actual=120), charge("Contingency of South", 80)])
    assert found.contingencies == (
        Contingency("Contingency", "north", 500, 120), Contingency("Contingency of South", "north", 80, None),
    )  # fmt: skip
    assert [one.left for one in found.contingencies] == [380, None]


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
