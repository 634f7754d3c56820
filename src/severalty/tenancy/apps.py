"""Tenancy as a Django app."""

from django.apps import AppConfig


class TenancyConfig(AppConfig):
    name = "severalty.tenancy"
    default_auto_field = "django.db.models.BigAutoField"
