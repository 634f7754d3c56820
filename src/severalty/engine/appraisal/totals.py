"""Do the parts add up to the stated whole, and what does a rounded figure imply."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from math import ceil, floor

from severalty.engine.appraisal.charges import Charge
from severalty.engine.estate.value_evidence import evidence_of
from severalty.engine.evidence import Evidence, weakest
from severalty.engine.fields import Known
from severalty.engine.money import MoneyError


@dataclass(frozen=True)
class Part:
    """A component of a stated sum; `pence` is blank where nobody has said. Only `no` puts it outside the headline."""

    label: str
    pence: int | None
    in_headline: Known = Known.UNKNOWN
    evidence: Evidence = Evidence.UNKNOWN


@dataclass(frozen=True)
class Change:
    """From one amount to another: the difference in pence, and in per cent of the first with two decimals."""

    before_pence: int
    after_pence: int
    difference_pence: int
    percent: str


@dataclass(frozen=True)
class Agreement:
    """The parts held against the stated whole, in pence.

    `agrees` is blank where the whole or a part is not known. `difference_pence` is the stated whole less the sum.
    `parts_outside` are those that the headline leaves out; `unsaid` those of which nobody has said.
    """

    sum_pence: int
    stated_pence: int | None
    agrees: bool | None
    difference_pence: int | None
    percent: str
    parts_outside: tuple[str, ...]
    outside_pence: int
    unsaid: tuple[str, ...]
    not_known: tuple[str, ...]
    evidence: Evidence


@dataclass(frozen=True)
class Interval:
    """The least and the most that a rounded figure allows, both possible."""

    least: int
    most: int


def change(before_pence: int, after_pence: int) -> Change:
    """The difference of two amounts, and what it is of the first in per cent (blank if the first is nought)."""
    difference = after_pence - before_pence
    if not before_pence:
        return Change(before_pence, after_pence, difference, "")
    hundredths = _nearest(Fraction(10_000 * difference, abs(before_pence)))
    sign = "-" if hundredths < 0 else ""
    return Change(before_pence, after_pence, difference, f"{sign}{abs(hundredths) // 100}.{abs(hundredths) % 100:02d}")


def agree(
    parts: Sequence[Part],
    stated_pence: int | None,
    stated_evidence: Evidence = Evidence.UNKNOWN,
    rounded_to_pence: int = 1,
) -> Agreement:
    """Hold the parts inside the headline against the stated whole.

    They agree when the sum would be written as the whole, which the source rounds to `rounded_to_pence`. `percent` is
    the difference in per cent of the sum. Raises MoneyError when `rounded_to_pence` is below one.
    """
    if rounded_to_pence < 1:
        raise MoneyError("A figure is rounded to one penny or more.")
    outside = [part for part in parts if part.in_headline is Known.NO]
    inside = [part for part in parts if part.in_headline is not Known.NO]
    total = sum(part.pence or 0 for part in inside)
    not_known = tuple(part.label for part in inside if part.pence is None)
    gap = None if stated_pence is None else change(total, stated_pence)
    complete = gap is not None and not not_known
    return Agreement(
        sum_pence=total,
        stated_pence=stated_pence,
        agrees=2 * abs(gap.difference_pence) <= rounded_to_pence if gap and complete else None,
        difference_pence=gap.difference_pence if gap else None,
        percent=gap.percent if gap else "",
        parts_outside=tuple(part.label for part in outside),
        outside_pence=sum(part.pence or 0 for part in outside),
        unsaid=tuple(part.label for part in inside if part.in_headline is Known.UNKNOWN),
        not_known=not_known,
        evidence=weakest([part.evidence for part in inside] + ([stated_evidence] if gap else [])),
    )


def agreements_of(charges: Iterable[Charge]) -> Mapping[str, Agreement]:
    """Every charge that others are part of, held against its parts of whatever year, by its key."""
    known = list(charges)
    parts: dict[str, list[Part]] = {}
    for charge in known:
        if charge.part_of:
            part = Part(charge.name or charge.key, charge.amount, charge.in_headline, evidence_of(charge, "amount"))
            parts.setdefault(charge.part_of, []).append(part)
    return {
        whole.key: agree(parts[whole.key], whole.amount, evidence_of(whole, "amount"))
        for whole in known
        if whole.key in parts
    }


def implied_count(responses: int, percent_text: str) -> Interval:
    """How many were asked, if so many answered and the rate was given rounded, as `40` or `40.5` per cent.

    Halves round up. Raises MoneyError for a rate that is not a number from above nought to 100, and where no whole
    number fits.
    """
    rate, step = _read_rate(percent_text)
    if responses < 0:
        raise MoneyError(f"{responses} answers cannot be; write a whole number from nought.")
    half = step / 2
    most = floor(Fraction(100 * responses) / (rate - half)) if rate > half else None
    least = max(responses, floor(Fraction(100 * responses) / (rate + half)) + 1)
    if most is None or most < least:
        raise MoneyError(
            f"{responses} answers cannot be {percent_text} per cent of a whole number; check both figures."
        )
    return Interval(least, most)


def _read_rate(text: str) -> tuple[Fraction, Fraction]:
    clean = text.strip().removesuffix("%").strip()
    whole, _, decimals = clean.partition(".")
    if not (whole.isdecimal() and (decimals.isdecimal() or "." not in clean) and len(clean) <= 12):
        raise MoneyError(f"{text!r} is not a rate in per cent; write it as 40 or 40.5.")
    rate = Fraction(clean)
    if not 0 < rate <= 100:
        raise MoneyError(f"{text!r} is not a rate in per cent; write a number above 0 and up to 100.")
    return rate, Fraction(1, 10 ** len(decimals))


def implied_total(share_pence: int, rounded_to_pence: int, count: int, total_count: int) -> Interval:
    """Between which sums in pence the whole lies, if one partner's share by counts was given rounded.

    The ends are those of the rounding, to the nearest penny. Raises MoneyError when the counts cannot be.
    """
    if not 0 < count <= total_count:
        raise MoneyError(f"A count of {count} out of {total_count} cannot be; the count is from 1 to the total.")
    if rounded_to_pence < 1:
        raise MoneyError("A figure is rounded to one penny or more.")
    ends = [Fraction((2 * share_pence + sign * rounded_to_pence) * total_count, 2 * count) for sign in (-1, 1)]
    return Interval(_nearest(ends[0]), _nearest(ends[1]))


def _nearest(value: Fraction) -> int:
    """The nearest whole number; halves go away from nought."""
    return floor(value + Fraction(1, 2)) if value >= 0 else ceil(value - Fraction(1, 2))
