"""What the walker plants of papers besides their rows: frozen papers, and what councils are asked of them."""

from collections.abc import Iterable
from typing import Any

from severalty.decisions.actions.papers import Freezing, freeze_paper
from severalty.decisions.models import Clearance, Paper
from severalty.decisions.queries.papers import draft_of
from severalty.engine.decisions.papers import SectionKey
from severalty.engine.estate.parties import Audience
from severalty.engine.evidence import Evidence
from severalty.formats.documents import Paragraph, Section
from severalty.formats.paper_json import digest_of, paper_bytes
from severalty.formats.papers import Figures, PaperContent
from severalty.tenancy.access import operator_for
from severalty.tenancy.models import Case, Organisation
from tests.guards.leaks.rows import Style

ASKED = "asked"  # papers of which the partner is shown its own part and no more


def frozen(case: Case, refs: Iterable[str], style: Style, at: Any, audience: Audience | None = None) -> list[str]:
    """Each of these papers, frozen with words of a style; who sees it is as with the draft unless it is said."""
    found = []
    rows = Paper.objects.filter(pk__in=list(refs)).select_related("item__recorded_by").order_by("pk")
    for number, row in enumerate(rows):
        by = operator_for(row.item.recorded_by)
        body = paper_bytes(_content(case, row, style, number))
        freezing = Freezing(
            paper=row, token=draft_of(by, case, row).token, body=body.decode(), digest=digest_of(body),
            audience=audience or Audience(row.item.audience), override=f"{style.mark} override",
        )  # fmt: skip
        made = freeze_paper(by=by, at=at, why=f"{style.mark} why", case=case, freezing=freezing)
        made.item.shared_with.set(row.item.shared_with.all())
        found.append(made.pk)
    return found


def _content(case: Case, row: Paper, style: Style, number: int) -> PaperContent:
    figures = Figures()
    amount = figures.money(
        f"{style.mark}figure{number}", (style.base + number) * 100, Evidence.REPORTED, f"{style.mark}source"
    )
    return PaperContent(
        kind=row.kind, title=row.item.name, case=case.key, case_name=case.name,
        organisation=row.item.recorded_by.key, organisation_name=row.item.recorded_by.name,
        prepared_on="2026-03-02", facts=(("Report to", f"{style.mark}body{number}"),),
        sections=(Section("Summary", 1, (Paragraph(f"{style.mark}text{number} of {amount}"),)),),
        figures=tuple(figures.found), software="Severalty",
    )  # fmt: skip


def ask(case: Case, refs: Iterable[str], council: str, at: Any, **answer: Any) -> int:
    """Ask a council of its part of papers; `answer` is what it said. Returns how many were asked."""
    rows = Paper.objects.filter(pk__in=list(refs)).order_by("pk")
    organisation = Organisation.objects.get(case=case, key=council)
    asked = [Clearance(paper=row, organisation=organisation, asked_at=at, **answer) for row in rows]
    return len(Clearance.objects.bulk_create(asked))


ASKED_WORDS = (
    (SectionKey.LEGAL, "birchley", True),
    (SectionKey.BACKGROUND, "birchley", True),
    (SectionKey.SUMMARY, "", False),
    (SectionKey.LEGAL, "ashby", False),
    (SectionKey.BACKGROUND, "farwell", False),
)
"""The places of words in a paper of which the partner is asked: section, council, whether the partner is shown them."""
