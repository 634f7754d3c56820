"""One line per stage."""

from django.urls import include, path

urlpatterns = [
    path("", include("severalty.tenancy.urls")),
    path("estate/", include("severalty.estate.urls")),
    path("risks/", include("severalty.risks.urls")),
    path("appraisal/", include("severalty.appraisal.urls")),
    path("dispositions/", include("severalty.dispositions.urls")),
    path("plan/", include("severalty.transition.urls")),
    path("packs/", include("severalty.packs.urls")),
    path("", include("severalty.decisions.urls")),
]
