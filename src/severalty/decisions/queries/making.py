"""What the records of decisions are made from before they are written: whose they are, who may see them, their keys."""

from typing import Any

from severalty.decisions.binding import COMMITMENTS, MATTERS, RESOLUTIONS
from severalty.engine.estate.parties import Audience
from severalty.engine.evidence import Evidence
from severalty.engine.freeze import digest
from severalty.tenancy.access import Viewer
from severalty.tenancy.actions import Refused
from severalty.tenancy.binding import Binding
from severalty.tenancy.drafts import Drafting
from severalty.tenancy.models import Case, Item, Organisation


def fingerprint(viewer: Viewer, case: Case, meeting: str) -> str:
    """What a form of a meeting carries along, to see whether the meeting or what came of it changed meanwhile."""
    ours = {"case": case, "recorded_by": viewer.organisation, "withdrawn": False}
    refs = [meeting]
    for binding in (RESOLUTIONS, COMMITMENTS, MATTERS):
        rows = binding.model._default_manager.filter(meeting=meeting, **{f"item__{k}": v for k, v in ours.items()})
        refs += list(rows.values_list("pk", flat=True))
    versions = Item.objects.filter(pk__in=refs).order_by("pk").values_list("pk", "version")
    return digest([f"{ref} {version}" for ref, version in versions])[:16]


def own_of(viewer: Viewer) -> Organisation:
    """The organisation that the viewer acts for. Raises Refused where there is none."""
    if viewer.organisation is None:
        raise Refused("A record belongs to an organisation; sign in for one.")
    return viewer.organisation


def held(drafting: Drafting, viewer: Viewer, binding: Binding, ref: str) -> tuple[Any, Any]:
    """A row of the viewer's own organisation with its record. Raises Refused for any other."""
    own = own_of(viewer)
    for row, record in drafting.existing(binding).values():
        if row.pk == ref and row.item.recorded_by_id == own.pk:
            return row, record
    raise Refused(f"Only the organisation that recorded the {binding.singular} can do this.")


def evidence_in(case: Case) -> Evidence:
    """What a record rests on that somebody writes by hand in a case."""
    return Evidence.ILLUSTRATIVE if case.illustrative else Evidence.ATTESTED


def seen_by(*records: Any) -> dict[str, Any]:
    """Who may see what comes of several records: only those who may see each of them."""
    order = list(Audience)
    narrowest = min(records, key=lambda one: order.index(one.audience))
    named = [set(one.shared_with) for one in records if one.audience is Audience.NAMED]
    if narrowest.audience is not Audience.NAMED:
        return {"audience": narrowest.audience, "shared_with": ()}
    together = set.intersection(*named)
    return {"audience": Audience.NAMED if together else Audience.HOLDERS, "shared_with": tuple(sorted(together))}


def key_of(*parts: str) -> str:
    """A key from several words; the same words give the same key, so that a form sent twice writes once."""
    whole = " ".join(part for part in parts if part)
    return whole if len(whole) <= 120 else f"{whole[:100].rstrip()} {digest(whole)[:8]}"
