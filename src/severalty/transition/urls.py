"""The addresses of this stage; those of the pages that draw a plan stand in `urls_pages`."""

from typing import Any

from django.urls import path

from severalty.transition.urls_pages import PAGES
from severalty.transition.views import (
    compare,
    lists,
    making,
    packages,
    plans,
    promises,
    runs,
    scenarios,
    taking,
    what_if,
)

app_name = "transition"
_plans: list[Any] = [
    path("<slug:case>/", plans.plans, name="plans"),
    path("<slug:case>/plan/<slug:ref>/", plans.plan, name="plan"),
    path("<slug:case>/plan/<slug:ref>/what-if/", what_if.what_if, name="what-if"),
    path("<slug:case>/plan/<slug:ref>/compare/", compare.compare, name="compare"),
    path("<slug:case>/plan/<slug:ref>/scenario/", scenarios.scenario_new, name="scenario-new"),
    path("<slug:case>/plan/<slug:ref>/packages/", making.make_packages, name="make-packages"),
    path("<slug:case>/plan/<slug:ref>/take-away/", taking.take_away, name="take-away"),
    path("<slug:case>/plan/<slug:ref>/plan.<slug:form>", taking.plan_file, name="plan-file"),
    path("<slug:case>/run/<slug:ref>/", runs.run, name="run"),
    path("<slug:case>/packages/", packages.packages, name="packages"),
    path("<slug:case>/package/<slug:ref>/", packages.package, name="package"),
    path("<slug:case>/promises/", promises.promises, name="promises"),
    path("<slug:case>/promises/new/", promises.promise_new, name="promise-new"),
    path("<slug:case>/promise/<slug:ref>/", promises.promise, name="promise"),
    path("<slug:case>/scenarios/", scenarios.scenarios, name="scenarios"),
    path("<slug:case>/scenario/<slug:ref>/", scenarios.scenario, name="scenario"),
    path("<slug:case>/teams/", lists.teams, name="teams"),
    path("<slug:case>/freezes/", lists.freezes, name="freezes"),
    path("<slug:case>/templates/", lists.templates, name="templates"),
]
urlpatterns: list[Any] = [*_plans, *PAGES]
