"""Addresses of the installation: first page, jobs, signing in, people."""

from django.urls import path

from severalty.tenancy.views import doors, first, people

app_name = "tenancy"
urlpatterns = [
    path("", first.home, name="home"),
    path("health/", first.health, name="health"),
    path("accessibility/", first.accessibility, name="accessibility"),
    path("jobs/", first.jobs, name="jobs"),
    path("jobs/<slug:ref>/", first.job, name="job"),
    path("jobs/<slug:ref>/state.json", first.job_state, name="job-state"),
    path("jobs/<slug:ref>/cancel/", first.cancel_job, name="job-cancel"),
    path("sign-in/", doors.sign_in, name="sign-in"),
    path("sign-out/", doors.sign_out, name="sign-out"),
    path("act-for/", doors.act_for, name="act-for"),
    path("password/", doors.password, name="password"),
    path("set-password/<int:pk>/<str:token>/", doors.set_password, name="set-password"),
    path("first-run/<str:token>/", doors.first_run, name="first-run"),
    path("people/", people.people, name="people"),
    path("people/<int:pk>/link/", people.new_link, name="person-link"),
    path("people/<int:pk>/end/", people.end_appointment, name="person-end"),
    path("installation/", people.installation, name="installation"),
    path("installation/cases/new/", people.new_case, name="new-case"),
    path("installation/organisations/new/", people.new_organisation, name="new-organisation"),
    path("installation/people/new/", people.first_person, name="first-person"),
]
