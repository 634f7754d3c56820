"""`severalty dispositions` on a case: gathered from the tables, worked out, and told."""

import json
from argparse import Namespace
from collections.abc import Sequence
from typing import Any

from severalty.cli.exits import DONE
from severalty.cli.layout import NOTHING, pounds, table
from severalty.cli.on_record import case_asked, day_asked
from severalty.cli.supplier_left import run_leaving
from severalty.dispositions.queries.workbench import Bench, Place, workbench_for
from severalty.engine import freeze
from severalty.engine.dispositions.dispositions import Route
from severalty.engine.dispositions.register import Money, Total, Totals, totals_of

BREAKDOWNS = {
    "by_route": "Disposition", "by_council": "Council", "by_state": "How far", "by_table": "Table",
    "by_notice_month": "Notice due",
}  # fmt: skip


def run_dispositions(args: Namespace) -> int:
    """Print the register of a case with its totals."""
    case, viewer = case_asked(args)
    if args.leaving is not None:
        return run_leaving(args, case, viewer, day_asked(args.on))
    bench = workbench_for(viewer, case, day_asked(args.on))
    places = [one for one in bench.places if args.table in ("", one.subject.table)]
    totals = totals_of([one.row for one in places])
    found = as_json(bench, places, totals, args.organisation)
    print(json.dumps(found, ensure_ascii=False) if args.json else "\n".join(as_lines(found, places, totals)))
    return DONE


def as_json(bench: Bench, places: Sequence[Place], totals: Totals, seen_by: str) -> dict[str, Any]:
    """The register as plain values: amounts in pence, and null where one is not known."""
    undecided = [one for one in places if one.row.route is Route.UNDECIDED]
    found: dict[str, Any] = {
        "case": bench.case.key,
        "on": str(bench.on),
        "seen_by": seen_by or None,
        "undecided": len(undecided),
        "undecided_things": len({one.subject.ref for one in undecided}),
        "rows": sorted((_row(one) for one in places), key=lambda row: (row["table"], row["key"], row["recorded_by"],
                                                                       row["council"])),
        "totals": {
            "all": _total(totals.all),
            "consent_outstanding": _total(totals.consent_outstanding),
            "agreed_refused": _total(totals.agreed_refused),
            **{name: [_total(one) for one in getattr(totals, name)] for name in BREAKDOWNS},
        },
    }  # fmt: skip
    return {**found, "digest": freeze.digest(found)}


def _row(place: Place) -> dict[str, Any]:
    row, standing = place.row, place.row.standing
    proposed = standing.disposition
    return {
        "table": place.subject.table, "key": place.subject.key, "name": place.subject.name,
        "recorded_by": place.subject.recorder.key, "council": place.council.key, "disposition": row.route.value,
        "state": standing.state.value, "by_when": str(proposed.by_when) if proposed and proposed.by_when else None,
        "waiting_for": list(standing.waiting_for), "reasons": list(standing.reasons),
        "last_day": str(row.last_day) if row.last_day else None,
        "advised": row.advised.isoformat() if row.advised else None, "consent": row.consent.value,
        "consent_outstanding": row.consent_outstanding, "notice_month": row.notice_month or None,
        "one_off_pence": row.one_off_cost, "annual_now_pence": row.annual_now, "annual_after_pence": row.annual_after,
        "refusals": list(row.refusals), "warnings": list(row.warnings),
    }  # fmt: skip


def _total(one: Total) -> dict[str, Any]:
    return {
        "name": one.name, "rows": one.rows,
        "one_off_pence": one.one_off.pence, "one_off_not_known": one.one_off.unknown,
        "annual_now_pence": one.annual_now.pence, "annual_now_not_known": one.annual_now.unknown,
        "annual_after_pence": one.annual_after.pence, "annual_after_not_known": one.annual_after.unknown,
    }  # fmt: skip


def as_lines(found: dict[str, Any], places: Sequence[Place], totals: Totals) -> list[str]:
    """The register for a terminal: the headline, the rows, the totals, and whose eyes it was seen with."""
    rows = [
        (
            one.subject.key, one.subject.name, one.council.name, one.row.route.value, one.row.standing.state.value,
            str(one.row.last_day or NOTHING), one.row.consent.value, _pence(one.row.one_off_cost),
            _pence(one.row.annual_now), _pence(one.row.annual_after),
        )
        for one in places
    ]  # fmt: skip
    heads = ("Item", "Name", "Council", "Disposition", "How far", "Last day", "Consent", "One-off", "A year now",
             "A year after")  # fmt: skip
    count = found["undecided_things"]
    things = f"{count:,} {'thing' if count == 1 else 'things'}"
    lines = [f"{found['undecided']} of {len(places)} still undecided, of {things}.", ""]
    lines += [table(heads, rows, numbers=frozenset({7, 8, 9})), ""] if rows else []
    for name, words in BREAKDOWNS.items():
        lines += [_totals(words, getattr(totals, name)), ""]
    lines += [_totals("Consent", [totals.consent_outstanding]), ""]
    lines += (
        [_totals("Agreed, and refused as it stands", [totals.agreed_refused]), ""] if totals.agreed_refused.rows else []
    )
    lines += [_totals("All", [totals.all]), ""]
    eyes = f"what {found['seen_by']} may see" if found["seen_by"] else "everything on record"
    return [*lines, f"As at {found['on']}, of {eyes}. Digest: {found['digest']}"]


def _totals(words: str, totals: Sequence[Total]) -> str:
    rows = [
        (one.name or "none needed", str(one.rows), *map(_money, (one.one_off, one.annual_now, one.annual_after)))
        for one in totals
    ]
    return table((words, "Rows", "One-off", "A year now", "A year after"), rows, numbers=frozenset({1, 2, 3, 4}))


def _money(money: Money) -> str:
    more = f" and {money.unknown} not known" if money.unknown else ""
    return f"{pounds(money.pence)}{more}"


def _pence(pence: int | None) -> str:
    return NOTHING if pence is None else pounds(pence)
