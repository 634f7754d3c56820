"""Appraisal as a Django app."""

from django.apps import AppConfig


class AppraisalConfig(AppConfig):
    name = "severalty.appraisal"
    default_auto_field = "django.db.models.BigAutoField"
