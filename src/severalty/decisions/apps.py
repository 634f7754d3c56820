"""Decisions as a Django app."""

from django.apps import AppConfig


class DecisionsConfig(AppConfig):
    name = "severalty.decisions"
    default_auto_field = "django.db.models.BigAutoField"
