"""What became of the record of decisions on a core after it was made: the position alone would not tell."""

from collections.abc import Iterator
from typing import Any

from django.utils import timezone

from severalty.decisions.models import Core
from severalty.engine.dates import DateError, day, read_date
from severalty.tenancy.access import Viewer, sight_of
from severalty.tenancy.audit import read_body
from severalty.tenancy.models import AuditEntry, Case

_TOLD = {"outcome": "the outcome", "decided_on": "the day of the decision", "core_digest": "the version"}


def corrections(viewer: Viewer, case: Case, core: Core) -> list[str]:
    """The decisions on a core that were recorded otherwise once, or taken off the record, oldest first; for members of
    the case, of what they may see. One query."""
    if not viewer.belongs_to(case):
        return []
    entries = AuditEntry.objects.filter(case=case, item__resolution__core=core)
    entries = entries.filter(sight_of(viewer, case, "item__")).select_related("item").order_by("number")
    return [words for one in entries for words in _words(one, read_body(one))]


def _words(entry: AuditEntry, body: dict[str, Any]) -> Iterator[str]:
    name = entry.item.name if entry.item else ""
    when = day(timezone.localtime(entry.at).date())
    if body["act"] == "withdraw":
        yield f"“{name}” was taken off the record on {when}: it does not count any more."
        return
    for column, word in _TOLD.items():
        old, new = body["before"].get(column), body["after"].get(column)
        if old:
            yield f"“{name}” was changed on {when}: {word} was “{_said(old)}”, and is “{_said(new or 'blank')}”."


def _said(text: str) -> str:
    """A value as people write it."""
    if len(text) == 64:
        return f"{text[:12]}…"
    try:
        return str(read_date(text))
    except DateError:
        return text
