"""The money of a programme: what each council puts in, from which budget, how firm it is, in or out of the headline."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace

from severalty.engine.appraisal.charges import Charge, Recurrence
from severalty.engine.dates import financial_year_name
from severalty.engine.estate.value_evidence import evidence_of, is_said
from severalty.engine.evidence import Evidence, carries_figure, weakest
from severalty.engine.fields import Known

NOT_STATED = "not stated"
REST = "not broken down"
CONTINGENCY = "contingency"


@dataclass(frozen=True)
class ProgrammeRow:
    """One sum of a programme, in pence; None is not known.

    `council` is who bears it whole, blank where it is shared. `years` are in words, `a year` behind them where the sum
    comes every year. `whole` is the key of the sum that it is part of; `counts` says whether it is in the totals: a
    whole is not where its parts stand for it. `rest` marks what a whole exceeds its parts by.
    """

    charge: str
    name: str
    council: str
    first_year: int | None
    years: str
    funding: str
    status: str
    in_headline: Known
    pence: int | None
    evidence: Evidence
    source: str
    whole: str = ""
    counts: bool = True
    rest: bool = False


@dataclass(frozen=True)
class ProgrammeTotal:
    """What some rows come to: pence that are known, and of how many rows they are not."""

    name: str
    rows: int
    in_headline: int
    outside: int
    unknown: int
    evidence: Evidence

    @property
    def pence(self) -> int:
        """In the headline and outside it together."""
        return self.in_headline + self.outside


@dataclass(frozen=True)
class Contingency:
    """What is held against what nobody foresaw, and how much of it was drawn, in pence; None is not known."""

    name: str
    council: str
    held: int | None
    drawn: int | None

    @property
    def left(self) -> int | None:
        """What is left of it."""
        return None if self.held is None or self.drawn is None else self.held - self.drawn


@dataclass(frozen=True)
class Programme:
    """The sums of a programme in the order of councils, with totals; each breakdown adds up to `all`.

    `contingencies` are the sums that have this word in their name; what they came to is what was drawn.
    """

    rows: tuple[ProgrammeRow, ...]
    all: ProgrammeTotal
    by_council: tuple[ProgrammeTotal, ...]
    by_year: tuple[ProgrammeTotal, ...]
    by_funding: tuple[ProgrammeTotal, ...]
    by_status: tuple[ProgrammeTotal, ...]
    contingencies: tuple[Contingency, ...] = ()


def programme_of(charges: Iterable[Charge], councils: Sequence[str] = ()) -> Programme:
    """The sums of a programme among charges: those that come once, or of which somebody says how the headline takes
    them, with their parts.

    Parts stand for their whole in the totals, with what the whole exceeds them by as a row of its own; where a whole
    or a part is not known the rest is not known. Parts of parts are not told apart. Parts outside the headline come on
    top. Only `no` puts a sum outside.
    `councils` gives the order; who is not among them comes after, and what is shared by a key last.
    """
    held = {one.key: one for one in charges}
    chosen = {key: one for key, one in held.items() if _belongs(one)}
    chosen |= {one.key: one for one in held.values() if one.part_of in chosen}
    places = {council: place for place, council in enumerate(councils)}
    late = len(places)
    tops = [one for one in chosen.values() if one.part_of not in chosen or one.part_of == one.key]
    tops.sort(key=lambda one: (late + 1 if not one.borne_by else places.get(one.borne_by, late), one.borne_by,
                               one.year or 0, one.key))  # fmt: skip
    rows = tuple(row for top in tops for row in _with_parts(top, chosen))
    counted = [row for row in rows if row.counts]
    return Programme(
        rows,
        _total("all", counted),
        _by(counted, lambda row: row.council),
        _by(sorted(counted, key=lambda row: row.first_year or 0), lambda row: row.years),
        _by(counted, lambda row: row.funding),
        _by(counted, lambda row: row.status),
        tuple(
            Contingency(row.name, row.council, row.pence, held[row.charge].actual)
            for row in counted
            if CONTINGENCY in row.name.lower() and row.charge in held
        ),
    )


def _belongs(charge: Charge) -> bool:
    return charge.recurrence is Recurrence.ONE_OFF or charge.in_headline is not Known.UNKNOWN


def _with_parts(top: Charge, chosen: Mapping[str, Charge]) -> list[ProgrammeRow]:
    parts = sorted(
        (one for one in chosen.values() if one.part_of == top.key != one.key), key=lambda one: (one.year or 0, one.key)
    )
    first = _row(top)
    if not parts:
        return [first]
    rows = [replace(first, counts=False), *(replace(_row(one), whole=top.key) for one in parts)]
    inside = [row.pence for row in rows[1:] if row.in_headline is not Known.NO]
    known = [pence for pence in inside if pence is not None]
    rest = None if first.pence is None or len(known) < len(inside) else first.pence - sum(known)
    if rest != 0:
        rows.append(replace(first, charge=f"{top.key}, rest", name=f"{first.name}: {REST}", pence=rest, whole=top.key,
                            rest=True))  # fmt: skip
    return rows


def _row(charge: Charge) -> ProgrammeRow:
    evidence = evidence_of(charge, "amount")
    return ProgrammeRow(
        charge=charge.key,
        name=charge.name,
        council=charge.borne_by,
        first_year=charge.year,
        years=_years(charge),
        funding=charge.funding.value if is_said(charge, "funding") else NOT_STATED,
        status=charge.state.value if is_said(charge, "state") else NOT_STATED,
        in_headline=charge.in_headline,
        pence=charge.amount if carries_figure(evidence) else None,
        evidence=evidence,
        source=charge.source,
    )


def _years(charge: Charge) -> str:
    """`2024/25`, `2024/25 to 2025/26`, `2024/25, each year`, or that it is not stated."""
    if charge.year is None:
        return NOT_STATED
    first = financial_year_name(charge.year)
    if charge.year_to is not None:
        return f"{first} to {financial_year_name(charge.year_to)}"
    return f"{first}, each year" if charge.recurrence is Recurrence.RECURRING else first


def _by(rows: Iterable[ProgrammeRow], name_of: Callable[[ProgrammeRow], str]) -> tuple[ProgrammeTotal, ...]:
    groups: dict[str, list[ProgrammeRow]] = {}
    for row in rows:
        groups.setdefault(name_of(row), []).append(row)
    return tuple(_total(name, group) for name, group in groups.items())


def _total(name: str, rows: Sequence[ProgrammeRow]) -> ProgrammeTotal:
    known = [row for row in rows if row.pence is not None]
    return ProgrammeTotal(
        name,
        len(rows),
        sum(row.pence or 0 for row in known if row.in_headline is not Known.NO),
        sum(row.pence or 0 for row in known if row.in_headline is Known.NO),
        len(rows) - len(known),
        weakest(row.evidence for row in rows),
    )
