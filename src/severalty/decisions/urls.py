"""The addresses of this stage."""

from django.urls import include, path

from severalty.decisions.views import checking, drafts, frozen, notices, publishing, routes, writing

app_name = "decisions"
_papers = [
    path("<slug:case>/", drafts.papers, name="papers"),
    path("<slug:case>/check/", checking.check, name="check"),
    path("<slug:case>/new/", writing.new, name="new"),
    path("<slug:case>/paper/<slug:ref>/", drafts.paper, name="paper"),
    path("<slug:case>/paper/<slug:ref>/write/", writing.write, name="write"),
    path("<slug:case>/paper/<slug:ref>/file/<slug:form>/", drafts.paper_file, name="paper-file"),
    path("<slug:case>/paper/<slug:ref>/freeze/", frozen.freeze, name="freeze"),
    path("<slug:case>/paper/<slug:ref>/ask/", drafts.ask, name="ask"),
    path("<slug:case>/paper/<slug:ref>/part/", checking.part, name="part"),
    path("<slug:case>/frozen/<slug:ref>/", frozen.frozen, name="frozen"),
    path("<slug:case>/frozen/<slug:ref>/file/<slug:form>/", frozen.frozen_file, name="frozen-file"),
    path("<slug:case>/frozen/<slug:ref>/share/", frozen.share, name="share"),
]
_decisions = [
    path("<slug:case>/routes/", routes.routes, name="routes"),
    path("<slug:case>/routes/<slug:council>/<slug:rule>/", routes.route_value, name="route-value"),
    path("<slug:case>/notice/", notices.notice, name="notice"),
    path("<slug:case>/forward-plan/", publishing.forward_plan, name="forward-plan"),
    path("<slug:case>/forward-plan.<slug:form>", publishing.plan_data, name="plan-data"),
    path("<slug:case>/decisions/", publishing.register, name="register"),
    path("<slug:case>/decisions.atom", publishing.feed, name="feed"),
    path("<slug:case>/decisions.<slug:form>", publishing.register_data, name="register-data"),
]
urlpatterns = [path("papers/", include(_papers)), path("decisions/", include(_decisions))]
