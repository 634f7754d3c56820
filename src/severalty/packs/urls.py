"""The addresses of partner packs."""

from django.urls import path

from severalty.packs.views import differences, exchange, taking_back

app_name = "packs"
urlpatterns = [
    path("<slug:case>/", exchange.packs, name="packs"),
    path("<slug:case>/disputed/", taking_back.disputed, name="disputed"),
    path("<slug:case>/for/<str:organisation>/", exchange.prepare, name="prepare"),
    path("<slug:case>/pack/<slug:ref>/", differences.pack, name="pack"),
    path("<slug:case>/pack/<slug:ref>/file/", exchange.file, name="file"),
    path("<slug:case>/pack/<slug:ref>/bring-in/", differences.bring_in, name="bring-in"),
    path("<slug:case>/pack/<slug:ref>/answer/", differences.answer, name="answer"),
    path("<slug:case>/pack/<slug:ref>/undo/", taking_back.undo, name="undo"),
    path("<slug:case>/pack/<slug:ref>/withdraw/", taking_back.withdraw, name="withdraw"),
]
