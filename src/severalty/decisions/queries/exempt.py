"""What one viewer may read of the exempt parts of papers."""

from collections.abc import Iterator
from datetime import date
from typing import Any

from django.db.models import QuerySet
from django.utils.text import slugify

from severalty.decisions.binding import EXEMPT_PARTS
from severalty.decisions.models import ExemptPart, FrozenExempt, FrozenPaper
from severalty.decisions.queries.papers import frozen_for
from severalty.engine.dates import day
from severalty.engine.decisions.exempt import Review, ReviewQuestion, review_of
from severalty.formats.paper_json import read_paper
from severalty.formats.paper_withheld import read_parts, rendition_json
from severalty.formats.papers import Rendition
from severalty.tenancy.access import Viewer, sight_of
from severalty.tenancy.models import Case

FROZEN_EXEMPT = "frozen_exempt_parts"


def frozen_exempt_for(viewer: Viewer, case: Case) -> QuerySet[FrozenExempt]:
    """The exempt parts of frozen papers that the viewer may read, of papers that it may read."""
    rows = FrozenExempt.objects.filter(item__case=case, item__withdrawn=False).filter(sight_of(viewer, case, "item__"))
    return rows.filter(frozen__in=frozen_for(viewer, case))


def rendition_for(viewer: Viewer, case: Case, row: FrozenPaper) -> Rendition:
    """A frozen paper as the viewer may read it; the row must come from a query for the viewer. One query."""
    held = frozen_exempt_for(viewer, case).filter(frozen=row.pk).first()
    content = read_paper(row.body.encode())
    return Rendition(content, read_parts(held.body.encode()) if held else ())


def exempt_files(viewer: Viewer, case: Case) -> Iterator[tuple[str, bytes]]:
    """The frozen papers with their exempt parts, as JSON, as far as the viewer may read those."""
    rows = frozen_exempt_for(viewer, case).select_related("frozen__item__recorded_by", "frozen__paper__item")
    for held in rows.order_by("frozen__paper__item__key", "frozen__number", "pk"):
        row = held.frozen
        stem = slugify(f"{row.item.recorded_by.key} {row.paper.item.key}")[:80]
        rendition = Rendition(read_paper(row.body.encode()), read_parts(held.body.encode()))
        name = f"papers/not-for-publication/{stem}-version-{row.number}-{row.digest[:8]}.json"
        yield name, rendition_json(rendition)


def to_review(viewer: Viewer, case: Case, on: date) -> list[Any]:
    """The exempt parts of the viewer's organisation whose review is due, the longest due first."""
    rows: QuerySet[ExemptPart] = EXEMPT_PARTS.rows_for(viewer, case).select_related("paper__item")
    own = rows.filter(item__recorded_by=viewer.organisation, review_on__isnull=False)
    due = [one for one in own if review_of(ReviewQuestion(one.review_on, day(on))).review is Review.DUE]
    return sorted(due, key=lambda one: (one.review_on.first, one.pk))
