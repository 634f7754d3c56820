"""Many at once: what would be written and what is refused, before anything is; then writing it, and undoing it."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING, Any

from django.contrib import messages
from django.core import signing
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST

from severalty.dispositions.actions import propose
from severalty.dispositions.forms import ApplyForm
from severalty.dispositions.queries.choices import Choice, Outcome, look, seen_of
from severalty.dispositions.queries.workbench import Bench, Place, workbench_for
from severalty.dispositions.views.workbench import matching
from severalty.engine.dispositions.dispositions import Disposition, Route
from severalty.engine.fields import columns_of, read, write
from severalty.estate import importing
from severalty.tenancy.access import Request, requires
from severalty.tenancy.actions import Refused, Stale
from severalty.tenancy.permissions import Permission
from severalty.tenancy.queries import change_sets_for
from severalty.web.asked import whole_number

if TYPE_CHECKING:
    from severalty.tenancy.models import Case

MOST_SHOWN = 300
_SHAPES = {shape.name: shape for shape in columns_of(Disposition)}
_SALT = "severalty.dispositions.order"
_NAMES = re.compile(r"[-\w]+/.+", re.ASCII)  # a thing and a council, as the boxes of the workbench name them


@require_http_methods(["GET", "POST"])
@never_cache
@requires(Permission.DISPOSITION_EDIT)
def check(request: Request, case: Case) -> HttpResponse:
    if request.method == "GET":
        return redirect("dispositions:workbench", case.key)
    bench = workbench_for(request.viewer, case, timezone.localdate())
    form = ApplyForm(request.POST, councils=[(one.key, one.name) for one in bench.councils])
    back = _back(case, request.POST.get("filters", ""))
    if not form.is_valid():
        return render(request, "dispositions/apply.html", {"case": case, "form": form, "back": back}, status=422)
    choices = _choices(request, bench, form)
    if not choices:
        messages.error(request, "Nothing is chosen yet: tick rows and say what is to become of them, or choose in the "
                       "boxes of the table.")  # fmt: skip
        return redirect(back)
    return _shown(request, case, choices, back)


def _choices(request: Request, bench: Bench, form: ApplyForm) -> list[Choice]:
    """What the form asks for: the boxes that were changed, or one choice for what is ticked or for all that match."""
    if request.POST.get("do") == "boxes":
        return list(_from_boxes(request.POST))
    values, council = form.values(), form.cleaned_data["council"]
    if not values:
        return []
    if request.POST.get("all") == "yes":
        places: Iterable[Place] = matching(request.viewer, bench, request.POST.get("filters", ""))
    else:
        ticked = set(request.POST.getlist("tick"))
        places = (place for place in bench.places if place.subject.ref in ticked)
    chosen = [place for place in places if council in ("", place.council.key)]
    return [Choice(one.subject.ref, one.council.key, values, _version(request, one)) for one in chosen]


def _version(request: Request, place: Place) -> int:
    own = place.own(request.viewer)
    return own.row.item.version if own else 0


def _from_boxes(data: Any) -> Iterable[Choice]:
    for line in data.get("was", "").splitlines():
        ref, _, rest = line.partition("|")
        council, route, version = rest.rsplit("|", 2) if rest.count("|") > 1 else ("", "", "")
        wanted = data.get(f"become-{ref}-{council}", route)
        seen = whole_number(version)
        if wanted != route and wanted in set(Route) and seen is not None and _NAMES.fullmatch(f"{ref}/{council}"):
            yield Choice(ref, council, {"route": Route(wanted)}, seen)


def _back(case: Case, query: str) -> str:
    return f"{reverse('dispositions:workbench', args=[case.key])}{'?' if query else ''}{query}"


def _shown(request: Request, case: Case, choices: list[Choice], back: str, notice: str = "") -> HttpResponse:
    found = look(request.viewer, case, timezone.localdate(), choices)
    writes = [one for one in found if one.writes]
    refused = [one for one in found if one.refusals and not one.changed]
    changed = [one for one in found if one.changed]
    order = [[one.thing, one.council, one.version, _texts(one.values)] for one in choices]
    context = {
        "case": case, "back": back, "query": back.partition("?")[2], "notice": notice,
        "writes": writes[:MOST_SHOWN], "count": len(writes), "noted": sum(1 for one in writes if one.notes),
        "refused": refused[:MOST_SHOWN], "refused_count": len(refused), "changed": changed,
        "same": len(found) - len(writes) - len(refused) - len(changed), "most": MOST_SHOWN,
        "seen": seen_of(found), "order": signing.dumps(order, salt=_SALT, compress=True),
        "told": [(one, _told(one)) for one in writes[:MOST_SHOWN]],
    }  # fmt: skip
    return render(request, "dispositions/apply.html", context)


def _told(outcome: Outcome) -> list[tuple[str, str, str]]:
    """What changes in one of them: the column, what it was, what it becomes."""
    draft = outcome.draft
    names = [name for name in ("route", "by_when", "owner", "reason") if draft and name in draft.before | draft.after]
    return [
        (_SHAPES[name].label, draft.before.get(name, "nothing"), draft.after.get(name) or "nothing")
        for name in names
        if draft is not None
    ]


def _texts(values: Mapping[str, Any]) -> dict[str, str]:
    return {name: write(_SHAPES[name], value) for name, value in values.items()}


def _read_order(text: str) -> list[Choice]:
    """The choices that the page carried along; Refused where they are not as this installation wrote them."""
    try:
        order = signing.loads(text, salt=_SALT)
    except (signing.BadSignature, json.JSONDecodeError) as error:
        raise Refused("The list was cut short or altered on its way. Begin again from the workbench.") from error
    return [
        Choice(thing, council, {name: read(_SHAPES[name], value) for name, value in texts.items()}, version)
        for thing, council, version, texts in order
    ]


@require_POST
@requires(Permission.DISPOSITION_EDIT)
def apply(request: Request, case: Case) -> HttpResponse:
    back = _back(case, request.POST.get("filters", ""))
    choices: list[Choice] = []
    try:
        choices = _read_order(request.POST.get("order", ""))
        changes = propose(
            by=request.viewer, at=timezone.now(), why="chosen on the workbench", case=case, on=timezone.localdate(),
            choices=choices, seen=request.POST.get("seen", ""),
        )  # fmt: skip
    except Stale as error:
        return _shown(request, case, choices, back, str(error))
    except Refused as error:
        messages.error(request, str(error))
        return redirect(back)
    count = changes.summary["rows"]["dispositions"]
    messages.success(request, f"{count:,} {'disposition is' if count == 1 else 'dispositions are'} on record. "
                     "Undo is at the head of the workbench.")  # fmt: skip
    return redirect(back)


@require_http_methods(["GET", "POST"])
@never_cache
@requires(Permission.DISPOSITION_EDIT)
def undo(request: Request, case: Case, ref: str) -> HttpResponse:
    changes = change_sets_for(request.viewer, case).filter(ref=ref).first()
    if changes is None or request.viewer.organisation is None:
        raise Http404
    if request.method == "POST":
        try:
            count = importing.undo(by=request.viewer, at=timezone.now(), case=case, change_set=changes)
            messages.success(request, f"Undone: {count:,} {'record is' if count == 1 else 'records are'} as before. "
                             "The history keeps both steps.")  # fmt: skip
        except Refused as error:
            messages.error(request, str(error))
        return redirect("dispositions:workbench", case.key)
    outlook = importing.undo_outlook(request.viewer, case, changes)
    taken, back = sum(outlook.withdrawn.values()), sum(outlook.put_back.values())
    context = {"case": case, "changes": changes, "outlook": outlook, "taken": taken, "put_back": back}
    return render(request, "dispositions/undo.html", context)
