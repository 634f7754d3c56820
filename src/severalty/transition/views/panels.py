"""Several small forms on one page, each with its own button; a page knows by `do` which one was sent."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.contrib import messages
from django.contrib.auth.views import redirect_to_login
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render

from severalty.tenancy.access import Request, refused
from severalty.tenancy.actions import Refused
from severalty.tenancy.permissions import Permission
from severalty.web.asked import value_of
from severalty.web.sheets import csv_file, in_parts

GONE = "Nothing was recorded: the page does not offer this any more. It shows how things stand now."


@dataclass(frozen=True)
class FormPanel:
    """A form of a page: its words, what it does when it is sent, and what is said afterwards. `work` may give the
    address of the page that is shown next."""

    do: str
    title: str
    button: str
    form: Any
    work: Callable[[dict[str, Any]], str | None]
    said: str
    words: str = ""
    is_first: bool = False

    @property
    def was_sent(self) -> bool:
        """Whether it is this form that came in."""
        return bool(self.form.is_bound)


def sent(request: Request, do: str) -> dict[str, Any]:
    """The arguments of the form that goes by this word: its data where it was sent, and the beginning of its names."""
    is_this = request.method == "POST" and request.POST.get("do") == do
    return {"data": request.POST if is_this else None, "prefix": do}


def answered(request: Request, panels: Sequence[FormPanel], context: dict[str, Any], template: str) -> HttpResponseBase:
    """The page with its forms, or one of its tables as a file; where a form was sent and is done, the page anew.

    Who sends what they may not is refused; what the page does not offer any more is said, and nothing is recorded.
    """
    panel = next((one for one in panels if one.was_sent), None)
    if request.method == "POST" and panel is None:
        if request.viewer.is_anonymous:
            return redirect_to_login(request.get_full_path())
        if not panels and not context.get("is_own"):
            return refused(request, Permission.PLAN_EDIT)
        messages.error(request, GONE, fail_silently=True)
        return redirect(request.path)
    if panel is not None and panel.form.is_valid():
        try:
            address = panel.work(panel.form.cleaned_data)
        except Refused as error:
            _say(panel.form, error)
        else:
            messages.success(request, panel.said, fail_silently=True)
            return redirect(address or request.path)
    return _page(request, panels, panel, context, template)


def _say(form: Any, error: Refused) -> None:
    """Why nothing was written: beside the boxes that must change, where the action names them."""
    columns: Mapping[str, str] = getattr(error, "columns", {})
    for column, words in columns.items():
        form.add_error(column if column in form.fields else None, words)
    if not columns:
        form.add_error(None, str(error))


def _page(
    request: Request, panels: Sequence[FormPanel], panel: FormPanel | None, context: dict[str, Any], template: str
) -> HttpResponseBase:
    sheets = context.get("sheets", ())
    wanted = next((one for one in sheets if one.ident and one.ident == value_of(request.GET, "export")), None)
    if wanted is not None:
        return csv_file(wanted, wanted.ident)
    shown = {"forms": panels, "form": panel.form if panel else None, **context}
    shown["sheets"] = [in_parts(one, request.GET) for one in sheets]
    return render(request, template, shown, status=422 if panel is not None and panel.form.errors else 200)
