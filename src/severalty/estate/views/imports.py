"""Files come in: chosen, read in the background, shown as a difference, confirmed, and taken back if need be."""

from __future__ import annotations

import csv
import io
from typing import TYPE_CHECKING, Any

from django.contrib import messages
from django.db import transaction
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods

from severalty.estate import importing, jobs
from severalty.estate.queries import bindings
from severalty.estate.views.import_forms import AlikeForm, ApplyForm, ColumnsForm, FileForm, TableForm, UsersForm
from severalty.formats.case_writing import harmless
from severalty.tenancy.access import Request, requires
from severalty.tenancy.actions import Refused, ask_job
from severalty.tenancy.permissions import Permission
from severalty.tenancy.queries import change_sets_for, job_for, jobs_for, organisations_of
from severalty.web.asked import read_page, value_of

if TYPE_CHECKING:
    from severalty.tenancy.models import Case, Job

PAGE = 100
MOST_FIELDS = 1_900
KEPT_DAYS = 7


@require_http_methods(["GET", "POST"])
@requires(Permission.ESTATE_IMPORT)
def choose(request: Request, case: Case) -> HttpResponse:
    form = FileForm(request.POST or None, request.FILES or None)
    if request.method == "POST" and form.is_valid():
        data = form.cleaned_data["file"].read()
        job = _ask(request, case, form.asked(), data)
        return redirect("tenancy:job", job.ref)
    context = {"case": case, "form": form, "heading": "Bring in a file", "days": KEPT_DAYS}
    return render(request, "estate/import.html", context, status=422 if form.errors else 200)


def _ask(request: Request, case: Case, asked: dict[str, Any], data: bytes | None) -> Job:
    title = f"Look at {asked['name']}"
    return ask_job(
        by=request.viewer, at=timezone.now(), kind=jobs.PREVIEW, title=title, case=case, request=asked, upload=data
    )


def _job(request: Request, case: Case, ref: str, kind: str = jobs.PREVIEW) -> Job:
    """The viewer's own finished job of this case. Raises Http404."""
    job = job_for(request.viewer, ref)
    if job.case_id != case.pk or job.kind != kind or job.state != "done":
        raise Http404
    return job


def _again(request: Request, case: Case, job: Job, **changed: Any) -> HttpResponse:
    """Look at the same file once more, with something answered."""
    data = jobs.let_go(job.result["file"]) if job.result.get("file") else None
    return redirect("tenancy:job", _ask(request, case, job.request | changed, data).ref)


@require_http_methods(["GET", "POST"])
@never_cache
@requires(Permission.ESTATE_IMPORT)
def columns(request: Request, case: Case, ref: str) -> HttpResponse:
    job = _job(request, case, ref)
    found = job.result.get("headings", {})
    if not job.result.get("counts"):
        return _which_table(request, case, job)
    forms = [ColumnsForm(table, one, request.POST or None) for table, one in found.items()]
    wrong = [form for form in forms if form.errors]  # every form is checked, so that every fault is shown at once
    if request.method == "POST" and not wrong:
        return _again(request, case, job, mapped={form.table: form.mapped() for form in forms})
    context = {"case": case, "job": job, "forms": forms, "heading": "Which of your columns is which?", "wrong": wrong}
    return render(request, "estate/import_columns.html", context, status=422 if wrong else 200)


def _which_table(request: Request, case: Case, job: Job) -> HttpResponse:
    form = TableForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        return _again(request, case, job, table=form.cleaned_data["table"])
    context = {"case": case, "job": job, "form": form, "heading": "Which register is this?"}
    return render(request, "estate/import_table.html", context, status=422 if form.errors else 200)


@require_http_methods(["GET", "POST"])
@never_cache
@requires(Permission.ESTATE_IMPORT)
def alike(request: Request, case: Case, ref: str) -> HttpResponse:
    job = _job(request, case, ref)
    pairs = [tuple(pair) for pair in job.result.get("alike", [])][:MOST_FIELDS]
    form = AlikeForm(pairs, request.POST or None, initial={"same": job.request.get("merged", [])})
    if request.method == "POST" and form.is_valid():
        return _again(request, case, job, merged=form.cleaned_data["same"])
    context = {"case": case, "job": job, "form": form, "heading": "Are these the same supplier?"}
    return render(request, "estate/import_alike.html", context, status=422 if form.errors else 200)


@require_http_methods(["GET", "POST"])
@never_cache
@requires(Permission.ESTATE_IMPORT)
def users(request: Request, case: Case, ref: str) -> HttpResponse:
    job = _job(request, case, ref)
    if "counted" not in job.result:
        raise Http404
    parties = [(one.key, one.name) for one in organisations_of(case)]
    form = UsersForm(job.result["counted"], parties, request.POST or None)
    if request.method == "POST" and form.is_valid():
        return _again(request, case, job, counts=form.counts())
    context = {"case": case, "job": job, "form": form, "heading": "Whose users are these?",
               "excluded": sum(job.result["excluded"].values())}  # fmt: skip
    return render(request, "estate/import_users.html", context, status=422 if form.errors else 200)


@require_GET
@never_cache
@requires(Permission.ESTATE_IMPORT)
def preview(request: Request, case: Case, ref: str) -> HttpResponse:
    job = _job(request, case, ref)
    result = job.result
    if "counts" not in result:
        raise Http404
    changed = [change for change in result["changes"] if change[4] == "changed"]
    context = {
        "case": case, "job": job, "result": result, "heading": f"What {job.request['name']} would do",
        "counts": [(table.replace("_", " "), counts) for table, counts in result["counts"].items()],
        "changed": _page(request, "changed", changed),
        "new": _page(request, "new", [change for change in result["changes"] if change[4] == "new"]),
        "problems": _page(request, "problems", result["problems"]),
        "mode": importing.MODES[job.request["mode"]], "merged": len(job.request.get("merged", [])),
        "mapped": any(one["unmapped"] for one in result["headings"].values()),
        "done": _applied(request, job), "days": KEPT_DAYS,
    }  # fmt: skip
    return render(request, "estate/import_preview.html", context)


def _page(request: Request, name: str, rows: list[Any]) -> dict[str, Any]:
    """One page of a long list; the address names the page under the list's own name."""
    pages = max(1, -(-len(rows) // PAGE))
    page = min(read_page(value_of(request.GET, name), []), pages)
    return {
        "rows": rows[(page - 1) * PAGE : page * PAGE], "count": len(rows), "page": page, "pages": pages,
        "before": _link(request, name, page - 1) if page > 1 else "",
        "after": _link(request, name, page + 1) if page < pages else "",
    }  # fmt: skip


def _link(request: Request, name: str, page: int) -> str:
    params = request.GET.copy()
    params[name] = str(page)
    return f"?{params.urlencode()}"


def _applied(request: Request, job: Job) -> Job | None:
    """The job that writes, or wrote, what this preview showed."""
    asked = jobs_for(request.viewer).filter(kind=jobs.APPLY, request__preview=job.ref)
    return asked.exclude(state__in=("failed", "cancelled")).first()


@require_GET
@never_cache
@requires(Permission.ESTATE_IMPORT)
def problems(request: Request, case: Case, ref: str) -> HttpResponse:
    job = _job(request, case, ref)
    out = io.StringIO()
    writer = csv.writer(out)
    fields = ("sheet", "row", "column", "found", "expected", "mend")
    writer.writerow(fields)
    for problem in job.result.get("problems", []):
        writer.writerow([harmless(str(problem[field] if problem[field] is not None else "")) for field in fields])
    response = HttpResponse("\ufeff" + out.getvalue(), content_type="text/csv; charset=utf-8")
    response["Content-Disposition"] = 'attachment; filename="problems.csv"'
    return response


@require_http_methods(["GET", "POST"])
@never_cache
@requires(Permission.ESTATE_IMPORT)
def apply(request: Request, case: Case, ref: str) -> HttpResponse:
    job = _job(request, case, ref)
    if job.result.get("problem_count") or not job.result.get("writes"):
        return redirect("estate:import-preview", case.key, ref)
    form = ApplyForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        writing, first = _begin(request, case, job, form.cleaned_data["why"])
        if not first:
            messages.info(request, "This import was asked for already, in another window or by a second click. "
                          "Nothing is written twice: this is the first one.")  # fmt: skip
        return redirect("tenancy:job", writing.ref)
    context = {"case": case, "job": job, "form": form, "heading": "Bring it in", "writes": job.result["writes"],
               "done": _applied(request, job)}  # fmt: skip
    return render(request, "estate/import_apply.html", context, status=422 if form.errors else 200)


@transaction.atomic
def _begin(request: Request, case: Case, job: Job, why: str) -> tuple[Job, bool]:
    """The job that writes, and whether it was asked for just now; two clicks at once find the same one."""
    jobs_for(request.viewer).select_for_update().get(ref=job.ref)
    there = _applied(request, job)
    if there is not None:
        return there, False
    asked = job.request | {"preview": job.ref, "seen": job.result["digest"], "why": why}
    data = jobs.let_go(job.result["file"]) if job.result.get("file") else None
    made = ask_job(
        by=request.viewer, at=timezone.now(), kind=jobs.APPLY, title=f"Bring in {asked['name']}", case=case,
        request=asked, upload=data,
    )  # fmt: skip
    return made, True


@require_GET
@never_cache
@requires(Permission.ESTATE_IMPORT)
def done(request: Request, case: Case, ref: str) -> HttpResponse:
    job = _job(request, case, ref, jobs.APPLY)
    rows = [(table, table.replace("_", " "), count) for table, count in job.result["rows"].items() if count]
    changes = change_sets_for(request.viewer, case).filter(ref=job.result["change_set"]).first()
    items = {binding.table for binding in bindings().values() if binding.is_item}
    context = {"case": case, "job": job, "rows": rows, "changes": changes, "items": items, "heading": "It is on record"}
    return render(request, "estate/import_done.html", context)


@require_GET
@never_cache
@requires(Permission.ESTATE_IMPORT)
def undo_list(request: Request, case: Case) -> HttpResponse:
    sets = change_sets_for(request.viewer, case).select_related("person", "undone_by")
    context = {"case": case, "sets": _page(request, "page", list(sets)), "heading": "What was brought in"}
    return render(request, "estate/import_undo_list.html", context)


@require_http_methods(["GET", "POST"])
@never_cache
@requires(Permission.ESTATE_IMPORT)
def undo(request: Request, case: Case, ref: str) -> HttpResponse:
    changes = change_sets_for(request.viewer, case).filter(ref=ref).first()
    if changes is None or request.viewer.organisation is None:
        raise Http404
    if request.method == "POST":
        try:
            count = importing.undo(by=request.viewer, at=timezone.now(), case=case, change_set=changes)
            messages.success(request, f"Undone: {count:,} records are as they were. The history keeps both steps.")
        except Refused as error:
            messages.error(request, str(error))
        return redirect("estate:import-undo-list", case.key)
    outlook = importing.undo_outlook(request.viewer, case, changes)
    context = {"case": case, "changes": changes, "outlook": outlook, "heading": "Undo this import",
               "withdrawn": _words(outlook.withdrawn), "put_back": _words(outlook.put_back)}  # fmt: skip
    return render(request, "estate/import_undo.html", context)


def _words(counts: dict[str, int]) -> list[tuple[str, int]]:
    return [
        (getattr(bindings().get(table), "singular" if count == 1 else "plural", table.replace("_", " ")), count)
        for table, count in counts.items()
    ]
