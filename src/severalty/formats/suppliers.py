"""Who is the same supplier: certain by registered number, suggested by name, never merged by name alone."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass

from severalty.formats.published import PublishedSupplier, Suggestion

COMPANY = "GB-COH"
ORDER = (COMPANY, "GB-PPON", "GB-CHC", "GB-SC", "GB-NIC", "GB-VAT")
COMPANY_NUMBER = re.compile(r"(?:[0-9]{8}|[A-Z]{2}[0-9]{5}[0-9A-Z]|[A-Z][0-9]{6}[0-9A-Z])\Z")
PREFIXED = re.compile(r"([A-Z]{2})([0-9]{1,6})\Z")
PLACEHOLDERS = frozenset({"00000000", "12345678", "99999999", "11111111"})
NO_SUPPLIER = frozenset({"notawardedtosupplier", "notawarded", "nosupplier", "na", "none", "tbc", "notapplicable"})
SCHEMES = {"COH": COMPANY, "COMPANIES_HOUSE": COMPANY, "COMPANIESHOUSE": COMPANY, "VAT": "GB-VAT", "CHC": "GB-CHC"}
LEGAL_ENDINGS = frozenset(
    ("ltd", "limited", "plc", "llp", "lp", "llc", "inc", "cic", "cio", "company", "co", "the", "and")
)
TRADING_AS = re.compile(r"\s*(?:\bt/as?\b|\btrading\s+as\b|\bt\.a\.)\s*", re.IGNORECASE)


@dataclass(frozen=True)
class Party:
    """A supplier as one notice names it; `key` is unique within the file."""

    key: str
    name: str
    identifiers: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True)
class Merged:
    """Suppliers after the certain merges; `key_of` leads from a party's key to its supplier's."""

    suppliers: tuple[PublishedSupplier, ...]
    key_of: dict[str, str]
    suggestions: tuple[Suggestion, ...]
    notices: tuple[str, ...]


def identifier(scheme: str, number: str) -> tuple[str, str] | None:
    """A scheme and number in one spelling, or None when the number cannot be one of that scheme.

    Company numbers are upper case and padded to eight characters, VAT numbers nine or twelve digits.
    """
    scheme = SCHEMES.get(scheme.strip().upper(), scheme.strip().upper())
    bare = re.sub(r"[\s.]" if scheme == COMPANY else r"\s", "", number).upper()
    if not scheme or not bare or bare in ("N/A", "NA", "NONE", "TBC", "0", "-"):
        return None
    if scheme == COMPANY:
        return _company(bare)
    if scheme == "GB-VAT":
        digits = bare.removeprefix("GB")
        return (scheme, digits) if digits.isdigit() and len(digits) in (9, 12) else None
    if scheme == "GB-CHC":
        digits = bare.split("-")[0]
        return (scheme, digits) if digits.isdigit() and 5 <= len(digits) <= 8 else None
    return (scheme, re.sub(r"\s", "", number))


def is_no_supplier(name: str) -> bool:
    """Whether a supplier field says that there is none."""
    return re.sub(r"[^a-z]", "", name.casefold()) in NO_SUPPLIER


def plain_name(name: str) -> str:
    """A name for comparing only: no legal form, no `and`, `the` or punctuation; of `X t/a Y` the X."""
    owner = TRADING_AS.split(name)[0] or name
    return " ".join(word for word in _words(owner) if word not in LEGAL_ENDINGS)


def merge(parties: Iterable[Party]) -> Merged:
    """Merge parties that share a registered number; suggest those whose plain names are alike."""
    every = list(parties)
    group = {party.key: party.key for party in every}
    numbers: dict[str, str] = {party.key: _number(party) for party in every}
    holders: dict[tuple[str, str], str] = {}
    notices: list[str] = []
    for party in every:
        for mark in party.identifiers:
            other = _root(group, holders.setdefault(mark, party.key))
            mine = _root(group, party.key)
            if mine == other:
                continue
            if numbers[mine] and numbers[other] and numbers[mine] != numbers[other]:
                notices.append(
                    f'"{party.name}" shares {mark[0]} {mark[1]} with another company number '
                    f"({numbers[other]} and {numbers[mine]}); they were kept apart."
                )
                continue
            group[mine] = other
            numbers[other] = numbers[other] or numbers[mine]
    return _grouped(every, group, notices)


def _grouped(every: list[Party], group: dict[str, str], notices: list[str]) -> Merged:
    members: dict[str, list[Party]] = {}
    for party in every:
        members.setdefault(_root(group, party.key), []).append(party)
    suppliers: list[PublishedSupplier] = []
    key_of: dict[str, str] = {}
    taken: set[str] = set()
    for same in members.values():
        marks = tuple(dict.fromkeys(mark for party in same for mark in party.identifiers))
        key = _key(marks, same[0].key)
        key = same[0].key if key in taken else key
        taken.add(key)
        names = list(dict.fromkeys(party.name for party in same))
        if len({plain_name(name) for name in names}) > 1 and marks:
            notices.append(f"{marks[0][0]} {marks[0][1]} is used under different names: {'; '.join(names)}.")
        suppliers.append(PublishedSupplier(key, names[0], marks, tuple(names[1:])))
        key_of.update({party.key: key for party in same})
    return Merged(tuple(suppliers), key_of, suggestions_among(suppliers), tuple(notices))


def suggestions_among(suppliers: Iterable[PublishedSupplier]) -> tuple[Suggestion, ...]:
    """One suggestion for each set of suppliers with alike names; different company numbers are never suggested."""
    alike: dict[str, list[PublishedSupplier]] = {}
    for supplier in suppliers:
        for name in dict.fromkeys(map(plain_name, (supplier.name, *supplier.other_names))):
            if name:
                alike.setdefault(name, []).append(supplier)
    found: dict[tuple[str, tuple[str, ...]], Suggestion] = {}
    for same in alike.values():
        same = sorted(same, key=lambda supplier: not supplier.identifiers)
        keep, rest = same[0], [other for other in same[1:] if not _differ(same[0], other)]
        if rest:
            names = "; ".join(dict.fromkeys((keep.name, *(other.name for other in rest))))
            why = f"The names are alike: {names}." if "; " in names else f"The same name without a number: {names}."
            merged = tuple(other.key for other in rest)
            found.setdefault((keep.key, merged), Suggestion(keep.key, merged, why))
    return tuple(found.values())


def _words(name: str) -> list[str]:
    plain = unicodedata.normalize("NFKD", name).encode("ascii", "ignore").decode().casefold()
    plain = re.sub(r"['’.]", "", plain.replace("&", " and "))
    return re.findall(r"[a-z0-9]+", plain)


def _differ(one: PublishedSupplier, other: PublishedSupplier) -> bool:
    numbers = [{number for scheme, number in supplier.identifiers if scheme == COMPANY} for supplier in (one, other)]
    return bool(numbers[0] and numbers[1] and numbers[0] != numbers[1])


def _company(bare: str) -> tuple[str, str] | None:
    prefixed = PREFIXED.match(bare)
    if bare.isdigit() and 3 <= len(bare) <= 8:
        bare = bare.zfill(8)
    elif prefixed:
        bare = prefixed[1] + prefixed[2].zfill(6)
    return (COMPANY, bare) if COMPANY_NUMBER.match(bare) and bare not in PLACEHOLDERS else None


def _number(party: Party) -> str:
    return next((number for scheme, number in party.identifiers if scheme == COMPANY), "")


def _key(marks: tuple[tuple[str, str], ...], otherwise: str) -> str:
    ranked = sorted(marks, key=lambda mark: (ORDER.index(mark[0]) if mark[0] in ORDER else len(ORDER), mark))
    return f"{ranked[0][0]}-{ranked[0][1]}" if ranked else otherwise


def _root(group: dict[str, str], key: str) -> str:
    while group[key] != key:
        key = group[key]
    return key
