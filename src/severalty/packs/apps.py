"""Partner packs as a Django app."""

from django.apps import AppConfig


class PacksConfig(AppConfig):
    name = "severalty.packs"
    default_auto_field = "django.db.models.BigAutoField"
