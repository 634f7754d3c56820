"""Jobs: they tell where they stand, stop when asked, and outlive the worker that does them."""

import os
import shutil
import signal
import sqlite3
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import closing
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from django.db import transaction
from django_tasks_db.models import DBTaskResult

from severalty.tenancy import jobs
from severalty.tenancy.access import operator_for
from severalty.tenancy.actions import MOST_ATTEMPTS, Refused, ask_job, cancel_job, reap, start_job
from severalty.tenancy.jobs import Cancelled, Progress, run_job, work_of
from severalty.tenancy.models import Job, JobState
from severalty.web import parts
from tests.conftest import NOON, Cast, make_cast

ROOT = Path(__file__).resolve().parents[2]
LATER = NOON + timedelta(minutes=1)


@pytest.fixture
def work(monkeypatch: pytest.MonkeyPatch) -> dict[str, Callable[..., Any]]:
    """The kinds of job that a test offers."""
    kinds: dict[str, Callable[..., Any]] = {}
    monkeypatch.setattr(parts, "_PARTS", {"tests": parts.Part("tests", "Tests", jobs=kinds)})
    return kinds


def ask(cast: Cast, kind: str = "count", **request: Any) -> Job:
    return ask_job(by=cast.viewer("north"), at=NOON, case=cast.case, kind=kind, title="Count", request=request)


def wait_for(met: Callable[[], bool], seconds: float = 90) -> None:
    end = time.monotonic() + seconds
    while not met():
        assert time.monotonic() < end, "What the test waits for did not come."
        time.sleep(0.05)


def test_asking_puts_a_job_into_the_queue(cast: Cast) -> None:
    job = ask(cast)
    assert (job.state, job.organisation, job.person) == (JobState.QUEUED, cast.north, cast.people["north"])
    assert DBTaskResult.objects.ready().get().args_kwargs["args"] == [job.ref]


def test_a_job_is_taken_in_hand_once(cast: Cast) -> None:
    job = ask(cast)
    assert start_job(by=operator_for(), at=NOON, ref=job.ref)
    assert start_job(by=operator_for(), at=NOON, ref=job.ref) is None, "Two workers were given the same job."


@pytest.mark.usefixtures("committed")
def test_a_job_ends_with_its_result_and_works_for_who_asked(work: dict[str, Any]) -> None:
    cast = make_cast()

    def count(job: Job, progress: Progress) -> dict[str, Any]:
        progress.step(3, 3, "Counted")
        return {"url": "/there/", "message": progress.viewer.name}

    work["count"] = count
    job = ask(cast)
    run_job.call(job.ref)
    job.refresh_from_db()
    assert (job.state, job.result["url"], job.message) == (JobState.DONE, "/there/", "North (fictional)")


@pytest.mark.usefixtures("committed")
def test_progress_is_seen_from_outside_while_a_transaction_is_open(
    work: dict[str, Any], monkeypatch: pytest.MonkeyPatch
) -> None:
    cast, seen = make_cast(), []
    monkeypatch.setattr(jobs, "EVERY", 0.02)

    def count(job: Job, progress: Progress) -> None:
        with transaction.atomic(durable=True):
            progress.step(1, 3, "One")
            before = progress.told
            wait_for(lambda: progress.told >= before + 2)
        seen.append(Job.objects.get(ref=job.ref))

    work["count"] = count
    job = ask(cast)
    if transaction.get_connection().vendor == "sqlite":
        # An IMMEDIATE transaction is the only writer: the sign of life must wait, and must not fail.
        monkeypatch.setattr(transaction.get_connection(), "transaction_mode", "DEFERRED")
    run_job.call(job.ref)
    assert [(one.done, one.total, one.message, one.state) for one in seen] == [(1, 3, "One", "running")]


@pytest.mark.usefixtures("committed")
def test_a_job_that_is_cancelled_stops_at_its_next_step(work: dict[str, Any], monkeypatch: pytest.MonkeyPatch) -> None:
    cast = make_cast()
    monkeypatch.setattr(jobs, "EVERY", 0.02)

    def forever(job: Job, progress: Progress) -> None:
        cancel_job(by=cast.viewer("north"), at=NOON, job=job)
        wait_for(lambda: _steps_no_more(progress))
        progress.step(1, 2)

    work["count"] = forever
    job = ask(cast)
    run_job.call(job.ref)
    job.refresh_from_db()
    assert job.state == JobState.CANCELLED


def _steps_no_more(progress: Progress) -> bool:
    try:
        progress.step(0, 0)
    except Cancelled:
        return True
    return False


def test_a_waiting_job_is_cancelled_at_once(cast: Cast) -> None:
    job = ask(cast)
    cancel_job(by=cast.viewer("north"), at=NOON, job=job)
    job.refresh_from_db()
    assert job.state == JobState.CANCELLED
    assert start_job(by=operator_for(), at=NOON, ref=job.ref) is None


@pytest.mark.usefixtures("committed")
@pytest.mark.parametrize(
    ("error", "words"), [(Refused("Column B is empty."), "Column B is empty."), (ValueError("secret"), "fault of ours")]
)
def test_a_failure_is_told_in_words(work: dict[str, Any], error: Exception, words: str) -> None:
    cast = make_cast()

    def fail(job: Job, progress: Progress) -> None:
        raise error

    work["count"] = fail
    job = ask(cast)
    run_job.call(job.ref)
    job.refresh_from_db()
    assert job.state == JobState.FAILED
    assert words in job.message
    assert "secret" not in job.message


@pytest.mark.usefixtures("committed")
def test_who_has_lost_the_appointment_gets_nothing_done(work: dict[str, Any]) -> None:
    cast = make_cast()
    work["count"] = lambda job, progress: {}
    job = ask(cast)
    cast.appointments["north"].delete()
    run_job.call(job.ref)
    job.refresh_from_db()
    assert job.state == JobState.FAILED, "A job ran for somebody who is no longer appointed."


def test_a_kind_that_nobody_offers_is_refused(work: dict[str, Any]) -> None:
    with pytest.raises(Refused, match="does not know"):
        work_of("alchemy")


def test_a_job_without_a_sign_of_life_waits_again(cast: Cast) -> None:
    job = ask(cast)
    start_job(by=operator_for(), at=NOON, ref=job.ref)
    assert reap(by=operator_for(), at=NOON + timedelta(seconds=29)) == 0, "A job that is alive was taken away."
    assert reap(by=operator_for(), at=LATER) == 1
    assert start_job(by=operator_for(), at=LATER, ref=job.ref), "The job cannot be taken up again."


def test_a_job_that_kills_its_workers_is_given_up(cast: Cast) -> None:
    job = ask(cast)
    for _ in range(MOST_ATTEMPTS):
        assert start_job(by=operator_for(), at=NOON, ref=job.ref)
        reap(by=operator_for(), at=LATER)
    job.refresh_from_db()
    assert (job.state, job.attempts) == (JobState.FAILED, MOST_ATTEMPTS)
    assert "Given up" in job.message


def test_a_job_that_the_queue_has_lost_is_delivered_again(cast: Cast) -> None:
    ask(cast)
    DBTaskResult.objects.all().delete()
    reap(by=operator_for(), at=NOON)
    assert DBTaskResult.objects.ready().count() == 1
    reap(by=operator_for(), at=NOON)
    assert DBTaskResult.objects.ready().count() == 1, "It was delivered twice."


# ------------------------------------------------------------------------------------- a worker in a process of its own


class Installation:
    """An installation on SQLite in a folder, with workers in processes of their own."""

    def __init__(self, folder: Path) -> None:
        self.database = folder / "severalty.sqlite3"
        self.environment = os.environ | {
            "SEVERALTY_DATA": str(folder), "SEVERALTY_DATABASE_URL": "", "PYTHONPATH": f"{ROOT}:{ROOT / 'src'}",
            "DJANGO_SETTINGS_MODULE": "tests.tenancy.slow_settings",
        }  # fmt: skip
        self.workers: list[subprocess.Popen[bytes]] = []

    def run(self, code: str) -> None:
        code = f"import django; django.setup()\n{code}"
        subprocess.check_call([sys.executable, "-c", code], env=self.environment, cwd=ROOT)

    def ask(self, to: int) -> None:
        self.run(
            "from datetime import UTC, datetime\nfrom severalty.tenancy.access import operator_for\n"
            "from severalty.tenancy.actions import ask_job\n"
            f"ask_job(by=operator_for(), at=datetime.now(UTC), kind='count', title='Count', request={{'to': {to}}})"
        )

    def job(self) -> dict[str, Any]:
        """What the only job says of itself, straight from the file: a process for each look would take too long."""
        with closing(sqlite3.connect(f"{self.database.as_uri()}?mode=ro", uri=True, timeout=30)) as file:
            file.row_factory = sqlite3.Row
            return dict(file.execute("SELECT state, done, attempts, message FROM tenancy_job").fetchone())

    def work(self) -> subprocess.Popen[bytes]:
        command = [sys.executable, "-m", "severalty.cli.main", "worker", "--parent", str(os.getpid())]
        self.workers.append(subprocess.Popen(command, env=self.environment, cwd=ROOT))
        return self.workers[-1]


@pytest.fixture
def installation(data_folder: Path, migrated: Path) -> Iterator[Installation]:
    """An installation in which nothing has happened yet, whose workers are gone after the test."""
    made = Installation(data_folder)
    shutil.copyfile(migrated, made.database)
    yield made
    for worker in made.workers:
        worker.kill()
        worker.wait()


@pytest.mark.slow
@pytest.mark.sqlite_enough
def test_a_job_whose_worker_is_killed_is_finished_by_the_next(installation: Installation) -> None:
    installation.ask(to=60)
    worker = installation.work()
    wait_for(lambda: installation.job()["done"] >= 3)
    worker.send_signal(signal.SIGKILL)
    worker.wait()
    assert installation.job()["state"] == "running", "The job was not in the middle when its worker was killed."
    installation.work()
    wait_for(lambda: installation.job()["state"] == "done")
    assert installation.job() == {
        "state": "done", "done": 60, "attempts": 2, "message": "Counted to 60 in attempt 2.",
    }  # fmt: skip


@pytest.mark.slow
@pytest.mark.sqlite_enough
def test_a_worker_that_is_told_to_stop_puts_its_job_back(installation: Installation) -> None:
    installation.ask(to=600)
    worker = installation.work()
    wait_for(lambda: installation.job()["done"] >= 1)
    worker.terminate()
    assert worker.wait(timeout=10) == 0
    job = installation.job()
    assert (job["state"], job["attempts"]) == ("queued", 0), "A planned stop was counted as a failed attempt."


@pytest.mark.slow
@pytest.mark.sqlite_enough
def test_a_worker_ends_with_its_parent(installation: Installation) -> None:
    code = (
        "import subprocess, sys, os\n"
        "p = subprocess.Popen([sys.executable, '-m', 'severalty.cli.main', 'worker', '--parent', str(os.getpid())])\n"
        "print(p.pid, flush=True); import time; time.sleep(2); os._exit(0)"
    )
    out = subprocess.check_output([sys.executable, "-c", code], env=installation.environment, cwd=ROOT, text=True)
    wait_for(lambda: not Path(f"/proc/{int(out)}").exists() if Path("/proc").exists() else True)
