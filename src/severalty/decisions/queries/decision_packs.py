"""What goes into a decision pack besides its paper: rows, resolutions and the trail, as far as one viewer may see."""

from collections.abc import Iterable, Iterator
from typing import Any

from severalty.decisions.binding import CORE_VERSIONS, RESOLUTIONS
from severalty.decisions.models import FrozenPaper
from severalty.decisions.queries.exempt import frozen_exempt_for
from severalty.formats.case_writing import texts
from severalty.formats.pack import Rows
from severalty.formats.papers import Rendition
from severalty.formats.trail_rows import TrailRow, TrailRun
from severalty.tenancy.access import Viewer, visible_items
from severalty.tenancy.audit import FIRST
from severalty.tenancy.binding import Binding, lookup_for, records_for, texts_of
from severalty.tenancy.models import AuditEntry, Case
from severalty.tenancy.permissions import Permission
from severalty.web.parts import parts

MOST_BETWEEN = 20_000
"""Rows between the first and the last about a paper; beyond that they are left out and each stands by itself."""


def rows_of(eyes: Viewer, case: Case, row: FrozenPaper, rendition: Rendition) -> Rows:
    """The rows that a frozen paper was made from and the resolutions on it, by table, as they are on record now."""
    wanted: dict[str, set[str]] = {}
    for figure in (*rendition.content.figures, *(one for part in rendition.parts for one in part.figures)):
        for named in figure.inputs:
            table, _, key = named.partition(":")
            wanted.setdefault(table, set()).add(key)
    tables = {binding.table: binding for part in parts() for binding in part.tables}
    lookup = lookup_for(eyes, case)
    found: dict[str, tuple[tuple[str, ...], Iterable[tuple[str, ...]]]] = {}
    for table in sorted(wanted.keys() & tables.keys()):
        records = [record for _, record in records_for(eyes, case, tables[table], lookup)]
        found[table] = _table(tables[table], [one for one in records if _is_named(tables[table], one, wanted[table])])
    resolved = [
        record for held, record in records_for(eyes, case, RESOLUTIONS, lookup)
        if held.paper_id == row.paper_id or held.paper_digest == row.digest
    ]  # fmt: skip
    cores = {one.core_digest for one in resolved if one.core_digest}
    versions = (
        [one for _, one in records_for(eyes, case, CORE_VERSIONS, lookup) if one.digest in cores] if cores else []
    )
    return found | {"resolutions": _table(RESOLUTIONS, resolved), "core_versions": _table(CORE_VERSIONS, versions)}


def _table(binding: Binding, records: Iterable[Any]) -> tuple[tuple[str, ...], list[tuple[str, ...]]]:
    return tuple(shape.name for shape in binding.columns), sorted(tuple(texts(record)) for record in records)


def _is_named(binding: Binding, record: Any, keys: set[str]) -> bool:
    """Whether a row is among those that figures name: by its key, or by the first of the columns that tell it apart."""
    spelled = texts_of(binding, record)
    natural = [spelled[name].partition("@")[0].rpartition(":")[2] for name in binding.natural]
    owner = spelled.get("recorded_by", "")
    for key in keys:
        name, _, keeper = key.partition("@")
        parts = name.split("/")
        if keeper in ("", owner) and natural[: len(parts)] == parts:
            return True
    return False


def trail_of(eyes: Viewer, case: Case, row: FrozenPaper, resolutions: Iterable[str] = ()) -> tuple[TrailRun, ...]:
    """The rows of the trail about a frozen paper, with their text for those who may see who changed what.

    Rows between them come along as digests alone, so that the chain can be checked; who may not see who changed what
    gets the rows about the frozen paper and no others, as digests.
    """
    told = eyes.may(Permission.HISTORY_VIEW, case)
    refs = {row.pk}
    if told:
        apart = frozen_exempt_for(eyes, case).filter(frozen=row.pk).values_list("pk", flat=True)
        seen = visible_items(eyes, case).filter(pk__in=[row.paper_id, *apart, *resolutions])
        refs |= set(seen.values_list("pk", flat=True))
    about = list(AuditEntry.objects.filter(case=case, item__in=refs).order_by("number"))
    if not about:
        return ()
    first, last = about[0].number, about[-1].number
    if told and last - first <= MOST_BETWEEN:
        return (_run(first, last, {one.number: one for one in about}),)
    return tuple(_run(one.number, one.number, {one.number: one} if told else {}) for one in about)


def _run(first: int, last: int, told: dict[int, AuditEntry]) -> TrailRun:
    rows = AuditEntry.objects.filter(number__gte=first - 1, number__lte=last).order_by("number")
    held = list(rows.values_list("number", "body_digest", "digest"))
    before = next((digest for number, _, digest in held if number < first), FIRST)
    return TrailRun(before, tuple(_rows(held, first, told)))


def _rows(held: list[tuple[int, str, str]], first: int, told: dict[int, AuditEntry]) -> Iterator[TrailRow]:
    for number, body_digest, digest in held:
        if number >= first:
            body, salt = (told[number].body, told[number].salt) if number in told else ("", "")
            yield TrailRow(number, body_digest, digest, body, salt)


def resolutions_on(eyes: Viewer, case: Case, row: FrozenPaper) -> list[str]:
    """The references of the resolutions on a paper that the viewer may see."""
    rows = RESOLUTIONS.rows_for(eyes, case).filter(paper=row.paper_id)
    return list(rows.values_list("pk", flat=True))
