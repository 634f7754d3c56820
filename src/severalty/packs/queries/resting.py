"""What rests on rows that came in with a partner pack, by name: it stands in the way of taking them back."""

from collections.abc import Collection, Iterator, Sequence

from django.db.models import QuerySet

from severalty.engine.fields import Kind
from severalty.estate.queries import bindings
from severalty.packs.models import PartnerPack
from severalty.tenancy.access import Viewer, sight_of
from severalty.tenancy.audit import read_body
from severalty.tenancy.binding import Binding, is_item_reference
from severalty.tenancy.models import AuditEntry, Case, ChangeSet, Item, Organisation

ANSWERS = "disposition_answers"


def sets_of(viewer: Viewer, case: Case, pack: PartnerPack) -> list[ChangeSet]:
    """What the viewer's organisation wrote when it brought a pack in and has not undone, last first."""
    own: QuerySet[ChangeSet] = ChangeSet.objects.filter(case=case, organisation=viewer.organisation)
    return list(own.filter(summary__pack=pack.digest, undone_at__isnull=True).order_by("-made_at", "-pk"))


def rests_on(viewer: Viewer, case: Case, pack: PartnerPack, sets: Sequence[ChangeSet]) -> list[str]:
    """The names of what came later and rests on a pack that was brought in, as far as the viewer may see it."""
    own = PartnerPack.objects.filter(case=case, organisation=pack.organisation, partner=pack.partner, made_here=False)
    later = own.filter(brought_in_at__isnull=False, made_at__gt=pack.made_at).order_by("-made_at")
    names = [f"the pack that {pack.partner.name} made on {one:%d %B %Y at %H:%M}".replace(" on 0", " on ")
             for one in later.values_list("made_at", flat=True)]  # fmt: skip
    entries = list(AuditEntry.objects.filter(change_set__in=sets).order_by("number"))
    bodies = [(entry.item_id, read_body(entry)) for entry in entries]
    items = {ref for ref, body in bodies if ref and bindings()[body["table"]].is_item}
    made = {ref for ref, body in bodies if ref in items and body["act"] == "create"}
    if items:
        names += _changed_later(viewer, case, items, entries[0].number, sets)
    return list(dict.fromkeys([*names, *refers_to(viewer, case, pack.partner, made)]))


def _changed_later(
    viewer: Viewer, case: Case, items: Collection[str], number: int, sets: Sequence[ChangeSet]
) -> Iterator[str]:
    seen = set(Item.objects.filter(sight_of(viewer, case), pk__in=items).values_list("pk", flat=True))
    later = AuditEntry.objects.filter(item__in=items, number__gt=number).exclude(change_set__in=sets)
    later = later.exclude(change_set__undone_at__isnull=False)
    for entry in later.select_related("item").order_by("number"):
        body = read_body(entry)
        if body.get("act") == "undo":  # a later pack that was undone leaves no trace
            continue
        did = "answered" if body.get("table") == ANSWERS else "changed"
        name = entry.item.name if entry.item and entry.item.pk in seen else "A row that you may not see any more"
        yield f"{name}, {did} on {entry.at:%d %B %Y}".replace(" on 0", " on ")


def refers_to(
    viewer: Viewer, case: Case, partner: Organisation, refs: Collection[str], own: Organisation | None = None
) -> list[str]:
    """What others than the partner recorded and refers to its items, by name, as far as the viewer may see it.

    With `own`, only what that organisation recorded, its answers left out: those go with what they answer.
    """
    found: list[tuple[Binding, str, str]] = []
    for binding in bindings().values() if refs else ():
        names = [one.name for one in binding.own_columns if one.kind is Kind.REFERENCE and is_item_reference(one)]
        owner = "item__recorded_by" if binding.is_item else "recorded_by"
        if not names or not (binding.is_item or any(one.name == "recorded_by" for one in binding.columns)):
            continue
        if own is not None and binding.table == ANSWERS:
            continue
        held = binding.rows_for(viewer, case)
        held = held.exclude(**{owner: partner}) if own is None else held.filter(**{owner: own})
        for pk, *targets in held.values_list("pk", *(f"{name}_id" for name in names)):
            found += [(binding, str(pk), target) for target in targets if target in refs]
    items = Item.objects.in_bulk({ref for _, pk, target in found for ref in (pk, target)})
    return [
        f"{binding.singular} {items[pk].name}" if binding.is_item else f"{binding.singular} of {items[target].name}"
        for binding, pk, target in found
    ]
