"""Adding, changing and withdrawing whatever is compared: appraisals, options, factors, cost lines and the others."""

from collections.abc import Callable
from typing import Any

from django.http import Http404, HttpResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.http import url_has_allowed_host_and_scheme

from severalty.appraisal.actions import save_record, withdraw_record
from severalty.appraisal.binding import COMPARED
from severalty.appraisal.forms.records import ItemForm, ReasonForm
from severalty.appraisal.queries.books import row_of
from severalty.appraisal.queries.editing import (
    Options,
    audience_within,
    item_references,
    options_for,
    referring_to,
    table_of,
)
from severalty.appraisal.views.editing import Desk, Held, answer, edit_of, held_for, may_write
from severalty.tenancy.access import Request, refused, requires
from severalty.tenancy.binding import Binding
from severalty.tenancy.permissions import Permission

ITEMS = {binding.table: binding for binding in COMPARED if binding.is_item}


@requires(Permission.APPRAISAL_EDIT)
def record_new(request: Request, case: Any, table: str) -> HttpResponse:
    if table not in ITEMS:
        raise Http404
    binding = ITEMS[table]
    if not may_write(request):
        return refused(request, Permission.APPRAISAL_EDIT)
    viewer = request.viewer
    preset = {shape.name: request.GET.get(shape.name, "") for shape in item_references(binding)}
    appraisal = preset.get("appraisal", "")
    options = options_for(viewer, case, binding, appraisal)
    _check_preset(binding, options, preset)
    initial = {"evidence": "estimated"} | audience_within(viewer, case, appraisal) | preset
    return _edit(request, case, binding, (options, Held(initial=initial)))


@requires(Permission.APPRAISAL_EDIT)
def record_change(request: Request, case: Any, ref: str) -> HttpResponse:
    viewer = request.viewer
    binding = binding_of(viewer, case, ref)
    held = held_for(request, case, binding, ref)
    if not may_write(request, held.row):
        return refused(request, Permission.APPRAISAL_EDIT)
    options = options_for(viewer, case, binding, held.initial.get("appraisal", ""))
    return _edit(request, case, binding, (options, held))


@requires(Permission.APPRAISAL_EDIT)
def record_withdraw(request: Request, case: Any, ref: str) -> HttpResponse:
    viewer = request.viewer
    binding = binding_of(viewer, case, ref)
    row = row_of(viewer, case, binding, ref)
    if not may_write(request, row):
        return refused(request, Permission.APPRAISAL_EDIT)
    register = reverse("estate:register", args=[case.key, binding.table])
    context = {
        "case": case, "heading": f"Withdraw {row.item.name}",
        "back_url": back_of(request) or page_of(case, ref),
        "trail": [(binding.plural.capitalize(), register), (row.item.name, page_of(case, ref))],
        "referring": [(one.what, one.item.name, page_of(case, one.item.pk))
                      for one in referring_to(viewer, case, binding, ref)],
    }  # fmt: skip

    def save(form: ReasonForm) -> str:
        withdraw_record(by=viewer, at=timezone.now(), why=form.cleaned_data["why"], case=case, binding=binding, ref=ref)
        return back_of(request) or register

    return answer(request, Desk(ReasonForm, save, context, "appraisal/withdraw.html", f"{row.item.name} is withdrawn."))


def binding_of(viewer: Any, case: Any, ref: str) -> Binding:
    """The table of a record that is compared. Raises Http404 where there is none that the viewer may see."""
    table = table_of(viewer, case, ref)
    if table not in ITEMS:
        raise Http404
    return ITEMS[table]


def page_of(case: Any, ref: str) -> str:
    """The page of a record."""
    return reverse("estate:item", args=[case.key, ref])


def back_of(request: Request) -> str:
    """The address of our own that the person came from, where the link named it as `back`."""
    back = request.GET.get("back", "")
    return back if back.startswith("/") and url_has_allowed_host_and_scheme(back, allowed_hosts=None) else ""


def _check_preset(binding: Binding, options: Options, preset: dict[str, str]) -> None:
    """A preset that the viewer may not choose looks like one that does not exist."""
    for shape in item_references(binding):
        if preset[shape.name] and preset[shape.name] not in options.refs(shape.refers_to):
            raise Http404


def _edit(request: Request, case: Any, binding: Binding, about: tuple[Options, Held]) -> HttpResponse:
    options, held = about
    back = back_of(request)

    def save(form: ItemForm) -> str:
        saved = save_record(
            by=request.viewer, at=timezone.now(), why=form.cleaned_data["why"], case=case, binding=binding,
            edit=edit_of(request, case, binding, form, held),
        )  # fmt: skip
        return back or page_of(case, saved)

    context = _context(case, binding, held, back) | {"lead": _within(options)}
    return answer(request, Desk(_maker(binding, options, held), save, context))


def _within(options: Options) -> str:
    """In which appraisal the record stands, where the form keeps to one."""
    return "".join(f"In the appraisal {name}." for _, name in options.for_table("appraisals") if options.appraisal)


def _maker(binding: Binding, options: Options, held: Held) -> Callable[[Any], ItemForm]:
    is_new = held.row is None
    return lambda data: ItemForm(data, binding=binding, options=options, is_new=is_new, initial=held.initial)


def _context(case: Any, binding: Binding, held: Held, back: str) -> dict[str, Any]:
    register = reverse("estate:register", args=[case.key, binding.table])
    page = page_of(case, held.row.pk) if held.row is not None else register
    return {
        "case": case,
        "heading": f"Change {held.row.item.name}" if held.row is not None else f"Add {binding.one}",
        "trail": [(binding.plural.capitalize(), register)],
        "back_url": back or page,
    }
