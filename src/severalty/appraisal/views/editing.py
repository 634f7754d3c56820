"""Adding and changing keys with their counts, and charges."""

from collections.abc import Callable, Mapping
from dataclasses import replace
from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone

from severalty.appraisal.actions import Edit, save_charge, save_key
from severalty.appraisal.binding import CHARGES, COST_KEYS
from severalty.appraisal.forms import ChargeForm, KeyForm, RecordForm, initial_of
from severalty.appraisal.queries.books import (
    Options,
    books_for,
    is_own,
    names_for,
    options_for,
    own_counts,
    record_behind,
    row_of,
    token_of,
)
from severalty.engine.estate.parties import Audience
from severalty.engine.fields import Kind, columns_of
from severalty.tenancy.access import refused, requires
from severalty.tenancy.actions import Refused, Stale
from severalty.tenancy.binding import Binding, is_item_reference
from severalty.tenancy.permissions import Permission

WORDS = {"charges": ("charge", "appraisal:charge", "Charges", "appraisal:charges"),
         "cost_keys": ("key", "appraisal:key", "Keys", "appraisal:keys")}  # fmt: skip


@requires(Permission.MONEY_EDIT)
def charge_new(request: HttpRequest, case: Any) -> HttpResponse:
    return _edit(request, case, CHARGES, None)


@requires(Permission.MONEY_EDIT)
def charge_change(request: HttpRequest, case: Any, ref: str) -> HttpResponse:
    return _edit(request, case, CHARGES, row_of(request.viewer, case, CHARGES, ref))  # type: ignore[attr-defined]


@requires(Permission.MONEY_EDIT)
def key_new(request: HttpRequest, case: Any) -> HttpResponse:
    return _edit(request, case, COST_KEYS, None)


@requires(Permission.MONEY_EDIT)
def key_change(request: HttpRequest, case: Any, ref: str) -> HttpResponse:
    return _edit(request, case, COST_KEYS, row_of(request.viewer, case, COST_KEYS, ref))  # type: ignore[attr-defined]


def _edit(request: HttpRequest, case: Any, binding: Binding, row: Any) -> HttpResponse:
    """One form for new and old: gather, try to save, and show what stands in the way."""
    viewer = request.viewer  # type: ignore[attr-defined]
    if viewer.organisation is None or (row is not None and not is_own(viewer, row)):
        return refused(request, Permission.MONEY_EDIT)
    options = options_for(viewer, case)
    record = record_behind(viewer, case, binding, row) if row is not None else None
    make = _form_maker(request, case, binding, (row, record, options))
    form = make(request.POST if request.method == "POST" else None)
    others: list[tuple[str, str, str]] = []
    if request.method == "POST" and form.is_valid():
        try:
            ref = _save(request, case, binding, (form, row, record))
        except Stale as error:
            form, others = _again(make, form, request, str(error))
        except Refused as error:
            form.add_error(None, str(error))
        else:
            messages.success(request, "Saved.", fail_silently=True)
            return redirect(WORDS[binding.table][1], case=case.key, ref=ref)
    return render(request, "appraisal/edit.html", _context(case, binding, row, {"form": form, "others": others}))


def _form_maker(
    request: HttpRequest, case: Any, binding: Binding, held: tuple[Any, Any, Options]
) -> Callable[[Any], RecordForm]:
    row, record, options = held
    viewer = request.viewer  # type: ignore[attr-defined]
    initial: dict[str, Any] = {"audience": Audience.PARTNERS.value, "evidence": "estimated"}
    counts: Mapping[str, int] = {}
    if row is not None:
        refs = {
            shape.name: getattr(row, f"{shape.name}_ref") or ""
            for shape in binding.own_columns
            if shape.kind is Kind.REFERENCE and is_item_reference(shape)
        }
        counts = own_counts(row) if binding is COST_KEYS else {}
        initial = initial_of(record, refs) | {"token": token_of(row.item.version, counts)}
    if binding is CHARGES:
        return lambda data: ChargeForm(data, options=options, is_new=row is None, initial=initial)
    counted = _counted(books_for(viewer, case), row, counts)
    initial |= {f"count-{place}": counts.get(key, "") for place, (key, _) in enumerate(counted)}
    return lambda data: KeyForm(data, options=options, is_new=row is None, initial=initial, counted=counted)


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


def _save(request: HttpRequest, case: Any, binding: Binding, held: tuple[Any, Any, Any]) -> str:
    form, row, record = held
    viewer = request.viewer  # type: ignore[attr-defined]
    values = form.values()
    shapes = [
        shape for shape in columns_of(binding.record) if shape.kind is Kind.REFERENCE and is_item_reference(shape)
    ]
    names = names_for(viewer, case, [values[s.name] for s in shapes if values.get(s.name)], viewer.organisation.pk)
    values |= {shape.name: names.get(values[shape.name], "") for shape in shapes if shape.name in values}
    edit = Edit(
        record=replace(record, **values) if record is not None else binding.record(**values),
        ref=row.pk if row is not None else "",
        token=form.cleaned_data["token"],
        counts=form.counts() if binding is COST_KEYS else None,
    )
    save = save_key if binding is COST_KEYS else save_charge
    return save(by=viewer, at=timezone.now(), why=form.cleaned_data["why"], case=case, edit=edit)


def _again(
    make: Callable[[Any], RecordForm], form: RecordForm, request: HttpRequest, words: str
) -> tuple[RecordForm, list[tuple[str, str, str]]]:
    """The form with what the person typed, opened anew on what is on record now, and where the two differ."""
    data = request.POST.copy()
    data["token"] = form.initial.get("token", "")
    fresh = make(data)
    fresh.is_valid()
    fresh.add_error(None, f"{words} Compare below; if you save again, what you typed takes its place.")
    return fresh, [_difference(fresh, name) for name in fresh.changed_data if name not in ("why", "token")]


def _difference(form: RecordForm, name: str) -> tuple[str, str, str]:
    field, now = form.fields[name], form.get_initial_for_field(form.fields[name], name)
    return str(field.label), _shown(field, now), _shown(field, form[name].data)


def _shown(field: forms.Field, value: Any) -> str:
    words = dict(getattr(field, "choices", ()))
    values = value if isinstance(value, (list, tuple)) else [value]
    return ", ".join(str(words.get(one, one)) for one in values if one not in (None, "")) or "nothing"


def _context(case: Any, binding: Binding, row: Any, more: dict[str, Any]) -> dict[str, Any]:
    word, page, plural, register = WORDS[binding.table]
    back = reverse(page, args=[case.key, row.pk]) if row is not None else reverse(register, args=[case.key])
    return {
        "case": case,
        "heading": f"Change {row.item.name}" if row is not None else f"Add a {word}",
        "trail": [
            ("Who pays", reverse("appraisal:who-pays", args=[case.key])),
            (plural, reverse(register, args=[case.key])),
        ],
        "back_url": back,
        "is_key": binding is COST_KEYS,
        "recorder": row.item.recorded_by if row is not None else None,
        **more,
    }
