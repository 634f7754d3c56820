"""Facts of a notice made plain: dates, money, texts; what is doubtful is noted rather than guessed."""

from __future__ import annotations

import datetime as dt
import re
from dataclasses import dataclass, field, replace
from decimal import ROUND_HALF_UP, Decimal, InvalidOperation

from severalty.formats.problems import Problem, clipped
from severalty.formats.published import (
    Published,
    PublishedContract,
    Skipped,
    masked,
)
from severalty.formats.suppliers import Party, merge

YEARS = range(1990, 2100)
MOST_PENCE = 10**14
MONEY = re.compile(
    r"[£€$]?\s*(-?[0-9]{1,3}(?:,[0-9]{3})+(?:\.[0-9]+)?|-?[0-9]{1,30}(?:\.[0-9]+)?(?:[eE][+-]?[0-9]{1,2})?)\Z"
)


@dataclass
class Gathering:
    """What has been gathered from a file so far; `published` closes it."""

    contracts: list[PublishedContract] = field(default_factory=list)
    parties: dict[str, Party] = field(default_factory=dict)
    skipped: list[Skipped] = field(default_factory=list)
    problems: list[Problem] = field(default_factory=list)
    notices: list[str] = field(default_factory=list)

    def note(self, pointer: str, sentence: str) -> None:
        """Add a notice about one place."""
        self.notices.append(f"{pointer}: {sentence}")

    def problem(self, pointer: str, found: object, expected: str, mend: str) -> None:
        """Add a problem about one place of the file."""
        row = int(pointer.removeprefix("row ")) if pointer.startswith("row ") else None
        self.problems.append(Problem("", row, None if row else pointer, masked(str(found)), expected, mend))

    def date(self, value: object, pointer: str) -> dt.date | None:
        """The calendar day as written (`2025-04-23T23:59:59+01:00` is 23 April); None, with a note, when it is none."""
        if value is None or value == "":
            return None
        try:
            day = dt.date.fromisoformat(str(value)[:10])
        except ValueError:
            self.problem(pointer, f"{clipped(str(value))!r}", "a date such as 2025-03-31", "correct the date")
            return None
        if day.year not in YEARS:
            self.note(pointer, f"the date {day.isoformat()} was taken as unknown.")
            return None
        return day

    def pence(self, value: object, pointer: str) -> int | None:
        """An amount in hundredths; None with a note for 0, with a problem for what is negative or no number."""
        if value is None or value == "":
            return None
        amount = _amount(value)
        if amount is None or amount < 0 or amount * 100 > MOST_PENCE:
            self.problem(pointer, f"the value {clipped(str(value))}", "an amount above 0", "correct the amount")
            return None
        if amount == 0:
            self.note(pointer, "the value 0 was taken as unknown.")
            return None
        return int((amount * 100).quantize(Decimal(1), ROUND_HALF_UP))

    def check_period(self, pointer: str, starts: dt.date | None, ends: dt.date | None) -> None:
        """A problem when a period ends before it starts."""
        if starts and ends and ends < starts:
            self.problem(
                pointer,
                f"an end on {ends.isoformat()} before the start on {starts.isoformat()}",
                "an end after the start",
                "find out the right dates from the contract",
            )

    def published(self) -> Published:
        """The gathered contracts, with suppliers merged by number and suggestions by name."""
        merged = merge(self.parties.values())
        contracts = tuple(
            _with_keys(contract, tuple(dict.fromkeys(merged.key_of[key] for key in contract.supplier_keys)))
            for contract in self.contracts
        )
        notices = (*self.notices, *merged.notices)
        return Published(
            contracts, merged.suppliers, merged.suggestions, tuple(self.skipped), tuple(self.problems), notices
        )


def said(value: object) -> str | None:
    """A text of a notice, masked and on one line; None when there is none."""
    if isinstance(value, bool) or not isinstance(value, str | int):
        return None
    return " ".join(masked(str(value)).split()) or None


def _with_keys(contract: PublishedContract, keys: tuple[str, ...]) -> PublishedContract:
    return replace(contract, supplier_keys=keys)


def _amount(value: object) -> Decimal | None:
    if isinstance(value, bool) or not isinstance(value, str | int | float | Decimal):
        return None
    match = MONEY.match(str(value).strip())
    if not match:
        return None
    try:
        return Decimal(match[1].replace(",", ""))
    except InvalidOperation:
        return None
