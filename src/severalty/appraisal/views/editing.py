"""What every form of this stage does: open, save, show what stands in the way; and the forms of keys and charges."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone

from severalty.appraisal.actions import Edit, Unfit, save_key, save_record
from severalty.appraisal.binding import CHARGES, COST_KEYS
from severalty.appraisal.forms.records import ChargeForm, KeyForm, RecordForm, initial_of
from severalty.appraisal.queries.books import books_for, is_own, record_behind, row_of
from severalty.appraisal.queries.editing import (
    item_references,
    options_for,
    own_counts,
    spelled,
    token_of,
)
from severalty.engine.estate.parties import Audience
from severalty.tenancy.access import Request, refused, requires
from severalty.tenancy.actions import Refused, Stale
from severalty.tenancy.binding import Binding
from severalty.tenancy.permissions import Permission

WORDS = {"charges": ("charge", "appraisal:charge", "Charges", "appraisal:charges"),
         "cost_keys": ("key", "appraisal:key", "Keys", "appraisal:keys")}  # fmt: skip


@dataclass(frozen=True)
class Desk:
    """One form on its page: how it is made of what was sent, how it is saved, and what stands around it.

    `save` gives the address that the person is sent to.
    """

    make: Callable[[Any], Any]
    save: Callable[[Any], str]
    context: Mapping[str, Any] = field(default_factory=dict)
    template: str = "appraisal/edit.html"
    done: str = "Saved."


def answer(request: Request, desk: Desk) -> HttpResponse:
    """The page of a form: try to save what was sent, and show what stands in the way."""
    form = desk.make(request.POST if request.method == "POST" else None)
    others: list[tuple[str, str, str]] = []
    if request.method == "POST" and form.is_valid():
        try:
            address = desk.save(form)
        except Stale as error:
            form, others = _again(desk.make, form, request, str(error))
        except Refused as error:
            _say_why(form, error)
        else:
            messages.success(request, desk.done, fail_silently=True)
            return redirect(address)
    return render(request, desk.template, {**desk.context, "form": form, "others": others})


@dataclass(frozen=True)
class Held:
    """The row that a form changes, with its record and what the form is opened on; for a new record all are empty."""

    row: Any = None
    record: Any = None
    initial: Mapping[str, Any] = field(default_factory=dict)


def held_for(request: Request, case: Any, binding: Binding, ref: str) -> Held:
    """One record to be changed. Raises Http404 where there is none that the viewer may see."""
    viewer = request.viewer
    row = row_of(viewer, case, binding, ref)
    record = record_behind(viewer, case, binding, row)
    refs = {shape.name: getattr(row, f"{shape.name}_ref") or "" for shape in item_references(binding)}
    return Held(row, record, initial_of(record, refs) | {"token": token_of(row.item.version, {})})


def edit_of(request: Request, case: Any, binding: Binding, form: RecordForm, held: Held) -> Edit:
    """What a valid form says, as the actions take it."""
    values = form.values()
    record = replace(held.record, **values) if held.record is not None else binding.record(**values)
    [record] = spelled(request.viewer, case, binding, [record])
    return Edit(record, held.row.pk if held.row is not None else "", form.cleaned_data["token"])


def may_write(request: Request, row: Any = None) -> bool:
    """Whether the viewer may add records, or change this one."""
    viewer = request.viewer
    return viewer.organisation is not None and (row is None or is_own(viewer, row))


@requires(Permission.MONEY_EDIT)
def charge_new(request: Request, case: Any) -> HttpResponse:
    return _edit(request, case, CHARGES)


@requires(Permission.MONEY_EDIT)
def charge_change(request: Request, case: Any, ref: str) -> HttpResponse:
    return _edit(request, case, CHARGES, ref)


@requires(Permission.MONEY_EDIT)
def key_new(request: Request, case: Any) -> HttpResponse:
    return _edit(request, case, COST_KEYS)


@requires(Permission.MONEY_EDIT)
def key_change(request: Request, case: Any, ref: str) -> HttpResponse:
    return _edit(request, case, COST_KEYS, ref)


def _edit(request: Request, case: Any, binding: Binding, ref: str = "") -> HttpResponse:
    """One form for new and old."""
    initial = {"audience": Audience.PARTNERS.value, "evidence": "estimated"}
    held = held_for(request, case, binding, ref) if ref else Held(initial=initial)
    if not may_write(request, held.row):
        return refused(request, Permission.MONEY_EDIT)
    context = _context(case, binding, held.row)
    make = _charge_maker(request, case, held) if binding is CHARGES else _key_maker(request, case, held)

    def save(form: RecordForm) -> str:
        edit, why, at = edit_of(request, case, binding, form, held), form.cleaned_data["why"], timezone.now()
        if isinstance(form, KeyForm):
            edit = replace(edit, counts=form.counts())
            saved = save_key(by=request.viewer, at=at, why=why, case=case, edit=edit)
        else:
            saved = save_record(by=request.viewer, at=at, why=why, case=case, binding=binding, edit=edit)
        return reverse(WORDS[binding.table][1], args=[case.key, saved])

    return answer(request, Desk(make, save, context))


def _charge_maker(request: Request, case: Any, held: Held) -> Callable[[Any], RecordForm]:
    options = options_for(request.viewer, case, CHARGES)
    return lambda data: ChargeForm(data, options=options, is_new=held.row is None, initial=held.initial)


def _key_maker(request: Request, case: Any, held: Held) -> Callable[[Any], RecordForm]:
    viewer, initial = request.viewer, dict(held.initial)
    counts = own_counts(held.row) if held.row is not None else {}
    if held.row is not None:
        initial["token"] = token_of(held.row.item.version, counts)
    options, counted = options_for(viewer, case, COST_KEYS), _counted(books_for(viewer, case), held.row, counts)
    initial |= {f"count-{place}": counts.get(key, "") for place, (key, _) in enumerate(counted)}
    return lambda data: KeyForm(data, options=options, is_new=held.row is None, initial=initial, counted=counted)


def _counted(books: Any, row: Any, counts: Mapping[str, int]) -> list[tuple[str, str]]:
    """The organisations that a key may count: the partners, and whoever it counts already.

    What another organisation has counted under this key is theirs to change.
    """
    others = {one.organisation for one in books.counts_of(row.pk)} - set(counts) if row is not None else set()
    return [
        (key, one.name)
        for key, one in books.organisations.items()
        if (key in books.partners or key in counts) and key not in others
    ]


def _say_why(form: forms.Form, error: Refused) -> None:
    if isinstance(error, Unfit) and isinstance(form, RecordForm):
        form.refuse(error.refusals)
    else:
        form.add_error(None, str(error))


def _again(
    make: Callable[[Any], Any], form: Any, request: Request, words: str
) -> tuple[Any, list[tuple[str, str, str]]]:
    """The form with what the person typed, opened anew on what is on record now, and where the two differ."""
    data = request.POST.copy()
    data["token"] = form.get_initial_for_field(form.fields["token"], "token") or ""
    fresh = make(data)
    fresh.is_valid()
    fresh.add_error(None, f"{words} Compare below; if you save again, what you typed takes its place.")
    return fresh, [_difference(fresh, name) for name in fresh.changed_data if name not in ("why", "token")]


def _difference(form: Any, name: str) -> tuple[str, str, str]:
    box, now = form.fields[name], form.get_initial_for_field(form.fields[name], name)
    return str(box.label), _shown(box, now), _shown(box, form[name].data)


def _shown(box: forms.Field, value: Any) -> str:
    words: dict[Any, Any] = {}
    for one, text in getattr(box, "choices", ()):
        words |= dict(text) if isinstance(text, (list, tuple)) else {one: text}
    values = value if isinstance(value, (list, tuple)) else [value]
    return ", ".join(str(words.get(one, one)) for one in values if one not in (None, "")) or "nothing"


def _context(case: Any, binding: Binding, row: Any) -> dict[str, Any]:
    word, page, plural, register = WORDS[binding.table]
    return {
        "case": case,
        "heading": f"Change {row.item.name}" if row is not None else f"Add a {word}",
        "trail": [
            ("Who pays", reverse("appraisal:who-pays", args=[case.key])),
            (plural, reverse(register, args=[case.key])),
        ],
        "back_url": reverse(page, args=[case.key, row.pk]) if row is not None else reverse(register, args=[case.key]),
    }
