"""Money of a plan by council, kind and year: every penny of the packages stands in one line, and budgets beside it."""

from dataclasses import replace
from datetime import date

from hypothesis import given, settings
from hypothesis import strategies as st

from severalty.engine.transition.progress import BudgetState, MoneyClass, PlanBudget
from severalty.engine.transition.record import Dated
from severalty.engine.transition.spending import SpendingQuestion, SpendLine, spending_of
from tests.engine.transition.plans import on, package, plan_of

BUDGET = PlanBudget(
    key="b", name="Capital", plan="plan", council="alder", money=MoneyClass.CAPITAL, year=2025, amount=100_00,
    state=BudgetState.APPROVED,
)  # fmt: skip
MOVE = package("move", 5, council="alder", capital=140_00)
DATED = Dated("move", date(2026, 3, 30), date(2026, 4, 8))


def lines(
    *packages: object, dates: tuple[Dated, ...] = (DATED,), budgets: tuple[PlanBudget, ...] = (BUDGET,)
) -> list[SpendLine]:
    return list(spending_of(SpendingQuestion(plan_of(*packages, budgets=budgets), dates)).lines)  # type: ignore[arg-type]


def test_money_counts_in_the_year_in_which_a_package_starts() -> None:
    (line,) = lines(MOVE)
    assert (line.year, line.budget, line.planned, line.forecast, line.over) == (2025, 100_00, 140_00, 140_00, 40_00)


def test_what_was_spent_stands_for_the_plan_once_the_work_is_done() -> None:
    done = replace(MOVE, started_on=on("2026-03-30"), finished_on=on("2026-04-08"), spent=90_00)
    assert (lines(done)[0].forecast, lines(done)[0].over) == (90_00, 0)
    assert lines(replace(done, finished_on=None))[0].forecast == 140_00, "under way, the larger of both"
    assert lines(replace(done, finished_on=None, spent=150_00))[0].forecast == 150_00


def test_money_of_two_kinds_is_not_split_by_guess() -> None:
    both = replace(MOVE, revenue=10_00, spent=99_00)
    found = {one.money: (one.planned, one.spent) for one in lines(both)}
    assert found == {MoneyClass.CAPITAL: (140_00, 0), MoneyClass.REVENUE: (10_00, 0), None: (0, 99_00)}


def test_a_budget_that_is_only_sought_is_not_sure_and_one_of_all_takes_the_rest() -> None:
    (line,) = lines(MOVE, budgets=(replace(BUDGET, state=BudgetState.BID),))
    assert (line.budget, line.sure) == (100_00, 0)
    (line,) = lines(MOVE, budgets=(replace(BUDGET, council=""),))
    assert (line.council, line.planned) == ("", 140_00)


def test_without_a_date_no_year_is_made_up() -> None:
    found = lines(MOVE, dates=())
    assert [(one.year, one.planned) for one in found] == [(2025, 0), (None, 140_00)]


@settings(max_examples=25, deadline=None)
@given(
    st.lists(
        st.tuples(st.none() | st.integers(0, 9), st.none() | st.integers(0, 9), st.none() | st.integers(0, 9)),
        max_size=5,
    )
)
def test_no_penny_is_lost_or_counted_twice(money: list[tuple[int | None, int | None, int | None]]) -> None:
    packages = [package(f"p{n}", 5, capital=a, revenue=b, spent=c) for n, (a, b, c) in enumerate(money)]
    found = lines(*packages, dates=(), budgets=())
    assert sum(one.planned for one in found) == sum((a or 0) + (b or 0) for a, b, _ in money)
    assert sum(one.spent for one in found) == sum(c or 0 for _, _, c in money)
