"""Dispositions as a Django app."""

from django.apps import AppConfig


class DispositionsConfig(AppConfig):
    name = "severalty.dispositions"
    default_auto_field = "django.db.models.BigAutoField"
