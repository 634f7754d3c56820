"""The addresses of this stage."""

from django.urls import path

from severalty.appraisal.views import editing, grids, option, options, records, registers, statements, who_pays

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
    path("<slug:case>/options/", options.appraisals, name="appraisals"),
    path("<slug:case>/options/<slug:ref>/", options.appraisal, name="appraisal"),
    path("<slug:case>/options/<slug:ref>/scores/", options.scores, name="scores"),
    path("<slug:case>/options/<slug:ref>/costs/", options.costs, name="costs"),
    path("<slug:case>/options/<slug:ref>/services/", options.services, name="services"),
    path("<slug:case>/options/<slug:ref>/benefits/", options.benefits, name="benefits"),
    path("<slug:case>/option/<slug:ref>/", option.option, name="option"),
    path("<slug:case>/record/<slug:table>/new/", records.record_new, name="record-new"),
    path("<slug:case>/record/<slug:ref>/change/", records.record_change, name="record-change"),
    path("<slug:case>/record/<slug:ref>/withdraw/", records.record_withdraw, name="record-withdraw"),
    path("<slug:case>/record/<slug:ref>/amounts/", grids.amounts_change, name="amounts-change"),
    path("<slug:case>/record/<slug:ref>/scores/", grids.scores_change, name="scores-change"),
    path("<slug:case>/record/<slug:ref>/verdicts/", grids.verdicts_change, name="verdicts-change"),
    path("<slug:case>/record/<slug:ref>/points/", grids.points_change, name="points-change"),
]
