"""What the records of decisions are made from before they are written: whose they are, who may see them, their keys."""

from dataclasses import dataclass
from typing import Any

from severalty.decisions.binding import COMMITMENTS, CORE_VERSIONS, MATTERS, RESOLUTIONS
from severalty.decisions.models import FrozenPaper
from severalty.engine.estate.parties import Audience
from severalty.engine.evidence import Evidence
from severalty.engine.freeze import digest
from severalty.tenancy.access import Viewer, sight_of
from severalty.tenancy.actions import Refused
from severalty.tenancy.binding import Binding
from severalty.tenancy.drafts import Drafting
from severalty.tenancy.models import Case, Item, Organisation


@dataclass(frozen=True)
class Basis:
    """What is frozen of a matter, as a viewer sees it: the digests of the last paper and of the last version of its
    common core, and both in words; empty where there is none."""

    paper: str = ""
    core: str = ""
    words: str = ""


def bases_of(viewer: Viewer, case: Case, meeting: str) -> dict[str, Basis]:
    """What each matter of a meeting would be resolved on. Three queries."""
    matters = MATTERS.rows_for(viewer, case).filter(meeting=meeting).values_list("pk", "paper_id", "core_id")
    held = list(matters)
    seen = sight_of(viewer, case, "item__")
    papers = FrozenPaper.objects.filter(
        seen, item__case=case, item__withdrawn=False, paper__in=[one[1] for one in held]
    )
    cores = CORE_VERSIONS.rows_for(viewer, case).filter(core__in=[one[2] for one in held])
    last = {of: (digest, f"version {number} of the paper") for of, number, digest in
            papers.order_by("number").values_list("paper_id", "number", "digest")}  # fmt: skip
    last |= {of: (digest, f"version {number} of the common core") for of, number, digest in
             cores.order_by("number", "digest").values_list("core_id", "number", "digest")}  # fmt: skip
    return {matter: _basis(last.get(paper, ("", "")), last.get(core, ("", ""))) for matter, paper, core in held}


def _basis(paper: tuple[str, str], core: tuple[str, str]) -> Basis:
    told = [f"{words} ({digest[:12]}…)" for digest, words in (paper, core) if digest]
    return Basis(paper[0], core[0], f"It is put on record on {' and '.join(told)}." if told else "")


def fingerprint(viewer: Viewer, case: Case, meeting: str) -> str:
    """What a form of a meeting carries along, to see whether the meeting, what came of it or what it is resolved on
    changed meanwhile."""
    ours = {"case": case, "recorded_by": viewer.organisation, "withdrawn": False}
    refs = [meeting]
    for binding in (RESOLUTIONS, COMMITMENTS, MATTERS):
        rows = binding.model._default_manager.filter(meeting=meeting, **{f"item__{k}": v for k, v in ours.items()})
        refs += list(rows.values_list("pk", flat=True))
    versions = Item.objects.filter(pk__in=refs).order_by("pk").values_list("pk", "version")
    bases = sorted(f"{ref} {one.paper} {one.core}" for ref, one in bases_of(viewer, case, meeting).items())
    return digest([*(f"{ref} {version}" for ref, version in versions), *bases])[:16]


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
