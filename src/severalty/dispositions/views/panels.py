"""What becomes of it, on the page of a thing; and what waits for somebody in the morning."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from typing import Any

from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import timezone

from severalty.dispositions.queries.workbench import workbench_for
from severalty.dispositions.views.lines import TONES, decide_url
from severalty.dispositions.views.morning import exit_prompts, letter_prompts, signature_prompts, step_prompts
from severalty.engine.dispositions.answers import State
from severalty.engine.dispositions.dispositions import Route
from severalty.engine.estate.parties import OrganisationKind
from severalty.tenancy.permissions import Permission
from severalty.web.parts import Prompt


def panel(viewer: Any, item: Any) -> str:
    """What becomes of a thing for each council that uses it; empty where one council alone does and nothing is said."""
    if not viewer.may(Permission.DISPOSITION_VIEW, item.case):
        return ""
    bench = workbench_for(viewer, item.case, timezone.localdate(), {item.pk})
    contract = next((one.subject.contract for one in bench.places), None)
    marked = contract is not None and contract.shared == "yes"
    proposed = any(one.proposals for one in bench.places)
    held = any(len(one.subject.users) > 1 and one.subject.is_held for one in bench.places)
    if not (marked or proposed or held):
        return ""
    rows = [(one, TONES[one.row.standing.state], decide_url(bench, one)) for one in bench.places]
    return render_to_string("dispositions/panel.html", {"rows": rows, "case": item.case})


def prompts(viewer: Any, case: Any, on: date) -> Iterator[Prompt]:
    """What the viewer's council is asked to answer or sign, what is late, disputed and still undecided for it."""
    own = viewer.organisation
    if own is None or not viewer.belongs_to(case):
        return
    if own.kind == OrganisationKind.SUPPLIER and viewer.may(Permission.EXIT_REPORT, case):
        yield from exit_prompts(viewer, case, on)
    if not viewer.may(Permission.DISPOSITION_EDIT, case):
        return
    places = workbench_for(viewer, case, on, terms=False).places
    waiting = sum(1 for one in places if one.waits_for(viewer))
    answers = reverse("dispositions:answers", args=[case.key])
    if waiting:
        yield Prompt(f"{_many(waiting, 'disposition waits', 'dispositions wait')} for your answer.", answers)
    yield from signature_prompts(viewer, case, on)
    yield from letter_prompts(viewer, case, on)
    yield from step_prompts(viewer, case, on)
    stuck = sum(1 for one in places if one.row.standing.state in (State.DISPUTED, State.CONFLICTING))
    if stuck:
        yield Prompt(f"{_many(stuck, 'disposition is', 'dispositions are')} disputed or in conflict.", answers)
    mine = [one for one in places if one.row.route is Route.UNDECIDED and one.council.key in (own.key, "")]
    if mine:
        address = f"{reverse('dispositions:workbench', args=[case.key])}?council={own.key}&route=undecided"
        words = _many(len(mine), "shared thing is", "shared things are")
        yield Prompt(f"For you, {words} still undecided.", address)


def _many(count: int, one: str, many: str) -> str:
    return f"{count:,} {one if count == 1 else many}"
