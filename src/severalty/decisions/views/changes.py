"""What changed since the last board: between two days, or between two frozen versions."""

from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from django.http import Http404, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_GET

from severalty.decisions.queries.changes import boards_for, last_held
from severalty.decisions.queries.papers import frozen_for, frozen_of
from severalty.decisions.reports.change_words import lead_of
from severalty.decisions.views.change_tables import changes_sheet, figures_sheet, shortened
from severalty.decisions.views.tables import trail_of as decisions_trail
from severalty.engine.dates import DateError, day, read_date
from severalty.engine.decisions.changes import told_by_topic
from severalty.formats.paper_changes import compare_versions
from severalty.formats.paper_json import read_paper
from severalty.tenancy.access import Request, requires
from severalty.tenancy.permissions import Permission
from severalty.web.parts import changes_for, parts
from severalty.web.sheets import csv_file

MOST_PAPERS = 50
WITHOUT_BOARD = timedelta(days=28)


@dataclass(frozen=True)
class Asked:
    """The time that is asked about: the day after which it begins, in words since what, its last day, and faults."""

    since: date
    since_words: str
    until: date
    body: str = ""
    typed: tuple[str, str] = ("", "")
    faults: tuple[str, ...] = ()
    paper: str = ""

    @property
    def time_words(self) -> str:
        """The time in words."""
        return f"after {day(self.since)} and until the end of {day(self.until)}"


@require_GET
@requires(Permission.DECISION_VIEW)
def changed(request: Request, case: Any) -> HttpResponseBase:
    boards, asked = boards_for(request.viewer, case), asked_for(request, case)
    told = told_by_topic(changes_for(request.viewer, case, asked.since, asked.until))
    topic = request.GET.get("topic", "")
    if request.GET.get("export") == "csv":
        chosen = [one for group in told if topic in ("", group.topic) for one in group.changes]
        return csv_file(changes_sheet("Changes", chosen, request), "what-changed")
    context = {
        "case": case, "heading": "What changed since the last board", "asked": asked, "boards": boards,
        "lead": lead_of(told, asked.since_words, asked.until), "trail": decisions_trail(case, ("What changed", "")),
        "groups": [shortened(group, request, whole=topic == group.topic) for group in told],
        "looked_at": ", ".join(part.label.lower() for part in parts() if part.changes is not None),
        "papers": list(frozen_for(request.viewer, case)[:MOST_PAPERS]) if _sees_papers(request, case) else [],
    }  # fmt: skip
    return render(request, "decisions/changed.html", context, status=422 if asked.faults else 200)


@require_GET
@requires(Permission.PAPER_VIEW)
def versions(request: Request, case: Any) -> HttpResponse:
    rows = list(frozen_for(request.viewer, case))
    first, second = (request.GET.get(name, "") for name in ("from", "to"))
    if not first and not second and len(rows) > 1:
        twins = [one for one in rows[1:] if one.paper_id == rows[0].paper_id]
        first, second = (twins[0] if twins else rows[1]).pk, rows[0].pk
    context = {"case": case, "heading": "Two frozen versions", "rows": rows,
               "boxes": [("from", "First version", first), ("to", "Second version", second)],
               "trail": decisions_trail(case, ("What changed", reverse("decisions:changed", args=[case.key])),
                                        ("Two frozen versions", ""))}  # fmt: skip
    if first and second:
        contents = [read_paper(frozen_of(request.viewer, case, ref).body.encode()) for ref in (first, second)]
        found = compare_versions(*contents)
        context |= {"found": found, "figures": figures_sheet(found.figures), "titles": [one.title for one in contents]}
    return render(request, "decisions/versions.html", context)


def asked_for(request: Request, case: Any) -> Asked:
    """The time that the address asks for: since a day, since a paper was frozen, or since a body met last."""
    today, faults = timezone.localdate(), list[str]()
    typed = (request.GET.get("since", "").strip(), request.GET.get("until", "").strip())
    since, until = (_day(text, words, faults) for text, words in zip(typed, ("Since", "Until"), strict=True))
    until, body = until or today, request.GET.get("body", "")
    if since is not None and since > until:
        faults.append(f"Since ({day(since)}) is after until ({day(until)}); turn them round.")
        since = None
    if since is not None:
        return Asked(since, f"{day(since)}", until, body, typed, tuple(faults))
    paper = request.GET.get("paper", "") if _sees_papers(request, case) else ""
    since, words = _since_paper(request, case, paper) if paper else _since_board(request, case, until, body)
    return Asked(since, words, max(since, until), body, typed, tuple(faults), paper)


def _since_paper(request: Request, case: Any, paper: str) -> tuple[date, str]:
    row = frozen_of(request.viewer, case, paper)
    on = timezone.localtime(row.frozen_at).date()
    return on, f"“{row.item.name}”, version {row.number}, was frozen on {day(on)}"


def _since_board(request: Request, case: Any, until: date, body: str) -> tuple[date, str]:
    board = last_held(request.viewer, case, until, body)
    if board is not None:
        return board.meets_on.last, f"the meeting of {board.body.item.name}, {board.meets_on}"
    if body and body not in dict(boards_for(request.viewer, case)):
        raise Http404
    since = until - WITHOUT_BOARD
    return since, f"{day(since)}, for no meeting before {day(until)} is recorded as held"


def _day(text: str, words: str, faults: list[str]) -> date | None:
    try:
        return read_date(text).last if text else None
    except DateError as error:
        faults.append(f"{words}: {error}")
        return None


def _sees_papers(request: Request, case: Any) -> bool:
    return request.viewer.may(Permission.PAPER_VIEW, case)
