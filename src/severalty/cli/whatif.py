"""`severalty whatif`: what a slip does to each plan of a case, from what somebody may see of it. Writes nothing."""

import json
import re
from argparse import Namespace
from collections.abc import Sequence
from typing import Any

from severalty.cli.confidence import text_of
from severalty.cli.exits import DONE, WrongInput
from severalty.cli.layout import table
from severalty.cli.on_record import case_asked, day_asked
from severalty.cli.plan import check_seed
from severalty.cli.planned_case import key_in, plans_asked
from severalty.transition.queries.record import SeenPlan, plan_seen
from severalty.transition.queries.slips import Slip, changes_for, key_of_slip, slips_for
from severalty.transition.queries.supposing import Change, Slippage, SupposeError, Unit
from severalty.transition.queries.threats import risk_events
from severalty.transition.reports.findings import findings_lines
from severalty.transition.reports.supposed import AsItStands
from severalty.transition.reports.what_if import MOST_MOVED, Moved, Side, WhatIf, cautions_of, percent, sentence_of
from severalty.transition.reports.what_if_tables import full_words, measures_of, peak_words, planned_measures, wave_move

_ASKED = re.compile(r"(.+)=([+-]?[0-9]{1,4})([dwm])")
_UNITS = {"d": Unit.DAYS, "w": Unit.WEEKS, "m": Unit.MONTHS}
MOST_KEYS = 12
BELOW = ("Contracts that run on", "Cut-overs that change wave")
"""Measures whose names stand in lines of their own."""


def run_whatif(args: Namespace) -> int:
    """Suppose the slips that are asked for, and print what comes of them."""
    check_seed(args.seed)
    asked = read_slips(args.slip)
    case, viewer = case_asked(args)
    seen = list(plans_asked(args, case, viewer, day_asked(args.on)))
    found = [(one, _worked(args, one, changes)) for one, changes in _changed(seen, asked)]
    if args.json:
        plans = [as_json(*one) for one in found]
        print(json.dumps({"case": case.key, "seen_by": args.organisation or None, "plans": plans}, ensure_ascii=False))
    else:
        print("\n\n".join("\n".join(as_lines(*one)) for one in found))
    return DONE


def read_slip(text: str) -> tuple[str, Slippage]:
    """The key of `sta-cabinet=3w`, and by how many days (d), weeks (w) or months (m). Raises WrongInput."""
    match = _ASKED.fullmatch(text.strip())
    if match is None:
        raise WrongInput(
            f"--slip {text!r} is not a key and days, weeks or months; write it as --slip sta-cabinet=3w, =10d or =2m."
        )
    return match[1].strip(), Slippage(int(match[2]), _UNITS[match[3]])


def read_slips(texts: Sequence[str]) -> list[tuple[str, Slippage]]:
    """All the slips of a question. Raises WrongInput where one thing stands in two of them."""
    asked = [read_slip(text) for text in texts]
    keys = [key for key, _ in asked]
    twice = next((key for key in keys if keys.count(key) > 1), None)
    if twice is not None:
        raise WrongInput(f"{twice!r} stands in two slips; write one --slip for it, with all that it slips by.")
    return asked


def _changed(plans: list[SeenPlan], asked: list[tuple[str, Slippage]]) -> list[tuple[SeenPlan, tuple[Change, ...]]]:
    """The plans that one of the slips touches, each with what all of them change."""
    found: list[tuple[SeenPlan, tuple[Change, ...]]] = []
    known: set[str] = set()
    keys: dict[str, None] = {}
    for seen in plans:
        slips = {key_of_slip(seen, one): one for group in slips_for(seen) for one in reversed(group.slips)}
        keys |= dict.fromkeys(slips)
        changes = [one for key, by in asked if key in slips for one in _changes(seen, slips[key], by)]
        known |= {key for key, _ in asked if key in slips}
        found += [(seen, tuple(changes))] if changes else []
    lost = [key for key, _ in asked if key not in known]
    if lost:
        _refuse_finished(plans, lost[0])
        some = ", ".join(list(keys)[:MOST_KEYS])
        raise WrongInput(f"Nothing with the key {lost[0]!r} can slip in these plans; there are {some}, …")
    return found


def _refuse_finished(plans: Sequence[SeenPlan], key: str) -> None:
    for one in (one for seen in plans for one in seen.record.packages if key_in(one.key) == key):
        if one.finished_on is not None:
            raise WrongInput(f"{one.name} was finished on {one.finished_on} and can slip no more.")


def _changes(seen: SeenPlan, slip: Slip, by: Slippage) -> tuple[Change, ...]:
    try:
        return changes_for(seen, slip, by)
    except SupposeError as error:
        raise WrongInput(str(error)) from error


def _worked(args: Namespace, seen: SeenPlan, changes: tuple[Change, ...]) -> WhatIf:
    try:
        after = plan_seen(seen.viewer, seen.case, seen.row.pk, seen.record.on, changes)
        return _stands(args, seen).what_if(after.record, "; ".join(args.slip))
    except ValueError as error:
        raise WrongInput(f"{seen.record.plan.name}: {error}") from error


def _stands(args: Namespace, seen: SeenPlan) -> AsItStands:
    return AsItStands(seen.record, risk_events(seen), args.draws, args.seed)


def as_json(seen: SeenPlan, found: WhatIf) -> dict[str, Any]:
    """What comes of it as plain values, by side: now, nothing re-planned, planned again. Amounts in pence; a date that
    cannot be said is null, and a side that is not there is left out."""
    again = found.again
    return {
        "plan": seen.row.item.key, "slips": found.title, "sentence": sentence_of(found), "draws": found.draws,
        "ranges": [
            {"name": one.name, **{side.value: {f"p{p}": text_of(value) for p, value in one.ends[side]}
                                  for side in found.sides}, "undefined": list(one.undefined)}
            for one in found.ranges
        ],
        "fixed_end": dict(found.chances),
        "missed": [
            {"package": key_in(one.package), "name": one.name, "what": one.what, "contract": one.contract or None,
             "last_day": one.last_day.isoformat(), "p50": {side.value: text_of(on) for side, on in one.done.items()},
             "chance": dict(one.chances), "missed": [side.value for side in found.sides if one.is_missed(side)],
             "if_missed": one.if_missed or None, "miss_cost_pence": one.miss_cost}
            for one in found.deadlines if any(one.is_missed(side) for side in found.sides)
        ],
        "notices_missed": {side.value: list(found.notices(side)) for side in found.sides},
        "bridges": [
            {"contract": key_in(one.contract), "name": one.name, "ends": one.ends.isoformat(), "days": dict(one.days),
             "cost_pence": dict(one.costs), "extension": one.extension or None}
            for one in found.bridges
        ],
        "cost_pence": {side.value: found.cost(side) for side in found.sides},
        "contracts": [
            {"contract": key_in(one.contract), "ends": [text_of(on) for on in one.ends],
             "act_by": [text_of(on) for on in one.act_by], "price_pence": one.price}
            for one in found.contracts
        ],
        "decisions": [
            {"name": one.name, "before": text_of(one.before), "after": text_of(one.after)} for one in found.gates
        ],
        "planned_again": {
            "status": again.state.value, "work": again.work, "moved": len(again.moved),
            "most_moved": [_moved(one) for one in again.moved[:MOST_MOVED]], "lost": list(again.lost),
            "ends_on": {side.value: text_of(on) for side, on in found.own_ends.items()}, "waves": dict(found.waves),
            "changed_waves": [
                {"package": key_in(one.package), "from": one.waves[0], "to": one.waves[1]}
                for one in again.changed_waves
            ],
            "conflict": list(again.told.conflict), "relaxations": list(again.told.relaxations),
        },
        "teams": [
            {"team": key_in(one.team), "name": one.name, **{side.value: {
                "share": None if peak.share == float("inf") else peak.share, "week": text_of(peak.monday),
                "full": [on.isoformat() for on in peak.full], "weeks_over": peak.over,
            } for side, peak in one.peaks.items()}}
            for one in found.teams
        ],
        "warnings": cautions_of(seen.record, found),
    }  # fmt: skip


def _moved(one: Moved) -> dict[str, Any]:
    return {
        "package": key_in(one.package), "name": one.name, "days": one.days, "anyway": one.anyway,
        "from": [one.before.starts.isoformat(), one.before.ends.isoformat()],
        "to": [one.after.starts.isoformat(), one.after.ends.isoformat()],
    }  # fmt: skip


def as_lines(seen: SeenPlan, found: WhatIf) -> list[str]:
    """What comes of it for a terminal."""
    told = {side: dict(measures_of(found, side)) for side in found.sides}
    for side in (Side.NOW, Side.AGAIN):
        told.setdefault(side, {}).update(planned_measures(found, side))
    labels = [label for label in dict.fromkeys(label for one in told.values() for label in one) if label not in BELOW]
    rows = [(label, *(told.get(side, {}).get(label, "–") for side in Side)) for label in labels]
    heads = ("", *(str(side).capitalize() for side in Side))
    lines = [f"{seen.record.plan.name}: {found.title}", sentence_of(found), "", table(heads, rows), ""]
    lines += [_ends_line(found, one.name, place) for place, one in enumerate(found.ranges) if place]
    missed = [one for one in found.deadlines if any(one.is_missed(side) for side in found.sides)]
    lines += [
        f"Missed: {one.name}, {one.what} on {one.last_day.isoformat()}: kept in "
        + ", ".join(f"{percent(one.chances.get(side))} {side}" for side in found.sides) + "."
        for one in missed
    ]  # fmt: skip
    lines += [
        f"Runs on: {one.name} by {one.days[Side.KEPT]} days; planned again by {one.days.get(Side.AGAIN, '–')}."
        for one in found.bridges
    ]
    lines += [
        f"Decision: {one.name} counts from {text_of(one.after)}, not {text_of(one.before)}." for one in found.gates
    ]
    lines += [
        f"Moves: {one.name}, {one.before.starts} to {one.before.ends}, planned again {one.after.starts} to "
        f"{one.after.ends} ({one.days:+d} days)."
        for one in found.again.moved[:MOST_MOVED]
    ]
    lines += [f"Another wave: {one.name}, {wave_move(one)}." for one in found.again.changed_waves]
    lines += [
        f"Team: {one.name}, most {side}: {peak_words(peak)}; full in {full_words(peak)}."
        for one in found.teams for side, peak in one.peaks.items()
    ]  # fmt: skip
    lines += [] if found.again.exists else findings_lines(found.again.told)
    return [*lines, *(f"Caution: {one}" for one in cautions_of(seen.record, found))]


def _ends_line(found: WhatIf, name: str, place: int) -> str:
    row = found.ranges[place]
    ends = [f"{text_of(row.at(80, side)) or 'cannot be said'} {side}" for side in found.sides]
    return f"{name} ends by, P80: {', '.join(ends)}."
