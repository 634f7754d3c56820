"""From an old charge to a new one: what membership, counts, amounts and scope each changed."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise

from severalty.engine.appraisal.apportionment import Count
from severalty.engine.appraisal.recharges import Line
from severalty.engine.evidence import Evidence, weakest
from severalty.engine.money import MoneyError


@dataclass(frozen=True)
class Bridge:
    """One partner's charge before and after in pence; the four effects lie between and add up exactly.

    `membership`: others left or joined; `counts`: those present were counted anew; `amounts`: the same costs at other
    amounts; `scope`: costs that came or went.
    """

    partner: str
    old_pence: int
    membership_pence: int
    counts_pence: int
    amounts_pence: int
    scope_pence: int
    new_pence: int
    evidence: Evidence


def bridge(partner: str, old: Sequence[Line], new: Sequence[Line]) -> Bridge:
    """What changed a partner's charge, one cause after another in the order of the effects.

    Membership is that of all lines together. Someone who joins enters with the new count, for there is no older one.
    Lines are matched by the key of their charge. Raises MoneyError when a charge occurs twice on one side.
    Source: domain rules 2.4; Melton report 9.2.
    """
    before, after = _by_charge(old), _by_charge(new)
    members = {count.key for line in new for count in line.counts}
    met = {name: _with_members(line, after.get(name), members) for name, line in before.items()}
    counted = {name: _with_counts(line, after.get(name)) for name, line in met.items()}
    priced = {name: _with_amount(line, after.get(name)) for name, line in counted.items()}
    sums = [_charge(partner, lines) for lines in (before, met, counted, priced, after)]
    membership, counts, amounts, scope = (later - earlier for earlier, later in pairwise(sums))
    evidence = weakest(line.evidence for line in (*old, *new))
    return Bridge(partner, sums[0], membership, counts, amounts, scope, sums[-1], evidence)


def _by_charge(lines: Sequence[Line]) -> dict[str, Line]:
    found: dict[str, Line] = {}
    for line in lines:
        if line.charge in found:
            raise MoneyError(f"The charge {line.charge} is given twice on one side of the bridge; give it once.")
        found[line.charge] = line
    return found


def _with_members(line: Line, later: Line | None, members: set[str]) -> Line:
    staying = tuple(count for count in line.counts if count.key in members)
    known = {count.key for count in line.counts}
    joining = tuple(count for count in later.counts if count.key not in known) if later else ()
    return replace(line, counts=staying + joining)


def _with_counts(line: Line, later: Line | None) -> Line:
    return replace(line, counts=later.counts) if later else line


def _with_amount(line: Line, later: Line | None) -> Line:
    return replace(line, amount_pence=later.amount_pence) if later else line


def _charge(partner: str, lines: Mapping[str, Line]) -> int:
    return sum(line.shares().get(partner, 0) for line in lines.values() if _anyone(line.counts))


def _anyone(counts: tuple[Count, ...]) -> bool:
    return any(count.count for count in counts)
