"""The append-only record of who did what: one row a change, chained by digests."""

import hashlib
import json
import secrets
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any

from django.db import connection

from severalty.engine.freeze import canonical
from severalty.tenancy.access import Viewer
from severalty.tenancy.models import AuditEntry, Case, ChangeSet, Item

FIRST = "0" * 64
_CHAIN_LOCK = 7_365_766_572
_BATCH = 500


@dataclass(frozen=True)
class Change:
    """One change to be written: what was done to what, and the values that differ, as files spell them."""

    act: str
    table: str
    subject: str
    before: dict[str, str] = field(default_factory=dict)
    after: dict[str, str] = field(default_factory=dict)
    item: Item | None = None


@dataclass(frozen=True)
class Verdict:
    """What a check of the chain found: `broken` is the number of the first row that does not hold, or None."""

    rows: int
    head: str
    broken: int | None = None
    reason: str = ""


def record(
    changes: Iterable[Change],
    *,
    by: Viewer,
    at: datetime,
    why: str,
    case: Case | None = None,
    change_set: ChangeSet | None = None,
) -> None:
    """Append changes to the trail. Must be called inside the transaction that makes them."""
    number, previous = _head()
    rows: list[AuditEntry] = []
    for change in changes:
        number += 1
        body, salt = canonical(_body(change, by, at, why)), secrets.token_hex(16)
        body_digest = _hash(salt + body)
        previous = _hash(f"{number}|{previous}|{body_digest}")
        rows.append(
            AuditEntry(
                number=number,
                at=at,
                case=case,
                organisation=by.organisation,
                item=change.item,
                change_set=change_set,
                body=body,
                salt=salt,
                body_digest=body_digest,
                digest=previous,
            )
        )
    AuditEntry.objects.bulk_create(rows, batch_size=_BATCH)


def take_turn() -> None:
    """Wait until nobody else writes to the trail, and be the one who does until the transaction ends.

    Whoever reads before writing calls it first: what was read then stands, and nobody holds rows that the one in turn
    waits for. SQLite has one writer at a time by itself.
    """
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_xact_lock(%s)", [_CHAIN_LOCK])


def _head() -> tuple[int, str]:
    take_turn()
    last = AuditEntry.objects.order_by("-number").values_list("number", "digest").first()
    return last or (0, FIRST)


def _body(change: Change, by: Viewer, at: datetime, why: str) -> dict[str, Any]:
    return {
        "act": change.act,
        "after": change.after,
        "at": at.astimezone(UTC).isoformat(),
        "before": change.before,
        "by": by.name,
        "for": by.organisation.key if by.organisation else "",
        "item": change.item.pk if change.item else "",
        "subject": change.subject,
        "table": change.table,
        "why": why,
    }


def _hash(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()


def read_body(entry: AuditEntry) -> dict[str, Any]:
    """The change that a row tells of."""
    body: dict[str, Any] = json.loads(entry.body) if entry.body else {}
    return body


def verify(entries: Iterator[AuditEntry] | None = None) -> Verdict:
    """Check every row of the trail against the one before; stops at the first that does not hold."""
    rows = entries or AuditEntry.objects.order_by("number").iterator(chunk_size=2_000)
    previous, count = FIRST, 0
    for row in rows:
        count += 1
        reason = _fault(row, count, previous)
        if reason:
            return Verdict(count - 1, previous, row.number, reason)
        previous = row.digest
    return Verdict(count, previous)


def _fault(row: AuditEntry, expected: int, previous: str) -> str:
    if row.number != expected:
        return f"row {expected} is missing"
    if row.body and _hash(row.salt + row.body) != row.body_digest:
        return "its text was altered"
    if _hash(f"{row.number}|{previous}|{row.body_digest}") != row.digest:
        return "it does not follow from the row before"
    body = read_body(row)
    if body and body["at"] != row.at.astimezone(UTC).isoformat():
        return "its time was altered"
    if body and body.get("item", row.item_id or "") != (row.item_id or ""):
        return "it was moved to another record"
    return ""
