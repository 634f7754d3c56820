"""`severalty whatif`: what a slip does to each plan of a case, from what somebody may see of it. Writes nothing."""

import json
import re
from argparse import Namespace
from typing import Any

from severalty.cli.confidence import text_of
from severalty.cli.exits import DONE, WrongInput
from severalty.cli.layout import pounds, table
from severalty.cli.on_record import case_asked, day_asked
from severalty.cli.planned_case import key_in, plans_asked
from severalty.engine.transition.confidence.network import NetworkError
from severalty.engine.transition.record import PlanError
from severalty.transition.queries.record import SeenPlan, plan_seen
from severalty.transition.queries.slips import Slip, changes_for, key_of_slip, slips_for
from severalty.transition.queries.supposing import Change, SupposeError
from severalty.transition.queries.threats import risk_events
from severalty.transition.reports.simulated import what_if_of
from severalty.transition.reports.what_if import WhatIf, percent, sentence_of

_ASKED = re.compile(r"(.+)=([+-]?\d{1,3})w")
MOST_KEYS = 12


def run_whatif(args: Namespace) -> int:
    """Suppose the slips that are asked for, and print what comes of them."""
    asked = [read_slip(text) for text in args.slip]
    case, viewer = case_asked(args)
    seen = list(plans_asked(args, case, viewer, day_asked(args.on)))
    found = [(one, _worked(args, one, changes)) for one, changes in _changed(seen, asked)]
    if args.json:
        plans = [as_json(*one) for one in found]
        print(json.dumps({"case": case.key, "seen_by": args.organisation or None, "plans": plans}, ensure_ascii=False))
    else:
        print("\n\n".join("\n".join(as_lines(*one)) for one in found))
    return DONE


def read_slip(text: str) -> tuple[str, int]:
    """The key and the weeks of `sta-cabinet=3w`. Raises WrongInput."""
    match = _ASKED.fullmatch(text.strip())
    if match is None:
        raise WrongInput(f"--slip {text!r} is not a key and weeks; write it as --slip sta-cabinet=3w.")
    return match[1].strip(), int(match[2])


def _changed(plans: list[SeenPlan], asked: list[tuple[str, int]]) -> list[tuple[SeenPlan, tuple[Change, ...]]]:
    """The plans that one of the slips touches, each with what all of them change."""
    found: list[tuple[SeenPlan, tuple[Change, ...]]] = []
    known: set[str] = set()
    keys: dict[str, None] = {}
    for seen in plans:
        slips = {key_of_slip(seen, one): one for group in slips_for(seen) for one in reversed(group.slips)}
        keys |= dict.fromkeys(slips)
        changes = [one for key, weeks in asked if key in slips for one in _changes(seen, slips[key], weeks)]
        known |= {key for key, _ in asked if key in slips}
        found += [(seen, tuple(changes))] if changes else []
    lost = [key for key, _ in asked if key not in known]
    if lost:
        some = ", ".join(list(keys)[:MOST_KEYS])
        raise WrongInput(f"Nothing with the key {lost[0]!r} can slip in these plans; there are {some}, …")
    return found


def _changes(seen: SeenPlan, slip: Slip, weeks: int) -> tuple[Change, ...]:
    try:
        return changes_for(seen, slip, weeks)
    except SupposeError as error:
        raise WrongInput(str(error)) from error


def _worked(args: Namespace, seen: SeenPlan, changes: tuple[Change, ...]) -> WhatIf:
    title = "; ".join(args.slip)
    try:
        after = plan_seen(seen.viewer, seen.case, seen.row.pk, seen.record.on, changes)
        return what_if_of(seen.record, after.record, title, risk_events(seen), args.draws)
    except (PlanError, NetworkError, SupposeError) as error:
        raise WrongInput(f"{seen.record.plan.name}: {error}") from error


def as_json(seen: SeenPlan, found: WhatIf) -> dict[str, Any]:
    """What comes of it as plain values; amounts in pence, a date that cannot be said is null."""
    return {
        "plan": seen.row.item.key, "slips": found.title, "sentence": sentence_of(found), "draws": found.draws,
        "ranges": [
            {"name": one.name, "before": {f"p{p}": text_of(value) for p, value in one.before},
             "after": {f"p{p}": text_of(value) for p, value in one.after}, "undefined": list(one.undefined)}
            for one in found.ranges
        ],
        "fixed_end": {"before": found.chance_before, "after": found.chance_after},
        "missed": [
            {"package": key_in(one.package), "name": one.name, "what": one.what, "last_day": one.last_day.isoformat(),
             "p50_before": text_of(one.before), "p50_after": text_of(one.after), "chance_before": one.chance_before,
             "chance_after": one.chance_after, "new": one.is_new}
            for one in found.missed
        ],
        "bridges": [
            {"contract": key_in(one.contract), "name": one.name, "ends": one.ends.isoformat(),
             "days_before": one.days_before, "days_after": one.days_after, "cost_before_pence": one.cost_before,
             "cost_after_pence": one.cost_after, "extension": one.extension or None}
            for one in found.bridges
        ],
        "cost_before_pence": found.cost_before, "cost_after_pence": found.cost_after,
        "decisions": [
            {"name": one.name, "before": text_of(one.before), "after": text_of(one.after)} for one in found.gates
        ],
        "warnings": list(found.warnings),
    }  # fmt: skip


def as_lines(seen: SeenPlan, found: WhatIf) -> list[str]:
    """What comes of it for a terminal."""
    chances = [(one, one.at(each, after=after)) for one in found.ranges for each in (50, 80) for after in (False, True)]
    cells = [text_of(value) or "cannot be said" for _, value in chances]
    rows = [(one.name, *cells[4 * place : 4 * place + 4]) for place, one in enumerate(found.ranges)]
    heads = ("Ends by", "P50 now", "P50 then", "P80 now", "P80 then")
    lines = [f"{seen.record.plan.name}: {found.title}", sentence_of(found), "", table(heads, rows), ""]
    lines.append(f"Fixed end: {percent(found.chance_before)} now, {percent(found.chance_after)} then.")
    lines += [
        f"Missed: {one.name}, {one.what} on {one.last_day.isoformat()}: kept in {percent(one.chance_before)} now, "
        f"{percent(one.chance_after)} then{' (new)' if one.is_new else ''}."
        for one in found.missed
    ]
    lines += [
        f"Runs on: {one.name} by {one.days_after} days, {pounds(one.cost_after)}."
        for one in found.bridges
        if one.cost_after is not None
    ]
    lines += [
        f"Decision: {one.name} counts from {text_of(one.after)}, not {text_of(one.before)}." for one in found.gates
    ]
    return [*lines, *(f"Caution: {one}" for one in found.warnings)]
