"""Addresses below /estate/<case>/import/."""

from django.urls import path

from severalty.estate.views import imports, takeaway

urlpatterns = [
    path("", imports.choose, name="import"),
    path("template/", takeaway.empty_workbook, name="import-template"),
    path("undo/", imports.undo_list, name="import-undo-list"),
    path("undo/<slug:ref>/", imports.undo, name="import-undo"),
    path("<slug:ref>/", imports.preview, name="import-preview"),
    path("<slug:ref>/columns/", imports.columns, name="import-map"),
    path("<slug:ref>/alike/", imports.alike, name="import-alike"),
    path("<slug:ref>/users/", imports.users, name="import-users"),
    path("<slug:ref>/problems.csv", imports.problems, name="import-problems"),
    path("<slug:ref>/apply/", imports.apply, name="import-apply"),
    path("<slug:ref>/done/", imports.done, name="import-done"),
]
