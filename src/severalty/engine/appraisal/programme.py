"""The money of a programme: what each council puts in, from which budget, how firm it is, in or out of the headline."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace

from severalty.engine.appraisal.charges import Charge, DrawDown, Purpose, Recurrence
from severalty.engine.appraisal.contingency import Balance, ContingencyQuestion, balance_of
from severalty.engine.dates import financial_year_name
from severalty.engine.estate.value_evidence import evidence_of, is_said
from severalty.engine.evidence import Evidence, carries_figure, weakest
from severalty.engine.fields import Known

NOT_STATED = "not stated"
REST = "not broken down"
EACH_YEAR = ", each year"
MOST_YEARS = 125


@dataclass(frozen=True)
class ProgrammeRow:
    """One sum of a programme, in pence; None is not known.

    `council` is who bears it whole, blank where it is shared. `years` are in words, `each year` behind them where the
    sum comes every year; `times` is how often it comes, once where the last of its years is not said. `whole` is the
    key of the sum that it is part of; `counts` says whether it is in the totals: a whole is not where its parts stand
    for it. `rest` marks what a whole exceeds its parts by.
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
    times: int = 1

    @property
    def together(self) -> int | None:
        """What it comes to over its years, in pence."""
        return None if self.pence is None else self.pence * self.times


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
class Programme:
    """The sums of a programme in the order of councils, with totals; each breakdown adds up to `all`.

    `contingencies` are the sums whose purpose this is, with what was drawn from them.
    """

    rows: tuple[ProgrammeRow, ...]
    all: ProgrammeTotal
    by_council: tuple[ProgrammeTotal, ...]
    by_year: tuple[ProgrammeTotal, ...]
    by_funding: tuple[ProgrammeTotal, ...]
    by_status: tuple[ProgrammeTotal, ...]
    contingencies: tuple[Balance, ...] = ()


def programme_of(
    charges: Iterable[Charge], councils: Sequence[str] = (), draw_downs: Iterable[DrawDown] = ()
) -> Programme:
    """The sums of a programme among charges: those that come once, or of which somebody says how the headline takes
    them, with their parts.

    Parts stand for their whole in the totals, with what the whole exceeds them by as a row of its own; where a whole
    or a part is not known the rest is not known. Parts of parts are not told apart. Parts outside the headline come on
    top. Only `no` puts a sum outside. A sum that comes each year from one financial year until another counts in each
    of them; how one sum over several years falls on them is not worked out.
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
    drawn = list(draw_downs)
    return Programme(
        rows,
        _total("all", counted),
        _by(counted, lambda row: row.council),
        _by(sorted(_by_year(counted), key=lambda row: row.first_year or 0), lambda row: row.years),
        _by(counted, lambda row: row.funding),
        _by(counted, lambda row: row.status),
        tuple(
            balance_of(
                ContingencyQuestion(held[row.charge], tuple(one for one in drawn if one.contingency == row.charge))
            )
            for row in rows
            if not row.rest and held[row.charge].purpose is Purpose.CONTINGENCY
        ),
    )


def _belongs(charge: Charge) -> bool:
    named = charge.in_headline is not Known.UNKNOWN or charge.purpose is Purpose.CONTINGENCY
    return charge.recurrence is Recurrence.ONE_OFF or named


def _with_parts(top: Charge, chosen: Mapping[str, Charge]) -> list[ProgrammeRow]:
    parts = sorted(
        (one for one in chosen.values() if one.part_of == top.key != one.key), key=lambda one: (one.year or 0, one.key)
    )
    first = _row(top)
    if not parts:
        return [first]
    rows = [replace(first, counts=False), *(replace(_row(one), whole=top.key) for one in parts)]
    inside = [row for row in rows[1:] if row.in_headline is not Known.NO]
    alike = all((row.first_year, row.times) == (first.first_year, first.times) for row in inside)
    times, years = (first.times, first.years) if alike else (1, first.years.removesuffix(EACH_YEAR))
    amounts = [row.pence if alike else row.together for row in (first, *inside)]
    known = [pence for pence in amounts if pence is not None]
    rest = None if len(known) < len(amounts) else known[0] - sum(known[1:])
    if rest != 0:
        rows.append(replace(first, charge=f"{top.key}, rest", name=f"{first.name}: {REST}", pence=rest, whole=top.key,
                            rest=True, times=times, years=years))  # fmt: skip
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
        times=_times(charge),
    )


def _times(charge: Charge) -> int:
    """How often a sum comes that comes each year until another; years the wrong way round, or too many, are once."""
    if charge.recurrence is not Recurrence.RECURRING or charge.year is None or charge.year_to is None:
        return 1
    count = charge.year_to - charge.year + 1
    return count if 1 <= count <= MOST_YEARS else 1


def _by_year(rows: Iterable[ProgrammeRow]) -> list[ProgrammeRow]:
    """The rows, each of those that come every year until another once for each of its years."""
    found: list[ProgrammeRow] = []
    for row in rows:
        if row.times == 1 or row.first_year is None:
            found.append(row)
            continue
        years = range(row.first_year, row.first_year + row.times)
        found += [replace(row, first_year=year, years=financial_year_name(year), times=1) for year in years]
    return found


def _years(charge: Charge) -> str:
    """`2024/25`, `2024/25 to 2025/26`, either with `, each year` behind it, or that it is not stated."""
    if charge.year is None:
        return NOT_STATED
    first = financial_year_name(charge.year)
    if charge.year_to is not None:
        each = EACH_YEAR if charge.recurrence is Recurrence.RECURRING else ""
        return f"{first} to {financial_year_name(charge.year_to)}{each}"
    return f"{first}{EACH_YEAR}" if charge.recurrence is Recurrence.RECURRING else first


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
        sum(row.together or 0 for row in known if row.in_headline is not Known.NO),
        sum(row.together or 0 for row in known if row.in_headline is Known.NO),
        len(rows) - len(known),
        weakest(row.evidence for row in known or rows),
    )
