"""Benefits by financial year: from what they are worth a year, from when, until when, and how they build up."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from fractions import Fraction

from severalty.engine.appraisal.cost_tables import Fault, FaultKind
from severalty.engine.appraisal.lines import Benefit, BenefitKind, Prices
from severalty.engine.appraisal.prices import MOST_YEARS, PriceError, pence_that_add_up
from severalty.engine.dates import MONTHS, PartialDate, Precision, financial_year_name
from severalty.engine.estate.value_evidence import EvidenceError, evidence_of, is_said, source_of
from severalty.engine.evidence import Evidence, weakest
from severalty.engine.fields import Known


@dataclass(frozen=True)
class BenefitYear:
    """What a benefit is worth in one financial year in pence, and in how many months of it."""

    year: int
    pence: int
    months: int


@dataclass(frozen=True)
class BenefitProfile:
    """One benefit by financial year; no years where its worth or its start is not known. `counting` says how."""

    benefit: str
    name: str
    option: str
    owner: str
    kind: BenefitKind
    prices: Prices
    annual_pence: int | None
    approximate: bool
    years: tuple[BenefitYear, ...]
    total_pence: int | None
    evidence: Evidence
    source: str
    counting: str


@dataclass(frozen=True)
class BenefitTotal:
    """What one owner's benefits for one option are worth in a year, in pence; real and cash are never added.

    Owner "" is nobody named, option "" belongs to no option alone.
    """

    option: str
    owner: str
    year: int
    prices: Prices
    cashable_pence: int
    non_cashable_pence: int
    not_said_pence: int
    total_pence: int
    evidence: Evidence


@dataclass(frozen=True)
class BenefitProfiles:
    """All benefits by year, their totals, and what is lacking or perhaps counted twice."""

    profiles: tuple[BenefitProfile, ...]
    totals: tuple[BenefitTotal, ...]
    faults: tuple[Fault, ...]


def benefit_profiles(benefits: Sequence[Benefit], first_year: int, years: int) -> BenefitProfiles:
    """Benefits over so many financial years, by key, with totals by option, owner and year.

    A start counts from the beginning of the month in which its earliest day lies, so a start known to a year counts the
    whole of that year, and one known to a month counts twelfths from that month; an end counts to the end of the month
    of its latest day. Over n years of building up, the first twelve months count one n-th, the next two, and so on.
    Raises PriceError for less than one year or more than a thousand. Source: domain rules 1.1; oneSource Joint
    Committee update 2.5.2.
    """
    if not 0 < years <= MOST_YEARS:
        raise PriceError(f"Benefits cannot be laid over {years} years; use 1 to {MOST_YEARS}.")
    known = sorted(benefits, key=lambda benefit: benefit.key)
    span = range(first_year, first_year + years)
    profiles = tuple(_profile(benefit, span) for benefit in known)
    faults = (*(fault for benefit in known for fault in _faults(benefit)), *_counted_twice(known))
    return BenefitProfiles(profiles, _totals(profiles), faults)


def _profile(benefit: Benefit, span: range) -> BenefitProfile:
    usable = not any(fault.blocking for fault in _faults(benefit))
    years = _years(benefit, span) if usable else ()
    return BenefitProfile(
        benefit=benefit.key,
        name=benefit.name or benefit.key,
        option=benefit.option,
        owner=benefit.owner,
        kind=benefit.kind,
        prices=benefit.prices,
        annual_pence=benefit.annual,
        approximate=benefit.approximate is Known.YES,
        years=years,
        total_pence=sum(year.pence for year in years) if usable else None,
        evidence=evidence_of(benefit, "annual"),
        source=source_of(benefit, "annual"),
        counting=_counting(benefit, span) if usable else "",
    )


def _years(benefit: Benefit, span: range) -> tuple[BenefitYear, ...]:
    """The years in which it counts; a year that began before the span keeps its place in the build-up."""
    if benefit.starts is None or benefit.annual is None:
        return ()
    start = _month(benefit.starts, at_end=False)
    stop = 12 * span.stop + 3 if benefit.ends is None else _month(benefit.ends, at_end=True) + 1
    months = {
        year: range(max(start, 12 * year + 3), min(stop, 12 * year + 15))
        for year in span
        if max(start, 12 * year + 3) < min(stop, 12 * year + 15)
    }
    shares = [
        sum((_share(month - start, benefit.build_up or 0) for month in inside), Fraction(0))
        for inside in months.values()
    ]
    pence = pence_that_add_up([benefit.annual * share / 12 for share in shares])
    return tuple(
        BenefitYear(year, part, len(inside)) for (year, inside), part in zip(months.items(), pence, strict=True)
    )


def _month(value: PartialDate, at_end: bool) -> int:
    """Months since the year nought, January as nought."""
    day = value.last if at_end else value.first
    return 12 * day.year + day.month - 1


def _share(month: int, build_up: int) -> Fraction:
    """How much of a benefit counts in a month after its start."""
    return min(Fraction(month // 12 + 1, build_up), Fraction(1)) if build_up else Fraction(1)


def _counting(benefit: Benefit, span: range) -> str:
    """In one or two sentences, from when it counts, until when, and how it builds up."""
    if benefit.starts is None:
        return ""
    first = benefit.starts.first
    text = f"Counted from the beginning of {MONTHS[first.month - 1]} {first.year}"
    if benefit.starts.precision is not Precision.MONTH or benefit.starts.about:
        text += f" (its start is given as {benefit.starts})"
    if benefit.ends is None:
        text += f" to the end of {financial_year_name(span.stop - 1)}, for no end is given."
    else:
        text += f" to the end of {MONTHS[benefit.ends.last.month - 1]} {benefit.ends.last.year}."
    if benefit.build_up and benefit.build_up > 1:
        text += f" It builds up over {benefit.build_up} years, by as much every twelve months."
    return text


def _faults(benefit: Benefit) -> Iterator[Fault]:
    if benefit.annual is None:
        yield _fault(benefit, FaultKind.NOT_KNOWN, "what it is worth a year is not known", "enter its worth", True)
    elif not _is_said(benefit):
        yield _fault(
            benefit, FaultKind.EVIDENCE, "its source contradicts itself, or what its worth rests on is unknown, so no "
            "figure is derived from it", "settle which figure is right", True,
        )  # fmt: skip
    if benefit.starts is None:
        yield _fault(benefit, FaultKind.START, "its start is not known", "enter from when it counts", True)
    elif benefit.ends is not None and benefit.ends.last < benefit.starts.first:
        yield _fault(benefit, FaultKind.START, "it ends before it starts", "correct its start or its end", True)
    if benefit.prices is Prices.UNKNOWN:
        yield _fault(
            benefit, FaultKind.PRICES, "it does not say whether it is real or cash", "choose its prices", False
        )
    if not source_of(benefit, "annual"):
        yield _fault(
            benefit, FaultKind.SOURCE, "a figure without a source", "name the report and paragraph, or the document",
            False,
        )  # fmt: skip


def _fault(benefit: Benefit, kind: FaultKind, what: str, mend: str, blocking: bool) -> Fault:
    return Fault(kind, benefit.option, benefit.key, benefit.name or benefit.key, (), what, mend, blocking)


def _is_said(benefit: Benefit) -> bool:
    try:
        return is_said(benefit, "annual")
    except EvidenceError:
        return False


def _counted_twice(benefits: Sequence[Benefit]) -> Iterator[Fault]:
    """A caution for each benefit that names a contract which another one names too, for the same option or for all."""
    for benefit in benefits:
        others = [
            other.name or other.key
            for other in benefits
            if other.key != benefit.key
            and benefit.contract
            and other.contract == benefit.contract
            and (other.option == benefit.option or not (other.option and benefit.option))
        ]
        if others:
            yield _fault(
                benefit, FaultKind.DOUBLE_COUNT,
                f"it names the same contract as {', '.join(others)}, so the same saving may be counted twice",
                "say in both what each of them saves, or keep one", False,
            )  # fmt: skip


def _totals(profiles: Iterable[BenefitProfile]) -> tuple[BenefitTotal, ...]:
    sums: dict[tuple[str, str, int, Prices], dict[BenefitKind, int]] = {}
    classes: dict[tuple[str, str, int, Prices], list[Evidence]] = {}
    for profile in profiles:
        for year in profile.years:
            place = (profile.option, profile.owner, year.year, profile.prices)
            by_kind = sums.setdefault(place, dict.fromkeys(BenefitKind, 0))
            by_kind[profile.kind] += year.pence
            classes.setdefault(place, []).append(profile.evidence)
    return tuple(
        BenefitTotal(
            *place,
            cashable_pence=sums[place][BenefitKind.CASHABLE],
            non_cashable_pence=sums[place][BenefitKind.NON_CASHABLE],
            not_said_pence=sums[place][BenefitKind.UNKNOWN],
            total_pence=sum(sums[place].values()),
            evidence=weakest(classes[place]),
        )
        for place in sorted(sums)
    )
