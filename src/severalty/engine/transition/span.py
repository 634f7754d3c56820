"""The span of days in which plans lie."""

from datetime import date

from severalty.engine.dates import PartialDate

FIRST_DAY, LAST_DAY = date(1990, 1, 1), date(2100, 12, 31)


def day_fault(value: PartialDate | None) -> str:
    """What is wrong with a day that no plan can have, in a sentence; empty for one that it can, or for none.

    A year such as 1900 or 2199 is a slip of the pen, and would draw every picture of the plan over centuries.
    """
    if value is None or (value.first >= FIRST_DAY and value.last <= LAST_DAY):
        return ""
    side = "before" if value.first < FIRST_DAY else "after"
    bound = FIRST_DAY if side == "before" else LAST_DAY
    return f"{value} lies {side} {bound.year}; enter a day from {FIRST_DAY.year} to {LAST_DAY.year}."
