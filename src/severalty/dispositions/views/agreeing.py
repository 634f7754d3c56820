"""Agreement of both sides: what waits for the viewer's council, what is disputed, stale or in conflict."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.http import require_GET, require_POST

from severalty.dispositions import actions
from severalty.dispositions.actions import Reply
from severalty.dispositions.forms import AnswerForm
from severalty.dispositions.queries.workbench import Bench, Place, Proposal, workbench_for
from severalty.dispositions.views.lines import TABLES, decide_url
from severalty.engine.dispositions.answers import State
from severalty.engine.dispositions.dispositions import Answer
from severalty.tenancy.access import Request, Viewer, requires
from severalty.tenancy.actions import Refused
from severalty.tenancy.permissions import Permission
from severalty.web.asked import read_page, value_of

if TYPE_CHECKING:
    from severalty.tenancy.models import Case

SIZE = 100
MOST = 300
MOST_TOLD = 20
AGREED_REFUSED = "Agreed, and refused as it stands"


@dataclass(frozen=True)
class Asked:
    """One place on the page of answers."""

    place: Place
    proposal: Proposal | None
    kind: str
    url: str
    reasons: tuple[str, ...]
    waiting: tuple[str, ...]
    refused: str = ""


_SAID = {"accept": Answer.ACCEPTED, "dispute": Answer.DISPUTED}


@require_GET
@requires(Permission.DISPOSITION_VIEW)
def answers(request: Request, case: Case) -> HttpResponse:
    bench = workbench_for(request.viewer, case, timezone.localdate())
    mine = [_asked(bench, one) for one in bench.places if one.waits_for(request.viewer)]
    pages = max(1, -(-len(mine) // SIZE))
    page = min(read_page(value_of(request.GET, "page"), []), pages)
    context = {
        "case": case, "heading": "What the councils say of it", "mine": mine[(page - 1) * SIZE : page * SIZE],
        "count": len(mine), "page": page, "pages": pages, "form": AnswerForm(), "most": MOST,
        "may_answer": _may_answer(request.viewer, case), "all_ticked": value_of(request.GET, "tick") == "all",
        "groups": _groups(request.viewer, bench),
        "back_url": reverse("dispositions:workbench", args=[case.key]),
    }  # fmt: skip
    return render(request, "dispositions/answers.html", context)


def _may_answer(viewer: Viewer, case: Case) -> bool:
    own = viewer.organisation
    return own is not None and own.kind == "council" and viewer.may(Permission.DISPOSITION_EDIT, case)


def _groups(viewer: Viewer, bench: Bench) -> list[tuple[str, str, str, list[Asked], int]]:
    """What is agreed and cannot go on, then what is not agreed, by why: heading, sentence, tone, places."""
    words = (
        (State.DISPUTED, "Disputed", "A council has said no, with its reason.", "bad"),
        (State.CONFLICTING, "Proposals that conflict", "Two organisations propose different things.", "bad"),
        (State.STALE, "Changed since it was answered", "The answer was to other words than these.", "warn"),
        (State.PROPOSED, "Waits for others", "Proposed, and not every council has answered.", "plain"),
    )  # fmt: skip
    agreed = [one for one in bench.places if one.row.agreed_refused]
    against = "The record speaks against it now, and nobody has said why to go on all the same."
    groups = [(AGREED_REFUSED, against, "bad", [_asked(bench, one) for one in agreed[:MOST]], len(agreed))]
    for state, heading, sentence, tone in words:
        found = [one for one in bench.places if one.row.standing.state is state]
        found = [one for one in found if state is not State.PROPOSED or not one.waits_for(viewer)]
        groups.append((heading, sentence, tone, [_asked(bench, one) for one in found[:MOST]], len(found)))
    return groups


def _asked(bench: Bench, place: Place) -> Asked:
    refused = f"Refused as it stands: {' '.join(place.row.refusals)}" if place.row.refusals else ""
    return Asked(
        place, place.on_table, TABLES[place.subject.table], decide_url(bench, place), place.row.standing.reasons,
        tuple(one.name for one in place.waits), refused,
    )  # fmt: skip


@require_POST
@requires(Permission.DISPOSITION_EDIT)
def answer(request: Request, case: Case) -> HttpResponse:
    said = _SAID.get(request.POST.get("do", ""))
    if said is None:
        messages.error(request, "Say whether you accept or dispute it: use one of the two buttons.")
        return redirect(_next(request, case))
    reason = request.POST.get("reason", "") or request.POST.get("answer-reason", "")
    replies = [
        Reply(ref, said, reason, seen, had)
        for ref, seen, had, *_ in (f"{one}||".split("|") for one in request.POST.getlist("answered"))
    ]
    try:
        _, left_out = actions.answer(
            by=request.viewer, at=timezone.now(), on=timezone.localdate(), case=case, replies=replies
        )
        count = len(replies) - len(left_out)
        messages.success(request, f"{count:,} {'disposition is' if count == 1 else 'dispositions are'} {said.value}.")
        _tell(request, left_out)
    except Refused as error:
        messages.error(request, str(error))
    return redirect(_next(request, case))


def _tell(request: Request, left_out: Sequence[str]) -> None:
    """Name those that were left out, each with its reason."""
    for one in left_out[:MOST_TOLD]:
        messages.error(request, one)
    if len(left_out) > MOST_TOLD:
        messages.error(request, f"{len(left_out) - MOST_TOLD:,} more are left out for such reasons; they still wait "
                         "for your answer below.")  # fmt: skip


def _next(request: Request, case: Any) -> str:
    """Back to where it was answered, as long as that is here."""
    wanted = request.POST.get("next", "")
    here = url_has_allowed_host_and_scheme(wanted, allowed_hosts=None)
    return wanted if here and wanted.startswith("/") else reverse("dispositions:answers", args=[case.key])
