"""`severalty plan CASE`: each plan of a case worked out by itself from what somebody may see of it, and told."""

import json
import time
from argparse import Namespace
from collections.abc import Iterator
from datetime import date
from typing import Any

from severalty.cli.exits import DONE, TRUTHFUL_NO, WrongInput
from severalty.cli.layout import NOTHING, table
from severalty.cli.on_record import case_asked, day_asked
from severalty.cli.plan import SECONDS
from severalty.cli.plan_out import one_for_file, write_plan
from severalty.engine.dates import day
from severalty.engine.transition.progress import RunState
from severalty.engine.transition.record import PlanError
from severalty.tenancy.access import Viewer
from severalty.transition.jobs import WHY_SECONDS
from severalty.transition.queries.plans import plans_for
from severalty.transition.queries.record import SeenPlan, plan_seen
from severalty.transition.reports.findings import ends_words, findings_lines
from severalty.transition.reports.solving import Effort, WorkedOut, worked_out

ROUND = 10_000
"""Steps of the planner's walk in one of its rounds."""


def run_planned(args: Namespace) -> int:
    """Plan each plan of a case and print what was found."""
    seconds = SECONDS if args.seconds is None else args.seconds
    case, viewer = case_asked(args)
    asked = plans_asked(args, case, viewer, day_asked(args.on))
    asked = iter([one_for_file(args.out, list(asked))]) if args.out else asked
    found = [(seen, *_planned(args, seen, seconds)) for seen in asked]
    losses = write_plan(args.out, *found[0][:2]) if args.out and found[0][1].dates else []
    if args.json:
        plans = [as_json(*one) for one in found]
        print(json.dumps({"case": case.key, "seen_by": args.organisation or None, "plans": plans}, ensure_ascii=False))
    else:
        print("\n\n".join("\n".join(as_lines(*one)) for one in found))
        print("".join(f"Loss report: {one}\n" for one in losses), end="")
    return DONE if all(one.dates for _, one, _ in found) else TRUTHFUL_NO


def plans_asked(args: Namespace, case: Any, viewer: Viewer, on: date) -> Iterator[SeenPlan]:
    """The plans that are asked for, each as the viewer sees it. Raises WrongInput where there is none."""
    rows = list(plans_for(viewer, case))
    chosen = [row for row in rows if args.plan in ("", row.item.key)]
    if not chosen:
        keys = ", ".join(row.item.key for row in rows)
        there = f"there are {keys}" if keys else "there is none that may be seen"
        raise WrongInput(f"The case {case.key} has no plan {args.plan!r}; {there}.".replace(" ''", ""))
    return (plan_seen(viewer, case, row.pk, on) for row in chosen)


def _planned(args: Namespace, seen: SeenPlan, seconds: float) -> tuple[WorkedOut, float]:
    began = time.monotonic()
    effort = Effort(args.seed) if args.rounds is None else Effort(args.seed, args.rounds * ROUND)
    limited = args.rounds is None or args.seconds is not None

    def over(more: float = 0) -> bool:
        return limited and time.monotonic() - began >= seconds + more

    try:
        found = worked_out(seen.record, effort, over, why_stop=lambda: over(WHY_SECONDS))
    except PlanError as error:
        raise WrongInput(f"{seen.record.plan.name}: {error}") from error
    return found, time.monotonic() - began


def as_json(seen: SeenPlan, found: WorkedOut, seconds: float) -> dict[str, Any]:
    """A plan as plain values; packages by the keys of their rows."""
    record = seen.record
    names = {one.key: one.name for one in record.packages}
    ends = max((one.ends for one in found.dates), default=None)
    return {
        "plan": seen.row.item.key, "name": record.plan.name, "status": found.state.value,
        "as_at": record.on.isoformat(), "ends_on": ends.isoformat() if ends else None,
        "must_end_by": record.plan.ends_by.code if record.plan.ends_by else None,
        "aims": [{"aim": one.key, "value": one.value, "bound": one.bound} for one in found.told.aims],
        "packages": len(record.packages), "stopped": found.told.stopped, "notes": list(found.told.sentences),
        "undated": list(found.told.undated), "conflict": list(found.told.conflict),
        "relaxations": list(found.told.relaxations), "seed": found.seed, "work": found.work,
        "seconds": round(seconds, 3), "digest": found.digest,
        "dates": [
            {"package": key_in(one.package), "name": names[one.package], "starts": one.starts.isoformat(),
             "ends": one.ends.isoformat(), "wave": one.wave}
            for one in found.dates
        ],
    }  # fmt: skip


def key_in(handle: str) -> str:
    """The key in a handle such as `work_packages:cut-over@melton`."""
    return handle.partition(":")[2].rpartition("@")[0]


def as_lines(seen: SeenPlan, found: WorkedOut, seconds: float) -> list[str]:
    """A plan for a terminal: what was found, its aims, its dates; or why there is none."""
    record = seen.record
    lines = [f"{record.plan.name}: {found.state.value}. As at {day(record.on)}."]
    if not found.dates or found.state is RunState.UNDATED:
        return [*lines, *findings_lines(found.told)]
    ends = max(one.ends for one in found.dates)
    lines.append(ends_words(str(day(ends)), found.told.undated))
    lines.append(f"It must end by {record.plan.ends_by or 'no day on record'}.")
    aims = [(one.words, one.shown(one.value), one.shown(one.bound), one.gap) for one in found.told.aims]
    names = {one.key: one.name for one in record.packages}
    dates = [
        (one.starts.isoformat(), one.ends.isoformat(), str(one.wave or NOTHING), names[one.package])
        for one in sorted(found.dates, key=lambda one: (one.starts, one.ends, names[one.package]))
    ]
    lines += ["", table(("Aim", "Found", "Cannot be below", "Gap"), aims), ""]
    lines += [table(("Starts", "Ends", "Wave", "Package"), dates), ""]
    lines += list(findings_lines(found.told))
    return [*lines, f"Ended after {seconds:.1f} s: {found.told.stopped}. Seed {found.seed}. Digest: {found.digest}"]
