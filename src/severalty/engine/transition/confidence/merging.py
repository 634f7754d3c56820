"""What it means that several ways must all have come in: the chances multiply.

Source: the distribution of the latest of independent figures is the product of theirs (O16).
"""

from dataclasses import dataclass

from severalty.engine.transition.confidence.network import NetworkError


@dataclass(frozen=True)
class Ways:
    """`count` ways that do not depend on one another, each with the chance `each` of having come in by a date."""

    count: int
    each: float


@dataclass(frozen=True)
class AllWays:
    """`together`: the chance that all have come in; `each_needs`: what each must have for all to reach `each`."""

    together: float
    each_needs: float


def all_of(question: Ways) -> AllWays:
    """Three ways, each as likely as not, come in together one time in eight. Raises NetworkError."""
    if question.count < 1 or not 0 <= question.each <= 1:
        raise NetworkError(
            f"{question.count} ways with a chance of {question.each:g} cannot be; give at least one way, and a chance "
            "from 0 to 1."
        )
    return AllWays(question.each**question.count, question.each ** (1 / question.count))
