"""Where one is: the trail of this stage's pages, which begins alike on each."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.urls import reverse

if TYPE_CHECKING:
    from severalty.tenancy.models import Case


def trail_of(case: Case, *steps: tuple[str, str]) -> list[tuple[str, str]]:
    """The case, the workbench under the name of the stage, then these steps: words and an address, empty for here."""
    return [
        (case.name, reverse("estate:overview", args=[case.key])),
        ("Dispositions", reverse("dispositions:workbench", args=[case.key])),
        *steps,
    ]
