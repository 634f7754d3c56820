"""Whole pence, and splitting them so that the parts add up."""

import re
from collections.abc import Sequence

_POUNDS = re.compile(r"(?P<sign>-?)\s*£?\s*(?P<pounds>\d{1,3}(?:[, \u00a0\u202f]\d{3})+|\d+)(?:\.(?P<pence>\d{1,2}))?")
_SCALES = {"": 1, "k": 1_000, "m": 1_000_000}
MOST_PENCE = 10**15
_MOST_SIGNS = 40  # an amount that is longer is none; Python will not read thousands of digits as a number


class MoneyError(ValueError):
    """An amount that cannot be read or shared; the message says what was expected."""


def read_pounds(text: str) -> int:
    """Whole pence from `1,234.50`, `£1234.5`, `-100`, `52k` or `£8.1m`.

    Raises MoneyError for anything else, for fractions of a penny, and for sums of ten million million pounds or more.
    """
    clean = text.strip().replace("−", "-")
    if len(clean) > _MOST_SIGNS:
        raise MoneyError(f"{clean[:_MOST_SIGNS]!r} and {len(clean) - _MOST_SIGNS:,} signs more are not an amount in "
                         "pounds; write it as 1234.50.")  # fmt: skip
    if clean.startswith("(") and clean.endswith(")"):
        clean = "-" + clean[1:-1]
    scaled = re.fullmatch(r"(-?)\s*£?\s*(\d+)(?:\.(\d{1,6}))?\s*([km])", clean, re.IGNORECASE)
    if scaled:
        fraction = (scaled[3] or "").ljust(8, "0")
        pence, rest = divmod((int(scaled[2]) * 10**8 + int(fraction)) * _SCALES[scaled[4].lower()] * 100, 10**8)
        if rest:
            raise MoneyError(f"{text!r} has fractions of a penny.")
        return _within(-pence if scaled[1] else pence, text)
    found = _POUNDS.fullmatch(clean)
    if not found:
        raise MoneyError(f"{text!r} is not an amount in pounds; write it as 1234.50.")
    whole = int(re.sub(r"\D", "", found["pounds"])) * 100 + int((found["pence"] or "").ljust(2, "0"))
    return _within(-whole if found["sign"] else whole, text)


def _within(pence: int, text: str) -> int:
    if abs(pence) >= MOST_PENCE:
        raise MoneyError(f"{text!r} is more money than any council has; check the number of noughts.")
    return pence


def write_pounds(pence: int) -> str:
    """`-1234.50` for -123450: the spelling that files carry."""
    return f"{'-' if pence < 0 else ''}{abs(pence) // 100}.{abs(pence) % 100:02d}"


def split(total: int, weights: Sequence[int]) -> tuple[int, ...]:
    """Share whole pence in proportion to whole-number weights, by largest remainder.

    Every part is the exact share rounded down, then the pence left over go one each to the largest fractions;
    equal fractions go to the larger weight, then to the earlier place in the list. A negative total is shared as its
    positive and negated. The parts always add up to the total, and each is within a penny of its exact share.

    Raises MoneyError when a weight is negative or all are nought. Source: domain rules 2.2 (Hamilton's method).
    """
    if any(weight < 0 for weight in weights):
        raise MoneyError("A share cannot be negative.")
    whole = sum(weights)
    if whole <= 0:
        raise MoneyError("Nothing to share by: every count is nought.")
    amount = abs(total)
    parts = [amount * weight // whole for weight in weights]
    order = sorted(range(len(weights)), key=lambda i: (-(amount * weights[i] % whole), -weights[i], i))
    for index in order[: amount - sum(parts)]:
        parts[index] += 1
    return tuple(-part for part in parts) if total < 0 else tuple(parts)
