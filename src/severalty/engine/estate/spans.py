"""Spans of time as reports state them: lengths between dates, lengths added up, and slips."""

from collections.abc import Sequence
from datetime import timedelta

from severalty.engine.dates import DateError, Duration, PartialDate, Precision, add_months, between, month


def length_of(starts: PartialDate, ends: PartialDate) -> Duration:
    """How long something runs from its first day to its last, both included.

    Whole years where it comes to whole years, else whole months, else days. Two dates known to the month give months.
    Raises DateError where the end is before the start or either is known less precisely than to the month.
    """
    precisions = {starts.precision, ends.precision}
    if not precisions <= {Precision.DAY, Precision.MONTH} or len(precisions) > 1:
        raise DateError("A length needs two dates known equally well, to the day or to the month.")
    if ends.last < starts.first:
        raise DateError(f"It cannot end ({ends}) before it starts ({starts}).")
    after = ends.last + timedelta(days=1)
    months = 12 * (after.year - starts.first.year) + after.month - starts.first.month
    if months < 1 or add_months(starts.first, months) != after:
        return Duration((after - starts.first).days, "days")
    return Duration(months // 12, "years") if months % 12 == 0 else Duration(months, "months")


def lengths_together(lengths: Sequence[Duration]) -> Duration:
    """Lengths one after another as one, such as an initial term and its extensions.

    Years where it comes to whole years, else months; days and weeks together come to days. Raises DateError where
    months are to be added to days, or where there are working days, for then the sum depends on the start.
    """
    in_months = [length.months for length in lengths]
    if not any(months is None for months in in_months):
        total = sum(months or 0 for months in in_months)
        return Duration(total // 12, "years") if total % 12 == 0 else Duration(total, "months")
    if any(months is not None for months in in_months):
        raise DateError("Months and days do not add up without a starting date; give all in months or all in days.")
    if any(length.unit == "working days" for length in lengths):
        raise DateError("Working days do not add up without a starting date; give all in days or all in months.")
    return Duration(sum(length.count * (7 if length.unit == "weeks" else 1) for length in lengths), "days")


def slipped(value: PartialDate, least: Duration, most: Duration) -> PartialDate:
    """When something may happen that slips by a length between two. Raises DateError where `most` is the shorter."""
    first, last = least.after(value.first), most.after(value.last)
    if most.after(value.first) < first:
        raise DateError(f"A slip of {least} to {most} is the wrong way round; give the shorter first.")
    whole_months = value.precision is Precision.MONTH and least == most and least.months is not None
    if whole_months:
        return month(first.year, first.month, about=value.about)
    return between(first, last, about=value.about)
