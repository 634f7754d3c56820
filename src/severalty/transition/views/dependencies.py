"""What waits for what: a drawing in layers around one package, circles, and the cheapest bridges."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING, Any

from django.http.response import HttpResponseBase
from django.views.decorators.http import require_GET

from severalty.engine.transition.past_end import plural_s
from severalty.tenancy.access import Request, requires
from severalty.tenancy.permissions import Permission
from severalty.transition.forms.looking import WaitForm
from severalty.transition.reports.pictures_look import Look
from severalty.transition.reports.waits_table import (
    MOST,
    all_sheet,
    around,
    bridges_sheet,
    circles_of,
    circles_sheet,
    edges_of,
    waits_picture,
    waits_sheet,
)
from severalty.transition.views.timetable_look import Looked, looked, of_a_plan, shown

if TYPE_CHECKING:
    from severalty.engine.transition.circles import Circles
    from severalty.tenancy.models import Case

STEPS = 2


@require_GET
@requires(Permission.PLAN_VIEW)
@of_a_plan
def dependencies(request: Request, case: Case) -> HttpResponseBase:
    found = looked(request, case)
    look = found.look
    circles = circles_of(look)
    form, about, steps = _asked(request, found, circles)
    keys = around(look, about, steps) if about else ()
    circular = frozenset(key for one in circles.circles for key in one.members)
    sheets = [waits_sheet(look, keys), circles_sheet(look, circles), bridges_sheet(look, circles)]
    if "export" in request.GET:
        sheets.append(all_sheet(look))
    context = {
        "form": form, "lead": _lead(look, circles), "about": look.name(about) if about else "",
        "picture": waits_picture(look, keys, circular) if keys else "", "most": MOST if len(keys) >= MOST else 0,
        "has_waits": bool(look.record.waits),
    }  # fmt: skip
    return shown(request, case, found, "dependencies", [one for one in sheets if one.rows], context)


def _asked(request: Request, found: Looked, circles: Circles) -> tuple[WaitForm, str, int]:
    """The form, the thing that the drawing begins with, and how far it goes."""
    look, refs = found.look, found.drawn.seen.refs
    ends = {end for edge in edges_of(look) for end in edge if end in refs}
    abouts = sorted((look.name(end), refs[end]) for end in ends)
    first = _first(look, circles)
    form = WaitForm(
        request.GET or None, initial={"plan": found.ref, "about": refs.get(first, ""), "steps": str(STEPS)},
        plans=found.drawn.others, abouts=[(ref, name) for name, ref in abouts],
    )  # fmt: skip
    data: dict[str, Any] = form.cleaned_data if form.is_bound and form.is_valid() else {}
    about = found.drawn.seen.handles.get(data.get("about", ""), first)
    return form, about, int(data.get("steps") or STEPS)


def _first(look: Look, circles: Circles) -> str:
    """What is drawn at first: a circle, else what most others are linked with."""
    if circles.circles:
        return circles.circles[0].members[0]
    counted = Counter(end for edge in edges_of(look) for end in edge)
    return min(counted, key=lambda one: (-counted[one], one), default="")


def _lead(look: Look, circles: Circles) -> str:
    many = len(look.record.waits)
    if not many:
        return "No package waits for anything, as far as you may see."
    if not circles.circles:
        return f"{many} wait{plural_s(many)}, and no circle among them."
    return f"{many} wait{plural_s(many)}. {' '.join(circles.sentences)}"
