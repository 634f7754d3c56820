"""`severalty appraise` on a case: gathered from the tables, worked out, and told."""

import json
from argparse import Namespace
from typing import Any

from severalty.appraisal.queries.compared import appraisals_for, comparison_of
from severalty.appraisal.reports.beside import net_rows, usual_words
from severalty.appraisal.reports.verdicts import rank_words
from severalty.appraisal.reports.worked import Worked, worked_of
from severalty.cli.exits import DONE, WrongInput
from severalty.cli.layout import pounds
from severalty.cli.layout import table as columns
from severalty.cli.on_record import case_asked
from severalty.engine.appraisal.appraise import Standing

NONE = "–"


def run_appraise(args: Namespace) -> int:
    """Compare the options of a case."""
    case, viewer = case_asked(args)
    rows = list(appraisals_for(viewer, case))
    keys = ", ".join(row.item.key for row in rows)
    chosen = [row for row in rows if row.item.key == args.appraisal] if args.appraisal else rows
    if not rows:
        raise WrongInput(f"The case {case.key} has no appraisal.")
    if len(chosen) != 1:
        raise WrongInput(f"Say which appraisal with --appraisal KEY; there are {keys}.")
    comparison = comparison_of(viewer, case, chosen[0])
    worked = worked_of(comparison.first_list() if args.first_list else comparison)
    print(json.dumps(as_json(case.key, worked), ensure_ascii=False) if args.json else "\n".join(as_lines(worked)))
    return DONE


def as_json(case: str, worked: Worked) -> dict[str, Any]:
    """An appraisal as plain values; amounts in pence, items by the keys of their rows."""
    found, appraised = worked.comparison, worked.appraised
    weights = {one.factor: one.weight for one in appraised.scores.weights.factors} if appraised.scores else {}
    wins = {one.factor: one.best for one in appraised.by_factor.factors} if appraised.by_factor else {}
    return {
        "case": case,
        "appraisal": {"key": _key(found.appraisal.key), "name": found.appraisal.name},
        "options": [_option(one) | _beside(worked, one.option) for one in appraised.standings],
        "factors": [
            {
                "key": _key(one.key), "name": one.name, "part_of": _key(one.part_of),
                "weight": weights.get(one.key), "best": [_key(key) for key in wins.get(one.key, ())],
            }
            for one in found.factors
        ],
        "gates": [{"key": _key(one.key), "name": one.name} for one in found.gates],
        "verdict": appraised.conclusion.value,
        "told_apart": {
            "value": appraised.separation.verdict.value if appraised.separation else None,
            "cost": appraised.cost_ranking.verdict.value if appraised.cost_ranking else None,
        },
        "leader": _key(appraised.leader) or None,
        "reason": appraised.reason,
        "business_as_usual": {
            "option": _key(appraised.net.business_as_usual) or None if appraised.net else None,
            "words": usual_words(worked),
        },
        "preferred": [_key(key) for key in appraised.preferred],
        "problems": list(worked.problems),
        "cautions": list(appraised.cautions),
        "rates": worked.schedule.vintage,
        "digest": worked.digest,
    }  # fmt: skip


def _option(one: Standing) -> dict[str, Any]:
    return {
        "key": _key(one.option), "name": one.name, "letter": one.letter, "part_of": _key(one.part_of),
        "viable": one.viable, "viability": one.viability, "score": one.score, "rank": one.rank,
        "npc_pence": one.npc_pence, "npc_low_pence": one.npc_low_pence, "npc_high_pence": one.npc_high_pence,
        "eac_pence": one.eac_pence, "rank_on_cost": one.cost_rank, "outcome": one.outcome.value,
    }  # fmt: skip


def _beside(worked: Worked, option: str) -> dict[str, Any]:
    """What stands beside the net present cost; null where it cannot be said."""
    found = next((one for one in net_rows(worked) if one.option == option), None)
    return {
        "npc_against_business_as_usual_pence": found.against.pence if found else None,
        "cashable_benefits_pence": found.cashable_pence if found else None,
        "npc_after_cashable_benefits_pence": found.after_pence if found else None,
    }


def _key(handle: str) -> str:
    """The key in a handle such as `options:insource@melton`."""
    return handle.partition(":")[2].rpartition("@")[0]


def as_lines(worked: Worked) -> list[str]:
    """An appraisal for a terminal: the table of options, then the verdict and why."""
    appraised = worked.appraised
    rows = [
        (
            f"{one.letter}) {one.name}" if one.letter else one.name, _viable(one.viable),
            NONE if one.score is None else f"{one.score:.1f}", NONE if one.rank is None else str(one.rank),
            NONE if one.npc_pence is None else pounds(one.npc_pence), one.outcome.value,
        )
        for one in appraised.standings
    ]  # fmt: skip
    remark = rank_words(worked, "value")
    rank = f"Rank ({remark})" if remark else "Rank"
    heads = ("Option", "Viable", "Score", rank, "Net present cost", "Outcome")
    lines = [worked.comparison.appraisal.name, "", columns(heads, rows, numbers=frozenset({2, 3, 4})), ""]
    lines.append(f"Verdict: {appraised.conclusion.value}.")
    lines.append(appraised.reason)
    lines += [f"Problem: {one}" for one in worked.problems] + [f"Caution: {one}" for one in appraised.cautions]
    return [*lines, f"Rates: {worked.schedule.vintage}. Digest of what this rests on: {worked.digest}"]


def _viable(viable: bool | None) -> str:
    return NONE if viable is None else "yes" if viable else "no"
