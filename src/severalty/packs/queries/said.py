"""What partners say of one's own rows and what one says of theirs, on the page of an item and in a list."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from severalty.engine.dispositions.dispositions import Answer
from severalty.estate.queries import SEEN_BY, bindings
from severalty.formats.cells import unmarked
from severalty.formats.pack import row_digest
from severalty.formats.pack_verify import PackVerdict, verify_pack
from severalty.packs.models import PartnerAnswer, PartnerPack, RowAnswer
from severalty.packs.queries.packs import full_names, seen_by
from severalty.tenancy.access import Viewer, visible_items
from severalty.tenancy.audit import read_body
from severalty.tenancy.models import AuditEntry, Case, Item, Organisation
from severalty.tenancy.permissions import Permission

ELSEWHERE = ("dispositions", "disposition_answers")
"""Tables whose answers stand on the workbench."""


@dataclass(frozen=True)
class Said:
    """What one organisation says of a row of another: by whom, of what, and whether the row was changed since.

    `ours` says that the viewer's organisation said it of the partner's row.
    """

    table: str
    row: str
    item: Item | None
    partner: Organisation
    answer: str
    reason: str
    day: str
    ours: bool
    changed: bool

    @property
    def disputed(self) -> bool:
        """Whether it is a dispute."""
        return self.answer == Answer.DISPUTED


def said_of(viewer: Viewer, case: Case, *, item: str = "", disputed: bool = False) -> list[Said]:
    """What is said between the viewer's organisation and its partners, of one item or of all, dispositions left out.

    Three queries.
    """
    own = viewer.organisation
    if own is None or not viewer.belongs_to(case):
        return []
    theirs = PartnerAnswer.objects.filter(pack__case=case, pack__organisation=own)
    ours = RowAnswer.objects.filter(pack__case=case, pack__organisation=own)
    if item:
        theirs, ours = theirs.filter(item=item), ours.filter(item=item)
    if disputed:
        theirs = theirs.filter(answer=Answer.DISPUTED.value)
    told = [one for one in theirs.select_related("about", "pack__partner", "item").defer("pack__body", "about__body")
            if _may_read(viewer, case, one.table)]  # fmt: skip
    kept = ours.select_related("pack__partner", "item").defer("pack__body").order_by("at", "pk")
    last: dict[tuple[int, str, str], RowAnswer] = {
        (one.pack.partner_id, one.table, one.row): one for one in kept if _may_read(viewer, case, one.table)
    }
    mine = [one for one in last.values() if not disputed or one.answer == Answer.DISPUTED.value]
    since = _changes([*told, *mine])
    found = [
        Said(one.table, one.row, one.item, one.pack.partner, one.answer, one.reason, one.answered_on, ours=False,
             changed=since.get((one.item_id or "", one.table), _LONG_AGO) > one.about.at)
        for one in told
    ]  # fmt: skip
    found += [
        Said(one.table, one.row, one.item, one.pack.partner, one.answer, one.reason, one.at.date().isoformat(),
             ours=True, changed=since.get((one.item_id or "", one.table), _LONG_AGO) > one.at)
        for one in mine
    ]  # fmt: skip
    return sorted(found, key=lambda one: (one.ours, one.partner.name, one.row))


_DAY = len("2026-11-26")
_LONG_AGO = datetime(1970, 1, 1, tzinfo=UTC)


def _may_read(viewer: Viewer, case: Case, table: str) -> bool:
    binding = bindings().get(table)
    if binding is None or table in ELSEWHERE:
        return False
    return viewer.may(SEEN_BY.get(binding.permission, Permission.ESTATE_VIEW), case)


def _changes(answers: Iterable[Any]) -> dict[tuple[str, str], datetime]:
    """When rows of a table that are, or hang on, an item were last changed. One query."""
    refs = {one.item_id for one in answers if one.item_id}
    entries = AuditEntry.objects.filter(item__in=refs).order_by("number")
    return {(str(entry.item_id), read_body(entry).get("table", "")): entry.at for entry in entries}


def told_by(viewer: Viewer, case: Case, pack: PartnerPack, made: Mapping[str, PartnerPack]) -> list[PartnerAnswer]:
    """What a pack that was given says of rows of packs `made` here by their digests, with the items they are about;
    what it says of rows that those packs do not have is left out."""
    verdict = verify_pack(bytes(pack.body), "pack")
    said = [one for one in verdict.answers if one.pack in made]
    bodies = {digest: verify_pack(bytes(made[digest].body), "pack") for digest in {one.pack for one in said}}
    if not said or viewer.organisation is None:
        return []
    lookup = full_names(seen_by(viewer.organisation, pack.at.date()), case)
    rows = {digest: _rows_by_digest(held) for digest, held in bodies.items()}
    return [
        PartnerAnswer(
            pack=pack, about=made[one.pack], table=one.table, row=one.row[:700], digest=one.digest, answer=one.answer,
            reason=one.reason, answered_on=one.answered_on[:_DAY],
            item_id=_item_of(lookup, one.table, rows[one.pack][one.table, one.digest], viewer.organisation),
        )
        for one in said
        if one.answer in (Answer.ACCEPTED.value, Answer.DISPUTED.value) and (one.table, one.digest) in rows[one.pack]
    ]  # fmt: skip


def _rows_by_digest(held: PackVerdict) -> dict[tuple[str, str], dict[str, str]]:
    return {
        (one.table, row_digest(row)): {name: unmarked(cell) for name, cell in zip(one.columns, row, strict=True)}
        for one in held.manifest.tables
        for row in held.rows[one.table]
    }


def _item_of(lookup: Any, table: str, row: Mapping[str, str], own: Organisation) -> str | None:
    binding = bindings().get(table)
    if binding is None or not row:
        return None
    if binding.is_item:
        known: str | None = lookup.own(table, row.get("key", ""), own.pk)
        return known
    if not binding.through:
        return None
    leads_to = {shape.name: shape.refers_to for shape in binding.columns}[binding.through]
    found = lookup.find(row.get(binding.through, ""), leads_to, own.pk)
    return found[0] if len(found) == 1 else None


def seen_items(viewer: Viewer, case: Case, refs: Iterable[str]) -> set[str]:
    """Those of some items that the viewer may open. One query."""
    return set(visible_items(viewer, case).filter(ref__in=set(refs)).values_list("ref", flat=True))
