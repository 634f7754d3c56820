"""The plan of a split as a Django app."""

from django.apps import AppConfig


class TransitionConfig(AppConfig):
    name = "severalty.transition"
    default_auto_field = "django.db.models.BigAutoField"
