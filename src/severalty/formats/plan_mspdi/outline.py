"""Which task of a project stands above which, whatever way the program that wrote it says so."""

from __future__ import annotations

import dataclasses
from collections.abc import Iterable

from severalty.formats.mspdi.tasks import Task


def settled(tasks: Iterable[Task]) -> list[Task]:
    """Tasks that are none of a blank row, each with its level and with whether it stands above others.

    Some programs leave the one or the other to be told from the number in the outline, or from the tasks that follow.
    """
    found = [
        task if task.outline_level is not None else dataclasses.replace(task, outline_level=_level(task))
        for task in tasks if not task.is_null
    ]  # fmt: skip
    for at, task in enumerate(found[:-1]):
        if not task.summary and (found[at + 1].outline_level or 0) > (task.outline_level or 0):
            found[at] = dataclasses.replace(task, summary=True)
    return found


def _level(task: Task) -> int:
    number = task.outline_number or task.wbs
    return 0 if task.uid == 0 or number == "0" else number.count(".") + 1


def parents_of(tasks: Iterable[Task]) -> dict[int | None, int | None]:
    """The task above each, told from the levels of the outline."""
    above: list[Task] = []
    found: dict[int | None, int | None] = {}
    for task in tasks:
        level = task.outline_level
        if level is None:
            continue
        while above and (above[-1].outline_level or 0) >= level:
            above.pop()
        found[task.uid] = above[-1].uid if above else None
        above.append(task)
    return found
