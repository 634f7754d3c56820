"""A decision pack of a frozen paper: the public one, or that of an organisation with what it may see."""

from datetime import UTC, datetime
from typing import Any

import severalty
from severalty.decisions.queries.decision_packs import resolutions_on, rows_of, trail_of
from severalty.decisions.queries.exempt import rendition_for
from severalty.formats.decision_pack import Contents, Making, decision_pack
from severalty.formats.papers import Rendition
from severalty.formats.word_check import TemplateError
from severalty.tenancy.access import PUBLIC_VIEWER, Viewer


def pack_of(viewer: Viewer, case: Any, row: Any, at: datetime, template: bytes | None, *, own: bool) -> bytes:
    """The pack as a file. With `own` it holds what the viewer may see, the exempt parts too; else what the public may.

    The row must come from a query for the viewer.
    """
    eyes = viewer if own else PUBLIC_VIEWER
    whole = rendition_for(viewer, case, row)
    rendition = whole if own else Rendition(whole.content)
    making = Making(
        made_for=eyes.organisation.name if eyes.organisation else "the public",
        made_at=at.astimezone(UTC).replace(microsecond=0).isoformat(),
        software=f"Severalty {severalty.__version__}",
    )
    rows = rows_of(eyes, case, row, rendition)
    trail = trail_of(eyes, case, row, resolutions_on(eyes, case, row))
    try:
        return decision_pack(Contents(rendition, row.number, template, rows, trail), making)
    except TemplateError:
        # The template was sound when it was handed in; a paper in the plain look is better than none.
        return decision_pack(Contents(rendition, row.number, None, rows, trail), making)
