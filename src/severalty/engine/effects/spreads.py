"""The spread of one figure: what its shape, its low, likely and high values are, in the unit that the caller chooses.

Source: docs/transition.md names the formulas; they are standard results (O16 of the worked oracles tests them).
"""

from dataclasses import dataclass
from enum import StrEnum
from math import isfinite


class SpreadError(ValueError):
    """A spread that cannot be; the sentence says which figure is wrong and what would be right."""


class Shape(StrEnum):
    """How chance is spread between low and high."""

    TRIANGULAR = "triangular"
    PERT = "PERT"  # beta with the weight 4 on the likely value
    LOGNORMAL = "lognormal"  # likely is P50, high is P80
    UNIFORM = "uniform"
    FIXED = "fixed"  # likely, always
    DISCRETE = "discrete"  # one of some values, each with its chance


class Reading(StrEnum):
    """What the person who gave low and high meant by them."""

    LIMITS = "least and most"
    P10_P90 = "P10 and P90"  # one time in ten below low, one in ten above high


@dataclass(frozen=True)
class Spread:
    """One uncertain figure.

    `low`, `likely` and `high` are in the caller's unit (slots, pence, or a factor). A lognormal takes `likely` as its
    P50 and `high` as its P80; a fixed figure is `likely`; a uniform one needs `low` and `high` only. `values` are the
    (value, chance) of a discrete one; the chances add up to one. `reading` says whether low and high are the limits or
    the P10 and P90; the latter for the triangular and the uniform shape only. Raises SpreadError.
    """

    likely: float = 0.0
    low: float = 0.0
    high: float = 0.0
    shape: Shape = Shape.TRIANGULAR
    reading: Reading = Reading.LIMITS
    values: tuple[tuple[float, float], ...] = ()

    def __post_init__(self) -> None:
        for name in ("likely", "low", "high"):
            if not isfinite(getattr(self, name)):
                raise SpreadError(f"The {name} value is {getattr(self, name)}; give a number.")
        _check(self)


def _check(spread: Spread) -> None:
    if spread.shape is Shape.DISCRETE:
        _check_values(spread)
    elif spread.shape is Shape.LOGNORMAL:
        if not 0 < spread.likely <= spread.high:
            raise SpreadError(
                f"A lognormal figure with P50 {spread.likely:g} and P80 {spread.high:g} cannot be; P50 is above nought "
                "and P80 not below it."
            )
    elif spread.shape in (Shape.TRIANGULAR, Shape.PERT):
        if not spread.low <= spread.likely <= spread.high:
            raise SpreadError(
                f"Low {spread.low:g}, likely {spread.likely:g} and high {spread.high:g} must not fall; "
                "put them in rising order."
            )
    elif spread.shape is Shape.UNIFORM and spread.low > spread.high:
        raise SpreadError(f"Low {spread.low:g} is above high {spread.high:g}; change them over.")
    if spread.reading is Reading.P10_P90 and spread.shape not in (Shape.TRIANGULAR, Shape.UNIFORM):
        raise SpreadError(f"P10 and P90 can be given for a triangular or uniform figure, not a {spread.shape} one.")


def _check_values(spread: Spread) -> None:
    chances = [chance for _, chance in spread.values]
    if not chances or min(chances) < 0 or abs(sum(chances) - 1) > 1e-9:
        raise SpreadError(
            f"The chances of a discrete figure add up to {sum(chances):g}; give at least one value, and chances of "
            "nought to one that add up to one."
        )
