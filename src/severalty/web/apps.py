"""The page furniture as a Django app."""

from django.apps import AppConfig


class WebConfig(AppConfig):
    """Templates, static files and template tags; no tables."""

    name = "severalty.web"
    label = "web"
    verbose_name = "Page furniture"
