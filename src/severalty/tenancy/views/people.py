"""Who is appointed to what, and the installation's cases and organisations."""

from typing import Any

from django.contrib import messages
from django.contrib.auth.tokens import default_token_generator
from django.forms import Form
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from severalty.tenancy import actions, queries
from severalty.tenancy.access import Request, requires, requires_administrator
from severalty.tenancy.forms import CaseForm, FirstPersonForm, InviteForm, OrganisationForm
from severalty.tenancy.permissions import Permission, Role

LINK = "link_to_hand_over"
page = require_http_methods(["GET", "POST"])


@page
@never_cache
@requires(Permission.PEOPLE_MANAGE)
def people(request: Request) -> HttpResponse:
    viewer = request.viewer
    if viewer.organisation is None:
        raise Http404
    form = InviteForm(request.POST or None, viewer=viewer)
    if request.method == "POST" and form.is_valid() and _invite(request, form, viewer.organisation):
        return redirect("tenancy:people")
    rows = [(one, queries.may_be_given_link(viewer, one.person)) for one in queries.people_of(viewer)]
    context = {
        "heading": f"People of {viewer.organisation.name}", "rows": rows, "form": form,
        "handed": request.session.pop(LINK, None) if request.method == "GET" else None,
    }  # fmt: skip
    return render(request, "tenancy/people.html", context)


def _invite(request: Request, form: Form, organisation: Any) -> bool:
    values = form.cleaned_data
    try:
        person = actions.invite(by=request.viewer, at=timezone.now(), organisation=organisation, name=values["name"],
                                email=values["email"], role=Role(values["role"]))  # fmt: skip
    except actions.Refused as refusal:
        form.add_error(None, str(refusal))
        return False
    messages.success(request, f"{person.name} is appointed {values['role']} of {organisation.name}.")
    if not person.has_usable_password():
        _hand_over(request, person)
    return True


def _hand_over(request: Request, person: Any) -> None:
    """Keep a link for the next page to show, if the viewer may hold one for this person."""
    if not queries.may_be_given_link(request.viewer, person):
        return
    token = default_token_generator.make_token(person)
    link = request.build_absolute_uri(reverse("tenancy:set-password", args=[person.pk, token]))
    request.session[LINK] = {"name": person.name, "email": person.email, "link": link}


@require_POST
@requires(Permission.PEOPLE_MANAGE)
def new_link(request: Request, pk: int) -> HttpResponse:
    appointment = queries.appointment_for(request.viewer, pk)
    if not queries.may_be_given_link(request.viewer, appointment.person):
        raise Http404
    _hand_over(request, appointment.person)
    return redirect("tenancy:people")


@require_POST
@requires(Permission.PEOPLE_MANAGE)
def end_appointment(request: Request, pk: int) -> HttpResponse:
    appointment = queries.appointment_for(request.viewer, pk)
    try:
        actions.end_appointment(by=request.viewer, at=timezone.now(), appointment=appointment)
        messages.success(request, f"{appointment.person.name} is no longer {appointment.role}.")
    except actions.Refused as refusal:
        messages.error(request, str(refusal))
    return redirect("tenancy:people")


@require_GET
@never_cache
@requires_administrator
def installation(request: Request) -> HttpResponse:
    handed = request.session.pop(LINK, None)
    context = {"heading": "This installation", "cases": queries.installation_for(request.viewer), "handed": handed}
    return render(request, "tenancy/installation.html", context)


@page
@requires_administrator
def new_case(request: Request) -> HttpResponse:
    form = CaseForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        values = dict(form.cleaned_data)
        if any(case.key == values["key"] for case, _ in queries.installation_for(request.viewer)):
            form.add_error("key", f"There is a case {values['key']} already. Choose another key.")
        else:
            about = {"summary": values["summary"], "public": values["public"]}
            actions.open_case(by=request.viewer, at=timezone.now(), key=values["key"], name=values["name"], about=about)
            return _added(request, f"The case {values['name']} is open.")
    return _form_page(request, form, "Open a case", "Open the case")


@page
@requires_administrator
def new_organisation(request: Request) -> HttpResponse:
    known = queries.installation_for(request.viewer)
    form = OrganisationForm(request.POST or None, cases=[case for case, _ in known])
    if request.method == "POST" and form.is_valid():
        values = form.cleaned_data
        case, others = next(pair for pair in known if pair[0].key == values["case"])
        if any(one.key == values["key"] for one in others):
            form.add_error("key", f"{case.name} has an organisation {values['key']} already. Choose another key.")
        else:
            actions.add_organisation(by=request.viewer, at=timezone.now(), case=case, key=values["key"],
                                     name=values["name"], kind=values["kind"])  # fmt: skip
            return _added(request, f"{values['name']} takes part in {case.name}.")
    return _form_page(request, form, "Add an organisation", "Add the organisation")


@page
@requires_administrator
def first_person(request: Request) -> HttpResponse:
    organisations = [one for _, several in queries.installation_for(request.viewer) for one in several]
    form = FirstPersonForm(request.POST or None, viewer=request.viewer, organisations=organisations)
    if request.method == "POST" and form.is_valid():
        organisation = next(one for one in organisations if str(one.pk) == form.cleaned_data["organisation"])
        if _invite(request, form, organisation):
            return redirect("tenancy:installation")
    return _form_page(request, form, "Appoint somebody", "Appoint")


def _added(request: Request, words: str) -> HttpResponse:
    messages.success(request, words)
    return redirect("tenancy:installation")


def _form_page(request: Request, form: Form, heading: str, button: str) -> HttpResponse:
    trail = [("This installation", reverse("tenancy:installation")), (heading, "")]
    context = {"heading": heading, "form": form, "button": button, "trail": trail}
    return render(request, "tenancy/form.html", context)
