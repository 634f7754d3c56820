"""What a plan spends by its dates, by council, kind of money and financial year, against its budgets. Whole pence.

A budget of no council is one of all that have none of their own. As in planning, the money of a package counts in the
financial year in which the package starts.
"""

from dataclasses import dataclass

from severalty.engine.dates import financial_year_of
from severalty.engine.transition.packages import WorkPackage
from severalty.engine.transition.progress import BudgetState, MoneyClass
from severalty.engine.transition.record import Dated, PlanRecord

_SURE = (BudgetState.APPROVED, BudgetState.REPROFILED, BudgetState.REPURPOSED)


@dataclass(frozen=True)
class SpendingQuestion:
    """A plan with its dates."""

    record: PlanRecord
    dates: tuple[Dated, ...] = ()


@dataclass(frozen=True)
class SpendLine:
    """One council's money of one kind in one financial year (by its first year; None: no date says which).

    `money` is None for what was spent on packages that cost both kinds, where the record does not say how much of each.
    `budget` is None where none is on record, `sure` the part of it that is approved. `planned` is what the packages
    that start in the year are to cost, `spent` what the record says was spent on them. `forecast` puts what was spent
    on a finished package in place of its plan, and the larger of both while it is under way. `packages` have a part.
    """

    council: str
    money: MoneyClass | None
    year: int | None
    budget: int | None
    sure: int
    planned: int
    spent: int
    forecast: int
    packages: tuple[str, ...]

    @property
    def over(self) -> int:
        """How much more is forecast than the budget holds; nought without a budget."""
        return 0 if self.budget is None else max(0, self.forecast - self.budget)


@dataclass(frozen=True)
class Spending:
    """Every line that has a budget or money in it, by council, year and kind of money."""

    lines: tuple[SpendLine, ...]


_Place = tuple[str, MoneyClass | None, int | None]


def spending_of(question: SpendingQuestion) -> Spending:
    """Budgets beside what the dates of a plan make of them."""
    record = question.record
    own = {one.council for one in record.budgets}
    years = {one.package: financial_year_of(one.starts) for one in question.dates}
    budgets: dict[_Place, tuple[int | None, int]] = {}
    for one in record.budgets:
        if one.plan == record.plan.key:
            budgets[one.council, one.money, one.year] = _added(
                budgets.get((one.council, one.money, one.year)), one.amount, sure=one.state in _SURE
            )
    parts: dict[_Place, list[tuple[str, int, int, int]]] = {}
    for package in record.packages:
        begun = package.started_on or package.finished_on
        year = years.get(package.key, financial_year_of(begun.first) if begun else None)
        council = package.council if package.council in own or "" not in own else ""
        for money, planned, spent, forecast in _parts(package):
            parts.setdefault((council, money, year), []).append((package.key, planned, spent, forecast))
    places = sorted({*budgets, *parts}, key=_order)
    return Spending(tuple(_line(place, budgets.get(place), parts.get(place, [])) for place in places))


def _added(before: tuple[int | None, int] | None, amount: int | None, *, sure: bool) -> tuple[int | None, int]:
    whole, certain = before or (None, 0)
    if amount is None:
        return whole, certain
    return (whole or 0) + amount, certain + (amount if sure else 0)


def _parts(package: WorkPackage) -> list[tuple[MoneyClass | None, int, int, int]]:
    """The kinds of money in a package: planned, spent, forecast."""
    costs = [(MoneyClass.CAPITAL, package.capital), (MoneyClass.REVENUE, package.revenue)]
    known = [(money, cost) for money, cost in costs if cost]
    spent = package.spent or 0
    if len(known) == 1:
        money, cost = known[0]
        final = package.finished_on is not None and package.spent is not None
        return [(money, cost, spent, spent if final else max(cost, spent))]
    split: list[tuple[MoneyClass | None, int, int, int]] = [(money, cost, 0, cost) for money, cost in known]
    return [*split, (None, 0, spent, 0 if known else spent)] if spent else split


def _line(place: _Place, budget: tuple[int | None, int] | None, parts: list[tuple[str, int, int, int]]) -> SpendLine:
    council, money, year = place
    amount, sure = budget or (None, 0)
    planned, spent, forecast = (
        (sum(row) for row in zip(*(one[1:] for one in parts), strict=True)) if parts else (0, 0, 0)
    )
    keys = tuple(dict.fromkeys(one[0] for one in parts))
    return SpendLine(council, money, year, amount, sure, planned, spent, forecast, keys)


def _order(place: _Place) -> tuple[str, int, str]:
    council, money, year = place
    return council, 9999 if year is None else year, money.value if money else "~"
