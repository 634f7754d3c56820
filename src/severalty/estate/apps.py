"""Estate as a Django app."""

from django.apps import AppConfig


class EstateConfig(AppConfig):
    name = "severalty.estate"
    default_auto_field = "django.db.models.BigAutoField"
