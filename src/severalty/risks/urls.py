"""The addresses of this stage."""

from django.urls import URLPattern

app_name = "risks"
urlpatterns: list[URLPattern] = []
