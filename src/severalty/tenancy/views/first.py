"""The first page, the jobs of the viewer, the accessibility statement, and the sign of life."""

from typing import Any

from django.db import connection
from django.http import HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_POST

from severalty.tenancy import actions, queries
from severalty.tenancy.access import Request, Viewer, open_to_all
from severalty.tenancy.permissions import Permission
from severalty.tenancy.views.doors import signed_in
from severalty.web.frame import address
from severalty.web.parts import answers_for, navigation, prompts_for

MOST_PROMPTS, MOST_THINGS = 12, 7
"""At most so many things wait; where the question of a role is answered first, so many with the answer."""
MOST_JOBS = 100
STATES = {"queued": "waiting", "cancelled": "failed"}
ENDED = ("done", "failed", "cancelled")


@require_GET
@open_to_all("a newcomer sees the cases that anyone may open")
def home(request: Request) -> HttpResponse:
    viewer = request.viewer
    own = viewer.organisation.case if viewer.organisation else None
    today = timezone.localdate()
    answers = answers_for(viewer, own, today) if own else []
    most = max(1, MOST_THINGS - len(answers)) if answers else MOST_PROMPTS
    context = {
        "heading": f"Good to see you, {viewer.name}" if not viewer.is_anonymous else "What is shared, and whose is it?",
        "answers": answers,
        "prompts": prompts_for(viewer, own, today, most) if own else [],
        "own": own,
        "own_url": _first_page_of(viewer, own) if own else "",
        "cases": [(case, _first_page_of(viewer, case)) for case in queries.cases_for(viewer) if case != own],
        "appointments": viewer.appointments,
        "may_appoint": viewer.organisation is not None and viewer.may(Permission.PEOPLE_MANAGE),
    }
    return render(request, "tenancy/home.html", context)


def _first_page_of(viewer: Viewer, case: Any) -> str:
    links = (address(item.url_name, case) for stage in navigation(viewer, case) for item in stage.items)
    return next((link for link in links if link), "")


@require_GET
@never_cache
@signed_in("lists nothing but what the person asked for")
def jobs(request: Request) -> HttpResponse:
    rows = list(queries.jobs_for(request.viewer).defer("upload", "request", "result")[:MOST_JOBS])
    return render(request, "tenancy/jobs.html", {"heading": "Your jobs", "jobs": rows})


@require_GET
@never_cache
@signed_in("shows nothing but what the person asked for")
def job(request: Request, ref: str) -> HttpResponse:
    row = queries.job_for(request.viewer, ref)
    status = status_of(row)
    here = reverse("tenancy:job", args=[ref])
    context = {
        "heading": row.title,
        "trail": [("Your jobs", reverse("tenancy:jobs")), (row.title, "")],
        "row": row,
        "ended": row.state in ENDED,
        "job": status | {"label": row.title, "url": here, "result_url": status["url"],
                         "status_url": reverse("tenancy:job-state", args=[ref])},
    }  # fmt: skip
    return render(request, "tenancy/job.html", context)


@require_GET
@never_cache
@signed_in("tells nothing but where the person's own job stands")
def job_state(request: Request, ref: str) -> HttpResponse:
    return JsonResponse(status_of(queries.job_for(request.viewer, ref)))


@require_POST
@signed_in("cancels nothing but the person's own job")
def cancel_job(request: Request, ref: str) -> HttpResponse:
    row = queries.job_for(request.viewer, ref)
    actions.cancel_job(by=request.viewer, at=timezone.now(), job=row)
    return redirect("tenancy:job", ref=ref)


def status_of(row: Any) -> dict[str, Any]:
    """Where a job stands, as the page's script reads it."""
    words = row.message
    if row.state == "queued":
        words = "Waiting to begin." if not row.attempts else "It was interrupted and will begin again."
    elif row.state == "running":
        words = "Stopping." if row.cancel_asked else row.message or "Beginning."
        words += f" {row.done:,} of {row.total:,}." if row.total else ""
    url = row.result.get("url", "") if row.state == "done" else ""
    return {"state": STATES.get(row.state, row.state), "done": row.done, "of": row.total, "words": words, "url": url}


@require_GET
@open_to_all("everyone may read how accessible the service is")
def accessibility(request: Request) -> HttpResponse:
    return render(request, "tenancy/accessibility.html", {"heading": "Accessibility statement"})


@require_GET
@never_cache
@open_to_all("tells whatever watches the server that it answers, and nothing else")
def health(request: Request) -> HttpResponse:
    with connection.cursor() as cursor:
        cursor.execute("SELECT 1")
    return HttpResponse("ok", content_type="text/plain")
