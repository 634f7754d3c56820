"""Contracts Finder's tables of notices: one row each, several suppliers in one cell."""

from __future__ import annotations

import re

from severalty.formats.day_order import DayOrder, day_order
from severalty.formats.limits import Limits
from severalty.formats.notice_facts import Gathering, said
from severalty.formats.problems import unreadable
from severalty.formats.published import PublishedContract, Skipped, missing_of
from severalty.formats.sheets import Sheet, read_book
from severalty.formats.suppliers import Party, identifier, is_no_supplier
from severalty.formats.workbook_scan import letter

ALIASES = {
    "ocid": ("id", "notice identifier", "notice id", "reference", "ocid"),
    "title": ("title",),
    "description": ("description",),
    "buyer": ("organisation", "organisation name", "buyer"),
    "status": ("status",),
    "kind": ("notice_type", "notice type"),
    "published_on": ("published_date", "published date"),
    "value": ("awarded_value", "awarded value"),
    "suppliers": (
        "awarded_supplier",
        "supplier [name|address|ref type|ref number|is sme|is vcse]",
        "supplier name",
        "supplier",
    ),
    "starts": ("contract start date",),
    "ends": ("contract end date",),
    "cpv": ("cpv_codes", "cpv codes"),
    "procedure": ("procedure type", "ojeu procedure type", "procedure"),
    "source": ("url", "links", "notice url"),
}
NEEDED = ("ocid", "title", "status")
DATES = ("published_on", "starts", "ends")
NOT_CONTRACTS = {
    "preprocurement": "early engagement",
    "pipeline": "a plan for later",
    "future opportunity": "a plan for later",
}
DETAILED = re.compile(r"\[([^\[\]]*)\]")


def gather_table(data: bytes, title: str, gathering: Gathering, limits: Limits) -> None:
    """Gather the awarded notices of a table; raises Unreadable when no sheet has the columns of a notice table."""
    book = read_book(data, title, limits=limits)
    gathering.problems.extend(book.problems)
    gathering.notices.extend(book.notices)
    for sheet in book.sheets:
        headings = {name: _heading(sheet, aliases) for name, aliases in ALIASES.items()}
        if all(headings[name] for name in NEEDED):
            _gather_sheet(sheet, {name: heading for name, heading in headings.items() if heading}, gathering)
            return
    raise unreadable(
        title,
        "neither OCDS JSON nor a table of notices",
        "columns for the identifier, title and status of notices",
        "choose the file that Contracts Finder or another notice service sends",
    )


def _heading(sheet: Sheet, aliases: tuple[str, ...]) -> str | None:
    by_name = {text.casefold(): text for text in reversed(sheet.headers)}
    return next((by_name[alias] for alias in aliases if alias in by_name), None)


def _gather_sheet(sheet: Sheet, headings: dict[str, str], gathering: Gathering) -> None:
    rows = [
        (number, {name: record.get(heading, "") for name, heading in headings.items()})
        for number, record in sheet.records()
    ]
    orders = {name: _order(name, rows, sheet, headings, gathering) for name in DATES if name in headings}
    latest: dict[str, tuple[int, dict[str, str]]] = {}
    for number, row in rows:
        for name, order in orders.items():
            row[name] = order.iso(row[name]) or row[name]
        known = latest.get(row["ocid"])
        if known is not None and row["ocid"]:
            newer = row.get("published_on", "") >= known[1].get("published_on", "")
            used, unused = (number, known[0]) if newer else (known[0], number)
            gathering.note(f"row {unused}", f"an earlier notice of {row['ocid']}; that in row {used} was used.")
            if not newer:
                continue
        latest[row["ocid"] or f"row {number}"] = (number, row)
    for number, row in sorted(latest.values(), key=lambda entry: entry[0]):
        _gather_row(f"row {number}", row, gathering)


def _order(
    name: str,
    rows: list[tuple[int, dict[str, str]]],
    sheet: Sheet,
    headings: dict[str, str],
    gathering: Gathering,
) -> DayOrder:
    column = letter(sheet.headers.index(headings[name]) + 1)
    order = day_order([(number, row[name]) for number, row in rows], sheet=sheet.name, column=column)
    gathering.problems.extend(order.problems)
    gathering.notices.extend([order.notice] if order.notice else [])
    return order


def _gather_row(pointer: str, row: dict[str, str], gathering: Gathering) -> None:
    ocid, title, status = row["ocid"] or pointer, said(row["title"]), row["status"].lower()
    reason = NOT_CONTRACTS.get(row.get("kind", "").lower(), "")
    if reason or status != "awarded":
        gathering.skipped.append(Skipped(pointer, ocid, title, reason or f"the notice is {status or 'without status'}"))
        return
    keys = _supplier_keys(pointer, ocid, row.get("suppliers", ""), gathering)
    starts, ends = (gathering.date(row.get(name), pointer) for name in ("starts", "ends"))
    gathering.check_period(pointer, starts, ends)
    pence = gathering.pence(row.get("value"), pointer)
    buyer = said(row.get("buyer"))
    gathering.contracts.append(
        PublishedContract(
            pointer=pointer,
            ocid=ocid,
            award_id=None,
            title=title,
            description=said(row.get("description")),
            buyer=buyer,
            supplier_keys=keys,
            status=status,
            starts=starts,
            ends=ends,
            max_extent=None,
            period_source="notice" if starts or ends else None,
            value_pence=pence,
            currency="GBP" if pence else None,
            value_is="unknown",
            cpv=tuple(dict.fromkeys(re.findall(r"\b[0-9]{8}\b", row.get("cpv", "")))),
            published_on=gathering.date(row.get("published_on"), pointer),
            procedure=said(row.get("procedure")),
            source=said(row.get("source")),
            missing=missing_of(title=title, buyer=buyer, suppliers=keys, starts=starts, ends=ends, value=pence),
        )
    )


def _supplier_keys(pointer: str, ocid: str, text: str, gathering: Gathering) -> tuple[str, ...]:
    keys: list[str] = []
    for at, (name, marks) in enumerate(dict(_suppliers(text)).items()):
        plain = said(name)
        if plain is None:
            continue
        if is_no_supplier(plain):
            gathering.note(pointer, f'"{plain}" was read as: no supplier.')
            continue
        key = f"{ocid}:{at}"  # the row would be another in the next file
        gathering.parties[key] = Party(key, plain, marks)
        keys.append(key)
    return tuple(keys)


def _suppliers(text: str) -> list[tuple[str, tuple[tuple[str, str], ...]]]:
    """The suppliers of one cell: `[name|address|number type|number|…]` each, or names joined by bare commas."""
    found: list[tuple[str, tuple[tuple[str, str], ...]]] = []
    if text.startswith("["):
        for each in DETAILED.findall(text):
            fields = [*(field.strip() for field in each.split("|")), "", "", ""]
            mark = identifier(fields[2], fields[3]) if fields[2] and fields[3] else None
            found.append((fields[0], (mark,) if mark else ()))
        return found
    # A comma followed by a space belongs to a name ("Baker, Lomax & Shackley Limited").
    return [(name.strip(), ()) for name in re.split(r",(?! )", text) if name.strip()]
