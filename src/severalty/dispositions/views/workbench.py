"""The workbench: every shared thing, what becomes of it for each council, and how many are still undecided."""

from typing import Any

from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET

from severalty.tenancy.access import Request, requires
from severalty.tenancy.permissions import Permission


@require_GET
@requires(Permission.DISPOSITION_VIEW)
def workbench(request: Request, case: Any) -> HttpResponse:
    return render(request, "dispositions/workbench.html", {"case": case})
