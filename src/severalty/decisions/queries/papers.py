"""What one viewer may read of papers."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import F, Q, QuerySet
from django.http import Http404
from django.utils.text import slugify

from severalty.decisions.binding import EXEMPT_PARTS, PAPERS, PASSAGES
from severalty.decisions.models import Clearance, FrozenPaper, Paper
from severalty.engine.decisions import papers as records
from severalty.engine.decisions.exempt import ExemptPart
from severalty.engine.estate.parties import OrganisationKind, Standing
from severalty.engine.freeze import digest
from severalty.formats.paper_json import with_digest
from severalty.tenancy.access import Viewer, sight_of, standing_for, visible_items
from severalty.tenancy.binding import lookup_for, record_of, refs_of, shared_with
from severalty.tenancy.models import AuditEntry, Case, Membership, Organisation
from severalty.tenancy.queries import organisations_of

FROZEN = "frozen_papers"
MOST_WORDS = 8
SUBJECTS = ("appraisals", "cores")
"""The tables of items that a paper can be about."""


@dataclass(frozen=True)
class Draft:
    """A paper in preparation, as one viewer sees it: its row, its record, its passages, and its exempt parts."""

    row: Paper
    record: records.Paper
    passages: tuple[records.Passage, ...]
    exempt: tuple[ExemptPart, ...] = ()

    def written(self, section: str, about: str = "") -> tuple[records.Passage, ...]:
        """The passages of one section about one council, or about none in particular."""
        return tuple(one for one in self.passages if one.section == section and one.about == about)

    @property
    def token(self) -> str:
        """What a form carries along to see whether the paper or its passages were changed since it was opened."""
        said = (self.passages, self.exempt) if self.exempt else self.passages
        return f"{self.row.item.version}-{digest(said)[:12]}"


def papers_for(viewer: Viewer, case: Case) -> QuerySet[Paper]:
    """The papers in preparation that the viewer may see, by meeting, the last first."""
    rows = PAPERS.rows_for(viewer, case).select_related("item__recorded_by", "organisation")
    return rows.order_by(F("meeting_on").desc(nulls_last=True), "item__name", "pk")


def draft_for(viewer: Viewer, case: Case, ref: str) -> Draft:
    """One paper in preparation. Raises Http404 where there is none that this viewer may see."""
    row = papers_for(viewer, case).filter(pk=ref).first()
    if row is None:
        raise Http404
    return draft_of(viewer, case, row)


def draft_of(viewer: Viewer, case: Case, row: Paper) -> Draft:
    """A paper with its passages and exempt parts; the row must come from a query for the viewer. Seven queries."""
    parts = EXEMPT_PARTS.rows_for(viewer, case).filter(paper=row.pk, item__recorded_by=row.item.recorded_by_id)
    apart = list(parts.order_by("item__key", "pk"))
    lookup = lookup_for(viewer, case, refs_of(PAPERS, [row]))
    lookup.add(row.pk, PAPERS.table, row.item.key, row.item.recorded_by_id)
    # Nobody writes into another organisation's paper, though a file may name one.
    own = PASSAGES.rows_for(viewer, case).filter(paper=row.pk, recorded_by=row.item.recorded_by_id)
    return Draft(
        row,
        record_of(PAPERS, row, lookup, shared_with([row.pk])),
        tuple(record_of(PASSAGES, passage, lookup) for passage in own.order_by("pk")),
        tuple(record_of(EXEMPT_PARTS, one, lookup, shared_with([one.pk for one in apart])) for one in apart),
    )


class SeveralPapers(LookupError):
    """More than one paper may be meant; `choices` are the keys by which each can be named, with its keeper."""

    def __init__(self, rows: Iterable[Paper]) -> None:
        self.choices = tuple(sorted(f"{row.item.key}@{row.item.recorded_by.key}" for row in rows))
        super().__init__(", ".join(self.choices))


def paper_of_kind(viewer: Viewer, case: Case, kind: str, key: str = "") -> Paper | None:
    """The latest paper of a kind, or the one of that kind under a key, such as `cabinet` or `cabinet@melton`.

    An organisation gets its own before those of others. Raises SeveralPapers where nothing tells which one is meant:
    two for the same meeting, one key of two keepers, or papers of several others.
    """
    name, _, keeper = key.partition("@")
    rows = [
        row
        for row in papers_for(viewer, case).filter(kind=kind)
        if name in ("", row.item.key) and keeper in ("", row.item.recorded_by.key)
    ]
    own = _own_first(viewer, rows)
    latest = [row for row in own if row.meeting_on == own[0].meeting_on]
    of_several = viewer.organisation is not None and len({row.item.recorded_by_id for row in own}) > 1
    meant = own if key or of_several else latest
    if len(meant) > 1:
        raise SeveralPapers(meant)
    return meant[0] if meant else None


def _own_first(viewer: Viewer, rows: list[Paper]) -> list[Paper]:
    """Those that the viewer's organisation keeps; else those that somebody keeps for it; else all."""
    if viewer.organisation is None:
        return rows
    kept = [row for row in rows if is_own(viewer, row)]
    return kept or [row for row in rows if row.organisation_id == viewer.organisation.pk] or rows


def is_own(viewer: Viewer, row: Paper) -> bool:
    """Whether the viewer's organisation keeps this paper."""
    return viewer.organisation is not None and row.item.recorded_by_id == viewer.organisation.pk


def subjects_for(viewer: Viewer, case: Case, now: str = "") -> list[tuple[str, str]]:
    """What a paper can be about, and what it is about `now`, as far as the viewer may see it: reference and name."""
    items = visible_items(viewer, case).filter(Q(table__in=SUBJECTS) | Q(ref=now)).order_by("name", "ref")
    return list(items.values_list("ref", "name"))


def last_written(viewer: Viewer, case: Case) -> int:
    """The number of the last change to what the viewer may see of a case; nought where nothing was written. One query.

    Whoever reads a paper's content asks before, so that what was changed while it was read is found out.
    """
    entries = AuditEntry.objects.filter(case=case).filter(Q(item=None) | sight_of(viewer, case, "item__"))
    return entries.order_by("-number").values_list("number", flat=True).first() or 0


def councils_of(case: Case) -> list[Organisation]:
    """The councils that are partners, in the order of the record; all councils where no membership says so."""
    councils = [one for one in organisations_of(case) if one.kind == OrganisationKind.COUNCIL]
    places = Membership.objects.filter(case=case, standing=Standing.PARTNER).values_list("organisation", flat=True)
    partners = set(places)
    return [one for one in councils if one.pk in partners] or councils


def frozen_for(viewer: Viewer, case: Case) -> QuerySet[FrozenPaper]:
    """The frozen papers that the viewer may see, the last first; without their bodies."""
    rows = FrozenPaper.objects.filter(item__case=case, item__withdrawn=False).filter(sight_of(viewer, case, "item__"))
    return rows.select_related("item__recorded_by", "organisation").defer("body").order_by("-frozen_at", "-number")


def frozen_with(viewer: Viewer, case: Case, words: str) -> QuerySet[FrozenPaper]:
    """The frozen papers whose title, key or digest has all the words, the last first; without their bodies."""
    rows = frozen_for(viewer, case)
    for word in words.split()[:MOST_WORDS]:
        rows = rows.filter(
            Q(item__name__icontains=word) | Q(item__key__icontains=word) | Q(digest__startswith=word.lower())
        )
    return rows


def frozen_files(viewer: Viewer, case: Case) -> Iterator[tuple[str, bytes]]:
    """The frozen papers that the viewer may see as JSON with their digests, each under a path of its own."""
    rows = frozen_for(viewer, case).defer(None).select_related("paper__item")
    for row in rows.order_by("paper__item__key", "item__recorded_by__key", "number", "pk"):
        stem = slugify(f"{row.item.recorded_by.key} {row.paper.item.key}")[:80]
        yield f"papers/{stem}-version-{row.number}-{row.digest[:8]}.json", with_digest(row.body.encode(), row.digest)


def frozen_of(viewer: Viewer, case: Case, ref: str) -> FrozenPaper:
    """One frozen paper with its body. Raises Http404 where there is none that this viewer may see."""
    row = frozen_for(viewer, case).defer(None).filter(pk=ref).first()
    if row is None:
        raise Http404
    return row


def versions_of(viewer: Viewer, case: Case, paper: str) -> list[FrozenPaper]:
    """The frozen versions of one paper that the viewer may see, the last first."""
    return list(frozen_for(viewer, case).filter(paper=paper))


def clearances_of(draft: Draft) -> list[Clearance]:
    """What councils were asked and say of their part; the draft must be the viewer's organisation's own."""
    return list(
        Clearance.objects.filter(paper=draft.row.pk).select_related("organisation", "answered_by").order_by("pk")
    )


def asked_of(viewer: Viewer, case: Case) -> QuerySet[Clearance]:
    """The papers of others of which the viewer's organisation is asked to look at its own part, the last first."""
    asked = Clearance.objects.filter(
        paper__item__case=case, organisation=viewer.organisation, paper__item__withdrawn=False
    )
    if viewer.organisation is None or not viewer.belongs_to(case):
        return asked.none()
    return asked.select_related("paper__item__recorded_by", "organisation", "answered_by").order_by("-asked_at", "pk")


def clearance_for(viewer: Viewer, case: Case, ref: str) -> Clearance:
    """What the viewer's organisation is asked of one paper. Raises Http404 where it is asked nothing."""
    found = asked_of(viewer, case).filter(paper=ref).first()
    if found is None:
        raise Http404
    return found


def item_table(viewer: Viewer, case: Case, ref: str) -> str:
    """The table of an item that the viewer may see; empty for any other reference."""
    return visible_items(viewer, case).filter(ref=ref).values_list("table", flat=True).first() or ""


def names_by_key(case: Case) -> Mapping[str, Any]:
    """The organisations of a case by key. One query."""
    return {one.key: one for one in organisations_of(case)}


def spelled(viewer: Viewer, case: Case, ref: str) -> str:
    """The text by which a row of the viewer's organisation refers to an item that it may see; empty for any other."""
    lookup = lookup_for(viewer, case)
    own = viewer.organisation.pk if viewer.organisation else 0
    return lookup.name_of(ref, "item", own) if ref else ""


def keeper_of(clearance: Clearance, on: date) -> Viewer:
    """Who keeps the paper that a council is asked about; the clearance must come from a query for that council."""
    return standing_for(clearance.paper.item.recorded_by, on)
