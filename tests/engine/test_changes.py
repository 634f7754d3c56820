"""What changed: the net of many changes is the difference of the two states, in whatever order they are read."""

import random
from datetime import date

from hypothesis import given
from hypothesis import strategies as st

from severalty.engine.dates import day
from severalty.engine.decisions.changes import (
    TOPICS,
    Act,
    Change,
    Fund,
    FundTotal,
    Net,
    Step,
    compared,
    fund_totals,
    net_of,
    told_by_topic,
)
from severalty.engine.evidence import Evidence

CONTRADICTED = Evidence.CONTRADICTED
COLUMNS = ("name", "annual_cost", "ends")
State = dict[str, dict[str, str]]
turns = st.lists(
    st.tuples(st.integers(0, 5), st.sampled_from(["write", "withdraw"]), st.sampled_from(COLUMNS),
              st.sampled_from(["", "a", "b", "c"])),
    max_size=40,
)  # fmt: skip
states = st.dictionaries(
    st.sampled_from([f"row {number}" for number in range(3)]),
    st.fixed_dictionaries(dict.fromkeys(COLUMNS, st.sampled_from(["", "a", "b"]))),
)


def played(state: State, turns: list[tuple[int, str, str, str]], begin: int = 1) -> tuple[State, list[Step]]:
    """A state after some turns, and the steps as a trail would hold them. What was withdrawn does not come back."""
    now, gone, steps = {name: dict(row) for name, row in state.items()}, set[str](), list[Step]()
    for number, (place, turn, column, text) in enumerate(turns, start=begin):
        subject = f"row {place}"
        if subject in gone or (subject not in now and turn == "withdraw"):
            continue
        if turn == "withdraw":
            steps.append(Step(number, subject, Act.WITHDRAWN, {"name": now.pop(subject)["name"]}))
            gone.add(subject)
        elif subject not in now:
            now[subject] = dict.fromkeys(COLUMNS, "") | {column: text}
            steps.append(Step(number, subject, Act.ADDED, {}, {column: text}))
        elif now[subject][column] != text:
            steps.append(Step(number, subject, Act.CHANGED, {column: now[subject][column]}, {column: text}))
            now[subject][column] = text
    return now, steps


@given(states, turns)
def test_the_net_of_all_steps_is_the_difference_of_the_two_states(first: State, taken: list) -> None:
    second, steps = played(first, taken)
    assert net_of(steps) == compared(first, second)


@given(states, turns, st.integers(0, 40), st.randoms(use_true_random=False))
def test_the_order_of_reading_and_a_stop_on_the_way_change_nothing(
    first: State, taken: list, cut: int, chance: random.Random
) -> None:
    _, steps = played(first, taken)
    shuffled = [*steps]
    chance.shuffle(shuffled)
    assert net_of(shuffled) == net_of(steps)
    halves = (*net_of(steps[:cut]), *net_of(steps[cut:]))
    again = [Step(number, net.subject, net.act, net.before, net.after) for number, net in enumerate(halves)]
    assert net_of(again) == net_of(steps)


@given(states)
def test_nothing_changed_is_nothing(state: State) -> None:
    assert compared(state, state) == ()
    assert net_of(()) == ()


def test_what_came_and_went_or_was_changed_back_is_nothing() -> None:
    steps = [
        Step(1, "a", Act.ADDED, {}, {"name": "A"}),
        Step(2, "a", Act.WITHDRAWN, {"name": "A"}),
        Step(3, "b", Act.CHANGED, {"ends": "2026"}, {"ends": "2027"}),
        Step(4, "b", Act.CHANGED, {"ends": "2027"}, {"ends": "2026"}),
    ]
    assert net_of(steps) == ()


def test_a_row_that_is_removed_and_added_again_has_changed() -> None:
    steps = [
        Step(1, "share", Act.WITHDRAWN, {"weight": "2", "basis": "users"}),
        Step(2, "share", Act.ADDED, {}, {"weight": "3"}),
    ]
    assert net_of(steps) == (
        Net("share", Act.CHANGED, {"basis": "users", "weight": "2"}, {"basis": "", "weight": "3"}),
    )


def a_change(topic: str = "money", subject: str = "Desk", **values: object) -> Change:
    return Change(**{"topic": topic, "what": "charge", "subject": subject, "sentence": "", **values})  # type: ignore[arg-type]


def test_changes_are_told_by_topic_and_the_latest_first() -> None:
    found = [
        a_change("siam", "z"), a_change("estate"), a_change("decisions", "older", on=day(date(2026, 11, 1))),
        a_change("decisions", "newer", on=day(date(2026, 11, 12))), a_change("decisions", "undated"),
    ]  # fmt: skip
    told = told_by_topic(found)
    assert [one.topic for one in told] == ["decisions", "estate", "siam"]
    assert [one.subject for one in told[0].changes] == ["newer", "older", "undated"]
    assert told_by_topic(reversed(found)) == told
    assert told[0].topic == TOPICS[0]


def test_money_is_added_up_by_fund_and_what_is_not_known_is_counted_and_in_no_sum() -> None:
    found = [
        a_change(is_money=True, amount_before=100, amount_after=150, fund=Fund.CAPITAL,
                 evidence=Evidence.REPORTED),
        a_change(is_money=True, act=Act.ADDED, amount_after=40, fund=Fund.REVENUE),
        a_change(is_money=True, act=Act.WITHDRAWN, amount_before=30, fund=Fund.REVENUE),
        a_change(is_money=True, amount_before=None, amount_after=7, fund=Fund.REVENUE),
        a_change(is_money=True, act=Act.ADDED, amount_after=None, fund=Fund.REVENUE),
        a_change(amount_after=999),
    ]  # fmt: skip
    found.append(a_change(is_money=True, amount_before=1, amount_after=2, fund=Fund.CAPITAL, evidence=CONTRADICTED))
    capital, revenue = fund_totals(found)
    assert capital == FundTotal(Fund.CAPITAL, 100, 150, 1, 1, Evidence.REPORTED)
    assert revenue == FundTotal(Fund.REVENUE, 30, 40, 2, 2, Evidence.UNKNOWN)
    assert fund_totals(found)[0].difference == 50
    assert fund_totals([]) == ()
