"""Weights of factors from swing points, exact down the tree."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import Protocol, TypeVar

from severalty.engine.appraisal.options import Factor
from severalty.engine.fields import Known
from severalty.engine.graph import cycles


class ScoringError(ValueError):
    """Options that cannot be compared as given; the message names what stands in the way and how to mend it."""


class _Placed(Protocol):
    @property
    def key(self) -> str: ...

    @property
    def place(self) -> int | None: ...


Placed = TypeVar("Placed", bound=_Placed)


@dataclass(frozen=True)
class FactorWeight:
    """One factor of the tree: its depth, its share among its siblings, and its share of the whole.

    Shares lie between nought and one, with six decimals, and are blank without weights. Only a `leaf` is scored.
    """

    factor: str
    name: str
    part_of: str
    depth: int
    leaf: bool
    swing: int | None
    among_siblings: float | None
    weight: float | None


@dataclass(frozen=True)
class Weights:
    """Every factor, each after the one it is part of; `weighted` is false where no factor has swing points."""

    weighted: bool
    factors: tuple[FactorWeight, ...]


def weights_of(factors: Sequence[Factor]) -> Weights:
    """The weight of every factor: its swing out of its siblings' swings, times the weight of what it is part of.

    All swings blank means no weights. Raises ScoringError, which names the factors, for swings that are blank in part,
    below nought or all nought among siblings, for a factor given twice, and for a tree with a circle or a gap.
    Source: domain rules 1.7.
    """
    tree, shares, whole = _tree(factors), _shares(factors), exact_weights(factors)
    depths: dict[str, int] = {}
    for factor in _downwards(tree):
        depths[factor.key] = depths[factor.part_of] + 1 if factor.part_of else 0
    return Weights(
        weighted=bool(shares),
        factors=tuple(_weight(one, depths, shares, whole, one.key not in tree) for one in _downwards(tree)),
    )


def exact_weights(factors: Sequence[Factor]) -> Mapping[str, Fraction]:
    """The share of every factor of the whole by its key, as `weights_of` has it; empty without weights.

    Those of the leaves add up to one. Raises ScoringError as `weights_of` does.
    """
    shares = _shares(factors)
    whole: dict[str, Fraction] = {}
    if shares:
        for factor in _downwards(_tree(factors)):
            whole[factor.key] = shares[factor.key] * whole.get(factor.part_of, Fraction(1))
    return whole


def leaves(factors: Sequence[Factor]) -> tuple[Factor, ...]:
    """The factors that are scored: those that no other is part of, in the order of the tree. Raises ScoringError."""
    tree = _tree(factors)
    return tuple(factor for factor in _downwards(tree) if factor.key not in tree)


def double_counting(factors: Iterable[Factor], has_costs: bool) -> tuple[str, ...]:
    """A sentence for every factor that measures cost, where the options have cost lines as well.

    Source: domain rules 1.7: cost is a factor or is shown beside the score, never both.
    """
    return tuple(
        f"{factor.name} measures cost, and the options have cost lines as well, so cost counts twice; "
        "take the factor out, or leave the cost lines out of the choice."
        for factor in in_place(factors)
        if has_costs and factor.measures_cost is Known.YES
    )


def in_place(records: Iterable[Placed]) -> tuple[Placed, ...]:
    """Records in the order of their places, those without a place last, then by key."""
    return tuple(sorted(records, key=lambda one: (one.place is None, one.place or 0, one.key)))


def once(keys: Iterable[str], called: str) -> None:
    """Raise ScoringError when a key is blank or occurs twice; `called` says what the keys stand for."""
    seen: set[str] = set()
    for key in keys:
        if not key or key in seen:
            fault = f"The {called} {key} is given twice; give it once" if key else f"A {called} has no key; give it one"
            raise ScoringError(f"{fault}.")
        seen.add(key)


def rounded(value: Fraction | None) -> float | None:
    """An exact value with six decimals, as results carry it; blank stays blank."""
    return None if value is None else float(round(value, 6))


def _weight(
    factor: Factor, depths: Mapping[str, int], shares: Mapping[str, Fraction], whole: Mapping[str, Fraction], leaf: bool
) -> FactorWeight:
    return FactorWeight(
        factor=factor.key,
        name=factor.name,
        part_of=factor.part_of,
        depth=depths[factor.key],
        leaf=leaf,
        swing=factor.swing,
        among_siblings=rounded(shares.get(factor.key)),
        weight=rounded(whole.get(factor.key)),
    )


def _tree(factors: Sequence[Factor]) -> Mapping[str, Sequence[Factor]]:
    """The factors below each factor by its key, those at the top below the empty key."""
    once((factor.key for factor in factors), "factor")
    keys = {factor.key for factor in factors}
    tree: dict[str, list[Factor]] = {}
    for factor in in_place(factors):
        if factor.part_of and factor.part_of not in keys:
            raise ScoringError(
                f"{factor.name} is part of {factor.part_of}, which is not among the factors; add it or correct the key."
            )
        tree.setdefault(factor.part_of, []).append(factor)
    circles = cycles((factor.key, factor.part_of) for factor in factors if factor.part_of)
    if circles:
        names = _names(factors)
        circle = ", ".join(names[key] for key in circles[0])
        raise ScoringError(f"These factors are part of one another: {circle}; break the circle.")
    return tree


def _downwards(tree: Mapping[str, Sequence[Factor]]) -> tuple[Factor, ...]:
    """Every factor, each after the one it is part of and before the siblings of that one."""
    found: list[Factor] = []
    waiting = list(reversed(tree.get("", ())))
    while waiting:
        found.append(waiting.pop())
        waiting.extend(reversed(tree.get(found[-1].key, ())))
    return tuple(found)


def _shares(factors: Sequence[Factor]) -> Mapping[str, Fraction]:
    """The share of every factor among its siblings; empty where every swing is blank."""
    tree = _tree(factors)
    if all(factor.swing is None for factor in factors):
        return {}
    _refuse_swings(factors)
    names = _names(factors)
    return {
        factor.key: share
        for part_of, siblings in tree.items()
        for factor, share in zip(siblings, _shared(names.get(part_of, ""), siblings), strict=True)
    }


def _refuse_swings(factors: Iterable[Factor]) -> None:
    blank = [factor.name for factor in in_place(factors) if factor.swing is None]
    if blank:
        raise ScoringError(
            f"These factors have no swing points, though others have: {', '.join(blank)}; "
            "give points to all, or to none to compare without weights."
        )
    for factor in factors:
        if (factor.swing or 0) < 0:
            raise ScoringError(f"The swing points of {factor.name} are {factor.swing}; write a whole number from 0.")


def _shared(whole: str, siblings: Sequence[Factor]) -> Sequence[Fraction]:
    """The share of each sibling; `whole` is the name of what they are part of, blank at the top."""
    swings = [each.swing or 0 for each in siblings]
    total = sum(swings)
    if not total:
        which = f"the factors of {whole}" if whole else "the factors"
        names = ", ".join(each.name or each.key for each in siblings)
        raise ScoringError(
            f"The swing points of {which} are all nought ({names}); give 100 to the one that matters most."
        )
    return [Fraction(swing, total) for swing in swings]


def _names(factors: Iterable[Factor]) -> Mapping[str, str]:
    return {factor.key: factor.name or factor.key for factor in factors}
