"""`severalty estate` on a case: what each council holds on a date, and what still blocks it."""

import json
from argparse import Namespace
from collections.abc import Sequence
from typing import Any

from severalty.cli.exits import DONE, WrongInput
from severalty.cli.layout import NOTHING, table
from severalty.cli.on_record import case_asked, day_asked
from severalty.dispositions.queries.readiness import Estate, estate_for
from severalty.engine import freeze
from severalty.engine.dispositions.on_a_date import CouncilOn, HeldOn

COUNTS = {
    "own": "Its own", "shared": "Shared", "kept_shared": "Kept shared", "other": "Held by another", "none": "None",
    "not_known": "Not known", "planned": "Of these planned", "blocked": "Blocked",
}  # fmt: skip


def run_estate(args: Namespace) -> int:
    """Print what each council holds on a day."""
    if not args.on:
        raise WrongInput("--on is empty; write the day asked about, such as 2027-12-31.")
    case, viewer = case_asked(args)
    estate = estate_for(viewer, case, day_asked(args.on), day_asked(args.today, "--today"))
    known = {one.key: one.name for one in estate.councils}
    if args.council and args.council not in known:
        raise WrongInput(f"No council {args.council!r} in {case.key}; there are {', '.join(known)}.")
    worked = estate.worked
    rows = [one for one in worked.rows if args.council in ("", one.council)]
    councils = [one for one in worked.councils if args.council in ("", one.council)]
    found = {
        "case": case.key, "on": worked.on.isoformat(), "today": estate.question.today.isoformat(),
        "seen_by": args.organisation or None,
        "councils": [_council(one) for one in councils],
        # In the order of what they say: references differ between installations, and several posts have one name.
        "rows": sorted((_row(estate, one) for one in rows), key=freeze.canonical),
        "changes": [day.isoformat() for day in worked.changes],
        "in_no_council": len(worked.unheld),
    }  # fmt: skip
    told = {**found, "digest": freeze.digest(found)}
    print(json.dumps(told, ensure_ascii=False) if args.json else "\n".join(_lines(estate, told, rows, councils)))
    return DONE


def _council(one: CouncilOn) -> dict[str, Any]:
    return {"council": one.council, **{name: getattr(one, name) for name in COUNTS}}


def _row(estate: Estate, one: HeldOn) -> dict[str, Any]:
    return {
        "name": estate.names.get(one.thing, ""), "subject": one.subject.value, "council": one.council,
        "held": one.held.value, "others": list(one.others), "planned": one.planned,
        "disposition": one.route.value if one.route else None, "due": str(one.due) if one.due else None,
        "blocks": list(one.blocks),
    }  # fmt: skip


def _lines(estate: Estate, told: dict[str, Any], rows: Sequence[HeldOn], councils: Sequence[CouncilOn]) -> list[str]:
    names = {key: one.name for key, one in estate.organisations.items()}
    counts = [(names[one.council], *(str(getattr(one, name)) for name in COUNTS)) for one in councils]
    lines = [f"On {told['on']}, as known on {told['today']}", ""]
    lines += [table(("Council", *COUNTS.values()), counts, numbers=frozenset(range(1, len(COUNTS) + 1))), ""]
    blocked = [
        (estate.names.get(one.thing, ""), one.subject.value, names[one.council], one.held.value,
         str(one.due or NOTHING), " ".join(one.blocks))
        for one in rows
        if one.blocks
    ]  # fmt: skip
    heads = ("Item", "What it is", "Council", "Held", "Due", "What blocks it")
    lines += [table(heads, blocked), ""] if blocked else ["Nothing stands in the way.", ""]
    eyes = f"what {told['seen_by']} may see" if told["seen_by"] else "everything on record"
    apart = f" {told['in_no_council']} things are in no council's hands on record." if told["in_no_council"] else ""
    return [*lines, f"Of {eyes}.{apart} Digest: {told['digest']}"]
