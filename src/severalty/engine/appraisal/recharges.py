"""Who pays what for each shared cost: lines, schedules by year, and the year-end true-up."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from severalty.engine.appraisal.apportionment import Apportionment, Count, apportion
from severalty.engine.appraisal.charges import Charge, CostKey, Funding, KeyCount
from severalty.engine.estate.value_evidence import evidence_of, is_said
from severalty.engine.evidence import Evidence, carries_figure, weakest


@dataclass(frozen=True)
class Costs:
    """Charges, the keys they are shared by, and the counts under those keys."""

    charges: tuple[Charge, ...]
    keys: tuple[CostKey, ...] = ()
    counts: tuple[KeyCount, ...] = ()


@dataclass(frozen=True)
class Line:
    """A cost with the counts it is shared by; `actual_*` are those of the year-end, where they are known.

    A cost that one partner bears has the one count of that partner. `evidence` is the weakest of charge and key.
    """

    charge: str
    amount_pence: int
    counts: tuple[Count, ...]
    name: str = ""
    year: int | None = None
    funding: Funding = Funding.REVENUE
    key: str = ""
    evidence: Evidence = Evidence.UNKNOWN
    actual_pence: int | None = None
    actual_counts: tuple[Count, ...] = ()

    @property
    def total_count(self) -> int:
        """All counts together."""
        return sum(count.count for count in self.counts)

    def shares(self) -> dict[str, int]:
        """Pence by partner."""
        return shares_of(self.amount_pence, self.counts)


@dataclass(frozen=True)
class LeftOut:
    """A charge that could not be shared, and why."""

    charge: str
    year: int | None
    reason: str


@dataclass(frozen=True)
class Lines:
    """The costs that can be shared, and those that cannot with the reason."""

    lines: tuple[Line, ...]
    left_out: tuple[LeftOut, ...] = ()


@dataclass(frozen=True)
class ScheduleRow:
    """What one partner pays in one financial year, in pence, by the budget it is met from."""

    year: int | None
    partner: str
    revenue_pence: int
    capital_pence: int
    capital_from_revenue_pence: int
    total_pence: int
    evidence: Evidence


@dataclass(frozen=True)
class Schedule:
    """Recharges by year and partner; `total_pence` is the sum of the charges and of the rows alike."""

    rows: tuple[ScheduleRow, ...]
    total_pence: int
    left_out: tuple[LeftOut, ...]


@dataclass(frozen=True)
class TrueUpRow:
    """One partner's share of what a charge came to, less what it was billed; in pence, plus means it owes."""

    year: int | None
    charge: str
    partner: str
    billed_pence: int
    actual_pence: int
    difference_pence: int


@dataclass(frozen=True)
class TrueUp:
    """Differences at the year's end; they add up to the actual less the billed amounts."""

    rows: tuple[TrueUpRow, ...]
    billed_pence: int
    actual_pence: int
    difference_pence: int
    left_out: tuple[LeftOut, ...]


def shares_of(amount: int, counts: tuple[Count, ...]) -> dict[str, int]:
    """Pence by partner, to the penny. Raises MoneyError as `apportion` does."""
    return {share.key: share.pence for share in apportion(Apportionment(amount, counts)).shares}


def lines_of(costs: Costs) -> Lines:
    """The charges as lines that can be shared, and those that cannot.

    A charge that other charges are part of is a stated whole: its parts are shared in its place, by their own key or,
    where that is blank, by the key of the whole. Nothing is derived from a charge or a key whose evidence carries no
    figure.
    """
    keyed = _keyed(costs)
    wholes = {charge.part_of for charge in costs.charges if charge.part_of}
    by_key = {charge.key: charge for charge in costs.charges}
    lines, left_out = [], []
    for charge in costs.charges:
        filled = _with_key_of_whole(charge, by_key)
        reason = "its parts are shared in its place" if charge.key in wholes else _why_not(filled, keyed)
        if reason:
            left_out.append(LeftOut(charge.key, _year_of(charge), reason))
        else:
            lines.append(_line(filled, keyed))
    return Lines(tuple(lines), tuple(left_out))


def _year_of(charge: Charge) -> int | None:
    """The financial year that a sum falls on; none where it spans several, since nobody says how it falls on them."""
    return charge.year if charge.year_to is None else None


@dataclass(frozen=True)
class _Keyed:
    """The counts under a key, and what keeps a cost from being shared by it (blank if nothing)."""

    counts: tuple[Count, ...] = ()
    evidence: Evidence = Evidence.UNKNOWN
    fault: str = ""


def _keyed(costs: Costs) -> dict[str, _Keyed]:
    rows: dict[str, list[tuple[str, int]]] = {key.key: [] for key in costs.keys}
    for row in costs.counts:
        if row.count is not None:
            rows.setdefault(row.cost_key, []).append((row.organisation, row.count))
    found = {}
    for key in costs.keys:
        fault = _fault(key, rows[key.key])
        counts = () if fault else tuple(Count(organisation, count) for organisation, count in rows[key.key])
        found[key.key] = _Keyed(counts, key.evidence, fault)
    return found


def _fault(key: CostKey, rows: Sequence[tuple[str, int]]) -> str:
    name = key.name or key.key
    if any(count < 0 for _, count in rows):
        return f"its key {name} has a count below nought"
    if not any(count for _, count in rows):
        return f"its key {name} has no counts"
    if len({organisation for organisation, _ in rows}) < len(rows):
        return f"its key {name} counts an organisation twice"
    if not carries_figure(key.evidence):
        return f"nothing is derived from its key {name}: evidence {key.evidence.label}"
    return ""


def _with_key_of_whole(charge: Charge, by_key: Mapping[str, Charge]) -> Charge:
    seen = {charge.key}
    whole = charge
    while not (whole.cost_key or whole.borne_by) and whole.part_of in by_key and whole.part_of not in seen:
        seen.add(whole.part_of)
        whole = by_key[whole.part_of]
    return replace(
        charge,
        cost_key=charge.cost_key or whole.cost_key,
        borne_by=charge.borne_by or whole.borne_by,
        true_up_key=charge.true_up_key or whole.true_up_key,
    )


def _why_not(charge: Charge, keyed: Mapping[str, _Keyed]) -> str:
    if charge.amount is None:
        return "its amount is not known"
    if not is_said(charge, "amount"):
        return f"nothing is derived from its amount: evidence {evidence_of(charge, 'amount').label}"
    if charge.borne_by:
        return ""
    if not charge.cost_key:
        return "it has neither a key nor an organisation that bears it"
    return keyed[charge.cost_key].fault if charge.cost_key in keyed else f"its key {charge.cost_key} is not on record"


def _line(charge: Charge, keyed: Mapping[str, _Keyed]) -> Line:
    if charge.borne_by:
        by = late = _Keyed((Count(charge.borne_by, 1),))
        evidence = evidence_of(charge, "amount")
    else:
        by = keyed[charge.cost_key]
        late = keyed.get(charge.true_up_key or charge.cost_key, _Keyed())
        evidence = weakest([evidence_of(charge, "amount"), by.evidence])
    return Line(
        charge=charge.key,
        amount_pence=charge.amount or 0,
        counts=by.counts,
        name=charge.name,
        year=_year_of(charge),
        funding=charge.funding,
        key="" if charge.borne_by else charge.cost_key,
        evidence=evidence,
        actual_pence=charge.actual,
        actual_counts=late.counts,
    )


def recharge_schedule(costs: Costs) -> Schedule:
    """Recharges by financial year and partner, capital and revenue apart, to the penny. Source: domain rules 2.2."""
    found = lines_of(costs)
    sums: dict[tuple[int | None, str], dict[Funding, int]] = {}
    classes: dict[tuple[int | None, str], list[Evidence]] = {}
    for line in found.lines:
        for partner, pence in line.shares().items():
            place = (line.year, partner)
            by_funding = sums.setdefault(place, dict.fromkeys(Funding, 0))
            by_funding[line.funding] += pence
            classes.setdefault(place, []).append(line.evidence)
    rows = tuple(
        ScheduleRow(
            year,
            partner,
            parts[Funding.REVENUE],
            parts[Funding.CAPITAL],
            parts[Funding.CAPITAL_FROM_REVENUE],
            sum(parts.values()),
            weakest(classes[year, partner]),
        )
        for (year, partner), parts in sorted(sums.items(), key=lambda entry: entry[0][0] or 0)
    )
    return Schedule(rows, sum(line.amount_pence for line in found.lines), found.left_out)


def true_up(costs: Costs) -> TrueUp:
    """Each partner's share of the actual by the year-end counts, less its share of the amount that was billed.

    A charge without an actual, or whose year-end key has no counts, is left out with the reason.
    """
    found = lines_of(costs)
    left_out = list(found.left_out)
    rows: list[TrueUpRow] = []
    for line in found.lines:
        if line.actual_pence is None or not line.actual_counts:
            missing = "what it came to is not known" if line.actual_pence is None else "its year-end key has no counts"
            left_out.append(LeftOut(line.charge, line.year, missing))
            continue
        rows.extend(_true_up_rows(line, shares_of(line.actual_pence, line.actual_counts)))
    billed, actual = sum(row.billed_pence for row in rows), sum(row.actual_pence for row in rows)
    return TrueUp(tuple(rows), billed, actual, actual - billed, tuple(left_out))


def _true_up_rows(line: Line, actual: Mapping[str, int]) -> list[TrueUpRow]:
    billed = line.shares()
    return [
        TrueUpRow(
            line.year, line.charge, partner, billed.get(partner, 0), actual.get(partner, 0),
            actual.get(partner, 0) - billed.get(partner, 0),
        )
        for partner in dict.fromkeys([*billed, *actual])
    ]  # fmt: skip
