"""Who holds what: dated claims in whole-number weights, and where they disagree."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from enum import StrEnum

from severalty.engine.dates import PartialDate
from severalty.engine.estate.parties import in_force
from severalty.engine.evidence import Evidence, weakest
from severalty.engine.fields import Kind, column


class Basis(StrEnum):
    """What a share is counted in."""

    USERS = "users"
    USAGE = "usage"
    BUDGET = "budget"
    AGREEMENT = "agreement"
    UNKNOWN = "unknown"


@dataclass(frozen=True, kw_only=True)
class Holding:
    """One organisation's share in one item, as one organisation claims it.

    `weight` is a whole number of the basis (499 users, 2 thirds, 125000 pounds); blank means a share of unknown size.
    `out_of` is the total that the claim states, where it states one. A blank `claimed_by` is common ground.
    """

    item: str = column("Item", Kind.REFERENCE, required=True, refers_to="item", example="C-014")
    organisation: str = column(
        "Organisation", Kind.REFERENCE, required=True, refers_to="organisations", example="havering"
    )
    weight: int | None = column("Weight", Kind.WHOLE, help="A whole number, never a percentage.", example="499")
    out_of: int | None = column("Out of", Kind.WHOLE, help="The total that the source states.", example="1069")
    basis: Basis = column("Basis", choices=Basis, example="users")
    counted_on: PartialDate | None = column("Counted on", Kind.DATE, example="2020-07-31")
    starts: PartialDate | None = column("Starts", Kind.DATE, example="2020-04-01")
    ends: PartialDate | None = column("Ends", Kind.DATE, example="2025-03-31")
    claimed_by: str = column(
        "Claimed by", Kind.REFERENCE, refers_to="organisations", help="Blank if it is common ground.", example=""
    )
    recorded_by: str = column(
        "Recorded by", Kind.REFERENCE, refers_to="organisations", last=True, help="Leave blank for your own."
    )
    evidence: Evidence = column("Evidence", choices=Evidence, last=True, example="reported")
    source: str = column("Source", last=True, example="S3 9.1")


class State(StrEnum):
    """What the claims on an item amount to."""

    BLANK = "blank"
    SOLE = "sole"
    JOINT = "joint"
    UNWEIGHED = "joint, shares unknown"
    DISPUTED = "disputed"


@dataclass(frozen=True)
class Position:
    """The shares in one item on one day.

    `weights` are the undisputed claims by organisation (None: a share of unknown size); `reasons` say in sentences
    why the position is disputed; `disputed` names the organisations whose share is.
    """

    state: State
    weights: Mapping[str, int | None]
    total: int | None
    basis: Basis
    evidence: Evidence
    disputed: frozenset[str] = frozenset()
    reasons: tuple[str, ...] = ()


def position_of(holdings: Iterable[Holding], on: PartialDate) -> Position:
    """What the claims on one item amount to on a day.

    Disputed where two claims give one organisation different weights or bases, or where the weights do not add up to
    the total a claim states. Sole where one organisation holds all of it.
    """
    current = [holding for holding in holdings if in_force(holding.starts, holding.ends, on)]
    if not current:
        return Position(State.BLANK, {}, None, Basis.UNKNOWN, Evidence.UNKNOWN)
    reasons, disputed = _differences(current)
    weights = {holding.organisation: holding.weight for holding in current}
    known = [weight for weight in weights.values() if weight is not None]
    total = sum(known) if len(known) == len(weights) else None
    if not disputed:
        reasons += _unmet_totals(current, total)
        disputed = frozenset(weights) if reasons else disputed
    bases = {holding.basis for holding in current}
    return Position(
        _state(weights, total, disputed),
        weights,
        total,
        bases.pop() if len(bases) == 1 else Basis.UNKNOWN,
        weakest(holding.evidence for holding in current),
        disputed,
        tuple(reasons),
    )


def _state(weights: Mapping[str, int | None], total: int | None, disputed: frozenset[str]) -> State:
    if disputed:
        return State.DISPUTED
    if len(weights) == 1:
        return State.SOLE
    return State.JOINT if total else State.UNWEIGHED


def _differences(current: list[Holding]) -> tuple[list[str], frozenset[str]]:
    claims: dict[str, set[tuple[Basis, int | None]]] = {}
    for holding in current:
        claims.setdefault(holding.organisation, set()).add((holding.basis, holding.weight))
    reasons = [
        f"{organisation}: " + " against ".join(sorted(_claim_words(claim) for claim in different))
        for organisation, different in sorted(claims.items())
        if len(different) > 1
    ]
    bases = sorted({holding.basis.value for holding in current if holding.weight is not None})
    if len(bases) > 1:
        reasons.append(f"shares are counted in different things: {', '.join(bases)}")
        return reasons, frozenset(claims)
    return reasons, frozenset(name for name, different in claims.items() if len(different) > 1)


def _claim_words(claim: tuple[Basis, int | None]) -> str:
    basis, weight = claim
    return f"{'unknown' if weight is None else f'{weight:,}'} ({basis.value})"


def _unmet_totals(current: list[Holding], total: int | None) -> list[str]:
    stated = sorted({holding.out_of for holding in current if holding.out_of is not None})
    if len(stated) > 1:
        return [f"the stated totals differ: {' and '.join(f'{value:,}' for value in stated)}"]
    if stated and total is not None and total != stated[0]:
        return [f"the shares add up to {total:,}, the stated total is {stated[0]:,}"]
    return []
