"""Several small forms on one page, each with its own button; a page knows by `do` which one was sent."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from django import forms
from django.contrib import messages
from django.contrib.auth.views import redirect_to_login
from django.http import HttpResponse
from django.shortcuts import redirect, render

from severalty.decisions.queries.book import Entry
from severalty.tenancy.access import Request, refused
from severalty.tenancy.actions import Refused, Stale
from severalty.tenancy.permissions import Permission

GONE = "Nothing was recorded: the page does not offer this any more. It shows how things stand now."


@dataclass(frozen=True)
class FormPanel:
    """A form of a page: its words, what it does when it is sent, and what is said afterwards.

    `current` is the version of the record now, so that somebody who is told of a change can save again.
    """

    do: str
    title: str
    button: str
    form: Any
    work: Callable[[Any], object]
    said: str
    words: str = ""
    current: tuple[str, str] = ("", "")

    @property
    def was_sent(self) -> bool:
        """Whether it is this form that came in."""
        return bool(self.form.is_bound)

    def done(self) -> bool:
        """Do what the form asks for; what stands against it is said in the form."""
        if not self.form.is_valid():
            return False
        try:
            self.work(self.form)
        except Refused as error:
            self.form.add_error(None, str(error))
            if isinstance(error, Stale) and self.current[0]:
                data = self.form.data.copy()
                data[self.form.add_prefix(self.current[0])] = self.current[1]
                self.form.data = data
            return False
        return True


def sent(request: Request, do: str) -> dict[str, Any]:
    """The arguments of the form that goes by this word: its data where it was sent, and the beginning of its names."""
    is_this = request.method == "POST" and request.POST.get("do") == do
    return {"data": request.POST if is_this else None, "prefix": do}


def may_edit(request: Request, case: Any) -> bool:
    """Whether the viewer may record decisions here."""
    return request.viewer.organisation is not None and request.viewer.may(Permission.DECISION_EDIT, case)


def is_own(request: Request, case: Any, entry: Entry) -> bool:
    """Whether the viewer may change a record: it is its organisation's own."""
    own = request.viewer.organisation
    return own is not None and may_edit(request, case) and entry.row.item.recorded_by_id == own.pk


def answered(request: Request, panels: Sequence[FormPanel], context: dict[str, Any], template: str) -> HttpResponse:
    """The page with its forms; where one was sent and is done, the page anew with what was done.

    Who sends what they may not is refused; what the page does not offer any more is said, and nothing is recorded.
    """
    panel = next((one for one in panels if one.was_sent), None)
    if request.method == "POST" and panel is None:
        if request.viewer.is_anonymous:
            return redirect_to_login(request.get_full_path())
        if not panels:
            return refused(request, Permission.DECISION_EDIT)
        messages.error(request, GONE, fail_silently=True)
        return redirect(request.path)
    if panel is not None and panel.done():
        messages.success(request, panel.said, fail_silently=True)
        return redirect(request.path)
    form: forms.Form | None = panel.form if panel else None
    status = 422 if form is not None and form.errors else 200
    return render(request, template, {"forms": panels, "form": form, **context}, status=status)
