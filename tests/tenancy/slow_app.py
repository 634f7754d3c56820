"""An app with jobs for the tests of the worker; loaded by a process of its own."""

import time
from typing import Any

from django.apps import AppConfig

from severalty.web.parts import Part, register


def count(job: Any, progress: Any) -> dict[str, Any]:
    """Count to a number, a tenth of a second each."""
    total = job.request["to"]
    for done in range(total):
        progress.step(done, total, "Counting")
        time.sleep(0.1)
    progress.step(total, total, "Counted")
    return {"url": "/counted/", "message": f"Counted to {total} in attempt {job.attempts}."}


class SlowConfig(AppConfig):
    """Offers the job."""

    name = "tests.tenancy"
    label = "slow_jobs"

    def ready(self) -> None:
        """Hand it over."""
        register(Part("slow", "Slow", jobs={"count": count}))
