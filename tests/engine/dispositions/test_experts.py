"""Those who know: what waits for them, when it is done, and what is too much."""

from dataclasses import replace
from datetime import date
from fractions import Fraction
from math import ceil
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from severalty.engine.dates import read_date
from severalty.engine.dispositions.experts import Capacity, ExpertsQuestion, Waiting, Wanted, capacity
from severalty.engine.dispositions.people import Expert
from severalty.engine.estate.items import Post

ON = date(2026, 11, 23)
CARE = Expert(key="care", name="Care contracts", organisation="north", post="p", days_a_week=50, for_each=25)
POST = Post(key="p", name="Care lead", hours=100)


def waits(thing: str, expert: str = "care", **more: Any) -> Waiting:
    return Waiting(**({"thing": thing, "council": "north", "wanted": Wanted.DECIDE, "expert": expert} | more))


def load(*waiting: Waiting, **more: Any) -> Capacity:
    return capacity(ExpertsQuestion((replace(CARE, **more),), waiting, ON, (POST,)))


def test_four_quarters_of_a_day_at_half_a_day_a_week_take_two_weeks() -> None:
    found = load(*(waits(f"c{number}") for number in range(4)))
    assert (found.experts[0].work, found.experts[0].done_by) == (100, date(2026, 12, 7))
    assert (found.councils[0].decided_by, found.councils[0].why) == (date(2026, 12, 7), "")


@given(st.lists(st.integers(0, 500), min_size=1, max_size=9), st.integers(1, 500))
def test_the_last_is_done_when_all_days_of_work_have_passed(sizes: list[int], a_week: int) -> None:
    found = load(*(waits(f"c{place}", days=size) for place, size in enumerate(sizes)), days_a_week=a_week)
    done = found.experts[0].done_by
    assert done is not None
    assert (done - ON).days == ceil(Fraction(sum(sizes) * 7, a_week))


def test_what_is_due_first_is_done_first_and_what_comes_too_late_is_named() -> None:
    early, late = read_date("2026-11-30"), read_date("2026-12-03")
    found = load(waits("b", due=late), waits("a", due=late), waits("c", due=early)).experts[0]
    assert found.late == ("b",)
    said = "1 of its things come too late: the first is done on 4 December 2026 and due on 3 December 2026."
    assert found.too_much == (said,)


def test_too_much_is_more_than_the_post_has_no_time_at_all_or_beyond_its_end() -> None:
    assert load(days_a_week=501).experts[0].too_much == ("Its post has 5.00 days a week and 5.01 are promised of it.",)
    assert load(days_a_week=500).experts[0].too_much == ()
    assert "no time" in load(waits("a"), days_a_week=0).experts[0].too_much[0]
    gone = load(waits("a"), waits("b"), waits("c"), ends=read_date("2026-12-01")).experts[0]
    until = "It gives time until 1 December 2026 only, and not all is done by then."
    assert (gone.done_by, gone.too_much) == (None, (until,))


def test_what_is_left_to_nobody_and_what_is_not_sized_give_no_day() -> None:
    found = load(waits("a"), waits("b", ""), waits("c", "", wanted=Wanted.CONFIRM)).councils[0]
    assert (found.decide, found.confirm, found.left_to_nobody) == (2, 1, 2)
    assert (found.decided_by, found.why) == (None, "1 undecided is left to nobody.")
    bare = load(waits("a"), for_each=None)
    assert (bare.experts[0].done_by, bare.experts[0].unsized, bare.councils[0].decided_by) == (None, 1, None)
