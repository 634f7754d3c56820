"""A directory's list of users to numbers of users by partner, keeping nothing of any person."""

from __future__ import annotations

import datetime as dt
import re
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Literal

from severalty.formats.limits import LIMITS, Limits
from severalty.formats.problems import Problem, unreadable
from severalty.formats.sheets import Sheet, read_book

ALIASES = {
    "address": (
        "userprincipalname", "user principal name", "upn", "mail", "email", "e-mail", "primary smtp address",
        "member email", "member",
    ),
    "enabled": ("accountenabled", "account enabled", "enabled", "account status", "block credential"),
    "company": ("companyname", "company name", "company", "organisation", "organization"),
    "department": ("department",),
    "office": ("officelocation", "office location", "physicaldeliveryofficename", "office"),
    "kind": ("usertype", "user type", "recipienttypedetails", "mailbox type", "type"),
    "licences": ("assignedlicenses", "assigned licenses", "licenses", "assigned products", "licences"),
    "name": ("displayname", "display name", "name", "cn"),
}  # fmt: skip
YES = frozenset({"true", "yes", "1", "enabled", "active", "y"})
NO = frozenset({"false", "no", "0", "disabled", "inactive", "blocked", "n"})
GUEST_MARK = "#ext#"
SHARED = re.compile(r"\b(shared|room|equipment|scheduling|resource)", re.IGNORECASE)
SERVICE = re.compile(
    r"(?:^|[\W_])(svc|service[\W_]?account|srv|admin|adm|test|noreply|no-reply|scanner|kiosk)(?:[\W_\d]|$)",
    re.IGNORECASE,
)
By = Literal["domain", "company", "department", "office"]


@dataclass(frozen=True)
class Counting:
    """How users are counted.

    `partners` leads from a mail domain or a column's text (capitals apart) to a partner's name; `by` says which of
    them. Each option leaves out one kind of account.
    """

    partners: Mapping[str, str]
    by: By = "domain"
    without_disabled: bool = True
    without_guests: bool = True
    without_shared: bool = True
    without_service: bool = True
    without_unlicensed: bool = False


@dataclass(frozen=True)
class UserCount:
    """Numbers of users on a day; no name, address or other fact of a person is kept.

    `unmatched` counts users by a domain, company, department or office that belongs to no partner.
    """

    census_on: dt.date
    by_partner: dict[str, int]
    excluded: dict[str, int]
    unmatched: dict[str, int]
    problems: tuple[Problem, ...] = ()
    notices: tuple[str, ...] = ()


@dataclass
class _Tally:
    partners: Counter[str] = field(default_factory=Counter)
    excluded: Counter[str] = field(default_factory=Counter)
    unmatched: Counter[str] = field(default_factory=Counter)
    problems: list[Problem] = field(default_factory=list)
    seen: set[str] = field(default_factory=set)


def count_users(
    source: bytes | Path, counting: Counting, *, census_on: dt.date, name: str = "", limits: Limits = LIMITS
) -> UserCount:
    """Count the users or group members of an export (.csv, .xlsx) by partner.

    A user listed twice counts once. Raises Unreadable when no sheet has the columns that counting needs.
    """
    book = read_book(source, name, limits=limits)
    needed = "address" if counting.by == "domain" else counting.by
    for sheet in book.sheets:
        columns = _columns(sheet)
        if needed in columns:
            tally = _Tally(partners=Counter(dict.fromkeys(counting.partners.values(), 0)))
            matching = {key.casefold().strip().lstrip("@"): partner for key, partner in counting.partners.items()}
            for number, record in sheet.records():
                row = {fact: record.get(heading, "") for fact, heading in columns.items()}
                _count_row(sheet, number, row, columns, counting, matching, tally)
            return UserCount(
                census_on,
                dict(tally.partners),
                dict(tally.excluded),
                dict(tally.unmatched),
                (*map(_nameless, book.problems), *tally.problems),
                (*book.notices, *_not_checked(columns, counting)),
            )
    raise unreadable(
        book.name, f"no column for the {needed}", f"one of the headings {', '.join(ALIASES[needed])}",
        "export the list of users with that column",
    )  # fmt: skip


def _count_row(
    sheet: Sheet,
    number: int,
    row: dict[str, str],
    columns: dict[str, str],
    counting: Counting,
    matching: dict[str, str],
    tally: _Tally,
) -> None:
    address = row.get("address", "").casefold()
    if address and address in tally.seen:
        tally.excluded["listed twice"] += 1
        return
    tally.seen.add(address)
    reason = _reason(row, columns, counting)
    if reason:
        tally.excluded[reason] += 1
        return
    key = address.rpartition("@")[2] if counting.by == "domain" else row[counting.by].casefold()
    if counting.by == "domain" and "@" not in address:
        column = sheet.letter_of(columns["address"])
        tally.problems.append(
            Problem(sheet.name, number, column, "no mail address", "an address with @", "correct or delete the row")
        )
    elif key in matching:
        tally.partners[matching[key]] += 1
    else:
        tally.unmatched[key or "(empty)"] += 1


def _reason(row: dict[str, str], columns: dict[str, str], counting: Counting) -> str:
    """Why an account is not counted, or an empty text."""
    address, kind = row.get("address", ""), row.get("kind", "")
    label = f"{address.partition('@')[0]} {row.get('name', '')}"
    checks = (
        (counting.without_disabled, "disabled", _is_disabled(row, columns)),
        (counting.without_guests, "guest", "guest" in kind.casefold() or GUEST_MARK in address.casefold()),
        (counting.without_shared, "shared", bool(SHARED.search(kind) or SHARED.match(label))),
        (counting.without_service, "service account", bool(SERVICE.search(address.partition("@")[0]))),
        (counting.without_unlicensed, "unlicensed", "licences" in columns and row["licences"].casefold() in _NONE),
    )
    return next((reason for wanted, reason, holds in checks if wanted and holds), "")


_NONE = frozenset({"", "[]", "none", "unlicensed", "0"})


def _is_disabled(row: dict[str, str], columns: dict[str, str]) -> bool:
    state = row.get("enabled", "").casefold()
    # "Block credential" says the opposite of "account enabled".
    return state in (YES if "block" in columns.get("enabled", "").casefold() else NO)


def _columns(sheet: Sheet) -> dict[str, str]:
    by_name = {text.casefold(): text for text in reversed(sheet.headers) if text}
    found = {
        fact: next((by_name[each] for each in aliases if each in by_name), "") for fact, aliases in ALIASES.items()
    }
    return {fact: heading for fact, heading in found.items() if heading}


def _not_checked(columns: dict[str, str], counting: Counting) -> list[str]:
    wanted = {
        "enabled": counting.without_disabled,
        "kind": counting.without_guests,
        "licences": counting.without_unlicensed,
    }
    words = {"enabled": "whether accounts are enabled", "kind": "guests by their type", "licences": "licences"}
    return [
        f"The file has no column to tell {words[fact]}."
        for fact, asked in wanted.items()
        if asked and fact not in columns
    ]


def _nameless(problem: Problem) -> Problem:
    """A cell's text may be a person's: only its place is kept."""
    return Problem(problem.sheet, problem.row, problem.column, "a fault", problem.expected, problem.mend)
