"""Taking back what came in with packs, and what is disputed between an organisation and its partners."""

from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.template.loader import render_to_string
from django.utils import timezone
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from severalty.packs.forms import WithdrawForm
from severalty.packs.importing import undoing
from severalty.packs.queries import said
from severalty.packs.views.differences import counted, given_of, page_of
from severalty.packs.views.exchange import title_of, trail_of
from severalty.tenancy.access import Request, requires
from severalty.tenancy.actions import Refused
from severalty.tenancy.permissions import Permission
from severalty.web.asked import values_of


@require_http_methods(["GET", "POST"])
@requires(Permission.ESTATE_IMPORT)
def undo(request: Request, case: Any, ref: str) -> HttpResponse:
    pack = given_of(request, case, ref)
    if request.method == "POST":
        try:
            count = undoing.undo(
                by=request.viewer, at=timezone.now(), on=timezone.localdate(), case=case, pack=pack
            )  # fmt: skip
            messages.success(request, f"Undone: {counted(count)} as before the pack. The history keeps both steps.")
        except Refused as error:
            messages.error(request, str(error))
        return redirect("packs:pack", case.key, ref)
    outlook = undoing.outlook(request.viewer, case, pack)
    context = {"case": case, "heading": "Undo bringing it in", "pack": pack, "outlook": outlook,
               "trail": trail_of(case, (f"From {pack.partner.name}", ""))}  # fmt: skip
    return render(request, "packs/undo.html", context)


@require_POST
@requires(Permission.ESTATE_IMPORT)
def withdraw(request: Request, case: Any, ref: str) -> HttpResponse:
    pack = given_of(request, case, ref)
    form, count = WithdrawForm(request.POST), 0
    if form.is_valid():
        chosen = None if form.cleaned_data["all_gone"] else set(values_of(request.POST, "gone"))
        try:
            count = undoing.withdraw_gone(
                by=request.viewer, at=timezone.now(), on=timezone.localdate(), case=case, pack=pack, chosen=chosen,
                why=form.cleaned_data["why"],
            )  # fmt: skip
        except Refused as error:
            form.add_error(None, str(error))
    if form.errors:
        return page_of(request, case, pack, withdrawing=form)
    messages.success(request, f"{counted(count)} withdrawn. The history keeps what was there.", fail_silently=True)
    return redirect("packs:pack", case.key, ref)


@require_GET
@requires(Permission.ESTATE_VIEW)
def disputed(request: Request, case: Any) -> HttpResponse:
    found = said.said_of(request.viewer, case, disputed=True)
    opened = said.seen_items(request.viewer, case, [one.item.pk for one in found if one.item is not None])
    groups = [
        (words, [(one, title_of(one.table), one.item is not None and one.item.pk in opened)
                 for one in found if one.ours is ours])
        for words, ours in (("What your partners dispute", False), ("What you dispute", True))
    ]  # fmt: skip
    context = {"case": case, "heading": "Disputed rows of packs", "trail": trail_of(case, ("Disputed", "")),
               "groups": groups}  # fmt: skip
    return render(request, "packs/disputed.html", context)


def panel(viewer: Any, item: Any) -> str:
    """What is said in packs of an item and of what hangs on it; empty where nothing is."""
    rows = [(one, title_of(one.table)) for one in said.said_of(viewer, item.case, item=item.pk)]
    return render_to_string("packs/panel.html", {"rows": rows, "viewer": viewer}) if rows else ""
