"""Shares of cost between partners, to the penny, from whole counts."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from math import gcd, lcm

from severalty.engine.money import MoneyError, split


@dataclass(frozen=True)
class Count:
    """How many of something one partner has. Raises MoneyError when the count is below nought."""

    key: str
    count: int

    def __post_init__(self) -> None:
        if self.count < 0:
            raise MoneyError(f"The count of {self.key} is {self.count}; a count cannot be below nought.")


@dataclass(frozen=True)
class Apportionment:
    """An amount in pence and the counts to share it by.

    Raises MoneyError when there is nobody to share between or a key is given twice.
    """

    total_pence: int
    shares: tuple[Count, ...]

    def __post_init__(self) -> None:
        refuse_repeats(self.shares)


@dataclass(frozen=True)
class Share:
    """One partner's part of an amount."""

    key: str
    count: int
    pence: int


@dataclass(frozen=True)
class Shares:
    """The parts of an amount, in the order the counts were given; they add up to `total_pence`."""

    shares: tuple[Share, ...]
    total_pence: int


@dataclass(frozen=True)
class BlendPart:
    """A key that goes into a blended key, and for how many whole parts it counts. Raises MoneyError."""

    parts: int
    counts: tuple[Count, ...]

    def __post_init__(self) -> None:
        refuse_repeats(self.counts)
        if self.parts < 0:
            raise MoneyError(f"A blended key cannot have {self.parts} parts of anything; write a whole number.")
        if sum(count.count for count in self.counts) == 0:
            raise MoneyError("A key in the blend counts nothing: every count is nought.")


def refuse_repeats(counts: Sequence[Count]) -> None:
    """Raise MoneyError when there are no counts or one partner is counted twice."""
    if not counts:
        raise MoneyError("There is nobody to share between; give at least one count.")
    seen: set[str] = set()
    for count in counts:
        if count.key in seen:
            raise MoneyError(f"{count.key} is counted twice; give one count for each.")
        seen.add(count.key)


def apportion(question: Apportionment) -> Shares:
    """Share an amount in proportion to counts, to the penny, by largest remainder.

    Equal remainders go to the larger count, then to the earlier place in the list: the fixed order of partners.
    Raises MoneyError when every count is nought. Source: domain rules 2.2; Melton report 9.1.
    """
    pence = split(question.total_pence, [count.count for count in question.shares])
    return Shares(
        tuple(Share(count.key, count.count, part) for count, part in zip(question.shares, pence, strict=True)),
        question.total_pence,
    )


def percent(count: int, total: int) -> str:
    """A share in per cent with one decimal, for display only; money is never computed from it."""
    if total <= 0:
        return "–"
    tenths = (2000 * count + total) // (2 * total)
    return f"{tenths // 10}.{tenths % 10}"


def weighted(counts_by_class: Mapping[str, Mapping[str, int]], class_weights: Mapping[str, int]) -> tuple[Count, ...]:
    """Counts of users by class, made one count per partner: each class times its whole-number weight.

    Weights are relative: a full device at 10 and a frontline user at 3 say what 1.0 and 0.3 say.
    Raises MoneyError for a class without a weight and for counts or weights below nought. Source: domain rules 2.1.
    """
    for name, weight in class_weights.items():
        if weight < 0:
            raise MoneyError(f"The weight of {name} is {weight}; a weight cannot be below nought.")
    return tuple(
        Count(partner, sum(_weighed(partner, name, count, class_weights) for name, count in classes.items()))
        for partner, classes in counts_by_class.items()
    )


def _weighed(partner: str, name: str, count: int, class_weights: Mapping[str, int]) -> int:
    if name not in class_weights:
        known = ", ".join(class_weights) or "none"
        raise MoneyError(f"{partner} counts {name}, which has no weight; the classes with a weight are: {known}.")
    return Count(f"{name} at {partner}", count).count * class_weights[name]


def blended(parts: Sequence[BlendPart]) -> tuple[Count, ...]:
    """Several keys in whole parts, made one: the smallest whole numbers in the proportions of the blend.

    Each key first becomes shares of its own total, so a key of many users does not outweigh one of few sites. The
    arithmetic is exact. A partner that a key does not count has no share of that key. Raises MoneyError.
    Source: domain rules 2.1 (blended).
    """
    if not any(part.parts for part in parts):
        raise MoneyError("The blend has no parts; give at least one key a part of 1.")
    totals = [sum(count.count for count in part.counts) for part in parts]
    common = lcm(*totals)
    weights: dict[str, int] = {}
    for part, total in zip(parts, totals, strict=True):
        for count in part.counts:
            weights[count.key] = weights.get(count.key, 0) + part.parts * count.count * (common // total)
    divisor = gcd(*weights.values())
    return tuple(Count(key, weight // divisor) for key, weight in weights.items())


def equal_parts(partners: Iterable[str]) -> tuple[Count, ...]:
    """A count of one for each partner."""
    counts = tuple(Count(partner, 1) for partner in partners)
    refuse_repeats(counts)
    return counts
