"""The addresses of this stage."""

from django.urls import path

from severalty.dispositions.views import workbench

app_name = "dispositions"
urlpatterns = [
    path("<slug:case>/", workbench.workbench, name="workbench"),
]
