"""`severalty dispositions --leaving`: one supplier that is left, gathered from the tables, worked out, and told."""

import json
from argparse import Namespace
from datetime import date
from typing import Any

from severalty.cli.exits import DONE, WrongInput
from severalty.cli.layout import NOTHING, pounds, table
from severalty.dispositions.queries.leaving import Outgoing, leaving_for, outgoing_for
from severalty.dispositions.queries.workbench import Place
from severalty.engine import freeze
from severalty.engine.dispositions.exit_items import ExitItem
from severalty.engine.dispositions.leaving import ExitRow
from severalty.engine.dispositions.register import Money
from severalty.tenancy.access import Viewer


def run_leaving(args: Namespace, case: Any, viewer: Viewer, on: date) -> int:
    """Print how far leaving one supplier is."""
    lines = outgoing_for(viewer, case)
    chosen = [one.row for one in lines if args.leaving in (one.row.item.key, one.row.item.name)]
    if len(chosen) != 1:
        there = ", ".join(one.row.item.key for one in lines)
        wrong = f"{args.leaving!r} is not one supplier that is" if args.leaving.strip() else "needs a supplier that is"
        raise WrongInput(
            f"--leaving {wrong} to be left in {case.key}; "
            + (
                f"there are {there}."
                if there
                else "none is on record: it holds no contract, and no exit item names one."
            )
        )
    found = leaving_for(viewer, case, chosen[0].pk, on)
    told = as_json(found, args.organisation)
    print(json.dumps(told, ensure_ascii=False) if args.json else "\n".join(as_lines(found, told)))
    return DONE


def as_json(found: Outgoing, seen_by: str) -> dict[str, Any]:
    """All of it as plain values: amounts in pence, and null where one is not known."""
    worked, records = found.worked, {one.key: one for one in found.question.items}
    told: dict[str, Any] = {
        "case": found.bench.case.key, "supplier": found.row.item.key, "on": str(found.bench.on),
        "seen_by": seen_by or None, "leaves": str(found.question.leaves) if found.question.leaves else None,
        "ready": worked.ready, "needed": worked.needed, "lacking": list(worked.lacking),
        "contracts": [_contract(found, one) for one in found.held],
        "by_route": [
            {"name": one.name, "rows": one.rows, "one_off_pence": one.one_off.pence,
             "annual_now_pence": one.annual_now.pence, "annual_after_pence": one.annual_after.pence}
            for one in (found.totals.by_route if found.question.ways else ())
        ],
        "items": [_item(found, row, records[row.item]) for row in worked.rows],
        "posts": [
            {"name": post.item.name, "transfers_to": move.to.key if move and move.to else None,
             "basis": move.basis if move else None} for post, move in found.posts
        ],
        "scores": [
            {"risk": found.rows[one.item].item.key, "by": one.organisation, "on": str(one.said_on),
             "likelihood": one.likelihood.value, "impact": one.consequence.value, "score": one.score, "note": one.note}
            for one in worked.scores
        ],
    }  # fmt: skip
    return {**told, "digest": freeze.digest(told)}


def _contract(found: Outgoing, one: Place) -> dict[str, Any]:
    """A contract that it holds; what becomes of it is not for the supplier itself to be told."""
    bare = {"key": one.subject.key, "name": one.subject.name, "council": one.council.key,
            "annual_now_pence": one.row.annual_now}  # fmt: skip
    if not found.question.ways:
        return bare
    return {
        **bare, "disposition": one.row.route.value, "state": one.row.standing.state.value,
        "one_off_pence": one.row.one_off_cost, "annual_after_pence": one.row.annual_after,
    }  # fmt: skip


def _item(found: Outgoing, row: ExitRow, record: ExitItem) -> dict[str, Any]:
    return {
        "key": found.rows[row.item].item.key, "name": record.name, "kind": row.kind.value, "state": row.state.value,
        "owner": record.owner or None, "jointly_with": record.jointly_with or None,
        "due": str(record.due) if record.due else None, "done_on": str(record.done_on) if record.done_on else None,
        "shown_by": record.proof or None, "reasons": list(row.reasons),
        "said": [{"by": one.organisation, "on": str(one.said_on), "progress": one.progress.value, "note": one.note}
                 for one in row.last_words],
    }  # fmt: skip


def as_lines(found: Outgoing, told: dict[str, Any]) -> list[str]:
    """The same for a terminal."""
    how_far = f"{told['ready']} of {told['needed']} as they must be before it goes"
    headline = f"Leaving {found.row.item.name}: {how_far}; its last day is {told['leaves'] or 'not known'}."
    lines = [headline, *(f"- {one}" for one in told["lacking"]), ""]
    if told["by_route"]:
        rows = [(one.name, str(one.rows), *map(_money, (one.one_off, one.annual_now, one.annual_after)))
                for one in (*found.totals.by_route, found.totals.all)]  # fmt: skip
        lines += [table(("Contracts that it holds", "Rows", "One-off", "A year now", "A year after"), rows,
                        numbers=frozenset({1, 2, 3, 4})), ""]  # fmt: skip
    if told["items"]:
        names = found.name_of
        rows = [
            (one["key"], one["kind"], one["name"], one["state"], one["due"] or NOTHING,
             " and ".join(names(key) for key in (one["owner"], one["jointly_with"]) if key) or NOTHING)
            for one in told["items"]
        ]  # fmt: skip
        lines += [table(("Item", "Kind", "What", "State", "Due", "To be done by"), rows), ""]
    if told["scores"]:
        scores = [(one["on"], one["by"], one["likelihood"], one["impact"], str(one["score"] or NOTHING), one["note"])
                  for one in told["scores"]]  # fmt: skip
        lines += [table(("Co-operation", "By", "Likelihood", "Impact", "Score", "Note"), scores,
                        numbers=frozenset({4})), ""]  # fmt: skip
    eyes = f"what {told['seen_by']} may see" if told["seen_by"] else "everything on record"
    return [*lines, f"As at {told['on']}, of {eyes}. Digest: {told['digest']}"]


def _money(money: Money) -> str:
    more = f" and {money.unknown} not known" if money.unknown else ""
    return f"{pounds(money.pence)}{more}"
