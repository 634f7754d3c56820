"""The addresses of this stage."""

from django.urls import path

from severalty.appraisal.views import editing, registers, statements, who_pays

app_name = "appraisal"
urlpatterns = [
    path("<slug:case>/", who_pays.who_pays, name="who-pays"),
    path("<slug:case>/charges/", registers.charges, name="charges"),
    path("<slug:case>/charges/new/", editing.charge_new, name="charge-new"),
    path("<slug:case>/charge/<slug:ref>/", registers.charge, name="charge"),
    path("<slug:case>/charge/<slug:ref>/change/", editing.charge_change, name="charge-change"),
    path("<slug:case>/keys/", registers.keys, name="keys"),
    path("<slug:case>/keys/new/", editing.key_new, name="key-new"),
    path("<slug:case>/key/<slug:ref>/", registers.key, name="key"),
    path("<slug:case>/key/<slug:ref>/change/", editing.key_change, name="key-change"),
    path("<slug:case>/statement/<path:organisation>/print/", statements.statement_print, name="statement-print"),
    path("<slug:case>/statement/<path:organisation>/statement.docx", statements.statement_word, name="statement-word"),
    path("<slug:case>/statement/<path:organisation>/", statements.statement, name="statement"),
    path("<slug:case>/schedule/", who_pays.schedule, name="schedule"),
    path("<slug:case>/change/", who_pays.changed, name="change"),
]
