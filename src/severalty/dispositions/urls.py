"""The addresses of this stage."""

from django.urls import path

from severalty.dispositions.views import agreeing, agreements, applying, contract_way, deciding, letters, money, workbench

app_name = "dispositions"
urlpatterns = [
    path("<slug:case>/", workbench.workbench, name="workbench"),
    path("<slug:case>/check/", applying.check, name="check"),
    path("<slug:case>/apply/", applying.apply, name="apply"),
    path("<slug:case>/undo/<slug:ref>/", applying.undo, name="undo"),
    path("<slug:case>/decide/<slug:ref>/<path:organisation>/", deciding.decide, name="decide"),
    path("<slug:case>/answers/", agreeing.answers, name="answers"),
    path("<slug:case>/answer/", agreeing.answer, name="answer"),
    path("<slug:case>/money/", money.money, name="money"),
]
