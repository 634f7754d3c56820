"""`severalty confidence`: each plan of a case simulated from what somebody may see, and told against what was kept."""

import json
from argparse import Namespace
from datetime import UTC, date, datetime
from typing import Any

from severalty.cli.confidence_colours import colour_lines, colours_json
from severalty.cli.exits import DONE, WrongInput
from severalty.cli.layout import table
from severalty.cli.on_record import case_asked, day_asked
from severalty.cli.plan import check_seed
from severalty.cli.planned_case import key_in, plans_asked
from severalty.engine.transition.confidence.kept import Kept, kept_of
from severalty.engine.transition.confidence.network import NetworkError
from severalty.engine.transition.confidence.results import Band, Chance
from severalty.engine.transition.record import PlanError
from severalty.engine.transition.weekends import works_weekends
from severalty.transition.queries.kept import keepings_of
from severalty.transition.queries.record import SeenPlan
from severalty.transition.queries.threats import risk_events
from severalty.transition.reports.confidence_table import Told, own_end_words, weekend_words
from severalty.transition.reports.kept import fingerprint_of
from severalty.transition.reports.movement_table import movement_words
from severalty.transition.reports.simulated import Simulated, simulated
from severalty.transition.reports.what_if import percent


def run_confidence(args: Namespace) -> int:
    """Simulate each plan of a case and print how sure it is."""
    check_seed(args.seed)
    case, viewer = case_asked(args)
    found = [(seen, _drawn(args, seen)) for seen in plans_asked(args, case, viewer, day_asked(args.on))]
    if args.json:
        plans = [as_json(*one) for one in found]
        print(json.dumps({"case": case.key, "seen_by": args.organisation or None, "plans": plans}, ensure_ascii=False))
    else:
        print("\n\n".join("\n".join(as_lines(*one)) for one in found))
    return DONE


def _drawn(args: Namespace, seen: SeenPlan) -> Simulated:
    try:
        return simulated(seen.record, risk_events(seen), args.draws, args.seed)[0]
    except (PlanError, NetworkError) as error:
        raise WrongInput(f"{seen.record.plan.name}: {error}") from error


def as_json(seen: SeenPlan, one: Simulated) -> dict[str, Any]:
    """How sure a plan is as plain values; a date that cannot be said is null."""
    found, names = one.found, {each.key: each.name for each in one.record.workstreams}
    return {
        "plan": seen.row.item.key, "name": one.record.plan.name, "draws": found.draws, "seed": found.seed,
        "engine": found.engine.value, "whole": _band(one, found.whole),
        "workstreams": [
            {"workstream": key_in(each.key), "name": names.get(each.key, each.name), **_band(one, each)}
            for each in found.workstreams
        ],
        "own_end": _own_end(one), "fixed_end": _chance(found.fixed_end), "in_budget": _chance(found.in_budget),
        "joint": {"in_time": found.joint.in_time, "in_budget": found.joint.in_budget, "both": found.joint.both}
        if found.joint else None,
        "drivers": [
            {"package": key_in(each.key), "name": each.name, "criticality": each.criticality,
             "cruciality": each.cruciality}
            for each in found.drivers[:20]
        ],
        "undefined": [key_in(each) for each in found.undefined], "warnings": list(found.warnings),
        "colours": colours_json(seen), "digest": found.digest, **_since_json(seen, one),
    }  # fmt: skip


def _since(seen: SeenPlan, one: Simulated) -> tuple[Kept, Kept] | None:
    """What was kept last of other inputs, by as many draws of the same seed, and the figures of now."""
    kept = [each.kept for each in keepings_of(seen.viewer, seen.case, seen.row.pk) if each.kept.on <= seen.record.on]
    if not kept:
        return None
    found = one.found
    fingerprint = fingerprint_of(seen.record, risk_events(seen), found.draws, found.seed)
    same = (found.draws, found.seed)
    then = [each for each in kept if each.fingerprint != fingerprint and (each.draws, each.seed) == same]
    now = kept_of(found, one.day_at, seen.refs, datetime.now(UTC), seen.record.on, fingerprint)
    return (then[-1], now) if then else None


def _since_json(seen: SeenPlan, one: Simulated) -> dict[str, Any]:
    """The figures that were kept last, beside those of now; nothing where none were."""
    since = _since(seen, one)
    if since is None:
        return {}
    then = since[0]
    return {"since": {
        "on": then.on.isoformat(), "p50": text_of(then.whole.at(50)), "p80": text_of(then.whole.at(80)),
        "fixed_end": then.fixed_end,
    }}  # fmt: skip


def _band(one: Simulated, band: Band) -> dict[str, Any]:
    days = {f"p{percentile}": text_of(value) for percentile, value in one.range_of(band)}
    return {"ends": days or None, "undefined": [key_in(each) for each in band.undefined]}


def _own_end(one: Simulated) -> dict[str, Any] | None:
    """The end of the plan itself with the share of draws that end by it, and that by likely durations."""
    path = one.found.single_path
    if path is None:
        return None
    plan, likely = text_of(one.day_at(path.plan_end)), text_of(one.day_at(path.likely_end))
    return {"plan": plan, "likely": likely, "share": path.percentile}


def text_of(value: date | None) -> str | None:
    """A day as machines write it; nothing where it cannot be said."""
    return value.isoformat() if value else None


def _chance(chance: Chance | None) -> dict[str, Any] | None:
    return None if chance is None else {"chance": chance.chance, "error": chance.error, "at_most": chance.at_most}


def as_lines(seen: SeenPlan, one: Simulated) -> list[str]:
    """How sure a plan is for a terminal."""
    found, names = one.found, {each.key: each.name for each in one.record.workstreams}
    rows = [("Everything", *_days(one, found.whole))]
    rows += [(names.get(each.key, each.name) or "Decisions", *_days(one, each)) for each in found.workstreams]
    lines = [one.record.plan.name, "", table(("Ends by", "P10", "P50", "P80", "P90"), rows), ""]
    told = Told(found, one.day_at, str, at_weekends=any(works_weekends(each) for each in one.record.packages))
    lines += [weekend_words(told)] if weekend_words(told) else []
    if found.fixed_end is not None:
        lines.append(f"Chance to meet the fixed end of {one.record.plan.ends_by}: {percent(found.fixed_end.chance)}.")
    own = own_end_words(found.single_path, one.day_at) if found.whole.defined else ""
    lines += [own] if own else []
    if found.undefined:
        packages = {each.key: each.name for each in one.record.packages}
        lines.append(f"Not defined, so no date is made up: {'; '.join(packages.get(e, e) for e in found.undefined)}.")
    since = _since(seen, one)
    lines += [movement_words(*since)] if since else []
    lines += colour_lines(seen)
    lines += [f"Caution: {each}" for each in found.warnings]
    return [*lines, f"{found.draws:,} draws, seed {found.seed}. Digest: {found.digest}"]


def _days(one: Simulated, band: Band) -> list[str]:
    known = dict(one.range_of(band))
    return [text_of(known.get(each)) or "cannot be said" for each in (10, 50, 80, 90)]
