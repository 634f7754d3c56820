"""The addresses of this stage."""

from django.urls import path

from severalty.risks.views import heat, matrices, others, register, risk

app_name = "risks"
urlpatterns = [
    path("<slug:case>/", register.register, name="register"),
    path("<slug:case>/heat/", heat.heat_map, name="heat"),
    path("<slug:case>/reviews/", register.reviews, name="reviews"),
    path("<slug:case>/actions/", register.actions_due, name="actions"),
    path("<slug:case>/effects/", others.effects, name="effects"),
    path("<slug:case>/appetite/", others.appetite, name="appetite"),
    path("<slug:case>/issues/", others.issues, name="issues"),
    path("<slug:case>/matrices/", matrices.matrices, name="matrices"),
    path("<slug:case>/matrix/<slug:ref>/", matrices.matrix, name="matrix"),
    path("<slug:case>/matrix/<slug:ref>/cells/", matrices.matrix_cells, name="matrix-cells"),
    path("<slug:case>/matrix/<slug:ref>/fill/", matrices.matrix_fill, name="matrix-fill"),
    path("<slug:case>/matrix/<slug:ref>/bands/", matrices.matrix_bands, name="matrix-bands"),
    path("<slug:case>/matrix/<slug:ref>/confirm/", matrices.matrix_confirm, name="matrix-confirm"),
    path("<slug:case>/action/<slug:ref>/done/", risk.done, name="done"),
    path("<slug:case>/risk/<slug:ref>/", risk.risk, name="risk"),
    path("<slug:case>/risk/<slug:ref>/review/", risk.review, name="review"),
    path("<slug:case>/risk/<slug:ref>/accept/", risk.accept, name="accept"),
    path("<slug:case>/risk/<slug:ref>/close/", risk.close, name="close"),
]
