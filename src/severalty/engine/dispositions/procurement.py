"""Procurement law in dates: which regime applies, standstill, notices, a timetable, and what a modification needs.

Evidence for those who advise; never legal advice.
"""

from datetime import date
from enum import StrEnum

from severalty.engine.dates import PartialDate

ADVICE = "Confirm with your legal adviser."
ACT_BEGAN = date(2025, 2, 24)


class Regime(StrEnum):
    """The law under which something is bought, or was."""

    UNKNOWN = "unknown"
    PCR_2015 = "Public Contracts Regulations 2015"
    ACT_2023 = "Procurement Act 2023"


def regime_of(procured_from: PartialDate | None) -> Regime:
    """The law that applies to a procurement begun on a day, and to later changes of what was bought.

    Unknown where the day is, or where it may lie before or after 24 February 2025.
    """
    if procured_from is None:
        return Regime.UNKNOWN
    if procured_from.last < ACT_BEGAN:
        return Regime.PCR_2015
    return Regime.ACT_2023 if procured_from.first >= ACT_BEGAN else Regime.UNKNOWN
