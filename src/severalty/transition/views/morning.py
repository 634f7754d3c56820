"""What of plans waits for somebody, and what is told of plans on the pages of other things."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from itertools import islice
from typing import Any
from urllib.parse import urlencode

from django.template.loader import render_to_string

from severalty.tenancy.permissions import Permission, Role
from severalty.transition.queries import prompts as queries
from severalty.transition.queries.drawn import NoPlan, drawn_plan
from severalty.transition.queries.kept import keepings_of
from severalty.transition.queries.slips import body_slip
from severalty.transition.queries.supposing import Unit
from severalty.transition.reports.morning import standing_of
from severalty.transition.reports.workload_table import worked_load
from severalty.transition.views.timetable_look import look_of
from severalty.transition.views.trails import at
from severalty.web.parts import Prompt

MOST = 3
LATE = 3  # weeks by which a committee is supposed to slip
MOST_SHOWN = 25


def prompts(viewer: Any, case: Any, on: date) -> Iterator[Prompt]:
    """Promises that are due, notice that is to be given, packages that should have begun, steps that are late."""
    if viewer.organisation is None or not viewer.belongs_to(case) or not viewer.may(Permission.PLAN_EDIT, case):
        return
    for row in islice(queries.promises_due(viewer, case, on), MOST):
        yield Prompt(
            f"“{row.item.name}” is promised for {row.promised_for or row.latest}.", at(case, "promise", row.pk)
        )
    for row, when in islice(queries.notices_due(viewer, case, on), MOST):
        yield Prompt(f"“{row.item.name}” must be done by {when}.", at(case, "package", row.pk))
    late = queries.standing_late(viewer, case, on)
    if late:
        words = (
            "package should have begun by the plan and has not."
            if late == 1
            else ("packages should have begun by the plan and have not.")
        )
        yield Prompt(f"{late:,} {words} Work the plan out again, or say how far they are.", at(case, "packages"))
    for row in islice(queries.steps_overdue(viewer, case, on), MOST):
        yield Prompt(f"A step to confidence is late: {row.action or row.item.name} (due {row.due}).", at(case, "path"))


def answers(viewer: Any, case: Any, on: date) -> Iterator[Prompt]:
    """For a programme manager: whether the plan makes its date, what moved, and what puts it at risk."""
    if viewer.role != Role.PROGRAMME_MANAGER or not viewer.belongs_to(case):
        return
    try:
        drawn = drawn_plan(viewer, case, "", on)
    except NoPlan:
        yield Prompt("No plan is on record yet that you may see. Make one from what is decided.", at(case, "plans"))
        return
    look, seen, ref = look_of(drawn, case), drawn.seen, drawn.seen.row.pk
    lasting = {key for key, one in look.by_key.items() if not look.is_milestone(one)}
    names = {ref: look.name(handle) for ref, handle in seen.handles.items() if handle in lasting}
    for one in standing_of(look, keepings_of(viewer, case, ref), names, worked_load(look)):
        slip = body_slip(seen, one.gate)
        if slip:
            asked = urlencode({"slip": slip, "by": LATE, "unit": Unit.WEEKS.value})
            yield Prompt(f"{one.sentence} What if it slips three weeks?", f"{at(case, 'what-if', ref)}?{asked}")
            continue
        yield Prompt(one.sentence, at(case, "plan", ref) if one.page == "plan" else f"{at(case, one.page)}?plan={ref}")


def in_the_plan(viewer: Any, item: Any) -> str:
    """The packages about an item, or that wait for it, with their dates; empty where there are none to see."""
    if not viewer.may(Permission.PLAN_VIEW, item.case):
        return ""
    find = queries.packages_behind_meeting if item.table == "meetings" else queries.packages_about
    rows = list(find(viewer, item))
    if not rows:
        return ""
    dates = queries.dates_of(viewer, item.case, [row.pk for row in rows])
    shown = [(row, dates.get(row.pk)) for row in rows[:MOST_SHOWN]]
    context = {"shown": shown, "case": item.case, "more": len(rows) - len(shown)}
    return render_to_string("transition/panel.html", context)
