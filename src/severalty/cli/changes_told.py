"""`severalty changed` on a case: gathered from all stages, netted, and told."""

import json
import sys
from argparse import Namespace
from collections.abc import Sequence
from datetime import date
from typing import Any

from severalty.cli.exits import DONE, WrongInput
from severalty.cli.layout import NOTHING, table
from severalty.cli.on_record import case_asked, day_asked
from severalty.decisions.queries.changes import last_held
from severalty.decisions.reports.change_words import heading_of, lead_of, total_words
from severalty.engine import freeze
from severalty.engine.dates import day
from severalty.engine.decisions.changes import Change, Told, told_by_topic
from severalty.web.changes import ADDED
from severalty.web.parts import changes_for

READ_NOW = "Its files were read just now, and that is no change: told is what the record itself dates in that time."


def run_changed(args: Namespace) -> int:
    """Print what changed in a case between two days."""
    case, viewer = case_asked(args)
    until = day_asked(args.until, "--until")
    since, words = _since(args, case, viewer, until)
    if since > until:
        raise WrongInput(f"--since {since} is after --until {until}; turn them round.")
    changes = changes_for(viewer, case, since, until)
    if getattr(args, "is_passing", False):
        print(READ_NOW, file=sys.stderr)
        changes = tuple(one for one in changes if not one.sentence.startswith(ADDED))
    told = told_by_topic(changes)
    lead = lead_of(told, words, until)
    found = as_json(told, {"case": case.key, "since": since.isoformat(), "until": until.isoformat(),
                           "seen_by": args.organisation or None, "sentence": lead})  # fmt: skip
    print(json.dumps(found, ensure_ascii=False) if args.json else "\n".join(as_lines(told, lead)))
    return DONE


def _since(args: Namespace, case: Any, viewer: Any, until: date) -> tuple[date, str]:
    if args.since:
        since = day_asked(args.since, "--since")
        return since, f"{day(since)}"
    board = last_held(viewer, case, until)
    if board is None:
        raise WrongInput("No meeting before that day is recorded as held; say since when, as --since 2026-10-01.")
    return board.meets_on.last, f"the meeting of {board.body.item.name}, {board.meets_on}"


def as_json(told: Sequence[Told], head: dict[str, Any]) -> dict[str, Any]:
    """The changes as plain values: amounts in pence, null where one is not known, and none where nothing is money."""
    found = {**head, "topics": [_topic(group) for group in told]}
    return {**found, "digest": freeze.digest(found)}


def _topic(group: Told) -> dict[str, Any]:
    return {
        "topic": group.topic,
        "totals": [
            {"fund": one.fund.value, "before_pence": one.before, "after_pence": one.after,
             "difference_pence": one.difference, "changes": one.count, "not_known": one.unknown}
            for one in group.totals
        ],
        "changes": [_change(one) for one in group.changes],
    }  # fmt: skip


def _change(one: Change) -> dict[str, Any]:
    money = {"amount_before_pence": one.amount_before, "amount_after_pence": one.amount_after, "fund": one.fund.value}
    return {
        "what": one.what, "subject": one.subject, "act": one.act.value, "sentence": one.sentence,
        "on": one.on.code if one.on else None, "before": one.before, "after": one.after,
        "evidence": one.evidence.value, "record": one.resting_on, "page": one.url, **(money if one.is_money else {}),
    }  # fmt: skip


def as_lines(told: Sequence[Told], lead: str) -> list[str]:
    """The changes for a terminal: the sentence, then each topic with its money and its rows."""
    lines = [lead]
    for group in told:
        rows = [(one.subject, one.what, one.sentence, str(one.on or NOTHING)) for one in group.changes]
        lines += ["", f"{heading_of(group.topic)}:", *(total_words(group.topic, one) for one in group.totals)]
        lines.append(table(("What", "Kind", "What changed", "On"), rows))
    return lines
