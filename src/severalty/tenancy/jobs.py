"""Work in the background: how a job tells where it stands, and how a worker runs it."""

from __future__ import annotations

import logging
import threading
from collections.abc import Callable, Mapping
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

from django.db import OperationalError, connection
from django.http import Http404
from django_tasks import task

from severalty.tenancy import actions, queries
from severalty.tenancy.access import Viewer, operator_for
from severalty.tenancy.actions import Refused
from severalty.web.parts import parts

if TYPE_CHECKING:
    from severalty.tenancy.models import Job

EVERY = 0.5
_log = logging.getLogger("severalty.jobs")
Clock = Callable[[], datetime]
Work = Callable[["Job", "Progress"], Mapping[str, Any] | None]


def clock() -> datetime:
    """The time; a worker has no page that could hand it down."""
    return datetime.now(UTC)  # noqa: TID251 - a worker is an edge of the product, like a page


class Cancelled(Exception):
    """The person who asked for the job has cancelled it."""


class Progress:
    """What a job's function tells of itself, and is told.

    `step` touches no table, so it may be called as often as one likes and inside a transaction: a thread with a
    connection of its own writes what was told twice a second, which is also the sign of life. On SQLite it waits while
    the function holds a write transaction; so functions compute first and write last.
    """

    def __init__(self, job: Job, now: Clock = clock) -> None:
        self.job, self.now = job, now
        self.done, self.total, self.message, self.told = 0, 0, "", 0
        self.viewer: Viewer = operator_for()
        self._cancelled, self._over = threading.Event(), threading.Event()
        self._thread = threading.Thread(target=self._tell, name=f"job {job.ref}", daemon=True)

    def step(self, done: int, total: int, message: str = "") -> None:
        """Tell how much of how much is done, and what is going on. Raises Cancelled."""
        self.done, self.total, self.message = max(done, 0), max(total, 0), message or self.message
        if self._cancelled.is_set():
            raise Cancelled

    def __enter__(self) -> Progress:
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._over.set()
        self._thread.join()
        self._tell_once()

    def _tell(self) -> None:
        try:
            while not self._over.wait(EVERY):
                self._tell_once()
        finally:
            connection.close()

    def _tell_once(self) -> None:
        try:
            job = queries.running_job(operator_for(), self.job.ref)
            if job is None or job.cancel_asked or job.attempts != self.job.attempts:
                self._cancelled.set()
            actions.beat_job(by=operator_for(), at=self.now(), job=self.job, done=self.done, total=self.total,
                             message=self.message)  # fmt: skip
            self.told += 1
        except OperationalError:
            _log.info("Job %s could not tell where it stands; the database is busy.", self.job.ref)


@task
def run_job(ref: str) -> None:
    """Run the job of this name, if it still waits."""
    job = actions.start_job(by=operator_for(), at=clock(), ref=ref)
    if job is not None:
        _run(job)


def _run(job: Job) -> None:
    state, message = "queued", ""
    result: dict[str, Any] = {}
    progress = Progress(job)
    try:
        with progress:
            progress.viewer = queries.acting_in(operator_for(), job, clock().date())
            result = dict(work_of(job.kind)(job, progress) or {})
        state, message = "done", str(result.get("message", "Done."))
    except Cancelled:
        state, message = "cancelled", "Cancelled. Nothing was kept of it."
    except Refused as refusal:
        state, message = "failed", str(refusal)
    except Http404:
        state, message = "failed", "What it needed is not there, or may no longer be seen by you."
    except Exception:  # noqa: BLE001 - the edge of the product: what a stage did not foresee must not end the worker
        _log.exception("Job %s (%s) failed.", job.ref, job.kind)
        state, message = (
            "failed",
            f"It failed by a fault of ours. The log of the worker tells more; look for {job.ref}.",
        )
    finally:
        # Still queued here means that the worker is being stopped: another one begins again.
        actions.end_job(by=operator_for(), at=clock(), job=job, state=state, message=message, result=result)


def work_of(kind: str) -> Work:
    """The function that does a kind of job. Raises Refused for a kind that no stage offers."""
    for part in parts():
        if kind in part.jobs:
            return part.jobs[kind]
    raise Refused(f"This installation does not know how to do {kind!r}. It may be of another version.")
