"""The addresses of this stage."""

from typing import Any

app_name = "transition"
urlpatterns: list[Any] = []
