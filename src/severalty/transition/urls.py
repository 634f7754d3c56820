"""The addresses of this stage; those of the pages that draw a plan stand in `urls_pages`."""

from typing import Any

from severalty.transition.urls_pages import PAGES

app_name = "transition"
_plans: list[Any] = []
urlpatterns: list[Any] = [*_plans, *PAGES]
