"""The addresses of partner packs."""

from django.urls import path

from severalty.packs.views import exchange

app_name = "packs"
urlpatterns = [
    path("<slug:case>/", exchange.packs, name="packs"),
]
