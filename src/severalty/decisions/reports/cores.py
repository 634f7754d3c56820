"""What the draft of a common core says as a version to be frozen, and what the version rests on."""

import re
from collections.abc import Iterator
from datetime import date
from typing import Any

import severalty
from severalty.decisions.queries.cores import Look
from severalty.decisions.queries.papers import frozen_for, item_table
from severalty.engine.decisions.core_content import CoreContent, Input, Withheld
from severalty.engine.decisions.papers import PaperKind, SectionKey
from severalty.engine.estate.parties import Audience
from severalty.formats.papers import Figures
from severalty.tenancy.access import Viewer
from severalty.web.parts import Writing, filled, made_from

_SEED = re.compile(r"seed (\d+)")


def draft_content(viewer: Viewer, case: Any, look: Look, on: date, reason: str = "") -> tuple[CoreContent, str]:
    """What the draft of a core says as a version to be frozen, and its exempt terms. Reads, and writes nothing."""
    row = look.row
    exempt = row.exempt_terms
    inputs = tuple(_inputs(viewer, case, row, on))
    return CoreContent(
        case=case.key, core=row.item.key, keeper=row.item.recorded_by.key, name=row.item.name,
        partnership=row.partnership.key if row.partnership else "", number=0, frozen_by="", frozen_on="",
        supersedes="", reason=reason, approach=row.approach, timeline=row.timeline,
        costing=row.costing, terms=row.terms,
        long_stop=row.long_stop.code if row.long_stop else "",
        exempt=Withheld("", row.exempt_under, row.public_interest) if exempt else None,
        deciders=look.deciders, inputs=inputs,
        seed=next((found[1] for one in inputs if (found := _SEED.search(one.digest))), ""),
        software=f"Severalty {severalty.__version__}", illustrative=case.illustrative,
    ), exempt  # fmt: skip


def _inputs(viewer: Viewer, case: Any, row: Any, on: date) -> Iterator[Input]:
    """What the subject was worked out from, and the frozen papers about it that the partners may see."""
    subject = row.subject_id or ""
    if not subject or not item_table(viewer, case, subject):
        return
    writing = Writing(viewer, case, PaperKind.COMMITTEE, on, Figures(), subject=subject)
    filled(writing, SectionKey.COSTS)
    yield from (Input(label, value) for label, value in made_from(writing))
    papers = frozen_for(viewer, case).filter(paper__subject=subject).exclude(item__audience=Audience.HOLDERS)
    yield from (Input(_paper_name(one), one.digest) for one in papers.order_by("item__name", "number", "pk"))


def _paper_name(row: Any) -> str:
    return f"{row.item.name}, version {row.number}, by {row.item.recorded_by.name}"
