"""Leaving a supplier on one page: its contracts, tools and key staff, what it is bound to, the plan, co-operation."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django import forms
from django.contrib import messages
from django.http import Http404, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_GET, require_http_methods

from severalty.dispositions import actions
from severalty.dispositions.queries.leaving import (
    OutgoingLine,
    Saying,
    exit_item_for,
    is_supplier,
    leaving_for,
    may_say,
    outgoing_for,
)
from severalty.dispositions.views.leaving_tables import sheets_of
from severalty.dispositions.views.people_tables import many
from severalty.dispositions.views.trails import trail_of
from severalty.engine.dispositions.exit_items import Consequence, ExitKind, ExitProgress, Likelihood
from severalty.tenancy.access import Request, requires
from severalty.tenancy.actions import Refused
from severalty.tenancy.permissions import Permission
from severalty.web.asked import value_of
from severalty.web.columns import Column
from severalty.web.forms import PlainForm
from severalty.web.sheets import Sheet, csv_file

if TYPE_CHECKING:
    from severalty.dispositions.queries.leaving import Outgoing
    from severalty.tenancy.models import Case


@require_GET
@requires(Permission.DISPOSITION_VIEW)
def outgoing(request: Request, case: Case) -> HttpResponse:
    lines = outgoing_for(request.viewer, case)
    context = {
        "case": case, "trail": trail_of(case, ("Leaving a supplier", "")),
        "heading": "Leaving a supplier", "sheet": _list_sheet(case, lines),
        "empty": {"title": "Nothing is on record here of leaving a supplier",
                  "text": "A supplier stands here once it holds a contract for councils, or an exit item names it."},
    }  # fmt: skip
    return render(request, "dispositions/outgoing.html", context)


def _list_sheet(case: Case, lines: list[OutgoingLine]) -> Sheet:
    columns = (
        Column("name", "Supplier", "link", value="row.item.name",
               url=lambda line: reverse("dispositions:leaving", args=[case.key, line.row.pk])),
        Column("held", "Contracts that it holds for the councils", "count"),
        Column("items", "Exit items", "count"),
    )  # fmt: skip
    return Sheet("Suppliers to leave", columns, lines, ident="outgoing")


@require_GET
@requires(Permission.DISPOSITION_VIEW)
def leaving(request: Request, case: Case, ref: str) -> HttpResponseBase:
    found = leaving_for(request.viewer, case, ref, timezone.localdate())
    sheets = sheets_of(request.viewer, found)
    wanted = next((one for one in sheets if one.ident == value_of(request.GET, "export")), None)
    if wanted:
        return csv_file(wanted, wanted.ident)
    worked = found.worked
    context = {
        "case": case, "found": found, "heading": f"Leaving {found.row.item.name}", "lead": _lead(found),
        "lacking": worked.lacking, "sheets": [one for one in sheets if one.rows],
        "without_council": [row.item for row in found.without_council],
        "is_supplier": is_supplier(request.viewer, found.row),
    }  # fmt: skip
    return render(request, "dispositions/leaving.html", context)


def _lead(found: Outgoing) -> str:
    worked = found.worked
    if not worked.needed and not worked.scores:
        return "Nothing to see to before it goes is on record that you may see."
    words = [f"{worked.ready:,} of {many(worked.needed, 'thing is', 'things are')} as they must be before it goes"]
    late = sum(part.overdue for part in worked.parts)
    words += [f"{many(late, 'item is', 'items are')} overdue"] if late else []
    risky = sum(part.at_risk for part in worked.parts)
    words += [f"{many(risky, 'item is', 'items are')} at risk"] if risky else []
    words.append(f"its last day is {found.question.leaves}" if found.question.leaves else "its last day is not known")
    return "; ".join(words) + "."


class WordForm(PlainForm):
    """What one's own organisation says of an exit item; a risk is scored, everything else is so far or not."""

    version = forms.IntegerField(widget=forms.HiddenInput)
    progress = forms.ChoiceField(label="How far it is", choices=[(one.value, one.value.capitalize())
                                                                for one in ExitProgress])  # fmt: skip
    likelihood = forms.ChoiceField(label="Likelihood", choices=[(one.value, one.value.capitalize())
                                                               for one in Likelihood])  # fmt: skip
    consequence = forms.ChoiceField(label="Impact", choices=[(one.value, one.value.capitalize())
                                                            for one in Consequence])  # fmt: skip
    note = forms.CharField(label="Note", required=False, max_length=4_000, widget=forms.Textarea(attrs={"rows": 3}),
                           help_text="What is lacking, and who has to do what about it.")  # fmt: skip

    def __init__(self, *args: Any, risk: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name in ("progress",) if risk else ("likelihood", "consequence"):
            del self.fields[name]

    def saying(self, ref: str) -> Saying:
        """What was said, of the item with this reference."""
        data = self.cleaned_data
        return Saying(
            ref, data["version"], ExitProgress(data.get("progress", ExitProgress.NOT_BEGUN)), data["note"],
            Likelihood(data.get("likelihood", Likelihood.UNKNOWN)),
            Consequence(data.get("consequence", Consequence.UNKNOWN)),
        )  # fmt: skip


@require_http_methods(["GET", "POST"])
@requires(Permission.EXIT_REPORT)
def leaving_say(request: Request, case: Case, ref: str) -> HttpResponse:
    row = exit_item_for(request.viewer, case, ref)
    if not may_say(request.viewer, row):
        raise Http404
    risk = row.kind == ExitKind.COOPERATION
    form = WordForm(request.POST or None, initial={"version": row.item.version}, risk=risk)
    if request.method == "POST" and form.is_valid() and _said(request, case, form, row):
        return redirect("dispositions:leaving", case.key, row.supplier_id)
    heading = f"{'Score' if risk else 'Say how far'}: {row.item.name}"
    trail = trail_of(
        case,
        ("Leaving a supplier", reverse("dispositions:outgoing", args=[case.key])),
        ("Its supplier", reverse("dispositions:leaving", args=[case.key, row.supplier_id])),
        (heading, ""),
    )
    context = {"case": case, "heading": heading, "form": form, "row": row, "trail": trail}
    return render(request, "dispositions/leaving_say.html", context, status=422 if form.errors else 200)


def _said(request: Request, case: Case, form: WordForm, row: Any) -> bool:
    try:
        actions.say_how_far(
            by=request.viewer, at=timezone.now(), on=timezone.localdate(), case=case, saying=form.saying(row.pk)
        )
    except Refused as error:
        form.add_error(None, str(error))
        data = form.data.copy()  # type: ignore[attr-defined]
        data["version"] = str(row.item.version)
        form.data = data
        return False
    messages.success(request, f"Your word on {row.item.name} is on record.")
    return True
