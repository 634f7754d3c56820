"""Risks as a Django app."""

from django.apps import AppConfig


class RisksConfig(AppConfig):
    name = "severalty.risks"
    default_auto_field = "django.db.models.BigAutoField"
