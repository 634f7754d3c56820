"""The packs that an organisation has made for its partners and was given by them."""

from typing import Any

from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET

from severalty.tenancy.access import Request, requires
from severalty.tenancy.permissions import Permission


@require_GET
@requires(Permission.ESTATE_IMPORT)
def packs(request: Request, case: Any) -> HttpResponse:
    return render(request, "packs/packs.html", {"case": case, "heading": "Partner packs"})
