"""Signing in and out, acting for an organisation, passwords, and the first administrator."""

import secrets
from collections.abc import Callable
from datetime import datetime, timedelta
from functools import wraps
from typing import Any

from django.conf import settings
from django.contrib import messages
from django.contrib.auth import authenticate, login, logout, update_session_auth_hash
from django.contrib.auth.tokens import default_token_generator
from django.contrib.auth.views import redirect_to_login
from django.db import transaction
from django.http import Http404, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.text import slugify
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods

from severalty.tenancy import actions, queries
from severalty.tenancy.access import ACTING, Request, View, Viewer, open_to_all, operator_for
from severalty.tenancy.forms import ChangePasswordForm, FirstRunForm, NewPasswordForm, SignInForm
from severalty.tenancy.permissions import Role

MOST_FAILURES, WITHIN = 5, timedelta(minutes=10)
WRONG = "The email address or the password is not right. Check both; the password is told apart by capitals."
WAIT = "There were too many wrong passwords for this address. Wait ten minutes, then try again."
MODEL_BACKEND = "django.contrib.auth.backends.ModelBackend"
page = require_http_methods(["GET", "POST"])


def signed_in(reason: str) -> Callable[[View], View]:
    """The door of a page for anyone who is signed in, whatever their role; `reason` says why no role is asked for."""

    def door(view: View) -> View:
        @wraps(view)
        def guarded(request: Request, *args: Any, **kwargs: Any) -> HttpResponseBase:
            if request.viewer.is_anonymous:
                return redirect_to_login(request.get_full_path())
            return view(request, *args, **kwargs)

        return open_to_all(reason)(guarded)

    return door


def local_address(request: Request, text: str) -> str:
    """An address of this site to go on to; the first page if the text leads elsewhere."""
    is_ours = url_has_allowed_host_and_scheme(text, {request.get_host()}, require_https=request.is_secure())
    return text if is_ours else settings.LOGIN_REDIRECT_URL


@page
@never_cache
@sensitive_post_parameters("password")
@open_to_all("whoever signs in is not known yet")
def sign_in(request: Request) -> HttpResponse:
    if request.method == "GET":
        form = SignInForm(initial={"next": request.GET.get("next", "")[:2000]})
    else:
        form = SignInForm(request.POST)
        if form.is_valid() and _let_in(request, form):
            return redirect(local_address(request, form.cleaned_data["next"]))
    return render(request, "tenancy/form.html", {"heading": "Sign in", "form": form, "button": "Sign in"})


def _let_in(request: Request, form: SignInForm) -> bool:
    email, now, by = form.cleaned_data["email"].lower(), timezone.now(), Viewer()
    if queries.recent_failures(by, email, now - WITHIN) >= MOST_FAILURES:
        form.add_error(None, WAIT)
        return False
    person = authenticate(request, username=email, password=form.cleaned_data["password"])
    if person is None:
        actions.note_sign_in(by=by, at=now, email=email, worked=False)
        form.add_error(None, WRONG)
        return False
    actions.note_sign_in(by=by, at=now, email=email, worked=True)
    login(request, person)
    return True


@page
@open_to_all("anyone may leave")
def sign_out(request: Request) -> HttpResponse:
    if request.method == "POST":
        logout(request)
        return redirect("tenancy:home")
    return render(request, "tenancy/form.html", {"heading": "Sign out", "button": "Sign out"})


@page
@signed_in("a person chooses among their own appointments")
def act_for(request: Request) -> HttpResponse:
    appointments = request.viewer.appointments
    if request.method == "POST":
        chosen = next((one for one in appointments if str(one.pk) == request.POST.get("appointment")), None)
        if chosen is None:
            raise Http404
        request.session[ACTING] = chosen.pk
        messages.success(request, f"You act for {chosen.organisation.name} as {chosen.role}.")
        return redirect("tenancy:home")
    return render(request, "tenancy/act_for.html", {"heading": "Act for", "appointments": appointments})


@page
@never_cache
@sensitive_post_parameters("old", "password", "again")
@signed_in("a person changes their own password")
def password(request: Request) -> HttpResponse:
    viewer, person = request.viewer, request.viewer.person
    form = ChangePasswordForm(request.POST or None, person=person)
    if request.method == "POST" and person is not None and form.is_valid():
        actions.set_password(by=viewer, at=timezone.now(), person=person, password=form.cleaned_data["password"])
        update_session_auth_hash(request, person)
        messages.success(request, "Your password is changed. You are signed out everywhere else.")
        return redirect("tenancy:home")
    context = {"heading": "Change your password", "form": form, "button": "Change the password"}
    return render(request, "tenancy/form.html", context)


@page
@never_cache
@sensitive_post_parameters("password", "again")
@open_to_all("whoever holds the link has no password yet; it works once, for three days")
def set_password(request: Request, pk: int, token: str) -> HttpResponse:
    person = queries.person_with(Viewer(), pk=pk)
    if person is None or not default_token_generator.check_token(person, token):
        return render(request, "tenancy/link_spent.html", {"heading": "This link no longer works"}, status=404)
    form = NewPasswordForm(request.POST or None, person=person)
    if request.method == "POST" and form.is_valid():
        by = Viewer(person=person, permissions=frozenset())
        actions.set_password(by=by, at=timezone.now(), person=person, password=form.cleaned_data["password"])
        login(request, person, MODEL_BACKEND)
        return redirect("tenancy:home")
    context = {"heading": f"Welcome, {person.name}", "form": form, "button": "Set the password",
               "lead": f"Set a password for {person.email}."}  # fmt: skip
    return render(request, "tenancy/form.html", context)


@page
@never_cache
@sensitive_post_parameters("password", "again")
@open_to_all("whoever holds the token of the data folder makes the first administrator")
def first_run(request: Request, token: str) -> HttpResponse:
    if not _is_first_run(token):
        return render(request, "tenancy/link_spent.html", {"heading": "This link no longer works"}, status=404)
    form = FirstRunForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        person = _set_up(form.cleaned_data, timezone.now())
        settings.FIRST_RUN_FILE.unlink(missing_ok=True)
        login(request, person, MODEL_BACKEND)
        return redirect("tenancy:home")
    context = {"heading": "Set up Severalty", "form": form, "button": "Begin",
               "lead": "You become the first administrator of this installation."}  # fmt: skip
    return render(request, "tenancy/form.html", context)


@transaction.atomic
def _set_up(values: dict[str, Any], at: datetime) -> Any:
    person = actions.add_person(by=operator_for(), at=at, name=values["name"], email=values["email"],
                                password=values["password"], administrator=True)  # fmt: skip
    by = operator_for(person=person)
    if values["case"]:
        case = actions.open_case(by=by, at=at, key=_key(values["case"]), name=values["case"], about={})
        organisation = actions.add_organisation(by=by, at=at, case=case, key=_key(values["organisation"]),
                                                name=values["organisation"], kind=values["kind"])  # fmt: skip
        actions.appoint(by=by, at=at, person=person, organisation=organisation, role=Role.RECORDS_ADMINISTRATOR)
    return person


def _key(name: str) -> str:
    return slugify(name)[:60].strip("-") or "first"


def _is_first_run(token: str) -> bool:
    try:
        expected = settings.FIRST_RUN_FILE.read_text().strip()
    except OSError:
        return False
    return secrets.compare_digest(expected.encode(), token.encode()) and queries.needs_first_administrator(Viewer())
