"""The term of a contract: when it ends, how far it can be extended, and the last day to act."""

import re
from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum
from functools import lru_cache

from severalty.engine.dates import (
    DateError,
    Duration,
    PartialDate,
    Precision,
    day,
    earlier_by,
    later_by,
    read_duration,
)
from severalty.engine.estate.items import Contract, Renewal
from severalty.engine.estate.value_evidence import EvidenceError, is_said

MOST_EXTENSIONS = 20
MOST_YEARS = 50
_MOST_A_YEAR = {"days": 366, "working days": 262, "weeks": 53, "months": 12, "years": 1}
_SATURDAY = 5


class TermError(ValueError):
    """Terms that cannot be read or cannot be right; the message says what was expected."""


@dataclass(frozen=True)
class Terms:
    """What the recorded terms of a contract amount to; blank means that it is not known.

    `current_end` is the end of the initial term moved on by the extensions used; `final_end` by all of them. Both are
    as precise as the recorded end. `faults` say in sentences what is missing or cannot be right.
    """

    starts: PartialDate | None
    current_end: PartialDate | None
    final_end: PartialDate | None
    remaining: tuple[Duration, ...]
    notice: Duration | None
    faults: tuple[str, ...] = ()


class ActState(StrEnum):
    """Whether there is still time to act."""

    NOTHING_KNOWN = "nothing known"
    OPEN = "open"
    MAY_HAVE_PASSED = "may have passed"
    PASSED = "passed"
    ENDED = "ended"


@dataclass(frozen=True)
class LastDay:
    """The last day on which something can be done about a contract before its current term ends.

    `last_day` is no more precise than the recorded end and blank where it does not follow from what is known;
    `missing` then says what to find out. `advised` is the working day before, where the last day is none.
    """

    last_day: PartialDate | None
    act: str
    state: ActState
    current_end: PartialDate | None
    advised: date | None = None
    advice: str = ""
    missing: tuple[str, ...] = ()


@lru_cache(maxsize=1024)
def read_extensions(text: str) -> tuple[Duration, ...] | None:
    """The possible extensions from `12 months; 12 months` or `2 x 12 months`; none from `none`; None from a blank.

    Raises TermError, which names the piece that cannot be read.
    """
    if not text.strip():
        return None
    if text.strip().lower() in ("none", "no", "nil", "0"):
        return ()
    lengths: list[Duration] = []
    for piece in filter(None, (part.strip() for part in text.split(";"))):
        times, length = _read_piece(piece)
        lengths += [length] * times
        if len(lengths) > MOST_EXTENSIONS:
            raise TermError(f"{text!r} has more than {MOST_EXTENSIONS} extensions; check the number.")
    return tuple(lengths)


def _read_piece(piece: str) -> tuple[int, Duration]:
    repeated = re.fullmatch(r"(\d{1,3})\s*[x×]\s*(.+)", piece, re.IGNORECASE)
    try:
        length = _read_length(repeated[2] if repeated else piece)
    except DateError as error:
        raise TermError(
            f"The extension {piece!r} is not a length of time; write 12 months; 12 months, or none."
        ) from error
    if not length.count:
        raise TermError(f"The extension {piece!r} has no length; leave it out or write none.")
    if length.unit == "working days":
        raise TermError(f"The extension {piece!r} is in working days; write days, weeks, months or years.")
    return int(repeated[1]) if repeated else 1, length


@lru_cache(maxsize=1024)
def _read_length(text: str) -> Duration:
    length = read_duration(text)
    if length.count > MOST_YEARS * _MOST_A_YEAR[length.unit]:
        raise TermError(f"{text!r} is longer than {MOST_YEARS} years; check the number and the unit.")
    return length


def terms_of(contract: Contract, *, used: int | None = None) -> Terms:
    """The terms that a contract record amounts to, or would with so many extensions used.

    Nothing is raised: what is wrong is among the faults.
    """
    return _terms(
        contract.starts, contract.ends, contract.extensions, contract.extensions_used if used is None else used,
        contract.notice, relied_on=_is_relied_on(contract),
    )  # fmt: skip


# A register asks for the terms of one contract several times for each council that uses it.
@lru_cache(maxsize=8192)
def _terms(
    starts: PartialDate | None, ends: PartialDate | None, extensions: str, extensions_used: int | None, notice: str,
    *, relied_on: bool,
) -> Terms:  # fmt: skip
    faults: list[str] = []
    try:
        possible = read_extensions(extensions)
    except TermError as error:
        possible, faults = None, [str(error)]
    used = extensions_used or 0
    if not 0 <= used <= len(possible or ()):
        faults.append(f"{used} extensions are used, but {len(possible or ())} are recorded.")
        return Terms(starts, None, None, (), _notice(notice, faults), tuple(faults))
    if possible and extensions_used is None:
        faults.append("Nobody has said how many extensions are used; none is taken as used.")
    if ends is None:
        faults.append("The end of the initial term is not known.")
    elif not relied_on:
        faults.append(f"Nothing is derived from the end of the initial term: {ends} is not relied on.")
    current = _extended(ends if relied_on else None, (possible or ())[:used])
    remaining = (possible or ())[used:]
    final = None if possible is None else _extended(current, remaining)
    return Terms(starts, current, final, remaining, _notice(notice, faults), tuple(faults))


def _is_relied_on(contract: Contract) -> bool:
    try:
        return is_said(contract, "ends")
    except EvidenceError:
        return False


def _notice(notice: str, faults: list[str]) -> Duration | None:
    if not notice:
        return None
    try:
        return _read_length(notice)
    except (DateError, TermError) as error:
        faults.append(str(error))
        return None


def _extended(end: PartialDate | None, lengths: tuple[Duration, ...]) -> PartialDate | None:
    for length in lengths:
        if end is None:
            return None
        # An extension begins on the day after the end: 28 February 2023 and 12 months reach 29 February 2024.
        exact = end.precision is Precision.DAY
        if exact:
            moved = length.after(end.first + timedelta(days=1)) - timedelta(days=1)
            end = day(moved, about=end.about)
        else:
            end = later_by(end, length)
    return end


def last_day_to_act(
    contract: Contract, on: PartialDate, closed: Collection[date] = (), *, used: int | None = None
) -> LastDay:
    """The last day to give notice or take up an extension before the current term ends, seen from a day.

    `used` takes so many extensions as used, whatever is on record.
    Where notice or an extension is called for, it is the current end less the notice period, months clamped to the
    last day of a shorter month. Where the contract simply expires, it is its end. `closed` are bank holidays: they and
    weekends move the advised day, never the last day itself.
    """
    terms = terms_of(contract, used=used)
    act, needs_notice = _act(contract, terms)
    missing = _missing(terms, needs_notice)
    last = None
    if terms.current_end is not None and (terms.notice or not needs_notice):
        last = terms.current_end
        if needs_notice and terms.notice:
            last = earlier_by(terms.current_end, terms.notice, closed)
    advised, advice = working_day_before(last, closed)
    return LastDay(last, act, _state(last, terms.current_end, on), terms.current_end, advised, advice, missing)


def _act(contract: Contract, terms: Terms) -> tuple[str, bool]:
    next_one = f" of {terms.remaining[0]}" if terms.remaining else ""
    if contract.renewal is Renewal.RENEWS_UNLESS_STOPPED:
        return "give notice, or it renews", True
    if contract.renewal is Renewal.EXTENDS_BY_CHOICE and (terms.remaining or not contract.extensions.strip()):
        return f"take up the extension{next_one}, or let it end", True
    if contract.renewal is Renewal.UNKNOWN:
        return "find out what happens at the end, and give notice by then if it renews", True
    return "have what follows in place: it ends", False


def _missing(terms: Terms, needs_notice: bool) -> tuple[str, ...]:
    missing = list(terms.faults)
    if needs_notice and terms.notice is None:
        missing.append("The notice period is not known.")
    return tuple(missing)


def _state(last: PartialDate | None, end: PartialDate | None, on: PartialDate) -> ActState:
    if end is not None and on.first > end.last:
        return ActState.ENDED
    if last is None:
        return ActState.NOTHING_KNOWN
    if on.last <= last.first:
        return ActState.OPEN
    return ActState.PASSED if on.first > last.last else ActState.MAY_HAVE_PASSED


def working_day_before(value: PartialDate | None, closed: Collection[date] = ()) -> tuple[date | None, str]:
    """The nearest working day not after a day, with the advice in words; nothing where the day is one, or not exact."""
    if value is None or value.precision is not Precision.DAY or value.about or not _is_closed(value.first, closed):
        return None, ""
    advised = value.first
    while _is_closed(advised, closed):
        advised -= timedelta(days=1)
    why = f"a {value.first:%A}" if value.first.weekday() >= _SATURDAY else "a bank holiday"
    return advised, f"{value} is {why}: act by {advised:%A} {day(advised)}."


def _is_closed(value: date, closed: Collection[date]) -> bool:
    return value.weekday() >= _SATURDAY or value in closed
