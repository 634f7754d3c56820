"""Whether what is asked of the planner is being worked out already, from the same inputs, for the same viewer."""

from collections.abc import Mapping
from typing import Any

from severalty.tenancy.access import Viewer, sight_of
from severalty.tenancy.models import AuditEntry, Case, Job, JobState
from severalty.transition.binding import RUNS


def job_under_way(viewer: Viewer, case: Case, kind: str, request: Mapping[str, Any]) -> Job | None:
    """The job of this viewer that was asked for the very same, and waits or runs; None where there is none.

    One that runs read the record when it began: where the viewer can see that something was changed since, it is not
    the same any more. Two queries.
    """
    asked = {**request, "acting": viewer.appointment}
    rows = Job.objects.filter(
        kind=kind, case=case, organisation=viewer.organisation, person=viewer.person, cancel_asked=False,
        state__in=(JobState.QUEUED, JobState.RUNNING),
    ).defer("upload", "result")  # fmt: skip
    same = [job for job in rows.order_by("-asked_at") if job.request == asked]
    return next((job for job in same if job.state == JobState.QUEUED or not _changed_since(viewer, case, job)), None)


def _changed_since(viewer: Viewer, case: Case, job: Job) -> bool:
    """Whether anything that the viewer may see was changed since a job began, but for what it keeps itself."""
    entries = AuditEntry.objects.filter(sight_of(viewer, case, "item__"), case=case, at__gte=job.started_at)
    return entries.filter(item__isnull=False).exclude(item__table=RUNS.table).exists()
