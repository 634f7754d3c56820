"""How a register of risks stands on a day: bands, appetite, reviews and actions that are late, and what looks too good.

Places on a matrix are ranks. They are looked up, counted and compared, never added up or averaged.
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Protocol, TypeVar

from severalty.engine.risks.concerns import Code, Concern, RiskFile, concerns_of
from severalty.engine.risks.matrices import RiskAppetite
from severalty.engine.risks.quantities import RiskEffect
from severalty.engine.risks.rating import Grid, Rated, Rating, RatingQuestion, rating
from severalty.engine.risks.register import Issue, Risk, RiskAction, RiskControl, RiskReview, RiskState


@dataclass(frozen=True)
class RegisterQuestion:
    """Everything on record of some risks, seen from a day. References are keys of the records beside them."""

    on: date
    risks: tuple[Risk, ...]
    grids: tuple[Grid, ...] = ()
    controls: tuple[RiskControl, ...] = ()
    actions: tuple[RiskAction, ...] = ()
    reviews: tuple[RiskReview, ...] = ()
    effects: tuple[RiskEffect, ...] = ()
    issues: tuple[Issue, ...] = ()
    appetites: tuple[RiskAppetite, ...] = ()


@dataclass(frozen=True)
class RiskStanding:
    """How one risk stands: three ratings, the most that is borne and to whom more is taken, and what is amiss.

    `breach` tells whether the current band is above the appetite; None where there is no appetite, or no band.
    """

    risk: str
    inherent: Rating
    current: Rating
    target: Rating
    appetite: str
    taken_to: str
    breach: bool | None
    concerns: tuple[Concern, ...]


@dataclass(frozen=True)
class BandCount:
    """How many open risks lie in one band of one matrix as they are now, the lowest band first."""

    matrix: str
    band: int
    word: str
    risks: int


@dataclass(frozen=True)
class RegisterStanding:
    """How a register stands. Counts are of open risks; there is no sum and no mean of scores, for scores are ranks.

    `highest` are the open risks in the highest band of each matrix that has any. `without_band` have none: unscored,
    off the matrix, or in a cell that the council has yet to confirm. `loose` are controls that name no risk.
    """

    rows: tuple[RiskStanding, ...]
    open: int
    closed: int
    bands: tuple[BandCount, ...]
    highest: tuple[str, ...]
    without_band: int
    breaches: int
    reviews_overdue: int
    actions_overdue: int
    loose: tuple[str, ...]


def register_standing(question: RegisterQuestion) -> RegisterStanding:
    """How every risk stands, and counts over those that are open."""
    grids = {grid.key: grid for grid in question.grids}
    files = _files(question)
    rows = tuple(_row(question, grids, one) for one in files)
    standing = [row for row, one in zip(rows, files, strict=True) if one.risk.state is RiskState.OPEN]
    matrices = {one.risk.key: one.risk.matrix for one in files}
    codes = [{concern.code for concern in row.concerns} for row in standing]
    return RegisterStanding(
        rows,
        len(standing),
        len(rows) - len(standing),
        tuple(_bands(question.grids, standing, matrices)),
        tuple(_highest(question.grids, standing, matrices)),
        sum(row.current.state is not Rated.RATED for row in standing),
        sum(bool(row.breach) for row in standing),
        sum(Code.REVIEW_OVERDUE in found for found in codes),
        sum(_late(question, one) for one in files if one.risk.state is RiskState.OPEN),
        tuple(one.key for one in question.controls if not one.risk),
    )


class _OfRisk(Protocol):
    @property
    def risk(self) -> str:
        """The key of the risk that it belongs to."""


_Row = TypeVar("_Row", bound=_OfRisk)


def _by_risk(rows: Iterable[_Row]) -> dict[str, list[_Row]]:
    found: dict[str, list[_Row]] = {}
    for row in rows:
        found.setdefault(row.risk, []).append(row)
    return found


def _files(question: RegisterQuestion) -> list[RiskFile]:
    controls, actions = _by_risk(question.controls), _by_risk(question.actions)
    reviews, effects, issues = _by_risk(question.reviews), _by_risk(question.effects), _by_risk(question.issues)
    return [
        RiskFile(
            risk, tuple(controls.get(risk.key, ())), tuple(actions.get(risk.key, ())),
            tuple(reviews.get(risk.key, ())), tuple(effects.get(risk.key, ())), tuple(issues.get(risk.key, ())),
        )
        for risk in question.risks
    ]  # fmt: skip


def _late(question: RegisterQuestion, one: RiskFile) -> int:
    return sum(action.due is not None and action.done_on is None and action.due.last < question.on
               for action in one.actions)  # fmt: skip


def _row(question: RegisterQuestion, grids: Mapping[str, Grid], one: RiskFile) -> RiskStanding:
    risk, grid = one.risk, grids.get(one.risk.matrix)
    inherent = rating(RatingQuestion(grid, risk.inherent_likelihood, risk.inherent_impact))
    current = rating(RatingQuestion(grid, risk.current_likelihood, risk.current_impact))
    target = rating(RatingQuestion(grid, risk.target_likelihood, risk.target_impact))
    borne = appetite_of(AppetiteQuestion(risk, question.appetites))
    most = grid.place(borne.most) if grid and borne else None
    breach = None if most is None or current.band is None else current.band > most
    found = tuple(concerns_of(one, question.on, (inherent, current, target), breach, borne))
    return RiskStanding(
        risk.key, inherent, current, target, borne.most if borne else "", borne.taken_to if borne else "", breach, found
    )


@dataclass(frozen=True)
class AppetiteQuestion:
    """One risk, and the appetites among which its own is looked for."""

    risk: Risk
    appetites: tuple[RiskAppetite, ...]


def appetite_of(question: AppetiteQuestion) -> RiskAppetite | None:
    """The appetite that holds for a risk: on its matrix, of its owner before anybody's, its category before all others.

    The owner is the organisation that owns it, or else that recorded it.
    """
    risk = question.risk
    owner, category = risk.owned_by or risk.recorded_by, risk.category.casefold()
    fitting = [
        one
        for one in question.appetites
        if one.matrix == risk.matrix and one.organisation in (owner, "") and one.category.casefold() in (category, "")
    ]
    ranked = sorted(fitting, key=lambda one: (not one.organisation, not one.category, one.key))
    return ranked[0] if ranked else None


def _bands(grids: Iterable[Grid], standing: Iterable[RiskStanding], matrices: Mapping[str, str]) -> Iterator[BandCount]:
    standing = list(standing)
    for grid in grids:
        for place, word in enumerate(grid.bands, start=1):
            here = [row for row in standing if matrices[row.risk] == grid.key and row.current.band == place]
            yield BandCount(grid.key, place, word, len(here))


def _highest(grids: Iterable[Grid], standing: Iterable[RiskStanding], matrices: Mapping[str, str]) -> Iterator[str]:
    standing = list(standing)
    for grid in grids:
        here = [row for row in standing if matrices[row.risk] == grid.key and row.current.band is not None]
        top = max((row.current.band or 0 for row in here), default=0)
        yield from (row.risk for row in here if row.current.band == top)
